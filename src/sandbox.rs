//! A Discord for one machine: what Discord's servers do for a bot and for the people who use it.
//!
//! [`start`] opens a server on loopback that speaks Discord's REST routes and gateway well enough for any library, and
//! strictly enough to refuse what Discord refuses. People act through Discord's own client routes with tokens of their
//! own. It knows nobody else in this program but the [`Clock`], which it shares with the bot, so that both live in the
//! same time.
//!
//! In reading order: `people` who is there; `ids`, `permissions`, `mentions`, `shapes`, `limits`, `failure` the rules; `draft`,
//! `parts` messages as they come in and go out; `world` the state; `interactions` questions to the bot and their time
//! limits; `server` the lock around it all; `gateway` and `rest` the wire; `pace`, `faults`, `history`, `control` what
//! makes it a test bench; `assets` the page; `judge` reads afterwards what a history has to say.

mod assets;
mod control;
mod draft;
mod failure;
mod faults;
mod gateway;
mod history;
mod ids;
mod interactions;
pub mod judge;
mod limits;
mod mentions;
mod pace;
mod parts;
mod people;
mod permissions;
mod rest;
mod server;
mod shapes;
mod wire;
mod world;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
pub use people::default_people;
use server::Server;
use wire::{Cuttable, Scissors};
use world::{BOT_TOKEN, World, kind};

/// How long a stop waits for open connections to end by themselves.
const GOODBYE: Duration = Duration::from_millis(500);

/// How a sandbox is to be.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens; loopback only. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The time the sandbox lives in, shared with the bot.
    pub clock: Clock,
    /// Who is there besides the bot.
    pub people: Vec<Persona>,
    /// Whether haste is refused as Discord refuses it. The headers are there in any case.
    pub rate_limits: bool,
    /// Whether every exchange is kept for `/sandbox/history`.
    pub keep_history: bool,
}

/// A person one can act as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    /// Short and in lower case; the token is `person-` and the name.
    pub name: String,
    /// Names of roles, which are created from these.
    pub roles: Vec<String>,
}

/// A running sandbox. It stops when dropped; [`Sandbox::stop`] also waits for the end.
pub struct Sandbox {
    server: Arc<Server>,
    tasks: TaskTracker,
    address: SocketAddr,
}

/// Starts a sandbox.
///
/// # Errors
/// When the address is not on loopback, or cannot be listened on.
pub async fn start(settings: Settings) -> io::Result<Sandbox> {
    if !settings.listen.ip().is_loopback() {
        let refusal = "the sandbox listens on loopback only: anybody who reaches it can act as anybody";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, refusal));
    }
    let listener = TcpListener::bind(settings.listen).await?;
    let address = listener.local_addr()?;
    let keeper = settings.clock.worker();
    let world = World::found(
        settings.clock,
        keeper.alarm(),
        address.to_string(),
        &settings.people,
    );
    let server = Arc::new(Server::new(world, settings.rate_limits, settings.keep_history));
    let tasks = TaskTracker::new();
    spawn(&tasks, serve(server.clone(), listener));
    let reaper = server.clone();
    spawn(&tasks, async move { reaper.reap().await });
    let clockwork = server.clone();
    spawn(&tasks, async move { clockwork.keep_time(keeper).await });
    tasks.close();
    Ok(Sandbox {
        server,
        tasks,
        address,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox is a world of its own and waits for its own tasks"
)]
fn spawn(tasks: &TaskTracker, task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(tasks.track_future(task));
}

async fn serve(server: Arc<Server>, listener: TcpListener) {
    let stop = server.stop.clone();
    let app = Router::new()
        .fallback(rest::serve)
        .layer(DefaultBodyLimit::max(limits::REQUEST_BYTES))
        .with_state(server)
        .into_make_service_with_connect_info::<Scissors>();
    // Serving ends only with the stop; accepting never fails for good.
    let _ = axum::serve(Cuttable(listener), app)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await;
}

impl Sandbox {
    /// Where it is reached, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The bot's token.
    pub fn bot_token(&self) -> &str {
        BOT_TOKEN
    }

    /// The server's id.
    pub fn guild_id(&self) -> u64 {
        self.server.with(|hall| hall.world.guild.0)
    }

    /// The bot's application id; its user has the same.
    pub fn application_id(&self) -> u64 {
        self.server.with(|hall| hall.world.bot.0)
    }

    /// Adds text channels of these names, where there are none yet.
    pub fn add_channels<'n>(&self, names: impl IntoIterator<Item = &'n String>) {
        self.server.with(|hall| {
            for name in names {
                if !hall.world.channels.values().any(|channel| channel.name == *name) {
                    hall.world.add_channel(kind::TEXT, name, None);
                }
            }
        });
    }

    /// Says in which time zone the team of each service lives, as the service's title and the IANA name: the page shows
    /// what time it is there, and goes to a release day by it.
    pub fn show_zones(&self, zones: impl IntoIterator<Item = (String, String)>) {
        self.server.with(|hall| hall.zones = zones.into_iter().collect());
    }

    /// Severs every connection and waits for the end.
    pub async fn stop(self) {
        self.server.stop.cancel();
        // A connection in the middle of a request may take longer; it ends with the runtime.
        let _ = tokio::time::timeout(GOODBYE, self.tasks.wait()).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.stop.cancel();
    }
}
