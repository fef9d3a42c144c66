//! A playbook on a simulated clock: every reminder, gate, handover and notice that its people would see, without Discord.
//!
//! It is the running bot but for Discord: the same way through, store, decisions, agenda, scheduler and sentences. What
//! the courier would post is written down instead ([`Entry`]). A willing team of made-up people does what is owed as soon
//! as it may, in working hours; an absent one does nothing, and one sees what nagging looks like. Called by `cli` and
//! by the bench `calendar`; it decides nothing by itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tokio_util::sync::CancellationToken;

use crate::app::{AppError, Fault, Library, ShelvedProcess};
use crate::domain::calendar::Calendar;
use crate::domain::diary::HolidayAnswer;
use crate::domain::name::ProcessName;
use crate::domain::process::Service;
use crate::domain::wall_clock::instant;
use crate::playbook::{self, Playbook};
use crate::wording::plain::Names;

mod acts;
mod begin;
mod entry;
mod gates;
pub mod paper;
mod player;
pub mod span;
mod stage;
mod summary;
mod systems;
mod team;
mod turns;

pub use entry::{Entry, Kind};
pub use player::what_next;
pub use summary::{Served, Summary};
pub use systems::what_is_reported;

use gates::Gates;
use stage::{Because, Stage};
use team::Team;
use turns::Watch;

/// How long somebody takes for one thing.
const PACE: TimeDelta = TimeDelta::minutes(5);

/// More than this nobody does in one day: something goes round in circles.
const MOST_ACTS_A_DAY: usize = 500;

/// What is rehearsed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The playbook.
    pub playbook: Playbook,
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub until: NaiveDate,
    /// Where the team is, when not where the playbook says.
    pub zone: Option<Tz>,
    /// What the team is like.
    pub team: Temper,
    /// What is answered when somebody asks what becomes of a planned day on a holiday.
    pub on_holiday: HolidayAnswer,
    /// Processes around the planned releases that are rehearsed as well, once each.
    pub also: Vec<ProcessName>,
}

/// What a team is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Temper {
    /// It does what is owed as soon as it may.
    Willing,
    /// Nobody does anything.
    Absent,
}

/// What a rehearsal showed.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// The service, as people read it.
    pub title: String,
    /// The zone of the team.
    pub zone: Tz,
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub until: NaiveDate,
    /// What would have been read, in order.
    pub entries: Vec<Entry>,
    /// What it comes to.
    pub summary: Summary,
    /// When it was broken off, if it was.
    pub broken_off: Option<DateTime<Utc>>,
}

/// Plays it through; `progress` hears of the time as it passes, `stop` breaks it off.
///
/// # Errors
/// [`Fault`] when the store or the journal failed.
pub async fn rehearse(
    plan: &Plan,
    progress: impl Fn(DateTime<Utc>),
    stop: &CancellationToken,
) -> Result<Rehearsal, Fault> {
    let mut play = Play::begin(plan).await?;
    let mut broken_off = None;
    while play.stage.now() < play.end {
        if stop.is_cancelled() {
            broken_off = Some(play.stage.now());
            break;
        }
        progress(play.stage.now());
        play.go_on().await?;
    }
    let summary = play.sum_up(broken_off).await?;
    Ok(Rehearsal {
        title: play.service.title.clone(),
        zone: play.service.zone,
        from: plan.from,
        until: plan.until,
        entries: play.stage.entries,
        summary,
        broken_off,
    })
}

/// A rehearsal under way.
struct Play {
    stage: Stage,
    service: Service,
    shelf: Vec<ShelvedProcess>,
    team: Team,
    temper: Temper,
    on_holiday: HolidayAnswer,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    gates: Gates,
    turns: Vec<Watch>,
    /// The releases that are not over.
    open: Vec<i64>,
    started: usize,
    finished: usize,
    finished_by: BTreeSet<ProcessName>,
    /// Processes that nothing plans and that are still to be tried.
    unplanned: VecDeque<ProcessName>,
    /// The release of such a process that is under way.
    trying: Option<i64>,
    versions: BTreeSet<String>,
    /// Why something was not done when it was tried last, by what it was.
    hindered: BTreeMap<String, String>,
    merged: usize,
    merges_at: Option<DateTime<Utc>>,
    keys: usize,
    /// Today, and how much was done on it.
    acts_of_day: (NaiveDate, usize),
}

