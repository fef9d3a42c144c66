//! What it costs to decide: `cargo bench --bench core`.
//!
//! A release with 50, 500 and 5,000 facts is folded from them and one more press is decided on it, for the shipped
//! minor release. Printed are the median and the slowest of many runs; how they grow is the point. Then the report of a
//! month with a thousand releases.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use gonogo::domain::command::{At, Command, ServiceCommand, Wish};
use gonogo::domain::decide::{Situation, decide, decide_for_service};
use gonogo::domain::fact::{ItemPlace, Place, Recorded, ReleaseFact};
use gonogo::domain::name::PersonId;
use gonogo::domain::person::Actor;
use gonogo::domain::process::Process;
use gonogo::domain::release::Release;
use gonogo::domain::service::ServiceState;
use gonogo::playbook;

#[path = "core/month.rs"]
mod month;

/// How often each size is measured.
const RUNS: usize = 200;

fn main() {
    println!("facts | fold, median | fold + decide, median | fold + decide, slowest");
    for facts in [50, 500, 5_000] {
        let life = Life::of(facts);
        let (mut folds, mut all) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let began = Instant::now();
            let release = black_box(life.fold());
            folds.push(began.elapsed());
            black_box(life.decide_on(release));
            all.push(began.elapsed());
        }
        folds.sort();
        all.sort();
        let slowest = all[RUNS - 1];
        println!(
            "{facts:>5} | {} | {} | {}",
            micros(folds[RUNS / 2]),
            micros(all[RUNS / 2]),
            micros(slowest)
        );
    }
    month::measure();
}

fn micros(span: Duration) -> String {
    format!("{:.1} µs", span.as_secs_f64() * 1e6)
}

/// A release by the journal, and the press that comes next.
struct Life {
    process: Arc<Process>,
    service: Arc<ServiceState>,
    facts: Vec<Recorded<ReleaseFact>>,
    now: DateTime<Utc>,
    actor: Actor,
}

impl Life {
    /// A life with so many facts: somebody ticks and unticks for ever.
    fn of(facts: usize) -> Self {
        let mut life = Self::begun();
        let release = Arc::new(life.fold());
        let mut situation = Situation {
            release,
            service: life.service.clone(),
        };
        life.does(
            &mut situation,
            &Command::Give(at("prepare-image", "image"), "r1".to_owned()),
        );
        life.does(
            &mut situation,
            &Command::Confirm(at("deploy-pre-prod", "deployed")),
        );
        let mut is_ticked = false;
        while life.facts.len() < facts {
            is_ticked = !is_ticked;
            let command = if is_ticked {
                Command::PassItem(item())
            } else {
                Command::ReopenItem(item())
            };
            life.does(&mut situation, &command);
        }
        life.facts.truncate(facts);
        life
    }

    fn begun() -> Self {
        let playbooks = playbook::read_all(&playbook::shipped()).expect("the shipped playbooks are sound");
        let processes: Vec<Arc<Process>> = playbooks
            .into_iter()
            .flat_map(|p| p.processes)
            .filter(|p| p.service.name.as_str() == "myportfolio")
            .map(Arc::new)
            .collect();
        let process = processes
            .iter()
            .find(|p| p.name.as_str() == "mahara-minor")
            .expect("it is shipped")
            .clone();
        let now = "2026-11-24T08:00:00Z".parse().expect("a time");
        let actor = Actor {
            id: PersonId::from("ana"),
            roles: BTreeSet::from(["SRE team".into()]),
        };
        let start = ServiceCommand::Start {
            process: process.name.clone(),
            number: 1,
            version: "22.04.2".to_owned(),
            digest: playbook::digest(&process),
            reason: None,
            wish: Wish::default(),
        };
        let decision = decide_for_service(now, &ServiceState::default(), &processes, &actor, &start)
            .expect("nothing forbids a start");
        let facts = decision.release_facts.into_iter();
        let recorded = |fact| Recorded {
            at: now,
            by: actor.id.clone(),
            fact,
        };
        Self {
            facts: facts.map(recorded).collect(),
            process,
            service: Arc::new(decision.after),
            now,
            actor,
        }
    }

    fn does(&mut self, situation: &mut Situation, command: &Command) {
        self.now += TimeDelta::seconds(1);
        let decision = decide(self.now, situation, &self.actor, command).expect("it may be done");
        let (at, by) = (self.now, self.actor.id.clone());
        let facts = decision.release_facts.into_iter();
        self.facts.extend(facts.map(|fact| Recorded {
            at,
            by: by.clone(),
            fact,
        }));
        *situation = decision.after;
    }

    fn fold(&self) -> Release {
        let mut facts = self.facts.iter();
        let first = facts.next().expect("a release begins");
        let mut release = Release::begin(self.process.clone(), first).expect("it begins with a start");
        facts.for_each(|fact| release.apply(fact));
        release
    }

    fn decide_on(&self, release: Release) -> usize {
        let situation = Situation {
            release: Arc::new(release),
            service: self.service.clone(),
        };
        let command = Command::PassItems(
            at("smoke-pre-prod", "smoke"),
            vec!["log-in".into(), "share".into()],
        );
        let decision = decide(self.now, &situation, &self.actor, &command).expect("two items are open");
        decision.release_facts.len()
    }
}

fn at(step: &str, ask: &str) -> At<Place> {
    At {
        round: 1,
        what: Place {
            step: step.into(),
            ask: ask.into(),
        },
    }
}

fn item() -> At<ItemPlace> {
    At {
        round: 1,
        what: ItemPlace {
            step: "smoke-pre-prod".into(),
            ask: "smoke".into(),
            item: "home".into(),
        },
    }
}
