//! What the team reads when somebody could not be told: who, of what, what is wrong, and what to do about it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::audience::NewsKind;
use crate::domain::decide::keepers;
use crate::domain::name::AudienceName;
use crate::domain::notice::{Fate, Recipient, Undelivered, Whom};
use crate::domain::process::Process;

use super::message::Message;
use super::notices::{RoleIds, calling};
use super::text::{all_of, person, quote, relative};

/// The longest that is shown of what another program said.
const SHOWN: usize = 200;

/// The longest that is shown of what hinders a letter or a call: the words of other programs among ours.
const SHOWN_OUTSIDE: usize = 400;
/// How many recipients of a kind are named in one message.
const NAMED: usize = 10;

/// What the team is told; those who can mend it are called.
pub fn to_team(what: &Undelivered, processes: &[Arc<Process>], roles: &RoleIds) -> Message {
    let (whom, of) = (whom(&what.whom, processes), of_outage(what));
    match &what.fate {
        Fate::Waits { problem, fix } => calling(&keepers(processes), roles, |who| {
            let head = match &what.whom {
                Whom::EventList => format!("**Not in the event list yet:**{of}"),
                Whom::Role(role) => format!("**Not handed on yet:** the role {role} on Discord"),
                Whom::Followers { .. } => format!("**Not passed on yet** to {whom}{of}"),
                Whom::Readers(_) if is_outside(&what.whom) => {
                    format!("**Not told yet:** {whom}{of}: {}", news(what.kind))
                }
                Whom::Readers(_) => format!("**Not told yet:** {whom}{of}"),
            };
            format!(
                "{who}: {head}.{}",
                in_the_way(&what.whom, problem, fix.as_deref())
            )
        }),
        Fate::ToldLate { since } => Message::plain(told_late(&what.whom, &whom, &of, *since)),
        Fate::NeverTold { why, problem } => calling(&keepers(processes), roles, |who| {
            let problem = problem
                .as_ref()
                .map(|problem| format!(" What was in the way: {problem}."));
            format!(
                "{who}: **Never told:** {whom}{of}: {}. I do not say it any more, because {}.{}",
                news(what.kind),
                quote(why, SHOWN),
                problem.unwrap_or_default()
            )
        }),
    }
}

/// What is wrong, what to do about it, and what becomes of it.
fn in_the_way(whom: &Whom, problem: &str, fix: Option<&str>) -> String {
    let (problem, fix) = if is_outside(whom) {
        let fix = fix.map(|fix| format!("To mend it: {}", quote(fix, SHOWN_OUTSIDE)));
        (format!("\nWhy: {}", quote(problem, SHOWN_OUTSIDE)), fix)
    } else {
        (format!(" {problem}"), fix.map(str::to_owned))
    };
    match fix {
        Some(fix) => format!(
            "{problem}.\n{fix}.\n-# It is kept. I try again every ten minutes, and say so when it is done."
        ),
        None => format!(
            "{problem}.\n-# It is kept. I try again until it arrives or its time has passed, and say so then."
        ),
    }
}

/// Whether it goes by mail or to an endpoint: what hinders it comes unmarked, and begins as a server or a key does.
fn is_outside(whom: &Whom) -> bool {
    let Whom::Readers(readers) = whom else {
        return false;
    };
    readers
        .iter()
        .any(|to| matches!(to, Recipient::Mail { .. } | Recipient::Endpoint { .. }))
}

fn told_late(to: &Whom, whom: &str, of: &str, since: DateTime<Utc>) -> String {
    let since = relative(since);
    match to {
        Whom::EventList => {
            format!("In the event list now, late:{of}. What was in the way was found {since}.")
        }
        Whom::Role(role) => {
            format!("Handed on now, late: the role {role}. What was in the way was found {since}.")
        }
        Whom::Followers { .. } => {
            format!("Passed on now, late, to {whom}{of}. What was in the way was found {since}.")
        }
        Whom::Readers(_) => format!("Told now, late: {whom}{of}. What was in the way was found {since}."),
    }
}

fn of_outage(what: &Undelivered) -> String {
    match (what.outage, &what.whom) {
        (Some(number), Whom::EventList) => format!(" outage {number}"),
        (Some(number), _) => format!(" (outage {number})"),
        (None, _) => String::new(),
    }
}

fn whom(whom: &Whom, processes: &[Arc<Process>]) -> String {
    match whom {
        Whom::EventList => "the event list".to_owned(),
        Whom::Role(role) => format!("the role {role}"),
        Whom::Followers { audience, channel } => format!(
            "the servers that follow #{} of {}",
            quote(channel, 100),
            title(audience, processes)
        ),
        Whom::Readers(all) => readers(all, processes),
    }
}

/// Everybody, those who are reached alike together.
fn readers(all: &[Recipient], processes: &[Arc<Process>]) -> String {
    let mut alike: Vec<(String, Vec<String>)> = Vec::new();
    for recipient in all {
        let (by, name) = reader(recipient, processes);
        match alike.iter_mut().find(|(known, _)| *known == by) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => alike.push((by, vec![name])),
        }
    }
    let said: Vec<String> = alike
        .into_iter()
        .map(|(by, mut names)| {
            let more = names.len().saturating_sub(NAMED);
            if more > 0 {
                names.truncate(NAMED);
                names.push(format!("{more} more"));
            }
            format!("{by}{}", all_of(&names))
        })
        .collect();
    all_of(&said)
}

