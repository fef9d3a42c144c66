//! The help: every command with an example.

use super::message::Message;

/// A command, what it does, and an example to paste.
pub const COMMANDS: [(&str, &str, &str); 12] = [
    (
        "release start",
        "start a release; what you leave out is asked",
        "!release start myportfolio mahara-minor 22.04.2",
    ),
    (
        "release status",
        "where a release stands, with its buttons",
        "/release status release:17",
    ),
    ("release list", "the open releases", "!release list"),
    (
        "release hold",
        "let nothing go on until it is resumed",
        "/release hold release:17 reason:waiting for a fix",
    ),
    ("release resume", "let it go on", "/release resume release:17"),
    (
        "release abort",
        "give it up; its audience is told",
        "/release abort release:17 reason:superseded by 22.04.3",
    ),
    (
        "release override",
        "pass a gate by authority, shown for ever",
        "/release override release:17 reason:agreed by phone",
    ),
    (
        "release available",
        "note that a version can be had, and be reminded of it",
        "!release available myportfolio 22.04.3",
    ),
    (
        "release slots",
        "the planned days, with what became of each",
        "/release slots service:sync",
    ),
    (
        "report short-circuits",
        "how often the planned releases could not be waited for",
        "/report short-circuits service:sync months:6",
    ),
    ("todo", "what you have to do now", "/todo"),
    ("env", "which version runs where", "/env service:myportfolio"),
];

/// The help.
pub fn help() -> Message {
    let lines: Vec<String> = COMMANDS
        .iter()
        .map(|(name, what, example)| format!("**{name}**: {what}\n-# `{example}`"))
        .collect();
    let tail = "Each works as `/…`, as `!…` and by naming me: `@gonogo release list`.";
    Message::plain(format!(
        "**gonogo** takes a release through its steps.\n{}\n{tail}",
        lines.join("\n")
    ))
}
