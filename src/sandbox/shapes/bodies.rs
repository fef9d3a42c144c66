//! The bodies themselves: what each route takes, as Discord's documentation lists it.
//!
//! A field that a route has and nothing here makes use of (a server's banner, a voice channel's bitrate) is listed as
//! well: it is passed over, but not when it is nonsense.

use super::Kind::{
    Any, Bits, Choice, Flag, Id, List, Map, Number, Object, Set, Short, Text, TextOrWhole, Texts, Time, UpTo,
    Whole, Word,
};
use super::{Field, Kind, Shape};
use crate::sandbox::limits;

/// A field that may be null or missing.
const fn may(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        nullable: true,
        needed: false,
    }
}

/// A field that may be missing, and is not null.
const fn firm(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        nullable: false,
        needed: false,
    }
}

/// A field that has to be there.
const fn must(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        nullable: false,
        needed: true,
    }
}

const fn of_fields(fields: &'static [Field]) -> Shape {
    Shape { fields, more: None }
}

/// What the body of a route is.
pub(super) fn of(method: &str, path: &[&str]) -> Kind {
    match (method, path) {
        ("POST", ["channels", _, "messages"])
        | ("PATCH", ["channels", _, "messages", _])
        | ("POST", ["webhooks", _, _])
        | ("PATCH", ["webhooks", _, _, "messages", _]) => Object(&MESSAGE),
        ("POST", ["channels", _, "messages", "bulk-delete"]) => Object(&BULK_DELETE),
        ("POST", ["channels", _, "threads"] | ["channels", _, "messages", _, "threads"]) => Object(&THREAD),
        ("PATCH", ["channels", _]) | ("POST", ["guilds", _, "channels"]) => Object(&CHANNEL),
        ("PATCH", ["guilds", _, "channels"]) => List(&CHANNEL_PLACES),
        ("PUT", ["channels", _, "permissions", _]) => Object(&OVERWRITE),
        ("POST", ["channels", _, "webhooks"]) | ("PATCH", ["webhooks", ..]) => Object(&WEBHOOK),
        ("PATCH", ["guilds", _]) => Object(&GUILD),
        ("PATCH", ["guilds", _, "members", _]) => Object(&MEMBER),
        ("POST", ["guilds", _, "roles"]) | ("PATCH", ["guilds", _, "roles", _]) => Object(&ROLE),
        ("PATCH", ["guilds", _, "roles"]) => List(&ROLE_PLACES),
        ("POST", ["guilds", _, "scheduled-events"]) | ("PATCH", ["guilds", _, "scheduled-events", _]) => {
            Object(&EVENT)
        }
        ("POST", ["users", "@me", "channels"]) => Object(&DIRECT),
        ("POST", ["interactions", _, _, "callback"]) => Object(&CALLBACK),
        ("PUT", ["applications", .., "commands"]) => List(&COMMANDS),
        ("POST", ["applications", .., "commands"]) | ("PATCH", ["applications", .., "commands", _]) => {
            Object(&COMMAND)
        }
        ("PUT", ["channels", _, "polls", _, "answers", "@me"]) => Object(&VOTE),
        _ => Object(&ANYTHING),
    }
}

/// How few and how many a listing gives at once.
pub(super) fn page(path: &[&str]) -> (i64, i64) {
    match path {
        ["guilds", _, "members", ..] => (1, 1000),
        ["users", "@me", "guilds"] => (1, 200),
        [.., "messages", "pins"] => (1, 50),
        [.., "threads", "archived", _] => (2, limits::PAGE as i64),
        ["guilds", _, "messages", "search"] => (1, 25),
        _ => (1, limits::PAGE as i64),
    }
}

static CHANNEL_PLACES: Kind = Object(&CHANNEL_PLACE);
static ROLE_PLACES: Kind = Object(&ROLE_PLACE);
static COMMANDS: Kind = Object(&COMMAND);

static ANYTHING: Shape = of_fields(&[]);

static MESSAGE: Shape = of_fields(&[
    may("content", Text),
    may("embeds", List(&Object(&EMBED))),
    may("embed", Object(&EMBED)),
    may("allowed_mentions", Object(&ALLOWED_MENTIONS)),
    may("components", List(&Object(&COMPONENT))),
    may("attachments", List(&Object(&ATTACHMENT))),
    may("flags", Whole),
    may("nonce", TextOrWhole),
    may("enforce_nonce", Flag),
    may("tts", Flag),
    may("message_reference", Object(&REFERENCE)),
    may("sticker_ids", List(&Id)),
    may("poll", Object(&POLL)),
    // A webhook's.
    may("username", Text),
    may("avatar_url", Short(2048)),
    may("thread_name", Text),
    may("applied_tags", List(&Id)),
]);

