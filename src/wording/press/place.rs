//! What of a release a press is about: its positions, looked up in the release as it is now, and as commands name them.

use chrono::NaiveDate;

use super::{Press, Verb};
use crate::domain::command::At;
use crate::domain::evidence::About;
use crate::domain::fact::{ItemPlace, Place};
use crate::domain::name::{PersonId, StepName};
use crate::domain::process::{Ask, Item, Step};
use crate::domain::release::{Answer, Release, StepState, Voice};
use crate::domain::ticket::{TicketAct, TicketCommand};

impl Press {
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
