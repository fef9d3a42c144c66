//! Planned days: what is known of one, and when its card is drawn again.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::card::CardKey;
use crate::domain::decide::Situation;
use crate::domain::diary::Slot;
use crate::domain::fact::ServiceFact;
use crate::domain::name::{CadenceName, ServiceName};
use crate::domain::process::{Process, Service};
use crate::domain::release_day::ReleaseDay;
use crate::domain::service::ServiceState;
use crate::store::Tx;

use super::commit::RELEASES;
use super::load::service_stream;
use super::{App, Fault};

/// A planned day with its service and its releases.
#[derive(Clone, Debug)]
pub struct FoundDay {
    /// The service as it is.
    pub state: Arc<ServiceState>,
    /// Its processes of today.
    pub processes: Vec<Arc<Process>>,
    /// The slot.
    pub slot: Slot,
    /// The releases that belong to the day.
    pub releases: Vec<Situation>,
}

impl FoundDay {
    /// The day; nothing when the playbook has no such cadence any more.
    pub fn day(&self) -> Option<ReleaseDay<'_>> {
        let service = &self.processes.first()?.service;
        ReleaseDay::of(&self.state, service, &self.slot)
    }

    /// The process by which it is released.
    pub fn process(&self) -> Option<&Process> {
        let wanted = &self.day()?.cadence.process;
        self.processes
            .iter()
            .find(|p| p.name == *wanted)
            .map(|process| &**process)
    }
}

impl App {
    /// A planned day of a service.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn find_release_day(&self, service: &ServiceName, slot: &Slot) -> Result<FoundDay, Fault> {
        let mut tx = self.shared.store.read().await?;
        let state = self.load_service(&mut tx, service).await?.state;
        let mut found = FoundDay {
            state,
            processes: self.library().of_service(service),
            slot: slot.clone(),
            releases: Vec::new(),
        };
        let numbers = found.day().map(|day| day.releases()).unwrap_or_default();
        for number in numbers {
            let loaded = self.load_in(&mut tx, number).await?;
            found.releases.extend(loaded.map(|loaded| loaded.situation));
        }
        Ok(found)
    }

    /// A release has its message, and with it a thread: the cards of its days link to that.
    ///
    /// # Errors
    /// As [`App::find`].
    pub(crate) async fn link_release(
        &self,
        tx: &mut Tx,
        number: i64,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let Some(loaded) = self.load_in(tx, number).await? else {
            return Ok(());
        };
        let Situation { release, service } = &loaded.situation;
        let name = &release.process.service.name;
        self.want_day_cards(tx, name, (service, service), &[], Some(number), now)
            .await
    }

    /// The cards of planned days look different after what happened to their service, or to a release of theirs.
    pub(super) async fn want_day_cards(
        &self,
        tx: &mut Tx,
        name: &ServiceName,
        (before, after): (&ServiceState, &ServiceState),
        facts: &[ServiceFact],
        release: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let known = self.library().of_service(name);
        let Some(process) = known.first() else {
            return Ok(());
        };
        for slot in touched(&process.service, (before, after), facts, release) {
            let key = CardKey::Day(name.clone(), slot).to_string();
            let at = now.timestamp_millis();
            tx.want_card(&key, &service_stream(name), None, RELEASES, at)
                .await?;
        }
        Ok(())
    }
}

/// The slots whose cards look different: those that are spoken of, and the latest of each cadence while something is
/// open.
fn touched(
    service: &Service,
    (before, after): (&ServiceState, &ServiceState),
    facts: &[ServiceFact],
    release: Option<i64>,
) -> Vec<Slot> {
    let has_card = |slot: &&Slot| {
        let day = ReleaseDay::of(after, service, slot);
        day.is_some_and(|day| day.was_proposed() || day.began().is_some())
    };
    let mut slots: Vec<Slot> = facts
        .iter()
        .filter_map(ServiceFact::slot)
        .filter(has_card)
        .cloned()
        .collect();
    for cadence in &service.cadences {
        let is_concerned = release.is_some() || facts.iter().any(|fact| is_on_days_of(fact, &cadence.name));
        if !is_concerned {
            continue;
        }
        let Some(day) = ReleaseDay::current(after, service, cadence) else {
            continue;
        };
        let was = ReleaseDay { state: before, ..day };
        let is_live = !day.is_done() || !was.is_done();
        let is_meant = match release {
            Some(number) => day.releases().contains(&number),
            None => is_live,
        };
        if is_meant {
            slots.push(day.slot());
        }
        let own = release.and_then(|number| after.diary(cadence).slot_of(number));
        slots.extend(own.map(|date| Slot {
            cadence: cadence.name.clone(),
            date,
        }));
        // The day before hands its list on.
        if !was.has_begun() {
            let date = cadence.before(day.date);
            let before = date.map(|date| Slot {
                cadence: cadence.name.clone(),
                date,
            });
            slots.extend(before.filter(|slot| has_card(&slot)));
        }
    }
    slots.sort();
    slots.dedup();
    slots
}

/// Whether the card of a day of that cadence may look different after it. A planned day is its cadence's alone; of a
/// hundred cadences, what happens to one slot concerns one.
fn is_on_days_of(fact: &ServiceFact, cadence: &CadenceName) -> bool {
    match fact {
        ServiceFact::Outage { .. }
        | ServiceFact::Subscribed { .. }
        | ServiceFact::Unsubscribed { .. }
        | ServiceFact::FeedOpened { .. }
        | ServiceFact::FeedClosed { .. }
        | ServiceFact::MonthReported { .. } => false,
        fact => fact.slot().is_none_or(|slot| slot.cadence == *cadence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_to_a_slot_concerns_the_days_of_its_cadence() {
        let date = "2026-11-24".parse().unwrap();
        let slot = Slot {
            cadence: CadenceName::from("weekly"),
            date,
        };
        let skipped = ServiceFact::SlotSkipped {
            slot,
            reason: "nobody is here".to_owned(),
        };
        assert!(is_on_days_of(&skipped, &CadenceName::from("weekly")));
        assert!(!is_on_days_of(&skipped, &CadenceName::from("monthly")));
        let feed = ServiceFact::FeedOpened {
            digest: "abc".to_owned(),
        };
        assert!(!is_on_days_of(&feed, &CadenceName::from("weekly")));
    }
}
