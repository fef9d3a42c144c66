//! Production releases. S1.2, S1.20 to S1.29

use super::*;

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
on_both_databases!(a_production_release_contains_its_staging_rounds);
on_both_databases!(the_version_is_learnt_from_the_release);
