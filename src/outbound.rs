//! Carries notices out by mail and by signed webhook, to those who are not on Discord.
//!
//! The wiring starts it where bot.toml has a mail server or endpoints. It must not know Discord: what is said there is
//! the courier's.

pub mod delivery;
pub mod endpoint;
pub mod letter;
pub mod mail;
