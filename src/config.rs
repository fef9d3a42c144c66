//! The configuration: bot.toml to a [`Config`], or every reason why not, each with its place and a way out.
//!
//! Read at the start of the bot and by `gonogo check`. It reads files through a function that it is given, so that
//! everything but that is pure; the token is looked for apart, by [`token`]. It starts nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use toml::de::DeTable;

use crate::domain::name::{PersonId, RoleName, ServiceName};
use crate::domain::report::System;
use crate::playbook::{self, Playbook, ReadFile};
use crate::toml_reader::{Findings, Problems, Source, Table, parse};
use crate::veil::Veil;
use crate::web::Settings as Web;

pub mod endpoints;
mod keys;
pub mod mail;
mod place;
mod references;
pub mod secrets;
pub mod token;
mod web;
mod webhooks;

use endpoints::Endpoint;
use secrets::Place;

/// The commented example; `gonogo init` fills it in.
pub const EXAMPLE: &str = include_str!("../bot.toml.example");

/// What bot.toml says, with the playbooks it names.
#[derive(Clone, Debug)]
pub struct Config {
    /// How Discord is reached.
    pub discord: Discord,
    /// The channel of each place, by name or id.
    pub places: BTreeMap<String, String>,
    /// Roles of the playbooks that have another name on Discord, with that name or an id.
    pub roles: BTreeMap<RoleName, String>,
    /// Where the store is, `sqlite:…` with a whole path or `postgres://…`.
    pub store: String,
    /// What can be released, and how.
    pub playbooks: Vec<Playbook>,
    /// What is logged, and how.
    pub log: Log,
    /// Where other systems report, when they do.
    pub webhooks: Option<Webhooks>,
    /// Where the page of outages and the feeds are, when there are any.
    pub web: Option<Web>,
    /// Who outside of Discord can be told by webhook, by the names that playbooks use.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// How mail goes out, when it does.
    pub mail: Option<mail::Mail>,
    /// What is worth knowing and stops nobody.
    pub notes: Problems,
}

/// Where other systems report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhooks {
    /// Where gonogo listens.
    pub listen: SocketAddr,
    /// Where the secret of a service and a system is.
    pub secrets: BTreeMap<(ServiceName, System), Place>,
    /// People on Discord, by what the systems call them, in lower-case letters.
    pub people: BTreeMap<String, PersonId>,
}

/// How Discord is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discord {
    /// The file that holds the bot's token.
    pub token_file: Option<PathBuf>,
    /// The server to work for; the first one that shows up when nothing is said.
    pub guild: Option<u64>,
    /// Whether `!` commands are read.
    pub message_content: bool,
    /// Another Discord than discord.com.
    pub url: Option<String>,
}

/// What is logged, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Log {
    /// For people or for machines.
    pub format: Format,
    /// How much the bot says of itself.
    pub level: Level,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// How much the bot says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What failed.
    Error,
    /// And what may need somebody.
    Warn,
    /// And what happens.
    Info,
    /// And how.
    Debug,
    /// And everything else.
    Trace,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: Format::Human,
            level: Level::Info,
        }
    }
}

/// Reads the configuration and the playbooks it names; paths in it begin at `folder`.
///
/// # Errors
/// Everything that is wrong with it and with its playbooks.
pub fn read(source: &Source, folder: &Path, file: ReadFile<'_>) -> Result<Config, Problems> {
    let mut found = Findings::default();
    let tree = parse(&source.text, &mut found);
    // What is wrong is shown with its line, and a line may hold a token, a password or a secret. In the veiled text
    // every byte has the same place.
    let written_here = tree
        .as_ref()
        .map_or_else(Vec::new, |tree| written_secrets(tree.get_ref()));
    let veiled = Source {
        name: source.name.clone(),
        text: Veil::over(written_here)
            .cover(&source.text, |length| "*".repeat(length))
            .into_owned(),
    };
    let Some(tree) = tree else {
        return Err(found.into_problems(&veiled));
    };
    let mut root = Table::new(tree.get_ref(), 0..0, "bot.toml");
    keys::refuse_token(&mut root, &mut found);
    let discord = keys::read_discord(&mut root, folder, &mut found);
    let log = keys::read_log(&mut root, &mut found);
    let store = keys::read_store(&mut root, folder, &mut found);
    let named = references::read_playbooks(&mut root, folder, file, &mut found);
    let all_are_found = !named.is_empty() && named.iter().all(Option::is_some);
    let playbooks = playbook::read_all_beside(&named.into_iter().flatten().collect::<Vec<_>>(), file);
    // While one is missing nobody knows what places and roles it has.
    let known = playbooks.as_deref().ok().filter(|_| all_are_found);
    let places = references::read_places(&mut root, known, &mut found);
    let roles = references::read_roles(&mut root, known, &mut found);
    let webhooks = webhooks::read_webhooks(&mut root, folder, known, &mut found);
    let heard = webhooks.as_ref().map(|webhooks| webhooks.listen);
    let web = web::read_web(&mut root, heard, &mut found);
    let mail = mail::read_mail(&mut root, folder, &mut found);
    let endpoints = endpoints::read_endpoints(&mut root, folder, known, &mut found);
    root.finish(&mut found);
    let is_well = !found.hold_errors();
    let mut notes = found.into_problems(&veiled);
    match playbooks {
        Ok(playbooks) if is_well => {
            for playbook in &playbooks {
                notes.extend(playbook.notes.clone());
            }
            Ok(Config {
                discord,
                places,
                roles,
                store,
                playbooks,
                log,
                webhooks,
                web,
                mail,
                endpoints,
                notes,
            })
        }
        Ok(_) => Err(notes),
        Err(problems) => {
            notes.extend(problems);
            Err(notes)
        }
    }
}

/// Secrets that stand in the configuration itself, where they do not belong: they are not shown along with that.
fn written_secrets(root: &DeTable<'_>) -> Vec<SecretString> {
    let mut written = webhooks::written_secrets(root);
    written.extend(endpoints::written_secrets(root));
    written.extend(mail::written_password(root));
    written
}

/// Why a configuration could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("{path} cannot be read: {reason}. {fix}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        reason: io::Error,
        /// What to do, as a sentence.
        fix: &'static str,
    },
    /// Something in it must be changed.
    #[error("{0}")]
    Wrong(Problems),
}

/// Reads the configuration in a file.
///
/// # Errors
/// [`ConfigError`], each with the fix.
pub fn load(path: &Path) -> Result<Config, ConfigError> {
    let text = fs::read_to_string(path).map_err(|reason| ConfigError::Unreadable {
        path: path.display().to_string(),
        fix: match reason.kind() {
            io::ErrorKind::NotFound => "Write one with `gonogo init`, or name yours with `--config FILE`.",
            _ => "Name another with `--config FILE`, or let the user that gonogo runs as read it.",
        },
        reason,
    })?;
    let source = Source {
        name: path.display().to_string(),
        text,
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    read(&source, folder, &|path| fs::read_to_string(path)).map_err(ConfigError::Wrong)
}

/// Whether a text is a configuration rather than a playbook, by the keys it has at the top.
pub fn is_config(text: &str) -> bool {
    let (tree, _) = toml::de::DeTable::parse_recoverable(text);
    let has = |keys: &[&str]| keys.iter().any(|key| tree.get_ref().contains_key(*key));
    !has(&["service", "process"])
        && has(&[
            "discord",
            "channels",
            "roles",
            "store",
            "playbooks",
            "log",
            "webhooks",
            "web",
            "endpoint",
            "mail",
            "token",
        ])
}
