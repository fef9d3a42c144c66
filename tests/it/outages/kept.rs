//! An outage as the team keeps it: drafts, a second person, other words, two people at once, both ways to say it.

use super::*;

/// The same by `!`, by `/` and by naming the bot: a preview is behind a button, where only that person reads it.
async fn a_message_a_command_and_a_mention_do_the_same(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let ana = story.person("ana").await;
    let said = ana
        .says("!outage schedule portal prod 26 nov 18:00 2h a new database")
        .await;
    assert_snapshot!(story.reader.name_all(&said), @"
    Outage 1 of Portal is entered for Thu 26 Nov 18:00 to 20:00 (2 hours). Nobody was told yet.
    [Preview and publish…]
    ");
    let preview = ana.presses("Preview and publish…").await;
    assert!(
        preview.contains("Why: a new database") && preview.contains("[Publish]"),
        "{preview}"
    );
    ana.presses("Publish").await;
    let mention = format!("<@{}> outage list", story.bot_id());
    assert_snapshot!(story.reader.name_all(&ana.says(&mention).await), @"
    **1 · Portal** · announced
    Thu 26 Nov 18:00 to 20:00 (…)
    ");
    let moved = ana.says("!outage move 1 27 nov 19:00").await;
    assert_snapshot!(story.reader.name_all(&moved), @"
    Outage 1 of Portal: it would be Fri 27 Nov 19:00 to 21:00. Nobody was told yet.
    [Preview…]
    ");
    ana.presses("Preview…").await;
    let done = ana.presses("Change it and tell them").await;
    assert_snapshot!(story.reader.name_all(&done), @"Outage 1 of Portal is now Fri 27 Nov 19:00 to 21:00. Everybody who heard of it reads that.");
    let form = ana.says("!outage schedule").await;
    assert_snapshot!(form, @"
    An outage of Portal: when, and for how long? Such as `!outage schedule portal tue 7pm 2h`.
    [Enter the outage…]
    ");
    assert_eq!(
        ana.presses("Enter the outage…").await,
        "form: An outage of Portal"
    );
    let preview = ana
        .fills(&[
            ("start", "30 nov 18:00"),
            ("length", "1h"),
            ("why", ""),
            ("impact", "No mail"),
            ("works", ""),
        ])
        .await;
    assert!(preview.contains("What you notice: No mail"), "{preview}");
    assert_snapshot!(ana.presses("Cancel").await, @"Outage 2 of Portal is withdrawn; nobody was told.");
    assert_eq!(
        ana.completes("outage show", &[("outage", "")]).await,
        ["1 · Portal · Fri 27 Nov 19:00"]
    );
    assert_eq!(
        ana.completes("outage schedule", &[("service", "portal"), ("audiences", "sta")])
            .await,
        ["Portal staff"]
    );
    story.end().await;
}
on_both_databases!(a_message_a_command_and_a_mention_do_the_same);

/// Where the playbook wants it a second person approves the text; whoever entered it cannot.
async fn a_second_person_approves_the_text(db: Database) {
    let playbook = portal_with(&[(
        r#"override_by = ["VLE Services"]"#,
        r#"approve_by = ["SRE team"]"#,
    )]);
    let story = Story::with_playbooks(db, playbook).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    let options = [("service", "portal"), ("when", "26 nov 18:00"), ("length", "2h")];
    let preview = ana.commands("outage schedule", &options).await;
    assert!(!preview.contains("[Publish]"), "{preview}");
    assert_snapshot!(story.reader.name_all(&ana.presses("Ask for approval").await), @"Outage 1 of Portal waits for SRE team: its card in #releases has **Approve**. Whoever entered it cannot approve it. Nobody else was told.");
    assert_snapshot!(story.read("releases").await, @"
    gonogo: ### Outage 1 of Portal
    **Not announced yet**: entered by @ana. Waits for SRE team, who can approve it; whoever entered it cannot.
    Thu 26 Nov 18:00 to 20:00 (…) · 2 hours
    -# For Portal staff (#staff-news) and Portal users (#outages)
    @SRE team: please read it with **Preview**, and approve it.
    [Approve] [Preview] [Edit…] [Withdraw]
    ");
    assert_snapshot!(ana.presses("Approve").await, @"You entered this outage yourself. Ask somebody else to press **Approve** on its card.");
    let seen = ben
        .find_control(|c| c.component["label"] == "Approve")
        .await
        .unwrap();
    // What is edited meanwhile is not what was read.
    ana.presses("Edit…").await;
    ana.fills(&[
        ("start", "26 nov 18:00"),
        ("length", "2h"),
        ("why", "Disks"),
        ("impact", ""),
        ("works", ""),
    ])
    .await;
    let stale = seen.component["custom_id"].as_str().unwrap();
    assert_snapshot!(ben.forges(stale).await, @"The outage was changed since this preview, so nothing was done. Look at it as it is now, with `/outage show`, and do it from there.");
    assert_snapshot!(story.reader.name_all(&ben.presses("Approve").await), @"Outage 1 of Portal is approved: it can be published, with `/outage show 1`.");
    ben.presses("Preview and publish…").await;
    ben.presses("Publish").await;
    assert!(story.read("outages").await.contains("Why: Disks"));
    story.end().await;
}
on_both_databases!(a_second_person_approves_the_text);

/// A preview is of what was there when it was drawn: what changed meanwhile is not overwritten unseen.
async fn two_people_at_once_do_not_overwrite_each_other(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    announce(&ana, "26 nov 18:00", "2h").await;
    ana.commands("outage move", &[("outage", "1"), ("when", "27 nov 19:00")])
        .await;
    ben.commands("outage extend", &[("outage", "1"), ("by", "30")])
        .await;
    ana.presses("Change it and tell them").await;
    assert_snapshot!(ben.presses("Change it and tell them").await, @"The outage was changed since this preview, so nothing was done. Look at it as it is now, with `/outage show`, and do it from there.");
    let told = story.read("outages").await;
    assert!(
        told.contains("Fri 27 Nov 19:00 to 21:00") && !told.contains("21:30"),
        "{told}"
    );
    // Both press the button of the same warning: it is half an hour longer, not an hour.
    story.time_is("2026-11-27T07:45:00Z").await;
    let warned = |person: std::sync::Arc<Person>| async move {
        let found = person.find_control(|c| c.component["label"] == "+30 min…").await;
        found.expect("the warning has the button")
    };
    let (hers, his) = (warned(ana.clone()).await, warned(ben.clone()).await);
    ana.press(&hers).await;
    ana.presses("Change it and tell them").await;
    assert_snapshot!(story.reader.name_all(&ben.press(&his).await), @"Its end was changed meanwhile: it is Fri 27 Nov 21:30 (…) now. Is that enough? If not, use `/outage extend 1`.");
    assert!(
        story
            .read("outages")
            .await
            .contains("expected back Fri 27 Nov 21:30")
    );
    story.end().await;
}
on_both_databases!(two_people_at_once_do_not_overwrite_each_other);

/// What is said of an outage can change: the announcement says it, and nobody is called for that.
async fn other_words_stand_in_place_of_the_first(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let ana = story.person("ana").await;
    announce(&ana, "26 nov 18:00", "2h").await;
    let before = story.messages("outages").await.len();
    assert_eq!(
        ana.commands("outage reword", &[("outage", "1")]).await,
        "form: Outage 1 in other words"
    );
    let preview = ana
        .fills(&[("why", "New disks"), ("impact", "No mail"), ("works", "Reading")])
        .await;
    assert_snapshot!(story.reader.name_all(&preview), @"
    **Preview**: nobody was told yet.
    Outage 1 of Portal is said in other words. Nobody is called for that.
    ---
    Why: New disks
    What they notice: No mail
    What still works: Reading
    [Say it so] [Leave it as it is]
    ");
    assert_snapshot!(ana.presses("Say it so").await, @"Outage 1 of Portal is said in the new words; nobody was called for that.");
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **Portal will be unavailable** Thu 26 Nov 18:00 to 20:00 (…)
    Why: New disks
    What you notice: No mail
    What still works: Reading
    Questions: #general
    -# Outage 1
    ");
    assert_eq!(story.messages("outages").await.len(), before);
    // What begins early begins by a person, and is kept as it was in fact.
    ana.commands("outage start", &[]).await;
    ana.presses("It begins, tell them").await;
    story.passes("1h").await;
    ana.commands("outage end", &[]).await;
    ana.presses("It is back, tell them").await;
    assert_snapshot!(story.read("releases").await, @"
    gonogo: ### Outage 1 of Portal
    **Over** by @ana, ….
    In fact: Tue 24 Nov 09:00 to 10:00, 2 days 10 hours early. Planned: Thu 26 Nov 18:00 to 20:00.
    Why: New disks
    What they notice: No mail
    What still works: Reading
    -# For Portal staff (#staff-news) and Portal users (#outages)
    ");
    story.end().await;
}
on_both_databases!(other_words_stand_in_place_of_the_first);
