//! What is refused, with the way out; and what is passed by authority.

use super::*;

/// Times that are past, that do not exist, that come twice, or that can be read two ways are asked back.
async fn a_time_that_can_be_misread_is_asked_back(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let ana = story.person("ana").await;
    let mut said = Vec::new();
    for when in [
        "2026-11-20 18:00",
        "2027-09-26 02:30",
        "2027-04-04 02:30",
        "12/11 18:00",
        "friday",
    ] {
        let options = [("service", "portal"), ("when", when), ("length", "2h")];
        said.push(ana.commands("outage schedule", &options).await);
    }
    assert_snapshot!(said.join("\n"), @"");
    // What was typed is not lost: the form has it.
    assert_eq!(
        ana.presses("Change what you typed…").await,
        "form: An outage of Portal"
    );
    let twice = [
        ("service", "portal"),
        ("when", "2027-04-04 02:30+12:00"),
        ("length", "2h"),
    ];
    let preview = ana.commands("outage schedule", &twice).await;
    assert!(
        story
            .reader
            .name_all(&preview)
            .contains("Sun 4 Apr 02:30 to 04:30"),
        "{preview}"
    );
    let long = [
        ("service", "portal"),
        ("when", "26 nov 18:00"),
        ("length", "8 days"),
    ];
    assert_snapshot!(ana.commands("outage schedule", &long).await, @"");
    story.end().await;
}
on_both_databases!(a_time_that_can_be_misread_is_asked_back);

/// S0.17: shorter notice than an audience has to have, or another outage at that time, is refused; whoever may pass it
/// does so with a reason, which stays.
async fn what_stands_against_it_is_passed_by_authority_with_a_reason(db: Database) {
    let playbook = portal_with(&[(r#"by = ["SRE team"]"#, r#"by = ["SRE team", "VLE Services"]"#)]);
    let story = Story::with_playbooks(db, playbook).await;
    let (ana, val) = (story.person("ana").await, story.person("val").await);
    announce(&ana, "today 18:00", "2h").await;
    let options = [
        ("service", "portal"),
        ("when", "in 90 min"),
        ("length", "9h"),
        ("why", "Disks"),
    ];
    let no = ana.commands("outage schedule", &options).await;
    assert_snapshot!(story.reader.name_all(&no), @"");
    let may = val.commands("outage schedule", &options).await;
    assert!(may.contains("[Another time…] [Schedule all the same…]"), "{may}");
    assert_eq!(
        val.presses("Schedule all the same…").await,
        "form: Schedule it all the same"
    );
    let preview = val
        .fills(&[
            ("start", "in 90 min"),
            ("length", "9h"),
            ("impact", ""),
            ("works", ""),
            ("reason", "The disk is full"),
        ])
        .await;
    assert_snapshot!(story.reader.name_all(&preview), @"");
    val.presses("Publish").await;
    let shown = val.commands("outage show", &[("outage", "2")]).await;
    assert_snapshot!(story.reader.name_all(&shown), @"");
    let told = story.read("outages").await;
    assert!(
        !told.contains("The disk is full"),
        "the reason is the team's: {told}"
    );
    // A change is held against the same.
    let moved = [("outage", "1"), ("when", "today 13:00")];
    assert!(!ana.commands("outage move", &moved).await.contains("all the same"));
    val.commands("outage move", &moved).await;
    val.presses("Change it all the same…").await;
    let done = val.fills(&[("reason", "Both at once")]).await;
    assert_snapshot!(story.reader.name_all(&done), @"");
    let by_message = ana.says("!outage schedule portal in 1h 1h").await;
    assert_snapshot!(story.reader.name_all(&by_message), @"");
    story.end().await;
}
on_both_databases!(what_stands_against_it_is_passed_by_authority_with_a_reason);

/// Whoever may not reads who may; nothing changes.
async fn whoever_may_not_reads_who_may(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let (ana, sam) = (story.person("ana").await, story.person("sam").await);
    let options = [("service", "portal"), ("when", "26 nov 18:00"), ("length", "2h")];
    let mut said = vec![sam.commands("outage schedule", &options).await];
    said.push(sam.commands("outage schedule", &[]).await);
    ana.commands("outage schedule", &options).await;
    // Of a draft nobody knows but those who keep it.
    said.push(sam.commands("outage list", &[]).await);
    said.push(sam.commands("outage show", &[("outage", "1")]).await);
    said.push(sam.presses("Withdraw").await);
    said.push(sam.presses("Preview and publish…").await);
    ana.presses("Publish").await;
    said.push(
        sam.commands("outage move", &[("outage", "1"), ("when", "27 nov 19:00")])
            .await,
    );
    said.push(sam.commands("outage cancel", &[]).await);
    said.push(sam.presses("It begins now…").await);
    said.push(sam.commands("outage show", &[]).await);
    let said: Vec<String> = said.iter().map(|s| story.reader.name_all(s)).collect();
    assert_snapshot!(said.join("\n\n"), @"");
    story.end().await;
}
on_both_databases!(whoever_may_not_reads_who_may);

/// What makes no sense where the outage stands is refused, with the command that does.
async fn what_makes_no_sense_is_refused_with_the_way_out(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let ana = story.person("ana").await;
    let mut said = Vec::new();
    said.push(ana.commands("outage show", &[]).await);
    said.push(ana.commands("outage show", &[("outage", "7")]).await);
    said.push(ana.commands("outage show", &[("outage", "seven")]).await);
    said.push(ana.says("!outage schedul portal").await);
    announce(&ana, "26 nov 18:00", "2h").await;
    said.push(ana.commands("outage end", &[]).await);
    said.push(ana.commands("outage move", &[("when", "26 nov 18:00")]).await);
    said.push(ana.commands("outage shorten", &[]).await);
    said.push(ana.commands("outage shorten", &[("to", "26 nov 21:00")]).await);
    let options = [
        ("service", "portal"),
        ("when", "28 nov 18:00"),
        ("length", "2h"),
        ("environment", "prd"),
    ];
    said.push(ana.commands("outage schedule", &options).await);
    let options = [
        ("service", "portal"),
        ("when", "28 nov 18:00"),
        ("length", "2h"),
        ("audiences", "usrs"),
    ];
    said.push(ana.commands("outage schedule", &options).await);
    story.time_is("2026-11-26T05:10:00Z").await;
    said.push(ana.commands("outage cancel", &[]).await);
    said.push(ana.commands("outage move", &[("when", "27 nov 18:00")]).await);
    ana.commands("outage end", &[]).await;
    ana.presses("It is back, tell them").await;
    said.push(
        ana.commands("outage extend", &[("outage", "1"), ("by", "30")])
            .await,
    );
    let said: Vec<String> = said.iter().map(|s| story.reader.name_all(s)).collect();
    assert_snapshot!(said.join("\n\n"), @"");
    story.end().await;
}
on_both_databases!(what_makes_no_sense_is_refused_with_the_way_out);
