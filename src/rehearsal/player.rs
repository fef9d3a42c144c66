//! What a willing person does next: the first thing that a release asks of them and that they may do.
//!
//! Pure. What is thought of is held against `decide` itself before it is done, so that nobody here gets past a gate.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::domain::calendar::Calendar;
use crate::domain::command::{At, Command, SectionEdit};
use crate::domain::decide::{Situation, decide, shut_gates};
use crate::domain::fact::{ItemPlace, Place};
use crate::domain::outage::Window;
use crate::domain::person::Actor;
use crate::domain::process::{Ask, AskKind, Gate, ReportRule, Rule, Service, SignOffRule, Step};
use crate::domain::record::{Content, ExpectedOutage};
use crate::domain::release::{Answer, Board, Release, StepState};
use crate::domain::wall_clock::instant;

/// How long an outage is that somebody plans here.
const OUTAGE: TimeDelta = TimeDelta::hours(2);

/// So many days ahead a time for an outage is looked for.
const LOOK_AHEAD: u64 = 60;

/// What this person does next for a release; nothing when nothing is theirs to do.
pub fn what_next(now: DateTime<Utc>, situation: &Situation, person: &Actor) -> Option<Command> {
    let thoughts = open_asks(now, situation)
        .flat_map(|(step, state, ask)| thoughts(now, situation, person, (step, state, ask)))
        .chain(shut_down(now, situation, person));
    thoughts
        .into_iter()
        .find(|command| decide(now, situation, person, command).is_ok())
}

/// What the release asks for now: of the steps whose turn it is, and that nothing holds shut.
pub(super) fn open_asks(
    now: DateTime<Utc>,
    situation: &Situation,
) -> impl Iterator<Item = (&Step, &StepState, &Ask)> {
    let release = &*situation.release;
    let current = if release.is_over() {
        None
    } else {
        Some(release.current())
    };
    let open = current
        .into_iter()
        .flatten()
        .filter(move |(_, step, _)| shut_gates(now, situation, step).is_empty());
    open.flat_map(move |(_, step, state)| release.missing(step, state).map(move |ask| (step, state, ask)))
}

fn at_ask(step: &Step, state: &StepState, ask: &Ask) -> At<Place> {
    At {
        round: state.round,
        what: Place {
            step: step.name.clone(),
            ask: ask.name.clone(),
        },
    }
}

fn thoughts(
    now: DateTime<Utc>,
    situation: &Situation,
    person: &Actor,
    (step, state, ask): (&Step, &StepState, &Ask),
) -> Vec<Command> {
    let release = &*situation.release;
    let at = at_ask(step, state, ask);
    match &ask.kind {
        AskKind::SignOff(rule) => say_go(now, situation, person, (step, state, ask, rule)),
        AskKind::Report(rule) => by_hand(rule, person, at),
        AskKind::Record => write_or_request(release, at),
        _ if !person.roles.contains(&step.owner) => vec![],
        AskKind::Confirmation => vec![Command::Confirm(at)],
        AskKind::Value { rule, example } => {
            let values = samples(rule.as_ref(), example.as_deref());
            values
                .into_iter()
                .map(|value| Command::Give(at.clone(), value))
                .collect()
        }
        AskKind::Sync { .. } => vec![Command::Give(at, String::new())],
        AskKind::Document { .. } => vec![Command::Give(at, "https://wiki.example.org/plan".to_owned())],
        AskKind::Tell { words, .. } => vec![Command::Give(at, words.clone())],
        AskKind::Choice { options } => options
            .iter()
            .map(|option| Command::Give(at.clone(), option.clone()))
            .collect(),
        AskKind::Checklist { .. } => pass(release, (step, state, ask), at),
        AskKind::Outage { .. } => plan_outage(now, situation, at),
        // None is attached here; what others attach is theirs to see to.
        AskKind::Tickets { .. } => vec![],
    }
}

fn by_hand(rule: &ReportRule, person: &Actor, at: At<Place>) -> Vec<Command> {
    let may = person.has_any(&rule.by);
    may.then(|| Command::Give(at, "seen by myself".to_owned()))
        .into_iter()
        .collect()
}

/// The whole list at once; an item that failed is tested again.
fn pass(release: &Release, (step, state, ask): (&Step, &StepState, &Ask), at: At<Place>) -> Vec<Command> {
    let failed = state.failed_items(release, step).map(|(item, ..)| {
        Command::PassItem(At {
            round: at.round,
            what: ItemPlace {
                step: step.name.clone(),
                ask: ask.name.clone(),
                item: item.clone(),
            },
        })
    });
    let mut thoughts: Vec<Command> = failed.collect();
    let items = release
        .find_checklist(ask)
        .into_iter()
        .flat_map(|list| list.items());
    let items = items.map(|(_, item)| item.name.clone()).collect();
    thoughts.push(Command::PassItems(at, items));
    thoughts
}

