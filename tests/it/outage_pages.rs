//! Outages as they are read without Discord: over HTTP, from the real bot, each document read back by a program that
//! did not write it.

use chrono::{DateTime, Utc};
use gonogo::app::{App, Library, ShelvedProcess};
use gonogo::clock::Clock;
use gonogo::domain::command::ServiceCommand;
use gonogo::domain::name::{AudienceName, PersonId, RoleName, ServiceName};
use gonogo::domain::outage::{Change, OutageAbout, OutageCommand, OutageWords, Plan, Window};
use gonogo::domain::person::Actor;
use gonogo::playbook::{self, Source};
use gonogo::web::feeds::{NewFeed, new_address};
use reqwest::header::{HeaderMap, HeaderName};

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};

mod browser;
mod feeds;
mod page;

/// A shop of which customers read on a public page, and staff do not.
const SHOP: &str = r##"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["staging", "prod"]
roles = ["SRE team"]

[outages]
by = ["SRE team"]

[audience.customers]
title = "Customers"
channel = "outages"
impact = "You cannot order."
questions = "help@example.org"
public = true

[audience.staff]
title = "Staff"
channel = "outages"
impact = "No parcel leaves the house."

[[process]]
name = "hotfix"
title = "Hotfix"
purpose = "A repair that cannot wait."

[[process.step]]
name = "plan"
title = "Announce the outage"
owner = "SRE team"
asks = [{ outage = "customers" }]

[[process.step]]
name = "deploy"
title = "Deploy on prod"
owner = "SRE team"
environment = "prod"
gates = ["outage-begun"]
asks = ["It runs"]
closes_outage = true
"##;

fn shop_with(changes: &[(&str, &str)]) -> Vec<Source> {
    let mut text = SHOP.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let name = "shop.toml".to_owned();
    vec![Source { name, text }]
}

fn shop() -> Vec<Source> {
    shop_with(&[])
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// On Tuesday 24 November 2026, which is 18:00 to 20:00 in Auckland at "05:00" to "07:00".
fn window(start: &str, end: &str) -> Window {
    Window {
        start: at(&format!("2026-11-24T{start}:00Z")),
        end: at(&format!("2026-11-24T{end}:00Z")),
    }
}

/// Somebody of the team at another gonogo on the same database, as a second one is for safety.
struct Elsewhere {
    app: App,
    who: Actor,
    given: usize,
}

impl Elsewhere {
    async fn begin(story: &Story, sources: &[Source]) -> Self {
        let processes = playbook::read_all(sources).unwrap();
        let processes = processes.into_iter().flat_map(|p| p.processes);
        let shelved = processes.map(|process| ShelvedProcess {
            digest: playbook::digest(&process),
            process: process.into(),
        });
        let clock = Clock::by_hand(story.clock.now());
        let (scheduler, courier) = (clock.worker().alarm(), clock.worker().alarm());
        let app = App::new(
            story.store().await,
            clock,
            Library::new(shelved.collect()),
            scheduler,
            courier,
        );
        let who = Actor {
            id: PersonId::from("100000000000000042"),
            roles: [RoleName::from("SRE team")].into(),
        };
        Self { app, who, given: 0 }
    }

    fn key(&mut self) -> String {
        self.given += 1;
        format!("elsewhere/{}/{}", self.who.id, self.given)
    }

    async fn asks(&mut self, command: ServiceCommand) {
        let (key, shop) = (self.key(), ServiceName::from("shop"));
        let done = self
            .app
            .handle_for_service(&key, &self.who, &shop, &command)
            .await;
        done.unwrap();
    }

    /// A feed, opened below the bot's address.
    async fn opens_feed(&mut self, story: &Story) -> NewFeed {
        let feed = new_address(&story.web());
        self.asks(ServiceCommand::OpenFeed(feed.digest.clone())).await;
        feed
    }

    /// Announces an outage to an audience; gives its number.
    async fn announces(&mut self, audience: &str, window: Window, words: OutageWords) -> i64 {
        let about = OutageAbout {
            audiences: vec![AudienceName::from(audience)],
            words,
            ..OutageAbout::default()
        };
        let plan = Plan {
            about,
            window,
            reason: None,
        };
        let (key, shop) = (self.key(), ServiceName::from("shop"));
        let drafted = self.app.draft_outage(&key, &self.who, &shop, &plan).await;
        let number = drafted.unwrap().number;
        self.keeps(number, OutageCommand::Publish(window)).await;
        number
    }

    async fn keeps(&mut self, number: i64, command: OutageCommand) {
        let key = self.key();
        let kept = self.app.keep_outage(&key, &self.who, number, &command).await;
        kept.unwrap();
    }
}

/// What a reader gets.
struct Got {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn get(story: &Story, url: &str, headers: &[(HeaderName, &str)]) -> Got {
    let mut request = story.http.get(url);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let response = request.send().await.unwrap();
    Got {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.text().await.unwrap(),
    }
}

async fn page_of(story: &Story) -> String {
    let got = get(story, &format!("{}/outages", story.web()), &[]).await;
    assert_eq!(got.status, 200, "{}", got.body);
    got.body
}

/// The page as a person reads it: without marks, a line for each piece of text.
fn seen(page: &str) -> String {
    let main = page
        .split("<main>")
        .nth(1)
        .and_then(|p| p.split("</main>").next());
    let broken = ["</dd>", "</dt>", "</p>", "</h2>", "</h3>", "</li>", "<br>"]
        .iter()
        .fold(main.unwrap().to_owned(), |text, mark| text.replace(mark, "\n"));
    let marks = regex::Regex::new("<[^>]*>").unwrap();
    let text = marks.replace_all(&broken, "").into_owned();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n")
}
