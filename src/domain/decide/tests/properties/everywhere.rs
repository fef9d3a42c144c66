//! What holds whatever people press, whenever, in every service that is shipped.

use super::super::given::chance::a_full_life;
use super::super::outages_alone::agree;
use super::super::tickets;
use super::*;
use crate::domain::agenda::Timer;
use crate::domain::name::StateName;
use crate::domain::service::ServiceState;
use crate::domain::ticket::{Ticket, TicketAct};
use crate::domain::workflow::Workflow;

/// The shipped services; and the customer's change and a desk with tickets, for what none of the others has.
fn services() -> Vec<Desk> {
    let change = include_str!("../../../../../playbooks/change-ticket.toml");
    every_service(&[
        ("playbooks/change-ticket.toml", change),
        ("desk.toml", tickets::DESK),
    ])
}

/// The same life in every service; looked at after each turn, with the service as it was before.
fn live_everywhere(life: &[Turn], mut look: impl FnMut(&ServiceState, &Desk, Option<&Happened>)) {
    for mut desk in services() {
        for turn in life {
            let before = desk.service.clone();
            let happened = desk.lives(turn);
            look(&before, &desk, happened.as_ref());
        }
    }
}

fn asked(life: &[Turn], mut look: impl FnMut(&Desk, &Happened)) {
    live_everywhere(life, |_, desk, happened| {
        if let Some(happened) = happened {
            look(desk, happened);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, ..ProptestConfig::default() })]

    #[test]
    fn no_gate_is_passed_unmet_without_an_override(life in a_full_life(140)) {
        asked(&life, |desk, happened| {
            for fact in happened.said.iter().flatten() {
                if let ReleaseFact::StepCompleted { step } = fact {
                    no_gate_was_shut(desk, happened, step.as_str());
                }
            }
        });
    }

    #[test]
    fn no_step_is_out_of_its_turn_and_the_fold_is_what_was_decided(life in a_full_life(140)) {
        for mut desk in services() {
            live(&mut desk, &life, |_, _| {});
            for number in desk.numbers() {
                desk.number = number;
                let facts = desk.facts(number).to_vec();
                replay(&desk, &facts, no_step_is_complete_without_its_reasons);
            }
        }
    }

    #[test]
    fn goes_are_of_different_people_and_of_what_is_there(life in a_full_life(140)) {
        asked(&life, |desk, _| {
            voices_differ(desk.release());
            goes_are_of_now(desk.release());
        });
    }

    #[test]
    fn a_state_that_is_on_has_an_alarm_and_is_off_when_a_release_is_finished(life in a_full_life(140)) {
        live_everywhere(&life, |_, desk, _| {
            let alarms = desk.due_for_service();
            for (name, on) in &desk.service.states {
                assert!(alarms.iter().any(|timer| is_alarm_of(timer, name)), "nobody is told that {name} is on");
                let finished = desk.is_finished(on.release);
                assert!(!finished, "#{} is finished and {name} is on", on.release);
            }
        });
    }

    #[test]
    fn a_release_and_its_service_say_the_same_of_its_outage(life in a_full_life(140)) {
        asked(&life, |desk, _| {
            let release = desk.release();
            let known = desk.service.outages.get(&release.number);
            agree(release.outage.as_ref(), known.map(|outage| &**outage));
        });
    }

    #[test]
    fn a_ticket_moves_only_where_its_workflow_leads(life in a_full_life(140)) {
        live_everywhere(&life, |before, desk, happened| {
            let Some(workflow) = desk.release().workflow() else { return };
            for (name, ticket) in &*desk.service.tickets {
                if let Some(earlier) = before.tickets.get(name) {
                    let (from, to) = (&earlier.status, &ticket.status);
                    assert!(from == to || leads(workflow, earlier, ticket), "{name} from {from} to {to}");
                }
            }
            if let Some(happened) = happened {
                whoever_moves_a_ticket_may(happened);
            }
        });
    }

    #[test]
    fn a_release_moves_only_to_a_status_that_comes_next(life in a_full_life(140)) {
        asked(&life, |desk, happened| {
            let Command::MoveTo(typed) = &happened.command else { return };
            let before = &happened.before.release;
            let legal = before.legal_moves();
            let meant = legal.iter().find(|way| way.to.is_meant(typed));
            match (&happened.said, meant) {
                (Ok(_), Some(way)) => {
                    assert_eq!(desk.release().status().as_ref(), Some(&way.to));
                    assert!(happened.who.has_any(&way.by), "{typed} by {}", happened.who.id);
                }
                (Ok(_), None) => panic!("{typed} does not come after {:?}", before.status()),
                (Err(_), _) => assert_eq!((desk.release(), &desk.service), (before, &happened.before.service)),
            }
        });
    }

    #[test]
    fn of_what_is_over_only_what_was_left_behind_is_changed(life in a_full_life(140)) {
        asked(&life, |desk, happened| {
            let before = &happened.before;
            if !before.release.is_over() || happened.said.is_err() {
                return;
            }
            let may_be_said = matches!(happened.command, Command::TurnOff(_) | Command::ShutDown);
            assert!(may_be_said, "{:?} was accepted afterwards", happened.command);
            assert_eq!(desk.release().course, before.release.course);
            assert_eq!(desk.release().steps, before.release.steps);
            let mut beside = (*desk.service).clone();
            beside.states.clone_from(&before.service.states);
            beside.instances.clone_from(&before.service.instances);
            beside.outages.clone_from(&before.service.outages);
            assert_eq!(beside, *before.service, "more than that became different");
        });
    }
}

