//! The help: every command with an example.

use super::message::Message;

/// A command, what it does, and an example to paste.
pub const COMMANDS: &[(&str, &str, &str)] = &[
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
        "release block",
        "object: steps that ask for no blockers are shut",
        "!release block 17 log-in fails",
    ),
    (
        "release unblock",
        "clear a blocker, with why",
        "!release unblock 17 1 fixed in r2",
    ),
    (
        "release bug",
        "note a bug that stops nothing",
        "!release bug 17 a typing error on the home page",
    ),
    (
        "release available",
        "note that a version can be had, and be reminded of it",
        "!release available myportfolio 22.04.3",
    ),
    (
        "release report",
        "who did what, when, on which version; as a file",
        "/release report release:17",
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
    (
        "ticket",
        "raise, comment, move, attach, detach, hold, list, show: tickets and their status",
        "!ticket raise ESD-123 Export fails on Safari",
    ),
    ("todo", "what you have to do now", "/todo"),
    (
        "env show",
        "which version runs where; name an environment for all that is known of it",
        "/env show service:myportfolio",
    ),
    (
        "env fact",
        "say something of an environment anew",
        "!env fact myportfolio uat host wiki-app01u",
    ),
    (
        "env sync",
        "note that data were copied to an environment",
        "!env sync myportfolio uat database 2026-11-24",
    ),
    (
        "env off",
        "say that something that stayed on is off",
        "!env off field-portal maintenance",
    ),
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
