//! Tickets of the support desk in a change: moved when it is performed, judged by the customer, discussed, let go.

use super::{Team, agreed};
use crate::database::{Database, on_both_databases};
use crate::story::{Person, SCRIPT_SECRET, Story, assert_snapshot, mac, shown_text};

/// A change of 1.5 with two tickets, approved, and with no outage.
async fn approved_with_two_tickets(db: Database, performer: &str) -> Team {
    let team = agreed(db, performer).await;
    for (ticket, title) in [("ESD-40", "The export fails"), ("ESD-41", "The menu is gone")] {
        is_ready(&team.sue, ticket, title).await;
        team.sue.says(&format!("!ticket attach {ticket} 1")).await;
    }
    team.writes_the_record().await;
    team.sue.says("!release record 1 impact Outage: no").await;
    team.sue.presses("Request for approval").await;
    team.is_approved().await;
    team
}

/// A ticket on which the work is done.
async fn is_ready(sue: &Person, ticket: &str, title: &str) {
    sue.says(&format!("!ticket raise {ticket} {title}")).await;
    for status in ["to-do", "in-progress", "to-be-released"] {
        sue.says(&format!("!ticket move {ticket} {status}")).await;
    }
}

impl Team {
    /// The customer says yes to it, and Maestrano performs it.
    async fn is_performed_by_maestrano(&self) {
        for answer in ["It fits technically", "It fits functionally", "no"] {
            self.eve.presses(answer).await;
        }
        self.story.time_is("2026-11-26T08:05:00Z").await;
        self.sue.presses("Performed by the deployment procedure").await;
    }

    /// Presses beside a ticket, in the channel of the customer.
    async fn customer_presses(&self, who: &Person, ticket: &str, label: &str) -> String {
        let channel = self.story.messages("customer").await[0]["channel_id"].clone();
        let control = who
            .find_control(|c| {
                channel == c.channel.as_str() && c.component["label"] == label && c.beside.contains(ticket)
            })
            .await;
        let control = control.unwrap_or_else(|| panic!("no {label} beside {ticket}"));
        who.press(&control).await
    }

    /// What the customer reads of the change: its card, and that of its tickets.
    async fn card(&self, words: &str) -> String {
        let read = self.story.read("customer").await;
        let mut messages = read.split("\n\n").filter(|message| message.contains(words));
        messages.next().unwrap_or_default().to_owned()
    }
}

/// The messages of a channel that say so.
async fn saying(story: &Story, channel: &str, words: &str) -> Vec<String> {
    let messages = story.messages(channel).await;
    let shown = messages
        .iter()
        .map(shown_text)
        .filter(|text| text.contains(words));
    shown.map(|text| story.reader.name_all(&text)).collect()
}

