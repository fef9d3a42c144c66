//! What is decided: no IO, no async, no now(); it knows nobody.

pub mod name;
pub mod process;
