//! Discord's limits: every number the sandbox refuses by, in one table.
//!
//! Each row is a constant for whoever checks, and a line of [`TABLE`] for `GET /sandbox/limits` and for the test that
//! tries each of them under, at and over its number. Sources: "ref" the API reference, "msg" the Message Resource,
//! "comp" the Component Reference, "cmd" Application Commands, "int" Receiving and Responding, "thr" Channel Resource,
//! "event" Guild Scheduled Event, "poll" Poll Resource, "audit log" Audit Log, "guild" and "webhook" those resources, "gw" Gateway, "codes" Opcodes and Status Codes, "issue" a report in
//! discord/discord-api-docs.

pub(crate) mod command;
pub(crate) mod component;
pub(crate) mod event;
pub(crate) mod message;
pub(crate) mod modal;
pub(crate) mod poll;

use serde_json::{Value, json};

/// How what goes past a limit is refused.
#[derive(Clone, Copy, Debug)]
enum Refusal {
    /// 50035, with the field's own error inside.
    Form,
    /// Discord's error code.
    Error(u32),
    /// An HTTP status without a code of Discord's.
    Http(u16),
    /// The gateway's socket is closed with this code.
    Close(u16),
    /// The gateway answers with opcode 9.
    InvalidSession,
    /// It is no refusal: what is older is not remembered.
    Forgotten,
}

impl Refusal {
    fn show(self) -> Value {
        match self {
            Self::Form => json!({"code": 50035}),
            Self::Error(code) => json!({"code": code}),
            Self::Http(status) => json!({"status": status}),
            Self::Close(code) => json!({"close": code}),
            Self::InvalidSession => json!({"op": 9}),
            Self::Forgotten => Value::Null,
        }
    }
}

use Refusal::{Close, Error, Forgotten, Form, Http, InvalidSession};

/// A row of the table.
struct Limit {
    name: &'static str,
    what: &'static str,
    number: u64,
    refusal: Refusal,
    source: &'static str,
}

