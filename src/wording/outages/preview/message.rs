//! Draws what will be told as a message to whoever is about to tell it.

use crate::domain::audience::NewsKind;
use crate::wording::message::{Message, Part, container, separator, text};
use crate::wording::text::{Room, all_of, fit, moment, quote};

use super::{Place, Planned, When};

const BLUE: u32 = 0x0058_65F2;

/// The characters of a message that audiences share: the rest names what does not fit.
const SHARED: usize = 3_400;

/// The parts of a message that Discord takes, those inside other parts included.
const MOST_PARTS: usize = 40;

/// The parts of an audience: its line, its box with the text in it, what comes later.
const PARTS_OF_AUDIENCE: usize = 4;

/// How many mail addresses or audiences are named in one place.
const NAMED: usize = 3;

/// Everything that each audience will read: what it is told first in full, then what follows with its time. Below
/// `head`, above `controls`; what does not fit is counted and named.
pub fn preview_message(planned: &[Planned], head: &str, controls: Vec<Part>) -> Message {
    let mut room = Room::whole().at_most(SHARED).after(head);
    let mut left = MOST_PARTS.saturating_sub(3 + controls.iter().map(parts_of).sum::<usize>());
    let mut parts = vec![text(head), separator()];
    let mut missing: Vec<&str> = Vec::new();
    for told in planned.chunk_by(|one, other| one.audience == other.audience) {
        match draw(told, room).filter(|_| left >= PARTS_OF_AUDIENCE) {
            Some((drawn, rest)) => {
                left -= PARTS_OF_AUDIENCE;
                room = rest;
                parts.extend(drawn);
            }
            None => missing.push(told[0].title.as_str()),
        }
    }
    if planned.is_empty() {
        parts.push(text(
            "Nobody will be told: these audiences have no channel, no address and no subscribers, or do not want to hear of it.",
        ));
    }
    if !missing.is_empty() {
        parts.push(text(left_out(&missing)));
    }
    Message::new(parts).with(controls)
}

/// An audience: where, what it reads first, what follows; nothing when there is no room for it.
fn draw(told: &[Planned], room: Room) -> Option<(Vec<Part>, Room)> {
    let first = &told[0];
    let same = |one: &&Planned| one.when == first.when && one.kind == first.kind;
    let places: Vec<&Place> = told.iter().filter(same).map(|one| &one.place).collect();
    let when = match first.when {
        When::Now => "read now".to_owned(),
        When::At(at) => format!("read {}", moment(at)),
        When::ItBegins => "read when it begins".to_owned(),
        When::ItIsOver => "read when it is over".to_owned(),
    };
    let line = format!("**{}** {when}, {}:", first.title, everywhere(&places));
    let after_line = Some(room).filter(|room| room.takes(&line))?.after(&line);
    let rest = Some(after_line)
        .filter(|room| room.takes(&first.text))?
        .after(&first.text);
    let mut parts = vec![text(line), container(BLUE, vec![text(&first.text)])];
    let later = later(told);
    // Less than a line of room is none.
    if later.is_empty() || !rest.takes(&"x".repeat(80)) {
        return Some((parts, rest));
    }
    let later = rest.clip(&format!("Later:\n{later}"));
    let rest = rest.after(&later);
    parts.push(text(later));
    Some((parts, rest))
}

/// What follows, a line each, however many places are told of it.
fn later(told: &[Planned]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for one in told {
        if (one.when, one.kind) == (told[0].when, told[0].kind) {
            continue;
        }
        let what = what(one.kind);
        let line = match one.when {
            When::Now => format!("· now: {what}"),
            When::At(at) => format!("· {}: {what}", moment(at)),
            When::ItBegins => format!("· when somebody says that it begins: {what}"),
            When::ItIsOver => format!("· when it is over: {what}"),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// News in a few words.
fn what(kind: NewsKind) -> &'static str {
    match kind {
        NewsKind::Announced => "the announcement",
        NewsKind::Reminder => "a reminder",
        NewsKind::Moved => "that it was moved",
        NewsKind::Extended => "that it takes longer",
        NewsKind::Shortened => "that it ends sooner",
        NewsKind::Started => "that it has begun",
        NewsKind::Overran => "that it is not over yet",
        NewsKind::Ended => "that the service is back",
        NewsKind::Cancelled => "that it will not happen",
    }
}

/// Where, in words.
fn everywhere(places: &[&Place]) -> String {
    let (mut words, mut mail, mut more) = (Vec::new(), Vec::new(), 0);
    for place in places {
        match place {
            Place::Channel(name) => words.push(format!("in #{name}")),
            Place::Subscribers(1) => words.push("by direct message to 1 person".to_owned()),
            Place::Subscribers(n) => words.push(format!("by direct message to {n} people")),
            Place::Mail(address) if mail.len() < NAMED => mail.push(quote(address, 60)),
            Place::Mail(_) => more += 1,
            Place::Endpoint(name) => words.push(format!("by webhook to {name}")),
        }
    }
    if more > 0 {
        mail.push(format!("{more} more"));
    }
    if !mail.is_empty() {
        words.push(format!("by mail to {}", all_of(&mail)));
    }
    words.join(", ")
}

/// How many audiences are not shown, and which.
fn left_out(missing: &[&str]) -> String {
    let mut named: Vec<String> = missing.iter().take(NAMED).map(|title| fit(title, 60)).collect();
    let more = missing.len() - named.len();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    let who = match missing.len() {
        1 => "1 more audience is".to_owned(),
        n => format!("{n} more audiences are"),
    };
    format!(
        "{who} told as well, for whom there is no room here: {}.",
        all_of(&named)
    )
}

/// How many parts it counts for, with those inside it.
fn parts_of(part: &Part) -> usize {
    1 + match part {
        Part::Container { components, .. } => components.iter().map(parts_of).sum(),
        Part::Row { components, .. } => components.len(),
        Part::Section { .. } => 2,
        Part::Text { .. } | Part::Separator { .. } | Part::File { .. } | Part::Gallery { .. } => 0,
    }
}
