//! The commands about the journal: `report`, `export`, `verify` and `rebuild`.
//!
//! Called by `main`. Each opens the database of bot.toml, or one that is named, and never makes a new one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::{App, Fault, Library, ShelvedProcess};
use crate::clock::Clock;
use crate::config;
use crate::playbook::{self, Playbook};
use crate::store::Store;

use super::{Ended, misconfigured};

pub mod export;
pub mod rebuild;
pub mod report;
pub mod verify;

/// Which database.
#[derive(Debug, clap::Args)]
pub struct Where {
    /// The configuration that names the database
    #[arg(long, value_name = "FILE", default_value = "bot.toml")]
    config: PathBuf,
    /// The database itself, such as sqlite:gonogo.db, instead of a configuration
    #[arg(long, value_name = "URL", conflicts_with = "config")]
    store: Option<String>,
}

impl Where {
    /// The database and the way through to it, with the processes of the configuration.
    async fn open(&self) -> Result<(Store, App), Ended> {
        let (url, playbooks) = match &self.store {
            Some(url) => (url.clone(), Vec::new()),
            None => {
                let config = config::load(&self.config).map_err(|error| misconfigured(&error))?;
                (config.store, config.playbooks)
            }
        };
        let path = url
            .strip_prefix("sqlite:")
            .map(|path| path.strip_prefix("//").unwrap_or(path));
        if let Some(path) = path.filter(|path| !Path::new(path).is_file()) {
            eprintln!(
                "There is no database at {path}. Name the one that the bot uses: --config FILE or --store URL."
            );
            return Err(Ended::Misconfigured);
        }
        let store = Store::open(&url).await.map_err(|error| {
            eprintln!("{error}");
            Ended::Failed
        })?;
        let clock = Clock::system();
        // Nobody works behind these: what is due and what is to be shown waits for the bot.
        let (scheduler, courier) = (clock.worker().alarm(), clock.worker().alarm());
        let app = App::new(store.clone(), clock, library(playbooks), scheduler, courier);
        Ok((store, app))
    }
}

impl Where {
    /// The server on Discord, where the configuration names one: without it there are no links to messages.
    fn guild(&self) -> Option<u64> {
        if self.store.is_some() {
            return None;
        }
        config::load(&self.config).ok()?.discord.guild
    }
}

fn library(playbooks: Vec<Playbook>) -> Library {
    let shelved = playbooks
        .into_iter()
        .flat_map(|p| p.processes)
        .map(|process| ShelvedProcess {
            digest: playbook::digest(&process),
            process: Arc::new(process),
        });
    Library::new(shelved.collect())
}

fn failed(fault: &Fault) -> Ended {
    eprintln!("{fault}");
    Ended::Failed
}

/// Prints a text; a reader that has seen enough and left is no failure.
fn print(text: &str) -> Ended {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => Ended::Well,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ended::Well,
        Err(error) => {
            eprintln!("the terminal takes no text: {error}");
            Ended::Failed
        }
    }
}
