//! The cards as people read them.

use chrono::TimeDelta;

use super::reading::read;
use crate::domain::card::{CardKey, cards};
use crate::domain::decide::tests::given::*;
use crate::wording::answers::outage_preview;
use crate::wording::checklist_card::checklist_card;
use crate::wording::help::help;
use crate::wording::press::{Press, Verb};
use crate::wording::release_card::release_card;
use crate::wording::sign_off_card::sign_off_card;
use crate::wording::todo::todo;

fn minor() -> Desk {
    Desk::shipped().and_a("mahara-minor", "22.04.2")
}

/// The card of the release, with its thread.
fn release(desk: &Desk) -> String {
    read(&release_card(&desk.situation(), desk.now, Some(99)))
}

/// The first list of a step, or its sign-off.
fn part(desk: &Desk, step: &str) -> String {
    let keys = cards(desk.release());
    let found = keys.iter().find_map(|key| match key {
        CardKey::Checklist(part) if part.step.as_str() == step => Some(checklist_card(desk.release(), part)),
        CardKey::SignOff(part) if part.step.as_str() == step => Some(sign_off_card(desk.release(), part)),
        _ => None,
    });
    read(&found.expect("the step has a card"))
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
    [More ▾ Override: Prepare minor release Docker image | Abort the release]
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
    [More ▾ Override: Smoke test on pre-prod | It failed: back to Prepare minor release Docker image | Undo: Deploy on pre-prod | Abort the release]
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
    [More ▾ Override: Upgrade prod | Roll back | Undo: Schedule outage | Extend the outage | Abort the release]
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
    [More ▾ Override: Smoke test on prod | It failed: back to Upgrade prod | Roll back | Undo: Upgrade prod | Extend the outage | Abort the release]
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
    [More ▾ Override: Upgrade prod | Roll back | Undo: Schedule outage | Extend the outage | Abort the release]
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

#[test]
fn a_checklist_with_an_item_in_each_state() {
    let mut desk = minor().reaches("smoke-pre-prod");
    desk.ticks(ANA, "smoke-pre-prod", "home").unwrap();
    desk.fails(BEN, "smoke-pre-prod", "version", "shows 22.04.1")
        .unwrap();
    desk.waives(BEN, "smoke-pre-prod", "cron", "switched off")
        .unwrap();
    insta::assert_snapshot!(part(&desk, "smoke-pre-prod"), @"
    **Smoke test on pre-prod · Site** · 1 of 4 passed · 1 waived · 1 failed
    -# SRE team ticks these
    ✓ Open the home page in a private window: it loads in 3 seconds, without an error
    -# passed by <@ana>, <t:1795507200:t>
        [Undo]
    ✕ **Administration, Site information: it shows the version that was deployed**
    -# failed, <@ben>, <t:1795507200:t>: “shows 22.04.1”
        [Re-test]
    – Administration home: no warning that cron has not run or an upgrade is waiting
    -# waived by <@ben>, <t:1795507200:t>: “switched off”
        [Undo]
    · Error log of the container: no new line since the deployment that names PHP or SQL
        [Pass]
    [Something failed… ▾ Open the home page in a private window: it loads in 3 seconds, without an error | Administration, Site information: it shows the version that was deployed | Administration home: no warning that cron has not run or an upgrade is waiting | Error log of the container: no new line since the deployment that names PHP or SQL]
    [Does not apply… ▾ Open the home page in a private window: it loads in 3 seconds, without an error | Administration, Site information: it shows the version that was deployed | Administration home: no warning that cron has not run or an upgrade is waiting | Error log of the container: no new line since the deployment that names PHP or SQL]
    ");
}

#[test]
fn a_checklist_that_is_complete() {
    insta::assert_snapshot!(part(&minor().reaches("manual-pre-prod"), "smoke-pre-prod"), @"
    **Smoke test on pre-prod · Site** · 4 of 4 passed
    -# Complete since <t:1795507200:F> (<t:1795507200:R>)
    ✓ Open the home page in a private window: it loads in 3 seconds, without an error
    -# passed by <@ben>, <t:1795507200:t>
        [Undo]
    ✓ Administration, Site information: it shows the version that was deployed
    -# passed by <@ben>, <t:1795507200:t>
        [Undo]
    ✓ Administration home: no warning that cron has not run or an upgrade is waiting
    -# passed by <@ben>, <t:1795507200:t>
        [Undo]
    ✓ Error log of the container: no new line since the deployment that names PHP or SQL
    -# passed by <@ben>, <t:1795507200:t>
        [Undo]
    ");
}

/// S0.43
#[test]
fn a_sign_off_before_and_after_a_no_go() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("greenlight");
    let before = part(&desk, "greenlight");
    desk.says_no_go(VAL, "greenlight", "exams until 12 December")
        .unwrap();
    insta::assert_snapshot!(format!("{before}\n=====\n{}", part(&desk, "greenlight")), @"
    ### Go or no-go · MyPortfolio 22.10.1
    **Greenlight**
    VLE Services: 0 of 1 go
    What you approve: version 22.10.1, image tag `22.04.1-r1`, Ensure Mahara plugins are updated and fixed: 8 of 8 passed, prod database copied on `2026-11-24`, prod data copied on `2026-11-24`, Smoke test on uat: 13 of 13 passed, Manual testing script on uat: 44 of 44 passed, story to review the new version <https://tracker.example.org/VLE-123>
    -# Waiting for VLE Services
    [Go, and choose the day…] [No-go…] [Take my word back]
    =====
    ### Go or no-go · MyPortfolio 22.10.1
    **Greenlight**
    VLE Services: 0 of 1 go
    What you approve: version 22.10.1, image tag `22.04.1-r1`, Ensure Mahara plugins are updated and fixed: 8 of 8 passed, prod database copied on `2026-11-24`, prod data copied on `2026-11-24`, Smoke test on uat: 13 of 13 passed, Manual testing script on uat: 44 of 44 passed, story to review the new version <https://tracker.example.org/VLE-123>
    ✕ **No-go** by <@val>, <t:1795507200:t>: “exams until 12 December”
    -# Waiting for VLE Services
    [Go, and choose the day…] [No-go…] [Take my word back]
    ");
}

#[test]
fn the_preview_of_an_outage_and_of_its_move() {
    let mut desk = minor().reaches("schedule-outage");
    let preview = |desk: &Desk| {
        let press = Press::on_ask(Verb::Window, desk.release(), 4, 1);
        let window = desk.release().outage.as_ref().unwrap().proposed.unwrap();
        read(&outage_preview(&desk.situation(), press, window))
    };
    let window = desk.window(600, 120);
    desk.proposes(BEN, window).unwrap();
    let first = preview(&desk);
    desk.publishes(BEN, window).unwrap();
    let window = desk.window(1200, 90);
    desk.proposes(BEN, window).unwrap();
    insta::assert_snapshot!(format!("{first}\n=====\n{}", preview(&desk)), @"
    **Preview**: nobody was told yet. When you publish, #outages reads this now:
    -# <t:1795543200:F> to <t:1795550400:t> · 2 hours
    ---
    **MyPortfolio will be unavailable** <t:1795543200:F> to <t:1795550400:t> (<t:1795543200:R>)
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    [Publish] [Edit…] [Cancel]
    =====
    **Preview**: nobody was told yet. When you publish, #outages reads this now:
    -# <t:1795579200:F> to <t:1795584600:t> · 1 hour 30 minutes
    ---
    **Moved: MyPortfolio will be unavailable** <t:1795579200:F> to <t:1795584600:t> (<t:1795579200:R>), not <t:1795543200:F> to <t:1795550400:t>
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    [Publish] [Edit…] [Cancel]
    ");
}

/// The button publishes the window that was kept, not the seconds in which it was typed.
#[test]
fn the_preview_shows_the_window_that_will_be_published() {
    let mut desk = minor().reaches("schedule-outage");
    desk.clock_shows("2026-11-24T08:00:31.250Z");
    let typed = desk.window(120, 60);
    desk.proposes(BEN, typed).unwrap();
    let kept = desk.release().outage.as_ref().unwrap().proposed.unwrap();
    let press = Press::on_ask(Verb::Window, desk.release(), 4, 1);
    let shown = outage_preview(&desk.situation(), press, typed);
    assert_eq!(shown, outage_preview(&desk.situation(), press, kept));
    assert!(
        serde_json::to_string(&shown)
            .unwrap()
            .contains(&kept.start.timestamp().to_string())
    );
}

#[test]
fn what_somebody_owes() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("smoke-uat");
    desk.fails(BEN, "smoke-uat", "home", "404").unwrap();
    let owes = |desk: &Desk, who| read(&todo(&person(who), &[desk.situation()]));
    let all = [
        owes(&desk, ANA),
        owes(&desk, VAL),
        owes(&desk.reaches("greenlight"), VAL),
    ];
    insta::assert_snapshot!(all.join("\n=====\n"), @"
    **#1 MyPortfolio 22.10.1**
    Smoke test on uat (waiting since <t:1795507200:R>, `/release status release:1`)
    · Smoke test: 13 items to pass
    =====
    Nothing waits for you. (1 open release: `/release list`)
    =====
    **#1 MyPortfolio 22.10.1**
    Decide whether and when to go live (waiting since <t:1795507200:R>, `/release status release:1`)
    · Greenlight
    ");
}

#[test]
fn the_help_names_every_command() {
    insta::assert_snapshot!(read(&help()), @"
    **gonogo** takes a release through its steps.
    **release start**: start a release; what you leave out is asked
    -# `!release start myportfolio mahara-minor 22.04.2`
    **release status**: where a release stands, with its buttons
    -# `/release status release:17`
    **release list**: the open releases
    -# `!release list`
    **release hold**: let nothing go on until it is resumed
    -# `/release hold release:17 reason:waiting for a fix`
    **release resume**: let it go on
    -# `/release resume release:17`
    **release abort**: give it up; its audience is told
    -# `/release abort release:17 reason:superseded by 22.04.3`
    **release override**: pass a gate by authority, shown for ever
    -# `/release override release:17 reason:agreed by phone`
    **release available**: note that a version can be had, and be reminded of it
    -# `!release available myportfolio 22.04.3`
    **todo**: what you have to do now
    -# `/todo`
    **env**: which version runs where
    -# `/env service:myportfolio`
    Each works as `/…`, as `!…` and by naming me: `@gonogo release list`.
    ");
}
