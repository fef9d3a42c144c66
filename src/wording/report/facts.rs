//! What happened, in words: a sentence for each fact of a release.

use serde_json::Value;

use crate::domain::fact::{ItemPlace, Place, ReleaseFact, format};
use crate::domain::name::{PersonId, SectionName, StepName};
use crate::domain::outage::Window;
use crate::domain::process::Process;

/// The name of a fact in the journal.
pub(super) fn kind(fact: &ReleaseFact) -> String {
    format::write(fact).0
}

/// How moments and people are told.
pub(super) struct Telling<'t> {
    /// Writes a window.
    pub(super) time: &'t dyn Fn(Window) -> String,
    /// Names a person.
    pub(super) who: &'t dyn Fn(&PersonId) -> String,
}

/// The sentence for a fact, as people gave their texts.
pub(super) fn words(fact: &ReleaseFact, process: &Process, telling: &Telling<'_>) -> String {
    let time = telling.time;
    let step = |name: &StepName| step_title(process, name);
    match fact {
        ReleaseFact::Started { version, .. } => format!("Started, with version {version}"),
        ReleaseFact::Confirmed(at) => format!("Confirmed: {}", place(process, at)),
        ReleaseFact::ValueGiven { place: at, value } => format!("Given: {}: {value}", place(process, at)),
        ReleaseFact::AnswerTakenBack(at) => format!("Taken back: {}", place(process, at)),
        ReleaseFact::ItemPassed(at) => format!("Passed: {}", item(process, at)),
        ReleaseFact::ItemFailed { place, note } => format!("Failed: {}: {note}", item(process, place)),
        ReleaseFact::ItemWaived { place, reason } => {
            format!("Not applicable: {}: {reason}", item(process, place))
        }
        ReleaseFact::ItemReopened(at) => format!("Open again: {}", item(process, at)),
        ReleaseFact::WentBack { from, to, reason } => {
            format!("Back from {} to {}: {reason}", step(from), step(to))
        }
        ReleaseFact::StepCompleted { step: name } => format!("Complete: {}", step(name)),
        ReleaseFact::StepReopened { step: name } => format!("Open again: {}", step(name)),
        ReleaseFact::StepWaived { step: name, reason } => format!("Not needed: {}: {reason}", step(name)),
        ReleaseFact::GateOverridden {
            step: name,
            reason,
            gate,
            ..
        } => {
            format!("Passed by authority: {} ({gate}): {reason}", step(name))
        }
        ReleaseFact::StepOverridden {
            step: name,
            reason,
            missing,
        } => {
            format!(
                "Completed by authority: {} (missing: {missing}): {reason}",
                step(name)
            )
        }
        ReleaseFact::StartOverridden { reason, rule } => {
            format!("Started by authority ({rule}): {reason}")
        }
        ReleaseFact::Held { reason } => format!("On hold: {reason}"),
        ReleaseFact::Resumed => "Resumed".to_owned(),
        ReleaseFact::Aborted { reason } => format!("Aborted: {reason}"),
        ReleaseFact::RolledBack { reason } => format!("Rolled back: {reason}"),
        ReleaseFact::Finished => "Finished".to_owned(),
        ReleaseFact::WindowProposed { window, .. } => format!("Outage entered: {}", time(*window)),
        ReleaseFact::OutagePublished { window, .. } => format!("Outage published: {}", time(*window)),
        ReleaseFact::OutageExtended { window, .. } => format!("Outage extended: {}", time(*window)),
        ReleaseFact::OutageEnded => "Outage over: the service is open again".to_owned(),
        ReleaseFact::OutageCancelled => "Outage called off".to_owned(),
        ReleaseFact::BlockerRaised { number, what, .. } => format!("Objection {number}: {what}"),
        ReleaseFact::BlockerCleared { number, how } => format!("Objection {number} cleared: {how}"),
        ReleaseFact::BugNoted { what } => format!("Bug noted: {what}"),
        other => said(other, process, telling.who),
    }
}

