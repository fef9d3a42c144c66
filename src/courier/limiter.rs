//! How fast Discord may be asked: learnt from its answers, kept in monotonic time.
//!
//! Source: Discord's developer documentation, "Rate Limits": 50 requests a second for a bot, buckets named in
//! `X-RateLimit-Bucket` for a route and its main resource, `Retry-After` on a 429. Interaction answers are not bound
//! to the 50.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Requests a second for everything but interactions. Discord allows 50; one is left for what we do not send.
const PER_SECOND: u32 = 49;

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
    /// The requests of the running second.
    second: Option<(Instant, u32)>,
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
            let (began, sent) = state
                .second
                .filter(|(began, _)| now - *began < Duration::from_secs(1))
                .unwrap_or((now, 0));
            if sent >= PER_SECOND {
                return Some(Duration::from_secs(1).saturating_sub(now - began));
            }
            if let Some(wait) = state.take_route(route, now) {
                return Some(wait);
            }
            state.second = Some((began, sent + 1));
            return None;
        }
        state.take_route(route, now)
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

    const SECOND: Duration = Duration::from_secs(1);

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
        assert_eq!(limiter.take("late", true, now + SECOND), None);
    }
}
