//! Releases by the calendar and around it: slots, the table of tracks, the count. S4.28 to S4.40

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};

mod hotfix;

/// The shipped playbook of the sync servers.
pub(crate) fn sync() -> Vec<Source> {
    vec![Source {
        name: "playbooks/sync.toml".to_owned(),
        text: include_str!("../../playbooks/sync.toml").to_owned(),
    }]
}

/// S4.12, S4.29, S4.30, S4.31, S4.38, S4.40: a fix in the off week changes nothing of the plan.
async fn a_hotfix_in_the_off_week_is_counted_and_the_plan_goes_on(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let ana = story.person("ana").await;
    // Monday 30 November, noon in California: the week after a release day that nobody used.
    story.time_is("2026-11-30T20:00:00Z").await;
    let missing = ana.says("!release start sync sync-hotfix v0.0.4").await;
    assert_snapshot!(story.reader.name_all(&missing), @"
    `sync-hotfix` goes around the planned releases, and that is counted with its reason. Add why it cannot wait: `!release start sync sync-hotfix VERSION because log-in fails for everybody`.
    -# Week 1. staging: Hotfix is also deployed to staging (ie, we still want manual testing/etc) · production: Hotfix deployed. No more changes to the release process after that.
    ");
    let started = ana
        .says("!release start sync sync-hotfix v0.0.4 log-in fails for everybody")
        .await;
    assert_snapshot!(story.reader.name_all(&started), @"
    #1 Sync v0.0.4 is started: Production fix (hotfix). Its card is in #releases. First: **Requirements for staging**, by Release manager.
    **Production fix (hotfix)** in week 1 of the cycle: “log-in fails for everybody” (@ana)
    -# staging: Hotfix is also deployed to staging (ie, we still want manual testing/etc)
    -# production: Hotfix deployed. No more changes to the release process after that.
    ");
    assert_snapshot!(story.read("releases").await, @"
    gonogo: @Release manager: **Sync Regular release** is on the next working day, **Tue 24 Nov 2026**.
    Nothing is open from earlier days.

    gonogo: ### Sync · Regular release · Tue 24 Nov 2026
    For Release manager
    I was away on that day: nobody was called.
    ---
    **staging**: a new release is due. Nobody has started it.
    **production**: staging held no version in the last cycle. Nothing to request.
    -# Then: Check the functional tests · Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · and 2 more
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    [Start…] [I am on it] [Hand over…] [Skip…] [Move…]
    (Remind me later… ▾)

    gonogo: @Release manager: this is still open for **Sync Regular release**, Tue 24 Nov 2026:
    · Start the release (Release manager)

    ana: !release start sync sync-hotfix v0.0.4

    ana: !release start sync sync-hotfix v0.0.4 log-in fails for everybody

    gonogo: #1 Sync v0.0.4 is started: Production fix (hotfix). Its card is in #releases. First: **Requirements for staging**, by Release manager.
    **Production fix (hotfix)** in week 1 of the cycle: “log-in fails for everybody” (@ana)
    -# staging: Hotfix is also deployed to staging (ie, we still want manual testing/etc)
    -# production: Hotfix deployed. No more changes to the release process after that.

    gonogo: ### Sync v0.0.4 · Production fix (hotfix)
    -# Release #1
    **Requirements for staging** · step 1 of 8 · release manager @ana
    0 of 1 go · waiting for Release manager since …
    **Production fix (hotfix)** in week 1 of the cycle: “log-in fails for everybody” (@ana)
    -# staging: Hotfix is also deployed to staging (ie, we still want manual testing/etc)
    -# production: Hotfix deployed. No more changes to the release process after that.
    ---
    ▸ **Requirements for staging**
    -# Then: Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [Unit and integration tests pass, by hand…] [Go] [No-go…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    let slots = ana.commands("release slots", &[("service", "sync")]).await;
    assert_snapshot!(story.reader.name_all(&slots), @"
    **Regular release**: every 2 weeks at 09:00 (America/Los_Angeles)
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    Tue 24 Nov 2026: due; nobody started it yet
    Tue 8 Dec 2026: planned
    Tue 22 Dec 2026: planned
    Tue 5 Jan 2027: planned
    Tue 19 Jan 2027: planned
    Tue 2 Feb 2027: planned
    Tue 16 Feb 2027: planned
    This is **week 1** of the cycle: no planned release is in it.
    **Production fix (hotfix)** now:
    -# staging: Hotfix is also deployed to staging (ie, we still want manual testing/etc)
    -# production: Hotfix deployed. No more changes to the release process after that.
    **Staging fix (warmfix)** now:
    -# staging: If we can get a fix in, deploy it to staging. No more changes to the release process after that.
    -# production: N/A
    (Move or skip a slot… ▾)
    ");
    story.end().await;
}
on_both_databases!(a_hotfix_in_the_off_week_is_counted_and_the_plan_goes_on);

/// S4.32, S4.33, S4.36, S4.37, S4.39: in the week of the planned release it is replaced, and what was planned goes on
/// with the next.
async fn a_fix_in_the_week_of_the_release_replaces_what_was_planned(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let ana = story.person("ana").await;
    assert_eq!(
        ana.commands(
            "release start",
            &[("service", "sync"), ("process", "sync-hotfix")]
        )
        .await,
        "form: Start: Production fix (hotfix)"
    );
    let started = ana.fills(&[("text", "v0.0.4"), ("reason", "data is lost")]).await;
    assert_snapshot!(story.reader.name_all(&started), @"
    #1 Sync v0.0.4 is started: Production fix (hotfix). Its card is in #releases. First: **Requirements for staging**, by Release manager.
    **Production fix (hotfix)** in week 2 of the cycle: “data is lost” (@ana)
    -# staging: Hotfix deployed. No more changes to the release process after that.
    -# production: Hotfix replaces planned prod release for this week.
    ");
    let chosen = ana.commands("release start", &[("service", "sync")]).await;
    assert_snapshot!(story.reader.name_all(&chosen), @"
    Which kind of change to Sync?
    (Choose a process ▾)
    This is **week 2** of the cycle: it holds the planned release of Tue 24 Nov 2026.
    **Production fix (hotfix)** now:
    -# staging: Hotfix deployed. No more changes to the release process after that.
    -# production: Hotfix replaces planned prod release for this week.
    **Staging fix (warmfix)** now:
    -# staging: Staging fix replaces planned staging release for this week.
    -# production: N/A
    ");
    // Tuesday 24 November, 09:00 in California.
    story.time_is("2026-11-24T17:00:00Z").await;
    let due = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&crate::story::shown_text(&due)), @"@Release manager: today is release day. **Sync Regular release**, Tue 24 Nov 2026.");
    assert_eq!(ana.presses("Start…").await, "form: Start: Regular release");
    ana.fills(&[("text", "v0.0.5")]).await;
    let due = crate::sync::card(&story, "### Sync · Regular release").await;
    for part in [
        "**#2 Sync v0.0.5** began for this day",
        "**production**: replaced by Production fix (hotfix) v0.0.4 (#1).",
    ] {
        assert!(due.contains(part), "{due}");
    }
    let slots = ana.says("!release slots sync").await;
    assert_snapshot!(story.reader.name_all(&slots), @"
    **Regular release**: every 2 weeks at 09:00 (America/Los_Angeles)
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    Tue 24 Nov 2026: started with #2; **production: replaced by Production fix (hotfix) v0.0.4 (#1)**, so what was planned there goes on Tue 8 Dec 2026
    Tue 8 Dec 2026: planned
    Tue 22 Dec 2026: planned
    Tue 5 Jan 2027: planned
    Tue 19 Jan 2027: planned
    Tue 2 Feb 2027: planned
    This is **week 2** of the cycle: it holds the planned release of Tue 24 Nov 2026.
    **Production fix (hotfix)** now:
    -# staging: Hotfix deployed. No more changes to the release process after that.
    -# production: Hotfix replaces planned prod release for this week.
    **Staging fix (warmfix)** now:
    -# staging: Staging fix replaces planned staging release for this week.
    -# production: N/A
    (Move or skip a slot… ▾)
    ");
    // A second press on a slot that is taken opens no form for nothing.
    story.time_is("2026-12-08T17:00:00Z").await;
    let report = ana
        .commands("report short-circuits", &[("service", "sync")])
        .await;
    assert_snapshot!(story.reader.name_all(&report), @"
    **Sync: the planned releases were short-circuited 1 time** since July 2026
    By month: Nov 2026: 1
    By quarter: Q4 2026: 1
    Mon 23 Nov 2026 · #1 v0.0.4 · Production fix (hotfix) to production · week 2 · @ana: “data is lost”
    -# staging: Hotfix deployed. No more changes to the release process after that.
    -# production: Hotfix replaces planned prod release for this week.
    ");
    let due = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&crate::story::shown_text(&due)), @"@Release manager: today is release day. **Sync Regular release**, Tue 8 Dec 2026.");
    story.end().await;
}
on_both_databases!(a_fix_in_the_week_of_the_release_replaces_what_was_planned);

/// S1.11, S1.19, S4.15, S4.16: one slot is moved, one is skipped, with reasons; the others stay.
async fn slots_are_moved_and_skipped_with_a_reason(db: Database) {
    let mut story = Story::with_playbooks(db, sync()).await;
    let (ana, otto) = (story.person("ana").await, story.person("otto").await);
    story.time_is("2026-11-24T17:00:00Z").await;
    assert_eq!(
        ana.presses("Move…").await,
        "form: Move Regular release of Tue 24 Nov 2026"
    );
    let far = ana
        .fills(&[("day", "2026-12-08"), ("text", "half the team is away")])
        .await;
    assert_snapshot!(story.reader.name_all(&far), @"Regular release of Tue 24 Nov 2026 can be moved to a day from Tue 24 Nov 2026 to Mon 7 Dec 2026, so that it stays between its neighbours. Choose one of these, or skip it.");
    ana.presses("Move…").await;
    ana.fills(&[("day", "2026-11-25"), ("text", "half the team is away")])
        .await;
    let said = story.read("releases").await;
    for part in [
        "### Sync · Regular release · Wed 25 Nov 2026",
        "-# Moved from Tue 24 Nov 2026.",
        "@Ops and @QA: **Sync Regular release** of Tue 24 Nov 2026 is moved to **Wed 25 Nov 2026**: “half the team is away”. The days after it stay.",
    ] {
        assert_eq!(said.matches(part).count(), 1, "{part}: {said}");
    }
    story.restart_bot().await;
    story.time_is("2026-11-25T17:00:00Z").await;
    let said = story.read("releases").await;
    let due = "today is release day. **Sync Regular release**, Wed 25 Nov 2026.";
    assert_eq!(said.matches(due).count(), 1, "it is due on its new day, once");
    let no = otto.presses("Skip…").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role Release manager; you have: Ops. Ask somebody who has it.");
    ana.presses("Skip…").await;
    ana.fills(&[("text", "nothing was merged")]).await;
    let settled = ana.says("!release slots sync").await;
    assert_snapshot!(story.reader.name_all(&settled), @"
    **Regular release**: every 2 weeks at 09:00 (America/Los_Angeles)
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    Tue 24 Nov 2026: skipped by @ana: “nothing was merged”; moved to **Wed 25 Nov 2026** by @ana: “half the team is away”
    Tue 8 Dec 2026: planned
    Tue 22 Dec 2026: planned
    Tue 5 Jan 2027: planned
    Tue 19 Jan 2027: planned
    Tue 2 Feb 2027: planned
    Tue 16 Feb 2027: planned
    This is **week 1** of the cycle: no planned release is in it.
    **Production fix (hotfix)** now:
    -# staging: Hotfix is also deployed to staging (ie, we still want manual testing/etc)
    -# production: Hotfix deployed. No more changes to the release process after that.
    **Staging fix (warmfix)** now:
    -# staging: If we can get a fix in, deploy it to staging. No more changes to the release process after that.
    -# production: N/A
    (Move or skip a slot… ▾)
    ");
    // Down over two release days: the later one is proposed, once.
    story.stop_bot().await;
    story.clock.set("2026-12-23T20:00:00Z".parse().unwrap()).unwrap();
    story.start_bot().await;
    let said = story.read("releases").await;
    let card = "### Sync · Regular release · Tue 22 Dec 2026";
    assert_eq!(said.matches(card).count(), 1, "{said}");
    assert_eq!(
        said.matches("I was away on that day: nobody was called.").count(),
        1,
        "{said}"
    );
    assert!(
        !said.contains("Tue 8 Dec 2026\n"),
        "the earlier one has passed: {said}"
    );
    story.end().await;
}
on_both_databases!(slots_are_moved_and_skipped_with_a_reason);

/// S0.32: the monthly patching is called to mind, and starts an infrastructure update.
async fn patching_is_called_to_mind_every_month(db: Database) {
    let story = Story::begin(db).await;
    let ben = story.person("ben").await;
    story.time_is("2027-01-11T19:59:00Z").await;
    assert!(
        story.messages("releases").await.is_empty(),
        "not before nine in Auckland"
    );
    story.time_is("2027-01-11T20:00:00Z").await;
    assert_snapshot!(story.read("releases").await, @"
    gonogo: ### MyPortfolio · Monthly container patching · Tue 12 Jan 2027
    Today is release day for MyPortfolio (every month on the second Tuesday). It is for SRE team.
    ---
    A new release is due. Nobody has started it.
    -# Then: Prepare updated Docker image · Deploy on pre-prod · Smoke test on pre-prod · Manual testing script on pre-prod · Schedule outage · Upgrade prod · Smoke test on prod · Release site · and 1 more
    [Start…] [I am on it] [Skip…] [Move…]
    (Remind me later… ▾)

    gonogo: @SRE team: today is release day. **MyPortfolio Monthly container patching**, Tue 12 Jan 2027.
    ");
    assert_eq!(ben.presses("Start…").await, "form: Start: Infrastructure update");
    ben.fills(&[("text", "patching-2027-01")]).await;
    let said = story.read("releases").await;
    assert!(
        said.contains("### MyPortfolio patching-2027-01 · Infrastructure update"),
        "{said}"
    );
    assert!(
        said.contains("**#1 MyPortfolio patching-2027-01** began for this day"),
        "{said}"
    );
    let slots = ben.commands("release slots", &[("service", "myportfolio")]).await;
    let slots = story.reader.name_all(&slots);
    assert!(
        slots.contains("**Monthly container patching**: every month on the second Tuesday at 09:00"),
        "{slots}"
    );
    // The second Tuesday of February, and of April, when clocks have changed.
    for (at, due) in [
        (
            "2027-02-08T20:00:00Z",
            "today is release day. **MyPortfolio Monthly container patching**, Tue 9 Feb 2027.",
        ),
        (
            "2027-04-12T21:00:00Z",
            "today is release day. **MyPortfolio Monthly container patching**, Tue 13 Apr 2027.",
        ),
    ] {
        story.time_is(at).await;
        let said = story.read("releases").await;
        assert_eq!(said.matches(due).count(), 1, "{said}");
    }
    story.end().await;
}
on_both_databases!(patching_is_called_to_mind_every_month);

/// S1.10, S1.11, S1.19, S1.22: staging rounds and production releases are called to mind each by itself; a moved round
/// and a hot fix between two rounds change no other day.
async fn rounds_and_releases_go_on_each_by_itself(db: Database) {
    let text = include_str!("../../playbooks/fmtm.toml").to_owned();
    let name = "playbooks/fmtm.toml".to_owned();
    let story = Story::with_playbooks(db, vec![Source { name, text }]).await;
    let dev = story.person("dev").await;
    story.time_is("2027-01-05T09:00:00Z").await;
    let said = story.read("releases").await;
    assert!(
        said.contains("today is release day. **FMTM Staging round**, Tue 5 Jan 2027."),
        "{said}"
    );
    dev.presses("Move…").await;
    dev.fills(&[("day", "2027-01-07"), ("text", "the freeze takes two days")])
        .await;
    let started = dev
        .says("!release start fmtm staging-hotfix 2027.1.1 Nobody can submit: the map stays empty")
        .await;
    assert!(started.contains("is started: Staging hot fix"), "{started}");
    for (at, due) in [
        (
            "2027-01-07T09:00:00Z",
            "today is release day. **FMTM Staging round**, Thu 7 Jan 2027.",
        ),
        (
            "2027-01-19T09:00:00Z",
            "today is release day. **FMTM Staging round**, Tue 19 Jan 2027.",
        ),
        (
            "2027-02-02T09:00:00Z",
            "today is release day. **FMTM Production release**, Tue 2 Feb 2027.",
        ),
        (
            "2027-02-16T09:00:00Z",
            "today is release day. **FMTM Staging round**, Tue 16 Feb 2027.",
        ),
        (
            "2027-04-02T09:00:00Z",
            "today is release day. **FMTM Production release**, Fri 2 Apr 2027.",
        ),
    ] {
        story.time_is(at).await;
        let said = story.read("releases").await;
        assert_eq!(said.matches(due).count(), 1, "{due}: {said}");
    }
    story.end().await;
}
on_both_databases!(rounds_and_releases_go_on_each_by_itself);
