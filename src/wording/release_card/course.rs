//! The lines under the head of the card: where the release stands, who is awaited, what holds it shut.

use chrono::{DateTime, Utc};

use crate::domain::decide::{Shut, Situation, freezes_beside, shut_gates};
use crate::domain::process::{AskKind, Step};
use crate::domain::release::{Course, Ending, Release};
use crate::wording::text::{count, moment, person, quote, relative, window};
use crate::wording::{plan, states, tickets};

use super::progress::progress;
use super::reported;

pub(super) fn headline(situation: &Situation, now: DateTime<Utc>, thread: Option<u64>) -> String {
    let course = course(situation, now, thread);
    let beside = plan::beside(situation);
    std::iter::once(course)
        .chain(beside)
        .collect::<Vec<_>>()
        .join("\n")
}

fn course(situation: &Situation, now: DateTime<Utc>, thread: Option<u64>) -> String {
    let release = &situation.release;
    let manager = manager(situation);
    match &release.course {
        Course::Running => running(situation, now, thread),
        Course::Held(ending) => format!(
            "**On hold** since {}: {}\nRelease manager {manager}",
            relative(ending.stamp.at),
            because(ending)
        ),
        Course::Finished(stamp) => {
            let outcome = release
                .outcome()
                .map(|outcome| format!(" · {}", quote(outcome, 60)));
            let (outcome, reporter) = (outcome.unwrap_or_default(), reporter(release));
            let finished = format!(
                "**Finished**{outcome} {} · release manager {manager}{reporter}",
                moment(stamp.at)
            );
            let lines = [finished].into_iter().chain(reported::contents(situation));
            lines.collect::<Vec<_>>().join("\n")
        }
        Course::Aborted(ending) => format!("**Aborted** {}: {}", moment(ending.stamp.at), because(ending)),
        Course::RolledBack(ending) => {
            format!(
                "**Rolled back** {}: {}\nThe earlier version runs again.",
                moment(ending.stamp.at),
                because(ending)
            )
        }
    }
}

/// Whose turn contains the day of the release; whoever started it where nobody serves in turn.
fn manager(situation: &Situation) -> String {
    let release = &situation.release;
    let on_duty = situation
        .service
        .on_duty_of_release(&release.process, release.number);
    person(
        on_duty
            .as_ref()
            .map_or(&release.started.by, |on_duty| &on_duty.person),
    )
}

fn because(ending: &Ending) -> String {
    format!("“{}” ({})", quote(&ending.reason, 200), person(&ending.stamp.by))
}

fn running(situation: &Situation, now: DateTime<Utc>, thread: Option<u64>) -> String {
    let release = &situation.release;
    let mut lines = Vec::new();
    for (position, step, state) in release.current() {
        let (number, total) = release.count_of(position);
        let manager = manager(situation);
        lines.push(format!(
            "**{}** · step {number} of {total} · release manager {manager}{}",
            step.title,
            reporter(release)
        ));
        let progress = progress(release, step, state);
        let awaited = reported::awaited(release, step, state);
        let since = state.open_since.map(relative).unwrap_or_default();
        let waiting = format!("waiting for {awaited} since {since}");
        lines.push(
            progress
                .into_iter()
                .chain([waiting])
                .collect::<Vec<_>>()
                .join(" · "),
        );
        lines.extend(shut_gates(now, situation, step).iter().map(gate));
        lines.extend(freezes_beside(now, situation, step).iter().map(frozen));
        lines.extend(
            state
                .completed
                .is_none()
                .then(|| status_line(release, step))
                .flatten(),
        );
        let choices = release
            .asked(step, state)
            .filter(|(_, ask, answer)| !ask.kind.options().is_empty() && !release.is_answered(ask, answer));
        lines.extend(choices.map(|(_, ask, _)| format!("**{}**", ask.title)));
        lines.extend(step.hint.as_ref().map(|hint| format!("-# {hint}")));
        lines.extend(links(step));
        let has_list = step
            .asks
            .iter()
            .any(|a| matches!(a.kind, AskKind::Checklist { .. } | AskKind::SignOff(_)));
        lines.extend(
            thread
                .filter(|_| has_list)
                .map(|id| format!("Tick it off in <#{id}>.")),
        );
    }
    lines.extend(states::of_release(&situation.service, release.number));
    if lines.is_empty() && situation.service.find_instance(release.number).is_some() {
        lines.push("**Up**: every step is done".to_owned());
    }
    lines.extend(tickets::discussion(release));
    lines.extend(reported::contents(situation));
    if let Some(open) = release.outage.as_ref().and_then(|o| o.find_open_window()) {
        lines.push(format!(
            "Outage {} ({}), announced",
            window(open),
            relative(open.start)
        ));
    }
    lines.join("\n")
}

