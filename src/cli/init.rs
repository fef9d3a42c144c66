//! `gonogo init`: asks five things, writes bot.toml and says how to invite the bot.
//!
//! The token goes from the keyboard into a file of its own, which nobody else can read; it is never shown.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::config::{self, Config, token};
use crate::toml_reader::Source;

use super::{Ended, misconfigured};

mod ask;
mod fill;
mod invite;

use ask::{Asker, Stopped};

/// What is to be written.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "bot.toml")]
    config: PathBuf,
}

/// Asks on the terminal, or takes the answers from standard input, one a line.
pub fn init(options: &Options) -> Ended {
    let stdin = io::stdin();
    let mut asker = Asker {
        is_terminal: stdin.is_terminal(),
        answers: stdin.lock(),
        questions: io::stdout(),
    };
    match interview(&mut asker, &options.config) {
        Ok(()) => Ended::Well,
        Err(Stopped::Asked) => Ended::Failed,
        Err(Stopped::Wrong(words)) => {
            eprintln!("{words}");
            Ended::Misconfigured
        }
        Err(Stopped::Misconfigured(error)) => misconfigured(&error),
        Err(Stopped::Io(error)) => {
            eprintln!("gonogo init could not go on: {error}");
            Ended::Failed
        }
    }
}

fn interview(asker: &mut Asker<impl BufRead, impl Write>, path: &Path) -> Result<(), Stopped> {
    asker.tell("gonogo asks five things and writes bot.toml. Enter takes what stands in [brackets].\n")?;
    if path.exists() {
        let question = format!("{} is there already. Overwrite it? (yes or no)", path.display());
        if !asker.ask(&question, Some("no"), yes_or_no)? {
            asker.tell("Nothing was written.\n")?;
            return Err(Stopped::Asked);
        }
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let question = "1. Application id (developer portal, General Information)";
    let application = asker.ask(question, None, application_id)?;
    let token_file = ask_token(asker, folder)?;
    let releases = asker.ask("3. Channel for releases", Some("releases"), channel)?;
    let outages = asker.ask("4. Channel for outages", Some("outages"), channel)?;
    let playbooks = asker.ask("5. Playbooks, by name or file", Some("myportfolio"), words)?;
    let mut text = fill::playbooks(config::EXAMPLE, &playbooks);
    let config = read(path, folder, &text)?;
    let roles = ask_roles(asker, &config)?;
    text = fill::key(&text, "discord", "token_file", &token_file);
    text = fill::key(&text, "channels", "releases", &releases);
    text = fill::key(&text, "channels", "outages", &outages);
    text = fill::roles(&text, &roles);
    let config = read(path, folder, &text)?;
    fs::write(path, text).map_err(Stopped::Io)?;
    farewell(asker, path, application, &config)
}

fn read(path: &Path, folder: &Path, text: &str) -> Result<Config, Stopped> {
    let source = Source {
        name: path.display().to_string(),
        text: text.to_owned(),
    };
    let config = config::read(&source, folder, &|path| fs::read_to_string(path));
    config.map_err(|problems| Stopped::Misconfigured(config::ConfigError::Wrong(problems)))
}

/// Asks where the token is, and makes that file when there is none.
fn ask_token(asker: &mut Asker<impl BufRead, impl Write>, folder: &Path) -> Result<String, Stopped> {
    let question = "2. File for the bot's token";
    let name = asker.ask(question, Some("gonogo.token"), not_a_token)?;
    let path = folder.join(&name);
    if path.exists() {
        let found = token::find(Some(&path), |_| None).map_err(|error| Stopped::Wrong(error.to_string()))?;
        if let Some(warning) = found.warning {
            asker.tell(&format!("   {warning}\n"))?;
        }
        return Ok(name);
    }
    let question = "   Paste the token (developer portal, Bot, Reset Token); it is not shown. Enter: later";
    match asker.ask_hidden(question, token_or_nothing)? {
        Some(token) => {
            write_secret(&path, &token).map_err(Stopped::Io)?;
            asker.tell(&format!("   Written to {}, for you alone.\n", path.display()))?;
        }
        None => asker.tell(&format!(
            "   Put it into {} and run: chmod 600 {0}\n",
            path.display()
        ))?,
    }
    Ok(name)
}

fn write_secret(path: &Path, token: &SecretString) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(path)?, "{}", token.expose_secret())
}

