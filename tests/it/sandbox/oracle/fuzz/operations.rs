//! The operations of the description, and a good body of each kind for those that take one.

use gonogo::sandbox::judge::Description;
use reqwest::Method;
use serde_json::{Value, json};

use super::stage::Stage;

/// A method and a path, as the description has them.
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) path: String,
    /// What its body is.
    pub(super) schema: Option<Value>,
    /// Name and schema of what can be asked for behind the question mark.
    pub(super) query: Vec<(String, Value)>,
    /// Whether it can be used without a bot's word.
    pub(super) open: bool,
}

impl Operation {
    /// What it is about, by the beginning of its path.
    pub(super) fn group(&self) -> String {
        let segments: Vec<&str> = self.path.trim_start_matches('/').split('/').collect();
        let fixed = segments.iter().skip(2).find(|segment| !segment.starts_with('{'));
        match (segments[0], fixed) {
            (first @ ("channels" | "guilds"), Some(second)) => format!("{first}: {second}"),
            (first, _) => first.to_owned(),
        }
    }

    /// The ids in its path: the place of each among the segments, and its name.
    pub(super) fn ids(&self) -> Vec<(usize, &str)> {
        let segments = self.path.split('/').enumerate();
        let named = segments.filter_map(|(at, segment)| {
            let name = segment.strip_prefix('{')?.strip_suffix('}')?;
            Some((at, name))
        });
        named.filter(|(_, name)| *name != "emoji_name").collect()
    }
}

/// Every operation of the description.
pub(super) fn all(description: &Description) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, item) in description.text()["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().iter();
        for (method, operation) in methods.filter(|(_, operation)| operation.is_object()) {
            let schema = operation.pointer("/requestBody/content/application~1json/schema");
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let query = parameters.filter(|parameter| parameter["in"] == "query");
            let open = |way: &Value| way.as_object().is_some_and(|way| way.is_empty());
            all.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                schema: schema.cloned(),
                query: query
                    .map(|one| (one["name"].as_str().unwrap().to_owned(), one["schema"].clone()))
                    .collect(),
                open: operation["security"]
                    .as_array()
                    .is_some_and(|ways| ways.iter().any(open))
                    || path == "/gateway",
            });
        }
    }
    all
}

/// What fits the description and is refused all the same: operation, place, code, words of the refusal. Sources: the
/// pages of Discord's documentation by their names, and public reports.
pub(super) const REFUSED: &[(&str, &str, u64, &str)] = &[
    // Nothing would be seen ("Create Message": at least one of content, embeds, components, files or a poll is wanted).
    ("message", "", 50006, ""),
    ("create_interaction_response", "/data", 50006, ""),
    // Components of the second version want their flag, and what the first had has to go with it ("Edit Message").
    ("message", "/flags", 50035, "UNION_TYPE_CHOICES"),
    ("update_message", "/content", 50035, "LEGACY_FIELDS"),
    // What one kind of a thing needs and another does not have: "Component Reference", Button.
    ("", "/url", 50035, "BASE_TYPE_REQUIRED"),
    ("", "/custom_id", 50035, "REQUIRED"),
    ("", "/label", 50035, "LABEL_OR_EMOJI_REQUIRED"),
    // An input that no label names has a label of its own ("Component Reference", Text Input; the older form of a modal).
    (
        "create_interaction_response",
        "/label",
        50035,
        "BASE_TYPE_REQUIRED",
    ),
    // What has to be filled in asks for something ("Component Reference", the notes on `min_values`).
    (
        "create_interaction_response",
        "/required",
        50035,
        "REQUIRED_ZERO_MIN_VALUES",
    ),
    // A command that is typed is described ("Application Commands", `description`), as is one that says no type.
    ("application_command", "/description", 50035, "BASE_TYPE_REQUIRED"),
    ("bulk_set_", "/1/type", 50035, "BASE_TYPE_REQUIRED"),
    // "Poll Resource", Poll Media Object: the text is there.
    ("", "/question/text", 50035, "BASE_TYPE_BAD_LENGTH"),
    ("", "/poll_media/text", 50035, "BASE_TYPE_BAD_LENGTH"),
    // "Guild Scheduled Event", Field Requirements By Entity Type: what takes place elsewhere has an end.
    (
        "create_guild_scheduled_event",
        "/scheduled_end_time",
        50035,
        "BASE_TYPE_REQUIRED",
    ),
    // Whom or what it is about ("Create DM", "Modify Guild Role Positions", "Modify Guild Channel Positions").
    ("create_dm", "/recipient_id", 10013, ""),
    ("bulk_update_guild_roles", "/0/id", 10011, ""),
    ("bulk_update_guild_channels", "/0/id", 50035, "BASE_TYPE_REQUIRED"),
];

fn named(schema: &str) -> Option<Value> {
    Some(json!({"$ref": format!("#/components/schemas/{schema}")}))
}

