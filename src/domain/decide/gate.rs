//! Gates: what holds a step shut beside the order of steps.

use chrono::{DateTime, Utc};

use super::super::name::{EnvironmentName, StepName};
use super::super::process::{Gate, Step};
use super::super::refusal::Refusal;
use super::super::service::Holder;
use super::Situation;

/// What holds a step shut beside the order of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shut {
    /// Another release holds an environment that the step takes.
    Busy(EnvironmentName, Holder),
    /// The step waits for the outage.
    OutageNotBegun {
        /// When it begins; nothing when it is not announced.
        start: Option<DateTime<Utc>>,
    },
}

impl Shut {
    pub(super) fn into_refusal(self, step: &StepName) -> Refusal {
        match self {
            Self::Busy(environment, holder) => Refusal::EnvironmentBusy(environment, holder),
            Self::OutageNotBegun { start } => Refusal::OutageNotBegun {
                step: step.clone(),
                start,
            },
        }
    }

    /// The gate in the few words that the journal keeps.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Busy(environment, holder) => format!("{environment} is taken by #{}", holder.release),
            Self::OutageNotBegun { .. } => "the outage has not begun".to_owned(),
        }
    }
}

/// What holds a step shut, beside the order of steps, while nobody has overridden it.
pub fn shut_gates(now: DateTime<Utc>, situation: &Situation, step: &Step) -> Vec<Shut> {
    let release = &situation.release;
    let busy = step.takes.iter().filter_map(|environment| {
        let holder = situation
            .service
            .holders
            .get(environment)
            .filter(|h| h.release != release.number)?;
        Some(Shut::Busy(environment.clone(), holder.clone()))
    });
    let gates = step.gates.iter().filter_map(|gate| match gate {
        Gate::OutageBegun => {
            let outage = release.outage.as_ref();
            let begun = outage.is_some_and(|o| o.is_under_way(now));
            let start = outage.and_then(|o| o.find_open_window()).map(|w| w.start);
            (!begun).then_some(Shut::OutageNotBegun { start })
        }
    });
    busy.chain(gates).collect()
}
