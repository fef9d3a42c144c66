//! Gates of the calendar: holidays, days off and freezes hold a step shut, and nobody ticks them. S4.44, S4.47

use super::given::*;
use crate::domain::calendar::{CalendarCommand, CalendarFact};
use crate::domain::command::ServiceCommand;
use crate::domain::decide::{freezes_beside, shut_gates};
use crate::domain::fact::ServiceFact;
use crate::domain::name::HolidaySetName;
use crate::domain::refusal::Refusal;

/// Auckland's Christmas Day of 2026 is a Friday.
const BOOK: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["staging", "production"]
roles = ["SRE team", "LT", "VLE Services"]

[calendar]
holidays.nz = [{ date = 2026-12-25, name = "Christmas Day" }, { date = 2026-12-28, name = "Boxing Day" }]

[[freeze]]
name = "year-end"
title = "Year-end freeze"
from = 2026-12-18
until = 2027-01-05
every = "year"
environments = ["production"]
override_by = ["LT"]

[[freeze]]
name = "fridays"
title = "No Friday afternoons"
every = "week"
from = "fri 12:00"

[[freeze]]
name = "careful"
title = "Be careful"
from = 2026-12-01
until = 2026-12-31
soft = true

[[process]]
name = "release"
title = "Release"
purpose = "To release."
override_by = ["VLE Services"]

[[process.step]]
name = "holiday"
title = "Not on a holiday"
owner = "SRE team"
after = []
gates = ["no-holiday"]
asks = ["Done"]

[[process.step]]
name = "work"
title = "On a working day"
owner = "SRE team"
after = []
gates = ["working-day"]
asks = ["Done"]

[[process.step]]
name = "staging"
title = "Staging"
owner = "SRE team"
after = []
gates = ["no-freeze"]
environment = "staging"
asks = ["Done"]

[[process.step]]
name = "production"
title = "Production"
owner = "SRE team"
after = []
gates = ["no-freeze"]
asks = ["Done"]
sets_version = "production"

[[process.step]]
name = "named"
title = "Named"
owner = "SRE team"
after = []
gates = [{ no_freeze = "production" }]
asks = ["Done"]

[[process.step]]
name = "ungated"
title = "Ungated"
owner = "SRE team"
after = []
environment = "production"
asks = ["Done"]
"#;

/// A release that is begun on Tuesday 24 November, and looked at when Auckland's clock shows this.
fn at(local: &str) -> Desk {
    let mut desk = Desk::reading(BOOK).and_a("release", "1.0");
    desk.now = auckland(local);
    desk
}

fn auckland(local: &str) -> chrono::DateTime<chrono::Utc> {
    let local = chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
    crate::domain::wall_clock::instant(chrono_tz::Pacific::Auckland, local)
}

