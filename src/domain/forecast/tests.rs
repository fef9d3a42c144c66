//! The weeks to come, before and after fixes, skips and moves; rounds in releases; what stands in the way.

use super::*;
use crate::domain::cadence::tests::day;
use crate::domain::decide::tests::given::{Desk, person};
use crate::domain::fact::ServiceFact;
use crate::domain::ledger::tests::{Book, first_day, slot};

/// The plan of the shipped sync servers as that book has it, a line for each day: what goes where, and the prospect.
fn plan(book: &Book, now: &str) -> Vec<String> {
    let source = crate::playbook::find_shipped("sync").unwrap();
    let processes = crate::playbook::read(&source).unwrap().processes;
    let processes: Vec<Arc<Process>> = processes.into_iter().map(Arc::new).collect();
    let outlook = Outlook {
        now: book.at(now),
        state: &book.state,
        processes: &processes,
        open: &[],
    };
    forecast(&outlook, 8).iter().map(line).collect()
}

fn line(planned: &PlannedDay) -> String {
    let legs: Vec<String> = planned
        .legs
        .iter()
        .map(|leg| {
            let gets = match &leg.gets {
                Coming::Version(version, _) => version.to_string(),
                Coming::MergedBy(by, _) => format!("merged by {}", by.format("%-d %b")),
                Coming::TestedOn(environment) => format!("as on {environment}"),
                Coming::Same(version) => format!("still {version}"),
                Coming::Replaced(by) => format!("replaced by {}", by.version),
                Coming::Nothing => "nothing".to_owned(),
            };
            format!("{} {gets}", leg.environment)
        })
        .collect();
    let prospect = match &planned.prospect {
        Prospect::Skipped(..) => "skipped",
        Prospect::Begun(_) => "begun",
        Prospect::Due => "due",
        Prospect::NothingMerged(_) => "nothing merged",
        Prospect::Replaced => "replaced",
        Prospect::Planned => "",
    };
    format!("{}: {} {prospect}", planned.day.format("%-d %b"), legs.join(", "))
        .trim_end()
        .to_owned()
}

#[test]
fn what_is_created_on_one_day_goes_on_with_the_next() {
    let begun = first_day().started("2026-11-24T09:30", 2, "v0.0.4");
    let lines = plan(&begun, "2026-11-24T12:00");
    assert_eq!(
        lines,
        [
            "24 Nov: production still v0.0.3, staging v0.0.4 begun",
            "8 Dec: production v0.0.4, staging merged by 8 Dec",
            "22 Dec: production merged by 8 Dec, staging merged by 22 Dec",
            "5 Jan: production merged by 22 Dec, staging merged by 5 Jan",
            "19 Jan: production merged by 5 Jan, staging merged by 19 Jan",
        ]
    );
}

/// S4.30, S4.32, S4.37, S4.39: every fix changes what goes where, and no day.
#[test]
fn fixes_change_the_plan_and_no_day() {
    let warm = first_day().runs("2026-12-01T10:00", "staging", "v0.0.5", 3);
    assert_eq!(
        plan(&warm, "2026-12-01T12:00")[..2],
        [
            "8 Dec: production v0.0.5, staging merged by 8 Dec",
            "22 Dec: production merged by 8 Dec, staging merged by 22 Dec",
        ]
    );
    let warm = first_day().replaced("2026-12-08", "staging", 3, "v0.0.5").runs(
        "2026-12-07T10:00",
        "staging",
        "v0.0.5",
        3,
    );
    assert_eq!(
        plan(&warm, "2026-12-07T12:00")[..3],
        [
            "8 Dec: production v0.0.4, staging replaced by v0.0.5 replaced",
            "22 Dec: production v0.0.5, staging merged by 22 Dec",
            "5 Jan: production merged by 22 Dec, staging merged by 5 Jan",
        ]
    );
    let hot = first_day().replaced("2026-12-08", "production", 3, "v0.0.5");
    assert_eq!(
        plan(&hot, "2026-12-07T12:00")[..2],
        [
            "8 Dec: production replaced by v0.0.5, staging merged by 8 Dec",
            "22 Dec: production merged by 8 Dec, staging merged by 22 Dec",
        ]
    );
}

