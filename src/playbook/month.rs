//! Reads `monthly_report` of a service: when and where it is told what the last month was like.

use chrono::NaiveTime;

use crate::domain::process::MonthlyReport;
use crate::toml_reader::{Findings, Table, Value};

/// Reads `monthly_report = { at = "09:00", channel = "releases" }`.
pub(super) fn read_monthly_report(value: &Value<'_>, found: &mut Findings) -> MonthlyReport {
    let mut table = Table::of(value, "a monthly report", found);
    let at = table.text("at", found);
    let channel = table.find_text("channel", found);
    table.finish(found);
    let time = NaiveTime::parse_from_str(&at.value, "%H:%M").unwrap_or_else(|_| {
        if at.is_there {
            let here = format!("`{}` cannot be read", at.value);
            found.error(&at.span, here, "this is a time of day, such as `09:00`");
        }
        NaiveTime::MIN
    });
    MonthlyReport {
        at: time,
        channel: channel.map(|channel| channel.value),
    }
}