/// How somebody is reached, and their name there.
fn reader(recipient: &Recipient, processes: &[Arc<Process>]) -> (String, String) {
    let of = |audience: &AudienceName| title(audience, processes);
    let whole = |name: String| (String::new(), name);
    match recipient {
        Recipient::Audience(audience) => whole(of(audience)),
        Recipient::Channel { audience, channel } => (
            format!("{} in ", of(audience)),
            format!("#{}", quote(channel, 100)),
        ),
        Recipient::Subscriber { audience, .. } => whole(format!("a subscriber of {}", of(audience))),
        Recipient::Person(who) => whole(person(who)),
        Recipient::Mail { audience, address } => {
            (format!("{} by mail to ", of(audience)), quote(address, 100))
        }
        Recipient::Endpoint { audience, endpoint } => (
            format!("{} by ", of(audience)),
            format!("the endpoint {}", quote(endpoint, 100)),
        ),
        Recipient::Side(side) => {
            let known = processes.iter().find_map(|p| p.sides.get(side));
            whole(known.map_or_else(|| side.to_string(), |side| side.title.clone()))
        }
        Recipient::Thread | Recipient::ThreadOf(_) => {
            whole("the team, in the thread of its release".to_owned())
        }
        Recipient::Releases => whole("the team, where releases are announced".to_owned()),
    }
}

fn title(audience: &AudienceName, processes: &[Arc<Process>]) -> String {
    let audiences = processes
        .iter()
        .flat_map(|p| [p.service.audiences.get(audience), p.audiences.get(audience)]);
    let known = audiences.flatten().next();
    known.map_or_else(|| audience.to_string(), |audience| audience.title.clone())
}

/// What was to be told.
fn news(kind: Option<NewsKind>) -> &'static str {
    match kind {
        Some(NewsKind::Announced) => "that it is planned",
        Some(NewsKind::Reminder) => "the reminder that it comes",
        Some(NewsKind::Moved) => "that it was moved",
        Some(NewsKind::Extended) => "that it takes longer",
        Some(NewsKind::Shortened) => "that it ends earlier",
        Some(NewsKind::Started) => "that it has begun",
        Some(NewsKind::Overran) => "that it is not over yet",
        Some(NewsKind::Ended) => "that the service is back",
        Some(NewsKind::Cancelled) => "that it was called off",
        None => "what there was to say",
    }
}

/// A channel that bot.toml names and the server does not show: what is wrong, and what to do.
pub fn no_channel(place: &str, wanted: &str) -> (String, String) {
    let (place, wanted) = (quote(place, 100), quote(wanted, 100));
    (
        format!("The server shows me no channel #{wanted}"),
        format!(
            "Create it, let me see it (**View Channel** in its permissions), or name another in bot.toml under `[channels]`: `{place} = \"…\"`"
        ),
    )
}

/// Permissions that the bot lacks in a channel, by their names in Discord's settings; `channel` is its id.
pub fn no_permission(channel: &str, missing: &[&str]) -> (String, String) {
    let names: Vec<String> = missing.iter().map(|name| format!("**{name}**")).collect();
    let names = all_of(&names);
    (
        format!("I may not write in <#{channel}>"),
        format!("Edit that channel, open Permissions, and allow {names} for me or for my role"),
    )
}

/// A role that goes with a turn is not on the server.
pub fn no_role(role: &str) -> (String, String) {
    (
        format!("This server has no role **{}**", quote(role, 100)),
        "Make it, or name the role that stands for it in bot.toml under [roles]".to_owned(),
    )
}

/// The bot may not give a role that goes with a turn.
pub fn no_role_rights(role: &str) -> (String, String) {
    (
        format!("I may not give the role **{}**", quote(role, 100)),
        format!(
            "Open Server Settings, Roles: allow **Manage Roles** for my role, and drag it above **{}**. Until then whoever has the turn can do everything all the same",
            quote(role, 100)
        ),
    )
}

/// Discord refused for a reason that is none of the known ones.
pub fn refused(words: &str) -> (String, String) {
    (
        format!("Discord refused it: {}", quote(words, SHOWN)),
        "Look at the channel and at my permissions in it; the log has the request".to_owned(),
    )
}

/// The bot may not keep events.
pub fn no_events() -> (String, String) {
    (
        "I may not keep the server's events".to_owned(),
        "Open Server Settings, Roles, and allow **Create Events** for my role".to_owned(),
    )
}

/// The server has as many events as Discord allows.
pub fn most_events() -> (String, String) {
    (
        "The server has 100 events, and Discord takes no more".to_owned(),
        "Remove events that nobody needs. The outage itself goes on, and everybody is told of it".to_owned(),
    )
}

/// Discord publishes so many announcements of a channel in an hour.
pub fn most_announcements() -> (String, String) {
    (
        "Discord publishes ten messages of a channel in an hour".to_owned(),
        "Nothing has to be done: whoever reads that channel here has read it, and the other servers follow when Discord takes more"
            .to_owned(),
    )
}
