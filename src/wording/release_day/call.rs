//! The calls to a planned day: short, to the person who is meant, with what is open.

use crate::domain::name::{PersonId, RoleName};
use crate::domain::notice::{DayCall, DayWord, Recipient};
use crate::wording::message::{Control, Message, link, rows, text};
use crate::wording::notices::RoleIds;
use crate::wording::plan::day as day_words;
use crate::wording::release_card::{name, today};
use crate::wording::text::{all_of, count, person, time_of_day};

use super::{Seen, snooze, take_on, work};

/// Most lines of what is open.
const MOST_LINES: usize = 8;

/// Who is called.
#[derive(Default)]
struct Called {
    people: Vec<PersonId>,
    roles: Vec<RoleName>,
}

impl Called {
    fn person(who: &PersonId) -> Self {
        Self {
            people: vec![who.clone()],
            roles: vec![],
        }
    }

    fn role(role: &RoleName) -> Self {
        Self {
            people: vec![],
            roles: vec![role.clone()],
        }
    }

    /// The release manager of the day, or the role that the cadence calls.
    fn manager(seen: &Seen<'_>) -> Self {
        match seen.day.on_duty() {
            Some(duty) => Self::person(&duty.person),
            None => Self::role(&seen.day.cadence.role),
        }
    }

    fn names(&self, ids: &RoleIds) -> String {
        let roles = self.roles.iter().map(|role| {
            let id = ids.get(role);
            id.map_or_else(|| role.to_string(), |id| format!("<@&{id}>"))
        });
        let names: Vec<String> = self.people.iter().map(person).chain(roles).collect();
        all_of(&names)
    }

    /// A message that calls them, and nobody else.
    fn hear(&self, words: String, parts: Vec<crate::wording::message::Part>, ids: &RoleIds) -> Message {
        let mut all = vec![text(words)];
        all.extend(parts);
        let roles: Vec<u64> = self.roles.iter().filter_map(|r| ids.get(r).copied()).collect();
        let message = Message::new(all).calling_people(self.people.iter().map(ToString::to_string).collect());
        match roles.is_empty() {
            true => message,
            false => message.calling_roles(roles),
        }
    }
}

/// The message of a call; nothing when nobody owes anything any more.
pub fn call(word: &DayWord, to: &Recipient, seen: &Seen<'_>, ids: &RoleIds) -> Option<Message> {
    let day = &seen.day;
    let is_direct = matches!(to, Recipient::Person(_));
    let of = format!("**{} {}**", day.service.title, day.cadence.title);
    let on = day_words(word.day);
    let open = open_lines(seen);
    let (called, words) = match &word.what {
        DayCall::Before { days } => {
            let called = Called::manager(seen);
            let comes = match days {
                1 => format!("is on the next working day, **{on}**"),
                _ => format!("is in {}, on **{on}**", count(i64::from(*days), "working day")),
            };
            let ahead = work::due_to_go_on(seen).map(|line| format!("\n{line}"));
            let open = match open.is_empty() {
                true if ahead.is_some() => String::new(),
                true => "\nNothing is open from earlier days.".to_owned(),
                false => format!("\nStill open:\n{}", open.join("\n")),
            };
            let ahead = ahead.unwrap_or_default();
            let words = format!("{}: {of} {comes}.{ahead}{open}", called.names(ids));
            (called, words)
        }
        DayCall::OnTheDay => {
            let called = Called::manager(seen);
            let late = day
                .late_since()
                .map(|due| format!(" This was due at {}; I was away.", time_of_day(due)));
            let late = late.unwrap_or_default();
            let words = format!("{}: today is release day. {of}, {on}.{late}", called.names(ids));
            (called, words)
        }
        DayCall::Recall { person } => {
            if day.is_done() {
                return None;
            }
            let called = Called::person(person);
            let words = format!(
                "{}: you wished to be reminded of {of}, {on}.{}",
                called.names(ids),
                still(&open)
            );
            (called, words)
        }
        DayCall::Nudge => nudge(seen, ids, &of, &on)?,
        DayCall::Escalated { to, since } => escalated(seen, ids, (&of, *since), to.as_ref()),
        DayCall::Told { to, since } => told(seen, ids, (&of, *since), to.as_ref())?,
    };
    let is_elsewhere = is_direct && seen.day.has_begun();
    let card = if is_elsewhere && seen.card.is_none() {
        "\nThe list is on its card, where releases are announced."
    } else {
        ""
    };
    let mut parts = Vec::new();
    if is_direct && !matches!(word.what, DayCall::Before { .. }) && seen.is_live() {
        let mut buttons: Vec<Control> = take_on(seen).into_iter().collect();
        buttons.extend(card_link(seen));
        parts.extend(rows(buttons));
        parts.push(snooze(seen));
    } else if is_elsewhere {
        parts.extend(rows(card_link(seen).into_iter().collect()));
    }
    Some(called.hear(words + card, parts, ids))
}

