//! From the journal of a release to its report: every fact once, every round of every step.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use crate::domain::fact::{Placed, ReleaseFact};
use crate::domain::name::PersonId;
use crate::domain::person::Stamp;
use crate::domain::process::{Ask, AskKind, Process, Step as ProcessStep};
use crate::domain::record::Content;
use crate::domain::release::basis::{Line, Saying, Subject};
use crate::domain::release::{self, Ending, ItemState, Release, StepState, Verdict};
use crate::veil::Veil;
use crate::wording::text::any_of;

use super::facts::{Telling, item, kind, place, step_title, words};
use super::shape::{
    Answer, Blocker, Chain, Course, Evidence, Item, Mark, Moment, Named, Note, Outage, Override, Report,
    Round, Section, Setback, Step, Ticket, Voice, Window,
};
use super::{FORMAT, People};

/// Stands where a secret stood.
const COVERED: &str = "[covered]";

pub(super) fn gather(release: &Release, facts: &[Placed<ReleaseFact>], people: &People) -> Report {
    let process = &release.process;
    let steps = steps(release, facts, people);
    Report {
        format: FORMAT,
        number: release.number,
        service: named(process.service.name.as_str(), &process.service.title),
        process: named(process.name.as_str(), &process.title),
        process_digest: release.digest.clone(),
        version: safe(release.version.as_str()),
        zone: process.service.zone.to_string(),
        started: mark(&release.started, people),
        course: course(release, people),
        overrides: overrides(release, people),
        setbacks: setbacks(release, people),
        blockers: blockers(release, people),
        bugs: release
            .bugs
            .iter()
            .map(|(what, stamp)| note(what, stamp, people))
            .collect(),
        record: record(release, people),
        outage: outage(release, people),
        tickets: tickets(release, people),
        evidence: evidence(&steps),
        timeline: facts.iter().map(|entry| moment(entry, process, people)).collect(),
        chain: Chain {
            stream: format!("release/{}", release.number),
            facts: facts.len(),
            last_hash: facts.last().map(|entry| entry.hash.clone()).unwrap_or_default(),
        },
        steps,
    }
}

/// A text of people without what looks like a secret.
fn safe(text: &str) -> String {
    static VEIL: LazyLock<Veil> = LazyLock::new(|| Veil::over(Vec::new()));
    VEIL.cover(text, |_| COVERED.to_owned()).into_owned()
}

fn named(name: &str, title: &str) -> Named {
    Named {
        name: name.to_owned(),
        title: title.to_owned(),
    }
}

fn mark_of(by: &PersonId, at: DateTime<Utc>, people: &People) -> Mark {
    Mark {
        by: by.to_string(),
        name: people.0.get(by).cloned(),
        at,
    }
}

fn mark(stamp: &Stamp, people: &People) -> Mark {
    mark_of(&stamp.by, stamp.at, people)
}

fn note(text: &str, stamp: &Stamp, people: &People) -> Note {
    Note {
        text: safe(text),
        mark: mark(stamp, people),
    }
}

fn course(release: &Release, people: &People) -> Course {
    let ended = |ending: &Ending| (Some(mark(&ending.stamp, people)), Some(safe(&ending.reason)));
    let (state, (by, reason)) = match &release.course {
        release::Course::Running => ("running", (None, None)),
        release::Course::Held(ending) => ("held", ended(ending)),
        release::Course::Finished(stamp) => ("finished", (Some(mark(stamp, people)), None)),
        release::Course::Aborted(ending) => ("aborted", ended(ending)),
        release::Course::RolledBack(ending) => ("rolled-back", ended(ending)),
    };
    Course {
        state,
        mark: by,
        reason,
        outcome: release.outcome().map(safe),
        steps_complete: release.completed_steps(),
        steps: release.steps.len(),
    }
}

fn overrides(release: &Release, people: &People) -> Vec<Override> {
    let of = |o: &release::Override| Override {
        step: step_title(&release.process, &o.step),
        passed: safe(&o.passed),
        reason: safe(&o.reason),
        mark: mark(&o.stamp, people),
    };
    release.overrides.iter().map(of).collect()
}

