//! Who must be told because of what happened to the people of a rotation.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::name::{PersonId, RoleName, RotationName, Version};
use crate::domain::process::Service;
use crate::domain::rotation::{Rotation, RotationFact, Swap, Turn};
use crate::domain::service::ServiceState;

use super::{Notice, Recipient, Word};

/// How many turns ahead are compared when somebody joins, leaves or is away.
const COMPARED: usize = 12;

/// Something that is said of a rotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RotationNews {
    /// Which.
    pub rotation: RotationName,
    /// By whom it came about.
    pub by: PersonId,
    /// What is said.
    pub said: RotationSaid,
}

/// What is said of a rotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RotationSaid {
    /// A turn begins, or will in some days.
    Handover(Box<Handover>),
    /// Whoever is next is told, early enough to say that they are away.
    TurnComes {
        /// The turn.
        turn: Turn,
        /// The planned days in it.
        days: Vec<NaiveDate>,
    },
    /// Nobody is there for a turn.
    NobodyServes {
        /// The turn.
        turn: Turn,
        /// The planned days in it.
        days: Vec<NaiveDate>,
    },
    /// Somebody serves instead of somebody else.
    Given {
        /// From which day on.
        from: NaiveDate,
        /// Until which day.
        until: NaiveDate,
        /// Who serves.
        person: PersonId,
        /// Who served before.
        before: Option<PersonId>,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody releases on one planned day.
    DayGiven {
        /// The day.
        day: NaiveDate,
        /// Who releases.
        person: PersonId,
        /// Who was to.
        before: Option<PersonId>,
        /// Why.
        reason: String,
    },
    /// Somebody joined, left, is away or is back, and what follows from it.
    Changed {
        /// Who.
        person: PersonId,
        /// What they did.
        what: Coming,
        /// The turns that somebody else serves now, with who served them before.
        turns: Vec<(Turn, Option<PersonId>)>,
        /// Planned days of the present turn that somebody else covers.
        covered: Vec<(NaiveDate, Option<PersonId>)>,
    },
    /// Somebody asks to swap.
    SwapAsked {
        /// Its number.
        number: u32,
        /// The two turns: what the asker gives, and what they take.
        swap: Swap,
        /// The turn that they give.
        gives: Turn,
        /// The turn that they take.
        takes: Turn,
        /// Why.
        reason: Option<String>,
    },
    /// What became of a swap.
    SwapSettled {
        /// The two people.
        swap: Swap,
        /// What.
        end: SwapEnd,
        /// The turns as they are now, where they are still to come.
        turns: Vec<Turn>,
        /// The reason of a lead.
        reason: Option<String>,
    },
    /// The role on Discord moves; nobody reads this.
    RoleMoves {
        /// Which.
        role: RoleName,
        /// Who gets it.
        to: Option<PersonId>,
        /// Who had it.
        from: Vec<PersonId>,
    },
}

/// A turn begins, or will.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// The turn.
    pub turn: Turn,
    /// Whether it has begun.
    pub has_begun: bool,
    /// Who served before.
    pub before: Option<PersonId>,
    /// What they wrote to whoever comes next.
    pub note: Option<String>,
    /// The planned days in it.
    pub days: Vec<NaiveDate>,
    /// The releases that are open: number and version.
    pub open: Vec<(i64, Version)>,
}

/// What somebody did who comes or goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coming {
    /// They are in the pool.
    Joined,
    /// They are in the pool no more.
    Left,
    /// They are not on the server any more.
    Departed,
    /// They are away.
    Away(NaiveDate, NaiveDate, Option<String>),
    /// They are back.
    Back,
}

/// What became of a swap.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SwapEnd {
    /// The other agreed.
    Agreed,
    /// The other declined.
    Declined,
    /// Whoever asked withdrew it.
    Withdrawn,
    /// One of the turns began, or changed hands.
    Expired,
    /// Another swap of one of the turns came first.
    Overruled,
    /// A lead made it.
    Made,
}

/// What is looked at to see who must be told.
struct Desk<'a> {
    service: &'a Service,
    rotation: &'a Rotation,
    by: &'a PersonId,
    at: DateTime<Utc>,
    before: &'a ServiceState,
    after: &'a ServiceState,
}

