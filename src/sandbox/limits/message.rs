//! What a message may hold: text, embeds, files, and which of them go together.
//!
//! Called with a [`Draft`] before anything is stored. Components have a room of their own beside this one.

use serde_json::Value;

use super::super::failure::{EMPTY_MESSAGE, Failure, Form};
use super::component;
use crate::sandbox::draft::Draft;

/// `MessageFlags.IS_COMPONENTS_V2`.
pub(crate) const V2: u64 = 1 << 15;
/// `MessageFlags.EPHEMERAL`.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// `MessageFlags.LOADING`.
pub(crate) const LOADING: u64 = 1 << 7;
/// `MessageFlags.SUPPRESS_EMBEDS`.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// `MessageFlags.SUPPRESS_NOTIFICATIONS`.
pub(crate) const SILENT: u64 = 1 << 12;
/// `MessageFlags.HAS_SNAPSHOT`.
pub(crate) const HAS_SNAPSHOT: u64 = 1 << 14;
/// `MessageFlags.CROSSPOSTED`.
pub(crate) const CROSSPOSTED: u64 = 1;
/// `MessageFlags.HAS_THREAD`.
pub(crate) const HAS_THREAD: u64 = 1 << 5;

/// Checks a draft on its own: lengths, counts, and what the V2 flag forbids.
///
/// # Errors
/// 50035, or HTTP 500 where Discord itself breaks (too many bytes in text displays).
pub(crate) fn check(draft: &Draft, v2: bool) -> Result<(), Failure> {
    let mut form = Form::default();
    if let Some(content) = &draft.content {
        form.longest("content", content, super::CONTENT);
    }
    check_nonce(&mut form, draft.nonce.as_ref());
    if let Some(embeds) = &draft.embeds {
        check_embeds(&mut form, embeds);
    }
    if draft.file_count() > super::ATTACHMENTS {
        let message = format!("Must be {} or fewer in length.", super::ATTACHMENTS);
        form.add("attachments", "BASE_TYPE_MAX_LENGTH", message);
    }
    if let Some(poll) = &draft.poll {
        super::poll::check(&mut form, poll);
    }
    if v2 {
        forbid_legacy(&mut form, draft);
    }
    if let Some(components) = &draft.components {
        component::check(&mut form, components, v2);
    }
    form.finish()?;
    component::check_bytes(draft.components.as_deref().unwrap_or_default())
}

/// Refuses a new message that would show nothing.
///
/// # Errors
/// 50006.
pub(crate) fn check_not_empty(draft: &Draft) -> Result<(), Failure> {
    let text = draft
        .content
        .as_deref()
        .is_some_and(|content| !content.is_empty());
    let more = |list: &Option<Vec<Value>>| list.as_ref().is_some_and(|list| !list.is_empty());
    if draft.poll.is_some() || draft.forwarded.is_some() {
        return Ok(());
    }
    if text || more(&draft.embeds) || more(&draft.components) || draft.file_count() > 0 {
        return Ok(());
    }
    Err(EMPTY_MESSAGE.into())
}

fn check_nonce(form: &mut Form, nonce: Option<&Value>) {
    match nonce {
        Some(Value::String(text)) if text.chars().count() > super::NONCE => {
            let message = format!("Must be {} or fewer characters long.", super::NONCE);
            form.add("nonce", "NONCE_TYPE_TOO_LONG", message);
        }
        Some(Value::String(_)) => {}
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => {}
        Some(_) => form.add(
            "nonce",
            "NONCE_TYPE_INVALID_TYPE",
            "This field must be a string or integer.",
        ),
        None => {}
    }
}

