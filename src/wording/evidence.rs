//! Evidence, in a short line below what it is about and in full on request.

use crate::domain::evidence::{Evidence, Piece};
use crate::domain::fact::Place;
use crate::domain::name::{ItemName, PersonId};
use crate::domain::release::Release;

use super::message::{Control, Message, Style, button, rows, text};
use super::press::{Press, Verb};
use super::text::{Room, count, cut, moment, person, quote, value};

mod targets;

pub use targets::{Target, find_target, targets};

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

/// What was given by command, to whoever gave it.
pub fn given(release: &Release, target: &Target, pieces: &[Evidence], by: &PersonId) -> Message {
    let numbered = (1..).zip(&release.evidence);
    let kept = numbered.filter(|(_, kept)| !kept.taken_back && kept.given.by == *by);
    let kept = kept.filter(|(_, kept)| kept.about == target.at.what && pieces.contains(&kept.evidence));
    let numbers: Vec<u32> = kept.map(|(n, _)| n).collect();
    let numbers = &numbers[numbers.len().saturating_sub(pieces.len())..];
    let name = super::release_card::name(release);
    let mut lines = vec![format!("Kept with **{}** of {name}:", quote(&target.text, 80))];
    let numbered = numbers.iter().map(|n| format!("{n}. "));
    let numbered = numbered.chain(std::iter::repeat(String::new()));
    lines.extend(
        numbered
            .zip(pieces)
            .map(|(n, piece)| format!("{n}{}", whole(piece))),
    );
    let is_alone = |piece: &Evidence| matches!(piece, Evidence::File { link: None, .. });
    if pieces.iter().any(is_alone) {
        lines.push(
            "-# A file that comes with `/` is seen by nobody else; its name and digest stay. Attach it to a message that begins with `!release evidence` where others are to open it."
                .to_owned(),
        );
    }
    Message::plain(lines.join("\n"))
}

/// What is missing when neither a note nor a file was given.
pub fn nothing_given(release: &Release, target: &Target) -> String {
    format!(
        "Please add a link, a note or a file, such as `!release evidence {} {} https://ci.example.org/42`.",
        release.number, target.name
    )
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
    let what = whole(&piece.evidence);
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

fn whole(evidence: &Evidence) -> String {
    match evidence {
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
    }
}

fn short(evidence: &Evidence, most: usize) -> String {
    match evidence {
        Evidence::Note(note) => format!("“{}”", quote(note, most)),
        Evidence::Link(link) if link.chars().count() <= most.max(40) => value(link, most),
        Evidence::Link(_) => "a link".to_owned(),
        Evidence::File { name, .. } => format!("file {}", quote(name, most)),
    }
}
