//! `gonogo run`: the bot on Discord, until a signal or until Discord refuses it for good.

use std::path::PathBuf;
use std::sync::Arc;

use sd_notify::NotifyState;
use tracing::{error, info, warn};

use crate::bot::{Bot, Plan, StartError};
use crate::clock::Clock;
use crate::config::secrets::SecretError;
use crate::config::secrets::Secrets;
use crate::config::{self, Config, token};
use crate::discord::{Line, LineError};
use crate::log;
use crate::outbound;
use crate::store::StoreError;
use crate::webhooks;

use super::signals::Signals;
use super::{Ended, misconfigured};

/// How the bot is to work.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "bot.toml")]
    config: PathBuf,
    /// Another Discord than discord.com, before the one in the configuration: a sandbox
    #[arg(long, value_name = "URL")]
    discord_url: Option<String>,
}

/// Works until a signal, or until Discord refuses the bot for good.
pub async fn run(options: Options) -> Ended {
    let config = match config::load(&options.config) {
        Ok(config) => config,
        Err(error) => return misconfigured(&error),
    };
    let found = match token::find(config.discord.token_file.as_deref(), |name| {
        std::env::var_os(name)
    }) {
        Ok(found) => found,
        Err(error) => {
            eprintln!("{error}");
            return Ended::Misconfigured;
        }
    };
    let secrets = match secrets(&config) {
        Ok(secrets) => secrets,
        Err(error) => {
            eprintln!("{error}");
            return Ended::Misconfigured;
        }
    };
    let clock = Clock::system();
    let outbound = match leaving(&config, &clock) {
        Ok(outbound) => outbound,
        Err(error) => {
            eprintln!("{error}");
            return Ended::Misconfigured;
        }
    };
    let mut covered = secrets.all();
    covered.extend(outbound.secrets());
    covered.push(found.token.clone());
    log::open(config.log, covered);
    if let Some(warning) = &found.warning {
        warn!("{warning}");
    }
    for note in config.notes.to_string().lines() {
        info!("{note}");
    }
    let line = Line {
        token: found.token,
        url: options.discord_url.or_else(|| config.discord.url.clone()),
        message_content: config.discord.message_content,
    };
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            error!(%error, "signals cannot be heard");
            return Ended::Failed;
        }
    };
    match Bot::start(plan(clock, config, line, secrets, outbound)).await {
        Ok(bot) => work(bot, &mut signals).await,
        Err(error) => not_started(&error),
    }
}

/// What other systems sign with.
fn secrets(config: &Config) -> Result<Secrets, SecretError> {
    let places = config.webhooks.as_ref().map(|webhooks| &webhooks.secrets);
    places.map_or_else(
        || Ok(Secrets::default()),
        |places| Secrets::fetch(places, |name| std::env::var_os(name)),
    )
}

/// By which ways notices leave beside Discord.
fn leaving(config: &Config, clock: &Clock) -> Result<outbound::Settings, outbound::NotReady> {
    let variable = |name: &str| std::env::var_os(name);
    let mail = config.mail.as_ref();
    let mail = mail.map(|mail| outbound::mail::Settings::fetch(mail, variable));
    let endpoints = config.endpoints.iter();
    let endpoints = endpoints
        .map(|(name, plan)| outbound::endpoint::Settings::fetch(name, plan.clone(), clock.clone(), variable));
    Ok(outbound::Settings {
        mail: mail.transpose()?,
        endpoints: endpoints.collect::<Result<_, _>>()?,
    })
}

fn plan(clock: Clock, config: Config, line: Line, secrets: Secrets, outbound: outbound::Settings) -> Plan {
    Plan {
        clock,
        store: config.store,
        playbooks: config.playbooks,
        line,
        places: config.places,
        roles: config.roles,
        guild: config.discord.guild,
        webhooks: config.webhooks.map(|webhooks| webhooks::Settings {
            listen: webhooks.listen,
            secrets,
            people: webhooks.people,
        }),
        outbound,
        web: config.web,
    }
}

/// Says why the bot could not start.
pub(super) fn not_started(error: &StartError) -> Ended {
    error!("gonogo cannot start: {error}");
    match error {
        StartError::Store(StoreError::Address { .. } | StoreError::Unusable { .. })
        | StartError::Outbound(_) => Ended::Misconfigured,
        StartError::Store(_) | StartError::Tls(_) | StartError::Webhooks(..) | StartError::Web(..) => {
            Ended::Failed
        }
    }
}

/// Lets the bot work until a signal, or until the gateway is left for good; then stops it.
async fn work(mut bot: Bot, signals: &mut Signals) -> Ended {
    tell_supervisor(&[NotifyState::Status("waiting for Discord")]);
    let ended = tokio::select! {
        error = serve(&mut bot) => left(&error),
        signal = signals.next() => {
            info!("{signal}: stopping; what is under way is finished first, a second one ends it at once");
            Ended::Well
        }
    };
    stop(bot, signals, ended).await
}

async fn serve(bot: &mut Bot) -> Arc<LineError> {
    if let Err(error) = bot.ready().await {
        return error;
    }
    info!("ready");
    tell_supervisor(&[NotifyState::Ready, NotifyState::Status("connected to Discord")]);
    bot.left().await
}

/// Stops the bot; at the next signal without waiting for what is under way, which the next start takes up.
pub(super) async fn stop(bot: Bot, signals: &mut Signals, ended: Ended) -> Ended {
    tell_supervisor(&[NotifyState::Stopping]);
    tokio::select! {
        () = bot.stop() => {
            info!("stopped");
            ended
        }
        signal = signals.next() => {
            warn!("{signal}: stopped at once");
            Ended::Failed
        }
    }
}

/// Says why the gateway was left, and whether another start may help.
pub(super) fn left(error: &LineError) -> Ended {
    error!("{error}");
    match error {
        LineError::ServerLacks(_) => Ended::Misconfigured,
        LineError::BadToken | LineError::IntentRefused => Ended::Refused,
        LineError::NoGateway(_) | LineError::Failed(_) => Ended::Failed,
    }
}

/// Tells systemd, when it is there (sd_notify(3)).
fn tell_supervisor(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        warn!(%error, "systemd could not be told");
    }
}
