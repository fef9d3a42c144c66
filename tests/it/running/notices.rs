//! Killed with -9 between every two steps of saying one notice: none is lost, none is doubled (issue 4, "Proof").
//!
//! The steps: queued, attempt written down, request sent, done by Discord, answer read, result written down.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use gonogo::app::{App, Library, ShelvedProcess};
use gonogo::clock::Clock;
use gonogo::domain::name::{PersonId, ServiceName};
use gonogo::domain::outage::{OutageAbout, OutageCommand, Plan, Window};
use gonogo::domain::person::Actor;
use gonogo::playbook;
use gonogo::store::{NoticeState, Store};
use serde_json::json;

use super::bot::{Stage, sees};

/// Writes into the database of a bot that does not run, as its own commands would.
struct Desk {
    app: App,
    actor: Actor,
    count: u32,
}

impl Desk {
    async fn open(stage: &Stage) -> Self {
        let sources: Vec<_> = playbook::find_shipped("myportfolio").into_iter().collect();
        let playbooks = playbook::read_all(&sources).unwrap();
        let roles: BTreeSet<_> = playbooks.iter().flat_map(|p| p.roles.iter().cloned()).collect();
        let shelved = playbooks
            .into_iter()
            .flat_map(|p| p.processes)
            .map(|p| ShelvedProcess {
                digest: playbook::digest(&p),
                process: p.into(),
            });
        let library = Library::new(shelved.collect());
        let clock = Clock::system();
        let (scheduler, courier) = (clock.worker().alarm(), clock.worker().alarm());
        let actor = Actor {
            id: PersonId::from("1"),
            roles,
        };
        Self {
            app: App::new(store(stage).await, clock, library, scheduler, courier),
            actor,
            count: 0,
        }
    }

    fn key(&mut self) -> String {
        self.count += 1;
        format!("desk-{}", self.count)
    }

    /// Announces an outage in three days.
    async fn announces(&mut self) -> i64 {
        let start = self.app.now() + TimeDelta::days(3);
        let plan = Plan {
            about: OutageAbout {
                audiences: vec!["users".into()],
                ..OutageAbout::default()
            },
            window: Window {
                start,
                end: start + TimeDelta::hours(2),
            },
            reason: None,
        };
        let (key, service) = (self.key(), ServiceName::from("myportfolio"));
        let drafted = self.app.draft_outage(&key, &self.actor, &service, &plan).await;
        let found = drafted.expect("it can be entered");
        let entered = found.outage().and_then(|o| o.draft.as_ref()).map(|d| d.window);
        let publish = OutageCommand::Publish(entered.expect("it is entered"));
        self.does(found.number, publish).await;
        found.number
    }

    async fn does(&mut self, number: i64, command: OutageCommand) {
        let key = self.key();
        let kept = self.app.keep_outage(&key, &self.actor, number, &command).await;
        assert!(kept.is_ok(), "{command:?} is refused");
    }

    async fn close(self) {
        self.app.store().close().await;
    }
}

async fn store(stage: &Stage) -> Store {
    let file = stage.folder.path().join("gonogo.db");
    Store::open(&format!("sqlite:{}", file.display())).await.unwrap()
}

/// How long anything is waited for; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the bot is killed.
#[derive(Clone, Copy, Debug)]
enum Point {
    /// Queued: the announcement above it is being edited, so that it is not begun.
    Queued,
    /// Its attempt is written down and the request is on its way; Discord does nothing with it.
    Sent,
    /// Discord did it, and its answer is never heard.
    Done,
    /// The answer was read, and could not be written down: somebody holds the database's pen.
    AnswerRead,
    /// It is written down.
    Recorded,
}

