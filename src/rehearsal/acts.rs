//! What a willing team does: one thing at a time, whoever may do it, the plan before everything else.

use chrono::TimeDelta;

use super::entry::Kind;
use super::player::{in_a_few_days, named_in, today};
use super::{Play, player, refused, systems, what_is_reported, what_next};
use crate::app::{AppError, Fault, ShelvedProcess};
use crate::domain::cadence::{Cadence, OnHoliday};
use crate::domain::command::{ServiceCommand, Wish};
use crate::domain::decide::matches_rule;
use crate::domain::diary::Slot;
use crate::domain::instance::InstancePlan;
use crate::domain::name::{EnvironmentName, ProcessName};
use crate::domain::person::Actor;
use crate::domain::process::{Effect, Gate, Process};
use crate::domain::service::ServiceState;
use crate::wording::text::person;

/// How often something is merged.
const MERGES_EVERY: TimeDelta = TimeDelta::days(2);

impl Play {
    /// Somebody does one thing; `false` when there is nothing that anybody may do.
    pub(super) async fn act(&mut self) -> Result<bool, Fault> {
        self.acts_of_day.1 += 1;
        let state = self.stage.service(&self.service.name).await?;
        let day = today(self.stage.now(), &self.service);
        let people = self.team.people_on(&self.service, &state, day);
        Ok(self.merge().await?
            || self.answer_holidays(&state, &people).await?
            || self.start_planned(&state, &people).await?
            || self.go_on_with_releases(&people).await?
            || self.start_unplanned(&state, &people).await?)
    }

    /// Every other day a change is merged, where the service has a repository.
    async fn merge(&mut self) -> Result<bool, Fault> {
        let now = self.stage.now();
        if self.merges_at.is_some_and(|at| now < at) {
            return Ok(false);
        }
        self.merges_at = Some(now + MERGES_EVERY);
        let Some(report) = systems::merge(now, &self.service, self.merged + 1) else {
            return Ok(false);
        };
        self.merged += 1;
        self.hear(&report).await
    }

    async fn hear(&mut self, report: &crate::domain::report::Report) -> Result<bool, Fault> {
        let (key, name) = (self.key(), self.service.name.clone());
        match self.stage.app.hear(&[key], &name, report).await {
            Ok(_) => Ok(true),
            Err(error) => refused(error).map(|_| false),
        }
    }

