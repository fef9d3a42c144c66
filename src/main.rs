//! Arguments, wiring, exit codes; no logic.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use gonogo::bot::{Bot, Plan};
use gonogo::clock::Clock;
use gonogo::discord::Line;
use gonogo::{playbook, sandbox};

/// A Discord bot that carries a team's release process.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts a Discord for this machine alone.
    Sandbox {
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:7070")]
        listen: SocketAddr,
        /// Starts the server alone, for any bot.
        #[arg(long)]
        no_bot: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter("info,serenity=error,tracing=warn")
        .init();
    let Command::Sandbox { listen, no_bot } = Arguments::parse().command;
    let clock = Clock::flowing();
    let settings = sandbox::Settings {
        listen,
        clock: clock.clone(),
        people: sandbox::default_people(),
        rate_limits: true,
        keep_history: true,
    };
    let sandbox = match sandbox::start(settings).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!("The sandbox could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut bot = None;
    if !no_bot {
        let plan = Plan {
            clock,
            store: "sqlite::memory:".to_owned(),
            playbooks: playbook::read_all(&playbook::shipped()).expect("the shipped playbooks are tested"),
            line: Line {
                token: sandbox.bot_token().into(),
                url: Some(sandbox.url()),
                message_content: true,
            },
            places: BTreeMap::new(),
            roles: BTreeMap::new(),
            guild: None,
        };
        let mut started = Bot::start(plan).await.expect("a memory store opens");
        started.ready().await.expect("the sandbox is there");
        bot = Some(started);
    }
    println!("Sandbox ready at {}", sandbox.url());
    let _ = tokio::signal::ctrl_c().await;
    if let Some(bot) = bot {
        bot.stop().await;
    }
    sandbox.stop().await;
    ExitCode::SUCCESS
}
