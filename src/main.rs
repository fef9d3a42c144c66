//! Arguments and exit codes; no logic.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use gonogo::cli::{self, check, init, playbook, run, sandbox};

/// A Discord bot that carries a team's release process.
#[derive(Parser)]
#[command(version, after_help = cli::EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Opens a Discord for this machine alone, with the bot in it: no account, no set-up
    Sandbox(sandbox::Options),
    /// Works on Discord
    Run(run::Options),
    /// Says everything that is wrong with bot.toml and playbooks, without Discord
    Check(check::Options),
    /// Asks five things, writes bot.toml and says how to invite the bot
    Init(init::Options),
    /// Playbooks: a new one, those there are, one to look at, one from a wiki page
    Playbook(playbook::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Arguments::parse().command {
        Command::Sandbox(options) => sandbox::sandbox(options).await,
        Command::Run(options) => run::run(options).await,
        Command::Check(options) => check::check(&options),
        Command::Init(options) => init::init(&options),
        Command::Playbook(options) => playbook::playbook(&options),
    };
    ended.into()
}
