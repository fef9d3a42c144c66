//! An infrastructure update of MyPortfolio, its short way for patching, and a new plugin (document "MyPortfolio Release
//! Cycle", parts II and IV).

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story, assert_snapshot};

async fn pass_the_lists(person: &Person, step: &str) {
    let is_pass_all = |c: &Control| {
        let passes = c.component["label"] == "Pass all" || c.component["label"] == "Pass the rest";
        passes && c.shown.contains(&format!("**{step} · "))
    };
    while let Some(control) = person.find_control(is_pass_all).await {
        person.press(&control).await;
    }
}

async fn plan_the_outage(story: &Story, person: &Person) {
    pass_the_lists(person, "Schedule outage").await;
    person.presses("Plan the outage…").await;
    person.fills(&[("start", "in 1h"), ("length", "2h")]).await;
    person.presses("Publish").await;
    story.passes("1h").await;
}

/// S0.28 to S0.31: the nine steps of an update, here a rebuild of the containers; the window is defined before, and
/// what it was in fact stands beside it.
async fn an_infrastructure_update_runs_through_its_nine_steps(db: Database) {
    let story = Story::begin(db).await;
    let ben = story.person("ben").await;
    ben.says("!release start myportfolio infrastructure container-rebuild")
        .await;
    assert!(story.read("releases").await.contains(
        "-# Then: Deploy on pre-prod · Smoke test on pre-prod · Manual testing script on pre-prod · Schedule outage · \
         Upgrade prod · Smoke test on prod · Release site · Manual testing script in prod"
    ));
    ben.presses("Image tag…").await;
    ben.fills(&[("text", "22.04.2-r2")]).await;
    ben.presses("Deployed on pre-prod").await;
    pass_the_lists(&ben, "Smoke test on pre-prod").await;
    pass_the_lists(&ben, "Manual testing script on pre-prod").await;
    // S0.30: no work on prod before the window is defined.
    assert!(!story.read("releases").await.contains("[Prod is upgraded]"));
    plan_the_outage(&story, &ben).await;
    ben.presses("Prod is upgraded").await;
    pass_the_lists(&ben, "Smoke test on prod").await;
    // S0.31: steps are open when the window ends soon, and when it has ended.
    story.passes("1h 50min").await;
    assert!(story.read("#1").await.contains("and **Release site** is open"));
    story.passes("30min").await;
    assert!(story.read("outages").await.contains("is not back yet"));
    ben.presses("The site is open to users").await;
    let told = story.read("outages").await;
    assert!(told.contains("20 minutes later than announced"), "{told}");
    pass_the_lists(&ben, "Manual testing script in prod").await;
    assert!(story.read("releases").await.contains("**Finished**"));
    story.end().await;
}
on_both_databases!(an_infrastructure_update_runs_through_its_nine_steps);

/// S0.33: the same by a shorter process, without a change of code: fewer steps, fewer looks by hand.
async fn patching_takes_the_short_way(db: Database) {
    let story = Story::begin(db).await;
    let ben = story.person("ben").await;
    ben.says("!release start myportfolio patching patching-2026-11")
        .await;
    assert_snapshot!(story.read("releases").await, @"
    ben: !release start myportfolio patching patching-2026-11

    gonogo: #1 MyPortfolio patching-2026-11 is started: Infrastructure update: monthly patching. Its card is in #releases. First: **Rebuild the image and test it on pre-prod**, by SRE team.

    gonogo: ### MyPortfolio patching-2026-11 · Infrastructure update: monthly patching
    -# Release #1
    **Rebuild the image and test it on pre-prod** · step 1 of 5 · release manager @ben
    0 of 13 passed · waiting for SRE team since …
    -# The pipeline rebuilds and deploys to pre-prod; only newer packages, nothing else.
    ---
    ▸ **Rebuild the image and test it on pre-prod**
    -# Then: Schedule outage · Upgrade prod · Smoke test on prod · Release site
    [Image tag…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    ben.presses("Image tag…").await;
    ben.fills(&[("text", "22.04.2-r2")]).await;
    pass_the_lists(&ben, "Rebuild the image and test it on pre-prod").await;
    plan_the_outage(&story, &ben).await;
    ben.presses("Prod is upgraded").await;
    pass_the_lists(&ben, "Smoke test on prod").await;
    ben.presses("The site is open to users").await;
    assert!(story.read("releases").await.contains("**Finished**"));
    story.end().await;
}
on_both_databases!(patching_takes_the_short_way);

/// S0.48 to S0.50: a request, a decision, the review of the kind that Moodle has, and whatever it takes beyond.
async fn a_plugin_is_looked_at_case_by_case(db: Database) {
    let story = Story::begin(db).await;
    let (ben, val) = (story.person("ben").await, story.person("val").await);
    ben.says("!release start myportfolio mahara-plugin embedly").await;
    for (ask, given) in [
        ("What it is wanted for", "To show videos on pages"),
        ("Who asks for it", "Faculty of Education"),
        ("Where it comes from", "https://example.org/embedly"),
    ] {
        ben.presses(&format!("{ask}…")).await;
        ben.fills(&[("text", given)]).await;
    }
    val.presses("yes").await;
    // S0.48: the review checklist, with a link to the page.
    let card = story.read("releases").await;
    assert!(card.contains("Plugins review checklist"), "{card}");
    pass_the_lists(&ben, "Review the plugin").await;
    // S0.49: no fixed stages. LT are not needed this time; what was done is written down in words.
    let lee = story.person("lee").await;
    assert_snapshot!(story.read("releases").await, @"
    ben: !release start myportfolio mahara-plugin embedly

    gonogo: #1 MyPortfolio embedly is started: New Mahara plugin. Its card is in #releases. First: **Write down the request**, by SRE team.

    gonogo: ### MyPortfolio embedly · New Mahara plugin
    -# Release #1
    **Try it on uat** · step 4 of 6 · release manager @ben
    waiting for LT since …
    **Whatever else it takes** · step 5 of 6 · release manager @ben
    waiting for SRE team since …
    -# A contract, a theme, a word with the privacy officer: case by case. Evidence goes with what was done.
    ---
    ✓ Write down the request · @ben, 09:00 · `To show videos on pages` · `Faculty of Education` · <https://example.org/embedly>
    ✓ Decide whether to take it up · @val, 09:00 · `yes`
    ✓ Review the plugin · @ben, 09:00
    ▸ **Try it on uat**
    ▸ **Whatever else it takes**
    -# Then: Hand it to a release
    [LT have tried it] [What LT found…] [Remind LT] [What was done…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    lee.chooses("More", "Not needed: Try it on uat").await;
    lee.fills(&[("text", "it shows nothing new")]).await;
    ben.presses("What was done…").await;
    ben.fills(&[("text", "Two words translated")]).await;
    ben.presses("Release that brings it to prod…").await;
    ben.fills(&[("text", "#42")]).await;
    assert!(story.read("releases").await.contains("**Finished**"));

    // S0.50: with a no the request is over at once.
    ben.says("!release start myportfolio mahara-plugin quiz").await;
    for (ask, given) in [
        ("What it is wanted for", "Quizzes"),
        ("Who asks for it", "One teacher"),
        ("Where it comes from", "https://example.org/quiz"),
    ] {
        ben.presses(&format!("{ask}…")).await;
        ben.fills(&[("text", given)]).await;
    }
    val.presses("no").await;
    let listed = ben.says("!release list").await;
    assert!(!listed.contains("quiz"), "{listed}");
    story.end().await;
}
on_both_databases!(a_plugin_is_looked_at_case_by_case);
