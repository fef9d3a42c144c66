//! Steps that depend: on an answer, on a reason, on a day, on what ran elsewhere, on nobody objecting.

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};

const BOOK: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["staging", "prod"]
roles = ["SRE team", "LT", "VLE Services"]

[[process]]
name = "regular"
title = "Regular release"
purpose = "What was merged."
override_by = ["VLE Services"]

[[process.step]]
name = "look"
title = "Look at the tests"
owner = "SRE team"
asks = [{ choice = "Did the functional tests change?", name = "changed", options = ["Yes", "No"] }]

[[process.step]]
name = "tag"
title = "Tag the tests"
owner = "SRE team"
only_if = { ask = "look/changed", is = "Yes" }
asks = [{ value = "Tag", name = "tag" }]

[[process.step]]
name = "patch"
title = "Patch"
owner = "SRE team"
optional = true
asks = ["Patched"]
sets_version = "staging"

[[process.step]]
name = "agree"
title = "Agree on the day"
owner = "LT"
asks = [{ sign_off = "Go live", name = "go", from = ["LT"], with_date = true }]

[[process.step]]
name = "deploy"
title = "Deploy on prod"
owner = "SRE team"
environment = "prod"
gates = ["no-blockers", { not_before = "agree/go" }]
asks = ["Prod is deployed"]
sets_version = "prod"

[[process]]
name = "onward"
title = "Onward"
purpose = "What ran on staging goes on."
override_by = ["VLE Services"]

[[process.step]]
name = "deploy"
title = "Deploy on prod"
owner = "SRE team"
gates = [{ ran_on = "staging" }]
asks = ["Prod has it"]
"#;

async fn shop(db: Database) -> Story {
    let source = Source {
        name: "shop.toml".to_owned(),
        text: BOOK.to_owned(),
    };
    Story::with_playbooks(db, vec![source]).await
}

