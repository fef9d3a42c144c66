//! The people who serve in turn: pool, turns, leave, swaps, take now, departures. S4.1 to S4.5

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::given::*;
use crate::domain::cadence::tests::day;
use crate::domain::command::ServiceCommand;
use crate::domain::diary::Slot;
use crate::domain::name::{PersonId, RoleName};
use crate::domain::person::Actor;
use crate::domain::process::Service;
use crate::domain::refusal::Refusal;
use crate::domain::rotation::{Rota, Rotation, RotationCommand, RotationRefusal, Turn};

mod covered;
mod fair;
mod properties;
mod swaps;

/// A month each, releases every other Tuesday.
pub(super) fn playbook(period: &str, more: &str) -> String {
    format!(
        r#"
[service]
name = "sync"
title = "Sync"
zone = "America/Los_Angeles"
environments = ["staging", "production"]
roles = ["Release manager", "Developer", "Engineering manager"]

[rotation.release-manager]
title = "Release manager"
role = "Release manager"
pool = ["Developer", "Engineering manager"]
leads = ["Engineering manager"]
period = "{period}"
anchor = "2026-11-01"
{more}

[cadence.planned]
title = "Regular release"
anchor = "2026-11-10"
every = "2 weeks"
at = "09:00"
process = "regular"
role = "Release manager"
environment = "staging"
rotation = "release-manager"

[[process]]
name = "regular"
title = "Regular release"
purpose = "What the calendar says."
[[process.step]]
name = "release"
title = "Release"
owner = "Release manager"
asks = ["Released"]
"#
    )
}

/// A team with a rotation, and the clock.
pub(super) struct Team {
    pub(super) desk: Desk,
}

pub(super) fn developer(name: &str) -> Actor {
    acting(name, "Developer")
}

fn acting(name: &str, role: &str) -> Actor {
    Actor {
        id: PersonId::from(name),
        roles: BTreeSet::from([RoleName::from(role)]),
    }
}

impl Team {
    /// These people, in that order, from 1 November 2026 on.
    pub(super) fn of(period: &str, people: &[&str]) -> Self {
        let mut desk = Desk::reading(&playbook(period, ""));
        desk.clock_shows("2026-11-01T20:00:00Z");
        let mut team = Self { desk };
        for person in people {
            team.lead(RotationCommand::Add(PersonId::from(*person))).unwrap();
        }
        team.settle();
        team
    }

    pub(super) fn service(&self) -> Service {
        self.desk.process("regular").service.clone()
    }

    pub(super) fn rotation(&self) -> Rotation {
        self.service().rotations[0].clone()
    }

    pub(super) fn rota(&self) -> &Rota {
        self.desk.service.rota(&"release-manager".into())
    }

    pub(super) fn asks(&mut self, who: &Actor, command: RotationCommand) -> Result<(), Refusal> {
        let command = ServiceCommand::Rotation("release-manager".into(), command);
        self.desk.asks_service(who, &command).map(drop)?;
        self.settle();
        Ok(())
    }

    pub(super) fn does(&mut self, who: &str, command: RotationCommand) -> Result<(), Refusal> {
        self.asks(&developer(who), command)
    }

    pub(super) fn lead(&mut self, command: RotationCommand) -> Result<(), Refusal> {
        self.asks(&acting("max", "Engineering manager"), command)
    }

    /// Everything that is due is seen to.
    pub(super) fn settle(&mut self) {
        for _ in 0..20 {
            let before = self.desk.service.clone();
            self.desk.clock_sees_to_the_service();
            if *before == *self.desk.service {
                return;
            }
        }
        panic!("something is due for ever");
    }

    /// Noon in California of that day.
    pub(super) fn it_is(&mut self, date: &str) {
        self.desk.clock_shows(&format!("{date}T20:00:00Z"));
        self.settle();
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.desk.now.with_timezone(&self.service().zone).date_naive()
    }

    pub(super) fn turn(&self, date: &str) -> Option<Turn> {
        self.desk
            .service
            .turn_on(&self.service(), &self.rotation(), day(date))
    }

    /// Who serves on a day.
    pub(super) fn serves(&self, date: &str) -> String {
        let serves = self.turn(date).and_then(|turn| turn.serves);
        serves.map_or("nobody".to_owned(), |who| who.to_string())
    }