fn card_link(seen: &Seen<'_>) -> Option<Control> {
    seen.card.map(|url| link("Open the list", url))
}

fn still(open: &[String]) -> String {
    match open.is_empty() {
        true => String::new(),
        false => format!(" Still open:\n{}", open.join("\n")),
    }
}

/// What is open, and who owes it, a line each.
fn open_lines(seen: &Seen<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if seen.day.has_begun() && seen.day.waits_for_a_start() {
        let who = seen.who(seen.day.cadence.role.as_str());
        lines.push(format!("· Start the release ({who})"));
    }
    for situation in seen.releases {
        for (what, roles) in today::owed(situation, seen.now) {
            let roles: Vec<String> = roles.iter().map(|r| seen.who(r.as_str())).collect();
            lines.push(format!(
                "· {}, {what} ({})",
                name(&situation.release),
                all_of(&roles)
            ));
        }
    }
    lines.truncate(MOST_LINES);
    lines
}

/// Only those who owe something are called, and not while they wish to be left alone.
fn nudge(seen: &Seen<'_>, ids: &RoleIds, of: &str, on: &str) -> Option<(Called, String)> {
    let day = &seen.day;
    let mut roles: Vec<RoleName> = Vec::new();
    if day.waits_for_a_start() {
        roles.push(day.cadence.role.clone());
    }
    for situation in seen.releases {
        roles.extend(today::owed(situation, seen.now).into_iter().flat_map(|(_, r)| r));
    }
    roles.sort();
    roles.dedup();
    let mut called = Called::default();
    for role in roles {
        match seen.in_charge() {
            Some(who) if role == day.cadence.role => {
                let is_left_alone = day
                    .known()
                    .snoozed
                    .get(&who)
                    .is_some_and(|until| *until > seen.now);
                if !is_left_alone {
                    called.people.push(who);
                }
            }
            _ => called.roles.push(role),
        }
    }
    if called.people.is_empty() && called.roles.is_empty() {
        return None;
    }
    let open = open_lines(seen);
    let words = format!(
        "{}: this is still open for {of}, {on}:\n{}",
        called.names(ids),
        open.join("\n")
    );
    Some((called, words))
}

fn since(since: Option<chrono::DateTime<chrono::Utc>>) -> String {
    since
        .map(|at| format!(" since {}", time_of_day(at)))
        .unwrap_or_default()
}

type Of<'a> = (&'a str, Option<chrono::DateTime<chrono::Utc>>);

/// The backup is asked, or the role where there is none.
fn escalated(seen: &Seen<'_>, ids: &RoleIds, (of, at): Of<'_>, to: Option<&PersonId>) -> (Called, String) {
    let day = &seen.day;
    let called = to.map_or_else(|| Called::role(&day.cadence.role), Called::person);
    let manager = day.on_duty().filter(|duty| Some(&duty.person) != to);
    let who = manager.map(|duty| format!(" {} was called.", person(&duty.person)));
    let (names, since) = (called.names(ids), since(at));
    let words = format!(
        "{names}: nobody has reacted to release day{since}. {of}, {}.{} Can you take it on? Press **I am on it**, or start, move or skip it on its card.",
        day_words(day.day()),
        who.unwrap_or_default()
    );
    (called, words)
}

/// The release manager reads that somebody else was asked.
fn told(seen: &Seen<'_>, ids: &RoleIds, (of, at): Of<'_>, to: Option<&PersonId>) -> Option<(Called, String)> {
    let called = Called::person(&seen.day.on_duty()?.person);
    let asked = to.map_or_else(|| seen.day.cadence.role.to_string(), person);
    let (names, since) = (called.names(ids), since(at));
    let words = format!(
        "{names}: nobody has reacted to release day{since}. {of}, {}. I have asked {asked} as well.",
        day_words(seen.day.day())
    );
    Some((called, words))
}

/// A call in a few words, where nothing is known of the day: the playbook has no such cadence any more.
pub fn find_words(word: &DayWord) -> Message {
    Message::plain(format!("A planned day: {}.", day_words(word.day)))
}
