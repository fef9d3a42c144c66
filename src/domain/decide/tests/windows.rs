//! The window of an outage: typed, previewed, published.

use chrono::TimeDelta;

use super::given::*;
use crate::domain::outage::{LONGEST, Window};
use crate::domain::refusal::Refusal;

fn at_the_outage() -> Desk {
    Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("schedule-outage")
}

#[test]
fn only_the_very_window_of_the_preview_is_published() {
    let mut desk = at_the_outage();
    let (first, second) = (desk.window(60, 120), desk.window(90, 120));
    assert_eq!(desk.publishes(BEN, first), Err(Refusal::PreviewOutOfDate));
    desk.proposes(BEN, first).unwrap();
    desk.proposes(ANA, second).unwrap();
    assert_eq!(desk.publishes(BEN, first), Err(Refusal::PreviewOutOfDate));
    desk.publishes(BEN, second).unwrap();
    assert_eq!(
        desk.publishes(BEN, second),
        Err(Refusal::PreviewOutOfDate),
        "once"
    );
}

#[test]
fn a_preview_that_nobody_published_in_time_is_refused() {
    let mut desk = at_the_outage();
    let window = desk.window(60, 120);
    desk.proposes(BEN, window).unwrap();
    desk.passes(TimeDelta::minutes(100));
    assert_eq!(desk.publishes(BEN, window), Err(Refusal::WindowInThePast(window)));
}

/// "now" and "in 2h" are typed at some second; the button that publishes knows minutes.
#[test]
fn a_window_is_kept_in_whole_minutes() {
    let mut desk = at_the_outage();
    desk.clock_shows("2026-11-24T08:00:31.250Z");
    let typed = Window {
        start: desk.now,
        end: desk.now + TimeDelta::seconds(90),
    };
    desk.proposes(BEN, typed).unwrap();
    let kept = desk.release().outage.as_ref().unwrap().proposed.unwrap();
    assert_eq!(
        kept.start,
        "2026-11-24T08:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    );
    assert_eq!(kept.end - kept.start, TimeDelta::minutes(2));
    desk.passes(TimeDelta::minutes(1));
    desk.publishes(BEN, kept).unwrap();
}

#[test]
fn an_emergency_may_begin_at_once() {
    let mut desk = at_the_outage();
    let now = desk.window(0, 30);
    desk.proposes(BEN, now).unwrap();
    desk.passes(TimeDelta::minutes(2));
    desk.publishes(BEN, now).unwrap();
    desk.passes_the_rest(BEN, "schedule-outage").unwrap();
    desk.confirms(BEN, "upgrade-prod").unwrap();
}

#[test]
fn a_window_must_be_sound() {
    let mut desk = at_the_outage();
    let (backwards, past) = (desk.window(60, -1), desk.window(-60, 90));
    assert_eq!(
        desk.proposes(BEN, backwards),
        Err(Refusal::WindowBackwards(backwards))
    );
    assert_eq!(desk.proposes(BEN, past), Err(Refusal::WindowInThePast(past)));
    let long = desk.window(60, LONGEST.num_minutes() + 1);
    assert_eq!(desk.proposes(BEN, long), Err(Refusal::WindowTooLong(LONGEST)));
    let longest = desk.window(60, LONGEST.num_minutes());
    desk.proposes(BEN, longest).unwrap();
    let refused = desk.proposes(VAL, longest).unwrap_err();
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
}
