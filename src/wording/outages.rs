//! What is said of outages: to their audiences in their words, to the team in its own.
//!
//! Called by the courier, by the rooms that carry notices elsewhere, and by previews. Every floor says the same news:
//! [`said`] in gonogo's own words, `chat` on Discord, [`letter`] by mail, [`preview`] before anybody is told.

use chrono::{DateTime, Utc};

use crate::domain::decide::Situation;
use crate::domain::outage::{Outage, OutageFact, Window};

mod chat;
pub mod letter;
mod own_words;
pub mod preview;
mod said;
mod voice;

pub use chat::{card, notice, to_team, words};
pub use preview::{Intent, Planned, preview, preview_message};

/// Every notice that the audience of a release will get when this window is published.
pub fn preview_of_release(situation: &Situation, window: Window, now: DateTime<Utc>) -> Vec<Planned> {
    let release = &situation.release;
    let Some(planned) = &release.outage else {
        return Vec::new();
    };
    let known = situation.service.outages.get(&release.number);
    let known = known.map(|outage| Outage::clone(outage));
    let fact = match planned.announced {
        None => OutageFact::Announced {
            about: planned.about(release.number, &release.process),
            window,
            objections: Vec::new(),
            reason: None,
        },
        Some(was) => OutageFact::Changed {
            window,
            was,
            objections: Vec::new(),
            reason: None,
        },
    };
    let intent = Intent {
        number: release.number,
        before: &known.unwrap_or_default(),
        fact: &fact,
        service: &release.process.service,
        subscribers: &situation.service.subscribers,
    };
    preview(&intent, now)
}
