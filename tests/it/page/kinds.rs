//! Every kind of component, embed and file that a message can hold: what the page makes of each.

use reqwest::Method;
use serde_json::{Value, json};

use super::reader::Reader;
use crate::browser::Screen;
use crate::sandbox::person::Socket;

const V2: u64 = 1 << 15;
/// The smallest picture there is: one dot.
const DOT: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63,
    0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];

fn text(content: &str) -> Value {
    json!({"type": 10, "content": content})
}

fn row(components: Value) -> Value {
    json!({"type": 1, "components": components})
}

/// Every layout component, with pictures and files that came along.
fn layout() -> Value {
    let dot = json!({"url": "attachment://dot.png"});
    json!({"flags": V2, "components": [
        text("# Layout"),
        {"type": 9, "components": [text("With a button"), text("and more")],
            "accessory": {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}},
        {"type": 9, "components": [text("With a picture")],
            "accessory": {"type": 11, "media": dot, "description": "a dot"}},
        {"type": 14, "spacing": 2}, {"type": 14, "divider": false},
        {"type": 12, "items": [{"media": dot, "description": "first"}, {"media": dot, "description": "second", "spoiler": true},
            {"media": {"url": "https://elsewhere.example/x.png"}, "description": "far away"}]},
        {"type": 13, "file": {"url": "attachment://notes.txt"}},
        {"type": 17, "accent_color": 0x00aa55, "components": [text("In a container")]},
        {"type": 17, "spoiler": true, "components": [text("Covered"),
            row(json!([{"type": 2, "style": 4, "label": "Hidden", "custom_id": "hidden"}]))]},
    ]})
}

/// Buttons of every style, selects of every kind with what was chosen before.
fn controls(ana: &str, role: &str, releases: &str) -> Value {
    let button = |style: u64, more: Value| {
        let mut button = json!({"type": 2, "style": style});
        for (key, value) in more.as_object().unwrap() {
            button[key] = value.clone();
        }
        button
    };
    let options = json!([
        {"label": "One", "value": "1", "default": true, "emoji": {"name": "🥇"}, "description": "the first"},
        {"label": "Two", "value": "2"}, {"label": "Three", "value": "3"}, {"label": "Four", "value": "4"},
    ]);
    json!({"flags": V2, "components": [
        row(json!([
            button(1, json!({"label": "Primary", "custom_id": "p"})),
            button(2, json!({"emoji": {"name": "🔥"}, "custom_id": "e"})),
            button(3, json!({"label": "Not now", "custom_id": "d", "disabled": true})),
            button(5, json!({"label": "Docs", "url": "https://docs.example/"})),
            button(6, json!({"sku_id": "123456789012345678"})),
        ])),
        row(json!([{"type": 3, "custom_id": "words", "placeholder": "Words", "min_values": 2, "max_values": 3, "options": options}])),
        row(json!([{"type": 5, "custom_id": "user", "placeholder": "A user", "default_values": [{"id": ana, "type": "user"}]}])),
        row(json!([{"type": 6, "custom_id": "role", "placeholder": "A role", "default_values": [{"id": role, "type": "role"}]}])),
        row(json!([{"type": 7, "custom_id": "any", "placeholder": "Anybody", "max_values": 2,
            "default_values": [{"id": role, "type": "role"}, {"id": ana, "type": "user"}]}])),
        row(json!([{"type": 8, "custom_id": "place", "placeholder": "A channel", "channel_types": [0],
            "default_values": [{"id": releases, "type": "channel"}]}])),
        row(json!([{"type": 3, "custom_id": "off", "placeholder": "Closed", "disabled": true, "options": [{"label": "x", "value": "x"}]}])),
    ]})
}

fn embed() -> Value {
    let field =
        |name: &str, inline: bool| json!({"name": name, "value": format!("of {name}"), "inline": inline});
    json!({"embeds": [{
        "title": "A title", "url": "https://title.example/", "description": "Some **words**", "color": 0xff8800,
        "timestamp": "2026-11-24T07:00:00Z", "author": {"name": "The author", "url": "https://author.example/"},
        "footer": {"text": "The foot"}, "image": {"url": "attachment://dot.png"},
        "fields": [field("a", true), field("b", true), field("c", true), field("d", false)],
    }]})
}

impl Reader {
    async fn posts(&self, body: Value, files: &[(&str, &str, &[u8])]) -> Value {
        let releases = self.bot.channel("releases").await;
        let path = format!("/channels/{releases}/messages");
        let sent = self.bot.send_files(Method::POST, &path, body, files).await;
        sent.good()
    }

    /// How many parts of the page a selector names.
    async fn parts(&mut self, selector: &str) -> u64 {
        let question = format!("document.querySelectorAll({}).length", json!(selector));
        self.tab.evaluate(&question).await.as_u64().unwrap()
    }
}

