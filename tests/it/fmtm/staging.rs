//! Staging rounds, and a hot fix past them. S1.2, S1.12 to S1.18

use super::*;

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
on_both_databases!(a_staging_round_is_frozen_tested_and_deployed);
on_both_databases!(a_hot_fix_to_staging_says_why_it_is_critical);
