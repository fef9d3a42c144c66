//! How fast Discord may be asked: learnt from its answers, kept in monotonic time.
//!
//! Source: Discord's developer documentation, "Rate Limits": 50 requests a second for a bot, buckets named in
//! `X-RateLimit-Bucket` for a route and its main resource, `Retry-After` on a 429. Interaction answers are not bound
//! to the 50.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Requests a second for everything but interactions. Discord allows 50; one is left for what we do not send.
const PER_SECOND: usize = 49;

/// The second in which Discord counts.
const SECOND: Duration = Duration::from_secs(1);

/// How much later than we sent it Discord may count a request whose answer we have not seen. A place is free a second
/// after the answer, when Discord has certainly counted it, and at the latest a second and this after it was taken:
/// so little that it costs a fiftieth of the pace.
const UNDER_WAY: Duration = Duration::from_millis(25);

/// The most routes that are remembered; past that, those whose time has come are forgotten.
const MOST_ROUTES: usize = 4096;

/// Knows when the next request of a route may go.
#[derive(Debug, Default)]
pub(super) struct Limiter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What is left of a route, and when it is renewed.
    routes: HashMap<String, Budget>,
    /// Nothing that is bound to the global limit goes before this.
    closed_until: Option<Instant>,
    /// When each of the last places is free again, the first first.
    places: VecDeque<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Budget {
    left: u32,
    renewed_at: Instant,
}

/// What an answer said of its limit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Headers {
    /// Requests left.
    pub(super) remaining: Option<u32>,
    /// Until the budget is renewed.
    pub(super) reset_after: Option<Duration>,
    /// On a 429: how long to wait.
    pub(super) retry_after: Option<Duration>,
    /// On a 429: whether it holds for everything.
    pub(super) global: bool,
}

impl Limiter {
    /// Takes a place for a request: nothing when it may go now, else how long to wait before asking again.
    pub(super) fn take(&self, route: &str, bound_to_global: bool, now: Instant) -> Option<Duration> {
        let mut state = self
            .state
            .lock()
            .expect("no code panics while it holds the limiter");
        if bound_to_global {
            if let Some(until) = state.closed_until.filter(|until| *until > now) {
                return Some(until - now);
            }
            while state.places.front().is_some_and(|free| *free <= now) {
                state.places.pop_front();
            }
            if let Some(free) = state.places.front().filter(|_| state.places.len() >= PER_SECOND) {
                return Some(*free - now);
            }
            if let Some(wait) = state.take_route(route, now) {
                return Some(wait);
            }
            state.places.push_back(now + SECOND + UNDER_WAY);
            return None;
        }
        state.take_route(route, now)
    }

    /// An answer came to a request that was sent at that time: Discord counted it at the latest now.
    pub(super) fn answered(&self, sent: Instant, now: Instant) {
        let mut state = self
            .state
            .lock()
            .expect("no code panics while it holds the limiter");
        let (place, free) = (sent + SECOND + UNDER_WAY, now + SECOND);
        if free >= place {
            return;
        }
        // Whose place it is matters to nobody: it is the one that was taken last before it was sent.
        let taken = state.places.partition_point(|at| *at <= place);
        if let Some(last) = taken.checked_sub(1) {
            state.places.remove(last);
            let at = state.places.partition_point(|at| *at <= free);
            state.places.insert(at, free);
        }
    }

    /// Learns from an answer.
    pub(super) fn learn(&self, route: &str, headers: &Headers, now: Instant) {
        let mut state = self
            .state
            .lock()
            .expect("no code panics while it holds the limiter");
        if let Some(wait) = headers.retry_after {
            if headers.global {
                state.closed_until = Some(now + wait);
            } else {
                state.routes.insert(
                    route.to_owned(),
                    Budget {
                        left: 0,
                        renewed_at: now + wait,
                    },
                );
            }
            return;
        }
        let Some((left, reset_after)) = headers.remaining.zip(headers.reset_after) else {
            return;
        };
        let fresh = Budget {
            left,
            renewed_at: now + reset_after,
        };
        // Answers overtake each other: within one window the smaller rest is the newer.
        let budget = state
            .routes
            .get(route)
            .filter(|b| b.renewed_at > now && b.left < left && !reset_after.is_zero());
        if budget.is_none() {
            state.make_room(now);
            state.routes.insert(route.to_owned(), fresh);
        }
    }
}

