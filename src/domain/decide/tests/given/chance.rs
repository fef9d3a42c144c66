//! Lives of releases as chance has it: anybody presses anything at any time, and now and then the right thing.

use proptest::prelude::*;

use super::whims::{EVERY_VERB, VERBS, Whim};
use super::*;

/// Something that happens at the desk.
#[derive(Clone, Debug)]
pub(crate) enum Turn {
    /// The right person does what is next.
    GoesOn,
    /// Anybody presses anything.
    Presses(Whim),
    /// Time passes, in minutes.
    Passes(i64),
    /// The clock sees to what is due.
    Strikes,
    /// The clock sees to what is due for the service.
    StrikesForTheService,
    /// Somebody starts a release.
    Starts { who: usize, process: usize },
    /// Another release is spoken of from now on.
    Turns(usize),
}

/// So many turns.
pub(crate) fn a_life(turns: usize) -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        10 => Just(Turn::GoesOn),
        10 => whim(VERBS).prop_map(Turn::Presses),
        2 => (0..180_i64).prop_map(Turn::Passes),
        1 => Just(Turn::Strikes),
        1 => (0..PEOPLE.len(), 0..4_usize).prop_map(|(who, process)| Turn::Starts { who, process }),
        1 => (0..4_usize).prop_map(Turn::Turns),
    ];
    proptest::collection::vec(turn, turns)
}

/// So many turns of any service: with what few of them have, and days that pass.
pub(crate) fn a_full_life(turns: usize) -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        24 => Just(Turn::GoesOn),
        10 => whim(EVERY_VERB).prop_map(Turn::Presses),
        1 => (0..180_i64).prop_map(Turn::Passes),
        1 => (1..16_i64).prop_map(|days| Turn::Passes(days * 24 * 60)),
        1 => Just(Turn::Strikes),
        1 => Just(Turn::StrikesForTheService),
        1 => (0..40_usize, 0..4_usize).prop_map(|(who, process)| Turn::Starts { who, process }),
        1 => (0..4_usize).prop_map(Turn::Turns),
    ];
    proptest::collection::vec(turn, turns)
}

fn whim(verbs: usize) -> impl Strategy<Value = Whim> {
    let numbers = (
        0..42_usize,
        0..verbs,
        proptest::option::weighted(0.25, 0..20_usize),
        0..60_usize,
        proptest::bool::weighted(0.05),
        0..8_usize,
    );
    numbers.prop_map(|(who, verb, step, pick, stale, text)| Whim {
        who,
        verb,
        step,
        pick,
        stale,
        text,
    })
}

/// What was asked in a turn, by whom, and what became of it.
pub(crate) struct Happened {
    pub(crate) now: DateTime<Utc>,
    pub(crate) who: Actor,
    pub(crate) command: Command,
    pub(crate) before: Situation,
    pub(crate) said: Said,
}

impl Desk {
    /// Lives one turn; gives what was asked of the release that is spoken of, when something was.
    pub(crate) fn lives(&mut self, turn: &Turn) -> Option<Happened> {
        let (who, command) = match turn {
            Turn::Passes(minutes) => {
                self.passes(TimeDelta::minutes(*minutes));
                return None;
            }
            Turn::Starts { who, process } => {
                self.starts_somehow(*who, *process);
                return None;
            }
            Turn::Turns(n) => {
                let numbers: Vec<i64> = self.journals.keys().copied().collect();
                self.number = numbers[n % numbers.len()];
                return None;
            }
            Turn::GoesOn if self.release().is_over() => return None,
            Turn::GoesOn => self.right_next()?,
            Turn::StrikesForTheService => {
                let due = self.due_for_service();
                let due = due.into_iter().find(|t| t.due_at <= self.now)?;
                let seen_to = self.asks_service(&Actor::clock(), &ServiceCommand::SeeTo(due.key));
                seen_to.expect("what is due can be seen to");
                return None;
            }
            Turn::Strikes => {
                let due = self.due().into_iter().find(|t| t.due_at <= self.now)?;
                (Actor::clock(), Command::SeeTo(due.key))
            }
            Turn::Presses(whim) => self.presses(whim),
        };
        if let Command::Ticket(asked) = &command
            && self.is_for_the_service(asked)
        {
            // Refused or not, the desk goes on.
            let _ = self.asks_service(&who, &ServiceCommand::Ticket(asked.clone()));
            return None;
        }
        let now = self.now;
        let before = self.situation();
        let said = self.asks(&who, &command);
        Some(Happened {
            now,
            who,
            command,
            before,
            said,
        })
    }
    /// A ticket that is in no release is the service's business, unless it is to come into one.
    fn is_for_the_service(&self, asked: &TicketCommand) -> bool {
        let known = self.service.find_ticket(asked.ticket.as_str());
        asked.act != TicketAct::Attach && known.is_none_or(|(_, ticket)| ticket.release.is_none())
    }
}
