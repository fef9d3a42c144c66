//! Environments in words: the matrix, the sheet of one, and why data do not go a way.

use crate::domain::environment::{Drift, Had, KnownFact, Synced, drift, fact_sheet, parts, unlike};
use crate::domain::name::{ComponentName, EnvironmentName};
use crate::domain::process::{Environment, Process, Service};
use crate::domain::service::{Running, ServiceState};

use super::message::{Choice, Message, Part, container, select, separator, text};
use super::press::{Press, Verb};
use super::states;
use super::text::{Room, any_of, person, quote, relative};

const BLUE: u32 = 0x0058_65F2;
const AMBER: u32 = 0x00F0_B232;

/// How many drifts and differences are shown; more is a table, not a message.
const MOST_HINTS: usize = 6;

/// How many changes of a drift are named.
const MOST_CHANGES: usize = 5;

/// More blocks than this share one part: a message holds 40 parts.
const MOST_BLOCKS: usize = 12;

/// The matrix: what runs where, since when, by whom; a block for each environment.
pub fn matrix(process: &Process, state: &ServiceState) -> Message {
    let service = &process.service;
    let mut room = Room::whole().after("-").after("-").after("-");
    let mut parts = vec![text(format!("### {}", service.title))];
    let blocks = service.environments.iter().map(|e| block(service, e, state));
    let blocks: Vec<String> = if service.environments.len() > MOST_BLOCKS {
        vec![blocks.collect::<Vec<_>>().join("\n")]
    } else {
        blocks.collect()
    };
    let share = if blocks.len() == 1 { 3_000 } else { 900 };
    for block in blocks {
        let block = room.at_most(share).clip(&block);
        room = room.after(&block);
        parts.push(text(block));
    }
    let hints = hints(service, state);
    if !hints.is_empty() {
        parts.push(separator());
        parts.push(text(room.clip(&hints.join("\n"))));
    }
    let has_alarm = !state.states.is_empty();
    Message::new(vec![
        container(if has_alarm { AMBER } else { BLUE }, parts),
        choice(service),
    ])
}

/// The select that opens the sheet of one environment.
fn choice(service: &Service) -> Part {
    let option = |environment: &Environment| {
        let value = format!("{}/{}", service.name, environment.name);
        Choice::new(
            environment.name.as_str(),
            value,
            environment.host.as_deref().or(Some("Facts, versions, data")),
        )
    };
    let options = service.environments.iter().take(25).map(option).collect();
    select(
        Press::plain(Verb::ShowEnvironment).to_string(),
        "Show an environment",
        options,
    )
}

fn block(service: &Service, environment: &Environment, state: &ServiceState) -> String {
    let mut lines = vec![head(environment, state)];
    lines.extend(running(service, environment, state));
    lines.extend(synced(environment, state));
    let on = state
        .states
        .values()
        .filter(|on| on.state.environment == environment.name);
    lines.extend(on.map(states::line));
    lines.join("\n")
}

fn head(environment: &Environment, state: &ServiceState) -> String {
    let host = environment
        .host
        .as_ref()
        .map(|host| format!(" · {}", quote(host, 60)));
    let holder = state.holders.get(&environment.name);
    let taken = holder.map(|h| format!(" · taken by #{}", h.release));
    format!(
        "**{}**{}{}",
        environment.name,
        host.unwrap_or_default(),
        taken.unwrap_or_default()
    )
}

/// The name of a part, as people read it; nothing where the service has only one.
fn part_name<'s>(service: &'s Service, part: Option<&'s ComponentName>) -> Option<&'s str> {
    match part {
        Some(part) => Some(part.as_str()),
        None => service.components.first().map(|c| c.name.as_str()),
    }
}

fn running(service: &Service, environment: &Environment, state: &ServiceState) -> Vec<String> {
    let known = parts(service).into_iter().filter_map(|(part, _)| {
        let running = state.find_running(&environment.name, part.as_ref())?;
        let name = part_name(service, part.as_ref()).map(|name| format!("{name} "));
        Some(format!("{}{}", name.unwrap_or_default(), version(running)))
    });
    let lines: Vec<String> = known.collect();
    if lines.is_empty() {
        vec!["no version reported yet".to_owned()]
    } else {
        lines
    }
}

