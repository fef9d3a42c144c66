//! Feeds of a service under addresses that nobody guesses: 32 random bytes, of which only the digest is kept. Whoever
//! was given an address can close it; then it is as if it had never been.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::app::Fault;
use crate::domain::forecast::Outlook;
use crate::wording::public::{Feed, Readers, Shown, calendar, feed, plan_calendar};

use super::answer::Answer;
use super::{Known, Web, answered};

/// The most open releases that are looked at for a plan.
const MOST_OPEN: i64 = 500;

/// A new feed: its addresses, which are shown once and kept nowhere, and what is kept of them.
#[derive(Clone, PartialEq, Eq)]
pub struct NewFeed {
    /// The calendar's address, for calendar programs.
    pub calendar: String,
    /// The feed's address, for feed readers.
    pub atom: String,
    /// The address of the release days, for calendar programs.
    pub plan: String,
    /// What the service keeps: [`crate::domain::command::ServiceCommand::OpenFeed`] takes it.
    pub digest: String,
}

/// A new feed below `address`, which is what [`super::Door::address`] gives.
pub fn new_address(address: &str) -> NewFeed {
    let secret: [u8; 32] = rand::random();
    let token = URL_SAFE_NO_PAD.encode(secret);
    let address = address.trim_end_matches('/');
    NewFeed {
        calendar: format!("{address}/feeds/{token}/outages.ics"),
        atom: format!("{address}/feeds/{token}/outages.atom"),
        plan: format!("{address}/feeds/{token}/plan.ics"),
        digest: digest_of(&token),
    }
}

fn digest_of(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// The service whose feed has that secret, with the time since when it has.
struct Opened {
    known: Known,
    since: DateTime<Utc>,
}

impl Web {
    /// Looks in every service, whether it was found or not: an address that is closed takes as long as one that never
    /// was, and as one that is open.
    async fn find_feed(&self, token: &str) -> Result<Option<Opened>, Fault> {
        let digest = digest_of(token);
        let mut found = None;
        for known in self.services().await? {
            if let Some(since) = known.state.feeds.get(&digest).map(|stamp| stamp.at) {
                found = Some(Opened { known, since });
            }
        }
        Ok(found)
    }

    async fn calendar(&self, token: &str) -> Result<Answer, Fault> {
        let Some(Opened { known, since }) = self.find_feed(token).await? else {
            return Ok(Answer::nothing());
        };
        let now = self.app.now();
        let shown: Vec<Shown<'_>> = known.shown(Readers::Invited).collect();
        let text = calendar(&known.service().title, &shown, now);
        let changed = self.changed(&shown, now).max(since);
        Ok(Answer::secret("text/calendar; charset=utf-8", text).changed(changed, now))
    }

    async fn plan(&self, token: &str) -> Result<Answer, Fault> {
        let Some(Opened { known, .. }) = self.find_feed(token).await? else {
            return Ok(Answer::nothing());
        };
        let mut open = self.app.open_releases(MOST_OPEN).await?;
        open.retain(|situation| situation.release.process.service.name == known.service().name);
        let processes = self.app.library().of_service(&known.service().name);
        let outlook = Outlook {
            now: self.app.now(),
            state: &known.state,
            processes: &processes,
            open: &open,
        };
        let text = plan_calendar(known.service(), &outlook);
        Ok(Answer::secret("text/calendar; charset=utf-8", text))
    }

    async fn feed(&self, token: &str) -> Result<Answer, Fault> {
        let Some(Opened { known, since }) = self.find_feed(token).await? else {
            return Ok(Answer::nothing());
        };
        let now = self.app.now();
        let shown: Vec<Shown<'_>> = known.shown(Readers::Invited).collect();
        let address = format!("{}/feeds/{token}/outages.atom", self.address);
        let page = format!("{}/outages/{}", self.address, known.service().name);
        let about = Feed {
            service: known.service(),
            address: &address,
            page: known.is_public().then_some(page.as_str()),
            opened: since,
        };
        let changed = self.changed(&shown, now).max(since);
        Ok(Answer::secret("application/atom+xml; charset=utf-8", feed(&about, &shown)).changed(changed, now))
    }
}

pub(super) async fn calendar_of(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    answered(web.calendar(&token).await, &headers)
}

pub(super) async fn plan_of(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    answered(web.plan(&token).await, &headers)
}

pub(super) async fn feed_of(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    answered(web.feed(&token).await, &headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_new_each_time_and_only_its_digest_is_kept() {
        let (one, other) = (
            new_address("https://outages.example.org/"),
            new_address("https://outages.example.org"),
        );
        assert_ne!(one.calendar, other.calendar);
        assert_ne!(one.digest, other.digest);
        let rest = one
            .calendar
            .strip_prefix("https://outages.example.org/feeds/")
            .unwrap();
        let token = rest.strip_suffix("/outages.ics").unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(token).unwrap().len(), 32);
        assert_eq!(one.atom, one.calendar.replace(".ics", ".atom"));
        assert_eq!(one.digest, digest_of(token));
        assert!(!one.digest.contains(token));
    }
}
