//! The only way out: brings cards and notices to Discord until the world agrees with the state.
//!
//! What is missing is posted, what differs is edited; one limiter, one time-out, one retry rule. Each channel is
//! served in order by one task at a time, so that a slow one holds up nobody else. Woken after commits; called by
//! `discord` for answers to interactions. It reads state through `app` and changes nothing but its own queues.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use crate::app::{App, Fault};
use crate::clock::{Alarm, Clock, Worker};
use crate::domain::card::CardKey;
use crate::domain::name::PersonId;
use crate::store::{Card, Notice, NoticeState, Via};

mod announce;
mod clocks;
mod day;
mod desk;
mod direct;
pub mod directory;
mod event;
mod fetch;
mod limiter;
mod month;
mod multipart;
mod obstacle;
mod outage;
mod parcel;
mod people;
mod post;
mod rotation;
mod said;
mod show;
mod tell;
mod verify;
mod wire;

pub use directory::Directory;
pub use fetch::NotFetched;
pub use said::{Place, Saying, say};
use show::Writers;
pub use show::Writing;
pub use wire::{Call, Verb, Wire, WireError, json_bytes};

/// How many cards and how many notices are looked at in one round.
const BATCH: i64 = 200;

/// How many notices are begun in one round when there are more: a few of every lane.
const MOST_DUE: i64 = 1000;

/// How long the courier gathers before it looks, after a calm: so short that nobody notices.
const MOMENT: Duration = Duration::from_millis(5);

/// How long it gathers while presses come in a row. Discord takes one edit of a card a second in the long run; more
/// often than this would only be work.
const UNDER_LOAD: Duration = Duration::from_millis(60);

/// How long nothing was to be done before it counts as a calm.
const CALM: Duration = Duration::from_millis(100);

/// How long a card or notice that Discord refused rests before it is tried again.
const AFTER_A_REFUSAL: TimeDelta = TimeDelta::minutes(10);

/// The waits after failures in a row on one channel, in real time.
const BACKOFF: [Duration; 6] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// Brings cards and notices to Discord.
#[derive(Clone)]
pub struct Courier {
    shared: Arc<Shared>,
}

struct Shared {
    app: App,
    clock: Clock,
    wire: Wire,
    directory: Directory,
    /// Channels that a task is serving.
    busy: Mutex<HashSet<String>>,
    /// Failures in a row, by channel.
    failures: Mutex<HashMap<String, usize>>,
    /// Cards that somebody is writing: one message, one writer.
    writers: Mutex<Writers>,
    /// Which card a message is: it never changes, so it is asked for once.
    keys: Mutex<HashMap<String, CardKey>>,
    /// What presses were answered with since the courier last looked, by card.
    answered: Mutex<HashMap<String, String>>,
    /// The channel of the conversation with each person.
    conversations: Mutex<HashMap<PersonId, String>>,
    /// Messages whose post may have gone through unseen: before the first round, everything that is not recorded.
    doubtful_before: DateTime<Utc>,
    alarm: Alarm,
    stop: CancellationToken,
}

/// Something to bring.
enum Errand {
    Card(Card),
    Notice(Notice),
}

/// What is due.
struct Due {
    cards: Vec<Card>,
    notices: Vec<Notice>,
}

/// How an errand went.
enum Went {
    /// It is done, or can never be.
    Well,
    /// It may go better soon.
    Badly(String),
    /// It waits a moment for something that is on its way.
    Soon,
    /// It waits for somebody, and what comes after it in its lane waits too.
    Held,
    /// Somebody is answering a press on that card; the end of that looks at it again.
    Busy(String),
}