fn version(running: &Running) -> String {
    let by = match running.release {
        0 => person(&running.reported.by),
        release => format!("#{release}, {}", person(&running.reported.by)),
    };
    format!(
        "{} since {} ({by})",
        quote(running.version.as_str(), 40),
        relative(running.reported.at)
    )
}

/// The last copies of data, or that none is known where data are to come from elsewhere.
fn synced(environment: &Environment, state: &ServiceState) -> Option<String> {
    let last = state.last_syncs(&environment.name);
    if last.is_empty() {
        let from = environment.data_from.as_ref()?;
        return Some(format!("-# Data from {from}: no copy noted yet"));
    }
    let copies: Vec<String> = last.into_iter().map(copy).collect();
    Some(format!("-# Data: {}", copies.join(" · ")))
}

fn copy(synced: &Synced) -> String {
    format!("{} from {}, {}", quote(&synced.what, 40), synced.from, synced.on)
}

/// Where environments differ: in versions, and in kind.
fn hints(service: &Service, state: &ServiceState) -> Vec<String> {
    let drifts = drift(service, state);
    let differ = unlike(service, state);
    let mut hints: Vec<String> = drifts.iter().map(|d| drifted(service, state, d)).collect();
    let compared = service.environments.iter();
    let compared = compared.filter(|e| state.versions.contains_key(&e.name)).count();
    if hints.is_empty() && compared > 1 {
        hints.push("-# No drift: the same version runs wherever one is reported.".to_owned());
    }
    hints.extend(differ.iter().map(|u| {
        format!(
            "**{} is not like {}**: {} is {} there and {} on {}",
            u.environment,
            u.reference,
            quote(&u.key, 40),
            known(&u.there),
            known(&u.here),
            u.environment
        )
    }));
    hints.truncate(MOST_HINTS);
    let waiting = state.available.iter().map(|(version, available)| {
        let age = relative(available.on.and_time(chrono::NaiveTime::MIN).and_utc());
        format!(
            "waiting to be deployed: {}, available since {} ({age})",
            quote(version.as_str(), 40),
            available.on
        )
    });
    hints.extend(waiting);
    hints.extend(super::plan::instances(state));
    hints
}

fn drifted(service: &Service, state: &ServiceState, drift: &Drift) -> String {
    let part = part_name(service, drift.component.as_ref()).map(|name| format!("{name} "));
    let part = part.unwrap_or_default();
    let (runs, other) = (quote(drift.runs.as_str(), 40), quote(drift.other.as_str(), 40));
    let verb = if drift.is_ordered {
        "lags behind"
    } else {
        "differs from"
    };
    let words = format!(
        "**{} {verb} {}**: {part}{runs}, there {other}",
        drift.behind, drift.ahead
    );
    match contents(state, drift) {
        Some(contents) => format!("{words}\n-# {contents}"),
        None => words,
    }
}

/// What the one environment has and the other has not, as far as systems reported it.
fn contents(state: &ServiceState, drift: &Drift) -> Option<String> {
    if drift.component.is_some() || !drift.is_ordered {
        return None;
    }
    let changes = state.changes_between(&drift.runs, &drift.other);
    let first: Vec<String> = changes
        .iter()
        .take(MOST_CHANGES)
        .map(|c| format!("{} {}", quote(&c.id, 20), quote(&c.title, 60)))
        .collect();
    if first.is_empty() {
        return None;
    }
    let more = changes.len() - first.len();
    let more = if more > 0 {
        format!(" · and {more} more")
    } else {
        String::new()
    };
    Some(format!("Not there yet: {}{more}", first.join(" · ")))
}

