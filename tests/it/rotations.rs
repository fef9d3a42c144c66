//! Whose turn it is, as people live it: S4.1 to S4.5, leave, swaps, taking over, departures, and the role on Discord.

use gonogo::playbook::Source;
use serde_json::json;

use crate::database::{Database, on_both_databases};
use crate::outage_notices::{asks, direct};
use crate::story::{Person, Story};
use crate::tracks::sync;

mod hands;

/// The sync servers, with the role handed on or not.
pub(crate) fn playbook(hands_role_on: bool) -> Vec<Source> {
    let mut sources = sync();
    if hands_role_on {
        let period = "period = \"1 month\"\n";
        assert!(sources[0].text.contains(period));
        sources[0].text = sources[0]
            .text
            .replace(period, &format!("{period}hands_role_on = true\n"));
    }
    sources
}

async fn id_of(person: &Person) -> String {
    let me = person.get("/users/@me").await;
    me["id"].as_str().unwrap().to_owned()
}

/// What somebody read directly, with names.
async fn told(story: &Story, person: &Person) -> String {
    story.reader.name_all(&direct(person).await.join("\n\n"))
}

/// The engineering manager puts ana, dev and herself into the rotation.
pub(crate) async fn set_up(story: &Story) {
    let emi = story.person("emi").await;
    for name in ["ana", "dev", "emi"] {
        let person = story.person(name).await;
        let id = id_of(&person).await;
        let said = emi.says(&format!("!rotation add sync <@{id}>")).await;
        assert!(said.contains("Done: in the rotation."), "{said}");
    }
}

/// S4.1, S4.2, S4.3, S4.4, S4.5: one release manager a month, developers and the manager alike, seen ahead; the handover
/// is announced, and whoever goes leaves a note to whoever comes.
async fn a_release_manager_for_a_month_and_then_the_next(db: Database) {
    let story = Story::with_playbooks(db, playbook(false)).await;
    set_up(&story).await;
    let (ana, dev, emi) = (
        story.person("ana").await,
        story.person("dev").await,
        story.person("emi").await,
    );
    let shown = ana.commands("rotation show", &[("service", "sync")]).await;
    let shown = story.reader.name_all(&shown);
    for line in [
        "**Now: @ana** until Mon 30 Nov 2026",
        "Tue 1 Dec 2026 to Thu 31 Dec 2026: @dev · 8 Dec, 22 Dec",
        "Fri 1 Jan 2027 to Sun 31 Jan 2027: @emi · 5 Jan, 19 Jan",
        "In this order: @dev, @emi and @ana",
    ] {
        assert!(shown.contains(line), "S4.1 to S4.3: {line}\n{shown}");
    }

    // Three days ahead, at nine in California.
    story.time_is("2026-11-28T17:00:00Z").await;
    let releases = story.read("releases").await;
    let ahead = "on **Tue 1 Dec 2026** @ana hands over to @dev, who is release manager to Thu 31 Dec 2026";
    assert!(releases.contains(ahead), "S4.5: {releases}");
    assert!(told(&story, &dev).await.contains(ahead), "directly too");
    ana.presses("Write a note…").await;
    ana.fills(&[("text", "staging is slow on Mondays")]).await;

    story.time_is("2026-12-01T17:00:00Z").await;
    let releases = story.read("releases").await;
    for line in [
        "**Sync: @dev is release manager** from today to Thu 31 Dec 2026. @ana hands over.",
        "To the next: “staging is slow on Mondays”",
        "Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.",
    ] {
        assert!(releases.contains(line), "S4.2, S4.5: {line}\n{releases}");
    }

    // Whose turn it is starts the release, although Discord shows no role; emi may not.
    story.time_is("2026-12-08T18:00:00Z").await;
    let no = emi.says("!release start sync sync-release v0.0.5").await;
    assert!(no.contains("This takes the role Release manager"), "{no}");
    let yes = dev.says("!release start sync sync-release v0.0.5").await;
    assert!(yes.contains("is started"), "{yes}");
    let card = story.read("releases").await;
    assert!(card.contains("release manager @dev"), "S4.4: {card}");
    // What the turn brings is owed as well.
    let owed = dev.says("!todo").await;
    assert!(owed.contains("**#1 Sync v0.0.5**"), "{owed}");
    let none = emi.says("!todo").await;
    assert!(none.contains("Nothing waits for you."), "{none}");
    let fair = emi.commands("rotation fair", &[("service", "sync")]).await;
    let fair = story.reader.name_all(&fair);
    assert!(fair.contains("@dev: 1 turn · 1 release"), "{fair}");
    assert!(fair.contains("Evenly spread: 0 or 1 turns each."), "{fair}");

    // Whoever comes next reads what is open, and where it stands.
    let first = owed.lines().nth(1).and_then(|line| line.split(" (").next());
    let first = first.unwrap_or_default().to_owned();
    story.time_is("2027-01-01T17:00:00Z").await;
    let releases = story.read("releases").await;
    let open = format!("Open: #1 v0.0.5 ({first}).");
    assert!(
        !first.is_empty() && releases.contains(&open),
        "{open}\n{releases}"
    );
    story.end().await;
}
on_both_databases!(a_release_manager_for_a_month_and_then_the_next);

