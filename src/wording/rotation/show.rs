//! `/rotation show`, `next` and `fair`: whose turn it is, whose will be, and how the turns were spread.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::name::PersonId;
use crate::domain::process::Service;
use crate::domain::rotation::{Fairness, Rotation, Share, Turn};
use crate::domain::service::ServiceState;
use crate::wording::message::{Choice, Message, Style, button, rows, select, text};
use crate::wording::plan::day;
use crate::wording::press::{Press, RotationVerb};
use crate::wording::text::{all_of, count, person, quote};

use super::notice::days_of;

/// How many turns are shown.
const SHOWN: usize = 8;

/// Whose turn it is and whose will be, who is away, and what can be done about it.
pub fn show(service: &Service, state: &ServiceState, rotation: &Rotation, now: DateTime<Utc>) -> Message {
    let today = now.with_timezone(&service.zone).date_naive();
    let rota = state.rota_of(rotation);
    let mut lines = vec![format!("### {} · {}", service.title, rotation.title)];
    lines.push(now_line(service, state, rotation, today));
    let turns = state.turns_from(service, rotation, today, SHOWN + 1);
    let coming = turns.iter().filter(|turn| turn.from > today).take(SHOWN);
    lines.extend(
        coming
            .clone()
            .map(|turn| turn_line(service, state, rotation, turn)),
    );
    let away = rota.leaves.iter().filter(|leave| leave.until >= today);
    lines.extend(away.map(|leave| {
        let reason = leave
            .reason
            .as_ref()
            .map(|reason| format!(" (“{}”)", quote(reason, 100)));
        format!(
            "Away: {} from {} to {}{}",
            person(&leave.person),
            day(leave.from),
            day(leave.until),
            reason.unwrap_or_default()
        )
    }));
    if rota.line.people().is_empty() {
        lines.push(format!(
            "Nobody is in the rotation. `/rotation join service:{}` puts you into it; a lead adds others with `/rotation add`.",
            service.name
        ));
    } else {
        let people: Vec<String> = rota.line.people().iter().map(person).collect();
        lines.push(format!("-# In this order: {}", all_of(&people)));
    }
    let mut parts = vec![text(lines.join("\n"))];
    let press = |verb| Press::on_rotation(verb, &service.name, &rotation.name, 0).to_string();
    parts.extend(rows(vec![
        button(Style::Secondary, "I am away…", press(RotationVerb::Away)),
        button(Style::Secondary, "Take over…", press(RotationVerb::TakeOver)),
        button(Style::Secondary, "Write a note…", press(RotationVerb::Note)),
    ]));
    let options: Vec<Choice> = coming
        .filter_map(|turn| {
            let label = format!("{} to {}", day(turn.from), day(turn.until));
            turn.serves.as_ref()?;
            Some(Choice::new(&label, days_of(turn.from).to_string(), None))
        })
        .collect();
    if options.len() > 1 {
        parts.push(select(
            press(RotationVerb::Swap),
            "Swap your next turn with that of…",
            options,
        ));
    }
    Message::new(parts)
}

fn now_line(service: &Service, state: &ServiceState, rotation: &Rotation, today: NaiveDate) -> String {
    let turn = state.turn_on(service, rotation, today);
    let on_duty = state.on_duty_on(service, rotation, today);
    match (turn, on_duty) {
        (Some(turn), Some(on_duty)) => {
            let until = day(turn.until);
            let backup = on_duty
                .backup
                .as_ref()
                .map(|backup| format!(" · backup {}", person(backup)));
            let instead = turn.owner.as_ref().filter(|owner| **owner != on_duty.person);
            let instead = instead.map(|owner| format!(" for {}", person(owner)));
            format!(
                "**Now: {}**{} until {until}{}{}",
                person(&on_duty.person),
                instead.unwrap_or_default(),
                backup.unwrap_or_default(),
                in_it(service, state, rotation, &turn)
            )
        }
        _ => "**Now: nobody.**".to_owned(),
    }
}

fn turn_line(service: &Service, state: &ServiceState, rotation: &Rotation, turn: &Turn) -> String {
    let serves = turn
        .serves
        .as_ref()
        .map_or("**nobody is there**".to_owned(), person);
    let instead = turn
        .owner
        .as_ref()
        .filter(|owner| turn.serves.as_ref() != Some(*owner));
    let instead = instead.map(|owner| format!(" for {}", person(owner)));
    format!(
        "{} to {}: {serves}{}{}",
        day(turn.from),
        day(turn.until),
        instead.unwrap_or_default(),
        in_it(service, state, rotation, turn)
    )
}

/// The planned days that fall into a turn.
fn in_it(service: &Service, state: &ServiceState, rotation: &Rotation, turn: &Turn) -> String {
    let mut days: Vec<NaiveDate> = state.days_of_turn(service, rotation, turn);
    days.dedup();
    let days: Vec<String> = days
        .iter()
        .take(6)
        .map(|on| on.format("%-d %b").to_string())
        .collect();
    match days.is_empty() {
        true => String::new(),
        false => format!(" · {}", days.join(", ")),
    }
}

/// The next turns, a line each.
pub fn next(service: &Service, state: &ServiceState, rotation: &Rotation, now: DateTime<Utc>) -> Message {
    let today = now.with_timezone(&service.zone).date_naive();
    let turns = state.turns_from(service, rotation, today, SHOWN);
    let mut lines = vec![format!(
        "**{}**: the next turns as {}",
        service.title,
        rotation.title.to_lowercase()
    )];
    lines.extend(turns.iter().map(|turn| turn_line(service, state, rotation, turn)));
    if turns.is_empty() {
        lines.push(format!(
            "Nobody is in the rotation. `/rotation join service:{}` puts you into it.",
            service.name
        ));
    }
    Message::plain(lines.join("\n"))
}

/// How the turns were spread.
pub fn fair(service: &Service, rotation: &Rotation, fairness: &Fairness) -> Message {
    let mut lines = vec![format!(
        "**{} · {}**, {} to {}",
        service.title,
        rotation.title,
        day(fairness.since),
        day(fairness.until)
    )];
    lines.push(match fairness.spread() {
        None => "Nobody served.".to_owned(),
        Some((least, most)) if least == most => {
            format!(
                "Evenly spread: everybody served {}.",
                count(i64::from(most), "turn")
            )
        }
        Some((least, most)) if most - least == 1 => {
            format!("Evenly spread: {least} or {most} turns each.")
        }
        Some((least, most)) => format!("Between {least} and {most} turns each."),
    });
    let mut shares: Vec<(&PersonId, &Share)> = fairness.shares.iter().collect();
    shares.sort_by_key(|(who, share)| (std::cmp::Reverse(share.turns), (*who).clone()));
    lines.extend(shares.into_iter().map(|(who, share)| share_line(who, share)));
    Message::plain(lines.join("\n"))
}

fn share_line(who: &PersonId, share: &Share) -> String {
    let thing = |n: u32, what: &str| (n > 0).then(|| count(i64::from(n), what));
    let counted = [
        Some(count(i64::from(share.turns), "turn")),
        Some(count(i64::from(share.releases), "release")),
        thing(share.free_days, "day off work").map(|days| days.replace("day off works", "days off work")),
        thing(share.swaps, "swap"),
        (share.covers_given > 0).then(|| format!("covered for others {}", times(share.covers_given))),
        (share.covers_taken > 0).then(|| format!("was covered {}", times(share.covers_taken))),
    ];
    let counted: Vec<String> = counted.into_iter().flatten().collect();
    format!("{}: {}", person(who), counted.join(" · "))
}

fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{n} times"),
    }
}
