//! What is told in a storm: releases, act by act, each with the sign that it was done.

use gonogo::playbook::{self, Source};

use super::robot::{Act, Sign};
use crate::tickets;

/// Who does what, and what shows that it was done.
pub(super) type Scene = (&'static str, Act, Sign);

/// A release from its beginning to its end.
#[derive(Clone, Copy)]
pub(super) struct Tale {
    pub(super) sources: fn() -> Vec<Source>,
    pub(super) scenes: &'static [Scene],
}

const PASS: &[&str] = &["Pass all", "Pass the rest"];

/// A minor release of MyPortfolio, with its outage.
pub(super) const MINOR: Tale = Tale {
    sources: || playbook::find_shipped("myportfolio").into_iter().collect(),
    scenes: MINOR_SCENES,
};

/// A change of the desk, with the tickets that it brings to their end: support and customer in turn.
pub(super) const TICKETS: Tale = Tale {
    sources: desk_with_an_outage,
    scenes: TICKETS_SCENES,
};

/// The release as far as it goes without waiting: the bot that is killed has a clock of its own.
pub(super) const UNTIL_THE_OUTAGE: Tale = Tale {
    scenes: MINOR_SCENES.split_at(7).0,
    ..MINOR
};

/// The change without its outage, for the same reason.
pub(super) const TICKETS_ALONE: Tale = Tale {
    sources: tickets::desk,
    scenes: TICKETS_ALONE_SCENES,
};

/// The desk, whose users are told before a change is performed.
fn desk_with_an_outage() -> Vec<Source> {
    let mut sources = tickets::desk();
    let step = "[[process.step]]\nname = \"perform\"\n";
    let with_outage = format!(
        "[[process.step]]\nname = \"announce\"\ntitle = \"Announce the outage\"\nowner = \"Support Team\"\n\
         environment = \"uat\"\nasks = [{{ outage = \"users\" }}]\n\n\
         {step}environment = \"uat\"\ngates = [\"outage-begun\"]\ncloses_outage = true\n"
    );
    let audience = "[audience.users]\ntitle = \"Users of the desk\"\nchannel = \"outages\"\n\
                    impact = \"You cannot ask for support.\"\nquestions = \"#general\"\n\n[ticket]\n";
    let source = &mut sources[0];
    for (from, to) in [(step, with_outage.as_str()), ("[ticket]\n", audience)] {
        assert_eq!(source.text.matches(from).count(), 1, "{from}");
        source.text = source.text.replace(from, to);
    }
    sources
}

const MINOR_SCENES: &[Scene] = {
    const fn now(step: &'static str) -> Sign {
        Sign("releases", step)
    }
    &[
        (
            "ana",
            Act::Say("!release start myportfolio mahara-minor 22.04.2"),
            now("▸ **Prepare minor release Docker image**"),
        ),
        (
            "ana",
            Act::Fill("Image tag…", &[("text", "22.04.2-r1")]),
            now("▸ **Deploy on pre-prod**"),
        ),
        (
            "ana",
            Act::Press("Deployed on pre-prod"),
            now("▸ **Smoke test on pre-prod**"),
        ),
        (
            "ana",
            Act::PressAll(PASS, "**Smoke test on pre-prod · "),
            now("▸ **Manual testing script on pre-prod**"),
        ),
        (
            "ana",
            Act::PressAll(PASS, "**Manual testing script on pre-prod · "),
            now("▸ **Schedule outage**"),
        ),
        (
            "ana",
            Act::PressAll(PASS, "**Schedule outage · "),
            now("7 of 7 passed"),
        ),
        (
            "ana",
            Act::FillAndPress(
                &["Plan the outage…", "Change or publish the outage…"],
                &[("start", "in 2h"), ("length", "8h")],
                "Publish",
            ),
            now("▸ **Upgrade prod**"),
        ),
        (
            "ana",
            Act::Wait("125m"),
            Sign("outages", "is unavailable** since"),
        ),
        (
            "ana",
            Act::Press("Prod is upgraded"),
            now("▸ **Smoke test on prod**"),
        ),
        (
            "ana",
            Act::PressAll(PASS, "**Smoke test on prod · "),
            now("▸ **Release site**"),
        ),
        (
            "ana",
            Act::Press("The site is open to users"),
            now("▸ **Manual testing script in prod**"),
        ),
        (
            "ana",
            Act::PressAll(PASS, "**Manual testing script in prod · "),
            now("**Finished**"),
        ),
    ]
};

const RAISED: [Scene; 3] = [
    (
        "sue",
        Act::Say("!release start desk change 1.4"),
        Sign("releases", "▸ **Raise the change**"),
    ),
    (
        "sue",
        Act::SayAll(&[
            "!ticket raise ESD-1 Export fails",
            "!ticket move ESD-1 to-do",
            "!ticket move ESD-1 in-progress",
            "!ticket move ESD-1 to-be-released",
            "!ticket attach ESD-1",
        ]),
        Sign("#1", "[ESD-1]"),
    ),
    (
        "sue",
        Act::SayAll(&[
            "!ticket raise ESD-2 The menu is gone",
            "!ticket move ESD-2 to-do",
            "!ticket move ESD-2 in-progress",
            "!ticket move ESD-2 to-be-released",
            "!ticket attach ESD-2",
        ]),
        Sign("#1", "[ESD-2]"),
    ),
];

const PERFORMED: [Scene; 4] = [
    (
        "sue",
        Act::Press("The change is performed"),
        Sign("#1", "are **In Testing**"),
    ),
    (
        "eve",
        Act::PressAll(PASS, "**Test on UAT · "),
        Sign("#1", "2 of 2 passed"),
    ),
    (
        "eve",
        Act::PressAll(&["Done"], "**Tickets of #1 "),
        Sign("#1", "2 of 2 tickets done"),
    ),
    ("eve", Act::Press("Accepted"), Sign("releases", "**Finished**")),
];

const TICKETS_ALONE_SCENES: &[Scene] = {
    const BY: Scene = (
        "sue",
        Act::Press("Maestrano"),
        Sign("releases", "▸ **Perform the change**"),
    );
    let ([a, b, c], [d, e, f, g]) = (RAISED, PERFORMED);
    &[a, b, c, BY, d, e, f, g]
};

const TICKETS_SCENES: &[Scene] = {
    const BY: Scene = (
        "sue",
        Act::Press("Maestrano"),
        Sign("releases", "▸ **Announce the outage**"),
    );
    const PLANNED: Scene = (
        "sue",
        Act::FillAndPress(
            &["Plan the outage…", "Change or publish the outage…"],
            &[("start", "in 2h"), ("length", "8h")],
            "Publish",
        ),
        Sign("releases", "▸ **Perform the change**"),
    );
    const BEGUN: Scene = (
        "sue",
        Act::Wait("125m"),
        Sign("outages", "is unavailable** since"),
    );
    let ([a, b, c], [d, e, f, g]) = (RAISED, PERFORMED);
    &[a, b, c, BY, PLANNED, BEGUN, d, e, f, g]
};
