//! What the timers of outages bring about.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::fact::ServiceFact;
use crate::domain::outage::{LeadDue, Moment, MomentKind, Outage, OutageFact, moments};
use crate::domain::process::Process;
use crate::domain::service::ServiceState;

/// What a timer of an outage brings about when it is due; nothing when it is none, or not due.
pub(in crate::domain::decide) fn see_to(
    now: DateTime<Utc>,
    state: &ServiceState,
    processes: &[Arc<Process>],
    timer: &str,
) -> Option<Vec<ServiceFact>> {
    let service = &processes.first()?.service;
    let number: i64 = timer.strip_prefix("outage@")?.split('@').next()?.parse().ok()?;
    let outage = state.outages.get(&number)?;
    let all = moments(number, outage, service);
    let moment = all.iter().find(|m| m.key == timer && m.due_at <= now)?;
    let what = match &moment.kind {
        MomentKind::Begins => OutageFact::Started { about: None },
        MomentKind::Overruns => OutageFact::Overran,
        MomentKind::EndsSoon => OutageFact::Reminded {
            timer: timer.to_owned(),
            tell: None,
        },
        MomentKind::Lead(audience, lead) => OutageFact::Reminded {
            timer: timer.to_owned(),
            tell: (!is_overtaken(now, outage, moment, &all)).then(|| LeadDue {
                audience: audience.clone(),
                lead: *lead,
                due_at: moment.due_at,
            }),
        },
    };
    Some(vec![ServiceFact::Outage { number, what }])
}

/// Whether a reminder says nothing any more: the outage has begun, or the next reminder is due as well.
fn is_overtaken(now: DateTime<Utc>, outage: &Outage, moment: &Moment, all: &[Moment]) -> bool {
    let has_begun = outage.window.is_some_and(|w| w.start <= now);
    let is_next = |other: &Moment| match (&other.kind, &moment.kind) {
        (MomentKind::Lead(theirs, _), MomentKind::Lead(ours, _)) => {
            theirs == ours && other.due_at > moment.due_at && other.due_at <= now
        }
        _ => false,
    };
    has_begun || all.iter().any(is_next)
}
