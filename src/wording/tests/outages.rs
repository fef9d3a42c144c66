//! What audiences read of an outage, kind by kind, in chat and by mail; and what is seen of it before.

use chrono::{DateTime, TimeDelta, Utc};

use super::limits::assert_fits;
use super::reading::read;
use crate::domain::audience::Audience;
use crate::domain::decide::tests::given::*;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::notice::{OutageNews, Word, told_of_outage};
use crate::domain::outage::{Outage, OutageAbout, OutageFact, OutageWords, Window};
use crate::domain::person::Stamp;
use crate::domain::process::Service;
use crate::wording::outages::letter::letter;
use crate::wording::outages::notice;

mod cards;
mod chat;
mod mail;
mod own_words;
mod previews;

/// Six in the evening in Auckland.
const EVENING: &str = "2026-12-01T05:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn hours(start: &str, hours: i64) -> Window {
    let start = at(start);
    Window {
        start,
        end: start + TimeDelta::hours(hours),
    }
}

/// MyPortfolio, whose users are told everywhere.
fn service() -> Service {
    let mut service = Desk::shipped().process("mahara-minor").service.clone();
    let users = service.audiences.get_mut(&"users".into()).unwrap();
    users.calls = vec!["SRE team".into()];
    users.subscribers = true;
    users.mail = vec!["it-news@example.org".to_owned()];
    service
}

fn about(audiences: &[&str]) -> OutageAbout {
    OutageAbout {
        audiences: audiences.iter().map(|name| AudienceName::from(*name)).collect(),
        words: OutageWords {
            why: Some("a security update".to_owned()),
            impact: None,
            still_works: Some("Moodle".to_owned()),
        },
        ..OutageAbout::default()
    }
}

/// An outage and what was told of it, a fact at a time.
struct Story {
    service: Service,
    outage: Outage,
    told: Vec<(OutageNews, Outage, DateTime<Utc>)>,
}

impl Story {
    fn of(service: Service) -> Self {
        Self {
            service,
            outage: Outage::default(),
            told: Vec::new(),
        }
    }

    fn then(mut self, now: &str, by: &str, fact: &OutageFact) -> Self {
        let (now, by) = (at(now), PersonId::from(by));
        self.outage.apply(fact, Stamp { by, at: now });
        let first = told_of_outage(18, fact, now, &self.outage).into_iter().next();
        if let Some(Word::Outage(news)) = first.map(|notice| notice.word) {
            self.told.push((*news, self.outage.clone(), now));
        }
        self
    }

    fn audience(&self) -> &Audience {
        &self.service.audiences[&AudienceName::from("users")]
    }

    fn in_chat(&self) -> String {
        let said = self.told.iter().map(|(news, outage, now)| {
            let message = notice(news, outage, &self.service, self.audience(), *now);
            assert_fits(&message, "a notice");
            read(&message)
        });
        said.collect::<Vec<_>>().join("\n=====\n")
    }

    fn by_mail(&self) -> String {
        let said = self.told.iter().map(|(news, outage, now)| {
            let letter = letter(news, outage, &self.service, self.audience(), *now);
            format!("Subject: {}\n\n{}", letter.subject, letter.text)
        });
        said.collect::<Vec<_>>().join("=====\n")
    }
}

fn announced(audiences: &[&str], window: Window) -> OutageFact {
    OutageFact::Announced {
        about: about(audiences),
        window,
        objections: Vec::new(),
        reason: None,
    }
}

fn changed(window: Window, was: Window) -> OutageFact {
    OutageFact::Changed {
        window,
        was,
        objections: Vec::new(),
        reason: None,
    }
}

/// Announced, moved, changed, begun, longer, shorter, over its end, over.
fn whole_life(service: Service) -> Story {
    let first = hours(EVENING, 2);
    let moved = hours("2026-12-02T05:00:00Z", 2);
    let longer = hours("2026-12-02T05:00:00Z", 3);
    let extended = hours("2026-12-02T05:00:00Z", 5);
    let shortened = hours("2026-12-02T05:00:00Z", 4);
    Story::of(service)
        .then("2026-11-24T08:00:00Z", "ben", &announced(&["users"], first))
        .then("2026-11-24T09:00:00Z", "ben", &changed(moved, first))
        .then("2026-11-24T10:00:00Z", "ben", &changed(longer, moved))
        .then(
            "2026-12-02T05:00:00Z",
            "clock",
            &OutageFact::Started { about: None },
        )
        .then("2026-12-02T07:00:00Z", "ben", &changed(extended, longer))
        .then("2026-12-02T07:30:00Z", "ben", &changed(shortened, extended))
        .then("2026-12-02T09:00:00Z", "clock", &OutageFact::Overran)
        .then("2026-12-02T09:20:00Z", "ben", &OutageFact::Ended)
}
