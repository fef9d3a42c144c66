//! What anybody may press by a whim: every command, with something that is there or that is not.

use super::*;
use crate::domain::command::SectionEdit;
use crate::domain::name::{ItemName, StateName};
use crate::domain::outage::Change;
use crate::domain::process::{Ask, Step};
use crate::domain::record::{Content, ExpectedOutage};
use crate::domain::report::{Event, Report};

/// Who presses what, by numbers that always mean something.
#[derive(Clone, Debug)]
pub(crate) struct Whim {
    pub(crate) who: usize,
    pub(super) verb: usize,
    /// The step; nothing for the first that is open.
    pub(super) step: Option<usize>,
    pub(super) pick: usize,
    pub(super) stale: bool,
    pub(super) text: usize,
}

/// The verbs that every service has.
pub(super) const VERBS: usize = 25;
/// With those that only some have.
pub(super) const EVERY_VERB: usize = 36;
const TAKE_STEP_BACK: usize = 14;

impl Desk {
    /// Who presses what: a system, where it is a report.
    pub(super) fn presses(&mut self, whim: &Whim) -> (Actor, Command) {
        let who = person(&self.cast[whim.who % self.cast.len()]);
        match self.command(whim) {
            Command::TakeReport(report) => (Actor::system(&report.source), Command::TakeReport(report)),
            command => (who, command),
        }
    }

    fn command(&self, whim: &Whim) -> Command {
        let release = self.release();
        let open = release.current().next().map(|(n, _, _)| n);
        let mut position = whim.step.or(open).unwrap_or(whim.pick) % release.steps.len();
        if whim.verb == TAKE_STEP_BACK {
            position = position.saturating_sub(1);
        }
        let step = &release.process.steps[position];
        let ask = &step.asks[whim.pick % step.asks.len()];
        let round = release.steps[position].round - u32::from(whim.stale);
        let text = [
            "why not",
            "",
            " \n",
            "22.04.2-r1",
            "https://x.example",
            "2026-11-24",
            "ä",
            "*",
        ][whim.text];
        self.put_together(whim, step, ask, round, text.to_owned())
    }

    fn put_together(&self, whim: &Whim, step: &Step, ask: &Ask, round: u32, text: String) -> Command {
        let step_name = step.name.clone();
        let at_step = At {
            round,
            what: step_name.clone(),
        };
        let at = At {
            round,
            what: Place {
                step: step_name.clone(),
                ask: ask.name.clone(),
            },
        };
        let items: Vec<ItemName> = self
            .release()
            .find_checklist(ask)
            .map_or(vec!["none".into()], |l| {
                l.items().map(|(_, i)| i.name.clone()).collect()
            });
        let at_item = At {
            round,
            what: ItemPlace {
                step: step_name,
                ask: ask.name.clone(),
                item: items[whim.pick % items.len()].clone(),
            },
        };
        let minutes = i64::try_from(whim.pick).unwrap_or(0);
        let window = self.window(minutes - 5, 3 * minutes);
        let proposed = self.release().outage.as_ref().and_then(|o| o.proposed);
        let day = (whim.text > 0).then(|| self.now.date_naive());
        match whim.verb {
            0 => Command::Confirm(at),
            1 => Command::Give(at, text),
            2 => Command::PassItem(at_item),
            3 | 4 => Command::FailItem(at_item, text),
            5 => Command::WaiveItem(at_item, text),
            6 => Command::ReopenItem(at_item),
            7 => Command::PassItems(at, items),
            8 => Command::SayGo(at, day, None),
            9 => Command::SayNoGo(at, text),
            10 => Command::RevokeSignOff(at),
            11 => Command::ProposeWindow(at, window.into()),
            12 => Command::PublishOutage(at, proposed.unwrap_or(window)),
            13 => self.with_the_outage(whim, minutes, text),
            TAKE_STEP_BACK => Command::ReopenStep(at_step),
            15 => Command::SendBack(at_step, text),
            16 if whim.pick.is_multiple_of(2) => Command::RollBack(at_step, text),
            17 => Command::Override(at_step, text),
            18 if whim.pick.is_multiple_of(4) => Command::Hold(text),
            19 if whim.pick.is_multiple_of(12) => Command::Abort(text),
            24 => Command::CallRoles(at_step),
            VERBS.. => self.rare(whim, at, text),
            20 => Command::WaiveStep(at_step, text),
            21 if whim.pick.is_multiple_of(4) => Command::RaiseBlocker(text),
            22 => Command::ClearBlocker(1 + u32::try_from(whim.text % 3).unwrap_or(0), text),
            23 => {
                let options = ask.kind.options();
                let chosen = options.get(whim.pick % options.len().max(1));
                Command::Give(at, chosen.cloned().unwrap_or(text))
            }
            _ => Command::Resume,
        }
    }
    /// Something about the announced outage.
    fn with_the_outage(&self, whim: &Whim, minutes: i64, text: String) -> Command {
        let known = self.service.outages.get(&self.number);
        let window = known.and_then(|o| o.window).unwrap_or_else(|| self.window(1, 1));
        let seen = known.map_or(0, |o| o.revision);
        match whim.text % 6 {
            0 => Command::ChangeOutage(Change {
                window: Window {
                    end: window.end + TimeDelta::minutes(minutes - 5),
                    ..window
                },
                seen,
                reason: whim.pick.is_multiple_of(2).then_some(text),
            }),
            1 => Command::StartOutage { seen },
            2 if whim.pick.is_multiple_of(3) => Command::EndOutage { seen },
            3 if whim.pick.is_multiple_of(3) => Command::CallOutageOff { seen, reason: None },
            _ => Command::ExtendOutage(minutes - 5),
        }
    }

