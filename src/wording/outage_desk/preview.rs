//! What would be said, before it is said: each with the button that says it.

use chrono::{DateTime, Utc};

use crate::domain::outage::{OutageAbout, OutageFact, OutageWords, Window};
use crate::wording::message::{Control, Message, Style, button, container, rows, separator, text};
use crate::wording::outages::{Intent, preview, preview_message};
use crate::wording::press::{OutageVerb, Press};
use crate::wording::text::{any_of, duration, moment, relative, window};

use super::controls::{longer, of_draft};
use super::{BLUE, Seen, name};

/// Something that is about to be said of an announced outage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Another window.
    Change(Window),
    /// Other words.
    Reword(OutageWords),
    /// It begins.
    Start,
    /// It is over.
    End,
    /// It will not happen.
    Cancel,
}

/// What each audience reads of a draft, and when; with the choice to publish it.
pub fn draft(seen: &Seen<'_>, now: DateTime<Utc>) -> Message {
    let Some(draft) = &seen.outage.draft else {
        return Message::plain("Nothing waits to be published here.");
    };
    let mut head = format!(
        "**Preview**: nobody was told yet.\n-# {} · {} ({}) · {}",
        name(seen),
        window(draft.window),
        relative(draft.window.start),
        duration(draft.window.end - draft.window.start),
    );
    if let Some(roles) = seen.waits_for() {
        head.push_str(&format!(
            "\nBefore it is published, {} has to approve it; whoever entered it cannot.",
            any_of(roles)
        ));
    }
    for line in super::passed_in_draft(draft) {
        head.push('\n');
        head.push_str(&line);
    }
    let fact = OutageFact::Announced {
        about: draft.about.clone(),
        window: draft.window,
        objections: Vec::new(),
        reason: None,
    };
    told(seen, &fact, &head, draft_buttons(seen), now)
}

/// Everything that each audience would be told if that happened.
fn told(
    seen: &Seen<'_>,
    fact: &OutageFact,
    head: &str,
    buttons: Vec<Control>,
    now: DateTime<Utc>,
) -> Message {
    let intent = Intent {
        number: seen.number,
        before: seen.outage,
        fact,
        service: seen.service,
        subscribers: &seen.state.subscribers,
    };
    preview_message(&preview(&intent, now), head, rows(buttons))
}

fn draft_buttons(seen: &Seen<'_>) -> Vec<Control> {
    let press = |verb| Press::on_outage(verb, seen.number).to_string();
    let first = match seen.waits_for() {
        Some(_) => button(Style::Primary, "Ask for approval", press(OutageVerb::Ask)),
        None => button(Style::Primary, "Publish", of_draft(OutageVerb::Publish, seen)),
    };
    vec![
        first,
        button(Style::Secondary, "Edit…", press(OutageVerb::Form)),
        button(Style::Secondary, "Cancel", press(OutageVerb::Withdraw)),
    ]
}

/// What a change of an announced outage would say, with the button that makes it.
pub fn step(seen: &Seen<'_>, step: &Step, now: DateTime<Utc>) -> Message {
    let was = seen.outage.window;
    let begun = seen.outage.started.is_some() || was.is_some_and(|w| w.start <= now);
    let head = head(seen, step, begun);
    let leave = Press::on_outage(OutageVerb::Dismiss, seen.number).to_string();
    let buttons = vec![
        confirm(seen, step),
        button(Style::Secondary, "Leave it as it is", leave),
    ];
    let fact = match step {
        Step::Change(window) => OutageFact::Changed {
            window: *window,
            was: was.unwrap_or(*window),
            objections: Vec::new(),
            reason: None,
        },
        Step::Start => OutageFact::Started { about: None },
        Step::End => OutageFact::Ended,
        Step::Cancel => OutageFact::Cancelled { reason: None },
        Step::Reword(words) => return reworded(&head, words, buttons),
    };
    told(seen, &fact, &head, buttons, now)
}

/// Other words are told to nobody: the announcements say them from then on.
fn reworded(head: &str, words: &OutageWords, buttons: Vec<Control>) -> Message {
    let about = OutageAbout {
        words: words.clone(),
        ..OutageAbout::default()
    };
    let mut lines = super::words(&about);
    if lines.is_empty() {
        lines.push("Only what the playbook says.".to_owned());
    }
    let said = container(BLUE, vec![text(lines.join("\n"))]);
    Message::new(vec![text(head), separator(), said]).with(rows(buttons))
}

fn head(seen: &Seen<'_>, step: &Step, begun: bool) -> String {
    let name = name(seen);
    let change = match (step, seen.outage.window) {
        (Step::Change(now), Some(was)) if begun => format!(
            "{name}: the end changes.\nNow: {}\nWas: {}",
            moment(now.end),
            moment(was.end)
        ),
        (Step::Change(now), Some(was)) => format!(
            "{name} is moved.\nNow: {} · {}\nWas: {} · {}",
            window(*now),
            duration(now.end - now.start),
            window(was),
            duration(was.end - was.start)
        ),
        (Step::Change(now), None) => format!("{name}: {}", window(*now)),
        (Step::Reword(_), _) => format!("{name} is said in other words. Nobody is called for that."),
        (Step::Start, _) => format!("{name} begins now."),
        (Step::End, Some(was)) => format!("{name} is over now; it was announced until {}.", moment(was.end)),
        (Step::End, None) => format!("{name} is over now."),
        (Step::Cancel, Some(was)) => format!("{name} is called off: {} will not happen.", window(was)),
        (Step::Cancel, None) => format!("{name} is called off."),
    };
    format!("**Preview**: nobody was told yet.\n{change}")
}

fn confirm(seen: &Seen<'_>, step: &Step) -> Control {
    let press = |verb| Press::on_outage(verb, seen.number).with_round(seen.outage.revision);
    let (style, label, press) = match step {
        Step::Change(window) => (
            Style::Primary,
            "Change it and tell them",
            press(OutageVerb::Change).with_window(*window),
        ),
        Step::Reword(_) => (Style::Primary, "Say it so", press(OutageVerb::RewordNow)),
        Step::Start => (Style::Primary, "It begins, tell them", press(OutageVerb::Start)),
        Step::End => (Style::Success, "It is back, tell them", press(OutageVerb::End)),
        Step::Cancel => (Style::Danger, "Call it off…", press(OutageVerb::Cancel)),
    };
    button(style, label, press.to_string())
}

/// By how much to extend an outage.
pub fn how_much_longer(seen: &Seen<'_>) -> Message {
    let Some(open) = seen.outage.find_open_window() else {
        return Message::plain(format!("{} is not planned, or over.", name(seen)));
    };
    let words = format!(
        "{} is announced for {}. Each choice shows first what its audiences would read. Extend by:",
        name(seen),
        window(open)
    );
    let mut parts = vec![text(words)];
    parts.extend(rows(longer(seen.number, open)));
    Message::new(parts)
}
