//! When goes run out: a sign-off may be good for so many days only, unless the step after it has begun.

use chrono::{DateTime, TimeDelta, Utc};

use super::Timer;
use crate::domain::fact::Place;
use crate::domain::name::PersonId;
use crate::domain::process::{AskKind, Step};
use crate::domain::release::{Answer, Release, Voice};

/// A go whose time runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The sign-off.
    pub place: Place,
    /// The set in which it counts.
    pub set: usize,
    /// Whose go it is.
    pub whose: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Expiry {
    fn key(&self) -> String {
        let Self {
            place,
            set,
            whose,
            at,
        } = self;
        format!(
            "go-expires/{}/{}/{set}/{whose}@{}",
            place.step,
            place.ask,
            at.timestamp()
        )
    }

    pub(super) fn into_timer(self) -> Timer {
        Timer {
            key: self.key(),
            due_at: self.at,
            version: None,
        }
    }
}

/// The go whose time runs out with the timer of that key.
pub fn find_expiry(release: &Release, key: &str) -> Option<Expiry> {
    expiries(release).into_iter().find(|e| e.key() == key)
}

/// The goes that count and will run out.
pub(super) fn expiries(release: &Release) -> Vec<Expiry> {
    if release.is_over() {
        return Vec::new();
    }
    let steps = release.process.steps.iter().zip(&release.steps);
    let waiting = steps.filter(|(step, state)| !state.by_authority && !is_next_begun(release, step));
    waiting
        .flat_map(|(step, state)| {
            let answered = state.answered(step);
            answered.flat_map(move |(ask, answer)| {
                let (AskKind::SignOff(rule), Answer::SignOff(voices)) = (&ask.kind, answer) else {
                    return Vec::new();
                };
                let place = Place {
                    step: step.name.clone(),
                    ask: ask.name.clone(),
                };
                let days = rule.valid_days;
                let expiry = |voice: &Voice| days.and_then(|days| of_voice(&place, days, voice));
                voices.iter().filter_map(expiry).collect()
            })
        })
        .collect()
}

fn of_voice(place: &Place, days: u32, voice: &Voice) -> Option<Expiry> {
    let at = voice.stamp.at.checked_add_signed(TimeDelta::days(days.into()))?;
    (voice.is_go() && voice.stands).then(|| Expiry {
        place: place.clone(),
        set: voice.set,
        whose: voice.stamp.by.clone(),
        at,
    })
}

fn is_next_begun(release: &Release, step: &Step) -> bool {
    let mut steps = release.process.steps.iter().zip(&release.steps);
    steps.any(|(later, state)| {
        later.after.contains(&step.name)
            && (state.completed.is_some() || state.waived.is_some() || release.has_progress(state))
    })
}
