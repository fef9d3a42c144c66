//! Sign-offs by every rule there is, as people meet them: approvals of a change (document "Change and release
//! process"), a decision of a group and either of two (document "Release management").

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};

const CHANGE: &str = r#"
[service]
name = "desk"
title = "Desk"
zone = "Europe/London"
environments = ["prod"]
roles = ["Support Team", "Quality Assurance", "Peer", "Operations Management", "Enterprise Customer", "Release owner", "Puller", "Tester"]

[checklist.tests]
title = "Tests"
items = ["Unit tests", "Regression tests"]

[[process]]
name = "change"
title = "Change"
purpose = "A change to a component."
started_by = ["Support Team", "Peer"]

[[process.step]]
name = "test"
title = "Test"
owner = "Support Team"
asks = [{ checklist = "tests" }]

[[process.step]]
name = "approve"
title = "Approvals"
owner = "Support Team"
asks = [{ sign_off = "Approval", name = "approval", from = ["Quality Assurance", "Peer", "Operations Management"], distinct = true, not_the_author = true }]

[[process.step]]
name = "date"
title = "Agree on the date"
owner = "Support Team"
asks = [{ sign_off = "Deployment date", name = "date", from = ["Support Team", "Enterprise Customer"], with_date = true, in_order = true, valid_days = 14 }]

[[process.step]]
name = "perform"
title = "Perform the change"
owner = "Support Team"
asks = ["Performed"]

[[process]]
name = "pull"
title = "Pull to production"
purpose = "Code is pulled to production."
started_by = ["Release owner"]

[[process.step]]
name = "uat"
title = "Pull to UAT"
owner = "Release owner"
asks = [{ sign_off = "Pulled to UAT", name = "pulled", from = [{ any_of = ["Puller", "Release owner"] }] }]

[[process.step]]
name = "group"
title = "Sign-off of the group"
owner = "Release owner"
asks = [{ sign_off = "Pull to production", name = "group", from = [{ any_of = ["Puller", "Tester"], quorum = 3 }], majority = true }]

[[process.step]]
name = "prod"
title = "Pull to Prod"
owner = "Release owner"
asks = ["Pulled"]
"#;

async fn story(db: Database) -> Story {
    let (name, text) = ("desk.toml".to_owned(), CHANGE.to_owned());
    Story::with_playbooks(db, vec![Source { name, text }]).await
}

/// The card of that sign-off of the first release.
async fn board(story: &Story, title: &str) -> String {
    let all = story.read("#1").await;
    let title = format!("\n**{title}** · ");
    let cards = all
        .split("gonogo: ")
        .filter(|text| text.starts_with("### Go or no-go") && text.contains(&title));
    cards.last().unwrap_or_default().trim().to_owned()
}

