//! One minor release of MyPortfolio, from start to finish, as the team lives it (document "MyPortfolio Release Cycle").

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story, assert_snapshot, shown_text};

/// Passes everything that is open on the lists of the current step, and of no other.
async fn pass_the_lists(story: &Story, person: &Person) {
    let card = story.read("releases").await;
    let current = card
        .lines()
        .rfind(|l| l.starts_with("▸ **"))
        .and_then(|l| l.split("**").nth(1))
        .unwrap();
    let is_pass_all = |c: &Control| {
        let passes = c.component["label"] == "Pass all" || c.component["label"] == "Pass the rest";
        passes && c.shown.contains(&format!("**{current} · "))
    };
    let mut passed = 0;
    while let Some(control) = person.find_control(is_pass_all).await {
        person.press(&control).await;
        passed += 1;
    }
    assert!(passed > 0, "{current} has a list to pass");
}

/// Takes a release to the step whose title is given, with nothing going wrong.
async fn reach(story: &Story, person: &Person, step: &str) {
    let is_current = |card: &str| card.contains(&format!("▸ **{step}**"));
    for _ in 0..12 {
        let card = story.read("releases").await;
        if is_current(&card) {
            return;
        }
        take_a_step(story, person, &card).await;
    }
    panic!("{step} is not reached:\n{}", story.read("releases").await);
}

async fn take_a_step(story: &Story, person: &Person, card: &str) {
    let label = [
        "Image tag…",
        "Deployed on pre-prod",
        "Plan the outage…",
        "Prod is upgraded",
        "The site is open to users",
    ];
    match label.into_iter().find(|l| card.contains(&format!("[{l}]"))) {
        Some("Image tag…") => {
            person.presses("Image tag…").await;
            person.fills(&[("text", "22.04.2-r1")]).await;
        }
        Some("Plan the outage…") => {
            pass_the_lists(story, person).await;
            person.presses("Plan the outage…").await;
            person.fills(&[("start", "in 1h"), ("length", "2h")]).await;
            person.presses("Publish").await;
            story.passes("1h").await;
        }
        Some(label) => {
            person.presses(label).await;
        }
        None => pass_the_lists(story, person).await,
    }
}