fn setbacks(release: &Release, people: &People) -> Vec<Setback> {
    let of = |s: &release::Setback| Setback {
        from: step_title(&release.process, &s.from),
        to: step_title(&release.process, &s.to),
        reason: safe(&s.reason),
        mark: mark(&s.stamp, people),
    };
    release.setbacks.iter().map(of).collect()
}

fn blockers(release: &Release, people: &People) -> Vec<Blocker> {
    let of = |(n, blocker): (usize, &release::Blocker)| Blocker {
        number: n + 1,
        what: safe(&blocker.what),
        raised: mark(&blocker.raised, people),
        cleared: blocker
            .cleared
            .as_ref()
            .map(|ending| note(&ending.reason, &ending.stamp, people)),
    };
    release.blockers.iter().enumerate().map(of).collect()
}

fn outage(release: &Release, people: &People) -> Option<Outage> {
    let outage = release.outage.as_ref()?;
    let audience = release.process.audiences.get(&outage.audience);
    let overrun = outage
        .announced
        .zip(outage.ended.as_ref())
        .map(|(window, ended)| (ended.at - window.end).num_minutes());
    Some(Outage {
        audience: audience.map_or_else(|| outage.audience.to_string(), |a| a.title.clone()),
        announced: outage.announced.map(|window| Window {
            start: window.start,
            end: window.end,
        }),
        published: outage.published.as_ref().map(|stamp| mark(stamp, people)),
        ended: outage.ended.as_ref().map(|stamp| mark(stamp, people)),
        overrun_minutes: overrun,
    })
}

/// The steps with each of their rounds: those that were given up are found by going through the facts again.
fn steps(release: &Release, facts: &[Placed<ReleaseFact>], people: &People) -> Vec<Step> {
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

/// The sections of the change record, in its order.
fn record(release: &Release, people: &People) -> Vec<Section> {
    let rules = release.process.record.iter();
    rules
        .map(|rule| {
            let entry = release.record.find(&rule.name);
            let (state, text) = match entry.map(|entry| &entry.content) {
                None => ("missing", None),
                Some(Content::Written { text, .. }) => ("written", Some(safe(text))),
                Some(Content::Waived { reason }) => ("not-applicable", Some(safe(reason))),
            };
            Section {
                name: rule.name.to_string(),
                title: rule.title.clone(),
                state,
                text,
                revision: entry.map_or(0, |entry| entry.revision),
                mark: entry.map(|entry| mark(&entry.stamp, people)),
            }
        })
        .collect()
}

/// The tickets that are, or were, part of the release.
fn tickets(release: &Release, people: &People) -> Vec<Ticket> {
    let all = (0..).map_while(|place| release.tickets.at(place));
    all.map(|attached| Ticket {
        name: attached.name.to_string(),
        title: safe(&attached.ticket.title),
        link: attached.ticket.link.as_deref().map(safe),
        status: attached.ticket.status.to_string(),
        is_attached: attached.ticket.release.is_some(),
        mark: mark(&attached.ticket.since, people),
    })
    .collect()
}

/// The texts that count in the end.
fn evidence(steps: &[Step]) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for step in steps {
        for answer in step.rounds.last().into_iter().flat_map(|round| &round.answers) {
            if let (Some(value), Some(mark)) = (&answer.value, &answer.given) {
                evidence.push(Evidence {
                    step: step.title.clone(),
                    title: answer.title.clone(),
                    value: value.clone(),
                    mark: mark.clone(),
                });
            }
        }
    }
    evidence
}

fn moment(entry: &Placed<ReleaseFact>, process: &Process, people: &People) -> Moment {
    let zone = process.service.zone;
    let window = |window: crate::domain::outage::Window| {
        format!("{} to {}", local(window.start, zone), local(window.end, zone))
    };
    let who = |id: &PersonId| {
        people
            .0
            .get(id)
            .cloned()
            .unwrap_or_else(|| format!("person {id}"))
    };
    let telling = Telling {
        time: &window,
        who: &who,
    };
    Moment {
        seq: entry.seq,
        kind: kind(&entry.recorded.fact),
        words: safe(&words(&entry.recorded.fact, process, &telling)),
        mark: mark_of(&entry.recorded.by, entry.recorded.at, people),
    }
}

/// A moment in the team's zone.
pub(super) fn local(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}