/// Rows 50 to 52: a swap with consent, leave that passes a turn on, and somebody who takes over today.
async fn turns_change_hands_with_consent(db: Database) {
    let story = Story::with_playbooks(db, playbook(false)).await;
    set_up(&story).await;
    let (ana, dev, emi) = (
        story.person("ana").await,
        story.person("dev").await,
        story.person("emi").await,
    );
    let emi_id = id_of(&emi).await;
    let asked = dev
        .says(&format!("!rotation swap sync <@{emi_id}> wedding"))
        .await;
    assert!(asked.contains("Nothing changes before they agree"), "{asked}");
    let direct_word = told(&story, &emi).await;
    assert!(
        direct_word.contains("@dev asks @emi to swap turns as release manager. “wedding”"),
        "{direct_word}"
    );
    let not_hers = ana.presses("Agree").await;
    assert!(
        story
            .reader
            .name_all(&not_hers)
            .contains("Only @emi can answer that"),
        "{not_hers}"
    );
    emi.presses("Agree").await;
    let releases = story.read("releases").await;
    assert!(releases.contains("@dev and @emi swap their turns"), "{releases}");
    let late = emi.presses("Decline").await;
    assert!(late.contains("settled already"), "{late}");

    // emi is away in December, which she serves by now: dev, whose turn it is, has it back; ana hears nothing of it.
    let leave = [
        ("service", "sync"),
        ("from", "2026-12-05"),
        ("to", "2026-12-27"),
        ("reason", "sailing"),
    ];
    emi.commands("rotation away", &leave).await;
    let releases = story.read("releases").await;
    assert!(
        releases.contains("@emi is away from **Sat 5 Dec 2026** to Sun 27 Dec 2026 (“sailing”)")
            && releases.contains("Tue 1 Dec 2026 to Thu 31 Dec 2026: @dev (before: @emi)"),
        "{releases}"
    );

    let taken = dev.says("!rotation take sync ana is ill").await;
    assert!(taken.contains("You serve from today on."), "{taken}");
    let word = told(&story, &ana).await;
    assert!(
        word.contains("@dev is release manager from **Mon 23 Nov 2026** to Mon 30 Nov 2026 instead of @ana. “ana is ill”"),
        "{word}"
    );
    story.end().await;
}
on_both_databases!(turns_change_hands_with_consent);

/// Fault 24: whoever left the server is passed over when the bot looks.
async fn somebody_who_left_the_server_is_found_and_passed_over(db: Database) {
    let story = Story::with_playbooks(db, playbook(false)).await;
    set_up(&story).await;
    let dev = id_of(&*story.person("dev").await).await;
    let gone = json!({
        "route": format!("GET /guilds/{{guild}}/members/{dev}"),
        "status": 404,
        "times": 9,
        "body": { "code": 10007, "message": "Unknown Member" },
    });
    asks(&story, "faults", gone).await;
    story.time_is("2026-11-28T17:00:00Z").await;
    let releases = story.read("releases").await;
    assert!(
        releases.contains("@dev is not on this server any more and is passed over")
            && releases.contains("Tue 1 Dec 2026 to Thu 31 Dec 2026: @emi (before: @dev)"),
        "{releases}"
    );
    story.end().await;
}
on_both_databases!(somebody_who_left_the_server_is_found_and_passed_over);

