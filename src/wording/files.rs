//! Files in a conversation: those that go out with a message, and the words for one of somebody's that was not read.
//!
//! Drawn by this room and by `discord`; sent by the courier's wire. It knows nothing of how files travel.

use std::fmt;

use bytes::Bytes;
use serde::Serializer;
use serde::ser::SerializeSeq;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Bytes of one file that Discord takes from a bot (developer documentation, "Uploading Files").
pub const MOST_BYTES: usize = 10 << 20;

/// Files that Discord takes in one message.
pub const MOST_FILES: usize = 10;

/// Characters of a file's name that are kept.
const NAME: usize = 100;

/// A file that goes out with a message. Cheap to clone; clones share the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    name: String,
    content_type: &'static str,
    description: Option<String>,
    bytes: Bytes,
}

impl File {
    /// A file. Of the name stay letters and digits of ASCII, `.`, `_` and `-`, so that Discord keeps it as it is.
    pub fn new(name: &str, content_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: safe(name),
            content_type,
            description: None,
            bytes: bytes.into(),
        }
    }

    /// A text in Markdown. What looks like a secret is covered, as in every text that the bot writes.
    pub fn markdown(name: &str, text: impl Into<String>) -> Self {
        let text = crate::veil::cover_shapes(&text.into()).into_owned();
        Self::new(name, "text/markdown; charset=utf-8", text)
    }

    /// Data in JSON.
    pub fn json(name: &str, text: impl Into<String>) -> Self {
        Self::new(name, "application/json", text.into())
    }

    /// The same file with words for those who cannot see it; at most 1,024 characters.
    #[must_use]
    pub fn described(mut self, words: &str) -> Self {
        self.description = Some(super::text::fit(words, 1024));
        self
    }

    /// The name people see.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is, as browsers and Discord read it.
    pub fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// The words for those who cannot see it.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// What is in it.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What is in it, in 16 bytes: two files of the same digest are the same.
    pub fn digest(&self) -> String {
        hex::encode(&Sha256::digest(&self.bytes)[..16])
    }

    /// Whether Discord shows it as a picture.
    pub fn is_picture(&self) -> bool {
        matches!(
            self.content_type,
            "image/png" | "image/jpeg" | "image/gif" | "image/webp"
        )
    }

    /// The same file, under a name that none of `others` has.
    pub(super) fn named_apart_from(mut self, others: &[Self]) -> Self {
        let taken = |name: &str| others.iter().any(|o| o.name == name);
        let wanted = self.name.clone();
        let mut n = 1;
        while taken(&self.name) {
            n += 1;
            self.name = format!("{n}-{wanted}");
        }
        self
    }
}

/// Says size and digest, never what is in it.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "File({}, {} bytes, {})",
            self.name,
            self.bytes.len(),
            self.digest()
        )
    }
}

/// How the body of a message names its files: by their places among those sent with it.
pub(super) fn listed<S: Serializer>(files: &[File], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(files.len()))?;
    for (n, file) in files.iter().enumerate() {
        let mut entry = json!({ "id": n.to_string(), "filename": file.name });
        if let Some(description) = &file.description {
            entry["description"] = json!(description);
        }
        list.serialize_element(&entry)?;
    }
    list.end()
}

fn safe(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches('.');
    // The end says what kind of file it is.
    let name = &name[name.len().saturating_sub(NAME)..];
    if name.is_empty() {
        "file".to_owned()
    } else {
        name.to_owned()
    }
}

/// Why a file of somebody's was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// It is larger than what is taken.
    TooBig {
        /// The most that is taken, in bytes.
        most_bytes: usize,
    },
    /// It is no text in UTF-8.
    NotText,
    /// It is no longer there.
    Gone,
    /// It did not come in time.
    TooSlow {
        /// How long it was waited for, in seconds.
        seconds: u32,
    },
    /// It does not lie where the files of this Discord lie, so it was not asked for.
    Elsewhere,
    /// Discord did not give it.
    Broke {
        /// What the log has it under.
        reference: String,
    },
}

