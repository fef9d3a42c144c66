//! `gonogo sandbox`: a Discord for this machine alone, with the bot in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::bot::{Bot, Plan};
use crate::clock::Clock;
use crate::config::{self, Log};
use crate::discord::{Line, LineError};
use crate::domain::name::RoleName;
use crate::log;
use crate::outbound;
use crate::playbook::{self, Playbook};
use crate::sandbox::{self, Sandbox, Settings};
use crate::tls;
use crate::web;

use super::data::Data;
use super::signals::Signals;
use super::{Ended, misconfigured, run};

mod judge;
mod people;

/// How the sandbox is to be.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Where it listens, on this machine; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7070")]
    listen: SocketAddr,
    /// Takes playbooks, channels and roles from here; without it, what comes with gonogo
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Keeps the bot's database in this folder; without it, it goes away at the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Starts the server alone, for a bot of your own
    #[arg(long)]
    no_bot: bool,
    /// The time it starts at, such as 2026-11-24T08:00:00Z; without it, now
    #[arg(long, value_name = "RFC3339")]
    time: Option<DateTime<Utc>>,
    /// Opens nothing: reads a history (`curl …/sandbox/history > FILE`, or `-` for a pipe) and says what Discord would not have let pass
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "data", "no_bot", "time"])]
    judge: Option<PathBuf>,
    /// Refuses no haste and keeps no history, so that speed can be measured
    #[arg(long, hide = true)]
    no_limits: bool,
}

/// What the sandbox takes from a configuration.
struct Scene {
    playbooks: Vec<Playbook>,
    places: BTreeMap<String, String>,
    roles: BTreeMap<RoleName, String>,
    log: Log,
}

/// Opens a sandbox until a signal.
pub async fn sandbox(options: Options) -> Ended {
    if let Some(file) = &options.judge {
        return judge::judge(file);
    }
    if !options.no_bot {
        // While the playbooks are read: both take a while.
        tokio::task::spawn_blocking(tls::warm_up);
    }
    let scene = match set(&options) {
        Ok(scene) => scene,
        Err(ended) => return ended,
    };
    let clock = Clock::flowing();
    if let Some(time) = options.time {
        clock.set(time).expect("a flowing clock can be set");
    }
    let settings = Settings {
        listen: options.listen,
        clock: clock.clone(),
        people: people::for_roles(&scene.playbooks, &scene.roles),
        rate_limits: !options.no_limits,
        keep_history: !options.no_limits,
    };
    let (sandbox, mut signals) = match open(settings).await {
        Ok(opened) => opened,
        Err(error) => {
            eprintln!("{}", not_opened(options.listen, &error));
            return Ended::Failed;
        }
    };
    log::open(scene.log, vec![sandbox.bot_token().into()]);
    sandbox.add_channels(&channels_of(&scene.playbooks, &scene.places));
    sandbox.show_zones(zones_of(&scene.playbooks));
    let ended = if options.no_bot {
        println!("Sandbox ready at {}", sandbox.url());
        println!(
            "No bot is in it. To start one: GONOGO_TOKEN={} gonogo run --discord-url {}",
            sandbox.bot_token(),
            sandbox.url()
        );
        signals.next().await;
        Ended::Well
    } else {
        with_bot(&options, scene, clock, &sandbox, &mut signals).await
    };
    sandbox.stop().await;
    ended
}

/// Reads what the sandbox takes from a configuration; ids of another server mean nothing here.
fn set(options: &Options) -> Result<Scene, Ended> {
    let Some(path) = &options.config else {
        let mut sources = playbook::shipped();
        sources.push(playbook::tour());
        return Ok(Scene {
            playbooks: playbook::read_all(&sources).expect("the playbooks that come with gonogo are tested"),
            places: BTreeMap::new(),
            roles: BTreeMap::new(),
            log: Log::default(),
        });
    };
    let config = config::load(path).map_err(|error| misconfigured(&error))?;
    let is_id = |name: &str| name.parse::<u64>().is_ok();
    let places = config.places.into_iter().map(|(place, channel)| {
        let channel = if is_id(&channel) { place.clone() } else { channel };
        (place, channel)
    });
    Ok(Scene {
        places: places.collect(),
        roles: config
            .roles
            .into_iter()
            .filter(|(_, name)| !is_id(name))
            .collect(),
        playbooks: config.playbooks,
        log: config.log,
    })
}

