//! Which cards a release has, and which of them a change touches: so that a lost edit is found by comparing.

use std::fmt;

use super::audience::Audience;
use super::diary::Slot;
use super::name::{AskName, AudienceName, CadenceName, ServiceName, SideName, StepName};
use super::outage::{Outage, OutageFact};
use super::process::{AskKind, Service};
use super::release::Release;

mod touched;

pub use touched::touched;

/// The most items on one checklist card. A card on Discord holds 40 parts; an item takes three (a section, its text,
/// its button), the head and the rows below take the rest.
pub const ITEMS_PER_CARD: usize = 10;

/// A message that shows live state and is edited in place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardKey {
    /// The release itself.
    Release(i64),
    /// A part of a checklist.
    Checklist(Part),
    /// A sign-off.
    SignOff(Part),
    /// A page of the tickets of a release, from 0.
    Tickets(i64, usize),
    /// A page of the tickets of a release as a side sees them.
    SideTickets(i64, SideName, usize),
    /// A page of the change record, from 0.
    Record(i64, usize),
    /// What a side sees of the release.
    Side(i64, SideName),
    /// What an audience reads of an outage, in one of its channels, by its name in bot.toml.
    Outage(i64, AudienceName, String),
    /// The event on Discord that stands for an outage.
    OutageEvent(i64),
    /// What the team sees of an outage that stands alone.
    OutageDesk(i64),
    /// A planned day of a service.
    Day(ServiceName, Slot),
}

/// Where a card is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// Where releases are announced.
    Releases,
    /// In the thread of the release.
    Thread,
    /// In the channel of a side, by its name in bot.toml.
    Side(String),
}

/// The cards of the outage of that number, each with its place: a channel by its name in bot.toml, or the event list.
pub fn of_outage(number: i64, outage: &Outage, service: &Service) -> Vec<(CardKey, String)> {
    let mut cards = Vec::new();
    if outage.about.release.is_none() {
        cards.push((CardKey::OutageDesk(number), "releases".to_owned()));
    }
    if outage.announced.is_none() && outage.started.is_none() {
        return cards;
    }
    for name in &outage.about.audiences {
        let audience = service.audiences.get(name).into_iter();
        cards.extend(audience.flat_map(Audience::all_channels).map(|channel| {
            let key = CardKey::Outage(number, name.clone(), channel.to_owned());
            (key, channel.to_owned())
        }));
    }
    cards.push((CardKey::OutageEvent(number), EVENTS.to_owned()));
    cards
}

/// Whether the cards of an outage look different after that fact. A reminder is said below them, in up to hundreds of
/// channels, and changes nothing that they show.
pub fn shows(fact: &OutageFact) -> bool {
    !matches!(fact, OutageFact::Reminded { .. })
}

/// The place of the cards that are events on Discord.
pub const EVENTS: &str = "events";

/// The most tickets on one card; each takes three parts, as an item does.
pub const TICKETS_PER_CARD: usize = 10;

/// A part of what a step asks for, in one of its rounds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// The release's number.
    pub release: i64,
    /// The step.
    pub step: StepName,
    /// The ask.
    pub ask: AskName,
    /// The round.
    pub round: u32,
    /// The page, from 0; a checklist has one or more for each of its sections.
    pub page: usize,
}

/// The items on one page of a checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The section.
    pub section: usize,
    /// The first item, counted over the whole list.
    pub first: usize,
    /// How many.
    pub len: usize,
    /// Which page of its section, from 1, and of how many.
    pub of_section: (usize, usize),
}

impl CardKey {
    /// The number of the release or outage to which the card belongs; nothing when it is of a service.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Outage(number, ..) | Self::OutageEvent(number) | Self::OutageDesk(number) => Some(*number),
            Self::Release(number)
            | Self::Record(number, _)
            | Self::Side(number, _)
            | Self::Tickets(number, _)
            | Self::SideTickets(number, ..) => Some(*number),
            Self::Checklist(part) | Self::SignOff(part) => Some(part.release),
            Self::Day(..) => None,
        }
    }

    /// The card that a key names.
    pub fn find(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let kind = parts.next()?;
        if kind == "day" {
            let (service, cadence) = (ServiceName::from(parts.next()?), CadenceName::from(parts.next()?));
            let date = parts.next()?.parse().ok()?;
            return Some(Self::Day(service, Slot { cadence, date }));
        }
        let release = parts.next()?.parse().ok()?;
        if kind == "release" {
            return parts.next().is_none().then_some(Self::Release(release));
        }
        if kind == "tickets" {
            let page = parts.next()?.parse().ok()?;
            return parts.next().is_none().then_some(Self::Tickets(release, page));
        }
        if kind == "side-tickets" {
            let (side, page) = (SideName::from(parts.next()?), parts.next()?.parse().ok()?);
            return Some(Self::SideTickets(release, side, page));
        }
        if kind == "record" {
            return Some(Self::Record(release, parts.next()?.parse().ok()?));
        }
        if kind == "outage" {
            let (audience, channel) = (AudienceName::from(parts.next()?), parts.next()?);
            return Some(Self::Outage(release, audience, channel.to_owned()));
        }
        if kind == "outage-event" {
            return parts.next().is_none().then_some(Self::OutageEvent(release));
        }
        if kind == "outage-desk" {
            return parts.next().is_none().then_some(Self::OutageDesk(release));
        }
        if kind == "side" {
            return Some(Self::Side(release, SideName::from(parts.next()?)));
        }
        let (step, ask) = (StepName::from(parts.next()?), AskName::from(parts.next()?));
        let (round, page) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let part = Part {
            release,
            step,
            ask,
            round,
            page,
        };
        match kind {
            "checklist" => Some(Self::Checklist(part)),
            "sign-off" => Some(Self::SignOff(part)),
            _ => None,
        }
    }
}

