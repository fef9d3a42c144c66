//! The steps of a release on paper: every round of each, with what was asked and what was given.
//!
//! Called by gather, whose marks and covered texts it takes.

use serde_json::Value;

use crate::domain::fact::{Placed, ReleaseFact};
use crate::domain::process::{Ask, AskKind, Process, Step as ProcessStep};
use crate::domain::release::basis::{Line, Saying, Subject};
use crate::domain::release::{self, ItemState, Release, StepState, Verdict};
use crate::wording::text::any_of;

use super::super::People;
use super::super::facts::{item, place, step_title};
use super::super::shape::{Answer, Item, Round, Step, Voice};
use super::{local, mark, note, safe};

/// The steps with each of their rounds: those that were given up are found by going through the facts again.
pub(super) fn steps(release: &Release, facts: &[Placed<ReleaseFact>], people: &People) -> Vec<Step> {
    let earlier = earlier_rounds(release, facts);
    let steps = release.process.steps.iter().zip(&release.steps).enumerate();
    steps
        .map(|(n, (step, state))| {
            let states = earlier[n].iter().chain([state]);
            Step {
                number: n + 1,
                name: step.name.to_string(),
                title: step.title.clone(),
                owner: step.owner.to_string(),
                environment: step.environment.as_ref().map(ToString::to_string),
                state: state_of(state),
                rounds: states.map(|state| round(release, step, state, people)).collect(),
            }
        })
        .collect()
}

fn earlier_rounds(release: &Release, facts: &[Placed<ReleaseFact>]) -> Vec<Vec<StepState>> {
    let mut earlier = vec![Vec::new(); release.steps.len()];
    let Some((first, rest)) = facts.split_first() else {
        return earlier;
    };
    let Some(mut state) = Release::begin(release.process.clone(), &first.recorded) else {
        return earlier;
    };
    for entry in rest {
        let before = matches!(entry.recorded.fact, ReleaseFact::WentBack { .. }).then(|| state.steps.clone());
        state.apply(&entry.recorded);
        for (n, old) in before.into_iter().flatten().enumerate() {
            if state.steps[n].round > old.round && old.open_since.is_some() {
                earlier[n].push(old);
            }
        }
    }
    earlier
}

fn state_of(state: &StepState) -> &'static str {
    match state {
        state if state.waived.is_some() => "waived",
        state if state.completed.is_some() => "complete",
        state if state.open_since.is_some() => "open",
        _ => "not-begun",
    }
}

fn round(release: &Release, step: &ProcessStep, state: &StepState, people: &People) -> Round {
    let answered = state.answered(step);
    Round {
        round: state.round,
        open_since: state.open_since,
        completed: state.completed.as_ref().map(|stamp| mark(stamp, people)),
        waived: state
            .waived
            .as_ref()
            .map(|ending| note(&ending.reason, &ending.stamp, people)),
        answers: answered
            .map(|(ask, given)| answer(release, ask, given, people))
            .collect(),
    }
}

fn answer(release: &Release, ask: &Ask, given: &release::Answer, people: &People) -> Answer {
    let mut answer = Answer {
        ask: ask.name.to_string(),
        title: ask.title.clone(),
        kind: kind_of(&ask.kind),
        given: None,
        value: None,
        items: Vec::new(),
        voices: Vec::new(),
    };
    match given {
        release::Answer::Confirmation(stamp) => {
            answer.given = stamp.as_ref().map(|stamp| mark(stamp, people))
        }
        release::Answer::Value(value) => {
            if let Some((text, stamp)) = value {
                answer.given = Some(mark(stamp, people));
                answer.value = Some(safe(text));
            }
        }
        release::Answer::Checklist(states) => answer.items = items(release, ask, states, people),
        release::Answer::SignOff(voices) => {
            answer.voices = voices
                .iter()
                .map(|voice| self::voice(release, ask, voice, people))
                .collect();
        }
        release::Answer::Outage => {
            let published = release
                .outage
                .as_ref()
                .and_then(|outage| outage.published.as_ref());
            answer.given = published.map(|stamp| mark(stamp, people));
        }
        // They stand in a list of their own.
        release::Answer::Tickets => {}
    }
    answer
}

