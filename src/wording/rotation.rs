//! A rotation in words: who is in it, whose turn it is, and why something may not be.

use crate::domain::process::Service;
use crate::domain::rotation::RotationRefusal;

use super::plan::day;
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
        RotationRefusal::NoSuchLeave(from, until) => format!(
            "From {} to {} is no time that somebody can be away: the last day comes after the first and is not over. `/rotation away from:2026-12-24 to:2027-01-04`.",
            day(*from),
            day(*until)
        ),
        RotationRefusal::NotAway(who) => {
            format!("{} is not away: {show} shows who is.", person(who))
        }
        RotationRefusal::NoTurn(from) => format!(
            "No turn that somebody has begins on {}: {show} lists those to come.",
            day(*from)
        ),
        RotationRefusal::NotYourTurn(from, Some(serves)) => format!(
            "The turn from {} is served by {}, so it is not yours to give. {show} shows yours.",
            day(*from),
            person(serves)
        ),
        RotationRefusal::NotYourTurn(from, None) => {
            format!(
                "Nobody has the turn from {}. {show} offers **I take it**.",
                day(*from)
            )
        }
        RotationRefusal::SameTurn(who) => format!(
            "{} serves both turns, so there is nothing to swap: {show} shows those of others.",
            person(who)
        ),
        RotationRefusal::SwapSettled(_) => {
            format!(
                "That swap is settled already. {show} shows who serves when; a new one is asked for with `/rotation swap`."
            )
        }
        RotationRefusal::SwapOfOthers(_, who) => {
            format!(
                "Only {} can answer that. {show} shows who serves when.",
                person(who)
            )
        }
        RotationRefusal::SwapOutdated(_) => format!(
            "One of the two turns has changed hands since you were asked, so nothing was swapped. {show} shows how it stands."
        ),
        RotationRefusal::ServesAlready(who) => {
            format!("{} serves then already: {show} shows it.", person(who))
        }
        RotationRefusal::IsAway(who) => format!(
            "{} is away then. {show} shows who is there; `/rotation back` ends a leave.",
            person(who)
        ),
        RotationRefusal::IsServed(from, who) => format!(
            "{} has the turn from {} by now. {show} shows the next ones.",
            person(who),
            day(*from)
        ),
        RotationRefusal::NobodyServes => {
            format!("Nobody serves today, so there is no turn to hand over. {show} offers **I take it**.")
        }
        RotationRefusal::NoSlot(slot) => format!(
            "{} is no planned day to come on which this rotation releases. `/release slots service:{}` shows them.",
            day(slot.date),
            service.name
        ),
    }
}
