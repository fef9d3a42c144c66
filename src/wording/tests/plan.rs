//! Words of the plan: slots, tracks, instances.

use crate::domain::cadence::tests::day;
use crate::domain::diary::Slot;
use crate::domain::refusal::Refusal;

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
        Refusal::SecretGiven,
        Refusal::ReasonMissing("sync-hotfix".into()),
        Refusal::NoSlot(slot()),
        Refusal::SlotSettled(slot()),
        Refusal::SlotOutOfReach {
            slot: slot(),
            from: day("2026-11-25"),
            until: day("2026-12-21"),
        },
        Refusal::InstancePlanMissing("feature-demo".into()),
        Refusal::PurposeNotAllowed {
            purpose: "for fun".to_owned(),
            allowed: vec!["A single project".to_owned()],
        },
        Refusal::EndInThePast(day("2026-11-23")),
        Refusal::NoInstance,
        Refusal::InstanceNotYours("ben".into()),
    ]
}
