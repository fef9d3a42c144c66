//! The wiring: rooms put together into a running bot. Called by `main`, and by the stories.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, Library, ShelvedProcess};
use crate::calendars;
use crate::clock::Clock;
use crate::courier::{Courier, Directory, Wire};
use crate::discord::{self, Desk, Line, LineError};
use crate::domain::name::RoleName;
use crate::outbound::{self, Outbound};
use crate::playbook::{self, Playbook};
use crate::scheduler;
use crate::store::{Store, StoreError};
use crate::tls;
use crate::web::{self, Door};
use crate::webhooks;

/// How long a stop waits for what is under way.
const GRACE: Duration = Duration::from_secs(10);

/// What a bot is made of.
pub struct Plan {
    /// Its time.
    pub clock: Clock,
    /// Where its store is: `sqlite:…` or `postgres://…`.
    pub store: String,
    /// What can be released, and how.
    pub playbooks: Vec<Playbook>,
    /// The way to Discord.
    pub line: Line,
    /// Places of the configuration: `releases`, `outages` and others, each with a channel's name or id.
    pub places: BTreeMap<String, String>,
    /// Roles of the playbooks that have another name on Discord, with that name or an id.
    pub roles: BTreeMap<RoleName, String>,
    /// The server to work for; the first one that shows up when nothing is said.
    pub guild: Option<u64>,
    /// Where other systems report, when they do.
    pub webhooks: Option<webhooks::Settings>,
    /// By which ways notices leave beside Discord.
    pub outbound: outbound::Settings,
    /// Where the page of outages and the feeds are, when there are any.
    pub web: Option<web::Settings>,
}

/// Why a bot could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The place for webhooks cannot be listened at.
    #[error("webhooks cannot be heard at {0}: {1}. Another program may listen there; name another address")]
    Webhooks(SocketAddr, io::Error),
    /// Mail or an endpoint could not be set up as bot.toml says.
    #[error(transparent)]
    Outbound(#[from] outbound::NotReady),
    /// The place for the page of outages cannot be listened at.
    #[error(
        "the page of outages cannot be served at {0}: {1}. Another program may listen there; name another address"
    )]
    Web(SocketAddr, io::Error),
    /// The machine's TLS could not be set up.
    #[error("TLS could not be set up: {0}")]
    Tls(String),
}

