//! Cards that look different after a commit are wanted anew, in its transaction.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::app::load::{release_stream, service_stream};
use crate::app::{App, AppError};
use crate::domain::card::{self, CardKey, Home};
use crate::domain::fact::ServiceFact;
use crate::domain::name::ServiceName;
use crate::domain::outage::Outage;
use crate::domain::process::Service;
use crate::domain::release::Release;
use crate::domain::service::ServiceState;
use crate::store::{ReleaseFilter, Tx};

use super::{Act, OPEN_AT_ONCE, RELEASES};

impl App {
    /// The cards of outages of which something happened that they show are drawn again.
    pub(super) async fn keep_outages(
        &self,
        tx: &mut Tx,
        act: &Act<'_>,
        service: &ServiceName,
        facts: &[ServiceFact],
        after: &ServiceState,
    ) -> Result<(), AppError> {
        let touched: BTreeSet<i64> = facts
            .iter()
            .filter_map(|fact| match fact {
                ServiceFact::Outage { number, what } => card::shows(what).then_some(*number),
                _ => None,
            })
            .collect();
        for number in touched {
            let known = self.library().of_service(service);
            let (Some(outage), Some(process)) = (after.outages.get(&number), known.first()) else {
                continue;
            };
            if outage.about.release.is_none() {
                tx.save_outage(number, service.as_str()).await?;
            }
            want_outage_cards(tx, number, outage, &process.service, act.now).await?;
        }
        Ok(())
    }

    /// The cards of the open releases show what a service heard: they are drawn again.
    pub(super) async fn want_release_cards(
        &self,
        tx: &mut Tx,
        service: &ServiceName,
        now: DateTime<Utc>,
    ) -> Result<(), AppError> {
        let open = tx.releases(ReleaseFilter::Open, Some(service.as_str()), OPEN_AT_ONCE, 0);
        for row in open.await? {
            let (card, stream) = (
                CardKey::Release(row.number).to_string(),
                release_stream(row.number),
            );
            tx.want_card(&card, &stream, None, RELEASES, now.timestamp_millis())
                .await?;
        }
        Ok(())
    }
}

pub(super) fn is_on_release_cards(fact: &ServiceFact) -> bool {
    matches!(
        fact,
        ServiceFact::Reported { .. } | ServiceFact::VersionSet { .. }
    )
}

/// Whether a step of another release may be open, or shut, because of it.
pub(super) fn opens_or_shuts_steps(fact: &ServiceFact) -> bool {
    matches!(
        fact,
        ServiceFact::EnvironmentTaken { .. }
            | ServiceFact::EnvironmentFreed { .. }
            | ServiceFact::VersionSet { .. }
            | ServiceFact::VersionUnset { .. }
            | ServiceFact::Calendar { .. }
            // What waits for its planned day, or is passed on it by another, says so on its card.
            | ServiceFact::SlotProposed { .. }
            | ServiceFact::SlotMoved { .. }
            | ServiceFact::SlotSkipped { .. }
            | ServiceFact::NothingToRelease { .. }
            | ServiceFact::SlotReplaced { .. }
    )
}

/// The most releases of one service whose cards follow what happens to it.
const NEIGHBOURS: i64 = 50;

pub(super) async fn redraw_releases(
    tx: &mut Tx,
    service: &ServiceName,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let open = tx
        .releases(ReleaseFilter::Open, Some(service.as_str()), NEIGHBOURS, 0)
        .await?;
    for row in open {
        let (card, stream) = (
            CardKey::Release(row.number).to_string(),
            release_stream(row.number),
        );
        tx.want_card(&card, &stream, None, RELEASES, now.timestamp_millis())
            .await?;
    }
    Ok(())
}

pub(in crate::app) async fn want_outage_cards(
    tx: &mut Tx,
    number: i64,
    outage: &Outage,
    service: &Service,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let stream = service_stream(&service.name);
    for (card, place) in card::of_outage(number, outage, service) {
        let at = now.timestamp_millis();
        tx.want_card(&card.to_string(), &stream, None, &place, at).await?;
    }
    Ok(())
}

pub(in crate::app) async fn want_cards(
    tx: &mut Tx,
    before: Option<&Release>,
    after: &Release,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let stream = release_stream(after.number);
    let parent = CardKey::Release(after.number).to_string();
    for card in card::touched(before, after) {
        let (under, place) = match card::home(after, &card) {
            Home::Releases => (None, RELEASES.to_owned()),
            Home::Thread => (Some(parent.as_str()), RELEASES.to_owned()),
            Home::Side(channel) => (None, channel),
        };
        tx.want_card(&card.to_string(), &stream, under, &place, now.timestamp_millis())
            .await?;
    }
    Ok(())
}
