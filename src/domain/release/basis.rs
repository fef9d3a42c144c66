//! What a go approves: the state of the steps above a sign-off, as a list that can be compared.
//!
//! A pure function of a release. A go counts only while the basis of now is the one it was given for, so nothing has
//! to be voided: whatever changes the basis has done so.
//!
//! Of the steps that come before, everything that was answered counts. Of the sign-off's own step, values count as
//! they are, and of a checklist what failed or was waived: passing the rest of it is work that goes on beside.

use std::fmt;

use chrono::NaiveDate;

use super::step::{Answer, ItemState, StepState};
use super::{Release, Verdict};
use crate::domain::fact::{ItemPlace, Place};
use crate::domain::name::{AskName, SectionName, StepName, Version};
use crate::domain::outage::Window;
use crate::domain::process::{AskKind, Checklist, Step};
use crate::domain::record::Content;

/// What a go approves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis(Vec<Line>);

/// One thing that is approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub what: Subject,
    /// What was said of it.
    pub said: Saying,
}

/// What a line of a basis is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The version that is released.
    Version,
    /// A step that was passed by authority, or waived.
    Step(StepName),
    /// The answer to what a step asks for.
    Ask(Place),
    /// An item of a checklist.
    Item(ItemPlace),
    /// A section of the change record.
    Section(SectionName),
}

/// What was said of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// A text: a value, a version, a reason.
    Text(String),
    /// It is done.
    Done,
    /// Nobody has looked, or it is open again.
    Open,
    /// An item passed.
    Passed,
    /// An item failed, with what was seen.
    Failed(String),
    /// An item does not apply, for a reason.
    Waived(String),
    /// A sign-off was given, and for which day where that was asked.
    Go(Option<NaiveDate>),
    /// An outage was announced.
    Outage(Window),
    /// A section was written: the digest of its text.
    Written(u64),
}

/// One thing that differs between what was approved and what is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub what: Subject,
    /// What was said of it; nothing when it was not there.
    pub was: Option<Saying>,
    /// What is said of it; nothing when it is not there any more.
    pub is: Option<Saying>,
}

impl Basis {
    /// What a go would approve now, in the sign-off of that name at a step's position.
    pub fn of(release: &Release, position: usize, ask: &AskName) -> Self {
        let mut lines = vec![Line {
            what: Subject::Version,
            said: Saying::Text(version_text(&release.version)),
        }];
        for n in release.process.steps_before(position) {
            if let Some((step, state)) = release.find_step_at(n).filter(|_| release.applies(n)) {
                add_step(&mut lines, release, step, state);
            }
        }
        // A record that is written later is none of what is approved here.
        let asks_record = |n: &usize| {
            let step = release.process.steps.get(*n);
            step.is_some_and(|step| step.asks.iter().any(|ask| ask.kind == AskKind::Record))
        };
        let before = release.process.steps_before(position);
        if before.iter().any(asks_record) || !(0..release.process.steps.len()).any(|n| asks_record(&n)) {
            add_record(&mut lines, release);
        }
        if let Some((step, state)) = release.find_step_at(position) {
            add_beside(&mut lines, release, step, state, ask);
        }
        Self(lines)
    }

    /// Its lines, in reading order.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// Whether this and `now` differ in the change record alone.
    pub fn differs_in_the_record_alone(&self, now: &Self) -> bool {
        let differences = self.differences(now);
        differences.iter().all(|d| matches!(d.what, Subject::Section(_)))
    }

    /// What differs from this, which was approved, to what is now.
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let find = |lines: &[Line], what: &Subject| {
            let found = lines.iter().find(|line| line.what == *what);
            found.map(|line| line.said.clone())
        };
        let gone = self.0.iter().filter(|l| find(&now.0, &l.what).is_none());
        let all = now.0.iter().chain(gone).map(|line| Difference {
            what: line.what.clone(),
            was: find(&self.0, &line.what),
            is: find(&now.0, &line.what),
        });
        all.filter(|d| d.was != d.is).collect()
    }

    /// A number that stands for it: a button carries it, so that nobody approves what their card did not show.
    /// Never 0, which stands for none. Made from words that stay (FNV-1a), since buttons outlive programs.
    pub fn mark(&self) -> i64 {
        let lines = self.0.iter().map(|line| format!("{}={}\n", line.what, line.said));
        let hash = digest(&lines.collect::<String>());
        i64::try_from(hash >> 1).unwrap_or(1).max(1)
    }
}

fn version_text(version: &Version) -> String {
    version.as_str().to_owned()
}

/// FNV-1a, whose values stay.
fn digest(text: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}

/// The sections of the change record, as far as anything was said in them.
fn add_record(lines: &mut Vec<Line>, release: &Release) {
    for rule in &release.process.record {
        let Some(entry) = release.record.find(&rule.name) else {
            continue;
        };
        let said = match &entry.content {
            Content::Written { text, outage } => Saying::Written(digest(&format!("{text}\n{outage:?}"))),
            Content::Waived { reason } => Saying::Waived(reason.clone()),
        };
        lines.push(Line {
            what: Subject::Section(rule.name.clone()),
            said,
        });
    }
}

