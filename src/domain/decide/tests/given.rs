//! A desk with a service and its releases, and people who act on it.
//!
//! Whatever is decided is written as the journal writes it, read back and folded beside: after every act the fold
//! must equal what `decide` said would be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::agenda::{Timer, agenda, service_agenda};
use crate::domain::command::{At, Command, ServiceCommand};
use crate::domain::decide::{Decision, Situation, decide, decide_for_service};
use crate::domain::fact::{ItemPlace, Place, Recorded, ReleaseFact, ServiceFact, format};
use crate::domain::name::{EnvironmentName, PersonId, RoleName, StepName, Version};
use crate::domain::outage::Window;
use crate::domain::person::Actor;
use crate::domain::process::{AskKind, Process};
use crate::domain::refusal::Refusal;
use crate::domain::release::{ItemState, Release, StepState};
use crate::domain::service::ServiceState;
use crate::playbook;

mod acts;
pub(crate) mod chance;

pub(crate) const ANA: &str = "ana";
pub(crate) const BEN: &str = "ben";
pub(crate) const LOU: &str = "lou";
pub(crate) const VAL: &str = "val";
pub(crate) const VIC: &str = "vic";
/// Has two roles.
pub(crate) const MAX: &str = "max";
/// Has no role.
pub(crate) const ZOE: &str = "zoe";

pub(crate) const PEOPLE: [&str; 7] = [ANA, BEN, LOU, VAL, VIC, MAX, ZOE];

/// The person with the roles they have.
pub(crate) fn person(name: &str) -> Actor {
    let roles: &[&str] = match name {
        ANA | BEN => &["SRE team"],
        LOU => &["LT"],
        VAL | VIC => &["VLE Services"],
        MAX => &["SRE team", "VLE Services"],
        ZOE => &[],
        other => panic!("nobody is called {other}"),
    };
    let roles: BTreeSet<RoleName> = roles.iter().map(|r| RoleName::from(*r)).collect();
    Actor {
        id: PersonId::from(name),
        roles,
    }
}

/// What became of something asked.
pub(crate) type Said = Result<Vec<ReleaseFact>, Refusal>;

/// A service, its releases, and the hands of the clock.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) now: DateTime<Utc>,
    pub(crate) service: Arc<ServiceState>,
    /// The release that is spoken of.
    pub(crate) number: i64,
    processes: Vec<Arc<Process>>,
    journals: BTreeMap<i64, Journal>,
    folded_service: ServiceState,
}

#[derive(Clone)]
struct Journal {
    release: Arc<Release>,
    folded: Release,
    facts: Vec<Recorded<ReleaseFact>>,
}

impl Desk {
    /// MyPortfolio as it is shipped, on Tuesday 24 November 2026, 08:00 UTC (21:00 in Auckland).
    pub(crate) fn shipped() -> Self {
        let playbooks = playbook::read_all(&playbook::shipped()).expect("the shipped playbook is sound");
        Self::with(playbooks.into_iter().flat_map(|p| p.processes).collect())
    }

    /// A service by the words of a playbook.
    pub(crate) fn reading(text: &str) -> Self {
        let (name, text) = ("test.toml".to_owned(), text.to_owned());
        let playbook = playbook::read(&playbook::Source { name, text }).unwrap_or_else(|e| panic!("{e}"));
        Self::with(playbook.processes)
    }

    fn with(processes: Vec<Process>) -> Self {
        Self {
            now: "2026-11-24T08:00:00Z".parse().unwrap(),
            service: Arc::default(),
            number: 0,
            processes: processes.into_iter().map(Arc::new).collect(),
            journals: BTreeMap::new(),
            folded_service: ServiceState::default(),
        }
    }

    /// A process by other rules from now on.
    pub(crate) fn changes(&mut self, process: &str, change: impl FnOnce(&mut Process)) {
        let mut named = self.processes.iter_mut().filter(|p| p.name.as_str() == process);
        change(Arc::make_mut(named.next().expect("it is there")));
    }