    pub(super) fn duty(&self, date: &str) -> String {
        let service = self.service();
        let on_duty = self
            .desk
            .service
            .on_duty(&service, &service.cadences[0], day(date));
        on_duty.map_or("nobody".to_owned(), |on_duty| on_duty.person.to_string())
    }

    /// The next turns from a day on: "ana until 2026-11-30".
    pub(super) fn turns(&self, date: &str, most: usize) -> Vec<String> {
        let (service, rotation) = (self.service(), self.rotation());
        let turns = self.desk.service.turns_from(&service, &rotation, day(date), most);
        turns.iter().map(shown).collect()
    }
}

pub(super) fn shown(turn: &Turn) -> String {
    let serves = turn.serves.as_ref().map_or("nobody", PersonId::as_str);
    format!("{serves} until {}", turn.until)
}

pub(super) fn id(name: &str) -> PersonId {
    PersonId::from(name)
}

fn slot(date: &str) -> Slot {
    Slot {
        cadence: "planned".into(),
        date: day(date),
    }
}

fn refused(result: Result<(), Refusal>) -> RotationRefusal {
    match result {
        Err(Refusal::Rotation(no)) => no,
        other => panic!("not refused by the rotation: {other:?}"),
    }
}

/// S4.1, S4.2, S4.4: one release manager, another every month, for all releases of the month.
#[test]
fn the_turn_of_the_month_is_whose_it_is_for_every_release_in_it() {
    let team = Team::of("1 month", &["ana", "ben", "cleo"]);
    let months = [
        "ana until 2026-11-30",
        "ben until 2026-12-31",
        "cleo until 2027-01-31",
        "ana until 2027-02-28",
    ];
    assert_eq!(team.turns("2026-11-01", 4), months);
    let days = [
        "2026-11-10",
        "2026-11-24",
        "2026-12-08",
        "2026-12-22",
        "2027-01-05",
    ];
    assert_eq!(
        days.map(|date| team.duty(date)),
        ["ana", "ana", "ben", "ben", "cleo"]
    );
}

/// S4.3: developers and the engineering manager alike; nobody else joins by themselves.
#[test]
fn the_pool_takes_developers_and_the_engineering_manager() {
    let mut team = Team::of("1 month", &[]);
    let manager = acting("max", "Engineering manager");
    team.asks(&manager, RotationCommand::Add(id("max"))).unwrap();
    team.does("ana", RotationCommand::Add(id("ana"))).unwrap();
    let other = team.does("ana", RotationCommand::Add(id("ben")));
    assert!(matches!(other, Err(Refusal::RoleMissing { .. })), "{other:?}");
    let ops = team.asks(&acting("otto", "Ops"), RotationCommand::Add(id("otto")));
    assert!(matches!(ops, Err(Refusal::RoleMissing { .. })), "{ops:?}");
    assert_eq!(
        team.turns("2026-11-01", 2),
        ["max until 2026-11-30", "ana until 2026-12-31"]
    );
}

#[test]
fn a_month_that_is_too_short_ends_a_turn_that_began_on_the_31st() {
    let text = playbook("1 month", "").replace("2026-11-01", "2026-12-31");
    let mut desk = Desk::reading(&text);
    desk.clock_shows("2026-12-31T20:00:00Z");
    let mut team = Team { desk };
    team.lead(RotationCommand::Add(id("ana"))).unwrap();
    let ends = [
        "ana until 2027-01-30",
        "ana until 2027-02-27",
        "ana until 2027-03-30",
    ];
    assert_eq!(team.turns("2026-12-31", 3), ends);
}

#[test]
fn a_turn_that_began_stays_whose_it_is() {
    let mut team = Team::of("1 month", &["ana", "ben"]);
    team.it_is("2026-12-02");
    team.does("cleo", RotationCommand::Add(id("cleo"))).unwrap();
    team.lead(RotationCommand::Remove(id("ben"))).unwrap();
    team.does(
        "ana",
        RotationCommand::Away(id("ana"), day("2027-01-01"), day("2027-01-20"), None),
    )
    .unwrap();
    assert_eq!(team.serves("2026-12-24"), "ben", "it is his to the end");
    assert_eq!(team.serves("2026-11-24"), "ana", "what was is what it was");
    assert_eq!(team.serves("2027-01-05"), "cleo");
}

