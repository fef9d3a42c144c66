//! A rotation in words: who is in it, whose turn it is, and why something may not be.

use crate::domain::process::Service;
use crate::domain::rotation::RotationRefusal;

use super::text::person;

/// Why something may not be done to a rotation, and the way out.
pub(super) fn refusal(no: &RotationRefusal, service: &Service) -> String {
    let show = format!("`/rotation show service:{}`", service.name);
    match no {
        RotationRefusal::Unknown(name) => match service.rotations.first() {
            Some(first) => format!(
                "{} has no rotation `{name}`. It has `{}`: {show}.",
                service.title, first.name
            ),
            None => format!(
                "{} has no rotation: its playbook would say so with [rotation.…]. `/release slots service:{}` shows its planned days.",
                service.title, service.name
            ),
        },
        RotationRefusal::InPool(who) => {
            format!(
                "{} is in the rotation already: {show} shows whose turn is when.",
                person(who)
            )
        }
        RotationRefusal::NotInPool(who) => {
            format!("{} is not in the rotation: {show} shows who is.", person(who))
        }
    }
}