#[test]
fn a_skipped_day_is_passed_over_and_a_moved_one_keeps_its_place() {
    let mut book = first_day();
    let reason = "away".to_owned();
    book.happened(
        "2026-12-01T09:00",
        ServiceFact::SlotSkipped {
            slot: slot("2026-12-08"),
            reason: reason.clone(),
        },
    );
    let to = day("2026-12-23");
    book.happened(
        "2026-12-01T09:00",
        ServiceFact::SlotMoved {
            slot: slot("2026-12-22"),
            to,
            reason,
        },
    );
    assert_eq!(
        plan(&book, "2026-12-02T12:00"),
        [
            "8 Dec:  skipped",
            "23 Dec: production v0.0.4, staging merged by 23 Dec",
            "5 Jan: production merged by 23 Dec, staging merged by 5 Jan",
            "19 Jan: production merged by 5 Jan, staging merged by 19 Jan",
        ]
    );
}

/// S1.19, S1.22, S1.23: two cadences together; a production release names the rounds that it contains.
#[test]
fn a_release_names_the_rounds_that_it_contains() {
    let source = crate::playbook::find_shipped("fmtm").unwrap();
    let processes = crate::playbook::read(&source).unwrap().processes;
    let processes: Vec<Arc<Process>> = processes.into_iter().map(Arc::new).collect();
    let service = processes[0].service.clone();
    let book = Book {
        service,
        state: ServiceState::default(),
    }
    .runs("2026-12-02T10:00", "staging", "2026.5.0", 1)
    .runs("2026-12-03T10:00", "production", "2026.5.0", 2)
    .runs("2026-12-20T10:00", "staging", "2026.6.0", 3)
    .runs("2026-12-22T10:00", "staging", "2026.6.1", 4);
    let outlook = Outlook {
        now: book.at("2027-01-04T10:00"),
        state: &book.state,
        processes: &processes,
        open: &[],
    };
    let days = forecast(&outlook, 14);
    let lines: Vec<String> = days.iter().map(line).collect();
    assert_eq!(
        lines[..4],
        [
            "5 Jan: staging merged by 5 Jan",
            "19 Jan: staging merged by 19 Jan",
            "2 Feb: production as on staging",
            "2 Feb: staging merged by 2 Feb",
        ]
    );
    let contained = |planned: &PlannedDay| -> Vec<String> {
        let rounds = planned.legs[0].rounds.iter();
        rounds
            .map(|round| match &round.version {
                Some(version) => version.to_string(),
                None => round.day.to_string(),
            })
            .collect()
    };
    assert_eq!(
        contained(&days[2]),
        ["2026.6.0", "2026.6.1", "2027-01-05", "2027-01-19"]
    );
    let next = days[3..]
        .iter()
        .find(|d| d.slot.cadence.as_str() == "production")
        .unwrap();
    assert_eq!(
        contained(next),
        [
            "2027-02-02",
            "2027-02-16",
            "2027-03-02",
            "2027-03-16",
            "2027-03-30"
        ]
    );
}

