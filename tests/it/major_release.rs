//! One major release of MyPortfolio, from start to finish, and what can become of it (document "MyPortfolio Release
//! Cycle", part III).

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story, assert_snapshot};

/// Passes everything that is open on the lists of a step.
async fn pass_the_lists(person: &Person, step: &str) {
    let is_pass_all = |c: &Control| {
        let passes = c.component["label"] == "Pass all" || c.component["label"] == "Pass the rest";
        passes && c.shown.contains(&format!("**{step} · "))
    };
    let mut passed = 0;
    while let Some(control) = person.find_control(is_pass_all).await {
        person.press(&control).await;
        passed += 1;
    }
    assert!(passed > 0, "{step} has a list to pass");
}

/// Gives a value that the release card asks for.
async fn give(person: &Person, ask: &str, value: &str) {
    assert_eq!(person.presses(&format!("{ask}…")).await, format!("form: {ask}"));
    person.fills(&[("text", value)]).await;
}

/// The card of a release: the newest in the channel that has its number.
async fn card(story: &Story, number: i64) -> String {
    let all = story.read("releases").await;
    let marked = format!("-# Release #{number}\n");
    let cards = all.split("gonogo: ").filter(|text| text.contains(&marked));
    cards.last().unwrap_or_default().to_owned()
}

/// The card of the sign-off, in the thread of a release.
async fn board(story: &Story, number: i64) -> String {
    let all = story.read(&format!("#{number}")).await;
    let cards = all
        .split("gonogo: ")
        .filter(|text| text.starts_with("### Go or no-go"));
    cards.last().unwrap_or_default().trim().to_owned()
}

/// The steps on uat, as far as the story for VLE Services.
async fn prepare_on_uat(story: &Story, ben: &Person, image: &str) {
    give(ben, "Image tag", image).await;
    pass_the_lists(ben, "Ensure Mahara plugins are updated and fixed").await;
    give(ben, "Prod database copied on", "2026-11-24").await;
    give(ben, "Prod data copied on", "2026-11-24").await;
    ben.presses("Deployed on uat").await;
    pass_the_lists(ben, "Smoke test on uat").await;
    pass_the_lists(ben, "Manual testing script on uat").await;
    give(
        ben,
        "Story to review the new version",
        "https://tracker.example.org/VLE-123",
    )
    .await;
    assert!(card(story, 1).await.contains("▸ **Try the new features on uat**"));
}

