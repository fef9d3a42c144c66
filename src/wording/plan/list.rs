//! Lists of the plan: the next slots with what became of them, and what was short-circuited.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

use crate::domain::cadence::Cadence;
use crate::domain::calendar::Calendar;
use crate::domain::decide::week_of;
use crate::domain::diary::{Diary, Slot};
use crate::domain::process::Service;
use crate::domain::service::ServiceState;
use crate::domain::track::ShortCircuit;
use crate::wording::message::{Choice, Message, select, text};
use crate::wording::press::{Press, Verb};
use crate::wording::text::{Room, count, person, quote};

use super::{day, holiday, row_lines};

/// How many slots to come are listed.
const AHEAD: usize = 6;
/// How many slots that have passed are listed.
const BEHIND: usize = 3;

/// The slots of a service around `now`, and which row of the table of tracks holds.
pub fn slots(service: &Service, state: &ServiceState, now: DateTime<Utc>) -> Message {
    if service.cadences.is_empty() {
        let words = format!(
            "{} plans no releases by the calendar: its playbook would say so with [cadence.…].",
            service.title
        );
        return Message::plain(words);
    }
    let today = now.with_timezone(&service.zone).date_naive();
    let mut lines = Vec::new();
    let mut choices = Vec::new();
    let calendar = state.calendar(service);
    for cadence in &service.cadences {
        let diary = state.diary(cadence);
        let at = cadence.at.format("%H:%M");
        lines.push(format!(
            "**{}**: {} at {at} ({})",
            cadence.title,
            cadence.rhythm(),
            service.zone
        ));
        let links = holiday::links(cadence);
        lines.extend(links.strip_prefix('\n').map(str::to_owned));
        for date in around(cadence, today) {
            let fate = standing((service, &calendar), (cadence, diary), date, today);
            lines.push(format!("{}: {fate}", day(date)));
            if date >= today && !diary.is_settled(cadence, date) {
                choices.extend(choices_of(service, cadence, date));
            }
        }
    }
    lines.extend(tracks_today(service, state, now));
    let room = Room::whole().at_most(3_500);
    let mut parts = vec![text(room.clip(&lines.join("\n")))];
    choices.truncate(25);
    if !choices.is_empty() {
        parts.push(select(
            Press::plain(Verb::More).to_string(),
            "Move or skip a slot…",
            choices,
        ));
    }
    Message::new(parts)
}

fn around(cadence: &Cadence, today: NaiveDate) -> Vec<NaiveDate> {
    let mut past: Vec<NaiveDate> = Vec::new();
    while past.len() < BEHIND
        && let Some(before) = cadence.before(past.last().copied().unwrap_or(today))
    {
        past.push(before);
    }
    past.reverse();
    past.extend(cadence.slots_from(today).take(AHEAD));
    past
}

fn choices_of(service: &Service, cadence: &Cadence, date: NaiveDate) -> [Choice; 2] {
    let slot = Slot {
        cadence: cadence.name.clone(),
        date,
    };
    let press = |verb| Press::on_slot(verb, &service.name, &slot).to_string();
    let about = Some(cadence.title.as_str());
    [
        Choice::new(&format!("Move {}…", day(date)), press(Verb::MoveSlot), about),
        Choice::new(&format!("Skip {}…", day(date)), press(Verb::SkipSlot), about),
    ]
}

