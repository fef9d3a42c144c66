//! What a clock on the team's wall shows, as an instant: right on both edges of summer time.
//!
//! Asked by whatever falls due at a local time.

use chrono::{DateTime, LocalResult, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The instant of a wall-clock time: the first of two when clocks go back, moved on by the gap when they go forward.
pub fn instant(zone: Tz, local: chrono::NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => {
            let before = (1..=24).find_map(|quarter| {
                let earlier = local - TimeDelta::minutes(15 * quarter);
                zone.from_local_datetime(&earlier)
                    .latest()
                    .map(|at| at + (local - earlier))
            });
            before.map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_time_in_the_gap_moves_on_and_in_the_fold_is_the_first() {
        let zone = chrono_tz::Pacific::Auckland;
        let local = |text: &str| {
            instant(zone, text.parse().unwrap())
                .with_timezone(&zone)
                .to_rfc3339()
        };
        assert_eq!(local("2026-09-27T02:30:00"), "2026-09-27T03:30:00+13:00");
        assert_eq!(local("2026-04-05T02:30:00"), "2026-04-05T02:30:00+13:00");
        assert_eq!(local("2026-11-24T09:00:00"), "2026-11-24T09:00:00+13:00");
    }
}
