//! Answers to one person, as they read them.

use super::reading::read;
use crate::domain::decide::tests::given::*;
use crate::wording::answers::outage_preview;
use crate::wording::help::help;
use crate::wording::press::{Press, Verb};
use crate::wording::todo::todo;

fn minor() -> Desk {
    Desk::shipped().and_a("mahara-minor", "22.04.2")
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
    **release block**: object: steps that ask for no blockers are shut
    -# `!release block 17 log-in fails`
    **release unblock**: clear a blocker, with why
    -# `!release unblock 17 1 fixed in r2`
    **release bug**: note a bug that stops nothing
    -# `!release bug 17 a typing error on the home page`
    **release available**: note that a version can be had, and be reminded of it
    -# `!release available myportfolio 22.04.3`
    **release report**: who did what, when, on which version; as a file
    -# `/release report release:17`
    **release slots**: the planned days, with what became of each
    -# `/release slots service:sync`
    **report short-circuits**: how often the planned releases could not be waited for
    -# `/report short-circuits service:sync months:6`
    **todo**: what you have to do now
    -# `/todo`
    **env show**: which version runs where; name an environment for all that is known of it
    -# `/env show service:myportfolio`
    **env fact**: say something of an environment anew
    -# `!env fact myportfolio uat host wiki-app01u`
    **env sync**: note that data were copied to an environment
    -# `!env sync myportfolio uat database 2026-11-24`
    **env off**: say that something that stayed on is off
    -# `!env off field-portal maintenance`
    Each works as `/…`, as `!…` and by naming me: `@gonogo release list`.
    ");
}
