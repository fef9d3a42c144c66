//! What each command about a ticket does, whichever way it came.

use std::sync::Arc;

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for, words_to};
use crate::discord::orders::{Answered, Order};
use crate::discord::text::{nearest, release_number};
use crate::domain::decide::Situation;
use crate::domain::name::{StatusName, TicketName};
use crate::domain::process::Process;
use crate::domain::refusal::Refusal;
use crate::domain::service::ServiceState;
use crate::domain::ticket::{Ticket, TicketAct, TicketCommand};
use crate::domain::workflow::{Rules, TicketRules, Workflow};
use crate::wording::answers::did_you_mean;
use crate::wording::message::Message;
use crate::wording::tickets;

/// A service that keeps tickets: the process that says how, and its state.
pub(in crate::discord) struct Keeper {
    pub(in crate::discord) process: Arc<Process>,
    pub(in crate::discord) state: Arc<ServiceState>,
}

impl Keeper {
    pub(in crate::discord) fn rules(&self) -> &TicketRules {
        self.process
            .tickets
            .as_ref()
            .expect("a keeper is one that has them")
    }

    fn workflow(&self) -> &Workflow {
        &self.rules().workflow
    }
}

/// What was said of a new ticket.
#[derive(Debug, Default)]
pub(in crate::discord) struct Raised<'a> {
    pub(in crate::discord) service: Option<&'a str>,
    pub(in crate::discord) ticket: Option<&'a str>,
    pub(in crate::discord) title: Option<&'a str>,
    pub(in crate::discord) link: Option<&'a str>,
    pub(in crate::discord) release: Option<&'a str>,
}

impl Desk {
    /// Every service that keeps tickets.
    pub(in crate::discord) async fn ticket_keepers(&self) -> Result<Vec<Keeper>, String> {
        let mut keepers: Vec<Keeper> = Vec::new();
        for shelved in self.app.library().processes() {
            let process = &shelved.process;
            let known = keepers
                .iter()
                .any(|k| k.process.service.name == process.service.name);
            if process.tickets.is_none() || known {
                continue;
            }
            let state = self.app.find_service(&process.service.name).await;
            let state = state.map_err(|f| words_for(&AppError::Fault(f)))?;
            keepers.push(Keeper {
                process: process.clone(),
                state,
            });
        }
        Ok(keepers)
    }

    /// The service that has the ticket, and the ticket's name as it is written.
    async fn find_ticket(&self, typed: Option<&str>) -> Result<(Keeper, TicketName), String> {
        let Some(typed) = typed.map(str::trim).filter(|t| !t.is_empty()) else {
            return Err("Which ticket? Add its name, such as `!ticket show ESD-123`; `/ticket list` shows those that are open.".to_owned());
        };
        let keepers = self.ticket_keepers().await?;
        for keeper in keepers {
            let found = keeper.state.find_ticket(typed).map(|(name, _)| name.clone());
            if let Some(name) = found {
                return Ok((keeper, name));
            }
        }
        let unknown = Refusal::TicketUnknown(TicketName::from(typed));
        Err(self.no(unknown).await)
    }

    async fn no(&self, refusal: Refusal) -> String {
        let first = self.app.library().processes().first();
        first.map_or_else(String::new, |shelved| {
            crate::wording::refusals::refusal(&refusal, &shelved.process, None)
        })
    }

    pub(in crate::discord) async fn raise_ticket(&self, order: &Order, raised: Raised<'_>) -> Answered {
        let (Some(ticket), Some(title)) = (raised.ticket, raised.title) else {
            return Err(
                "Please name the ticket and say what it is about, such as `!ticket raise ESD-123 Export fails on Safari`; found in a test, `!ticket raise ESD-123 #17 Export fails`."
                    .to_owned(),
            );
        };
        let against = match raised.release {
            Some(release) => Some(self.choose_release(Some(release)).await?.release),
            None => None,
        };
        let service = match (&against, raised.service) {
            (Some(release), _) => Some(release.process.service.name.to_string()),
            (None, named) => named.map(str::to_owned),
        };
        let keeper = self.keeper_for(ticket, service.as_deref()).await?;
        let command = TicketCommand {
            ticket: TicketName::from(ticket.trim()),
            act: TicketAct::Raise {
                title: title.to_owned(),
                link: raised.link.map(str::to_owned),
                against: against.map(|release| release.number),
            },
        };
        self.carry_out_on_ticket(order, &keeper, None, &command).await
    }

