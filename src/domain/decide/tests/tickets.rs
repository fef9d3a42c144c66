//! Tickets: their way through the statuses, with and without a release.

use proptest::prelude::*;

use super::given::*;
use crate::domain::command::{Command, ServiceCommand};
use crate::domain::fact::ReleaseFact;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::{Ticket, TicketAct, TicketCommand};
use crate::domain::workflow::Rules;

/// A change of the desk, with the tickets of document 002 in short.
pub(super) const DESK: &str = r#"
[service]
name = "desk"
title = "Desk"
zone = "Australia/Sydney"
environments = ["uat"]
roles = ["Support Team", "Enterprise Customer"]

[ticket]
pattern = 'ESD-\d+'
because = "the key of the support desk, such as ESD-123"
example = "ESD-123"
link = "https://jira.example.org/browse/{ticket}"
attach_at = "to-be-released"
attached_by = ["Support Team"]
back_to = "waiting-for-support"
status = [
    { name = "waiting-for-support", title = "Waiting for Support", awaits = "Support Team", comment_by = { "Support Team" = "waiting-for-customer" } },
    { name = "waiting-for-customer", title = "Waiting for Customer", awaits = "Enterprise Customer", comment_by = { "Enterprise Customer" = "waiting-for-support" } },
    { name = "to-do", title = "To Do", awaits = "Support Team" },
    { name = "in-progress", title = "In Progress", awaits = "Support Team" },
    { name = "to-be-released", title = "To be Released", awaits = "Support Team" },
    { name = "in-testing", title = "In Testing", awaits = "Enterprise Customer", comment_by = { "Enterprise Customer" = "waiting-for-support" } },
    { name = "on-hold", title = "On Hold", detaches = true },
    { name = "done", title = "Done", done = true },
]
move = [
    { from = ["waiting-for-support"], to = "to-do", by = ["Support Team"] },
    { from = ["to-do"], to = "in-progress", by = ["Support Team"] },
    { from = ["in-progress"], to = "to-be-released", by = ["Support Team"] },
    { from = ["to-be-released"], to = "in-testing", by = ["Support Team"] },
    { from = ["waiting-for-customer", "in-testing"], to = "done", by = ["Enterprise Customer"] },
    { from = ["waiting-for-support", "waiting-for-customer", "to-do", "in-progress", "to-be-released"], to = "on-hold", agreed_by = ["Support Team", "Enterprise Customer"] },
    { from = ["on-hold"], to = "waiting-for-support", by = ["Support Team", "Enterprise Customer"] },
]

[[process]]
name = "change"
title = "Change"
purpose = "A change."
started_by = ["Support Team"]
override_by = ["Support Team"]
tickets = { awaits = [{ status = "to-be-released", role = "Enterprise Customer", only_if = { ask = "raise/performer", is = "the customer" } }] }

[[process.step]]
name = "raise"
title = "Raise"
owner = "Support Team"
asks = [{ choice = "Performer", name = "performer", options = ["Maestrano", "the customer"] }]

[[process.step]]
name = "perform"
title = "Perform"
owner = "Support Team"
asks = [{ confirmation = "Performed", name = "performed" }]
moves_tickets = "in-testing"

[[process.step]]
name = "test"
title = "Test"
owner = "Enterprise Customer"
asks = [
    { choice = "Outcome", name = "outcome", options = ["accepted", "rolled back", "superseded"] },
    { tickets = "done", excused_by = { ask = "test/outcome", is_any_of = ["rolled back", "superseded"] } },
]
may_roll_back = true
on_fail = "perform"
"#;

const STATUSES: [&str; 8] = [
    "waiting-for-support",
    "waiting-for-customer",
    "to-do",
    "in-progress",
    "to-be-released",
    "in-testing",
    "on-hold",
    "done",
];

impl Desk {
    fn ticket(&self, name: &str) -> &Ticket {
        self.service.find_ticket(name).expect("it was raised").1
    }

