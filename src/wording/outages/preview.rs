//! What each audience will be told, and when, before anybody is told.
//!
//! Called for the preview of an announcement and of every change. What is told now, and to whom, is what the very fact
//! would call for; what is told later is what would then be due. So a preview cannot say anything else than what comes.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::domain::audience::{Audience, NewsKind};
use crate::domain::name::{AudienceName, PersonId, RoleName};
use crate::domain::notice::{News, OutageNews, Recipient, Word, told_of_outage};
use crate::domain::outage::{MomentKind, Outage, OutageFact, Window, moments};
use crate::domain::person::Stamp;
use crate::domain::process::Service;

use super::chat::words;
use super::letter::bare_letter;

mod message;

pub use message::preview_message;

/// Those who asked to be told by direct message.
pub type Subscribers = BTreeMap<AudienceName, BTreeSet<PersonId>>;

/// A notice that an audience will get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Who is told.
    pub audience: AudienceName,
    /// The audience, as people read it.
    pub title: String,
    /// Where.
    pub place: Place,
    /// The roles that are called there.
    pub calls: Vec<RoleName>,
    /// When.
    pub when: When,
    /// What kind of news it is.
    pub kind: NewsKind,
    /// What it says, as far as that is known before.
    pub text: String,
}

/// Where an audience is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In a channel, by its name in bot.toml.
    Channel(String),
    /// By direct message, so many people.
    Subscribers(usize),
    /// By mail, to that address.
    Mail(String),
    /// By a signed webhook, by its name in bot.toml.
    Endpoint(String),
}

/// When an audience is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// At once.
    Now,
    /// At that time, unless it is changed before.
    At(DateTime<Utc>),
    /// When somebody says that it begins.
    ItBegins,
    /// When it is over.
    ItIsOver,
}

/// Everything that is about to be told of an outage.
#[derive(Clone, Copy, Debug)]
pub struct Intent<'a> {
    /// The outage's number; 0 while it has none.
    pub number: i64,
    /// The outage before.
    pub before: &'a Outage,
    /// What is about to happen to it.
    pub fact: &'a OutageFact,
    /// Its service.
    pub service: &'a Service,
    /// Who asked to be told by direct message.
    pub subscribers: &'a Subscribers,
}

/// Every notice that each audience will get: what is told at once first, then in the order of time.
pub fn preview(intent: &Intent<'_>, now: DateTime<Utc>) -> Vec<Planned> {
    let mut after = intent.before.clone();
    after.apply(intent.fact, nobody(now));
    let mut planned = Vec::new();
    for notice in told_of_outage(intent.number, intent.fact, now, &after) {
        if let (Recipient::Audience(name), Word::Outage(news)) = (&notice.to, &notice.word) {
            planned.extend(intent.told_to(name, news, &after, When::Now, now));
        }
    }
    planned.extend(intent.later(&after));
    let order = |planned: &Planned| {
        let audiences = after.about.audiences.iter();
        audiences.take_while(|name| **name != planned.audience).count()
    };
    planned.sort_by_key(|planned| (order(planned), planned.when));
    planned
}

impl Intent<'_> {
    /// What is due afterwards.
    fn later(&self, after: &Outage) -> Vec<Planned> {
        let Some(window) = after.find_open_window() else {
            return Vec::new();
        };
        let everybody = |what: News, when, at| self.told_to_all(after, window, what, when, at);
        let mut later = Vec::new();
        for moment in moments(self.number, after, self.service) {
            let (when, at) = (When::At(moment.due_at), moment.due_at);
            later.extend(match moment.kind {
                MomentKind::Lead(audience, lead) => {
                    let news = self.news(after, window, News::Reminder(lead), at);
                    self.told_to(&audience, &news, after, when, at)
                }
                MomentKind::Begins => everybody(News::Started, when, at),
                // To the team, and only if it comes to that.
                MomentKind::EndsSoon | MomentKind::Overruns => Vec::new(),
            });
        }
        if after.started.is_none() && after.about.starts_by_hand {
            later.extend(everybody(News::Started, When::ItBegins, window.start));
        }
        later.extend(everybody(News::Ended, When::ItIsOver, window.end));
        later
    }

    fn told_to_all(
        &self,
        after: &Outage,
        window: Window,
        what: News,
        when: When,
        at: DateTime<Utc>,
    ) -> Vec<Planned> {
        let news = self.news(after, window, what, at);
        let audiences = after.about.audiences.iter();
        let told = audiences.flat_map(|name| self.told_to(name, &news, after, when, at));
        told.collect()
    }

    fn news(&self, after: &Outage, window: Window, what: News, due_at: DateTime<Utc>) -> OutageNews {
        OutageNews {
            number: self.number,
            revision: after.revision,
            window: Some(window),
            what,
            due_at,
            is_first: false,
        }
    }

    /// The same news everywhere an audience is told; nothing of what it does not want to hear.
    fn told_to(
        &self,
        name: &AudienceName,
        news: &OutageNews,
        after: &Outage,
        when: When,
        at: DateTime<Utc>,
    ) -> Vec<Planned> {
        let (Some(audience), Some(kind)) = (self.service.audiences.get(name), news.kind()) else {
            return Vec::new();
        };
        if audience.spared.contains(&kind) {
            return Vec::new();
        }
        let subscribers = self.subscribers.get(name).map_or(0, BTreeSet::len);
        let in_letters = LazyCell::new(|| {
            let letter = bare_letter(news, after, self.service, audience, at);
            format!("{}\n\n{}", letter.subject, letter.text)
        });
        let in_chat = LazyCell::new(|| words(news, after, self.service, audience, at));
        let planned = |place: Place| Planned {
            audience: name.clone(),
            title: audience.title.clone(),
            text: match place {
                Place::Mail(_) | Place::Endpoint(_) => in_letters.clone(),
                Place::Channel(_) | Place::Subscribers(_) => in_chat.clone(),
            },
            calls: match place {
                // The announcement calls, and nothing that is said below it.
                Place::Channel(_) if news.is_first => audience.calls.clone(),
                _ => Vec::new(),
            },
            place,
            when,
            kind,
        };
        places(audience, subscribers).into_iter().map(planned).collect()
    }
}

/// Everywhere an audience is told.
fn places(audience: &Audience, subscribers: usize) -> Vec<Place> {
    let channels = audience.all_channels().map(|c| Place::Channel(c.to_owned()));
    let people = (audience.subscribers && subscribers > 0).then_some(Place::Subscribers(subscribers));
    let mail = audience.mail.iter().cloned().map(Place::Mail);
    let endpoints = audience.endpoints.iter().cloned().map(Place::Endpoint);
    channels.chain(people).chain(mail).chain(endpoints).collect()
}

/// Whoever will do it: a preview is nobody's act, and not the clock's.
fn nobody(at: DateTime<Utc>) -> Stamp {
    Stamp {
        by: PersonId::from("preview"),
        at,
    }
}