/// The status by which outsiders know the step, and the side that it waits for.
fn status_line(release: &Release, step: &Step) -> Option<String> {
    let status = step.status.as_ref()?;
    let side = release.process.side_of_step(step);
    let waiting = side.map(|(_, side)| format!(" · waiting for {}", side.title));
    Some(format!(
        "Status: **{}**{}",
        status.title,
        waiting.unwrap_or_default()
    ))
}

pub(super) fn links(step: &Step) -> Option<String> {
    let links: Vec<String> = step
        .links
        .iter()
        .map(|l| format!("[{}](<{}>)", l.title, l.url))
        .collect();
    (!links.is_empty()).then(|| format!("-# {}", links.join(" · ")))
}

/// A freeze that shuts nothing, on the card.
fn frozen((title, until): &(String, DateTime<Utc>)) -> String {
    format!(
        "**Careful:** a freeze holds, “{}”, until {}. It shuts nothing here.",
        quote(title, 80),
        moment(*until)
    )
}

/// Why a step is shut, on the card.
pub fn gate(shut: &Shut) -> String {
    match shut {
        Shut::OutageNotBegun { start: Some(start) } => {
            format!("**Shut** until the outage begins: {}", moment(*start))
        }
        Shut::OutageNotBegun { start: None } => "**Shut** until an outage is announced.".to_owned(),
        Shut::Blocked(blockers) => {
            let many = i64::try_from(blockers.len()).unwrap_or(i64::MAX);
            let verb = if many == 1 { "stands" } else { "stand" };
            format!("**Shut** while {} {verb}.", count(many, "blocker"))
        }
        Shut::NeverRanOn(version, environment) => {
            format!(
                "**Shut** until {} has run on {environment}.",
                quote(version.as_str(), 40)
            )
        }
        Shut::TooEarly(Some(day)) => format!("**Shut** until {day}, the day that was agreed."),
        Shut::TooEarly(None) => "**Shut** until a day is agreed.".to_owned(),
        Shut::NotPlannedYet {
            environment,
            on,
            replaced,
        } => plan::not_planned_yet(environment, *on, replaced),
        Shut::Passed {
            from,
            version,
            by,
            day,
        } => format!(
            "**Shut**: {}.",
            plan::another_goes(from, version, by.as_ref(), *day)
        ),
        Shut::Holiday { holiday, opens } => plan::no_work(Some(&holiday.name), *opens),
        Shut::DayOff { opens, .. } => plan::no_work(None, *opens),
        Shut::Frozen { title, until, .. } => {
            format!(
                "**Shut** by a freeze, “{}”, until {}",
                quote(title, 80),
                moment(*until)
            )
        }
        Shut::Busy(environment, holder) => {
            format!(
                "**Shut** while #{} ({}) holds {environment}.",
                holder.release, holder.process
            )
        }
    }
}

/// Who reports the change, once somebody took it over; and the outcome.
fn reporter(release: &Release) -> String {
    if release.reporter == release.started.by {
        return String::new();
    }
    format!(" · reporter {}", person(&release.reporter))
}
