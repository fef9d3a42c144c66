//! `gonogo check`: everything that is wrong with bot.toml and playbooks, without Discord.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::playbook::{self, Source};

use super::{Ended, misconfigured, show};

/// What is to be checked.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// A bot.toml, with the playbooks it names, or playbooks; ./bot.toml when none is given
    files: Vec<PathBuf>,
}

/// Checks the files, or ./bot.toml.
pub fn check(options: &Options) -> Ended {
    let default = [PathBuf::from("bot.toml")];
    let files = match options.files.as_slice() {
        [] => &default,
        files => files,
    };
    let (mut playbooks, mut ended) = (Vec::new(), Ended::Well);
    for file in files {
        match fs::read_to_string(file) {
            Ok(text) if config::is_config(&text) || is_called_bot(file) => {
                if check_config(file) != Ended::Well {
                    ended = Ended::Misconfigured;
                }
            }
            Ok(text) => playbooks.push(Source {
                name: file.display().to_string(),
                text,
            }),
            Err(error) => {
                eprintln!(
                    "{} cannot be read: {error}. Name what to check: gonogo check FILE…",
                    file.display()
                );
                ended = Ended::Misconfigured;
            }
        }
    }
    if !playbooks.is_empty() && !check_playbooks(&playbooks) {
        ended = Ended::Misconfigured;
    }
    ended
}

/// An empty bot.toml has no key that would tell what it is.
fn is_called_bot(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "bot.toml")
}

fn check_config(file: &Path) -> Ended {
    match config::load(file) {
        Ok(config) => {
            println!("{}: ready.", file.display());
            for line in summary(&config) {
                println!("  {line}");
            }
            if !config.notes.is_empty() {
                show(&config.notes);
            }
            Ended::Well
        }
        Err(error) => misconfigured(&error),
    }
}

fn summary(config: &Config) -> Vec<String> {
    let playbooks = config.playbooks.iter().map(|playbook| {
        let count = playbook.processes.len();
        let processes = if count == 1 { "process" } else { "processes" };
        format!("{}: {count} {processes}", playbook.service.title)
    });
    let places = config
        .places
        .iter()
        .map(|(place, channel)| format!("{place}: #{channel}"));
    let mail = config.mail.iter();
    let mail = mail.map(|mail| format!("mail: by {}:{}, from {}", mail.host, mail.port, mail.from));
    playbooks.chain(places).chain(mail).collect()
}

fn check_playbooks(sources: &[Source]) -> bool {
    let (report, is_well) = playbook::check(sources, &|path| fs::read_to_string(path));
    if is_well {
        print!("{report}");
    } else {
        eprint!("{report}");
    }
    is_well
}
