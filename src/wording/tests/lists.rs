//! The cards of a step, as people read them: its checklist, its sign-off.

use super::reading::read;
use crate::domain::card::{CardKey, cards};
use crate::domain::decide::tests::given::*;
use crate::wording::checklist_card::checklist_card;
use crate::wording::sign_off_card::sign_off_card;

fn minor() -> Desk {
    Desk::shipped().and_a("mahara-minor", "22.04.2")
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
    [Evidence… ▾ Open the home page in a private window: it loads in 3 seconds, without an error | Administration, Site information: it shows the version that was deployed | Administration home: no warning that cron has not run or an upgrade is waiting | Error log of the container: no new line since the deployment that names PHP or SQL]
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
    desk.says_go(VIC, "greenlight", Some("2026-12-14")).unwrap();
    insta::assert_snapshot!(format!("{before}\n=====\n{}", part(&desk, "greenlight")), @"
    ### Go or no-go · MyPortfolio 22.10.1
    **Greenlight** · waiting for VLE Services since <t:1795507200:R>
    What you approve: version 22.10.1 · image tag `22.04.1-r1` · Ensure Mahara plugins are updated and fixed 8 of 8 · prod database copied on `2026-11-24` · prod data copied on `2026-11-24` · Smoke test on uat 13 of 13 · Manual testing script on uat 44 of 44 · story to review the new version <https://tracker.example.org/VLE-123>
    -# Rules: not by whoever started the release
    [Go, and choose the day…] [No-go…]
    [Add evidence…]
    =====
    ### Go or no-go · MyPortfolio 22.10.1
    **Greenlight** · **no-go**, until <@val> takes it back or says go
    What you approve: version 22.10.1 · image tag `22.04.1-r1` · Ensure Mahara plugins are updated and fixed 8 of 8 · prod database copied on `2026-11-24` · prod data copied on `2026-11-24` · Smoke test on uat 13 of 13 · Manual testing script on uat 44 of 44 · story to review the new version <https://tracker.example.org/VLE-123>
    ✕ **No-go** by <@val>, <t:1795507200:t>: “exams until 12 December”
    ✓ **Go on 2026-12-14** by <@vic>, <t:1795507200:t>
    -# Rules: not by whoever started the release
    [Go, and choose the day…] [No-go…] [Take my word back] [Hold…] [Abort…]
    [Add evidence…]
    ");
}