    fn status(&self, name: &str) -> &str {
        self.ticket(name).status.as_str()
    }

    /// As the application does: with the release of which the ticket is a part, or with the service.
    fn tells(&mut self, who: &str, ticket: &str, act: TicketAct) -> Result<(), Refusal> {
        let attached = self.service.find_ticket(ticket).and_then(|(_, t)| t.release);
        let with_release = match &act {
            TicketAct::Attach => Some(self.number),
            TicketAct::Raise { against, .. } => *against,
            _ => attached,
        };
        let command = TicketCommand {
            ticket: ticket.into(),
            act,
        };
        match with_release {
            Some(number) => {
                self.number = number;
                self.asks(&person(who), &Command::Ticket(command)).map(drop)
            }
            None => {
                let before = self.service.clone();
                let told = self.asks_service(&person(who), &ServiceCommand::Ticket(command));
                if told.is_err() {
                    assert_eq!(before, self.service, "a refusal changes nothing");
                }
                told.map(drop)
            }
        }
    }

    fn raises(&mut self, who: &str, ticket: &str) -> Result<(), Refusal> {
        let title = format!("Title of {ticket}");
        self.tells(who, ticket, raise(&title, None))
    }

    fn comments(&mut self, who: &str, ticket: &str, text: &str) -> Result<(), Refusal> {
        self.tells(who, ticket, TicketAct::Comment(text.to_owned()))
    }

    fn moves(&mut self, who: &str, ticket: &str, to: &str) -> Result<(), Refusal> {
        let act = TicketAct::Move {
            to: to.into(),
            comment: None,
            seen: None,
        };
        self.tells(who, ticket, act)
    }

    fn attaches(&mut self, ticket: &str) -> Result<(), Refusal> {
        self.tells(SUE, ticket, TicketAct::Attach)
    }

    /// Brings a new ticket to where it can be attached.
    fn prepares(&mut self, ticket: &str) {
        self.raises(EVE, ticket).unwrap();
        for status in ["to-do", "in-progress", "to-be-released"] {
            self.moves(SUE, ticket, status).unwrap();
        }
    }

    /// Starts a change with these tickets, and performs it.
    fn performs(&mut self, tickets: &[&str]) {
        self.starts(SUE, "change", "1.0").unwrap();
        for ticket in tickets {
            self.prepares(ticket);
            self.attaches(ticket).unwrap();
        }
        self.gives(SUE, "raise", "performer", "Maestrano").unwrap();
        self.confirms(SUE, "perform").unwrap();
    }
}

fn raise(title: &str, against: Option<i64>) -> TicketAct {
    TicketAct::Raise {
        title: title.to_owned(),
        link: None,
        against,
    }
}

fn desk() -> Desk {
    Desk::reading(DESK)
}

/// S2.38: the default status of a new ticket.
#[test]
fn a_new_ticket_waits_for_support() {
    let mut desk = desk();
    desk.raises(EVE, "esd-7").unwrap();
    let ticket = desk.ticket("ESD-7");
    assert_eq!(ticket.status.as_str(), "waiting-for-support");
    assert_eq!(
        ticket.link.as_deref(),
        Some("https://jira.example.org/browse/ESD-7")
    );
    let again = desk.raises(SUE, "ESD-7").unwrap_err();
    assert!(matches!(again, Refusal::TicketKnown(..)), "{again:?}");
    let odd = desk.raises(SUE, "7").unwrap_err();
    assert!(matches!(odd, Refusal::ValueDoesNotFit { .. }), "{odd:?}");
    let stranger = desk.raises(ANA, "ESD-8").unwrap_err();
    assert!(matches!(stranger, Refusal::RoleMissing { .. }), "{stranger:?}");
}

