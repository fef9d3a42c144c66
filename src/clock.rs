//! The only place that asks the time: the system's, or one moved by hand.
//!
//! Everybody who needs `now` holds a [`Clock`]. A clock moved by hand is what the sandbox and the tests use: it
//! flows on by itself or stands still, it is set or advanced, and [`Clock::settled`] waits until every
//! [`Worker`] has done what is due at the new time. It knows nothing of what that work is.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// The longest real sleep before the time is looked at again: a suspended machine or a stepped system clock is
/// noticed at the latest after this.
const SLICE: Duration = Duration::from_secs(30);

/// A source of time. Cheap to clone; clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// The clock was moved or an alarm rang: workers look again.
    changes: watch::Sender<u64>,
    /// A worker came to rest: those who wait for calm look again.
    rests: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    source: Source,
    workers: Vec<WorkerState>,
    busy: usize,
}

#[derive(Debug)]
enum Source {
    System,
    Hand {
        base: DateTime<Utc>,
        flowing_since: Option<Instant>,
    },
}

#[derive(Debug, Default)]
struct WorkerState {
    wakes: u64,
    seen: u64,
    resting: bool,
    until: Option<DateTime<Utc>>,
    /// The loop has ended: whoever still rings for it is not waited for.
    gone: bool,
}

/// Why a clock could not be moved.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ClockError {
    /// The system's clock is nobody's to move.
    #[error("the system clock cannot be moved; only the sandbox's clock can")]
    NotByHand,
    /// The new time is outside what the calendar can express.
    #[error("that time is out of range")]
    OutOfRange,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::new(Source::System)
    }

    /// A clock that stands still at `start` until it is moved.
    pub fn by_hand(start: DateTime<Utc>) -> Self {
        Self::new(Source::Hand {
            base: start,
            flowing_since: None,
        })
    }

    /// A clock that can be moved by hand and flows on in between, beginning at the system's time.
    pub fn flowing() -> Self {
        Self::new(Source::Hand {
            base: system_now(),
            flowing_since: Some(Instant::now()),
        })
    }

    fn new(source: Source) -> Self {
        let state = State {
            source,
            workers: Vec::new(),
            busy: 0,
        };
        let (changes, rests) = (watch::Sender::new(0), watch::Sender::new(0));
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                changes,
                rests,
            }),
        }
    }

    /// The time now, in UTC, to the millisecond (what the store can keep).
    pub fn now(&self) -> DateTime<Utc> {
        self.lock().now()
    }

    /// Whether the clock stands still until it is moved.
    pub fn is_paused(&self) -> bool {
        matches!(
            self.lock().source,
            Source::Hand {
                flowing_since: None,
                ..
            }
        )
    }

    /// Moves the clock to `to`; forward or back.
    ///
    /// # Errors
    /// [`ClockError::NotByHand`] for the system's clock.
    pub fn set(&self, to: DateTime<Utc>) -> Result<(), ClockError> {
        match &mut self.lock().source {
            Source::System => return Err(ClockError::NotByHand),
            Source::Hand { base, flowing_since } => {
                *base = to;
                *flowing_since = flowing_since.map(|_| Instant::now());
            }
        }
        self.changed();
        Ok(())
    }

    /// Moves the clock forward by `by`.
    ///
    /// # Errors
    /// [`ClockError::NotByHand`] for the system's clock, [`ClockError::OutOfRange`] past the end of the calendar.
    pub fn advance(&self, by: TimeDelta) -> Result<(), ClockError> {
        let to = self.now().checked_add_signed(by).ok_or(ClockError::OutOfRange)?;
        self.set(to)
    }

    /// Lets the clock stand still (`true`) or flow on (`false`).
    ///
    /// # Errors
    /// [`ClockError::NotByHand`] for the system's clock.
    pub fn pause(&self, paused: bool) -> Result<(), ClockError> {
        {
            let mut state = self.lock();
            let now = state.now();
            match &mut state.source {
                Source::System => return Err(ClockError::NotByHand),
                Source::Hand { base, flowing_since } => {
                    *base = now;
                    *flowing_since = (!paused).then(Instant::now);
                }
            }
        }
        self.changed();
        Ok(())
    }

    /// Sleeps until the clock shows `until` or later.
    pub async fn sleep_until(&self, until: DateTime<Utc>) {
        let mut changes = self.shared.changes.subscribe();
        loop {
            changes.mark_unchanged();
            let Some(real) = self.lock().real_time_until(Some(until)) else {
                return;
            };
            wait(&mut changes, real).await;
        }
    }

    /// Registers a loop whose rest [`Clock::settled`] waits for.
    pub fn worker(&self) -> Worker {
        let mut state = self.lock();
        state.workers.push(WorkerState::default());
        let alarm = Alarm {
            clock: self.clone(),
            index: state.workers.len() - 1,
            others: vec![],
        };
        Worker {
            alarm,
            changes: self.shared.changes.subscribe(),
        }
    }

    /// Marks work outside of any [`Worker`] as under way until the guard is dropped.
    pub fn busy(&self) -> Busy {
        self.lock().busy += 1;
        Busy { clock: self.clone() }
    }

    /// The next moment for which somebody rests: what is due then is theirs to know.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        let state = self.lock();
        let now = state.now();
        let rests = state.workers.iter().filter(|worker| !worker.gone);
        rests
            .filter_map(|worker| worker.until)
            .filter(|until| *until > now)
            .min()
    }

    /// Waits until every worker rests with nothing due and nobody is busy.
    pub async fn settled(&self) {
        let mut rests = self.shared.rests.subscribe();
        loop {
            rests.mark_unchanged();
            if self.lock().is_settled() || rests.changed().await.is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .expect("no code panics while it holds the clock")
    }

    fn changed(&self) {
        self.shared.changes.send_modify(|n| *n = n.wrapping_add(1));
    }

    fn rested(&self) {
        self.shared.rests.send_modify(|n| *n = n.wrapping_add(1));
    }
}