/// Good bodies of an operation, with the schema that each is of where the description leaves a choice.
pub(super) fn bodies(operation: &Operation, stage: &Stage) -> Vec<(Option<Value>, Value)> {
    let plain = |body: Value| vec![(None, body)];
    match operation.id.as_str() {
        "create_message" => messages(stage)
            .into_iter()
            .chain([poll()])
            .map(|body| (None, body))
            .collect(),
        "update_message" => messages(stage)
            .into_iter()
            .map(|mut body| {
                for key in ["nonce", "enforce_nonce", "message_reference", "tts"] {
                    body.as_object_mut().unwrap().remove(key);
                }
                if body.get("content").is_none() {
                    body["content"] = Value::Null;
                }
                (None, body)
            })
            .collect(),
        "execute_webhook" => vec![(
            named("IncomingWebhookRequestPartial"),
            json!({"content": "x", "username": "CI", "avatar_url": "https://example.org/a.png", "embeds": [embed()],
                "components": [row()], "flags": 4, "tts": false}),
        )],
        "update_webhook_message" | "update_original_webhook_message" => {
            plain(json!({"content": "x", "embeds": [embed()], "components": [row()]}))
        }
        "create_interaction_response" => callbacks(),
        "bulk_delete_messages" => plain(json!({"messages": stage.two_messages()})),
        "create_thread_from_message" => {
            plain(json!({"name": "n", "auto_archive_duration": 60, "rate_limit_per_user": 5}))
        }
        "create_thread" => vec![
            (
                named("CreateTextThreadWithoutMessageRequest"),
                json!({"name": "n", "type": 11, "invitable": true, "auto_archive_duration": 60}),
            ),
            (
                named("CreateTextThreadWithoutMessageRequest"),
                json!({"name": "n", "rate_limit_per_user": 5}),
            ),
        ],
        "update_channel" => vec![(named("UpdateGuildChannelRequestPartial"), channel(stage, false))],
        "create_guild_channel" => vec![(None, channel(stage, false)), (None, channel(stage, true))],
        "bulk_update_guild_channels" => plain(json!([{"id": stage.releases, "position": 2}])),
        "set_channel_permission_overwrite" => plain(json!({"type": 0, "allow": 1024, "deny": 2048})),
        "create_webhook" => plain(json!({"name": "pipeline", "avatar": null})),
        "update_webhook" => plain(json!({"name": "robot", "channel_id": stage.releases})),
        "update_webhook_by_token" => plain(json!({"name": "robot"})),
        "create_guild_role" | "update_guild_role" => plain(
            json!({"name": "On call", "permissions": 1024, "color": 255, "hoist": true, "mentionable": true,
                "colors": {"primary_color": 255, "secondary_color": null}, "unicode_emoji": null}),
        ),
        "bulk_update_guild_roles" => plain(json!([{"id": stage.role, "position": 1}])),
        "create_guild_scheduled_event" => vec![(named("ExternalScheduledEventCreateRequest"), event())],
        "update_guild_scheduled_event" => {
            vec![(named("ExternalScheduledEventPatchRequestPartial"), event())]
        }
        "create_dm" => plain(json!({"recipient_id": stage.ana.id})),
        "update_guild_member" => plain(
            json!({"nick": "Ana", "roles": [stage.role], "communication_disabled_until": "2026-11-25T08:00:00Z",
                "flags": 0}),
        ),
        "update_my_guild_member" => plain(json!({"nick": "robot"})),
        "update_guild" => plain(
            json!({"name": "team", "description": "x", "system_channel_id": stage.releases,
            "verification_level": 1, "default_message_notifications": 1, "preferred_locale": "en-US"}),
        ),
        "create_channel_invite" => vec![(
            named("CreateGuildInviteRequest"),
            json!({"max_age": 3600, "max_uses": 5, "temporary": false, "unique": true}),
        )],
        id if id.starts_with("bulk_set_") => plain(json!([command(), {"name": "Report", "type": 3}])),
        id if id.starts_with("create_") && id.ends_with("application_command") => plain(command()),
        id if id.starts_with("update_") && id.ends_with("application_command") => {
            plain(json!({"name": "other", "description": "y", "default_member_permissions": 8}))
        }
        _ => Vec::new(),
    }
}

fn messages(stage: &Stage) -> Vec<Value> {
    vec![
        json!({"content": "x", "embeds": [embed()], "flags": 4096, "tts": false, "nonce": "n", "enforce_nonce": false,
            "allowed_mentions": {"parse": ["roles"], "users": [stage.ana.id], "replied_user": false},
            "message_reference": {"message_id": stage.first, "channel_id": stage.releases, "type": 0,
                "fail_if_not_exists": false},
            "components": [row(), select(3), select(5), select(8)]}),
        json!({"flags": 1 << 15, "components": [
            {"type": 17, "accent_color": 255, "spoiler": true, "components": [
                {"type": 10, "content": "# Title", "id": 4},
                {"type": 9, "components": [{"type": 10, "content": "x"}],
                 "accessory": {"type": 2, "style": 5, "label": "l", "url": "https://example.org"}},
                {"type": 14, "divider": true, "spacing": 2}, row()]},
            {"type": 9, "components": [{"type": 10, "content": "x"}], "accessory": {"type": 11,
                "media": {"url": "https://example.org/b.png"}, "description": "d", "spoiler": false}},
            {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}, "description": "d",
                "spoiler": true}]}]}),
    ]
}

