//! Who is told of tickets: one notice for all that a step moved, one for a discussion, one for a word that waits.

use std::sync::Arc;

use crate::domain::name::{PersonId, RoleName, StatusName, TicketName};
use crate::domain::notice::{Notice, Recipient, Word};
use crate::domain::process::Process;
use crate::domain::release::Release;
use crate::domain::service::ServiceState;
use crate::domain::ticket::{Ticket, TicketFact};
use crate::domain::workflow::Rules;

use super::{owed_by, to_thread};

/// All tickets that a step moved, in one notice. Whoever owes the next step is called for that, and not twice.
pub(super) fn moved(release: &Release, tickets: &[TicketName], to: &StatusName) -> Vec<Notice> {
    let Some(rules) = release.ticket_rules() else {
        return Vec::new();
    };
    let awaited: Vec<RoleName> = rules.awaited(to).into_iter().cloned().collect();
    let called_anyway = release
        .current()
        .flat_map(|(_, step, _)| owed_by(step))
        .any(|role| awaited.contains(&role));
    let word = Word::TicketsMoved {
        tickets: tickets.to_vec(),
        status: rules.workflow.title(to).to_owned(),
        awaited,
        call: !called_anyway,
    };
    vec![to_whom(release, rules.awaited(to), word)]
}

/// Both are called to a discussion: whoever tests, and whoever attaches; a side in its own channel.
pub(super) fn discussed(release: &Release) -> Vec<Notice> {
    let Some(rules) = release.ticket_rules() else {
        return Vec::new();
    };
    let testers = release
        .process
        .tested_at()
        .filter_map(|status| rules.awaited(status));
    let mut roles: Vec<RoleName> = rules
        .workflow
        .attached_by
        .iter()
        .chain(testers)
        .cloned()
        .collect();
    roles.sort();
    roles.dedup();
    let (outside, team): (Vec<RoleName>, Vec<RoleName>) = roles
        .into_iter()
        .partition(|role| release.process.side_of(role).is_some());
    let to_sides = outside.into_iter().filter_map(|role| {
        let (side, _) = release.process.side_of(&role)?;
        let word = Word::DiscussionOpened {
            roles: vec![role.clone()],
            side: Some(side.clone()),
        };
        Some(Notice {
            to: Recipient::Side(side.clone()),
            word,
            not_after: None,
        })
    });
    let word = Word::DiscussionOpened {
        roles: team,
        side: None,
    };
    [to_thread(word)].into_iter().chain(to_sides).collect()
}

/// A ticket of a release now waits for another role than before; one that came back is for the discussion to say.
pub(super) fn handed_over(
    before: &Release,
    after: &Release,
    name: &TicketName,
    fact: &TicketFact,
    by: &PersonId,
) -> Vec<Notice> {
    let TicketFact::Moved { from, to, comment } = fact else {
        return Vec::new();
    };
    let (Some(rules), Some(ticket)) = (after.ticket_rules(), before.tickets.find(name)) else {
        return Vec::new();
    };
    let waits_elsewhere = rules.awaited(from) != rules.awaited(to) && rules.awaited(to).is_some();
    if !waits_elsewhere || after.is_sent_back(from, to) {
        return Vec::new();
    }
    let word = spoke(&rules, name, ticket, to, comment.as_ref(), by);
    vec![to_whom(after, rules.awaited(to), word)]
}

/// A notice to whoever is awaited: to a side in its channel, to the team in the thread.
fn to_whom(release: &Release, awaited: Option<&RoleName>, word: Word) -> Notice {
    let side = awaited.and_then(|role| release.process.side_of(role));
    Notice {
        to: side.map_or(Recipient::Thread, |(name, _)| Recipient::Side(name.clone())),
        word,
        not_after: None,
    }
}

fn spoke(
    rules: &Rules<'_>,
    name: &TicketName,
    ticket: &Ticket,
    to: &StatusName,
    comment: Option<&String>,
    by: &PersonId,
) -> Word {
    Word::TicketSpoke {
        ticket: name.clone(),
        title: ticket.title.clone(),
        status: rules.workflow.title(to).to_owned(),
        awaited: rules.awaited(to).cloned(),
        comment: comment.cloned(),
        by: by.clone(),
    }
}

/// A ticket outside every release is new, or waits for the other side with a word.
pub(super) fn outside(
    processes: &[Arc<Process>],
    after: &ServiceState,
    name: &TicketName,
    fact: &TicketFact,
) -> Vec<Notice> {
    let rules = processes.iter().find_map(|p| p.tickets.as_ref());
    let ticket = after.tickets.get(name).filter(|t| t.release.is_none());
    let (Some(rules), Some(ticket)) = (rules, ticket) else {
        return Vec::new();
    };
    let rules = Rules::outside(rules);
    let word = match fact {
        TicketFact::Raised { against: None, .. } => {
            spoke(&rules, name, ticket, &ticket.status, None, &ticket.since.by)
        }
        TicketFact::Moved {
            to,
            comment: Some(text),
            ..
        } => spoke(&rules, name, ticket, to, Some(text), &ticket.since.by),
        _ => return Vec::new(),
    };
    let side = rules
        .awaited(&ticket.status)
        .and_then(|role| processes.iter().find_map(|p| p.side_of(role)));
    vec![Notice {
        to: side.map_or(Recipient::Releases, |(name, _)| Recipient::Side(name.clone())),
        word,
        not_after: None,
    }]
}
