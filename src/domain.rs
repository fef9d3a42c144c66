//! What is decided: no IO, no async, no now(); it knows nobody.
//!
//! A [`command::Command`] meets the state of a release and its service in [`decide`], which gives
//! [`fact::ReleaseFact`]s or a [`refusal::Refusal`]; state is the fold of facts; [`agenda`] says what is due when,
//! [`notice`] who must be told. Everybody else calls these; they call nobody.

pub mod address;
pub mod agenda;
pub mod audience;
pub mod cadence;
pub mod calendar;
pub mod card;
pub mod command;
pub mod decide;
pub mod diary;
pub mod environment;
pub mod evidence;
pub mod fact;
pub mod forecast;
pub mod instance;
pub mod ledger;
pub mod lifted;
pub mod month;
pub mod name;
pub mod next_version;
pub mod notice;
pub mod outage;
pub mod outside;
pub mod paired;
pub mod person;
pub mod process;
pub mod record;
pub mod refusal;
pub mod release;
pub mod release_day;
pub mod report;
pub mod rotation;
pub mod secret;
pub mod service;
pub mod side;
pub mod status;
pub mod ticket;
pub mod timer;
pub mod track;
pub mod wall_clock;
pub mod when;
pub mod workflow;
