//! Markdown as Discord renders it: what is written, and what the browser made of it, line by line.
//!
//! The right side names what is drawn: `b` bold, `i` italic, `u` underlined, `s` struck through, `sub` subtext, `⏎` a
//! broken line; a link says where it leads. Rules: Discord's "Markdown Text 101" and its reference "Message Formatting".

use serde_json::json;

use super::reader::Reader;
use crate::browser::Screen;

const CASES: &[(&str, &str)] = &[
    // Emphasis, alone and inside each other.
    ("**b** *i* _i_ __u__ ~~s~~", "p(b(b) i(i) i(i) u(u) s(s))"),
    ("***both***", "p(b(i(both)))"),
    ("**b *bi* b**", "p(b(b i(bi) b))"),
    ("__**ub**__ ~~__su__~~", "p(u(b(ub)) s(u(su)))"),
    (
        "snake_case_word, 2 * 3 * 4, a*b*c",
        "p(snake_case_word, 2 * 3 * 4, ai(b)c)",
    ),
    ("_i_, _not i", "p(i(i), _not i)"),
    ("** b **", "p(b( b ))"),
    ("*not\nclosed", "p(*not⏎closed)"),
    (r"\*not\* \_not\_ \# \\ \a", r"p(*not* _not_ # \ \a)"),
    (r"¯\_(ツ)_/¯", r"p(¯\_(ツ)_/¯)"),
    // Headings need a room after their sign, and there are three.
    ("# One\n## Two\n### Three", "h1(One) h2(Two) h3(Three)"),
    ("#one\n#### four", "p(#one⏎#### four)"),
    ("# **b** #", "h1(b(b))"),
    ("text\n# One\ntext", "p(text) h1(One) p(text)"),
    ("-# small *i*\n-#not", "sub(small i(i)) p(-#not)"),
    // Quotes: line by line, or all that follows; never one inside the other.
    ("> a\n> b\nc", "quote(p(a⏎b)) p(c)"),
    (">>> a\nb\n# c", "quote(p(a⏎b) h1(c))"),
    (">not", "p(>not)"),
    ("> > a", "quote(p(> a))"),
    ("> - a\n> - b", "quote(ul(li(a) li(b)))"),
    // Lists, and lists in lists.
    ("- a\n* b\ntext", "ul(li(a) li(b)) p(text)"),
    ("- a\n  - b\n    - c\n- d", "ul(li(a ul(li(b ul(li(c))))) li(d))"),
    ("1. a\n2. b\n  - c", "ol(li(a) li(b ul(li(c))))"),
    ("7. a\n7. b", "ol7(li(a) li(b))"),
    ("- a\n  more", "ul(li(a⏎more))"),
    ("-a\n1.b", "p(-a⏎1.b)"),
    ("- a\n1. b", "ul(li(a)) ol(li(b))"),
    // Code: nothing inside it is anything else.
    ("`**a**` ``b ` b``", "p(code(**a**) code(b ` b))"),
    ("```rust\nlet a = *b;\n```", "pre[Code in rust](let a = *b;)"),
    ("a ```b``` c", "p(a ) pre[Code](b) p( c)"),
    ("```\n# a\n> b\n```", "pre[Code](# a\n> b)"),
    ("`<@1>` <@1>", "p(code(<@1>) @(@unknown-user))"),
    // Links: masked ones only to the web, and never under another address.
    (
        "[t **b**](https://a.example/x)",
        "p(link:https://a.example/x(t b(b)))",
    ),
    (
        "[t](<https://a.example/x>) [t](ftp://a)",
        "p(link:https://a.example/x(t) [t](ftp://a))",
    ),
    ("[t](javascript:1)", "p([t](javascript:1))"),
    (
        "[https://good.example](https://bad.example)",
        "p([link:https://good.example/(https://good.example)](link:https://bad.example/(https://bad.example)))",
    ),
    (
        "https://a.example/b_c_d.",
        "p(link:https://a.example/b_c_d(https://a.example/b_c_d).)",
    ),
    (
        "(https://a.example/x(y))",
        "p((link:https://a.example/x(y)(https://a.example/x(y))))",
    ),
    (
        "<https://a.example> <a@b.example>",
        "p(link:https://a.example/(https://a.example) link:mailto:a@b.example(a@b.example))",
    ),
    ("<b>x</b> &amp;", "p(<b>x</b> &amp;)"),
    // Spoilers, also over lines and around other things.
    ("||a **b**\nc|| d", "p(spoiler(a b(b)⏎c) d)"),
    // What Discord names: people, times, commands, its own places. Words in colons are not emoji.
    ("@everyone @here :smile:", "p(@(@everyone) @(@here) :smile:)"),
    (
        "</release start:1> <id:customize>",
        "p(@(/release start) @(Channels & Roles))",
    ),
    ("<:party:123456789012345678>", "p(:party:)"),
    (
        "<t:1795507200:t> <t:1795507200:D> <t:1795507200:R>",
        "p(time(21:00) time(24 November 2026) time(now))",
    ),
    (
        "<t:1795514400:R> <t:1795514400:S>",
        "p(time(in 2 hours) time(24/11/2026, 23:00:00))",
    ),
    ("<t:1795507200:x>", "p(<t:1795507200:x>)"),
];

