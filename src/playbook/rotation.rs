//! Reads `[rotation.NAME]`: the people who serve as release manager in turn.

use chrono::{NaiveDate, NaiveTime};

use crate::domain::name::{PersonId, RoleName, RotationName};
use crate::domain::rotation::{Period, Rotation, default_handover};
use crate::toml_reader::{Findings, Table, Text, Value};

use super::words::{LONGEST_TITLE, check_line, check_unique};

/// How many days before a turn its handover is called to mind, where the playbook does not say it.
const HANDOVER_DAYS_BEFORE: u32 = 3;
/// How many days before a turn whoever is next is told.
const WARN_DAYS_BEFORE: u32 = 14;
/// How many working days before a turn that nobody has the channel is asked.
const ASK_DAYS_BEFORE: u32 = 3;

/// A rotation with the names in it that others must know.
pub(super) struct ReadRotation {
    pub(super) rotation: Rotation,
    /// Roles of the service.
    pub(super) roles: Vec<Text>,
}

/// Reads `[rotation.name]`.
pub(super) fn read_rotation(name: &str, value: &Value<'_>, found: &mut Findings) -> ReadRotation {
    let mut table = Table::of(value, "a rotation", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a rotation", LONGEST_TITLE, found);
    let role = table.text("role", found);
    let mut pool = table.texts("pool", found);
    check_unique(&pool, "mentions of", found);
    let mut leads = table.texts("leads", found);
    check_unique(&leads, "mentions of", found);
    if pool.is_empty() {
        pool.push(role.clone());
    }
    if leads.is_empty() {
        leads.push(role.clone());
    }
    let period = table.text("period", found);
    let anchor = table.text("anchor", found);
    let people = table.texts("people", found);
    check_unique(&people, "mentions of", found);
    let hands_role_on = table.flag("hands_role_on", found).is_some();
    let handover_at = table.find_text("handover_at", found);
    let handover_days_before = read_days("handover_days_before", HANDOVER_DAYS_BEFORE, &mut table, found);
    let warn_days_before = read_days("warn_days_before", WARN_DAYS_BEFORE, &mut table, found);
    let ask_days_before = read_days("ask_days_before", ASK_DAYS_BEFORE, &mut table, found);
    table.finish(found);
    let names = |texts: &[Text]| texts.iter().map(|t| RoleName::from(t.value.as_str())).collect();
    let rotation = Rotation {
        name: RotationName::from(name),
        title: title.value,
        role: RoleName::from(role.value.as_str()),
        pool: names(&pool),
        leads: names(&leads),
        period: read_period(&period, found),
        anchor: read_day(&anchor, found),
        people: read_people(&people, found),
        hands_role_on,
        handover_at: handover_at.map_or_else(default_handover, |text| read_time(&text, found)),
        handover_days_before,
        warn_days_before,
        ask_days_before,
    };
    let roles = std::iter::once(role).chain(pool).chain(leads).collect();
    ReadRotation { rotation, roles }
}

/// Who is in the pool to begin with, by their numbers on Discord.
fn read_people(people: &[Text], found: &mut Findings) -> Vec<PersonId> {
    let read = |text: &Text| {
        let id = text.value.as_str();
        if !(15..=20).contains(&id.len()) || !id.chars().all(|c| c.is_ascii_digit()) {
            let here = format!("`{id}` is nobody's number");
            let what = "a person is named by their number on Discord, such as `\"123456789012345678\"`: with Developer Mode on, Copy User ID";
            found.error(&text.span, here, what);
        }
        PersonId::from(id)
    };
    people.iter().map(read).collect()
}

fn read_time(text: &Text, found: &mut Findings) -> NaiveTime {
    NaiveTime::parse_from_str(&text.value, "%H:%M").unwrap_or_else(|_| {
        let here = format!("`{}` cannot be read", text.value);
        found.error(&text.span, here, "this is a time of day, such as `09:00`");
        default_handover()
    })
}

/// So many days before a turn; 0 says nothing then.
fn read_days(key: &'static str, usual: u32, table: &mut Table<'_>, found: &mut Findings) -> u32 {
    let Some((days, span)) = table.find_number(key, found) else {
        return usual;
    };
    let days = u32::try_from(days).ok().filter(|days| *days <= 90);
    days.unwrap_or_else(|| {
        let here = "so many days before cannot be meant".to_owned();
        found.error(&span, here, "from 0 to 90 days");
        usual
    })
}

fn read_day(text: &Text, found: &mut Findings) -> NaiveDate {
    text.value.parse().unwrap_or_else(|_| {
        if text.is_there {
            let here = format!("`{}` cannot be read", text.value);
            found.error(&text.span, here, "this is a day, such as `2026-11-01`");
        }
        NaiveDate::default()
    })
}

/// "1 month", "2 weeks", "release".
fn read_period(text: &Text, found: &mut Findings) -> Period {
    let mut words = text.value.split_whitespace();
    let (first, second, rest) = (words.next(), words.next(), words.next());
    let count = first.and_then(|count| count.parse::<u32>().ok());
    match (first, count, second.map(|unit| unit.trim_end_matches('s')), rest) {
        (Some("release"), None, None, None) => Period::Release,
        (_, Some(count @ 1..=52), Some("week"), None) => Period::Weeks(count),
        (_, Some(count @ 1..=24), Some("month"), None) => Period::Months(count),
        _ => {
            if text.is_there {
                let here = format!("`{}` cannot be read", text.value);
                let what = "this is `release`, or a number of weeks or months, such as `1 month`";
                found.error(&text.span, here, what);
            }
            Period::Months(1)
        }
    }
}
