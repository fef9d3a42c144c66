//! Gateway in: commands and presses become commands of the domain, and their outcome becomes an answer.
//!
//! serenity holds the gateway, poise reads the commands; both stay in this room. Answers go out through the courier's
//! wire, after the commit. Authority is what the roles in this very press say; `decide` judges it.

use std::sync::Arc;

use futures_util::FutureExt as _;
use poise::serenity_prelude as serenity;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::app::App;
use crate::courier::directory::Missing;
use crate::courier::{Courier, Directory};
use crate::tls::{self, NoTls};

mod answer;
mod attached;
mod buttons;
mod commands;
mod events;
mod heard;
mod orders;
mod reconnect;
mod text;
mod typed;

pub use attached::Attached;
pub use reconnect::stay;

/// The close code that ends a session for good.
const CLOSED: u16 = 1000;

/// What the handlers of this room work with.
#[derive(Clone)]
pub struct Desk {
    pub(crate) app: App,
    pub(crate) courier: Courier,
    pub(crate) directory: Directory,
    /// Whether the server is known and the commands are registered.
    ready: watch::Sender<bool>,
    /// What bot.toml names and the server does not have, found at the start.
    misfits: watch::Sender<Vec<Missing>>,
    /// The server to work for; the first one that shows up when nothing is said.
    guild: Option<u64>,
    /// What was typed into forms that were not taken.
    typed: typed::TypedBefore,
    /// What was read and not begun.
    heard: heard::Heard,
    /// What the addresses of the page of outages and of feeds begin with, when they are served.
    pub(crate) web: Option<Arc<str>>,
}

/// How to reach Discord.
#[derive(Clone)]
pub struct Line {
    /// The bot's token.
    pub token: SecretString,
    /// Another Discord than discord.com: a sandbox.
    pub url: Option<String>,
    /// Whether `!` commands are read, which takes the privileged intent MESSAGE_CONTENT.
    pub message_content: bool,
}

/// Why the gateway was left.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// Discord refused the token.
    #[error("Discord refused the token; get a new one on the developer portal under Bot, Reset Token")]
    BadToken,
    /// Discord refused an intent.
    #[error(
        "Discord refused the intent MESSAGE_CONTENT; allow it on the developer portal under Bot, Privileged Gateway \
         Intents, or set `message_content = false` in bot.toml and use / commands"
    )]
    IntentRefused,
    /// The server does not have what bot.toml names.
    #[error("{}", in_lines(.0))]
    ServerLacks(Vec<Missing>),
    /// The gateway library would have gone elsewhere than it was told.
    #[error("the gateway's address could not be had from {0}; is it a Discord, and does it run?")]
    NoGateway(String),
    /// Anything else, in the words of the library without its addresses.
    #[error("the gateway failed: {0}")]
    Failed(String),
}

impl LineError {
    /// Whether trying again cannot help, because Discord refuses this bot.
    pub fn is_final(&self) -> bool {
        match self {
            Self::BadToken | Self::IntentRefused | Self::ServerLacks(_) => true,
            Self::NoGateway(_) | Self::Failed(_) => false,
        }
    }
}

impl Desk {
    /// A desk; nothing is ready yet.
    pub fn new(app: App, courier: Courier, directory: Directory, guild: Option<u64>) -> Self {
        Self {
            app,
            courier,
            directory,
            ready: watch::Sender::new(false),
            misfits: watch::Sender::new(Vec::new()),
            guild,
            typed: typed::TypedBefore::default(),
            heard: heard::Heard::default(),
            web: None,
        }
    }

    /// With what the addresses of the page of outages and of feeds begin with.
    #[must_use]
    pub fn with_web(mut self, web: Option<Arc<str>>) -> Self {
        self.web = web;
        self
    }

    /// Turns true when the server is known and the commands are registered.
    pub fn ready(&self) -> watch::Receiver<bool> {
        self.ready.subscribe()
    }
}

/// Connects and works until `stop`, or until the gateway is left for good.
///
/// # Errors
/// [`LineError`], each with the fix in its words.
async fn run(desk: Desk, line: Line, stop: CancellationToken) -> Result<(), LineError> {
    let base = line
        .url
        .clone()
        .unwrap_or_else(|| "https://discord.com".to_owned());
    let mut misfits = desk.misfits.subscribe();
    let mut client = client(desk, &line, &base).await?;
    // When the address cannot be had the library falls back to Discord's own, and would take the token there.
    let address = client.ws_url.lock().await.clone();
    if line.url.is_some() && address.contains("discord.gg") {
        return Err(LineError::NoGateway(base));
    }
    // The library's tasks outlive its client: they are told to end, or a stopped bot would go on answering.
    let shards = client.shard_manager.clone();
    tokio::select! {
        ended = client.start() => ended.map_err(|e| told_apart(&e)),
        lacks = misfits_of(&mut misfits) => {
            hang_up(&shards).await;
            Err(LineError::ServerLacks(lacks))
        }
        () = stop.cancelled() => {
            hang_up(&shards).await;
            Ok(())
        }
    }
}

