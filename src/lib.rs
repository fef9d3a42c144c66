//! gonogo carries a team's release process in Discord.
#![forbid(unsafe_code)]

pub mod clock;
pub mod sandbox;
