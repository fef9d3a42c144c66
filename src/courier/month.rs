//! The report of a month, drawn when it is said: it tells what the journal says then.

use std::collections::BTreeSet;

use crate::app::Fault;
use crate::domain::month::YearMonth;
use crate::domain::name::ServiceName;
use crate::store::Notice;
use crate::wording::month::Telling;

use super::Courier;
use super::obstacle::Obstacle;
use super::tell::Plan;

impl Courier {
    /// What a month was like, in the channel that the playbook names.
    pub(super) async fn plan_month(
        &self,
        notice: &Notice,
        month: YearMonth,
        channel: Option<&str>,
    ) -> Result<Plan, Fault> {
        let service = notice.stream.strip_prefix("service/").unwrap_or_default();
        let found = self
            .shared
            .app
            .find_month(&ServiceName::from(service), month)
            .await?;
        let Some(found) = found else {
            return Ok(Plan::Stuck(Obstacle::lost(
                "No playbook has its service any more",
            )));
        };
        let people: BTreeSet<_> = found.month.events.iter().filter_map(|e| e.who.clone()).collect();
        let people = self.called(people).await;
        let telling = Telling::new(&found, self.shared.directory.guild_id(), &people);
        Ok(self.at(channel.unwrap_or("releases"), telling.message()))
    }
}
