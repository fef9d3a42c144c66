//! The plan as a drawing: time goes down, each environment has a column, and a band shows what it runs from when to when.
//!
//! Plain shapes and texts without a style sheet, so that it looks the same wherever it is drawn, and narrow enough for a
//! phone. What a colour says a text says too.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::domain::forecast::{Coming, PlannedDay, Prospect};
use crate::domain::name::EnvironmentName;
use crate::wording::text::{cut, one_line};

use super::{Plan, lines};

/// The width of the drawing.
const WIDTH: f64 = 640.0;
/// The column of the days.
const DAYS: f64 = 186.0;
/// Around everything.
const MARGIN: f64 = 16.0;
/// What is above the first row.
const HEAD: f64 = 82.0;
/// A row with a planned day.
const ROW: f64 = 62.0;
/// A week without one.
const EMPTY: f64 = 26.0;
/// Between two bands.
const GAP: f64 = 4.0;
/// The width of a letter, about.
const LETTER: f64 = 8.4;

const INK: &str = "#1b2430";
const FAINT: &str = "#4a5868";
const ALARM: &str = "#8a1c12";
const BANDS: [&str; 4] = ["#d7e3ff", "#dff3e4", "#fdeccb", "#eddcff"];

/// A row of the drawing, from top to bottom.
enum Row<'a> {
    /// What runs now.
    Now,
    /// A week without a planned day, by its Monday.
    Week(NaiveDate),
    /// A planned day.
    Day(&'a PlannedDay),
}

/// The drawing of a plan (SVG 1.1).
pub fn drawing(plan: &Plan<'_>) -> String {
    let rows = rows(plan);
    let columns = columns(plan);
    let tops: Vec<f64> = rows
        .iter()
        .scan(HEAD, |y, row| {
            let top = *y;
            *y += height(row);
            Some(top)
        })
        .collect();
    let end = HEAD + rows.iter().map(height).sum::<f64>();
    let total = end + MARGIN;
    let mut out = String::new();
    open(&mut out, plan, total);
    let wide = (WIDTH - DAYS - MARGIN) / columns.len().max(1) as f64;
    for (n, column) in columns.iter().enumerate() {
        let x = DAYS + wide * n as f64;
        words(
            &mut out,
            x + 8.0,
            HEAD - 14.0,
            16.0,
            INK,
            true,
            column.as_str(),
            wide,
        );
        bands(&mut out, plan, (&rows, &tops, end), column, (x, wide));
    }
    for (row, top) in rows.iter().zip(&tops) {
        left(&mut out, plan, row, *top);
    }
    out.push_str("</svg>\n");
    out
}

fn height(row: &Row<'_>) -> f64 {
    match row {
        Row::Now | Row::Day(_) => ROW,
        Row::Week(_) => EMPTY,
    }
}

/// The planned days, and the weeks between them in which there is none.
fn rows<'a>(plan: &Plan<'a>) -> Vec<Row<'a>> {
    let mut rows = vec![Row::Now];
    let mut monday = plan.today().week(Weekday::Mon).first_day();
    while monday <= plan.until() {
        let sunday = monday.checked_add_days(Days::new(6)).unwrap_or(monday);
        let mut here = plan
            .days
            .iter()
            .filter(|planned| (monday..=sunday).contains(&planned.day))
            .peekable();
        if here.peek().is_none() {
            rows.push(Row::Week(monday));
        }
        rows.extend(here.map(Row::Day));
        let Some(next) = sunday.succ_opt() else { break };
        monday = next;
    }
    rows
}

/// The environments of which the plan speaks, in the order of the playbook.
fn columns(plan: &Plan<'_>) -> Vec<EnvironmentName> {
    let spoken = |name: &EnvironmentName| {
        let mut legs = plan.days.iter().flat_map(|planned| &planned.legs);
        legs.any(|leg| leg.environment == *name)
    };
    let environments = plan.service.environments.iter().map(|e| e.name.clone());
    environments.filter(spoken).collect()
}

