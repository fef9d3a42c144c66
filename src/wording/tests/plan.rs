//! Words of the plan: slots, tracks, instances.

use crate::domain::cadence::tests::day;
use crate::domain::diary::Slot;
use crate::domain::ledger::Held;
use crate::domain::refusal::Refusal;
use crate::domain::release_day::DayRefusal;
use crate::domain::rotation::RotationRefusal;

/// Every no of the plan.
pub(super) fn refusals() -> Vec<Refusal> {
    let slot = || Slot {
        cadence: "patching".into(),
        date: day("2026-12-08"),
    };
    vec![
        Refusal::NotPlannedYet {
            step: "upgrade-prod".into(),
            on: Some(day("2026-12-08")),
        },
        Refusal::NotPlannedYet {
            step: "upgrade-prod".into(),
            on: None,
        },
        Refusal::AnotherGoes {
            step: "upgrade-prod".into(),
            from: "staging".into(),
            version: "v0.0.4".into(),
            by: Some(Held {
                version: "v0.0.5".into(),
                release: 2,
                since: "2026-12-02T17:00:00Z".parse().unwrap(),
            }),
            day: Some(day("2026-12-08")),
        },
        Refusal::AnotherGoes {
            step: "upgrade-prod".into(),
            from: "staging".into(),
            version: "v0.0.4".into(),
            by: None,
            day: None,
        },
        Refusal::SecretGiven,
        Refusal::Rotation(RotationRefusal::Unknown("on-call".into())),
        Refusal::Rotation(RotationRefusal::InPool("ana".into())),
        Refusal::Rotation(RotationRefusal::NotInPool("ana".into())),
        Refusal::Rotation(RotationRefusal::NoSuchLeave(day("2026-12-24"), day("2026-12-20"))),
        Refusal::Rotation(RotationRefusal::NotAway("ana".into())),
        Refusal::Rotation(RotationRefusal::NoTurn(day("2026-12-02"))),
        Refusal::Rotation(RotationRefusal::NotYourTurn(
            day("2026-12-01"),
            Some("ben".into()),
        )),
        Refusal::Rotation(RotationRefusal::NotYourTurn(day("2026-12-01"), None)),
        Refusal::Rotation(RotationRefusal::SameTurn("ana".into())),
        Refusal::Rotation(RotationRefusal::SwapSettled(3)),
        Refusal::Rotation(RotationRefusal::SwapOfOthers(3, "ben".into())),
        Refusal::Rotation(RotationRefusal::SwapOutdated(3)),
        Refusal::Rotation(RotationRefusal::ServesAlready("ana".into())),
        Refusal::Rotation(RotationRefusal::IsAway("ana".into())),
        Refusal::Rotation(RotationRefusal::IsServed(day("2026-12-01"), "ben".into())),
        Refusal::Rotation(RotationRefusal::NobodyServes),
        Refusal::Rotation(RotationRefusal::NoSlot(slot())),
        Refusal::ReasonMissing("sync-hotfix".into()),
        Refusal::NoSlot(slot()),
        Refusal::SlotSettled(slot()),
        Refusal::SlotOutOfReach {
            slot: slot(),
            from: day("2026-11-25"),
            until: day("2026-12-21"),
        },
        Refusal::NoHoliday(slot()),
        Refusal::HolidayAnswered(slot()),
        Refusal::NoDayBeside {
            slot: slot(),
            earlier: true,
        },
        Refusal::NoDayBeside {
            slot: slot(),
            earlier: false,
        },
        Refusal::NoWorkToday {
            step: "upgrade-prod".into(),
            day: day("2026-12-25"),
            holiday: Some("Christmas Day".to_owned()),
            opens: Some(day("2026-12-26")),
        },
        Refusal::NoWorkToday {
            step: "upgrade-prod".into(),
            day: day("2026-12-26"),
            holiday: None,
            opens: None,
        },
        Refusal::FreezeActive {
            step: "upgrade-prod".into(),
            title: "Year-end freeze".to_owned(),
            until: "2027-01-05T11:00:00Z".parse().unwrap(),
            override_by: vec!["Ops".into()],
        },
        Refusal::FreezeActive {
            step: "upgrade-prod".into(),
            title: "Year-end freeze".to_owned(),
            until: "2027-01-05T11:00:00Z".parse().unwrap(),
            override_by: vec![],
        },
        Refusal::InstancePlanMissing("feature-demo".into()),
        Refusal::PurposeNotAllowed {
            purpose: "for fun".to_owned(),
            allowed: vec!["A single project".to_owned()],
        },
        Refusal::EndInThePast(day("2026-11-23")),
        Refusal::NoInstance,
        Refusal::InstanceNotYours("ben".into()),
        Refusal::Day(DayRefusal::Done(day("2026-12-08"))),
        Refusal::Day(DayRefusal::NotYet(day("2026-12-08"))),
        Refusal::Day(DayRefusal::TakenOn("ana".into())),
        Refusal::Day(DayRefusal::LunchIsOver),
        Refusal::Day(DayRefusal::NotYours {
            manager: Some("ana".into()),
            roles: vec!["SRE team".into()],
        }),
    ]
}
