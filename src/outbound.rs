//! Carries notices out by mail and by signed webhook, to those who are not on Discord.
//!
//! Started by the wiring. What leaves by one lane (an address, an endpoint) leaves in order, a task at a time; no lane
//! holds up another. What fails is tried again after a while that is on disk; the team is told once what is missing,
//! and once what became of it. It must not know Discord: what is said there is the courier's.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::error;

use crate::app::{App, Fault};
use crate::clock::{Alarm, Clock, Worker};
use crate::store::{Departure, NoticeState, Told};

mod compose;
pub mod delivery;
pub mod endpoint;
mod leave;
pub mod letter;
pub mod mail;

use endpoint::Endpoint;
use mail::Mailer;

/// How long something may fail before the team is told: a restart of a mail server, or its greylisting, is nobody's
/// business.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);

/// How long to wait, in real time, when the store failed.
const AFTER_A_FAULT: Duration = Duration::from_secs(1);

/// By which ways notices can leave.
#[derive(Default)]
pub struct Settings {
    /// By mail, when bot.toml has a mail server.
    pub mail: Option<mail::Settings>,
    /// By webhook, to these.
    pub endpoints: Vec<endpoint::Settings>,
}

impl Settings {
    /// What must be in no log.
    pub fn secrets(&self) -> Vec<SecretString> {
        let login = self.mail.as_ref().and_then(|mail| mail.login.as_ref());
        let password = login.map(|(_, password)| password.clone());
        let keys = self.endpoints.iter().flat_map(endpoint::Settings::secrets);
        password.into_iter().chain(keys).collect()
    }
}

/// Why notices cannot leave as bot.toml says.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// By mail.
    #[error(transparent)]
    Mail(#[from] mail::NotReady),
    /// By webhook.
    #[error(transparent)]
    Endpoint(#[from] endpoint::SettingsError),
}

/// Carries notices out.
#[derive(Clone)]
pub struct Outbound {
    shared: Arc<Shared>,
}

struct Shared {
    app: App,
    clock: Clock,
    mailer: Option<Mailer>,
    /// Endpoints by their names in bot.toml.
    endpoints: BTreeMap<String, Endpoint>,
    /// What the addresses of the page of outages begin with, when there is one.
    web: Option<Arc<str>>,
    /// Lanes that a task is serving.
    busy: Mutex<HashSet<String>>,
    alarm: Alarm,
    stop: CancellationToken,
}

impl Outbound {
    /// Gets ready to carry out what `app` knows; `web` is what the addresses of the page of outages begin with, `alarm`
    /// that of the worker it will be run with.
    ///
    /// # Errors
    /// [`NotReady`] when something cannot be set up as bot.toml says.
    pub fn new(
        app: App,
        clock: Clock,
        settings: Settings,
        web: Option<Arc<str>>,
        alarm: Alarm,
        stop: CancellationToken,
    ) -> Result<Self, NotReady> {
        let mut endpoints = BTreeMap::new();
        for settings in settings.endpoints {
            endpoints.insert(settings.name.clone(), Endpoint::new(settings)?);
        }
        let shared = Shared {
            app,
            clock,
            mailer: settings.mail.map(Mailer::new).transpose()?,
            endpoints,
            web,
            busy: Mutex::default(),
            alarm,
            stop,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Works until it is stopped; `tasks` holds what it starts.
    pub async fn run(self, mut worker: Worker, tasks: TaskTracker) {
        loop {
            let until = match self.look_around(&tasks).await {
                Ok(next) => next,
                Err(fault) => {
                    error!(%fault, "what leaves could not be read; it is kept and tried again");
                    Some(self.shared.clock.now() + TimeDelta::seconds(5))
                }
            };
            tokio::select! {
                () = worker.rest(until) => {}
                () = self.shared.stop.cancelled() => return,
            }
        }
    }

    /// Starts a task for the first of each lane that is due and served by nobody; gives when to look again.
    async fn look_around(&self, tasks: &TaskTracker) -> Result<Option<DateTime<Utc>>, Fault> {
        let now = self.shared.clock.now();
        // Taken before the queue is read: what is read of a lane whose task ends meanwhile may have left already.
        let busy = self.busy().clone();
        let mut tx = self.shared.app.store().read().await?;
        let waiting = tx.first_departures().await?;
        drop(tx);
        let mut next: Option<i64> = None;
        let mut is_calm = busy.is_empty();
        for departure in waiting {
            if busy.contains(&departure.notice.lane) {
                // The end of its task rings.
                continue;
            }
            if departure.notice.next_at <= now.timestamp_millis() {
                is_calm = false;
                self.serve(departure, tasks);
                continue;
            }
            let moments = [Some(departure.notice.next_at), tell_at(&departure)];
            let later = moments
                .into_iter()
                .flatten()
                .filter(|at| *at > now.timestamp_millis());
            next = next.into_iter().chain(later).min();
        }
        // In a burst the reasons are gathered first, so that one message names everybody who is missing.
        if is_calm {
            self.shared.app.tell_of_departures(now - PATIENCE).await?;
            if let Some(mailer) = &self.shared.mailer {
                mailer.hang_up().await;
            }
        }
        Ok(next.and_then(DateTime::from_timestamp_millis))
    }

    /// Starts a task for it; its lane has none. At a stop what is under way is finished, nothing is begun.
    fn serve(&self, departure: Departure, tasks: &TaskTracker) {
        let lane = departure.notice.lane.clone();
        if self.shared.stop.is_cancelled() {
            return;
        }
        self.busy().insert(lane.clone());
        let outbound = self.clone();
        // Taken here and not in the task: until it first runs nobody else would know that there is work.
        let busy = self.shared.clock.busy();
        tasks.spawn(async move {
            if let Err(fault) = outbound.leave(&departure).await {
                error!(%fault, notice = departure.notice.key, "a notice could not leave; it is kept");
                outbound.pause().await;
            }
            outbound.busy().remove(&lane);
            outbound.shared.alarm.ring();
            drop(busy);
        });
    }

    fn busy(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.shared.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "pacing when the store fails is in real time, not in people's"
    )]
    async fn pause(&self) {
        tokio::select! {
            () = tokio::time::sleep(AFTER_A_FAULT) => {}
            () = self.shared.stop.cancelled() => {}
        }
    }
}

/// When the team is to be told of it, if it goes on failing.
fn tell_at(departure: &Departure) -> Option<i64> {
    let is_untold = departure.told == Told::Nothing && departure.notice.state == NoticeState::Pending;
    let since = departure.failing_since.filter(|_| is_untold)?;
    Some(since + PATIENCE.num_milliseconds())
}
