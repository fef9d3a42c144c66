//! The change process of document 002, as the team and its customer live it, each from their own channel.

use std::sync::Arc;

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Person, Story, assert_snapshot};

fn change_ticket() -> Vec<Source> {
    vec![Source {
        name: "playbooks/change-ticket.toml".to_owned(),
        text: include_str!("../../playbooks/change-ticket.toml").to_owned(),
    }]
}

const SECTIONS: [(&str, &str); 9] = [
    ("summary", "The log-in page gets a second factor."),
    ("components", "web1 and the identity broker"),
    ("impact", "Outage: yes, 30 min\nNobody can log in."),
    ("tickets", "ESD-40, ESD-41"),
    ("changelog", "uat: 1.4 to 1.5"),
    (
        "deployment",
        "1. stop the broker\n2. install 1.5\n3. start the broker",
    ),
    ("rollback", "1. install 1.4 again"),
    ("tests", "Log in with and without a second factor."),
    ("evidence", "n/a: the broker has a test suite of its own"),
];

struct Team {
    story: Story,
    sue: Arc<Person>,
    eve: Arc<Person>,
}

/// A change that was raised, with its day agreed by both sides.
async fn agreed(db: Database, performer: &str) -> Team {
    let story = Story::with_playbooks(db, change_ticket()).await;
    let (sue, eve) = (story.person("sue").await, story.person("eve").await);
    sue.says("!release start enterprise change 1.5").await;
    sue.presses("Change ticket…").await;
    sue.fills(&[("text", "https://desk.example.org/ESD-42")]).await;
    sue.presses(performer).await;
    sue.presses("Go, and choose the day…").await;
    sue.fills(&[("text", "2026-11-26")]).await;
    eve.presses("Go, and choose the day…").await;
    eve.fills(&[("text", "2026-11-26")]).await;
    Team { story, sue, eve }
}

impl Team {
    async fn writes_the_record(&self) {
        for (section, text) in SECTIONS {
            self.sue
                .says(&format!("!release record 1 {section} {text}"))
                .await;
        }
    }

    async fn says_go(&self, who: &str, title: &str) -> String {
        let person = self.story.person(who).await;
        let label = "Go";
        let go = person
            .find_control(|c| c.component["label"] == label && c.shown.contains(title))
            .await;
        person
            .press(&go.unwrap_or_else(|| panic!("no Go for {title}")))
            .await
    }

    async fn is_approved(&self) {
        for who in ["quinn", "per", "omar"] {
            self.says_go(who, "**Approval of the change**").await;
        }
        self.says_go("max", "**Deployment steps are sound**").await;
    }

    async fn announces_the_outage(&self) {
        self.sue.presses("Plan the outage…").await;
        self.sue
            .fills(&[("start", "2026-11-26 19:00"), ("length", "30 min")])
            .await;
        self.sue.presses("Publish").await;
    }
}

