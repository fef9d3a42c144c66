//! The plan in words: slots of cadences, tracks around them, throw-away instances beside them.
//!
//! Days of a plan are days of the team's calendar, so they are named, not drawn as moments.

use chrono::NaiveDate;

use crate::domain::cadence::Cadence;
use crate::domain::decide::Situation;
use crate::domain::diary::{Replacement, Slot};
use crate::domain::ledger::Held;
use crate::domain::name::{EnvironmentName, Version};
use crate::domain::process::{Process, Service};
use crate::domain::refusal::Refusal;
use crate::domain::service::ServiceState;
use crate::domain::track::Track;

use super::message::{Choice, Message, select, text};
use super::press::{Press, Verb};
use super::text::{cut, person, quote, relative};

mod holiday;
mod list;
mod notice;

pub use list::{short_circuits, slots, standing, tracks_today};
pub use notice::message;

/// A day of the team's calendar: "Tue 24 Nov 2026".
pub fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

/// What the table of tracks says for each environment, a line each.
pub fn row_lines(rows: &[(EnvironmentName, String)]) -> String {
    let lines: Vec<String> = rows
        .iter()
        .map(|(environment, words)| format!("-# {environment}: {words}"))
        .collect();
    lines.join("\n")
}

/// What the table of tracks says, in one line for a form.
pub fn row_line(track: &Track, week: u8) -> String {
    let rows: Vec<String> = track
        .rows_of(week)
        .map(|row| format!("{}: {}", row.environment, row.words))
        .collect();
    format!("Week {week}. {}", rows.join(" · "))
}

/// How a release stands to the plan: around it, on a slot, or beside it as an instance. Shown on its card.
pub fn beside(situation: &Situation) -> Vec<String> {
    let (release, service) = (&situation.release, &situation.service);
    let mut lines = Vec::new();
    if let Some(around) = service.find_short_circuit(release.number) {
        lines.push(format!(
            "**{}** in week {} of the cycle: “{}” ({})",
            around.track,
            around.week,
            quote(&around.reason, 200),
            person(&around.stamp.by)
        ));
        lines.push(row_lines(&around.rows));
    }
    for cadence in &release.process.service.cadences {
        let diary = service.diary(cadence);
        let taken = diary
            .slots
            .iter()
            .find(|(_, state)| state.taken == Some(release.number));
        lines.extend(taken.map(|(date, _)| format!("-# {} of {}", cadence.title, day(*date))));
    }
    if let Some(instance) = service.instances.get(&release.number) {
        let until = match &instance.shut_down {
            Some(stamp) => format!("shut down {} by {}", relative(stamp.at), person(&stamp.by)),
            None => format!(
                "needed until **{}**, then to be shut down",
                day(instance.plan.ends_on)
            ),
        };
        lines.push(format!(
            "Throw-away instance of {}, for: {}\n{until}",
            person(&instance.plan.owner),
            quote(&instance.plan.purpose, 100)
        ));
    }
    lines
}

/// Why a step waits for the next planned day.
pub(super) fn not_planned_yet(
    environment: &EnvironmentName,
    on: Option<NaiveDate>,
    replaced: &[(NaiveDate, Replacement)],
) -> String {
    let until = match on {
        Some(on) => format!(
            "**Shut** until **{}**, the next planned day for {environment}.",
            day(on)
        ),
        None => format!("**Shut**: no day is planned for {environment}."),
    };
    let why = replaced.iter().map(|(date, by)| {
        let version = quote(by.version.as_str(), 40);
        format!(
            " {} was replaced by {} {version} (#{}).",
            day(*date),
            by.track,
            by.release
        )
    });
    std::iter::once(until).chain(why).collect()
}

/// Which version goes on instead of this one, as the middle of a sentence.
pub fn another_goes(
    from: &EnvironmentName,
    version: &Version,
    by: Option<&Held>,
    day: Option<NaiveDate>,
) -> String {
    let version = quote(version.as_str(), 40);
    let Some(by) = by else {
        return format!("{from} does not run {version}, so nothing goes on from there");
    };
    let held = quote(by.version.as_str(), 40);
    let with = match by.release {
        0 => String::new(),
        number => format!(", with #{number}"),
    };
    let on = day.map_or_else(String::new, |day| format!(" on {}", self::day(day)));
    format!("{from} does not run {version} any more; {held} goes on from there{on}{with}")
}