fn poll() -> Value {
    json!({"poll": {"question": {"text": "Go?"}, "duration": 24, "allow_multiselect": false, "layout_type": 1,
        "answers": [{"poll_media": {"text": "go", "emoji": {"name": "✅"}}}, {"poll_media": {"text": "no-go"}}]}})
}

fn embed() -> Value {
    json!({"title": "t", "description": "d", "url": "https://example.org", "color": 255,
        "timestamp": "2026-11-24T08:00:00Z", "author": {"name": "a", "url": "https://example.org"},
        "footer": {"text": "f", "icon_url": "https://example.org/i.png"}, "image": {"url": "https://example.org/i.png"},
        "fields": [{"name": "n", "value": "v", "inline": true}]})
}

fn row() -> Value {
    json!({"type": 1, "components": [
        {"type": 2, "style": 1, "label": "Pass", "custom_id": "pass", "disabled": false, "emoji": {"name": "✅"}},
        {"type": 2, "style": 5, "label": "Read", "url": "https://example.org"}]})
}

fn select(kind: u64) -> Value {
    let mut select = json!({"type": kind, "custom_id": format!("s{kind}"), "placeholder": "p", "min_values": 0,
        "max_values": 1, "disabled": false});
    match kind {
        3 => {
            select["options"] = json!([{"label": "l", "value": "v", "description": "d", "default": true,
            "emoji": {"name": "✅"}}]);
        }
        8 => select["channel_types"] = json!([0, 5]),
        _ => {}
    }
    json!({"type": 1, "components": [select]})
}

fn channel(stage: &Stage, forum: bool) -> Value {
    let overwrite = json!({"id": stage.role, "type": 0, "allow": 1024, "deny": 0});
    let mut body = json!({"name": "room", "topic": "t", "position": 3, "nsfw": false, "rate_limit_per_user": 5,
        "permission_overwrites": [overwrite], "type": 0});
    if forum {
        body["type"] = json!(15);
        body["available_tags"] = json!([{"name": "bug", "moderated": false, "emoji_name": "✅"}]);
        body["default_reaction_emoji"] = json!({"emoji_name": "✅"});
        body["default_sort_order"] = json!(1);
        body["default_forum_layout"] = json!(1);
        body["default_auto_archive_duration"] = json!(60);
        body["default_thread_rate_limit_per_user"] = json!(5);
    }
    body
}

fn event() -> Value {
    json!({"name": "Away", "description": "d", "privacy_level": 2, "entity_type": 3,
        "entity_metadata": {"location": "here"}, "scheduled_start_time": "2030-11-24T09:00:00Z",
        "scheduled_end_time": "2030-11-24T11:00:00Z"})
}

fn command() -> Value {
    let of_text = json!({"type": 3, "name": "process", "description": "d", "required": true, "min_length": 1,
        "max_length": 100, "choices": [{"name": "Minor", "value": "minor"}]});
    let of_number = json!({"type": 4, "name": "count", "description": "d", "min_value": 1, "max_value": 5,
        "autocomplete": true});
    json!({"name": "release", "description": "Releases", "type": 1, "nsfw": false, "dm_permission": false,
        "default_member_permissions": 8, "contexts": [0], "integration_types": [0],
        "name_localizations": {"de": "ausgabe"},
        "options": [of_text, of_number, {"type": 7, "name": "where", "description": "d", "channel_types": [0]}]})
}

fn callbacks() -> Vec<(Option<Value>, Value)> {
    let label = |n: u64, field: Value| json!({"type": 18, "label": format!("L{n}"), "description": "d", "component": field});
    let options = json!([{"label": "l", "value": "a", "description": "d"}, {"label": "l", "value": "b"}]);
    let modal = json!({"custom_id": "m", "title": "Why", "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "i", "style": 1, "label": "Reason", "min_length": 1,
            "max_length": 100, "required": true, "value": "v", "placeholder": "p"}]},
        label(1, json!({"type": 3, "custom_id": "s", "options": options, "min_values": 1, "max_values": 1})),
        label(2, json!({"type": 21, "custom_id": "r", "options": options, "required": true})),
        label(3, json!({"type": 22, "custom_id": "c", "options": options, "required": false, "min_values": 0,
            "max_values": 2})),
        label(4, json!({"type": 19, "custom_id": "f", "required": false, "min_values": 0, "max_values": 3}))]});
    let message = json!({"content": "x", "embeds": [embed()], "components": [row()], "flags": 64,
        "allowed_mentions": {"parse": []}});
    vec![
        (None, json!({"type": 4, "data": message})),
        (
            None,
            json!({"type": 7, "data": {"content": "x", "components": [row()]}}),
        ),
        (None, json!({"type": 9, "data": modal})),
        (
            None,
            json!({"type": 8, "data": {"choices": [{"name": "Minor", "value": "minor"}]}}),
        ),
    ]
}
