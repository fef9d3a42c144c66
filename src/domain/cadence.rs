//! A cadence: the days on which a team plans to release, such as every other Tuesday.
//!
//! Its slots are civil days of the team's zone and are known by them: the third slot is a date, not a moment, so that a
//! change of clocks moves nothing. What became of a slot is told by [`super::diary`]. Pure; called by `decide`,
//! `agenda` and `wording`.

use chrono::{Days, Months, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::name::{CadenceName, EnvironmentName, ProcessName, RoleName, RotationName};
use super::process::Link;
use super::release_day::Calls;

mod pattern;
mod thinning;

pub use pattern::{BadPattern, Pattern};
use thinning::{Thinning, months};

/// When releases are planned, and who is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cadence {
    /// Its name, such as `planned`.
    pub name: CadenceName,
    /// What people read, such as "Regular release".
    pub title: String,
    /// The first slot; all others are counted from it. With `on` no slot is before it, and it is one itself where
    /// `every` counts from it.
    pub anchor: NaiveDate,
    /// How far the slots are apart; with `on`, which weeks or months count.
    pub every: Every,
    /// On which days they are, when more is said than how far they are apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Pattern>,
    /// The time of the team's day at which a slot is proposed.
    pub at: NaiveTime,
    /// The process by which it is released.
    pub process: ProcessName,
    /// Who is told, and who may move or skip a slot.
    pub role: RoleName,
    /// The environment that a start on a slot is for, when the service plans releases to several.
    pub environment: Option<EnvironmentName>,
    /// Where what `environment` held during the last cycle goes on to on a slot; see [`super::ledger`].
    #[serde(default)]
    pub promotes_to: Option<EnvironmentName>,
    /// Whether nobody is asked when nothing was merged since the version that the environment has.
    #[serde(default)]
    pub only_if_changed: bool,
    /// What becomes of a slot on a holiday.
    #[serde(default)]
    pub on_holiday: OnHoliday,
    /// How many days before such a slot its fate is asked for, or decided.
    #[serde(default)]
    pub ask_days_before: u32,
    /// Who else is told when a slot is moved, skipped or kept in spite of a holiday.
    #[serde(default)]
    pub tells: Vec<RoleName>,
    /// Pages that belong to the plan, such as the team's own calendar.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Whose turn it is to release on a slot.
    #[serde(default)]
    pub rotation: Option<RotationName>,
    /// When its people are called beside the day itself.
    #[serde(default)]
    pub calls: Calls,
}

/// What becomes of a slot on a holiday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnHoliday {
    /// Whoever releases says so.
    #[default]
    Ask,
    /// It is skipped.
    Skip,
    /// It moves to the working day before.
    Earlier,
    /// It moves to the working day after.
    Later,
}

/// How far the slots of a cadence are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// So many weeks.
    Weeks(u32),
    /// So many months, on the day of the month of the anchor, or the last one where a month is too short.
    Months(u32),
    /// Every day that the pattern names.
    Match,
}

impl Cadence {
    /// The slot so many steps after the anchor; nothing when the calendar ends before.
    fn nth(&self, n: u32) -> Option<NaiveDate> {
        match self.every {
            Every::Weeks(weeks) => {
                let days = u64::from(weeks.max(1)) * 7 * u64::from(n);
                self.anchor.checked_add_days(Days::new(days))
            }
            // Counted from the anchor each time: the 31st comes back after a short month.
            Every::Months(months) => {
                let months = months.max(1).checked_mul(n)?;
                self.anchor.checked_add_months(Months::new(months))
            }
            // Without a pattern it names nothing but its anchor.
            Every::Match => (n == 0).then_some(self.anchor),
        }
    }

    /// How many steps of the grid there are before `day`.
    fn count_before(&self, day: NaiveDate) -> u32 {
        if day <= self.anchor {
            return 0;
        }
        let least = match self.every {
            Every::Weeks(weeks) => (day - self.anchor).num_days() / (7 * i64::from(weeks.max(1))),
            Every::Months(count) => (months(day) - months(self.anchor)) / i64::from(count.max(1)),
            Every::Match => 0,
        };
        let mut n = u32::try_from(least.max(0)).unwrap_or(u32::MAX);
        while self.nth(n).is_some_and(|slot| slot < day) {
            n += 1;
        }
        n
    }

