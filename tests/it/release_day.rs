//! The release day: its card, its calls, and who reacts. S4.6 to S4.10, S4.17, faults 15 to 21 and 23

use gonogo::domain::command::ServiceCommand;
use gonogo::domain::name::{PersonId, ServiceName};
use gonogo::domain::person::Actor;
use gonogo::domain::rotation::RotationCommand;
use serde_json::json;

use crate::database::{Database, on_both_databases};
use crate::outage_notices::direct;
use crate::story::{Control, Person, Story, assert_snapshot, shown_text};
use crate::sync::{card, circleci};
use crate::tracks::sync;

/// Puts people into the rotation, in that order.
pub(crate) async fn serve(story: &Story, people: &[&Person]) {
    let lead = Actor {
        id: PersonId::from("100000000000000001"),
        roles: ["Engineering manager".into()].into(),
    };
    for (n, person) in people.iter().enumerate() {
        let id = person.get("/users/@me").await["id"].as_str().unwrap().to_owned();
        let add = RotationCommand::Add(PersonId::from(id));
        let command = ServiceCommand::Rotation("release-manager".into(), add);
        let service = ServiceName::from("sync");
        let key = format!("test/add/{n}");
        let app = story.app();
        app.handle_for_service(&key, &lead, &service, &command)
            .await
            .unwrap();
    }
    story.settle().await;
}

async fn merged(story: &Story, id: &str) {
    let change = json!({ "event": "merged", "id": id, "title": "Keep folders in order", "into": "master" });
    circleci(story, id, change).await;
}

/// Presses a button of the day's card.
async fn presses(person: &Person, label: &str) -> String {
    let is_meant =
        |c: &Control| c.component["label"] == label && c.shown.contains("today is release day for");
    let control = person.find_control(is_meant).await;
    let control = control.unwrap_or_else(|| panic!("the card has no button {label:?}"));
    person.press(&control).await
}