impl State {
    fn now(&self) -> DateTime<Utc> {
        let now = match self.source {
            Source::System => system_now(),
            Source::Hand {
                base,
                flowing_since: None,
            } => base,
            Source::Hand {
                base,
                flowing_since: Some(since),
            } => TimeDelta::from_std(since.elapsed())
                .ok()
                .and_then(|d| base.checked_add_signed(d))
                .unwrap_or(base),
        };
        DateTime::from_timestamp_millis(now.timestamp_millis())
            .expect("a time of this calendar in milliseconds")
    }

    /// How long to wait in real time for `until`: nothing when it is here, for ever when only a hand can bring it.
    fn real_time_until(&self, until: Option<DateTime<Utc>>) -> Option<Duration> {
        let Some(until) = until else {
            return Some(Duration::MAX);
        };
        let left = until
            .signed_duration_since(self.now())
            .to_std()
            .ok()
            .filter(|d| !d.is_zero())?;
        match self.source {
            Source::Hand {
                flowing_since: None, ..
            } => Some(Duration::MAX),
            Source::System | Source::Hand { .. } => Some(left.min(SLICE)),
        }
    }

    fn is_settled(&self) -> bool {
        let now = self.now();
        self.busy == 0
            && self
                .workers
                .iter()
                .all(|w| w.gone || (w.resting && w.wakes == w.seen && w.until.is_none_or(|u| u > now)))
    }
}

/// A loop that does what is due and rests in between.
#[derive(Debug)]
pub struct Worker {
    alarm: Alarm,
    changes: watch::Receiver<u64>,
}

impl Worker {
    /// What wakes this worker from elsewhere.
    pub fn alarm(&self) -> Alarm {
        self.alarm.clone()
    }

    /// Rests until the clock shows `until`, or somebody rings the alarm. Rings that came since the last rest end
    /// this one at once, so none is lost.
    pub async fn rest(&mut self, until: Option<DateTime<Utc>>) {
        loop {
            self.changes.mark_unchanged();
            let real = {
                let mut state = self.alarm.clock.lock();
                let real = state.real_time_until(until);
                let me = &mut state.workers[self.alarm.index];
                let woken = me.wakes != me.seen;
                me.seen = me.wakes;
                me.resting = !woken && real.is_some();
                me.until = until;
                real.filter(|_| !woken)
            };
            let Some(real) = real else { return };
            self.alarm.clock.rested();
            wait(&mut self.changes, real).await;
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut state = self.alarm.clock.lock();
        let me = &mut state.workers[self.alarm.index];
        me.gone = true;
        drop(state);
        self.alarm.clock.rested();
    }
}

/// Wakes one [`Worker`], or several.
#[derive(Clone, Debug)]
pub struct Alarm {
    clock: Clock,
    index: usize,
    others: Vec<usize>,
}

impl Alarm {
    /// Wakes the worker, now or, if it is at work, right after.
    pub fn ring(&self) {
        let mut state = self.clock.lock();
        for index in std::iter::once(self.index).chain(self.others.iter().copied()) {
            state.workers[index].wakes += 1;
        }
        drop(state);
        self.clock.changed();
    }