    /// The service whose tickets are called like that.
    async fn keeper_for(&self, ticket: &str, service: Option<&str>) -> Result<Keeper, String> {
        let mut keepers = self.ticket_keepers().await?;
        if let Some(service) = service {
            keepers.retain(|k| {
                let known = &k.process.service;
                known.name.as_str().eq_ignore_ascii_case(service) || known.title.eq_ignore_ascii_case(service)
            });
        }
        let fitting = keepers.iter().position(|k| fits(k.workflow(), ticket));
        match (fitting, keepers.is_empty()) {
            (Some(n), _) => Ok(keepers.swap_remove(n)),
            // Whose rule it breaks is then said by that rule.
            (None, false) => Ok(keepers.swap_remove(0)),
            (None, true) => Err(self.no(Refusal::NoTickets).await),
        }
    }

    pub(in crate::discord) async fn comment_on_ticket(
        &self,
        order: &Order,
        ticket: Option<&str>,
        text: Option<&str>,
    ) -> Answered {
        let (keeper, ticket) = self.find_ticket(ticket).await?;
        let Some(text) = text else {
            return Err(format!(
                "Please add what is to be said, such as `!ticket comment {ticket} it still happens on Safari`."
            ));
        };
        let act = TicketAct::Comment(text.to_owned());
        self.carry_out_on_ticket(order, &keeper, None, &TicketCommand { ticket, act })
            .await
    }

    pub(in crate::discord) async fn move_ticket(
        &self,
        order: &Order,
        ticket: Option<&str>,
        to: Option<&str>,
        comment: Option<&str>,
    ) -> Answered {
        let (keeper, ticket) = self.find_ticket(ticket).await?;
        let workflow = keeper.workflow();
        let names: Vec<&str> = workflow.statuses.iter().map(|s| s.name.as_str()).collect();
        let Some(to) = to.map(str::trim).filter(|t| !t.is_empty()) else {
            return Err(format!(
                "Where to? Add a status, such as `!ticket move {ticket} {}`.",
                names.last().unwrap_or(&"done")
            ));
        };
        let is_it = |s: &&crate::domain::workflow::Status| {
            s.name.as_str().eq_ignore_ascii_case(to) || s.title.eq_ignore_ascii_case(to)
        };
        let Some(status) = workflow.statuses.iter().find(is_it) else {
            return Err(did_you_mean(
                to,
                "status of a ticket",
                nearest(to, names.iter().copied()),
                &names,
            ));
        };
        let act = TicketAct::Move {
            to: status.name.clone(),
            comment: comment.map(str::to_owned),
            seen: None,
        };
        let command = TicketCommand { ticket, act };
        self.carry_out_on_ticket(order, &keeper, None, &command).await
    }

    /// The move that takes the word of several sides.
    pub(in crate::discord) async fn hold_ticket(
        &self,
        order: &Order,
        ticket: Option<&str>,
        comment: Option<&str>,
    ) -> Answered {
        let (keeper, ticket) = self.find_ticket(ticket).await?;
        let agreed = keeper.workflow().moves.iter().find(|m| !m.agreed_by.is_empty());
        let Some(to) = agreed.map(|m| m.to.clone()) else {
            return Err("No status of these tickets takes the word of several sides: the playbook would say so with `agreed_by`.".to_owned());
        };
        let act = TicketAct::Move {
            to,
            comment: comment.map(str::to_owned),
            seen: None,
        };
        let command = TicketCommand { ticket, act };
        self.carry_out_on_ticket(order, &keeper, None, &command).await
    }

    pub(in crate::discord) async fn attach_ticket(
        &self,
        order: &Order,
        ticket: Option<&str>,
        release: Option<&str>,
    ) -> Answered {
        let (keeper, ticket) = self.find_ticket(ticket).await?;
        let into = self.choose_release(release).await?.release.number;
        let act = TicketAct::Attach;
        self.carry_out_on_ticket(order, &keeper, Some(into), &TicketCommand { ticket, act })
            .await
    }

    pub(in crate::discord) async fn detach_ticket(
        &self,
        order: &Order,
        ticket: Option<&str>,
        reason: Option<&str>,
    ) -> Answered {
        let (keeper, ticket) = self.find_ticket(ticket).await?;
        let Some(reason) = reason else {
            return Err(format!(
                "Please add why, such as `!ticket detach {ticket} it goes into the next release`."
            ));
        };
        let act = TicketAct::Detach(reason.to_owned());
        self.carry_out_on_ticket(order, &keeper, None, &TicketCommand { ticket, act })
            .await
    }