/// S2.39: between the two sides a ticket moves by who commented last.
#[test]
fn a_comment_by_the_side_that_is_awaited_hands_the_ticket_over() {
    let mut desk = desk();
    desk.raises(EVE, "ESD-1").unwrap();
    desk.comments(EVE, "ESD-1", "and it is urgent").unwrap();
    assert_eq!(
        desk.status("ESD-1"),
        "waiting-for-support",
        "support was awaited and is"
    );
    desk.comments(SUE, "ESD-1", "which browser?").unwrap();
    assert_eq!(desk.status("ESD-1"), "waiting-for-customer");
    desk.comments(EVE, "ESD-1", "all of them").unwrap();
    assert_eq!(desk.status("ESD-1"), "waiting-for-support");
    // S2.40: once it is worked on, comments move nothing.
    desk.moves(SUE, "ESD-1", "to-do").unwrap();
    desk.comments(SUE, "ESD-1", "we look at it").unwrap();
    assert_eq!(desk.status("ESD-1"), "to-do");
}

/// S2.40, S2.50: with technical intervention the order is fixed, and a refusal says what there is and whose.
#[test]
fn statuses_of_work_are_not_skipped() {
    let mut desk = desk();
    desk.raises(EVE, "ESD-1").unwrap();
    for to in ["in-progress", "to-be-released", "in-testing", "done", "nonsense"] {
        let Err(Refusal::NoMove(no)) = desk.moves(SUE, "ESD-1", to) else {
            panic!("{to} is no move from here")
        };
        let legal: Vec<&str> = no.legal.iter().map(|m| m.to.as_str()).collect();
        assert_eq!(legal, ["to-do", "on-hold", "waiting-for-customer"]);
    }
    let Err(Refusal::NoMove(no)) = desk.moves(EVE, "ESD-1", "to-do") else {
        panic!("it is the support's")
    };
    assert_eq!(no.legal[0].by, ["Support Team".into()]);
    assert_eq!(no.have, ["Enterprise Customer".into()]);
}

/// S2.48, S2.49: on hold takes both sides, each by another person, and can be left by either.
#[test]
fn on_hold_takes_the_word_of_both_sides() {
    let mut desk = desk();
    desk.raises(EVE, "ESD-1").unwrap();
    desk.moves(SUE, "ESD-1", "on-hold").unwrap();
    assert_eq!(
        desk.status("ESD-1"),
        "waiting-for-support",
        "one side is not enough"
    );
    for again in [SUE, SOL] {
        let no = desk.moves(again, "ESD-1", "on-hold").unwrap_err();
        assert!(
            matches!(&no, Refusal::AgreedAlready(s, missing) if s.by.as_str() == SUE && *missing == ["Enterprise Customer".into()]),
            "{no:?}"
        );
    }
    desk.moves(EVE, "ESD-1", "on-hold").unwrap();
    assert_eq!(desk.status("ESD-1"), "on-hold");
    desk.moves(EVE, "ESD-1", "waiting-for-support").unwrap();
    desk.moves(EVE, "ESD-1", "on-hold").unwrap();
    assert_eq!(
        desk.status("ESD-1"),
        "waiting-for-support",
        "what was agreed once counts once"
    );
}

/// Another status in between, and what was agreed counts no more.
#[test]
fn a_move_voids_what_was_agreed() {
    let mut desk = desk();
    desk.raises(EVE, "ESD-1").unwrap();
    desk.moves(SUE, "ESD-1", "on-hold").unwrap();
    desk.moves(SUE, "ESD-1", "to-do").unwrap();
    desk.moves(EVE, "ESD-1", "on-hold").unwrap();
    assert_eq!(desk.status("ESD-1"), "to-do");
}

