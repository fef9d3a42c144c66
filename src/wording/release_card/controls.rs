//! What can be pressed on a release card: the next thing to do, and rarer things behind a select.

use chrono::{DateTime, Utc};

use crate::domain::decide::{Situation, may_take_back, shut_gates};
use crate::domain::name::SectionName;
use crate::domain::notice::{is_another_team, owed_by};
use crate::domain::process::{Ask, AskKind, Gate, SignOffRule};
use crate::domain::release::basis::Basis;
use crate::domain::release::{Answer, Board, Course, Release, StepState};
use crate::domain::side::Side;
use crate::wording::message::{Choice, Control, Part, Style, button, rows, select};
use crate::wording::press::{Press, Verb};
use crate::wording::record_card::on_section;
use crate::wording::text::any_of;

pub(super) fn controls(situation: &Situation, now: DateTime<Utc>) -> Vec<Part> {
    let release = &situation.release;
    match release.course {
        Course::Running => {
            let next: Vec<Control> = release
                .current()
                .flat_map(|(n, _, _)| next_buttons(situation, now, n))
                .collect();
            let owe = button(
                Style::Secondary,
                "What do I owe?",
                Press::on_release(Verb::Owe, release).to_string(),
            );
            let hold = button(
                Style::Secondary,
                "Hold",
                Press::on_release(Verb::Hold, release).to_string(),
            );
            let mut parts = rows(each_once(next, 10));
            let down = situation.service.find_instance(release.number).map(|_| {
                let press = Press::on_release(Verb::ShutDown, release);
                button(Style::Secondary, "Shut down", press.to_string())
            });
            parts.extend(rows([owe, hold].into_iter().chain(down).collect()));
            parts.push(more(situation, now));
            parts
        }
        Course::Held(_) => {
            let resume = button(
                Style::Primary,
                "Resume",
                Press::on_release(Verb::Resume, release).to_string(),
            );
            let mut parts = rows(vec![resume]);
            parts.push(more(situation, now));
            parts
        }
        Course::Finished(_) | Course::Aborted(_) | Course::RolledBack(_) => Vec::new(),
    }
}

/// The buttons for what a step asks for, and for its failure.
pub(super) fn next_buttons(situation: &Situation, now: DateTime<Utc>, position: usize) -> Vec<Control> {
    let release = &situation.release;
    let Some((step, state)) = release.find_step_at(position) else {
        return Vec::new();
    };
    let press = |verb| Press::on_step(verb, release, position).to_string();
    let shut = !shut_gates(now, situation, step).is_empty();
    let mut buttons = Vec::new();
    if shut {
        buttons.push(button(Style::Secondary, "Override…", press(Verb::Override)));
        return buttons;
    }
    for (n, ask, answer) in release.asked(step, state) {
        if !release.is_answered(ask, answer) {
            buttons.extend(ask_button(release, position, n, ask));
        }
    }
    if !step.commands.is_empty() {
        buttons.push(button(Style::Secondary, "Commands", press(Verb::Commands)));
    }
    buttons.extend(failure_buttons(situation, now, position));
    if !owed_by(step).is_empty() && is_another_team(release, step) {
        let label = format!("Remind {}", any_of(&owed_by(step)));
        buttons.push(button(Style::Secondary, &label, press(Verb::CallRoles)));
    }
    buttons.extend(step.shows.iter().filter_map(|name| read_button(release, name)));
    buttons
}

/// The first so many buttons, each once: Discord refuses a message in which two stand for the same.
pub(in crate::wording) fn each_once(buttons: Vec<Control>, most: usize) -> Vec<Control> {
    let mut kept: Vec<Control> = Vec::new();
    for button in buttons {
        if !kept.contains(&button) {
            kept.push(button);
        }
    }
    kept.truncate(most);
    kept
}

