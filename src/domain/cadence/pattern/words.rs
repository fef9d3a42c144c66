//! A pattern as people say it: "every Tuesday and Friday", "every 2 months on the first Tuesday".

use chrono::{Month, Weekday};

use super::Pattern;
use super::weekday::LAST;
use crate::domain::cadence::Every;

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

const TIMES: [(u8, &str); 6] = [
    (1, "first"),
    (1 << 1, "second"),
    (1 << 2, "third"),
    (1 << 3, "fourth"),
    (1 << 4, "fifth"),
    (LAST, "last"),
];

impl Pattern {
    /// The days in words, with how often they come.
    pub(in crate::domain::cadence) fn words(&self, every: Every) -> String {
        let days = self.days_in_words();
        let of = self.months_in_words();
        match (every, of) {
            (Every::Match, None) if self.is_weekly() => format!("every {}", days.unwrap_or("day".to_owned())),
            (Every::Match, None) => format!("every month on {}", days.unwrap_or_default()),
            (Every::Match, Some(of)) if self.is_weekly() => {
                format!("every {} in {of}", days.unwrap_or("day".to_owned()))
            }
            (Every::Match, Some(of)) => format!("on {} of {of}", days.unwrap_or_default()),
            (every, of) => {
                let on = days.map(|days| format!(" on {days}")).unwrap_or_default();
                let of = of.map(|of| format!(" in {of}")).unwrap_or_default();
                format!("{every}{on}{of}")
            }
        }
    }

    fn is_weekly(&self) -> bool {
        self.has_all_days() && self.weekdays.are_weekly()
    }

    fn has_all_days(&self) -> bool {
        (1..=31).all(|day| self.days & (1 << day) != 0)
    }

    /// Which days, when not all of them.
    fn days_in_words(&self) -> Option<String> {
        if !self.has_all_days() {
            let days: Vec<String> = (1..=31)
                .filter(|day| self.days & (1 << day) != 0)
                .map(|day| day.to_string())
                .collect();
            let word = if days.len() == 1 { "day" } else { "days" };
            return Some(format!("{word} {}", and(&days)));
        }
        if self.weekdays.are_all() {
            return None;
        }
        if self.weekdays.are_weekly() {
            let days = WEEK.into_iter().filter(|day| self.weekdays.times(*day) != 0);
            return Some(and(&days.map(name).collect::<Vec<_>>()));
        }
        let each = WEEK.into_iter().filter_map(|day| {
            let times = self.weekdays.times(day);
            let said = TIMES.iter().filter(|(bit, _)| times & bit != 0);
            let said: Vec<String> = said.map(|(_, word)| (*word).to_owned()).collect();
            match times & 0b1_1111 {
                0b1_1111 => Some(format!("every {}", name(day))),
                _ => (times != 0).then(|| format!("the {} {}", and(&said), name(day))),
            }
        });
        Some(and(&each.collect::<Vec<_>>()))
    }

    fn months_in_words(&self) -> Option<String> {
        let has = |month: &u8| self.months & (1 << month) != 0;
        if (1..=12).all(|month| has(&month)) {
            return None;
        }
        let months = (1..=12u8)
            .filter(has)
            .filter_map(|month| Month::try_from(month).ok());
        Some(and(&months
            .map(|month| month.name().to_owned())
            .collect::<Vec<_>>()))
    }
}

fn name(day: Weekday) -> String {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
    .to_owned()
}

fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
