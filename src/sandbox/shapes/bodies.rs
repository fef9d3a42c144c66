//! The bodies themselves: what each route takes, as Discord's documentation lists it.
//!
//! A field that a route has and nothing here makes use of (a server's banner, a voice channel's bitrate) is listed as
//! well: it is passed over, but not when it is nonsense.

use super::Kind::{
    Any, Bits, Choice, Flag, Id, List, Map, Number, Object, Set, Short, Sparse, Text, Texts, Time, UpTo,
    Whole, Word,
};
use super::messages::{CALLBACK, MESSAGE, VOTE};
use super::{Field, Kind, Shape};
use crate::sandbox::limits;

/// A field that may be null or missing.
pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
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
pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        nullable: false,
        needed: true,
    }
}

pub(super) const fn of_fields(fields: &'static [Field]) -> Shape {
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
        ("PATCH", ["guilds", _, "members", _] | ["guilds", _, "members", "@me", "nick"]) => Object(&MEMBER),
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

pub(super) const CHANNEL_TYPES: &[u64] = &[0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16];

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
    may("available_tags", Sparse(&Object(&TAG))),
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

pub(super) static CHOICE: Shape = of_fields(&[
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
