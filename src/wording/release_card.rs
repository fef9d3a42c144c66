//! The card of a release: what, where, how far, who is awaited, since when, and the button for the next thing.

use chrono::{DateTime, Utc};

use crate::domain::decide::{Shut, Situation, shut_gates};
use crate::domain::outage::Outage;
use crate::domain::process::{Ask, AskKind, Process, Step};
use crate::domain::release::{Answer, Blocker, Board, Course, Ending, Release, StepState, Tally};

use super::message::{Message, container, separator, text};
use super::press::Press;
use super::states;
use super::text::{
    Room, code_block, count, duration, moment, person, quote, relative, time_of_day, value, window,
};

pub(super) mod controls;
mod reported;

use controls::controls;

const BLUE: u32 = 0x0058_65F2;
const AMBER: u32 = 0x00F0_B232;
const GREEN: u32 = 0x0023_A55A;
const GREY: u32 = 0x0080_848E;
const RED: u32 = 0x00DA_373C;

/// The card; `thread` is the thread below it, once there is one.
pub fn release_card(situation: &Situation, now: DateTime<Utc>, thread: Option<u64>) -> Message {
    release_card_beside(situation, now, thread, Some(&situation.release.process))
}

/// The card; `playbook` is the process of the same name as the playbook has it now, when it has one.
pub fn release_card_beside(
    situation: &Situation,
    now: DateTime<Utc>,
    thread: Option<u64>,
    playbook: Option<&Process>,
) -> Message {
    let release = &situation.release;
    let room = Room::whole();
    let kept = kept(release, playbook).unwrap_or_default();
    let head = room.at_most(500).clip(&format!("{}{kept}", head(release)));
    let room = room.after(&head);
    let headline = room.at_most(1_400).clip(&headline(situation, now, thread));
    let room = room.after(&headline);
    let remarks = remarks(release).map(|remarks| room.at_most(900).clip(&remarks));
    let room = remarks.as_ref().map_or(room, |remarks| room.after(remarks));
    let commands = commands(situation, now, room);
    let room = commands.iter().fold(room, |room, block| room.after(block));
    let mut parts = vec![text(head), text(headline)];
    parts.extend(commands.into_iter().map(text));
    parts.extend([separator(), text(steps(release, room))]);
    parts.extend(remarks.map(text));
    parts.extend(controls(situation, now));
    Message::new(vec![container(colour(release), parts)])
}

/// The commands of the open steps, each in a block to copy, as long as a good part of the card is left for the rest;
/// all of them stand behind a button.
fn commands(situation: &Situation, now: DateTime<Utc>, room: Room) -> Vec<String> {
    let release = &situation.release;
    if release.course != Course::Running {
        return Vec::new();
    }
    let open = release
        .current()
        .filter(|(_, step, state)| state.gates_lifted || shut_gates(now, situation, step).is_empty());
    let mut room = room.at_most(1_200);
    let mut blocks = Vec::new();
    for command in open.flat_map(|(_, step, _)| &step.commands) {
        let block = code_block(command);
        if blocks.len() >= 5 || !room.takes(&block) {
            break;
        }
        room = room.after(&block);
        blocks.push(block);
    }
    blocks
}

/// Every command of a step, each in a block of its own, for the person who does it.
pub fn commands_of(release: &Release, press: Press) -> Message {
    let step = press.find_step(release).map(|(step, _)| step);
    let commands = step.map(|s| s.commands.as_slice()).unwrap_or_default();
    if commands.is_empty() {
        return Message::plain("This step has no commands.");
    }
    let title = step.map(|s| s.title.as_str()).unwrap_or_default();
    let head = format!("**{title}**: copy and run these yourself; I never do.");
    let mut parts = vec![text(head)];
    parts.extend(commands.iter().map(|command| text(code_block(command))));
    Message::new(parts)
}

/// The release in a few words: `#17 MyPortfolio 22.04.2`.
pub fn name(release: &Release) -> String {
    format!(
        "#{} {} {}",
        release.number,
        release.process.service.title,
        quote(release.version.as_str(), 40)
    )
}

fn head(release: &Release) -> String {
    let process = &release.process;
    let version = quote(release.version.as_str(), 40);
    format!(
        "### {} {version} · {}\n-# Release #{}",
        process.service.title, process.title, release.number
    )
}

/// Says that a release under way goes by a process that the playbook has no more.
fn kept(release: &Release, playbook: Option<&Process>) -> Option<String> {
    let what = match playbook {
        Some(process) if *process == *release.process => return None,
        Some(_) => "the playbook was changed since",
        None => "the playbook has it no more",
    };
    (!release.is_over()).then(|| format!("\n-# It keeps the process it started with: {what}."))
}

fn colour(release: &Release) -> u32 {
    let failed = release.current().any(|(_, step, state)| {
        state.failed_items(release, step).next().is_some() || !state.failures.is_empty()
    });
    match release.course {
        Course::Running if failed => RED,
        Course::Running => BLUE,
        Course::Held(_) => AMBER,
        Course::Finished(_) => GREEN,
        Course::Aborted(_) | Course::RolledBack(_) => GREY,
    }
}

