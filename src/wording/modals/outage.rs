//! The forms of outages: what is entered, changed and said of them.

use chrono_tz::Tz;

use crate::wording::press::Press;

use super::plan::REASON;
use super::{LENGTH, Modal, Row, START, field, modal};

/// The input for why.
pub const WHY: &str = "why";
/// The input for what people notice.
pub const IMPACT: &str = "impact";
/// The input for what still works.
pub const WORKS: &str = "works";

/// The most characters of a text that audiences read.
const WORDS: u16 = 600;

/// What somebody typed about an outage, by form or by command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// When it begins.
    pub start: String,
    /// How long it lasts.
    pub length: String,
    /// Why.
    pub why: String,
    /// What people notice.
    pub impact: String,
    /// What still works.
    pub works: String,
    /// Why it must be so although something stands against it.
    pub reason: String,
}

/// The form for an outage that stands alone.
pub fn schedule(press: Press, title: &str, zone: Tz, typed: &Typed) -> Modal {
    let mut rows = times(zone, typed);
    rows.push(words(
        WHY,
        "Why? Its audiences read this",
        "Security updates",
        &typed.why,
    ));
    rows.extend(effects(typed));
    modal(press, title, rows)
}

/// The same where something stands against it: with a reason, which the team sees for ever. Why is kept as it was.
pub fn anyway(press: Press, title: &str, zone: Tz, typed: &Typed) -> Modal {
    let mut rows = times(zone, typed);
    rows.extend(effects(typed));
    rows.push(reason(&typed.reason));
    modal(press, title, rows)
}

/// The form for the window of a release.
pub fn of_release(press: Press, zone: Tz, typed: &Typed) -> Modal {
    let mut rows = times(zone, typed);
    rows.extend(effects(typed));
    modal(press, "Plan the outage", rows)
}

/// The form for another window of an announced outage.
pub fn change(press: Press, number: i64, zone: Tz, typed: &Typed) -> Modal {
    modal(press, &format!("Move outage {number}"), times(zone, typed))
}

/// The form that asks only why it must be so.
pub fn why_all_the_same(press: Press, title: &str, typed: &Typed) -> Modal {
    modal(press, title, vec![reason(&typed.reason)])
}

/// The form that calls an outage off.
pub fn cancel(press: Press, number: i64, typed: &Typed) -> Modal {
    let label = "Why? For the team; may be left empty";
    let hint = Some("The update is not ready");
    let row = field(REASON, label, hint, Some(&typed.reason), WORDS, false);
    modal(press, &format!("Call outage {number} off"), vec![row])
}

/// The form for what is said of an outage.
pub fn reword(press: Press, number: i64, typed: &Typed) -> Modal {
    let mut rows = vec![words(WHY, "Why?", "Security updates", &typed.why)];
    rows.extend(effects(typed));
    modal(press, &format!("Outage {number} in other words"), rows)
}

fn times(zone: Tz, typed: &Typed) -> Vec<Row> {
    let start = format!("When does it begin? ({zone})");
    let hint = Some("tue 7pm, 2026-12-24 18:00, in 2h");
    vec![
        field(START, &start, hint, Some(&typed.start), 100, true),
        field(
            LENGTH,
            "How long does it last?",
            Some("2h, 90 min"),
            Some(&typed.length),
            100,
            true,
        ),
    ]
}

fn effects(typed: &Typed) -> Vec<Row> {
    let usual = "The playbook's words when left empty";
    vec![
        words(IMPACT, "What do people notice?", usual, &typed.impact),
        words(
            WORKS,
            "What still works?",
            "Reading, without logging in",
            &typed.works,
        ),
    ]
}

fn words(id: &'static str, label: &str, hint: &str, value: &str) -> Row {
    field(id, label, Some(hint), Some(value), WORDS, false)
}

fn reason(value: &str) -> Row {
    let hint = Some("Agreed with the service owner by phone");
    let label = "Why must it be so? It is kept for ever";
    field(REASON, label, hint, Some(value), WORDS, true)
}
