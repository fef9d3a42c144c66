//! `/plan`: the weeks to come as a card, with the same as a picture; and its address for a calendar.

use std::sync::Arc;

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::domain::command::ServiceCommand;
use crate::domain::decide::Situation;
use crate::domain::forecast::{MOST_WEEKS, Outlook, forecast};
use crate::domain::process::{Process, Service};
use crate::raster;
use crate::web::feeds::new_address;
use crate::wording::answers::unknown_button;
use crate::wording::files::File;
use crate::wording::forecast::{Plan, card, feed, no_plan, picture};
use crate::wording::message::Message;
use crate::wording::press::{Press, mark_of_text};

use super::{Answered, Order};

/// For so many weeks when nothing is said.
const WEEKS: u32 = 8;

/// The most open releases that are looked at.
const MOST_OPEN: i64 = 500;

const NO_WEB: &str = "No calendars are served here: bot.toml has no [web]. `/plan` shows the days.";

impl Desk {
    pub(in crate::discord) async fn plan(
        &self,
        _order: &Order,
        service: Option<&str>,
        weeks: Option<&str>,
    ) -> Answered {
        // `!plan 12`: a number is no service.
        let is_number = |text: &str| text.trim().parse::<u32>().is_ok();
        let (service, weeks) = match (service, weeks) {
            (Some(number), None) if is_number(number) => (None, Some(number)),
            other => other,
        };
        let weeks = match weeks.map(str::trim) {
            None | Some("") => WEEKS,
            Some(text) => text
                .trim_end_matches(['w', 'W'])
                .parse()
                .ok()
                .filter(|weeks| (1..=MOST_WEEKS).contains(weeks))
                .ok_or("Give a number of weeks from 1 to 52, such as `8`.")?,
        };
        let (service, _) = self.service_and_state(service).await?;
        Ok(Reply::Private(self.draw_plan(&service, weeks).await?))
    }

    /// The press that asks for the plan as it is now.
    pub(in crate::discord) async fn plan_again(&self, press: Press) -> Answered {
        let service = self.service_by_mark(press.extra)?;
        let weeks = u32::try_from(press.item).unwrap_or(WEEKS).clamp(1, MOST_WEEKS);
        Ok(Reply::Redraw(self.draw_plan(&service, weeks).await?))
    }

    /// The press that asks for an address of the plan: only that person reads it.
    pub(in crate::discord) async fn plan_feed(&self, order: &Order, press: Press) -> Answered {
        let service = self.service_by_mark(press.extra)?;
        let Some(address) = &self.web else {
            return Err(NO_WEB.to_owned());
        };
        let new = new_address(address);
        let command = ServiceCommand::OpenFeed(new.digest.clone());
        let opened = self
            .app
            .handle_for_service(&order.key, &order.actor, &service.name, &command)
            .await;
        opened.map_err(|error| words_for(&error))?;
        Ok(Reply::Private(feed(&service, &new.plan)))
    }

    fn service_by_mark(&self, mark: i64) -> Result<Service, String> {
        let shelved = self.app.library().processes().iter();
        let mut services = shelved.map(|shelved| &shelved.process.service);
        let found = services.find(|s| i64::from(mark_of_text(s.name.as_str())) == mark);
        found.cloned().ok_or_else(unknown_button)
    }

    /// The plan of a service with its picture.
    pub(in crate::discord) async fn draw_plan(
        &self,
        service: &Service,
        weeks: u32,
    ) -> Result<Message, String> {
        if service.cadences.is_empty() {
            return Ok(no_plan(service));
        }
        let fault = |fault| words_for(&AppError::Fault(fault));
        let state = self.app.find_service(&service.name).await.map_err(fault)?;
        let mut open = self.app.open_releases(MOST_OPEN).await.map_err(fault)?;
        open.retain(|situation: &Situation| situation.release.process.service.name == service.name);
        let processes: Vec<Arc<Process>> = self.app.library().of_service(&service.name);
        let outlook = Outlook {
            now: self.app.now(),
            state: &state,
            processes: &processes,
            open: &open,
        };
        let days = forecast(&outlook, weeks);
        let plan = Plan {
            outlook,
            service,
            weeks,
            days: &days,
        };
        let drawing = picture::drawing(&plan);
        let message = card(&plan, self.web.is_some());
        let words = format!("The plan of {}, as the text above says it.", service.title);
        let stem = format!("plan-{}", service.name);
        let picture = drawn(drawing.clone()).await;
        let message = match picture {
            Some(png) => {
                let file = File::new(&format!("{stem}.png"), "image/png", png);
                message.with_file(file.described(&words))
            }
            None => message,
        };
        Ok(message.with_file(File::new(&format!("{stem}.svg"), "image/svg+xml", drawing)))
    }
}

/// Drawing takes some milliseconds, which are not taken from those who wait for something else.
async fn drawn(drawing: String) -> Option<Vec<u8>> {
    let drawn = tokio::task::spawn_blocking(move || raster::png(&drawing)).await;
    drawn.ok().flatten()
}
