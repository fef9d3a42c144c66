//! What audiences read by mail: a subject that says what and when, and a text for any mail program.
//!
//! Called by the room that carries notices out. Knows no address, no server and no header but the subject.

use chrono::{DateTime, Utc};

use crate::domain::audience::Audience;
use crate::domain::notice::{News, OutageNews, Word};
use crate::domain::outage::Outage;
use crate::domain::process::{Process, Service};
use crate::veil::cover_shapes;
use crate::wording::public::{Shown, event_file};
use crate::wording::text::{cut, one_line};

use super::said::{Said, changed, subject};
use super::voice::{Voice, in_short, moment_in_short};

/// The longest subject; mail programs show less of it.
const LONGEST_SUBJECT: usize = 150;

/// The longest that is told in one letter of what people wrote.
const LONGEST_TOLD: usize = 4_000;

/// A letter without its envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// What it is about: one line.
    pub subject: String,
    /// What it says: plain text, lines ended by `\n`.
    pub text: String,
    /// An iCalendar file that goes along.
    pub calendar: Option<String>,
}

/// The words alone, for those who read them elsewhere, such as on a status page.
pub fn plain(
    news: &OutageNews,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> String {
    let said = Said {
        news,
        outage,
        service,
        audience,
        now,
    };
    said.words(Voice::Paper(service.zone))
}

/// The letter that tells an audience of an outage.
pub fn letter(
    news: &OutageNews,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> Letter {
    Letter {
        calendar: is_a_plan(&news.what)
            .then(|| event_file(&Shown::told_to(audience, news.number, outage, service), now)),
        ..bare_letter(news, outage, service, audience, now)
    }
}

/// The same letter without what goes along: all that is read of it.
pub fn bare_letter(
    news: &OutageNews,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> Letter {
    let said = Said {
        news,
        outage,
        service,
        audience,
        now,
    };
    let words = said.words(Voice::Paper(service.zone)).replacen('\n', "\n\n", 1);
    let foot = format!(
        "Times are those of {}.\nOutage {}, told to: {}.",
        service.zone, news.number, audience.title
    );
    Letter {
        subject: sound(&subject_of(&said)),
        text: format!("{words}\n\n-- \n{foot}\n"),
        calendar: None,
    }
}

/// Whether the plan is told, and not only how it goes: then its event goes along.
fn is_a_plan(what: &News) -> bool {
    match what {
        News::Announced | News::Changed { .. } | News::Cancelled => true,
        News::Reminder(_) | News::Started | News::EndsSoon | News::Overran | News::Ended => false,
    }
}

/// The letter that tells an audience what a step of a release says to it; nothing for what is no word to audiences.
pub fn letter_of_step(word: &Word, process: &Process, audience: &Audience) -> Option<Letter> {
    let service = &process.service.title;
    let plain = |text: &str, most| cut(&one_line(&cover_shapes(text)), most);
    let (subject, news) = match word {
        Word::Told { text } => {
            let news = plain(text, LONGEST_TOLD);
            (format!("{service}: {}", cut(&news, 80)), news)
        }
        Word::Announced {
            text,
            version,
            environment,
        } => {
            let place = environment.as_ref().map(|e| format!(" is on {e}"));
            let version = plain(version.as_str(), 40);
            let subject = format!("{service} {version}{}", place.unwrap_or_default());
            let impact = audience.impact.iter().map(|impact| format!("\n{impact}"));
            let said = format!("{subject}.\n\n{}{}", text, impact.collect::<String>());
            (subject, said)
        }
        _ => return None,
    };
    let questions = audience.questions.iter().map(|q| format!("\n\nQuestions: {q}"));
    let questions: String = questions.collect();
    Some(Letter {
        subject: sound(&subject),
        text: format!(
            "{news}{questions}\n\n-- \n{service}, told to: {}.\n",
            audience.title
        ),
        calendar: None,
    })
}

/// What the letter is about, and when.
fn subject_of(said: &Said<'_>) -> String {
    let zone = said.service.zone;
    let service = subject(said.service, said.outage);
    let Some(w) = said.news.window else {
        return match said.news.what {
            News::Ended => format!("{service} is back"),
            _ => format!("{service} is unavailable"),
        };
    };
    let will = format!("{service} will be unavailable {}", in_short(w, zone));
    let end = moment_in_short(w.end, zone);
    match &said.news.what {
        News::Announced => will,
        News::Reminder(_) => format!("Reminder: {will}"),
        News::Changed { was, begun: false } => format!("{}: {will}", changed(*was, w)),
        News::Changed { was, begun: true } if w.end < was.end => {
            format!("{service} will be back sooner: {end}")
        }
        News::Changed { begun: true, .. } => format!("{service} needs longer: until {end}"),
        News::Started => format!("{service} is unavailable until {end}"),
        News::Overran | News::EndsSoon => format!("{service} is not back yet"),
        News::Ended => format!("{service} is back"),
        News::Cancelled => format!("Cancelled: {service} stays available {}", in_short(w, zone)),
    }
}

/// One line that no header can be broken with.
fn sound(subject: &str) -> String {
    cut(&one_line(&cover_shapes(subject)), LONGEST_SUBJECT)
}
