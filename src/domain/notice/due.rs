//! Who must be told because a moment has come: of the outage, or of the day that was agreed for a step.

use crate::domain::agenda::{OutageMoment, step_of_the_day, step_that_opens};
use crate::domain::release::Release;

use super::{Notice, Word, open_window, owed_by, to_thread};

pub(super) fn due(release: &Release, timer: &str) -> Vec<Notice> {
    let Some((moment, window)) = OutageMoment::find(timer).zip(open_window(release)) else {
        return day_begins(release, timer).into_iter().collect();
    };
    match moment {
        OutageMoment::Begins => {
            vec![Notice {
                not_after: Some(window.end),
                ..to_thread(Word::OutageBegan(window))
            }]
        }
        OutageMoment::EndsSoon => {
            vec![Notice {
                not_after: Some(window.end),
                ..to_thread(Word::OutageEndsSoon(window))
            }]
        }
        OutageMoment::Overruns => {
            vec![to_thread(Word::OutageOverran(window))]
        }
    }
}

/// The day that was agreed for a step, or on which the calendar opens it: its owner reads that it is time.
fn day_begins(release: &Release, timer: &str) -> Option<Notice> {
    let (_, step, _) = release.find_step(&step_of_the_day(timer).or_else(|| step_that_opens(timer))?)?;
    Some(to_thread(Word::YourTurn {
        step: step.name.clone(),
        roles: owed_by(step),
    }))
}
