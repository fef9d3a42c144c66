//! Whose turn it becomes, and who owes what to a step. Asked by the cards too.

use crate::domain::name::{RoleName, StepName};
use crate::domain::process::Step;
use crate::domain::release::Release;

use super::{Notice, Recipient, Word, to_thread};

/// Those whose turn it becomes, when it was somebody else's before: a ping to whoever is at work already is noise.
pub(super) fn turns(before: &Release, after: &Release) -> Vec<Notice> {
    let waiting_before: Vec<RoleName> = before.current().flat_map(|(_, step, _)| owed_by(step)).collect();
    let open_before: Vec<&StepName> = before.current().map(|(_, step, _)| &step.name).collect();
    let newly = after
        .current()
        .filter(|(_, step, _)| !open_before.contains(&&step.name));
    let status_moved = before.status() != after.status();
    let turn = |step: &Step| {
        let is_side = |role: &RoleName| after.process.side_of(role).is_some();
        let (sides, team): (Vec<RoleName>, Vec<RoleName>) = owed_by(step)
            .into_iter()
            .filter(|role| !waiting_before.contains(role) || (status_moved && is_side(role)))
            .partition(is_side);
        let word = |roles: Vec<RoleName>| Word::YourTurn {
            step: step.name.clone(),
            roles,
        };
        let sides = sides.into_iter().filter_map(|role| {
            let (side, _) = after.process.side_of(&role)?;
            Some(Notice {
                to: Recipient::Side(side.clone()),
                word: word(vec![role]),
                not_after: None,
            })
        });
        let team = (!team.is_empty()).then(|| to_thread(word(team)));
        sides.chain(team).collect::<Vec<_>>()
    };
    // Several steps may open for a side at once: one call is enough, its card shows them all.
    let mut called: Vec<Recipient> = Vec::new();
    let mut notices: Vec<Notice> = newly.flat_map(|(_, step, _)| turn(step)).collect();
    notices.retain(|notice| {
        let again = called.contains(&notice.to);
        if matches!(notice.to, Recipient::Side(_)) {
            called.push(notice.to.clone());
        }
        !again
    });
    notices
}

/// The roles that owe something to a step; of sets in order only the first.
pub fn owed_by(step: &Step) -> Vec<RoleName> {
    let mut roles = Vec::new();
    for ask in &step.asks {
        match (ask.kind.sign_off(), ask.kind.report()) {
            (Some(rule), _) if rule.in_order => {
                roles.extend(rule.sets.iter().take(1).flat_map(|s| s.roles.clone()));
            }
            (Some(rule), _) => roles.extend(rule.roles().cloned()),
            // What a machine does by itself is owed by nobody.
            (None, Some(rule)) if !rule.awaits.is_by_people() => {}
            (None, _) => roles.push(step.owner.clone()),
        }
    }
    roles.sort();
    roles.dedup();
    roles
}

/// Whether a step waits for others than the team that begins the release.
pub fn is_another_team(release: &Release, step: &Step) -> bool {
    let first = release.process.steps.first().map(|s| &s.owner);
    !owed_by(step).iter().any(|role| Some(role) == first)
}
