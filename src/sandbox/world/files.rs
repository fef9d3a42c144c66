//! Files that came with messages and commands: kept up to a total, the oldest dropped, and named as Discord names them.
//!
//! Messages go on to name a file that was dropped; its address then leads nowhere, as an expired one of Discord's.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Message, World};
use crate::sandbox::draft::{Draft, Upload};
use crate::sandbox::failure::{Failure, Form, TOO_LARGE};
use crate::sandbox::ids::Id;
use crate::sandbox::{limits, parts};

/// Content types by the end of a name, for what comes without one.
const KINDS: [(&str, &str); 12] = [
    (".md", "text/markdown; charset=utf-8"),
    (".txt", "text/plain; charset=utf-8"),
    (".log", "text/plain; charset=utf-8"),
    (".csv", "text/csv; charset=utf-8"),
    (".toml", "application/toml"),
    (".json", "application/json"),
    (".pdf", "application/pdf"),
    (".svg", "image/svg+xml"),
    (".png", "image/png"),
    (".jpg", "image/jpeg"),
    (".jpeg", "image/jpeg"),
    (".gif", "image/gif"),
];

/// What is said of a file whose kind nobody knows.
const ANYTHING: &str = "application/octet-stream";

/// A file that came with a message or a command.
#[derive(Debug)]
pub(crate) struct File {
    /// The path below the server's address at which it is served.
    pub(crate) path: String,
    pub(crate) content_type: String,
    pub(crate) bytes: axum::body::Bytes,
}

/// All files of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// By id, and so by age.
    files: BTreeMap<Id, File>,
    bytes: usize,
}

impl Shelf {
    /// The file that is served at this path.
    pub(crate) fn find(&self, path: &str) -> Option<&File> {
        let id = path.split('/').nth(3)?.parse().ok()?;
        self.files.get(&id).filter(|file| file.path == path)
    }

    /// Keeps a file, and lets the oldest go when all are too much.
    fn keep(&mut self, id: Id, file: File) {
        self.bytes += file.bytes.len();
        self.files.insert(id, file);
        while self.bytes > limits::STORED_BYTES
            && let Some((_, oldest)) = self.files.pop_first()
        {
            self.bytes -= oldest.bytes.len();
        }
    }

    pub(super) fn remove(&mut self, id: Id) {
        if let Some(file) = self.files.remove(&id) {
            self.bytes -= file.bytes.len();
        }
    }
}

impl World {
    /// Keeps uploaded files and returns the attachments a message shows: those kept, then the new ones.
    pub(super) fn keep_files(&mut self, channel: Id, draft: &Draft, kept: Vec<Value>) -> Vec<Value> {
        let mut shown = kept;
        for upload in &draft.uploads {
            let described = draft.described(upload.index);
            let mut attachment = self.keep_upload("attachments", channel, upload, described);
            if let Some(words) = described.and_then(|entry| entry["description"].as_str()) {
                attachment["description"] = json!(words);
            }
            shown.push(attachment);
        }
        shown
    }

    /// Keeps the files handed in with a command, each under the index by which an option names it.
    ///
    /// # Errors
    /// 40005 for a file that is too large, 50035 for too many.
    pub(crate) fn keep_handed_in(
        &mut self,
        uploads: &[Upload],
        described: &Value,
    ) -> Result<BTreeMap<u64, Value>, Failure> {
        check_sizes(uploads)?;
        let mut form = Form::default();
        form.between("data.attachments", uploads.len(), 0, limits::ATTACHMENTS);
        form.finish()?;
        let owner = self.bot;
        let mut kept = BTreeMap::new();
        for upload in uploads {
            let entries = described.as_array().into_iter().flatten();
            let entry = entries
                .clone()
                .find(|entry| Id::of(&entry["id"]) == Some(Id(upload.index)));
            let mut attachment = self.keep_upload("ephemeral-attachments", owner, upload, entry);
            attachment["ephemeral"] = json!(true);
            kept.insert(upload.index, attachment);
        }
        Ok(kept)
    }

    /// Forgets the files of attachments.
    pub(crate) fn drop_files<'a>(&mut self, attachments: impl IntoIterator<Item = &'a Value>) {
        for id in attachments.into_iter().filter_map(|a| Id::of(&a["id"])) {
            self.files.remove(id);
        }
    }

    fn keep_upload(&mut self, folder: &str, place: Id, upload: &Upload, described: Option<&Value>) -> Value {
        let id = self.next_id();
        let filename = upload.name(described);
        let path = format!("/{folder}/{place}/{id}/{}", in_a_path(&filename));
        let url = format!("http://{}{path}", self.address);
        let content_type = kind_of(&filename, &upload.content_type);
        let shown = json!({
            "id": id, "filename": filename, "size": upload.bytes.len(), "url": url, "proxy_url": url,
            "content_type": content_type,
        });
        let file = File {
            path,
            content_type,
            bytes: upload.bytes.clone(),
        };
        self.files.keep(id, file);
        shown
    }
}