/// S0.1, S0.9 to S0.23, S0.25: the nine steps in their order, by the people whose steps they are.
async fn a_minor_release_runs_through_its_nine_steps(db: Database) {
    let story = Story::begin(db).await;
    let (ana, ben, sam) = (
        story.person("ana").await,
        story.person("ben").await,
        story.person("sam").await,
    );

    // S0.1: starting a change asks which of the four types.
    let asked = ana.says("!release start").await;
    assert_snapshot!(asked, @"
    Which kind of change to MyPortfolio?
    (Choose a process ▾)
    ");
    for kind in [
        "Mahara minor release",
        "Infrastructure update",
        "Mahara major release",
        "New Mahara plugin",
    ] {
        let offers = |c: &Control| c.component["options"].to_string().contains(kind);
        assert!(ana.find_control(offers).await.is_some(), "{kind} can be chosen");
    }
    assert_eq!(
        ana.chooses("Choose a process", "Mahara minor release").await,
        "form: Start: Mahara minor release"
    );
    let started = ana.fills(&[("text", "22.04.2")]).await;
    assert_snapshot!(story.reader.name_all(&started), @"#1 MyPortfolio 22.04.2 is started: Mahara minor release. Its card is in #releases. First: **Prepare minor release Docker image**, by SRE team.");
    assert_snapshot!(story.read("releases").await, @"
    ana: !release start

    gonogo: Which kind of change to MyPortfolio?
    (Choose a process ▾)

    gonogo: ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Prepare minor release Docker image** · step 1 of 9 · release manager @ana
    waiting for SRE team since …
    -# Build from the tag of the minor release, and nothing else: one change per deployment.
    ---
    ▸ **Prepare minor release Docker image**
    -# Then: Deploy on pre-prod · Smoke test on pre-prod · Manual testing script on pre-prod · Schedule outage · Upgrade prod · Smoke test on prod · Release site · Manual testing script in prod
    [Image tag…]
    [What do I owe?] [Hold]
    (More ▾)
    ");

    // S0.25: only the SRE team works on SRE steps. S0.10: nothing before its turn.
    let no = sam.presses("Image tag…").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role SRE team; you have: none of the team's roles. Ask somebody who has it, or see `/release status release:1`.");

    // S0.11: the image is asked for, and later cards show it.
    assert_eq!(ana.presses("Image tag…").await, "form: Image tag");
    ana.fills(&[("text", "22.04.2-r1")]).await;
    // S0.12: the deployment sets pre-prod's version.
    ben.presses("Deployed on pre-prod").await;
    let matrix = ana.commands("env show", &[("service", "myportfolio")]).await;
    assert_snapshot!(story.reader.name_all(&matrix), @"
    ### MyPortfolio
    **uat** · wiki-app01u
    no version reported yet
    -# Data from prod: no copy noted yet
    **pre-prod** · taken by #1
    22.04.2 since … (#1, @ben)
    **prod** · taken by #1
    no version reported yet
    (Show an environment ▾)
    ");

    // S0.13: the smoke test is a list to tick, in the thread.
    story.passes("10 min").await;
    ana.ticks("Open the home page in a private window").await;
    ben.ticks("Log in with single sign").await;
    assert_snapshot!(story.read("#1").await, @"
    gonogo: **Smoke test on pre-prod · Site** · 1 of 4 passed
    -# SRE team ticks these
    ✓ Open the home page in a private window: it loads in 3 seconds, without an error  [Undo]
    -# passed by @ana, 09:10
    · Administration, Site information: it shows the version that was deployed  [Pass]
    · Administration home: no warning that cron has not run or an upgrade is waiting  [Pass]
    · Error log of the container: no new line since the deployment that names PHP or SQL  [Pass]
    [Pass the rest]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)

    gonogo: **Smoke test on pre-prod · Account** · 1 of 3 passed
    -# SRE team ticks these
    ✓ Log in with single sign-on: your own name shows at the top right  [Undo]
    -# passed by @ben, 09:10
    · Open the dashboard: your latest pages and the inbox show  [Pass]
    · Log out, then press Back: no page with personal content shows  [Pass]
    [Pass the rest]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)

    gonogo: **Smoke test on pre-prod · Portfolio** · 0 of 6 passed
    -# SRE team ticks these
    · Open a page made before the deployment: its texts and pictures are all there  [Pass]
    · Edit that page, add a text block and save: the text shows  [Pass]
    · Upload a picture under Files: it appears with a preview  [Pass]
    · Download a file that was uploaded before the deployment: it opens  [Pass]
    · Share a page by secret URL and open that in a private window: the page shows  [Pass]
    · Search for a person you know: they are found  [Pass]
    [Pass all]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)
    ");
    pass_the_lists(&story, &ben).await;

    // S0.14: so is the manual testing script.
    assert!(
        story
            .read("releases")
            .await
            .contains("**Manual testing script on pre-prod** · step 4 of 9")
    );
    pass_the_lists(&story, &ana).await;

    // S0.16, S0.17: the outage step is done when its parts are done and its audience was told.
    story.passes("20 min").await;
    assert_snapshot!(story.read("releases").await, @"
    ana: !release start

    gonogo: Which kind of change to MyPortfolio?
    (Choose a process ▾)

    gonogo: ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Schedule outage** · step 5 of 9 · release manager @ana
    0 of 7 passed · outage not planned yet · waiting for SRE team since …
    -# [Change Deployment plan for Learning Apps](<https://wiki.example.org/change-deployment-plan>)
    Tick it off in #thread.
    ---
    ✓ Prepare minor release Docker image · @ana, 09:00 · `22.04.2-r1`
    ✓ Deploy on pre-prod · @ben, 09:00
    ✓ Smoke test on pre-prod · @ben, 09:10
    ✓ Manual testing script on pre-prod · @ana, 09:10
    ▸ **Schedule outage**
    -# Then: Upgrade prod · Smoke test on prod · Release site · Manual testing script in prod
    [Plan the outage…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    assert_eq!(ana.presses("Plan the outage…").await, "form: Plan the outage");
    let preview = ana.fills(&[("start", "today 18:00"), ("length", "2h")]).await;
    assert_snapshot!(story.reader.name_all(&preview), @"
    **Preview**: nobody was told yet. When you publish, this is what they read.
    -# Tue 24 Nov 18:00 to 20:00 · 2 hours
    ---
    **MyPortfolio users** read now, in #outages:
    **MyPortfolio will be unavailable** Tue 24 Nov 18:00 to 20:00 (…)
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    Later:
    · Tue 24 Nov 17:00 (…): a reminder
    · Tue 24 Nov 18:00 (…): that it has begun
    · when it is over: that the service is back
    [Publish] [Edit…] [Cancel]
    ");
    assert_eq!(
        story.read("outages").await,
        "",
        "nobody is told before somebody publishes"
    );
    assert_eq!(
        ana.presses("Publish").await,
        "Published. The audience reads it now."
    );
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **MyPortfolio will be unavailable** Tue 24 Nov 18:00 to 20:00 (…)
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    -# Outage 1
    ");
    assert!(
        story.read("releases").await.contains("▸ **Schedule outage**"),
        "its other parts are open"
    );
    pass_the_lists(&story, &ana).await;

    // S0.18: prod is shut until the window opens.
    let card = story.read("releases").await;
    assert!(
        card.contains("**Upgrade prod** · step 6 of 9") && card.contains("**Shut** until the outage begins"),
        "{card}"
    );
    assert!(!card.contains("[Prod is upgraded]"));
    story.time_is("2026-11-24T05:00:00Z").await;
    ben.presses("Prod is upgraded").await;

    // S0.15, S0.19: prod has fresh lists; users stay out until the smoke test passed.
    let thread = story.read("#1").await;
    assert!(
        thread.contains("**Smoke test on prod · Site** · 0 of 4 passed"),
        "{thread}"
    );
    assert!(!story.read("outages").await.contains("is back"));
    let card = story.read("releases").await;
    assert!(!card.contains("[The site is open to users]"), "{card}");
    story.passes("50 min").await;
    pass_the_lists(&story, &ben).await;

    // S0.20: releasing the site closes the outage for its audience.
    story.passes("45 min").await;
    ana.presses("The site is open to users").await;
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **MyPortfolio is back.** It was unavailable Tue 24 Nov 18:00 to 19:35.
    -# Outage 1

    gonogo: **MyPortfolio is unavailable** since 18:00; it is expected back Tue 24 Nov 20:00 (…).
    Questions: #general

    gonogo: **MyPortfolio is back** since 19:35, 25 minutes early. Thank you for your patience.
    ");

    // S0.21: the manual script in prod comes last, and ends the release.
    assert!(
        story
            .read("releases")
            .await
            .contains("**Manual testing script in prod** · step 9 of 9")
    );
    pass_the_lists(&story, &ana).await;
    assert_snapshot!(story.read("releases").await, @"
    ana: !release start

    gonogo: Which kind of change to MyPortfolio?
    (Choose a process ▾)

    gonogo: ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Finished** Tue 24 Nov 19:35 (…) · release manager @ana
    ---
    ✓ Prepare minor release Docker image · @ana, 09:00 · `22.04.2-r1`
    ✓ Deploy on pre-prod · @ben, 09:00
    ✓ Smoke test on pre-prod · @ben, 09:10
    ✓ Manual testing script on pre-prod · @ana, 09:10
    ✓ Schedule outage · @ana, 09:30
    ✓ Upgrade prod · @ben, 18:00
    ✓ Smoke test on prod · @ben, 18:50
    ✓ Release site · @ana, 19:35
    ✓ Manual testing script in prod · @ana, 19:35
    ");
    // S0.22: nobody else was asked.
    assert!(!story.read("#1").await.contains("VLE Services") && !story.read("#1").await.contains("@LT"));
    story.end().await;
}
on_both_databases!(a_minor_release_runs_through_its_nine_steps);

/// S0.26: a failed test on pre-prod sends the release back to the image, with fresh lists.
async fn a_failed_test_on_pre_prod_goes_back_to_the_image(db: Database) {
    let story = Story::begin(db).await;
    let (ana, cho) = (story.person("ana").await, story.person("cho").await);
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    reach(&story, &ana, "Smoke test on pre-prod").await;
    ana.ticks("Open the home page in a private window").await;
    assert_eq!(
        cho.chooses("Something failed…", "Upload a picture").await,
        "form: Failed: Upload a picture under Files: it app…"
    );
    cho.fills(&[("text", "500 on a PDF over 2 MB")]).await;
    assert_snapshot!(story.read("releases").await, @"
    ana: !release start myportfolio mahara-minor 22.04.2

    gonogo: #1 MyPortfolio 22.04.2 is started: Mahara minor release. Its card is in #releases. First: **Prepare minor release Docker image**, by SRE team.

    gonogo: ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Smoke test on pre-prod** · step 3 of 9 · release manager @ana
    1 of 13 passed · 1 failed · waiting for SRE team since …
    Tick it off in #thread.
    ---
    ✓ Prepare minor release Docker image · @ana, 09:00 · `22.04.2-r1`
    ✓ Deploy on pre-prod · @ana, 09:00
    ▸ **Smoke test on pre-prod**
    ✕ Failed: Upload a picture under Files: it appears with a preview (@cho: “500 on a PDF over 2 MB”)
    -# Then: Manual testing script on pre-prod · Schedule outage · Upgrade prod · Smoke test on prod · Release site · Manual testing script in prod
    [Back to: Prepare minor release Docker image]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    assert_eq!(
        ana.presses("Back to: Prepare minor release Docker image").await,
        "form: Failed: Smoke test on pre-prod"
    );
    ana.fills(&[("text", "Uploads fail: the image must be rebuilt")])
        .await;
    assert_snapshot!(story.read("releases").await, @"
    ana: !release start myportfolio mahara-minor 22.04.2

    gonogo: #1 MyPortfolio 22.04.2 is started: Mahara minor release. Its card is in #releases. First: **Prepare minor release Docker image**, by SRE team.

    gonogo: ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Prepare minor release Docker image** · step 1 of 9 · release manager @ana
    waiting for SRE team since …
    -# Build from the tag of the minor release, and nothing else: one change per deployment.
    ---
    ▸ **Prepare minor release Docker image**
    -# Then: Deploy on pre-prod · Smoke test on pre-prod · Manual testing script on pre-prod · Schedule outage · Upgrade prod · Smoke test on prod · Release site · Manual testing script in prod
    **Sent back** from Smoke test on pre-prod to Prepare minor release Docker image by @ana, 09:00: “Uploads fail: the image must be rebuilt”
    [Image tag…]
    [What do I owe?] [Hold]
    (More ▾)
    ");

    // The ticks of the first round do not count, and its buttons say so.
    let old = story.read("#1").await;
    assert!(
        old.contains("This list belongs to an earlier round and was replaced."),
        "{old}"
    );
    reach(&story, &ana, "Smoke test on pre-prod").await;
    let thread = story.read("#1").await;
    assert!(
        thread.contains("**Smoke test on pre-prod · Site** · 0 of 4 passed"),
        "{thread}"
    );
    story.end().await;
}
on_both_databases!(a_failed_test_on_pre_prod_goes_back_to_the_image);

/// S0.27: a failed smoke test on prod keeps the site closed, calls the SRE team, and offers roll-back or extension.
async fn a_failed_test_on_prod_keeps_the_site_closed(db: Database) {
    let story = Story::begin(db).await;
    let (ana, cho) = (story.person("ana").await, story.person("cho").await);
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    reach(&story, &ana, "Smoke test on prod").await;
    cho.chooses("Something failed…", "Log in with single sign").await;
    cho.fills(&[("text", "login loops")]).await;
    let thread = story.messages("#1").await;
    let alarm = thread.last().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(alarm)), @"
    @SRE team: **Smoke test on prod** of #1 MyPortfolio 22.04.2 failed: Log in with single sign-on: your own name shows at the top right (@cho: “login loops”).
    The service stays closed. Test again after a fix, extend the outage, or roll back: on the release card.
    ");
    assert_eq!(
        alarm["mention_roles"].as_array().unwrap().len(),
        1,
        "the SRE team is called"
    );
    let card = story.read("releases").await;
    assert!(card.contains("[Roll back…] [Extend the outage…]"), "{card}");

    // It never proceeds: everything else passed, and the site is still not to be released.
    pass_the_lists(&story, &ana).await;
    assert!(
        !story
            .read("releases")
            .await
            .contains("[The site is open to users]")
    );

    let choice = ana.presses("Extend the outage…").await;
    assert!(choice.contains("[+15 min] [+30 min] [+60 min]"), "{choice}");
    ana.presses("+30 min").await;
    let told = story.read("outages").await;
    assert!(told.contains("**MyPortfolio needs longer**"), "{told}");

    assert_eq!(ana.presses("Roll back…").await, "form: Roll back");
    ana.fills(&[("text", "22.04.1 runs again")]).await;
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **MyPortfolio is back.** It was unavailable Tue 24 Nov 10:00 to 10:00.
    -# Outage 1

    gonogo: **MyPortfolio is unavailable** since 10:00; it is expected back Tue 24 Nov 12:00 (…).
    Questions: #general

    gonogo: **MyPortfolio needs longer**: it is expected back Tue 24 Nov 12:30 (…), not 12:00. We are sorry for the delay.
    Questions: #general

    gonogo: **MyPortfolio is back** since 10:00, 2 hours 30 minutes early. Thank you for your patience.
    ");
    assert!(story.read("releases").await.contains("**Rolled back**"));
    let matrix = ana.commands("env show", &[("service", "myportfolio")]).await;
    assert!(matrix.contains("**prod**\nno version reported yet"), "{matrix}");
    story.end().await;
}
on_both_databases!(a_failed_test_on_prod_keeps_the_site_closed);

/// S0.3, S0.4: one change at a time, and the refusal names the change in flight.
async fn one_change_at_a_time(db: Database) {
    let story = Story::begin(db).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    let several = ana
        .says("!release start myportfolio mahara-minor 22.04.2 and 22.04.3")
        .await;
    assert_snapshot!(several, @"One change at a time: you named 22.04.2 and 22.04.3. Small changes regularly, not many big ones at once: choose one to start, and start the next when it is finished.");
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    let no = ben
        .says("!release start myportfolio infrastructure 2026-11")
        .await;
    assert_snapshot!(story.reader.name_all(&no), @"MyPortfolio pre-prod is taken by #1 (Mahara minor release 22.04.2, @ana, …): only one change at a time. It is free when #1 is finished, or aborted with `/release abort release:1`.");
    ana.says("!release abort 1 superseded by 22.04.3").await;
    let yes = ben
        .says("!release start myportfolio infrastructure 2026-11")
        .await;
    assert!(yes.contains("#2 MyPortfolio 2026-11 is started"), "{yes}");
    story.end().await;
}
on_both_databases!(one_change_at_a_time);

/// S0.24: an available version is called to mind until it is deployed, and its age is told.
async fn an_available_version_is_called_to_mind(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    let noted = ana.says("!release available myportfolio 22.04.3").await;
    assert_snapshot!(noted, @"Noted: MyPortfolio 22.04.3 is available since 2026-11-24. Every 3 days I remind of it until it is deployed.");
    story.passes("3 days").await;
    let told = story.read("releases").await;
    assert!(
        told.contains("@SRE team: MyPortfolio 22.04.3 can be had for 3 days and is not deployed."),
        "{told}"
    );
    let matrix = ana.commands("env show", &[("service", "myportfolio")]).await;
    assert!(matrix.contains("waiting to be deployed: 22.04.3"), "{matrix}");
    story.end().await;
}
on_both_databases!(an_available_version_is_called_to_mind);

/// S0.5 to S0.8: another service runs by the same templates; roles, environments and pages are the playbook's.
async fn another_service_runs_by_the_same_templates(db: Database) {
    let shipped = gonogo::playbook::shipped().remove(0);
    let text = shipped
        .text
        .replace("name = \"myportfolio\"", "name = \"moodle\"")
        .replace("title = \"MyPortfolio\"", "title = \"Moodle\"");
    let source = gonogo::playbook::Source {
        name: "moodle.toml".to_owned(),
        text,
    };
    let story = Story::with_playbooks(db, vec![source]).await;
    let ana = story.person("ana").await;
    ana.says("!release start moodle mahara-minor 22.04.2").await;
    reach(&story, &ana, "Manual testing script on pre-prod").await;
    let card = story.read("releases").await;
    assert!(
        card.contains("### Moodle 22.04.2 · Mahara minor release"),
        "{card}"
    );
    assert!(
        card.contains("[Manual testing script](<https://wiki.example.org/"),
        "the page is a press away: {card}"
    );
    reach(&story, &ana, "Schedule outage").await;
    let card = story.read("releases").await;
    assert!(
        card.contains("[Change Deployment plan for Learning Apps](<https://wiki.example.org/"),
        "{card}"
    );
    let matrix = ana.commands("env show", &[]).await;
    let order: Vec<&str> = matrix
        .lines()
        .filter_map(|l| l.strip_prefix("**")?.split("**").next())
        .collect();
    assert_eq!(order, ["uat", "pre-prod", "prod"], "in the order of trust");
    story.end().await;
}
on_both_databases!(another_service_runs_by_the_same_templates);
