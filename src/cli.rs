//! What the commands of the command line do, each to its exit code.
//!
//! Called by `main` alone. It brings configuration, token, log and bot together; what the bot does is not known here.

use std::io::IsTerminal;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::toml_reader::Problems;

pub mod check;
mod data;
pub mod init;
pub mod journal;
pub mod playbook;
pub mod rehearse;
pub mod run;
pub mod sandbox;
mod signals;

/// The exit codes, as `--help` shows them.
pub const EXIT_CODES: &str = "\
Exit codes:
  0   ended as asked
  1   failed, or ended at once by a second signal
  2   an argument, bot.toml or a playbook must be changed
  78  Discord refused the token or an intent; starting again will not help";

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// As asked.
    Well,
    /// Something broke.
    Failed,
    /// An argument, bot.toml or a playbook must be changed first.
    Misconfigured,
    /// Discord refused the token or an intent. 78 is `EX_CONFIG` of sysexits.h, which no supervisor starts again.
    Refused,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        Self::from(match ended {
            Ended::Well => 0,
            Ended::Failed => 1,
            Ended::Misconfigured => 2,
            Ended::Refused => 78,
        })
    }
}

/// Shows what is wrong with a configuration.
fn misconfigured(error: &ConfigError) -> Ended {
    match error {
        ConfigError::Unreadable { .. } => eprintln!("{error}"),
        ConfigError::Wrong(problems) => show(problems),
    }
    Ended::Misconfigured
}

/// Shows problems, in colour on a terminal.
fn show(problems: &Problems) {
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    eprintln!("{}", problems.render(color));
}
