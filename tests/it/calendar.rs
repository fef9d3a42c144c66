//! Holidays and freezes as people meet them: planned days that are asked about, steps that are shut. S4.13, S4.14, S4.44,
//! S4.47

use gonogo::playbook::Source;
use serde_json::json;

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot, shown_text};
use crate::sync::{card, circleci};
use crate::tracks::sync;

/// The sync servers' playbook with one more holiday.
fn with_holiday(date: &str, name: &str) -> Vec<Source> {
    changed(&[(
        "company = [",
        &format!("company = [\n    {{ date = {date}, name = \"{name}\" }},"),
    )])
}

pub(crate) fn changed(changes: &[(&str, &str)]) -> Vec<Source> {
    let mut sources = sync();
    for (from, to) in changes {
        assert!(sources[0].text.contains(from), "{from}");
        sources[0].text = sources[0].text.replacen(from, to, 1);
    }
    sources
}

/// The newest message in #releases, as people read it.
async fn newest(story: &Story) -> String {
    let messages = story.messages("releases").await;
    story.reader.name_all(&shown_text(messages.last().unwrap()))
}

/// S4.13, S4.14, S4.15: the release manager is asked a week before and presses one button; the teams are told, and the next
/// Tuesday stays.
async fn a_planned_day_on_a_holiday_is_moved_with_one_press(db: Database) {
    let mut story = Story::with_playbooks(db, with_holiday("2026-12-22", "Winter break")).await;
    let (ana, otto) = (story.person("ana").await, story.person("otto").await);
    let change = json!({ "event": "merged", "id": "#311", "title": "Keep folders", "into": "master" });
    circleci(&story, "merge", change).await;
    // Tuesday 15 December: a minute before nine in California, and nine.
    story.time_is("2026-12-15T16:59:00Z").await;
    assert!(!newest(&story).await.contains("holiday"));
    story.time_is("2026-12-15T17:00:00Z").await;
    assert_snapshot!(newest(&story).await, @"
    @Release manager: **Sync Regular release** of Tue 22 Dec 2026 is on a holiday: Winter break. What becomes of it? The days after it stay, whatever you press. QA and Ops will be told.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    [Keep Tue 22 Dec 2026] [Earlier: Mon 21 Dec 2026] [Later: Wed 23 Dec 2026] [Skip it]
    ");
    let slots = ana.commands("release slots", &[("service", "sync")]).await;
    assert_snapshot!(story.reader.name_all(&slots), @"
    **Regular release**: every 2 weeks at 09:00 (America/Los_Angeles)
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    Tue 24 Nov 2026: passed without a release
    Tue 8 Dec 2026: due; nobody started it yet
    Tue 22 Dec 2026: planned; a holiday, Winter break
    Tue 5 Jan 2027: planned
    Tue 19 Jan 2027: planned
    Tue 2 Feb 2027: planned
    Tue 16 Feb 2027: planned
    Tue 2 Mar 2027: planned
    This is **week 1** of the cycle: no planned release is in it.
    **Production fix (hotfix)** now:
    -# staging: Hotfix is also deployed to staging (ie, we still want manual testing/etc)
    -# production: Hotfix deployed. No more changes to the release process after that.
    **Staging fix (warmfix)** now:
    -# staging: If we can get a fix in, deploy it to staging. No more changes to the release process after that.
    -# production: N/A
    (Move or skip a slot… ▾)
    ");
    let no = otto.presses("Skip it").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role Release manager; you have: Ops. Ask somebody who has it.");
    // The button works after the bot was started anew.
    story.restart_bot().await;
    ana.presses("Earlier: Mon 21 Dec 2026").await;
    let asked = story.messages("releases").await;
    let (answered, told) = (&asked[asked.len() - 2], &asked[asked.len() - 1]);
    assert_snapshot!(story.reader.name_all(&shown_text(answered)), @"**Sync Regular release** of Tue 22 Dec 2026: moved to **Mon 21 Dec 2026** by @ana: “Winter break”. See `/release slots service:sync`.");
    assert_snapshot!(story.reader.name_all(&shown_text(told)), @"
    @Ops and @QA: **Sync Regular release** of Tue 22 Dec 2026 is moved to **Mon 21 Dec 2026**: “Winter break”. The days after it stay.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ");
    assert_eq!(
        told["mention_roles"].as_array().map(Vec::len),
        Some(2),
        "QA and Ops are called"
    );
    story.time_is("2026-12-21T17:00:00Z").await;
    assert_snapshot!(newest(&story).await, @"@Release manager: today is release day. **Sync Regular release**, Mon 21 Dec 2026.");
    // On the holiday itself nobody is called, and the next one is on the grid.
    let today = "today is release day";
    let said = story.read("releases").await.matches(today).count();
    story.time_is("2027-01-05T16:59:00Z").await;
    assert_eq!(story.read("releases").await.matches(today).count(), said);
    story.time_is("2027-01-05T17:00:00Z").await;
    assert_snapshot!(newest(&story).await, @"@Release manager: today is release day. **Sync Regular release**, Tue 5 Jan 2027.");
    story.end().await;
}
on_both_databases!(a_planned_day_on_a_holiday_is_moved_with_one_press);

/// S4.14, S4.16: it is skipped, nobody is called on that day, and the next one is the next of the grid.
async fn a_planned_day_on_a_holiday_is_skipped_once(db: Database) {
    let story = Story::with_playbooks(db, with_holiday("2026-12-08", "Company day")).await;
    let ana = story.person("ana").await;
    story.time_is("2026-12-01T17:00:00Z").await;
    ana.presses("Skip it").await;
    assert_snapshot!(newest(&story).await, @"
    @Ops and @QA: **Sync Regular release** of Tue 8 Dec 2026 is skipped: “Company day”. The next one stays Tue 22 Dec 2026.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ");
    story.time_is("2026-12-21T17:00:00Z").await;
    assert!(
        !story.read("releases").await.contains("today is release day"),
        "nobody is called on the holiday"
    );
    story.time_is("2026-12-22T17:00:00Z").await;
    assert!(
        newest(&story)
            .await
            .contains("today is release day. **Sync Regular release**, Tue 22 Dec 2026")
    );
    story.end().await;
}
on_both_databases!(a_planned_day_on_a_holiday_is_skipped_once);

/// S4.44: the requirements for staging are not met on a holiday, and from the next day on they are.
async fn a_holiday_shuts_the_requirements_until_it_is_over(db: Database) {
    let story = Story::with_playbooks(db, with_holiday("2026-12-08", "Company day")).await;
    let ana = story.person("ana").await;
    story.time_is("2026-12-01T17:00:00Z").await;
    ana.presses("Keep Tue 8 Dec 2026").await;
    assert_snapshot!(newest(&story).await, @"
    @Ops and @QA: **Sync Regular release** stays on Tue 8 Dec 2026, although it is a holiday: Company day.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    ");
    story.time_is("2026-12-08T17:00:00Z").await;
    assert_snapshot!(newest(&story).await, @"@Release manager: today is release day. **Sync Regular release**, Tue 8 Dec 2026.");
    ana.says("!release start sync sync-release v0.0.4").await;
    ana.presses("no").await;
    assert_snapshot!(card(&story, "### Sync").await, @"
    ### Sync v0.0.4 · Regular release
    -# Release #1
    **Requirements for staging** · step 2 of 9 · release manager @ana
    0 of 1 go · waiting for Release manager since …
    **Shut** today, a holiday: Company day. It opens on **Wed 9 Dec 2026**.
    Tick it off in #thread.
    -# Regular release of Tue 8 Dec 2026
    ---
    ✓ Check the functional tests · @ana, 06:00 · `no`
    ▸ **Requirements for staging**
    -# Then: Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [Override…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    // S4.47: nobody ticks it.
    let no = ana.presses("Go").await;
    assert_snapshot!(story.reader.name_all(&no), @"**Requirements for staging** is shut today: Tue 8 Dec 2026 is a holiday, Company day. The calendar says so, and nobody ticks it. It opens on Wed 9 Dec 2026: see `/release status release:1`; or Release manager can pass this gate with `/release override release:1`, giving a reason.");
    story.time_is("2026-12-09T07:59:00Z").await;
    assert!(card(&story, "### Sync").await.contains("**Shut** today"));
    // Midnight in California: the card says so, and nobody is woken.
    story.time_is("2026-12-09T08:00:00Z").await;
    assert!(!card(&story, "### Sync").await.contains("**Shut**"));
    let calls = |thread: &str| thread.matches("@Release manager").count();
    let before = calls(&story.read("#1").await);
    story.time_is("2026-12-09T17:00:00Z").await;
    let thread = story.read("#1").await;
    assert_eq!(calls(&thread), before + 1, "called at nine: {thread}");
    circleci(
        &story,
        "tests",
        json!({ "event": "tests-passed", "suite": "unit", "version": "v0.0.4" }),
    )
    .await;
    ana.presses("Go").await;
    let card = card(&story, "### Sync").await;
    assert!(card.contains("**Create the release** · step 3"), "{card}");
    story.end().await;
}
on_both_databases!(a_holiday_shuts_the_requirements_until_it_is_over);

/// S4.47: a fix that cannot wait passes the holiday by the named role with a reason, which stays on the card; a freeze that
/// names its own role is passed by that one alone.
async fn a_holiday_and_a_freeze_are_passed_by_the_named_role_with_a_reason(db: Database) {
    let freeze = "[[freeze]]\nname = \"launch\"\ntitle = \"Launch week\"\nfrom = 2026-12-07\nuntil = 2026-12-11\nenvironments = [\"staging\"]\noverride_by = [\"Ops\"]\n\n[calendar.holidays]";
    let sources = changed(&[
        ("[calendar.holidays]", freeze),
        (
            "company = [",
            "company = [\n    { date = 2026-12-08, name = \"Company day\" },",
        ),
        (
            "title = \"Create the release\"\nowner = \"Release manager\"\ngates = [\"no-holiday\"]",
            "title = \"Create the release\"\nowner = \"Release manager\"\ngates = [{ no_freeze = \"staging\" }]",
        ),
    ]);
    let story = Story::with_playbooks(db, sources).await;
    let (ana, otto) = (story.person("ana").await, story.person("otto").await);
    story.time_is("2026-12-08T18:00:00Z").await;
    ana.says("!release start sync sync-hotfix v0.0.5 log-in fails for everybody")
        .await;
    let no = otto.says("!release override 1 it cannot wait").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role Release manager; you have: Ops. Ask somebody who has it, or see `/release status release:1`.");
    ana.says("!release override 1 log-in fails for everybody").await;
    circleci(
        &story,
        "tests",
        json!({ "event": "tests-passed", "suite": "unit", "version": "v0.0.5" }),
    )
    .await;
    ana.presses("Go").await;
    assert_snapshot!(card(&story, "### Sync").await, @"
    ### Sync v0.0.5 · Production fix (hotfix)
    -# Release #1
    **Create the release** · step 2 of 8 · release manager @ana
    waiting for Release manager since …
    **Shut** by a freeze, “Launch week”, until Sat 12 Dec 21:00 (…)
    -# [How to create a release](<https://wiki.example.org/sync/creating-releases>)
    **Production fix (hotfix)** in week 2 of the cycle: “log-in fails for everybody” (@ana)
    -# staging: Hotfix deployed. No more changes to the release process after that.
    -# production: Hotfix replaces planned prod release for this week.
    ---
    ✓ Requirements for staging · @ana, 07:00 · `v0.0.5`
    ▸ **Create the release**
    -# Then: Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    **Override** of Requirements for staging by @ana, 07:00: “log-in fails for everybody”
    [Override…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    let frozen = ana.says("!release override 1 log-in fails for everybody").await;
    assert_snapshot!(story.reader.name_all(&frozen), @"This takes the role Ops; you have: Release manager. Ask somebody who has it, or see `/release status release:1`.");
    otto.says("!release override 1 the launch can bear it").await;
    ana.presses("Released in the codebase").await;
    assert_snapshot!(card(&story, "### Sync").await, @"
    ### Sync v0.0.5 · Production fix (hotfix)
    -# Release #1
    **Create the release** · step 2 of 8 · release manager @ana
    waiting for Release manager since …
    -# [How to create a release](<https://wiki.example.org/sync/creating-releases>)
    **Production fix (hotfix)** in week 2 of the cycle: “log-in fails for everybody” (@ana)
    -# staging: Hotfix deployed. No more changes to the release process after that.
    -# production: Hotfix replaces planned prod release for this week.
    ---
    ✓ Requirements for staging · @ana, 07:00 · `v0.0.5`
    ▸ **Create the release**
    -# Then: Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    **Override** of Requirements for staging by @ana, 07:00: “log-in fails for everybody”
    **Override** of Create the release by @otto, 07:00: “the launch can bear it”
    [Official GitHub release, by hand…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    story.end().await;
}
on_both_databases!(a_holiday_and_a_freeze_are_passed_by_the_named_role_with_a_reason);