/// S4.6 to S4.10, S4.17: the list of the day on one card, from the first question to the dashboards, without a look at
/// any other.
async fn a_release_is_done_from_the_card_of_the_day(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let (ana, otto) = (story.person("ana").await, story.person("otto").await);
    serve(&story, &[&ana]).await;
    merged(&story, "311").await;
    story.time_is("2026-11-24T16:59:00Z").await;
    assert!(
        !story.read("releases").await.contains("today is release day"),
        "not before nine"
    );
    let told = direct(&ana).await.len();
    story.time_is("2026-11-24T17:00:00Z").await;
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 24 Nov 2026
    @ana, today is release day for Sync (every other Tuesday). You are release manager until 30 November.
    ---
    **staging**: a new release is due. Nobody has started it.
    **production**: staging held no version in the last cycle. Nothing to request.
    -# Then: Check the functional tests · Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · and 2 more
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    [Start…] [I am on it] [Hand over…] [Skip…] [Move…]
    (Remind me later… ▾)
    ");
    let messages = story.messages("releases").await;
    let call = messages.last().unwrap();
    assert_eq!(
        call["mentions"].as_array().map(Vec::len),
        Some(1),
        "ana alone is called"
    );
    assert!(
        call["message_reference"]["message_id"].is_string(),
        "below its card"
    );
    let directly = direct(&ana).await.split_off(told);
    assert_eq!(directly.len(), 1, "and once directly");
    assert_snapshot!(story.reader.name_all(&directly[0]), @"
    @ana: today is release day. **Sync Regular release**, Tue 24 Nov 2026.
    [I am on it] [Open the list]
    (Remind me later… ▾)
    ");

    ana.presses("I am on it").await;
    ana.presses("Start…").await;
    ana.fills(&[("text", "v0.0.4")]).await;
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 24 Nov 2026
    @ana, today is release day for Sync (every other Tuesday). You are release manager until 30 November.
    @ana is on it since 06:00.
    ---
    **production**: staging held no version in the last cycle. Nothing to request.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ---
    **#1 Sync v0.0.4** began for this day · #thread
    ▸ **Check the functional tests** · @ana
    · Functional tests changed?
    -# The functional tests live in the server-syncstorage repository.
    -# [server-syncstorage](<https://github.com/example/server-syncstorage>)
    -# Then: Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · and 3 more
    [no] [yes]
    [Hand over…]
    (Remind me later… ▾)
    ");
    // Three working days before the next day and one before it, at nine in California.
    let comes = async |person: &Person| {
        let told = direct(person).await;
        told.iter().filter(|said| said.contains("working day")).count()
    };
    let mut told = comes(&ana).await;
    for (before, at) in [
        ("2026-12-03T16:59:00Z", "2026-12-03T17:00:00Z"),
        ("2026-12-07T16:59:00Z", "2026-12-07T17:00:00Z"),
    ] {
        story.time_is(before).await;
        assert_eq!(comes(&ana).await, told, "{before}");
        story.time_is(at).await;
        told += 1;
        assert_eq!(comes(&ana).await, told, "{at}");
    }
    assert_snapshot!(story.reader.name_all(direct(&ana).await.last().unwrap()), @"
    @ana: **Sync Regular release** is on the next working day, **Tue 8 Dec 2026**.
    Still open:
    · #1 Sync v0.0.4, **Check the functional tests**: Functional tests changed? (@ana)
    ");
    story.time_is("2026-12-08T17:00:00Z").await;
    presses(&ana, "yes").await;
    presses(&ana, "server-syncstorage release…").await;
    ana.fills(&[("text", "1.8.0")]).await;
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 8 Dec 2026
    @ana, today is release day for Sync (every other Tuesday). You are release manager until 31 December.
    @ana is on it since 06:00.
    ---
    **staging**: a new release is due. Nobody has started it.
    **production**: staging held no version in the last cycle. Nothing to request.
    -# Then: Check the functional tests · Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · and 2 more
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ---
    **#1 Sync v0.0.4** goes on from an earlier day · #thread
    ▸ **Release the functional tests** · @ana
    ✓ server-syncstorage release: `1.8.0`
    · That tag is specified in the Jenkins UI
    -# [Jenkins](<https://jenkins.example.org/job/sync-functional>)
    -# Then: Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · and 2 more
    [That tag is specified in the Jenkins UI]
    [Start…] [Hand over…] [Skip…] [Move…]
    (Remind me later… ▾)
    ");
    presses(&ana, "That tag is specified in the Jenkins UI").await;
    circleci(
        &story,
        "tests",
        json!({ "event": "tests-passed", "suite": "unit", "version": "v0.0.4" }),
    )
    .await;
    presses(&ana, "Go").await;
    presses(&ana, "Released in the codebase").await;
    presses(&ana, "Official GitHub release, by hand…").await;
    ana.fills(&[(
        "text",
        "https://github.com/example/syncstorage/releases/tag/v0.0.4",
    )])
    .await;
    let deployed = json!({ "event": "deployed", "environment": "staging", "version": "v0.0.4" });
    circleci(&story, "deployed", deployed).await;
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 8 Dec 2026
    @ana, today is release day for Sync (every other Tuesday). You are release manager until 31 December.
    @ana is on it since 06:00.
    ---
    **staging**: has v0.0.4. A new release is due; nobody has started it.
    **production**: staging held no version in the last cycle. Nothing to request.
    -# Then: Check the functional tests · Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · and 2 more
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ---
    **#1 Sync v0.0.4** goes on from an earlier day · #thread
    ▸ **Requirements for production** · @ana
    **Shut** until **Tue 22 Dec 2026**, the next planned day for production.
    -# Then: File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [Start…] [Hand over…] [Skip…] [Move…]
    (Remind me later… ▾)
    ");
    // Production is for the next planned day.
    story.time_is("2026-12-22T17:00:00Z").await;
    circleci(
        &story,
        "again",
        json!({ "event": "tests-passed", "suite": "unit", "version": "v0.0.4" }),
    )
    .await;
    presses(&ana, "Go").await;
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 22 Dec 2026
    @ana, today is release day for Sync (every other Tuesday). You are release manager until 31 December.
    @ana is on it since 06:00.
    ---
    **staging**: nothing merged since v0.0.4, so no release this cycle.
    **production**: gets v0.0.4, on staging since 8 December.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ---
    **#1 Sync v0.0.4** goes on from an earlier day · #thread
    ▸ **File the deployment request** · @ana
    · Required config changes
    · Deployment request
    -# It holds the list of changes (above), the required config changes, and what else Ops must know.
    -# [File a request](<https://bugs.example.org/enter?component=operations>)
    -# Then: Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [Required config changes…] [Deployment request…]
    [Hand over…]
    (Remind me later… ▾)
    ");
    presses(&ana, "Required config changes…").await;
    ana.fills(&[("text", "none")]).await;
    presses(&ana, "Deployment request…").await;
    ana.fills(&[("text", "https://bugs.example.org/1678901")]).await;
    presses(&ana, "Errors watched during").await;
    presses(&ana, "Load watched during").await;
    presses(&otto, "Deployed on production").await;
    presses(&ana, "Errors watched after").await;
    presses(&ana, "Load watched after").await;
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 22 Dec 2026
    @ana, today is release day for Sync (every other Tuesday). You are release manager until 31 December.
    @ana is on it since 06:00.
    ---
    **staging**: nothing merged since v0.0.4, so no release this cycle.
    **production**: has v0.0.4, which is what staging held. Nothing to request.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ---
    **#1 Sync v0.0.4** goes on from an earlier day · #thread
    ✓ Finished.
    ");
    story.end().await;
}
on_both_databases!(a_release_is_done_from_the_card_of_the_day);

/// S4.17: nobody reacts, so the backup is asked two hours later and takes it on; nobody is called at night; later those
/// are called who owe something.
async fn who_does_not_react_is_followed_by_the_backup(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let (ana, dev) = (story.person("ana").await, story.person("dev").await);
    serve(&story, &[&ana, &dev]).await;
    merged(&story, "311").await;
    story.time_is("2026-11-24T17:00:00Z").await;
    story.time_is("2026-11-24T18:59:00Z").await;
    assert!(!story.read("releases").await.contains("nobody has reacted"));
    story.time_is("2026-11-24T19:00:00Z").await;
    let asked = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&asked)), @"@dev: nobody has reacted to release day since 06:00. **Sync Regular release**, Tue 24 Nov 2026. @ana was called. Can you take it on? Press **I am on it**, or start, move or skip it on its card.");
    assert_snapshot!(story.reader.name_all(&direct(&dev).await.join("\n\n")), @"
    **Sync**: @dev is in the rotation (release manager).
    -# Said by <@100000000000000001>.

    **Sync**: your turn as release manager begins on **Tue 1 Dec 2026** and ends on Thu 31 Dec 2026.
    Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
    Are you away then? `/rotation away service:sync` passes it on; `/rotation swap service:sync` asks somebody to swap.

    @dev: nobody has reacted to release day since 06:00. **Sync Regular release**, Tue 24 Nov 2026. @ana was called. Can you take it on? Press **I am on it**, or start, move or skip it on its card.
    [I am on it] [Open the list]
    (Remind me later… ▾)
    ");
    assert_snapshot!(story.reader.name_all(direct(&ana).await.last().unwrap()), @"
    @ana: nobody has reacted to release day since 06:00. **Sync Regular release**, Tue 24 Nov 2026. I have asked @dev as well.
    [I am on it] [Open the list]
    (Remind me later… ▾)
    ");
    dev.presses("I am on it").await;
    // From six in the evening until eight in the morning nobody is called, not even who wished it.
    story.time_is("2026-11-25T01:30:00Z").await;
    dev.chooses("Remind me later…", "In 1 hour").await;
    let said = story.messages("releases").await.len();
    story.time_is("2026-11-25T15:59:00Z").await;
    assert_eq!(story.messages("releases").await.len(), said, "before eight");
    story.time_is("2026-11-25T16:00:00Z").await;
    let recall = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&recall)), @"
    @dev: you wished to be reminded of **Sync Regular release**, Tue 24 Nov 2026. Still open:
    · Start the release (@dev)
    ");
    story.time_is("2026-11-25T17:00:00Z").await;
    let nudge = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&nudge)), @"
    @dev: this is still open for **Sync Regular release**, Tue 24 Nov 2026:
    · Start the release (@dev)
    ");
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 24 Nov 2026
    Release manager: @ana
    @dev is on it since 08:00.
    ---
    **staging**: a new release is due. Nobody has started it.
    **production**: staging held no version in the last cycle. Nothing to request.
    -# Then: Check the functional tests · Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · and 2 more
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    [Start…] [Hand over…] [Skip…] [Move…]
    (Remind me later… ▾)
    ");
    story.end().await;
}
on_both_databases!(who_does_not_react_is_followed_by_the_backup);