/// Ends every connection.
async fn hang_up(shards: &serenity::ShardManager) {
    const NO_SHARD: serenity::ShardId = serenity::ShardId(u32::MAX);
    // When Discord refuses a session, the library's reader of it asks for its own end and waits for that, in vain, for five
    // seconds: the old connection stays open and unread beside the new one that is being begun, and what both bring counts
    // once by its key. Then it leaves word of an end behind all the same. Its shutdown would take that for the end
    // it waits for, and forget the connection before it was told. Asking for the end of nothing takes the word away, at
    // once where there is one.
    let _ = shards.shutdown(NO_SHARD, CLOSED).now_or_never();
    shards.shutdown_all().await;
}

fn http_client() -> Result<reqwest::Client, NoTls> {
    let client = tls::client()?.timeout(std::time::Duration::from_secs(10));
    Ok(client.tcp_nodelay(true).build()?)
}

async fn client(desk: Desk, line: &Line, base: &str) -> Result<serenity::Client, LineError> {
    let mut intents = serenity::GatewayIntents::GUILDS | serenity::GatewayIntents::GUILD_MESSAGES;
    if line.message_content {
        intents |= serenity::GatewayIntents::MESSAGE_CONTENT;
    } else {
        warn!(
            "message_content is off: `!` commands are read only where I am named; / commands and buttons work"
        );
    }
    let http = http_client().map_err(|e| LineError::Failed(e.to_string()))?;
    let mut http = serenity::HttpBuilder::new(line.token.expose_secret())
        .client(http)
        .ratelimiter_disabled(true)
        .default_allowed_mentions(serenity::CreateAllowedMentions::new());
    if line.url.is_some() {
        http = http.proxy(base);
    }
    let mut options = commands::options();
    options.event_handler = |framework, event| {
        Box::pin(async move {
            let desk: Arc<Desk> = framework.user_data().await.clone();
            let _busy = desk.heard.begun(event);
            if let serenity::FullEvent::Ready { .. } = event {
                desk.heard.listen(&framework.serenity_context.shard, &desk.app);
            }
            if desk.courier.is_stopped() {
                ends_late(framework.serenity_context, event);
            } else {
                events::handle(&desk, event).await;
            }
            Ok(())
        })
    };
    let framework = poise::Framework::builder()
        .options(options)
        .initialize_owners(false);
    // Whatever can fail happens outside: a set-up that fails leaves the library waiting for ever.
    let framework = framework
        .setup(move |_, _, _| Box::pin(async move { Ok(Arc::new(desk)) }))
        .build();
    let client = serenity::ClientBuilder::new_with_http(http.build(), intents)
        .framework(framework)
        .await;
    client.map_err(|e| told_apart(&e))
}

/// A connection that the library was about to begin when everything was told to end: it ends as soon as it is there.
fn ends_late(connection: &serenity::Context, event: &serenity::FullEvent) {
    if matches!(event, serenity::FullEvent::Ready { .. }) {
        let end = serenity::ShardRunnerMessage::Shutdown(connection.shard_id, CLOSED);
        connection.shard.send_to_shard(end);
    }
}

/// The library's errors may hold addresses with tokens in them: only what is known to be harmless is passed on.
fn told_apart(error: &serenity::Error) -> LineError {
    use serenity::GatewayError;
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => LineError::BadToken,
        serenity::Error::Gateway(
            GatewayError::DisallowedGatewayIntents | GatewayError::InvalidGatewayIntents,
        ) => LineError::IntentRefused,
        serenity::Error::Gateway(other) => LineError::Failed(other.to_string()),
        serenity::Error::Http(http)
            if http.status_code() == Some(serenity::http::StatusCode::UNAUTHORIZED) =>
        {
            LineError::BadToken
        }
        serenity::Error::Http(_) => LineError::Failed("an HTTP request failed".to_owned()),
        _ => LineError::Failed("the connection could not be kept".to_owned()),
    }
}

/// Waits until something is missing, which may never be.
async fn misfits_of(misfits: &mut watch::Receiver<Vec<Missing>>) -> Vec<Missing> {
    let found = misfits
        .wait_for(|lacks| !lacks.is_empty())
        .await
        .map(|lacks| lacks.clone());
    match found {
        Ok(lacks) => lacks,
        Err(_) => std::future::pending().await,
    }
}

fn in_lines(missing: &[Missing]) -> String {
    let lines: Vec<String> = missing.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Logs a fault once, under a short reference that the person sees too.
fn reference(what: &str, error: &dyn std::fmt::Display) -> String {
    let reference = format!("{:04X}", rand::random::<u16>());
    error!(reference, %error, "{what} failed");
    reference
}
