//! FMTM as its team lives it: features, staging rounds, a hot fix, a production release (document "Release Cycle").

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story, assert_snapshot};

/// The shipped playbook of FMTM.
pub(crate) fn fmtm() -> Vec<Source> {
    vec![Source {
        name: "playbooks/fmtm.toml".to_owned(),
        text: include_str!("../../playbooks/fmtm.toml").to_owned(),
    }]
}

async fn passes_the_list(person: &Person) {
    let is_pass_all = |c: &Control| c.component["label"] == "Pass all";
    let control = person.find_control(is_pass_all).await.unwrap();
    person.press(&control).await;
}

/// A staging round from its start to the server, with nothing going wrong.
pub(crate) async fn a_round(story: &Story, dev: &Person, version: &str, number: u64) {
    dev.says(&format!("!release start fmtm staging-round {version}"))
        .await;
    dev.presses("Development is frozen").await;
    dev.presses("The frozen updates are tested").await;
    dev.presses("Pull requests of the patches…").await;
    dev.fills(&[("text", "https://github.com/hotosm/fmtm/pull/1")])
        .await;
    story.passes("1 min").await;
    story
        .opens(number, "Staging round", "development", "staging")
        .await;
    story.approves(number, "development", "staging").await;
    story
        .merges(number, "Staging round", "development", "staging")
        .await;
    assert_eq!(
        story
            .workflow("Deploy Staging", "staging", number, "success")
            .await,
        202
    );
}

