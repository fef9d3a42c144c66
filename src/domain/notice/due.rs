//! Who must be told because a moment has come: of the outage, or of the day that was agreed for a step.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::agenda::{OutageMoment, step_of_the_day, step_that_opens};
use crate::domain::decide::{Situation, shut_gates};
use crate::domain::fact::ReleaseFact;
use crate::domain::release::Release;
use crate::domain::service::ServiceState;

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

/// Whether it would call somebody to a step that something else still holds shut: the calendar opens it, and it waits for
/// a planned day, or for a blocker to be cleared.
pub fn is_premature(
    fact: &ReleaseFact,
    now: DateTime<Utc>,
    release: &Release,
    service: &ServiceState,
) -> bool {
    let ReleaseFact::Reminded { timer } = fact else {
        return false;
    };
    let opened = step_that_opens(timer);
    let Some((_, step, _)) = opened.and_then(|name| release.find_step(&name)) else {
        return false;
    };
    let situation = Situation {
        release: Arc::new(release.clone()),
        service: Arc::new(service.clone()),
    };
    !shut_gates(now, &situation, step).is_empty()
}

/// The day that was agreed for a step, or on which the calendar opens it: its owner reads that it is time.
fn day_begins(release: &Release, timer: &str) -> Option<Notice> {
    let (_, step, _) = release.find_step(&step_of_the_day(timer).or_else(|| step_that_opens(timer))?)?;
    Some(to_thread(Word::YourTurn {
        step: step.name.clone(),
        roles: owed_by(step),
    }))
}