    /// The first slot from `day` on.
    fn first_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        match &self.on {
            Some(pattern) => pattern.find_from(day.max(self.anchor), &self.thinning()),
            None => self.nth(self.count_before(day)),
        }
    }

    fn thinning(&self) -> Thinning {
        Thinning {
            every: self.every,
            anchor: self.anchor,
        }
    }

    /// The slots from `day` on, in order.
    pub fn slots_from(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        std::iter::successors(self.first_from(day), |slot| self.after(*slot))
    }

    /// The first slot after `day`.
    pub fn after(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.first_from(day.succ_opt()?)
    }

    /// The last slot before `day`.
    pub fn before(&self, day: NaiveDate) -> Option<NaiveDate> {
        match &self.on {
            Some(pattern) => pattern.find_up_to(day.pred_opt()?, self.anchor, &self.thinning()),
            None => self.nth(self.count_before(day).checked_sub(1)?),
        }
    }

    /// Whether `day` is a slot.
    pub fn is_slot(&self, day: NaiveDate) -> bool {
        self.first_from(day) == Some(day)
    }

    /// How often its slots come, in words: "every 2 weeks", "every month on the first Tuesday".
    pub fn rhythm(&self) -> String {
        match &self.on {
            Some(pattern) => pattern.words(self.every),
            None => self.every.to_string(),
        }
    }
}

impl std::fmt::Display for Every {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (count, unit) = match self {
            Self::Weeks(count) => (*count, "week"),
            Self::Months(count) => (*count, "month"),
            Self::Match => return f.write_str("as its days come"),
        };
        match count {
            1 => write!(f, "every {unit}"),
            _ => write!(f, "every {count} {unit}s"),
        }
    }
}

#[cfg(test)]
mod oracle;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(crate) fn cadence(anchor: &str, every: Every) -> Cadence {
        Cadence {
            name: "planned".into(),
            title: "Regular release".to_owned(),
            anchor: day(anchor),
            every,
            on: None,
            at: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            process: "release".into(),
            role: "Release manager".into(),
            environment: None,
            promotes_to: None,
            only_if_changed: false,
            on_holiday: OnHoliday::Ask,
            ask_days_before: 7,
            tells: vec![],
            links: vec![],
            rotation: None,
            calls: Calls::default(),
        }
    }

    fn first_four(cadence: &Cadence, from: &str) -> Vec<String> {
        let slots = cadence.slots_from(day(from)).take(4);
        slots.map(|slot| slot.to_string()).collect()
    }

    #[test]
    fn every_other_tuesday_is_counted_from_the_anchor() {
        let tuesdays = cadence("2026-11-24", Every::Weeks(2));
        let first = ["2026-11-24", "2026-12-08", "2026-12-22", "2027-01-05"];
        assert_eq!(first_four(&tuesdays, "2026-01-01"), first);
        assert_eq!(first_four(&tuesdays, "2026-11-25")[0], "2026-12-08");
        assert_eq!(tuesdays.before(day("2026-12-08")), Some(day("2026-11-24")));
        assert_eq!(
            tuesdays.before(day("2026-11-24")),
            None,
            "it begins at its anchor"
        );
        assert!(tuesdays.is_slot(day("2026-12-22")) && !tuesdays.is_slot(day("2026-12-15")));
    }

    #[test]
    fn the_31st_comes_back_after_a_short_month() {
        let monthly = cadence("2027-01-31", Every::Months(1));
        let first = ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"];
        assert_eq!(first_four(&monthly, "2027-01-01"), first);
        let every_other = cadence("2026-12-15", Every::Months(2));
        assert_eq!(first_four(&every_other, "2026-12-16")[0], "2027-02-15");
    }

    fn any_cadence() -> impl Strategy<Value = Cadence> {
        let every = prop_oneof![
            (1..9u32).prop_map(Every::Weeks),
            (1..13u32).prop_map(Every::Months)
        ];
        (0..20_000u64, every).prop_map(|(days, every)| {
            let anchor = day("2000-01-01") + Days::new(days);
            cadence(&anchor.to_string(), every)
        })
    }

    proptest! {
        #[test]
        fn the_slots_from_a_day_are_those_counted_one_by_one(cadence in any_cadence(), days in 0..2_000u64) {
            let from = cadence.anchor + Days::new(days);
            let one_by_one = (0..).map_while(|n| cadence.nth(n)).find(|slot| *slot >= from);
            prop_assert_eq!(cadence.slots_from(from).next(), one_by_one);
            let before = (0..).map_while(|n| cadence.nth(n)).take_while(|slot| *slot < from).last();
            prop_assert_eq!(cadence.before(from), before);
        }
    }
}
