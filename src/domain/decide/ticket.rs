//! What is asked of a ticket: to raise it, to comment, to move it, to take it into a release and out of it.
//!
//! A ticket that is attached is decided with its release, so that both know the same; any other with its service.

use super::super::fact::{ReleaseFact, ServiceFact};
use super::super::name::{RoleName, StatusName, StepName, TicketName};
use super::super::person::Actor;
use super::super::process::{AskKind, Process, Rule, Step};
use super::super::refusal::Refusal;
use super::super::release::Course;
use super::super::service::ServiceState;
use super::super::ticket::{Ticket, TicketAct, TicketCommand, TicketFact};
use super::super::workflow::{LegalMove, NoMove, Rules, Workflow};
use super::answer::matches_rule;
use super::{Draft, require_text, shut_gates};

/// The longest title of a ticket, in characters.
const LONGEST_TITLE: usize = 120;

/// The longest link, in characters.
const LONGEST_LINK: usize = 300;

/// What a command about a ticket brings about while the ticket is in no release.
pub(super) fn decide_for_ticket(
    service: &ServiceState,
    process: Option<&Process>,
    actor: &Actor,
    command: &TicketCommand,
) -> Result<Vec<ServiceFact>, Refusal> {
    let rules = process
        .and_then(|p| p.tickets.as_ref())
        .ok_or(Refusal::NoTickets)?;
    let rules = Rules::outside(rules);
    let asked = Asked {
        rules,
        service,
        actor,
    };
    let (ticket, what) = match &command.act {
        TicketAct::Raise {
            title,
            link,
            against: None,
        } => asked.raise(command.ticket.as_str(), title, link.as_deref(), None)?,
        TicketAct::Raise { .. } | TicketAct::Attach => return Err(Refusal::TicketElsewhere(None)),
        TicketAct::Detach(_) => {
            let (name, ticket) = asked.find(&command.ticket)?;
            return Err(match ticket.release {
                Some(_) => Refusal::TicketElsewhere(ticket.release),
                None => Refusal::TicketNotAttached(name),
            });
        }
        TicketAct::Comment(_) | TicketAct::Move { .. } => {
            let (name, ticket) = asked.find(&command.ticket)?;
            if ticket.release.is_some() {
                return Err(Refusal::TicketElsewhere(ticket.release));
            }
            let what = asked.speak(&name, ticket, &command.act)?;
            (name, what)
        }
    };
    Ok(vec![ServiceFact::Ticket { ticket, what }])
}

/// Something asked of a ticket, by whom, under which rules.
struct Asked<'a> {
    rules: Rules<'a>,
    service: &'a ServiceState,
    actor: &'a Actor,
}

