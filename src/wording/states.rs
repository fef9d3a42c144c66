//! Paired states in words: the alarm of one that stays on, its end, and why one cannot be left on.

use chrono::{DateTime, Utc};

use crate::domain::name::{PersonId, StateName};
use crate::domain::notice::Word;
use crate::domain::paired::TurnedOn;
use crate::domain::process::Process;
use crate::domain::service::ServiceState;

use super::message::{Message, Style, button, container, rows, text};
use super::notices::{RoleIds, calling};
use super::press::{Press, Verb};
use super::text::{any_of, person, quote, relative, time_of_day};

const GREEN: u32 = 0x0023_A55A;

/// The press that says that a state is off.
pub fn turn_off(release: i64, name: &StateName) -> Press {
    Press {
        release,
        item: name.mark(),
        ..Press::plain(Verb::TurnOff)
    }
}

/// The alarm of a state that stays on, with the button that ends it.
pub fn alarm(word: &Word, process: &Process, roles: &RoleIds) -> Message {
    let Word::StateIsOn {
        name,
        on,
        environment,
        release,
        since,
        by,
        roles: owed,
        is_left,
        outage,
    } = word
    else {
        return Message::plain("");
    };
    let service = &process.service.title;
    let users = if *outage {
        " Users cannot work meanwhile."
    } else {
        ""
    };
    let off = format!("`!env off {} {name}`", process.service.name);
    let rest = if *is_left {
        format!(
            "Release #{release} is over and left it so.{users}\nTurn it off, then press **Turned off**, or paste {off}."
        )
    } else {
        format!(
            "Release #{release} goes on and cannot end before it is off.{users}\nComplete the step that turns it off; if it is off already, press **Turned off**, or paste {off}."
        )
    };
    let message = calling(owed, roles, |who| {
        format!(
            "{who}: **{on}** on {service} {environment} since {} ({}, {}). {rest}",
            time_of_day(*since),
            relative(*since),
            person(by),
        )
    });
    let off = button(Style::Success, "Turned off", turn_off(*release, name).to_string());
    message.with(rows(vec![off]))
}

/// What stands in the place of an alarm once its state is off.
pub fn turned_off(words: &str, by: &PersonId, at: DateTime<Utc>) -> Message {
    let line = format!(
        "**{}** since {}, says {}.",
        quote(words, 80),
        time_of_day(at),
        person(by)
    );
    Message::new(vec![container(GREEN, vec![text(line)])])
}

/// The states of a release that are on, for its card.
pub fn of_release(service: &ServiceState, release: i64) -> Vec<String> {
    let on = service.states.values().filter(|on| on.release == release);
    on.map(line).collect()
}

/// A state that is on, in a line.
pub fn line(on: &TurnedOn) -> String {
    format!(
        "**{}** on {} since {} ({})",
        on.state.on,
        on.state.environment,
        relative(on.stamp.at),
        person(&on.stamp.by)
    )
}

/// Why a release cannot end, or a step not be skipped.
pub fn still_on(name: &StateName, on: &TurnedOn, process: &Process) -> String {
    format!(
        "{}, and this would leave it so. Turn it off first: complete the step that does, or say that it is off with `!env off {} {name}` ({} can).",
        line(on),
        process.service.name,
        any_of(&on.roles)
    )
}

/// Why a state cannot be turned off.
pub fn not_on(name: &StateName, process: &Process) -> String {
    let known = process.service.states.get(name);
    let words = known.map_or_else(
        || format!("`{name}` is off"),
        |state| format!("**{}**", state.off),
    );
    format!(
        "{words} already: nothing is to be done. `!env {}` shows what is on.",
        process.service.name
    )
}