fn forbid_legacy(form: &mut Form, draft: &Draft) {
    let refuse = |form: &mut Form, field: &str| {
        let message = format!("The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
        form.add(
            field,
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            message,
        );
    };
    if draft
        .content
        .as_deref()
        .is_some_and(|content| !content.is_empty())
    {
        refuse(form, "content");
    }
    if draft.embeds.as_ref().is_some_and(|embeds| !embeds.is_empty()) {
        refuse(form, "embeds");
    }
    if draft.poll.is_some() {
        refuse(form, "poll");
    }
}

fn check_embeds(form: &mut Form, embeds: &[Value]) {
    if embeds.len() > super::EMBEDS {
        form.add(
            "embeds",
            "BASE_TYPE_MAX_LENGTH",
            format!("Must be {} or fewer in length.", super::EMBEDS),
        );
    }
    let mut total = 0;
    for (index, embed) in embeds.iter().enumerate() {
        total += check_embed(form, &format!("embeds.{index}"), embed);
    }
    if total > super::EMBED_TOTAL {
        let message = format!("Embed size exceeds maximum size of {}", super::EMBED_TOTAL);
        form.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", message);
    }
}

/// Checks one embed and returns its length in characters, white space at the ends not counted.
fn check_embed(form: &mut Form, path: &str, embed: &Value) -> usize {
    let mut total = 0;
    let mut part = |form: &mut Form, key: &str, value: &Value, most: usize| {
        let text = value.as_str().unwrap_or_default().trim();
        form.longest(format!("{path}.{key}"), text, most);
        total += text.chars().count();
        text.is_empty()
    };
    part(form, "title", &embed["title"], super::EMBED_TITLE);
    part(
        form,
        "description",
        &embed["description"],
        super::EMBED_DESCRIPTION,
    );
    part(form, "footer.text", &embed["footer"]["text"], super::EMBED_FOOTER);
    part(form, "author.name", &embed["author"]["name"], super::EMBED_AUTHOR);
    let fields = embed["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (index, field) in fields.iter().enumerate() {
        for (key, most) in [
            ("name", super::EMBED_FIELD_NAME),
            ("value", super::EMBED_FIELD_VALUE),
        ] {
            let place = format!("fields.{index}.{key}");
            if part(form, &place, &field[key], most) {
                form.require(format!("{path}.{place}"));
            }
        }
    }
    // Pictures, an author or a footer are enough to be seen; a colour or a time alone is not (AntyBot/anty-support issue 39).
    let pictures = ["image", "thumbnail", "video"]
        .iter()
        .any(|key| embed[*key].is_object());
    if total == 0 && !pictures && fields.is_empty() {
        form.require(format!("{path}.description"));
    }
    if fields.len() > super::EMBED_FIELDS {
        let message = format!("Must be {} or fewer in length.", super::EMBED_FIELDS);
        form.add(format!("{path}.fields"), "BASE_TYPE_MAX_LENGTH", message);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::super as limits;
    use super::*;
    use serde_json::json;

    fn code_of(body: Value) -> Option<u32> {
        let draft = Draft::read(body, Vec::new()).unwrap();
        check(&draft, draft.flags.unwrap_or(0) & V2 != 0)
            .err()
            .map(|failure| failure.code)
    }

    fn text(length: usize) -> String {
        "x".repeat(length)
    }

    /// Under, at, over: the first two pass, the third is refused.
    #[test]
    fn each_length_is_taken_up_to_its_limit_and_refused_above() {
        type Body = fn(usize) -> Value;
        let table: [(usize, Body); 11] = [
            (limits::CONTENT, |n| json!({"content": text(n)})),
            (limits::NONCE, |n| json!({"content": "x", "nonce": text(n)})),
            (
                limits::EMBEDS,
                |n| json!({"embeds": vec![json!({"title": "x"}); n]}),
            ),
            (limits::EMBED_TITLE, |n| json!({"embeds": [{"title": text(n)}]})),
            (
                limits::EMBED_DESCRIPTION,
                |n| json!({"embeds": [{"description": text(n)}]}),
            ),
            (
                limits::EMBED_FOOTER,
                |n| json!({"embeds": [{"footer": {"text": text(n)}}]}),
            ),
            (
                limits::EMBED_AUTHOR,
                |n| json!({"embeds": [{"author": {"name": text(n)}}]}),
            ),
            (
                limits::EMBED_FIELDS,
                |n| json!({"embeds": [{"fields": vec![json!({"name": "n", "value": "v"}); n]}]}),
            ),
            (
                limits::EMBED_FIELD_NAME,
                |n| json!({"embeds": [{"fields": [{"name": text(n), "value": "v"}]}]}),
            ),
            (
                limits::EMBED_FIELD_VALUE,
                |n| json!({"embeds": [{"fields": [{"name": "n", "value": text(n)}]}]}),
            ),
            (limits::EMBED_TOTAL, |n| {
                json!({"embeds": [
                {"description": text(3000)}, {"description": text(n - 3000)}]})
            }),
        ];
        for (limit, body) in table {
            assert_eq!(code_of(body(limit - 1)), None, "under {limit}");
            assert_eq!(code_of(body(limit)), None, "at {limit}");
            assert_eq!(code_of(body(limit + 1)), Some(50035), "over {limit}");
        }
    }

    #[test]
    fn a_v2_message_takes_neither_content_nor_embeds() {
        let v2 = |more: Value| {
            let mut body = json!({"flags": V2, "components": [{"type": 10, "content": "x"}]});
            body.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            code_of(body)
        };
        assert_eq!(v2(json!({})), None);
        assert_eq!(v2(json!({"content": null, "embeds": []})), None);
        assert_eq!(v2(json!({"content": "x"})), Some(50035));
        assert_eq!(v2(json!({"embeds": [{"title": "x"}]})), Some(50035));
    }

    #[test]
    fn a_message_of_white_space_is_empty() {
        let draft = Draft::read(json!({"content": " \n "}), Vec::new()).unwrap();
        assert_eq!(check_not_empty(&draft).unwrap_err().code, 50006);
    }
}