impl State {
    fn take_route(&mut self, route: &str, now: Instant) -> Option<Duration> {
        let budget = self.routes.get_mut(route).filter(|b| b.renewed_at > now)?;
        match budget.left.checked_sub(1) {
            Some(left) => {
                budget.left = left;
                None
            }
            None => Some(budget.renewed_at - now),
        }
    }

    fn make_room(&mut self, now: Instant) {
        if self.routes.len() >= MOST_ROUTES {
            self.routes.retain(|_, budget| budget.renewed_at > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(remaining: u32, reset_after: Duration) -> Headers {
        Headers {
            remaining: Some(remaining),
            reset_after: Some(reset_after),
            ..Headers::default()
        }
    }

    #[test]
    fn an_empty_budget_waits_for_its_renewal_and_others_go_on() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        limiter.learn("a", &told(1, SECOND), now);
        assert_eq!(limiter.take("a", true, now), None);
        assert_eq!(limiter.take("a", true, now), Some(SECOND));
        assert_eq!(limiter.take("b", true, now), None);
        assert_eq!(limiter.take("a", true, now + SECOND), None);
    }

    #[test]
    fn a_global_429_holds_everything_but_answers_to_interactions() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        limiter.learn(
            "a",
            &Headers {
                retry_after: Some(3 * SECOND),
                global: true,
                ..Headers::default()
            },
            now,
        );
        assert_eq!(limiter.take("b", true, now), Some(3 * SECOND));
        assert_eq!(limiter.take("b", false, now), None);
        assert_eq!(limiter.take("b", true, now + 3 * SECOND), None);
    }

    #[test]
    fn never_fifty_in_a_second() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        let gone = (0..200)
            .filter(|n| limiter.take(&format!("route {n}"), true, now).is_none())
            .count();
        assert_eq!(gone, 49);
        // None was answered yet: Discord may still be counting.
        assert_eq!(limiter.take("late", true, now + SECOND), Some(UNDER_WAY));
        assert_eq!(limiter.take("late", true, now + SECOND + UNDER_WAY), None);
    }

    /// What an answer tells early frees its place early, and one at a time.
    #[test]
    fn a_place_is_free_a_second_after_its_answer() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for n in 0..49 {
            assert_eq!(limiter.take(&format!("route {n}"), true, now), None);
        }
        let soon = Duration::from_millis(5);
        limiter.answered(now, now + soon);
        assert_eq!(limiter.take("a", true, now + SECOND), Some(soon));
        assert_eq!(limiter.take("a", true, now + SECOND + soon), None);
        assert_eq!(
            limiter.take("b", true, now + SECOND + soon),
            Some(UNDER_WAY - soon)
        );
    }

    /// Whatever the answers' delays, Discord counts no more than fifty in any second.
    #[test]
    fn no_second_of_discords_holds_fifty() {
        let limiter = Limiter::default();
        let began = Instant::now();
        let (mut now, mut counted, mut under_way) = (began, Vec::new(), Vec::<(Instant, Instant)>::new());
        for n in 0_u64..600 {
            while let Some(wait) = limiter.take(&format!("route {n}"), true, now) {
                now += wait.min(Duration::from_millis(1));
                under_way.retain(|(sent, answered)| {
                    if *answered <= now {
                        limiter.answered(*sent, *answered);
                    }
                    *answered > now
                });
            }
            let there = now + Duration::from_millis(n * 7 % 20);
            counted.push(there);
            under_way.push((now, there + Duration::from_millis(n * 3 % 5)));
        }
        counted.sort();
        let most = counted.windows(50).map(|w| w[49] - w[0]).min().unwrap();
        assert!(most >= SECOND, "fifty within {most:?}");
        let rate = 600.0 / (now - began).as_secs_f64();
        assert!(rate >= 47.5, "{rate} a second is too slow");
    }
}