/// S4.17, faults 19 and 21: a snooze is kept over a stop, the call on the day is said once and marked late while it is
/// that day, and it is nine o'clock also after clocks have changed.
async fn calls_outlast_a_stop_and_the_change_of_clocks(db: Database) {
    let mut story = Story::with_playbooks(db, sync()).await;
    let (ana, otto) = (story.person("ana").await, story.person("otto").await);
    serve(&story, &[&ana]).await;
    merged(&story, "311").await;
    story.stop_bot().await;
    story.clock.set("2026-11-24T17:43:00Z".parse().unwrap()).unwrap();
    story.start_bot().await;
    let late = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&late)), @"@ana: today is release day. **Sync Regular release**, Tue 24 Nov 2026. This was due at 06:00; I was away.");
    let no = otto.presses("I am on it").await;
    assert_snapshot!(story.reader.name_all(&no), @"This is for @ana or Release manager. Ask them; `/release slots service:sync` shows whose day it is.");
    let when = ana.chooses("Remind me later…", "In 1 hour").await;
    assert_snapshot!(story.reader.name_all(&when), @"I will remind you on Wed 25 Nov 07:43 (…), by direct message and in the channel.");
    story.restart_bot().await;
    let said = story.messages("releases").await.len();
    story.time_is("2026-11-24T18:42:00Z").await;
    assert_eq!(
        story.messages("releases").await.len(),
        said,
        "nothing is said twice"
    );
    story.time_is("2026-11-24T18:43:00Z").await;
    let recall = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&recall)), @"
    @ana: you wished to be reminded of **Sync Regular release**, Tue 24 Nov 2026. Still open:
    · Start the release (@ana)
    ");
    // Skipped: nobody is called any more, and the card says so.
    ana.presses("Skip…").await;
    ana.fills(&[("text", "half the team is away")]).await;
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 24 Nov 2026
    Release manager: @ana
    ---
    Skipped by @ana: “half the team is away”.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ");
    let told = |said: &str| said.matches("Tue 24 Nov 2026").count();
    let said = told(&story.read("releases").await);
    story.time_is("2026-12-02T20:00:00Z").await;
    assert_eq!(told(&story.read("releases").await), said);
    // Clocks go forward on 14 March: nine in California is an hour earlier then.
    for (before, at) in [
        ("2027-03-02T16:59:00Z", "2027-03-02T17:00:00Z"),
        ("2027-03-16T15:59:00Z", "2027-03-16T16:00:00Z"),
    ] {
        story.time_is(before).await;
        let today = |said: &str| said.matches("today is release day.").count();
        let said = today(&story.read("releases").await);
        story.time_is(at).await;
        assert_eq!(today(&story.read("releases").await), said + 1, "{at}");
    }
    story.end().await;
}
on_both_databases!(calls_outlast_a_stop_and_the_change_of_clocks);

