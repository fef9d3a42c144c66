//! Which cards look different after something happened: those are drawn again, and no others.

use crate::domain::card::{CardKey, Part, cards, pages};
use crate::domain::evidence::Piece;
use crate::domain::name::{RoleName, StatusName};
use crate::domain::release::{Answer, Release};

/// The cards that look different after a change: new ones, changed ones, and those that were replaced.
pub fn touched(before: Option<&Release>, after: &Release) -> Vec<CardKey> {
    let now = cards(after);
    let Some(before) = before else { return now };
    let then = cards(before);
    let replaced = then
        .iter()
        .filter(|card| !now.contains(card))
        .cloned()
        .collect::<Vec<_>>();
    let changed = now
        .into_iter()
        .filter(|card| !then.contains(card) || looks_different(card, before, after));
    changed.chain(replaced).collect()
}

fn looks_different(card: &CardKey, before: &Release, after: &Release) -> bool {
    match card {
        CardKey::Release(_) | CardKey::Side(..) => true,
        CardKey::Record(..) => {
            before.record != after.record || before.course != after.course || before.steps != after.steps
        }
        CardKey::Tickets(..) | CardKey::SideTickets(..) => tickets_differ(before, after),
        CardKey::SignOff(part) => {
            approves_something_else(part, before, after) || part_differs(card, before, after)
        }
        CardKey::Checklist(_) => part_differs(card, before, after),
        // These are of the service.
        CardKey::Outage(..) | CardKey::OutageEvent(_) | CardKey::OutageDesk(_) | CardKey::Day(..) => false,
    }
}

/// What a card of tickets shows; who is awaited may depend on an answer.
fn tickets_differ(before: &Release, after: &Release) -> bool {
    let instead = |release: &Release| {
        let rules = release.ticket_rules();
        rules.map(|r| {
            let own = |(status, role): (&&_, &&_)| (StatusName::clone(status), RoleName::clone(role));
            r.instead.iter().map(own).collect::<Vec<_>>()
        })
    };
    before.tickets != after.tickets || before.course != after.course || instead(before) != instead(after)
}

/// A sign-off shows what was given and tested in the steps above it and beside it.
fn approves_something_else(part: &Part, before: &Release, after: &Release) -> bool {
    let above = after
        .process
        .find_step(&part.step)
        .map_or(0, |(position, _)| position);
    let seen = ..(above + 1).min(after.steps.len());
    before.steps[seen] != after.steps[seen] || before.outage != after.outage || before.record != after.record
}

fn evidence_of<'a>(release: &'a Release, part: &'a Part) -> impl Iterator<Item = &'a Piece> {
    let all = release.evidence.iter();
    all.filter(|piece| piece.about.place.step == part.step && piece.about.place.ask == part.ask)
}

fn part_differs(card: &CardKey, before: &Release, after: &Release) -> bool {
    let (CardKey::Checklist(part) | CardKey::SignOff(part)) = card else {
        return true;
    };
    let slice = |release: &Release| {
        let (_, step, state) = release.find_step(&part.step)?;
        let (ask, answer) = state.answered(step).find(|(ask, _)| ask.name == part.ask)?;
        let shown = match (release.find_checklist(ask), answer) {
            (Some(list), Answer::Checklist(items)) => {
                let page = *pages(list).get(part.page)?;
                Answer::Checklist(items.get(page.first..page.first + page.len)?.to_vec())
            }
            _ => answer.clone(),
        };
        let pieces: Vec<_> = evidence_of(release, part).cloned().collect();
        Some((
            pieces,
            shown,
            state.completed.clone(),
            release.course.clone(),
            (state.gates_lifted, state.lifted.clone()),
        ))
    };
    slice(before) != slice(after)
}