/// Who reports the change, once somebody took it over; and the outcome.
fn reporter(release: &Release) -> String {
    if release.reporter == release.started.by {
        return String::new();
    }
    format!(" · reporter {}", person(&release.reporter))
}

fn headline(situation: &Situation, now: DateTime<Utc>, thread: Option<u64>) -> String {
    let course = course(situation, now, thread);
    let beside = super::plan::beside(situation);
    std::iter::once(course)
        .chain(beside)
        .collect::<Vec<_>>()
        .join("\n")
}

fn course(situation: &Situation, now: DateTime<Utc>, thread: Option<u64>) -> String {
    let release = &situation.release;
    let manager = person(&release.started.by);
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

fn because(ending: &Ending) -> String {
    format!("“{}” ({})", quote(&ending.reason, 200), person(&ending.stamp.by))
}

fn running(situation: &Situation, now: DateTime<Utc>, thread: Option<u64>) -> String {
    let release = &situation.release;
    let mut lines = Vec::new();
    for (position, step, state) in release.current() {
        let (number, total) = release.count_of(position);
        let manager = person(&release.started.by);
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
        if !state.gates_lifted {
            lines.extend(shut_gates(now, situation, step).iter().map(gate));
        }
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
    lines.extend(super::tickets::discussion(release));
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

fn links(step: &Step) -> Option<String> {
    let links: Vec<String> = step
        .links
        .iter()
        .map(|l| format!("[{}](<{}>)", l.title, l.url))
        .collect();
    (!links.is_empty()).then(|| format!("-# {}", links.join(" · ")))
}

/// Why a step is shut, on the card.
fn gate(shut: &Shut) -> String {
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
        } => super::plan::not_planned_yet(environment, *on, replaced),
        Shut::Busy(environment, holder) => {
            format!(
                "**Shut** while #{} ({}) holds {environment}.",
                holder.release, holder.process
            )
        }
    }
}

/// How far a step is, where it can be counted.
fn progress(release: &Release, step: &Step, state: &StepState) -> Option<String> {
    let parts: Vec<String> = release
        .asked(step, state)
        .filter_map(|(_, ask, answer)| ask_progress(release, ask, answer))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn ask_progress(release: &Release, ask: &Ask, answer: &Answer) -> Option<String> {
    match (&ask.kind, answer) {
        (_, Answer::Checklist(items)) => Some(tally_words(Tally::of(items))),
        (AskKind::SignOff(rule), Answer::SignOff(voices)) => {
            let board = Board::of(rule, voices);
            let goes: usize = (0..rule.sets.len()).map(|set| board.goes_in(set)).sum();
            let needed: usize = rule.sets.iter().map(|s| s.quorum).sum();
            Some(board.blocking().map_or_else(
                || format!("{goes} of {needed} go"),
                |v| format!("no-go by {}", person(&v.stamp.by)),
            ))
        }
        (AskKind::Record, _) => {
            let rules = &release.process.record;
            let written = rules.len() - release.record.missing(rules).count();
            Some(format!("{written} of {} sections of the record", rules.len()))
        }
        (AskKind::Outage { .. }, _) => {
            let outage = release.outage.as_ref()?;
            let planned = outage
                .proposed
                .map(|w| format!("outage {} not published yet", window(w)));
            Some(planned.unwrap_or_else(|| match outage.announced {
                Some(_) => "outage announced".to_owned(),
                None => "outage not planned yet".to_owned(),
            }))
        }
        (AskKind::Tickets { .. }, _) => super::tickets::summary(release),
        _ => None,
    }
}

/// "7 of 12 passed · 1 failed".
pub fn tally_words(tally: Tally) -> String {
    let mut words = format!("{} of {} passed", tally.passed, tally.total());
    if tally.waived > 0 {
        words.push_str(&format!(" · {} waived", tally.waived));
    }
    if tally.failed > 0 {
        words.push_str(&format!(" · {} failed", tally.failed));
    }
    words
}

/// How many of the steps ahead are named: what comes after them is no matter for today.
const NEXT: usize = 8;

/// The list of steps: done ones with who and when, the current ones bold, the rest in one line.
fn steps(release: &Release, room: Room) -> String {
    let current: Vec<usize> = release.current().map(|(n, _, _)| n).collect();
    let mut lines = Vec::new();
    let mut ahead = Vec::new();
    for (position, (step, state)) in release.process.steps.iter().zip(&release.steps).enumerate() {
        if let Some(stamp) = &state.completed {
            let given = values(step, state);
            let at = time_of_day(stamp.at);
            lines.push(format!("✓ {} · {}, {at}{given}", step.title, person(&stamp.by)));
        } else if let Some(waived) = &state.waived {
            let who = person(&waived.stamp.by);
            lines.push(format!(
                "– {} · not needed, {who}: “{}”",
                step.title,
                quote(&waived.reason, 80)
            ));
        } else if !release.applies(position) {
            continue;
        } else if current.contains(&position) && !release.is_over() {
            lines.push(format!("▸ **{}**{}", step.title, values(step, state)));
            lines.extend(failures(release, step, state));
            lines.extend(reported::failures(step, state));
        } else {
            ahead.push(step.title.as_str());
        }
    }
    if !ahead.is_empty() {
        let further = ahead.len().saturating_sub(NEXT);
        let more = (further > 0).then(|| format!(" · and {further} more"));
        let next = ahead.into_iter().take(NEXT).collect::<Vec<_>>().join(" · ");
        let then = format!("-# Then: {next}{}", more.unwrap_or_default());
        lines.push(room.at_most(800).clip(&then));
    }
    last_lines(&lines, room)
}

/// As many of the last lines as fit: what is done longest ago is missed least.
fn last_lines(lines: &[String], room: Room) -> String {
    let from = |first: usize| match first {
        0 => lines.join("\n"),
        1 => format!("-# 1 line before\n{}", lines[first..].join("\n")),
        _ => format!("-# {first} lines before\n{}", lines[first..].join("\n")),
    };
    let mut all = (0..lines.len()).map(from);
    all.find(|text| room.takes(text))
        .unwrap_or_else(|| room.clip(&lines.join("\n")))
}

/// From when to when users could not work in fact, beside what was announced; where somebody said so.
fn actual_outage(outage: &Outage) -> Option<String> {
    outage.started.as_ref()?;
    let actual = outage.find_actual()?;
    let took = duration(actual.end - actual.start);
    let planned = outage
        .announced
        .map(|w| format!("; announced {} ({})", window(w), duration(w.end - w.start)));
    Some(format!(
        "**Outage** in fact {} ({took}){}",
        window(actual),
        planned.unwrap_or_default()
    ))
}

fn values(step: &Step, state: &StepState) -> String {
    let given = state.answered(step).filter_map(|(ask, answer)| {
        let (given, _) = answer.given()?;
        let level = ask.kind.document().map(|(_, level)| format!("{level}: "));
        Some(format!(" · {}{}", level.unwrap_or_default(), value(given, 60)))
    });
    given.collect()
}

fn failures(release: &Release, step: &Step, state: &StepState) -> Vec<String> {
    let failed: Vec<_> = state.failed_items(release, step).collect();
    let more = failed.len().saturating_sub(3);
    let mut lines: Vec<String> = failed
        .iter()
        .take(3)
        .map(|(_, item, stamp, note)| {
            format!(
                "✕ Failed: {} ({}: “{}”)",
                quote(item, 60),
                person(&stamp.by),
                quote(note, 80)
            )
        })
        .collect();
    if more > 0 {
        lines.push(format!("✕ and {} more failed", more));
    }
    lines
}

fn blocker((number, blocker): (u32, &Blocker)) -> String {
    let (who, what) = (person(&blocker.raised.by), quote(&blocker.what, 160));
    match &blocker.cleared {
        None => format!("**Blocker {number}** stands, raised by {who}: “{what}”"),
        Some(cleared) => {
            let how = quote(&cleared.reason, 120);
            let by = person(&cleared.stamp.by);
            format!("~~Blocker {number}~~ of {who}: “{what}”, cleared by {by}: “{how}”")
        }
    }
}

/// What stays on the card for ever: authority used, returns, the end of the outage.
fn remarks(release: &Release) -> Option<String> {
    let title = |name| {
        release
            .process
            .find_step(name)
            .map_or_else(|| name.to_string(), |(_, s)| s.title.clone())
    };
    let overrides = release.overrides.iter().map(|o| {
        let (who, at) = (person(&o.stamp.by), time_of_day(o.stamp.at));
        format!(
            "**Override** of {} by {who}, {at}: “{}”",
            title(&o.step),
            quote(&o.reason, 120)
        )
    });
    let setbacks = release.setbacks.iter().map(|s| {
        let (who, at) = (person(&s.stamp.by), time_of_day(s.stamp.at));
        format!(
            "**Sent back** from {} to {} by {who}, {at}: “{}”",
            title(&s.from),
            title(&s.to),
            quote(&s.reason, 120)
        )
    });
    let blockers = (1..).zip(&release.blockers).map(blocker);
    let bugs = release
        .bugs
        .iter()
        .map(|(what, stamp)| format!("**Bug** noted by {}: “{}”", person(&stamp.by), quote(what, 160)));
    let outage = release.outage.as_ref().and_then(actual_outage);
    let remarks = overrides.chain(setbacks).chain(bugs).chain(blockers);
    let remarks: Vec<String> = remarks.chain(outage).collect();
    let shown = remarks
        .iter()
        .rev()
        .take(5)
        .rev()
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    let hidden = remarks.len().saturating_sub(5);
    let earlier = (hidden > 0).then(|| {
        format!(
            "-# and {} before\n",
            count(i64::try_from(hidden).unwrap_or(i64::MAX), "remark")
        )
    });
    (!remarks.is_empty()).then(|| format!("{}{shown}", earlier.unwrap_or_default()))
}
