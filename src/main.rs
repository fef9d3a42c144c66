//! Arguments and exit codes; no logic.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use gonogo::cli::{self, check, init, journal, playbook, rehearse, run, sandbox};

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
    /// Plays a playbook on a simulated clock, and prints every reminder, gate, handover and notice with its time
    Rehearse(rehearse::Options),
    /// Prints one release: who did what, when, on which version; as Markdown, or as JSON
    Report(journal::report::Options),
    /// Writes the whole journal as JSON lines, with the chain of hashes
    Export(journal::export::Options),
    /// Follows the chain of hashes, in the database or in an exported file, and names the first link that does not hold
    Verify(journal::verify::Options),
    /// Makes everything that follows from the journal anew: the list of releases, timers, cards to be drawn
    Rebuild(journal::rebuild::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Arguments::parse().command {
        Command::Sandbox(options) => sandbox::sandbox(options).await,
        Command::Run(options) => run::run(options).await,
        Command::Check(options) => check::check(&options),
        Command::Init(options) => init::init(&options),
        Command::Playbook(options) => playbook::playbook(&options),
        Command::Rehearse(options) => rehearse::rehearse(options).await,
        Command::Report(options) => journal::report::report(&options).await,
        Command::Export(options) => journal::export::export(&options).await,
        Command::Verify(options) => journal::verify::verify(&options).await,
        Command::Rebuild(options) => journal::rebuild::rebuild(&options).await,
    };
    ended.into()
}