/// The channels that the playbooks post to: a place has the channel of the configuration, or one of its own name.
fn channels_of(playbooks: &[Playbook], places: &BTreeMap<String, String>) -> BTreeSet<String> {
    let named = playbooks.iter().flat_map(Playbook::places);
    let of_playbooks = named.map(|place| places.get(&place).cloned().unwrap_or(place));
    of_playbooks.chain(places.values().cloned()).collect()
}

/// Where the team of each service lives, by the service's title.
fn zones_of(playbooks: &[Playbook]) -> impl Iterator<Item = (String, String)> {
    let services = playbooks.iter().map(|playbook| &playbook.service);
    services.map(|service| (service.title.clone(), service.zone.to_string()))
}

async fn open(settings: Settings) -> io::Result<(Sandbox, Signals)> {
    let signals = Signals::listen()?;
    Ok((sandbox::start(settings).await?, signals))
}

fn not_opened(listen: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "The sandbox could not start: another program listens at {listen}, perhaps another sandbox. Stop that one, \
             or take a free port: gonogo sandbox --listen 127.0.0.1:0"
        ),
        io::ErrorKind::PermissionDenied => format!(
            "The sandbox could not start: it may not listen at {listen}. Ports below 1024 need special rights; take \
             another: gonogo sandbox --listen 127.0.0.1:7070"
        ),
        _ => format!("The sandbox could not start at {listen}: {error}"),
    }
}

async fn with_bot(
    options: &Options,
    scene: Scene,
    clock: Clock,
    sandbox: &Sandbox,
    signals: &mut Signals,
) -> Ended {
    let data = match &options.data {
        Some(folder) => Data::kept(folder),
        None => Data::fresh(),
    };
    let data = match data {
        Ok(data) => data,
        Err(error) => {
            eprintln!("The folder for the database cannot be made: {error}");
            return Ended::Failed;
        }
    };
    let plan = Plan {
        clock,
        store: data.store(),
        playbooks: scene.playbooks,
        line: Line {
            token: sandbox.bot_token().into(),
            url: Some(sandbox.url()),
            message_content: true,
        },
        places: scene.places,
        roles: scene.roles,
        guild: None,
        webhooks: None,
        // Nobody outside hears of what is only rehearsed.
        outbound: outbound::Settings::default(),
        // A free port: several sandboxes may be open.
        web: Some(web::Settings {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
        }),
    };
    match Bot::start(plan).await {
        Ok(bot) => work(bot, sandbox, signals).await,
        Err(error) => run::not_started(&error),
    }
}

async fn work(mut bot: Bot, sandbox: &Sandbox, signals: &mut Signals) -> Ended {
    let ended = tokio::select! {
        error = serve(&mut bot, sandbox) => run::left(&error),
        _ = signals.next() => Ended::Well,
    };
    run::stop(bot, signals, ended).await
}

async fn serve(bot: &mut Bot, sandbox: &Sandbox) -> Arc<LineError> {
    if let Err(error) = bot.ready().await {
        return error;
    }
    println!("Sandbox ready at {}", sandbox.url());
    println!("Open it in a browser. Ctrl-C ends it.");
    if let Some(web) = bot.web() {
        println!("What anybody may read of outages: {web}/outages");
    }
    bot.left().await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sandbox without a configuration has every channel that the shipped playbooks post to.
    #[test]
    fn every_place_of_a_playbook_has_a_channel() {
        let playbooks = playbook::read_all(&playbook::shipped()).unwrap();
        let all = channels_of(&playbooks, &BTreeMap::new());
        for place in ["releases", "outages", "customer"] {
            assert!(all.contains(place), "{place} is missing in {all:?}");
        }
        let renamed = BTreeMap::from([("customer".to_owned(), "acme".to_owned())]);
        let all = channels_of(&playbooks, &renamed);
        assert!(all.contains("acme") && !all.contains("customer"), "{all:?}");
    }
}