    /// The same desk with a release that ana started.
    pub(crate) fn and_a(mut self, process: &str, version: &str) -> Self {
        self.starts(ANA, process, version).unwrap();
        self
    }

    pub(crate) fn process(&self, name: &str) -> Arc<Process> {
        let mut named = self.processes.iter().filter(|p| p.name.as_str() == name);
        named
            .next()
            .unwrap_or_else(|| panic!("no process {name}"))
            .clone()
    }

    pub(crate) fn numbers(&self) -> Vec<i64> {
        self.journals.keys().copied().collect()
    }

    pub(crate) fn facts(&self, number: i64) -> &[Recorded<ReleaseFact>] {
        &self.journals[&number].facts
    }

    pub(crate) fn release(&self) -> &Arc<Release> {
        &self.journals[&self.number].release
    }

    pub(crate) fn situation(&self) -> Situation {
        Situation {
            release: self.release().clone(),
            service: self.service.clone(),
        }
    }

    pub(crate) fn step(&self, name: &str) -> &StepState {
        let (_, _, state) = self
            .release()
            .find_step(&name.into())
            .unwrap_or_else(|| panic!("no step {name}"));
        state
    }

    pub(crate) fn is_complete(&self, step: &str) -> bool {
        self.step(step).completed.is_some()
    }

    /// The names of the steps whose turn it is.
    pub(crate) fn current(&self) -> Vec<&str> {
        self.release()
            .current()
            .map(|(_, s, _)| s.name.as_str())
            .collect()
    }

    pub(crate) fn item(&self, step: &str, item: &str) -> ItemState {
        let place = self.at_item(step, item).what;
        let state = self.release().find_item_state(&place);
        state.unwrap_or_else(|| panic!("no item {item}")).clone()
    }

    /// The version an environment runs.
    pub(crate) fn runs(&self, environment: &str) -> Option<&str> {
        let running = self.service.versions.get(&EnvironmentName::from(environment));
        running.map(|r| r.version.as_str())
    }

    /// The number of the release that holds an environment.
    pub(crate) fn holder(&self, environment: &str) -> Option<i64> {
        let holder = self.service.holders.get(&EnvironmentName::from(environment));
        holder.map(|h| h.release)
    }

    pub(crate) fn passes(&mut self, time: TimeDelta) {
        self.now += time;
    }

    pub(crate) fn clock_shows(&mut self, at: &str) {
        self.now = at.parse().unwrap();
    }

    /// A window that begins so many minutes from now and lasts so many.
    pub(crate) fn window(&self, minutes_from_now: i64, minutes: i64) -> Window {
        let start = self.now + TimeDelta::minutes(minutes_from_now);
        Window {
            start,
            end: start + TimeDelta::minutes(minutes),
        }
    }

    pub(crate) fn starts(&mut self, who: &str, process: &str, version: &str) -> Result<i64, Refusal> {
        let process = self.process(process);
        let number = i64::try_from(self.journals.len()).unwrap() + 1;
        let (version, digest) = (version.to_owned(), playbook::digest(&process));
        let command = ServiceCommand::Start {
            number,
            version,
            digest,
        };
        let facts = self.asks_service(&person(who), &process, &command)?;
        let facts: Vec<_> = facts
            .into_iter()
            .map(|f| self.recorded(&person(who), f))
            .collect();
        let release = Release::begin(process, &facts[0]).expect("a start begins");
        let journal = Journal {
            folded: release.clone(),
            release: Arc::new(release),
            facts,
        };
        self.journals.insert(number, journal);
        self.number = number;
        Ok(number)
    }

    /// Something is asked of the service; gives what begins a release.
    pub(crate) fn asks_service(
        &mut self,
        who: &Actor,
        process: &Process,
        command: &ServiceCommand,
    ) -> Result<Vec<ReleaseFact>, Refusal> {
        let decision = decide_for_service(self.now, &self.service, process, who, command)?;
        self.keep_service(who, decision.service_facts, Arc::new(decision.after));
        Ok(decision.release_facts)
    }