/// Why a step is shut then: the holiday or the freeze, and the day or the moment at which it opens.
fn shut(local: &str, step: &str) -> String {
    match at(local).confirms(ANA, step) {
        Ok(_) => "open".to_owned(),
        Err(Refusal::NoWorkToday { holiday, opens, .. }) => {
            format!(
                "{} until {}",
                holiday.unwrap_or("day off".to_owned()),
                opens.unwrap()
            )
        }
        Err(Refusal::FreezeActive { title, until, .. }) => {
            let until = until.with_timezone(&chrono_tz::Pacific::Auckland);
            format!("{title} until {}", until.format("%F %R"))
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// S4.44
#[test]
fn a_step_is_shut_on_a_holiday_of_the_teams_zone_from_midnight_to_midnight() {
    for (local, says) in [
        ("2026-12-24 23:59", "open"),
        ("2026-12-25 00:00", "Christmas Day until 2026-12-26"),
        ("2026-12-25 23:59", "Christmas Day until 2026-12-26"),
        ("2026-12-26 00:00", "open"),
    ] {
        assert_eq!(shut(local, "holiday"), says, "{local}");
    }
    for (local, says) in [
        ("2026-12-24 23:59", "open"),
        ("2026-12-25 09:00", "Christmas Day until 2026-12-29"),
        ("2026-12-26 09:00", "day off until 2026-12-29"),
        ("2026-12-29 00:00", "open"),
    ] {
        assert_eq!(shut(local, "work"), says, "{local}");
    }
}

#[test]
fn a_hard_freeze_shuts_the_steps_about_its_environments_and_a_soft_one_shuts_none() {
    let year_end = "Year-end freeze until 2027-01-06 00:00";
    for (local, step, says) in [
        ("2026-12-16 10:00", "production", "open"),
        ("2026-12-22 10:00", "production", year_end),
        ("2026-12-22 10:00", "named", year_end),
        ("2026-12-22 10:00", "staging", "open"),
        (
            "2030-12-24 10:00",
            "production",
            "Year-end freeze until 2031-01-06 00:00",
        ),
        (
            "2026-12-04 12:00",
            "staging",
            "No Friday afternoons until 2026-12-05 00:00",
        ),
        ("2026-12-04 11:59", "staging", "open"),
        ("2026-12-05 00:00", "staging", "open"),
    ] {
        assert_eq!(shut(local, step), says, "{step} at {local}");
    }
}

/// S4.47: it comes from the calendar; the way past is an override with a reason, by the role that is named.
#[test]
fn a_gate_of_the_calendar_is_passed_by_the_named_role_with_a_reason_alone() {
    let mut desk = at("2026-12-25 09:00");
    let no = desk.overrides(ANA, "holiday", "it cannot wait").unwrap_err();
    assert!(matches!(no, Refusal::RoleMissing { .. }), "{no:?}");
    assert_eq!(
        desk.overrides(VAL, "holiday", " ").unwrap_err(),
        Refusal::TextMissing
    );
    desk.overrides(VAL, "holiday", "it cannot wait").unwrap();
    let passed = &desk.release().overrides[0];
    assert_eq!(passed.reason, "it cannot wait");
    assert_eq!(passed.passed, "2026-12-25 is a holiday: Christmas Day");
    desk.confirms(ANA, "holiday").unwrap();
}

/// A freeze that names its own roles is lifted by these, not by those of the process.
#[test]
fn a_freeze_with_roles_of_its_own_is_lifted_by_these() {
    let mut desk = at("2026-12-22 10:00");
    let no = desk.overrides(VAL, "production", "please").unwrap_err();
    let needed = vec!["LT".into()];
    assert!(
        matches!(&no, Refusal::RoleMissing { needed: n, .. } if *n == needed),
        "{no:?}"
    );
    desk.overrides(LOU, "production", "data is lost").unwrap();
    assert_eq!(
        desk.release().overrides[0].passed,
        "a freeze holds: Year-end freeze"
    );
    desk.confirms(ANA, "production").unwrap();
    // On a Friday both freezes hold, and the other one is the process' to lift.
    let mut friday = at("2026-12-18 13:00");
    for who in [LOU, VAL] {
        let no = friday.overrides(who, "production", "please").unwrap_err();
        assert!(matches!(no, Refusal::RoleMissing { .. }), "{who}: {no:?}");
    }
    // Without a gate that is shut the process says who passes the step.
    let mut open = at("2026-12-16 10:00");
    assert!(open.overrides(LOU, "production", "please").is_err());
    open.overrides(VAL, "production", "please").unwrap();
}

/// The card changes when the calendar does, also at midnight; the owner is called in the morning.
#[test]
fn the_clock_sees_to_every_change_once_and_calls_the_owner_in_the_morning() {
    let mut desk = at("2026-12-24 10:00");
    let mut seen = Vec::new();
    while let Some(timer) = desk
        .due()
        .into_iter()
        .filter(|t| t.key.contains("@holiday@"))
        .min_by_key(|t| t.due_at)
    {
        let local = timer.due_at.with_timezone(&chrono_tz::Pacific::Auckland);
        let word = timer.key.split('@').next().unwrap().to_owned();
        seen.push(format!("{word} {}", local.format("%F %R")));
        desk.now = timer.due_at;
        desk.asks(
            &crate::domain::person::Actor::clock(),
            &crate::domain::command::Command::SeeTo(timer.key),
        )
        .unwrap();
        assert!(seen.len() < 20, "{seen:?}");
    }
    let expected = [
        "calendar 2026-12-25 00:00",
        "calendar 2026-12-26 00:00",
        "calendar-opens 2026-12-26 09:00",
        "calendar 2026-12-28 00:00",
        "calendar 2026-12-29 00:00",
        "calendar-opens 2026-12-29 09:00",
    ];
    assert_eq!(seen, expected);
    desk.confirms(ANA, "holiday").unwrap();
}

/// What is read from an address is a fact when it is new; what fails is one until it works again.
#[test]
fn what_is_read_from_an_address_is_a_fact_when_it_is_new() {
    let mut desk = at("2026-12-01 10:00");
    let set = HolidaySetName::from("nz-moved");
    let take = |days: &[(&str, &str)]| {
        let days = days
            .iter()
            .map(|(day, name)| (day.parse().unwrap(), (*name).to_owned()));
        CalendarCommand::Take(days.collect())
    };
    let fail = |problem: &str| CalendarCommand::Fail {
        problem: problem.to_owned(),
        fix: "Mend it".to_owned(),
    };
    let mut hear = |command: &CalendarCommand| {
        let facts = crate::domain::decide::heard_of_calendar(&desk.service, &set, command);
        let command = ServiceCommand::Calendar(set.clone(), command.clone());
        desk.asks_service(&crate::domain::person::Actor::clock(), &command)
            .unwrap();
        let what = facts.into_iter().map(|fact| match fact {
            ServiceFact::Calendar { what, .. } => match what {
                CalendarFact::Read { days } => format!("{} read", days.len()),
                CalendarFact::Failed { problem, .. } => problem,
                CalendarFact::Recovered => "recovered".to_owned(),
                CalendarFact::Dropped => "dropped".to_owned(),
            },
            other => panic!("{other:?}"),
        });
        what.collect::<Vec<_>>().join(", ")
    };
    let (one, two) = (
        take(&[("2026-12-03", "A")]),
        take(&[("2026-12-03", "A"), ("2026-12-04", "B")]),
    );
    assert_eq!(hear(&CalendarCommand::Drop), "", "it is not known");
    assert_eq!(hear(&fail("down")), "down");
    assert_eq!(hear(&fail("still down")), "", "once");
    assert_eq!(hear(&one), "recovered, 1 read");
    assert_eq!(hear(&one), "");
    assert_eq!(hear(&two), "2 read");
    assert_eq!(hear(&fail("down")), "down");
    assert_eq!(hear(&two), "recovered");
    assert_eq!(hear(&take(&[])), "0 read", "nothing is left of it");
    assert_eq!(hear(&two), "2 read");
    desk.now = auckland("2026-12-04 10:00");
    match desk.confirms(ANA, "holiday") {
        Err(Refusal::NoWorkToday { holiday, .. }) => assert_eq!(holiday.as_deref(), Some("B")),
        other => panic!("{other:?}"),
    }
}

/// An override lifts what stands then, for as long as it lasts: not the freeze of the next Friday, and no other freeze.
#[test]
fn an_override_lifts_the_freeze_of_that_friday_alone() {
    let mut desk = at("2026-11-27 13:00");
    desk.overrides(VAL, "staging", "the fix cannot wait").unwrap();
    let is_open = |desk: &Desk, local: &str| {
        let step = &desk.release().process.steps[2];
        shut_gates(auckland(local), &desk.situation(), step).is_empty()
    };
    assert!(is_open(&desk, "2026-11-27 13:00") && is_open(&desk, "2026-11-27 23:59"));
    assert!(is_open(&desk, "2026-12-01 10:00"));
    assert!(
        !is_open(&desk, "2026-12-04 13:00"),
        "the next Friday is another one"
    );
    desk.now = auckland("2026-12-04 13:00");
    assert!(matches!(
        desk.confirms(ANA, "staging"),
        Err(Refusal::FreezeActive { .. })
    ));
    desk.overrides(VAL, "staging", "this one cannot wait either")
        .unwrap();
    desk.confirms(ANA, "staging").unwrap();
    assert_eq!(desk.release().overrides.len(), 2, "both are shown for ever");
}

/// The holidays around a year's end are passed as a whole, up to the day on which one works again.
#[test]
fn an_override_lifts_days_off_up_to_the_next_working_day() {
    let mut desk = at("2026-12-25 10:00");
    desk.overrides(VAL, "work", "on call").unwrap();
    let step = desk.release().process.steps[1].clone();
    let is_open = |local: &str| shut_gates(auckland(local), &desk.situation(), &step).is_empty();
    assert!(is_open("2026-12-25 10:00") && is_open("2026-12-27 10:00") && is_open("2026-12-28 23:00"));
    assert!(
        is_open("2026-12-29 10:00") && !is_open("2027-01-02 10:00"),
        "the next Saturday"
    );
}

/// Soft freezes, and hard ones for which a step has no gate, warn where the step is about to do something.
#[test]
fn what_shuts_nothing_warns() {
    let desk = at("2026-12-22 10:00");
    let warned = |step: usize| {
        let step = &desk.release().process.steps[step];
        let beside = freezes_beside(desk.now, &desk.situation(), step);
        let titles: Vec<String> = beside.into_iter().map(|(title, _)| title).collect();
        titles.join(", ")
    };
    assert_eq!(warned(0), "", "it touches nothing");
    assert_eq!(warned(2), "Be careful");
    assert_eq!(warned(3), "Be careful", "the hard one shuts it");
    assert_eq!(warned(5), "Year-end freeze, Be careful", "it has no gate");
}

/// The journal of an older gonogo did not say what was lifted: every gate of the step was.
#[test]
fn an_override_of_an_older_journal_lifts_every_gate() {
    let old = r#"{ "step": "staging", "reason": "the fix cannot wait", "gate": "a freeze holds" }"#;
    let fact = crate::domain::fact::format::read("GateOverridden", 2, old).unwrap();
    let mut situation = at("2026-11-27 13:00").situation();
    std::sync::Arc::make_mut(&mut situation.release).apply(&crate::domain::fact::Recorded {
        at: auckland("2026-11-27 13:00"),
        by: VAL.into(),
        fact,
    });
    let step = situation.release.process.steps[2].clone();
    assert!(shut_gates(auckland("2026-12-04 13:00"), &situation, &step).is_empty());
}
