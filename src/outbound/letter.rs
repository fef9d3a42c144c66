//! A letter, as bytes that every mail program understands.
//!
//! Written by the loop of the room from a notice and its words, sent by [`super::mail`]. The ids come from the keys of
//! notices: a letter that had to be sent twice has the same id both times, and those of one outage hang together.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox as Party, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use crate::domain::address::{MailAddress, Mailbox};
use crate::wording::text::{cut, one_line};

use super::delivery::Undelivered;

/// The longest subject, in characters as people count them. Mail programs show about half of it.
const LONGEST_SUBJECT: usize = 150;

/// A letter to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The key of the notice that it is.
    pub key: String,
    /// The key of the notice that was the first about the same thing, when this is a later one.
    pub follows: Option<String>,
    /// Who reads it.
    pub to: MailAddress,
    /// When it is written.
    pub at: DateTime<Utc>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// An iCalendar file that goes along.
    pub calendar: Option<String>,
}

impl Letter {
    /// The letter as it is handed to a mail server.
    ///
    /// # Errors
    /// [`Undelivered::Blocked`] when it cannot be written in the form of a letter.
    pub(super) fn write(&self, from: &Mailbox, reply_to: Option<&Mailbox>) -> Result<Vec<u8>, Undelivered> {
        let domain = from.address.domain();
        let mut letter = Message::builder()
            .from(party(from)?)
            .to(Party::new(None, address(&self.to)?))
            .subject(subject(&self.subject))
            .date(SystemTime::from(self.at))
            .message_id(Some(id(&self.key, domain)))
            .header(AutoSubmitted);
        if let Some(reply_to) = reply_to {
            letter = letter.reply_to(party(reply_to)?);
        }
        if let Some(first) = &self.follows {
            let first = id(first, domain);
            letter = letter.in_reply_to(first.clone()).references(first);
        }
        let text = SinglePart::plain(self.text.clone());
        let letter = match &self.calendar {
            None => letter.singlepart(text),
            Some(calendar) => {
                letter.multipart(MultiPart::mixed().singlepart(text).singlepart(enclosed(calendar)))
            }
        };
        let letter = letter.map_err(|error| unwritable(&error.to_string()))?;
        Ok(letter.formatted())
    }
}

/// A subject on one line, with single spaces: others do not outlive the way through mail servers.
fn subject(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    cut(&one_line(&words.join(" ")), LONGEST_SUBJECT)
}

/// The id of the letter that a notice is, as its header says it: the same whenever it is written.
fn id(key: &str, domain: &str) -> String {
    let digest = hex::encode(Sha256::digest(key.as_bytes()));
    format!("<{}@{domain}>", &digest[..32])
}

fn enclosed(calendar: &str) -> SinglePart {
    let kind = ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH").expect("a kind of file");
    Attachment::new("outage.ics".to_owned()).body(calendar.to_owned(), kind)
}

fn party(mailbox: &Mailbox) -> Result<Party, Undelivered> {
    Ok(Party::new(mailbox.name.clone(), address(&mailbox.address)?))
}

/// The address in the mail library's own words; it holds it against rules of its own.
pub(super) fn address(address: &MailAddress) -> Result<lettre::Address, Undelivered> {
    lettre::Address::new(address.name(), address.domain())
        .map_err(|error| unwritable(&format!("{address} is no address: {error}")))
}

fn unwritable(why: &str) -> Undelivered {
    Undelivered::Blocked {
        problem: format!("the letter cannot be written: {why}"),
        fix: "correct the address in the playbook or under [mail] in bot.toml".to_owned(),
    }
}

/// Tells other machines not to answer (RFC 3834, 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
