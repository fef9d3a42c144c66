//! What a message can hold.

use serde_json::{Value, json};

use super::{Place, Probe, many, text};

const V2: u64 = 1 << 15;

pub(super) fn in_row(component: Value) -> Value {
    json!({"content": "x", "components": [{"type": 1, "components": [component]}]})
}

fn select(more: Value) -> Value {
    let mut select = json!({"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]});
    select
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    in_row(select)
}

fn v2(components: Value) -> Value {
    json!({"flags": V2, "components": components})
}

fn poll(more: Value) -> Value {
    let mut poll = json!({"question": {"text": "Go?"}, "answers": [{"poll_media": {"text": "go"}}]});
    poll.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({"poll": poll})
}

pub(super) const PROBES: &[Probe] = &[
    ("CONTENT", Place::Message, |n| json!({"content": text(n)})),
    (
        "NONCE",
        Place::Message,
        |n| json!({"content": "x", "nonce": text(n)}),
    ),
    (
        "MENTIONS_LISTED",
        Place::Message,
        |n| json!({"content": "x", "allowed_mentions": {"users": many(n, |n| json!((n + 1).to_string()))}}),
    ),
    (
        "EMBEDS",
        Place::Message,
        |n| json!({"embeds": many(n, |_| json!({"title": "x"}))}),
    ),
    (
        "EMBED_TITLE",
        Place::Message,
        |n| json!({"embeds": [{"title": text(n)}]}),
    ),
    (
        "EMBED_DESCRIPTION",
        Place::Message,
        |n| json!({"embeds": [{"description": text(n)}]}),
    ),
    (
        "EMBED_FIELDS",
        Place::Message,
        |n| json!({"embeds": [{"fields": many(n, |_| json!({"name": "n", "value": "v"}))}]}),
    ),
    (
        "EMBED_FIELD_NAME",
        Place::Message,
        |n| json!({"embeds": [{"fields": [{"name": text(n), "value": "v"}]}]}),
    ),
    (
        "EMBED_FIELD_VALUE",
        Place::Message,
        |n| json!({"embeds": [{"fields": [{"name": "n", "value": text(n)}]}]}),
    ),
    (
        "EMBED_FOOTER",
        Place::Message,
        |n| json!({"embeds": [{"footer": {"text": text(n)}}]}),
    ),
    (
        "EMBED_AUTHOR",
        Place::Message,
        |n| json!({"embeds": [{"author": {"name": text(n)}}]}),
    ),
    (
        "EMBED_TOTAL",
        Place::Message,
        |n| json!({"embeds": [{"description": text(3000)}, {"description": text(n - 3000)}]}),
    ),
    ("ROWS", Place::Message, |n| {
        let row = |n: usize| json!({"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": format!("b{n}")}]});
        json!({"content": "x", "components": many(n, row)})
    }),
    ("ROW_BUTTONS", Place::Message, |n| {
        let button = |n: usize| json!({"type": 2, "style": 1, "label": "l", "custom_id": format!("b{n}")});
        json!({"content": "x", "components": [{"type": 1, "components": many(n, button)}]})
    }),
    ("V2_COMPONENTS", Place::Message, |n| {
        v2(many(n, |_| json!({"type": 10, "content": "x"})))
    }),
    ("V2_TEXT", Place::Message, |n| {
        v2(json!([{"type": 10, "content": text(n / 2)}, {"type": 10, "content": text(n - n / 2)}]))
    }),
    ("V2_TEXT_BYTES", Place::Message, |n| {
        let bytes = n - 12;
        let content = format!("{}{}", "漢".repeat(bytes / 3), text(bytes % 3));
        v2(json!([{"type": 10, "content": content}]))
    }),
    ("CUSTOM_ID", Place::Message, |n| {
        in_row(json!({"type": 2, "style": 1, "label": "l", "custom_id": text(n)}))
    }),
    ("BUTTON_LABEL", Place::Message, |n| {
        in_row(json!({"type": 2, "style": 1, "label": text(n), "custom_id": "b"}))
    }),
    ("BUTTON_URL", Place::Message, |n| {
        let url = format!("https://example.org/{}", text(n - 20));
        in_row(json!({"type": 2, "style": 5, "label": "l", "url": url}))
    }),
    ("SELECT_OPTIONS", Place::Message, |n| {
        select(json!({"options": many(n, |n| json!({"label": "l", "value": n.to_string()}))}))
    }),
    ("SELECT_OPTION_TEXT", Place::Message, |n| {
        select(json!({"options": [{"label": text(n), "value": "v"}]}))
    }),
    ("SELECT_PLACEHOLDER", Place::Message, |n| {
        select(json!({"placeholder": text(n)}))
    }),
    ("SECTION_TEXTS", Place::Message, |n| {
        let accessory = json!({"type": 2, "style": 1, "label": "l", "custom_id": "b"});
        v2(
            json!([{"type": 9, "components": many(n, |_| json!({"type": 10, "content": "x"})), "accessory": accessory}]),
        )
    }),
    ("GALLERY_ITEMS", Place::Message, |n| {
        let item = |_| json!({"media": {"url": "https://example.org/a.png"}});
        v2(json!([{"type": 12, "items": many(n, item)}]))
    }),
    ("MEDIA_DESCRIPTION", Place::Message, |n| {
        let item = json!({"media": {"url": "https://example.org/a.png"}, "description": text(n)});
        v2(json!([{"type": 12, "items": [item]}]))
    }),
    (
        "EMBED_URL",
        Place::Message,
        |n| json!({"embeds": [{"title": "t", "url": format!("https://example.org/{}", text(n - 20))}]}),
    ),
    (
        "COLOR",
        Place::Message,
        |n| json!({"embeds": [{"title": "t", "color": n}]}),
    ),
    ("EMOJI_NAME", Place::Message, |n| {
        in_row(json!({"type": 2, "style": 1, "custom_id": "b", "emoji": {"name": text(n)}}))
    }),
    ("POLL_QUESTION", Place::Message, |n| {
        poll(json!({"question": {"text": text(n)}}))
    }),
    ("POLL_ANSWERS", Place::Message, |n| {
        poll(json!({"answers": many(n, |n| json!({"poll_media": {"text": n.to_string()}}))}))
    }),
    ("POLL_ANSWER", Place::Message, |n| {
        poll(json!({"answers": [{"poll_media": {"text": text(n)}}]}))
    }),
    ("POLL_HOURS", Place::Message, |n| poll(json!({"duration": n}))),
];
