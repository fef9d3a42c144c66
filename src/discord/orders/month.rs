//! `/report month`: what a month of a service was like.

use std::collections::BTreeSet;

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::domain::month::YearMonth;
use crate::domain::name::ServiceName;
use crate::wording::month::{Telling, no_month, unknown_month};

use super::Answered;

impl Desk {
    /// The report of a month: the last whole one when nothing is said.
    pub(in crate::discord) async fn month(&self, service: Option<&str>, month: Option<&str>) -> Answered {
        // `!report month 2026-11`: a month is no service.
        let (service, month) = match (service, month) {
            (Some(text), None) if text.trim().parse::<YearMonth>().is_ok() => (None, Some(text)),
            other => other,
        };
        let (service, state) = self.service_and_state(service).await?;
        let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&service.zone).date_naive();
        let now = YearMonth::of(day(self.app.now()));
        let began = state.began.map(|at| YearMonth::of(day(at)));
        let wanted = match month.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => text.parse().map_err(|_| no_month(text, now.before()))?,
            // In the first month there is no whole one yet.
            None => began.map_or(now.before(), |began| now.before().max(began)),
        };
        if began.is_none_or(|began| wanted < began) || wanted > now {
            return Err(unknown_month(&service, wanted, began, now));
        }
        let found = self.app.find_month(&service.name, wanted).await;
        let found = found.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        let found = found.ok_or("No playbook is loaded.")?;
        let people: BTreeSet<_> = found.month.events.iter().filter_map(|e| e.who.clone()).collect();
        let people = self.courier.called(people).await;
        let telling = Telling::new(&found, self.directory.guild_id(), &people);
        Ok(Reply::Private(telling.message()))
    }

    /// The months of which something is known, the newest first.
    pub(in crate::discord) async fn known_months(&self, service: &str) -> Vec<YearMonth> {
        let Some(shelved) = self.app.library().processes_of(service).next() else {
            return Vec::new();
        };
        let zone = shelved.process.service.zone;
        let Ok(state) = self.app.find_service(&ServiceName::from(service)).await else {
            return Vec::new();
        };
        let Some(began) = state.began else {
            return Vec::new();
        };
        let first = YearMonth::of(began.with_timezone(&zone).date_naive());
        let now = YearMonth::of(self.app.now().with_timezone(&zone).date_naive());
        std::iter::successors(Some(now), |month| Some(month.before()))
            .take_while(|month| *month >= first)
            .take(120)
            .collect()
    }
}
