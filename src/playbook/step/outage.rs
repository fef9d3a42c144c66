//! Holds what the steps of a process do with its outage against each other.

use crate::toml_reader::{Findings, Span};

use super::ReadStep;

/// An outage is asked for once, before anything waits for it or closes it, and is closed in the end.
pub(super) fn check_outage(steps: &[ReadStep], found: &mut Findings) {
    let mut asked: Option<&Span> = None;
    for step in steps {
        let uses = [
            (
                &step.outage_awaited,
                "the step waits for an outage that no step above asks for",
            ),
            (
                &step.outage_closed,
                "the step closes an outage that no step above asks for",
            ),
        ];
        for (span, what) in uses {
            if let (Some(span), None) = (span, asked) {
                let fix = "a step above needs asks = [{ outage = \"…\" }]";
                found.error(span, what, "no outage yet").fix(fix);
            }
        }
        match (&step.outage_asked, asked) {
            (Some(span), Some(first)) => {
                let what = "a process announces one outage";
                found
                    .error(span, what, "a second one")
                    .beside(first.clone(), "first here");
            }
            (Some(span), None) => asked = Some(span),
            (None, _) => {}
        }
    }
    if let Some(span) = asked.filter(|_| steps.iter().all(|step| step.outage_closed.is_none())) {
        let fix = "write closes_outage = true in the step that reopens the service";
        found
            .error(
                span,
                "nothing closes this outage",
                "its audience would wait for ever",
            )
            .fix(fix);
    }
}
