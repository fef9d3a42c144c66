//! The tickets of a release: taken in and out, moved with it, discussed, let go when it is over.

use crate::domain::decide::ticket::Asked;
use crate::domain::decide::{Draft, require_text, shut_gates};
use crate::domain::fact::{ReleaseFact, ServiceFact};
use crate::domain::name::{StatusName, StepName, TicketName};
use crate::domain::process::{AskKind, Step};
use crate::domain::refusal::Refusal;
use crate::domain::release::Course;
use crate::domain::ticket::{Ticket, TicketAct, TicketCommand, TicketFact};
use crate::domain::workflow::Workflow;

impl Draft<'_> {
    /// What is asked of a ticket that is attached to this release, or is to be, or was found in its test.
    pub(in crate::domain::decide) fn ticket(&mut self, command: &TicketCommand) -> Result<(), Refusal> {
        let release = self.after.release.clone();
        let service = self.after.service.clone();
        let rules = release.ticket_rules().ok_or(Refusal::NoTickets)?;
        let asked = Asked {
            rules,
            service: &service,
            actor: self.actor,
        };
        if let TicketAct::Raise { title, link, .. } = &command.act {
            let against = Some(release.number);
            let (name, what) = asked.raise(command.ticket.as_str(), title, link.as_deref(), against)?;
            self.happened_to_ticket(&name, what);
            self.open_discussion();
            return Ok(());
        }
        let (name, ticket) = asked.find(&command.ticket)?;
        let here = ticket.release == Some(release.number);
        let what = match &command.act {
            TicketAct::Attach => self.attach(&asked, &name, ticket)?,
            _ if !here && ticket.release.is_some() => return Err(Refusal::TicketElsewhere(ticket.release)),
            _ if !here => return Err(Refusal::TicketNotAttached(name)),
            TicketAct::Detach(reason) => self.detach(&asked, &name, ticket, reason)?,
            act => asked.speak(&name, ticket, act)?,
        };
        self.happened_to_ticket(&name, what.clone());
        self.follow_move(asked.rules.workflow, &name, &what);
        Ok(())
    }

    fn happened_to_ticket(&mut self, ticket: &TicketName, what: TicketFact) {
        self.happened(ReleaseFact::Ticket {
            ticket: ticket.clone(),
            what: what.clone(),
        });
        self.happened_to_service(ServiceFact::Ticket {
            ticket: ticket.clone(),
            what,
        });
    }

    fn attach(&self, asked: &Asked<'_>, name: &TicketName, ticket: &Ticket) -> Result<TicketFact, Refusal> {
        let workflow = asked.rules.workflow;
        asked.require(workflow.attached_by.clone())?;
        if let Some(number) = ticket.release {
            return Err(Refusal::TicketAttached(name.clone(), number));
        }
        if ticket.status != workflow.attach_at {
            return Err(Refusal::TicketNotReady {
                ticket: name.clone(),
                is: workflow.title(&ticket.status).to_owned(),
                must_be: workflow.title(&workflow.attach_at).to_owned(),
            });
        }
        if self.after.release.tickets_are_tested() {
            return Err(Refusal::TicketTooLate(name.clone()));
        }
        Ok(TicketFact::Attached {
            release: self.after.release.number,
            title: ticket.title.clone(),
            link: ticket.link.clone(),
            status: ticket.status.clone(),
            since: ticket.since.at,
        })
    }

    /// A ticket under test stays until somebody has judged it: else taking it out would be a way past the test.
    fn detach(
        &self,
        asked: &Asked<'_>,
        name: &TicketName,
        ticket: &Ticket,
        reason: &str,
    ) -> Result<TicketFact, Refusal> {
        asked.require(asked.rules.workflow.attached_by.clone())?;
        let release = &self.after.release;
        if release.process.tested_at().any(|status| *status == ticket.status) {
            let awaited = asked.rules.awaited(&ticket.status).cloned();
            return Err(Refusal::TicketUnderTest(name.clone(), awaited));
        }
        Ok(TicketFact::Detached {
            release: release.number,
            reason: Some(require_text(reason)?),
        })
    }

    /// What follows from a move: a ticket that rests leaves its release, one that came back is discussed.
    fn follow_move(&mut self, workflow: &Workflow, name: &TicketName, what: &TicketFact) {
        let TicketFact::Moved { from, to, .. } = what else {
            return;
        };
        if workflow.find(to).is_some_and(|(_, s)| s.detaches) {
            let release = self.after.release.number;
            self.happened_to_ticket(
                name,
                TicketFact::Detached {
                    release,
                    reason: None,
                },
            );
        }
        if self.after.release.is_sent_back(from, to) {
            self.open_discussion();
        }
    }

    /// Opens the discussion of what testing found; not again while it lasts, and not before there was a test.
    fn open_discussion(&mut self) {
        let release = &self.after.release;
        if release.tickets.discussion.is_none() && release.tickets_are_tested() {
            self.happened(ReleaseFact::DiscussionOpened);
        }
    }

    /// Moves every attached ticket that a move leads there, by the authority of the step that is complete.
    pub(in crate::domain::decide) fn move_tickets(&mut self, to: &StatusName) {
        let release = self.after.release.clone();
        let Some(workflow) = release.workflow() else {
            return;
        };
        let open = release.open_tickets();
        let moved: Vec<(TicketName, StatusName)> = open
            .filter(|(_, a)| workflow.leads(&a.ticket.status, to))
            .map(|(_, a)| (a.name.clone(), a.ticket.status.clone()))
            .collect();
        self.move_all(moved, to);
    }

    fn move_all(&mut self, moved: Vec<(TicketName, StatusName)>, to: &StatusName) {
        if moved.is_empty() {
            return;
        }
        self.happened(ReleaseFact::TicketsMoved {
            tickets: moved.iter().map(|(name, _)| name.clone()).collect(),
            to: to.clone(),
        });
        for (ticket, from) in moved {
            let what = TicketFact::Moved {
                from,
                to: to.clone(),
                comment: None,
            };
            self.happened_to_service(ServiceFact::Ticket { ticket, what });
        }
    }

    /// A step that let open tickets pass sends those under test back: they are for another release.
    pub(in crate::domain::decide) fn return_excused_tickets(&mut self, step: &Step) {
        let excused = step.asks.iter().any(|ask| match &ask.kind {
            AskKind::Tickets { excused_by } => self.after.release.is_excused(excused_by.as_ref()),
            _ => false,
        });
        if excused {
            self.return_tickets_under_test();
        }
    }

    fn return_tickets_under_test(&mut self) {
        let release = self.after.release.clone();
        let Some(workflow) = release.workflow() else {
            return;
        };
        let tested: Vec<&StatusName> = release.process.tested_at().collect();
        let under_test = release
            .open_tickets()
            .filter(|(_, a)| tested.contains(&&a.ticket.status));
        let moved = under_test.map(|(_, a)| (a.name.clone(), a.ticket.status.clone()));
        self.move_all(moved.collect(), &workflow.back_to.clone());
    }

    /// A release that is over holds no ticket. It still says which it had: only the service lets go.
    pub(in crate::domain::decide) fn let_tickets_go(&mut self) {
        self.return_tickets_under_test();
        let release = self.after.release.clone();
        for (_, attached) in release.tickets.attached() {
            self.happened_to_service(ServiceFact::Ticket {
                ticket: attached.name.clone(),
                what: TicketFact::Detached {
                    release: release.number,
                    reason: None,
                },
            });
        }
    }

    /// A verdict on a ticket may be all that a step waited for; so may the lack of any ticket.
    pub(in crate::domain::decide) fn complete_what_tickets_allow(&mut self) {
        while let Some(step) = self.find_step_that_waited_for_tickets() {
            self.complete_when_answered(&step);
        }
    }

    fn find_step_that_waited_for_tickets(&self) -> Option<StepName> {
        let release = &self.after.release;
        let running = release.course == Course::Running;
        let mut current = release.current().filter(|_| running);
        let found = current.find(|(_, step, state)| {
            let asks = step
                .asks
                .iter()
                .any(|a| matches!(a.kind, AskKind::Tickets { .. }));
            let open = shut_gates(self.now, &self.after, step).is_empty();
            asks && open && release.missing(step, state).next().is_none()
        });
        found.map(|(_, step, _)| step.name.clone())
    }
}
