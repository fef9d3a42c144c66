//! Reads `[mail]`: the mail server, how the way to it is kept secret, who logs in, and in whose name letters go out.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use toml::de::DeTable;

use crate::domain::address::Mailbox;
use crate::toml_reader::{Findings, Table, did_you_mean};

use super::keys::{filled, find_table};
use super::place::{in_table, read_place, written_secret};
use super::secrets::Place;

/// How mail goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is kept secret.
    pub security: Security,
    /// Who logs in, and where the password is; nobody where the server does not ask.
    pub login: Option<(String, Place)>,
    /// Who writes.
    pub from: Mailbox,
    /// Who reads answers, when it is somebody else.
    pub reply_to: Option<Mailbox>,
    /// A certificate that is trusted besides those of the machine, in PEM.
    pub authority: Option<PathBuf>,
}

/// How the way to the mail server is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS after a plain greeting, and nothing without it (RFC 3207).
    StartTls,
    /// TLS from the beginning (RFC 8314).
    Tls,
    /// Not at all: only to a server on this very machine.
    None,
}

const SECURITIES: [(&str, Security); 3] = [
    ("starttls", Security::StartTls),
    ("tls", Security::Tls),
    ("none", Security::None),
];

impl Security {
    /// The port that is usual for it.
    fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// Reads `[mail]`; nothing when no mail is sent.
pub(super) fn read_mail(root: &mut Table<'_>, folder: &Path, found: &mut Findings) -> Option<Mail> {
    let mut table = find_table(root, "mail", "[mail]", found)?;
    let host = table.text("host", found);
    let is_named = host.is_there && filled(&host, "host", found);
    let host = host.value.trim().to_owned();
    let security = read_security(&mut table, is_named.then_some(host.as_str()), found);
    let port = read_port(&mut table, found).unwrap_or(security.usual_port());
    let login = read_login(&mut table, folder, found);
    let from = read_mailbox(&mut table, "from", true, found);
    let reply_to = read_mailbox(&mut table, "reply_to", false, found);
    let authority = table.find_text("ca", found);
    let authority = authority
        .filter(|path| filled(path, "ca", found))
        .map(|path| folder.join(path.value));
    table.finish(found);
    Some(Mail {
        host,
        port,
        security,
        login,
        from: from?,
        reply_to,
        authority,
    })
}

/// A password that stands in the configuration itself, where it does not belong: it is not shown along with that.
pub(super) fn written_password(root: &DeTable<'_>) -> Option<SecretString> {
    in_table(root, "mail")?.get("password").and_then(written_secret)
}

fn read_security(table: &mut Table<'_>, host: Option<&str>, found: &mut Findings) -> Security {
    let Some(word) = table.find_text("tls", found) else {
        return Security::StartTls;
    };
    let names = || SECURITIES.iter().map(|(name, _)| *name);
    let chosen = SECURITIES.iter().find(|(name, _)| *name == word.value);
    let Some((_, security)) = chosen else {
        if word.is_there {
            let fix = did_you_mean(&word.value, names());
            let what = format!("`{}` is no way to keep mail secret", word.value);
            found
                .error(&word.span, what, "not known")
                .fix(fix.unwrap_or_else(|| {
                    "write `starttls`, `tls`, or `none` for a server on this machine".to_owned()
                }));
        }
        return Security::StartTls;
    };
    if let (Security::None, Some(host)) = (security, host)
        && !is_this_machine(host)
    {
        let what = "`none` is only for a mail server on this machine";
        let here = format!("everybody on the way to {host} could read the mail and the password");
        let fix = "write `starttls` or `tls`; a server on this machine is called localhost, 127.0.0.1 or ::1";
        found.error(&word.span, what, here).fix(fix);
    }
    *security
}

fn is_this_machine(host: &str) -> bool {
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn read_port(table: &mut Table<'_>, found: &mut Findings) -> Option<u16> {
    let (number, span) = table.find_number("port", found)?;
    let port = u16::try_from(number).ok().filter(|port| *port > 0);
    if port.is_none() {
        found
            .error(&span, "this is no port", "a number from 1 to 65535 belongs here")
            .fix("leave it out for the usual one: 587 for `starttls`, 465 for `tls`");
    }
    port
}

fn read_login(table: &mut Table<'_>, folder: &Path, found: &mut Findings) -> Option<(String, Place)> {
    let user = table.find_text("user", found);
    let password = table.find("password");
    let place = password.and_then(|value| read_place(value, "send mail in your name", folder, found));
    match (user, password) {
        (Some(user), Some(_)) => filled(&user, "user", found)
            .then(|| place.map(|place| (user.value, place)))
            .flatten(),
        (Some(user), None) => {
            found
                .error(&user.span, "a user needs a `password`", "nothing to log in with")
                .fix("write password = { file = \"…\" } or { variable = \"…\" }, or leave `user` out");
            None
        }
        (None, Some(password)) => {
            found
                .error(&password.span(), "a password needs a `user`", "nobody to log in")
                .fix("write user = \"…\", or leave `password` out");
            None
        }
        (None, None) => None,
    }
}

fn read_mailbox(
    table: &mut Table<'_>,
    key: &'static str,
    is_needed: bool,
    found: &mut Findings,
) -> Option<Mailbox> {
    let words = if is_needed {
        table.text(key, found)
    } else {
        table.find_text(key, found)?
    };
    if !words.is_there {
        return None;
    }
    let mailbox = Mailbox::parse(&words.value);
    if let Err(odd) = mailbox {
        let what = format!("`{key}` must be a mail address");
        found
            .error(&words.span, what, odd.what())
            .fix(format!("for example {key} = \"Releases <releases@example.org>\""));
    }
    mailbox.ok()
}