    /// What only some services have.
    fn rare(&self, whim: &Whim, at: At<Place>, text: String) -> Command {
        let release = self.release();
        let process = &release.process;
        match whim.verb - VERBS {
            0 | 1 => Command::MoveTo(self.some_status(whim, text)),
            2..=5 => Command::Ticket(self.some_ticket_command(whim, text)),
            6 => Command::TurnOff(self.some_state(whim)),
            7 => Command::ShutDown,
            8 => match process.record.get(whim.pick % process.record.len().max(1)) {
                Some(rule) => Command::WriteSection(SectionEdit {
                    section: rule.name.clone(),
                    content: Content::Written {
                        text,
                        outage: rule.outage.then_some(ExpectedOutage::No),
                    },
                    seen: None,
                }),
                None => Command::RequestApproval(at),
            },
            9 => match self.some_report(whim) {
                Some(report) => Command::TakeReport(Box::new(report)),
                None => Command::RequestApproval(at),
            },
            _ => Command::NoteBug(text),
        }
    }

    fn some_status(&self, whim: &Whim, text: String) -> String {
        let steps = &self.release().process.steps;
        let known = steps.iter().filter_map(|s| s.status.as_ref());
        let known: Vec<_> = known.collect();
        let status = known.get(whim.pick % (known.len() + 1));
        status.map_or(text, |status| status.title.clone())
    }

    fn some_state(&self, whim: &Whim) -> StateName {
        let states = &self.release().process.service.states;
        let state = states.keys().nth(whim.pick % states.len().max(1));
        state.cloned().unwrap_or_else(|| "none".into())
    }

    fn some_report(&self, whim: &Whim) -> Option<Report> {
        let steps = self.release().process.steps.iter();
        let rules: Vec<_> = steps
            .flat_map(|s| &s.asks)
            .filter_map(|a| a.kind.report())
            .collect();
        let mut report = self.right_report(rules.get(whim.pick % rules.len().max(1))?);
        if whim.stale
            && let Event::TestsPassed { suite, build } = report.event
        {
            let why = "two of them failed".to_owned();
            report.event = Event::TestsFailed { suite, build, why };
        }
        Some(report)
    }

    fn some_ticket_command(&self, whim: &Whim, text: String) -> TicketCommand {
        let tickets = &self.service.tickets;
        let known = tickets.keys().nth(whim.pick % tickets.len().max(1)).cloned();
        let new = format!("ESD-{}", tickets.len() + 1);
        let statuses = self.release().workflow().map_or(&[][..], |w| &w.statuses[..]);
        let to = statuses.get(whim.text % statuses.len().max(1));
        let act = match (&known, whim.pick % 6) {
            (None, _) | (_, 0) => TicketAct::Raise {
                title: "Totals are wrong".to_owned(),
                link: None,
                against: None,
            },
            (_, 1) => TicketAct::Attach,
            (_, 2) if whim.stale => TicketAct::Detach(text),
            (_, 2) => TicketAct::Comment(text),
            _ => TicketAct::Move {
                to: to.map_or_else(|| "none".into(), |status| status.name.clone()),
                comment: (whim.text > 2).then_some(text),
                seen: None,
            },
        };
        let ticket = match &act {
            TicketAct::Raise { .. } => new.as_str().into(),
            _ => known.unwrap_or_else(|| new.as_str().into()),
        };
        TicketCommand { ticket, act }
    }
}
