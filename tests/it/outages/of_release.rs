//! The outage of a release, planned in its step and kept by the same commands as any other.

use super::*;

/// A process with an outage of its own.
const UPGRADE: &str = r#"
[[process]]
name = "upgrade"
title = "Upgrade"
purpose = "A new version of the portal."
started_by = ["SRE team"]
override_by = ["Release manager"]

[[process.step]]
name = "plan"
title = "Schedule outage"
owner = "SRE team"
environment = "prod"
asks = [{ checklist = "parts" }, { outage = "users" }]

[[process.step]]
name = "upgrade"
title = "Upgrade prod"
owner = "SRE team"
environment = "prod"
gates = ["outage-begun"]
asks = [{ confirmation = "Prod is upgraded", name = "upgraded" }]
may_roll_back = true

[[process.step]]
name = "open"
title = "Release site"
owner = "SRE team"
environment = "prod"
asks = [{ confirmation = "The site is open", name = "opened" }]
closes_outage = true

[checklist.parts]
title = "Change Deployment plan"
items = ["Change request (CR)", "ISD News announcement"]
"#;

fn portal_with_upgrades() -> Vec<Source> {
    let mut sources = portal_with(&[("\"Stakeholder\"]", "\"Stakeholder\", \"Release manager\"]")]);
    sources[0].text.push_str(UPGRADE);
    sources
}

/// S0.16, S0.17, S0.18, S0.20, S0.30, S0.31: the step is done when all its parts are done, prod waits for the window,
/// more time is a press away, and what it was in fact stands beside what was announced.
async fn the_outage_of_a_release_is_kept_by_the_same_commands(db: Database) {
    let story = Story::with_playbooks(db, portal_with_upgrades()).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    announce(&ana, "today 18:00", "2h").await;
    ben.says("!release start portal upgrade 4.2").await;
    assert_eq!(
        ben.commands("outage schedule", &[("release", "2")]).await,
        "form: Plan the outage"
    );
    let evening = [
        ("start", "today 19:00"),
        ("length", "1h"),
        ("impact", "No mail"),
        ("works", ""),
    ];
    let no = ben.fills(&evening).await;
    assert_snapshot!(story.reader.name_all(&no), @"
    Outage 1 of this service is planned Tue 24 Nov 18:00 to 20:00.
    Choose another time. If it must be then, Release manager can pass this with a reason.
    [Another time…]
    ");
    let said = ana.says("!outage schedule release:2").await;
    assert_snapshot!(story.reader.name_all(&said), @"
    The outage of #2 Portal 4.2 is planned in its own step.
    [Plan the outage…]
    ");
    ana.presses("Plan the outage…").await;
    ana.fills(&evening).await;
    assert_eq!(
        ana.presses("Schedule all the same…").await,
        "form: Plan the outage all the same"
    );
    let mut all = evening.to_vec();
    all.push(("reason", "Both at once, agreed with the owner"));
    let preview = ana.fills(&all).await;
    assert!(preview.contains("What you notice: No mail"), "{preview}");
    assert_eq!(
        ana.presses("Publish").await,
        "Published. The audience reads it now."
    );
    // S0.16, S0.17: it is announced, and the other parts are open.
    assert!(story.read("releases").await.contains("▸ **Schedule outage**"));
    ben.presses("Pass all").await;
    // S0.18
    assert!(
        story
            .read("releases")
            .await
            .contains("**Shut** until the outage begins")
    );
    let moved = ben
        .commands("outage move", &[("outage", "2"), ("when", "today 21:00")])
        .await;
    assert!(moved.contains("is moved"), "{moved}");
    ben.presses("Change it and tell them").await;
    story.time_is("2026-11-24T07:30:00Z").await;
    assert!(!story.read("releases").await.contains("[Prod is upgraded]"));
    // S0.31: fifteen minutes before the end, and when it has passed.
    story.time_is("2026-11-24T08:45:00Z").await;
    assert_snapshot!(story.read("#2").await, @"
    gonogo: **Schedule outage · Change Deployment plan** · 2 of 2 passed
    -# Complete since Tue 24 Nov 09:00 (…)
    ✓ Change request (CR)  [Undo]
    -# passed by @ben, 09:00
    ✓ ISD News announcement  [Undo]
    -# passed by @ben, 09:00

    gonogo: @SRE team: the outage of #2 Portal 4.2 has begun and ends Tue 24 Nov 22:00 (…). **Upgrade prod** may start.

    gonogo: @SRE team: the outage of #2 Portal 4.2 ends Tue 24 Nov 22:00 (…), and **Upgrade prod** is open. Is there time enough?
    [+15 min…] [+30 min…] [+60 min…] [Roll back…]
    ");
    let later = ben.presses("+15 min…").await;
    assert!(later.contains("Outage 2 of Portal: the end changes."), "{later}");
    ben.presses("Change it and tell them").await;
    story.time_is("2026-11-24T09:20:00Z").await;
    let thread = story.read("#2").await;
    assert!(thread.contains("goes on; its audience was told"), "{thread}");
    ben.presses("Prod is upgraded").await;
    // S0.20: releasing the site closes it for those who were told.
    ben.presses("The site is open").await;
    let shown = ana.commands("outage show", &[("outage", "2")]).await;
    assert_snapshot!(story.reader.name_all(&shown), @"
    ### Outage 2 of Portal · prod
    **Over** by @ben, ….
    In fact: Tue 24 Nov 21:00 to 22:20, 5 minutes longer than announced. Planned: Tue 24 Nov 21:00 to 22:15.
    -# Was: Tue 24 Nov 21:00 to 22:00; Tue 24 Nov 19:00 to 20:00
    Why: A new version of the portal.
    What they notice: No mail
    -# For Portal users (#outages)
    ⚠ Outage 1 of this service is planned Tue 24 Nov 18:00 to 20:00.
    Passed by @ana: “Both at once, agreed with the owner”
    ");
    let told = story.read("outages").await;
    assert!(
        told.contains("**Portal is back** since 22:20, 5 minutes later than announced"),
        "{told}"
    );
    // The other one goes on.
    ben.commands("outage end", &[]).await;
    ben.presses("It is back, tell them").await;
    story.end().await;
}
on_both_databases!(the_outage_of_a_release_is_kept_by_the_same_commands);

/// S0.31: the warning has the way back beside more time.
async fn a_warning_of_a_release_offers_to_roll_back(db: Database) {
    let story = Story::with_playbooks(db, portal_with_upgrades()).await;
    let ana = story.person("ana").await;
    ana.says("!release start portal upgrade 4.2").await;
    ana.presses("Pass all").await;
    ana.presses("Plan the outage…").await;
    ana.fills(&[
        ("start", "today 18:00"),
        ("length", "1h"),
        ("impact", ""),
        ("works", ""),
    ])
    .await;
    ana.presses("Publish").await;
    story.time_is("2026-11-24T05:45:00Z").await;
    assert_eq!(ana.presses("Roll back…").await, "form: Roll back");
    ana.fills(&[("text", "It does not start; 4.1 runs again")]).await;
    assert!(story.read("releases").await.contains("**Rolled back**"));
    let told = story.read("outages").await;
    assert!(told.contains("**Portal is back**"), "{told}");
    story.end().await;
}
on_both_databases!(a_warning_of_a_release_offers_to_roll_back);
