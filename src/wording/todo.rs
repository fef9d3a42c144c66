//! What a person has to do now.

use chrono::{DateTime, Utc};

use crate::domain::decide::Situation;
use crate::domain::person::Actor;
use crate::domain::process::{AskKind, Step};
use crate::domain::release::{Answer, Board, Course, Release, StepState, Tally};
use crate::domain::rotation::with_turns;

use super::message::Message;
use super::release_card::name;
use super::text::{count, relative};

/// What this person owes to these releases, also in the roles that come with a turn in which they serve now.
pub fn todo(now: DateTime<Utc>, actor: &Actor, releases: &[Situation]) -> Message {
    let owed_to = |situation: &Situation| {
        let service = &situation.release.process.service;
        let acting = with_turns(now, &situation.service, service, actor);
        owed(&acting, &situation.release)
    };
    let mut lines: Vec<String> = releases.iter().filter_map(owed_to).collect();
    if lines.is_empty() {
        let open = releases.iter().filter(|s| !s.release.is_over()).count();
        let open = count(i64::try_from(open).unwrap_or(i64::MAX), "open release");
        lines.push(format!("Nothing waits for you. ({open}: `/release list`)"));
    }
    Message::plain(lines.join("\n\n"))
}

fn owed(actor: &Actor, release: &Release) -> Option<String> {
    if release.course != Course::Running {
        return None;
    }
    let steps: Vec<String> = release
        .current()
        .filter_map(|(_, step, state)| step_owed(actor, release, step, state))
        .collect();
    (!steps.is_empty()).then(|| format!("**{}**\n{}", name(release), steps.join("\n")))
}

fn step_owed(actor: &Actor, release: &Release, step: &Step, state: &StepState) -> Option<String> {
    let mine: Vec<String> = release
        .asked(step, state)
        .filter(|(_, ask, answer)| !release.is_answered(ask, answer) && owes(actor, step, &ask.kind, answer))
        .map(|(_, ask, answer)| match answer {
            Answer::Checklist(items) => {
                let tally = Tally::of(items);
                let open = count(
                    i64::try_from(tally.open + tally.failed).unwrap_or(i64::MAX),
                    "item",
                );
                format!("· {}: {open} to pass", ask.title)
            }
            _ => format!("· {}", ask.title),
        })
        .collect();
    let since = state.open_since.map(relative).unwrap_or_default();
    let thread = format!("`/release status release:{}`", release.number);
    (!mine.is_empty()).then(|| {
        format!(
            "{} (waiting since {since}, {thread})\n{}",
            step.title,
            mine.join("\n")
        )
    })
}

fn owes(actor: &Actor, step: &Step, kind: &AskKind, answer: &Answer) -> bool {
    match (kind, answer) {
        (AskKind::SignOff(rule), Answer::SignOff(voices)) => Board::of(rule, voices).waits_for(actor),
        (AskKind::Report(rule), _) if !rule.awaits.is_by_people() => false,
        _ => actor.roles.contains(&step.owner),
    }
}
