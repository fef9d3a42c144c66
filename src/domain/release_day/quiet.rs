//! Quiet hours: when somebody may be called.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::Quiet;
use crate::domain::calendar::Calendar;
use crate::domain::wall_clock::instant;

/// No time is quiet for longer than a few days in a row and their nights: a search ends after so many looks.
const LOOKS: usize = 12;

impl Quiet {
    /// When quiet ends, if `time` is in it: today, or on the next working day.
    fn end(self, time: NaiveTime) -> Option<Ends> {
        let over_midnight = self.until <= self.from;
        match (over_midnight, time >= self.from, time < self.until) {
            (true, true, _) => Some(Ends::NextDay),
            (true, _, true) | (false, true, true) => Some(Ends::Today),
            _ => None,
        }
    }

    /// Whether that time of day is in it.
    pub fn contains(self, time: NaiveTime) -> bool {
        self.end(time).is_some()
    }
}

enum Ends {
    Today,
    NextDay,
}

/// The first moment from `at` on at which somebody may be called: outside of the quiet hours, on a working day or on
/// `worked`, a day on which the team releases whatever the calendar says. A call that waits for the next day comes when
/// quiet ends, or at `morning` where there are no quiet hours.
pub(super) fn first_awake(
    at: DateTime<Utc>,
    zone: Tz,
    calendar: &Calendar,
    quiet: Option<Quiet>,
    (worked, morning): (NaiveDate, NaiveTime),
) -> DateTime<Utc> {
    let morning = quiet.map_or(morning, |quiet| quiet.until);
    let is_worked = |day: NaiveDate| day == worked || calendar.is_working_day(day);
    let next = |day: NaiveDate| {
        let mut days = day.iter_days().skip(1).take(400);
        days.find(|day| is_worked(*day))
    };
    let mut at = at;
    for _ in 0..LOOKS {
        let local = at.with_timezone(&zone).naive_local();
        let day = local.date();
        let later = if !is_worked(day) {
            next(day)
        } else {
            match quiet.and_then(|quiet| quiet.end(local.time())) {
                None => return at,
                Some(Ends::Today) => Some(day),
                Some(Ends::NextDay) => next(day),
            }
        };
        let Some(later) = later else { return at };
        let then = instant(zone, later.and_time(morning));
        // In the hour that clocks repeat, quiet may end a second time: what has passed is not waited for.
        if then <= at {
            return at;
        }
        at = then;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn awake(at: &str, from: &str, until: &str) -> String {
        let zone = chrono_tz::America::Los_Angeles;
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        let quiet = Quiet {
            from: time(from),
            until: time(until),
        };
        let worked = "2026-11-24".parse().unwrap();
        let local = instant(zone, at.parse().unwrap());
        let first = first_awake(
            local,
            zone,
            &Calendar::default(),
            Some(quiet),
            (worked, time("09:00")),
        );
        first.with_timezone(&zone).format("%a %-d %b %H:%M").to_string()
    }

    #[test]
    fn a_call_at_night_waits_for_the_morning_and_on_friday_for_monday() {
        assert_eq!(awake("2026-11-24T17:59:00", "18:00", "08:00"), "Tue 24 Nov 17:59");
        assert_eq!(awake("2026-11-24T18:00:00", "18:00", "08:00"), "Wed 25 Nov 08:00");
        assert_eq!(awake("2026-11-25T02:00:00", "18:00", "08:00"), "Wed 25 Nov 08:00");
        assert_eq!(awake("2026-11-27T19:00:00", "18:00", "08:00"), "Mon 30 Nov 08:00");
        assert_eq!(awake("2026-11-28T12:00:00", "18:00", "08:00"), "Mon 30 Nov 08:00");
        assert_eq!(awake("2026-11-24T12:30:00", "12:00", "13:00"), "Tue 24 Nov 13:00");
    }

    #[test]
    fn quiet_ends_at_its_wall_clock_time_when_clocks_change() {
        // Clocks go back on Sunday 1 November 2026 and forward on Sunday 14 March 2027.
        assert_eq!(awake("2026-10-30T20:00:00", "18:00", "08:00"), "Mon 2 Nov 08:00");
        assert_eq!(awake("2027-03-12T20:00:00", "18:00", "08:00"), "Mon 15 Mar 08:00");
    }
}
