//! What goes on to production: the week table of the document, the fixes around it, the four weeks. S4.21 to S4.27

use super::*;
use crate::domain::cadence::tests::day;
use crate::domain::diary::Slot;
use crate::domain::fact::{Recorded, ServiceFact};
use chrono::{Days, TimeDelta};

/// The sync servers as they are shipped.
fn sync() -> Service {
    let source = crate::playbook::find_shipped("sync").expect("it is shipped");
    let playbook = crate::playbook::read(&source).expect("it is sound");
    playbook.processes[0].service.clone()
}

/// A service's stream, written by hand; times are of California.
pub(in crate::domain) struct Book {
    pub(in crate::domain) service: Service,
    pub(in crate::domain) state: ServiceState,
}

impl Book {
    pub(in crate::domain) fn new() -> Self {
        Self {
            service: sync(),
            state: ServiceState::default(),
        }
    }

    pub(in crate::domain) fn at(&self, local: &str) -> DateTime<Utc> {
        instant(self.service.zone, format!("{local}:00").parse().unwrap())
    }

    pub(in crate::domain) fn happened(&mut self, local: &str, fact: ServiceFact) {
        let (at, by) = (self.at(local), "ana".into());
        self.state.apply(&Recorded { at, by, fact });
    }

    /// A release brings a version.
    pub(in crate::domain) fn runs(
        mut self,
        local: &str,
        environment: &str,
        version: &str,
        release: i64,
    ) -> Self {
        let fact = ServiceFact::VersionSet {
            environment: environment.into(),
            version: version.into(),
            release,
            component: None,
        };
        self.happened(local, fact);
        self
    }

    pub(in crate::domain) fn taken(mut self, date: &str, release: i64) -> Self {
        let slot = slot(date);
        self.happened(&format!("{date}T09:30"), ServiceFact::SlotTaken { slot, release });
        self
    }

    /// A release was started by the process of the calendar.
    pub(in crate::domain) fn started(mut self, local: &str, release: i64, version: &str) -> Self {
        let fact = ServiceFact::ReleaseStarted {
            release,
            process: "sync-release".into(),
            version: version.into(),
            on: self.at(local).with_timezone(&self.service.zone).date_naive(),
        };
        self.happened(local, fact);
        self
    }

    pub(in crate::domain) fn replaced(
        mut self,
        date: &str,
        environment: &str,
        release: i64,
        version: &str,
    ) -> Self {
        let by = Replacement {
            release,
            version: version.into(),
            track: "Fix".to_owned(),
        };
        let (slot, environment) = (slot(date), environment.into());
        let fact = ServiceFact::SlotReplaced {
            slot,
            environment,
            by,
        };
        self.happened("2026-12-01T09:00", fact);
        self
    }

    fn promotion(&self, date: &str) -> Promotion {
        promotion(&self.state, &self.service, &self.service.cadences[0], day(date)).unwrap()
    }

    /// What production gets on a slot, where somebody has to release it.
    fn goes(&self, date: &str) -> Option<String> {
        let promotion = self.promotion(date);
        promotion
            .is_due
            .then(|| promotion.gets.unwrap().version.to_string())
    }

    fn onward(&self, version: &str, today: &str) -> Onward {
        let cadence = &self.service.cadences[0];
        onward_of(&self.state, &self.service, cadence, &version.into(), day(today))
    }
}

pub(in crate::domain) fn slot(date: &str) -> Slot {
    Slot {
        cadence: "planned".into(),
        date: day(date),
    }
}

/// As the document begins: v0.0.3 everywhere, and v0.0.4 created on the first release day.
pub(in crate::domain) fn first_day() -> Book {
    Book::new()
        .runs("2026-11-10T10:00", "staging", "v0.0.3", 1)
        .runs("2026-11-10T12:00", "production", "v0.0.3", 1)
        .taken("2026-11-24", 2)
        .runs("2026-11-24T10:00", "staging", "v0.0.4", 2)
}

