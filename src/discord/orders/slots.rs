//! The planned days, what went around them, and versions that wait for one.

use chrono::NaiveDate;

use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::wording::message::Message;
use crate::wording::plan;

impl Desk {
    /// The slots of a service, with what became of them.
    pub(in crate::discord) async fn slots(&self, service: Option<&str>) -> Answered {
        let (service, state) = self.service_and_state(service).await?;
        Ok(Reply::Private(plan::slots(&service, &state, self.app.now())))
    }

    /// What was short-circuited in the last months.
    pub(in crate::discord) async fn short_circuits(
        &self,
        service: Option<&str>,
        months: Option<&str>,
    ) -> Answered {
        // `!report short-circuits 6`: a number is no service.
        let (service, months) = match (service, months) {
            (Some(number), None) if number.trim().parse::<u32>().is_ok() => (None, Some(number)),
            other => other,
        };
        let months = match months.map(str::trim) {
            None | Some("") => 6,
            Some(text) => text
                .parse()
                .ok()
                .filter(|months| (1..=120).contains(months))
                .ok_or("Give a number of months from 1 to 120, such as `6`.")?,
        };
        let (service, state) = self.service_and_state(service).await?;
        let report = plan::short_circuits(&service, &state, months, self.app.now());
        Ok(Reply::Private(report))
    }

    pub(in crate::discord) async fn available(
        &self,
        order: &Order,
        service: Option<&str>,
        version: Option<&str>,
        on: Option<&str>,
    ) -> Answered {
        let (Some(service), Some(version)) = (service, version) else {
            return Err(
                "Please name the service and the version, such as `!release available myportfolio 22.04.3`."
                    .to_owned(),
            );
        };
        let service = self.find_service(service, &self.app.library().services())?;
        let on = on.map(|d| {
            d.trim()
                .parse::<NaiveDate>()
                .map_err(|_| "Please write the day as 2026-11-24.".to_owned())
        });
        let on = on.transpose()?;
        let processes = self.app.library().of_service(&service.as_str().into());
        let Some((process, reminder)) = processes
            .iter()
            .find_map(|p| p.availability.as_ref().map(|reminder| (p, reminder)))
        else {
            return Err("No process of this service calls waiting versions to mind.".to_owned());
        };
        let noted = self
            .app
            .note_available(&order.key, &order.actor, &process.service, version, on)
            .await;
        let on = noted.map_err(|e| words_for(&e))?;
        let title = &process.service.title;
        let version = crate::wording::text::quote(version, 40);
        let every = reminder.every_days;
        let every = crate::wording::text::count(every.into(), "day");
        let words = format!(
            "Noted: {title} {version} is available since {on}. Every {every} I remind of it until it is deployed."
        );
        Ok(Reply::Private(Message::plain(words)))
    }
}