fn known(fact: &KnownFact) -> String {
    let mark = if fact.unconfirmed { ", unconfirmed" } else { "" };
    format!("{}{mark}", quote(&fact.value, 300))
}

/// All that is known of one environment: its sheet, its data, its versions.
pub fn sheet(process: &Process, state: &ServiceState, environment: &Environment) -> Message {
    let service = &process.service;
    let room = Room::whole();
    let head = format!(
        "### {}
{}",
        service.title,
        block(service, environment, state)
    );
    let head = room.at_most(1_000).clip(&head);
    let facts = facts(environment, state);
    let room = room.after(&head);
    let facts = room.at_most(2_000).clip(&facts);
    let room = room.after(&facts);
    let mut parts = vec![text(head), separator(), text(facts)];
    let history = history(service, environment, state);
    if !history.is_empty() {
        parts.push(separator());
        parts.push(text(room.clip(&history)));
    }
    Message::new(vec![container(BLUE, parts)])
}

fn facts(environment: &Environment, state: &ServiceState) -> String {
    let sheet = fact_sheet(environment, state);
    if sheet.is_empty() {
        return format!("-# No facts are kept of {} yet.", environment.name);
    }
    let lines = sheet.iter().map(|line| {
        let said = line.said.as_ref();
        let said = said.map(|s| format!(" · {} {}", person(&s.by), relative(s.at)));
        format!(
            "{}: {}{}",
            quote(&line.fact.key, 40),
            known(&line.fact),
            said.unwrap_or_default()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn history(service: &Service, environment: &Environment, state: &ServiceState) -> String {
    let had = state
        .had
        .get(&environment.name)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let line = |had: &Had| {
        let part = part_name(service, had.component.as_ref()).map(|name| format!("{name} "));
        let release = match had.release {
            0 => String::new(),
            release => format!("#{release}, "),
        };
        format!(
            "-# {}{}: {} ({release}{})",
            part.unwrap_or_default(),
            quote(had.version.as_str(), 40),
            relative(had.stamp.at),
            person(&had.stamp.by)
        )
    };
    let lines: Vec<String> = had.iter().rev().take(6).map(line).collect();
    if lines.is_empty() {
        String::new()
    } else {
        format!("Versions, newest first\n{}", lines.join("\n"))
    }
}

/// Why data do not go a way.
pub fn sync_backwards(
    from: Option<&EnvironmentName>,
    to: &EnvironmentName,
    data_from: Option<&EnvironmentName>,
    service: &Service,
) -> String {
    let command = format!("`!env sync {} ENVIRONMENT WHAT`", service.name);
    match (from, data_from) {
        (from, Some(right)) => {
            let asked = from.map(|from| format!(", not from {from}")).unwrap_or_default();
            format!(
                "Data of {to} come from {right}{asked}: they go one way only. Note a copy with {command}."
            )
        }
        (Some(from), None) => format!(
            "Data never go from {from} to {to}: a copy would overwrite what {to} alone has. {}",
            takers(service)
        ),
        (None, None) => format!("{to} takes no data from elsewhere. {}", takers(service)),
    }
}

fn takers(service: &Service) -> String {
    let takers = service.environments.iter().filter_map(|e| {
        let from = e.data_from.as_ref()?;
        Some(format!(
            "`!env sync {} {} WHAT` (from {from})",
            service.name, e.name
        ))
    });
    let takers: Vec<String> = takers.collect();
    if takers.is_empty() {
        return "Its playbook would say with `data_from` where data come from; write it there.".to_owned();
    }
    format!("A copy is noted with {}.", any_of(&takers))
}

/// Why there is no such environment.
pub fn no_environment(name: &EnvironmentName, service: &Service) -> String {
    let known: Vec<String> = service
        .environments
        .iter()
        .map(|e| format!("`{}`", e.name))
        .collect();
    format!(
        "`{}` is no environment of {}. There are: {}; `!env {}` shows them.",
        super::text::cut(name.as_str(), 40).replace('`', "ˋ"),
        service.title,
        known.join(", "),
        service.name
    )
}
