//! Every "no" about a ticket.

use crate::domain::name::{RoleName, StatusName, TicketName};
use crate::domain::person::Stamp;
use crate::domain::refusal::Refusal;
use crate::domain::workflow::{LegalMove, NoMove};

use super::Words;
use crate::wording::eyes::Eyes;
use crate::wording::text::{all_of, any_of, person, quote, relative};

/// Why somebody may not, where it is about a ticket; nothing where it is not.
pub(super) fn about_a_ticket(refusal: &Refusal, words: &Words<'_>) -> Option<String> {
    Some(match refusal {
        Refusal::NoTickets => {
            "No tickets are kept here: the playbook of the service would say so with [ticket] and `tickets = true`."
                .to_owned()
        }
        Refusal::TicketUnknown(ticket) => format!(
            "There is no ticket {}. `/ticket list` shows those that are open; `/ticket raise` makes one known.",
            name(ticket)
        ),
        Refusal::TicketKnown(ticket, title) => format!(
            "{} is known already: “{}”. See `/ticket show ticket:{}`.",
            name(ticket),
            quote(title, 120),
            name(ticket)
        ),
        Refusal::NoMove(no) => no_move(no, words.eyes),
        Refusal::TicketMovedOn(ticket, status, stamp) => moved_on(ticket, status, stamp, words),
        Refusal::CommentMissing(title) => format!(
            "The move to **{title}** takes a comment: say what the other side must know, with `/ticket comment`."
        ),
        Refusal::AgreedAlready(stamp, missing) => agreed_already(stamp, missing, words.eyes),
        Refusal::TicketAttached(ticket, number) => format!(
            "{} is part of release #{number} already. It can be taken out with `/ticket detach ticket:{}`.",
            name(ticket),
            name(ticket)
        ),
        Refusal::TicketNotAttached(ticket) => format!(
            "{} is no part of this release. See `/ticket show ticket:{}`.",
            name(ticket),
            name(ticket)
        ),
        Refusal::TicketNotReady { ticket, is, must_be } => format!(
            "{} is **{is}**, and only a ticket that is **{must_be}** can become part of a release. Move it there first, with `/ticket move ticket:{}`.",
            name(ticket),
            name(ticket)
        ),
        Refusal::TicketTooLate(ticket) => format!(
            "The tickets of this release are under test already, so {} is for the next one. Something that testing found is raised with `/ticket raise` and the release's number.",
            name(ticket)
        ),
        Refusal::TicketUnderTest(ticket, awaited) => under_test(ticket, awaited.as_ref(), words.eyes),
        Refusal::TicketElsewhere(release) => match release {
            Some(number) => format!("That ticket is part of release #{number}. Please try again."),
            None => "That ticket moved meanwhile. Please try again.".to_owned(),
        },
        _ => return None,
    })
}

fn name(ticket: &TicketName) -> String {
    quote(ticket.as_str(), 40)
}

/// The move that there is not, and those that there are, each with whose it is.
fn no_move(no: &NoMove, eyes: Eyes<'_>) -> String {
    let what = quote(&no.what, 40);
    let wanted = no.legal.iter().find(|m| m.title == no.to);
    let head = match wanted {
        Some(way) => format!(
            "{what} goes from **{}** to **{}** by {}; you have: {}.",
            no.from,
            no.to,
            whose(way, eyes),
            eyes.have(&no.have)
        ),
        None => format!(
            "{what} cannot go from **{}** to **{}**.",
            no.from,
            quote(&no.to, 40)
        ),
    };
    let ways: Vec<String> = no
        .legal
        .iter()
        .map(|way| format!("**{}** by {}{}", way.title, whose(way, eyes), with_comment(way)))
        .collect();
    match ways.as_slice() {
        [] => format!("{head} No move leads on from there."),
        ways => format!("{head} From there: {}.", ways.join(", ")),
    }
}

/// Who may make a move, in words.
pub(crate) fn whose(way: &LegalMove, eyes: Eyes<'_>) -> String {
    match (way.by.as_slice(), way.agreed_by.as_slice()) {
        ([], []) => "the step of its release".to_owned(),
        ([], sides) => format!("{} together", all_of(&eyes.roles(sides))),
        (roles, _) => any_of(&eyes.roles(roles)),
    }
}

fn with_comment(way: &LegalMove) -> &'static str {
    if way.needs_comment { " with a comment" } else { "" }
}

fn moved_on(ticket: &TicketName, status: &StatusName, stamp: &Stamp, words: &Words<'_>) -> String {
    let rules = words.process.tickets.as_ref();
    let title = rules.map_or(status.as_str(), |r| r.workflow.title(status));
    format!(
        "{} has moved since you looked: it is **{title}**, by {} {}. The card shows what can be done now.",
        name(ticket),
        words.eyes.doer(&stamp.by),
        relative(stamp.at)
    )
}

fn agreed_already(stamp: &Stamp, missing: &[RoleName], eyes: Eyes<'_>) -> String {
    let (who, when) = (person(&stamp.by), relative(stamp.at));
    match missing {
        [] => format!(
            "{who} agreed to this {when}, and nobody's word is missing: `/ticket list` shows where it stands."
        ),
        missing => format!(
            "{who} agreed to this {when}, and one person speaks for one side. Still missing: {}.",
            all_of(&eyes.roles(missing))
        ),
    }
}

fn under_test(ticket: &TicketName, awaited: Option<&RoleName>, eyes: Eyes<'_>) -> String {
    let who = awaited.map_or_else(|| "Somebody".to_owned(), |role| eyes.role(role));
    format!(
        "{} is under test, and stays in this release until it is judged: {who} moves it on, or comments to send it back.",
        name(ticket)
    )
}
