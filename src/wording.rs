//! Every sentence a person reads: cards, notices, refusals, answers. Pure: state in, a message out.
//!
//! Called by `discord` for answers and by `courier` for cards and notices. It knows the domain and nobody else;
//! what a button stands for is written here too ([`press`]), beside the label that people read.

pub mod answers;
mod calendar;
pub mod checklist_card;
pub mod clocks;
pub mod closed_door;
pub mod environments;
pub mod evidence;
pub mod eyes;
pub mod files;
pub mod forecast;
pub mod help;
pub mod message;
pub mod modals;
pub mod month;
pub mod notices;
pub mod outage_desk;
pub mod outage_event;
pub mod outages;
pub mod plain;
pub mod plan;
pub mod press;
pub mod public;
pub mod record_card;
pub mod record_form;
pub mod refusals;
pub mod release_card;
pub mod release_day;
pub mod report;
pub mod rotation;
pub mod side_card;
pub mod sign_off_card;
pub mod states;
pub mod text;
pub mod tickets;
pub mod todo;
pub mod undelivered;

#[cfg(test)]
mod tests;
