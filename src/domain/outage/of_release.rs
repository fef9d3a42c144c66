//! The outage of a release: what its card and its gates need to know.

use chrono::{DateTime, Utc};

use crate::domain::name::AudienceName;
use crate::domain::person::Stamp;
use crate::domain::process::{Effect, Process, Step};

use super::{OutageAbout, OutageWords, Passed, Window};

/// The outage of a release, as the release knows it; who is told what is known to its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseOutage {
    /// Who is told.
    pub audience: AudienceName,
    /// A window that somebody entered and nobody published yet.
    pub proposed: Option<Window>,
    /// The window that the audience knows.
    pub announced: Option<Window>,
    /// Who published it last.
    pub published: Option<Stamp>,
    /// When it ended or was called off.
    pub ended: Option<Stamp>,
    /// Since when users cannot work in fact, where somebody says so.
    pub started: Option<Stamp>,
    /// What was said of it when it was entered.
    pub words: OutageWords,
    /// What stands against the window that was entered, and why it must be so all the same.
    pub to_pass: Option<Passed>,
    /// What was passed by authority when it was published.
    pub passed: Vec<Passed>,
}

impl ReleaseOutage {
    /// An outage of which nothing is known yet.
    pub fn new(audience: AudienceName) -> Self {
        Self {
            audience,
            proposed: None,
            announced: None,
            published: None,
            ended: None,
            started: None,
            words: OutageWords::default(),
            to_pass: None,
            passed: Vec::new(),
        }
    }

    /// Nothing is known of it any more, but what was passed by authority.
    pub fn begin_anew(&mut self) {
        let passed = std::mem::take(&mut self.passed);
        *self = Self {
            passed,
            ..Self::new(self.audience.clone())
        };
    }

    /// What the service knows of it: who is told, and of what.
    pub fn about(&self, release: i64, process: &Process) -> OutageAbout {
        let asks = |step: &&Step| step.asks.iter().any(|a| a.kind.outage().is_some());
        let step = process.steps.iter().find(asks);
        let mut words = self.words.clone();
        words.why.get_or_insert_with(|| process.purpose.clone());
        OutageAbout {
            release: Some(release),
            environment: step.and_then(|s| s.environment.clone()),
            audiences: vec![self.audience.clone()],
            words,
            starts_by_hand: process.steps.iter().flat_map(|s| &s.effects).any(|effect| {
                matches!(effect, Effect::TurnOn { state } if process.service.states.get(state).is_some_and(|s| s.outage))
            }),
        }
    }

    /// The announced window while the outage is not over.
    pub fn find_open_window(&self) -> Option<Window> {
        self.announced.filter(|_| self.ended.is_none())
    }

    /// Whether the announced window has begun, or users cannot work in fact, and the outage is not over.
    pub fn is_under_way(&self, now: DateTime<Utc>) -> bool {
        self.is_on() || self.find_open_window().is_some_and(|w| w.start <= now)
    }

    /// Whether somebody said that users cannot work, and nobody that they can again.
    pub fn is_on(&self) -> bool {
        self.started.is_some() && self.ended.is_none()
    }

    /// From when to when users could not work in fact, once that is over; nothing when it was called off.
    pub fn find_actual(&self) -> Option<Window> {
        let end = self.ended.as_ref()?.at;
        let planned = self.announced.map(|w| w.start).filter(|start| *start <= end);
        let start = self.started.as_ref().map(|s| s.at).or(planned)?;
        Some(Window { start, end })
    }
}
