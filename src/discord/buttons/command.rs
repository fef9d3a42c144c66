//! The command about a release that a press or a form stands for.

use crate::discord::Desk;
use crate::discord::buttons::Pressed;
use crate::domain::card::pages;
use crate::domain::command::Command;
use crate::domain::evidence::Evidence;
use crate::domain::release::Release;
use crate::wording::answers::unknown_button;
use crate::wording::press::{Press, Verb};

impl Desk {
    /// The command that a press or a form stands for.
    pub(super) fn command(&self, pressed: &Pressed, release: &Release) -> Result<Command, String> {
        let press = &pressed.press;
        let text = || pressed.given.text.clone();
        let ask = || press.at_ask(release).ok_or_else(unknown_button);
        let item = || press.at_item(release).ok_or_else(unknown_button);
        let step = || press.at_step(release).ok_or_else(unknown_button);
        Ok(match press.verb {
            Verb::Confirm => Command::Confirm(ask()?),
            Verb::Give => Command::Give(ask()?, text()),
            Verb::Pass => Command::PassItem(item()?),
            Verb::PassRest => Command::PassItems(ask()?, items_of_page(press, release)),
            Verb::Fail => Command::FailItem(item()?, text()),
            Verb::Waive => Command::WaiveItem(item()?, text()),
            Verb::Reopen => Command::ReopenItem(item()?),
            Verb::Go => Command::SayGo(ask()?, day(&pressed.given.text)?, mark(press)),
            Verb::StillGo => {
                let day = press.find_day(release, &pressed.order.actor.id);
                Command::SayGo(ask()?, day, mark(press))
            }
            Verb::CallRoles => Command::CallRoles(step()?),
            Verb::AddEvidence => {
                let about = press.about(release).ok_or_else(unknown_button)?;
                Command::AddEvidence(about, Evidence::read(&text()))
            }
            Verb::TakeEvidenceBack => {
                let number = u32::try_from(press.item).map_err(|_| unknown_button())?;
                Command::TakeEvidenceBack(number)
            }
            Verb::NoGo => Command::SayNoGo(ask()?, text()),
            Verb::Revoke => Command::RevokeSignOff(ask()?),
            Verb::Publish => Command::PublishOutage(ask()?, press.window().ok_or_else(unknown_button)?),
            Verb::Extend => Command::ExtendOutage(press.item),
            Verb::ReopenStep => Command::ReopenStep(step()?),
            Verb::SendBack => Command::SendBack(step()?, text()),
            Verb::RollBack => Command::RollBack(step()?, text()),
            Verb::Override => Command::Override(step()?, text()),
            Verb::Hold => Command::Hold(text()),
            Verb::Resume => Command::Resume,
            Verb::Abort => Command::Abort(text()),
            Verb::RequestApproval => Command::RequestApproval(ask()?),
            Verb::WriteSection
            | Verb::WaiveSectionWhich
            | Verb::WaiveSection
            | Verb::ReadSectionWhich
            | Verb::ReadSection
            | Verb::TurnSection
            | Verb::TakeDraft
            | Verb::ApplyUpload
            | Verb::WithdrawUpload => return Err(unknown_button()),
            Verb::TurnOff => Command::TurnOff(state_of(press, release).ok_or_else(unknown_button)?),
            Verb::ShutDown => Command::ShutDown,
            Verb::Choose => Command::Give(ask()?, option(press, release).ok_or_else(unknown_button)?),
            Verb::WaiveStep => Command::WaiveStep(step()?, text()),
            Verb::Block => Command::RaiseBlocker(text()),
            Verb::Unblock => {
                let number = press.item.try_into().map_err(|_| unknown_button())?;
                Command::ClearBlocker(number, text())
            }
            Verb::Bug => Command::NoteBug(text()),
            Verb::TicketMove | Verb::TicketComment => {
                Command::Ticket(press.on_ticket(release, &text()).ok_or_else(unknown_button)?)
            }
            Verb::Window
            | Verb::WindowAnyway
            | Verb::Outage(_)
            | Verb::WhatChanged
            | Verb::EvidenceWhich
            | Verb::ShowEvidence
            | Verb::Dismiss
            | Verb::Owe
            | Verb::More
            | Verb::FailWhich
            | Verb::WaiveWhich
            | Verb::TicketCommentWhich
            | Verb::StartService
            | Verb::StartProcess
            | Verb::StartVersion
            | Verb::Rotation(_)
            | Verb::ShowEnvironment
            | Verb::Commands
            | Verb::StartPurpose
            | Verb::StartInstance
            | Verb::StartSlot
            | Verb::SkipSlot
            | Verb::MoveSlot
            | Verb::KeepHoliday
            | Verb::EarlierHoliday
            | Verb::LaterHoliday
            | Verb::SkipHoliday
            | Verb::Plan
            | Verb::PlanFeed
            | Verb::Day(_) => return Err(unknown_button()),
        })
    }
}

/// The answer that a button of a choice stands for.
fn option(press: &Press, release: &Release) -> Option<String> {
    let options = press.find_ask(release)?.kind.options();
    options.get(usize::try_from(press.item).ok()?).cloned()
}

fn items_of_page(press: &Press, release: &Release) -> Vec<crate::domain::name::ItemName> {
    let list = press.find_ask(release).and_then(|a| release.find_checklist(a));
    let Some(list) = list else { return Vec::new() };
    let first = usize::try_from(press.item).unwrap_or(usize::MAX);
    let page = pages(list).into_iter().find(|p| p.first == first);
    let items = list.items().map(|(_, item)| item.name.clone()).skip(first);
    items.take(page.map_or(0, |p| p.len)).collect()
}

/// What the card showed; nothing on cards that did not say.
fn mark(press: &Press) -> Option<i64> {
    (press.item != 0).then_some(press.item)
}

/// The state that a press on its alarm is about.
fn state_of(press: &Press, release: &Release) -> Option<crate::domain::name::StateName> {
    let mut states = release.process.service.states.keys();
    states.find(|name| name.mark() == press.item).cloned()
}

/// The day of a go: none was asked when nothing was typed.
fn day(text: &str) -> Result<Option<chrono::NaiveDate>, String> {
    match text.trim() {
        "" | "-" => Ok(None),
        day => day
            .parse()
            .map(Some)
            .map_err(|_| "Please write the day as 2026-12-01.".to_owned()),
    }
}
