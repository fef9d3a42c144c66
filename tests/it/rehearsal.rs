//! Rehearsals: playbooks on a simulated clock, as people would read them.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use gonogo::domain::diary::HolidayAnswer;
use gonogo::domain::name::ProcessName;
use gonogo::playbook::{self, Playbook, Source};
use gonogo::rehearsal::paper::Format;
use gonogo::rehearsal::{Entry, Kind, Plan, Rehearsal, Temper, rehearse, span};
use tokio_util::sync::CancellationToken;

mod eight_weeks;
mod nagging;
mod narrow;
mod unfinished;

fn shipped(name: &str) -> Playbook {
    playbook::read(&playbook::find_shipped(name).unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plan(playbook: Playbook, from: &str, length: &str) -> Plan {
    Plan {
        playbook,
        from: day(from),
        until: span::end(length, day(from)).unwrap(),
        zone: None,
        team: Temper::Willing,
        on_holiday: HolidayAnswer::Later,
        also: vec![],
    }
}

async fn played(plan: &Plan) -> Rehearsal {
    rehearse(plan, |_| {}, &CancellationToken::new()).await.unwrap()
}

fn text(rehearsal: &Rehearsal, width: usize) -> String {
    rehearsal.on_paper(Format::Text, &Kind::USUAL, width)
}

/// The entries that call a planned day to mind on that day, in the channel.
fn due(rehearsal: &Rehearsal) -> Vec<&Entry> {
    let calls = |entry: &&Entry| {
        let is_in_channel = entry.place.as_deref() == Some("#releases");
        let words = [" is due: ", "today is release day"];
        entry.kind == Kind::Reminder && is_in_channel && words.iter().any(|words| entry.text.contains(words))
    };
    rehearsal.entries.iter().filter(calls).collect()
}

/// The team lives elsewhere than the playbook says: everything happens at its own nine o'clock.
#[tokio::test]
async fn a_team_elsewhere_is_called_at_its_own_hour() {
    let mut plan = plan(shipped("sync"), "2026-11-23", "52w");
    plan.zone = Some(chrono_tz::Europe::Berlin);
    let rehearsal = played(&plan).await;
    let local: BTreeSet<String> = due(&rehearsal)
        .iter()
        .map(|entry| {
            entry
                .at
                .with_timezone(&chrono_tz::Europe::Berlin)
                .format("%a %H:%M")
                .to_string()
        })
        .collect();
    assert_eq!(local.into_iter().collect::<Vec<_>>(), ["Tue 09:00"]);
    let offsets: BTreeSet<String> = due(&rehearsal)
        .iter()
        .map(|entry| entry.at.format("%H:%M").to_string())
        .collect();
    assert_eq!(
        offsets.into_iter().collect::<Vec<_>>(),
        ["07:00", "08:00"],
        "summer and winter"
    );
}

/// S4.12
#[tokio::test]
async fn in_a_year_no_planned_day_is_missed_and_none_is_called_twice() {
    let playbook = shipped("sync");
    let cadence = playbook.service.cadences[0].clone();
    let rehearsal = played(&plan(playbook, "2026-11-23", "1y")).await;
    let planned: Vec<NaiveDate> = cadence
        .slots_from(rehearsal.from)
        .take_while(|date| *date < rehearsal.until)
        .collect();
    let called: Vec<NaiveDate> = due(&rehearsal)
        .iter()
        .map(|entry| entry.at.with_timezone(&rehearsal.zone).date_naive())
        .collect();
    assert_eq!(planned.len(), 26);
    assert_eq!(
        called, planned,
        "none of these days is on a holiday, so none moves"
    );
    assert_eq!(rehearsal.summary.days.held, planned.len());
    assert_eq!(rehearsal.summary.not_done, [""; 0]);
}

/// Everybody serves in turn: twelve months and four people.
#[tokio::test]
async fn in_a_year_everybody_serves_alike() {
    let rehearsal = played(&plan(shipped("sync"), "2026-12-01", "1y")).await;
    let turns: Vec<(&str, usize)> = rehearsal
        .summary
        .served
        .iter()
        .map(|served| (served.person.as_str(), served.turns))
        .collect();
    assert_eq!(turns, [("Ana", 3), ("Ben", 3), ("Cho", 3), ("Dia", 3)]);
}

/// Every process that can be started comes to its end, and nothing is left that nobody may do.
#[tokio::test]
async fn every_shipped_process_comes_to_its_end() {
    for source in playbook::shipped() {
        let name = playbook::short_name(&source);
        let playbook = playbook::read(&source).unwrap();
        let startable = playbook
            .processes
            .iter()
            .filter(|process| process.not_yet.is_none());
        let startable: BTreeSet<ProcessName> = startable.map(|process| process.name.clone()).collect();
        let mut plan = plan(playbook, "2026-11-23", "26w");
        plan.also = startable.iter().cloned().collect();
        let rehearsal = played(&plan).await;
        assert_eq!(rehearsal.summary.not_done, [""; 0], "{name}");
        assert_eq!(rehearsal.summary.finished_processes, startable, "{name}");
    }
}
