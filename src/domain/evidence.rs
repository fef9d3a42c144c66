//! Evidence: what shows that something was tested or may be approved. A note, a link, or a file by its digest.

use serde::{Deserialize, Serialize};

use super::fact::Place;
use super::name::ItemName;
use super::person::Stamp;

/// What shows something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// Words.
    Note(String),
    /// A page.
    Link(String),
    /// A file that was handed in.
    File {
        /// What it is called.
        name: String,
        /// The message to which it is attached; nothing when it came with a command, which leaves no message.
        link: Option<String>,
        /// How large it is, in bytes.
        size: u64,
        /// The SHA-256 of what is in it, in hex: so that nobody has to believe the name.
        sha256: String,
    },
}

/// What evidence is about: an item of a list, or what a step asks for as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What the step asks for.
    #[serde(flatten)]
    pub place: Place,
    /// The item, when it is about one.
    pub item: Option<ItemName>,
}

/// Evidence that was given; its number is its place in the list, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is about.
    pub about: About,
    /// The round of the step in which it was given.
    pub round: u32,
    /// What it is.
    pub evidence: Evidence,
    /// Who gave it, and when.
    pub given: Stamp,
    /// Whether whoever gave it took it back.
    pub taken_back: bool,
}

impl Evidence {
    /// What somebody typed: a link when it is one and nothing else, otherwise a note.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let is_link = text.starts_with("https://") || text.starts_with("http://");
        if is_link && !text.contains(char::is_whitespace) {
            Self::Link(text.to_owned())
        } else {
            Self::Note(text.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_link_or_a_note() {
        let link = "https://ci.example.org/42".to_owned();
        assert_eq!(
            Evidence::read(" https://ci.example.org/42 "),
            Evidence::Link(link)
        );
        let note = "see https://ci.example.org/42".to_owned();
        assert_eq!(Evidence::read(&note), Evidence::Note(note.clone()));
    }
}
