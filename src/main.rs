//! Arguments, wiring, exit codes; no logic.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use gonogo::clock::Clock;
use gonogo::sandbox;

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
        /// Does not refuse haste, and keeps no history.
        #[arg(long, hide = true)]
        bench: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Sandbox {
        listen,
        no_bot: _,
        bench,
    } = Arguments::parse().command;
    let settings = sandbox::Settings {
        listen,
        clock: Clock::flowing(),
        people: sandbox::default_people(),
        rate_limits: !bench,
        keep_history: !bench,
    };
    match sandbox::start(settings).await {
        Ok(sandbox) => {
            println!("{} (bot token: {})", sandbox.url(), sandbox.bot_token());
            // Without a signal handler there is nothing to do but to run until killed.
            let _ = tokio::signal::ctrl_c().await;
            sandbox.stop().await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("The sandbox could not start: {error}");
            ExitCode::FAILURE
        }
    }
}