/// A slot, and what became of it.
/// What became of a slot, in a few words.
pub fn standing(
    (service, calendar): (&Service, &Calendar),
    (cadence, diary): (&Cadence, &Diary),
    date: NaiveDate,
    today: NaiveDate,
) -> String {
    let state = diary.find(date);
    let moved = state.and_then(|s| s.moved.as_ref()).map(|(to, by, why)| {
        format!(
            "moved to **{}** by {}: “{}”",
            day(*to),
            person(&by.by),
            quote(why, 120)
        )
    });
    let replaced = state
        .into_iter()
        .flat_map(|s| &s.replaced)
        .map(|(environment, by)| {
            let next = diary
                .next_for(cadence, Some(environment), date)
                .map(day)
                .unwrap_or_default();
            format!(
                "**{environment}: replaced by {} {} (#{})**, so what was planned there goes on {next}",
                by.track,
                quote(by.version.as_str(), 40),
                by.release
            )
        });
    let replaced: Vec<String> = replaced.collect();
    let fate = match state {
        Some(s) if s.taken.is_some() => Some(format!("started with #{}", s.taken.unwrap_or_default())),
        Some(s) if s.skipped.is_some() => s
            .skipped
            .as_ref()
            .map(|(by, why)| format!("skipped by {}: “{}”", person(&by.by), quote(why, 120))),
        Some(s) if s.nothing_since.is_some() => s.nothing_since.as_ref().map(|since| {
            format!(
                "no release this cycle: nothing was merged since {}",
                quote(since.as_str(), 40)
            )
        }),
        Some(s) if s.replacement(cadence).is_some() => None,
        Some(s) if s.proposed_for == Some(diary.day_of(date)) => {
            Some("due; nobody started it yet".to_owned())
        }
        _ if moved.is_some() => None,
        _ if date < today => Some("passed without a release".to_owned()),
        _ => Some("planned".to_owned()),
    };
    let remarks = match diary.day_of(date) >= today && !diary.is_settled(cadence, date) {
        true => holiday::remarks((service, calendar), cadence, diary, date),
        false => vec![],
    };
    let parts: Vec<String> = fate
        .into_iter()
        .chain(moved)
        .chain(replaced)
        .chain(remarks)
        .collect();
    parts.join("; ")
}

/// Which week of the cycle it is, and what the table of tracks says of it.
pub fn tracks_today(service: &Service, state: &ServiceState, now: DateTime<Utc>) -> Vec<String> {
    let mut lines = Vec::new();
    for track in &service.tracks {
        let week = week_of(state, service, track, now);
        if lines.is_empty() {
            lines.push(match week.slot {
                Some(slot) => format!(
                    "This is **week 2** of the cycle: it holds the planned release of {}.",
                    day(slot)
                ),
                None => "This is **week 1** of the cycle: no planned release is in it.".to_owned(),
            });
        }
        lines.push(format!("**{}** now:", track.title));
        let rows = track.rows_of(week.number);
        let rows: Vec<_> = rows
            .map(|row| (row.environment.clone(), row.words.clone()))
            .collect();
        lines.push(row_lines(&rows));
    }
    lines
}

/// What was short-circuited in the last months: who, when, which, what the table said, why; counted.
pub fn short_circuits(service: &Service, state: &ServiceState, months: u32, now: DateTime<Utc>) -> Message {
    let today = now.with_timezone(&service.zone).date_naive();
    let first = today.with_day(1).unwrap_or(today);
    let from = first
        .checked_sub_months(Months::new(months.max(1) - 1))
        .unwrap_or(first);
    let date_of = |s: &ShortCircuit| s.stamp.at.with_timezone(&service.zone).date_naive();
    let counted: Vec<&ShortCircuit> = state
        .short_circuits
        .iter()
        .filter(|s| date_of(s) >= from)
        .collect();
    let total = count(i64::try_from(counted.len()).unwrap_or(i64::MAX), "time");
    let since = from.format("%B %Y");
    let mut lines = vec![format!(
        "**{}: the planned releases were short-circuited {total}** since {since}",
        service.title
    )];
    let mut by_month: BTreeMap<(i32, u32), usize> = BTreeMap::new();
    let mut by_quarter: BTreeMap<(i32, u32), usize> = BTreeMap::new();
    for s in &counted {
        let date = date_of(s);
        *by_month.entry((date.year(), date.month())).or_default() += 1;
        *by_quarter
            .entry((date.year(), date.month0() / 3 + 1))
            .or_default() += 1;
    }
    let of_months: Vec<String> = by_month
        .iter()
        .filter_map(|((year, month), n)| {
            let month = NaiveDate::from_ymd_opt(*year, *month, 1)?;
            Some(format!("{}: {n}", month.format("%b %Y")))
        })
        .collect();
    let of_quarters: Vec<String> = by_quarter
        .iter()
        .map(|((year, q), n)| format!("Q{q} {year}: {n}"))
        .collect();
    if !counted.is_empty() {
        lines.push(format!("By month: {}", of_months.join(" · ")));
        lines.push(format!("By quarter: {}", of_quarters.join(" · ")));
    }
    for s in counted.iter().rev() {
        lines.push(format!(
            "{} · #{} {} · {} to {} · week {} · {}: “{}”",
            day(date_of(s)),
            s.release,
            quote(s.version.as_str(), 40),
            s.track,
            s.environment,
            s.week,
            person(&s.stamp.by),
            quote(&s.reason, 200)
        ));
        lines.push(row_lines(&s.rows));
    }
    Message::plain(Room::whole().clip(&lines.join("\n")))
}