/// The notices that a fact about a rotation calls for.
pub fn rotation_notices(
    (name, what): (&RotationName, &RotationFact),
    (by, at): (&PersonId, DateTime<Utc>),
    service: &Service,
    (before, after): (&ServiceState, &ServiceState),
) -> Vec<Notice> {
    let Some(rotation) = service.find_rotation(name) else {
        return Vec::new();
    };
    let desk = Desk {
        service,
        rotation,
        by,
        at,
        before,
        after,
    };
    desk.told(what)
}

impl Desk<'_> {
    fn told(&self, what: &RotationFact) -> Vec<Notice> {
        match what {
            RotationFact::TurnBegan(turn) if turn.until < self.today() => Vec::new(),
            RotationFact::TurnBegan(turn) => self.began(turn),
            RotationFact::HandoverForetold(turn) => {
                let said = self.handover(turn, false);
                self.to_all(said, [turn.serves.clone(), self.served()])
            }
            RotationFact::TurnForetold(turn) => {
                let (turn, days) = (turn.clone(), self.days(turn));
                let next = turn.serves.clone();
                let word = self.word(RotationSaid::TurnComes { turn, days });
                next.map(|next| to(Recipient::Person(next), word))
                    .into_iter()
                    .collect()
            }
            RotationFact::NobodyAsked(turn) if turn.until < self.today() => Vec::new(),
            RotationFact::NobodyAsked(turn) => {
                let (turn, days) = (turn.clone(), self.days(turn));
                let word = self.word(RotationSaid::NobodyServes { turn, days });
                vec![to(Recipient::Releases, word)]
            }
            RotationFact::TurnTaken {
                turn,
                on,
                person,
                reason,
            } => self.taken(*turn, *on, person, reason),
            RotationFact::TurnGiven { turn, person, reason } => {
                let planned = |state: &ServiceState| {
                    let mut planned = state.planned_turns(self.service, self.rotation).take(120);
                    planned.find(|planned| planned.id.as_ref() == Some(turn))
                };
                let (was, is) = (planned(self.before), planned(self.after));
                let was = was.and_then(|was| was.turn.serves);
                is.map_or_else(Vec::new, |is| {
                    self.given(&is.turn, person, was, Some(reason.clone()))
                })
            }
            RotationFact::Volunteered { turn, person } => {
                let turn = self.after.turn_on(self.service, self.rotation, *turn);
                turn.map_or_else(Vec::new, |turn| self.given(&turn, person, None, None))
            }
            RotationFact::SlotGiven { slot, person, reason } => {
                let cadence = self.service.find_cadence(&slot.cadence);
                let was = cadence.and_then(|c| self.before.on_duty(self.service, c, slot.date));
                let before = was.map(|was| was.person);
                let day = cadence.map_or(slot.date, |c| self.after.diary(c).day_of(slot.date));
                let said = RotationSaid::DayGiven {
                    day,
                    person: person.clone(),
                    before: before.clone(),
                    reason: reason.clone(),
                };
                self.to_all(said, [Some(person.clone()), before])
            }
            RotationFact::Joined { person } => self.changed(person, Coming::Joined),
            RotationFact::Left { person } => self.changed(person, Coming::Left),
            RotationFact::Departed { person } => {
                let mut told = self.changed(person, Coming::Departed);
                told.retain(|notice| notice.to != Recipient::Person(person.clone()));
                told
            }
            RotationFact::LeaveTaken {
                person,
                from,
                until,
                reason,
            } => self.changed(person, Coming::Away(*from, *until, reason.clone())),
            RotationFact::LeaveEnded { person, .. } => self.changed(person, Coming::Back),
            RotationFact::SwapAsked { number, swap, reason } => {
                self.swap_asked(*number, swap, reason.clone())
            }
            RotationFact::SwapAgreed { number } => self.settled(*number, SwapEnd::Agreed),
            RotationFact::SwapDeclined { number } => self.settled(*number, SwapEnd::Declined),
            RotationFact::SwapWithdrawn { number } => self.settled(*number, SwapEnd::Withdrawn),
            RotationFact::SwapExpired { number } => self.settled(*number, SwapEnd::Expired),
            RotationFact::SwapOverruled { number, .. } => self.settled(*number, SwapEnd::Overruled),
            RotationFact::SwapMade { swap, reason } => {
                self.swapped(swap, SwapEnd::Made, Some(reason.clone()))
            }
            RotationFact::Reordered { .. }
            | RotationFact::BackupNamed { .. }
            | RotationFact::NoteWritten { .. } => Vec::new(),
        }
    }

    fn today(&self) -> NaiveDate {
        self.at.with_timezone(&self.service.zone).date_naive()
    }

    /// Who serves the turn that began last, on its last day or today.
    fn served(&self) -> Option<PersonId> {
        let rota = self.before.rota(&self.rotation.name);
        rota.current().and_then(|begun| begun.serves_on(self.today()))
    }

    /// The days in a turn on which something is planned, as they are now.
    fn days(&self, turn: &Turn) -> Vec<NaiveDate> {
        self.after.days_of_turn(self.service, self.rotation, turn)
    }

    fn handover(&self, turn: &Turn, has_begun: bool) -> RotationSaid {
        let rota = self.before.rota(&self.rotation.name);
        let note = rota.current().and_then(|begun| begun.note.as_ref());
        let started = self.after.started.iter();
        let open = started.filter(|(_, started)| started.ended.is_none());
        RotationSaid::Handover(Box::new(Handover {
            turn: turn.clone(),
            has_begun,
            before: self
                .served()
                .filter(|served| Some(served) != turn.serves.as_ref()),
            note: note.map(|note| note.text.clone()),
            days: self.days(turn),
            open: open
                .map(|(number, started)| (*number, started.version.clone()))
                .collect(),
        }))
    }

    fn began(&self, turn: &Turn) -> Vec<Notice> {
        let served = self.served();
        let mut told = self.to_all(self.handover(turn, true), [turn.serves.clone(), served.clone()]);
        told.extend(self.role_moves(turn.serves.clone(), served));
        told
    }

    fn taken(&self, turn: NaiveDate, on: NaiveDate, person: &PersonId, reason: &str) -> Vec<Notice> {
        let turn = self.after.turn_on(self.service, self.rotation, turn);
        let Some(turn) = turn else { return Vec::new() };
        let was = self.before.turn_on(self.service, self.rotation, on);
        let was = was.and_then(|was| was.serves);
        let turn = Turn { from: on, ..turn };
        let mut told = self.given(&turn, person, was.clone(), Some(reason.to_owned()));
        if on <= self.today() {
            told.extend(self.role_moves(Some(person.clone()), was));
        }
        told
    }

    fn given(
        &self,
        turn: &Turn,
        person: &PersonId,
        before: Option<PersonId>,
        reason: Option<String>,
    ) -> Vec<Notice> {
        let said = RotationSaid::Given {
            from: turn.from,
            until: turn.until,
            person: person.clone(),
            before: before.clone(),
            reason,
        };
        self.to_all(said, [Some(person.clone()), before])
    }

    /// What follows for the turns to come, and for the planned days of the present one.
    fn changed(&self, person: &PersonId, what: Coming) -> Vec<Notice> {
        let turns = self.changed_turns();
        let covered = match &what {
            Coming::Away(from, until, _) => self.covered(person, (*from, *until)),
            _ => Vec::new(),
        };
        let others = turns
            .iter()
            .flat_map(|(turn, before)| [turn.serves.clone(), before.clone()]);
        let covering = covered.iter().map(|(_, by)| by.clone());
        let mut concerned: Vec<Option<PersonId>> = others.chain(covering).collect();
        concerned.push(Some(person.clone()));
        // Nobody needs a word when the first people of a rotation come together.
        let is_quiet = what == Coming::Joined && turns.iter().all(|(_, before)| before.is_none());
        if is_quiet {
            concerned.retain(|other| other.as_ref() == Some(person));
        }
        let said = RotationSaid::Changed {
            person: person.clone(),
            what,
            turns,
            covered,
        };
        self.to_all(said, concerned)
    }

    fn changed_turns(&self) -> Vec<(Turn, Option<PersonId>)> {
        let planned = |state: &ServiceState| -> Vec<Turn> {
            let planned = state.planned_turns(self.service, self.rotation).take(COMPARED);
            planned.map(|planned| planned.turn).collect()
        };
        let was = planned(self.before);
        let mut seen = 0;
        let changed = planned(self.after).into_iter().filter_map(|turn| {
            let before = was.iter().find(|was| was.from == turn.from);
            let before = before.and_then(|before| before.serves.clone());
            (before != turn.serves).then_some((turn, before))
        });
        // All later turns shift when somebody comes or goes: the first few say it.
        changed
            .take_while(|_| {
                seen += 1;
                seen <= 3
            })
            .collect()
    }

    /// The planned days of the turn that has begun on which they were on duty and are away now, with who is on duty instead.
    fn covered(
        &self,
        person: &PersonId,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Vec<(NaiveDate, Option<PersonId>)> {
        let rota = self.after.rota(&self.rotation.name);
        let Some(current) = rota.current() else {
            return Vec::new();
        };
        let days = self.days(&current.turn).into_iter();
        let days = days.filter(|day| (from..=until).contains(day) && *day >= self.today());
        let on = |state: &ServiceState, day| {
            let on_duty = state.on_duty_on(self.service, self.rotation, day);
            on_duty.map(|on_duty| on_duty.person)
        };
        days.filter(|day| on(self.before, *day).as_ref() == Some(person))
            .map(|day| (day, on(self.after, day)))
            .collect()
    }

    fn swap_asked(&self, number: u32, swap: &Swap, reason: Option<String>) -> Vec<Notice> {
        let [gives, takes] = self.turns_of(swap);
        let (Some(gives), Some(takes)) = (gives, takes) else {
            return Vec::new();
        };
        let said = RotationSaid::SwapAsked {
            number,
            swap: swap.clone(),
            gives,
            takes,
            reason,
        };
        self.to_all(said, [Some(swap.other.clone())])
    }

    fn settled(&self, number: u32, end: SwapEnd) -> Vec<Notice> {
        let open = self.before.rota(&self.rotation.name).open_swaps.get(&number);
        open.map_or_else(Vec::new, |open| self.swapped(&open.swap, end, None))
    }

    fn swapped(&self, swap: &Swap, end: SwapEnd, reason: Option<String>) -> Vec<Notice> {
        let mut turns: Vec<Turn> = self.turns_of(swap).into_iter().flatten().collect();
        turns.sort_by_key(|turn| turn.from);
        let said = RotationSaid::SwapSettled {
            swap: swap.clone(),
            end,
            turns,
            reason,
        };
        let concerned = match end {
            SwapEnd::Declined | SwapEnd::Overruled => vec![Some(swap.asker.clone())],
            SwapEnd::Withdrawn => vec![Some(swap.other.clone())],
            SwapEnd::Agreed | SwapEnd::Expired | SwapEnd::Made => {
                vec![Some(swap.asker.clone()), Some(swap.other.clone())]
            }
        };
        self.to_all(said, concerned)
    }

    fn turns_of(&self, swap: &Swap) -> [Option<Turn>; 2] {
        [&swap.gives, &swap.takes].map(|id| {
            let mut planned = self.after.planned_turns(self.service, self.rotation).take(120);
            let found = planned.find(|planned| planned.id.as_ref() == Some(id));
            found.map(|found| found.turn)
        })
    }

    fn role_moves(&self, to: Option<PersonId>, from: Option<PersonId>) -> Option<Notice> {
        let from: Vec<PersonId> = from
            .into_iter()
            .filter(|from| Some(from) != to.as_ref())
            .collect();
        let role = self.rotation.role.clone();
        let is_wanted = self.rotation.hands_role_on && (to.is_some() || !from.is_empty());
        is_wanted.then(|| Notice {
            to: Recipient::Releases,
            word: self.word(RotationSaid::RoleMoves { role, to, from }),
            not_after: None,
        })
    }

    fn word(&self, said: RotationSaid) -> Word {
        Word::Rotation(Box::new(RotationNews {
            rotation: self.rotation.name.clone(),
            by: self.by.clone(),
            said,
        }))
    }

    /// Where releases are announced, and directly to each who is concerned; not to whoever brought it about.
    fn to_all(
        &self,
        said: RotationSaid,
        concerned: impl IntoIterator<Item = Option<PersonId>>,
    ) -> Vec<Notice> {
        let mut people: Vec<PersonId> = concerned.into_iter().flatten().collect();
        people.sort();
        people.dedup();
        let word = self.word(said);
        let direct = people.into_iter().filter(|person| person != self.by);
        let direct = direct.map(|person| to(Recipient::Person(person), word.clone()));
        std::iter::once(to(Recipient::Releases, word.clone()))
            .chain(direct)
            .collect()
    }
}

fn to(to: Recipient, word: Word) -> Notice {
    Notice {
        to,
        word,
        not_after: None,
    }
}
