//! An outage as the team keeps it: drafts, a second person, other words, two people at once, both ways to say it.

use super::*;

/// The same by `!`, by `/` and by naming the bot: a preview is behind a button, where only that person reads it.
async fn a_message_a_command_and_a_mention_do_the_same(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let ana = story.person("ana").await;
    let said = ana
        .says("!outage schedule portal prod 26 nov 18:00 2h a new database")
        .await;
    assert_snapshot!(story.reader.name_all(&said), @"");
    let preview = ana.presses("Preview and publish…").await;
    assert!(
        preview.contains("Why: a new database") && preview.contains("[Publish]"),
        "{preview}"
    );
    ana.presses("Publish").await;
    let mention = format!("<@{}> outage list", story.bot_id());
    assert_snapshot!(story.reader.name_all(&ana.says(&mention).await), @"");
    let moved = ana.says("!outage move 1 27 nov 19:00").await;
    assert_snapshot!(story.reader.name_all(&moved), @"");
    ana.presses("Preview…").await;
    let done = ana.presses("Change it and tell them").await;
    assert_snapshot!(story.reader.name_all(&done), @"");
    let form = ana.says("!outage schedule").await;
    assert_snapshot!(form, @"");
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
    assert_snapshot!(ana.presses("Cancel").await, @"");
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
    assert_snapshot!(story.reader.name_all(&ana.presses("Ask for approval").await), @"");
    assert_snapshot!(story.read("releases").await, @"");
    assert_snapshot!(ana.presses("Approve").await, @"");
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
    assert_snapshot!(ben.press(&seen).await, @"");
    assert_snapshot!(story.reader.name_all(&ben.presses("Approve").await), @"");
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
    assert_snapshot!(ben.presses("Change it and tell them").await, @"");
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
    assert_snapshot!(story.reader.name_all(&ben.press(&his).await), @"");
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
    assert_snapshot!(story.reader.name_all(&preview), @"");
    assert_snapshot!(ana.presses("Say it so").await, @"");
    assert_snapshot!(story.read("outages").await, @"");
    assert_eq!(story.messages("outages").await.len(), before);
    // What begins early begins by a person, and is kept as it was in fact.
    ana.commands("outage start", &[]).await;
    ana.presses("It begins, tell them").await;
    story.passes("1h").await;
    ana.commands("outage end", &[]).await;
    ana.presses("It is back, tell them").await;
    assert_snapshot!(story.read("releases").await, @"");
    story.end().await;
}
on_both_databases!(other_words_stand_in_place_of_the_first);
