//! What would be said, before it is said: each with the button that says it.

use chrono::{DateTime, Utc};

use crate::domain::audience::Audience;
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, OutageNews};
use crate::domain::outage::{Outage, OutageWords, Window};
use crate::domain::person::Stamp;
use crate::wording::message::{Message, Part, Style, button, container, rows, separator, text};
use crate::wording::outages;
use crate::wording::press::{Press, Verb};
use crate::wording::text::{Room, all_of, any_of, duration, moment, relative, window};

use super::controls::{longer, of_draft};
use super::{BLUE, Seen, name, reach};

/// The most audiences whose words are shown in full.
const SHOWN_IN_FULL: usize = 4;

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
    let head = format!(
        "**Preview**: nobody was told yet.\n-# {} · {} ({}) · {}",
        name(seen),
        window(draft.window),
        relative(draft.window.start),
        duration(draft.window.end - draft.window.start),
    );
    let planned = Outage {
        about: draft.about.clone(),
        window: Some(draft.window),
        ..Outage::default()
    };
    let mut parts = vec![text(head)];
    if let Some(roles) = seen.waits_for() {
        parts.push(text(format!(
            "Before it is published, {} has to approve it; whoever entered it cannot.",
            any_of(roles)
        )));
    }
    parts.extend(boxes(seen, &planned, &News::Announced, now));
    parts.extend(rows(draft_buttons(seen)));
    Message::new(parts)
}

fn draft_buttons(seen: &Seen<'_>) -> Vec<crate::wording::message::Control> {
    let press = |verb| Press::on_outage(verb, seen.number).to_string();
    let first = match seen.waits_for() {
        Some(_) => button(Style::Primary, "Ask for approval", press(Verb::OutageAsk)),
        None => button(Style::Primary, "Publish", of_draft(Verb::OutagePublish, seen)),
    };
    vec![
        first,
        button(Style::Secondary, "Edit…", press(Verb::OutageForm)),
        button(Style::Secondary, "Cancel", press(Verb::OutageWithdraw)),
    ]
}

/// What each audience reads now, and when it is called to mind.
fn boxes(seen: &Seen<'_>, planned: &Outage, what: &News, now: DateTime<Utc>) -> Vec<Part> {
    let told: Vec<(&AudienceName, &Audience)> = audiences(seen, planned);
    let mut room = Room::whole().at_most(3_000);
    let mut parts = vec![separator()];
    let mut left_out = Vec::new();
    for (n, (name, audience)) in told.iter().enumerate() {
        let said = outages::words(
            &news(seen, planned, what, now),
            planned,
            seen.service,
            audience,
            now,
        );
        let head = format!("**{}**, now:", reach(name, audience, seen.state));
        let later = reminders(seen, planned, audience, now);
        let shown = format!("-# {head}\n{said}\n-# {later}");
        if n >= SHOWN_IN_FULL || !room.takes(&shown) {
            left_out.push(reach(name, audience, seen.state));
            continue;
        }
        room = room.after(&shown);
        parts.push(container(BLUE, vec![text(shown)]));
    }
    if !left_out.is_empty() {
        let words = format!("{} read the same in their own words.", all_of(&left_out));
        parts.push(text(Room::whole().at_most(500).clip(&words)));
    }
    parts
}

fn audiences<'a>(seen: &Seen<'a>, planned: &'a Outage) -> Vec<(&'a AudienceName, &'a Audience)> {
    let told = planned.about.audiences.iter();
    told.filter_map(|name| Some((name, seen.service.audiences.get(name)?)))
        .collect()
}

fn news(seen: &Seen<'_>, planned: &Outage, what: &News, now: DateTime<Utc>) -> OutageNews {
    OutageNews {
        number: seen.number,
        revision: planned.revision,
        window: planned.window,
        what: what.clone(),
        due_at: now,
        is_first: planned.announced.is_none(),
    }
}

