//! What is asked of a ticket: to raise it, to comment, to move it, to take it into a release and out of it.
//!
//! A ticket that is attached is decided with its release, so that both know the same; any other with its service.

use super::super::fact::ServiceFact;
use super::super::name::{RoleName, StatusName, TicketName};
use super::super::person::Actor;
use super::super::process::{Process, Rule};
use super::super::refusal::Refusal;
use super::super::service::ServiceState;
use super::super::ticket::{Ticket, TicketAct, TicketCommand, TicketFact};
use super::super::workflow::{LegalMove, NoMove, Rules};
use super::answer::matches_rule;
use super::require_text;

mod of_release;

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
