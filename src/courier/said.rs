//! What a notice says and where it is said, as the state now is.
//!
//! Asked by the courier, which takes it to Discord, and by a rehearsal, which prints it: both read the same sentences.
//! It knows no channel's number and sends nothing.

use std::collections::BTreeMap;

use crate::app::{App, Fault};
use crate::domain::card::CardKey;
use crate::domain::decide::{Situation, keepers};
use crate::domain::month::YearMonth;
use crate::domain::name::{PersonId, ServiceName};
use crate::domain::notice::{DayCall, DayWord, News, Notice, OutageNews, Recipient, RotationSaid, Word};
use crate::wording::message::Message;
use crate::wording::month::Telling;
use crate::wording::notices::{RoleIds, notice as of_release, service_notice};
use crate::wording::outages;
use crate::wording::release_day::{Seen, call};
use crate::wording::report::People;

/// Where releases are announced, by its name in bot.toml.
const RELEASES: &str = "releases";

/// Of how many open releases a handover says where they stand; the others are named.
const MOST_OPEN: usize = 12;

/// What becomes of a notice, as the state now is.
#[derive(Clone, Debug)]
pub enum Saying {
    /// It is said there.
    Said(Box<Message>, Place),
    /// It waits for something that is on its way.
    Waits(&'static str),
    /// There is no sense in saying it any more.
    Unneeded(&'static str),
    /// What it is about is gone.
    Lost(String),
}

/// Where something is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a channel, by its name in bot.toml.
    Channel(String),
    /// In the thread of the release of that number.
    Thread(i64),
    /// In the conversation with somebody.
    Person(PersonId),
    /// In a channel, below a card.
    Below(CardKey, String),
}

/// What a notice of that stream says, and where; `roles` are those that can be called, `guild` is the server on which
/// cards have addresses.
///
/// # Errors
/// [`Fault`] when the store or the journal failed.
pub async fn say(
    app: &App,
    stream: &str,
    notice: &Notice,
    (roles, guild): (&RoleIds, Option<u64>),
) -> Result<Saying, Fault> {
    if let Word::Outage(news) = &notice.word {
        return of_outage(app, notice, news, roles).await;
    }
    if let Word::Month { month, channel } = &notice.word {
        return about_month(app, stream, *month, channel.as_deref()).await;
    }
    if let Word::Day(word) = &notice.word {
        return of_day(app, stream, notice, word, (roles, guild)).await;
    }
    let number = stream.strip_prefix("release/");
    match number.and_then(|n| n.parse().ok()) {
        Some(number) => about_release(app, number, notice, roles).await,
        None => {
            let open = open_at_a_handover(app, notice).await?;
            Ok(about_service(app, stream, notice, roles, &open))
        }
    }
}

fn said(message: Message, place: Place) -> Saying {
    Saying::Said(Box::new(message), place)
}

/// What a month was like. The courier says it with names and links; without a server there are none.
async fn about_month(
    app: &App,
    stream: &str,
    month: YearMonth,
    channel: Option<&str>,
) -> Result<Saying, Fault> {
    let service = stream.strip_prefix("service/").unwrap_or_default();
    let Some(found) = app.find_month(&ServiceName::from(service), month).await? else {
        return Ok(Saying::Lost("No playbook has its service any more".to_owned()));
    };
    let message = Telling::new(&found, None, &People::default()).message();
    Ok(said(
        message,
        Place::Channel(channel.unwrap_or(RELEASES).to_owned()),
    ))
}

/// The releases that whoever hands over leaves open, as they are now.
async fn open_at_a_handover(app: &App, notice: &Notice) -> Result<Vec<Situation>, Fault> {
    let Word::Rotation(news) = &notice.word else {
        return Ok(Vec::new());
    };
    let RotationSaid::Handover(handover) = &news.said else {
        return Ok(Vec::new());
    };
    let mut open = Vec::new();
    for (number, _) in handover.open.iter().take(MOST_OPEN) {
        open.extend(app.find(*number).await?);
    }
    Ok(open)
}

fn about_service(app: &App, stream: &str, notice: &Notice, roles: &RoleIds, open: &[Situation]) -> Saying {
    let processes = app.processes_of_stream(stream);
    let of_side = processes
        .iter()
        .find(|p| matches!(&notice.to, Recipient::Side(side) if p.sides.contains_key(side)));
    let Some(process) = of_side.or(processes.first()) else {
        return Saying::Lost("No playbook has its service any more".to_owned());
    };
    let message = service_notice(notice, process, roles, open);
    let place = match &notice.to {
        Recipient::ThreadOf(number) => return said(message, Place::Thread(*number)),
        Recipient::Subscriber { person, .. } | Recipient::Person(person) => {
            return said(message, Place::Person(person.clone()));
        }
        Recipient::Audience(audience) => processes
            .iter()
            .find_map(|p| p.audiences.get(audience))
            .and_then(|a| a.channel.as_deref())
            .unwrap_or(RELEASES),
        Recipient::Side(side) => {
            let side = process.sides.get(side);
            side.map_or(RELEASES, |side| side.channel.as_str())
        }
        Recipient::Channel { channel, .. } => channel.as_str(),
        Recipient::Thread | Recipient::Releases | Recipient::Mail { .. } | Recipient::Endpoint { .. } => {
            RELEASES
        }
    };
    said(message, Place::Channel(place.to_owned()))
}

async fn about_release(app: &App, number: i64, notice: &Notice, roles: &RoleIds) -> Result<Saying, Fault> {
    let Some(situation) = app.find(number).await? else {
        return Ok(Saying::Lost("Its release is missing".to_owned()));
    };
    let release = &situation.release;
    let message = of_release(notice, release, roles);
    let place = match &notice.to {
        Recipient::Thread | Recipient::ThreadOf(_) => return Ok(said(message, Place::Thread(number))),
        Recipient::Subscriber { person, .. } | Recipient::Person(person) => {
            return Ok(said(message, Place::Person(person.clone())));
        }
        Recipient::Audience(audience) => release
            .process
            .audiences
            .get(audience)
            .and_then(|a| a.channel.as_deref())
            .unwrap_or("outages"),
        Recipient::Channel { channel, .. } => channel.as_str(),
        Recipient::Side(side) => {
            let side = release.process.sides.get(side);
            side.map_or(RELEASES, |side| side.channel.as_str())
        }
        Recipient::Releases | Recipient::Mail { .. } | Recipient::Endpoint { .. } => RELEASES,
    };
    Ok(said(message, Place::Channel(place.to_owned())))
}

/// A call to a planned day. In the channel it hangs below the day's card, which comes with the day.
async fn of_day(
    app: &App,
    stream: &str,
    notice: &Notice,
    word: &DayWord,
    (roles, guild): (&RoleIds, Option<u64>),
) -> Result<Saying, Fault> {
    let Some(service) = stream.strip_prefix("service/").map(ServiceName::from) else {
        return Ok(Saying::Lost("No playbook has its service any more".to_owned()));
    };
    let found = app.find_release_day(&service, &word.slot).await?;
    let Some(day) = found.day() else {
        return Ok(Saying::Unneeded("no such days are planned any more"));
    };
    if day.day() != word.day || day.is_skipped() {
        return Ok(Saying::Unneeded("the day was moved or skipped meanwhile"));
    }
    let key = CardKey::Day(service, word.slot.clone());
    let card = match (&notice.to, guild) {
        (Recipient::Person(_), Some(guild)) if day.has_begun() => address_of(app, &key, guild).await?,
        _ => Address::Unknown,
    };
    let card = match card {
        Address::Known(url) => Some(url),
        Address::Unknown => None,
        Address::OnItsWay => return Ok(Saying::Waits("the card of the day is not posted yet")),
    };
    let seen = Seen {
        card: card.as_deref(),
        day,
        process: found.process(),
        releases: &found.releases,
        threads: &BTreeMap::new(),
        now: app.now(),
    };
    let Some(message) = call(word, &notice.to, &seen, roles) else {
        return Ok(Saying::Unneeded("nobody owes anything"));
    };
    let place = match &notice.to {
        Recipient::Person(person) => Place::Person(person.clone()),
        _ if matches!(word.what, DayCall::Before { .. }) => Place::Channel(RELEASES.to_owned()),
        _ => Place::Below(key, RELEASES.to_owned()),
    };
    Ok(said(message, place))
}

/// Where a card is.
enum Address {
    Known(String),
    /// It is being posted.
    OnItsWay,
    /// There is none, or it cannot be posted, of which the team was told.
    Unknown,
}

async fn address_of(app: &App, key: &CardKey, guild: u64) -> Result<Address, Fault> {
    let mut tx = app.store().read().await?;
    let Some(card) = tx.card(&key.to_string()).await? else {
        return Ok(Address::Unknown);
    };
    Ok(match (card.channel_id, card.message_id, card.problem) {
        (Some(channel), Some(message), _) => Address::Known(format!(
            "https://discord.com/channels/{guild}/{channel}/{message}"
        )),
        (_, _, None) => Address::OnItsWay,
        _ => Address::Unknown,
    })
}

/// News of an outage. What a channel reads hangs below the announcement there.
async fn of_outage(app: &App, notice: &Notice, news: &OutageNews, roles: &RoleIds) -> Result<Saying, Fault> {
    let missing = || Saying::Lost("Its outage is missing".to_owned());
    let Some(found) = app.find_outage(news.number).await? else {
        return Ok(missing());
    };
    let (Some(outage), Some(process)) = (found.outage(), found.processes.first()) else {
        return Ok(missing());
    };
    if matches!(news.what, News::Reminder(_)) && news.revision < outage.revision {
        return Ok(Saying::Unneeded("what it told has changed meanwhile"));
    }
    let service = &process.service;
    let audience = match &notice.to {
        Recipient::Channel { audience, .. } | Recipient::Subscriber { audience, .. } => audience,
        _ => {
            let message = outages::to_team(news, &keepers(&found.processes), service, roles);
            return Ok(said(message, Place::Channel(RELEASES.to_owned())));
        }
    };
    let Some(known) = service.audiences.get(audience) else {
        let lost = format!("The playbook has no audience `{audience}` any more");
        return Ok(Saying::Lost(lost));
    };
    let message = outages::notice(news, outage, service, known, app.now());
    Ok(match &notice.to {
        Recipient::Subscriber { person, .. } => said(message, Place::Person(person.clone())),
        Recipient::Channel { channel, .. } => {
            let card = CardKey::Outage(news.number, audience.clone(), channel.clone());
            said(message, Place::Below(card, channel.clone()))
        }
        _ => missing(),
    })
}
