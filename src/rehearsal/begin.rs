//! How a rehearsal begins: the pool is filled, and what was planned before its first day is over.

use chrono::TimeDelta;

use super::gates::Gates;
use super::stage::Because;
use super::team::Team;
use super::{Plan, Play, first_moment, player, refused, set_stage, shelf_of};
use crate::app::{AppError, Fault};
use crate::domain::command::ServiceCommand;
use crate::domain::diary::Slot;
use crate::domain::process::Process;
use crate::domain::rotation::RotationCommand;

impl Play {
    pub(super) async fn begin(plan: &Plan) -> Result<Self, Fault> {
        let mut service = plan.playbook.service.clone();
        service.zone = plan.zone.unwrap_or(service.zone);
        let zone = service.zone;
        let team = Team::of(&plan.playbook);
        let (start, end) = (first_moment(plan.from, zone), first_moment(plan.until, zone));
        // A little before, so that what lies behind is not part of it.
        let stage = set_stage(plan, zone, &team, start - TimeDelta::minutes(1)).await?;
        let shelf = shelf_of(&plan.playbook, zone);
        let is_unplanned = |process: &Process| {
            let planned = service.find_cadence_of(&process.name).is_some();
            let is_asked_for = process.track.is_none() || plan.also.contains(&process.name);
            !planned && is_asked_for && process.not_yet.is_none()
        };
        let unplanned = plan
            .playbook
            .processes
            .iter()
            .filter(|process| is_unplanned(process));
        let mut play = Self {
            unplanned: unplanned.map(|process| process.name.clone()).collect(),
            stage,
            team,
            temper: plan.team,
            on_holiday: plan.on_holiday,
            start,
            end,
            gates: Gates::default(),
            turns: vec![],
            open: vec![],
            started: 0,
            finished: 0,
            finished_by: Default::default(),
            trying: None,
            versions: Default::default(),
            hindered: Default::default(),
            merged: 0,
            merges_at: None,
            keys: 0,
            acts_of_day: (player::today(start, &service), 0),
            service,
            shelf,
        };
        play.fill_pools().await?;
        play.clear_the_past().await?;
        play.stage.entries.clear();
        play.stage.timers = 0;
        play.move_clock(start);
        Ok(play)
    }

    /// Everybody of a pool is put into it.
    async fn fill_pools(&mut self) -> Result<(), Fault> {
        let founder = self.team.founder();
        for rotation in self.service.rotations.clone() {
            for person in self.team.pool(&rotation) {
                let command = ServiceCommand::Rotation(rotation.name.clone(), RotationCommand::Add(person));
                self.founds(&founder, &command).await?;
            }
        }
        Ok(())
    }

    /// What a running bot would have proposed before the first day is skipped, so that nobody works it off.
    async fn clear_the_past(&mut self) -> Result<(), Fault> {
        self.stage.see_to_due().await?;
        let founder = self.team.founder();
        let state = self.stage.service(&self.service.name).await?;
        for cadence in self.service.cadences.clone() {
            if let Some(date) = state.diary(&cadence).open_proposal(&cadence) {
                let slot = Slot {
                    cadence: cadence.name.clone(),
                    date,
                };
                let command = ServiceCommand::SkipSlot(slot, "before the rehearsal".to_owned());
                self.founds(&founder, &command).await?;
            }
        }
        self.stage.listen(Because::SomebodyActed).await
    }

    /// Something is set up; a rule that speaks against it is no failure of the rehearsal.
    async fn founds(
        &mut self,
        founder: &crate::domain::person::Actor,
        command: &ServiceCommand,
    ) -> Result<(), Fault> {
        let (key, name) = (self.key(), self.service.name.clone());
        match self
            .stage
            .app
            .handle_for_service(&key, founder, &name, command)
            .await
        {
            Ok(()) => Ok(()),
            Err(error @ AppError::Fault(_)) => refused(error).map(drop),
            Err(_) => Ok(()),
        }
    }
}