/// S2.43, S2.44: a ticket becomes part of a change when it is to be released, and of one change only.
#[test]
fn only_a_ticket_that_is_to_be_released_can_be_attached() {
    let mut desk = desk();
    desk.starts(SUE, "change", "1.0").unwrap();
    desk.raises(EVE, "ESD-1").unwrap();
    for status in ["to-do", "in-progress", "to-be-released"] {
        let no = desk.attaches("ESD-1").unwrap_err();
        assert!(matches!(no, Refusal::TicketNotReady { .. }), "{no:?}");
        desk.moves(SUE, "ESD-1", status).unwrap();
    }
    let not_theirs = desk.tells(EVE, "ESD-1", TicketAct::Attach).unwrap_err();
    assert!(
        matches!(not_theirs, Refusal::RoleMissing { .. }),
        "{not_theirs:?}"
    );
    desk.attaches("ESD-1").unwrap();
    desk.starts(SUE, "change", "2.0").unwrap();
    let again = desk.attaches("ESD-1").unwrap_err();
    assert_eq!(again, Refusal::TicketAttached("ESD-1".into(), 1));
    desk.tells(SUE, "ESD-1", TicketAct::Detach("for 2.0".to_owned()))
        .unwrap();
    desk.number = 2;
    desk.attaches("ESD-1").unwrap();
    assert_eq!(desk.ticket("ESD-1").release, Some(2));
}