/// Each point in turn, and what is said there is in the channel once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_any_two_steps_loses_nothing_and_doubles_nothing() {
    let stage = Stage::new("").await;
    stage.story.clock.set(Clock::system().now()).unwrap();
    let ana = stage.ana().await;
    let mut desk = Desk::open(&stage).await;
    let number = desk.announces().await;
    let bot = stage.start().await;
    sees(&ana, "-# Outage 1").await;
    bot.signal("TERM").await;
    bot.ends().await;
    let points = [
        Point::Queued,
        Point::Sent,
        Point::Done,
        Point::AnswerRead,
        Point::Recorded,
    ];
    for (n, point) in points.into_iter().enumerate() {
        desk.does(number, OutageCommand::Extend(5)).await;
        die_at(&stage, point, n + 2).await;
        let before = attempts(&stage).await;
        match point {
            Point::Queued => assert_eq!(before, (0, NoticeState::Pending), "{point:?}"),
            Point::Recorded => assert_eq!(before, (1, NoticeState::Sent), "{point:?}"),
            Point::Done => assert_eq!(before, (2, NoticeState::Pending), "{point:?}"),
            Point::Sent | Point::AnswerRead => assert_eq!(before, (1, NoticeState::Pending), "{point:?}"),
        }
        let bot = stage.start().await;
        until_sent(&stage).await;
        bot.signal("TERM").await;
        bot.ends().await;
        let said = stage.story.messages("outages").await.len();
        assert_eq!(said, n + 2, "{point:?}: the announcement, and each notice once");
    }
    desk.close().await;
}

/// Runs the bot until it is there, and kills it; `said` is how many messages are in the channel once Discord did it.
async fn die_at(stage: &Stage, point: Point, said: usize) {
    let post = "POST /channels/{id}/messages";
    let edit = "PATCH /channels/{id}/messages/{id}";
    let faults = match point {
        Point::Queued => json!([{ "route": edit, "channel": "outages", "hang": true }]),
        Point::Sent => json!([{ "route": post, "channel": "outages", "hang": true }]),
        // Its second try, by which it would hear of it, gets no answer.
        Point::Done => json!([
            { "route": post, "channel": "outages", "do_it_but_drop_answer": true },
            { "route": post, "channel": "outages", "hang": true },
        ]),
        Point::AnswerRead => json!([{ "route": post, "channel": "outages", "delay_ms": 1500 }]),
        Point::Recorded => json!([]),
    };
    if faults != json!([]) {
        stage.fault(faults).await;
    }
    let bot = stage.start().await;
    stage.has_struck().await;
    match point {
        Point::Recorded => until_sent(stage).await,
        Point::AnswerRead => {
            // Nobody else writes while this is open: the attempt is written down, what became of it cannot be.
            let store = store(stage).await;
            let pen = store.begin().await.unwrap();
            until_said(stage, said).await;
            bot.signal("KILL").await;
            bot.ends().await;
            drop(pen);
            store.close().await;
            return;
        }
        Point::Done => until_said(stage, said).await,
        Point::Queued | Point::Sent => {}
    }
    bot.signal("KILL").await;
    bot.ends().await;
}

/// How often the newest notice of the channel was tried, and where it stands.
async fn attempts(stage: &Stage) -> (i64, NoticeState) {
    let store = store(stage).await;
    let mut tx = store.read().await.unwrap();
    let told = tx.notices_of_outage("service/myportfolio", 1).await.unwrap();
    let last = told.last().unwrap();
    let found = (last.attempts, last.state);
    drop(tx);
    store.close().await;
    found
}

/// Waits until everything that was queued is written down as said; the bot is another process.
async fn until_sent(stage: &Stage) {
    let store = store(stage).await;
    let sent = async {
        loop {
            let mut tx = store.read().await.unwrap();
            let told = tx.notices_of_outage("service/myportfolio", 1).await.unwrap();
            if told.iter().all(|n| n.state == NoticeState::Sent) {
                return;
            }
        }
    };
    let waited = tokio::time::timeout(PATIENCE, sent).await;
    waited.expect("everything is said");
    store.close().await;
}

/// Waits until so many messages are in the channel.
async fn until_said(stage: &Stage, count: usize) {
    let said = async { while stage.story.messages("outages").await.len() < count {} };
    let waited = tokio::time::timeout(PATIENCE, said).await;
    waited.expect("Discord does it");
}
