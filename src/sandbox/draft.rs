//! A message as a client asks for it: the body of a create, an edit or an interaction answer, read once.
//!
//! Routes read a [`Draft`], the limits check it, the world makes a message of it. Knows nothing of who sends it.

use serde_json::Value;

use super::failure::Failure;
use super::ids::Id;
use super::mentions::Allowed;
use super::world::check_sizes;

/// `MessageReferenceType` FORWARD.
const FORWARD: u64 = 1;

/// A file that came with a multipart body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Upload {
    /// The `n` of `files[n]`, which `attachments` in the body refers to.
    pub(crate) index: u64,
    pub(crate) filename: String,
    pub(crate) content_type: String,
    pub(crate) bytes: axum::body::Bytes,
}

/// What a message replies to or points at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reference {
    pub(crate) message_id: Id,
    /// The channel it is said to be in.
    pub(crate) channel: Option<Id>,
    /// Whether the message goes along, rather than being answered.
    pub(crate) forward: bool,
    /// Whether a missing message is an error (`fail_if_not_exists`).
    pub(crate) must_exist: bool,
}

/// What a body says of a message. `None` is "not mentioned"; null clears, so it reads as empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) content: Option<String>,
    pub(crate) embeds: Option<Vec<Value>>,
    pub(crate) components: Option<Vec<Value>>,
    pub(crate) flags: Option<u64>,
    pub(crate) allowed: Option<Allowed>,
    pub(crate) nonce: Option<Value>,
    pub(crate) enforce_nonce: bool,
    pub(crate) reference: Option<Reference>,
    /// A poll as the body asks for it.
    pub(crate) poll: Option<Value>,
    /// What the sender forwards: where it is, and the message as it is.
    pub(crate) forwarded: Option<(Value, Value)>,
    /// Descriptions of new files, and on an edit the ids of those kept.
    pub(crate) attachments: Option<Vec<Value>>,
    pub(crate) uploads: Vec<Upload>,
}

impl Draft {
    /// Reads a body, without judging lengths.
    ///
    /// # Errors
    /// 50035 for fields of the wrong type, 40005 for files that are too large.
    pub(crate) fn read(mut body: Value, uploads: Vec<Upload>) -> Result<Self, Failure> {
        check_sizes(&uploads)?;
        let embeds = match body.get("embed").filter(|embed| embed.is_object()) {
            Some(single) => Some(vec![single.clone()]),
            None => list(&mut body, "embeds")?,
        };
        Ok(Self {
            content: read_content(&body)?,
            embeds,
            components: list(&mut body, "components")?,
            flags: body["flags"].as_u64(),
            allowed: Allowed::read(&body)?,
            nonce: body.get("nonce").filter(|nonce| !nonce.is_null()).cloned(),
            enforce_nonce: body["enforce_nonce"] == true,
            reference: read_reference(&body)?,
            poll: body.get("poll").filter(|poll| poll.is_object()).cloned(),
            forwarded: None,
            attachments: list(&mut body, "attachments")?,
            uploads,
        })
    }

    /// How many files the message would carry.
    pub(crate) fn file_count(&self) -> usize {
        let kept = self.kept_attachments().count();
        kept + self.uploads.len()
    }

    /// Ids of files already there that an edit keeps; entries that describe an upload are not among them.
    pub(crate) fn kept_attachments(&self) -> impl Iterator<Item = Id> {
        let is_new = |id: &Id| self.uploads.iter().any(|upload| upload.index == id.0);
        let listed = self
            .attachments
            .iter()
            .flatten()
            .filter_map(|entry| Id::of(&entry["id"]));
        listed.filter(move |id| !is_new(id))
    }

    /// Whether an entry of the body describes a file that came with it.
    pub(crate) fn brings(&self, entry: &Value) -> bool {
        let id = Id::of(&entry["id"]);
        self.uploads.iter().any(|upload| id == Some(Id(upload.index)))
    }

    /// What the body says of upload number `index`.
    pub(crate) fn described(&self, index: u64) -> Option<&Value> {
        self.attachments
            .iter()
            .flatten()
            .find(|entry| Id::of(&entry["id"]) == Some(Id(index)))
    }
}

fn read_content(body: &Value) -> Result<Option<String>, Failure> {
    match body.get("content") {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(String::new())),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => Err(Failure::form(
            "content",
            "STRING_TYPE_CONVERT",
            "Could not interpret value as string.",
        )),
    }
}

/// Takes a list of objects out of the body.
fn list(body: &mut Value, key: &str) -> Result<Option<Vec<Value>>, Failure> {
    match body.get_mut(key).map(Value::take) {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(Vec::new())),
        Some(Value::Array(list)) => match list.iter().position(|entry| !entry.is_object()) {
            None => Ok(Some(list)),
            Some(at) => {
                let message = "Only dictionaries may be used in a DictType";
                Err(Failure::form(
                    &format!("{key}.{at}"),
                    "DICT_TYPE_CONVERT",
                    message,
                ))
            }
        },
        Some(_) => {
            let message = "Only iterables may be used in a ListType";
            Err(Failure::form(key, "LIST_TYPE_CONVERT", message))
        }
    }
}

/// Reads what a message replies to.
///
/// # Errors
/// 50035 without an id, and for a forward without the channel it is in.
fn read_reference(body: &Value) -> Result<Option<Reference>, Failure> {
    let Some(given) = body.get("message_reference").filter(|given| !given.is_null()) else {
        return Ok(None);
    };
    let message_id = Id::of(&given["message_id"]).ok_or_else(|| {
        Failure::form(
            "message_reference.message_id",
            "BASE_TYPE_REQUIRED",
            "This field is required",
        )
    })?;
    let (channel, forward) = (Id::of(&given["channel_id"]), given["type"] == FORWARD);
    if forward && channel.is_none() {
        let (path, words) = ("message_reference.channel_id", "This field is required");
        return Err(Failure::form(path, "BASE_TYPE_REQUIRED", words));
    }
    Ok(Some(Reference {
        message_id,
        channel,
        forward,
        must_exist: given["fail_if_not_exists"] != false,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn null_clears_and_absence_keeps() {
        let draft = Draft::read(json!({"content": null, "embeds": null}), Vec::new()).unwrap();
        assert_eq!(
            (draft.content.as_deref(), draft.embeds, draft.components),
            (Some(""), Some(vec![]), None)
        );
    }

    #[test]
    fn wrong_types_are_refused() {
        for body in [
            json!({"content": ["x"]}),
            json!({"components": {}}),
            json!({"embeds": ["x"]}),
        ] {
            assert_eq!(
                Draft::read(body.clone(), Vec::new()).unwrap_err().code,
                50035,
                "{body}"
            );
        }
    }

    #[test]
    fn a_kept_file_is_told_from_a_new_one() {
        let uploads = vec![Upload {
            index: 0,
            ..Upload::default()
        }];
        let body = json!({"attachments": [{"id": 0, "description": "new"}, {"id": "123456"}]});
        let draft = Draft::read(body, uploads).unwrap();
        assert_eq!(draft.kept_attachments().collect::<Vec<_>>(), [Id(123_456)]);
        assert_eq!(draft.file_count(), 2);
        assert_eq!(draft.described(0).unwrap()["description"], "new");
    }
}
