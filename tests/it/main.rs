//! Everything that is tested from outside, in one program, so that it is linked once.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something goes wrong; helpers of tests are tests too"
)]

mod browser;
mod calendar;
mod calendar_urls;
mod change_ticket;
mod clumsy_and_hostile;
mod conditions;
mod config;
mod database;
mod demo;
mod endpoints;
mod evidence;
mod field_portal;
mod files;
mod fmtm;
mod form;
mod infrastructure;
mod lost_answers;
mod mail;
mod major_release;
mod minor_release;
mod monthly;
mod oracle;
mod other_processes;
mod outage_notices;
mod outage_pages;
mod outages;
mod page;
mod plan;
mod playbook;
mod rehearsal;
mod release_day;
mod restarts;
mod rotations;
mod running;
mod sandbox;
mod sign_offs;
mod starts;
mod store;
mod storm;
mod story;
mod sync;
mod tickets;
mod tracks;
mod webhooks;
