//! The card of a release as people read it.

use chrono::TimeDelta;

use super::reading::read;
use crate::domain::decide::tests::given::*;
use crate::wording::release_card::release_card;

fn minor() -> Desk {
    Desk::shipped().and_a("mahara-minor", "22.04.2")
}

/// The card of the release, with its thread.
fn release(desk: &Desk) -> String {
    read(&release_card(&desk.situation(), desk.now, Some(99)))
}

#[test]
fn a_release_that_was_just_started() {
    insta::assert_snapshot!(release(&minor()), @"
    ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Prepare minor release Docker image** · step 1 of 9 · release manager <@ana>
    waiting for SRE team since <t:1795507200:R>
    -# Build from the tag of the minor release, and nothing else: one change per deployment.
    ---
    ▸ **Prepare minor release Docker image**
    -# Then: Deploy on pre-prod · Smoke test on pre-prod · Manual testing script on pre-prod · Schedule outage · Upgrade prod · Smoke test on prod · Release site · Manual testing script in prod
    [Image tag…]
    [What do I owe?] [Hold]
    [More ▾ Override: Prepare minor release Docker image | Note a bug | Abort the release]
    ");
}

#[test]
fn a_release_with_a_failed_item() {
    let mut desk = minor().reaches("smoke-pre-prod");
    desk.passes(TimeDelta::minutes(20));
    desk.ticks(ANA, "smoke-pre-prod", "home").unwrap();
    desk.fails(BEN, "smoke-pre-prod", "upload", "500 on *PDF* over 2 MB")
        .unwrap();
    insta::assert_snapshot!(release(&desk), @r"
    ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Smoke test on pre-prod** · step 3 of 9 · release manager <@ana>
    1 of 13 passed · 1 failed · waiting for SRE team since <t:1795507200:R>
    Tick it off in <#99>.
    ---
    ✓ Prepare minor release Docker image · <@ben>, <t:1795507200:t> · `22.04.2-r1`
    ✓ Deploy on pre-prod · <@ben>, <t:1795507200:t>
    ▸ **Smoke test on pre-prod**
    ✕ Failed: Upload a picture under Files: it appears with a preview (<@ben>: “500 on \*PDF\* over 2 MB”)
    -# Then: Manual testing script on pre-prod · Schedule outage · Upgrade prod · Smoke test on prod · Release site · Manual testing script in prod
    [Back to: Prepare minor release Docker image]
    [What do I owe?] [Hold]
    [More ▾ Override: Smoke test on pre-prod | It failed: back to Prepare minor release Docker image | Note a bug | Abort the release]
    ");
}

#[test]
fn a_release_that_waits_for_its_outage() {
    insta::assert_snapshot!(release(&minor().reaches("upgrade-prod")), @"
    ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Upgrade prod** · step 6 of 9 · release manager <@ana>
    waiting for SRE team since <t:1795507200:R>
    **Shut** until the outage begins: <t:1795510800:F> (<t:1795510800:R>)
    -# Users stay out until the site is released.
    Outage <t:1795510800:F> to <t:1795518000:t> (<t:1795510800:R>), announced
    ---
    ✓ Prepare minor release Docker image · <@ben>, <t:1795507200:t> · `22.04.2-r1`
    ✓ Deploy on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Smoke test on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Manual testing script on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Schedule outage · <@ben>, <t:1795507200:t>
    ▸ **Upgrade prod**
    -# Then: Smoke test on prod · Release site · Manual testing script in prod
    [Override…]
    [What do I owe?] [Hold]
    [More ▾ Override: Upgrade prod | Extend the outage | Note a bug | Abort the release]
    ");
}

#[test]
fn a_release_whose_smoke_test_failed_in_the_outage() {
    let mut desk = minor().reaches("smoke-prod");
    desk.fails(BEN, "smoke-prod", "log-in", "500").unwrap();
    insta::assert_snapshot!(release(&desk), @"
    ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Smoke test on prod** · step 7 of 9 · release manager <@ana>
    0 of 13 passed · 1 failed · waiting for SRE team since <t:1795510800:R>
    -# The site stays closed until this has passed.
    Tick it off in <#99>.
    Outage <t:1795510800:F> to <t:1795518000:t> (<t:1795510800:R>), announced
    ---
    ✓ Prepare minor release Docker image · <@ben>, <t:1795507200:t> · `22.04.2-r1`
    ✓ Deploy on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Smoke test on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Manual testing script on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Schedule outage · <@ben>, <t:1795507200:t>
    ✓ Upgrade prod · <@ben>, <t:1795510800:t>
    ▸ **Smoke test on prod**
    ✕ Failed: Log in with single sign-on: your own name shows at the top … (<@ben>: “500”)
    -# Then: Release site · Manual testing script in prod
    [Back to: Upgrade prod] [Roll back…] [Extend the outage…]
    [What do I owe?] [Hold]
    [More ▾ Override: Smoke test on prod | It failed: back to Upgrade prod | Roll back | Extend the outage | Note a bug | Abort the release]
    ");
}

#[test]
fn a_release_on_hold_with_its_past() {
    let mut desk = minor().reaches("smoke-pre-prod");
    desk.sends_back(BEN, "smoke-pre-prod", "wrong image").unwrap();
    let mut desk = desk.reaches("upgrade-prod");
    desk.overrides(VAL, "upgrade-prod", "nobody is logged in")
        .unwrap();
    desk.holds(BEN, "who has the key?").unwrap();
    insta::assert_snapshot!(release(&desk), @"
    ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **On hold** since <t:1795507200:R>: “who has the key?” (<@ben>)
    Release manager <@ana>
    ---
    ✓ Prepare minor release Docker image · <@ben>, <t:1795507200:t> · `22.04.2-r1`
    ✓ Deploy on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Smoke test on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Manual testing script on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Schedule outage · <@ben>, <t:1795507200:t>
    ▸ **Upgrade prod**
    -# Then: Smoke test on prod · Release site · Manual testing script in prod
    **Override** of Upgrade prod by <@val>, <t:1795507200:t>: “nobody is logged in”
    **Sent back** from Smoke test on pre-prod to Prepare minor release Docker image by <@ben>, <t:1795507200:t>: “wrong image”
    [Resume]
    [More ▾ Extend the outage | Note a bug | Abort the release]
    ");
}

#[test]
fn a_release_that_is_over() {
    let finished = minor().finishes();
    let mut aborted = minor().reaches("smoke-pre-prod");
    aborted.aborts(BEN, "superseded by 22.04.3").unwrap();
    let mut rolled_back = minor().reaches("smoke-prod");
    rolled_back.rolls_back(BEN, "smoke-prod", "log-in fails").unwrap();
    let all = [finished, aborted, rolled_back].map(|desk| release(&desk));
    insta::assert_snapshot!(all.join("\n=====\n"), @"
    ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Finished** <t:1795510800:F> (<t:1795510800:R>) · release manager <@ana>
    ---
    ✓ Prepare minor release Docker image · <@ben>, <t:1795507200:t> · `22.04.2-r1`
    ✓ Deploy on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Smoke test on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Manual testing script on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Schedule outage · <@ben>, <t:1795507200:t>
    ✓ Upgrade prod · <@ben>, <t:1795510800:t>
    ✓ Smoke test on prod · <@ben>, <t:1795510800:t>
    ✓ Release site · <@ben>, <t:1795510800:t>
    ✓ Manual testing script in prod · <@ben>, <t:1795510800:t>
    =====
    ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Aborted** <t:1795507200:F> (<t:1795507200:R>): “superseded by 22.04.3” (<@ben>)
    ---
    ✓ Prepare minor release Docker image · <@ben>, <t:1795507200:t> · `22.04.2-r1`
    ✓ Deploy on pre-prod · <@ben>, <t:1795507200:t>
    -# Then: Smoke test on pre-prod · Manual testing script on pre-prod · Schedule outage · Upgrade prod · Smoke test on prod · Release site · Manual testing script in prod
    =====
    ### MyPortfolio 22.04.2 · Mahara minor release
    -# Release #1
    **Rolled back** <t:1795510800:F> (<t:1795510800:R>): “log-in fails” (<@ben>)
    The earlier version runs again.
    ---
    ✓ Prepare minor release Docker image · <@ben>, <t:1795507200:t> · `22.04.2-r1`
    ✓ Deploy on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Smoke test on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Manual testing script on pre-prod · <@ben>, <t:1795507200:t>
    ✓ Schedule outage · <@ben>, <t:1795507200:t>
    ✓ Upgrade prod · <@ben>, <t:1795510800:t>
    -# Then: Smoke test on prod · Release site · Manual testing script in prod
    ");
}

/// S0.41
#[test]
fn a_major_that_waits_for_pre_prod_says_for_whom() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("deploy-pre-prod");
    desk.starts(ANA, "mahara-minor", "22.04.3").unwrap();
    desk.number = 1;
    let card = release(&desk);
    let shut: Vec<&str> = card.lines().filter(|l| l.contains("Shut")).collect();
    insta::assert_snapshot!(shut.join("\n"), @"
    **Shut** while #2 (Mahara minor release) holds pre-prod.
    **Shut** while #2 (Mahara minor release) holds prod.
    ");
}
