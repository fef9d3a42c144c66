//! The card of a planned day: whose it is, what goes where, what is open, who owes it, and the button that does it.
//!
//! Drawn from state alone, for as long as the day has something open. The controls of its releases are those of the
//! release card. Called by `courier` and `discord`.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};

use crate::domain::cadence::{Cadence, Every};
use crate::domain::decide::Situation;
use crate::domain::process::{Process, Service};
use crate::domain::release_day::{DayRefusal, ReleaseDay};

use super::message::{
    Choice, Control, Message, Part, Style, button, container, rows, select, separator, text,
};
use super::plan::day as day_words;
use super::press::{DayVerb, Press, Verb};
use super::release_card::{name, today};
use super::text::{Room, any_of, cut, person, quote, time_of_day};

mod call;
mod work;

pub use call::{call, find_words};

const BLUE: u32 = 0x0058_65F2;
const AMBER: u32 = 0x00F0_B232;
const GREEN: u32 = 0x0023_A55A;
const GREY: u32 = 0x0080_848E;

/// So many releases have their buttons on the card; the others are linked.
const WITH_BUTTONS: usize = 2;

/// So many buttons a release has on it: Discord takes 40 parts.
const MOST_BUTTONS: usize = 6;

/// A planned day with all that is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The day.
    pub day: ReleaseDay<'a>,
    /// The process by which it is released.
    pub process: Option<&'a Process>,
    /// Its releases.
    pub releases: &'a [Situation],
    /// Their threads on Discord, by their numbers.
    pub threads: &'a BTreeMap<i64, u64>,
    /// Where its card is, for those who read of it elsewhere.
    pub card: Option<&'a str>,
    /// The time.
    pub now: DateTime<Utc>,
}

impl Seen<'_> {
    fn press(&self, verb: Verb) -> String {
        Press::on_slot(verb, &self.day.service.name, &self.day.slot()).to_string()
    }

    /// Whether people are called to it, or it waits for them.
    fn is_live(&self) -> bool {
        let day = &self.day;
        !day.is_done() && (day.is_current() || !day.has_begun())
    }

    /// Who is awaited: the release manager by name, everybody else by role.
    fn who(&self, awaited: &str) -> String {
        match self.day.on_duty() {
            Some(duty) if awaited == self.day.cadence.role.as_str() => person(&duty.person),
            _ => awaited.to_owned(),
        }
    }
}

/// The card.
pub fn day_card(seen: &Seen<'_>) -> Message {
    let room = Room::whole();
    let head = room.at_most(900).clip(&head(seen));
    let room = room.after(&head);
    let work = room.at_most(1_000).clip(&work::lines(seen).join("\n"));
    let mut room = room.after(&work);
    let mut parts = vec![text(head)];
    if !work.is_empty() {
        parts.extend([separator(), text(work)]);
    }
    for (n, release) in seen.releases.iter().enumerate() {
        let words = room.at_most(900).clip(&of_release(seen, release));
        room = room.after(&words);
        parts.extend([separator(), text(words)]);
        if n < WITH_BUTTONS && seen.day.is_current() {
            parts.extend(rows(today::buttons(release, seen.now, MOST_BUTTONS)));
        }
    }
    parts.extend(controls(seen));
    Message::new(vec![container(colour(seen), parts)])
}

fn colour(seen: &Seen<'_>) -> u32 {
    let day = &seen.day;
    match (day.is_skipped(), day.is_done()) {
        (true, _) => GREY,
        (_, true) => GREEN,
        _ if day.known().passed == Some(day.day()) => AMBER,
        _ => BLUE,
    }
}

fn head(seen: &Seen<'_>) -> String {
    let day = &seen.day;
    let (service, cadence) = (&day.service.title, &day.cadence.title);
    let mut lines = vec![format!("### {service} · {cadence} · {}", day_words(day.day()))];
    lines.push(match day.day_at(seen.now) == day.day() && !day.is_skipped() {
        true => today_words(seen),
        false => manager_words(seen),
    });
    if day.day() != day.date {
        lines.push(format!("-# Moved from {}.", day_words(day.date)));
    }
    lines.extend(reaction(seen));
    lines.join("\n")
}

/// The first sentence, on the day.
fn today_words(seen: &Seen<'_>) -> String {
    let day = &seen.day;
    let what = format!(
        "today is release day for {} ({}).",
        day.service.title,
        rhythm(day.cadence)
    );
    let Some(duty) = day.on_duty() else {
        return format!(
            "{} It is for {}.",
            capital(&what),
            any_of(std::slice::from_ref(&day.cadence.role))
        );
    };
    let next = day.next_on_duty();
    let next = next.map(|next| format!("; next is {}", person(&next)));
    format!(
        "{}, {what} You are release manager until {}{}.",
        person(&duty.person),
        duty.until.format("%-d %B"),
        next.unwrap_or_default()
    )
}

