//! gonogo carries a team's release process in Discord.
#![forbid(unsafe_code)]

pub mod app;
pub mod bot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod courier;
pub mod discord;
pub mod domain;
pub mod log;
pub mod playbook;
pub mod sandbox;
pub mod scheduler;
pub mod store;
pub mod toml_reader;
pub mod veil;
pub mod wording;