/// Makes a constant and a row of each.
macro_rules! limits {
    ($($(#[doc = $what:literal])+ $name:ident: $type:ty = $number:expr, $refusal:expr, $source:literal;)+) => {
        $($(#[doc = $what])+ pub(crate) const $name: $type = $number;)+

        /// Every limit.
        const TABLE: &[Limit] = &[$(Limit {
            name: stringify!($name),
            what: concat!($($what),+),
            number: $number as u64,
            refusal: $refusal,
            source: $source,
        }),+];
    };
}

limits! {
    /// Characters of a message's content.
    CONTENT: usize = 2000, Form, "msg, Create Message";
    /// Characters of a nonce.
    NONCE: usize = 25, Form, "msg";
    /// Minutes a nonce is remembered for `enforce_nonce`.
    NONCE_MINUTES: i64 = 3, Forgotten, "msg";
    /// Users, and roles, listed in `allowed_mentions`.
    MENTIONS_LISTED: usize = 100, Form, "msg, Allowed Mentions";
    /// Embeds of a message.
    EMBEDS: usize = 10, Form, "msg, Embed Limits";
    /// Characters of an embed's title.
    EMBED_TITLE: usize = 256, Form, "msg, Embed Limits";
    /// Characters of an embed's description.
    EMBED_DESCRIPTION: usize = 4096, Form, "msg, Embed Limits";
    /// Fields of an embed.
    EMBED_FIELDS: usize = 25, Form, "msg, Embed Limits";
    /// Characters of a field's name.
    EMBED_FIELD_NAME: usize = 256, Form, "msg, Embed Limits";
    /// Characters of a field's value.
    EMBED_FIELD_VALUE: usize = 1024, Form, "msg, Embed Limits";
    /// Characters of an embed's footer.
    EMBED_FOOTER: usize = 2048, Form, "msg, Embed Limits";
    /// Characters of an embed's author.
    EMBED_AUTHOR: usize = 256, Form, "msg, Embed Limits";
    /// Characters of all embeds of a message together.
    EMBED_TOTAL: usize = 6000, Form, "msg, Embed Limits";
    /// Characters of an address in an embed, and of a picture or file in a component.
    EMBED_URL: usize = 2048, Form, "msg, Embed Object; the length is the description's";
    /// The highest colour.
    COLOR: u64 = 0xFF_FFFF, Form, "msg, Embed Object";
    /// Characters of an emoji's name in a component or poll.
    EMOJI_NAME: usize = 32, Form, "comp, Button; the length is the description's";
    /// Files of a message.
    ATTACHMENTS: usize = 10, Form, "ref, Uploading Files";
    /// Bytes of one file.
    FILE_BYTES: usize = 10 << 20, Error(40005), "ref";
    /// Bytes of a whole request.
    REQUEST_BYTES: usize = 25 << 20, Error(40005), "ref";
    /// Action rows of a message without the V2 flag.
    ROWS: usize = 5, Form, "comp, Legacy Message Component Behavior";
    /// Buttons in a row.
    ROW_BUTTONS: usize = 5, Form, "comp, Action Row";
    /// Components of a V2 message, nested ones counted.
    V2_COMPONENTS: usize = 40, Form, "comp";
    /// Characters over all text displays of a V2 message.
    V2_TEXT: usize = 4000, Form, "comp";
    /// Bytes over all text displays, each with `V2_TEXT_OVERHEAD`.
    V2_TEXT_BYTES: usize = 10_170, Http(500), "issue 8554, as measured there";
    /// Characters of a custom id, at least one.
    CUSTOM_ID: usize = 100, Form, "comp, Custom Id";
    /// Characters of a button's label.
    BUTTON_LABEL: usize = 80, Form, "comp, Button";
    /// Characters of a link button's address.
    BUTTON_URL: usize = 512, Form, "comp, Button";
    /// Options of a select, at least one.
    SELECT_OPTIONS: usize = 25, Form, "comp, String Select";
    /// Characters of an option's label, value and description.
    SELECT_OPTION_TEXT: usize = 100, Form, "comp, String Select";
    /// Characters of a select's placeholder.
    SELECT_PLACEHOLDER: usize = 150, Form, "comp, String Select";
    /// Text displays in a section, at least one.
    SECTION_TEXTS: usize = 3, Form, "comp, Section";
    /// Items of a media gallery, at least one.
    GALLERY_ITEMS: usize = 10, Form, "comp, Media Gallery";
    /// Characters of a thumbnail's or picture's description.
    MEDIA_DESCRIPTION: usize = 1024, Form, "comp, Media Gallery";
    /// Characters of a modal's title.
    MODAL_TITLE: usize = 45, Form, "int, Modal";
    /// Rows or labels in a modal, at least one.
    MODAL_ROWS: usize = 5, Form, "int, Modal";
    /// Characters of a text input's or a label's label.
    MODAL_LABEL: usize = 45, Form, "comp";
    /// Characters of a label's description.
    MODAL_DESCRIPTION: usize = 100, Form, "comp";
    /// Characters of a text input's value, and the highest `max_length`.
    MODAL_VALUE: usize = 4000, Form, "comp";
    /// Options of a group of radio buttons or checkboxes, and files of an upload.
    GROUP_OPTIONS: usize = 10, Form, "comp";
    /// Characters of a text input's placeholder.
    MODAL_PLACEHOLDER: usize = 100, Form, "comp";
    /// Chat input commands of an application in one scope.
    COMMANDS: usize = 100, Error(30032), "cmd, Registering a Command";
    /// User commands, and message commands, in one scope.
    CONTEXT_COMMANDS: usize = 15, Error(30032), "cmd, Registering a Command";
    /// Characters of a command's or option's name.
    COMMAND_NAME: usize = 32, Form, "cmd, Application Command Naming";
    /// Characters of a command's or option's description.
    COMMAND_DESCRIPTION: usize = 100, Form, "cmd, Application Command Naming";
    /// Options of a command, subcommands of a group.
    COMMAND_OPTIONS: usize = 25, Form, "cmd, Application Command Option Structure";
    /// Choices of an option, and of an autocomplete answer.
    CHOICES: usize = 25, Form, "cmd, Application Command Option Structure";
    /// Characters of a choice's name and of its text value.
    CHOICE_TEXT: usize = 100, Form, "cmd, Application Command Option Structure";
    /// Characters of names, descriptions and choice values of one command together.
    COMMAND_TOTAL: usize = 8000, Form, "cmd, Application Command Option Structure";
    /// Characters of a string option's value.
    OPTION_VALUE: usize = 6000, Form, "cmd, Application Command Option Structure";
    /// Characters of a thread's name, at least one.
    THREAD_NAME: usize = 100, Form, "thr, Start Thread";
    /// Threads of a server that are open.
    ACTIVE_THREADS: usize = 1000, Error(160_006), "codes; the number is of Copycord issue 15, as measured there";
    /// Channels of a server, threads not counted.
    CHANNELS: usize = 500, Error(30013), "codes";
    /// Characters of a channel's name, at least one.
    CHANNEL_NAME: usize = 100, Form, "thr, Modify Channel";
    /// Exceptions of a channel that are set at once.
    OVERWRITES: usize = 100, Form, "thr, Modify Channel; the number is the description's";
    /// Characters of a channel's topic.
    TOPIC: usize = 1024, Form, "thr, Modify Channel";
    /// Characters of a forum's guidelines, which are its topic.
    FORUM_TOPIC: usize = 4096, Form, "thr, Modify Channel";
    /// Seconds of slow mode.
    SLOW_SECONDS: u64 = 21600, Form, "thr, Modify Channel";
    /// Tags of a forum.
    FORUM_TAGS: usize = 20, Error(30048), "thr, Modify Channel";
    /// Characters of a tag's name, at least one.
    FORUM_TAG_NAME: usize = 20, Form, "thr, Forum Tag";
    /// Tags of a post.
    APPLIED_TAGS: usize = 5, Form, "thr, Start Thread in Forum or Media Channel";
    /// Pinned posts of a forum.
    PINNED_POSTS: usize = 1, Error(30047), "codes; the number is what Discord's own client says";
    /// Different reactions to a message.
    REACTIONS_OF_MESSAGE: usize = 20, Error(30010), "codes";
    /// Days after which messages are not deleted many at a time.
    BULK_DELETE_DAYS: i64 = 14, Error(50034), "msg, Bulk Delete Messages";
    /// Pinned messages of a channel.
    PINS: usize = 250, Error(30003), "msg, Pin Message";
    /// Messages in one page of a listing.
    PAGE: usize = 100, Form, "msg, Get Channel Messages";
    /// Roles of a server, @everyone counted.
    ROLES: usize = 250, Error(30005), "codes";
    /// Characters of a role's name, at least one.
    ROLE_NAME: usize = 100, Form, "guild, Create Guild Role; the length is the description's";
    /// Characters of a member's own name in a server.
    NICK: usize = 32, Form, "guild, Modify Guild Member; the length is the description's";
    /// Days for which a member can be timed out.
    TIMEOUT_DAYS: i64 = 28, Form, "guild, Modify Guild Member";
    /// Characters of a server's name, at least two.
    GUILD_NAME: usize = 100, Form, "guild, Guild Object";
    /// Characters of the reason for a change, at least one.
    AUDIT_REASON: usize = 512, Form, "audit log, Audit Log Entry Object";
    /// Members of a thread.
    THREAD_MEMBERS: usize = 1000, Error(30033), "codes";
    /// Commands of a server that an application may add in a day.
    COMMANDS_A_DAY: usize = 200, Error(30034), "cmd, Registering a Command";
    /// Characters of a poll's question, at least one.
    POLL_QUESTION: usize = 300, Form, "poll, Poll Media Object";
    /// Answers of a poll, at least one.
    POLL_ANSWERS: usize = 10, Form, "poll, Poll Create Request Object";
    /// Characters of an answer of a poll, at least one.
    POLL_ANSWER: usize = 55, Form, "poll, Poll Media Object";
    /// Hours that a poll runs.
    POLL_HOURS: u64 = 768, Form, "poll, Poll Create Request Object";
    /// Webhooks of a channel.
    WEBHOOKS: usize = 15, Error(30007), "codes";
    /// Characters of a webhook's name, and of the name of a message of it, at least one.
    WEBHOOK_NAME: usize = 80, Form, "webhook, Create Webhook";
    /// Scheduled events of a server that are not over.
    EVENTS: usize = 100, Error(30038), "event, Create Guild Scheduled Event";
    /// Characters of an event's name, at least one.
    EVENT_NAME: usize = 100, Form, "event";
    /// Characters of an event's description.
    EVENT_DESCRIPTION: usize = 1000, Form, "event";
    /// Characters of an event's location, at least one.
    EVENT_LOCATION: usize = 100, Form, "event";
    /// Announcements of a channel that may be published in an hour.
    CROSSPOSTS: usize = 10, Http(429), "discord.js issue 4956, as measured there";
    /// Edits of published announcements of a channel in an hour.
    CROSSPOST_EDITS: usize = 3, Error(20022), "issue 2258, as measured there";
    /// Changes of a channel's name or topic in `RENAME_MINUTES`.
    RENAMES: usize = 2, Http(429), "issue 1900, as measured there; no header says it";
    /// Seconds to give an interaction its first answer.
    FIRST_ANSWER_SECONDS: u64 = 3, Error(10062), "int";
    /// Minutes an interaction's token is good for.
    TOKEN_MINUTES: i64 = 15, Error(50027), "int";
    /// Bytes of a gateway payload from the client.
    GATEWAY_BYTES: usize = 4096, Close(4002), "gw";
    /// Payloads a client may send in `GATEWAY_SECONDS`.
    GATEWAY_SENDS: usize = 120, Close(4008), "gw, Rate Limiting";
    /// Identifies of a bot in a day.
    IDENTIFIES: u64 = 1000, Close(4004), "gw, Identifying";
    /// Seconds between two identifies.
    IDENTIFY_SECONDS: u64 = 5, InvalidSession, "gw, Rate Limiting";
    /// Seconds between two requests of a session for all members.
    MEMBERS_SECONDS: u64 = 30, Forgotten, "gw events, Request Guild Members; it is answered with RATE_LIMITED";
    /// Requests of a bot in a second, those that answer interactions not counted.
    GLOBAL: u32 = 50, Http(429), "rate limits, Global Rate Limit";
    /// Messages sent to a channel in five seconds.
    SENDS: u32 = 5, Http(429), "issue 20, as measured there; headers say it";
    /// Edits of messages of a channel in five seconds.
    EDITS: u32 = 5, Http(429), "issue 981, as measured there; headers say it";
    /// Edits of messages older than an hour of a channel in six seconds.
    OLD_EDITS: u32 = 3, Error(30046), "codes; the number is of discord-userdoccers, message";
    /// Answers that follow one interaction in two seconds.
    FOLLOWUPS: u32 = 5, Http(429), "issue 2701, as measured there";
    /// Reactions to messages of a channel in a quarter of a second.
    REACTIONS: u32 = 1, Http(429), "issue 981, as measured there";
}

/// Bytes of all files that a sandbox keeps; past it the oldest go. Not Discord's: a machine's memory has an end.
pub(crate) const STORED_BYTES: usize = 256 << 20;

/// What every text display costs of [`V2_TEXT_BYTES`].
pub(crate) const V2_TEXT_OVERHEAD: usize = 12;

/// Members that GUILD_MEMBERS_CHUNK names at once (gw events, Request Guild Members).
pub(crate) const MEMBERS_CHUNK: usize = 1000;

/// Members above which a server is large, unless IDENTIFY says otherwise (gw events, Identify).
pub(crate) const LARGE_FROM: usize = 50;

/// Minutes after which a thread may archive itself (thr).
pub(crate) const THREAD_ARCHIVE_MINUTES: [u64; 4] = [60, 1440, 4320, 10080];

/// See [`RENAMES`].
pub(crate) const RENAME_MINUTES: i64 = 10;

/// See [`GATEWAY_SENDS`].
pub(crate) const GATEWAY_SECONDS: u64 = 60;

/// The table as `GET /sandbox/limits` shows it.
pub(crate) fn show() -> Value {
    let rows = TABLE.iter().map(|limit| {
        json!({
            "name": limit.name, "what": limit.what.trim(), "number": limit.number,
            "refusal": limit.refusal.show(), "source": limit.source,
        })
    });
    rows.collect()
}