impl Asked<'_> {
    fn find(&self, name: &TicketName) -> Result<(TicketName, &Ticket), Refusal> {
        let found = self.service.find_ticket(name.as_str());
        let (name, ticket) = found.ok_or_else(|| Refusal::TicketUnknown(name.clone()))?;
        Ok((name.clone(), ticket))
    }

    fn require(&self, roles: Vec<RoleName>) -> Result<(), Refusal> {
        if self.actor.has_any(&roles) {
            return Ok(());
        }
        Err(Refusal::RoleMissing {
            needed: roles,
            have: self.actor.roles.iter().cloned().collect(),
        })
    }

    fn participants(&self) -> Vec<RoleName> {
        let mut roles = self.rules.workflow.roles();
        roles.extend(self.rules.instead.values().map(|r| (*r).clone()));
        roles
    }

    fn raise(
        &self,
        name: &str,
        title: &str,
        link: Option<&str>,
        against: Option<i64>,
    ) -> Result<(TicketName, TicketFact), Refusal> {
        self.require(self.participants())?;
        let workflow = self.rules.workflow;
        let name = named(workflow.name.as_ref(), name)?;
        if let Some((known, ticket)) = self.service.find_ticket(name.as_str()) {
            return Err(Refusal::TicketKnown(known.clone(), ticket.title.clone()));
        }
        let title = require_text(title)?;
        if title.chars().count() > LONGEST_TITLE {
            return Err(Refusal::TextTooLong { most: LONGEST_TITLE });
        }
        let link = match link.map(str::trim).filter(|l| !l.is_empty()) {
            Some(link) => Some(require_link(link)?),
            None => workflow
                .link
                .as_ref()
                .map(|l| l.replace("{ticket}", name.as_str())),
        };
        let first = workflow.first().ok_or(Refusal::NoTickets)?;
        let status = first.name.clone();
        let raised = TicketFact::Raised {
            title,
            link,
            status,
            against,
        };
        Ok((name, raised))
    }

    /// A comment or a move.
    fn speak(&self, name: &TicketName, ticket: &Ticket, act: &TicketAct) -> Result<TicketFact, Refusal> {
        match act {
            TicketAct::Comment(text) => self.comment(ticket, text),
            TicketAct::Move { to, comment, seen } => {
                if seen.as_ref().is_some_and(|seen| *seen != ticket.status) {
                    return Err(Refusal::TicketMovedOn(
                        name.clone(),
                        ticket.status.clone(),
                        ticket.since.clone(),
                    ));
                }
                self.move_to(name, ticket, to, comment.as_deref())
            }
            TicketAct::Raise { .. } | TicketAct::Attach | TicketAct::Detach(_) => {
                unreachable!("whoever calls has taken these")
            }
        }
    }

    /// A comment moves the ticket where its status says so for a role of the person.
    fn comment(&self, ticket: &Ticket, text: &str) -> Result<TicketFact, Refusal> {
        self.require(self.participants())?;
        let text = require_text(text)?;
        let status = self.rules.workflow.find(&ticket.status).map(|(_, s)| s);
        let mut moves = status.into_iter().flat_map(|s| &s.comment_by);
        let to = moves.find(|(role, _)| self.actor.roles.contains(*role));
        Ok(match to {
            Some((_, to)) => TicketFact::Moved {
                from: ticket.status.clone(),
                to: to.clone(),
                comment: Some(text),
            },
            None => TicketFact::Commented { text },
        })
    }

    fn move_to(
        &self,
        name: &TicketName,
        ticket: &Ticket,
        to: &StatusName,
        comment: Option<&str>,
    ) -> Result<TicketFact, Refusal> {
        let legal = self.rules.legal(&ticket.status);
        let mine = |m: &&LegalMove| self.actor.has_any(m.by.iter().chain(&m.agreed_by));
        let Some(way) = legal.iter().filter(|m| m.to == *to).find(mine) else {
            return Err(Refusal::NoMove(Box::new(NoMove {
                what: name.to_string(),
                from: self.rules.workflow.title(&ticket.status).to_owned(),
                to: self.rules.workflow.title(to).to_owned(),
                legal,
                have: self.actor.roles.iter().cloned().collect(),
            })));
        };
        let comment = comment.map(str::trim).filter(|c| !c.is_empty());
        let comment = match comment {
            Some(text) => Some(require_text(text)?),
            None if way.needs_comment => return Err(Refusal::CommentMissing(way.title.clone())),
            None => None,
        };
        if self.actor.has_any(&way.by) {
            let from = ticket.status.clone();
            let to = to.clone();
            return Ok(TicketFact::Moved { from, to, comment });
        }
        self.agree(ticket, way, comment)
    }

    /// One side's word: the last one that was missing moves the ticket.
    fn agree(
        &self,
        ticket: &Ticket,
        way: &LegalMove,
        comment: Option<String>,
    ) -> Result<TicketFact, Refusal> {
        let given = || ticket.consents(&way.to);
        if let Some(mine) = given().find(|c| c.stamp.by == self.actor.id) {
            return Err(Refusal::AgreedAlready(
                mine.stamp.clone(),
                missing_sides(ticket, way),
            ));
        }
        let missing = missing_sides(ticket, way);
        let Some(side) = missing.iter().find(|r| self.actor.roles.contains(r)) else {
            let spoke = given().find(|c| self.actor.roles.contains(&c.role));
            let stamp = spoke.map_or_else(|| ticket.since.clone(), |c| c.stamp.clone());
            return Err(Refusal::AgreedAlready(stamp, missing));
        };
        let to = way.to.clone();
        Ok(match missing.len() {
            1 => TicketFact::Moved {
                from: ticket.status.clone(),
                to,
                comment,
            },
            _ => TicketFact::MoveAgreed {
                to,
                role: side.clone(),
                comment,
            },
        })
    }
}

/// The sides that have not agreed to a move yet.
pub fn missing_sides(ticket: &Ticket, way: &LegalMove) -> Vec<RoleName> {
    let has_agreed = |role: &&RoleName| ticket.consents(&way.to).any(|c| c.role == **role);
    let missing = way.agreed_by.iter().filter(|role| !has_agreed(role));
    missing.cloned().collect()
}

/// The name as the rule wants it: people type `esd-123` and mean `ESD-123`.
fn named(rule: Option<&Rule>, typed: &str) -> Result<TicketName, Refusal> {
    let typed = require_text(typed)?;
    let shouted = typed.to_uppercase();
    let fits = |name: &str| {
        let plain = name.chars().count() <= 40 && !name.contains(char::is_whitespace);
        plain && rule.is_none_or(|rule| matches_rule(rule, name))
    };
    match [typed.clone(), shouted].into_iter().find(|name| fits(name)) {
        Some(name) => Ok(TicketName::from(name)),
        None => Err(Refusal::ValueDoesNotFit {
            value: typed,
            because: rule.map_or_else(
                || "a ticket is named by one word, such as ESD-123".to_owned(),
                |rule| rule.because.clone(),
            ),
        }),
    }
}

/// A page's address that gives no password away.
fn require_link(link: &str) -> Result<String, Refusal> {
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let sound = host.is_some_and(|host| !host.is_empty() && !host.contains('@'));
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '`' | ')');
    if sound && link.len() <= LONGEST_LINK && !link.contains(odd) {
        return Ok(link.to_owned());
    }
    Err(Refusal::ValueDoesNotFit {
        value: link.to_owned(),
        because: "a link begins with https:// and holds no spaces and no password".to_owned(),
    })
}

impl Draft<'_> {
    /// What is asked of a ticket that is attached to this release, or is to be, or was found in its test.
    pub(super) fn ticket(&mut self, command: &TicketCommand) -> Result<(), Refusal> {
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
    pub(super) fn move_tickets(&mut self, to: &StatusName) {
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
    pub(super) fn return_excused_tickets(&mut self, step: &Step) {
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
    pub(super) fn let_tickets_go(&mut self) {
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
    pub(super) fn complete_what_tickets_allow(&mut self) {
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
