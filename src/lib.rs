//! gonogo carries a team's release process in Discord: checklists, sign-offs, outages, go or no-go.
//!
//! The rooms in reading order. Nothing points back; ARCHITECTURE.md has the map and walkthroughs.
#![forbid(unsafe_code)]

// What is decided: a process, its facts, what may happen, what is due, who must be told. Pure; it knows nobody.
pub mod domain;
// Reads TOML that people write, and names every mistake with its place.
pub mod toml_reader;
// Sentences with blanks in them, as playbooks write them.
pub mod template;
// TOML to processes, with every mistake named.
pub mod playbook;
// The only place that asks the time; a hand can move it.
pub mod clock;
// The journal and what is queued, in SQLite or PostgreSQL.
pub mod store;
// The one way through: load, decide, commit, wake.
pub mod app;
// Sleeps until the earliest timer, hands it to `app`.
pub mod scheduler;
// Every sentence and every card, as functions of state.
pub mod wording;
// Drawings as pictures.
pub mod raster;
// The only way out: cards and notices to Discord, until the world agrees.
pub mod courier;
// The other way out: notices by mail and by signed webhook.
pub mod outbound;
// Holidays that are read from addresses, once a day.
pub mod calendars;
// The way in: commands, presses and forms.
pub mod discord;
// The way in for other systems: signed webhooks.
pub mod webhooks;
// The way in for readers without Discord: the page of outages, and feeds.
pub mod web;
// The rooms put together into a running bot.
pub mod bot;
// A playbook on a simulated clock, without Discord.
pub mod rehearsal;
// A Discord for one machine, which knows none of the above but the clock.
pub mod sandbox;
// The machine's TLS, set up once.
pub mod tls;
// Which addresses may be called, and a client that calls no others.
pub mod reach;
// Covers secrets in a text that is about to be shown.
pub mod veil;
// bot.toml: where Discord, the store, the playbooks and the token are.
pub mod config;
// The log, with every secret covered.
pub mod log;
// What the commands of the command line do.
pub mod cli;
