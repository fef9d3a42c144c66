//! The forms that ask for a text. In Discord's classic shape: rows of text inputs.

use serde::Serialize;

use crate::domain::process::{AskKind, Process};
use crate::domain::record::ExpectedOutage;
use crate::domain::release::Release;
use crate::domain::when::{span, written};

use super::press::{Press, Verb};
use super::text::fit;

pub mod outage;
pub mod plan;
pub mod rotation;

/// A form: Discord takes a title of 45 characters and up to five inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Modal {
    /// What it stands for.
    pub custom_id: String,
    /// What it is about.
    pub title: String,
    /// Its inputs, each in a row.
    pub components: Vec<Row>,
}

/// A row of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    r#type: u8,
    components: [Input; 1],
}

/// A text input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Input {
    r#type: u8,
    custom_id: &'static str,
    style: u8,
    label: String,
    required: bool,
    max_length: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    placeholder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

/// The name of the only input of a form with one.
pub const TEXT: &str = "text";
/// The input for when an outage starts.
pub const START: &str = "start";
/// The input for how long it lasts.
pub const LENGTH: &str = "length";

/// The input for whether an outage is expected.
pub const OUTAGE: &str = "outage";

fn input(custom_id: &'static str, label: &str, placeholder: Option<&str>, long: bool) -> Row {
    let input = Input {
        r#type: 4,
        custom_id,
        style: if long { 2 } else { 1 },
        label: fit(label, 45),
        required: true,
        max_length: if long { 1000 } else { 200 },
        placeholder: placeholder.map(|p| fit(p, 100)),
        value: None,
    };
    Row {
        r#type: 1,
        components: [input],
    }
}

/// A field of several lines, with what it holds already, for a text of up to `most` characters.
pub(super) fn field(
    custom_id: &'static str,
    label: &str,
    placeholder: Option<&str>,
    value: Option<&str>,
    most: u16,
    required: bool,
) -> Row {
    let input = Input {
        r#type: 4,
        custom_id,
        style: if most > 200 { 2 } else { 1 },
        label: fit(label, 45),
        required,
        max_length: most,
        placeholder: placeholder.map(|p| fit(p, 100)),
        value: value.filter(|v| !v.is_empty()).map(str::to_owned),
    };
    Row {
        r#type: 1,
        components: [input],
    }
}

pub(super) fn modal(press: Press, title: &str, components: Vec<Row>) -> Modal {
    Modal {
        custom_id: press.to_string(),
        title: fit(title, 45),
        components,
    }
}

/// The form that a press opens; nothing when it opens none.
pub fn find_modal(press: Press, release: &Release) -> Option<Modal> {
    let item = press
        .find_item(release)
        .map(|i| i.text.as_str())
        .unwrap_or_default();
    let step = press
        .find_step(release)
        .map(|(s, _)| s.title.as_str())
        .unwrap_or_default();
    let ask = press
        .find_ask(release)
        .map(|a| a.title.as_str())
        .unwrap_or_default();
    let one = |title: &str, label: &str, hint: &str| {
        Some(modal(press, title, vec![input(TEXT, label, Some(hint), true)]))
    };
    match press.verb {
        Verb::Fail => one(
            &format!("Failed: {item}"),
            "What did you see?",
            "500 on a PDF over 2 MB",
        ),
        Verb::Waive => one(
            &format!("Waive: {item}"),
            "Why does it not apply?",
            "Switched off in this release",
        ),
        Verb::AddEvidence => one(
            &format!("Evidence: {}", if press.item < 0 { ask } else { item }),
            "A link, or a note",
            "https://ci.example.org/runs/42",
        ),
        Verb::TicketComment => one(
            &super::tickets::comment_title(release, usize::try_from(press.item).ok()?)?,
            "What is to be said?",
            "It still happens on Safari",
        ),
        Verb::NoGo => one("No-go", "Why not?", "The rollback plan is missing"),
        Verb::Hold => one("Hold the release", "Why?", "Waiting for a fix of #214"),
        Verb::Abort => one(
            &format!("Abort #{}", release.number),
            "Why?",
            "Superseded by 22.04.3",
        ),
        Verb::SendBack => one(
            &format!("Failed: {step}"),
            "What failed, and what must be fixed?",
            "Upload fails; the image must be rebuilt",
        ),
        Verb::RollBack => one(
            "Roll back",
            "Why, and is the earlier version running?",
            "Log-in fails; 22.04.1 runs again",
        ),
        Verb::Override => one(
            &format!("Override: {step}"),
            "Why? It is shown on the card for ever",
            "Agreed with the service owner by phone",
        ),
        Verb::Go => Some(modal(
            press,
            "Go, and when",
            vec![input(TEXT, "On which day?", Some("2026-12-01"), false)],
        )),
        Verb::WaiveStep => one(
            &format!("Not needed: {step}"),
            "Why is it not needed this time?",
            "Nothing had to be patched",
        ),
        Verb::Block => one(
            "Raise a blocker",
            "What is wrong?",
            "Log-in fails: https://…/issues/214",
        ),
        Verb::Unblock => one(
            &format!("Clear blocker {}", press.item),
            "Why does it stand no more?",
            "Fixed in r2, tested by Ben",
        ),
        Verb::Bug => one(
            "Note a bug",
            "What is wrong?",
            "A typing error: https://…/issues/215",
        ),
        Verb::Give => give(press, release),
        Verb::Window => Some(window(press, release)),
        Verb::WindowAnyway => Some(outage::anyway(
            press,
            "Plan the outage all the same",
            release.process.service.zone,
            &typed_of(release),
        )),
        _ => None,
    }
}

