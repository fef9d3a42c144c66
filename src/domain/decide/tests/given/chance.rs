//! Lives of releases as chance has it: anybody presses anything at any time, and now and then the right thing.

use proptest::prelude::*;

use super::*;
use crate::domain::name::ItemName;
use crate::domain::process::{Ask, Step};

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
    /// Somebody starts a release.
    Starts { who: usize, process: usize },
    /// Another release is spoken of from now on.
    Turns(usize),
}

/// Who presses what, by numbers that always mean something.
#[derive(Clone, Debug)]
pub(crate) struct Whim {
    pub(crate) who: usize,
    verb: usize,
    /// The step; nothing for the first that is open.
    step: Option<usize>,
    pick: usize,
    stale: bool,
    text: usize,
}

/// So many turns.
pub(crate) fn a_life(turns: usize) -> impl Strategy<Value = Vec<Turn>> {
    let whim = (
        0..PEOPLE.len(),
        0..VERBS,
        proptest::option::weighted(0.25, 0..20_usize),
        0..60_usize,
        proptest::bool::weighted(0.05),
        0..8_usize,
    )
        .prop_map(|(who, verb, step, pick, stale, text)| Whim {
            who,
            verb,
            step,
            pick,
            stale,
            text,
        });
    let turn = prop_oneof![
        10 => Just(Turn::GoesOn),
        10 => whim.prop_map(Turn::Presses),
        2 => (0..180_i64).prop_map(Turn::Passes),
        1 => Just(Turn::Strikes),
        1 => (0..PEOPLE.len(), 0..4_usize).prop_map(|(who, process)| Turn::Starts { who, process }),
        1 => (0..4_usize).prop_map(Turn::Turns),
    ];
    proptest::collection::vec(turn, turns)
}

const VERBS: usize = 25;
const TAKE_STEP_BACK: usize = 14;

/// What was asked in a turn, by whom, and what became of it.
pub(crate) struct Happened {
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
                let process = self.processes[process % self.processes.len()].name.to_string();
                // Refused or not, the desk goes on.
                let _ = self.starts(PEOPLE[*who], &process, "22.04.2");
                return None;
            }
            Turn::Turns(n) => {
                let numbers: Vec<i64> = self.journals.keys().copied().collect();
                self.number = numbers[n % numbers.len()];
                return None;
            }
            Turn::GoesOn if self.release().is_over() => return None,
            Turn::GoesOn => {
                let (who, command) = self.right_next();
                (person(who), command)
            }
            Turn::Strikes => {
                let due = self.due().into_iter().find(|t| t.due_at <= self.now)?;
                (Actor::clock(), Command::SeeTo(due.key))
            }
            Turn::Presses(whim) => (person(PEOPLE[whim.who]), self.command(whim)),
        };
        let before = self.situation();
        let said = self.asks(&who, &command);
        Some(Happened {
            who,
            command,
            before,
            said,
        })
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
            11 => Command::ProposeWindow(at, window),
            12 => Command::PublishOutage(at, proposed.unwrap_or(window)),
            13 => Command::ExtendOutage(minutes - 5),
            TAKE_STEP_BACK => Command::ReopenStep(at_step),
            15 => Command::SendBack(at_step, text),
            16 if whim.pick.is_multiple_of(2) => Command::RollBack(at_step, text),
            17 => Command::Override(at_step, text),
            18 if whim.pick.is_multiple_of(4) => Command::Hold(text),
            19 if whim.pick.is_multiple_of(12) => Command::Abort(text),
            24 => Command::CallRoles(at_step),
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
}
