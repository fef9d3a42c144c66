//! From the journal of a release to its report: every fact once, every round of every step.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::fact::{Placed, ReleaseFact};
use crate::domain::name::PersonId;
use crate::domain::person::Stamp;
use crate::domain::process::Process;
use crate::domain::record::Content;
use crate::domain::release::{self, Ending, Release};
use crate::veil::Veil;

use super::facts::{Telling, kind, step_title, words};
use super::shape::{
    Blocker, Chain, Course, Evidence, Mark, Moment, Named, Note, Outage, Override, Report, Section, Setback,
    Step, Ticket, Window,
};
use super::{FORMAT, People};

mod steps;

use steps::steps;

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