/// S2.1, S2.2, S2.3, S2.4, S2.5, S2.6, S2.7, S2.8, S2.10, S2.12, S2.13, S2.14, S2.16, S2.17, S2.19, S2.20, S2.24,
/// S2.25, S2.26 to S2.34, S2.35, S2.37: Maestrano performs the change.
async fn maestrano_performs_the_change(db: Database) {
    let team = agreed(db, "Maestrano").await;
    let Team { story, sue, eve } = &team;
    assert_snapshot!(story.read("customer").await, @"");

    let early = sue.presses("Request for approval").await;
    assert_snapshot!(story.reader.name_all(&early), @"");
    team.writes_the_record().await;
    let record = story.read("#1").await;
    assert_snapshot!(record.split("gonogo: ").find(|m| m.contains("Change record")).unwrap_or_default(), @"");
    sue.presses("Request for approval").await;
    // An outage is expected: it is announced before anybody approves.
    assert!(story.read("releases").await.contains("▸ **Announce the outage**"));
    team.announces_the_outage().await;
    team.is_approved().await;
    assert_snapshot!(story.read("customer").await, @"");

    let locked = eve
        .commands("release move", &[("release", "1"), ("status", "in-testing")])
        .await;
    assert_snapshot!(story.reader.name_all(&locked), @"");
    eve.presses("It fits technically").await;
    eve.presses("It fits functionally").await;
    eve.presses("yes").await;
    let shut = sue.says("!release move 1 in-testing").await;
    assert_snapshot!(story.reader.name_all(&shut), @"");
    story.time_is("2026-11-26T08:05:00Z").await;
    let procedure = sue.presses("Read: Deployment procedure").await;
    assert_snapshot!(story.reader.name_all(&procedure), @"");
    let not_hers = eve.says_in("customer", "!release move 1 in-testing").await;
    assert!(not_hers.contains("cannot be moved"), "{not_hers}");
    sue.says("!release move 1 in-testing").await;
    assert_snapshot!(story.read("customer").await, @"");

    for item in ["Regression", "Progression", "Tickets in scope"] {
        eve.ticks(item).await;
    }
    eve.presses("accepted").await;
    let quinn = story.person("quinn").await;
    quinn.presses("Tested by Quality Assurance").await;
    let not_hers = sue.says("!release move 1 done").await;
    assert_snapshot!(story.reader.name_all(&not_hers), @"");
    eve.says_in("customer", "!release move 1 done").await;
    assert_snapshot!(story.read("customer").await, @"");
    team.story.end().await;
}
on_both_databases!(maestrano_performs_the_change);

/// S2.11, S2.15, S2.18, S2.22, S2.23: the customer performs the change, and it is rolled back.
async fn the_customer_performs_the_change(db: Database) {
    let team = agreed(db, "the customer").await;
    let Team { story, sue, eve } = &team;
    team.writes_the_record().await;
    sue.says("!release record 1 impact Outage: no").await;
    sue.presses("Request for approval").await;
    assert!(
        story.read("releases").await.contains("▸ **Approval**"),
        "no outage is expected: none is asked for"
    );
    team.is_approved().await;
    assert_snapshot!(story.read("customer").await, @"");
    eve.presses("We take it over").await;
    story.time_is("2026-11-26T01:00:00Z").await;
    let procedure = eve.presses("Read: Deployment procedure").await;
    assert!(procedure.contains("2. install 1.5"), "{procedure}");
    eve.presses("Performed by the deployment procedure").await;
    eve.presses("rolled back").await;
    let quinn = story.person("quinn").await;
    quinn.presses("Tested by Quality Assurance").await;
    sue.presses("Rolled back by the rollback procedure").await;
    eve.presses("Testing is over").await;
    assert_snapshot!(story.read("customer").await, @"");
    assert!(
        story
            .read("releases")
            .await
            .contains("**Finished** · rolled back")
    );
    team.story.end().await;
}
on_both_databases!(the_customer_performs_the_change);

/// S2.9, S2.36: three different people, none of them the author; an edited section makes their word an older one's.
async fn approval_is_for_the_words_that_were_read(db: Database) {
    let team = agreed(db, "the customer").await;
    let Team { story, sue, .. } = &team;
    team.writes_the_record().await;
    sue.says("!release record 1 impact Outage: no").await;
    sue.presses("Request for approval").await;
    team.says_go("quinn", "**Approval of the change**").await;
    let again = team.says_go("quinn", "**Approval of the change**").await;
    assert_snapshot!(story.reader.name_all(&again), @"");
    for who in ["per", "omar"] {
        team.says_go(who, "**Approval of the change**").await;
    }
    sue.says("!release record 1 rollback 1. restore the snapshot of the night before")
        .await;
    let thread = story.read("#1").await;
    assert_snapshot!(thread.split("gonogo: ").find(|m| m.contains("**Approval of the change**")).unwrap_or_default(), @"");
    assert!(story.read("releases").await.contains("▸ **Approval**"));
    team.story.end().await;
}
on_both_databases!(approval_is_for_the_words_that_were_read);