static ALLOWED_MENTIONS: Shape = of_fields(&[
    may("parse", Set(&Word(&["users", "roles", "everyone"]))),
    may("users", Set(&Id)),
    may("roles", Set(&Id)),
    may("replied_user", Flag),
]);

static REFERENCE: Shape = of_fields(&[
    may("type", Choice(&[0, 1])),
    must("message_id", Id),
    may("channel_id", Id),
    may("guild_id", Id),
    may("fail_if_not_exists", Flag),
]);

static ATTACHMENT: Shape = of_fields(&[
    must("id", Id),
    may("filename", Short(1024)),
    may("title", Short(1024)),
    may("description", Short(limits::MEDIA_DESCRIPTION)),
    may("duration_secs", Number),
    may("waveform", Short(400)),
    may("is_spoiler", Flag),
    may("is_remix", Flag),
]);

static EMBED: Shape = of_fields(&[
    may("type", Text),
    may("title", Text),
    may("description", Text),
    may("url", Short(limits::EMBED_URL)),
    may("color", UpTo(limits::COLOR)),
    may("timestamp", Time),
    may("author", Object(&EMBED_PART)),
    may("footer", Object(&EMBED_PART)),
    may("provider", Object(&EMBED_PART)),
    may("image", Object(&EMBED_PART)),
    may("thumbnail", Object(&EMBED_PART)),
    may("video", Object(&EMBED_PART)),
    may("fields", List(&Object(&EMBED_FIELD))),
]);

static EMBED_PART: Shape = of_fields(&[
    may("name", Text),
    may("text", Text),
    may("url", Short(limits::EMBED_URL)),
    may("icon_url", Short(limits::EMBED_URL)),
    may("width", Whole),
    may("height", Whole),
    may("placeholder", Short(64)),
    may("placeholder_version", UpTo(i32::MAX as u64)),
    may("is_animated", Flag),
    may("description", Short(limits::EMBED_DESCRIPTION)),
]);

static EMBED_FIELD: Shape = of_fields(&[must("name", Text), must("value", Text), may("inline", Flag)]);

/// All components at once: what two of them have by the same name is of the same type.
static COMPONENT: Shape = of_fields(&[
    may("type", Whole),
    may("id", UpTo(i32::MAX as u64)),
    may("components", List(&Object(&COMPONENT))),
    may("component", Object(&COMPONENT)),
    may("accessory", Object(&COMPONENT)),
    may("custom_id", Text),
    may("style", Whole),
    may("label", Text),
    may("description", Text),
    may("url", Text),
    may("sku_id", Id),
    may("emoji", Object(&EMOJI)),
    may("disabled", Flag),
    may("required", Flag),
    may("placeholder", Text),
    may("min_values", UpTo(limits::SELECT_OPTIONS as u64)),
    may("max_values", UpTo(limits::SELECT_OPTIONS as u64)),
    may("min_length", UpTo(limits::MODAL_VALUE as u64)),
    may("max_length", UpTo(limits::MODAL_VALUE as u64)),
    may("value", Text),
    may("default", Flag),
    may("options", List(&Object(&CHOOSABLE))),
    may("default_values", List(&Object(&CHOSEN))),
    may("channel_types", Set(&Choice(CHANNEL_TYPES))),
    may("content", Text),
    may("accent_color", UpTo(limits::COLOR)),
    may("spoiler", Flag),
    may("divider", Flag),
    may("spacing", Choice(&[1, 2])),
    may("media", Object(&MEDIA)),
    may("file", Object(&MEDIA)),
    may("items", List(&Object(&GALLERY_ITEM))),
    may("file_types", List(&Text)),
]);

const CHANNEL_TYPES: &[u64] = &[0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16];

static EMOJI: Shape = of_fields(&[
    may("id", Id),
    must("name", Short(limits::EMOJI_NAME)),
    may("animated", Flag),
]);

static CHOOSABLE: Shape = of_fields(&[
    must("label", Text),
    must("value", Text),
    may("description", Text),
    may("emoji", Object(&EMOJI)),
    may("default", Flag),
]);

static CHOSEN: Shape = of_fields(&[must("id", Id), must("type", Word(&["user", "role", "channel"]))]);

static MEDIA: Shape = of_fields(&[must("url", Text)]);

