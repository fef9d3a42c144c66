//! What a button, a select or a form stands for: a verb and the place it is about, as a custom id and back.
//!
//! A custom id says all there is to know, so that a button works for ever: nothing about it is kept in memory.
//! It says it by position and round; whether that still means anything is for `decide` to see.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta};

use crate::domain::command::At;
use crate::domain::diary::Slot;
use crate::domain::evidence::About;
use crate::domain::fact::{ItemPlace, Place};
use crate::domain::name::{CadenceName, PersonId, RotationName, ServiceName, StepName};
use crate::domain::outage::Window;
use crate::domain::process::{Ask, Item, Service, Step};
use crate::domain::release::{Answer, Release, StepState, Voice};
use crate::domain::rotation::Rotation;
use crate::domain::ticket::{TicketAct, TicketCommand};

/// The first word of every custom id; a change of the layout raises its number.
const MARK: &str = "g1";

/// What a press asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Confirm an ask.
    Confirm,
    /// Give a value: opens a form, and is its answer.
    Give,
    /// Pass an item.
    Pass,
    /// Pass every open item of a page.
    PassRest,
    /// Choose an item to fail.
    FailWhich,
    /// Fail an item: the form, and its answer.
    Fail,
    /// Choose an item to waive.
    WaiveWhich,
    /// Waive an item: the form, and its answer.
    Waive,
    /// Open an item again.
    Reopen,
    /// Say go; opens a form when a day is asked.
    Go,
    /// Say no-go: opens a form, and is its answer.
    NoGo,
    /// Take one's word back.
    Revoke,
    /// Enter a window: opens a form, and is its answer.
    Window,
    /// Publish the window.
    Publish,
    /// Leave a preview without publishing.
    Dismiss,
    /// Choose by how much to extend the outage.
    Extend,
    /// Take the completion of a step back.
    ReopenStep,
    /// Return to an earlier step: opens a form, and is its answer.
    SendBack,
    /// Roll back: opens a form, and is its answer.
    RollBack,
    /// Override: opens a form, and is its answer.
    Override,
    /// Hold: opens a form, and is its answer.
    Hold,
    /// Resume.
    Resume,
    /// Abort: opens a form, and is its answer.
    Abort,
    /// What the person owes.
    Owe,
    /// A choice among rarer things.
    More,
    /// Choose a service to start a release of.
    StartService,
    /// Choose a process to start.
    StartProcess,
    /// Give the version to start: the form's answer.
    StartVersion,
    /// Write a section of the record: opens a form, and is its answer.
    WriteSection,
    /// Choose a section that does not apply.
    WaiveSectionWhich,
    /// Say why a section does not apply: the form, and its answer.
    WaiveSection,
    /// Choose a section to read in full.
    ReadSectionWhich,
    /// Read a section in full.
    ReadSection,
    /// Turn to another page of a section.
    TurnSection,
    /// Take the computed draft of a section.
    TakeDraft,
    /// Apply what was handed in as a file.
    ApplyUpload,
    /// Leave what was handed in unapplied.
    WithdrawUpload,
    /// Ask for approval with the record.
    RequestApproval,
    /// Say that a paired state is off.
    TurnOff,
    /// Choose an environment to be shown.
    ShowEnvironment,
    /// The commands of a step, each alone.
    Commands,
    /// Choose what an instance is for.
    StartPurpose,
    /// Begin an instance: the form's answer.
    StartInstance,
    /// Start a release for a slot: opens a form, and is its answer.
    StartSlot,
    /// Skip a slot: opens a form, and is its answer.
    SkipSlot,
    /// Move a slot: opens a form, and is its answer.
    MoveSlot,
    /// Record that an instance was shut down.
    ShutDown,
    /// One of the answers of a choice.
    Choose,
    /// Waive an optional step: opens a form, and is its answer.
    WaiveStep,
    /// Raise a blocker: opens a form, and is its answer.
    Block,
    /// Clear a blocker: opens a form, and is its answer.
    Unblock,
    /// Note a bug: opens a form, and is its answer.
    Bug,
    /// Move a ticket: `item` is its place, `step` the status in which it was seen, `extra` the one it gets.
    TicketMove,
    /// Choose a ticket to comment on.
    TicketCommentWhich,
    /// Comment on a ticket: the form, and its answer.
    TicketComment,
    /// Say go again, for the day named before.
    StillGo,
    /// See what became different since one said go.
    WhatChanged,
    /// Call those to mind who are awaited.
    CallRoles,
    /// Choose an item to give evidence for, or to see all of it.
    EvidenceWhich,
    /// Give evidence: the form, and its answer; for the ask as a whole when the item is negative.
    AddEvidence,
    /// See all evidence for an ask.
    ShowEvidence,
    /// Take evidence back.
    TakeEvidenceBack,
    /// Enter an outage that stands alone, or a draft anew: opens a form, and is its answer. Without a number, `extra` is the mark of
    /// the service, `step` its environment from 1, `ask` its audiences as bits.
    OutageForm,
    /// The same, although something stands against it: with a reason.
    OutageAnyway,
    /// Enter a release's window although something stands against it: opens a form, and is its answer.
    WindowAnyway,
    /// Read what would be published.
    OutagePreview,
    /// Publish an outage that stands alone; `round` is the mark of the draft that was read.
    OutagePublish,
    /// Have the draft approved by a second person.
    OutageAsk,
    /// Approve a draft; `round` is its mark.
    OutageApprove,
    /// Give a draft up.
    OutageWithdraw,
    /// Move an outage: opens a form, and is its answer.
    OutageMove,
    /// See what a change of the window would say; `round` is the revision that was read.
    OutageShift,
    /// See what a later end would say: `item` minutes after the end that was read, which is `extra`.
    OutageAdd,
    /// Change the window; `round` is the revision that was read.
    OutageChange,
    /// The same, although something stands against it: opens a form, and is its answer.
    OutageChangeAnyway,
    /// See what calling it off would say.
    OutageCancelAsk,
    /// Call it off: opens a form, and is its answer; `round` is the revision that was read.
    OutageCancel,
    /// See what its beginning would say.
    OutageStartAsk,
    /// Say that it has begun; `round` is the revision that was read.
    OutageStart,
    /// See what its end would say.
    OutageEndAsk,
    /// Say that it is over; `round` is the revision that was read.
    OutageEnd,
    /// Say it in other words: opens a form, and is its answer.
    OutageReword,
    /// Say the words that were typed; `round` is the revision that was read.
    OutageRewordNow,
    /// Be told by direct message; `extra` is the mark of the audience.
    OutageSubscribe,
    /// Be told no more.
    OutageUnsubscribe,
    /// Be given the address of a feed; `extra` is the mark of the service.
    OutageFeed,
    /// See everything about an outage.
    OutageShow,
    /// Leave a preview without changing anything.
    OutageDismiss,
    /// Keep a slot on its day in spite of a holiday.
    KeepHoliday,
    /// Move a slot on a holiday to the working day before.
    EarlierHoliday,
    /// Move a slot on a holiday to the working day after.
    LaterHoliday,
    /// Skip a slot on a holiday.
    SkipHoliday,
    /// See the plan as it is now: for `item` weeks; `extra` is the mark of the service.
    Plan,
    /// Be given the address of the plan for one's calendar; `extra` is the mark of the service.
    PlanFeed,
    /// Something about a planned day.
    Day(DayVerb),
    /// Something about the people of a rotation.
    Rotation(RotationVerb),
}