/// What an audience is told later, by the clock.
fn reminders(seen: &Seen<'_>, planned: &Outage, audience: &Audience, now: DateTime<Utc>) -> String {
    let Some(window) = planned.window else {
        return String::new();
    };
    let mut due: Vec<DateTime<Utc>> = audience
        .leads()
        .iter()
        .map(|lead| lead.before(window.start, seen.service.zone))
        .filter(|at| *at > now && *at < window.start)
        .collect();
    due.sort();
    due.dedup();
    let due: Vec<String> = due
        .into_iter()
        .map(|at| format!("<t:{}:f>", at.timestamp()))
        .collect();
    let again = match due.as_slice() {
        [] => String::new(),
        due => format!("Called to mind {}; ", all_of(due)),
    };
    let begins = if planned.about.starts_by_hand {
        "when it begins in fact"
    } else {
        "when it begins"
    };
    format!("{again}told {begins}, when it takes longer, and when it is back.")
}

/// What a change of an announced outage would say, with the button that makes it.
pub fn step(seen: &Seen<'_>, step: &Step, now: DateTime<Utc>) -> Message {
    let mut planned = seen.outage.clone();
    let was = planned.window;
    let begun = planned.started.is_some() || was.is_some_and(|w| w.start <= now);
    let (what, is_said) = match step {
        Step::Change(window) => {
            planned.window = Some(*window);
            let was = was.unwrap_or(*window);
            planned.windows_before.push(was);
            (News::Changed { was, begun }, true)
        }
        Step::Reword(words) => {
            planned.about.words = words.clone();
            (News::Announced, false)
        }
        Step::Start => {
            planned.started = Some(Stamp {
                by: "clock".into(),
                at: now,
            });
            (News::Started, true)
        }
        Step::End => (News::Ended, true),
        Step::Cancel => (News::Cancelled, true),
    };
    let mut parts = vec![text(head(seen, step, begun))];
    parts.extend(said_now(seen, &planned, &what, is_said, now));
    let confirm = confirm(seen, step);
    let leave = Press::on_outage(Verb::OutageDismiss, seen.number).to_string();
    parts.extend(rows(vec![
        confirm,
        button(Style::Secondary, "Leave it as it is", leave),
    ]));
    Message::new(parts)
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

/// What each audience reads of it at once.
fn said_now(seen: &Seen<'_>, planned: &Outage, what: &News, is_said: bool, now: DateTime<Utc>) -> Vec<Part> {
    let mut parts = vec![separator()];
    let mut room = Room::whole().at_most(3_000);
    let mut left_out = Vec::new();
    let news = news(seen, planned, what, now);
    for (n, (name, audience)) in audiences(seen, planned).into_iter().enumerate() {
        let spared = news.kind().is_some_and(|kind| audience.spared.contains(&kind));
        let head = reach(name, audience, seen.state);
        if is_said && spared {
            parts.push(text(format!(
                "-# {head}: not told of this, as the playbook says."
            )));
            continue;
        }
        let said = outages::words(&news, planned, seen.service, audience, now);
        let place = if is_said {
            "now"
        } else {
            "in place of what stands there"
        };
        let shown = format!("-# **{head}**, {place}:\n{said}");
        if n >= SHOWN_IN_FULL || !room.takes(&shown) {
            left_out.push(head);
            continue;
        }
        room = room.after(&shown);
        parts.push(container(BLUE, vec![text(shown)]));
    }
    if !left_out.is_empty() {
        let words = format!("{} read the same in their own words.", all_of(&left_out));
        parts.push(text(Room::whole().at_most(500).clip(&words)));
    }
    parts
}

fn confirm(seen: &Seen<'_>, step: &Step) -> crate::wording::message::Control {
    let press = |verb| Press::on_outage(verb, seen.number).with_round(seen.outage.revision);
    let (style, label, press) = match step {
        Step::Change(window) => (
            Style::Primary,
            "Change it and tell them",
            press(Verb::OutageChange).with_window(*window),
        ),
        Step::Reword(_) => (Style::Primary, "Say it so", press(Verb::OutageRewordNow)),
        Step::Start => (Style::Primary, "It begins, tell them", press(Verb::OutageStart)),
        Step::End => (Style::Success, "It is back, tell them", press(Verb::OutageEnd)),
        Step::Cancel => (Style::Danger, "Call it off…", press(Verb::OutageCancel)),
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