/// A go of somebody whose word is awaited; where it decides the day, the day that others named, or the next working
/// day.
fn say_go(
    now: DateTime<Utc>,
    situation: &Situation,
    person: &Actor,
    (step, state, ask, rule): (&Step, &StepState, &Ask, &SignOffRule),
) -> Vec<Command> {
    let answer = state.answered(step).find(|(known, _)| known.name == ask.name);
    let voices = answer.map_or(&[][..], |(_, answer): (_, &Answer)| answer.voices());
    let board = Board::of(rule, voices);
    if !board.waits_for(person) {
        return vec![];
    }
    let service = &situation.release.process.service;
    let today = today(now, service);
    let agreed = board.days().first().copied().filter(|day| *day >= today);
    let day = agreed.or_else(|| situation.service.calendar(service).next_working_day(today));
    vec![Command::SayGo(
        at_ask(step, state, ask),
        day.filter(|_| rule.with_date),
        None,
    )]
}

/// Writes the next empty section of the record, or asks for approval when there is none.
fn write_or_request(release: &Release, at: At<Place>) -> Vec<Command> {
    let Some(rule) = release.record.missing(&release.process.record).next() else {
        return vec![Command::RequestApproval(at)];
    };
    let expected = if release.asks_outage() {
        ExpectedOutage::Minutes(OUTAGE.num_minutes())
    } else {
        ExpectedOutage::No
    };
    vec![Command::WriteSection(SectionEdit {
        section: rule.name.clone(),
        content: Content::Written {
            text: format!("{}: as it was rehearsed.", rule.title),
            outage: rule.outage.then_some(expected),
        },
        seen: Some(0),
    })]
}

/// Publishes what was proposed, or proposes the next time at which the team works and nothing stands against it.
fn plan_outage(now: DateTime<Utc>, situation: &Situation, at: At<Place>) -> Vec<Command> {
    let (release, service) = (&situation.release, &situation.release.process.service);
    let calendar = situation.service.calendar(service);
    let proposed = release.outage.as_ref().and_then(|outage| outage.proposed);
    let publish = proposed.filter(|window| window.start > now);
    let publish = publish.map(|window| Command::PublishOutage(at.clone(), window));
    let windows = windows(earliest(now, release), service, &calendar);
    let propose = windows.map(|window| Command::ProposeWindow(at.clone(), window.into()));
    publish.into_iter().chain(propose).collect()
}

/// Not before the day on which the release may go on, where one was agreed; somebody has to read of it before.
fn earliest(now: DateTime<Utc>, release: &Release) -> DateTime<Utc> {
    let gates = release.process.steps.iter().flat_map(|step| &step.gates);
    let agreed = gates.filter_map(|gate| match gate {
        Gate::NotBefore { step, ask } => release.agreed_day(step, ask),
        _ => None,
    });
    let zone = release.process.service.zone;
    let days = agreed.map(|day| instant(zone, day.and_time(NaiveTime::MIN)));
    days.chain([now + TimeDelta::hours(1)]).max().unwrap_or(now)
}

/// The whole hours of the mornings and early afternoons from then on, of days on which the team works.
fn windows(earliest: DateTime<Utc>, service: &Service, calendar: &Calendar) -> impl Iterator<Item = Window> {
    let days = today(earliest, service)
        .iter_days()
        .take(usize::try_from(LOOK_AHEAD).unwrap_or_default());
    let days = days.filter(|day| calendar.is_working_day(*day));
    let starts = days.flat_map(|day| {
        (9..15).filter_map(move |hour| Some(day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?)))
    });
    let zone = service.zone;
    starts
        .map(move |local| instant(zone, local))
        .filter(move |start| *start >= earliest)
        .map(|start| Window {
            start,
            end: start + OUTAGE,
        })
}

/// An instance is shut down by its owner on its last day.
fn shut_down(now: DateTime<Utc>, situation: &Situation, person: &Actor) -> Option<Command> {
    let release = &situation.release;
    let instance = situation.service.find_instance(release.number)?;
    let is_time = today(now, &release.process.service) >= instance.plan.ends_on;
    (is_time && instance.plan.owner == person.id && release.is_complete()).then_some(Command::ShutDown)
}

/// The day that the team has now.
pub(super) fn today(now: DateTime<Utc>, service: &Service) -> NaiveDate {
    now.with_timezone(&service.zone).date_naive()
}

/// Texts of which one may be what is asked for: the example of the playbook, what its rule names, and what is common.
fn samples(rule: Option<&Rule>, example: Option<&str>) -> Vec<String> {
    let named = rule.map(|rule| named_in(&rule.because)).unwrap_or_default();
    let common = [
        "done",
        "https://example.org/1",
        "v1.0.1",
        "1.0.1",
        "r1",
        "1",
        "2026-12-01",
    ];
    let own = example.map(str::to_owned).into_iter().chain(named);
    own.chain(common.map(str::to_owned)).collect()
}

/// What a rule in words names as an example: "three numbers, such as 22.04.2".
pub(super) fn named_in(because: &str) -> Vec<String> {
    let Some((_, named)) = because.split_once("such as ") else {
        return vec![];
    };
    let words = named
        .split([' ', ',', ';'])
        .map(|word| word.trim_end_matches('.'));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The last day on which something begun today and meant for a few days is needed.
pub(super) fn in_a_few_days(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(5)).unwrap_or(today)
}
