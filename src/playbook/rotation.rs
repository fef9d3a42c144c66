//! Reads `[rotation.NAME]`: the people who serve as release manager in turn.

use chrono::NaiveDate;

use crate::domain::name::{RoleName, RotationName};
use crate::domain::rotation::{Period, Rotation};
use crate::toml_reader::{Findings, Table, Text, Value};

use super::words::{LONGEST_TITLE, check_line, check_unique};

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
    let hands_role_on = table.flag("hands_role_on", found).is_some();
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
        hands_role_on,
    };
    let roles = std::iter::once(role).chain(pool).chain(leads).collect();
    ReadRotation { rotation, roles }
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
