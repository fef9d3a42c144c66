//! Whatever is asked of a rotation: nobody owns a second turn before everybody who was there owned one.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const CAST: [&str; 6] = ["ana", "ben", "cleo", "dora", "emil", "fay"];

/// Something that happens in the life of a rotation.
#[derive(Clone, Debug)]
enum Act {
    Join(usize),
    Leave(usize),
    Away(usize, u64, u64),
    Back(usize),
    Depart(usize),
    Swap(usize, usize),
    Take(usize),
    Skip,
    Days(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..CAST.len();
    prop_oneof![
        3 => who.clone().prop_map(Act::Join),
        1 => who.clone().prop_map(Act::Leave),
        2 => (who.clone(), 0..90u64, 0..40u64).prop_map(|(who, from, days)| Act::Away(who, from, days)),
        1 => who.clone().prop_map(Act::Back),
        1 => who.clone().prop_map(Act::Depart),
        3 => (0..5usize, 0..5usize).prop_map(|(one, other)| Act::Swap(one, other)),
        2 => who.prop_map(Act::Take),
        1 => Just(Act::Skip),
        6 => (1..50u64).prop_map(Act::Days),
    ]
}

/// A life: what was asked, and who was there when each turn began.
struct Life {
    team: Team,
    /// Who waited in the pool, and of them who was away, when each turn began.
    there: Vec<(Vec<PersonId>, Vec<PersonId>)>,
    /// How many turns had begun when somebody joined, or joined again.
    joined: BTreeMap<PersonId, usize>,
}

impl Life {
    fn new(period: &str) -> Self {
        let mut life = Self {
            team: Team::of(period, &[]),
            there: Vec::new(),
            joined: BTreeMap::new(),
        };
        CAST[..4].iter().for_each(|name| {
            let _ = life.team.lead(RotationCommand::Add(id(name)));
            life.look();
        });
        life
    }

    /// Notes who was there when turns began since the last look. Days pass one by one, so that is never more than one.
    fn look(&mut self) {
        let rota = self.team.rota();
        let (service, rotation) = (self.team.service(), self.team.rotation());
        for begun in &rota.begun[self.there.len()..] {
            let pool = rota.line.people().to_vec();
            let days = (begun.turn.from, begun.turn.until);
            let state = &self.team.desk.service;
            let away = |person: &&PersonId| state.is_away_in(&service, &rotation, person, days);
            let away = pool.iter().filter(away).cloned().collect();
            self.there.push((pool, away));
        }
    }

    fn lives(&mut self, act: &Act) {
        let today = self.team.today();
        // What may not be is refused; that is tested elsewhere.
        let _ = match act {
            Act::Join(who) => {
                let joined = self.team.lead(RotationCommand::Add(id(CAST[*who])));
                if joined.is_ok() {
                    self.joined.insert(id(CAST[*who]), self.there.len());
                }
                joined
            }
            Act::Leave(who) => self.team.lead(RotationCommand::Remove(id(CAST[*who]))),
            Act::Away(who, from, days) => {
                let from = today + Days::new(*from);
                let until = from + Days::new(*days);
                self.team
                    .lead(RotationCommand::Away(id(CAST[*who]), from, until, None))
            }
            Act::Back(who) => self.team.lead(RotationCommand::Back(id(CAST[*who]))),
            Act::Depart(who) => self
                .team
                .asks(&Actor::clock(), RotationCommand::Depart(id(CAST[*who]))),
            Act::Swap(one, other) => self.swaps(*one, *other),
            Act::Take(who) => self
                .team
                .does(CAST[*who], RotationCommand::TakeOver("so it is".to_owned())),
            Act::Skip => self.skips(),
            Act::Days(days) => {
                for n in 1..=*days {
                    self.team.it_is(&(today + Days::new(n)).to_string());
                    self.look();
                }
                Ok(())
            }
        };
        self.look();
    }

    fn planned(&self) -> Vec<Turn> {
        let (service, rotation) = (self.team.service(), self.team.rotation());
        let planned = self.team.desk.service.planned_turns(&service, &rotation);
        planned.take(5).map(|planned| planned.turn).collect()
    }