/// A running bot.
pub struct Bot {
    app: App,
    store: Store,
    ready: watch::Receiver<bool>,
    left: watch::Receiver<Option<Arc<LineError>>>,
    webhooks: Option<SocketAddr>,
    web: Option<Arc<str>>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Bot {
    /// Opens the store and starts the loops; it is [`Bot::ready`] a moment later.
    ///
    /// # Errors
    /// [`StartError`] when the store cannot be opened.
    pub async fn start(plan: Plan) -> Result<Self, StartError> {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        // Beside the store, which takes as long: whoever first needs it waits for what is left.
        tasks.spawn_blocking(tls::warm_up);
        let store = Store::open(&plan.store).await?;
        let (scheduling, delivering, leaving) =
            (plan.clock.worker(), plan.clock.worker(), plan.clock.worker());
        let (scheduler_alarm, courier_alarm) = (scheduling.alarm(), delivering.alarm());
        let directory = Directory::new(
            places_of(&plan.playbooks, plan.places),
            roles_of(&plan.playbooks, plan.roles),
        );
        let wanted = calendars::wanted_by(&plan.playbooks);
        let reading = plan.clock.worker();
        let library = library(plan.playbooks);
        let clock = plan.clock;
        let app = App::new(
            store.clone(),
            clock.clone(),
            library,
            scheduler_alarm,
            courier_alarm.clone().and(&leaving.alarm()),
        );
        let door = match plan.web {
            Some(settings) => Some(open(settings).await?),
            None => None,
        };
        let web: Option<Arc<str>> = door.as_ref().map(|door| door.address().into());
        let outbound = Outbound::new(
            app.clone(),
            clock.clone(),
            plan.outbound,
            web.clone(),
            leaving.alarm(),
            stop.clone(),
        )?;
        if let Err(fault) = app.wind_up().await {
            // The timers of the last time are there; those of a new cadence come with the service's next fact.
            tracing::error!(%fault, "what is due for the services could not be written");
        }
        if let Err(fault) = app.look_at_open_cards().await {
            // They are drawn again with the next change.
            tracing::error!(%fault, "the cards of open releases could not be looked at");
        }
        let base = plan.line.url.as_deref().unwrap_or("https://discord.com");
        let wire = Wire::new(base, plan.line.token.clone(), clock.clone())
            .map_err(|e| StartError::Tls(e.to_string()))?;
        let reader = calendars::run(app.clone(), clock.clone(), wanted, reading, stop.clone());
        let courier = Courier::new(
            app.clone(),
            clock,
            wire,
            directory.clone(),
            courier_alarm,
            stop.clone(),
        );
        let courier_of_clocks = courier.clone();
        let desk = Desk::new(app.clone(), courier.clone(), directory, plan.guild).with_web(web.clone());
        let ready = desk.ready();
        let webhooks = match plan.webhooks {
            Some(settings) => Some(hear(settings, &app, &tasks, &stop).await?),
            None => None,
        };
        if let Some(door) = door {
            tasks.spawn(door.serve(app.clone(), stop.clone()));
        }
        tasks.spawn(scheduler::run(app.clone(), scheduling, stop.clone()));
        tasks.spawn(reader);
        tasks.spawn(courier.run(delivering, tasks.clone()));
        tasks.spawn(outbound.run(leaving, tasks.clone()));
        tasks.spawn(courier_of_clocks.watch_clocks(ready.clone()));
        let left = stay_connected(&tasks, stop.clone(), desk, plan.line);
        Ok(Self {
            app,
            store,
            ready,
            left,
            webhooks,
            web,
            stop,
            tasks,
        })
    }

    /// Waits until the server is known and the commands are registered; gives up when the gateway is left.
    ///
    /// # Errors
    /// Why the gateway was left.
    pub async fn ready(&mut self) -> Result<(), Arc<LineError>> {
        tokio::select! {
            ready = self.ready.wait_for(|ready| *ready) => {
                drop(ready);
                Ok(())
            }
            error = why(&mut self.left) => Err(error),
        }
    }

    /// The one way through to what it keeps.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Where webhooks are heard.
    pub fn webhooks(&self) -> Option<SocketAddr> {
        self.webhooks
    }

    /// What the addresses of the page of outages and of feeds begin with.
    pub fn web(&self) -> Option<&str> {
        self.web.as_deref()
    }

    /// Waits until the gateway is left for good, and tells why.
    pub async fn left(&mut self) -> Arc<LineError> {
        why(&mut self.left).await
    }

    /// Stops: nothing new is begun, what is under way is finished, the store is closed.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        // What does not end in time is taken up again at the next start: it is all in the store.
        let _ = tokio::time::timeout(GRACE, self.tasks.wait()).await;
        self.store.close().await;
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn why(left: &mut watch::Receiver<Option<Arc<LineError>>>) -> Arc<LineError> {
    let error = left.wait_for(Option::is_some).await.ok().and_then(|e| e.clone());
    match error {
        Some(error) => error,
        // The task that would tell is gone with the bot.
        None => std::future::pending().await,
    }
}

/// Opens the door for readers without Discord.
async fn open(settings: web::Settings) -> Result<Door, StartError> {
    let wished = settings.listen;
    let taken = |error| StartError::Web(wished, error);
    Door::open(settings).await.map_err(taken)
}

/// Begins to hear webhooks; gives where.
async fn hear(
    settings: webhooks::Settings,
    app: &App,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> Result<SocketAddr, StartError> {
    let wished = settings.listen;
    let taken = |error| StartError::Webhooks(wished, error);
    let listener = webhooks::listen(wished).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    tasks.spawn(webhooks::serve(
        listener,
        app.clone(),
        settings,
        tasks.clone(),
        stop.clone(),
    ));
    Ok(address)
}

fn stay_connected(
    tasks: &TaskTracker,
    stop: CancellationToken,
    desk: Desk,
    line: Line,
) -> watch::Receiver<Option<Arc<LineError>>> {
    let (tell, left) = watch::channel(None);
    tasks.spawn(async move {
        if let Err(error) = discord::stay(desk, line, stop).await {
            tell.send_replace(Some(Arc::new(error)));
        }
    });
    left
}

fn library(playbooks: Vec<Playbook>) -> Library {
    let processes = playbooks.into_iter().flat_map(|p| p.processes);
    let shelved = processes.map(|p| ShelvedProcess {
        digest: playbook::digest(&p),
        process: Arc::new(p),
    });
    Library::new(shelved.collect())
}

/// Every place that a playbook names is looked for under its own name, unless the configuration says another.
fn places_of(playbooks: &[Playbook], named: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let places = playbooks.iter().flat_map(Playbook::places);
    let mut all: BTreeMap<String, String> = places.map(|place| (place.clone(), place)).collect();
    all.extend(named);
    all
}

/// Every role that a playbook names is looked for under its own name, unless the configuration says another.
fn roles_of(playbooks: &[Playbook], named: BTreeMap<RoleName, String>) -> BTreeMap<RoleName, String> {
    let roles = playbooks.iter().flat_map(|p| &p.roles);
    let mut all: BTreeMap<RoleName, String> = roles.map(|r| (r.clone(), r.to_string())).collect();
    all.extend(named);
    all
}