/// Names every part of what was drawn; what is only for screen readers is left out.
const DRAWN: &str = r##"(() => {
  const name = { STRONG: "b", EM: "i", U: "u", S: "s", BLOCKQUOTE: "quote", PRE: "pre", TIME: "time", LI: "li", UL: "ul", P: "p" };
  const kind = (node) => {
    if (node.matches(".spoiler")) return "spoiler";
    if (node.matches(".mention")) return "@";
    if (node.matches(".heading")) return node.className.match(/h\d/)[0];
    if (node.matches(".small")) return "sub";
    if (node.matches("a")) return `link:${node.href}`;
    if (node.matches("ol")) return `ol${node.getAttribute("start") ?? ""}`;
    if (node.matches("pre")) return `pre[${node.getAttribute("aria-label")}]`;
    return name[node.nodeName] ?? node.nodeName.toLowerCase();
  };
  const blocks = "P, UL, OL, LI, PRE, BLOCKQUOTE";
  const say = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.matches("br")) return "⏎";
    if (node.matches(".sr")) return "";
    if (node.matches(".emoji, .spoiler-words, pre > code")) return inside(node);
    return `${kind(node)}(${inside(node)})`;
  };
  const inside = (node) => [...node.childNodes].reduce((all, one) => {
    const room = all && !all.endsWith("(") && one.matches?.(blocks) ? " " : "";
    return all + room + say(one);
  }, "");
  return [...document.querySelectorAll("#messages .body > .text")].map(inside);
})()"##;

/// Every row of the table, in one page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn markdown_is_drawn_as_discord_draws_it() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    let mut wrong = Vec::new();
    for (number, cases) in CASES.chunks(40).enumerate() {
        let channel = reader
            .channel(json!({"name": format!("words-{number}"), "type": 0}))
            .await;
        let id = channel["id"].as_str().unwrap().to_owned();
        for (written, _) in cases {
            let message = json!({"content": written, "allowed_mentions": {"parse": []}});
            reader.bot.says(&id, message).await;
        }
        reader.goes_to(channel["name"].as_str().unwrap()).await;
        reader
            .tab
            .waits_until(&format!("{DRAWN}.length === {}", cases.len()))
            .await;
        let drawn = reader.tab.evaluate(DRAWN).await;
        for ((written, wanted), drawn) in cases.iter().zip(drawn.as_array().unwrap()) {
            let drawn = drawn.as_str().unwrap();
            if drawn != *wanted {
                wrong.push(format!("{written:?}\n  is drawn  {drawn}\n  not       {wanted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    reader.leaves();
}

/// A relative time stays true while the sandbox's clock is moved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn relative_times_follow_the_clock_of_the_sandbox() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    let releases = reader.bot.channel("releases").await;
    let message = json!({"content": "It begins <t:1795514400:R>."});
    reader.bot.says(&releases, message).await;
    reader.tab.sees("It begins in 2 hours.").await;
    reader.tab.press("button", "+1 h").await;
    reader.tab.sees("It begins in 1 hour.").await;
    reader.leaves();
}
