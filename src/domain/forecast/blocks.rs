//! What stands in the way of a planned day: shut gates, missing goes, busy environments, nobody there.

use chrono::{DateTime, Utc};

use super::walk::Walk;
use super::{Block, Coming, PlannedDay, Prospect};
use crate::domain::cadence::Cadence;
use crate::domain::decide::{Shut, Situation, shut_gates};
use crate::domain::process::{Gate, Step};
use crate::domain::release::Course;

/// Which steps of a release a planned day is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Those up to the one that waits for the next day.
    Begins,
    /// Those from there on.
    GoesOn,
}

/// What stands in the way of a planned day.
pub(super) fn of(walk: &Walk<'_>, cadence: &Cadence, planned: &PlannedDay) -> Vec<Block> {
    let mut blocks = Vec::new();
    if cadence.rotation.is_some() && planned.on_duty.is_none() {
        blocks.push(Block::NobodyOnDuty);
    }
    let at = walk.moment(cadence, planned.day);
    if let Prospect::Begun(release) = planned.prospect {
        let part = match cadence.promotes_to {
            Some(_) => Part::Begins,
            None => Part::GoesOn,
        };
        blocks.extend(
            walk.find_open(release)
                .into_iter()
                .flat_map(|open| of_release(open, at, part)),
        );
    }
    for leg in &planned.legs {
        let is_promoted = cadence.promotes_to.as_ref() == Some(&leg.environment);
        if let (true, Coming::Version(version, release)) = (is_promoted, &leg.gets) {
            match walk.find_open(*release) {
                Some(open) => blocks.extend(of_release(open, at, Part::GoesOn)),
                None => blocks.push(Block::NobodyCarries(version.clone())),
            }
        }
        let holder = walk.outlook.state.holders.get(&leg.environment);
        let mine = match &leg.gets {
            Coming::Version(_, release) => Some(*release),
            _ => None,
        };
        let other = holder.filter(|holder| walk.is_first(cadence) && Some(holder.release) != mine);
        blocks.extend(other.map(|holder| Block::Busy(leg.environment.clone(), holder.clone())));
    }
    blocks
}

fn of_release(situation: &Situation, at: DateTime<Utc>, part: Part) -> Vec<Block> {
    let release = &situation.release;
    let number = release.number;
    let mut blocks = Vec::new();
    if matches!(release.course, Course::Held(_)) {
        blocks.push(Block::Held(number));
    }
    let waits = |step: &Step| {
        let mut gates = step.gates.iter();
        gates.any(|gate| matches!(gate, Gate::HeldBy(_) | Gate::NextSlot(_)))
    };
    let turn = release
        .process
        .steps
        .iter()
        .position(waits)
        .unwrap_or(match part {
            Part::Begins => release.steps.len(),
            Part::GoesOn => 0,
        });
    for (position, (step, state)) in release.process.steps.iter().zip(&release.steps).enumerate() {
        let is_meant = (position >= turn) == (part == Part::GoesOn);
        if !is_meant || release.is_settled(position) || !release.applies(position) {
            continue;
        }
        for shut in shut_gates(at, situation, step)
            .into_iter()
            .filter(|shut| !is_told_otherwise(shut))
        {
            let is_known = |block: &Block| matches!(block, Block::Shut { shut: known, .. } if *known == shut);
            if !blocks.iter().any(is_known) {
                let step = step.title.clone();
                blocks.push(Block::Shut {
                    release: number,
                    step,
                    shut,
                });
            }
        }
        blocks.extend(release.missing(step, state).filter_map(|ask| {
            let rule = ask.kind.sign_off()?;
            Some(Block::Awaits {
                release: number,
                what: ask.title.clone(),
                roles: rule.roles().cloned().collect(),
            })
        }));
    }
    blocks
}

/// What the plan says in other words (its days, its holidays, its freezes), or what the steps before it bring about.
fn is_told_otherwise(shut: &Shut) -> bool {
    match shut {
        Shut::NotPlannedYet { .. }
        | Shut::TooEarly(_)
        | Shut::NeverRanOn(..)
        | Shut::Holiday { .. }
        | Shut::DayOff { .. }
        | Shut::Frozen { .. }
        | Shut::OutageNotBegun { .. } => true,
        Shut::Busy(..) | Shut::Blocked(_) | Shut::Passed { .. } => false,
    }
}