/// The buttons of a step as a side has them: its own, or, in a step of the team, the goes that it owes.
pub(in crate::wording) fn side_buttons(
    situation: &Situation,
    now: DateTime<Utc>,
    position: usize,
    side: &Side,
) -> Vec<Control> {
    let release = &situation.release;
    let Some((step, state)) = release.find_step_at(position) else {
        return Vec::new();
    };
    if !shut_gates(now, situation, step).is_empty() {
        return Vec::new();
    }
    let owns = step.owner == side.role;
    let mut buttons = Vec::new();
    for (n, ask, answer) in release.asked(step, state) {
        let owes_go = ask.kind.sign_off().is_some_and(|rule| {
            Board::of(rule, answer.voices())
                .awaited()
                .any(|set| set.roles.contains(&side.role))
        });
        if !release.is_answered(ask, answer) && (owes_go || (owns && ask.kind.sign_off().is_none())) {
            buttons.extend(ask_button(release, position, n, ask));
        }
    }
    if owns {
        buttons.extend(failure_buttons(situation, now, position));
        buttons.extend(step.shows.iter().filter_map(|name| read_button(release, name)));
    }
    buttons
}

/// The button that shows a section of the record in full.
fn read_button(release: &Release, name: &SectionName) -> Option<Control> {
    let index = release
        .process
        .record
        .iter()
        .position(|rule| rule.name == *name)?;
    let label = format!("Read: {}", release.process.record[index].title);
    let press = on_section(Verb::ReadSection, release, index);
    Some(button(Style::Secondary, &label, press.to_string()))
}

/// The ways out of a step in which something failed.
fn failure_buttons(situation: &Situation, now: DateTime<Utc>, position: usize) -> Vec<Control> {
    let release = &situation.release;
    let Some((step, state)) = release.find_step_at(position) else {
        return Vec::new();
    };
    let press = |verb| Press::on_step(verb, release, position).to_string();
    let mut buttons = Vec::new();
    let failed = state.failed_items(release, step).next().is_some()
        || !state.failures.is_empty()
        || state
            .answers
            .iter()
            .any(|a| matches!(a, Answer::SignOff(voices) if voices.iter().any(|v| v.stands && !v.is_go())));
    if let Some(to) = step
        .on_fail
        .as_ref()
        .filter(|_| failed)
        .and_then(|to| release.process.find_step(to))
    {
        buttons.push(button(
            Style::Danger,
            &format!("Back to: {}", to.1.title),
            press(Verb::SendBack),
        ));
    }
    if failed && step.may_roll_back {
        buttons.push(button(Style::Danger, "Roll back…", press(Verb::RollBack)));
        if release.outage.as_ref().is_some_and(|o| o.is_under_way(now)) {
            buttons.push(button(
                Style::Secondary,
                "Extend the outage…",
                press(Verb::Extend),
            ));
        }
    }
    buttons
}

fn ask_button(release: &Release, step: usize, n: usize, ask: &Ask) -> Vec<Control> {
    let press = |verb| Press::on_ask(verb, release, step, n).to_string();
    match &ask.kind {
        AskKind::Confirmation => vec![button(Style::Success, &ask.title, press(Verb::Confirm))],
        AskKind::Value { .. } => vec![button(
            Style::Primary,
            &format!("{}…", ask.title),
            press(Verb::Give),
        )],
        AskKind::Sync { .. } | AskKind::Document { .. } | AskKind::Tell { .. } => vec![button(
            Style::Primary,
            &format!("{}…", ask.title),
            press(Verb::Give),
        )],
        AskKind::Choice { options } => {
            let options = options.iter().enumerate();
            options
                .map(|(item, option)| {
                    let press = Press::on_ask(Verb::Choose, release, step, n).with_item(item);
                    button(Style::Primary, option, press.to_string())
                })
                .collect()
        }
        AskKind::Outage { .. } => match release.outage.as_ref().and_then(|o| o.proposed) {
            Some(_) => vec![button(
                Style::Primary,
                "Change or publish the outage…",
                press(Verb::Window),
            )],
            None => vec![button(Style::Primary, "Plan the outage…", press(Verb::Window))],
        },
        AskKind::SignOff(rule) => vec![
            button(Style::Success, go_label(rule), go(release, step, n, ask)),
            button(Style::Danger, "No-go…", press(Verb::NoGo)),
        ],
        AskKind::Record => vec![button(Style::Success, &ask.title, press(Verb::RequestApproval))],
        AskKind::Checklist { .. } | AskKind::Tickets { .. } => Vec::new(),
        AskKind::Report(rule) if rule.by.is_empty() => Vec::new(),
        AskKind::Report(_) => vec![button(
            Style::Secondary,
            &format!("{}, by hand…", ask.title),
            press(Verb::Give),
        )],
    }
}