fn add_step(lines: &mut Vec<Line>, release: &Release, step: &Step, state: &StepState) {
    if state.by_authority {
        let mut reasons = release.overrides.iter().filter(|o| o.step == step.name);
        let reason = reasons.next_back().map_or(String::new(), |o| o.reason.clone());
        lines.push(Line {
            what: Subject::Step(step.name.clone()),
            said: Saying::Text(reason),
        });
    }
    if let Some(waived) = &state.waived {
        lines.push(Line {
            what: Subject::Step(step.name.clone()),
            said: Saying::Waived(waived.reason.clone()),
        });
        return;
    }
    for (_, ask, answer) in release.asked(step, state) {
        let place = Place {
            step: step.name.clone(),
            ask: ask.name.clone(),
        };
        let list = release.find_checklist(ask);
        if let (Some(list), Answer::Checklist(items)) = (list, answer) {
            add_items(lines, &place, list, items, |_| true);
        } else if let Some(said) = said(release, &ask.kind, answer) {
            lines.push(Line {
                what: Subject::Ask(place),
                said,
            });
        }
    }
}

/// What stands beside the sign-off in its own step.
fn add_beside(lines: &mut Vec<Line>, release: &Release, step: &Step, state: &StepState, own: &AskName) {
    for (_, ask, answer) in release.asked(step, state).filter(|(_, ask, _)| ask.name != *own) {
        let place = Place {
            step: step.name.clone(),
            ask: ask.name.clone(),
        };
        match (release.find_checklist(ask), answer) {
            (Some(list), Answer::Checklist(items)) => {
                let is_judged =
                    |state: &ItemState| matches!(state, ItemState::Failed(..) | ItemState::Waived(..));
                add_items(lines, &place, list, items, is_judged);
            }
            (_, Answer::Value(Some((text, _)))) => lines.push(Line {
                what: Subject::Ask(place),
                said: Saying::Text(text.clone()),
            }),
            _ => {}
        }
    }
}

fn add_items(
    lines: &mut Vec<Line>,
    place: &Place,
    list: &Checklist,
    items: &[ItemState],
    is_meant: impl Fn(&ItemState) -> bool,
) {
    let named = list.items().map(|(_, item)| item).zip(items);
    for (item, state) in named.filter(|(_, state)| is_meant(state)) {
        let said = match state {
            ItemState::Open => Saying::Open,
            ItemState::Passed(_) => Saying::Passed,
            ItemState::Failed(_, note) => Saying::Failed(note.clone()),
            ItemState::Waived(_, reason) => Saying::Waived(reason.clone()),
        };
        lines.push(Line {
            what: Subject::Item(ItemPlace {
                step: place.step.clone(),
                ask: place.ask.clone(),
                item: item.name.clone(),
            }),
            said,
        });
    }
}

/// What was said where a step asks for one thing; a new kind of answer that is approved is added here.
fn said(release: &Release, kind: &AskKind, answer: &Answer) -> Option<Saying> {
    match answer {
        Answer::Confirmation(Some(_)) => Some(Saying::Done),
        Answer::Value(Some((text, _))) => Some(Saying::Text(text.clone())),
        Answer::SignOff(voices) => {
            let AskKind::SignOff(rule) = kind else { return None };
            let board = super::Board::of(rule, voices);
            let mut goes = board.standing().filter(|v| matches!(v.verdict, Verdict::Go(_)));
            let signed = board.is_complete() && goes.next().is_some();
            signed.then(|| Saying::Go(board.day()))
        }
        Answer::Outage => {
            let announced = release.outage.as_ref().and_then(|o| o.announced);
            announced.map(Saying::Outage)
        }
        _ => None,
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version => f.write_str("version"),
            Self::Step(step) => write!(f, "step/{step}"),
            Self::Ask(place) => write!(f, "ask/{}/{}", place.step, place.ask),
            Self::Section(section) => write!(f, "section/{section}"),
            Self::Item(place) => write!(f, "item/{}/{}/{}", place.step, place.ask, place.item),
        }
    }
}

impl fmt::Display for Saying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "text {text}"),
            Self::Done => f.write_str("done"),
            Self::Open => f.write_str("open"),
            Self::Passed => f.write_str("passed"),
            Self::Failed(note) => write!(f, "failed {note}"),
            Self::Waived(reason) => write!(f, "waived {reason}"),
            Self::Written(digest) => write!(f, "written {digest:x}"),
            Self::Go(None) => f.write_str("go"),
            Self::Go(Some(day)) => write!(f, "go {day}"),
            Self::Outage(window) => write!(
                f,
                "outage {} {}",
                window.start.timestamp(),
                window.end.timestamp()
            ),
        }
    }
}