/// Why a step is shut today, on the card: a holiday, or a day on which the team does not work.
pub(super) fn no_work(holiday: Option<&str>, opens: Option<NaiveDate>) -> String {
    let why = match holiday {
        Some(name) => format!("**Shut** today, a holiday: {}.", quote(name, 80)),
        None => "**Shut** today: the team does not work.".to_owned(),
    };
    let opens = opens.map(|day| format!(" It opens on **{}**.", self::day(day)));
    why + &opens.unwrap_or_default()
}

/// The throw-away instances that are up, a line each, in a group of their own; they count as no environment.
pub fn instances(state: &ServiceState) -> Vec<String> {
    let up = state.instances.iter().filter(|(_, i)| i.shut_down.is_none());
    let lines: Vec<String> = up
        .map(|(release, i)| {
            format!(
                "{}: of {}, until {} (#{release}), for: {}",
                quote(i.name.as_str(), 40),
                person(&i.plan.owner),
                day(i.plan.ends_on),
                quote(&i.plan.purpose, 100)
            )
        })
        .collect();
    match lines.is_empty() {
        true => lines,
        false => std::iter::once("**Throw-away instances**".to_owned())
            .chain(lines)
            .collect(),
    }
}

/// What an instance is for: one of the purposes that are allowed. The options carry the name that was typed.
pub fn which_purpose(press: Press, process: &Process, name: &str) -> Message {
    let purposes = process
        .instance
        .iter()
        .flat_map(|rule| &rule.purposes)
        .enumerate();
    let options = purposes
        .take(25)
        .map(|(n, purpose)| Choice::new(purpose, format!("{n}/{}", cut(name, 60)), None));
    let press = press.with_verb(Verb::StartPurpose).to_string();
    Message::new(vec![
        text(format!("{}: what is the instance for?", process.title)),
        select(press, "Choose what it is for", options.collect()),
    ])
}

fn title<'s>(service: &'s Service, slot: &'s Slot) -> &'s str {
    let cadence = service.find_cadence(&slot.cadence);
    cadence.map_or(slot.cadence.as_str(), |cadence: &Cadence| cadence.title.as_str())
}

/// Why something of the plan may not be, and the way out.
pub(super) fn refusal(refusal: &Refusal, process: &Process) -> String {
    let service = &process.service;
    let slots = format!("`/release slots service:{}`", service.name);
    match refusal {
        Refusal::ReasonMissing(name) => format!(
            "`{name}` goes around the planned releases, and that is counted with its reason. Add why it cannot wait: `!release start {} {name} VERSION because log-in fails for everybody`.",
            service.name
        ),
        Refusal::NoSlot(slot) => format!(
            "{} has no slot on {} that this process could take: {slots} shows the days.",
            title(service, slot),
            day(slot.date)
        ),
        Refusal::SlotSettled(slot) => format!(
            "{} of {} is settled: somebody started, skipped or replaced it. {slots} shows what became of it.",
            title(service, slot),
            day(slot.date)
        ),
        Refusal::SlotOutOfReach { slot, from, until } => format!(
            "{} of {} can be moved to a day from {} to {}, so that it stays between its neighbours. Choose one of these, or skip it.",
            title(service, slot),
            day(slot.date),
            day(*from),
            day(*until)
        ),
        Refusal::NoHoliday(_) | Refusal::HolidayAnswered(_) | Refusal::NoDayBeside { .. } => {
            holiday::refusal(refusal, service)
        }
        Refusal::InstancePlanMissing(name) => format!(
            "`{name}` makes an instance to be thrown away: it needs a purpose, an owner and an end. `/release start {} {name}` asks for them.",
            service.name
        ),
        Refusal::PurposeNotAllowed { purpose, allowed } => {
            let allowed: Vec<String> = allowed.iter().map(|purpose| format!("- {purpose}")).collect();
            format!(
                "“{}” is no purpose for which an instance is made. Choose one of these:\n{}",
                quote(&cut(purpose, 100), 100),
                allowed.join("\n")
            )
        }
        Refusal::EndInThePast(end) => format!(
            "{} has passed: give the last day on which the instance is needed, such as 2026-12-24.",
            day(*end)
        ),
        Refusal::NoInstance => format!(
            "This release has no instance that is up, so there is nothing to shut down: `/env show service:{}` shows what is.",
            service.name
        ),
        Refusal::InstanceNotYours(owner) => format!(
            "This instance is {}'s: ask them to say that it is shut down, or somebody who owns its steps.",
            person(owner)
        ),
        _ => String::new(),
    }
}