/// What a press on a planned day asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayVerb {
    /// Say that one is on it.
    TakeOn,
    /// Choose when to be reminded.
    Snooze,
    /// See whose turn it is, to swap or to take over.
    HandOver,
}

/// What a press asks of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotationVerb {
    /// Agree to the swap of that number.
    Agree,
    /// Decline it.
    Decline,
    /// Withdraw it.
    Withdraw,
    /// Take the turn that begins on that day, for which nobody is there.
    TakeIt,
    /// Write to whoever comes next: opens a form, and is its answer.
    Note,
    /// Be away: opens a form, and is its answer.
    Away,
    /// Serve from today on: opens a form, and is its answer.
    TakeOver,
    /// Ask to swap one's next turn with the one that is chosen.
    Swap,
}

const VERBS: &[(Verb, &str)] = &[
    (Verb::Confirm, "confirm"),
    (Verb::Give, "give"),
    (Verb::Pass, "pass"),
    (Verb::PassRest, "rest"),
    (Verb::FailWhich, "failwhich"),
    (Verb::Fail, "fail"),
    (Verb::WaiveWhich, "waivewhich"),
    (Verb::Waive, "waive"),
    (Verb::Reopen, "reopen"),
    (Verb::Go, "go"),
    (Verb::NoGo, "nogo"),
    (Verb::Revoke, "revoke"),
    (Verb::Window, "window"),
    (Verb::Publish, "publish"),
    (Verb::Dismiss, "dismiss"),
    (Verb::Extend, "extend"),
    (Verb::ReopenStep, "undo"),
    (Verb::SendBack, "back"),
    (Verb::RollBack, "rollback"),
    (Verb::Override, "override"),
    (Verb::Hold, "hold"),
    (Verb::Resume, "resume"),
    (Verb::Abort, "abort"),
    (Verb::Owe, "owe"),
    (Verb::More, "more"),
    (Verb::StartService, "service"),
    (Verb::StartProcess, "process"),
    (Verb::StartVersion, "version"),
    (Verb::WriteSection, "section"),
    (Verb::WaiveSectionWhich, "nawhich"),
    (Verb::WaiveSection, "na"),
    (Verb::ReadSectionWhich, "readwhich"),
    (Verb::ReadSection, "read"),
    (Verb::TurnSection, "turn"),
    (Verb::TakeDraft, "draft"),
    (Verb::ApplyUpload, "apply"),
    (Verb::WithdrawUpload, "withdraw"),
    (Verb::RequestApproval, "request"),
    (Verb::TurnOff, "off"),
    (Verb::ShowEnvironment, "env"),
    (Verb::Commands, "commands"),
    (Verb::StillGo, "still"),
    (Verb::WhatChanged, "changed"),
    (Verb::CallRoles, "call"),
    (Verb::EvidenceWhich, "proofwhich"),
    (Verb::AddEvidence, "proof"),
    (Verb::ShowEvidence, "proofs"),
    (Verb::TakeEvidenceBack, "noproof"),
    (Verb::StartPurpose, "purpose"),
    (Verb::StartInstance, "instance"),
    (Verb::StartSlot, "slot"),
    (Verb::SkipSlot, "skipslot"),
    (Verb::MoveSlot, "moveslot"),
    (Verb::ShutDown, "shutdown"),
    (Verb::Choose, "choose"),
    (Verb::WaiveStep, "skip"),
    (Verb::Block, "block"),
    (Verb::Unblock, "unblock"),
    (Verb::Bug, "bug"),
    (Verb::TicketMove, "tmove"),
    (Verb::TicketCommentWhich, "tsaywhich"),
    (Verb::TicketComment, "tsay"),
    (Verb::OutageForm, "oform"),
    (Verb::OutageAnyway, "oanyway"),
    (Verb::WindowAnyway, "windowany"),
    (Verb::OutagePreview, "opreview"),
    (Verb::OutagePublish, "opublish"),
    (Verb::OutageAsk, "oask"),
    (Verb::OutageApprove, "oapprove"),
    (Verb::OutageWithdraw, "owithdraw"),
    (Verb::OutageMove, "omove"),
    (Verb::OutageShift, "oshift"),
    (Verb::OutageAdd, "oadd"),
    (Verb::OutageChange, "ochange"),
    (Verb::OutageChangeAnyway, "ochangeany"),
    (Verb::OutageCancelAsk, "ocancelask"),
    (Verb::OutageCancel, "ocancel"),
    (Verb::OutageStartAsk, "ostartask"),
    (Verb::OutageStart, "ostart"),
    (Verb::OutageEndAsk, "oendask"),
    (Verb::OutageEnd, "oend"),
    (Verb::OutageReword, "oreword"),
    (Verb::OutageRewordNow, "orewordnow"),
    (Verb::OutageSubscribe, "osub"),
    (Verb::OutageUnsubscribe, "ounsub"),
    (Verb::OutageFeed, "ofeed"),
    (Verb::OutageShow, "oshow"),
    (Verb::OutageDismiss, "odismiss"),
    (Verb::KeepHoliday, "holkeep"),
    (Verb::EarlierHoliday, "holearlier"),
    (Verb::LaterHoliday, "hollater"),
    (Verb::SkipHoliday, "holskip"),
    (Verb::Day(DayVerb::TakeOn), "dayon"),
    (Verb::Day(DayVerb::Snooze), "daysnooze"),
    (Verb::Day(DayVerb::HandOver), "dayhand"),
    (Verb::Rotation(RotationVerb::Agree), "ragree"),
    (Verb::Rotation(RotationVerb::Decline), "rdecline"),
    (Verb::Rotation(RotationVerb::Withdraw), "rwithdraw"),
    (Verb::Rotation(RotationVerb::TakeIt), "rtakeit"),
    (Verb::Rotation(RotationVerb::Note), "rnote"),
    (Verb::Rotation(RotationVerb::Away), "raway"),
    (Verb::Rotation(RotationVerb::TakeOver), "rtakeover"),
    (Verb::Rotation(RotationVerb::Swap), "rswap"),
    (Verb::Plan, "plan"),
    (Verb::PlanFeed, "planfeed"),
];