/// Whether somebody has the role on Discord.
async fn has_role(story: &Story, name: &str) -> bool {
    let people: serde_json::Value = story
        .http
        .get(format!("{}/sandbox/people", story.sandbox.url()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let people = people.as_array().unwrap();
    let person = people.iter().find(|person| person["name"] == name).unwrap();
    person["roles"]
        .as_array()
        .unwrap()
        .contains(&json!("Release manager"))
}

/// Row 56, ask 3.9: the role on Discord follows the turn.
async fn the_role_on_discord_follows_the_turn(db: Database) {
    let story = Story::with_playbooks(db, playbook(true)).await;
    set_up(&story).await;
    assert!(has_role(&story, "ana").await && !has_role(&story, "dev").await);
    story.time_is("2026-12-01T17:00:00Z").await;
    assert!(has_role(&story, "dev").await && !has_role(&story, "ana").await);
    story.end().await;
}
on_both_databases!(the_role_on_discord_follows_the_turn);

/// A role that was given and taken although nobody heard so is given and taken; nobody is told that it was not.
async fn the_role_follows_although_the_answers_are_lost(db: Database) {
    let story = Story::with_playbooks(db, playbook(true)).await;
    set_up(&story).await;
    let lost = |verb: &str, fault: &str| {
        let regex = format!("^{verb} /guilds/[0-9]+/members/[0-9]+/roles/[0-9]+$");
        json!({"regex": regex, fault: true})
    };
    let faults = json!([
        lost("DELETE", "do_it_but_drop_answer"),
        lost("PUT", "do_it_but_drop_answer"),
        lost("PUT", "cut_body"),
    ]);
    asks(&story, "faults", faults).await;
    story.time_is("2026-12-01T17:00:00Z").await;
    story.passes("11m").await;
    assert!(has_role(&story, "dev").await && !has_role(&story, "ana").await);
    let history = story.history().await;
    let struck = history.iter().filter(|line| !line["fault"]["did"].is_null());
    assert_eq!(struck.count(), 3, "each answer was lost");
    let releases = story.read("releases").await;
    assert!(!releases.contains("Not handed on yet"), "{releases}");
    story.end().await;
}
on_both_databases!(the_role_follows_although_the_answers_are_lost);

/// Without the right to give the role the team is told once what to change; everything else goes on.
async fn a_role_that_may_not_be_given_is_said_once_with_its_fix(db: Database) {
    let story = Story::with_playbooks(db, playbook(true)).await;
    let refusal = json!({
        "route": "PUT /guilds/{guild}/members/{user}/roles/{role}",
        "status": 403,
        "times": 2,
        "body": { "code": 50013, "message": "Missing Permissions" },
    });
    asks(&story, "faults", refusal).await;
    set_up(&story).await;
    story.passes("11m").await;
    let releases = story.read("releases").await;
    assert_eq!(
        releases
            .matches("**Not handed on yet:** the role Release manager on Discord")
            .count(),
        1,
        "{releases}"
    );
    assert!(
        releases.contains("allow **Manage Roles** for my role, and drag it above **Release manager**"),
        "{releases}"
    );
    let shown = story
        .person("dev")
        .await
        .commands("rotation show", &[("service", "sync")])
        .await;
    assert!(story.reader.name_all(&shown).contains("**Now: @ana**"), "{shown}");
    story.passes("11m").await;
    let releases = story.read("releases").await;
    assert!(
        releases.contains("Handed on now, late: the role Release manager"),
        "{releases}"
    );
    story.end().await;
}
on_both_databases!(a_role_that_may_not_be_given_is_said_once_with_its_fix);

/// A service with two rotations: whoever names none is asked which, and each is asked about by its name.
async fn of_several_rotations_one_is_named(db: Database) {
    let mut sources = playbook(false);
    let another = "[rotation.on-call]\ntitle = \"On call\"\nrole = \"Ops\"\npool = [\"Ops\"]\nleads = [\"Engineering manager\"]\nperiod = \"1 week\"\nanchor = \"2026-11-23\"\n\n[cadence.planned]";
    sources[0].text = sources[0].text.replacen("[cadence.planned]", another, 1);
    let story = Story::with_playbooks(db, sources).await;
    let (emi, otto) = (story.person("emi").await, story.person("otto").await);
    let which = emi.says("!rotation show sync").await;
    for way in [
        "Which rotation?",
        "`sync/release-manager` (Release manager)",
        "`sync/on-call` (On call)",
    ] {
        assert!(which.contains(way), "{way} in: {which}");
    }
    let id = id_of(&otto).await;
    let added = emi.says(&format!("!rotation add sync/on-call <@{id}>")).await;
    assert!(added.contains("Done: in the rotation."), "{added}");
    let shown = emi
        .commands("rotation show", &[("service", "sync/on-call")])
        .await;
    let shown = story.reader.name_all(&shown);
    assert!(shown.contains("@otto"), "{shown}");
    let other = emi
        .commands("rotation show", &[("service", "sync/release-manager")])
        .await;
    assert!(!story.reader.name_all(&other).contains("@otto"), "{other}");
    story.end().await;
}
on_both_databases!(of_several_rotations_one_is_named);
