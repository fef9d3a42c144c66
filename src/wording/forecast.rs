//! The weeks to come in words: a card for a phone, a block of two or three lines for each planned day.
//!
//! Days of a plan are days of the team's calendar, so they are named, not drawn as moments. Called by `/plan`, the feed
//! and the command line; `picture` draws the same.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::domain::forecast::{Block, Coming, Leg, Outlook, PlannedDay, Prospect, Round};
use crate::domain::ledger::way;
use crate::domain::process::Service;
use crate::domain::service::ServiceState;

use super::message::{Choice, Message, Part, Style, button, rows, select, text};
use super::plan::{another_goes, day};
use super::press::{Press, Verb, mark_of_text};
use super::text::{Room, all_of, any_of, count, person, quote, window};
use crate::domain::decide::Shut;

pub mod picture;

/// What a plan is about.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// What is known.
    pub outlook: Outlook<'a>,
    /// The service.
    pub service: &'a Service,
    /// For how many weeks.
    pub weeks: u32,
    /// The planned days.
    pub days: &'a [PlannedDay],
}

impl Plan<'_> {
    fn today(&self) -> NaiveDate {
        self.outlook.now.with_timezone(&self.service.zone).date_naive()
    }

    fn until(&self) -> NaiveDate {
        let span = Days::new(u64::from(self.weeks) * 7);
        self.today()
            .checked_add_days(span)
            .unwrap_or_else(|| self.today())
    }

    /// Whether nobody is there for any of the days: said once, and not again for each.
    fn lacks_people(&self) -> bool {
        let mut held = self
            .days
            .iter()
            .filter(|planned| !matches!(planned.prospect, Prospect::Skipped(..)))
            .peekable();
        held.peek().is_some() && held.all(|planned| planned.blocks.contains(&Block::NobodyOnDuty))
    }

    fn title_of<'s>(&'s self, planned: &'s PlannedDay) -> &'s str {
        let cadence = self.service.find_cadence(&planned.slot.cadence);
        cadence.map_or(planned.slot.cadence.as_str(), |cadence| cadence.title.as_str())
    }
}

/// A service that plans nothing.
pub fn no_plan(service: &Service) -> Message {
    Message::plain(format!(
        "{} plans no releases by the calendar: its playbook would say so with [cadence.…].",
        service.title
    ))
}

/// The plan as a card: the days, a select to move or skip one, and the way to it in a calendar.
pub fn card(plan: &Plan<'_>, has_feeds: bool) -> Message {
    let mut blocks = vec![head(plan)];
    blocks.extend(plan.days.iter().map(|planned| block(plan, planned)));
    if plan.days.is_empty() {
        blocks.push("No release is planned in this time.".to_owned());
    }
    let mut parts = vec![text(Room::whole().at_most(3_700).clip(&blocks.join("\n\n")))];
    parts.extend(change(plan));
    let press = |verb| {
        let press = Press {
            extra: mark_of_text(plan.service.name.as_str()).into(),
            ..Press::plain(verb)
        };
        press.with_item(plan.weeks as usize).to_string()
    };
    let mut buttons = vec![button(Style::Secondary, "Look again", press(Verb::Plan))];
    if has_feeds {
        buttons.push(button(
            Style::Secondary,
            "Into my calendar…",
            press(Verb::PlanFeed),
        ));
    }
    parts.extend(rows(buttons));
    Message::new(parts)
}

/// The plan as lines without anything to press, for a terminal.
pub fn lines(plan: &Plan<'_>) -> String {
    let mut blocks = vec![head(plan)];
    blocks.extend(plan.days.iter().map(|planned| block(plan, planned)));
    blocks.join("\n\n")
}

/// What a day brings, for readers outside Discord: without Markdown and without people.
pub fn in_plain_words(plan: &Plan<'_>, planned: &PlannedDay) -> String {
    let mut lines: Vec<String> = planned.legs.iter().map(|leg| goes(leg, planned)).collect();
    lines.extend(planned.legs.iter().filter_map(|leg| contains(&leg.rounds)));
    if let Some((name, _)) = &planned.holiday {
        lines.push(format!("A holiday: {}", quote(name, 80)));
    }
    let titles = planned.freezes.iter().map(|(title, _)| quote(title, 80));
    lines.extend(titles.map(|title| format!("In a freeze: {title}")));
    lines.push(format!("Times are of {}.", plan.service.zone));
    lines
        .join("\n")
        .replace("**", "")
        .replace("-# ", "")
        .replace('\\', "")
}

