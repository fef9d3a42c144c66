//! The sandbox's page in a real browser, end to end: what somebody does who has nothing but a mouse, a keyboard or a
//! finger.

mod awaited;
mod begins;
mod clock;
mod composer;
mod forum;
mod keyboard;
mod kinds;
mod line;
mod markdown;
mod modal;
mod options;
mod phone;
mod polls;
mod reach;
mod reader;
mod release;
mod searches;
mod tour;
mod visitor;
