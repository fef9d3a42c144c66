//! Where on the line of time a wall-clock time begins and ends: also where clocks skip it or show it twice.
//!
//! [`crate::domain::wall_clock::instant`] says when a reminder for such a time is due; here is asked while which moments the clock on
//! the wall reads something, which is another question.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// No zone was ever further from UTC than this.
const FURTHEST: TimeDelta = TimeDelta::hours(16);

/// What the clock on the wall reads at a moment.
pub(super) fn wall(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// The first moment from which the clock reads `local` or later.
pub(super) fn first_at(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        LocalResult::None => skip(zone, local),
    }
}

/// The first moment from which the clock no more reads anything before `local`.
pub(super) fn over_at(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => at.to_utc(),
        LocalResult::Ambiguous(first, second) => {
            // Turned back to this very minute nothing before it is read again.
            let before = wall(zone, second.to_utc() - TimeDelta::seconds(1));
            if before < local {
                second.to_utc()
            } else {
                first.to_utc()
            }
        }
        LocalResult::None => skip(zone, local),
    }
}

/// The moment at which clocks go forward over `local`.
fn skip(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let (mut before, mut after) = (local.and_utc() - FURTHEST, local.and_utc() + FURTHEST);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
        if wall(zone, middle) < local {
            before = middle;
        } else {
            after = middle;
        }
    }
    after
}
