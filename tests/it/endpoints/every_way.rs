//! One outage that stands alone, told by every way at once while one of each way is broken.

use gonogo::outbound;
use gonogo::playbook::Source;
use serde_json::json;

use super::Sketch;
use super::pages::Page;
use super::stories::Crm;
use crate::database::{Database, on_both_databases};
use crate::mail::outages::{by_mail, letters_to};
use crate::mail::post_office::PostOffice;
use crate::outage_notices::{asks, direct, events};
use crate::story::{Person, Story, assert_snapshot};

/// Two audiences in two channels, one of which is told by every way there is.
const BOOK: &str = r##"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["prod"]
roles = ["SRE team"]

[outages]
by = ["SRE team"]

[audience.users]
title = "Shop users"
channel = "outages"
endpoints = ["crm", "status"]
mail = ["ana@example.com", "ben@example.net"]
subscribers = true
public = true
impact = "You cannot order."

[audience.staff]
title = "Shop staff"
channel = "staff-news"

[[process]]
name = "upgrade"
title = "Upgrade"
purpose = "A new version of the shop."

[[process.step]]
name = "upgrade"
title = "Upgrade"
owner = "SRE team"
asks = ["It is upgraded"]
"##;

/// How often something was said to each: those that work, then those that are broken.
struct Heard {
    works: Vec<(&'static str, usize)>,
    broken: Vec<(&'static str, usize)>,
}

/// Everybody who is told, by every way.
struct Ways {
    crm: Crm,
    page: std::sync::Arc<Page>,
    office: PostOffice,
    ana: std::sync::Arc<Person>,
    ben: std::sync::Arc<Person>,
}

impl Ways {
    async fn heard(&self, story: &Story) -> Heard {
        let notices = |channel| async move { story.messages(channel).await.len() };
        let taken = |address| letters_to(&self.office, address).len();
        Heard {
            works: vec![
                ("#staff-news", notices("staff-news").await),
                ("ben's direct messages", direct(&self.ben).await.len()),
                ("ben's mail", taken("ben@example.net")),
                ("the status page's incidents", self.page.course().lines().count()),
            ],
            broken: vec![
                ("#outages", notices("outages").await),
                ("ana's direct messages", direct(&self.ana).await.len()),
                ("ana's mail", taken("ana@example.com")),
                ("crm", self.crm.taken()),
            ],
        }
    }

    async fn breaks(&self, story: &Story) {
        asks(
            story,
            "channels",
            json!({ "name": "outages", "bot_may_not": ["SEND_MESSAGES"] }),
        )
        .await;
        asks(story, "people", json!({ "name": "ana", "dms": "closed" })).await;
        self.office.refuses("ana@example.com", 550, "5.1.1 no such user");
        self.crm.answers(503);
    }

    async fn mends(&self, story: &Story) {
        asks(story, "channels", json!({ "name": "outages", "bot_may_not": [] })).await;
        asks(story, "people", json!({ "name": "ana", "dms": "open" })).await;
        self.office.knows("ana@example.com");
        self.crm.answers(204);
    }
}

async fn begin(db: Database) -> (Story, Ways, impl Sized) {
    let (page, page_listener, _) = Page::opens().await;
    let (crm, office) = (Crm::listens().await, PostOffice::open().await);
    let (there, page_there) = (crm.at("/hook"), page_listener.at("http", "127.0.0.1", "/v1"));
    let book = Source {
        name: "shop.toml".to_owned(),
        text: BOOK.to_owned(),
    };
    let mut story = Story::with_playbooks(db, vec![book]).await;
    let mail = office.address;
    story
        .leaves_by(move |clock| outbound::Settings {
            endpoints: vec![
                Sketch::plain(there.clone()).settings("crm", clock),
                Page::sketch(page_there.clone()).settings("status", clock),
            ],
            ..by_mail(mail)
        })
        .await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    for person in [&ana, &ben] {
        person
            .commands("outage subscribe", &[("audience", "users")])
            .await;
    }
    let ways = Ways {
        crm,
        page,
        office,
        ana,
        ben,
    };
    (story, ways, page_listener)
}

/// S0.20: whoever can be told is told at once; who cannot is told when they can, each once.
async fn one_broken_way_of_each_kind_holds_up_nobody(db: Database) {
    let (story, ways, _page) = begin(db).await;
    let feed = ways.ben.commands("outage feed", &[]).await;
    let secret = regex::Regex::new(r"http://\S+/outages\.atom").unwrap();
    let feed = secret.find(&feed).unwrap().as_str().to_owned();
    let read = async |url: String| story.http.get(url).send().await.unwrap().text().await.unwrap();
    ways.breaks(&story).await;
    let when = [("service", "shop"), ("when", "26 nov 18:00"), ("length", "2h")];
    ways.ana.commands("outage schedule", &when).await;
    ways.ana.presses("Publish").await;
    story.settle().await;
    let heard = ways.heard(&story).await;
    assert!(
        heard.works.iter().all(|(_, times)| *times == 1),
        "{:?}",
        heard.works
    );
    assert!(
        heard.broken.iter().all(|(_, times)| *times == 0),
        "{:?}",
        heard.broken
    );
    assert_snapshot!(events(&story).await.join("\n"), @"Shop unavailable (1) 26 05:00 to 26 07:00: Outage 1 (gonogo) at Shop");
    let page = read(format!("{}/outages", story.web())).await;
    assert!(page.contains("You cannot order."), "{page}");
    let entries = read(feed.clone()).await;
    assert_eq!(entries.matches("<entry>").count(), 1, "{entries}");

    ways.mends(&story).await;
    story.passes("11m").await;
    story.passes("11m").await;
    let heard = ways.heard(&story).await;
    for (who, times) in heard.works.iter().chain(&heard.broken) {
        assert_eq!(*times, 1, "{who}: each is told once");
    }
    ways.ana.commands("outage cancel", &[("outage", "1")]).await;
    ways.ana.presses("Call it off…").await;
    ways.ana.fills(&[("reason", "The disks are late")]).await;
    story.settle().await;
    let last = ways.crm.heard().pop().unwrap_or_default();
    assert_snapshot!(last, @"outage.cancelled 11-26T05:00 to 11-26T07:00");
    let link = format!("{}/outages/shop", story.web());
    let links = ways.crm.links();
    assert!(
        links.len() >= 2 && links.iter().all(|told| *told == link),
        "{links:?}"
    );
    assert!(read(link).await.contains("Shop"), "the link leads to the page");
    let heard = ways.heard(&story).await;
    for (who, times) in heard.works[..3].iter().chain(&heard.broken) {
        assert_eq!(*times, 2, "{who}: that it is called off");
    }
    assert!(ways.page.course().contains("completed"), "{}", ways.page.course());
    assert_eq!(events(&story).await, [] as [String; 0]);
    assert_eq!(read(feed).await.matches("<entry>").count(), 2);
    story.end().await;
}
on_both_databases!(one_broken_way_of_each_kind_holds_up_nobody);