impl Upload {
    /// The name under which it is shown; what the body says of it counts more than the form.
    pub(crate) fn name(&self, described: Option<&Value>) -> String {
        let given = described.and_then(|entry| entry["filename"].as_str());
        let given = given.filter(|name| !name.is_empty()).unwrap_or(&self.filename);
        let plain = |c: char| {
            if c.is_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        };
        let name: String = given.chars().map(plain).collect();
        if name.trim_matches('.').is_empty() {
            "unknown".to_owned()
        } else {
            name
        }
    }
}

/// Refuses a file that is larger than Discord takes.
///
/// # Errors
/// 40005.
pub(crate) fn check_sizes(uploads: &[Upload]) -> Result<(), Failure> {
    let too_large = uploads.iter().any(|u| u.bytes.len() > limits::FILE_BYTES);
    if too_large { Err(TOO_LARGE.into()) } else { Ok(()) }
}

/// Refuses what names a file that the message will not have; `before` is the message that is edited.
///
/// # Errors
/// 50035.
pub(crate) fn check_references(draft: &Draft, before: Option<&Message>) -> Result<(), Failure> {
    let new = draft
        .uploads
        .iter()
        .map(|upload| upload.name(draft.described(upload.index)));
    let mut names: Vec<String> = new.collect();
    if let Some(before) = before {
        let kept = kept(before, draft).into_iter();
        names.extend(kept.filter_map(|a| a["filename"].as_str().map(str::to_owned)));
    }
    let mut form = Form::default();
    if before.is_none() {
        // A new message has no files but those that come with it.
        let entries = draft.attachments.iter().flatten().enumerate();
        for (index, _) in entries.filter(|(_, entry)| !draft.brings(entry)) {
            let path = format!("attachments.{index}.id");
            form.add(path, "ATTACHMENT_NOT_FOUND", "Attachment data not found");
        }
    }
    for (path, name) in parts::references(draft.components.as_deref().unwrap_or_default()) {
        if !names.contains(&name) {
            form.add(
                path,
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                format!("The referenced attachment was not found: {name}"),
            );
        }
    }
    form.finish()
}

/// Attachments of `message` that the draft keeps: all of them, if it lists none.
pub(super) fn kept(message: &Message, draft: &Draft) -> Vec<Value> {
    if draft.attachments.is_none() {
        return message.attachments.clone();
    }
    let kept: Vec<Id> = draft.kept_attachments().collect();
    let is_kept = |a: &&Value| Id::of(&a["id"]).is_some_and(|id| kept.contains(&id));
    message.attachments.iter().filter(is_kept).cloned().collect()
}

/// What a file is: as its sender says, and by its name where that says nothing.
fn kind_of(filename: &str, said: &str) -> String {
    if !said.is_empty() && !said.starts_with(ANYTHING) {
        return said.to_owned();
    }
    let name = filename.to_lowercase();
    let known = KINDS.iter().find(|(end, _)| name.ends_with(end));
    known.map_or(ANYTHING, |(_, kind)| kind).to_owned()
}

/// A name as it stands in an address.
fn in_a_path(name: &str) -> String {
    let mut written = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii() {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: u64, length: usize) -> (Id, File) {
        let file = File {
            path: format!("/attachments/1/{id}/a.md"),
            content_type: ANYTHING.to_owned(),
            bytes: vec![0; length].into(),
        };
        (Id(id), file)
    }

    #[test]
    fn the_oldest_files_go_when_all_are_too_much() {
        let mut shelf = Shelf::default();
        for n in 1..=3 {
            let (id, file) = file(n, limits::STORED_BYTES / 2);
            shelf.keep(id, file);
        }
        let there = |n: u64| shelf.find(&format!("/attachments/1/{n}/a.md")).is_some();
        assert_eq!([there(1), there(2), there(3)], [false, true, true]);
        assert_eq!(shelf.bytes, limits::STORED_BYTES / 2 * 2);
    }

    #[test]
    fn a_file_lies_at_one_address_only() {
        let mut shelf = Shelf::default();
        let (id, kept) = file(7, 1);
        shelf.keep(id, kept);
        assert!(shelf.find("/attachments/1/7/a.md").is_some());
        for path in [
            "/attachments/2/7/a.md",
            "/attachments/1/7/b.md",
            "/attachments/1/7",
            "/attachments/1/8/a.md",
            "/ephemeral-attachments/1/7/a.md",
        ] {
            assert!(shelf.find(path).is_none(), "{path}");
        }
        shelf.remove(id);
        assert_eq!((shelf.files.len(), shelf.bytes), (0, 0));
    }

    #[test]
    fn a_kind_that_nobody_said_is_read_from_the_name() {
        assert_eq!(kind_of("Record.MD", ""), "text/markdown; charset=utf-8");
        assert_eq!(kind_of("a.png", ANYTHING), "image/png");
        assert_eq!(kind_of("a.png", "text/plain"), "text/plain");
        assert_eq!(kind_of("core", ANYTHING), ANYTHING);
    }

    #[test]
    fn names_and_addresses_are_safe() {
        let named = |name: &str| {
            let upload = Upload {
                filename: name.to_owned(),
                ..Upload::default()
            };
            upload.name(None)
        };
        assert_eq!(named("../../smoke test.log"), ".._.._smoke_test.log");
        assert_eq!(named("Übersicht.md"), "Übersicht.md");
        assert_eq!(named(".."), "unknown");
        assert_eq!(in_a_path("Ü.md"), "%C3%9C.md");
    }
}