/// The bands of a column: each from the row that brings it to the one that brings the next.
fn bands(
    out: &mut String,
    plan: &Plan<'_>,
    (rows, tops, end): (&[Row<'_>], &[f64], f64),
    column: &EnvironmentName,
    (x, wide): (f64, f64),
) {
    let mut starts: Vec<(f64, String)> = Vec::new();
    for (row, top) in rows.iter().zip(tops) {
        let label = match row {
            Row::Now => Some(match plan.outlook.state.versions.get(column) {
                Some(running) => running.version.to_string(),
                None => "nothing known".to_owned(),
            }),
            Row::Week(_) => None,
            Row::Day(planned) => {
                let brought = planned.legs.iter().find(|l| l.environment == *column);
                brought.and_then(|l| label(&l.gets))
            }
        };
        starts.extend(label.map(|label| (*top, label)));
    }
    for (n, (top, label)) in starts.iter().enumerate() {
        let bottom = starts.get(n + 1).map_or(end, |(next, _)| *next);
        let fill = BANDS[n % BANDS.len()];
        let (y, tall) = (top + GAP / 2.0, bottom - top - GAP);
        put(
            out,
            format_args!(
                "<rect x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{tall:.1}\" rx=\"6\" fill=\"{fill}\"/>\n",
                x + GAP / 2.0,
                wide - GAP
            ),
        );
        words(out, x + 10.0, top + 24.0, 15.0, INK, true, label, wide - 16.0);
    }
}

/// What a band says; nothing where nothing changes.
fn label(gets: &Coming) -> Option<String> {
    match gets {
        Coming::Version(version, 0) => Some(version.to_string()),
        Coming::Version(version, release) => Some(format!("{version} (#{release})")),
        Coming::MergedBy(day, _) => Some(format!("merged by {}", short(*day))),
        Coming::TestedOn(environment) => Some(format!("as on {environment}")),
        Coming::Replaced(by) => Some(format!("{} (#{}) instead", by.version, by.release)),
        Coming::Same(_) | Coming::Nothing => None,
    }
}

/// When, and what is to be known of it.
fn left(out: &mut String, plan: &Plan<'_>, row: &Row<'_>, top: f64) {
    let room = DAYS - MARGIN - 6.0;
    match row {
        Row::Now => {
            words(out, MARGIN, top + 24.0, 15.0, INK, true, "Now", room);
            let today = plan.today().format("%a %-d %b").to_string();
            words(out, MARGIN, top + 44.0, 13.0, FAINT, false, &today, room);
        }
        Row::Week(monday) => {
            let week = format!("week of {}", short(*monday));
            words(out, MARGIN, top + 17.0, 12.0, FAINT, false, &week, room);
        }
        Row::Day(planned) => {
            put(
                out,
                format_args!(
                    "<path d=\"M{MARGIN} {top:.1}H{:.1}\" stroke=\"#b8c2cc\" stroke-dasharray=\"2 3\"/>\n",
                    WIDTH - MARGIN
                ),
            );
            let on = planned.day.format("%a %-d %b").to_string();
            words(out, MARGIN, top + 21.0, 15.0, INK, true, &on, room);
            words(
                out,
                MARGIN,
                top + 38.0,
                13.0,
                FAINT,
                false,
                plan.title_of(planned),
                room,
            );
            let (note, ink) = note(planned);
            words(out, MARGIN, top + 54.0, 12.0, ink, false, &note, room);
        }
    }
}

/// The one thing to know of a day, and its ink.
fn note(planned: &PlannedDay) -> (String, &'static str) {
    if matches!(planned.prospect, Prospect::Skipped(..)) {
        return ("skipped".to_owned(), ALARM);
    }
    if let (Some((name, _)), None) = (&planned.holiday, &planned.moved) {
        return (format!("holiday: {name}"), ALARM);
    }
    if let Some((title, _)) = planned.freezes.iter().find(|(_, forbids)| *forbids) {
        return (format!("freeze: {title}"), ALARM);
    }
    match (&planned.moved, planned.blocks.len()) {
        (Some(_), _) => (format!("moved from {}", short(planned.slot.date)), FAINT),
        (None, 0) => (String::new(), FAINT),
        (None, 1) => ("1 thing in the way".to_owned(), ALARM),
        (None, n) => (format!("{n} things in the way"), ALARM),
    }
}

fn short(day: NaiveDate) -> String {
    format!("{} {}", day.day(), day.format("%b"))
}

fn open(out: &mut String, plan: &Plan<'_>, total: f64) {
    let title = escape(&format!("{}: the plan", plan.service.title));
    let told = escape(&lines(plan).replace("**", "").replace("-# ", ""));
    put(
        out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH:.0} {total:.0}\" width=\"{WIDTH:.0}\" \
             height=\"{total:.0}\" role=\"img\" aria-labelledby=\"t d\" \
             font-family=\"'DejaVu Sans', system-ui, Roboto, Helvetica, Arial, sans-serif\">\n\
             <title id=\"t\">{title}</title>\n<desc id=\"d\">{told}</desc>\n\
             <rect width=\"{WIDTH:.0}\" height=\"{total:.0}\" fill=\"#ffffff\"/>\n"
        ),
    );
    words(
        out,
        MARGIN,
        34.0,
        20.0,
        INK,
        true,
        &format!("{}: the plan", plan.service.title),
        WIDTH - MARGIN,
    );
    let until = format!("until {}", plan.until().format("%a %-d %b %Y"));
    words(
        out,
        MARGIN,
        HEAD - 14.0,
        13.0,
        FAINT,
        false,
        &until,
        DAYS - MARGIN,
    );
}

/// A text, cut to its room.
#[expect(
    clippy::too_many_arguments,
    reason = "a text has a place, a size, an ink and a room"
)]
fn words(out: &mut String, x: f64, y: f64, size: f64, ink: &str, bold: bool, text: &str, room: f64) {
    let letters = (room / (LETTER * size / 14.0)).max(4.0) as usize;
    let text = escape(&cut(&one_line(text), letters));
    let weight = if bold { " font-weight=\"700\"" } else { "" };
    put(
        out,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.0}\" fill=\"{ink}\"{weight}>{text}</text>\n"
        ),
    );
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what).expect("a text takes everything");
}

/// A text inside a drawing: what XML reads made plain, what it cannot hold left out.
fn escape(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || *c == '\n');
    kept.fold(String::with_capacity(text.len()), |mut safe, c| {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            other => safe.push(other),
        }
        safe
    })
}
