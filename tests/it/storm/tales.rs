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
    sources: tickets::desk,
    scenes: TICKETS_SCENES,
};

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

const TICKETS_SCENES: &[Scene] = &[
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
    (
        "sue",
        Act::Press("Maestrano"),
        Sign("releases", "▸ **Perform the change**"),
    ),
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
