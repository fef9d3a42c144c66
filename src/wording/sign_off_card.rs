//! Go or no-go, as a card.

use crate::domain::card::Part;
use crate::domain::process::AskKind;
use crate::domain::release::{Answer, Course, Release, Tally, Verdict, goes_in, missing_roles};

use super::message::{Message, Style, button, container, rows, text};
use super::press::{Press, Verb};
use super::release_card::tally_words;
use super::text::{Room, all_of, moment, person, quote, time_of_day, value};

const BLUE: u32 = 0x0058_65F2;
const GREY: u32 = 0x0080_848E;

/// The card of a sign-off.
pub fn sign_off_card(release: &Release, part: &Part) -> Message {
    let Some((position, step, state)) = release
        .find_step(&part.step)
        .filter(|(_, _, s)| s.round == part.round)
    else {
        let why = "This sign-off belongs to an earlier round and was replaced.";
        return Message::new(vec![container(GREY, vec![text(format!("-# {why}"))])]);
    };
    let index = step
        .asks
        .iter()
        .position(|a| a.name == part.ask)
        .unwrap_or_default();
    let Some((AskKind::SignOff(rule), Answer::SignOff(voices))) = step
        .asks
        .get(index)
        .map(|a| &a.kind)
        .zip(state.answers.get(index))
    else {
        return Message::plain("-# This is no sign-off.");
    };
    let process = &release.process;
    let title = &step.asks[index].title;
    let version = quote(release.version.as_str(), 40);
    let mut lines = vec![format!(
        "### Go or no-go · {} {version}\n**{title}**",
        process.service.title
    )];
    let sets = rule.sets.iter().enumerate().map(|(n, set)| {
        format!(
            "{}: {} of {} go",
            set.role,
            goes_in(voices, n).min(set.quorum),
            set.quorum
        )
    });
    lines.push(sets.collect::<Vec<_>>().join(" · "));
    lines.push(format!("What you approve: {}", approved(release, position)));
    for voice in voices {
        let who = format!("{}, {}", person(&voice.stamp.by), time_of_day(voice.stamp.at));
        lines.push(match &voice.verdict {
            Verdict::Go(None) => format!("✓ **Go** by {who}"),
            Verdict::Go(Some(day)) => format!("✓ **Go on {day}** by {who}"),
            Verdict::NoGo(reason) => format!("✕ **No-go** by {who}: “{}”", quote(reason, 300)),
        });
    }
    if let Some(stamp) = &state.completed {
        lines.push(format!("-# Complete since {}", moment(stamp.at)));
    } else {
        let missing: Vec<_> = missing_roles(rule, voices).cloned().collect();
        if !missing.is_empty() {
            lines.push(format!("-# Waiting for {}", all_of(&missing)));
        } else if let Some(no) = voices.iter().find(|v| matches!(v.verdict, Verdict::NoGo(_))) {
            let who = person(&no.stamp.by);
            lines.push(format!("-# A no-go stands until {who} takes it back or says go."));
        }
    }
    let mut parts = vec![text(Room::whole().clip(&lines.join("\n")))];
    if release.course == Course::Running && state.completed.is_none() {
        let press = |verb| Press::on_ask(verb, release, position, index).to_string();
        let go = if rule.with_date {
            "Go, and choose the day…"
        } else {
            "Go"
        };
        parts.extend(rows(vec![
            button(Style::Success, go, press(Verb::Go)),
            button(Style::Danger, "No-go…", press(Verb::NoGo)),
            button(Style::Secondary, "Take my word back", press(Verb::Revoke)),
        ]));
    }
    Message::new(vec![container(BLUE, parts)])
}

/// What a go is for: the version, and what was given and tested in the steps above; what comes later was not approved.
fn approved(release: &Release, position: usize) -> String {
    let mut parts = vec![format!("version {}", quote(release.version.as_str(), 40))];
    let steps = release.process.steps.iter().zip(&release.steps).take(position);
    for (step, state) in steps.filter(|(_, state)| state.completed.is_some()) {
        for (ask, answer) in state.answered(step) {
            match answer {
                Answer::Value(Some((given, _))) => {
                    parts.push(format!("{} {}", ask.title.to_lowercase(), value(given, 60)));
                }
                Answer::Checklist(items) => {
                    parts.push(format!("{}: {}", step.title, tally_words(Tally::of(items))));
                }
                _ => {}
            }
        }
    }
    parts.join(", ")
}