/// S2.45: the step moves all tickets in one go, as one fact of the release.
#[test]
fn performing_the_change_moves_all_its_tickets_at_once() {
    let mut desk = desk();
    desk.starts(SUE, "change", "1.0").unwrap();
    for ticket in ["ESD-1", "ESD-2", "ESD-3"] {
        desk.prepares(ticket);
        desk.attaches(ticket).unwrap();
    }
    desk.prepares("ESD-4");
    desk.gives(SUE, "raise", "performer", "Maestrano").unwrap();
    let facts = desk.confirms(SUE, "perform").unwrap();
    let bulk: Vec<_> = facts
        .iter()
        .filter_map(|f| match f {
            ReleaseFact::TicketsMoved { tickets, to } => Some((tickets.len(), to.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(bulk, [(3, "in-testing")]);
    let statuses = ["ESD-1", "ESD-2", "ESD-3", "ESD-4"].map(|t| desk.status(t).to_owned());
    assert_eq!(
        statuses,
        ["in-testing", "in-testing", "in-testing", "to-be-released"]
    );
    let late = desk.attaches("ESD-4").unwrap_err();
    assert_eq!(late, Refusal::TicketTooLate("ESD-4".into()));
}

/// S2.46, S2.51: the customer judges each; the change is not done before.
#[test]
fn the_change_is_done_when_each_ticket_is() {
    let mut desk = desk();
    desk.performs(&["ESD-1", "ESD-2"]);
    desk.gives(EVE, "test", "outcome", "accepted").unwrap();
    let not_theirs = desk.moves(SUE, "ESD-1", "done").unwrap_err();
    assert!(matches!(not_theirs, Refusal::NoMove(_)), "{not_theirs:?}");
    desk.moves(EVE, "ESD-1", "done").unwrap();
    assert!(!desk.is_complete("test"));
    let past_the_test = desk
        .tells(SUE, "ESD-2", TicketAct::Detach("in a hurry".to_owned()))
        .unwrap_err();
    assert!(
        matches!(past_the_test, Refusal::TicketUnderTest(..)),
        "{past_the_test:?}"
    );
    desk.moves(EVE, "ESD-2", "done").unwrap();
    assert!(
        desk.release().is_over(),
        "the last verdict was all that was missing"
    );
    assert_eq!(desk.ticket("ESD-2").release, None, "what is over holds no ticket");
    assert_eq!(
        desk.release().tickets.attached().count(),
        2,
        "and still says which it had"
    );
}

/// S2.47, S2.21: a comment sends a ticket back, and opens the discussion once.
#[test]
fn a_ticket_that_comes_back_opens_the_discussion_once() {
    let mut desk = desk();
    desk.performs(&["ESD-1", "ESD-2"]);
    desk.comments(EVE, "ESD-1", "still wrong").unwrap();
    assert_eq!(desk.status("ESD-1"), "waiting-for-support");
    desk.comments(EVE, "ESD-2", "this too").unwrap();
    desk.tells(EVE, "ESD-9", raise("New fault", Some(1))).unwrap();
    let opened = desk
        .facts(1)
        .iter()
        .filter(|f| f.fact == ReleaseFact::DiscussionOpened)
        .count();
    assert_eq!(opened, 1);
    let found = &desk.release().tickets.findings;
    let found: Vec<&str> = found.iter().map(|f| f.ticket.as_str()).collect();
    assert_eq!(found, ["ESD-1", "ESD-2", "ESD-9"]);
    assert_eq!(desk.status("ESD-9"), "waiting-for-support");
    desk.sends_back(EVE, "test", "another go").unwrap();
    assert_eq!(
        desk.release().tickets.discussion,
        None,
        "what comes next is discussed anew"
    );
}

/// S2.51, S2.22, S2.23: an outcome other than accepted lets the change be done, and open tickets return.
#[test]
fn an_outcome_excuses_open_tickets_and_sends_them_back() {
    for outcome in ["rolled back", "superseded"] {
        let mut desk = desk();
        desk.performs(&["ESD-1", "ESD-2", "ESD-3"]);
        desk.moves(EVE, "ESD-1", "done").unwrap();
        desk.comments(EVE, "ESD-2", "still wrong").unwrap();
        desk.gives(EVE, "test", "outcome", outcome).unwrap();
        assert!(desk.release().is_over(), "{outcome}");
        let statuses = ["ESD-1", "ESD-2", "ESD-3"].map(|t| desk.status(t).to_owned());
        assert_eq!(statuses, ["done", "waiting-for-support", "waiting-for-support"]);
        assert_eq!(desk.ticket("ESD-3").release, None);
    }
}

/// S2.42: where the customer performs, they are awaited when it is to be released, and make that move.
#[test]
fn another_role_is_awaited_when_the_customer_performs() {
    for (performer, awaited) in [
        ("Maestrano", "Support Team"),
        ("the customer", "Enterprise Customer"),
    ] {
        let mut desk = desk();
        desk.starts(SUE, "change", "1.0").unwrap();
        desk.prepares("ESD-1");
        desk.attaches("ESD-1").unwrap();
        desk.gives(SUE, "raise", "performer", performer).unwrap();
        let release = desk.release().clone();
        let rules = release.ticket_rules().unwrap();
        let who = rules.awaited(&"to-be-released".into()).unwrap();
        assert_eq!(who.as_str(), awaited, "{performer}");
        let other = if awaited == "Support Team" { EVE } else { SUE };
        let no = desk.moves(other, "ESD-1", "in-testing").unwrap_err();
        assert!(matches!(no, Refusal::NoMove(_)), "{no:?}");
        let theirs = if awaited == "Support Team" { SUE } else { EVE };
        desk.moves(theirs, "ESD-1", "in-testing").unwrap();
    }
}

/// A ticket on hold is not part of a release.
#[test]
fn a_ticket_that_is_put_on_hold_leaves_its_release() {
    let mut desk = desk();
    desk.starts(SUE, "change", "1.0").unwrap();
    desk.prepares("ESD-1");
    desk.attaches("ESD-1").unwrap();
    desk.moves(EVE, "ESD-1", "on-hold").unwrap();
    desk.moves(SUE, "ESD-1", "on-hold").unwrap();
    assert_eq!(desk.ticket("ESD-1").release, None);
    assert!(desk.release().tickets.is_empty());
}

/// A release that is given up or rolled back lets its tickets go; those under test are to be looked at again.
#[test]
fn a_release_that_ends_early_gives_its_tickets_back() {
    let mut given_up = desk();
    given_up.starts(SUE, "change", "1.0").unwrap();
    given_up.prepares("ESD-1");
    given_up.attaches("ESD-1").unwrap();
    given_up.aborts(SUE, "no time").unwrap();
    assert_eq!(given_up.status("ESD-1"), "to-be-released");
    assert_eq!(given_up.ticket("ESD-1").release, None);
    let mut rolled_back = desk();
    rolled_back.performs(&["ESD-1"]);
    rolled_back.rolls_back(EVE, "test", "all is wrong").unwrap();
    assert_eq!(rolled_back.status("ESD-1"), "waiting-for-support");
}

#[test]
fn a_button_pressed_on_an_old_card_moves_nothing() {
    let mut desk = desk();
    desk.raises(EVE, "ESD-1").unwrap();
    desk.moves(SUE, "ESD-1", "to-do").unwrap();
    let act = TicketAct::Move {
        to: "in-progress".into(),
        comment: None,
        seen: Some("waiting-for-support".into()),
    };
    let no = desk.tells(SUE, "ESD-1", act).unwrap_err();
    assert!(matches!(no, Refusal::TicketMovedOn(..)), "{no:?}");
    assert_eq!(desk.status("ESD-1"), "to-do");
}

/// A life of tickets as chance has it: who, what, which ticket, to which status.
fn turns() -> impl Strategy<Value = Vec<(usize, usize, usize, usize)>> {
    proptest::collection::vec((0..6_usize, 0..9_usize, 0..4_usize, 0..STATUSES.len()), 80)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// S2.50: whatever is asked, a ticket moves only as its workflow says and by whom it says; a "no" changes nothing
    /// (the desk asserts that of every refusal), and a release and its service never disagree.
    #[test]
    fn tickets_move_as_their_workflow_says(turns in turns()) {
        let mut desk = desk();
        desk.starts(SUE, "change", "1.0").unwrap();
        let names = ["ESD-1", "ESD-2", "ESD-3", "ESD-4"];
        for (who, what, ticket, status) in turns {
            let who = [SUE, SOL, EVE, ELI, ANA, ZOE][who];
            let ticket = names[ticket];
            let before = desk.service.clone();
            let told = match what {
                0 => desk.raises(who, ticket),
                1 => desk.comments(who, ticket, "a word"),
                2..=4 => desk.moves(who, ticket, STATUSES[status]),
                5 => desk.attaches(ticket),
                6 => desk.tells(who, ticket, TicketAct::Detach("not now".to_owned())),
                7 => { // The right next move, so that lives get further.
                    let next = before.find_ticket(ticket).map(|(_, t)| t.status.as_str().to_owned());
                    let to = match next.as_deref() {
                        Some("waiting-for-support") => "to-do",
                        Some("to-do") => "in-progress",
                        Some("in-progress") => "to-be-released",
                        _ => "done",
                    };
                    desk.moves(if to == "done" { EVE } else { SUE }, ticket, to)
                }
                _ => {
                    let given = desk.gives(SUE, "raise", "performer", "Maestrano").map(drop);
                    given.or_else(|_| desk.confirms(SUE, "perform").map(drop))
                }
            };
            for name in names {
                let (then, now) = (before.find_ticket(name), desk.service.find_ticket(name));
                let (Some((_, then)), Some((_, now))) = (then, now) else { continue };
                if then.status == now.status {
                    continue;
                }
                prop_assert!(told.is_ok());
                let rules = desk.process("change").tickets.clone().unwrap();
                let legal = Rules::outside(&rules).legal(&then.status);
                let by_step = what == 8;
                let way = legal.iter().find(|m| {
                    let who = if what == 7 { if now.status.as_str() == "done" { EVE } else { SUE } } else { who };
                    let mine = person(who).has_any(m.by.iter().chain(&m.agreed_by));
                    m.to == now.status && (mine || by_step)
                });
                prop_assert!(way.is_some(), "{name} went from {} to {} by {who}", then.status, now.status);
            }
            for (_, attached) in desk.release().tickets.attached() {
                let service = &desk.ticket(attached.name.as_str());
                prop_assert_eq!(&service.status, &attached.ticket.status);
                prop_assert_eq!(service.release, Some(1));
            }
        }
    }
}