/// Asks for every role of the playbooks how it is called on the server; gives those that differ.
fn ask_roles(
    asker: &mut Asker<impl BufRead, impl Write>,
    config: &Config,
) -> Result<Vec<(String, String)>, Stopped> {
    let mut renamed = Vec::new();
    let mut asked: Vec<&str> = Vec::new();
    for role in config.playbooks.iter().flat_map(|playbook| &playbook.roles) {
        let role = role.as_str();
        if asked.contains(&role) {
            continue;
        }
        asked.push(role);
        let question = format!("   Role on your server for the playbook's {role:?}");
        let name = asker.ask(&question, Some(role), role_name)?;
        if name != role {
            renamed.push((role.to_owned(), name));
        }
    }
    Ok(renamed)
}

fn farewell(
    asker: &mut Asker<impl BufRead, impl Write>,
    path: &Path,
    application: u64,
    config: &Config,
) -> Result<(), Stopped> {
    let channels: Vec<String> = config
        .places
        .values()
        .map(|channel| format!("#{channel}"))
        .collect();
    let config = match path.to_str() {
        Some("bot.toml") => String::new(),
        _ => format!(" --config {}", path.display()),
    };
    asker.tell(&format!(
        "\n{} is written. What is left:\n\
         - Allow MESSAGE CONTENT on the developer portal (Bot, Privileged Gateway Intents), or set\n  \
         `message_content = false` and use / commands.\n\
         - Invite the bot to your server; it asks for these rights and no more: {}.\n  {}\n\
         - See that it may read and write {}.\n\
         - Start it: gonogo run{config}\n",
        path.display(),
        invite::names(),
        invite::link(application),
        channels.join(" and "),
    ))
}

fn yes_or_no(answer: &str) -> Result<bool, String> {
    match answer.to_lowercase().as_str() {
        "y" | "yes" => Ok(true),
        "n" | "no" => Ok(false),
        _ => Err("yes or no".to_owned()),
    }
}

/// Ids have 17 to 20 digits (<https://discord.com/developers/docs/reference#snowflakes>).
fn application_id(answer: &str) -> Result<u64, String> {
    let id = answer.parse().ok().filter(|_| (17..=20).contains(&answer.len()));
    id.ok_or_else(|| "an application id has 17 to 20 digits, and nothing else".to_owned())
}

/// A path; somebody may have pasted the token itself, which is not to be repeated.
fn not_a_token(answer: &str) -> Result<String, String> {
    if !answer.contains('/') && answer.len() > 50 && token::token_in(answer, "it").is_ok() {
        return Err("that looks like the token itself. First the name of a file for it, please".to_owned());
    }
    Ok(answer.to_owned())
}

fn token_or_nothing(answer: &str) -> Result<Option<SecretString>, String> {
    if answer.is_empty() {
        return Ok(None);
    }
    let token = token::token_in(answer, "what was pasted").map_err(|error| error.to_string())?;
    Ok(Some(token))
}

fn channel(answer: &str) -> Result<String, String> {
    let name = answer.trim_start_matches('#');
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err("a channel's name is one word, such as releases; its id will do as well".to_owned());
    }
    // Discord writes the names of text channels so.
    Ok(name.to_lowercase())
}

fn role_name(answer: &str) -> Result<String, String> {
    Ok(answer.trim_start_matches('@').to_owned())
}

fn words(answer: &str) -> Result<Vec<String>, String> {
    let words = answer.split([',', ' ']).filter(|word| !word.is_empty());
    Ok(words.map(str::to_owned).collect())
}
