//! What a release knows of its tickets: those attached to it, what testing found, and whether that is discussed.

use crate::domain::name::{StatusName, TicketName};
use crate::domain::person::Stamp;
use crate::domain::process::{AskKind, Condition, Effect, Process};
use crate::domain::ticket::{Attached, Finding, Ticket, TicketFact};
use crate::domain::workflow::{Rules, Workflow};

use super::Release;

/// The tickets of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tickets {
    /// Every ticket that was ever attached, in that order; those that left are marked.
    list: Vec<Attached>,
    /// What testing found so far.
    pub findings: Vec<Finding>,
    /// Who opened the discussion of the findings, and when; nothing while there is none.
    pub discussion: Option<Stamp>,
}

impl Tickets {
    /// The tickets that are attached now, each with its place in the list.
    pub fn attached(&self) -> impl Iterator<Item = (usize, &Attached)> {
        let list = self.list.iter().enumerate();
        list.filter(|(_, a)| a.ticket.release.is_some())
    }

    /// The ticket at a place of the list, whether it left or not.
    pub fn at(&self, place: usize) -> Option<&Attached> {
        self.list.get(place)
    }

    /// The attached ticket of that name.
    pub fn find(&self, name: &TicketName) -> Option<&Ticket> {
        self.attached()
            .find(|(_, a)| a.name == *name)
            .map(|(_, a)| &a.ticket)
    }

    /// Whether the release has, or found, no ticket at all.
    pub fn is_empty(&self) -> bool {
        self.attached().next().is_none() && self.findings.is_empty()
    }

    fn attach(&mut self, name: &TicketName, fact: &TicketFact, stamp: &Stamp) {
        let Some(ticket) = Ticket::begin(fact, &stamp.by, stamp.at) else {
            return;
        };
        match self.list.iter_mut().find(|a| a.name == *name) {
            Some(attached) => attached.ticket = ticket,
            None => self.list.push(Attached {
                name: name.clone(),
                ticket,
            }),
        }
    }

    fn find_mut(&mut self, name: &TicketName) -> Option<&mut Ticket> {
        let attached = self.list.iter_mut().find(|a| a.name == *name);
        attached.map(|a| &mut a.ticket)
    }
}

impl Release {
    pub(super) fn apply_to_ticket(&mut self, name: &TicketName, fact: &TicketFact, stamp: Stamp) {
        match fact {
            TicketFact::Attached { .. } => self.tickets.attach(name, fact, &stamp),
            TicketFact::Raised { title, .. } => {
                self.found(name, Some(title.clone()), None, stamp);
                return;
            }
            TicketFact::Moved { from, to, comment } if self.is_sent_back(from, to) => {
                self.found(name, None, comment.clone(), stamp.clone());
            }
            TicketFact::Moved { .. }
            | TicketFact::Commented { .. }
            | TicketFact::MoveAgreed { .. }
            | TicketFact::Detached { .. } => {}
        }
        if let Some(ticket) = self.tickets.find_mut(name) {
            ticket.apply(fact, &stamp);
        }
    }

    pub(super) fn move_tickets(&mut self, names: &[TicketName], to: &StatusName, stamp: &Stamp) {
        for name in names {
            if let Some(ticket) = self.tickets.find_mut(name) {
                ticket.move_to(to, stamp);
            }
        }
    }

    fn found(&mut self, name: &TicketName, new: Option<String>, seen: Option<String>, stamp: Stamp) {
        let ticket = name.clone();
        self.tickets.findings.push(Finding {
            ticket,
            new,
            seen,
            stamp,
        });
    }

    /// Whether that move takes a ticket out of its test without a good end.
    pub fn is_sent_back(&self, from: &StatusName, to: &StatusName) -> bool {
        let well = self.workflow().is_none_or(|w| w.is_done(to));
        !well && self.process.tested_at().any(|status| status == from)
    }

    /// The workflow of its tickets.
    pub fn workflow(&self) -> Option<&Workflow> {
        self.process.tickets.as_ref().map(|rules| &rules.workflow)
    }

    /// The rules for its tickets, by what was answered so far.
    pub fn ticket_rules(&self) -> Option<Rules<'_>> {
        let rules = self.process.tickets.as_ref()?;
        let mut here = Rules::outside(rules);
        for instead in rules.instead.iter().filter(|i| self.was_answered(&i.when)) {
            here.instead.insert(&instead.status, &instead.role);
        }
        Some(here)
    }

    /// Whether a step was answered in that way.
    pub fn was_answered(&self, wanted: &Condition) -> bool {
        let found = self.find_step(&wanted.step);
        let answer = found.and_then(|(_, step, state)| {
            let mut answers = state.answered(step);
            answers.find(|(ask, _)| ask.name == wanted.ask)
        });
        let given = answer.and_then(|(_, answer)| answer.given());
        given.is_some_and(|(text, _)| wanted.is.iter().any(|is| is == text))
    }

    /// The attached tickets that have not come to their end.
    pub fn open_tickets(&self) -> impl Iterator<Item = (usize, &Attached)> {
        let workflow = self.workflow();
        let attached = self.tickets.attached();
        attached.filter(move |(_, a)| workflow.is_some_and(|w| !w.is_done(&a.ticket.status)))
    }

    /// Whether everything is well with its tickets, or an answer excuses those that are open.
    pub(super) fn tickets_allow(&self, excused_by: Option<&Condition>) -> bool {
        self.open_tickets().next().is_none() || self.is_excused(excused_by)
    }

    /// Whether the answer that excuses open tickets was given.
    pub fn is_excused(&self, excused_by: Option<&Condition>) -> bool {
        excused_by.is_some_and(|wanted| self.was_answered(wanted))
    }

    /// Whether its tickets were put to the test: a step that does so is complete.
    pub fn tickets_are_tested(&self) -> bool {
        let steps = self.process.steps.iter().zip(&self.steps);
        let mut moving = steps.filter(|(step, _)| step.moves_tickets().is_some());
        moving.any(|(_, state)| state.completed.is_some())
    }
}

impl Process {
    /// The statuses to which a step of the process moves tickets: there they are tested.
    pub fn tested_at(&self) -> impl Iterator<Item = &StatusName> {
        self.steps.iter().filter_map(|step| step.moves_tickets())
    }

    /// The steps that wait for tickets, with the answer that excuses open ones.
    pub fn asks_for_tickets(&self) -> bool {
        let mut asks = self.steps.iter().flat_map(|s| &s.asks);
        asks.any(|ask| matches!(ask.kind, AskKind::Tickets { .. }))
    }
}

impl crate::domain::process::Step {
    /// The status to which it moves the attached tickets.
    pub fn moves_tickets(&self) -> Option<&StatusName> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::MoveTickets { to } => Some(to),
            _ => None,
        })
    }
}