/// What a person reads when a file of theirs was not read: why, and the way out.
pub fn not_read(filename: &str, why: &NotRead) -> String {
    let name = super::text::quote(filename, 80);
    match why {
        NotRead::TooBig { most_bytes } => {
            let most = size(*most_bytes);
            format!(
                "{name} is too big: I read files up to {most}. Shorten it, or put the long parts behind links, and upload it again."
            )
        }
        NotRead::NotText => {
            format!("{name} is no text that I can read. Upload plain text or Markdown, saved as UTF-8.")
        }
        NotRead::Gone => format!("{name} is no longer on Discord. Upload it again."),
        NotRead::TooSlow { seconds } => {
            let seconds = super::text::count((*seconds).into(), "second");
            format!("{name} did not reach me within {seconds}. Nothing was changed; try again in a moment.")
        }
        NotRead::Elsewhere => {
            format!("{name} does not lie on Discord, and I open nothing else. Attach the file itself.")
        }
        NotRead::Broke { reference } => {
            format!(
                "Discord did not give me {name} (reference {reference}). Nothing was changed; try again in a moment."
            )
        }
    }
}

/// What a person reads when an answer has a file that Discord does not take.
pub fn too_heavy(file: &File) -> String {
    let (name, is, most) = (file.name(), size(file.bytes().len()), size(MOST_BYTES));
    format!("The answer is the file {name}, but it is {is}, and Discord takes {most}.")
}

/// A number of bytes, for people.
pub fn size(bytes: usize) -> String {
    const KIB: usize = 1 << 10;
    const MIB: usize = 1 << 20;
    match bytes {
        0..KIB => super::text::count(i64::try_from(bytes).unwrap_or(i64::MAX), "byte"),
        KIB..MIB => format!("{} KiB", bytes / KIB),
        // Tenths, without a float: rounded down, so that what is over a limit never reads as the limit.
        _ => match (bytes / MIB, bytes % MIB * 10 / MIB) {
            (whole, 0) => format!("{whole} MiB"),
            (whole, tenths) => format!("{whole}.{tenths} MiB"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_discord_keeps() {
        assert_eq!(File::markdown("#17 Überblick.md", "x").name(), "_17__berblick.md");
        assert_eq!(File::markdown("../../etc/passwd", "x").name(), "_.._etc_passwd");
        assert_eq!(File::markdown("...", "x").name(), "file");
        let long = format!("{}.md", "a".repeat(300));
        assert!(File::markdown(&long, "x").name().ends_with("aa.md"));
        assert_eq!(File::markdown(&long, "x").name().len(), NAME);
    }

    #[test]
    fn a_log_never_holds_what_is_in_a_file() {
        let shown = format!("{:?}", File::json("report.json", "{\"secret\":1}"));
        assert!(shown.contains("report.json, 12 bytes") && !shown.contains("secret"));
    }

    #[test]
    fn a_secret_in_a_text_is_covered_before_it_goes_out() {
        let file = File::markdown("a.md", "Authorization: Bot a.b.c");
        assert_eq!(&file.bytes()[..], b"Authorization: Bot (covered)");
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        let table = [
            (1, "1 byte"),
            (1023, "1023 bytes"),
            (1024, "1 KiB"),
            (262_144, "256 KiB"),
            (10 << 20, "10 MiB"),
            ((10 << 20) + 200_000, "10.1 MiB"),
        ];
        for (bytes, words) in table {
            assert_eq!(size(bytes), words);
        }
    }

    #[test]
    fn every_no_to_a_file_says_why_and_what_to_do() {
        let table = [
            (NotRead::TooBig { most_bytes: 262_144 }, "256 KiB"),
            (NotRead::NotText, "UTF-8"),
            (NotRead::Gone, "Upload it again"),
            (NotRead::TooSlow { seconds: 10 }, "10 seconds"),
            (NotRead::Elsewhere, "Attach the file itself"),
            (
                NotRead::Broke {
                    reference: "17AF".to_owned(),
                },
                "reference 17AF",
            ),
        ];
        for (why, part) in table {
            let words = not_read("*notes*.md", &why);
            assert!(
                words.contains(part) && words.contains("\\*notes\\*.md"),
                "{words}"
            );
        }
    }
}