/// S4.17: where nobody is on duty the role is called; somebody takes the turn over from the card, and whoever moves the
/// day to tomorrow is not told that it is tomorrow.
async fn a_day_without_anybody_is_taken_over_and_moved(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let (ana, dev) = (story.person("ana").await, story.person("dev").await);
    merged(&story, "311").await;
    story.time_is("2026-11-24T17:00:00Z").await;
    let call = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&call)), @"@Release manager: today is release day. **Sync Regular release**, Tue 24 Nov 2026.");
    assert_eq!(
        call["mention_roles"].as_array().map(Vec::len),
        Some(1),
        "the role is called"
    );
    assert_eq!(direct(&ana).await, Vec::<String>::new());
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Tue 24 Nov 2026
    Today is release day for Sync (every other Tuesday). It is for Release manager.
    ---
    **staging**: a new release is due. Nobody has started it.
    **production**: staging held no version in the last cycle. Nothing to request.
    -# Then: Check the functional tests · Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · and 2 more
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    [Start…] [I am on it] [Hand over…] [Skip…] [Move…]
    (Remind me later… ▾)
    ");

    serve(&story, &[&ana, &dev]).await;
    let turns = dev.presses("Hand over…").await;
    assert_snapshot!(story.reader.name_all(&turns), @"
    ### Sync · Release manager
    **Now: @ana** until Mon 30 Nov 2026 · backup @dev · 24 Nov
    Tue 1 Dec 2026 to Thu 31 Dec 2026: @dev · 8 Dec, 22 Dec
    Fri 1 Jan 2027 to Sun 31 Jan 2027: @ana · 5 Jan, 19 Jan
    Mon 1 Feb 2027 to Sun 28 Feb 2027: @dev · 2 Feb, 16 Feb
    Mon 1 Mar 2027 to Wed 31 Mar 2027: @ana · 2 Mar, 16 Mar, 30 Mar
    Thu 1 Apr 2027 to Fri 30 Apr 2027: @dev · 13 Apr, 27 Apr
    Sat 1 May 2027 to Mon 31 May 2027: @ana · 11 May, 25 May
    Tue 1 Jun 2027 to Wed 30 Jun 2027: @dev · 8 Jun, 22 Jun
    Thu 1 Jul 2027 to Sat 31 Jul 2027: @ana · 6 Jul, 20 Jul
    -# In this order: @dev and @ana
    [I am away…] [Take over…] [Write a note…]
    (Swap your next turn with that of… ▾)
    ");
    // Who is not in the rotation writes no reason for nothing.
    let otto = story.person("otto").await;
    otto.commands("rotation show", &[("service", "sync")]).await;
    let no = otto.presses("Take over…").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role Developer or Engineering manager; you have: Ops. Ask somebody who has it.");
    assert_eq!(dev.presses("Take over…").await, "form: Take over from today");
    dev.fills(&[("text", "Ana is ill")]).await;
    let taken = card(&story, "### Sync · Regular").await;
    assert!(taken.contains("@dev, today is release day for Sync"), "{taken}");

    dev.presses("Move…").await;
    dev.fills(&[("day", "2026-11-25"), ("text", "half the team is away")])
        .await;
    assert_snapshot!(card(&story, "### Sync · Regular").await, @"
    ### Sync · Regular release · Wed 25 Nov 2026
    Release manager: @dev
    -# Moved from Tue 24 Nov 2026.
    ---
    **staging**: a new release is due. Nobody has started it.
    **production**: staging held no version in the last cycle. Nothing to request.
    -# Then: Check the functional tests · Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · and 2 more
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    [Start…] [Hand over…] [Skip…] [Move…]
    ");
    let said = story.read("releases").await;
    let comes = said.matches("is on the next working day").count();
    assert_eq!(comes, 1, "on Monday, of Tuesday: {said}");
    story.time_is("2026-11-25T17:00:00Z").await;
    let call = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&call)), @"@dev: today is release day. **Sync Regular release**, Wed 25 Nov 2026.");
    story.end().await;
}
on_both_databases!(a_day_without_anybody_is_taken_over_and_moved);
