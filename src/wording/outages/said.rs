//! What an audience reads of an outage, in gonogo's own words: the news first, then what it means for them.
//!
//! Called by the floors of this room for chat, letters and endpoints alike; [`Voice`] makes the difference.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::audience::Audience;
use crate::domain::notice::{News, OutageNews};
use crate::domain::outage::{Outage, Window};
use crate::domain::process::Service;
use crate::wording::text::duration;

use super::own_words;
use super::voice::Voice;

/// From which delay on a notice says that it comes late.
const LATE: TimeDelta = TimeDelta::minutes(5);

/// The longest that is shown of what people wrote.
pub(super) const SHOWN: usize = 600;

/// Something that is said of an outage to an audience.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    /// The news.
    pub(crate) news: &'a OutageNews,
    /// The outage, as it is now.
    pub(crate) outage: &'a Outage,
    /// Its service.
    pub(crate) service: &'a Service,
    /// Who reads it.
    pub(crate) audience: &'a Audience,
    /// When it is said.
    pub(crate) now: DateTime<Utc>,
}

impl Said<'_> {
    /// All of it, a paragraph each: in the audience's own words where it has some, otherwise in gonogo's.
    pub(super) fn words(&self, voice: Voice) -> String {
        let words = own_words::find(self, voice).unwrap_or_else(|| self.usual_words(voice));
        let late = self.lateness(voice).map(|late| format!("\n{late}"));
        words + &late.unwrap_or_default()
    }

    fn usual_words(&self, voice: Voice) -> String {
        let mut lines = vec![self.headline(voice)];
        if self.is_plan() {
            lines.extend(details(self.outage, self.audience, voice));
        }
        if !matches!(self.news.what, News::Ended | News::Cancelled) {
            lines.extend(questions(self.audience));
        }
        lines.join("\n")
    }

    /// How much too late it is said.
    fn lateness(&self, voice: Voice) -> Option<String> {
        let late = self.now - self.news.due_at;
        (late >= LATE).then(|| voice.aside(&format!("This comes {} late.", duration(late))))
    }

    fn is_plan(&self) -> bool {
        match self.news.what {
            News::Announced | News::Reminder(_) => true,
            News::Changed { begun, .. } => !begun,
            _ => false,
        }
    }

    fn headline(&self, voice: Voice) -> String {
        let service = &subject(self.service, self.outage);
        let Some(w) = self.news.window else {
            return self.unannounced(service, voice);
        };
        let will = format!("{service} will be unavailable");
        let when = format!("{}{}", voice.window(w), voice.away(w.start));
        // In chat the line ends with a time in brackets that moves; a stop behind it is in the way.
        let stop = if voice.is_chat() { "" } else { "." };
        match &self.news.what {
            News::Announced => format!("{} {when}{stop}", voice.strong(&will)),
            News::Reminder(_) => format!("{} {when}{stop}", voice.strong(&format!("Reminder: {will}"))),
            News::Changed { was, begun: false } => {
                let moved = voice.strong(&format!("{}: {will}", changed(*was, w)));
                format!("{moved} {when}, not {}{stop}", voice.window(*was))
            }
            News::Changed { was, begun: true } => self.another_end(service, w.end, was.end, voice),
            News::Started => format!(
                "{} since {}; it is expected back {}.",
                voice.strong(&format!("{service} is unavailable")),
                voice.since(self.outage.started_at().unwrap_or(w.start), self.now),
                voice.at(w.end)
            ),
            News::Overran => format!(
                "{} It was expected {}. We are working on it and will tell you {}.",
                voice.strong(&format!("{service} is not back yet.")),
                voice.at(w.end),
                if voice.is_chat() {
                    "here"
                } else {
                    "when it is back"
                }
            ),
            News::Ended => self.back(service, w, voice),
            News::Cancelled => format!(
                "{} {service} stays available; the outage {} will not happen.",
                voice.strong("Cancelled:"),
                voice.window(w)
            ),
            News::EndsSoon => String::new(),
        }
    }

    fn another_end(&self, service: &str, end: DateTime<Utc>, was: DateTime<Utc>, voice: Voice) -> String {
        let (new, old) = (voice.at(end), voice.beside(was, end));
        if end < was {
            let sooner = voice.strong(&format!("{service} will be back sooner"));
            return format!("{sooner}: it is expected {new}, not {old}.");
        }
        let longer = voice.strong(&format!("{service} needs longer"));
        format!("{longer}: it is expected back {new}, not {old}. We are sorry for the delay.")
    }

    /// An outage of which no window was announced.
    fn unannounced(&self, service: &str, voice: Voice) -> String {
        let since = |at| voice.since(at, self.now);
        match self.news.what {
            News::Ended => format!(
                "{} since {}. Thank you for your patience.",
                voice.strong(&format!("{service} is back")),
                since(self.news.due_at)
            ),
            _ => format!(
                "{} since {}. You will {} when it is back.",
                voice.strong(&format!("{service} is unavailable")),
                since(self.outage.started_at().unwrap_or(self.news.due_at)),
                if voice.is_chat() { "read here" } else { "be told" }
            ),
        }
    }

    fn back(&self, service: &str, window: Window, voice: Voice) -> String {
        let at = self.news.due_at;
        format!(
            "{} since {}{}. Thank you for your patience.",
            voice.strong(&format!("{service} is back")),
            voice.since(at, self.now),
            punctual(at, window.end)
        )
    }
}

/// What is unavailable: the service, or one of its environments that is not the one its users work on.
pub(crate) fn subject(service: &Service, outage: &Outage) -> String {
    let users_work_on = service.environments.last().map(|e| &e.name);
    match &outage.about.environment {
        Some(environment) if Some(environment) != users_work_on => {
            format!("{} on {environment}", service.title)
        }
        _ => service.title.clone(),
    }
}

/// What a change before the beginning is called.
pub(super) fn changed(was: Window, now: Window) -> &'static str {
    if was.start == now.start {
        "Changed"
    } else {
        "Moved"
    }
}

/// How far it ended from what was announced.
fn punctual(at: DateTime<Utc>, end: DateTime<Utc>) -> String {
    let off = (end - at).abs();
    match (off.num_minutes(), at <= end) {
        (0, _) => String::new(),
        (_, true) => format!(", {} early", duration(off)),
        (_, false) => format!(", {} later than announced", duration(off)),
    }
}

/// What it is for, what it means, what goes on working.
pub(super) fn details(outage: &Outage, audience: &Audience, voice: Voice) -> Vec<String> {
    let said = &outage.about.words;
    let why = said
        .why
        .as_ref()
        .map(|why| format!("Why: {}", voice.quote(why, SHOWN)));
    let impact = impact(outage, audience, voice).map(|impact| format!("What you notice: {impact}"));
    let works = said.still_works.as_ref();
    let works = works.map(|works| format!("What still works: {}", voice.quote(works, SHOWN)));
    why.into_iter().chain(impact).chain(works).collect()
}

/// What they notice: what was said of this outage, else what the playbook says to them.
pub(super) fn impact(outage: &Outage, audience: &Audience, voice: Voice) -> Option<String> {
    let said = outage.about.words.impact.as_ref();
    let said = said.map(|impact| voice.quote(impact, SHOWN));
    said.or_else(|| audience.impact.clone())
}

/// Where they can ask.
pub(super) fn questions(audience: &Audience) -> Option<String> {
    audience.questions.as_ref().map(|q| format!("Questions: {q}"))
}