/// Layout components with their pictures and files; what is covered shows when it is asked for.
async fn sees_the_layout(reader: &mut Reader) {
    let files: &[(&str, &str, &[u8])] = &[
        ("dot.png", "image/png", DOT),
        ("notes.txt", "text/plain", b"a note"),
    ];
    reader.posts(layout(), files).await;
    reader.tab.sees("In a container").await;
    for name in ["a dot", "first"] {
        assert_eq!(reader.tab.count("image", name).await, 1, "{name}");
    }
    assert_eq!(
        reader.tab.count("image", "second").await,
        0,
        "a spoiler says nothing"
    );
    assert_eq!(
        reader.parts("hr.space").await,
        1,
        "the other separator is room only"
    );
    assert_eq!(reader.tab.count("link", "far away on elsewhere.example").await, 1);
    assert_eq!(reader.texts(".file-part .file").await, ["notes.txt 6 bytes"]);
    assert_eq!(reader.parts(".gallery[data-count='3'] > .gallery-item").await, 3);

    reader.tab.press("button", "Spoiler: show the picture").await;
    reader.tab.waits_for("image", "second").await;
    assert!(!reader.tab.shown().await.contains("Covered"));
    assert_eq!(reader.tab.count("button", "Hidden").await, 0);
    reader.tab.press("button", "Spoiler: show the message").await;
    reader.tab.sees("Covered").await;
    assert_eq!(reader.tab.count("button", "Hidden").await, 1);
}

/// Controls say what they are; several values are sent together, when there are enough of them.
async fn uses_the_controls(reader: &mut Reader) {
    let (bot, releases) = (reader.bot.clone(), reader.bot.channel("releases").await);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let (ana, role) = (bot.user("ana").await, bot.role("SRE team").await);
    reader.posts(controls(&ana, &role, &releases), &[]).await;
    let tab = &mut reader.tab;
    tab.waits_for("combobox", "A user: ana").await;
    for (role, name) in [
        ("button", "Primary"),
        ("button", "🔥"),
        ("link", "Docs opens in a new tab"),
        ("combobox", "Words: One"),
        ("combobox", "A role: @SRE team"),
        ("combobox", "Anybody: ana, @SRE team"),
        ("combobox", "A channel: #releases"),
    ] {
        assert_eq!(tab.count(role, name).await, 1, "{role} {name}");
    }
    assert_eq!(
        tab.count("button", "Not now").await + tab.count("combobox", "Closed").await,
        0,
        "disabled"
    );

    assert_eq!(
        reader.parts(".premium[aria-disabled='true']").await,
        1,
        "there is no shop"
    );
    let tab = &mut reader.tab;

    tab.press("combobox", "Words: One").await;
    tab.press("option", "Two").await;
    tab.press("option", "Four").await;
    tab.key("Escape").await;
    let asked = ears.event("INTERACTION_CREATE").await;
    assert_eq!(asked["data"]["custom_id"], "words");
    assert_eq!(asked["data"]["values"], json!(["1", "2", "4"]));
}

/// Embeds whole; their pictures stand in them, and what suppresses them is obeyed.
async fn reads_embeds_and_files(reader: &mut Reader) {
    reader.posts(embed(), &[("dot.png", "image/png", DOT)]).await;
    reader.tab.waits_for("link", "A title").await;
    let shown = reader.texts(".embed").await;
    assert_eq!(
        shown,
        ["The author A title Some words a of a b of b c of c d of d The foot • Today at 20:00"]
    );
    assert_eq!(reader.parts(".embed .picture img").await, 1);
    let spans = "[...document.querySelectorAll('.embed-field')].map((one) => one.style.gridColumn).join()";
    assert_eq!(reader.tab.evaluate(spans).await, "span 4,span 4,span 4,span 12");

    let quiet = json!({"content": "Without them", "flags": 1 << 2, "embeds": [{"title": "Suppressed"}]});
    reader.posts(quiet, &[]).await;
    let files: &[(&str, &str, &[u8])] = &[
        ("one.png", "image/png", DOT),
        ("SPOILER_two.png", "image/png", DOT),
        ("three.log", "text/plain", b"12 of 12"),
    ];
    let described = json!({"content": "Files", "attachments": [{"id": "0", "filename": "one.png", "description": "what it shows"}]});
    reader.posts(described, files).await;
    reader.tab.waits_for("image", "what it shows").await;
    assert!(!reader.tab.shown().await.contains("Suppressed"));
    assert_eq!(reader.tab.count("image", "SPOILER_two.png").await, 0);
    reader.tab.press("button", "Spoiler: show the picture").await;
    reader.tab.waits_for("image", "SPOILER_two.png").await;
    assert_eq!(
        reader.texts("#messages .file").await.last().unwrap(),
        "three.log 8 bytes"
    );
}

