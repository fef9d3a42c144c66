//! Discord's limits: every number the sandbox refuses by, in one table.
//!
//! Where no code is named the refusal is 50035 (Invalid Form Body) with the field's own error inside. Sources: "ref" the
//! API reference, "msg" the Message Resource, "comp" the Component Reference, "cmd" Application Commands, "int"
//! Receiving and Responding, "thr" Channel Resource, "event" Guild Scheduled Event, "gw" Gateway, "issue" a report in
//! discord/discord-api-docs.

pub(crate) mod command;
pub(crate) mod component;
pub(crate) mod event;
pub(crate) mod message;
pub(crate) mod modal;

/// Characters of a message's content (msg, "Create Message").
pub(crate) const CONTENT: usize = 2000;
/// Characters of a nonce (msg).
pub(crate) const NONCE: usize = 25;
/// Minutes a nonce is remembered for `enforce_nonce`; Discord says "the past few minutes" (msg).
pub(crate) const NONCE_MINUTES: i64 = 3;
/// Users, and roles, listed in `allowed_mentions` (msg, "Allowed Mentions").
pub(crate) const MENTIONS_LISTED: usize = 100;

/// Embeds of a message (msg, "Embed Limits").
pub(crate) const EMBEDS: usize = 10;
/// Characters of an embed's title.
pub(crate) const EMBED_TITLE: usize = 256;
/// Characters of an embed's description.
pub(crate) const EMBED_DESCRIPTION: usize = 4096;
/// Fields of an embed.
pub(crate) const EMBED_FIELDS: usize = 25;
/// Characters of a field's name.
pub(crate) const EMBED_FIELD_NAME: usize = 256;
/// Characters of a field's value.
pub(crate) const EMBED_FIELD_VALUE: usize = 1024;
/// Characters of an embed's footer.
pub(crate) const EMBED_FOOTER: usize = 2048;
/// Characters of an embed's author.
pub(crate) const EMBED_AUTHOR: usize = 256;
/// Characters of all embeds of a message together.
pub(crate) const EMBED_TOTAL: usize = 6000;

/// Files of a message (ref, "Uploading Files").
pub(crate) const ATTACHMENTS: usize = 10;
/// Bytes of one file; over it 40005 (ref).
pub(crate) const FILE_BYTES: usize = 10 << 20;
/// Bytes of a whole request; over it 40005 (ref).
pub(crate) const REQUEST_BYTES: usize = 25 << 20;

/// Bytes of all files that a sandbox keeps; past it the oldest go. Not Discord's: a machine's memory has an end.
pub(crate) const STORED_BYTES: usize = 256 << 20;

/// Action rows of a message without the V2 flag (comp, "Legacy Message Component Behavior").
pub(crate) const ROWS: usize = 5;
/// Buttons in a row (comp, "Action Row").
pub(crate) const ROW_BUTTONS: usize = 5;
/// Components of a V2 message, nested ones counted (comp).
pub(crate) const V2_COMPONENTS: usize = 40;
/// Characters over all text displays of a V2 message (comp).
pub(crate) const V2_TEXT: usize = 4000;
/// Bytes over all text displays, each with [`V2_TEXT_OVERHEAD`]; one more is answered with HTTP 500
/// (issue 8554, as measured there).
pub(crate) const V2_TEXT_BYTES: usize = 10_170;
/// What every text display costs of [`V2_TEXT_BYTES`].
pub(crate) const V2_TEXT_OVERHEAD: usize = 12;
/// Characters of a custom id, at least one (comp, "Custom Id").
pub(crate) const CUSTOM_ID: usize = 100;
/// Characters of a button's label (comp, "Button").
pub(crate) const BUTTON_LABEL: usize = 80;
/// Characters of a link button's address.
pub(crate) const BUTTON_URL: usize = 512;
/// Options of a select, at least one (comp, "String Select").
pub(crate) const SELECT_OPTIONS: usize = 25;
/// Characters of an option's label, value and description.
pub(crate) const SELECT_OPTION_TEXT: usize = 100;
/// Characters of a select's placeholder.
pub(crate) const SELECT_PLACEHOLDER: usize = 150;
/// Text displays in a section, at least one (comp, "Section").
pub(crate) const SECTION_TEXTS: usize = 3;
/// Items of a media gallery, at least one (comp, "Media Gallery").
pub(crate) const GALLERY_ITEMS: usize = 10;
/// Characters of a thumbnail's or picture's description.
pub(crate) const MEDIA_DESCRIPTION: usize = 1024;

