//! The list of steps on the card: what is done, what is open, what is ahead.

use crate::domain::process::Step;
use crate::domain::release::{Release, StepState};
use crate::wording::text::{Room, person, quote, time_of_day, value};

use super::reported;

/// How many of the steps ahead are named: what comes after them is no matter for today.
const NEXT: usize = 8;

/// The list of steps: done ones with who and when, the current ones bold, the rest in one line.
pub(super) fn steps(release: &Release, room: Room) -> String {
    let current: Vec<usize> = release.current().map(|(n, _, _)| n).collect();
    let mut lines = Vec::new();
    let mut ahead = Vec::new();
    for (position, (step, state)) in release.process.steps.iter().zip(&release.steps).enumerate() {
        if let Some(stamp) = &state.completed {
            let given = values(step, state);
            let at = time_of_day(stamp.at);
            lines.push(format!("✓ {} · {}, {at}{given}", step.title, person(&stamp.by)));
        } else if let Some(waived) = &state.waived {
            let who = person(&waived.stamp.by);
            lines.push(format!(
                "– {} · not needed, {who}: “{}”",
                step.title,
                quote(&waived.reason, 80)
            ));
        } else if !release.applies(position) {
            continue;
        } else if current.contains(&position) && !release.is_over() {
            lines.push(format!("▸ **{}**{}", step.title, values(step, state)));
            lines.extend(failures(release, step, state));
            lines.extend(reported::failures(step, state));
        } else {
            ahead.push(step.title.as_str());
        }
    }
    if !ahead.is_empty() {
        let further = ahead.len().saturating_sub(NEXT);
        let more = (further > 0).then(|| format!(" · and {further} more"));
        let next = ahead.into_iter().take(NEXT).collect::<Vec<_>>().join(" · ");
        let then = format!("-# Then: {next}{}", more.unwrap_or_default());
        lines.push(room.at_most(800).clip(&then));
    }
    last_lines(&lines, room)
}

/// As many of the last lines as fit: what is done longest ago is missed least.
fn last_lines(lines: &[String], room: Room) -> String {
    let from = |first: usize| match first {
        0 => lines.join("\n"),
        1 => format!("-# 1 line before\n{}", lines[first..].join("\n")),
        _ => format!("-# {first} lines before\n{}", lines[first..].join("\n")),
    };
    let mut all = (0..lines.len()).map(from);
    all.find(|text| room.takes(text))
        .unwrap_or_else(|| room.clip(&lines.join("\n")))
}

fn values(step: &Step, state: &StepState) -> String {
    let given = state.answered(step).filter_map(|(ask, answer)| {
        let (given, _) = answer.given()?;
        let level = ask.kind.document().map(|(_, level)| format!("{level}: "));
        Some(format!(" · {}{}", level.unwrap_or_default(), value(given, 60)))
    });
    given.collect()
}

fn failures(release: &Release, step: &Step, state: &StepState) -> Vec<String> {
    let failed: Vec<_> = state.failed_items(release, step).collect();
    let more = failed.len().saturating_sub(3);
    let mut lines: Vec<String> = failed
        .iter()
        .take(3)
        .map(|(_, item, stamp, note)| {
            format!(
                "✕ Failed: {} ({}: “{}”)",
                quote(item, 60),
                person(&stamp.by),
                quote(note, 80)
            )
        })
        .collect();
    if more > 0 {
        lines.push(format!("✕ and {} more failed", more));
    }
    lines
}
