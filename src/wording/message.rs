//! Messages as Discord takes them: the parts of Components V2 that our cards use.
//!
//! Source of the shapes: Discord's developer documentation, "Component Reference". Limits are in [`crate::domain::card`]
//! (items a card) and [`super::text`] (lengths).

use serde::Serialize;

use super::files::File;

mod build;

pub use build::{button, container, link, rows, section, select, separator, text};

/// The flag of a message made of components (`IS_COMPONENTS_V2`).
pub const COMPONENTS_V2: u64 = 1 << 15;

/// The flag of a message that one person sees (`EPHEMERAL`).
pub const EPHEMERAL: u64 = 1 << 6;

/// A message: what it shows and whom it calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Discord's flags.
    pub flags: u64,
    /// What it shows.
    pub components: Vec<Part>,
    /// Whom it may call; nobody unless named.
    pub allowed_mentions: Mentions,
    /// Files that go with it, each shown by a part; see [`Message::with_file`].
    #[serde(
        rename = "attachments",
        skip_serializing_if = "Vec::is_empty",
        serialize_with = "super::files::listed"
    )]
    pub files: Vec<File>,
}

/// Whom a message may call: only these, whatever its text says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mentions {
    /// Kinds of mentions that are read from the text: none.
    parse: [&'static str; 0],
    /// People.
    pub users: Vec<String>,
    /// Roles.
    pub roles: Vec<String>,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Part {
    /// A box around parts.
    Container {
        /// Discord's number for it.
        r#type: u8,
        /// A number of ours, by which the message is found again; see [`Message::marked`].
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<u32>,
        /// The colour of its edge; it only repeats what the words say.
        accent_color: u32,
        /// What is in it.
        components: Vec<Part>,
    },
    /// A text.
    Text {
        /// Discord's number for it.
        r#type: u8,
        /// A number of ours, by which the message is found again; see [`Message::marked`].
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<u32>,
        /// The text, in Discord's Markdown.
        content: String,
    },
    /// A text with a button beside it.
    Section {
        /// Discord's number for it.
        r#type: u8,
        /// The text.
        components: [Box<Part>; 1],
        /// The button.
        accessory: Control,
    },
    /// A line between parts.
    Separator {
        /// Discord's number for it.
        r#type: u8,
    },
    /// Buttons, or one select.
    Row {
        /// Discord's number for it.
        r#type: u8,
        /// The buttons or the select.
        components: Vec<Control>,
    },
    /// A file that goes with the message, with its name and size.
    File {
        /// Discord's number for it.
        r#type: u8,
        /// A number of ours, by which the message is found again; see [`Message::marked`].
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<u32>,
        /// Which file.
        file: Media,
    },
    /// A picture that goes with the message.
    Gallery {
        /// Discord's number for it.
        r#type: u8,
        /// A number of ours, by which the message is found again; see [`Message::marked`].
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<u32>,
        /// The picture.
        items: [Picture; 1],
    },
}

/// A file of the message: `attachment://` and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Media {
    /// Where it is.
    pub url: String,
}

/// A picture of the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Which file.
    pub media: Media,
    /// Words for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Something to press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Control {
    /// A button.
    Button {
        /// Discord's number for it.
        r#type: u8,
        /// Its look.
        style: Style,
        /// What it says.
        label: String,
        /// What it stands for.
        custom_id: String,
        /// Whether it can be pressed.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        disabled: bool,
    },
    /// A button that opens a page.
    Link {
        /// Discord's number for it.
        r#type: u8,
        /// Discord's number for the look of a link.
        style: u8,
        /// What it says.
        label: String,
        /// The page.
        url: String,
    },
    /// A choice from a list.
    Select {
        /// Discord's number for it.
        r#type: u8,
        /// What it stands for.
        custom_id: String,
        /// What it says while nothing is chosen.
        placeholder: String,
        /// What can be chosen; 1 to 25.
        options: Vec<Choice>,
    },
}

/// The look of a button, by Discord's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The next thing to do.
    Primary,
    /// One of several.
    Secondary,
    /// Good news.
    Success,
    /// What hurts.
    Danger,
}

impl Serialize for Style {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(match self {
            Self::Primary => 1,
            Self::Secondary => 2,
            Self::Success => 3,
            Self::Danger => 4,
        })
    }
}

/// One option of a select.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What people read; at most 100 characters.
    pub label: String,
    /// What comes back.
    pub value: String,
    /// A second line; at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Choice {
    /// An option, cut to what Discord takes.
    pub fn new(label: &str, value: impl Into<String>, description: Option<&str>) -> Self {
        let description = description.map(|d| super::text::fit(d, 100));
        Self {
            label: super::text::fit(label, 100),
            value: value.into(),
            description,
        }
    }
}

impl Message {
    /// A message that calls nobody.
    pub fn new(components: Vec<Part>) -> Self {
        Self {
            flags: COMPONENTS_V2,
            components,
            allowed_mentions: Mentions::default(),
            files: Vec::new(),
        }
    }

    /// The same message with a file at its end: pictures are shown, others by name and size. A name that is taken gets
    /// a number. Discord takes ten files of 10 MiB each.
    #[must_use]
    pub fn with_file(mut self, file: File) -> Self {
        let file = file.named_apart_from(&self.files);
        let media = Media {
            url: format!("attachment://{}", file.name()),
        };
        self.components.push(if file.is_picture() {
            let description = file.description().map(str::to_owned);
            Part::Gallery {
                r#type: 12,
                id: None,
                items: [Picture { media, description }],
            }
        } else {
            Part::File {
                r#type: 13,
                id: None,
                file: media,
            }
        });
        self.files.push(file);
        self
    }

    /// A message of one text that calls nobody; lines that Discord would not take are left out.
    pub fn plain(content: impl AsRef<str>) -> Self {
        Self::new(vec![text(super::text::Room::whole().clip(content.as_ref()))])
    }

    /// A file that is larger than Discord takes.
    pub fn find_too_heavy(&self) -> Option<&File> {
        self.files
            .iter()
            .find(|f| f.bytes().len() > super::files::MOST_BYTES)
    }

    /// The same message, seen by one person only.
    #[must_use]
    pub fn ephemeral(mut self) -> Self {
        self.flags |= EPHEMERAL;
        self
    }

    /// The same message with a number on its first part: Discord gives it back, so that a message whose post was
    /// never answered is found again among those of its channel.
    #[must_use]
    pub fn marked(mut self, mark: u32) -> Self {
        match self.components.first_mut() {
            Some(
                Part::Container { id, .. }
                | Part::Text { id, .. }
                | Part::File { id, .. }
                | Part::Gallery { id, .. },
            ) => *id = Some(mark),
            Some(Part::Section { .. } | Part::Separator { .. } | Part::Row { .. }) | None => {}
        }
        self
    }

    /// The same message with more parts below.
    #[must_use]
    pub fn with(mut self, parts: Vec<Part>) -> Self {
        self.components.extend(parts);
        self
    }

    /// The same message, which may call these people.
    #[must_use]
    pub fn calling_people(mut self, people: Vec<String>) -> Self {
        self.allowed_mentions.users = people;
        self
    }

    /// The same message, which may call these roles.
    #[must_use]
    pub fn calling_roles(mut self, roles: impl IntoIterator<Item = u64>) -> Self {
        self.allowed_mentions.roles = roles.into_iter().map(|r| r.to_string()).collect();
        self
    }

    /// The same message with a line below what it shows.
    #[must_use]
    pub fn and(mut self, words: Option<String>) -> Self {
        self.components.extend(words.map(text));
        self
    }
}
