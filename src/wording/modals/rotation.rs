//! The forms of a rotation: leave, taking over, the note to the next.

use crate::wording::press::{Press, RotationVerb};

use super::plan::{DAY, REASON, line, why};
use super::{Modal, TEXT, modal};

/// The form that a press opens.
pub fn form(press: Press, verb: RotationVerb) -> Option<Modal> {
    Some(match verb {
        RotationVerb::Away => modal(
            press,
            "I am away",
            vec![
                line(DAY, "From which day?", "2026-12-24").row(),
                line(TEXT, "To which day, the last one?", "2027-01-04").row(),
                why(REASON, "Why? Leave it empty if you like", "Holidays")
                    .optional()
                    .row(),
            ],
        ),
        RotationVerb::TakeOver => modal(
            press,
            "Take over from today",
            vec![why(TEXT, "Why?", "Ana is ill").row()],
        ),
        RotationVerb::Note => modal(
            press,
            "A note to whoever comes next",
            vec![
                why(
                    TEXT,
                    "What should they know?",
                    "Staging is slow on Mondays; v0.0.5 waits for QA",
                )
                .row(),
            ],
        ),
        RotationVerb::Agree
        | RotationVerb::Decline
        | RotationVerb::Withdraw
        | RotationVerb::TakeIt
        | RotationVerb::Swap => return None,
    })
}