static GALLERY_ITEM: Shape = of_fields(&[
    must("media", Object(&MEDIA)),
    may("description", Text),
    may("spoiler", Flag),
]);

static POLL: Shape = of_fields(&[
    must("question", Object(&POLL_MEDIA)),
    must("answers", List(&Object(&POLL_ANSWER))),
    may("duration", Whole),
    may("allow_multiselect", Flag),
    may("layout_type", Choice(&[1])),
]);

static POLL_MEDIA: Shape = of_fields(&[may("text", Text), may("emoji", Object(&POLL_EMOJI))]);

static POLL_EMOJI: Shape = of_fields(&[
    may("id", Id),
    may("name", Short(limits::EMOJI_NAME)),
    may("animated", Flag),
]);

static POLL_ANSWER: Shape = of_fields(&[must("poll_media", Object(&POLL_MEDIA))]);

/// What Discord's own client sends for a person who votes.
static VOTE: Shape = of_fields(&[must("answer_ids", List(&Id))]);

static BULK_DELETE: Shape = of_fields(&[must("messages", Set(&Id))]);

static THREAD: Shape = of_fields(&[
    may("name", Text),
    may("type", Choice(CHANNEL_TYPES)),
    may("auto_archive_duration", Choice(&limits::THREAD_ARCHIVE_MINUTES)),
    may("rate_limit_per_user", UpTo(limits::SLOW_SECONDS)),
    may("invitable", Flag),
    may("applied_tags", List(&Id)),
    may("message", Object(&MESSAGE)),
]);

/// A channel of the server or a thread, new or changed.
static CHANNEL: Shape = of_fields(&[
    firm("name", Text),
    may("type", Choice(CHANNEL_TYPES)),
    may("topic", Text),
    may("position", UpTo(i32::MAX as u64)),
    may("bitrate", UpTo(384_000)),
    may("user_limit", UpTo(99)),
    may("nsfw", Flag),
    may("rate_limit_per_user", UpTo(limits::SLOW_SECONDS)),
    may("parent_id", Id),
    may("permission_overwrites", List(&Object(&CHANNEL_OVERWRITE))),
    may("rtc_region", Text),
    may("video_quality_mode", Choice(&[1, 2])),
    may(
        "default_auto_archive_duration",
        Choice(&limits::THREAD_ARCHIVE_MINUTES),
    ),
    may("default_reaction_emoji", Object(&REACTION)),
    may("default_thread_rate_limit_per_user", UpTo(limits::SLOW_SECONDS)),
    may("default_sort_order", Choice(&[0, 1])),
    may("default_forum_layout", Choice(&[0, 1, 2])),
    may("default_tag_setting", Word(&["match_all", "match_some"])),
    may("flags", Whole),
    may("available_tags", List(&Object(&TAG))),
    may("archived", Flag),
    may("locked", Flag),
    may("invitable", Flag),
    may("auto_archive_duration", Choice(&limits::THREAD_ARCHIVE_MINUTES)),
    may("applied_tags", List(&Id)),
]);

static CHANNEL_OVERWRITE: Shape = Shape {
    fields: &[must("id", Id)],
    more: Some(&OVERWRITE),
};

static OVERWRITE: Shape = of_fields(&[
    may("type", Choice(&[0, 1])),
    may("allow", Bits),
    may("deny", Bits),
]);

static REACTION: Shape = of_fields(&[may("emoji_id", Id), may("emoji_name", Short(100))]);

static TAG: Shape = of_fields(&[
    may("id", Id),
    must("name", Text),
    may("moderated", Flag),
    may("emoji_id", Id),
    may("emoji_name", Short(100)),
]);

static CHANNEL_PLACE: Shape = of_fields(&[
    must("id", Id),
    may("position", UpTo(i32::MAX as u64)),
    may("parent_id", Id),
    may("lock_permissions", Flag),
]);

static WEBHOOK: Shape = of_fields(&[firm("name", Text), may("avatar", Text), may("channel_id", Id)]);

/// The languages that Discord speaks ("Locales").
const LOCALES: &[&str] = &[
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk",
    "vi", "zh-CN", "zh-TW",
];

