//! The sandbox's page in a real browser, end to end: what somebody does who has nothing but a mouse, a keyboard or a
//! finger.

mod clock;
mod forum;
mod keyboard;
mod kinds;
mod markdown;
mod modal;
mod reader;
mod release;
mod tour;
mod visitor;
