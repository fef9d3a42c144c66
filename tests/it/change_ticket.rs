//! The change process of document 002, as the team and its customer live it, each from their own channel.

use std::sync::Arc;

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Person, Story, assert_snapshot};

mod customer;
mod tickets;

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
    assert_snapshot!(story.read("customer").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **In preparation** since … · waiting for Maestrano
    Agreed day: **Thursday, 26 November 2026**

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **Date to be agreed** and waits for you: Agree on the day.
    ");

    let early = sue.presses("Request for approval").await;
    assert_snapshot!(story.reader.name_all(&early), @"Approval cannot be asked for yet, since sections are empty: **Summary**, **Components impacted**, **Impact**, **Support tickets**, **Changelog**, **Deployment procedure**, **Rollback procedure**, **Test scenarios** and **Tests done before**. Write with `!release record 1 summary …`, hand in a Markdown file, or mark what does not apply on the record's card.");
    team.writes_the_record().await;
    let record = story.read("#1").await;
    assert_snapshot!(record.split("gonogo: ").find(|m| m.contains("Change record")).unwrap_or_default(), @"
    **Change record** · 9 of 9 sections
    -# Every section is there.
    ✓ 1. **Summary** · @sue, 09:00  [Edit…]
    The log-in page gets a second factor.
    ✓ 2. **Components impacted** · @sue, 09:00  [Edit…]
    web1 and the identity broker
    ✓ 3. **Impact** · @sue, 09:00  [Edit…]
    Outage of 30 minutes. Nobody can log in.
    ✓ 4. **Support tickets** · @sue, 09:00  [Edit…]
    ESD-40, ESD-41
    ✓ 5. **Changelog** · @sue, 09:00  [Edit…]
    uat: 1.4 to 1.5
    ✓ 6. **Deployment procedure** · @sue, 09:00  [Edit…]
    1. stop the broker 2. install 1.5 3. start the broker
    ✓ 7. **Rollback procedure** · @sue, 09:00  [Edit…]
    1. install 1.4 again
    ✓ 8. **Test scenarios** · @sue, 09:00  [Edit…]
    Log in with and without a second factor.
    – 9. Tests done before · n/a by @sue, 09:00: “the broker has a test suite of its own”  [Edit…]
    (Read in full… ▾)
    (Does not apply… ▾)
    [Request for approval]
    ");
    sue.presses("Request for approval").await;
    // An outage is expected: it is announced before anybody approves.
    assert!(story.read("releases").await.contains("▸ **Announce the outage**"));
    team.announces_the_outage().await;
    team.is_approved().await;
    assert_snapshot!(story.read("customer").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **To be Reviewed by Business** since … · waiting for Enterprise Customer
    Agreed day: **Thursday, 26 November 2026**
    Outage: Thu 26 Nov 21:00 to 21:30 (…)
    Your turn: **Review by business**
    -# The outage, the end users and the tests to prepare are in the sections above.
    **Must end users be told?** Choose below.
    [It fits technically] [It fits functionally] [yes] [no] [Read: Summary]
    [Read: Impact] [Read: Test scenarios]

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **Date to be agreed** and waits for you: Agree on the day.

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **To be Reviewed by Business** and waits for you: Review by business.
    ");

    let locked = eve
        .commands("release move", &[("release", "1"), ("status", "in-testing")])
        .await;
    assert_snapshot!(story.reader.name_all(&locked), @"This release cannot be moved from **To be Reviewed by Business** to `in-testing` by you now. It can go: to **To be Released** by Enterprise Customer, with It fits technically, It fits functionally and Must end users be told?. See `/release status release:1`.");
    eve.presses("It fits technically").await;
    eve.presses("It fits functionally").await;
    eve.presses("yes").await;
    let shut = sue.says("!release move 1 in-testing").await;
    assert_snapshot!(story.reader.name_all(&shut), @"**Perform the change** is shut until the outage begins: Thu 26 Nov 21:00 (…). To begin earlier, plan it anew; or Operations Management can pass this gate with `/release override release:1`, giving a reason.");
    story.time_is("2026-11-26T08:05:00Z").await;
    let procedure = sue.presses("Read: Deployment procedure").await;
    assert_snapshot!(story.reader.name_all(&procedure), @"
    **6. Deployment procedure** · #1 Enterprise platform 1.5
    -# Revision 1 by @sue, 09:00
    1. stop the broker
    2. install 1.5
    3. start the broker
    ");
    let not_hers = eve.says_in("customer", "!release move 1 in-testing").await;
    assert!(not_hers.contains("cannot be moved"), "{not_hers}");
    sue.says("!release move 1 in-testing").await;
    assert_snapshot!(story.read("customer").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **In Testing** since … · waiting for Enterprise Customer and Maestrano
    Agreed day: **Thursday, 26 November 2026**
    Outage: over since Thu 26 Nov 21:05 (…)
    Your turn: **Decide the outcome**
    -# Rolled back by the procedure of the record, or superseded by another release on top.
    **Outcome** Choose below.
    Your turn: **Test on UAT** · 0 of 3 passed
    [accepted] [rolled back] [superseded] [Follow-up change…] [Read: Test scenarios]

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **Date to be agreed** and waits for you: Agree on the day.

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **To be Reviewed by Business** and waits for you: Review by business.

    eve: !release move 1 in-testing

    gonogo: **Test on UAT · Test on UAT** · 0 of 3 passed
    -# Enterprise Customer ticks these
    · Regression scenarios of the change record: what worked before still works  [Pass]
    · Progression scenarios of the change record: what is new works  [Pass]
    · Tickets in scope: no bug among them can be reproduced any more  [Pass]
    [Pass all]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **In Testing** and waits for you: Decide the outcome.
    ");

    for item in ["Regression", "Progression", "Tickets in scope"] {
        eve.ticks(item).await;
    }
    eve.presses("accepted").await;
    let quinn = story.person("quinn").await;
    quinn.presses("Tested by Quality Assurance").await;
    let not_hers = sue.says("!release move 1 done").await;
    assert_snapshot!(story.reader.name_all(&not_hers), @"This release cannot be moved from **In Testing** to `done` by you now. It can go: to **Done** by Enterprise Customer, with Testing is over. See `/release status release:1`.");
    eve.says_in("customer", "!release move 1 done").await;
    assert_snapshot!(story.read("customer").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **Done** · accepted Thu 26 Nov 21:05 (…)
    Agreed day: **Thursday, 26 November 2026**
    Outage: over since Thu 26 Nov 21:05 (…)

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **Date to be agreed** and waits for you: Agree on the day.

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **To be Reviewed by Business** and waits for you: Review by business.

    eve: !release move 1 in-testing

    gonogo: **Test on UAT · Test on UAT** · 3 of 3 passed
    -# Complete since Thu 26 Nov 21:05 (…)
    ✓ Regression scenarios of the change record: what worked before still works
    -# passed by @eve, 21:05
    ✓ Progression scenarios of the change record: what is new works
    -# passed by @eve, 21:05
    ✓ Tickets in scope: no bug among them can be reproduced any more
    -# passed by @eve, 21:05

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **In Testing** and waits for you: Decide the outcome.

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **In Testing** and waits for you: Move it to Done.

    eve: !release move 1 done

    gonogo: #1 Enterprise platform 1.5 is **Done** now.
    ");
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
    assert_snapshot!(story.read("customer").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **To be Released** since … · waiting for Enterprise Customer
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Your turn: **Take the change over**
    -# Whoever takes it over is its reporter from then on.
    [We take it over]

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **Date to be agreed** and waits for you: Agree on the day.

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **To be Released** and waits for you: Take the change over.
    ");
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
    assert_snapshot!(story.read("customer").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **Done** · rolled back Thu 26 Nov 14:00 (…)
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Reporter: @eve, for Enterprise Customer

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **Date to be agreed** and waits for you: Agree on the day.

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **To be Released** and waits for you: Take the change over.

    gonogo: **Test on UAT · Test on UAT** · 0 of 3 passed
    -# The release is over.
    · Regression scenarios of the change record: what worked before still works
    · Progression scenarios of the change record: what is new works
    · Tickets in scope: no bug among them can be reproduced any more

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **In Testing** and waits for you: Decide the outcome.

    gonogo: @Enterprise Customer: #1 Enterprise platform 1.5 is **In Testing** and waits for you: Move it to Done.
    ");
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
    assert_snapshot!(story.reader.name_all(&again), @"You said go …, and one person counts once. To change your mind, press **Take my word back**.");
    for who in ["per", "omar"] {
        team.says_go(who, "**Approval of the change**").await;
    }
    sue.says("!release record 1 rollback 1. restore the snapshot of the night before")
        .await;
    let thread = story.read("#1").await;
    assert_snapshot!(thread.split("gonogo: ").find(|m| m.contains("**Approval of the change**")).unwrap_or_default(), @"
    ### Go or no-go · Enterprise platform 1.5
    **Approval of the change** · waiting for Quality Assurance, Peer and Operations Management since …
    Quality Assurance: 0 of 1 go · Peer: 0 of 1 go · Operations Management: 0 of 1 go
    What you approve: version 1.5 · change ticket <https://desk.example.org/ESD-42> · who performs the change? `the customer` · change record, 9 sections
    ↻ @quinn's go (…) does not count any more: “Rollback procedure” was rewritten.
    ↻ @per's go (…) does not count any more: “Rollback procedure” was rewritten.
    ↻ @omar's go (…) does not count any more: “Rollback procedure” was rewritten.
    -# Rules: one person counts once · not by whoever started the release
    [Still go] [Go] [No-go…] [Take my word back] [Show what changed]
    [Add evidence…]
    ");
    assert!(story.read("releases").await.contains("▸ **Approval**"));

    // Whoever has read the difference says so in one press, and counts again.
    let quinn = story.person("quinn").await;
    let still = quinn
        .find_control(|c| {
            c.component["label"] == "Still go" && c.shown.contains("**Approval of the change**")
        })
        .await
        .expect("the go can be renewed");
    quinn.press(&still).await;
    let thread = story.read("#1").await;
    assert!(
        thread.contains("Quality Assurance: 1 of 1 go · Peer: 0 of 1 go"),
        "{thread}"
    );
    team.story.end().await;
}
on_both_databases!(approval_is_for_the_words_that_were_read);