/// Where the feed of a plan is.
pub fn feed(service: &Service, calendar: &str) -> Message {
    Message::plain(format!(
        "The release days of {}. Copy this now: it is shown once, and whoever has it can read it.\n\
         For your calendar: `{calendar}`\n\
         `/outage feed action:revoke` closes it again.",
        service.title
    ))
}

fn head(plan: &Plan<'_>) -> String {
    let mut lines = vec![format!(
        "**{}: the plan until {}**",
        plan.service.title,
        day(plan.until())
    )];
    lines.extend(runs_now(plan.service, plan.outlook.state));
    lines.extend(arrival(plan.service, plan.outlook.state, plan.outlook.now));
    if plan.lacks_people() {
        lines.push("-# Nobody's turn to release on any of these days.".to_owned());
    }
    lines.join("\n")
}

/// What runs where now.
fn runs_now(service: &Service, state: &ServiceState) -> Option<String> {
    let known = service.environments.iter().filter_map(|environment| {
        let running = state.versions.get(&environment.name)?;
        Some(format!(
            "{} {}",
            environment.name,
            quote(running.version.as_str(), 40)
        ))
    });
    let known: Vec<String> = known.collect();
    (!known.is_empty()).then(|| format!("-# Now: {}", known.join(" · ")))
}

/// When a change that is merged now arrives.
fn arrival(service: &Service, state: &ServiceState, now: DateTime<Utc>) -> Vec<String> {
    let lines = service.cadences.iter().filter_map(|cadence| {
        let way = way(state, service, cadence, now)?;
        Some(format!(
            "-# Merged now: on {} {}, on {} {}",
            cadence.environment.as_ref()?,
            way.tested_on.format("%a %-d %b"),
            cadence.promotes_to.as_ref()?,
            way.arrives_on?.format("%a %-d %b")
        ))
    });
    lines.collect()
}

/// A planned day: when and who, what goes where, what is to be known.
fn block(plan: &Plan<'_>, planned: &PlannedDay) -> String {
    let duty = planned.on_duty.as_ref();
    let duty = duty.map(|duty| format!(" · {}", person(&duty.person)));
    let mut lines = vec![format!(
        "**{}** · {}{}",
        day(planned.day),
        plan.title_of(planned),
        duty.unwrap_or_default()
    )];
    if let Prospect::Skipped(stamp, reason) = &planned.prospect {
        let why = quote(reason, 120);
        lines.push(format!("Skipped by {}: “{why}”", person(&stamp.by)));
        return lines.join("\n");
    }
    let goes: Vec<String> = planned.legs.iter().map(|leg| goes(leg, planned)).collect();
    lines.extend((!goes.is_empty()).then(|| goes.join(" · ")));
    lines.extend(planned.legs.iter().filter_map(|leg| contains(&leg.rounds)));
    let remarks = remarks(planned);
    lines.extend((!remarks.is_empty()).then(|| format!("-# {}", remarks.join(" · "))));
    let lacks_people = plan.lacks_people();
    let blocks = planned.blocks.iter();
    let blocks = blocks.filter(|block| !lacks_people || **block != Block::NobodyOnDuty);
    let blocks: Vec<String> = blocks.map(in_the_way).collect();
    lines.extend((!blocks.is_empty()).then(|| format!("In the way: {}", blocks.join("; "))));
    lines.join("\n")
}

/// What goes to an environment.
fn goes(leg: &Leg, planned: &PlannedDay) -> String {
    let environment = &leg.environment;
    match &leg.gets {
        Coming::Version(version, release) => {
            let version = quote(version.as_str(), 40);
            let with = (*release > 0).then(|| format!(" (#{release})"));
            format!("{environment} gets **{version}**{}", with.unwrap_or_default())
        }
        Coming::MergedBy(by, changes) if *by == planned.day => {
            let so_far = match changes {
                None => String::new(),
                Some(0) => ", nothing so far".to_owned(),
                Some(n) => {
                    let n = i64::try_from(*n).unwrap_or(i64::MAX);
                    format!(", {} so far", count(n, "change"))
                }
            };
            format!("{environment} gets what is merged by then{so_far}")
        }
        Coming::MergedBy(by, _) => format!("{environment} gets what is merged by {}", by.format("%a %-d %b")),
        Coming::TestedOn(from) => format!("{environment} gets what {from} has by then"),
        Coming::Same(version) => format!("{environment} stays at {}", quote(version.as_str(), 40)),
        Coming::Replaced(by) => format!(
            "**{environment}: replaced by {} {} (#{})**",
            by.track,
            quote(by.version.as_str(), 40),
            by.release
        ),
        Coming::Nothing => format!("nothing new for {environment}"),
    }
}

