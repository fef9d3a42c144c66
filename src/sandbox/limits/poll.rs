//! What a poll may ask, how many answers it has, and how long it runs ("Poll Resource").
//!
//! Called with the body of a new message before anything is stored.

use serde_json::Value;

use crate::sandbox::failure::Form;

/// Hours that a poll runs which does not say how long.
pub(crate) const DEFAULT_HOURS: u64 = 24;

/// Checks the `poll` of a new message; its types were checked before.
pub(crate) fn check(form: &mut Form, poll: &Value) {
    let length = |text: &Value| text.as_str().map_or(0, |text| text.trim().chars().count());
    let question = length(&poll["question"]["text"]);
    form.between("poll.question.text", question, 1, super::POLL_QUESTION);
    let answers = poll["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    form.between("poll.answers", answers.len(), 1, super::POLL_ANSWERS);
    for (index, answer) in answers.iter().enumerate() {
        let (path, media) = (format!("poll.answers.{index}.poll_media"), &answer["poll_media"]);
        form.between(
            format!("{path}.text"),
            length(&media["text"]),
            1,
            super::POLL_ANSWER,
        );
        let emoji = &media["emoji"];
        if !emoji.is_null() && !emoji["id"].is_null() {
            // The server has no emoji of its own.
            form.add(
                format!("{path}.emoji"),
                "POLL_EMOJI_INVALID",
                "Cannot use this emoji.",
            );
        }
    }
    let hours = poll["duration"].as_u64();
    let negative = poll["duration"].is_number() && hours.is_none();
    if negative || hours.is_some_and(|hours| !(1..=super::POLL_HOURS).contains(&hours)) {
        let message = format!("int value should be between 1 and {}.", super::POLL_HOURS);
        form.add("poll.duration", "NUMBER_TYPE_MAX", message);
    }
}
