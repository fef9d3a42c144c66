//! What holds whatever people press, whenever, on the processes as they are shipped.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::given::chance::{Happened, Turn, a_life};
use super::given::*;
use crate::domain::command::Command;
use crate::domain::fact::{Recorded, ReleaseFact, format};
use crate::domain::process::{AskKind, Gate, SignOffSet};
use crate::domain::release::basis::Basis;
use crate::domain::release::{Answer, Course, Release};

/// The shipped processes; the greenlight is made harder, for more to go wrong.
fn desk(distinct: bool) -> Desk {
    let mut desk = Desk::shipped();
    desk.changes("mahara-major", |process| {
        let asks = process.steps.iter_mut().flat_map(|s| &mut s.asks);
        for ask in asks {
            if let AskKind::SignOff(rule) = &mut ask.kind {
                rule.sets = vec![SignOffSet::of("VLE Services", 2), SignOffSet::of("SRE team", 1)];
                rule.distinct = distinct;
            }
        }
    });
    desk.and_a("mahara-major", "22.10.1")
}

mod everywhere;

fn live(desk: &mut Desk, life: &[Turn], mut look: impl FnMut(&Desk, &Happened)) {
    for turn in life {
        if let Some(happened) = desk.lives(turn) {
            look(desk, &happened);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn nobody_gets_past_a_gate(life in a_life(120), distinct: bool) {
        let mut desk = desk(distinct);
        live(&mut desk, &life, |_, _| {});
        for number in desk.numbers() {
            desk.number = number;
            let facts = desk.facts(number).to_vec();
            replay(&desk, &facts, no_step_is_complete_without_its_reasons);
        }
    }

    #[test]
    fn what_is_over_refuses_everything_and_what_is_held_almost_everything(life in a_life(120)) {
        let mut desk = desk(true);
        live(&mut desk, &life, |_, happened| {
            let release = &happened.before.release;
            let what = format!("{:?} by {}", happened.command, happened.who.id);
            if release.is_over() {
                assert!(happened.said.is_err(), "{what}");
            }
            let may_be_asked = matches!(
                happened.command,
                Command::Resume
                    | Command::Abort(_)
                    | Command::ExtendOutage(_)
                    | Command::ChangeOutage(_)
                    | Command::StartOutage { .. }
                    | Command::EndOutage { .. }
                    | Command::CallOutageOff { .. }
                    | Command::SeeTo(_)
                    | Command::RaiseBlocker(_)
                    | Command::ClearBlocker(..)
            );
            if matches!(release.course, Course::Held(_)) && !may_be_asked {
                assert!(happened.said.is_err(), "{what}");
            }
        });
    }

    #[test]
    fn whoever_is_over_leaves_nothing_behind(life in a_life(120)) {
        let mut desk = desk(false);
        live(&mut desk, &life, |desk, happened| {
            let release = desk.release();
            if !release.is_over() {
                return;
            }
            assert!(desk.due().is_empty(), "a timer is left");
            let held = desk.service.holders.values().any(|h| h.release == release.number);
            assert!(!held, "an environment is held after {:?}", happened.command);
            let open = release.outage.as_ref().and_then(|o| o.find_open_window());
            assert_eq!(open, None, "an audience waits after {:?}", happened.command);
        });
    }

    #[test]
    fn a_go_is_one_persons_and_a_set_is_different_people(life in a_life(120), distinct: bool) {
        let mut desk = desk(distinct);
        live(&mut desk, &life, |desk, _| voices_differ(desk.release()));
    }

    /// S0.47
    #[test]
    fn a_go_counts_only_for_what_is_there(life in a_life(120), distinct: bool) {
        let mut desk = desk(distinct);
        live(&mut desk, &life, |desk, _| goes_are_of_now(desk.release()));
    }

    #[test]
    fn an_environment_has_one_holder_and_the_holder_is_alive(life in a_life(120)) {
        let mut desk = desk(false);
        desk.starts(ANA, "mahara-major", "22.10.1").unwrap();
        live(&mut desk, &life, |desk, happened| {
            let mut seen = desk.clone();
            for (environment, holder) in &desk.service.holders {
                let before = happened.before.service.holders.get(environment);
                let moved = before.is_some_and(|b| b.release != holder.release);
                assert!(!moved, "{environment} was taken from its holder");
                seen.number = holder.release;
                assert!(!seen.release().is_over(), "{environment} is held by the past");
            }
        });
    }
}

/// Folds the facts again and looks at the state after each.
fn replay(
    desk: &Desk,
    facts: &[Recorded<ReleaseFact>],
    look: impl Fn(&Release, &Release, &Recorded<ReleaseFact>),
) {
    let process = desk.release().process.clone();
    let mut release = Release::begin(process, &facts[0]).expect("the first fact begins it");
    for fact in &facts[1..] {
        let before = release.clone();
        release.apply(fact);
        look(&before, &release, fact);
    }
    assert_eq!(&release, desk.release().as_ref());
}

/// A step is completed in its turn, with all it asks for, after its gates were opened by time or by authority.
fn no_step_is_complete_without_its_reasons(
    before: &Release,
    after: &Release,
    recorded: &Recorded<ReleaseFact>,
) {
    match &recorded.fact {
        ReleaseFact::StepCompleted { step } => {
            let (position, found, state) = before.find_step(step).expect("it is there");
            assert_eq!(before.unmet(position).count(), 0, "{step} was not in its turn");
            assert_eq!(before.missing(found, state).count(), 0, "{step} lacks an answer");
            let waits = found.gates.contains(&Gate::OutageBegun);
            let begun = before.outage.as_ref().is_some_and(|o| {
                let start = o.announced.map(|w| w.start);
                o.is_on() || o.ended.is_none() && start.is_some_and(|s| s <= recorded.at)
            });
            let waits = waits && before.asks_outage();
            let lifted = before.overrides.iter().any(|o| o.step == *step) && !state.lifted.is_empty();
            assert!(!waits || begun || lifted, "{step} came too early");
        }
        ReleaseFact::StepOverridden { step, reason, .. }
        | ReleaseFact::GateOverridden { step, reason, .. } => {
            let by = person(recorded.by.as_str());
            assert!(by.has_any(&after.process.override_by), "{step} by {}", by.id);
            assert!(!reason.trim().is_empty());
            assert_eq!(
                before.overrides.len() + 1,
                after.overrides.len(),
                "it is shown for ever"
            );
        }
        // A throw-away instance is over when it is shut down, however far it came.
        ReleaseFact::Finished if after.process.instance.is_none() => {
            for (position, state) in after.steps.iter().enumerate() {
                let is_settled = state.completed.is_some() || state.waived.is_some();
                assert!(is_settled || !after.applies(position), "finished with open steps");
            }
        }
        _ => {}
    }
    let steps = after.process.steps.iter().zip(&after.steps).enumerate();
    for (position, (step, state)) in steps {
        let in_turn = after.unmet(position).next().is_none();
        assert!(
            state.completed.is_none() || in_turn,
            "{} hangs in the air",
            step.name
        );
    }
}

fn voices_differ(release: &Release) {
    for (step, state) in release.process.steps.iter().zip(&release.steps) {
        for (ask, answer) in state.answered(step) {
            let (AskKind::SignOff(rule), Answer::SignOff(voices)) = (&ask.kind, answer) else {
                continue;
            };
            let goes = voices.iter().filter(|v| v.stands && v.is_go());
            let mut seen = BTreeSet::new();
            for go in goes {
                let set = if rule.distinct { 0 } else { go.set };
                assert!(seen.insert((set, &go.stamp.by)), "{} went twice", go.stamp.by);
                let is_authors = go.stamp.by == release.started.by;
                assert!(!(rule.not_the_author && is_authors), "the author signed");
                let roles = &rule.sets[go.set].roles;
                assert!(person(go.stamp.by.as_str()).has_any(roles), "{roles:?}");
            }
        }
    }
}

/// A go that counts was said in this round, of what is there now; and where none counts, no step rests on it.
fn goes_are_of_now(release: &Release) {
    let steps = release.process.steps.iter().zip(&release.steps).enumerate();
    for (position, (step, state)) in steps {
        for (ask, answer) in state.answered(step) {
            let (AskKind::SignOff(_), Answer::SignOff(voices)) = (&ask.kind, answer) else {
                continue;
            };
            let now = Basis::of(release, position, &ask.name);
            for go in voices.iter().filter(|v| v.stands && v.is_go()) {
                let is_the_same = *go.basis == now
                    // What is written once later work has begun is flagged, and undoes nothing.
                    || release.is_built_on(position) && go.basis.differs_in_the_record_alone(&now);
                assert!(
                    go.round == state.round && is_the_same,
                    "{} was of another",
                    go.stamp.by
                );
            }
            let rests = state.completed.is_some() && !state.by_authority && !release.is_over();
            assert!(
                !rests || release.is_answered(ask, answer),
                "{} has no go",
                step.name
            );
        }
    }
}

/// The properties say something only if the lives are full: every kind of fact happens in some of them.
#[test]
fn chance_brings_about_every_kind_of_fact() {
    let kinds = "AnswerTakenBack Aborted Confirmed Finished GateOverridden Held ItemFailed ItemPassed ItemReopened \
        ItemWaived OutageCalledOff OutageCancelled OutageEnded OutageStarted OutageExtended OutagePublished Reminded Resumed RolledBack \
        BlockerRaised BlockerCleared RolesCalled \
        SignOffRevoked StepCompleted StepOverridden StepReopened ValueGiven WentBack WentGo WentNoGo WindowProposed";
    let mut awaited: BTreeSet<String> = kinds.split_whitespace().map(str::to_owned).collect();
    let mut runner = TestRunner::deterministic();
    for _ in 0..300 {
        let life = a_life(120).new_tree(&mut runner).unwrap().current();
        live(&mut desk(false), &life, |_, happened| {
            for fact in happened.said.iter().flatten() {
                awaited.remove(&format::write(fact).0);
            }
        });
        if awaited.is_empty() {
            return;
        }
    }
    panic!("{awaited:?} never happened");
}