/// S4.25: the week table of the document, row by row, with what is due for production on the day.
#[test]
fn the_week_table_of_the_document() {
    let later = |book: Book| {
        book.taken("2026-12-08", 3)
            .runs("2026-12-08T10:00", "staging", "v0.0.5", 3)
            .runs("2026-12-08T11:00", "production", "v0.0.4", 2)
    };
    let rows = [
        // Week 1, week 2: staging v0.0.4, production v0.0.3. Week 3: staging v0.0.5, production v0.0.4.
        ("week 1", first_day(), "v0.0.4", "v0.0.3", "2026-11-24", None),
        (
            "week 2",
            first_day(),
            "v0.0.4",
            "v0.0.3",
            "2026-12-08",
            Some("v0.0.4"),
        ),
        (
            "week 3",
            later(first_day()),
            "v0.0.5",
            "v0.0.4",
            "2026-12-08",
            None,
        ),
        (
            "week 3, to come",
            later(first_day()),
            "v0.0.5",
            "v0.0.4",
            "2026-12-22",
            Some("v0.0.5"),
        ),
    ];
    for (week, book, staging, production, date, goes) in rows {
        let runs = |environment: &str| book.state.versions[&environment.into()].version.to_string();
        assert_eq!(
            (runs("staging").as_str(), runs("production").as_str()),
            (staging, production),
            "{week}"
        );
        assert_eq!(book.goes(date).as_deref(), goes, "{week}");
    }
}

/// S4.21, S4.26: production gets what staging had when the day began, not what is created on it.
#[test]
fn what_is_created_on_the_day_does_not_go_on_that_day() {
    let book = first_day()
        .taken("2026-12-08", 3)
        .runs("2026-12-08T09:40", "staging", "v0.0.5", 3);
    let promotion = book.promotion("2026-12-08");
    let held = promotion.gets.clone().unwrap();
    assert_eq!((held.version.as_str(), held.release), ("v0.0.4", 2));
    assert_eq!(held.since, book.at("2026-11-24T10:00"));
    assert_eq!(promotion.has.unwrap().as_str(), "v0.0.3");
    assert!(promotion.is_due);
    assert_eq!(book.onward("v0.0.4", "2026-12-08"), Onward::Now);
    assert_eq!(
        book.onward("v0.0.5", "2026-12-08"),
        Onward::On {
            day: Some(day("2026-12-22")),
            replaced: vec![]
        }
    );
    assert_eq!(
        book.onward("v0.0.4", "2026-12-11"),
        Onward::Now,
        "Ops may need some days"
    );
}

/// S4.26: a slot that begins before its own day, since somebody was early, ends the cycle then.
#[test]
fn what_the_slot_brings_early_does_not_go_on_with_it() {
    let book = first_day()
        .taken("2026-12-08", 3)
        .runs("2026-12-07T16:00", "staging", "v0.0.5", 3);
    assert_eq!(book.goes("2026-12-08").as_deref(), Some("v0.0.4"));
}

/// S4.22: no release was created in the previous cycle, so there is nothing to request.
#[test]
fn where_both_have_the_same_nothing_is_due() {
    let book = first_day().runs("2026-12-08T11:00", "production", "v0.0.4", 2);
    let promotion = book.promotion("2026-12-22");
    assert_eq!(promotion.gets.unwrap().version, promotion.has.unwrap());
    assert!(!promotion.is_due);
    assert_eq!(
        Book::new().goes("2026-11-24"),
        None,
        "nobody knows what staging has"
    );
}

/// S4.30 to S4.38: the table of warmfix and hotfix, cell by cell, by what goes to production on the next slots.
#[test]
fn the_table_of_fixes_cell_by_cell() {
    let production = |date: &str| format!("{date}T12:00");
    let warm_1 = || first_day().runs("2026-12-01T10:00", "staging", "v0.0.5", 3);
    let warm_2 = || {
        first_day().replaced("2026-12-08", "staging", 3, "v0.0.5").runs(
            "2026-12-07T10:00",
            "staging",
            "v0.0.5",
            3,
        )
    };
    let hot = |date: &str| {
        first_day()
            .runs(&format!("{date}T10:00"), "staging", "v0.0.5", 3)
            .runs(&production(date), "production", "v0.0.5", 3)
    };
    let hot_2 = || {
        hot("2026-12-07")
            .replaced("2026-12-08", "production", 3, "v0.0.5")
            .taken("2026-12-08", 4)
            .runs("2026-12-08T10:00", "staging", "v0.0.6", 4)
    };
    let table = [
        // S4.30, S4.31: staging holds the fix from then on, and production gets what staging holds.
        ("warmfix, week 1", warm_1(), Some("v0.0.5"), Some("v0.0.5")),
        // S4.32, S4.33: the fix is this week's staging release, so production gets what was there before.
        ("warmfix, week 2", warm_2(), Some("v0.0.4"), Some("v0.0.5")),
        // S4.34, S4.35, S4.38: both have the fix; the plan goes on from it.
        ("hotfix, week 1", hot("2026-12-01"), None, None),
        // S4.36, S4.37, S4.39: the fix is this week's production release; the next day brings what staging has by then.
        ("hotfix, week 2", hot_2(), None, Some("v0.0.6")),
    ];
    for (cell, book, next, after_it) in table {
        assert_eq!(book.goes("2026-12-08").as_deref(), next, "{cell}");
        assert_eq!(
            book.goes("2026-12-22").as_deref(),
            after_it,
            "{cell}, two weeks later"
        );
    }
    let replaced = hot_2().promotion("2026-12-08").replaced.unwrap();
    assert_eq!((replaced.release, replaced.version.as_str()), (3, "v0.0.5"));
}

