//! The sandbox's page in a real browser, end to end: what somebody does who has nothing but a mouse, a keyboard or a
//! finger.

mod awaited;
mod clock;
mod composer;
mod keyboard;
mod line;
mod options;
mod release;
mod tour;
mod visitor;