fn give(press: Press, release: &Release) -> Option<Modal> {
    let ask = press.find_ask(release)?;
    let row = match &ask.kind {
        AskKind::Value { example, .. } => input(TEXT, &ask.title, example.as_deref(), false),
        AskKind::Sync { .. } => input(
            TEXT,
            "On which day?",
            Some("2026-11-24; today when left empty"),
            false,
        )
        .optional(),
        AskKind::Document { .. } => input(TEXT, "Link", Some("https://wiki.example.org/plan"), false),
        AskKind::Report(_) => {
            let label = "Where can it be seen, or how do you know?";
            input(TEXT, label, Some("https://… , or what you saw"), false)
        }
        AskKind::Tell { audience, words } => {
            let known = release.process.audiences.get(audience);
            match known.and_then(|a| a.all_channels().next()) {
                Some(channel) => {
                    let label = format!("#{channel} reads this at once");
                    input(TEXT, &label, None, true).filled(words)
                }
                None if known.is_some_and(|a| a.hears_of_steps()) => {
                    input(TEXT, "They read this at once", None, true).filled(words)
                }
                None => input(
                    TEXT,
                    "No channel is set. How were they told?",
                    Some("By mail to the testers' list, 10:00"),
                    true,
                ),
            }
        }
        _ => return None,
    };
    Some(modal(press, &ask.title, vec![row]))
}

impl Row {
    /// The same row, which may be left empty.
    fn optional(mut self) -> Self {
        let [input] = &mut self.components;
        input.required = false;
        self
    }

    /// The same row with a text in it.
    fn filled(mut self, text: &str) -> Self {
        let [input] = &mut self.components;
        input.value = Some(fit(text, input.max_length.into()));
        self
    }
}

fn window(press: Press, release: &Release) -> Modal {
    outage::of_release(press, release.process.service.zone, &typed_of(release))
}

/// What is there already when the outage of a release is planned: what was entered last, or what the change record
/// expects.
pub fn typed_of(release: &Release) -> outage::Typed {
    let zone = release.process.service.zone;
    let expected = match release.record.expected_outage() {
        Some(ExpectedOutage::Minutes(minutes)) => format!("{minutes} min"),
        Some(ExpectedOutage::No) | None => String::new(),
    };
    let Some(planned) = &release.outage else {
        return outage::Typed::default();
    };
    let known = planned.proposed.or_else(|| planned.find_open_window());
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    outage::Typed {
        start: known.map(|w| written(w.start, zone)).unwrap_or_default(),
        length: known.map_or(expected, |w| span(w.end - w.start)),
        why: words(&planned.words.why),
        impact: words(&planned.words.impact),
        works: words(&planned.words.still_works),
        reason: planned
            .to_pass
            .as_ref()
            .map(|p| p.reason.clone())
            .unwrap_or_default(),
    }
}

/// The form that asks for the version to start; `process` and `service` travel by position.
pub fn version(press: Press, process: &Process) -> Modal {
    let hint = process.version.as_ref().map(|r| r.because.as_str());
    let title = format!("Start: {}", process.title);
    modal(
        press.with_verb(Verb::StartVersion),
        &title,
        vec![input(TEXT, "Which version?", hint, false)],
    )
}
