//! What people read: whole, within Discord's limits, and with a way out of every no.

mod cards;
mod limits;
mod loud;
mod notices;
mod reading;
mod refusals;
mod stale;
