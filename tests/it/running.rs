//! The program as it is started for real: a process, its output, its signals and its exit code.

mod bot;
mod journal;
mod log;
mod notices;
mod playbook;
pub(crate) mod process;
mod rehearse;
mod sandbox;
mod words;