/// Every gate of a step that is complete was open, by its own words, unless an override lifted it.
fn no_gate_was_shut(desk: &Desk, happened: &Happened, name: &str) {
    let release = desk.release();
    let (_, step, state) = release.find_step(&name.into()).expect("it is there");
    if !state.lifted.is_empty() {
        assert!(
            release.overrides.iter().any(|o| o.step == step.name),
            "{name} was lifted by nobody"
        );
        return;
    }
    let today = happened
        .now
        .with_timezone(&release.process.service.zone)
        .date_naive();
    for environment in &step.takes {
        let holder = happened.before.service.holders.get(environment);
        assert!(
            holder.is_none_or(|h| h.release == release.number),
            "{environment} was another's"
        );
    }
    for gate in &step.gates {
        match gate {
            Gate::OutageBegun => {
                let begun = release.outage.as_ref().is_some_and(|o| {
                    o.started.is_some() || o.announced.is_some_and(|w| w.start <= happened.now)
                });
                assert!(begun || !release.asks_outage(), "{name} came before the outage");
            }
            Gate::NoBlockers => assert_eq!(
                release.standing_blockers().count(),
                0,
                "{name} in spite of a blocker"
            ),
            Gate::RanOn(environment) => {
                let ran = desk.service.history.get(environment).into_iter().flatten();
                let ran = ran.filter(|ran| ran.version == release.version).count();
                assert!(ran > 0, "{name}: {} never ran on {environment}", release.version);
            }
            Gate::NotBefore { step, ask } => {
                let day = release.agreed_day(step, ask).expect("a day is agreed");
                assert!(day <= today, "{name} came before {day}");
            }
            Gate::NoHoliday | Gate::WorkingDay | Gate::NoFreeze(_) => {
                let calendar = desk.service.calendar(&release.process.service);
                let is_off = match gate {
                    Gate::NoHoliday => calendar.find_holiday(today).is_some(),
                    Gate::WorkingDay => !calendar.is_working_day(today),
                    _ => {
                        let zone = release.process.service.zone;
                        let hard = calendar.freezes.iter().filter(|f| f.hard && f.is_for(None));
                        hard.filter_map(|f| f.find_at(zone, happened.now))
                            .next()
                            .is_some()
                    }
                };
                assert!(!is_off, "{name} in spite of the calendar");
            }
            Gate::HeldBy(environment) => {
                let zone = release.process.service.zone;
                let came = happened.before.service.outside.arrivals.iter();
                let mut came = came.filter(|a| a.environment == *environment && a.version == release.version);
                assert!(
                    came.any(|a| a.at.with_timezone(&zone).date_naive() < today),
                    "{name} came on the day on which {} came to {environment}",
                    release.version
                );
            }
            Gate::NextSlot(_) => {
                let began = release
                    .started
                    .at
                    .with_timezone(&release.process.service.zone)
                    .date_naive();
                assert!(began < today, "{name} came on the day on which the release began");
            }
        }
    }
}

fn is_alarm_of(timer: &Timer, state: &StateName) -> bool {
    timer.key.split('@').nth(1) == Some(state.as_str())
}

/// A move that the playbook declares, one that a comment makes, or the way back when the release is over.
fn leads(workflow: &Workflow, from: &Ticket, to: &Ticket) -> bool {
    let by_comment = workflow
        .find(&from.status)
        .is_some_and(|(_, s)| s.comment_by.values().any(|s| *s == to.status));
    workflow.leads(&from.status, &to.status) || by_comment || to.status == workflow.back_to
}

fn whoever_moves_a_ticket_may(happened: &Happened) {
    let Command::Ticket(asked) = &happened.command else {
        return;
    };
    let (TicketAct::Move { to, .. }, Ok(_)) = (&asked.act, &happened.said) else {
        return;
    };
    let rules = happened.before.release.ticket_rules().expect("it has tickets");
    let (_, ticket) = happened
        .before
        .service
        .find_ticket(asked.ticket.as_str())
        .expect("it is known");
    let legal = rules.legal(&ticket.status);
    let mut mine = legal
        .iter()
        .filter(|way| happened.who.has_any(way.by.iter().chain(&way.agreed_by)));
    assert!(mine.any(|way| way.to == *to), "{to} by {}", happened.who.id);
}