/// The rounds that a release contains.
fn contains(rounds: &[Round]) -> Option<String> {
    let named: Vec<String> = rounds.iter().map(round).collect();
    (!named.is_empty()).then(|| format!("-# Contains {}", all_of(&named)))
}

fn round(round: &Round) -> String {
    let on = round.day.format("%-d %b");
    match &round.version {
        Some(version) => format!("{} ({on})", quote(version.as_str(), 40)),
        None => format!("the round of {on}"),
    }
}

/// What is to be known of a day.
fn remarks(planned: &PlannedDay) -> Vec<String> {
    let mut remarks = Vec::new();
    match &planned.prospect {
        Prospect::Due => remarks.push("due; nobody started it yet".to_owned()),
        Prospect::Begun(release) => remarks.push(format!("started with #{release}")),
        Prospect::NothingMerged(_) => remarks.push("nothing was merged: no release this cycle".to_owned()),
        Prospect::Planned | Prospect::Replaced | Prospect::Skipped(..) => {}
    }
    if let Some((stamp, reason)) = &planned.moved {
        remarks.push(format!(
            "moved from {} by {}: “{}”",
            day(planned.slot.date),
            person(&stamp.by),
            quote(reason, 120)
        ));
    }
    if let Some((name, keeper)) = &planned.holiday {
        let kept = keeper.as_ref().map(|by| format!(", and kept by {}", person(by)));
        remarks.push(format!(
            "a holiday, {}{}",
            quote(name, 80),
            kept.unwrap_or_default()
        ));
    }
    for (title, forbids) in &planned.freezes {
        let how = if *forbids {
            "in a freeze"
        } else {
            "in a freeze that warns"
        };
        remarks.push(format!("{how}, “{}”", quote(title, 80)));
    }
    for (number, when) in &planned.outages {
        remarks.push(format!("outage {number}: {}", window(*when)));
    }
    remarks
}

/// What stands in the way, in a few words.
fn in_the_way(block: &Block) -> String {
    match block {
        Block::NobodyOnDuty => "nobody's turn to release".to_owned(),
        Block::Held(release) => format!("#{release} is held"),
        Block::Busy(environment, holder) => format!("#{} holds {environment}", holder.release),
        Block::NobodyCarries(version) => {
            format!("no open release carries {} on", quote(version.as_str(), 40))
        }
        Block::Awaits { release, what, roles } => {
            format!("#{release} awaits {} ({})", quote(what, 60), any_of(roles))
        }
        Block::Shut { release, step, shut } => format!("#{release} {}: {}", quote(step, 60), why(shut)),
    }
}

fn why(shut: &Shut) -> String {
    match shut {
        Shut::Blocked(blockers) => {
            let named = blockers
                .iter()
                .map(|(n, what)| format!("blocker {n}, “{}”", quote(what, 80)));
            named.collect::<Vec<_>>().join(", ")
        }
        Shut::Busy(environment, holder) => format!("#{} holds {environment}", holder.release),
        Shut::Passed {
            from,
            version,
            by,
            day,
        } => another_goes(from, version, by.as_ref(), *day),
        _ => "a gate is shut".to_owned(),
    }
}

/// The choice of a day to move or to skip.
fn change(plan: &Plan<'_>) -> Option<Part> {
    let is_open = |planned: &&PlannedDay| matches!(planned.prospect, Prospect::Planned | Prospect::Due);
    let mut choices: Vec<Choice> = Vec::new();
    for planned in plan.days.iter().filter(is_open).take(12) {
        // What is pressed here is answered with the plan as it then is.
        let press = |verb| {
            let press = Press::on_slot(verb, &plan.service.name, &planned.slot);
            let step = plan.weeks as usize;
            Press { step, ..press }.to_string()
        };
        let about = Some(plan.title_of(planned));
        let label = |what: &str| format!("{what} {}…", day(planned.day));
        choices.push(Choice::new(&label("Move"), press(Verb::MoveSlot), about));
        choices.push(Choice::new(&label("Skip"), press(Verb::SkipSlot), about));
    }
    let menu = Press::plain(Verb::More).to_string();
    (!choices.is_empty()).then(|| select(menu, "Move or skip a day…", choices))
}
