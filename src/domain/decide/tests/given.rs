//! A desk with a service and its releases, and people who act on it.
//!
//! Whatever is decided is written as the journal writes it, read back and folded beside: after every act the fold
//! must equal what `decide` said would be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::agenda::{Timer, agenda, agenda_after, service_agenda};
use crate::domain::command::{At, Command, ServiceCommand, Wish};
use crate::domain::decide::{Decision, Situation, decide, decide_for_service};
use crate::domain::fact::{ItemPlace, Place, Recorded, ReleaseFact, ServiceFact, format};
use crate::domain::name::{EnvironmentName, PersonId, RoleName, StepName, Version};
use crate::domain::notice::{Notice, service_notices};
use crate::domain::outage::Window;
use crate::domain::person::Actor;
use crate::domain::process::{AskKind, Process};
use crate::domain::refusal::Refusal;
use crate::domain::release::{ItemState, Release, StepState};
use crate::domain::service::ServiceState;
use crate::domain::ticket::{TicketAct, TicketCommand};
use crate::playbook;

mod acts;
mod cast;
pub(crate) mod chance;
mod looks;
mod whims;

pub(crate) use cast::every_service;

pub(crate) const ANA: &str = "ana";
pub(crate) const BEN: &str = "ben";
pub(crate) const LOU: &str = "lou";
pub(crate) const VAL: &str = "val";
pub(crate) const VIC: &str = "vic";
/// Has two roles.
pub(crate) const MAX: &str = "max";
/// The support's side of tickets, and a colleague.
pub(crate) const SUE: &str = "sue";
pub(crate) const SOL: &str = "sol";
/// The customer's side of tickets, and a colleague.
pub(crate) const EVE: &str = "eve";
pub(crate) const ELI: &str = "eli";
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
        SUE | SOL => &["Support Team"],
        EVE | ELI => &["Enterprise Customer"],
        ZOE => &[],
        other => return cast::of_roles(other),
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
    /// Who is there, when things happen by chance.
    cast: Vec<String>,
    journals: BTreeMap<i64, Journal>,
    folded_service: ServiceState,
    /// What happened to the service, in order.
    of_service: Vec<Recorded<ServiceFact>>,
    /// What was to be said because of what happened to the service, with the service as it then was.
    said_of_service: Vec<(Notice, ServiceState)>,
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
        let source = playbook::find_shipped("myportfolio").expect("it is shipped");
        let playbook = playbook::read(&source).expect("the shipped playbook is sound");
        Self::with(playbook.processes)
    }

    /// A service as it is shipped, at the same moment.
    pub(crate) fn shipped_as(name: &str) -> Self {
        let source = playbook::find_shipped(name).expect("it is shipped");
        let playbook = playbook::read(&source).expect("the shipped playbook is sound");
        Self::with(playbook.processes)
    }

    /// Its processes.
    pub(crate) fn processes(&self) -> &[Arc<Process>] {
        &self.processes
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
            cast: PEOPLE.map(str::to_owned).to_vec(),
            journals: BTreeMap::new(),
            folded_service: ServiceState::default(),
            of_service: Vec::new(),
            said_of_service: Vec::new(),
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
        self.starts_with(who, process, version, None, Wish::default())
    }

    /// As [`Desk::starts`], with a reason and what else some processes ask for.
    pub(crate) fn starts_with(
        &mut self,
        who: &str,
        process: &str,
        version: &str,
        reason: Option<&str>,
        wish: Wish,
    ) -> Result<i64, Refusal> {
        let process = self.process(process);
        let number = i64::try_from(self.journals.len()).unwrap() + 1;
        let (version, digest) = (version.to_owned(), playbook::digest(&process));
        let command = ServiceCommand::Start {
            process: process.name.clone(),
            number,
            version,
            digest,
            reason: reason.map(str::to_owned),
            wish,
        };
        let facts = self.asks_service(&person(who), &command)?;
        let facts: Vec<_> = facts
            .into_iter()
            .map(|f| self.recorded(&person(who), f))
            .collect();
        let mut release = Release::begin(process, &facts[0]).expect("a start begins");
        facts[1..].iter().for_each(|fact| release.apply(fact));
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
        command: &ServiceCommand,
    ) -> Result<Vec<ReleaseFact>, Refusal> {
        let decision = decide_for_service(self.now, &self.service, &self.processes, who, command)?;
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
        self.holds_the_agenda_of_all_against_that_of_some(&facts, &after);
        for fact in facts {
            let recorded = self.recorded(who, written_and_read(&fact));
            self.folded_service.apply(&recorded);
            self.of_service.push(recorded);
            let said = service_notices(&fact, self.now, &self.processes, &self.folded_service);
            let then = self.folded_service.clone();
            self.said_of_service
                .extend(said.into_iter().map(|notice| (notice, then.clone())));
        }
        assert_eq!(self.folded_service, *after, "the fold of the service's facts");
        self.service = after;
    }

    /// What is due after facts about slots is the same, whether all cadences are looked at or only those of the slots.
    fn holds_the_agenda_of_all_against_that_of_some(&self, facts: &[ServiceFact], after: &ServiceState) {
        if facts.iter().any(|fact| fact.slot().is_none()) {
            return;
        }
        let before = service_agenda(&self.service, &self.processes);
        let mut some = agenda_after(facts, &before, after, &self.processes);
        let mut all = service_agenda(after, &self.processes);
        some.sort_by(|a, b| a.key.cmp(&b.key));
        all.sort_by(|a, b| a.key.cmp(&b.key));
        assert_eq!(some, all, "after {facts:?}");
    }

    fn recorded<F>(&self, who: &Actor, fact: F) -> Recorded<F> {
        let (at, by) = (self.now, who.id.clone());
        Recorded { at, by, fact }
    }

    pub(crate) fn notes_available(&mut self, who: &str, version: &str, on: &str) -> Result<(), Refusal> {
        let command = ServiceCommand::NoteAvailable {
            version: Version::from(version),
            on: on.parse::<NaiveDate>().unwrap(),
        };
        self.asks_service(&person(who), &command).map(drop)
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
