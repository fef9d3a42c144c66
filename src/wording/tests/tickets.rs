//! Every no about a ticket.

use crate::domain::decide::tests::given::*;
use crate::domain::person::Stamp;
use crate::domain::refusal::Refusal;
use crate::domain::workflow::{LegalMove, NoMove};
use crate::wording::refusals::refusal;

fn way(title: &str, by: &[&str], agreed_by: &[&str], needs_comment: bool) -> LegalMove {
    let roles = |names: &[&str]| names.iter().map(|n| (*n).into()).collect();
    LegalMove {
        to: title.to_lowercase().replace(' ', "-").into(),
        title: title.to_owned(),
        by: roles(by),
        agreed_by: roles(agreed_by),
        needs_comment,
    }
}

fn no_move(to: &str) -> Refusal {
    Refusal::NoMove(Box::new(NoMove {
        what: "ESD-7".to_owned(),
        from: "Waiting for Support".to_owned(),
        to: to.to_owned(),
        legal: vec![
            way("To Do", &["Support Team"], &[], false),
            way("On Hold", &[], &["Support Team", "Enterprise Customer"], false),
            way("Waiting for Customer", &["Support Team"], &[], true),
        ],
        have: vec!["Enterprise Customer".into()],
    }))
}

/// Each refusal about a ticket at least once.
pub(super) fn refusals(desk: &Desk) -> Vec<Refusal> {
    let stamp = Stamp {
        by: SUE.into(),
        at: desk.now,
    };
    let ticket = || "ESD-7".into();
    vec![
        Refusal::NoTickets,
        Refusal::TicketUnknown(ticket()),
        Refusal::TicketKnown(ticket(), "Export fails".to_owned()),
        no_move("To Do"),
        no_move("Done"),
        Refusal::TicketMovedOn(ticket(), "in-testing".into(), stamp.clone()),
        Refusal::CommentMissing("Waiting for Customer".to_owned()),
        Refusal::AgreedAlready(stamp.clone(), vec!["Enterprise Customer".into()]),
        Refusal::AgreedAlready(stamp, vec![]),
        Refusal::TicketAttached(ticket(), 17),
        Refusal::TicketNotAttached(ticket()),
        Refusal::TicketNotReady {
            ticket: ticket(),
            is: "In Progress".to_owned(),
            must_be: "To be Released".to_owned(),
        },
        Refusal::TicketTooLate(ticket()),
        Refusal::TicketUnderTest(ticket(), Some("Enterprise Customer".into())),
        Refusal::TicketElsewhere(Some(17)),
        Refusal::TicketElsewhere(None),
    ]
}

/// S2.50: what is refused names what there is instead, and whose it is.
#[test]
fn every_no_about_a_ticket_reads_well() {
    let desk = Desk::shipped().and_a("mahara-minor", "22.04.2");
    let process = &desk.release().process;
    let all: Vec<String> = refusals(&desk)
        .iter()
        .map(|r| refusal(r, process, None))
        .collect();
    insta::assert_snapshot!(all.join("\n"), @"
    No tickets are kept here: the playbook of the service would say so with [ticket] and `tickets = true`.
    There is no ticket ESD-7. `/ticket list` shows those that are open; `/ticket raise` makes one known.
    ESD-7 is known already: “Export fails”. See `/ticket show ticket:ESD-7`.
    ESD-7 goes from **Waiting for Support** to **To Do** by Support Team; you have: Enterprise Customer. From there: **To Do** by Support Team, **On Hold** by Support Team and Enterprise Customer together, **Waiting for Customer** by Support Team with a comment.
    ESD-7 cannot go from **Waiting for Support** to **Done**. From there: **To Do** by Support Team, **On Hold** by Support Team and Enterprise Customer together, **Waiting for Customer** by Support Team with a comment.
    ESD-7 has moved since you looked: it is **in-testing**, by <@sue> <t:1795507200:R>. The card shows what can be done now.
    The move to **Waiting for Customer** takes a comment: say what the other side must know, with `/ticket comment`.
    <@sue> agreed to this <t:1795507200:R>, and one person speaks for one side. Still missing: Enterprise Customer.
    <@sue> agreed to this <t:1795507200:R>, and nobody's word is missing: `/ticket list` shows where it stands.
    ESD-7 is part of release #17 already. It can be taken out with `/ticket detach ticket:ESD-7`.
    ESD-7 is no part of this release. See `/ticket show ticket:ESD-7`.
    ESD-7 is **In Progress**, and only a ticket that is **To be Released** can become part of a release. Move it there first, with `/ticket move ticket:ESD-7`.
    The tickets of this release are under test already, so ESD-7 is for the next one. Something that testing found is raised with `/ticket raise` and the release's number.
    ESD-7 is under test, and stays in this release until it is judged: Enterprise Customer moves it on, or comments to send it back.
    That ticket is part of release #17. Please try again.
    That ticket moved meanwhile. Please try again.
    ");
}