    /// Something is asked of the release that is spoken of.
    pub(crate) fn asks(&mut self, who: &Actor, command: &Command) -> Said {
        let before = self.situation();
        match decide(self.now, &before, who, command) {
            Ok(decision) => Ok(self.keep(who, decision)),
            Err(refusal) => {
                assert_eq!(self.situation(), before, "a refusal changes nothing");
                Err(refusal)
            }
        }
    }

    fn keep(&mut self, who: &Actor, decision: Decision) -> Vec<ReleaseFact> {
        let Decision {
            release_facts,
            service_facts,
            after,
        } = decision;
        let facts: Vec<_> = release_facts
            .iter()
            .map(|f| self.recorded(who, written_and_read(f)))
            .collect();
        let journal = self.journals.get_mut(&self.number).expect("it was started");
        facts.iter().for_each(|f| journal.folded.apply(f));
        assert_eq!(journal.folded, *after.release, "the fold of {release_facts:#?}");
        journal.release = after.release;
        journal.facts.extend(facts);
        self.keep_service(who, service_facts, after.service);
        release_facts
    }

    fn keep_service(&mut self, who: &Actor, facts: Vec<ServiceFact>, after: Arc<ServiceState>) {
        for fact in facts {
            let recorded = self.recorded(who, written_and_read(&fact));
            self.folded_service.apply(&recorded);
        }
        assert_eq!(self.folded_service, *after, "the fold of the service's facts");
        self.service = after;
    }

    fn recorded<F>(&self, who: &Actor, fact: F) -> Recorded<F> {
        let (at, by) = (self.now, who.id.clone());
        Recorded { at, by, fact }
    }

    pub(crate) fn due(&self) -> Vec<Timer> {
        agenda(self.release())
    }

    /// What is due for the service, by the process that keeps its waiting versions.
    pub(crate) fn due_for_service(&self) -> Vec<Timer> {
        service_agenda(&self.service, &self.process("mahara-minor"))
    }

    pub(crate) fn notes_available(&mut self, who: &str, version: &str, on: &str) -> Result<(), Refusal> {
        let process = self.process("mahara-minor");
        let (service, on) = (process.service.name.clone(), on.parse::<NaiveDate>().unwrap());
        let command = ServiceCommand::NoteAvailable {
            service,
            version: Version::from(version),
            on,
        };
        self.asks_service(&person(who), &process, &command).map(drop)
    }

    pub(crate) fn at_step(&self, step: &str) -> At<StepName> {
        At {
            round: self.step(step).round,
            what: step.into(),
        }
    }

    pub(crate) fn at_ask(&self, step: &str, ask: &str) -> At<Place> {
        let place = Place {
            step: step.into(),
            ask: ask.into(),
        };
        At {
            round: self.step(step).round,
            what: place,
        }
    }

    /// An item of the only checklist of a step.
    pub(crate) fn at_item(&self, step: &str, item: &str) -> At<ItemPlace> {
        let ask = self.ask_of(step, |kind| matches!(kind, AskKind::Checklist { .. }));
        let At { round, what } = self.at_ask(step, &ask);
        let what = ItemPlace {
            step: what.step,
            ask: what.ask,
            item: item.into(),
        };
        At { round, what }
    }

    /// The first ask of a step that is of a kind.
    pub(crate) fn ask_of(&self, step: &str, is_meant: impl Fn(&AskKind) -> bool) -> String {
        let (_, found, _) = self.release().find_step(&step.into()).expect("the step is there");
        let ask = found.asks.iter().find(|a| is_meant(&a.kind));
        ask.unwrap_or_else(|| panic!("{step} asks for no such thing"))
            .name
            .to_string()
    }
}

/// A fact through the form in which the journal keeps it.
fn written_and_read<F: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
    fact: &F,
) -> F {
    let (kind, body) = format::write(fact);
    let read = format::read(&kind, format::FORMAT, &body).expect("what is written can be read");
    assert_eq!(&read, fact);
    read
}
