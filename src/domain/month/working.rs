//! Working hours between two moments: from nine to five in the team's zone, on the days on which the team works.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::domain::calendar::Calendar;
use crate::domain::wall_clock::instant;

/// When the hours begin in which a role can be waited for.
pub const DAY_BEGINS: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock exists");
/// When they end.
pub const DAY_ENDS: NaiveTime = NaiveTime::from_hms_opt(17, 0, 0).expect("five o'clock exists");

/// The working minutes from `from` to `to`; none when it is the other way round.
pub fn working_minutes(calendar: &Calendar, zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    let first = from.with_timezone(&zone).date_naive();
    let last = to.with_timezone(&zone).date_naive();
    let days = first.iter_days().take_while(|day| *day <= last);
    let worked = days.filter(|day| calendar.is_working_day(*day)).map(|day| {
        let begins = instant(zone, day.and_time(DAY_BEGINS)).max(from);
        let ends = instant(zone, day.and_time(DAY_ENDS)).min(to);
        (ends - begins).num_minutes().max(0)
    });
    worked.sum()
}