    fn swaps(&mut self, one: usize, other: usize) -> Result<(), Refusal> {
        let planned = self.planned();
        let (Some(one), Some(other)) = (planned.get(one), planned.get(other)) else {
            return Ok(());
        };
        let (Some(asks), Some(agrees)) = (&one.serves, &other.serves) else {
            return Ok(());
        };
        let (asks, agrees) = (asks.to_string(), agrees.to_string());
        self.team
            .does(&asks, RotationCommand::AskSwap(one.from, other.from, None))?;
        let number = self.team.rota().swaps;
        self.team.does(&agrees, RotationCommand::AgreeSwap(number))?;
        let after = self.planned();
        let find = |from| after.iter().find(|turn| turn.from == from).unwrap();
        assert_eq!(
            find(one.from).serves.as_ref().map(PersonId::as_str),
            Some(&*agrees)
        );
        assert_eq!(
            find(other.from).serves.as_ref().map(PersonId::as_str),
            Some(&*asks)
        );
        Ok(())
    }

    fn skips(&mut self) -> Result<(), Refusal> {
        let service = self.team.service();
        let today = self.team.today();
        let date = service.cadences[0].slots_from(today).next().unwrap();
        let skip = ServiceCommand::SkipSlot(slot(&date.to_string()), "so it is".to_owned());
        let manager = acting("rita", "Release manager");
        self.team.desk.asks_service(&manager, &skip).map(drop)
    }

    /// Between two turns of one person everybody else who was there all the time, and is there in the second, owned one.
    fn is_fair(&self) -> Result<(), TestCaseError> {
        let begun = &self.team.rota().begun;
        let owners: Vec<Option<&PersonId>> = begun.iter().map(|begun| begun.turn.owner.as_ref()).collect();
        let mut last: BTreeMap<&PersonId, usize> = BTreeMap::new();
        for (now, owner) in owners.iter().enumerate() {
            let Some(owner) = owner else { continue };
            let Some(before) = last.insert(owner, now) else {
                continue;
            };
            let (pool, away) = &self.there[now];
            for other in pool
                .iter()
                .filter(|other| other != owner && !away.contains(other))
            {
                let came_later = self.joined.get(other).is_some_and(|turns| *turns > before);
                let was_there = !came_later && (before..=now).all(|n| self.there[n].0.contains(other));
                let owned = owners[before..now].contains(&Some(other));
                prop_assert!(
                    !was_there || owned,
                    "{owner} owned turns {before} and {now}, {other} none: {owners:?}"
                );
            }
        }
        Ok(())
    }

    /// Every day from the first turn on is in exactly one turn, of those that began and those to come.
    fn covers_every_day_once(&self) -> Result<(), TestCaseError> {
        let (service, rotation) = (self.team.service(), self.team.rotation());
        let state = &self.team.desk.service;
        let Some(first) = self.team.rota().begun.first() else {
            return Ok(());
        };
        let turns = state.turns_from(&service, &rotation, first.turn.from, 40);
        for pair in turns.windows(2) {
            prop_assert_eq!(pair[0].until.succ_opt(), Some(pair[1].from));
        }
        for turn in &turns {
            for date in [turn.from, turn.until] {
                let on = state.turn_on(&service, &rotation, date).unwrap();
                prop_assert_eq!(
                    (on.from, on.until, &on.owner),
                    (turn.from, turn.until, &turn.owner)
                );
            }
        }
        Ok(())
    }

    /// What is foreseen happens when nothing else does.
    fn foresees(&mut self) -> Result<(), TestCaseError> {
        let foreseen: Vec<Turn> = self.planned();
        let Some(last) = foreseen.last() else {
            return Ok(());
        };
        self.team.it_is(&last.until.to_string());
        for turn in &foreseen {
            let lived = self.team.turn(&turn.from.to_string()).unwrap();
            prop_assert_eq!(&lived, turn);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nobody_owns_a_second_turn_before_everybody_owned_one(
        period in prop_oneof![Just("2 weeks"), Just("1 month"), Just("release")],
        acts in proptest::collection::vec(act(), 1..30),
    ) {
        let mut life = Life::new(period);
        for act in &acts {
            life.lives(act);
        }
        life.is_fair()?;
        life.covers_every_day_once()?;
        life.foresees()?;
    }
}
