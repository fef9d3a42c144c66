//! What all requests and sockets of one sandbox share: everything behind one lock, and the signals around it.
//!
//! Routes and the gateway come here through [`Server::with`]; events that the world has put out are handed to the
//! sessions before the lock is given back, so all clients hear of things in one order.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::faults::{Faults, Twist};
use super::gateway::{AT_ONCE, Owed, Sessions};
use super::history::{History, quoted};
use super::pace::Pace;
use super::world::{To, World, stamp};
use crate::clock::Worker;

/// Everything behind the lock.
pub(crate) struct Hall {
    pub(crate) world: World,
    pub(crate) sessions: Sessions,
    pub(crate) history: History,
    pub(crate) pace: Pace,
    pub(crate) faults: Faults,
    /// In which time zone the team of each service lives, by its IANA name and the service's title; for people to read.
    pub(crate) zones: BTreeMap<String, String>,
}

impl Hall {
    /// Hands the world's events to the sessions.
    fn deliver(&mut self) {
        for dispatch in std::mem::take(&mut self.world.out) {
            let delivery = self.sessions.deliver(&self.world, &dispatch, &mut self.faults);
            if !self.history.is_kept() {
                continue;
            }
            let users = delivery.to.iter().filter_map(|id| self.world.users.get(id));
            let names: Value = users.map(|user| user.name.as_str()).collect();
            let (event, twist) = (
                json!(dispatch.name),
                delivery.twist.map(|twist| show_twist(&twist)),
            );
            let mut fields = vec![("to", &names), ("event", &event), ("data", &dispatch.data)];
            if let Some(twist) = &twist {
                fields.push(("fault", twist));
            }
            self.write("dispatch", &fields);
        }
    }

    /// Writes a line to the history, with the time.
    pub(crate) fn write(&mut self, kind: &str, fields: &[(&str, &Value)]) {
        if !self.history.is_kept() {
            return;
        }
        let (t, kind) = (quoted(&stamp(self.world.now())), quoted(kind));
        let texts: Vec<String> = fields.iter().map(|(_, value)| value.to_string()).collect();
        let mut line = vec![("t", t.as_str()), ("kind", kind.as_str())];
        line.extend(
            fields
                .iter()
                .zip(&texts)
                .map(|((name, _), text)| (*name, text.as_str())),
        );
        self.history.write(&line);
    }
}

/// What a script did to an event, for the history.
fn show_twist(twist: &Twist) -> Value {
    json!({"script": twist.script, "copies": twist.copies, "delay_ms": twist.delay.as_millis() as u64})
}

/// One sandbox.
pub(crate) struct Server {
    hall: Mutex<Hall>,
    pub(crate) stop: CancellationToken,
    /// Whether haste is refused.
    pub(crate) enforce_pace: bool,
    /// How many interactions wait for an answer.
    waiting: watch::Sender<usize>,
    /// How many bots owe a heartbeat that was asked for.
    owed: watch::Sender<Owed>,
    /// How many events are kept back.
    late: watch::Sender<usize>,
    opened: Notify,
}

impl Server {
    /// A sandbox around a new world.
    pub(crate) fn new(world: World, enforce_pace: bool, keep_history: bool) -> Self {
        let hall = Hall {
            world,
            sessions: Sessions::default(),
            history: History::new(keep_history),
            pace: Pace::default(),
            faults: Faults::default(),
            zones: BTreeMap::new(),
        };
        Self {
            hall: Mutex::new(hall),
            stop: CancellationToken::new(),
            enforce_pace,
            waiting: watch::Sender::new(0),
            owed: watch::Sender::new(Owed::default()),
            late: watch::Sender::new(0),
            opened: Notify::new(),
        }
    }

    /// Does something with everything, then lets the clients hear of it.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut Hall) -> T) -> T {
        let mut hall = self.hall.lock().expect("no code panics while it holds the hall");
        let result = act(&mut hall);
        hall.deliver();
        let waiting = hall.world.interactions.waiting();
        let grew = self
            .waiting
            .send_if_modified(|seen| std::mem::replace(seen, waiting) != waiting)
            && waiting > 0;
        let late = hall.sessions.late_events();
        let kept_back = self
            .late
            .send_if_modified(|seen| std::mem::replace(seen, late) != late)
            && late > 0;
        let owed = hall.sessions.beats_owed();
        self.owed
            .send_if_modified(|seen| std::mem::replace(seen, owed) != owed);
        drop(hall);
        if grew || kept_back {
            self.opened.notify_one();
        }
        result
    }

    /// Waits until every interaction has got its first answer or has failed.
    pub(crate) async fn all_answered(&self) {
        let mut waiting = self.waiting.subscribe();
        // The sender lives as long as this server.
        let _ = waiting.wait_for(|count| *count == 0).await;
    }

    /// Waits until no event is kept back any more.
    pub(crate) async fn all_delivered(&self) {
        let mut late = self.late.subscribe();
        // The sender lives as long as this server.
        let _ = late.wait_for(|count| *count == 0).await;
    }

    /// Waits until every connected bot has read what was sent to it. Whoever has shown before that it says so is waited for
    /// as long as the caller likes, others for a moment.
    pub(crate) async fn all_read(&self) {
        self.with(|hall| hall.sessions.ask_for_beats());
        let mut owed = self.owed.subscribe();
        // Whoever answers no heartbeat is not waited for: that is the gateway's to judge.
        let _ = tokio::time::timeout(AT_ONCE, owed.wait_for(|owed| owed.all == 0)).await;
        // The sender lives as long as this server.
        let _ = owed.wait_for(|owed| owed.sure == 0).await;
    }

    /// Does what the server's clock brings about, until the sandbox stops.
    pub(crate) async fn keep_time(&self, mut keeper: Worker) {
        loop {
            let next = self.with(|hall| hall.world.keep_time());
            tokio::select! { () = keeper.rest(next) => (), () = self.stop.cancelled() => return }
        }
    }

    /// Lets interactions fail that nobody answers, and delivers what was kept back, until the sandbox stops.
    pub(crate) async fn reap(&self) {
        loop {
            let next = self.with(|hall| {
                let now = Instant::now();
                for late in hall.world.interactions.reap(now) {
                    let data = json!({"id": late.id, "nonce": late.nonce});
                    hall.world.tell(To::Only(late.user), "INTERACTION_FAILURE", data);
                }
                for name in hall.sessions.deliver_late(now) {
                    hall.write("late", &[("event", &json!(name))]);
                }
                let deadlines = [hall.world.interactions.next_deadline(), hall.sessions.next_late()];
                deadlines.into_iter().flatten().min()
            });
            let due = async {
                match next {
                    Some(at) => pause(at.saturating_duration_since(Instant::now())).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! { () = due => (), () = self.opened.notified() => (), () = self.stop.cancelled() => return }
        }
    }
}

/// Waits in real time: how networks misbehave is not a matter of the sandbox's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "three seconds, delays and heartbeats are real time on any clock"
)]
pub(crate) async fn pause(length: Duration) {
    tokio::time::sleep(length).await;
}