impl fmt::Display for CardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Release(number) => write!(f, "release/{number}"),
            Self::Tickets(number, page) => write!(f, "tickets/{number}/{page}"),
            Self::SideTickets(number, side, page) => write!(f, "side-tickets/{number}/{side}/{page}"),
            Self::Record(number, page) => write!(f, "record/{number}/{page:02}"),
            Self::Side(number, side) => write!(f, "side/{number}/{side}"),
            Self::Outage(number, audience, channel) => write!(f, "outage/{number}/{audience}/{channel}"),
            Self::OutageEvent(number) => write!(f, "outage-event/{number}"),
            Self::OutageDesk(number) => write!(f, "outage-desk/{number}"),
            Self::Day(service, slot) => write!(f, "day/{service}/{}/{}", slot.cadence, slot.date),
            Self::Checklist(p) => write!(
                f,
                "checklist/{}/{}/{}/{}/{:02}",
                p.release, p.step, p.ask, p.round, p.page
            ),
            Self::SignOff(p) => write!(
                f,
                "sign-off/{}/{}/{}/{}/{}",
                p.release, p.step, p.ask, p.round, p.page
            ),
        }
    }
}

/// The pages of a checklist, in order.
pub fn pages(checklist: &super::process::Checklist) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut first = 0;
    for (section, part) in checklist.sections.iter().enumerate() {
        let of = part.items.len().div_ceil(ITEMS_PER_CARD);
        for n in 0..of {
            let len = ITEMS_PER_CARD.min(part.items.len() - n * ITEMS_PER_CARD);
            pages.push(Page {
                section,
                first: first + n * ITEMS_PER_CARD,
                len,
                of_section: (n + 1, of),
            });
        }
        first += part.items.len();
    }
    pages
}

/// The cards that a release has now: its own, and those of the steps that were opened.
pub fn cards(release: &Release) -> Vec<CardKey> {
    let mut cards = vec![CardKey::Release(release.number)];
    if !release.tickets.is_empty() {
        let pages = release
            .tickets
            .attached()
            .count()
            .div_ceil(TICKETS_PER_CARD)
            .max(1);
        cards.extend((0..pages).map(|page| CardKey::Tickets(release.number, page)));
        for side in release.process.sides.keys() {
            let of_side = |page| CardKey::SideTickets(release.number, side.clone(), page);
            cards.extend((0..pages).map(of_side));
        }
    }
    let sides = release.process.sides.keys();
    cards.extend(sides.map(|side| CardKey::Side(release.number, side.clone())));
    let of_record = release.process.record.len().div_ceil(ITEMS_PER_CARD);
    cards.extend((0..of_record).map(|page| CardKey::Record(release.number, page)));
    for (step, state) in release.process.steps.iter().zip(&release.steps) {
        if state.open_since.is_none() {
            continue;
        }
        for ask in &step.asks {
            let part = |page| Part {
                release: release.number,
                step: step.name.clone(),
                ask: ask.name.clone(),
                round: state.round,
                page,
            };
            match &ask.kind {
                AskKind::Checklist { .. } => {
                    let count = release.find_checklist(ask).map_or(0, |l| pages(l).len());
                    cards.extend((0..count).map(|page| CardKey::Checklist(part(page))));
                }
                AskKind::SignOff(_) => cards.push(CardKey::SignOff(part(0))),
                _ => {}
            }
        }
    }
    cards
}

/// Where a card is posted: what a side has to do is in its own channel, everything else with the team.
pub fn home(release: &Release, card: &CardKey) -> Home {
    let of_side = |name: &SideName| release.process.sides.get(name).map(|side| side.channel.clone());
    let side = match card {
        CardKey::Release(_) | CardKey::Day(..) => return Home::Releases,
        CardKey::Record(..)
        | CardKey::Tickets(..)
        | CardKey::Outage(..)
        | CardKey::OutageEvent(_)
        | CardKey::OutageDesk(_) => None,
        CardKey::Side(_, side) | CardKey::SideTickets(_, side, _) => of_side(side),
        CardKey::Checklist(part) | CardKey::SignOff(part) => {
            let step = release.process.find_step(&part.step);
            step.and_then(|(_, step)| release.process.side_of_step(step))
                .and_then(|(side, _)| of_side(side))
        }
    };
    side.map_or(Home::Thread, Home::Side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back() {
        let part = Part {
            release: 17,
            step: "smoke-pre-prod".into(),
            ask: "smoke".into(),
            round: 2,
            page: 3,
        };
        for key in [
            CardKey::Release(17),
            CardKey::Tickets(17, 1),
            CardKey::SideTickets(17, "customer".into(), 1),
            CardKey::Checklist(part.clone()),
            CardKey::SignOff(part),
            CardKey::Record(17, 1),
            CardKey::Side(17, "customer".into()),
            CardKey::Day(
                "sync".into(),
                Slot {
                    cadence: "planned".into(),
                    date: "2026-11-24".parse().unwrap(),
                },
            ),
        ] {
            assert_eq!(CardKey::find(&key.to_string()), Some(key));
        }
        assert_eq!(CardKey::find("release/seventeen"), None);
        assert_eq!(CardKey::find("release/17/x"), None);
    }
}