/// What a go stands for: the ask, and what it would approve.
fn go(release: &Release, step: usize, n: usize, ask: &Ask) -> String {
    let now = Basis::of(release, step, &ask.name);
    Press::on_ask(Verb::Go, release, step, n)
        .with_mark(now.mark())
        .to_string()
}

fn go_label(rule: &SignOffRule) -> &'static str {
    if rule.with_date {
        "Go, and choose the day…"
    } else {
        "Go"
    }
}

/// Whether a blocker would shut anything.
fn steps_ask_for_none(release: &Release) -> bool {
    let mut gates = release.process.steps.iter().flat_map(|s| &s.gates);
    gates.any(|gate| *gate == Gate::NoBlockers)
}

/// Rarer things, behind a select.
fn more(situation: &Situation, now: DateTime<Utc>) -> Part {
    let release = &situation.release;
    let press = |verb| Press::on_release(verb, release).to_string();
    let step = |verb, position| Press::on_step(verb, release, position).to_string();
    let mut options = Vec::new();
    let running = release.course == Course::Running;
    for (position, current, _) in release.current().filter(|_| running) {
        let label = format!("Override: {}", current.title);
        options.push(Choice::new(
            &label,
            step(Verb::Override, position),
            Some("By the named role, with a reason, shown for ever"),
        ));
        if let Some((_, to)) = current
            .on_fail
            .as_ref()
            .and_then(|to| release.process.find_step(to))
        {
            let label = format!("It failed: back to {}", to.title);
            options.push(Choice::new(
                &label,
                step(Verb::SendBack, position),
                Some("Fresh checklists from there on"),
            ));
        }
        if current.optional {
            let label = format!("Not needed: {}", current.title);
            options.push(Choice::new(
                &label,
                step(Verb::WaiveStep, position),
                Some("With a reason, shown on the card"),
            ));
        }
        let open = shut_gates(now, situation, current).is_empty();
        if current.may_roll_back && open {
            options.push(Choice::new(
                "Roll back",
                step(Verb::RollBack, position),
                Some("The earlier version runs again"),
            ));
        }
    }
    let is_done = |s: &StepState| s.completed.is_some() || s.waived.is_some();
    let last = release.steps.iter().rposition(is_done);
    let undo = last.and_then(|n| Some((n, release.find_step_at(n)?)));
    let undo = undo.filter(|(_, (step, state))| running && may_take_back(release, step, state));
    if let Some((position, (done, _))) = undo {
        let label = format!("Undo: {}", done.title);
        options.push(Choice::new(
            &label,
            step(Verb::ReopenStep, position),
            Some("While nothing was built on it"),
        ));
    }
    if release
        .outage
        .as_ref()
        .is_some_and(|o| o.find_open_window().is_some())
    {
        let extend = release.current().next().map_or(0, |(n, _, _)| n);
        options.push(Choice::new(
            "Extend the outage",
            step(Verb::Extend, extend),
            Some("Its audience is told"),
        ));
    }
    for (number, blocker) in release.standing_blockers().take(5) {
        let clear = Press::on_release(Verb::Unblock, release).with_item(number as usize);
        let label = format!("Clear blocker {number}: {}", blocker.what);
        let hint = Some("By whoever raised it, or their role");
        options.push(Choice::new(&label, clear.to_string(), hint));
    }
    if steps_ask_for_none(release) {
        options.push(Choice::new(
            "Raise a blocker",
            press(Verb::Block),
            Some("Steps that ask for none are shut until it is cleared"),
        ));
    }
    options.push(Choice::new(
        "Note a bug",
        press(Verb::Bug),
        Some("It is shown on the card and stops nothing"),
    ));
    options.push(Choice::new(
        "Abort the release",
        press(Verb::Abort),
        Some("With a reason; its audience is told"),
    ));
    options.truncate(25);
    select(press(Verb::More), "More", options)
}
