//! Evidence, in a short line below what it is about and in full on request.

use crate::domain::evidence::{Evidence, Piece};
use crate::domain::fact::Place;
use crate::domain::name::{ItemName, PersonId};
use crate::domain::release::Release;

use super::message::{Control, Message, Style, button, rows, text};
use super::press::{Press, Verb};
use super::text::{Room, count, cut, moment, person, quote, value};

/// How many of one's own pieces can be taken back from one message.
const MOST_BUTTONS: usize = 20;

/// The short line below an item, or below what a step asks for; nothing when there is none.
pub fn line(release: &Release, place: &Place, item: Option<&ItemName>, most: usize) -> Option<String> {
    let pieces: Vec<&Piece> = of(release, place, item).map(|(_, piece)| piece).collect();
    let (first, more) = (pieces.first()?, pieces.len() - 1);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Some(format!("-# evidence: {}{more}", short(&first.evidence, most)))
}

/// Everything that was given for what a step asks for, to one person, who can take their own back.
pub fn show(release: &Release, press: Press, reader: &PersonId) -> Message {
    let Some(place) = press.at_ask(release).map(|at| at.what) else {
        return Message::plain("There is nothing of the kind any more.");
    };
    let pieces: Vec<(u32, &Piece)> = release.evidence_for(&place).collect();
    if pieces.is_empty() {
        return Message::plain("No evidence was given here, or it was taken back.");
    }
    let number = i64::try_from(pieces.len()).unwrap_or(i64::MAX);
    let head = format!("**{} of evidence**", count(number, "piece"));
    let lines = pieces.iter().map(|(n, piece)| in_full(release, *n, piece));
    let lines: Vec<String> = [head].into_iter().chain(lines).collect();
    let own = pieces.iter().filter(|(_, piece)| piece.given.by == *reader);
    let buttons: Vec<Control> = own
        .take(MOST_BUTTONS)
        .map(|(n, _)| {
            let press = Press {
                item: i64::from(*n),
                ..press.with_verb(Verb::TakeEvidenceBack)
            };
            button(Style::Secondary, &format!("Take back {n}"), press.to_string())
        })
        .collect();
    let mut parts = vec![text(Room::whole().clip(&lines.join("\n")))];
    parts.extend(rows(buttons));
    Message::new(parts)
}

fn of<'a>(
    release: &'a Release,
    place: &'a Place,
    item: Option<&'a ItemName>,
) -> impl Iterator<Item = (u32, &'a Piece)> {
    let all = release.evidence_for(place);
    all.filter(move |(_, piece)| piece.about.item.as_ref() == item)
}

fn in_full(release: &Release, number: u32, piece: &Piece) -> String {
    let what = match &piece.evidence {
        Evidence::Note(note) => format!("“{}”", quote(note, 300)),
        Evidence::Link(link) => value(link, 300),
        Evidence::File {
            name,
            link,
            size,
            sha256,
        } => {
            let link = link.as_ref().map(|l| format!(" {}", value(l, 300)));
            format!(
                "{}{} ({size} bytes, sha256 `{}`)",
                quote(name, 80),
                link.unwrap_or_default(),
                cut(sha256, 64)
            )
        }
    };
    let about = piece.about.item.as_ref().map(|item| {
        let step = release.process.find_step(&piece.about.place.step).map(|(_, s)| s);
        let ask = step.and_then(|s| s.find_ask(&piece.about.place.ask));
        let list = ask.and_then(|ask| release.find_checklist(ask));
        let found = list.and_then(|list| list.find_item(item));
        format!(" · {}", quote(found.map_or(item.as_str(), |i| &i.text), 60))
    });
    let (who, when) = (person(&piece.given.by), moment(piece.given.at));
    format!(
        "{number}. {what}{}\n-# by {who}, {when}",
        about.unwrap_or_default()
    )
}

fn short(evidence: &Evidence, most: usize) -> String {
    match evidence {
        Evidence::Note(note) => format!("“{}”", quote(note, most)),
        Evidence::Link(link) if link.chars().count() <= most.max(40) => value(link, most),
        Evidence::Link(_) => "a link".to_owned(),
        Evidence::File { name, .. } => format!("file {}", quote(name, most)),
    }
}
