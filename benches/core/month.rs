//! How long the report of a month takes that had a thousand releases, on SQLite in memory.

use std::collections::BTreeSet;
use std::time::Instant;

use gonogo::app::{App, Library, ShelvedProcess};
use gonogo::clock::Clock;
use gonogo::domain::command::Command;
use gonogo::domain::month::YearMonth;
use gonogo::domain::name::PersonId;
use gonogo::domain::person::Actor;
use gonogo::playbook;
use gonogo::store::Store;

use super::{at, item};

/// How many releases the month had.
const RELEASES: usize = 1_000;

/// How often an item of each is ticked, or unticked.
const TICKS: usize = 20;

/// How often the report is asked for.
const RUNS: usize = 5;

/// Prints how long the report takes, each time that it is asked for.
pub(crate) fn measure() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build();
    runtime.expect("a runtime starts").block_on(report());
}

async fn report() {
    let month = Month::with_releases().await;
    let service = "myportfolio".into();
    let of: YearMonth = "2026-11".parse().expect("a month");
    for _ in 0..RUNS {
        let began = Instant::now();
        let found = month
            .app
            .find_month(&service, of)
            .await
            .expect("the store is there");
        let took = began.elapsed();
        assert!(found.is_some(), "the service is known");
        println!(
            "the report of a month of {RELEASES} releases with {} facts: {:.0} ms",
            month.facts,
            took.as_secs_f64() * 1e3
        );
    }
}

struct Month {
    app: App,
    facts: i64,
}

impl Month {
    /// Releases one after the other, each ticked for a while and then aborted.
    async fn with_releases() -> Self {
        let store = Store::open("sqlite::memory:").await.expect("memory is there");
        let clock = Clock::by_hand("2026-11-24T08:00:00Z".parse().expect("a time"));
        let (scheduler, courier) = (clock.worker().alarm(), clock.worker().alarm());
        let playbooks = playbook::read_all(&playbook::shipped()).expect("the shipped playbooks are sound");
        let processes = playbooks.into_iter().flat_map(|p| p.processes);
        let shelved = processes.map(|p| ShelvedProcess {
            digest: playbook::digest(&p),
            process: p.into(),
        });
        let shelved: Vec<ShelvedProcess> = shelved
            .filter(|s| s.process.service.name.as_str() == "myportfolio")
            .collect();
        let minor = shelved.iter().find(|s| s.process.name.as_str() == "mahara-minor");
        let minor = minor.expect("it is shipped").clone();
        let app = App::new(store.clone(), clock, Library::new(shelved), scheduler, courier);
        for n in 0..RELEASES {
            live(&app, &minor, n).await;
        }
        let mut facts = 0;
        let mut tx = store.read().await.expect("the store is there");
        for stream in tx.streams().await.expect("the store is there") {
            facts += tx.facts(&stream, 0).await.expect("the store is there").len() as i64;
        }
        drop(tx);
        Self { app, facts }
    }
}

async fn live(app: &App, process: &ShelvedProcess, n: usize) {
    let actor = Actor {
        id: PersonId::from("ana"),
        roles: BTreeSet::from(["SRE team".into(), "VLE Services".into()]),
    };
    let version = format!("22.{n}.1");
    let started = app
        .start(&format!("start-{n}"), &actor, process, &version, None)
        .await;
    let number = started.expect("nothing forbids a start").situation.release.number;
    let mut commands = vec![
        Command::Give(at("prepare-image", "image"), "r1".to_owned()),
        Command::Confirm(at("deploy-pre-prod", "deployed")),
    ];
    commands.extend((0..TICKS).map(|tick| match tick % 2 {
        0 => Command::PassItem(item()),
        _ => Command::ReopenItem(item()),
    }));
    commands.push(Command::Abort("a bench".to_owned()));
    for (count, command) in commands.iter().enumerate() {
        let done = app
            .handle(&format!("do-{n}-{count}"), &actor, number, command)
            .await;
        done.expect("it may be done");
    }
}