/// Reactions are counted as they come, and one's own is added and taken by a press.
async fn reacts(reader: &mut Reader) {
    let message = reader.posts(json!({"content": "Ready?"}), &[]).await;
    let (channel, id) = (
        message["channel_id"].as_str().unwrap(),
        message["id"].as_str().unwrap(),
    );
    let path = format!("/channels/{channel}/messages/{id}/reactions/%F0%9F%91%8D");
    reader
        .person("ben")
        .put(&format!("{path}/@me"), json!({}))
        .await
        .good();
    reader.tab.press("button", "👍, 1 reaction").await;
    reader.tab.waits_for("button", "👍, 2 reactions").await;
    let who = reader.bot.get(&path).await.good();
    assert_eq!(who.as_array().unwrap().len(), 2);
    let read = reader
        .person("ana")
        .get(&format!("/channels/{channel}/messages/{id}"))
        .await
        .good();
    assert_eq!(read["reactions"][0]["me"], true, "her own is among them");
    reader.tab.press("button", "👍, 2 reactions").await;
    reader.tab.waits_for("button", "👍, 1 reaction").await;
}

/// Who presses sees that the app thinks, then what only they can see, and takes that away.
async fn sees_what_is_for_one_alone(reader: &mut Reader) {
    let (mut ears, _) = Socket::identify_bot(&reader.bot).await;
    let button = json!({"type": 2, "style": 1, "label": "Ask it", "custom_id": "ask"});
    let asked = json!({"content": "Ask", "components": [row(json!([button]))]});
    reader.posts(asked, &[]).await;
    reader.tab.press("button", "Ask it").await;
    let press = ears.event("INTERACTION_CREATE").await;
    let (id, token) = (press["id"].as_str().unwrap(), press["token"].as_str().unwrap());
    let thinking = json!({"type": 5, "data": {"flags": 1 << 6}});
    let callback = format!("/interactions/{id}/{token}/callback");
    reader.bot.post(&callback, thinking).await.good();
    reader.tab.sees("gonogo is thinking…").await;
    let app = press["application_id"].as_str().unwrap();
    let answer = format!("/webhooks/{app}/{token}/messages/@original");
    let said = json!({"content": "For you **alone**"});
    reader.bot.patch(&answer, said).await.good();
    reader.tab.sees("For you alone").await;
    reader.tab.sees_no("is thinking").await;
    let shown = reader.texts(".message.ephemeral").await;
    assert!(
        shown[0].contains("Only you can see this · Dismiss message"),
        "{shown:?}"
    );
    assert_eq!(reader.parts(".message.ephemeral .tools").await, 0);
    reader.tab.press("button", "Dismiss message").await;
    reader.tab.sees_no("For you alone").await;
}

/// What was published to those who follow a channel says so, from then on.
async fn sees_what_is_published(reader: &mut Reader) {
    let news = reader.bot.channel("announcements").await;
    let said = reader.bot.says(&news, json!({"content": "Out now"})).await;
    reader.goes_to("announcements").await;
    reader.tab.sees("Out now").await;
    assert_eq!(reader.parts(".head .place-note").await, 0);
    let path = format!(
        "/channels/{news}/messages/{}/crosspost",
        said["id"].as_str().unwrap()
    );
    reader.bot.post(&path, json!({})).await.good();
    reader
        .tab
        .waits_until("document.querySelector('.head .place-note')?.textContent === 'published'")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_part_is_drawn_and_named() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    sees_the_layout(&mut reader).await;
    uses_the_controls(&mut reader).await;
    reads_embeds_and_files(&mut reader).await;
    reacts(&mut reader).await;
    sees_what_is_for_one_alone(&mut reader).await;
    sees_what_is_published(&mut reader).await;
    assert!(!reader.tab.shown().await.contains("does not draw"));
    assert_eq!(reader.tab.nameless().await, [] as [String; 0]);
    reader.leaves();
}

/// On a phone nothing is wider than its screen, whatever a message holds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_part_is_wider_than_a_phone() {
    let Some(mut reader) = Reader::comes(Screen::PHONE).await else {
        return;
    };
    let (ana, role) = (reader.bot.user("ana").await, reader.bot.role("SRE team").await);
    let releases = reader.bot.channel("releases").await;
    let files: &[(&str, &str, &[u8])] = &[
        ("dot.png", "image/png", DOT),
        ("notes.txt", "text/plain", b"a note"),
    ];
    reader.posts(layout(), files).await;
    reader.posts(controls(&ana, &role, &releases), &[]).await;
    reader.posts(embed(), &files[..1]).await;
    let long = format!(
        "{} `{}`\n```\n{}\n```",
        "long".repeat(90),
        "code".repeat(60),
        "fence".repeat(60)
    );
    reader.posts(json!({"content": long}), &[]).await;
    reader.tab.sees("longlong").await;
    let wide = "[...document.querySelectorAll('#messages *')].filter((one) => one.checkVisibility() && \
        !one.closest('pre') && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 120))";
    assert_eq!(reader.tab.evaluate(wide).await, json!([]));
    let scrolls =
        "document.getElementById('scroller').scrollWidth - document.getElementById('scroller').clientWidth";
    assert_eq!(
        reader.tab.evaluate(scrolls).await,
        0,
        "nobody has to scroll sideways"
    );
    reader.leaves();
}
