//! The tickets of a service: what became of each, and which one a name means.

use std::sync::Arc;

use super::ServiceState;
use crate::domain::name::TicketName;
use crate::domain::person::Stamp;
use crate::domain::ticket::{Ticket, TicketFact};

impl ServiceState {
    pub(in crate::domain) fn apply_to_ticket(&mut self, name: &TicketName, fact: &TicketFact, stamp: &Stamp) {
        let tickets = Arc::make_mut(&mut self.tickets);
        if let Some(ticket) = tickets.get_mut(name) {
            ticket.apply(fact, stamp);
        } else if let Some(ticket) = Ticket::begin(fact, &stamp.by, stamp.at) {
            tickets.insert(name.clone(), ticket);
        }
    }

    /// The ticket of that name, in whichever case it was typed.
    pub fn find_ticket(&self, typed: &str) -> Option<(&TicketName, &Ticket)> {
        let typed = typed.trim();
        let mut tickets = self.tickets.iter();
        tickets.find(|(name, _)| name.as_str().eq_ignore_ascii_case(typed))
    }
}
