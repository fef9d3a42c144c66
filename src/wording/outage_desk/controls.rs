//! The buttons of an outage, by where it stands.

use chrono::{DateTime, Utc};

use crate::domain::outage::{Outage, OutageCourse, Window};
use crate::domain::release::Release;
use crate::wording::message::{Control, Part, Style, button, rows};
use crate::wording::press::{OutageVerb, Press, Verb};

use super::{Seen, mark_of_draft};

/// By how many minutes an outage is extended with a press.
const LONGER: [i64; 3] = [15, 30, 60];

/// The buttons of the team's card.
pub(super) fn of_desk(seen: &Seen<'_>, now: DateTime<Utc>) -> Vec<Control> {
    let press = |verb| Press::on_outage(verb, seen.number).to_string();
    if seen.outage.draft.is_some() {
        let mut buttons = match seen.waits_for() {
            Some(_) => vec![
                button(Style::Success, "Approve", approve(seen)),
                button(Style::Secondary, "Preview", press(OutageVerb::Preview)),
            ],
            None => vec![button(
                Style::Primary,
                "Preview and publish…",
                press(OutageVerb::Preview),
            )],
        };
        buttons.push(button(Style::Secondary, "Edit…", press(OutageVerb::Form)));
        buttons.push(button(Style::Secondary, "Withdraw", press(OutageVerb::Withdraw)));
        return buttons;
    }
    of_announced(seen.number, seen.outage, now)
}

/// The buttons of an announced outage.
pub(super) fn of_announced(number: i64, outage: &Outage, now: DateTime<Utc>) -> Vec<Control> {
    let press = |verb| Press::on_outage(verb, number).to_string();
    let (Some(window), true) = (outage.find_open_window(), outage.announced.is_some()) else {
        return Vec::new();
    };
    match outage.course(now) {
        OutageCourse::Scheduled => vec![
            button(Style::Secondary, "Extend…", extend(number, window, 0)),
            button(Style::Secondary, "Move…", press(OutageVerb::Move)),
            button(Style::Secondary, "Say it otherwise…", press(OutageVerb::Reword)),
            button(Style::Secondary, "It begins now…", press(OutageVerb::StartAsk)),
            button(Style::Danger, "Call it off…", press(OutageVerb::CancelAsk)),
        ],
        OutageCourse::UnderWay | OutageCourse::Overrun => {
            let mut buttons = vec![button(Style::Success, "It is back…", press(OutageVerb::EndAsk))];
            buttons.extend(longer(number, window));
            buttons
        }
        OutageCourse::Draft | OutageCourse::Completed | OutageCourse::Cancelled => Vec::new(),
    }
}

/// What the team is offered with a warning that an outage ends, or has not ended.
pub fn warning(number: i64, window: Window) -> Vec<Part> {
    let back = Press::on_outage(OutageVerb::EndAsk, number).to_string();
    let mut buttons = vec![button(Style::Success, "It is back…", back)];
    buttons.extend(longer(number, window));
    rows(buttons)
}

/// The same where the outage is a release's: it is over when its step is done, and it may be rolled back.
pub fn warning_of_release(release: &Release, window: Window) -> Vec<Part> {
    let mut buttons = longer(release.number, window);
    let mut current = release.current();
    if let Some((position, _, _)) = current.find(|(_, step, _)| step.may_roll_back) {
        let press = Press::on_step(Verb::RollBack, release, position).to_string();
        buttons.push(button(Style::Danger, "Roll back…", press));
    }
    rows(buttons)
}

/// A later end, a press each; each names the end that was read.
pub(super) fn longer(number: i64, window: Window) -> Vec<Control> {
    let buttons = LONGER.map(|minutes| {
        let label = format!("+{minutes} min…");
        button(Style::Secondary, &label, extend(number, window, minutes))
    });
    buttons.to_vec()
}

fn extend(number: i64, window: Window, minutes: i64) -> String {
    let press = Press {
        item: minutes,
        extra: window.end.timestamp(),
        ..Press::on_outage(OutageVerb::Add, number)
    };
    press.to_string()
}

/// The press that approves what waits to be published, as it was read.
pub(super) fn approve(seen: &Seen<'_>) -> String {
    of_draft(OutageVerb::Approve, seen)
}

/// A press on the draft as it was read.
pub(super) fn of_draft(verb: OutageVerb, seen: &Seen<'_>) -> String {
    let press = Press::on_outage(verb, seen.number);
    let Some(draft) = &seen.outage.draft else {
        return press.to_string();
    };
    let press = press.with_window(draft.window);
    press.with_round(mark_of_draft(draft)).to_string()
}
