//! What a mail server's refusal means: whether it may go later, or who has to mend what.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp;

use crate::domain::address::MailAddress;
use crate::veil::cover_shapes;
use crate::wording::text::{cut, one_line};

use super::super::delivery::Undelivered;

/// How much of a server's words is shown, in characters as people count them.
const MOST_WORDS: usize = 200;

/// How far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Until the server has greeted and the way is secret.
    Connecting,
    /// The user and the password.
    Login,
    /// Who writes.
    Sender,
    /// To whom.
    Recipient,
    /// What.
    Letter,
}

/// What went wrong.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server refused, or was lost.
    Failed(Stage, smtp::Error),
    /// Nothing was heard for so long.
    Silent(Duration),
    /// The server has no STARTTLS.
    NoStartTls,
    /// It came to nothing before the server was asked.
    Unwritable(Undelivered),
}

impl Trouble {
    pub(super) fn at(stage: Stage) -> impl FnOnce(smtp::Error) -> Self {
        move |error| Self::Failed(stage, error)
    }

    pub(super) fn silent(within: Duration) -> Self {
        Self::Silent(within)
    }

    pub(super) fn no_starttls() -> Self {
        Self::NoStartTls
    }

    /// Whether a connection that was kept was gone before the server heard of the letter.
    pub(super) fn was_unheard(&self) -> bool {
        match self {
            Self::Failed(Stage::Sender, error) => code_of(error).is_none_or(|code| code == 421),
            _ => false,
        }
    }

    /// What it means for the letter.
    pub(super) fn judge(&self, host: &str, port: u16, from: &MailAddress, to: &MailAddress) -> Undelivered {
        match self {
            Self::Unwritable(undelivered) => undelivered.clone(),
            Self::NoStartTls => blocked(
                format!(
                    "the mail server {host}:{port} offers no STARTTLS, so the way to it would not be secret"
                ),
                "use its port for TLS with `tls = \"tls\"` under [mail] in bot.toml, or another mail server",
            ),
            Self::Silent(within) => later(format!(
                "the mail server {host}:{port} did not answer within {}",
                humantime::format_duration(*within)
            )),
            Self::Failed(stage, error) => match code_of(error) {
                Some(code) if code >= 500 => refused(*stage, code, &said(code, error), host, from, to),
                Some(code) => later(format!("the mail server {host} says \"{}\"", said(code, error))),
                None => unreached(*stage, error, host, port),
            },
        }
    }
}

/// The server said no, for good.
fn refused(
    stage: Stage,
    code: u16,
    said: &str,
    host: &str,
    from: &MailAddress,
    to: &MailAddress,
) -> Undelivered {
    match stage {
        Stage::Connecting => blocked(
            format!("the mail server {host} does not let gonogo in: \"{said}\""),
            "ask whoever runs the mail server to allow this machine, or name another under [mail] in bot.toml",
        ),
        Stage::Login => blocked(
            format!("the mail server {host} refuses the login: \"{said}\""),
            "correct `user` and `password` under [mail] in bot.toml, then start gonogo again",
        ),
        // RFC 4954, 6.
        Stage::Sender | Stage::Recipient if code == 530 => blocked(
            format!("the mail server {host} asks for a login: \"{said}\""),
            "give `user` and `password` under [mail] in bot.toml, then start gonogo again",
        ),
        Stage::Sender => blocked(
            format!("the mail server {host} takes no mail from {from}: \"{said}\""),
            "write as `from` under [mail] in bot.toml an address that may send there, then start gonogo again",
        ),
        Stage::Recipient => blocked(
            format!("the mail server {host} takes no mail for {to}: \"{said}\""),
            "ask whoever runs the mail server; or correct the address in the playbook, start gonogo again, and tell them \
             of this by hand",
        ),
        Stage::Letter => blocked(
            format!("the mail server {host} does not take the letter to {to}: \"{said}\""),
            "ask whoever runs the mail server what it minds",
        ),
    }
}

/// The server was not reached, was lost, or could not be talked with.
fn unreached(stage: Stage, error: &smtp::Error, host: &str, port: u16) -> Undelivered {
    let words = words_of(error);
    if stage == Stage::Login && error.is_client() {
        return blocked(
            format!("the mail server {host} offers no login with a user and a password"),
            "leave `user` and `password` out under [mail] in bot.toml if it needs none, or use its port for TLS",
        );
    }
    // OpenSSL tells what it minds in one line, with the reason at the end in brackets.
    if let Some((_, why)) = words.split_once("certificate verify failed") {
        let why = why
            .rsplit_once('(')
            .map_or("it cannot be verified", |(_, why)| why.trim_end_matches(')'));
        return blocked(
            format!("the certificate of the mail server {host}:{port} cannot be trusted: {why}"),
            "renew it, write the name it is made out to as `host`, or name who signed it as `ca` under [mail] in \
             bot.toml",
        );
    }
    if words.contains("wrong version number") {
        return blocked(
            format!("the mail server {host}:{port} does not speak TLS from the beginning"),
            "write `tls = \"starttls\"` under [mail] in bot.toml, or the port where it does, often 465",
        );
    }
    if error.is_response() {
        return later(format!(
            "the mail server {host}:{port} broke off, or answered what is no answer: {words}"
        ));
    }
    later(format!(
        "the mail server {host}:{port} cannot be reached: {words}"
    ))
}

fn later(problem: String) -> Undelivered {
    Undelivered::Later { problem, wait: None }
}

fn blocked(problem: String, fix: &str) -> Undelivered {
    Undelivered::Blocked {
        problem,
        fix: fix.to_owned(),
    }
}

fn code_of(error: &smtp::Error) -> Option<u16> {
    error.status().map(u16::from)
}

fn said(code: u16, error: &smtp::Error) -> String {
    let words = words_of(error);
    format!("{code} {words}").trim_end().to_owned()
}

/// What the library knows of an error, without its own words around it.
pub(super) fn words_of(error: &smtp::Error) -> String {
    let cause = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    inert(&cause)
}

/// A server's words as they may be shown: one line, no secrets, not too long. What shows them escapes them.
pub(super) fn inert(words: &str) -> String {
    cut(one_line(&cover_shapes(words)).trim(), MOST_WORDS)
}
