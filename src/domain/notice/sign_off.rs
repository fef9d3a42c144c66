//! Who must be told because of a sign-off: that they are awaited, that it is their turn, that a go does not hold.

use super::{Notice, Word, owed_by, to_thread};
use crate::domain::fact::Place;
use crate::domain::name::{PersonId, RoleName, StepName};
use crate::domain::process::AskKind;
use crate::domain::release::{Answer, Board, Release};

/// Somebody calls those to mind who are awaited.
pub(super) fn awaited(after: &Release, step: &StepName, by: &PersonId) -> Option<Notice> {
    let (_, found, state) = after.find_step(step)?;
    Some(to_thread(Word::Awaited {
        step: step.clone(),
        roles: owed_by(found),
        since: state.open_since?,
        by: by.clone(),
    }))
}

/// A go ran out.
pub(super) fn ran_out(after: &Release, place: &Place, set: usize, whose: &PersonId) -> Option<Notice> {
    let (_, step, _) = after.find_step(&place.step)?;
    let AskKind::SignOff(rule) = &step.find_ask(&place.ask)?.kind else {
        return None;
    };
    Some(to_thread(Word::ApproveAgain {
        step: place.step.clone(),
        roles: rule.sets.get(set)?.roles.clone(),
        ran_out: Some(whose.clone()),
    }))
}

/// A sign-off that was complete opened again, and it is its turn: what was approved has changed.
pub(super) fn changed(before: &Release, after: &Release, step: &StepName) -> Option<Notice> {
    let (_, found, _) = after.current().find(|(_, s, _)| s.name == *step)?;
    let gone = voices_gone(before, after, step);
    (!gone.is_empty()).then(|| {
        to_thread(Word::ApproveAgain {
            step: found.name.clone(),
            roles: gone,
            ran_out: None,
        })
    })
}

/// The roles of the sets that lost a go without anybody's taking it back and without its running out.
fn voices_gone(before: &Release, after: &Release, step: &StepName) -> Vec<RoleName> {
    let boards = |release: &Release| -> Vec<(Vec<RoleName>, usize)> {
        let Some((_, found, state)) = release.find_step(step) else {
            return Vec::new();
        };
        let answered = state.answered(found);
        answered
            .flat_map(|(ask, answer)| match (&ask.kind, answer) {
                (AskKind::SignOff(rule), Answer::SignOff(voices)) => {
                    let board = Board::of(rule, voices);
                    let expired = |set| voices.iter().filter(|v| v.set == set && v.has_expired).count();
                    let goes = |set: usize| board.goes_in(set) + expired(set);
                    rule.sets
                        .iter()
                        .enumerate()
                        .map(|(n, s)| (s.roles.clone(), goes(n)))
                        .collect()
                }
                _ => Vec::new(),
            })
            .collect()
    };
    let sets = boards(before).into_iter().zip(boards(after));
    let lost = sets.filter(|((_, then), (_, now))| now < then);
    lost.flat_map(|((roles, _), _)| roles).collect()
}

/// A set of a sign-off in order opened: it is the turn of the next.
pub(super) fn next_in_order(before: &Release, after: &Release, place: &Place) -> Option<Notice> {
    let first_open = |release: &Release| {
        let (_, step, state) = release.find_step(&place.step)?;
        let index = step.asks.iter().position(|a| a.name == place.ask)?;
        match (&step.asks[index].kind, &state.answers[index]) {
            (AskKind::SignOff(rule), Answer::SignOff(voices)) if rule.in_order => {
                let set = Board::of(rule, voices).first_open()?;
                Some((set, rule.sets[set].roles.clone()))
            }
            _ => None,
        }
    };
    let (then, (now, roles)) = (first_open(before)?.0, first_open(after)?);
    (now > then).then(|| {
        to_thread(Word::YourTurn {
            step: place.step.clone(),
            roles,
        })
    })
}