/// Facts about a step or an ask without a sentence of their own: their name as words, and what they carry.
fn said(fact: &ReleaseFact, process: &Process, who: &dyn Fn(&PersonId) -> String) -> String {
    match fact {
        ReleaseFact::WentGo { place: at, on, .. } => match on {
            Some(day) => format!("Go for {day}: {}", place(process, at)),
            None => format!("Go: {}", place(process, at)),
        },
        ReleaseFact::WentNoGo {
            place: at, reason, ..
        } => format!("No-go: {}: {reason}", place(process, at)),
        ReleaseFact::SignOffRevoked(at) => format!("Go or no-go taken back: {}", place(process, at)),
        ReleaseFact::Reminded { timer } => format!("Reminded: {timer}"),
        ReleaseFact::OutageStarted => "Outage begun: the service is closed".to_owned(),
        ReleaseFact::SectionWritten { section, .. } => {
            format!("Written: {}", section_title(process, section))
        }
        ReleaseFact::SectionWaived { section, reason } => {
            format!("Not applicable: {}: {reason}", section_title(process, section))
        }
        ReleaseFact::RecordHandedIn { sections } => {
            let titles: Vec<String> = sections
                .iter()
                .map(|(name, _)| section_title(process, name))
                .collect();
            format!("Handed in as a file: {}", titles.join(", "))
        }
        ReleaseFact::HandedInSettled => "What was handed in is applied or withdrawn".to_owned(),
        ReleaseFact::ApprovalRequested(at) => format!("Approval asked for: {}", place(process, at)),
        ReleaseFact::ReporterChanged { to } => format!("The reporter is {} now", who(to)),
        ReleaseFact::GoExpired { place: at, whose, .. } => {
            format!("The go of {} has expired: {}", who(whose), place(process, at))
        }
        ReleaseFact::RolesCalled { step } => format!("Called to mind: {}", step_title(process, step)),
        ReleaseFact::TicketsMoved { tickets, to } => {
            let names: Vec<&str> = tickets.iter().map(|ticket| ticket.as_str()).collect();
            format!("Tickets moved to {to}: {}", names.join(", "))
        }
        ReleaseFact::DiscussionOpened => "What testing found is to be discussed".to_owned(),
        ReleaseFact::ReportTaken { place: at, text, .. } => {
            format!("Reported: {}: {text}", place(process, at))
        }
        ReleaseFact::ReportFailed { place: at, why, .. } => {
            format!("Reported to have failed: {}: {why}", place(process, at))
        }
        ReleaseFact::VersionLearnt { version, .. } => format!("The version is {version}"),
        other => plainly(other, process),
    }
}

/// The title of a section of the change record.
fn section_title(process: &Process, name: &SectionName) -> String {
    let rule = process.record.iter().find(|rule| rule.name == *name);
    rule.map_or_else(|| name.to_string(), |rule| rule.title.clone())
}

fn plainly(fact: &ReleaseFact, process: &Process) -> String {
    let (kind, body) = format::write(fact);
    let mut name = String::new();
    for c in kind.chars() {
        if c.is_uppercase() && !name.is_empty() {
            name.push(' ');
            name.extend(c.to_lowercase());
        } else {
            name.push(c);
        }
    }
    let body: Value = serde_json::from_str(&body).unwrap_or_default();
    let fields = body
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null());
    let told = fields.map(|(key, value)| match (key.as_str(), value) {
        ("step", Value::String(name)) => step_title(process, &StepName::from(name.as_str())),
        (key, Value::String(text)) => format!("{} {text}", key.replace('_', " ")),
        (key, value) => format!("{} {value}", key.replace('_', " ")),
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() {
        name
    } else {
        format!("{name}: {}", told.join(", "))
    }
}

/// The title of a step; its name when the process has none such.
pub(super) fn step_title(process: &Process, name: &StepName) -> String {
    process
        .find_step(name)
        .map_or_else(|| name.to_string(), |(_, step)| step.title.clone())
}

pub(super) fn place(process: &Process, at: &Place) -> String {
    let step = process.find_step(&at.step).map(|(_, step)| step);
    let ask = step.and_then(|step| step.find_ask(&at.ask));
    let ask = ask.map_or_else(|| at.ask.to_string(), |ask| ask.title.clone());
    format!("{}, {ask}", step_title(process, &at.step))
}

pub(super) fn item(process: &Process, at: &ItemPlace) -> String {
    let step = process.find_step(&at.step).map(|(_, step)| step);
    let list = step
        .and_then(|step| step.find_ask(&at.ask))
        .and_then(|ask| ask.kind.checklist())
        .and_then(|list| process.checklists.get(list));
    let text = list.and_then(|list| list.find_item(&at.item));
    let text = text.map_or_else(|| at.item.to_string(), |item| item.text.clone());
    format!("{}, {text}", step_title(process, &at.step))
}