/// S2.20, S2.21, S2.22, S2.24, S2.25, S2.29, S2.41, S2.45, S2.46, S2.47: two tickets go with a change, one comes back
/// from its test, and the change is rolled back.
async fn a_ticket_comes_back_and_the_change_is_rolled_back(db: Database) {
    let team = approved_with_two_tickets(db, "Maestrano").await;
    let Team { story, sue, eve } = &team;
    // S2.29, S2.41: the customer sees the tickets, and is not awaited before they are in testing.
    assert_snapshot!(team.card("**Tickets of").await, @"
    gonogo: **Tickets of #1 Enterprise platform 1.5** · 0 of 2 tickets done
    **ESD-40** The export fails
    -# To be Released · waiting for Maestrano since …
    **ESD-41** The menu is gone
    -# To be Released · waiting for Maestrano since …
    (Comment… ▾)
    (Another status… ▾)
    ");
    assert_snapshot!(team.card("### Enterprise").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **To be Reviewed by Business** since … · waiting for Enterprise Customer
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Tickets: 0 of 2 tickets done. Their card is below.
    Your turn: **Review by business**
    -# The outage, the end users and the tests to prepare are in the sections above.
    **Must end users be told?** Choose below.
    [It fits technically] [It fits functionally] [yes] [no] [Read: Summary]
    [Read: Impact] [Read: Test scenarios]
    ");

    // S2.45: performed, and all are in testing at once, which is said once.
    team.is_performed_by_maestrano().await;
    assert_snapshot!(saying(story, "customer", "are **In Testing**").await.join("\n--\n"), @"ESD-40 and ESD-41 of #1 Enterprise platform 1.5 are **In Testing**. They wait for Enterprise Customer. The card of the tickets is above.");
    assert_snapshot!(team.card("**Tickets of").await, @"
    gonogo: **Tickets of #1 Enterprise platform 1.5** · 0 of 2 tickets done
    **ESD-40** The export fails  [Done]
    -# In Testing · waiting for Enterprise Customer since …
    **ESD-41** The menu is gone  [Done]
    -# In Testing · waiting for Enterprise Customer since …
    (Comment, or send back… ▾)
    (Another status… ▾)
    ");

    // S2.46: the customer alone judges a ticket.
    let not_hers = team.customer_presses(sue, "ESD-40", "Done").await;
    assert_snapshot!(story.reader.name_all(&not_hers), @"ESD-40 goes from **In Testing** to **Done** by Enterprise Customer; you have: Support Team. From there: **Done** by Enterprise Customer, **Waiting for Support** by Enterprise Customer with a comment.");
    team.customer_presses(eve, "ESD-40", "Done").await;

    // S2.47, S2.20, S2.21: a comment sends it back, and both sides discuss it, once.
    eve.says_in("customer", "!ticket comment ESD-41 the menu is still gone")
        .await;
    assert_snapshot!(saying(story, "#1", "to be discussed").await.join("\n--\n"), @"
    @Support Team: testing of #1 Enterprise platform 1.5 found something, and it is to be discussed.
    · **ESD-41** came back: “the menu is still gone” (@eve, …)
    Rollback plan: “1. install 1.4 again”
    Two ways lead on: **roll back**, by the rollback plan of the change, or **another release on top** of this one before production. Either way the release is then moved to its end with that outcome.
    ");
    assert_snapshot!(saying(story, "customer", "to be discussed").await.join("\n--\n"), @"
    @Enterprise Customer: testing of #1 Enterprise platform 1.5 found something, and it is to be discussed.
    · **ESD-41** came back: “the menu is still gone” (…)
    Rollback plan: “1. install 1.4 again”
    Two ways lead on: **roll back**, by the rollback plan of the change, or **another release on top** of this one before production. Either way the release is then moved to its end with that outcome.
    ");
    assert_snapshot!(team.card("### Enterprise").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **In Testing** since … · waiting for Enterprise Customer and Maestrano
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Tickets: 1 of 2 tickets done. Their card is below.
    **Discussion** open since …: 1 finding. Roll the change back, or plan another release on top of it.
    Your turn: **Decide the outcome**
    -# Rolled back by the procedure of the record, or superseded by another release on top.
    **Outcome** Choose below.
    Your turn: **Test on UAT** · 0 of 3 passed
    [accepted] [rolled back] [superseded] [Follow-up change…] [Read: Test scenarios]
    ");
    assert_snapshot!(team.card("**Tickets of").await, @"
    gonogo: **Tickets of #1 Enterprise platform 1.5** · 1 of 2 tickets done
    **Discussion** open since …: 1 finding. Roll the change back, or plan another release on top of it.
    **ESD-40** The export fails
    -# Done since …
    **ESD-41** The menu is gone
    -# Waiting for Support · waiting for Maestrano since … · “the menu is still gone”
    (Comment, or send back… ▾)
    (Another status… ▾)
    ");

    // S2.22, S2.24, S2.25: it is rolled back, and the customer alone moves it to Done, with that outcome.
    eve.presses("rolled back").await;
    story
        .person("quinn")
        .await
        .presses("Tested by Quality Assurance")
        .await;
    let plan = sue.presses("Read: Rollback procedure").await;
    assert!(plan.contains("1. install 1.4 again"), "{plan}");
    sue.presses("Rolled back by the rollback procedure").await;
    let not_hers = sue.says("!release move 1 done").await;
    assert_snapshot!(story.reader.name_all(&not_hers), @"This release cannot be moved from **In Testing** to `done` by you now. It can go: to **Done** by Enterprise Customer, with Testing is over. See `/release status release:1`.");
    eve.presses("Testing is over").await;
    assert_snapshot!(team.card("### Enterprise").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **Done** · rolled back Thu 26 Nov 21:05 (…)
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Tickets: 1 of 2 tickets done. Their card is below.
    ");
    let listed = sue.says("!ticket list").await;
    assert_snapshot!(story.reader.name_all(&listed), @"
    **Enterprise platform: open tickets**
    **ESD-41** The menu is gone
    -# Waiting for Support · waiting for Support Team since …
    ");
    team.story.end().await;
}
on_both_databases!(a_ticket_comes_back_and_the_change_is_rolled_back);

/// S2.21, S2.23, S2.24, S2.25, S2.51: a new issue is found, and another release on top of this one is to bring its end.
async fn another_change_on_top_takes_what_is_left(db: Database) {
    let team = approved_with_two_tickets(db, "Maestrano").await;
    let Team { story, sue, eve } = &team;
    team.is_performed_by_maestrano().await;
    team.customer_presses(eve, "ESD-40", "Done").await;
    eve.says_in("customer", "!ticket raise ESD-42 #1 The clock is wrong")
        .await;
    assert_snapshot!(saying(story, "customer", "to be discussed").await.join("\n--\n"), @"
    @Enterprise Customer: testing of #1 Enterprise platform 1.5 found something, and it is to be discussed.
    · **ESD-42** is new: “The clock is wrong” (…)
    Rollback plan: “1. install 1.4 again”
    Two ways lead on: **roll back**, by the rollback plan of the change, or **another release on top** of this one before production. Either way the release is then moved to its end with that outcome.
    ");

    // S2.23: the follow-up is a change of its own, and named in this one.
    sue.says("!release start enterprise change 1.6").await;
    eve.presses("superseded").await;
    story
        .person("quinn")
        .await
        .presses("Tested by Quality Assurance")
        .await;
    eve.presses("Follow-up change…").await;
    eve.fills(&[("text", "#2")]).await;
    // S2.51: a ticket is in testing still, and the outcome lets the change end.
    assert!(team.card("**Tickets of").await.contains("In Testing"));
    eve.presses("Testing is over").await;
    assert_snapshot!(team.card("#1\n").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **Done** · superseded Thu 26 Nov 21:05 (…)
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Tickets: 1 of 2 tickets done. Their card is below.
    ");

    // What was under test went back, and is for the change on top.
    for status in ["to-do", "in-progress", "to-be-released"] {
        sue.says(&format!("!ticket move ESD-41 {status}")).await;
    }
    let attached = sue.says("!ticket attach ESD-41 2").await;
    assert_snapshot!(story.reader.name_all(&attached), @"
    **ESD-41** The menu is gone: To be Released · waiting for Support Team since ….
    -# Part of release #2
    ");
    team.story.end().await;
}
on_both_databases!(another_change_on_top_takes_what_is_left);

/// S2.24, S2.25, S2.42, S2.45, S2.46, S2.51: the customer performs, is awaited for what is to be released, and accepts.
async fn the_customer_performs_and_judges_every_ticket(db: Database) {
    let team = approved_with_two_tickets(db, "the customer").await;
    let Team { story, sue, eve } = &team;
    // S2.42: what is to be released waits for the customer, who may move it from the desk.
    assert_snapshot!(team.card("### Enterprise").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **To be Released** since … · waiting for Enterprise Customer
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Tickets: 0 of 2 tickets done · waiting for you: ESD-40 and ESD-41. Their card is below.
    Your turn: **Take the change over**
    -# Whoever takes it over is its reporter from then on.
    [We take it over]
    ");
    let not_hers = sue.says("!ticket move ESD-40 in-testing").await;
    assert_snapshot!(story.reader.name_all(&not_hers), @"ESD-40 goes from **To be Released** to **In Testing** by Enterprise Customer; you have: Support Team. From there: **In Testing** by Enterprise Customer, **On Hold** by Support Team and Enterprise Customer together.");
    let moved = eve.says_in("customer", "!ticket move ESD-40 in-testing").await;
    assert!(moved.contains("In Testing"), "{moved}");
    eve.presses("We take it over").await;
    story.time_is("2026-11-26T01:00:00Z").await;
    // S2.45: the rest follows when it is performed.
    eve.presses("Performed by the deployment procedure").await;
    assert_snapshot!(team.card("**Tickets of").await, @"
    gonogo: **Tickets of #1 Enterprise platform 1.5** · 0 of 2 tickets done
    **ESD-40** The export fails  [Done]
    -# In Testing · waiting for Enterprise Customer since …
    **ESD-41** The menu is gone  [Done]
    -# In Testing · waiting for Enterprise Customer since …
    (Comment, or send back… ▾)
    (Another status… ▾)
    ");

    eve.presses("accepted").await;
    for item in ["Regression", "Progression", "Tickets in scope"] {
        eve.ticks(item).await;
    }
    story
        .person("quinn")
        .await
        .presses("Tested by Quality Assurance")
        .await;
    team.customer_presses(eve, "ESD-40", "Done").await;
    // S2.51: not while a ticket is in testing.
    let no = eve.says_in("customer", "!release move 1 done").await;
    assert_snapshot!(story.reader.name_all(&no), @"This release cannot be moved from **In Testing** to `done` by you now. It can go: to **Done** by Enterprise Customer, with Every ticket is done and Testing is over. See `/release status release:1`.");
    assert_snapshot!(team.card("### Enterprise").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **In Testing** since … · waiting for Enterprise Customer
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Reporter: @eve, for Enterprise Customer
    Tickets: 1 of 2 tickets done · waiting for you: ESD-41. Their card is below.
    Your turn: **Move it to Done**
    [Testing is over]
    ");
    eve.presses("Testing is over").await;
    assert!(team.card("### Enterprise").await.contains("**In Testing**"));
    // S2.46, S2.24, S2.25: the last verdict of the customer ends it.
    team.customer_presses(eve, "ESD-41", "Done").await;
    assert_snapshot!(team.card("### Enterprise").await, @"
    gonogo: ### Enterprise platform 1.5 · Change
    -# #1
    **Done** · accepted Thu 26 Nov 14:00 (…)
    Agreed day: **Thursday, 26 November 2026**
    Expected: No outage.
    Reporter: @eve, for Enterprise Customer
    Tickets: 2 of 2 tickets done. Their card is below.
    ");
    team.story.end().await;
}
on_both_databases!(the_customer_performs_and_judges_every_ticket);

/// A signed script says that a version runs on an environment.
async fn reports_deployed(story: &Story, environment: &str, version: &str) {
    let body = format!(
        r#"{{"event":"deployed","environment":"{environment}","version":"{version}","link":"https://ci.example.org/42"}}"#
    );
    let time = story.clock.now().timestamp();
    let signature = mac(SCRIPT_SECRET, &[format!("{time}.").as_bytes(), body.as_bytes()]);
    let sent = story
        .http
        .post(format!("{}/hooks/report/fmtm", story.hooks()))
        .header("Content-Type", "application/json")
        .header("X-Gonogo-Source", "circleci")
        .header("X-Gonogo-Delivery", format!("{environment}-{version}"))
        .header("X-Gonogo-Signature", format!("t={time},v1={signature}"))
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status().as_u16(), 202);
}

/// S2.30: the changelog is what was merged between the version on the environment and the new one, as reported.
async fn the_changelog_is_computed_from_what_was_merged(db: Database) {
    let mut sources = super::change_ticket();
    let text = sources[0]
        .text
        .replace("name = \"enterprise\"", "name = \"fmtm\"");
    let reports = "\n[reports]\nsystems = [\"circleci\"]\n\n[reports.github]\nrepository = \"hotosm/fmtm\"\nbranches = [\"main\"]\n";
    sources[0].text = text + reports;
    let story = Story::with_playbooks(db, sources).await;
    let sue = story.person("sue").await;
    story.merges(6, "A login page", "feat/login", "main").await;
    story.passes("1h").await;
    story.publishes("published", "1.4", "").await;
    reports_deployed(&story, "uat", "1.4").await;
    reports_deployed(&story, "prod", "1.4").await;
    story.settle().await;
    story.passes("1h").await;
    story.merges(7, "A second factor", "feat/factor", "main").await;

    sue.says("!release start fmtm change 1.5").await;
    let draft = sue.presses("See the draft").await;
    assert_snapshot!(story.reader.name_all(&draft), @"
    **5. Changelog** · #1 Enterprise platform 1.5
    -# A draft, from what was reported. It is not written yet.
    uat: 1.4 to 1.5
    - #7 A second factor (spwoodcock)
    [Take the draft] [Edit…]
    ");
    sue.presses("Take the draft").await;
    let record = story.read("#1").await;
    assert!(
        record.contains("#7 A second factor") && !record.contains("A login page"),
        "{record}"
    );

    // Once it runs on uat, the matrix says what prod has not yet.
    story.passes("1h").await;
    story.publishes("published", "1.5", "").await;
    reports_deployed(&story, "uat", "1.5").await;
    story.settle().await;
    let matrix = sue.commands("env show", &[]).await;
    assert!(
        matrix.contains("**prod lags behind uat**: 1.4, there 1.5\n-# Not there yet: \\#7 A second factor"),
        "{matrix}"
    );
    story.end().await;
}
on_both_databases!(the_changelog_is_computed_from_what_was_merged);