/// S4.30, S4.39: the version that a fix took the place of goes no further, and it is said what goes instead.
#[test]
fn a_version_that_staging_lost_goes_no_further() {
    let warm = first_day().runs("2026-12-01T10:00", "staging", "v0.0.5", 3);
    let Onward::Passed {
        by: Some(by),
        day: on,
    } = warm.onward("v0.0.4", "2026-12-02")
    else {
        panic!("v0.0.4 would go on silently");
    };
    assert_eq!(
        (by.version.as_str(), by.release, on),
        ("v0.0.5", 3, Some(day("2026-12-08")))
    );
    assert!(matches!(
        warm.onward("v0.0.4", "2026-12-08"),
        Onward::Passed { .. }
    ));
    assert_eq!(
        warm.onward("v0.0.5", "2026-12-02"),
        Onward::On {
            day: Some(day("2026-12-08")),
            replaced: vec![]
        }
    );
    assert_eq!(warm.onward("v0.0.5", "2026-12-08"), Onward::Now);
    // In the week of the slot the version before it keeps its turn, and the fix has the one after.
    let week_2 = first_day().replaced("2026-12-08", "staging", 3, "v0.0.5").runs(
        "2026-12-07T10:00",
        "staging",
        "v0.0.5",
        3,
    );
    assert_eq!(
        week_2.onward("v0.0.4", "2026-12-07"),
        Onward::On {
            day: Some(day("2026-12-08")),
            replaced: vec![]
        }
    );
    assert_eq!(week_2.onward("v0.0.4", "2026-12-08"), Onward::Now);
    assert_eq!(
        week_2.onward("v0.0.5", "2026-12-08"),
        Onward::On {
            day: Some(day("2026-12-22")),
            replaced: vec![]
        }
    );
    // Staging is taken back to it: it goes on after all.
    let back = warm.runs("2026-12-03T10:00", "staging", "v0.0.4", 2);
    assert_eq!(back.onward("v0.0.4", "2026-12-08"), Onward::Now);
}

/// A skipped or moved slot: what staging holds waits for the next one, on the day to which that is moved.
#[test]
fn what_goes_on_follows_a_slot_that_is_moved_or_skipped() {
    let mut book = first_day();
    let skip = ServiceFact::SlotSkipped {
        slot: slot("2026-12-08"),
        reason: "away".to_owned(),
    };
    book.happened("2026-12-01T09:00", skip);
    assert_eq!(book.goes("2026-12-08"), None);
    let to = day("2026-12-23");
    let moved = ServiceFact::SlotMoved {
        slot: slot("2026-12-22"),
        to,
        reason: "away".to_owned(),
    };
    book.happened("2026-12-01T09:00", moved);
    assert_eq!(
        book.onward("v0.0.4", "2026-12-22"),
        Onward::On {
            day: Some(to),
            replaced: vec![]
        }
    );
    assert_eq!(book.onward("v0.0.4", "2026-12-23"), Onward::Now);
    // What staging gets on the grid's day, a day before the moved one, is what goes on.
    let book = book.runs("2026-12-22T10:00", "staging", "v0.0.5", 3);
    assert_eq!(book.goes("2026-12-22").as_deref(), Some("v0.0.5"));
}

/// S4.27: whenever a change is merged, it is on production four weeks later at the latest, when nothing is skipped.
#[test]
fn a_merged_change_is_on_production_within_four_weeks() {
    let book = Book::new();
    let cadence = &book.service.cadences[0];
    let from = book.at("2026-11-24T09:00");
    let mut longest = TimeDelta::zero();
    for hour in 0..24 * 56 {
        let merged = from + TimeDelta::hours(hour);
        let way = way(&book.state, &book.service, cadence, merged).unwrap();
        let arrives = way.arrives_on.unwrap();
        assert_eq!(
            arrives,
            way.tested_on + Days::new(14),
            "two weeks of testing before production"
        );
        let by = instant(book.service.zone, arrives.and_time(cadence.at));
        longest = longest.max(by - merged);
    }
    assert_eq!(longest, TimeDelta::weeks(4));
    let just_in_time = way(&book.state, &book.service, cadence, book.at("2026-12-08T08:59")).unwrap();
    assert_eq!(just_in_time.tested_on, day("2026-12-08"));
}
