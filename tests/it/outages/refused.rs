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
    assert_snapshot!(said.join("\n"), @"
    Fri 20 Nov 2026 18:00 is in the past.
    [Change what you typed…]
    26 Sep 02:30 does not exist in Pacific/Auckland: the clocks go forward. Did you mean 03:30?
    [Change what you typed…]
    4 Apr 02:30 comes twice in Pacific/Auckland: the clocks go back. Write `2027-04-04 02:30+13:00` for the first time, or `2027-04-04 02:30+12:00` for the second.
    [Change what you typed…]
    `12/11` can be read two ways; write 2026-12-11 or 11 dec.
    [Change what you typed…]
    At which time? Add it, such as `18:00` or `7pm`.
    [Change what you typed…]
    ");
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
    assert_snapshot!(ana.commands("outage schedule", &long).await, @"
    An outage can last 7 days at most: choose an earlier end. It can be extended while it lasts.
    [Change what you typed…]
    ");
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
    assert_snapshot!(story.reader.name_all(&no), @"
    Outage 1 of this service is planned Tue 24 Nov 18:00 to 20:00.
    Portal users need to know 2 hours before: the earliest start is Tue 24 Nov 11:00 (…).
    Choose another time. If it must be then, VLE Services can pass this with a reason.
    [Another time…]
    ");
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
    assert_snapshot!(story.reader.name_all(&preview), @"
    **Preview**: nobody was told yet.
    -# Outage 2 of Portal · Tue 24 Nov 10:30 to 19:30 (…) · 9 hours
    ⚠ Outage 1 of this service is planned Tue 24 Nov 18:00 to 20:00.
    ⚠ Portal users need to know 2 hours before: the earliest start is Tue 24 Nov 11:00 (…).
    Passed by @val: “The disk is full”
    ---
    **Portal staff** read now, in #staff-news:
    **Portal will be unavailable** Tue 24 Nov 10:30 to 19:30 (…)
    Why: Disks
    Later:
    · Tue 24 Nov 10:30 (…): that it has begun
    · when it is over: that the service is back
    **Portal users** read now, in #outages:
    **Portal will be unavailable** Tue 24 Nov 10:30 to 19:30 (…)
    Why: Disks
    What you notice: You cannot log in.
    Questions: #general
    Later:
    · Tue 24 Nov 09:30 (…): a reminder
    · Tue 24 Nov 10:30 (…): that it has begun
    · when it is over: that the service is back
    [Publish] [Edit…] [Cancel]
    ");
    val.presses("Publish").await;
    let shown = val.commands("outage show", &[("outage", "2")]).await;
    assert_snapshot!(story.reader.name_all(&shown), @"
    ### Outage 2 of Portal
    **Announced** by @val, ….
    Tue 24 Nov 10:30 to 19:30 (…) · 9 hours
    Why: Disks
    -# For Portal staff (#staff-news) and Portal users (#outages)
    ⚠ Outage 1 of this service is planned Tue 24 Nov 18:00 to 20:00.
    ⚠ Portal users need to know 2 hours before: the earliest start is Tue 24 Nov 11:00 (…).
    Passed by @val: “The disk is full”
    [Extend…] [Move…] [Say it otherwise…] [It begins now…] [Call it off…]
    ");
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
    assert_snapshot!(story.reader.name_all(&done), @"Outage 1 of Portal is now Tue 24 Nov 13:00 to 15:00. Everybody who heard of it reads that.");
    let by_message = ana.says("!outage schedule portal in 1h 1h").await;
    assert_snapshot!(story.reader.name_all(&by_message), @"
    Outage 2 of this service is planned Tue 24 Nov 10:30 to 19:30.
    Portal users need to know 2 hours before: the earliest start is Tue 24 Nov 11:00 (…).
    Choose another time. If it must be then, VLE Services can pass this with a reason.
    ");
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
    assert_snapshot!(said.join("\n\n"), @"
    This takes the role SRE team; you have: Stakeholder. Ask somebody who has it.

    This takes the role SRE team; you have: Stakeholder. Ask somebody who has it.

    No outage is planned. Schedule one with `/outage schedule`.

    There is no outage 1: `/outage list` shows those there are.

    This takes the role SRE team; you have: Stakeholder. Ask somebody who has it.

    This takes the role SRE team; you have: Stakeholder. Ask somebody who has it.

    This takes the role SRE team; you have: Stakeholder. Ask somebody who has it.

    This takes the role SRE team; you have: Stakeholder. Ask somebody who has it.

    This takes the role SRE team; you have: Stakeholder. Ask somebody who has it.

    ### Outage 1 of Portal
    **announced**
    Thu 26 Nov 18:00 to 20:00 (…) · 2 hours
    ");
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
    assert_snapshot!(said.join("\n\n"), @"
    No outage is planned. Schedule one with `/outage schedule`.

    There is no outage 7: `/outage list` shows those there are.

    seven is no number of an outage. Write it like `18`; `/outage list` shows those there are.

    `schedul` is no command of `outage`. Did you mean `schedule`?

    The outage Thu 26 Nov 18:00 to 20:00 has not begun: `/outage cancel` calls it off, `/outage start` says that it begins early.

    That is what was announced already: Thu 26 Nov 18:00 to 20:00. Choose another time.

    By how much, or until when? Such as `/outage shorten outage:1 to:30` or `to:19:30`.

    It is announced to end Thu 26 Nov 20:00 (…): give an earlier end, or use `/outage extend`.

    `prd` is no environment of Portal. Did you mean `prod`?

    `usrs` is no audience of Portal. Did you mean `users`?

    The outage Thu 26 Nov 18:00 to 20:00 has begun: `/outage extend` moves its end, `/outage end` says that the service is back.

    The outage Thu 26 Nov 18:00 to 20:00 has begun: `/outage extend` moves its end, `/outage end` says that the service is back.

    This outage is over, was called off, or was never announced: `/outage list` shows those to come, and `/outage schedule` plans another.
    ");
    story.end().await;
}
on_both_databases!(what_makes_no_sense_is_refused_with_the_way_out);
