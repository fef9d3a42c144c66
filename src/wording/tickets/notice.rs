//! What is said once about tickets: that a step moved them, that one waits, that findings are discussed.

use crate::domain::name::{RoleName, SideName};
use crate::domain::notice::{Notice, Recipient, Word};
use crate::domain::process::Process;
use crate::domain::record::Content;
use crate::domain::release::Release;
use crate::wording::message::Message;
use crate::wording::notices::{RoleIds, calling};
use crate::wording::release_card::name;
use crate::wording::text::{all_of, quote};

use super::found;
use crate::wording::eyes::Eyes;

/// The most names in a row; the card has them all.
const MOST_NAMES: usize = 12;

/// The notice in words for the team; nothing where it is not about tickets.
pub(crate) fn to_team(word: &Word, release: &Release, roles: &RoleIds) -> Option<Message> {
    told(word, release, roles, Eyes::TEAM)
}

/// The notice in words for a side, which reads none of the team's names; nothing where it is not about tickets.
pub(crate) fn to_side(word: &Word, release: &Release, roles: &RoleIds, side: &SideName) -> Option<Message> {
    told(
        word,
        release,
        roles,
        Eyes::of_side(release.process.sides.get(side)),
    )
}

fn told(word: &Word, release: &Release, roles: &RoleIds, eyes: Eyes<'_>) -> Option<Message> {
    Some(match word {
        Word::TicketsMoved {
            tickets,
            status,
            awaited,
            call,
        } => {
            let names: Vec<String> = tickets
                .iter()
                .take(MOST_NAMES)
                .map(|t| quote(t.as_str(), 40))
                .collect();
            let more = tickets.len().saturating_sub(MOST_NAMES);
            let names = match more {
                0 => all_of(&names),
                more => format!("{} and {more} more", names.join(", ")),
            };
            let (is, each) = match tickets.len() {
                1 => ("is", "The card of the ticket is above."),
                _ => ("are", "The card of the tickets is above."),
            };
            let who: &[RoleName] = awaited.as_slice();
            let moved = format!("{names} of {} {is} **{status}**.", name(release));
            match (who, call) {
                ([], _) => Message::plain(moved),
                (who, true) => calling(who, roles, |who| format!("{who}: {moved} {each}")),
                (who, false) => Message::plain(format!("{moved} They wait for {}. {each}", all_of(who))),
            }
        }
        Word::DiscussionOpened { roles: called, .. } => discussion(release, called, eyes, roles),
        Word::TicketSpoke { .. } => spoke(word, roles, eyes)?,
        _ => return None,
    })
}

/// The facts of a discussion, and the two ways in which it can end.
fn discussion(release: &Release, called: &[RoleName], eyes: Eyes<'_>, roles: &RoleIds) -> Message {
    let found: Vec<String> = release
        .tickets
        .findings
        .iter()
        .map(|f| format!("· {}", found(f, eyes)))
        .collect();
    let found = crate::wording::text::Room::whole()
        .at_most(1_500)
        .clip(&found.join("\n"));
    let plan = rollback(release)
        .map(|text| format!("Rollback plan: “{}”\n", quote(text, 400)))
        .unwrap_or_default();
    calling(called, roles, |who| {
        format!(
            "{who}: testing of {} found something, and it is to be discussed.\n{found}\n{plan}Two ways lead on: **roll back**, by the rollback plan of the change, or **another release on top** of this one before production. Either way the release is then moved to its end with that outcome.",
            name(release)
        )
    })
}

/// What the record of the change says of the way back, where the process names that section.
fn rollback(release: &Release) -> Option<&str> {
    let section = release.process.tickets.as_ref()?.rollback.as_ref()?;
    match &release.record.find(section)?.content {
        Content::Written { text, .. } => Some(text),
        Content::Waived { .. } => None,
    }
}

/// One ticket outside every release waits for somebody: the team, or a side of the service.
pub(crate) fn outside(notice: &Notice, process: &Process, roles: &RoleIds) -> Option<Message> {
    let side = match &notice.to {
        Recipient::Side(name) => process.sides.get(name),
        _ => None,
    };
    spoke(&notice.word, roles, Eyes::of_side(side))
}

/// One ticket waits for somebody, with what was said.
fn spoke(word: &Word, roles: &RoleIds, eyes: Eyes<'_>) -> Option<Message> {
    let Word::TicketSpoke {
        ticket,
        title,
        status,
        awaited,
        comment,
        by,
    } = word
    else {
        return None;
    };
    let who: Vec<RoleName> = awaited.iter().cloned().collect();
    let ticket_name = quote(ticket.as_str(), 40);
    let said = comment
        .as_ref()
        .map(|text| format!("\n{}: “{}”", eyes.doer(by), quote(text, 300)))
        .unwrap_or_default();
    let what = format!(
        "**{ticket_name}** ({}) is **{status}**.{said}\n-# Answer with `!ticket comment {ticket_name} …`",
        quote(title, 80)
    );
    Some(match who.as_slice() {
        [] => Message::plain(what),
        who => calling(who, roles, |who| format!("{who}: {what}")),
    })
}
