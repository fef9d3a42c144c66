//! Made-up people for every role of a playbook, when they work, and who has which role today. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::player::today;
use crate::domain::calendar::Calendar;
use crate::domain::name::{PersonId, RoleName};
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service, SignOffRule};
use crate::domain::rotation::Rotation;
use crate::domain::service::ServiceState;
use crate::domain::wall_clock::instant;
use crate::playbook::Playbook;

/// When they come to work, and when they leave.
const BEGINS: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock exists");
const ENDS: NaiveTime = NaiveTime::from_hms_opt(17, 0, 0).expect("five o'clock exists");

const NAMES: [&str; 40] = [
    "Ana", "Ben", "Cho", "Dia", "Eli", "Fay", "Gus", "Hana", "Ivo", "Jo", "Kai", "Lea", "Max", "Noa", "Oli",
    "Pia", "Quin", "Rae", "Sam", "Tui", "Uma", "Vic", "Wen", "Xia", "Yan", "Zoe", "Aro", "Bea", "Cas", "Dov",
    "Ena", "Finn", "Gil", "Hei", "Isa", "Jan", "Kim", "Lou", "Mei", "Nik",
];

/// The made-up people of a team.
#[derive(Clone, Debug)]
pub(super) struct Team {
    people: Vec<Actor>,
    names: BTreeMap<PersonId, String>,
    roles: BTreeMap<RoleName, u64>,
}

impl Team {
    /// People for every role that the playbook names; whoever serves in turn comes from the pool.
    pub(super) fn of(playbook: &Playbook) -> Self {
        let roles = roles_of(playbook);
        let served: BTreeSet<&RoleName> = served(&playbook.service).collect();
        let mut team = Self {
            people: vec![],
            names: BTreeMap::new(),
            roles: (1..).zip(&roles).map(|(n, role)| (role.clone(), n)).collect(),
        };
        for role in roles.iter().filter(|role| !served.contains(role)) {
            for _ in 0..people_needed(&playbook.processes, role) {
                team.hire(role);
            }
        }
        team
    }

    fn hire(&mut self, role: &RoleName) {
        let n = self.people.len();
        let id = PersonId::from((1001 + n).to_string());
        let name = NAMES
            .get(n)
            .map_or_else(|| format!("Person {}", n + 1), |name| (*name).to_owned());
        self.names.insert(id.clone(), name);
        self.people.push(Actor {
            id,
            roles: [role.clone()].into(),
        });
    }

    /// Their names.
    pub(super) fn names(&self) -> &BTreeMap<PersonId, String> {
        &self.names
    }

    /// What people read for somebody.
    pub(super) fn name_of(&self, id: &PersonId) -> String {
        self.names.get(id).map_or_else(|| id.to_string(), Clone::clone)
    }

    /// The roles, each with the number by which it is called.
    pub(super) fn roles(&self) -> &BTreeMap<RoleName, u64> {
        &self.roles
    }

    /// The people of a rotation's pool, in order.
    pub(super) fn pool(&self, rotation: &Rotation) -> Vec<PersonId> {
        let of_pool = self.people.iter().filter(|person| person.has_any(&rotation.pool));
        of_pool.map(|person| person.id.clone()).collect()
    }

    /// Somebody who has all roles there are, for what is set up before a rehearsal begins.
    pub(super) fn founder(&self) -> Actor {
        Actor {
            id: self
                .people
                .first()
                .map_or_else(|| PersonId::from("1001"), |first| first.id.clone()),
            roles: self.roles.keys().cloned().collect(),
        }
    }

    /// Everybody with the roles that they have today: whoever serves in a rotation has its role, and where nobody
    /// serves, everybody of its pool.
    pub(super) fn people_on(&self, service: &Service, state: &ServiceState, day: NaiveDate) -> Vec<Actor> {
        let mut people = self.people.clone();
        for rotation in &service.rotations {
            let serves = state.on_duty_on(service, rotation, day).map(|duty| duty.person);
            for person in &mut people {
                let has_it = match &serves {
                    Some(serves) => person.id == *serves,
                    None => person.has_any(&rotation.pool),
                };
                if has_it {
                    person.roles.insert(rotation.role.clone());
                }
            }
        }
        people
    }
}

/// The roles that people have by turns alone.
fn served(service: &Service) -> impl Iterator<Item = &RoleName> {
    let rotations = service.rotations.iter();
    let drawn =
        rotations.filter(|rotation| !rotation.pool.is_empty() && !rotation.pool.contains(&rotation.role));
    drawn.map(|rotation| &rotation.role)
}

fn roles_of(playbook: &Playbook) -> Vec<RoleName> {
    let mut roles = playbook.roles.clone();
    let rotations = playbook.service.rotations.iter();
    let of_rotations = rotations.flat_map(|r| r.pool.iter().chain(&r.leads).chain([&r.role]));
    roles.extend(of_rotations.cloned());
    roles.extend(
        playbook
            .service
            .cadences
            .iter()
            .map(|cadence| cadence.role.clone()),
    );
    roles.extend(playbook.processes.iter().flat_map(Process::roles));
    let mut seen = BTreeSet::new();
    roles.retain(|role| seen.insert(role.clone()));
    roles
}

/// Two of each; where more must say go, as many as that and one for the author, who may not.
fn people_needed(processes: &[Process], role: &RoleName) -> usize {
    let steps = processes.iter().flat_map(|process| &process.steps);
    let rules = steps
        .flat_map(|step| &step.asks)
        .filter_map(|ask| ask.kind.sign_off());
    let sets = rules
        .flat_map(|rule: &SignOffRule| &rule.sets)
        .filter(|set| set.roles.contains(role));
    let needed = sets.map(|set| (set.quorum + 1).div_ceil(set.roles.len()));
    needed.max().unwrap_or_default().max(2)
}

/// Whether they are at work.
pub(super) fn is_at_work(now: DateTime<Utc>, service: &Service, calendar: &Calendar) -> bool {
    let time = now.with_timezone(&service.zone).time();
    calendar.is_working_day(today(now, service)) && (BEGINS..ENDS).contains(&time)
}

/// When they next come to work after that moment; a day later at the latest, when somebody looks again.
pub(super) fn comes_to_work(now: DateTime<Utc>, service: &Service, calendar: &Calendar) -> DateTime<Utc> {
    let days = today(now, service).iter_days().take(400);
    let mut mornings = days
        .filter(|day| calendar.is_working_day(*day))
        .map(|day| instant(service.zone, day.and_time(BEGINS)));
    mornings.find(|at| *at > now).unwrap_or(now + TimeDelta::days(1))
}
