//! What a side, such as a customer, sees of a release: status, since when, who is awaited, and its own buttons.
//!
//! Nothing internal: no thread, no notes of the team, and the team's roles only under the name that the side knows.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::decide::Situation;
use crate::domain::name::{RoleName, SideName};
use crate::domain::process::{AskKind, Step};
use crate::domain::release::{Board, Course, Release, StepState};
use crate::domain::side::Side;

use super::message::{Control, Message, Part, container, rows, text};
use super::record_card::outage_words;
use super::release_card::controls::{each_once, side_buttons};
use super::release_card::tally_words;
use super::text::{Room, moment, person, quote, relative, window};

const BLUE: u32 = 0x0058_65F2;
const AMBER: u32 = 0x00F0_B232;
const GREEN: u32 = 0x0023_A55A;
const GREY: u32 = 0x0080_848E;

/// Discord takes five rows of buttons; two are enough for whoever reads on a phone.
const MOST_BUTTONS: usize = 10;

/// The card of a release as a side sees it.
pub fn side_card(situation: &Situation, now: DateTime<Utc>, name: &SideName) -> Message {
    let release = &situation.release;
    let Some(side) = release.process.sides.get(name) else {
        return Message::new(vec![container(
            GREY,
            vec![text("-# This release is no longer shown here.")],
        )]);
    };
    let mut lines = vec![head(release), status(release, side)];
    lines.extend(date_line(release));
    lines.extend(outage_line(release));
    lines.extend(reporter_line(release, side));
    lines.extend(super::tickets::side_lines(release, side));
    if release.course == Course::Running {
        lines.extend(own_steps(release, side));
    }
    let mut parts = vec![text(Room::whole().clip(&lines.join("\n")))];
    if release.course == Course::Running {
        parts.extend(controls(situation, now, side));
    }
    Message::new(vec![container(colour(release, side), parts)])
}

fn head(release: &Release) -> String {
    let process = &release.process;
    let version = quote(release.version.as_str(), 40);
    format!(
        "### {} {version} · {}\n-# #{}",
        process.service.title, process.title, release.number
    )
}

fn colour(release: &Release, side: &Side) -> u32 {
    match release.course {
        Course::Running if release.awaited().contains(&side.role) => AMBER,
        Course::Running => BLUE,
        Course::Held(_) => AMBER,
        Course::Finished(_) => GREEN,
        Course::Aborted(_) | Course::RolledBack(_) => GREY,
    }
}

/// The status in words, since when, and who is awaited.
fn status(release: &Release, side: &Side) -> String {
    let title = release
        .status()
        .map_or_else(|| "Under way".to_owned(), |status| status.title);
    let since = release
        .status_since()
        .map(|at| format!(" since {}", relative(at)));
    let since = since.unwrap_or_default();
    match &release.course {
        Course::Running => format!("**{title}**{since} · waiting for {}", awaited(release, side)),
        Course::Held(_) => format!("**{title}**{since} · on hold, by {}", side.team),
        Course::Finished(stamp) => {
            let outcome = release
                .outcome()
                .map(|outcome| format!(" · {}", quote(outcome, 60)));
            format!("**{title}**{} {}", outcome.unwrap_or_default(), moment(stamp.at))
        }
        Course::Aborted(ending) => format!("**Withdrawn** {}", moment(ending.stamp.at)),
        Course::RolledBack(ending) => {
            format!(
                "**Rolled back** {}. The earlier version runs again.",
                moment(ending.stamp.at)
            )
        }
    }
}

/// Who is awaited, in the words of the side.
fn awaited(release: &Release, side: &Side) -> String {
    let awaited = release.awaited();
    let team = || side.team.clone();
    let is_own = |role: &RoleName| *role == side.role;
    match (awaited.iter().any(is_own), awaited.iter().all(is_own)) {
        (true, true) => side.title.clone(),
        (true, false) => format!("{} and {}", side.title, team()),
        (false, _) => team(),
    }
}

/// The day on which everybody agreed.
fn date_line(release: &Release) -> Option<String> {
    let date = agreed_date(release)?;
    Some(match date {
        Some(day) => format!("Agreed day: **{}**", day.format("%A, %-d %B %Y")),
        None => "Agreed day: none yet".to_owned(),
    })
}

/// The day of the sign-off that decides it; nothing where the process asks for none.
fn agreed_date(release: &Release) -> Option<Option<NaiveDate>> {
    let answers = release.process.steps.iter().zip(&release.steps);
    let mut asked = answers.flat_map(|(step, state)| state.answered(step));
    asked.find_map(|(ask, answer)| {
        let rule = ask.kind.sign_off().filter(|rule| rule.with_date)?;
        let board = Board::of(rule, answer.voices());
        Some(board.day().filter(|_| board.is_complete()))
    })
}

fn outage_line(release: &Release) -> Option<String> {
    if let Some(open) = release.outage.as_ref().and_then(|o| o.find_open_window()) {
        return Some(format!("Outage: {} ({})", window(open), relative(open.start)));
    }
    if let Some(ended) = release.outage.as_ref().and_then(|o| o.ended.as_ref()) {
        return Some(format!("Outage: over since {}", moment(ended.at)));
    }
    let expected = release.record.expected_outage()?;
    Some(format!("Expected: {}", outage_words(expected)))
}

/// Who of the side took the release over; the team's people are its own affair.
fn reporter_line(release: &Release, side: &Side) -> Option<String> {
    let taken_over = release.reporter != release.started.by;
    taken_over.then(|| format!("Reporter: {}, for {}", person(&release.reporter), side.title))
}

/// What the side has to do now.
fn own_steps(release: &Release, side: &Side) -> Vec<String> {
    let own = release
        .current()
        .filter(|(_, step, state)| owes(release, side, step, state));
    own.flat_map(|(_, step, state)| {
        let tallies = state.answers.iter().filter(|answer| !answer.items().is_empty());
        let tallies = tallies.map(|answer| {
            let tally = crate::domain::release::Tally::of(answer.items());
            format!(" · {}", tally_words(tally))
        });
        let mut lines = vec![format!(
            "Your turn: **{}**{}",
            step.title,
            tallies.collect::<String>()
        )];
        let is_own = step.owner == side.role;
        lines.extend(
            step.hint
                .iter()
                .filter(|_| is_own)
                .map(|hint| format!("-# {hint}")),
        );
        let questions = release.asked(step, state).filter(|(_, ask, answer)| {
            is_own && !ask.kind.options().is_empty() && !release.is_answered(ask, answer)
        });
        lines.extend(questions.map(|(_, ask, _)| format!("**{}** Choose below.", ask.title)));
        lines
    })
    .collect()
}

/// Whether the side owns the step, or owes it a go.
fn owes(release: &Release, side: &Side, step: &Step, state: &StepState) -> bool {
    let owns = step.owner == side.role && release.missing(step, state).next().is_some();
    owns || state.answered(step).any(|(ask, answer)| match &ask.kind {
        AskKind::SignOff(rule) => Board::of(rule, answer.voices())
            .awaited()
            .any(|set| set.roles.contains(&side.role)),
        _ => false,
    })
}

fn controls(situation: &Situation, now: DateTime<Utc>, side: &Side) -> Vec<Part> {
    let positions = situation.release.current().map(|(position, _, _)| position);
    let buttons: Vec<Control> = positions
        .flat_map(|position| side_buttons(situation, now, position, side))
        .collect();
    rows(each_once(buttons, MOST_BUTTONS))
}