/// Characters of a modal's title (int, "Modal").
pub(crate) const MODAL_TITLE: usize = 45;
/// Rows or labels in a modal, at least one.
pub(crate) const MODAL_ROWS: usize = 5;
/// Characters of a text input's or a label's label (comp).
pub(crate) const MODAL_LABEL: usize = 45;
/// Characters of a label's description.
pub(crate) const MODAL_DESCRIPTION: usize = 100;
/// Characters of a text input's value, and the highest `max_length`.
pub(crate) const MODAL_VALUE: usize = 4000;
/// Options of a group of radio buttons or checkboxes, and files of an upload.
pub(crate) const GROUP_OPTIONS: usize = 10;
/// Characters of a text input's placeholder.
pub(crate) const MODAL_PLACEHOLDER: usize = 100;

/// Chat input commands of an application in one scope; over it 30032 (cmd, "Registering a Command").
pub(crate) const COMMANDS: usize = 100;
/// User commands, and message commands, in one scope; over it 30032.
pub(crate) const CONTEXT_COMMANDS: usize = 15;
/// Characters of a command's or option's name (cmd, "Application Command Naming").
pub(crate) const COMMAND_NAME: usize = 32;
/// Characters of a command's or option's description.
pub(crate) const COMMAND_DESCRIPTION: usize = 100;
/// Options of a command, subcommands of a group.
pub(crate) const COMMAND_OPTIONS: usize = 25;
/// Choices of an option, and of an autocomplete answer.
pub(crate) const CHOICES: usize = 25;
/// Characters of a choice's name and of its text value.
pub(crate) const CHOICE_TEXT: usize = 100;
/// Characters of names, descriptions and choice values of one command together.
pub(crate) const COMMAND_TOTAL: usize = 8000;
/// Characters of a string option's value.
pub(crate) const OPTION_VALUE: usize = 6000;

/// Characters of a thread's name, at least one (thr, "Start Thread").
pub(crate) const THREAD_NAME: usize = 100;
/// Minutes after which a thread may archive itself (thr).
pub(crate) const THREAD_ARCHIVE_MINUTES: [u64; 4] = [60, 1440, 4320, 10080];
/// Pinned messages of a channel; over it 30003 (msg, "Pin Message").
pub(crate) const PINS: usize = 250;
/// Messages in one page of a listing (msg, "Get Channel Messages").
pub(crate) const PAGE: usize = 100;

/// Scheduled events of a server that are not over; over it 30038 (event, "Create Guild Scheduled Event").
pub(crate) const EVENTS: usize = 100;
/// Characters of an event's name, at least one (event).
pub(crate) const EVENT_NAME: usize = 100;
/// Characters of an event's description (event).
pub(crate) const EVENT_DESCRIPTION: usize = 1000;
/// Characters of an event's location, at least one (event).
pub(crate) const EVENT_LOCATION: usize = 100;

/// Announcements of a channel that may be published in an hour; then 429 (discord.js issue 4956, as measured there).
pub(crate) const CROSSPOSTS: usize = 10;
/// Edits of published announcements of a channel in an hour; then 20022 (issue 2258, as measured there).
pub(crate) const CROSSPOST_EDITS: usize = 3;

/// Seconds to give an interaction its first answer; then 10062 (int).
pub(crate) const FIRST_ANSWER_SECONDS: u64 = 3;
/// Minutes an interaction's token is good for; then 50027 (int).
pub(crate) const TOKEN_MINUTES: i64 = 15;
/// Bytes of a gateway payload from the client; over it close code 4002 (gw).
pub(crate) const GATEWAY_BYTES: usize = 4096;
/// Payloads a client may send in [`GATEWAY_SECONDS`]; over it close code 4008 (gw, "Rate Limiting").
pub(crate) const GATEWAY_SENDS: usize = 120;
/// Identifies of a bot in a day; then its token is reset (gw, "Identifying").
pub(crate) const IDENTIFIES: u64 = 1000;
/// Seconds between two identifies; sooner it is Invalid Session (gw, "Rate Limiting").
pub(crate) const IDENTIFY_SECONDS: u64 = 5;
/// See [`GATEWAY_SENDS`].
pub(crate) const GATEWAY_SECONDS: u64 = 60;
