//! What stands against a window, and who may pass it.

use std::collections::BTreeSet;

use crate::domain::name::RoleName;
use crate::domain::outage::{Objection, may_pass};
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;

/// What stands against it is passed by those who may, with a reason; otherwise it is refused.
pub(super) fn require_passable(
    actor: &Actor,
    objections: &[Objection],
    reason: Option<&str>,
    passers: &[RoleName],
) -> Result<(), Refusal> {
    let may = |objection| {
        let roles = may_pass(objection, passers);
        let needs_nobody = matches!(
            objection,
            Objection::Holiday { .. } | Objection::Freeze { hard: false, .. }
        );
        needs_nobody || actor.has_any(&roles)
    };
    if objections.is_empty() || (reason.is_some() && objections.iter().all(may)) {
        return Ok(());
    }
    Err(objected(objections.to_vec(), passers))
}

pub(super) fn objected(objections: Vec<Objection>, passers: &[RoleName]) -> Refusal {
    let needed = objections
        .iter()
        .flat_map(|objection| may_pass(objection, passers));
    let needed: BTreeSet<RoleName> = needed.collect();
    Refusal::OutageObjected {
        override_by: needed.into_iter().collect(),
        objections,
    }
}

/// What stands against it now and did not when it was seen. The hours that it is announced before go by in any case.
pub(super) fn newly(now: &[Objection], seen: &[Objection]) -> Vec<Objection> {
    let is_time = |o: &&Objection| matches!(o, Objection::ShortNotice { .. });
    let fresh = now.iter().filter(|o| !is_time(o) && !seen.contains(o));
    fresh.cloned().collect()
}