/// What stands in the way on the day: a blocker, a missing go, nobody whose turn it is, nobody who carries it on.
#[test]
fn a_day_says_what_stands_in_its_way() {
    let mut desk = Desk::shipped_as("sync");
    desk.clock_shows("2026-11-24T18:00:00Z");
    let manager = "1 of Release manager";
    desk.clock_sees_to_the_service();
    desk.starts(manager, "sync-release", "v0.0.4").unwrap();
    let mut desk = desk.reaches("safe-for-production");
    let blocks = |desk: &Desk| {
        let open = [desk.situation()];
        let processes = desk.processes();
        let outlook = Outlook {
            now: desk.now,
            state: &desk.service,
            processes,
            open: &open,
        };
        forecast(&outlook, 4)[1].blocks.clone()
    };
    let words = |desk: &Desk| -> Vec<String> {
        blocks(desk)
            .into_iter()
            .map(|block| match block {
                Block::NobodyOnDuty => "nobody".to_owned(),
                Block::Shut {
                    step,
                    shut: Shut::Blocked(which),
                    ..
                } => format!("{step}: {}", which[0].1),
                Block::Awaits { release, what, .. } => format!("#{release}: {what}"),
                Block::Held(release) => format!("#{release} is held"),
                Block::NobodyCarries(version) => format!("nobody carries {version}"),
                other => panic!("{other:?}"),
            })
            .collect()
    };
    assert_eq!(words(&desk), ["nobody", "#1: Safe to release to production"]);
    let blocker = crate::domain::command::Command::RaiseBlocker("folders are lost".to_owned());
    desk.asks(&person("1 of QA"), &blocker).unwrap();
    assert_eq!(
        words(&desk),
        [
            "nobody",
            "Requirements for production: folders are lost",
            "#1: Safe to release to production"
        ]
    );
    desk.aborts(manager, "no").unwrap();
    let processes = desk.processes();
    let outlook = Outlook {
        now: desk.now,
        state: &desk.service,
        processes,
        open: &[],
    };
    let alone = forecast(&outlook, 4)[1].blocks.clone();
    assert!(
        alone.contains(&Block::NobodyCarries("v0.0.4".into())),
        "{alone:?}"
    );
}

/// Five cadences, ten years of holidays and 1,000 releases behind it: the plan is that of the last weeks all the same.
#[test]
fn a_long_past_changes_nothing_of_the_plan() {
    let source = crate::playbook::find_shipped("sync").unwrap();
    let mut processes = crate::playbook::read(&source).unwrap().processes;
    let mut service = processes[0].service.clone();
    let planned = service.cadences[0].clone();
    service.cadences = (0..5)
        .map(|n| crate::domain::cadence::Cadence {
            name: format!("planned-{n}").as_str().into(),
            anchor: day("2016-11-29") + Days::new(n),
            ..planned.clone()
        })
        .collect();
    let days = (0..3650)
        .step_by(30)
        .map(|n| (day("2016-12-01") + Days::new(n), "Off".to_owned()));
    let mut calendar = (*service.calendar).clone();
    Arc::make_mut(&mut calendar.sets[0].days).extend(days);
    service.calendar = Arc::new(calendar);
    processes
        .iter_mut()
        .for_each(|process| process.service = service.clone());
    let processes: Vec<Arc<Process>> = processes.into_iter().map(Arc::new).collect();
    let mut book = Book {
        state: ServiceState::default(),
        service: service.clone(),
    };
    for n in 0..1_000_i64 {
        let cadence = &service.cadences[usize::try_from(n % 5).unwrap()];
        let date = cadence.anchor + Days::new(u64::try_from(n / 5).unwrap() * 14);
        let slot = Slot {
            cadence: cadence.name.clone(),
            date,
        };
        let (local, version) = (format!("{date}T10:00"), format!("v0.{n}.0"));
        book.happened(&local, ServiceFact::SlotTaken { slot, release: n + 1 });
        book = book
            .started(&local, n + 1, &version)
            .runs(&local, "staging", &version, n + 1);
    }
    let outlook = Outlook {
        now: book.at("2024-08-01T10:00"),
        state: &book.state,
        processes: &processes,
        open: &[],
    };
    let days = forecast(&outlook, 8);
    let each = service
        .cadences
        .iter()
        .map(|cadence| days.iter().filter(|d| d.slot.cadence == cadence.name).count());
    assert_eq!(each.collect::<Vec<_>>(), [4, 4, 5, 4, 4]);
    assert!(days.is_sorted_by_key(|planned| planned.day));
}