impl Courier {
    /// A courier for what `app` knows, over `wire`, to the places of `directory`.
    pub fn new(
        app: App,
        clock: Clock,
        wire: Wire,
        directory: Directory,
        alarm: Alarm,
        stop: CancellationToken,
    ) -> Self {
        let doubtful_before = clock.now();
        let shared = Shared {
            app,
            clock,
            wire,
            directory,
            busy: Mutex::default(),
            failures: Mutex::default(),
            writers: Mutex::default(),
            keys: Mutex::default(),
            answered: Mutex::default(),
            conversations: Mutex::default(),
            doubtful_before,
            alarm,
            stop,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The wire, for answers to interactions.
    pub fn wire(&self) -> &Wire {
        &self.shared.wire
    }

    /// Whether the bot was told to stop: nothing new is begun.
    pub fn is_stopped(&self) -> bool {
        self.shared.stop.is_cancelled()
    }

    /// Who and what is where on Discord.
    pub fn directory(&self) -> &Directory {
        &self.shared.directory
    }

    /// Works until it is stopped; `tasks` holds what it starts.
    pub async fn run(self, mut worker: Worker, tasks: TaskTracker) {
        let mut looked_at = Instant::now();
        loop {
            let until = match self.send_out(&tasks).await {
                Ok(next) => next,
                Err(fault) => {
                    error!(%fault, "the queues could not be read; they are kept and tried again");
                    Some(self.shared.clock.now() + TimeDelta::seconds(5))
                }
            };
            tokio::select! {
                () = worker.rest(until) => {}
                () = self.shared.stop.cancelled() => return,
            }
            let since = looked_at.elapsed();
            gather(if since > CALM { MOMENT } else { UNDER_LOAD }).await;
            looked_at = Instant::now();
        }
    }

    /// Starts a task for each channel that has something due and nobody serving it.
    async fn send_out(&self, tasks: &TaskTracker) -> Result<Option<DateTime<Utc>>, Fault> {
        if !self.shared.directory.is_known() {
            return Ok(None);
        }
        let now = self.shared.clock.now().timestamp_millis();
        let (due, later) = self.look(now).await?;
        let cards = self.record_answered(due.cards).await?;
        let mut by_channel: BTreeMap<String, Vec<Errand>> = BTreeMap::new();
        for card in cards {
            by_channel
                .entry(self.lane_of_card(&card))
                .or_default()
                .push(Errand::Card(card));
        }
        for notice in due.notices {
            by_channel
                .entry(self.lane_of_notice(&notice))
                .or_default()
                .push(Errand::Notice(notice));
        }
        for (lane, errands) in by_channel {
            if self
                .shared
                .busy
                .lock()
                .expect("no code panics while it holds the lanes")
                .insert(lane.clone())
            {
                let courier = self.clone();
                // Taken here and not in the task: until it first runs nobody else would know that there is work.
                let busy = self.shared.clock.busy();
                tasks.spawn(async move {
                    courier.serve(lane, errands).await;
                    drop(busy);
                });
            }
        }
        // What is due now is being served, and its end rings; only what is due later needs the clock.
        Ok(later.and_then(DateTime::from_timestamp_millis))
    }

    /// What is due, and when the next of the rest is.
    async fn look(&self, now: i64) -> Result<(Due, Option<i64>), Fault> {
        let mut tx = self.shared.app.store().read().await?;
        let (mut cards, mut notices) = (
            tx.dirty_cards(i64::MAX, BATCH).await?,
            tx.open_notices(Via::Discord, BATCH).await?,
        );
        if cards.len() < BATCH as usize && notices.len() < BATCH as usize {
            // That is all there is, due or not: nothing more has to be asked.
            let waits = cards
                .iter()
                .map(|c| c.next_at)
                .chain(notices.iter().map(|n| n.next_at));
            let later = waits.filter(|at| *at > now).min();
            cards.retain(|c| c.next_at <= now);
            let mut held: HashSet<String> = HashSet::new();
            notices.retain(|n| {
                if n.state == NoticeState::Blocked && n.next_at > now && n.lane != n.stream {
                    held.insert(n.lane.clone());
                }
                n.next_at <= now && !held.contains(&n.lane)
            });
            return Ok((Due { cards, notices }, later));
        }
        let due = Due {
            cards: tx.dirty_cards(now, BATCH).await?,
            notices: tx.due_notices(Via::Discord, now, MOST_DUE).await?,
        };
        let next = [
            tx.earliest_dirty_card().await?,
            tx.earliest_notice(Via::Discord).await?,
        ];
        Ok((due, next.into_iter().flatten().filter(|at| *at > now).min()))
    }

    /// The lane in which a card is brought: its thread, or its place.
    fn lane_of_card(&self, card: &Card) -> String {
        match &card.parent_key {
            Some(parent) => parent.clone(),
            // With what is said below it.
            None if card.key.starts_with("outage/") => format!("channel/{}", card.place),
            // With the calls below it.
            None if card.key.starts_with("day/") => card.stream.clone(),
            None => card.place.clone(),
        }
    }

    fn lane_of_notice(&self, notice: &Notice) -> String {
        notice.lane.clone()
    }

    async fn serve(self, lane: String, errands: Vec<Errand>) {
        let (mut failure, mut awaited, mut held, mut soon) = (None, None, false, false);
        for errand in errands {
            if self.shared.stop.is_cancelled() {
                break;
            }
            let went = match &errand {
                Errand::Card(card) => self.show(card).await,
                Errand::Notice(notice) => self.tell(notice).await,
            };
            match went {
                Ok(Went::Well) => {}
                Ok(Went::Badly(problem)) => failure = Some(problem),
                Ok(Went::Busy(key)) => awaited = Some(key),
                Ok(Went::Held) => held = true,
                Ok(Went::Soon) => soon = true,
                Err(fault) => failure = Some(fault.to_string()),
            }
            if failure.is_some() || awaited.is_some() || held || soon {
                // What comes after in this channel must not overtake.
                break;
            }
        }
        if failure.is_some() || soon {
            self.pause(&lane, failure.as_deref()).await;
        } else {
            self.shared
                .failures
                .lock()
                .expect("no code panics while it holds the failures")
                .remove(&lane);
        }
        self.shared
            .busy
            .lock()
            .expect("no code panics while it holds the lanes")
            .remove(&lane);
        // Whoever is answering a press rings at the end of that; until then there is nothing more to do here.
        if !awaited.is_some_and(|card| self.is_awaited(&card)) {
            self.shared.alarm.ring();
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "pacing towards Discord is in real time, not in people's"
    )]
    async fn pause(&self, lane: &str, problem: Option<&str>) {
        let failures = {
            let mut failures = self
                .shared
                .failures
                .lock()
                .expect("no code panics while it holds the failures");
            let count = failures.entry(lane.to_owned()).or_default();
            *count += 1;
            *count
        };
        if let Some(problem) = problem {
            warn!(
                lane,
                problem, failures, "Discord could not be reached or did not answer; it is tried again"
            );
        }
        let wait = BACKOFF[(failures - 1).min(BACKOFF.len() - 1)];
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.shared.stop.cancelled() => {}
        }
    }
}

/// Waits a moment, so that what a burst of presses changes is looked at once.
#[expect(clippy::disallowed_methods, reason = "a moment of real time, not of people's")]
async fn gather(moment: Duration) {
    tokio::time::sleep(moment).await;
}