    /// Whoever releases is asked what becomes of a planned day on a holiday, and says it.
    async fn answer_holidays(&mut self, state: &ServiceState, people: &[Actor]) -> Result<bool, Fault> {
        for cadence in self.service.cadences.clone() {
            if cadence.on_holiday != OnHoliday::Ask {
                continue;
            }
            let diary = state.diary(&cadence);
            let asked = diary.slots.iter().filter(|(date, slot)| {
                slot.asked.is_some() && !slot.is_answered() && !diary.is_settled(&cadence, **date)
            });
            let asked: Vec<_> = asked.map(|(date, _)| slot_of(&cadence, *date)).collect();
            for slot in asked {
                let command = ServiceCommand::AnswerHoliday(slot.clone(), self.on_holiday);
                let what = format!("the question about {}", slot.date);
                if self.ask_service(&what, people, &command).await? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Somebody asks something of the service; the first who may.
    async fn ask_service(
        &mut self,
        what: &str,
        people: &[Actor],
        command: &ServiceCommand,
    ) -> Result<bool, Fault> {
        let name = self.service.name.clone();
        for person in people {
            let key = self.key();
            match self
                .stage
                .app
                .handle_for_service(&key, person, &name, command)
                .await
            {
                Ok(()) => {
                    self.hindered.remove(what);
                    return Ok(true);
                }
                Err(error) => self.note_hindrance(what, error)?,
            }
        }
        Ok(false)
    }

    /// That somebody lacks a role says less than what is in the way of those who have it.
    fn note_hindrance(&mut self, what: &str, error: AppError) -> Result<(), Fault> {
        use crate::domain::refusal::Refusal;
        let is_role = matches!(&error, AppError::Refused { refusal, .. } if matches!(**refusal, Refusal::RoleMissing { .. }));
        let words = refused(error)?;
        if !is_role || !self.hindered.contains_key(what) {
            self.hindered.insert(what.to_owned(), words);
        }
        Ok(())
    }

    /// On a planned day its release is started.
    async fn start_planned(&mut self, state: &ServiceState, people: &[Actor]) -> Result<bool, Fault> {
        for cadence in self.service.cadences.clone() {
            let Some(date) = state.diary(&cadence).open_proposal(&cadence) else {
                continue;
            };
            let Some(shelved) = self.find_shelved(&cadence.process) else {
                continue;
            };
            let what = format!("{} of {date}", cadence.title);
            let wish = Wish {
                slot: Some(slot_of(&cadence, date)),
                instance: None,
            };
            if self.start(&what, state, people, &shelved, wish).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What nothing plans is tried once, one after the other.
    async fn start_unplanned(&mut self, state: &ServiceState, people: &[Actor]) -> Result<bool, Fault> {
        if self.trying.is_some_and(|number| self.open.contains(&number)) {
            return Ok(false);
        }
        for _ in 0..self.unplanned.len() {
            let Some(name) = self.unplanned.pop_front() else {
                break;
            };
            let Some(shelved) = self.find_shelved(&name) else {
                continue;
            };
            let what = shelved.process.title.clone();
            let started = self
                .start(&what, state, people, &shelved, Wish::default())
                .await?;
            if let Some(number) = started {
                self.trying = Some(number);
                return Ok(true);
            }
            self.unplanned.push_back(name);
        }
        Ok(false)
    }

    fn find_shelved(&self, name: &ProcessName) -> Option<ShelvedProcess> {
        self.shelf
            .iter()
            .find(|shelved| shelved.process.name == *name)
            .cloned()
    }

    /// The first who may start the release does; gives its number.
    async fn start(
        &mut self,
        what: &str,
        state: &ServiceState,
        people: &[Actor],
        shelved: &ShelvedProcess,
        wish: Wish,
    ) -> Result<Option<i64>, Fault> {
        let process = &shelved.process;
        let day = today(self.stage.now(), &self.service);
        let Some(version) = self.version_for(process, state, day) else {
            let why = "no version of it is where it has to have run before.";
            self.hindered.insert(what.to_owned(), why.to_owned());
            return Ok(None);
        };
        let reason = process
            .track
            .as_ref()
            .map(|_| "it cannot wait for the planned day");
        for somebody in people {
            let wish = Wish {
                instance: process.instance.as_ref().map(|rule| InstancePlan {
                    purpose: rule.purposes.first().cloned().unwrap_or_default(),
                    owner: somebody.id.clone(),
                    ends_on: in_a_few_days(day),
                }),
                ..wish.clone()
            };
            let key = self.key();
            let started = self
                .stage
                .app
                .start_with(&key, somebody, shelved, &version, reason, &wish)
                .await;
            match started {
                Ok(outcome) => {
                    let release = &outcome.situation.release;
                    self.hindered.remove(what);
                    self.versions.insert(version);
                    self.open.push(release.number);
                    self.started += 1;
                    let name = crate::wording::release_card::name(release);
                    let text = format!(
                        "**{name}** ({}) is started by {}.",
                        process.title,
                        person(&somebody.id)
                    );
                    let text = self.stage.names.put_into(&text, self.stage.now());
                    self.stage.write(Kind::Release, None, text);
                    return Ok(Some(release.number));
                }
                Err(error) => self.note_hindrance(what, error)?,
            }
        }
        Ok(None)
    }

    /// A version that fits: the one that the process asks to have run somewhere, or the example of its rule counted up.
    fn version_for(&self, process: &Process, state: &ServiceState, day: chrono::NaiveDate) -> Option<String> {
        let rule = process.version.as_ref();
        let fits = |version: &str| rule.is_none_or(|rule| matches_rule(rule, version));
        if let Some(environment) = has_to_have_run_on(process) {
            let running = state.versions.get(environment)?;
            return Some(running.version.to_string()).filter(|version| fits(version));
        }
        let named = rule.map(|rule| named_in(&rule.because)).unwrap_or_default();
        let common = ["1.0.0", "v1.0.0", "r1", "1", "2026.1", "one"].map(str::to_owned);
        let first = named.into_iter().chain(common).find(|version| fits(version))?;
        let of_month = with_month(&first, day);
        let counted = std::iter::successors(Some(first), |version| Some(count_up(version)));
        of_month
            .into_iter()
            .chain(counted.take(100_000))
            .find(|version| fits(version) && !self.versions.contains(version))
    }

    /// The next thing that a release asks for, of the systems first, then of whoever may.
    async fn go_on_with_releases(&mut self, people: &[Actor]) -> Result<bool, Fault> {
        let now = self.stage.now();
        for number in self.open.clone() {
            let Some(situation) = self.stage.app.glance(number).await? else {
                continue;
            };
            if let Some(report) = what_is_reported(now, &situation)
                && self.hear(&report).await?
            {
                return Ok(true);
            }
            let next = people
                .iter()
                .find_map(|person| Some((person, what_next(now, &situation, person)?)));
            if let Some((person, command)) = next {
                let key = self.key();
                match self.stage.app.handle(&key, person, number, &command).await {
                    Ok(_) => return Ok(true),
                    Err(error) => drop(refused(error)?),
                }
            }
        }
        Ok(false)
    }

    /// What a release asks for now although nobody may do it: its steps are open, and it goes no further.
    pub(super) fn is_stuck(
        &self,
        situation: &crate::domain::decide::Situation,
        people: &[Actor],
    ) -> Vec<String> {
        let now = self.stage.now();
        let can = people
            .iter()
            .any(|person| what_next(now, situation, person).is_some());
        if can || what_is_reported(now, situation).is_some() {
            return vec![];
        }
        let asks = player::open_asks(now, situation);
        asks.map(|(step, _, ask)| format!("{} ({}, {})", ask.title, step.title, step.owner))
            .collect()
    }
}

fn slot_of(cadence: &Cadence, date: chrono::NaiveDate) -> Slot {
    Slot {
        cadence: cadence.name.clone(),
        date,
    }
}

/// The environment on which a version must have run before the process can go on, when no step of it brings it there.
fn has_to_have_run_on(process: &Process) -> Option<&EnvironmentName> {
    for step in &process.steps {
        let gate = step.gates.iter().find_map(|gate| match gate {
            Gate::RanOn(environment) => Some(environment),
            _ => None,
        });
        if gate.is_some() {
            return gate;
        }
        if step
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::SetVersion { .. }))
        {
            return None;
        }
    }
    None
}

/// The version with this month in the place of another, when it names one.
fn with_month(version: &str, day: chrono::NaiveDate) -> Option<String> {
    let month = regex::Regex::new(r"\d{4}-\d{2}").expect("it is a pattern");
    let now = day.format("%Y-%m").to_string();
    month
        .is_match(version)
        .then(|| month.replace(version, now).into_owned())
}

/// The version after this one: its last number is one more; one without a number gets one.
fn count_up(version: &str) -> String {
    let end = version.rfind(|c: char| c.is_ascii_digit());
    let Some(end) = end.map(|end| end + 1) else {
        return format!("{version}-2");
    };
    let start = version[..end]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| {
            at + version[at..].chars().next().map_or(1, char::len_utf8)
        });
    let (number, width) = (
        version[start..end].parse::<u64>().unwrap_or_default(),
        end - start,
    );
    format!("{}{:0width$}{}", &version[..start], number + 1, &version[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_counted_up_by_their_last_number() {
        let next = [
            "v0.0.5",
            "22.04.9",
            "patching-2026-09",
            "feat/qr-codes",
            "r548",
            "demo2x",
        ]
        .map(count_up);
        assert_eq!(
            next,
            [
                "v0.0.6",
                "22.04.10",
                "patching-2026-10",
                "feat/qr-codes-2",
                "r549",
                "demo3x"
            ]
        );
        let day = "2027-01-12".parse().unwrap();
        assert_eq!(
            with_month("patching-2026-11", day).as_deref(),
            Some("patching-2027-01")
        );
    }
}
