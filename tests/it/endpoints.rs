//! Endpoints: what is told by webhook, to whom, what comes of the answers, and where nobody is called. Against real
//! HTTP on loopback.

use std::time::Duration;

use chrono::{DateTime, Utc};
use gonogo::clock::Clock;
use gonogo::config::endpoints::{self as plan, Preset};
use gonogo::config::secrets::Place;
use gonogo::domain::outage::Window;
use gonogo::outbound::delivery::{Receipt, Undelivered};
use gonogo::outbound::endpoint::{Call, Endpoint, Kind, PATIENCE, Settings};

mod answers;
mod boards;
mod every_way;
pub(crate) mod listener;
mod pages;
mod reach;
mod signed;
mod stories;
mod tls;

/// What deliveries are signed with.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// What an endpoint of a test is made of.
struct Sketch {
    url: String,
    preset: Preset,
    key: &'static str,
    allow_private: bool,
    authority: Option<Vec<u8>>,
    patience: Duration,
}

impl Sketch {
    /// A plain endpoint on this machine.
    fn plain(url: String) -> Self {
        Self {
            url,
            preset: Preset::Plain,
            key: SECRET,
            allow_private: true,
            authority: None,
            patience: PATIENCE,
        }
    }

    fn endpoint(self) -> Endpoint {
        let clock = Clock::by_hand(at("2026-11-20T02:15:01Z"));
        Endpoint::new(self.settings("crm", &clock)).unwrap()
    }

    /// What bot.toml and the key's file say.
    fn settings(self, name: &str, clock: &Clock) -> Settings {
        Settings {
            name: name.to_owned(),
            plan: plan::Endpoint {
                url: self.url.parse().unwrap(),
                preset: self.preset,
                key: Place::File("/etc/gonogo/crm.key".into()),
                allow_private: self.allow_private,
                authority: None,
            },
            authority: self.authority,
            key: self.key.into(),
            clock: clock.clone(),
            patience: self.patience,
        }
    }
}

/// A call about outage 18 of MyPortfolio, which is to be on Tuesday from six to seven.
fn call(kind: Kind) -> Call {
    let window = Window {
        start: at("2026-11-24T06:00:00Z"),
        end: at("2026-11-24T07:00:00Z"),
    };
    let begun = matches!(kind, Kind::Started | Kind::Overran | Kind::Ended);
    let happened = match kind {
        Kind::Announced | Kind::Changed | Kind::Cancelled => at("2026-11-20T02:15:00Z"),
        Kind::Reminder => at("2026-11-23T06:00:00Z"),
        Kind::Started => at("2026-11-24T06:01:00Z"),
        Kind::Extended => at("2026-11-24T06:45:00Z"),
        Kind::Overran => at("2026-11-24T07:00:00Z"),
        Kind::Ended => at("2026-11-24T07:20:00Z"),
    };
    Call {
        id: Call::id_of(&format!("outage/18/{}/customers/crm", kind.as_str())),
        kind,
        at: happened,
        service: "myportfolio".to_owned(),
        service_title: "MyPortfolio".to_owned(),
        audience: "customers".to_owned(),
        outage: 18,
        revision: u32::from(kind != Kind::Announced),
        window,
        window_before: None,
        started_at: begun.then(|| at("2026-11-24T06:01:00Z")),
        ended_at: kind.is_last().then_some(happened),
        title: "Mahara 22.04.2".to_owned(),
        why: Some("Security fixes".to_owned()),
        impact: Some("Nobody can sign in".to_owned()),
        still_works: None,
        text: format!("The customers' words for {}.", kind.as_str()),
        link: Some("https://gonogo.example.org/outages".to_owned()),
        receipt: None,
    }
}

/// A receipt with this id.
fn receipt(id: &str) -> Result<Receipt, Undelivered> {
    Ok(Receipt {
        id: Some(id.to_owned()),
    })
}

/// What was not delivered, in the words that people read.
fn said(outcome: Result<Receipt, Undelivered>) -> String {
    match outcome {
        Ok(receipt) => format!("taken: {:?}", receipt.id),
        Err(Undelivered::Later { problem, wait }) => match wait {
            Some(wait) => format!("later, after {} s: {problem}", wait.as_secs()),
            None => format!("later: {problem}"),
        },
        Err(Undelivered::Blocked { problem, fix }) => format!("blocked: {problem}\nfix: {fix}"),
    }
}
