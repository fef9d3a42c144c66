//! The forms of the plan: a release around it, a slot that is moved or skipped, an instance beside it.

use crate::domain::process::Process;
use crate::wording::press::Press;
use crate::wording::text::fit;

use super::{Input, Modal, Row, TEXT, modal};

/// The input for why.
pub const REASON: &str = "reason";
/// The input for a day.
pub const DAY: &str = "day";
/// The input for whose it is.
pub const OWNER: &str = "owner";

pub(super) struct Field<'a> {
    id: &'static str,
    label: &'a str,
    placeholder: &'a str,
    value: Option<&'a str>,
    long: bool,
    required: bool,
}

impl Field<'_> {
    pub(super) fn optional(self) -> Self {
        Self {
            required: false,
            ..self
        }
    }

    pub(super) fn row(self) -> Row {
        let input = Input {
            r#type: 4,
            custom_id: self.id,
            style: if self.long { 2 } else { 1 },
            label: fit(self.label, 45),
            required: self.required,
            max_length: if self.long { 1000 } else { 200 },
            placeholder: Some(fit(self.placeholder, 100)),
            value: self.value.map(|v| fit(v, 200)),
        };
        Row {
            r#type: 1,
            components: [input],
        }
    }
}

pub(super) fn line<'a>(id: &'static str, label: &'a str, placeholder: &'a str) -> Field<'a> {
    Field {
        id,
        label,
        placeholder,
        value: None,
        long: false,
        required: true,
    }
}

pub(super) fn why<'a>(id: &'static str, label: &'a str, placeholder: &'a str) -> Field<'a> {
    Field {
        long: true,
        ..line(id, label, placeholder)
    }
}

/// The form that starts a release, for a slot or around the plan: `row` says what the table of tracks says today.
pub fn start(press: Press, process: &Process, version: Option<&str>, row: Option<&str>) -> Modal {
    let hint = process.version.as_ref().map_or("", |r| r.because.as_str());
    let version = Field {
        value: version,
        ..line(TEXT, "Which version?", hint)
    };
    let mut rows = vec![version.row()];
    if process.track.is_some() {
        let row = row.unwrap_or("Log-in fails for everybody");
        rows.push(why(REASON, "Why can it not wait?", row).row());
    }
    modal(press, &format!("Start: {}", process.title), rows)
}

/// The form that skips a slot.
pub fn skip_slot(press: Press, what: &str) -> Modal {
    let rows = vec![why(TEXT, "Why?", "A holiday; nothing was merged").row()];
    modal(press, &format!("Skip {what}"), rows)
}

/// The form that moves a slot.
pub fn move_slot(press: Press, what: &str) -> Modal {
    let rows = vec![
        line(DAY, "To which day?", "2026-12-09").row(),
        why(TEXT, "Why?", "A holiday; those who test are away").row(),
    ];
    modal(press, &format!("Move {what}"), rows)
}

/// The form that begins an instance.
pub fn instance(press: Press, process: &Process, name: Option<&str>) -> Modal {
    let hint = process.version.as_ref().map_or("", |r| r.because.as_str());
    let name = Field {
        value: name,
        ..line(TEXT, "What is it called?", hint)
    };
    let owner = Field {
        required: false,
        ..line(
            OWNER,
            "Whose is it? You, when left empty",
            "Their number on Discord, or <@number>",
        )
    };
    let rows = vec![
        name.row(),
        line(DAY, "Until which day is it needed?", "2026-12-24").row(),
        owner.row(),
    ];
    modal(press, &format!("Start: {}", process.title), rows)
}
