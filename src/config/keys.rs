//! Reads the keys of bot.toml that stand for themselves: Discord, the store, the log.

use std::path::Path;

use toml::de::DeValue;

use crate::toml_reader::{Findings, Span, Table, Text, Value, did_you_mean, list, text};

use super::{Discord, Format, Level, Log};

const FORMATS: [(&str, Format); 2] = [("human", Format::Human), ("json", Format::Json)];
const LEVELS: [(&str, Level); 5] = [
    ("error", Level::Error),
    ("warn", Level::Warn),
    ("info", Level::Info),
    ("debug", Level::Debug),
    ("trace", Level::Trace),
];

/// Notes a token that stands in the configuration itself, where backups and colleagues find it.
pub(super) fn refuse_token(table: &mut Table<'_>, found: &mut Findings) {
    if let Some(value) = table.find_unlisted("token") {
        let fix = "put it alone into a file that only gonogo can read (chmod 600) and write `token_file = \"that \
                   file\"` under [discord]; reset it on the developer portal if this file was ever shared";
        found
            .error(
                &value.span(),
                "a token does not belong into bot.toml",
                "whoever reads this file is the bot",
            )
            .fix(fix);
    }
}

/// Reads `[discord]`.
pub(super) fn read_discord(root: &mut Table<'_>, folder: &Path, found: &mut Findings) -> Discord {
    let mut discord = Discord {
        token_file: None,
        guild: None,
        message_content: true,
        url: None,
    };
    let Some(mut table) = find_table(root, "discord", "[discord]", found) else {
        return discord;
    };
    refuse_token(&mut table, found);
    let token_file = table.find_text("token_file", found);
    discord.token_file = token_file
        .filter(|path| filled(path, "token_file", found))
        .map(|path| folder.join(path.value));
    discord.guild = table.find("guild").and_then(|value| read_id(value, found));
    discord.message_content = table
        .find("message_content")
        .is_none_or(|value| read_flag(value, "message_content", found));
    let url = table.find_text("url", found);
    discord.url = url
        .filter(|url| is_address(url, found))
        .map(|url| url.value.trim_end_matches('/').to_owned());
    table.finish(found);
    discord
}

/// Reads `[log]`.
pub(super) fn read_log(root: &mut Table<'_>, found: &mut Findings) -> Log {
    let mut log = Log::default();
    let Some(mut table) = find_table(root, "log", "[log]", found) else {
        return log;
    };
    if let Some(word) = table.find_text("format", found) {
        log.format = choose(&word, "format", &FORMATS, found).unwrap_or(log.format);
    }
    if let Some(word) = table.find_text("level", found) {
        log.level = choose(&word, "level", &LEVELS, found).unwrap_or(log.level);
    }
    table.finish(found);
    log
}

/// Reads `[store]`: the address of the database, a file by its whole path.
pub(super) fn read_store(root: &mut Table<'_>, folder: &Path, found: &mut Findings) -> String {
    let beside = |path: &str| format!("sqlite:{}", folder.join(path).display());
    let url = find_table(root, "store", "[store]", found).and_then(|mut table| {
        let url = table.find_text("url", found);
        table.finish(found);
        url
    });
    let Some(url) = url.filter(|url| url.is_there) else {
        return beside("gonogo.db");
    };
    match url.value.split_once(':') {
        Some(("sqlite", "")) | Some(("sqlite", ":memory:")) => {
            let here = "everything would be forgotten at the end";
            found
                .error(&url.span, "the store needs a file", here)
                .fix("write `sqlite:gonogo.db`");
            url.value
        }
        Some(("sqlite", path)) => beside(path),
        Some(("postgres" | "postgresql", _)) => url.value,
        _ => {
            found
                .error(
                    &url.span,
                    "this is no address of a database",
                    "SQLite and PostgreSQL are known",
                )
                .fix("write `sqlite:gonogo.db`, or `postgres://user@host/database`");
            url.value
        }
    }
}

/// The table of a header, when it is there.
pub(super) fn find_table<'a>(
    root: &mut Table<'a>,
    key: &'static str,
    what: &'static str,
    found: &mut Findings,
) -> Option<Table<'a>> {
    root.find(key).map(|value| Table::of(value, what, found))
}

/// Notes a text with nothing in it.
pub(super) fn filled(words: &Text, key: &str, found: &mut Findings) -> bool {
    if words.is_there && words.value.trim().is_empty() {
        found.error(&words.span, format!("`{key}` cannot be empty"), "nothing to read");
        return false;
    }
    words.is_there
}

/// A name or an id, whether the id stands in quotes or not.
pub(super) fn name_or_id(value: &Value<'_>, key: &str, found: &mut Findings) -> Option<String> {
    if let DeValue::Integer(number) = value.get_ref() {
        return Some(number.as_str().to_owned());
    }
    let words = text(value, key, found);
    filled(&words, key, found).then(|| words.value.trim().to_owned())
}

fn read_id(value: &Value<'_>, found: &mut Findings) -> Option<u64> {
    let words = name_or_id(value, "guild", found)?;
    let id = words.parse().ok().filter(|id| *id > 0);
    if id.is_none() {
        found
            .error(
                &value.span(),
                format!("`{words}` is not the id of a server"),
                "a whole number belongs here",
            )
            .fix("in Discord turn on Developer Mode, then right-click the server and choose Copy Server ID");
    }
    id
}

fn read_flag(value: &Value<'_>, key: &str, found: &mut Findings) -> bool {
    match value.get_ref() {
        DeValue::Boolean(flag) => *flag,
        _ => {
            found.error(
                &value.span(),
                format!("`{key}` must be `true` or `false`"),
                "neither of them",
            );
            true
        }
    }
}

fn is_address(url: &Text, found: &mut Findings) -> bool {
    let is_web = url.value.starts_with("http://") || url.value.starts_with("https://");
    if url.is_there && !is_web {
        found
            .error(
                &url.span,
                "`url` must be a web address",
                "it begins with neither http:// nor https://",
            )
            .fix(
                "for example `http://127.0.0.1:7070`, where a sandbox listens; leave it out for discord.com",
            );
    }
    url.is_there && is_web
}

fn choose<T: Copy>(word: &Text, key: &str, known: &[(&str, T)], found: &mut Findings) -> Option<T> {
    let chosen = known
        .iter()
        .find(|(name, _)| *name == word.value)
        .map(|(_, value)| *value);
    if chosen.is_none() && word.is_there {
        let names = || known.iter().map(|(name, _)| *name);
        let fix = did_you_mean(&word.value, names()).unwrap_or_else(|| format!("one of {}", list(names())));
        refuse_word(&word.span, key, &word.value, fix, found);
    }
    chosen
}

fn refuse_word(span: &Span, key: &str, word: &str, fix: String, found: &mut Findings) {
    found
        .error(span, format!("`{word}` is no {key} of the log"), "not known")
        .fix(fix);
}
