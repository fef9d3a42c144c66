//! Finds the bot's token: in the environment, in a file, or where systemd puts credentials; never in an argument.
//!
//! Called by the start of the bot. What it gives is covered in every log; what it says never holds the token.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

/// The environment's name for the token.
pub const VARIABLE: &str = "GONOGO_TOKEN";
/// The credential's name, as in `LoadCredential=gonogo-token:/etc/gonogo/token`.
pub const CREDENTIAL: &str = "gonogo-token";

/// A token, and what is to be said about where it was.
#[derive(Debug)]
pub struct Found {
    /// The token.
    pub token: SecretString,
    /// Why somebody should look at its file.
    pub warning: Option<String>,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Nobody said where it is.
    #[error(
        "there is no token. Put it into a file that only gonogo can read and write `token_file` under [discord] in \
         bot.toml, or set GONOGO_TOKEN, or give systemd `LoadCredential=gonogo-token:FILE`. It is on the developer \
         portal under Bot, Reset Token."
    )]
    Nowhere,
    /// Its file cannot be read.
    #[error(
        "the token file {path} cannot be read: {reason}. Let the user that gonogo runs as read it, or name another"
    )]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        reason: io::Error,
    },
    /// There is something else in its place.
    #[error(
        "{place} holds no token: {problem}. Copy it anew from the developer portal, under Bot, Reset Token"
    )]
    Odd {
        /// Where it was looked for.
        place: String,
        /// What is there instead, without a letter of it.
        problem: &'static str,
    },
}

/// Finds the token: in [`VARIABLE`], else in `file`, else as systemd's credential. `variable` reads the environment.
///
/// # Errors
/// [`TokenError`], each with the fix.
pub fn find(file: Option<&Path>, variable: impl Fn(&str) -> Option<OsString>) -> Result<Found, TokenError> {
    if let Some(text) = variable(VARIABLE).filter(|text| !text.is_empty()) {
        let text = text.into_string().unwrap_or_default();
        return token_in(&text, VARIABLE).map(|token| Found { token, warning: None });
    }
    if let Some(file) = file {
        return read(file).map(|token| Found {
            token,
            warning: exposure(file),
        });
    }
    let folder = variable("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    match folder
        .map(|folder| folder.join(CREDENTIAL))
        .filter(|path| path.exists())
    {
        Some(path) => read(&path).map(|token| Found { token, warning: None }),
        None => Err(TokenError::Nowhere),
    }
}

fn read(path: &Path) -> Result<SecretString, TokenError> {
    let place = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|reason| TokenError::Unreadable {
        path: place.clone(),
        reason,
    })?;
    token_in(&text, &place)
}

/// The token in a text, without what people copy along with it.
///
/// # Errors
/// [`TokenError::Odd`] when there is none, or more than one word.
pub fn token_in(text: &str, place: &str) -> Result<SecretString, TokenError> {
    let odd = |problem| {
        Err(TokenError::Odd {
            place: place.to_owned(),
            problem,
        })
    };
    let token = text.trim();
    let token = token.strip_prefix("Bot ").unwrap_or(token).trim();
    if token.is_empty() {
        odd("it is empty")
    } else if !token.chars().all(|c| c.is_ascii_graphic()) {
        odd("there is more than one word, or an odd character")
    } else if token.split('.').filter(|part| !part.is_empty()).count() != 3 {
        // A client secret and a public key are one word; people copy them from the page beside.
        odd("a bot's token has three parts with dots between them")
    } else {
        Ok(SecretString::from(token))
    }
}

#[cfg(unix)]
fn exposure(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        let path = path.display();
        format!(
            "others on this machine can read the token file {path} (mode {mode:o}); run: chmod 600 {path}"
        )
    })
}

#[cfg(not(unix))]
fn exposure(_: &Path) -> Option<String> {
    None
}
