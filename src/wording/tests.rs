//! What people read: whole, within Discord's limits, and with a way out of every no.

mod answers;
mod cards;
mod honest;
mod limits;
mod lists;
mod loud;
mod notices;
mod outages;
mod plan;
mod reading;
mod refusals;
mod stale;
mod tickets;