    pub(in crate::discord) async fn show_ticket(&self, order: &Order, ticket: Option<&str>) -> Answered {
        let (keeper, name) = self.find_ticket(ticket).await?;
        let found = keeper.state.find_ticket(name.as_str());
        let Some((name, ticket)) = found else {
            return Err(self.no(Refusal::TicketUnknown(name)).await);
        };
        let situation = self.release_of(ticket).await?;
        let rules = rules_here(&keeper, situation.as_ref());
        Ok(Reply::Private(tickets::show(
            name,
            ticket,
            &rules,
            self.eyes(order, &keeper.process),
        )))
    }

    pub(in crate::discord) async fn list_tickets(
        &self,
        order: &Order,
        service: Option<&str>,
        status: Option<&str>,
    ) -> Answered {
        let mut keepers = self.ticket_keepers().await?;
        if let Some(service) = service {
            keepers.retain(|k| {
                k.process.service.name.as_str().eq_ignore_ascii_case(service)
                    || k.process.service.title.eq_ignore_ascii_case(service)
            });
        }
        let Some(keeper) = keepers.first() else {
            return Err(self.no(Refusal::NoTickets).await);
        };
        let statuses = &keeper.workflow().statuses;
        let status: Option<StatusName> = match status {
            None => None,
            Some(typed) => {
                let found = statuses.iter().find(|s| {
                    s.name.as_str().eq_ignore_ascii_case(typed) || s.title.eq_ignore_ascii_case(typed)
                });
                let names: Vec<&str> = statuses.iter().map(|s| s.name.as_str()).collect();
                let no = || {
                    did_you_mean(
                        typed,
                        "status of a ticket",
                        nearest(typed, names.iter().copied()),
                        &names,
                    )
                };
                Some(found.ok_or_else(no)?.name.clone())
            }
        };
        let title = &keeper.process.service.title;
        Ok(Reply::Private(tickets::list(
            title,
            &keeper.state,
            keeper.rules(),
            status.as_ref(),
            self.eyes(order, &keeper.process),
        )))
    }

    async fn carry_out_on_ticket(
        &self,
        order: &Order,
        keeper: &Keeper,
        into: Option<i64>,
        command: &TicketCommand,
    ) -> Answered {
        let service = &keeper.process.service.name;
        let handled = self
            .app
            .handle_ticket(&order.key, &order.actor, service, into, command)
            .await;
        let state = handled.map_err(|e| words_to(&order.actor, &e))?;
        let Some((name, ticket)) = state.find_ticket(command.ticket.as_str()) else {
            return Ok(Reply::Private(Message::plain("Done.")));
        };
        let situation = self.release_of(ticket).await?;
        let rules = rules_here(keeper, situation.as_ref());
        Ok(Reply::Private(tickets::done(
            name,
            ticket,
            &rules,
            self.eyes(order, &keeper.process),
        )))
    }

    /// The release of which a ticket is a part, with its service.
    pub(in crate::discord) async fn release_of(&self, ticket: &Ticket) -> Result<Option<Situation>, String> {
        let Some(number) = ticket.release else {
            return Ok(None);
        };
        let found = self.app.find(number).await;
        found.map_err(|f| words_for(&AppError::Fault(f)))
    }
}

/// The rules where a ticket is: those of its release, or those of its service.
pub(in crate::discord) fn rules_here<'a>(keeper: &'a Keeper, situation: Option<&'a Situation>) -> Rules<'a> {
    let here = situation.and_then(|s| s.release.ticket_rules());
    here.unwrap_or_else(|| Rules::outside(keeper.rules()))
}

/// Whether a ticket of that workflow can be called like that, in whichever case it was typed.
fn fits(workflow: &Workflow, typed: &str) -> bool {
    let rule = workflow.name.as_ref();
    rule.is_none_or(|rule| {
        let whole = regex::Regex::new(&format!("^(?i:{})$", rule.pattern));
        whole.is_ok_and(|r| r.is_match(typed.trim()))
    })
}

/// `!ticket raise ESD-9 #17 https://… Export fails`: what stands before the title is told apart by its look.
pub(in crate::discord) fn split_raise(words: &str) -> (Option<String>, Option<String>, Option<String>) {
    let (mut release, mut link, mut rest) = (None, None, words.trim());
    loop {
        let (word, tail) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if release.is_none() && word.starts_with('#') && release_number(word).is_some() {
            release = Some(word.to_owned());
        } else if link.is_none() && (word.starts_with("https://") || word.starts_with("http://")) {
            link = Some(word.to_owned());
        } else {
            break;
        }
        rest = tail.trim_start();
    }
    (release, link, (!rest.is_empty()).then(|| rest.to_owned()))
}
