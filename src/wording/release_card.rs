//! The card of a release: what, where, how far, who is awaited, since when, and the button for the next thing.

use chrono::{DateTime, Utc};

use crate::domain::decide::{Situation, shut_gates};
use crate::domain::process::Process;
use crate::domain::release::{Course, Release};

use super::message::{Message, container, separator, text};
use super::press::Press;
use super::text::{Room, code_block, quote};

pub(super) mod controls;
mod course;
mod progress;
mod remarks;
mod reported;
mod steps;
pub(super) mod today;

pub use course::gate as why_shut;
pub use progress::tally_words;

use controls::controls;
use course::headline;
use remarks::remarks;
use steps::steps;

const BLUE: u32 = 0x0058_65F2;
const AMBER: u32 = 0x00F0_B232;
const GREEN: u32 = 0x0023_A55A;
const GREY: u32 = 0x0080_848E;
const RED: u32 = 0x00DA_373C;

/// The card; `thread` is the thread below it, once there is one.
pub fn release_card(situation: &Situation, now: DateTime<Utc>, thread: Option<u64>) -> Message {
    release_card_beside(situation, now, thread, Some(&situation.release.process))
}

/// The card; `playbook` is the process of the same name as the playbook has it now, when it has one.
pub fn release_card_beside(
    situation: &Situation,
    now: DateTime<Utc>,
    thread: Option<u64>,
    playbook: Option<&Process>,
) -> Message {
    let release = &situation.release;
    let room = Room::whole();
    let kept = kept(release, playbook).unwrap_or_default();
    let head = room.at_most(500).clip(&format!("{}{kept}", head(release)));
    let room = room.after(&head);
    let headline = room.at_most(1_400).clip(&headline(situation, now, thread));
    let room = room.after(&headline);
    let remarks = remarks(release).map(|remarks| room.at_most(900).clip(&remarks));
    let room = remarks.as_ref().map_or(room, |remarks| room.after(remarks));
    let commands = commands(situation, now, room);
    let room = commands.iter().fold(room, |room, block| room.after(block));
    let mut parts = vec![text(head), text(headline)];
    parts.extend(commands.into_iter().map(text));
    parts.extend([separator(), text(steps(release, room))]);
    parts.extend(remarks.map(text));
    parts.extend(controls(situation, now));
    Message::new(vec![container(colour(release), parts)])
}

/// The commands of the open steps, each in a block to copy, as long as a good part of the card is left for the rest;
/// all of them stand behind a button.
fn commands(situation: &Situation, now: DateTime<Utc>, room: Room) -> Vec<String> {
    let release = &situation.release;
    if release.course != Course::Running {
        return Vec::new();
    }
    let open = release
        .current()
        .filter(|(_, step, _)| shut_gates(now, situation, step).is_empty());
    let mut room = room.at_most(1_200);
    let mut blocks = Vec::new();
    for command in open.flat_map(|(_, step, _)| &step.commands) {
        let block = code_block(command);
        if blocks.len() >= 5 || !room.takes(&block) {
            break;
        }
        room = room.after(&block);
        blocks.push(block);
    }
    blocks
}

/// Every command of a step, each in a block of its own, for the person who does it.
pub fn commands_of(release: &Release, press: Press) -> Message {
    let step = press.find_step(release).map(|(step, _)| step);
    let commands = step.map(|s| s.commands.as_slice()).unwrap_or_default();
    if commands.is_empty() {
        return Message::plain("This step has no commands.");
    }
    let title = step.map(|s| s.title.as_str()).unwrap_or_default();
    let head = format!("**{title}**: copy and run these yourself; I never do.");
    let mut parts = vec![text(head)];
    parts.extend(commands.iter().map(|command| text(code_block(command))));
    Message::new(parts)
}

/// The release in a few words: `#17 MyPortfolio 22.04.2`.
pub fn name(release: &Release) -> String {
    format!(
        "#{} {} {}",
        release.number,
        release.process.service.title,
        quote(release.version.as_str(), 40)
    )
}

fn head(release: &Release) -> String {
    let process = &release.process;
    let version = quote(release.version.as_str(), 40);
    format!(
        "### {} {version} · {}\n-# Release #{}",
        process.service.title, process.title, release.number
    )
}

/// Says that a release under way goes by a process that the playbook has no more.
fn kept(release: &Release, playbook: Option<&Process>) -> Option<String> {
    let what = match playbook {
        Some(process) if *process == *release.process => return None,
        Some(_) => "the playbook was changed since",
        None => "the playbook has it no more",
    };
    (!release.is_over()).then(|| format!("\n-# It keeps the process it started with: {what}."))
}

fn colour(release: &Release) -> u32 {
    let failed = release.current().any(|(_, step, state)| {
        state.failed_items(release, step).next().is_some() || !state.failures.is_empty()
    });
    match release.course {
        Course::Running if failed => RED,
        Course::Running => BLUE,
        Course::Held(_) => AMBER,
        Course::Finished(_) => GREEN,
        Course::Aborted(_) | Course::RolledBack(_) => GREY,
    }
}