impl Play {
    /// One stretch of time: what is due, what the team then does, and the clock set to whatever comes next.
    async fn go_on(&mut self) -> Result<(), Fault> {
        let mut next = self.pass().await?;
        if self.temper == Temper::Willing {
            let state = self.stage.service(&self.service.name).await?;
            let calendar = state.calendar(&self.service);
            while self.is_at_work(&calendar) && self.act().await? {
                self.stage.listen(Because::SomebodyActed).await?;
                let then = self.stage.now() + PACE;
                if then >= self.end {
                    break;
                }
                self.move_clock(then);
                next = self.pass().await?;
            }
            let morning = team::comes_to_work(self.stage.now(), &self.service, &calendar);
            next = Some(next.map_or(morning, |next| next.min(morning)));
        }
        let now = self.stage.now();
        if !self.open.is_empty() {
            // Gates that wait for a day open as it begins, whether or not somebody is told.
            let tomorrow = player::today(now, &self.service).succ_opt();
            let midnight = tomorrow.map(|day| first_moment(day, self.service.zone));
            next = next.into_iter().chain(midnight).min();
        }
        let next = next.filter(|next| *next > now).unwrap_or(self.end);
        self.move_clock(next.min(self.end));
        Ok(())
    }

    /// What is due is seen to, and gates are looked at.
    async fn pass(&mut self) -> Result<Option<DateTime<Utc>>, Fault> {
        let next = self.stage.see_to_due().await?;
        let turn = self.look_at_turns().await?;
        self.look_at_releases().await?;
        Ok(next.into_iter().chain(turn).min())
    }

    fn is_at_work(&mut self, calendar: &Calendar) -> bool {
        let now = self.stage.now();
        let today = player::today(now, &self.service);
        if self.acts_of_day.0 != today {
            self.acts_of_day = (today, 0);
        }
        team::is_at_work(now, &self.service, calendar) && self.acts_of_day.1 < MOST_ACTS_A_DAY
    }

    fn move_clock(&self, to: DateTime<Utc>) {
        self.stage
            .clock
            .set(to)
            .expect("the clock of a rehearsal is moved by hand");
    }

    fn key(&mut self) -> String {
        self.keys += 1;
        format!("rehearsal-{}", self.keys)
    }
}

/// A refusal in words; what broke is passed on.
fn refused(error: AppError) -> Result<String, Fault> {
    match error {
        AppError::Refused {
            refusal,
            process,
            situation,
        } => {
            let words = crate::wording::refusals::refusal(&refusal, &process, situation.as_deref());
            Ok(crate::wording::plain::without_looks(&words))
        }
        AppError::NoRelease(number) => Ok(format!("There is no release #{number}.")),
        AppError::Fault(fault) => Err(fault),
    }
}

fn shelf_of(playbook: &Playbook, zone: Tz) -> Vec<ShelvedProcess> {
    let processes = playbook.processes.iter().cloned().map(|mut process| {
        process.service.zone = zone;
        process
    });
    let shelved = processes.map(|process| ShelvedProcess {
        digest: playbook::digest(&process),
        process: std::sync::Arc::new(process),
    });
    shelved.collect()
}

fn first_moment(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    instant(zone, day.and_time(NaiveTime::MIN))
}

fn names_of(team: &Team, zone: Tz) -> Names {
    Names {
        zone,
        people: team.names().clone(),
        roles: team
            .roles()
            .iter()
            .map(|(role, id)| (*id, role.to_string()))
            .collect(),
    }
}

async fn set_stage(plan: &Plan, zone: Tz, team: &Team, at: DateTime<Utc>) -> Result<Stage, Fault> {
    let library = Library::new(shelf_of(&plan.playbook, zone));
    Stage::new(library, at, names_of(team, zone), team.roles().clone()).await
}
