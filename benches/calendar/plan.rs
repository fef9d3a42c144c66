//! The eight weeks to come of a service with a long past: five cadences, ten years of holidays, 1,000 releases.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use gonogo::domain::diary::Slot;
use gonogo::domain::fact::{Recorded, ServiceFact};
use gonogo::domain::forecast::{Outlook, forecast};
use gonogo::domain::name::{EnvironmentName, PersonId, Version};
use gonogo::domain::process::Process;
use gonogo::domain::service::ServiceState;
use gonogo::playbook::{self, Source};

const RELEASES: i64 = 1_000;
const CADENCES: i64 = 5;
const TIMES: usize = 1_000;

/// Works the plan out so many times, and prints how long that took.
pub(super) fn measure() {
    let source = Source {
        name: "five.toml".to_owned(),
        text: five_cadences(),
    };
    let playbook = playbook::read(&source).expect("the playbook of the bench is sound");
    let processes: Vec<Arc<Process>> = playbook.processes.into_iter().map(Arc::new).collect();
    let now: DateTime<Utc> = "2026-12-01T12:00:00Z".parse().expect("it is a moment");
    let state = a_long_past(&processes, now);
    let outlook = Outlook {
        now,
        state: &state,
        processes: &processes,
        open: &[],
    };
    let mut took: Vec<Duration> = Vec::with_capacity(TIMES);
    let mut days = 0;
    for _ in 0..TIMES {
        let began = Instant::now();
        days = std::hint::black_box(forecast(&outlook, 8)).len();
        took.push(began.elapsed());
    }
    took.sort();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0;
    println!(
        "the plan of eight weeks, {days} planned days after {RELEASES} releases: p50 {:.3} ms, p99 {:.3} ms, max {:.3} ms",
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// Everything that a service remembers of so many releases, each on its planned day.
fn a_long_past(processes: &[Arc<Process>], now: DateTime<Utc>) -> ServiceState {
    let mut state = ServiceState::default();
    let weeks = RELEASES / CADENCES;
    for number in 1..=RELEASES {
        let (week, n) = ((number - 1) / CADENCES, (number - 1) % CADENCES);
        let at = now - TimeDelta::weeks(weeks - week) + TimeDelta::hours(n);
        let process = &processes[usize::try_from(n).expect("it is one of five")];
        let cadence = process
            .service
            .find_cadence_of(&process.name)
            .expect("it is planned");
        let date = cadence.before(at.date_naive()).unwrap_or(cadence.anchor);
        let slot = Slot {
            cadence: cadence.name.clone(),
            date,
        };
        let version = Version::from(format!("1.{week}.{n}"));
        let set = |environment: &str| ServiceFact::VersionSet {
            environment: EnvironmentName::from(environment),
            version: version.clone(),
            release: number,
            component: None,
        };
        let facts = [
            ServiceFact::SlotProposed {
                slot: slot.clone(),
                day: date,
            },
            ServiceFact::ReleaseStarted {
                release: number,
                process: process.name.clone(),
                version: version.clone(),
                on: date,
            },
            ServiceFact::SlotTaken {
                slot,
                release: number,
            },
            set("staging"),
            set("prod"),
            ServiceFact::ReleaseEnded {
                release: number,
                finished: true,
            },
        ];
        for fact in facts {
            let by = PersonId::from("1");
            state.apply(&Recorded { at, by, fact });
        }
    }
    state
}

/// A playbook with five weekly cadences, and a holiday on the 13th of each month from 2022 to 2031.
fn five_cadences() -> String {
    let mut text = String::from(
        "[service]\nname = \"five\"\ntitle = \"Five\"\nzone = \"Europe/Berlin\"\nenvironments = [\"staging\", \"prod\"]\n\
         roles = [\"Team\"]\n[calendar.holidays]\ncountry = [\n",
    );
    let first = NaiveDate::from_ymd_opt(2022, 1, 1).expect("it is a day");
    for day in first
        .iter_days()
        .take_while(|day| day.year() < 2032)
        .filter(|day| day.day() == 13)
    {
        text += &format!(
            "    {{ date = {day}, name = \"Holiday of {}\" }},\n",
            day.format("%B")
        );
    }
    text += "]\n";
    for n in 0..CADENCES {
        let anchor = first + Days::new(2 + n as u64);
        text += &format!(
            "[cadence.c{n}]\ntitle = \"Cadence {n}\"\nanchor = \"{anchor}\"\nevery = \"1 week\"\nat = \"09:00\"\n\
             process = \"run{n}\"\nrole = \"Team\"\n\
             [[process]]\nname = \"run{n}\"\ntitle = \"Run {n}\"\npurpose = \"A bench.\"\n\
             [[process.step]]\nname = \"staging\"\ntitle = \"Deploy on staging\"\nowner = \"Team\"\nasks = [\"Done\"]\n\
             sets_version = \"staging\"\n\
             [[process.step]]\nname = \"prod\"\ntitle = \"Deploy on prod\"\nowner = \"Team\"\nasks = [\"Done\"]\n\
             sets_version = \"prod\"\n"
        );
    }
    text
}
