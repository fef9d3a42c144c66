//! What is read of outages outside Discord: the public page, the calendar and the feed.
//!
//! Called by `web`. An outage is seen as [`Shown`], which has no draft, no name of a person and no reason of the team
//! in it; whoever draws from it cannot show what should not be. Text of people is shown as text and as nothing else.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::audience::Audience;
use crate::domain::outage::{Outage, OutageCourse, OutageWords, Told, Window};
use crate::domain::process::Service;
use crate::veil::cover_shapes;

mod calendar;
mod feed;
mod page;
mod plan_calendar;
mod said;
mod sentences;

pub use calendar::{calendar, event_file};
pub use feed::{Feed, feed};
pub use page::{Listed, STYLE, nothing_here, page};
pub use plan_calendar::plan_calendar;

/// How long an outage that is over stays on the page.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

const IMPACT: &str = "What you notice";
const STILL_WORKS: &str = "What still works";

/// What a detail is called once the outage is over.
fn in_the_past(label: &'static str) -> &'static str {
    match label {
        IMPACT => "Impact",
        STILL_WORKS => "What still worked",
        other => other,
    }
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Anybody: only what a public audience is told.
    Anybody,
    /// Whoever was given an address: what any audience is told.
    Invited,
}

/// An outage as its audiences know it.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    number: i64,
    service: &'a Service,
    outage: &'a Outage,
    audiences: Vec<&'a Audience>,
}

/// On which part of the page an outage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Now,
    Coming,
    Past,
}

impl<'a> Shown<'a> {
    /// The outage of that number as `readers` know it; nothing when they know nothing of it.
    pub fn find(number: i64, outage: &'a Outage, service: &'a Service, readers: Readers) -> Option<Self> {
        let is_known = outage.announced.is_some() || outage.started.is_some();
        let named = outage.about.audiences.iter();
        let told = named.filter_map(|name| service.audiences.get(name));
        let audiences: Vec<&Audience> = match readers {
            Readers::Anybody => told.filter(|audience| audience.public).collect(),
            Readers::Invited => told.collect(),
        };
        let may = readers == Readers::Invited || !audiences.is_empty();
        (is_known && may).then_some(Self {
            number,
            service,
            outage,
            audiences,
        })
    }

    /// The outage of that number as one audience knows it.
    pub fn told_to(audience: &'a Audience, number: i64, outage: &'a Outage, service: &'a Service) -> Self {
        Self {
            number,
            service,
            outage,
            audiences: vec![audience],
        }
    }

    /// What is unavailable, as people call it.
    fn subject(&self) -> String {
        let title = plain(&self.service.title);
        match &self.outage.about.environment {
            Some(environment) => format!("{title} ({environment})"),
            None => title,
        }
    }

    fn zone(&self) -> Tz {
        self.service.zone
    }

    /// What is said of it, by what it is called; nothing of what it would have meant once it was called off.
    fn details(&self) -> Vec<(&'static str, String)> {
        let mut details = if self.outage.cancelled.is_some() {
            Vec::new()
        } else {
            self.words(&self.outage.about.words)
        };
        if self.outage.ended.is_some() {
            for (label, _) in &mut details {
                *label = in_the_past(label);
            }
        } else {
            details.extend(self.of_audiences(|a| a.questions.as_ref(), "Questions"));
        }
        details
    }

    /// The same in the words of another time.
    fn words(&self, words: &OutageWords) -> Vec<(&'static str, String)> {
        let said = |label, text: &Option<String>| text.as_ref().map(|text| (label, plain(text)));
        let impact = said(IMPACT, &words.impact);
        let impact = impact.or_else(|| self.of_audiences(|a| a.impact.as_ref(), IMPACT));
        let parts = [
            said("Why", &words.why),
            impact,
            said(STILL_WORKS, &words.still_works),
        ];
        parts.into_iter().flatten().collect()
    }

    /// What the playbook says for its audiences, each thing once.
    fn of_audiences(
        &self,
        find: impl Fn(&'a Audience) -> Option<&'a String>,
        label: &'static str,
    ) -> Option<(&'static str, String)> {
        let mut seen = BTreeSet::new();
        let all = self.audiences.iter().filter_map(|audience| find(audience));
        let once: Vec<String> = all.filter(|text| seen.insert(*text)).map(|t| plain(t)).collect();
        (!once.is_empty()).then(|| (label, once.join("\n")))
    }

    fn course(&self, now: DateTime<Utc>) -> OutageCourse {
        self.outage.course(now)
    }

    /// From when to when: in fact once it is over, otherwise as announced.
    fn window(&self) -> Option<Window> {
        self.outage.find_actual().or(self.outage.window)
    }

    /// Since when it is unavailable, or was.
    fn since(&self) -> Option<DateTime<Utc>> {
        self.outage.started_at().or(self.outage.window.map(|w| w.start))
    }

    /// When what is known of it changed last: a plan, a time that passed it by, or its end.
    fn changed_at(&self) -> DateTime<Utc> {
        let stamps = [&self.outage.changed, &self.outage.overran, &self.outage.announced];
        let latest = stamps.into_iter().flatten().map(|stamp| stamp.at).max();
        latest.unwrap_or(DateTime::UNIX_EPOCH)
    }

    fn told(&self) -> &'a [Told] {
        &self.outage.told
    }

    /// When it is over for those who look for it: an outage that was called off stands until its time has passed.
    fn over_at(&self) -> Option<DateTime<Utc>> {
        let cancelled = self.outage.cancelled.as_ref().map(|(stamp, _)| stamp.at);
        let planned = self.outage.window.map(|w| w.end);
        let called_off = cancelled.map(|at| planned.map_or(at, |end| end.max(at)));
        called_off.or(self.outage.ended.as_ref().map(|stamp| stamp.at))
    }

    /// Where it stands on the page; nothing once it was over for long enough.
    fn part(&self, now: DateTime<Utc>) -> Option<Part> {
        match (self.course(now), self.over_at()) {
            (OutageCourse::UnderWay | OutageCourse::Overrun, _) => Some(Part::Now),
            (OutageCourse::Scheduled, _) => Some(Part::Coming),
            (OutageCourse::Cancelled, Some(at)) if at > now => Some(Part::Coming),
            (OutageCourse::Completed | OutageCourse::Cancelled, Some(at)) => {
                (now - at <= REMEMBERED).then_some(Part::Past)
            }
            (OutageCourse::Completed | OutageCourse::Cancelled, None) | (OutageCourse::Draft, _) => None,
        }
    }

    /// The moments at which it looks different on the page.
    fn turns(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let window = self.outage.window;
        let over = self.over_at();
        let turns = [
            Some(self.changed_at()),
            window.map(|w| w.start),
            window.map(|w| w.end),
            over,
            over.map(|at| at + REMEMBERED),
        ];
        turns.into_iter().flatten()
    }
}

/// When one of these outages looked different last.
pub fn changed_at(shown: &[Shown<'_>], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let turns = shown.iter().flat_map(Shown::turns);
    turns.filter(|turn| *turn <= now).max()
}

/// Text of people without what is no text: control characters, marks that turn the reading direction, and what XML
/// and iCalendar do not know. Lines stay lines; what looks like a secret is covered.
fn plain(text: &str) -> String {
    let covered = cover_shapes(text);
    let lines = covered.replace("\r\n", "\n").replace('\r', "\n");
    let is_text = |c: &char| match c {
        '\n' | '\t' => true,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => false,
        c => !c.is_control(),
    };
    lines.trim().chars().filter(is_text).collect()
}

#[cfg(test)]
mod tests;