/// The first sentence, on other days.
fn manager_words(seen: &Seen<'_>) -> String {
    let day = &seen.day;
    match day.on_duty() {
        Some(duty) => format!("Release manager: {}", person(&duty.person)),
        None => format!("For {}", any_of(std::slice::from_ref(&day.cadence.role))),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Every how many days: "every other Tuesday".
pub(super) fn rhythm(cadence: &Cadence) -> String {
    let weekday = cadence.anchor.weekday();
    let weekday = match weekday {
        chrono::Weekday::Mon => "Monday",
        chrono::Weekday::Tue => "Tuesday",
        chrono::Weekday::Wed => "Wednesday",
        chrono::Weekday::Thu => "Thursday",
        chrono::Weekday::Fri => "Friday",
        chrono::Weekday::Sat => "Saturday",
        chrono::Weekday::Sun => "Sunday",
    };
    match (cadence.every, &cadence.on) {
        (Every::Weeks(1), None) => format!("every {weekday}"),
        (Every::Weeks(2), None) => format!("every other {weekday}"),
        _ => cadence.rhythm(),
    }
}

/// Who reacted, or that nobody has.
fn reaction(seen: &Seen<'_>) -> Option<String> {
    let day = &seen.day;
    if day.is_skipped() {
        return None;
    }
    if let Some(stamp) = day.taken_on() {
        let (who, at) = (person(&stamp.by), time_of_day(stamp.at));
        return Some(format!("{who} is on it since {at}."));
    }
    let asked = day.known().escalated.as_ref();
    if let Some((_, to, at)) = asked.filter(|(of, ..)| *of == day.day()) {
        let who = to.as_ref().map_or_else(|| day.cadence.role.to_string(), person);
        return Some(format!(
            "Nobody reacted, so {who} was asked at {}.",
            time_of_day(*at)
        ));
    }
    let was_called = day.known().reminded.contains_key(&(day.day(), 0));
    let is_unknown = day.known().passed == Some(day.day()) && !was_called && !day.is_done();
    is_unknown.then(|| "I was away on that day: nobody was called.".to_owned())
}

fn of_release(seen: &Seen<'_>, situation: &Situation) -> String {
    let release = &situation.release;
    let part = match seen.day.began() == Some(release.number) {
        true => "began for this day",
        false => "goes on from an earlier day",
    };
    let thread = seen.threads.get(&release.number);
    let thread = thread.map(|id| format!(" · <#{id}>")).unwrap_or_default();
    let mut lines = vec![format!("**{}** {part}{thread}", name(release))];
    match seen.day.is_current() {
        true => lines.extend(today::lines(situation, seen.now, |who| seen.who(who))),
        false => lines.push("-# What is open is on the card of the next planned day.".to_owned()),
    }
    lines.join("\n")
}

/// The buttons of the day itself.
fn controls(seen: &Seen<'_>) -> Vec<Part> {
    let day = &seen.day;
    if !seen.is_live() {
        return Vec::new();
    }
    let mut buttons: Vec<Control> = Vec::new();
    if day.waits_for_a_start() {
        buttons.push(button(Style::Primary, "Start…", seen.press(Verb::StartSlot)));
    }
    buttons.extend(take_on(seen).filter(|_| day.has_begun()));
    buttons.extend(hand_over(seen));
    if day.waits_for_a_start() {
        buttons.push(button(Style::Secondary, "Skip…", seen.press(Verb::SkipSlot)));
        buttons.push(button(Style::Secondary, "Move…", seen.press(Verb::MoveSlot)));
    }
    let mut parts = rows(buttons);
    parts.extend(day.has_begun().then(|| snooze(seen)));
    parts
}

fn take_on(seen: &Seen<'_>) -> Option<Control> {
    let press = seen.press(Verb::Day(DayVerb::TakeOn));
    let is_free = seen.day.taken_on().is_none();
    is_free.then(|| button(Style::Success, "I am on it", press))
}

/// Where people take turns, a turn can go to somebody else.
fn hand_over(seen: &Seen<'_>) -> Option<Control> {
    seen.day.service.find_rotation_of(seen.day.cadence)?;
    let press = seen.press(Verb::Day(DayVerb::HandOver));
    Some(button(Style::Secondary, "Hand over…", press))
}

fn snooze(seen: &Seen<'_>) -> Part {
    let times = [
        ("In 1 hour", "60"),
        ("In 3 hours", "180"),
        ("After lunch, at 13:00", "lunch"),
        ("On the next working day", "tomorrow"),
    ];
    let times = times.map(|(label, value)| Choice::new(label, value, None));
    let press = seen.press(Verb::Day(DayVerb::Snooze));
    select(press, "Remind me later…", times.to_vec())
}

/// Why something may not be done on a planned day, and the way out.
pub(super) fn refusal(no: &DayRefusal, service: &Service) -> String {
    let slots = format!("`/release slots service:{}`", service.name);
    match no {
        DayRefusal::Done(day) => format!(
            "There is nothing left to do for {}: {slots} shows what became of it and which day is next.",
            day_words(*day)
        ),
        DayRefusal::NotYet(day) => format!(
            "{} has not come yet. If it does not suit, move it or hand it over: {slots}.",
            day_words(*day)
        ),
        DayRefusal::TakenOn(who) => format!(
            "{} is on it already: the card says so. What is open has its button there; {slots} shows the days to come.",
            person(who)
        ),
        DayRefusal::LunchIsOver => format!(
            "It is past one o'clock in {}. Choose another time, such as **In 1 hour**.",
            service.zone
        ),
        DayRefusal::NotYours { manager, roles } => {
            let roles = cut(&any_of(roles), 200);
            let manager = manager.as_ref().map(|who| format!("{} or ", person(who)));
            format!(
                "This is for {}{roles}. Ask them; {slots} shows whose day it is.",
                manager.unwrap_or_default()
            )
        }
    }
}

/// A version, as people write it.
fn version(version: &crate::domain::name::Version) -> String {
    quote(version.as_str(), 40)
}