/// S4.7, S1.14: what does not apply is passed by, what is not needed is waived with a reason.
async fn what_does_not_apply_is_passed_by(db: Database) {
    let story = shop(db).await;
    let (ana, ben, lee) = (
        story.person("ana").await,
        story.person("ben").await,
        story.person("lee").await,
    );
    ana.says("!release start shop regular 4.2").await;
    assert_snapshot!(story.read("releases").await, @"
    ana: !release start shop regular 4.2

    gonogo: #1 Shop 4.2 is started: Regular release. Its card is in #releases. First: **Look at the tests**, by SRE team.

    gonogo: ### Shop 4.2 · Regular release
    -# Release #1
    **Look at the tests** · step 1 of 5 · release manager @ana
    waiting for SRE team since …
    **Did the functional tests change?**
    ---
    ▸ **Look at the tests**
    -# Then: Tag the tests · Patch · Agree on the day · Deploy on prod
    [Yes] [No]
    [What do I owe?] [Hold]
    (More ▾)
    ");

    // Somebody else's role does not answer.
    let no = lee.presses("No").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role SRE team; you have: LT. Ask somebody who has it, or see `/release status release:1`.");
    ben.presses("No").await;
    assert_snapshot!(story.read("releases").await, @"
    ana: !release start shop regular 4.2

    gonogo: #1 Shop 4.2 is started: Regular release. Its card is in #releases. First: **Look at the tests**, by SRE team.

    gonogo: ### Shop 4.2 · Regular release
    -# Release #1
    **Patch** · step 2 of 4 · release manager @ana
    waiting for SRE team since …
    ---
    ✓ Look at the tests · @ben, 09:00 · `No`
    ▸ **Patch**
    -# Then: Agree on the day · Deploy on prod
    [Patched]
    [What do I owe?] [Hold]
    (More ▾)
    ");

    // The slip is undone, and the other answer brings the step that needs it.
    ben.chooses("More", "Undo: Look at the tests").await;
    ben.presses("Yes").await;
    let card = story.read("releases").await;
    assert!(card.contains("**Tag the tests** · step 2 of 5"), "{card}");
    ben.presses("Tag…").await;
    ben.fills(&[("text", "v7")]).await;

    assert_eq!(
        ben.chooses("More", "Not needed: Patch").await,
        "form: Not needed: Patch"
    );
    ben.fills(&[("text", "no bug was found")]).await;
    let card = story.read("releases").await;
    assert!(
        card.contains("– Patch · not needed, @ben: “no bug was found”"),
        "{card}"
    );
    story.end().await;
}
on_both_databases!(what_does_not_apply_is_passed_by);

/// S1.29, S4.46: whoever objects shuts the step; the agreed day opens it.
async fn a_blocker_and_a_day_keep_a_step_shut(db: Database) {
    let story = shop(db).await;
    let (ana, ben, lee) = (
        story.person("ana").await,
        story.person("ben").await,
        story.person("lee").await,
    );
    ana.says("!release start shop regular 4.2").await;
    ben.presses("No").await;
    ben.presses("Patched").await;
    assert_eq!(lee.presses("Go, and choose the day…").await, "form: Go, and when");
    lee.fills(&[("text", "2026-11-26")]).await;
    let raised = lee.says("!release block 1 log-in fails on staging").await;
    assert_snapshot!(raised, @"#1 Shop 4.2 has a blocker: steps that ask for none are shut until it is cleared.");
    lee.says("!release bug 1 a typing error, see https://bugs.example.org/7")
        .await;
    assert_snapshot!(story.read("releases").await, @"
    ana: !release start shop regular 4.2

    gonogo: #1 Shop 4.2 is started: Regular release. Its card is in #releases. First: **Look at the tests**, by SRE team.

    gonogo: ### Shop 4.2 · Regular release
    -# Release #1
    **Deploy on prod** · step 4 of 4 · release manager @ana
    waiting for SRE team since …
    **Shut** while 1 blocker stands.
    **Shut** until 2026-11-26, the day that was agreed.
    ---
    ✓ Look at the tests · @ben, 09:00 · `No`
    ✓ Patch · @ben, 09:00
    ✓ Agree on the day · @lee, 09:00
    ▸ **Deploy on prod**
    **Bug** noted by @lee: “a typing error, see https://bugs.example.org/7”
    **Blocker 1** stands, raised by @lee: “log-in fails on staging”
    [Override…]
    [What do I owe?] [Hold]
    (More ▾)

    lee: !release block 1 log-in fails on staging

    gonogo: #1 Shop 4.2 has a blocker: steps that ask for none are shut until it is cleared.

    lee: !release bug 1 a typing error, see https://bugs.example.org/7

    gonogo: #1 Shop 4.2 has the bug on its card.
    ");

    let no = ben.says("!release unblock 1 1 it works for me").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role LT or VLE Services; you have: SRE team. Ask somebody who has it, or see `/release status release:1`.");
    story.passes("48h").await;
    let card = story.read("releases").await;
    assert!(card.contains("**Shut** while 1 blocker stands."), "{card}");
    assert!(!card.contains("2026-11-26, the day"), "the day has come: {card}");
    let thread = story.read("#1").await;
    assert!(
        thread.contains("**Deploy on prod** of #1 Shop 4.2 waits for you."),
        "{thread}"
    );
    assert!(!card.contains("[Prod is deployed]"), "{card}");
    assert_eq!(
        lee.commands("release unblock", &[("release", "1"), ("blocker", "1")])
            .await,
        "form: Clear blocker 1"
    );
    lee.fills(&[("text", "fixed in 4.2, tested")]).await;
    // Without a number all behind the release is the reason.
    lee.says("!release block 1 the help page is slow").await;
    lee.says("!release unblock 1 found and mended").await;
    ben.presses("Prod is deployed").await;
    let card = story.read("releases").await;
    assert!(card.contains("**Finished**"), "{card}");
    assert!(card.contains("cleared by @lee: “fixed in 4.2, tested”"), "{card}");
    assert!(card.contains("cleared by @lee: “found and mended”"), "{card}");
    story.end().await;
}
on_both_databases!(a_blocker_and_a_day_keep_a_step_shut);

/// S1.2: a version goes on only from where it ran before.
async fn a_version_goes_on_from_where_it_ran(db: Database) {
    let story = shop(db).await;
    let (ana, ben, val) = (
        story.person("ana").await,
        story.person("ben").await,
        story.person("val").await,
    );
    ana.says("!release start shop onward 4.2").await;
    let card = story.read("releases").await;
    assert!(card.contains("**Shut** until 4.2 has run on staging."), "{card}");
    ana.says("!release start shop regular 4.2").await;
    ben.presses("No").await;
    ben.presses("Patched").await;
    let card = story.read("releases").await;
    assert!(
        !card.contains("**Shut**"),
        "the card of the one that waited follows: {card}"
    );
    assert!(card.contains("[Prod has it]"), "{card}");
    // The way past it is authority, with a reason.
    ana.says("!release start shop onward 4.3").await;
    assert_eq!(
        val.commands("release override", &[("release", "3")]).await,
        "form: Override: Deploy on prod"
    );
    val.fills(&[("text", "staging is broken and this mends it")])
        .await;
    let status = ben.commands("release status", &[("release", "3")]).await;
    assert!(status.contains("[Prod has it]"), "{status}");
    story.end().await;
}
on_both_databases!(a_version_goes_on_from_where_it_ran);

/// S0.39: a third major release in one year takes authority and a reason.
async fn no_more_than_two_majors_a_year(db: Database) {
    let story = Story::begin(db).await;
    let (ana, val) = (story.person("ana").await, story.person("val").await);
    ana.says("!release start myportfolio mahara-major 22.04.1").await;
    ana.says("!release start myportfolio mahara-major 22.10.1").await;
    let no = ana.says("!release start myportfolio mahara-major 23.04.1").await;
    assert_snapshot!(story.reader.name_all(&no), @"Mahara major release: at most 2 releases a year, and #1 and #2 began in 2026 already. VLE Services can start one more with a reason: `/release start`, with `reason`.");
    let no = ana
        .says("!release start myportfolio mahara-major 23.04.1 because we want it")
        .await;
    assert!(no.contains("at most 2 releases a year"), "{no}");
    // VLE Services may, and the reason stays.
    let started = val
        .commands(
            "release start",
            &[
                ("service", "myportfolio"),
                ("process", "mahara-major"),
                ("version", "23.04.1"),
                ("reason", "support for 22.10 ends"),
            ],
        )
        .await;
    assert_snapshot!(story.reader.name_all(&started), @"#3 MyPortfolio 23.04.1 is started: Mahara major release. Its card is in #releases. First: **Prepare major release Docker image**, by SRE team.");
    let card = story.read("releases").await;
    assert!(card.contains("“support for 22.10 ends”"), "{card}");
    // The second came to nothing: it does not count any more.
    ana.says("!release abort 3 not now").await;
    ana.says("!release abort 2 not now").await;
    let again = ana.says("!release start myportfolio mahara-major 23.10.1").await;
    assert!(again.contains("#4"), "{again}");
    story.end().await;
}
on_both_databases!(no_more_than_two_majors_a_year);
