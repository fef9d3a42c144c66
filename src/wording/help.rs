//! The help: every command, in a line each, with an example for each group.

use super::message::Message;

/// Commands that belong together.
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// Each with what it does.
    pub commands: &'static [(&'static str, &'static str)],
    /// One to paste.
    pub example: &'static str,
}

/// Every command.
pub const GROUPS: &[Group] = &[
    Group {
        title: "A release",
        commands: &[
            ("release start", "start one; what you leave out is asked"),
            ("release status", "where one stands, with its buttons"),
            ("release list", "the open ones"),
            ("release report", "who did what, when; as a file"),
            ("todo", "what waits for you"),
        ],
        example: "!release start myportfolio mahara-minor 22.04.2",
    },
    Group {
        title: "Steering it",
        commands: &[
            ("release hold", "let nothing go on until it is resumed"),
            ("release resume", "let it go on"),
            ("release abort", "give it up; its audience is told"),
            ("release override", "pass a gate by authority, shown for ever"),
            ("release block", "object: steps that ask for no blockers are shut"),
            ("release unblock", "clear a blocker, with why"),
            ("release bug", "note a bug that stops nothing"),
            (
                "release record",
                "the change record: read it, write it, hand in a file",
            ),
            (
                "release evidence",
                "a link, a note or a file for an item or a sign-off",
            ),
            ("release move", "move a change to its next status"),
        ],
        example: "/release block release:17 reason:log-in fails",
    },
    Group {
        title: "Outages",
        commands: &[
            (
                "outage schedule",
                "plan one; you see first what each audience reads",
            ),
            ("outage list", "those to come, under way and lately over"),
            ("outage show", "one: when, how far, who was told"),
            ("outage move", "to another time"),
            ("outage extend", "let it end later"),
            ("outage shorten", "let it end earlier"),
            ("outage cancel", "call it off"),
            ("outage reword", "say it in other words"),
            ("outage start", "say that it has begun"),
            ("outage end", "say that the service is back"),
            ("outage subscribe", "be told by direct message"),
            ("outage unsubscribe", "and no more"),
            ("outage feed", "in your calendar or feed reader"),
        ],
        example: "!outage schedule myportfolio tue 7pm 2h",
    },
    Group {
        title: "Tickets",
        commands: &[
            ("ticket raise", "note a ticket"),
            ("ticket show", "one ticket, and what may be done with it"),
            ("ticket list", "the tickets of a service"),
            ("ticket comment", "say something; it may change who is awaited"),
            ("ticket move", "move it to another status"),
            ("ticket hold", "put it on hold, when both sides agree"),
            ("ticket attach", "attach it to a release"),
            ("ticket detach", "take it off"),
        ],
        example: "!ticket raise ESD-123 Export fails on Safari",
    },
    Group {
        title: "Environments",
        commands: &[
            ("env show", "which version runs where, and what is known of it"),
            ("env fact", "say something of an environment anew"),
            ("env sync", "note that data were copied to one"),
            ("env off", "say that something that stayed on is off"),
        ],
        example: "/env show service:myportfolio",
    },
    Group {
        title: "The plan",
        commands: &[
            (
                "plan",
                "the next weeks: who releases what where, and what is in the way",
            ),
            ("release slots", "the planned days, with what became of each"),
            ("release available", "note that a version can be had"),
            ("report month", "what a month was like; as a card and as files"),
            (
                "report short-circuits",
                "what could not wait for the plan, and why",
            ),
        ],
        example: "/release slots service:sync",
    },
    Group {
        title: "Whose turn it is",
        commands: &[
            ("rotation show", "now, next, who is away"),
            ("rotation next", "the next turns"),
            ("rotation fair", "how turns were spread"),
            ("rotation away", "your turns then are passed on"),
            ("rotation back", "your leave ends"),
            ("rotation swap", "ask somebody; they agree or not"),
            ("rotation take", "serve from today on"),
            ("rotation note", "to whoever comes next"),
            ("rotation backup", "who is asked instead"),
            ("rotation join", "be in it"),
            ("rotation leave", "and no more"),
            ("rotation add", "somebody, by a lead"),
            ("rotation remove", "likewise"),
            ("rotation order", "likewise"),
            ("rotation assign", "a turn to somebody, by a lead"),
            ("rotation exchange", "two turns, by a lead"),
            ("rotation day", "one release to somebody, by a lead"),
        ],
        example: "/rotation away from:2026-12-24 to:2027-01-04",
    },
];

/// The help.
pub fn help() -> Message {
    let groups = GROUPS.iter().map(|group| {
        let lines = group.commands.iter();
        let lines: Vec<String> = lines.map(|(name, what)| format!("`{name}` {what}")).collect();
        let Group { title, example, .. } = group;
        format!("**{title}**\n{}\n-# Such as `{example}`", lines.join("\n"))
    });
    let groups = groups.collect::<Vec<_>>().join("\n\n");
    let tail = "Each works as `/…`, as `!…` and by naming me: `@gonogo release list`.";
    Message::plain(format!("{groups}\n\n{tail}"))
}
