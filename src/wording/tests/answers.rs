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
        read(&outage_preview(&desk.situation(), press, window, desk.now))
    };
    let window = desk.window(600, 120);
    desk.proposes(BEN, window).unwrap();
    let first = preview(&desk);
    desk.publishes(BEN, window).unwrap();
    let window = desk.window(1200, 90);
    desk.proposes(BEN, window).unwrap();
    insta::assert_snapshot!(format!("{first}\n=====\n{}", preview(&desk)), @"
    **Preview**: nobody was told yet. When you publish, this is what they read.
    -# <t:1795543200:F> to <t:1795550400:t> · 2 hours
    ---
    **MyPortfolio users** read now, in #outages:
    **MyPortfolio will be unavailable** <t:1795543200:F> to <t:1795550400:t> (<t:1795543200:R>)
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    Later:
    · <t:1795539600:F> (<t:1795539600:R>): a reminder
    · <t:1795543200:F> (<t:1795543200:R>): that it has begun
    · when it is over: that the service is back
    [Publish] [Edit…] [Cancel]
    =====
    **Preview**: nobody was told yet. When you publish, this is what they read.
    -# <t:1795579200:F> to <t:1795584600:t> · 1 hour 30 minutes
    ---
    **MyPortfolio users** read now, in #outages:
    **Moved: MyPortfolio will be unavailable** <t:1795579200:F> to <t:1795584600:t> (<t:1795579200:R>), not <t:1795543200:F> to <t:1795550400:t>
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    Later:
    · <t:1795575600:F> (<t:1795575600:R>): a reminder
    · <t:1795579200:F> (<t:1795579200:R>): that it has begun
    · when it is over: that the service is back
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
    let shown = outage_preview(&desk.situation(), press, typed, desk.now);
    assert_eq!(shown, outage_preview(&desk.situation(), press, kept, desk.now));
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
    let owes = |desk: &Desk, who| read(&todo(desk.now, &person(who), &[desk.situation()]));
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
fn the_help_fits_one_message() {
    let words = read(&help());
    assert!(words.contains("`release start` start one"), "{words}");
    super::limits::assert_fits(&help(), "the help");
}