/// S2.8, S2.9: three approvals by three people, and not by whoever wrote the change.
async fn a_change_has_three_approvals_by_three_people(db: Database) {
    let story = story(db).await;
    let (sue, per) = (story.person("sue").await, story.person("per").await);
    let (quinn, omar) = (story.person("quinn").await, story.person("omar").await);
    per.says("!release start desk change 1.4.2").await;
    sue.presses("Pass all").await;
    assert_snapshot!(board(&story, "Approval").await, @"
    ### Go or no-go · Desk 1.4.2
    **Approval** · waiting for Quality Assurance, Peer and Operations Management since …
    Quality Assurance: 0 of 1 go · Peer: 0 of 1 go · Operations Management: 0 of 1 go
    What you approve: version 1.4.2 · Test 2 of 2
    -# Rules: one person counts once · not by whoever started the release
    [Go] [No-go…]
    [Add evidence…]
    ");
    let author = per.presses("Go").await;
    assert_snapshot!(story.reader.name_all(&author), @"You started this release, so somebody else has to say go for it: four eyes see more than two. Ask a colleague with the role to press **Go**.");
    quinn.presses("Go").await;
    let twice = quinn.presses("Go").await;
    assert!(twice.contains("one person counts once"), "{twice}");
    omar.presses("Go").await;
    // The peer is the author: without another peer the change does not go on.
    let waiting = board(&story, "Approval").await;
    assert!(waiting.contains("waiting for Peer since"), "{waiting}");
    assert!(!story.read("releases").await.contains("▸ **Agree on the date**"));
    story.end().await;
}
on_both_databases!(a_change_has_three_approvals_by_three_people);

/// S0.47, S2.8: a test that is un-ticked voids the approvals; the card says it in a line, and ticked again they hold.
async fn an_un_ticked_test_voids_the_approvals(db: Database) {
    let story = story(db).await;
    let (sue, per) = (story.person("sue").await, story.person("per").await);
    let (quinn, omar) = (story.person("quinn").await, story.person("omar").await);
    sue.says("!release start desk change 1.4.2").await;
    sue.presses("Pass all").await;
    for person in [&quinn, &omar, &per] {
        person.presses("Go").await;
    }
    assert!(story.read("releases").await.contains("▸ **Agree on the date**"));
    sue.presses_beside("Regression tests", "Undo").await;
    assert!(story.read("releases").await.contains("▸ **Test**"));
    assert_snapshot!(board(&story, "Approval").await, @"
    ### Go or no-go · Desk 1.4.2
    **Approval** · shut until **Test** is done again
    Quality Assurance: 0 of 1 go · Peer: 0 of 1 go · Operations Management: 0 of 1 go
    What you approve: version 1.4.2
    ↻ @quinn's go (…) does not count any more: “Regression tests” (Test) was passed, and is now open.
    ↻ @omar's go (…) does not count any more: “Regression tests” (Test) was passed, and is now open.
    ↻ @per's go (…) does not count any more: “Regression tests” (Test) was passed, and is now open.
    -# Rules: one person counts once · not by whoever started the release
    [Add evidence…]
    ");
    // What is tested anew in another way is something else than what was approved.
    sue.chooses("Does not apply…", "Regression tests").await;
    sue.fills(&[("text", "covered by the vendor")]).await;
    assert_snapshot!(board(&story, "Approval").await, @"
    ### Go or no-go · Desk 1.4.2
    **Approval** · waiting for Quality Assurance, Peer and Operations Management since …
    Quality Assurance: 0 of 1 go · Peer: 0 of 1 go · Operations Management: 0 of 1 go
    What you approve: version 1.4.2 · Test 1 of 2, 1 waived
    ↻ @quinn's go (…) does not count any more: “Regression tests” (Test) was passed, and is now waived (“covered by the vendor”).
    ↻ @omar's go (…) does not count any more: “Regression tests” (Test) was passed, and is now waived (“covered by the vendor”).
    ↻ @per's go (…) does not count any more: “Regression tests” (Test) was passed, and is now waived (“covered by the vendor”).
    -# Rules: one person counts once · not by whoever started the release
    [Still go] [Go] [No-go…] [Take my word back] [Show what changed]
    [Add evidence…]
    ");
    let changed = quinn.presses("Show what changed").await;
    assert_snapshot!(story.reader.name_all(&changed), @"
    @quinn's go (…):
    · “Regression tests” (Test) was passed, and is now waived (“covered by the vendor”).
    ");
    let thread = story.read("#1").await;
    assert!(
        !thread.contains("what you approved in"),
        "whoever is awaited is called by the step that opens"
    );
    quinn.presses("Still go").await;
    assert_snapshot!(board(&story, "Approval").await, @"
    ### Go or no-go · Desk 1.4.2
    **Approval** · waiting for Peer and Operations Management since …
    Quality Assurance: 1 of 1 go · Peer: 0 of 1 go · Operations Management: 0 of 1 go
    What you approve: version 1.4.2 · Test 1 of 2, 1 waived
    ↻ @omar's go (…) does not count any more: “Regression tests” (Test) was passed, and is now waived (“covered by the vendor”).
    ↻ @per's go (…) does not count any more: “Regression tests” (Test) was passed, and is now waived (“covered by the vendor”).
    ✓ **Go** by @quinn, 09:00
    -# Rules: one person counts once · not by whoever started the release
    [Still go] [Go] [No-go…] [Take my word back] [Show what changed]
    [Add evidence…]
    ");
    // It does apply after all: the approvals of before hold again, and the one of meanwhile does not.
    sue.presses_beside("Regression tests", "Undo").await;
    sue.ticks("Regression tests").await;
    assert_snapshot!(board(&story, "Approval").await, @"
    ### Go or no-go · Desk 1.4.2
    **Approval** · waiting for Quality Assurance since …
    Quality Assurance: 0 of 1 go · Peer: 1 of 1 go · Operations Management: 1 of 1 go
    What you approve: version 1.4.2 · Test 2 of 2
    ↻ @quinn's go (…) does not count any more: “Regression tests” (Test) was waived (“covered by the vendor”), and is now passed.
    ✓ **Go** by @omar, 09:00
    ✓ **Go** by @per, 09:00
    -# Rules: one person counts once · not by whoever started the release
    [Still go] [Go] [No-go…] [Take my word back] [Show what changed]
    [Add evidence…]
    ");
    quinn.presses("Still go").await;
    assert!(story.read("releases").await.contains("▸ **Agree on the date**"));
    story.end().await;
}
on_both_databases!(an_un_ticked_test_voids_the_approvals);

/// S2.6: both sides agree on one day, one after the other; after two weeks it has to be said again.
async fn both_sides_agree_on_one_date(db: Database) {
    let story = story(db).await;
    let (sue, per) = (story.person("sue").await, story.person("per").await);
    let (quinn, omar) = (story.person("quinn").await, story.person("omar").await);
    let eve = story.person("eve").await;
    sue.says("!release start desk change 1.4.2").await;
    sue.presses("Pass all").await;
    for person in [&quinn, &omar, &per] {
        person.presses("Go").await;
    }
    let go = "Go, and choose the day…";
    eve.presses(go).await;
    let early = eve.fills(&[("text", "2026-12-08")]).await;
    assert_snapshot!(early, @"It is the turn of Support Team first; after their go it is yours. To object already, press **No-go…**.");
    sue.presses(go).await;
    sue.fills(&[("text", "2026-12-07")]).await;
    eve.presses(go).await;
    eve.fills(&[("text", "2026-12-08")]).await;
    assert_snapshot!(board(&story, "Deployment date").await, @"
    ### Go or no-go · Desk 1.4.2
    **Deployment date** · waiting for one day that all name
    Support Team: 1 of 1 go · Enterprise Customer: 1 of 1 go
    What you approve: version 1.4.2 · Test 2 of 2
    ✓ **Go on 2026-12-07** by @sue, 09:00
    ✓ **Go on 2026-12-08** by @eve, 09:00
    **The days differ**: 2026-12-07 and 2026-12-08. All have to name the same one; say go again with another day.
    -# Rules: in this order · a go is good for 14 days
    [Go, and choose the day…] [No-go…] [Take my word back]
    [Add evidence…]
    ");
    sue.presses(go).await;
    sue.fills(&[("text", "2026-12-08")]).await;
    assert!(story.read("releases").await.contains("▸ **Perform the change**"));
    story.passes("14 days").await;
    assert!(story.read("releases").await.contains("▸ **Agree on the date**"));
    assert_snapshot!(board(&story, "Deployment date").await, @"
    ### Go or no-go · Desk 1.4.2
    **Deployment date** · waiting for Support Team since …
    Support Team: 0 of 1 go · Enterprise Customer: 0 of 1 go
    What you approve: version 1.4.2 · Test 2 of 2
    ↻ @eve's go for 2026-12-08 (…): its time has run out.
    ↻ @sue's go for 2026-12-08 (…): its time has run out.
    -# Rules: in this order · a go is good for 14 days
    [Still go on 2026-12-08] [Go, and choose the day…] [No-go…] [Take my word back] [Show what changed]
    [Add evidence…]
    ");
    let thread = story.read("#1").await;
    let told: Vec<&str> = thread
        .lines()
        .filter(|l| l.contains("has run out. To renew"))
        .collect();
    assert_snapshot!(told.join("\n"), @"
    gonogo: @Support Team: the go of @sue in **Agree on the date** of #1 Desk 1.4.2 has run out. To renew it, press **Still go** on its card.
    gonogo: @Enterprise Customer: the go of @eve in **Agree on the date** of #1 Desk 1.4.2 has run out. To renew it, press **Still go** on its card.
    ");
    for person in [&sue, &eve] {
        person.presses("Still go on 2026-12-08").await;
    }
    assert!(story.read("releases").await.contains("▸ **Perform the change**"));
    story.end().await;
}
on_both_databases!(both_sides_agree_on_one_date);

/// S3.19, S3.16: either of two is enough, and the card names who; a group decides by more go than no-go.
async fn either_of_two_is_enough_and_a_group_decides(db: Database) {
    let story = story(db).await;
    let (fran, tess) = (story.person("fran").await, story.person("tess").await);
    let (lifeeth, chamindra) = (story.person("lifeeth").await, story.person("chamindra").await);
    fran.says("!release start desk pull r548").await;
    assert_snapshot!(board(&story, "Pulled to UAT").await, @"
    ### Go or no-go · Desk r548
    **Pulled to UAT** · waiting for Puller or Release owner since …
    What you approve: version r548
    [Go] [No-go…]
    [Add evidence…]
    ");
    chamindra.presses("Go").await;
    let first = story.read("#1").await;
    assert!(first.contains("✓ **Go** by @chamindra"), "{first}");

    // S3.16: one no-go alone does not hold a group.
    tess.presses("No-go…").await;
    tess.fills(&[("text", "maps are slow")]).await;
    lifeeth.presses("Go").await;
    assert_snapshot!(board(&story, "Pull to production").await, @"
    ### Go or no-go · Desk r548
    **Pull to production** · waiting for Puller or Tester since …
    Puller or Tester: 1 go, 1 no-go of 3 voices
    What you approve: version r548
    ✕ **No-go** by @tess, 09:00: “maps are slow”
    ✓ **Go** by @lifeeth, 09:00
    -# Rules: the group decides: more go than no-go
    [Go] [No-go…] [Take my word back] [Hold…] [Abort…]
    [Add evidence…]
    ");
    chamindra.presses("Go").await;
    assert_snapshot!(board(&story, "Pull to production").await, @"
    ### Go or no-go · Desk r548
    **Pull to production** · **go** since Tue 24 Nov 09:00 (…)
    Puller or Tester: 2 go, 1 no-go of 3 voices
    What you approve: version r548
    ✕ **No-go** by @tess, 09:00: “maps are slow”
    ✓ **Go** by @lifeeth, 09:00
    ✓ **Go** by @chamindra, 09:00
    -# Rules: the group decides: more go than no-go
    [Add evidence…]
    ");
    assert!(story.read("releases").await.contains("▸ **Pull to Prod**"));
    story.end().await;
}
on_both_databases!(either_of_two_is_enough_and_a_group_decides);

/// Evidence: given with an item or with a sign-off, shown in a line, in full on request, and taken back by its giver.
async fn evidence_stands_with_what_it_shows(db: Database) {
    let story = story(db).await;
    let (sue, per) = (story.person("sue").await, story.person("per").await);
    let (quinn, sam) = (story.person("quinn").await, story.person("sam").await);
    sue.says("!release start desk change 1.4.2").await;
    assert_eq!(
        sue.chooses("Evidence…", "Unit tests").await,
        "form: Evidence: Unit tests"
    );
    sue.fills(&[("text", "https://ci.example.org/runs/42")]).await;
    per.chooses("Evidence…", "Regression tests").await;
    per.fills(&[("text", "seen on a phone too")]).await;
    assert_snapshot!(story.read("#1").await, @"
    gonogo: **Test · Tests** · 0 of 2 passed
    -# Support Team ticks these
    · Unit tests  [Pass]
    -# evidence: <https://ci.example.org/runs/42>
    · Regression tests  [Pass]
    -# evidence: “seen on a phone too”
    [Pass all]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)
    ");
    let all = sue.chooses("Evidence…", "Show all evidence (2)").await;
    assert_snapshot!(story.reader.name_all(&all), @"
    **2 pieces of evidence**
    1. <https://ci.example.org/runs/42> · Unit tests
    -# by @sue, Tue 24 Nov 09:00 (…)
    2. “seen on a phone too” · Regression tests
    -# by @per, Tue 24 Nov 09:00 (…)
    [Take back 1]
    ");
    let left = sue.presses("Take back 1").await;
    assert_snapshot!(story.reader.name_all(&left), @"
    **1 piece of evidence**
    2. “seen on a phone too” · Regression tests
    -# by @per, Tue 24 Nov 09:00 (…)
    ");
    assert!(!story.read("#1").await.contains("ci.example.org"));

    // On a sign-off, also by those who only approve; and by nobody else.
    sue.presses("Pass all").await;
    quinn.presses("Add evidence…").await;
    quinn.fills(&[("text", "https://tests.example.org/report")]).await;
    let no = sam.presses("Add evidence…").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role Support Team, Quality Assurance, Peer, Operations Management or Enterprise Customer; you have: none of the team's roles. Ask somebody who has it, or see `/release status release:1`.");
    assert_snapshot!(board(&story, "Approval").await, @"
    ### Go or no-go · Desk 1.4.2
    **Approval** · waiting for Quality Assurance, Peer and Operations Management since …
    Quality Assurance: 0 of 1 go · Peer: 0 of 1 go · Operations Management: 0 of 1 go
    What you approve: version 1.4.2 · Test 2 of 2
    -# evidence: <https://tests.example.org/report>
    -# Rules: one person counts once · not by whoever started the release
    [Go] [No-go…]
    [Add evidence…] [Show evidence]
    ");
    let shown = per.presses("Show evidence").await;
    assert_snapshot!(story.reader.name_all(&shown), @"
    **1 piece of evidence**
    3. <https://tests.example.org/report>
    -# by @quinn, Tue 24 Nov 09:00 (…)
    ");
    story.end().await;
}
on_both_databases!(evidence_stands_with_what_it_shows);