    /// One that wakes the workers of both; they are of the same clock.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.others.push(other.index);
        self.others.extend(&other.others);
        self
    }
}

/// Work under way; see [`Clock::busy`].
#[derive(Debug)]
pub struct Busy {
    clock: Clock,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.clock.lock().busy -= 1;
        self.clock.rested();
    }
}

/// Waits for a change of the clock, at most `real`.
async fn wait(changes: &mut watch::Receiver<u64>, real: Duration) {
    let changed = async {
        if changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    // A time-out is the ordinary way on: the caller looks at the clock again.
    let _ = tokio::time::timeout(real, changed).await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "this room is the one that asks the system"
)]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn settled_waits_for_the_work_that_a_move_makes_due() {
        let clock = Clock::by_hand(at("2026-11-24T08:00:00Z"));
        let mut worker = clock.worker();
        let done = Arc::new(Mutex::new(Vec::new()));
        let (there, seen) = (clock.clone(), done.clone());
        let task = async move {
            let mut due = at("2026-11-24T09:00:00Z");
            loop {
                worker.rest(Some(due)).await;
                if there.now() >= due {
                    seen.lock().unwrap().push(due);
                    due += TimeDelta::hours(1);
                }
            }
        };
        let story = async {
            clock.settled().await;
            assert!(done.lock().unwrap().is_empty());
            clock.advance(TimeDelta::minutes(150)).unwrap();
            clock.settled().await;
            assert_eq!(
                *done.lock().unwrap(),
                [at("2026-11-24T09:00:00Z"), at("2026-11-24T10:00:00Z")]
            );
        };
        tokio::select! { () = task => unreachable!("the worker goes on for ever"), () = story => () }
    }

    #[tokio::test]
    async fn the_next_thing_due_is_the_earliest_that_anybody_rests_for() {
        let clock = Clock::by_hand(at("2026-11-24T08:00:00Z"));
        let (mut one, mut other) = (clock.worker(), clock.worker());
        assert_eq!(clock.next_due(), None, "nobody rests for a time");
        let (nine, ten) = (at("2026-11-24T09:00:00Z"), at("2026-11-24T10:00:00Z"));
        let story = async {
            clock.settled().await;
            assert_eq!(clock.next_due(), Some(nine));
            clock.set(at("2026-11-24T09:30:00Z")).unwrap();
            assert_eq!(clock.next_due(), Some(ten), "what has passed is not to come");
        };
        tokio::select! {
            () = async { one.rest(Some(ten)).await } => panic!("ten is not reached"),
            () = async { other.rest(Some(nine)).await; std::future::pending().await } => (),
            () = story => (),
        }
        drop(one);
        assert_eq!(clock.next_due(), None, "who has ended waits for nothing");
    }

    #[tokio::test]
    async fn an_alarm_that_rings_during_work_ends_the_next_rest() {
        let clock = Clock::by_hand(at("2026-11-24T08:00:00Z"));
        let mut worker = clock.worker();
        worker.alarm().ring();
        worker.rest(None).await;
        let rested = tokio::time::timeout(Duration::from_millis(20), worker.rest(None)).await;
        assert!(rested.is_err(), "nothing rang since");
    }

    #[tokio::test]
    async fn one_alarm_can_wake_two_workers() {
        let clock = Clock::by_hand(at("2026-11-24T08:00:00Z"));
        let (mut one, mut other) = (clock.worker(), clock.worker());
        one.alarm().and(&other.alarm()).ring();
        one.rest(None).await;
        other.rest(None).await;
    }

    #[test]
    fn the_system_clock_cannot_be_moved() {
        assert_eq!(
            Clock::system().advance(TimeDelta::hours(1)),
            Err(ClockError::NotByHand)
        );
    }
}
