//! What stands against an outage, and who can pass it.

use crate::domain::audience::Lead;
use crate::domain::name::RoleName;
use crate::domain::outage::Objection;
use crate::wording::text::{any_of, count, moment, quote, window};

/// Everything that stands against it at once, with the way out.
pub(super) fn objected(objections: &[Objection], override_by: &[RoleName]) -> String {
    let mut lines: Vec<String> = objections.iter().map(objection).collect();
    lines.push(match override_by {
        [] => "Choose another time, or give a reason why it must be then.".to_owned(),
        roles => format!(
            "Choose another time. If it must be then, {} can pass this with a reason.",
            any_of(roles)
        ),
    });
    lines.join("\n")
}

/// What stands against it, as a sentence.
pub(crate) fn objection(objection: &Objection) -> String {
    match objection {
        Objection::Overlaps { number, window: w } => {
            format!("Outage {number} of this service is planned {}.", window(*w))
        }
        Objection::ShortNotice {
            audience,
            least,
            earliest,
        } => format!(
            "{audience} need to know {} before: the earliest start is {}.",
            lead(*least),
            moment(*earliest)
        ),
        Objection::Holiday { date, name } => {
            format!("{} is a holiday: {}.", date.format("%-d %B %Y"), quote(name, 60))
        }
        Objection::Freeze { title, until, .. } => {
            format!(
                "It is in a freeze: {}, until {}.",
                quote(title, 60),
                moment(*until)
            )
        }
    }
}

/// How long before, in words.
pub(crate) fn lead(lead: Lead) -> String {
    match lead {
        Lead::Days(days) => count(days.into(), "day"),
        Lead::Minutes(minutes) if minutes % 60 == 0 => count((minutes / 60).into(), "hour"),
        Lead::Minutes(minutes) => count(minutes.into(), "minute"),
    }
}