/// Row 53: the order goes on with releases that are held, not with the calendar.
#[test]
fn a_skipped_release_burns_no_turn_and_a_moved_one_stays_theirs() {
    let mut team = Team::of("release", &["ana", "ben", "cleo"]);
    let held = ["2026-11-10", "2026-11-24", "2026-12-08"];
    assert_eq!(held.map(|date| team.duty(date)), ["ana", "ben", "cleo"]);
    let manager = acting("rita", "Release manager");
    let skip = ServiceCommand::SkipSlot(slot("2026-11-10"), "conference".to_owned());
    team.desk.asks_service(&manager, &skip).unwrap();
    assert_eq!(
        team.duty("2026-11-24"),
        "ana",
        "her turn waits for the next release"
    );
    let moved = ServiceCommand::MoveSlot(slot("2026-11-24"), day("2026-11-30"), "holiday".to_owned());
    team.desk.asks_service(&manager, &moved).unwrap();
    team.it_is("2026-11-30");
    assert_eq!(team.duty("2026-11-24"), "ana", "she serves it on its new day");
    team.it_is("2026-12-01");
    assert_eq!(team.duty("2026-12-08"), "ben");
}

#[test]
fn the_people_of_the_playbook_are_there_before_anything_is_said_in_chat() {
    let people = r#"people = ["100000000000000001", "100000000000000002"]"#;
    let mut desk = Desk::reading(&playbook("2 weeks", people));
    desk.clock_shows("2026-10-20T20:00:00Z");
    let mut team = Team { desk };
    assert_eq!(team.serves("2026-11-10"), "100000000000000001");
    team.it_is("2026-11-20");
    assert_eq!(
        team.turns("2026-11-20", 2),
        [
            "100000000000000001 until 2026-11-28",
            "100000000000000002 until 2026-12-12",
        ]
    );
}

/// Where the bot hands no role on, whose turn it is acts in that role for this service.
#[test]
fn whose_turn_it_is_acts_in_the_role() {
    let mut team = Team::of("1 month", &["ana", "ben"]);
    let skip = || ServiceCommand::SkipSlot(slot("2026-11-24"), "nothing to do".to_owned());
    let no = team.desk.asks_service(&developer("ben"), &skip());
    assert!(matches!(no, Err(Refusal::RoleMissing { .. })), "{no:?}");
    team.desk.asks_service(&developer("ana"), &skip()).unwrap();
}

#[test]
fn a_note_is_written_by_whoever_serves() {
    let mut team = Team::of("1 month", &["ana", "ben"]);
    let write = || RotationCommand::WriteNote("staging is slow on Mondays".to_owned());
    let no = refused(team.does("ben", write()));
    assert_eq!(
        no,
        RotationRefusal::NotYourTurn(day("2026-11-01"), Some(id("ana")))
    );
    team.does("ana", write()).unwrap();
    let note = team.rota().begun[0].note.as_ref().unwrap();
    assert_eq!(note.text, "staging is slow on Mondays");
}

/// Every turn of a year, with the days it covers and the releases in it.
#[test]
fn a_year_of_monthly_turns_with_a_release_every_other_tuesday() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo", "dora"]);
    let mut date = day("2026-11-01");
    let mut served: Vec<(String, u32)> = Vec::new();
    let service = team.service();
    for slot in service.cadences[0].slots_from(date).take(26) {
        while date <= slot {
            team.it_is(&date.to_string());
            date = date + Days::new(1);
        }
        let who = team.duty(&slot.to_string());
        match served.last_mut().filter(|(last, _)| *last == who) {
            Some((_, count)) => *count += 1,
            None => served.push((who, 1)),
        }
    }
    let order = ["ana", "ben", "cleo", "dora"].iter().cycle();
    assert_eq!(served.len(), 12, "{served:?}");
    assert!(
        served
            .iter()
            .zip(order)
            .all(|((who, _), expected)| who == expected),
        "{served:?}"
    );
    assert!(
        served.iter().all(|(_, count)| (2..=3).contains(count)),
        "{served:?}"
    );
}