/// S1.1, S1.3 to S1.9: a feature from a developer's machine to the development server; nobody ticks the deployment.
async fn a_feature_goes_live_on_development_by_itself(db: Database) {
    let mut story = Story::with_playbooks(db, fmtm()).await;
    let dev = story.person("dev").await;
    story.knows("spwoodcock", &dev).await;
    dev.says("!release start fmtm feature feat/qr-codes").await;
    // S1.4: the local instance and its docker-compose.yml. S1.5: complete and tested, and only then a pull request.
    let card = story.read("releases").await;
    assert_snapshot!(card, @"
    dev: !release start fmtm feature feat/qr-codes

    gonogo: #1 FMTM feat/qr-codes is started: Feature. Its card is in #releases. First: **Develop and test locally**, by Developer.

    gonogo: ### FMTM feat/qr-codes · Feature
    -# Release #1
    **Develop and test locally** · step 1 of 5 · release manager @dev
    waiting for Developer since …
    -# A local instance runs with docker-compose.yml.
    -# [docker-compose.yml](<https://github.com/hotosm/fmtm/blob/development/docker-compose.yml>)
    ---
    ▸ **Develop and test locally**
    -# Then: Make a pull request to development · Approve the pull request · Merge to development · Live on development
    [The feature is complete] [It is tested locally]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    story.merges(7, "Earlier work", "feat/other", "development").await;
    dev.presses("The feature is complete").await;
    dev.presses("It is tested locally").await;
    story
        .opens(12, "QR codes for tasks", "feat/qr-codes", "development")
        .await;
    // S1.6: approved, then merged; and by GitHub's word, without a tick.
    let card = story.read("releases").await;
    assert!(card.contains("▸ **Approve the pull request**"), "{card}");
    story.passes("5 min").await;
    story.approves(12, "feat/qr-codes", "development").await;
    story
        .merges(12, "QR codes for tasks", "feat/qr-codes", "development")
        .await;
    // S1.9: a failed deployment is reported too.
    assert_eq!(
        story
            .workflow("Deploy Development", "development", 12, "failure")
            .await,
        202
    );
    assert_snapshot!(story.read("releases").await, @"
    dev: !release start fmtm feature feat/qr-codes

    gonogo: #1 FMTM feat/qr-codes is started: Feature. Its card is in #releases. First: **Develop and test locally**, by Developer.

    gonogo: ### FMTM feat/qr-codes · Feature
    -# Release #1
    **Live on development** · step 5 of 5 · release manager @dev
    waiting for GitHub since …
    ---
    ✓ Develop and test locally · @dev, 09:00
    ✓ Make a pull request to development · GitHub, 09:00 · <https://github.com/hotosm/fmtm/pull/12>
    ✓ Approve the pull request · GitHub, 09:05 · <https://github.com/hotosm/fmtm/pull/12#pullrequestreview-1>
    ✓ Merge to development · GitHub, 09:05 · <https://github.com/hotosm/fmtm/pull/12>
    ▸ **Live on development**
    ✕ Failed: Deployed on development (GitHub, 09:05: “the workflow Deploy Development ended with failure”, <https://github.com/hotosm/fmtm/actions/runs/12>)
    [Deployed on development, by hand…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    assert_snapshot!(story.read("#1").await, @"
    gonogo: @Reviewer: **Approve the pull request** of #1 FMTM feat/qr-codes waits for you.

    gonogo: @Developer: **Merge to development** of #1 FMTM feat/qr-codes waits for you.

    gonogo: @Developer: **Live on development** of #1 FMTM feat/qr-codes failed, says GitHub: “the workflow Deploy Development ended with failure”. <https://github.com/hotosm/fmtm/actions/runs/12>
    The step stays open: mend it and run it again; what then is reported counts.
    ");
    // S1.7, S1.8: the merge deployed itself; no approval and no list stand before it.
    story.passes("2 min").await;
    assert_eq!(
        story
            .workflow("Deploy Development", "development", 12, "success")
            .await,
        202
    );
    assert_snapshot!(story.read("releases").await, @r"
    dev: !release start fmtm feature feat/qr-codes

    gonogo: #1 FMTM feat/qr-codes is started: Feature. Its card is in #releases. First: **Develop and test locally**, by Developer.

    gonogo: ### FMTM feat/qr-codes · Feature
    -# Release #1
    **Finished** Tue 24 Nov 09:07 (…) · release manager @dev
    ---
    ✓ Develop and test locally · @dev, 09:00
    ✓ Make a pull request to development · GitHub, 09:00 · <https://github.com/hotosm/fmtm/pull/12>
    ✓ Approve the pull request · GitHub, 09:05 · <https://github.com/hotosm/fmtm/pull/12#pullrequestreview-1>
    ✓ Merge to development · GitHub, 09:05 · <https://github.com/hotosm/fmtm/pull/12>
    ✓ Live on development · GitHub, 09:07 · <https://github.com/hotosm/fmtm/actions/runs/12>

    gonogo: **Live on development** of FMTM:
    · \#7 Earlier work (@dev)
    · \#12 QR codes for tasks (@dev)
    <https://github.com/hotosm/fmtm/actions/runs/12>
    ");
    assert_snapshot!(story.read("#1").await, @"
    gonogo: @Reviewer: **Approve the pull request** of #1 FMTM feat/qr-codes waits for you.

    gonogo: @Developer: **Merge to development** of #1 FMTM feat/qr-codes waits for you.

    gonogo: @Developer: **Live on development** of #1 FMTM feat/qr-codes failed, says GitHub: “the workflow Deploy Development ended with failure”. <https://github.com/hotosm/fmtm/actions/runs/12>
    The step stays open: mend it and run it again; what then is reported counts.

    gonogo: @dev: **Live on development** of #1 FMTM feat/qr-codes is done. <https://github.com/hotosm/fmtm/actions/runs/12>
    ");
    let matrix = dev.commands("env show", &[("service", "fmtm")]).await;
    assert_snapshot!(story.reader.name_all(&matrix), @"
    ### FMTM
    **local** · each developer's own, not tracked
    no version reported yet
    **development**
    0000012 since … (GitHub)
    **staging**
    no version reported yet
    **production**
    no version reported yet
    (Show an environment ▾)
    ");
    story.end().await;
}

/// S1.7, S1.9: what goes to development without a process is recorded and told all the same.
async fn a_merge_without_a_process_is_live_and_its_author_is_told(db: Database) {
    let mut story = Story::with_playbooks(db, fmtm()).await;
    let dev = story.person("dev").await;
    story.knows("spwoodcock", &dev).await;
    story.merges(7, "Faster map", "feat/map", "development").await;
    assert_eq!(
        story
            .workflow("Deploy Development", "development", 7, "failure")
            .await,
        202
    );
    story.passes("10 min").await;
    story.merges(8, "Mend the map", "fix/map", "development").await;
    assert_eq!(
        story
            .workflow("Deploy Development", "development", 8, "success")
            .await,
        202
    );
    assert_snapshot!(story.read("releases").await, @r"
    gonogo: **The deployment to development** of FMTM failed, says GitHub: “the workflow Deploy Development ended with failure”. It runs what it ran. These wait:
    · \#7 Faster map (@dev)
    <https://github.com/hotosm/fmtm/actions/runs/7>

    gonogo: **Live on development** of FMTM:
    · \#7 Faster map (@dev)
    · \#8 Mend the map (@dev)
    <https://github.com/hotosm/fmtm/actions/runs/8>
    ");
    story.end().await;
}

/// S1.2, S1.12 to S1.17: a round is frozen, tested, patched if required, merged with approval; staging deploys itself.
async fn a_staging_round_is_frozen_tested_and_deployed(db: Database) {
    let story = Story::with_playbooks(db, fmtm()).await;
    let (dev, emi, rev) = (
        story.person("dev").await,
        story.person("emi").await,
        story.person("rev").await,
    );
    story
        .merges(20, "Offline maps", "feat/offline", "development")
        .await;
    story
        .merges(21, "New colours", "feat/colours", "development")
        .await;
    story.passes("1 h").await;
    dev.says("!release start fmtm staging-round 2026.6.0").await;
    emi.presses("Development is frozen").await;
    // S1.13: what is merged during the freeze is not of this round.
    story.passes("30 min").await;
    story.merges(22, "Too late", "feat/late", "development").await;
    assert_snapshot!(story.read("releases").await, @r"
    dev: !release start fmtm staging-round 2026.6.0

    gonogo: #1 FMTM 2026.6.0 is started: Staging round. Its card is in #releases. First: **Freeze the updates on development**, by Developer.

    gonogo: ### FMTM 2026.6.0 · Staging round
    -# Release #1
    **Test the frozen updates** · step 2 of 7 · release manager @dev
    waiting for Developer since …
    2 changes: \#20 Offline maps · \#21 New colours
    **Frozen** since 10:00 by @emi; 1 change merged since is not in it
    ---
    ✓ Freeze the updates on development · @emi, 10:00
    ▸ **Test the frozen updates**
    -# Then: Patch what the tests found · Make a pull request to staging · Approve the pull request · Merge to staging · Deploy on staging
    [The frozen updates are tested]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    dev.presses("The frozen updates are tested").await;
    // S1.14: a patch is optional.
    dev.chooses("More", "Not needed: Patch what the tests found")
        .await;
    dev.fills(&[("text", "nothing was found")]).await;
    // S1.12, S1.15: by pull request, which needs an approval before it counts as merged.
    story.opens(30, "Staging round", "development", "staging").await;
    story.merges(30, "Staging round", "development", "staging").await;
    let card = story.read("releases").await;
    assert!(card.contains("▸ **Approve the pull request**"), "{card}");
    let no = dev.presses("Pull request approved, by hand…").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role Reviewer; you have: Developer. Ask somebody who has it, or see `/release status release:1`.");
    rev.presses("Pull request approved, by hand…").await;
    rev.fills(&[("text", "approved in the review call")]).await;
    // What had come before counts now. S1.15: staging deploys itself.
    story.passes("5 min").await;
    assert_eq!(
        story.workflow("Deploy Staging", "staging", 30, "success").await,
        202
    );
    assert_snapshot!(story.read("releases").await, @r"
    dev: !release start fmtm staging-round 2026.6.0

    gonogo: #1 FMTM 2026.6.0 is started: Staging round. Its card is in #releases. First: **Freeze the updates on development**, by Developer.

    gonogo: ### FMTM 2026.6.0 · Staging round
    -# Release #1
    **Finished** Tue 24 Nov 10:35 (…) · release manager @dev
    2 changes: \#20 Offline maps · \#21 New colours
    Frozen from 10:00 by @emi to 10:30 by GitHub; 1 change merged since is not in it
    ---
    ✓ Freeze the updates on development · @emi, 10:00
    ✓ Test the frozen updates · @dev, 10:30
    – Patch what the tests found · not needed, @dev: “nothing was found”
    ✓ Make a pull request to staging · GitHub, 10:30 · <https://github.com/hotosm/fmtm/pull/30>
    ✓ Approve the pull request · @rev, 10:30 · `approved in the review call`
    ✓ Merge to staging · GitHub, 10:30 · <https://github.com/hotosm/fmtm/pull/30>
    ✓ Deploy on staging · GitHub, 10:35 · <https://github.com/hotosm/fmtm/actions/runs/30>
    ");
    // S1.16, S1.17: those who test it are told, and that it may break.
    assert_snapshot!(story.read("general").await, @"
    gonogo: **FMTM 2026.6.0 is on staging.** Power users and the project owner: please test it and say what you find.
    Everybody is welcome on the staging server who does not mind occasional breakage.
    Questions: #general
    ");
    let matrix = dev.commands("env show", &[("service", "fmtm")]).await;
    assert!(
        story.reader.name_all(&matrix).contains("**staging**\n2026.6.0"),
        "{matrix}"
    );
    story.end().await;
}

/// S1.18: a hot fix goes to staging past the round, with a statement of what is critical.
async fn a_hot_fix_to_staging_says_why_it_is_critical(db: Database) {
    let story = Story::with_playbooks(db, fmtm()).await;
    let dev = story.person("dev").await;
    a_round(&story, &dev, "2026.6.0", 30).await;
    story.passes("1 day").await;
    story
        .merges(31, "A feature of the next round", "feat/next", "development")
        .await;
    let no = dev
        .says("!release start fmtm staging-hotfix 2026.6.1 urgent")
        .await;
    assert_snapshot!(story.reader.name_all(&no), @"`urgent` does not fit: a hot fix needs a statement of criticality: what does not function, and for whom.");
    let critical = "Nobody can submit: the map of a task stays empty";
    dev.says(&format!("!release start fmtm staging-hotfix 2026.6.1 {critical}"))
        .await;
    story.opens(32, "Show the map", "fix/map", "staging").await;
    story.approves(32, "fix/map", "staging").await;
    story.passes("1 min").await;
    story.merges(32, "Show the map", "fix/map", "staging").await;
    assert_eq!(
        story.workflow("Deploy Staging", "staging", 32, "success").await,
        202
    );
    let card = story.read("releases").await;
    let (_, card) = card.rsplit_once("###").unwrap();
    assert_snapshot!(card, @r"
     FMTM 2026.6.1 · Staging hot fix
    -# Release #2
    **Finished** Wed 25 Nov 09:02 (…) · release manager @dev
    1 change since 2026.6.0: \#32 Show the map
    **Staging hot fix** in week 1 of the cycle: “Nobody can submit: the map of a task stays empty” (@dev)
    -# staging: The hot fix goes to staging; the next round stays on its day.
    ---
    ✓ Make a pull request to staging · GitHub, 09:01 · <https://github.com/hotosm/fmtm/pull/32>
    ✓ Approve the pull request · GitHub, 09:01 · <https://github.com/hotosm/fmtm/pull/32#pullrequestreview-1>
    ✓ Merge to staging · GitHub, 09:02 · <https://github.com/hotosm/fmtm/pull/32>
    ✓ Deploy on staging · GitHub, 09:02 · <https://github.com/hotosm/fmtm/actions/runs/32>
    ");
    // The hot fix is counted with its statement, and so is it in the month.
    let counted = dev.says("!report short-circuits fmtm").await;
    assert_snapshot!(story.reader.name_all(&counted), @"
    **FMTM: the planned releases were short-circuited 1 time** since June 2026
    By month: Nov 2026: 1
    By quarter: Q4 2026: 1
    Tue 24 Nov 2026 · #2 2026.6.1 · Staging hot fix to staging · week 1 · @dev: “Nobody can submit: the map of a task stays empty”
    -# staging: The hot fix goes to staging; the next round stays on its day.
    ");
    let month = dev.says("!report month fmtm 2026-11").await;
    assert!(
        month.contains("**Around the plan** 1 release") && month.contains(critical),
        "{month}"
    );
    story.end().await;
}

/// S1.2, S1.20 to S1.29: production gets what staging had and the product owner tested, when GitHub says it runs.
async fn a_production_release_contains_its_staging_rounds(db: Database) {
    let story = Story::with_playbooks(db, fmtm()).await;
    let (dev, pat) = (story.person("dev").await, story.person("pat").await);
    story
        .merges(20, "Offline maps", "feat/offline", "development")
        .await;
    story.passes("1 min").await;
    a_round(&story, &dev, "2026.6.0", 30).await;
    story.passes("14 days").await;
    story
        .merges(21, "New colours", "feat/colours", "development")
        .await;
    story.passes("1 min").await;
    a_round(&story, &dev, "2026.6.1", 31).await;

    // S1.2: nothing goes to production that was not on staging.
    dev.says("!release start fmtm production 2026.7.0").await;
    let card = story.read("releases").await;
    assert!(card.contains("**Shut**"), "{card}");
    dev.says("!release abort 3 wrong version").await;
    dev.says("!release start fmtm production 2026.6.1").await;
    // S1.23: the card lists the rounds. S1.20: the product owner's list.
    let card = story.read("releases").await;
    let (_, card) = card.rsplit_once("###").unwrap();
    assert_snapshot!(card, @r"
     FMTM 2026.6.1 · Production release
    -# Release #4
    **Test the staging server thoroughly** · step 1 of 6 · release manager @dev
    0 of 6 passed · waiting for Product owner since …
    -# Note each bug report here with its link: `/release bug`, or `/release block` when it must be mended first.
    -# [File a bug report](<https://github.com/hotosm/fmtm/issues/new/choose>)
    Contains 2 versions of staging: 2026.6.0 (#1), 2026.6.1 (#2)
    2 changes: \#20 Offline maps · \#21 New colours
    ---
    ▸ **Test the staging server thoroughly**
    -# Then: Make a pull request to main · Approve the pull request · Merge to main · Make the GitHub release · Deploy on production
    [What do I owe?] [Hold]
    (More ▾)
    ");
    // S1.21: bug reports are linked; S1.29: a blocker shuts the pull request.
    pat.says("!release bug 4 https://github.com/hotosm/fmtm/issues/1501")
        .await;
    pat.says("!release block 4 https://github.com/hotosm/fmtm/issues/1502")
        .await;
    passes_the_list(&pat).await;
    story.opens(40, "Release 2026.6.1", "staging", "main").await;
    let card = story.read("releases").await;
    let (_, card) = card.rsplit_once("###").unwrap();
    assert_snapshot!(card, @r"
     FMTM 2026.6.1 · Production release
    -# Release #4
    **Make a pull request to main** · step 2 of 6 · release manager @dev
    waiting for Developer since …
    **Shut** while 1 blocker stands.
    Contains 2 versions of staging: 2026.6.0 (#1), 2026.6.1 (#2)
    2 changes: \#20 Offline maps · \#21 New colours
    ---
    ✓ Test the staging server thoroughly · @pat, 09:04
    ▸ **Make a pull request to main**
    -# Then: Approve the pull request · Merge to main · Make the GitHub release · Deploy on production
    **Bug** noted by @pat: “https://github.com/hotosm/fmtm/issues/1501”
    **Blocker 1** stands, raised by @pat: “https://github.com/hotosm/fmtm/issues/1502”
    [Override…]
    [What do I owe?] [Hold]
    (More ▾)

    pat: !release bug 4 https://github.com/hotosm/fmtm/issues/1501

    gonogo: #4 FMTM 2026.6.1 has the bug on its card.

    pat: !release block 4 https://github.com/hotosm/fmtm/issues/1502

    gonogo: #4 FMTM 2026.6.1 has a blocker: steps that ask for none are shut until it is cleared.
    ");
    story.passes("3 h").await;
    pat.says("!release unblock 4 fixed and tested").await;
    // S1.24, S1.25: the pull request had come, and counts now; approval before the merge, the merge before the release.
    story.approves(40, "staging", "main").await;
    story.merges(40, "Release 2026.6.1", "staging", "main").await;
    // S1.26: no release without notes. S1.28: and the merge alone deployed nothing.
    story.publishes("published", "2026.6.1", "").await;
    let card = story.read("releases").await;
    let (_, card) = card.rsplit_once("###").unwrap();
    assert_snapshot!(card, @r"
     FMTM 2026.6.1 · Production release
    -# Release #4
    **Make the GitHub release** · step 5 of 6 · release manager @dev
    waiting for Developer since …
    -# With notes of what has been updated. The release triggers the deployment to production.
    -# [New release](<https://github.com/hotosm/fmtm/releases/new>)
    Contains 2 versions of staging: 2026.6.0 (#1), 2026.6.1 (#2)
    2 changes: \#20 Offline maps · \#21 New colours
    ---
    ✓ Test the staging server thoroughly · @pat, 09:04
    ✓ Make a pull request to main · GitHub, 12:04 · <https://github.com/hotosm/fmtm/pull/40>
    ✓ Approve the pull request · GitHub, 12:04 · <https://github.com/hotosm/fmtm/pull/40#pullrequestreview-1>
    ✓ Merge to main · GitHub, 12:04 · <https://github.com/hotosm/fmtm/pull/40>
    ▸ **Make the GitHub release**
    ✕ Failed: GitHub release (GitHub, 12:04: “its notes are empty”, <https://github.com/hotosm/fmtm/releases/tag/2026.6.1>)
    -# Then: Deploy on production
    **Bug** noted by @pat: “https://github.com/hotosm/fmtm/issues/1501”
    ~~Blocker 1~~ of @pat: “https://github.com/hotosm/fmtm/issues/1502”, cleared by @pat: “fixed and tested”
    [Remind Developer]
    [What do I owe?] [Hold]
    (More ▾)

    pat: !release bug 4 https://github.com/hotosm/fmtm/issues/1501

    gonogo: #4 FMTM 2026.6.1 has the bug on its card.

    pat: !release block 4 https://github.com/hotosm/fmtm/issues/1502

    gonogo: #4 FMTM 2026.6.1 has a blocker: steps that ask for none are shut until it is cleared.

    pat: !release unblock 4 fixed and tested

    gonogo: #4 FMTM 2026.6.1 has one blocker less.
    ");
    story.passes("4 min").await;
    story
        .publishes("edited", "2026.6.1", "Offline maps, new colours")
        .await;
    let matrix = dev.commands("env show", &[("service", "fmtm")]).await;
    assert!(
        matrix.contains("**production** · taken by #4\nno version"),
        "{matrix}"
    );
    // S1.27, S1.28: the release triggers the deployment, and its result tells.
    assert_eq!(
        story
            .workflow("Deploy Production", "2026.6.1", 40, "failure")
            .await,
        202
    );
    let matrix = dev.commands("env show", &[("service", "fmtm")]).await;
    assert!(
        matrix.contains("**production** · taken by #4\nno version"),
        "{matrix}"
    );
    story.passes("4 min").await;
    assert_eq!(
        story
            .workflow("Deploy Production", "2026.6.1", 40, "success")
            .await,
        202
    );
    let card = story.read("releases").await;
    let (_, card) = card.rsplit_once("###").unwrap();
    assert_snapshot!(card, @r"
     FMTM 2026.6.1 · Production release
    -# Release #4
    **Finished** Tue 8 Dec 12:12 (…) · release manager @dev
    Contains 2 versions of staging: 2026.6.0 (#1), 2026.6.1 (#2)
    2 changes: \#20 Offline maps · \#21 New colours
    ---
    ✓ Test the staging server thoroughly · @pat, 09:04
    ✓ Make a pull request to main · GitHub, 12:04 · <https://github.com/hotosm/fmtm/pull/40>
    ✓ Approve the pull request · GitHub, 12:04 · <https://github.com/hotosm/fmtm/pull/40#pullrequestreview-1>
    ✓ Merge to main · GitHub, 12:04 · <https://github.com/hotosm/fmtm/pull/40>
    ✓ Make the GitHub release · GitHub, 12:08 · <https://github.com/hotosm/fmtm/releases/tag/2026.6.1>
    ✓ Deploy on production · GitHub, 12:12 · <https://github.com/hotosm/fmtm/actions/runs/40>
    **Bug** noted by @pat: “https://github.com/hotosm/fmtm/issues/1501”
    ~~Blocker 1~~ of @pat: “https://github.com/hotosm/fmtm/issues/1502”, cleared by @pat: “fixed and tested”

    pat: !release bug 4 https://github.com/hotosm/fmtm/issues/1501

    gonogo: #4 FMTM 2026.6.1 has the bug on its card.

    pat: !release block 4 https://github.com/hotosm/fmtm/issues/1502

    gonogo: #4 FMTM 2026.6.1 has a blocker: steps that ask for none are shut until it is cleared.

    pat: !release unblock 4 fixed and tested

    gonogo: #4 FMTM 2026.6.1 has one blocker less.
    ");
    let matrix = dev.commands("env show", &[("service", "fmtm")]).await;
    assert_snapshot!(story.reader.name_all(&matrix), @"
    ### FMTM
    **local** · each developer's own, not tracked
    no version reported yet
    **development**
    no version reported yet
    **staging**
    2026.6.1 since … (#2, GitHub)
    **production**
    2026.6.1 since … (#4, GitHub)
    ---
    -# No drift: the same version runs wherever one is reported.
    (Show an environment ▾)
    ");
    story.end().await;
}

/// S1.27: the release that is published names the version.
async fn the_version_is_learnt_from_the_release(db: Database) {
    let story = Story::with_playbooks(db, fmtm()).await;
    let (dev, pat) = (story.person("dev").await, story.person("pat").await);
    a_round(&story, &dev, "2026.6.0", 30).await;
    dev.says("!release start fmtm production 2026.6.0").await;
    passes_the_list(&pat).await;
    story.passes("1 min").await;
    story.opens(40, "Release", "staging", "main").await;
    story.approves(40, "staging", "main").await;
    story.merges(40, "Release", "staging", "main").await;
    story.publishes("published", "v2026.6.7", "Everything").await;
    assert_eq!(
        story
            .workflow("Deploy Production", "v2026.6.7", 40, "success")
            .await,
        202
    );
    let matrix = dev.commands("env show", &[("service", "fmtm")]).await;
    assert!(matrix.contains("**production**\nv2026.6.7"), "{matrix}");
    let card = story.read("releases").await;
    assert!(card.contains("### FMTM v2026.6.7 · Production release"), "{card}");
    story.end().await;
}

on_both_databases!(a_feature_goes_live_on_development_by_itself);
on_both_databases!(a_merge_without_a_process_is_live_and_its_author_is_told);
on_both_databases!(a_staging_round_is_frozen_tested_and_deployed);
on_both_databases!(a_hot_fix_to_staging_says_why_it_is_critical);
on_both_databases!(a_production_release_contains_its_staging_rounds);
on_both_databases!(the_version_is_learnt_from_the_release);
