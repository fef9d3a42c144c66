//! Features and merges on the development server. S1.1 to S1.9

use super::*;

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
on_both_databases!(a_feature_goes_live_on_development_by_itself);
on_both_databases!(a_merge_without_a_process_is_live_and_its_author_is_told);