static GUILD: Shape = of_fields(&[
    firm("name", Text),
    may("description", Short(300)),
    may("region", Text),
    may("icon", Text),
    may("verification_level", Choice(&[0, 1, 2, 3, 4])),
    may("default_message_notifications", Choice(&[0, 1])),
    may("explicit_content_filter", Choice(&[0, 1, 2])),
    may("preferred_locale", Word(LOCALES)),
    may("afk_timeout", Choice(&[60, 300, 900, 1800, 3600])),
    may("afk_channel_id", Id),
    may("system_channel_id", Id),
    may("splash", Text),
    may("banner", Text),
    may("system_channel_flags", Whole),
    may("features", List(&Text)),
    may("discovery_splash", Text),
    may("home_header", Text),
    may("rules_channel_id", Id),
    may("safety_alerts_channel_id", Id),
    may("public_updates_channel_id", Id),
    may("premium_progress_bar_enabled", Flag),
]);

static MEMBER: Shape = of_fields(&[
    may("nick", Text),
    may("roles", Set(&Id)),
    may("mute", Flag),
    may("deaf", Flag),
    may("channel_id", Id),
    may("communication_disabled_until", Time),
    may("flags", Whole),
    may("avatar", Text),
    may("banner", Text),
    may("bio", Short(190)),
]);

static ROLE: Shape = of_fields(&[
    may("name", Text),
    may("permissions", Bits),
    may("color", UpTo(limits::COLOR)),
    may("colors", Object(&COLORS)),
    may("hoist", Flag),
    may("mentionable", Flag),
    may("icon", Text),
    may("unicode_emoji", Short(100)),
]);

static COLORS: Shape = of_fields(&[
    may("primary_color", UpTo(limits::COLOR)),
    may("secondary_color", UpTo(limits::COLOR)),
    may("tertiary_color", UpTo(limits::COLOR)),
]);

static ROLE_PLACE: Shape = of_fields(&[may("id", Id), may("position", Whole)]);

static EVENT: Shape = of_fields(&[
    firm("name", Text),
    may("description", Text),
    may("image", Text),
    firm("scheduled_start_time", Time),
    may("scheduled_end_time", Time),
    firm("privacy_level", Choice(&[2])),
    may("entity_type", Choice(&[0, 1, 2, 3])),
    may("channel_id", Id),
    may("status", Choice(&[1, 2, 3, 4])),
    may("entity_metadata", Object(&PLACE)),
    may("recurrence_rule", Map),
]);

static PLACE: Shape = of_fields(&[firm("location", Text)]);

static DIRECT: Shape = of_fields(&[
    may("recipient_id", Id),
    may("recipients", List(&Id)),
    may("access_tokens", List(&Text)),
    may("nicks", Map),
]);

static CALLBACK: Shape = of_fields(&[
    must("type", Choice(&[1, 4, 5, 6, 7, 8, 9, 10, 12])),
    may("data", Object(&CALLBACK_DATA)),
]);

/// A message, the choices of an autocompletion or a modal.
static CALLBACK_DATA: Shape = Shape {
    fields: &[
        may("choices", List(&Object(&CHOICE))),
        may("custom_id", Text),
        may("title", Text),
    ],
    more: Some(&MESSAGE),
};

static CHOICE: Shape = of_fields(&[
    must("name", Text),
    may("name_localizations", Texts(limits::CHOICE_TEXT)),
    must("value", Any),
]);

static COMMAND: Shape = of_fields(&[
    may("id", Id),
    may("type", Choice(&[1, 2, 3, 4])),
    may("name", Text),
    may("name_localizations", Texts(limits::COMMAND_NAME)),
    may("description", Text),
    may("description_localizations", Texts(limits::COMMAND_DESCRIPTION)),
    may("options", List(&Object(&OPTION))),
    may("default_member_permissions", Bits),
    may("dm_permission", Flag),
    may("nsfw", Flag),
    may("contexts", Set(&Choice(&[0, 1, 2]))),
    may("integration_types", Set(&Choice(&[0, 1]))),
    may("handler", Choice(&[1, 2])),
]);

static OPTION: Shape = of_fields(&[
    must("type", Whole),
    must("name", Text),
    may("name_localizations", Texts(limits::COMMAND_NAME)),
    must("description", Text),
    may("description_localizations", Texts(limits::COMMAND_DESCRIPTION)),
    may("required", Flag),
    may("autocomplete", Flag),
    may("options", List(&Object(&OPTION))),
    may("choices", List(&Object(&CHOICE))),
    may("channel_types", Set(&Choice(CHANNEL_TYPES))),
    may("min_value", Number),
    may("max_value", Number),
    may("min_length", UpTo(limits::OPTION_VALUE as u64)),
    may("max_length", UpTo(limits::OPTION_VALUE as u64)),
]);