/// A press: a verb and a place, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// What is asked.
    pub verb: Verb,
    /// The release's number; 0 when it is about none.
    pub release: i64,
    /// The position of the step.
    pub step: usize,
    /// The round in which the card was drawn.
    pub round: u32,
    /// The position of the ask in the step.
    pub ask: usize,
    /// The position of the item in the checklist, or another number that the verb needs.
    pub item: i64,
    /// A second number that the verb needs.
    pub extra: i64,
}

/// A text that is no custom id of ours, or of an earlier layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOurs;

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = VERBS
            .iter()
            .find(|(v, _)| *v == self.verb)
            .map_or("", |(_, word)| word);
        let Self {
            release,
            step,
            round,
            ask,
            item,
            extra,
            ..
        } = self;
        write!(f, "{MARK}.{verb}.{release}.{step}.{round}.{ask}.{item}.{extra}")
    }
}

impl FromStr for Press {
    type Err = NotOurs;

    fn from_str(text: &str) -> Result<Self, NotOurs> {
        let parts: Vec<&str> = text.split('.').collect();
        let [MARK, verb, release, step, round, ask, item, extra] = parts.as_slice() else {
            return Err(NotOurs);
        };
        let verb = VERBS
            .iter()
            .find(|(_, word)| word == verb)
            .map(|(v, _)| *v)
            .ok_or(NotOurs)?;
        Ok(Self {
            verb,
            release: number(release)?,
            step: number(step)?,
            round: number(round)?,
            ask: number(ask)?,
            item: number(item)?,
            extra: number(extra)?,
        })
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, NotOurs> {
    text.parse().map_err(|_| NotOurs)
}

impl Press {
    /// A press about no release.
    pub fn plain(verb: Verb) -> Self {
        Self {
            verb,
            release: 0,
            step: 0,
            round: 0,
            ask: 0,
            item: 0,
            extra: 0,
        }
    }

    /// A press about a slot of a cadence: by its day, and by a mark of the names of service and cadence.
    pub fn on_slot(verb: Verb, service: &ServiceName, slot: &Slot) -> Self {
        Self {
            item: slot.date.num_days_from_ce().into(),
            extra: mark_of(service, &slot.cadence),
            ..Self::plain(verb)
        }
    }

    /// The slot it is about, when that is one of this service.
    pub fn find_slot(&self, service: &Service) -> Option<Slot> {
        let mut cadences = service.cadences.iter();
        let cadence = cadences.find(|c| mark_of(&service.name, &c.name) == self.extra)?;
        let day = i32::try_from(self.item).ok()?;
        Some(Slot {
            cadence: cadence.name.clone(),
            date: NaiveDate::from_num_days_from_ce_opt(day)?,
        })
    }

    /// A press about a rotation: by a mark of its name, with the number or the day that it needs.
    pub fn on_rotation(
        verb: RotationVerb,
        service: &ServiceName,
        rotation: &RotationName,
        item: i64,
    ) -> Self {
        Self {
            item,
            extra: mark_of_text(&format!("{service}/{rotation}")).into(),
            ..Self::plain(Verb::Rotation(verb))
        }
    }

    /// The rotation it is about, when that is one of this service.
    pub fn find_rotation<'s>(&self, service: &'s Service) -> Option<&'s Rotation> {
        let mark = |name: &RotationName| i64::from(mark_of_text(&format!("{}/{name}", service.name)));
        service.rotations.iter().find(|r| mark(&r.name) == self.extra)
    }

