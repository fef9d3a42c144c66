//! Mail: what is handed to a real mail server on loopback, read back by another parser of letters.

pub(crate) mod certificates;
mod mailer;
pub(crate) mod outages;
pub(crate) mod post_office;

use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders};

/// The calendar file that goes along with a letter.
pub(crate) fn calendar_of(bytes: &[u8]) -> Option<String> {
    let letter = MessageParser::default().parse(bytes).unwrap();
    let mut files = letter.attachments();
    let file = files.find(|part| {
        part.content_type()
            .is_some_and(|kind| kind.subtype() == Some("calendar"))
    });
    file.map(|part| part.text_contents().unwrap().to_owned())
}

/// A letter as a mail program shows it: the headers that people and programs go by, then what it says.
pub(crate) fn as_read(bytes: &[u8]) -> String {
    let letter = MessageParser::default().parse(bytes).unwrap();
    let mut shown = vec![
        format!("From: {}", people(letter.from())),
        format!("To: {}", people(letter.to())),
    ];
    if letter.reply_to().is_some() {
        shown.push(format!("Reply-To: {}", people(letter.reply_to())));
    }
    shown.push(format!("Subject: {}", letter.subject().unwrap()));
    shown.push(format!("Date: {}", letter.date().unwrap().to_rfc3339()));
    shown.push(format!("Auto-Submitted: {}", raw(&letter, "Auto-Submitted")));
    shown.push(String::new());
    shown.push(
        letter
            .body_text(0)
            .unwrap()
            .replace("\r\n", "\n")
            .trim_end()
            .to_owned(),
    );
    for part in letter.attachments() {
        let kind = part.content_type().unwrap();
        shown.push(format!(
            "[{} {}/{}]",
            part.attachment_name().unwrap(),
            kind.ctype(),
            kind.subtype().unwrap()
        ));
    }
    shown.join("\n")
}

/// The letter's own id, and the ids of those it hangs below.
pub(crate) fn thread_of(bytes: &[u8]) -> (String, Vec<String>) {
    let letter = MessageParser::default().parse(bytes).unwrap();
    let ids = |value: &HeaderValue<'_>| match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => vec![],
    };
    let below = ids(letter.in_reply_to());
    assert_eq!(below, ids(letter.references()), "programs go by one or the other");
    (letter.message_id().unwrap().to_owned(), below)
}

fn people(address: Option<&Address<'_>>) -> String {
    let shown = |one: &mail_parser::Addr<'_>| match &one.name {
        Some(name) => format!("{name} <{}>", one.address().unwrap()),
        None => one.address().unwrap().to_owned(),
    };
    address.unwrap().iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn raw(letter: &Message<'_>, name: &str) -> String {
    let value = letter.header_raw(HeaderName::parse(name.to_owned()).unwrap());
    value.unwrap_or_default().trim().to_owned()
}