/// The kind as the playbook calls it.
fn kind_of(kind: &AskKind) -> String {
    let name = match serde_json::to_value(kind) {
        Ok(Value::String(name)) => name,
        Ok(Value::Object(fields)) => fields
            .into_iter()
            .next()
            .map(|(name, _)| name)
            .unwrap_or_default(),
        _ => String::new(),
    };
    name.replace('-', "_")
}

fn items(release: &Release, ask: &Ask, states: &[ItemState], people: &People) -> Vec<Item> {
    let list = release.find_checklist(ask);
    let items = list.into_iter().flat_map(|list| list.items()).zip(states);
    items
        .map(|((_, item), state)| {
            let (state, stamp, note) = match state {
                ItemState::Open => ("open", None, None),
                ItemState::Passed(stamp) => ("passed", Some(stamp), None),
                ItemState::Failed(stamp, note) => ("failed", Some(stamp), Some(note)),
                ItemState::Waived(stamp, reason) => ("waived", Some(stamp), Some(reason)),
            };
            Item {
                name: item.name.to_string(),
                text: item.text.clone(),
                state,
                mark: stamp.map(|stamp| mark(stamp, people)),
                note: note.map(|note| safe(note)),
            }
        })
        .collect()
}

fn voice(release: &Release, ask: &Ask, voice: &release::Voice, people: &People) -> Voice {
    let roles = match &ask.kind {
        AskKind::SignOff(rule) => rule.sets.get(voice.set).map(|set| any_of(&set.roles)),
        _ => None,
    };
    let (verdict, on, reason) = match &voice.verdict {
        Verdict::Go(on) => ("go", *on, None),
        Verdict::NoGo(reason) => ("no-go", None, Some(safe(reason))),
    };
    let of = |what: &Subject| matches!(what, Subject::Version);
    let version = voice.basis.lines().iter().find(|line| of(&line.what));
    let version = version.and_then(|line| said(&release.process, &line.said));
    let others = voice.basis.lines().iter().filter(|line| !of(&line.what));
    Voice {
        verdict,
        role: roles.unwrap_or_default(),
        version: safe(&version.unwrap_or_else(|| release.version.to_string())),
        approved: others
            .filter_map(|line| approved(&release.process, line))
            .collect(),
        counts: voice.stands,
        on,
        reason,
        mark: mark(&voice.stamp, people),
    }
}

/// One thing that was approved, in words; nothing for what nobody had looked at yet.
fn approved(process: &Process, line: &Line) -> Option<String> {
    let what = match &line.what {
        Subject::Version => "version".to_owned(),
        Subject::Step(step) => step_title(process, step),
        Subject::Ask(at) => place(process, at),
        Subject::Item(at) => item(process, at),
        Subject::Section(name) => {
            let rule = process.record.iter().find(|rule| rule.name == *name);
            rule.map_or_else(|| name.to_string(), |rule| rule.title.clone())
        }
    };
    Some(safe(&format!("{what}: {}", said(process, &line.said)?)))
}

fn said(process: &Process, said: &Saying) -> Option<String> {
    let zone = process.service.zone;
    Some(match said {
        Saying::Text(text) => text.clone(),
        Saying::Done => "done".to_owned(),
        Saying::Written(_) => "as written then".to_owned(),
        Saying::Open => return None,
        Saying::Passed => "passed".to_owned(),
        Saying::Failed(note) => format!("failed, {note}"),
        Saying::Waived(reason) => format!("not applicable, {reason}"),
        Saying::Go(Some(day)) => format!("go for {day}"),
        Saying::Go(None) => "go".to_owned(),
        Saying::Outage(window) => format!("{} to {}", local(window.start, zone), local(window.end, zone)),
    })
}