    /// The day that it names.
    pub fn day(&self) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(i32::try_from(self.item).ok()?)
    }

    /// A press about an outage.
    pub fn on_outage(verb: Verb, number: i64) -> Self {
        Self {
            release: number,
            ..Self::plain(verb)
        }
    }

    /// The same press with a window.
    #[must_use]
    pub fn with_window(self, window: Window) -> Self {
        Self {
            item: window.start.timestamp(),
            extra: (window.end - window.start).num_minutes(),
            ..self
        }
    }

    /// The same press with what was read: a revision, or a mark.
    #[must_use]
    pub fn with_round(self, round: u32) -> Self {
        Self { round, ..self }
    }

    /// The window that [`Press::with_window`] named.
    pub fn window(&self) -> Option<Window> {
        let start = DateTime::from_timestamp(self.item, 0)?;
        let end = start.checked_add_signed(TimeDelta::try_minutes(self.extra)?)?;
        Some(Window { start, end })
    }

    /// A press about a release as a whole.
    pub fn on_release(verb: Verb, release: &Release) -> Self {
        Self {
            release: release.number,
            ..Self::plain(verb)
        }
    }

    /// A press about a step.
    pub fn on_step(verb: Verb, release: &Release, step: usize) -> Self {
        let round = release.steps.get(step).map_or(0, |s| s.round);
        Self {
            step,
            round,
            ..Self::on_release(verb, release)
        }
    }

    /// A press about an ask.
    pub fn on_ask(verb: Verb, release: &Release, step: usize, ask: usize) -> Self {
        Self {
            ask,
            ..Self::on_step(verb, release, step)
        }
    }

    /// The same press with another verb.
    #[must_use]
    pub fn with_verb(self, verb: Verb) -> Self {
        Self { verb, ..self }
    }

    /// The same press about an item, or with a number.
    #[must_use]
    pub fn with_item(self, item: usize) -> Self {
        Self {
            item: i64::try_from(item).unwrap_or(i64::MAX),
            ..self
        }
    }

    /// The same press with the mark of what its card shows.
    #[must_use]
    pub fn with_mark(self, mark: i64) -> Self {
        Self { item: mark, ..self }
    }

    /// The step it is about.
    pub fn find_step<'r>(&self, release: &'r Release) -> Option<(&'r Step, &'r StepState)> {
        release.find_step_at(self.step)
    }

    /// The ask it is about.
    pub fn find_ask<'r>(&self, release: &'r Release) -> Option<&'r Ask> {
        self.find_step(release)?.0.asks.get(self.ask)
    }

    /// The item it is about.
    pub fn find_item<'r>(&self, release: &'r Release) -> Option<&'r Item> {
        let list = release.find_checklist(self.find_ask(release)?)?;
        list.items()
            .nth(usize::try_from(self.item).ok()?)
            .map(|(_, item)| item)
    }

    /// The same press with a day.
    #[must_use]
    pub fn with_day(self, day: NaiveDate) -> Self {
        Self {
            extra: day.num_days_from_ce().into(),
            ..self
        }
    }

    /// The day of a go that is said again: the one on the button, or the one that this person had named.
    pub fn find_day(&self, release: &Release, person: &PersonId) -> Option<NaiveDate> {
        let on_button = i32::try_from(self.extra).ok().filter(|days| *days > 0);
        if let Some(day) = on_button.and_then(NaiveDate::from_num_days_from_ce_opt) {
            return Some(day);
        }
        match self.find_step(release)?.1.answers.get(self.ask)? {
            Answer::SignOff(voices) => {
                let mut own = voices.iter().rev().filter(|v| v.stamp.by == *person);
                own.find_map(Voice::day)
            }
            _ => None,
        }
    }

    /// The step, as a command names it.
    pub fn at_step(&self, release: &Release) -> Option<At<StepName>> {
        Some(At {
            round: self.round,
            what: self.find_step(release)?.0.name.clone(),
        })
    }

    /// The ask, as a command names it.
    pub fn at_ask(&self, release: &Release) -> Option<At<Place>> {
        let step = self.find_step(release)?.0.name.clone();
        let ask = self.find_ask(release)?.name.clone();
        Some(At {
            round: self.round,
            what: Place { step, ask },
        })
    }

    /// What evidence is about, as a command names it: an item, or the ask as a whole.
    pub fn about(&self, release: &Release) -> Option<At<About>> {
        let At { round, what: place } = self.at_ask(release)?;
        let item = match self.item {
            ..0 => None,
            _ => Some(self.find_item(release)?.name.clone()),
        };
        Some(At {
            round,
            what: About { place, item },
        })
    }

    /// The ticket it is about, with what is to be said of it.
    pub fn on_ticket(&self, release: &Release, said: &str) -> Option<TicketCommand> {
        let attached = release.tickets.at(usize::try_from(self.item).ok()?)?;
        let status = |n: usize| Some(release.workflow()?.statuses.get(n)?.name.clone());
        let act = match self.verb {
            Verb::TicketMove => TicketAct::Move {
                to: status(usize::try_from(self.extra).ok()?)?,
                comment: None,
                seen: status(self.step),
            },
            _ => TicketAct::Comment(said.to_owned()),
        };
        let ticket = attached.name.clone();
        Some(TicketCommand { ticket, act })
    }

    /// The item, as a command names it.
    pub fn at_item(&self, release: &Release) -> Option<At<ItemPlace>> {
        let At {
            round,
            what: Place { step, ask },
        } = self.at_ask(release)?;
        let item = self.find_item(release)?.name.clone();
        Some(At {
            round,
            what: ItemPlace { step, ask, item },
        })
    }
}

/// A number that stands for a cadence as long as neither it nor its service is called otherwise.
fn mark_of(service: &ServiceName, cadence: &CadenceName) -> i64 {
    mark_of_text(&format!("{service}/{cadence}")).into()
}

/// A number that stands for a text (FNV-1a, 32 bits).
pub fn mark_of_text(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5_u32, |mark, byte| {
        (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_custom_id_reads_back(v in 0..VERBS.len(), release: i64, step in 0..200usize, round: u32, item: i64) {
            let press = Press { verb: VERBS[v].0, release, step, round, ask: 3, item, extra: -item.saturating_abs() };
            let text = press.to_string();
            prop_assert!(text.len() <= 100, "Discord takes 100 characters: {text}");
            prop_assert_eq!(text.parse::<Press>(), Ok(press));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,120}") {
            let _ = text.parse::<Press>();
        }
    }

    #[test]
    fn every_verb_has_a_word_of_its_own() {
        for (n, (verb, word)) in VERBS.iter().enumerate() {
            assert!(
                VERBS[n + 1..].iter().all(|(v, w)| v != verb && w != word),
                "{word}"
            );
        }
    }
}
