//! What is said of an outage to its audiences, and to the team where it stands alone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::audience::{Lead, NewsKind};
use crate::domain::outage::{Outage, OutageFact, Window};

use super::{Notice, Recipient, Word};

/// Something that is said of an outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageNews {
    /// Its number.
    pub number: i64,
    /// The revision that is told: a reminder of an older one is not said any more.
    pub revision: u32,
    /// The window, where one was announced.
    pub window: Option<Window>,
    /// What is told.
    pub what: News,
    /// When it was to be told: what comes much later says so.
    pub due_at: DateTime<Utc>,
    /// Whether its audiences hear of the outage for the first time.
    pub is_first: bool,
}

/// What is told of an outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum News {
    /// It is planned.
    Announced,
    /// It comes near.
    Reminder(Lead),
    /// Its window changed.
    Changed {
        /// The window before.
        was: Window,
        /// Whether it had begun.
        begun: bool,
    },
    /// Users cannot work.
    Started,
    /// Its end has passed and it is not over.
    Overran,
    /// Users can work again.
    Ended,
    /// It will not happen.
    Cancelled,
    /// To the team: it ends soon.
    EndsSoon,
}

impl OutageNews {
    /// Its kind, as audiences know it; nothing for what only the team is told.
    pub fn kind(&self) -> Option<NewsKind> {
        Some(match &self.what {
            News::Announced => NewsKind::Announced,
            News::Reminder(_) => NewsKind::Reminder,
            News::Changed { was, begun } => self.kind_of_change(*was, *begun),
            News::Started => NewsKind::Started,
            News::Overran => NewsKind::Overran,
            News::Ended => NewsKind::Ended,
            News::Cancelled => NewsKind::Cancelled,
            News::EndsSoon => return None,
        })
    }

    fn kind_of_change(&self, was: Window, begun: bool) -> NewsKind {
        match self.window {
            Some(window) if !begun || window.start != was.start => NewsKind::Moved,
            Some(window) if window.end < was.end => NewsKind::Shortened,
            _ => NewsKind::Extended,
        }
    }

    /// After this it is better unsaid: nobody is told of what has passed as if it were to come.
    fn not_after(&self) -> Option<DateTime<Utc>> {
        match self.what {
            News::Announced | News::Changed { .. } | News::Started | News::Cancelled | News::EndsSoon => {
                self.window.map(|w| w.end)
            }
            News::Reminder(_) => self.window.map(|w| w.start),
            News::Overran | News::Ended => None,
        }
    }
}

/// The notices that a fact about an outage calls for; `after` is the outage after it.
pub fn told(number: i64, fact: &OutageFact, recorded_at: DateTime<Utc>, after: &Outage) -> Vec<Notice> {
    let news = |what, due_at| OutageNews {
        number,
        revision: after.revision,
        window: after.window,
        what,
        due_at,
        is_first: after.revision == 0,
    };
    let (what, due_at) = match fact {
        OutageFact::Announced { .. } => (News::Announced, recorded_at),
        OutageFact::Changed { was, .. } => {
            let begun = after.started.is_some() || was.start <= recorded_at;
            (News::Changed { was: *was, begun }, recorded_at)
        }
        OutageFact::Reminded { tell: Some(due), .. } => {
            let news = news(News::Reminder(due.lead), due.due_at);
            return vec![say(Recipient::Audience(due.audience.clone()), news)];
        }
        OutageFact::Reminded { tell: None, timer } => {
            let warns = after.about.release.is_none() && timer.contains("@ends-soon@");
            let due_at = recorded_at;
            let warning = warns.then(|| say(Recipient::Releases, news(News::EndsSoon, due_at)));
            return warning.into_iter().collect();
        }
        OutageFact::Started { .. } => (News::Started, after.started_at().unwrap_or(recorded_at)),
        OutageFact::Overran => {
            let due_at = after.window.map_or(recorded_at, |w| w.end);
            return overran(news(News::Overran, due_at), after);
        }
        OutageFact::Ended => (News::Ended, recorded_at),
        OutageFact::Cancelled { .. } => (News::Cancelled, recorded_at),
        OutageFact::Drafted { .. }
        | OutageFact::Approved
        | OutageFact::Withdrawn
        | OutageFact::Reworded { .. } => {
            return Vec::new();
        }
    };
    to_audiences(&news(what, due_at), after)
}

/// The audiences, and the team where no release warns it.
fn overran(news: OutageNews, after: &Outage) -> Vec<Notice> {
    let mut told = to_audiences(&news, after);
    if after.about.release.is_none() {
        told.push(say(Recipient::Releases, news));
    }
    told
}

fn to_audiences(news: &OutageNews, outage: &Outage) -> Vec<Notice> {
    let audiences = outage.about.audiences.iter().cloned();
    audiences
        .map(|audience| say(Recipient::Audience(audience), news.clone()))
        .collect()
}

fn say(to: Recipient, news: OutageNews) -> Notice {
    Notice {
        to,
        not_after: news.not_after(),
        word: Word::Outage(Box::new(news)),
    }
}
