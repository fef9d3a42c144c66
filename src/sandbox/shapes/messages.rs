//! Messages: what they say, what they hold, how interactions are answered, and what people vote for.

use super::Kind::{
    Choice, Flag, Id, List, Number, Object, Set, Short, Sparse, Text, TextOrWhole, Time, UpTo, Whole, Word,
};
use super::Shape;
use super::bodies::{CHANNEL_TYPES, CHOICE, may, must, of_fields};
use crate::sandbox::limits;

pub(super) static MESSAGE: Shape = of_fields(&[
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

static MEDIA: Shape = of_fields(&[must("url", Short(limits::EMBED_URL))]);

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
pub(super) static VOTE: Shape = of_fields(&[must("answer_ids", List(&Id))]);

pub(super) static CALLBACK: Shape = of_fields(&[
    must("type", Choice(&[1, 4, 5, 6, 7, 8, 9, 10, 12])),
    may("data", Object(&CALLBACK_DATA)),
]);

/// A message, the choices of an autocompletion or a modal.
static CALLBACK_DATA: Shape = Shape {
    fields: &[
        may("choices", Sparse(&Object(&CHOICE))),
        may("custom_id", Text),
        may("title", Text),
    ],
    more: Some(&MESSAGE),
};