/// S0.34 to S0.46: two phases, with the decision of VLE Services between them.
async fn a_major_release_is_prepared_decided_and_goes_live(db: Database) {
    let story = Story::begin(db).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    let (lee, val) = (story.person("lee").await, story.person("val").await);

    // S0.34: only once the first minor update exists.
    let no = ana.says("!release start myportfolio mahara-major 22.04.0").await;
    assert_snapshot!(no, @"22.04.0 is not accepted: a major release is prepared once the major version has its first minor update, such as 22.04.1, not 22.04.0.");
    ana.says("!release start myportfolio mahara-major 22.04.1").await;

    // S0.35: the first phase, in order.
    assert_snapshot!(card(&story, 1).await, @"
    ### MyPortfolio 22.04.1 · Mahara major release
    -# Release #1
    **Prepare major release Docker image** · step 1 of 16 · release manager @ana
    waiting for SRE team since …
    ---
    ▸ **Prepare major release Docker image**
    -# Then: Ensure Mahara plugins are updated and fixed · Deploy on uat with a copy of prod database and data · Smoke test on uat · Manual testing script on uat · Add a story to the “VLE Services Operational” epic · Try the new features on uat · Decide whether and when to go live · Deploy on pre-prod · and 7 more
    [Image tag…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    give(&ben, "Image tag", "22.04.1-r1").await;

    // S0.36: every plugin has a line of its own, and all of them are needed.
    assert_snapshot!(story.read("#1").await, @"
    gonogo: **Ensure Mahara plugins are updated and fixed · Mahara plugins** · 0 of 8 passed
    -# SRE team ticks these
    · Single sign-on (auth/saml): a release for this version is in the image; a test login works  [Pass]
    · Web services (auth/webservice): the tokens of other systems still get an answer  [Pass]
    · LTI (module/lti): a Moodle course opens MyPortfolio without a second login  [Pass]
    · Embedly (blocktype/embedly): a video shows on an old page and can be added to a new one  [Pass]
    · PDF export (export/pdf): a page with pictures comes out whole  [Pass]
    · Search plugin: the index is rebuilt and finds a page made after it  [Pass]
    · University theme: header, footer and log-in page look as before on phone and desktop  [Pass]
    · Language packs: te reo Māori is there and switches without an error  [Pass]
    [Pass all]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)
    ");
    pass_the_lists(&ben, "Ensure Mahara plugins are updated and fixed").await;

    // S0.37: database and data are two facts, each with its day.
    give(&ben, "Prod database copied on", "2026-11-23").await;
    let both = card(&story, 1).await;
    assert!(
        both.contains("[Prod data copied on…]") && !both.contains("[Prod database copied on…]"),
        "{both}"
    );
    give(&ben, "Prod data copied on", "2026-11-24").await;
    ben.presses("Deployed on uat").await;
    pass_the_lists(&ben, "Smoke test on uat").await;
    pass_the_lists(&ben, "Manual testing script on uat").await;

    // S0.38: the story is a link.
    ben.presses("Story to review the new version…").await;
    let no = ben.fills(&[("text", "VLE-123")]).await;
    assert_snapshot!(story.reader.name_all(&no), @"`VLE-123` does not fit: the story is given by its link, which begins with https://.");
    give(
        &ben,
        "Story to review the new version",
        "https://tracker.example.org/VLE-123",
    )
    .await;

    // S0.40, S0.41: a major on uat leaves pre-prod and prod to others; both are shown.
    ana.says("!release start myportfolio mahara-minor 21.10.3").await;
    let matrix = ana.commands("env show", &[("service", "myportfolio")]).await;
    assert_snapshot!(story.reader.name_all(&matrix), @"
    ### MyPortfolio
    **uat** · wiki-app01u · taken by #1
    22.04.1 since … (#1, @ben)
    -# Data: data from prod, 2026-11-24 · database from prod, 2026-11-23
    **pre-prod** · taken by #2
    no version reported yet
    **prod** · taken by #2
    no version reported yet
    (Show an environment ▾)
    ");
    let both = ana.says("!release list").await;
    assert!(
        both.contains("#1 MyPortfolio 22.04.1") && both.contains("#2 MyPortfolio 21.10.3"),
        "{both}"
    );
    ana.says("!release abort 2 21.10.4 comes instead").await;

    // S0.42: LT take their time; the card says since when, and somebody can remind them, once an hour.
    story.passes("3 days").await;
    let waiting = card(&story, 1).await;
    assert!(
        waiting.contains("▸ **Try the new features on uat**"),
        "nothing went on by itself: {waiting}"
    );
    assert!(waiting.contains("waiting for LT since"), "{waiting}");
    let told = ana.presses("Remind LT").await;
    assert_snapshot!(told, @"They are reminded, in the thread.");
    let again = ana.presses("Remind LT").await;
    assert_snapshot!(story.reader.name_all(&again), @"@ana reminded them …. They can be reminded again …; until then, see `/release status release:1`.");
    let thread = story.read("#1").await;
    assert_snapshot!(thread.split("gonogo: ").last().unwrap().trim(), @"@LT: @ana asks you to look at **Try the new features on uat** of #1 MyPortfolio 22.04.1. It has waited since ….");
    lee.presses("LT have tried the new features").await;

    // S0.43: the greenlight is VLE Services' alone, and names the day.
    assert_snapshot!(board(&story, 1).await, @"
    ### Go or no-go · MyPortfolio 22.04.1
    **Greenlight** · waiting for VLE Services since …
    What you approve: version 22.04.1 · image tag `22.04.1-r1` · Ensure Mahara plugins are updated and fixed 8 of 8 · prod database copied on `2026-11-23` · prod data copied on `2026-11-24` · Smoke test on uat 13 of 13 · Manual testing script on uat 44 of 44 · story to review the new version <https://tracker.example.org/VLE-123>
    -# Rules: not by whoever started the release
    [Go, and choose the day…] [No-go…]
    [Add evidence…]
    ");
    let no = ben.presses("Go, and choose the day…").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role VLE Services; you have: SRE team. Ask somebody who has it, or see `/release status release:1`.");
    // S0.44: without it nothing goes to pre-prod.
    assert!(!card(&story, 1).await.contains("[Deployed on pre-prod]"));
    assert_eq!(val.presses("Go, and choose the day…").await, "form: Go, and when");
    let no = val.fills(&[("text", "next week")]).await;
    assert_snapshot!(story.reader.name_all(&no), @"Please write the day as 2026-12-01.");
    val.presses("Go, and choose the day…").await;
    val.fills(&[("text", "2026-12-08")]).await;
    assert_snapshot!(board(&story, 1).await, @"
    ### Go or no-go · MyPortfolio 22.04.1
    **Greenlight** · **go** for 2026-12-08 since Fri 27 Nov 09:00 (…)
    What you approve: version 22.04.1 · image tag `22.04.1-r1` · Ensure Mahara plugins are updated and fixed 8 of 8 · prod database copied on `2026-11-23` · prod data copied on `2026-11-24` · Smoke test on uat 13 of 13 · Manual testing script on uat 44 of 44 · story to review the new version <https://tracker.example.org/VLE-123>
    ✓ **Go on 2026-12-08** by @val, 09:00
    -# Rules: not by whoever started the release
    [Add evidence…]
    ");

    // S0.46: the eight steps that follow, without a new image.
    let second_phase = card(&story, 1).await;
    assert!(
        second_phase.contains("▸ **Deploy on pre-prod**"),
        "{second_phase}"
    );
    ben.presses("Deployed on pre-prod").await;
    pass_the_lists(&ben, "Smoke test on pre-prod").await;
    pass_the_lists(&ben, "Manual testing script on pre-prod").await;
    pass_the_lists(&ben, "Schedule outage").await;
    ben.presses("Plan the outage…").await;
    ben.fills(&[("start", "in 1h"), ("length", "2h")]).await;
    ben.presses("Publish").await;
    story.passes("1h").await;
    ben.presses("Prod is upgraded").await;
    pass_the_lists(&ben, "Smoke test on prod").await;
    ben.presses("The site is open to users").await;
    pass_the_lists(&ben, "Manual testing script in prod").await;
    let done = card(&story, 1).await;
    assert!(done.contains("**Finished**"), "{done}");
    let matrix = ana.commands("env show", &[("service", "myportfolio")]).await;
    assert!(matrix.contains("**prod**\n22.04.1 since"), "{matrix}");
    story.end().await;
}
on_both_databases!(a_major_release_is_prepared_decided_and_goes_live);

/// S0.47: the go was for an image. With another image it does not count, and says in a line what is different.
async fn a_new_image_after_the_greenlight_needs_another_word(db: Database) {
    let story = Story::begin(db).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    let (lee, val) = (story.person("lee").await, story.person("val").await);
    ana.says("!release start myportfolio mahara-major 22.04.1").await;
    prepare_on_uat(&story, &ben, "22.04.1-r1").await;
    lee.presses("LT have tried the new features").await;
    val.presses("Go, and choose the day…").await;
    val.fills(&[("text", "2026-12-08")]).await;

    ben.presses("Deployed on pre-prod").await;
    assert!(card(&story, 1).await.contains("▸ **Smoke test on pre-prod**"));
    ben.chooses("Something failed…", "Open the home page").await;
    ben.fills(&[("text", "the header is gone")]).await;
    ben.presses("Back to: Prepare major release Docker image").await;
    ben.fills(&[("text", "one fix: the header")]).await;

    story.passes("1h").await;
    prepare_on_uat(&story, &ben, "22.04.1-r2").await;
    lee.presses("LT have tried the new features").await;
    assert_snapshot!(board(&story, 1).await, @"
    ### Go or no-go · MyPortfolio 22.04.1
    **Greenlight** · waiting for VLE Services since …
    What you approve: version 22.04.1 · image tag `22.04.1-r2` · Ensure Mahara plugins are updated and fixed 8 of 8 · prod database copied on `2026-11-24` · prod data copied on `2026-11-24` · Smoke test on uat 13 of 13 · Manual testing script on uat 44 of 44 · story to review the new version <https://tracker.example.org/VLE-123>
    ↻ @val's go for 2026-12-08 (…) was for image tag `22.04.1-r1`. It is now `22.04.1-r2`.
    -# Rules: not by whoever started the release
    [Still go on 2026-12-08] [Go, and choose the day…] [No-go…] [Take my word back] [Show what changed]
    [Add evidence…]
    ");
    let changed = val.presses("Show what changed").await;
    assert_snapshot!(story.reader.name_all(&changed), @"
    @val's go for 2026-12-08 (…):
    · image tag was `22.04.1-r1`, and is now `22.04.1-r2`.
    ");
    let no = ben.presses("Still go on 2026-12-08").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role VLE Services; you have: SRE team. Ask somebody who has it, or see `/release status release:1`.");
    val.presses("Still go on 2026-12-08").await;
    assert_snapshot!(board(&story, 1).await, @"
    ### Go or no-go · MyPortfolio 22.04.1
    **Greenlight** · **go** for 2026-12-08 since Tue 24 Nov 10:00 (…)
    What you approve: version 22.04.1 · image tag `22.04.1-r2` · Ensure Mahara plugins are updated and fixed 8 of 8 · prod database copied on `2026-11-24` · prod data copied on `2026-11-24` · Smoke test on uat 13 of 13 · Manual testing script on uat 44 of 44 · story to review the new version <https://tracker.example.org/VLE-123>
    ✓ **Go on 2026-12-08** by @val, 10:00
    -# Rules: not by whoever started the release
    [Add evidence…]
    ");
    assert!(card(&story, 1).await.contains("▸ **Deploy on pre-prod**"));
    story.end().await;
}
on_both_databases!(a_new_image_after_the_greenlight_needs_another_word);

/// S0.45: no is a valid decision: it is recorded with its reason, and the release is parked or closed.
async fn a_no_is_a_decision_and_the_release_is_parked_or_closed(db: Database) {
    let story = Story::begin(db).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    let (lee, val) = (story.person("lee").await, story.person("val").await);
    ana.says("!release start myportfolio mahara-major 22.04.1").await;
    prepare_on_uat(&story, &ben, "22.04.1-r1").await;
    lee.presses("LT have tried the new features").await;
    assert_eq!(val.presses("No-go…").await, "form: No-go");
    val.fills(&[("text", "exams until February")]).await;
    assert_snapshot!(board(&story, 1).await, @"
    ### Go or no-go · MyPortfolio 22.04.1
    **Greenlight** · **no-go**, until @val takes it back or says go
    What you approve: version 22.04.1 · image tag `22.04.1-r1` · Ensure Mahara plugins are updated and fixed 8 of 8 · prod database copied on `2026-11-24` · prod data copied on `2026-11-24` · Smoke test on uat 13 of 13 · Manual testing script on uat 44 of 44 · story to review the new version <https://tracker.example.org/VLE-123>
    ✕ **No-go** by @val, 09:00: “exams until February”
    -# Rules: not by whoever started the release
    [Go, and choose the day…] [No-go…] [Take my word back] [Hold…] [Abort…]
    [Add evidence…]
    ");
    assert_eq!(ana.presses("Hold…").await, "form: Hold the release");
    ana.fills(&[("text", "parked on uat until February")]).await;
    let parked = card(&story, 1).await;
    assert!(
        parked.contains("**On hold**") && parked.contains("parked on uat until February"),
        "{parked}"
    );
    ana.presses("Resume").await;
    assert_eq!(ana.presses("Abort…").await, "form: Abort #1");
    ana.fills(&[("text", "23.04.1 comes instead")]).await;
    let closed = card(&story, 1).await;
    assert!(
        closed.contains("**Aborted**") && closed.contains("23.04.1 comes instead"),
        "{closed}"
    );
    let kept = board(&story, 1).await;
    assert!(
        kept.contains("✕ **No-go** by @val") && kept.contains("exams until February"),
        "{kept}"
    );
    story.end().await;
}
on_both_databases!(a_no_is_a_decision_and_the_release_is_parked_or_closed);
