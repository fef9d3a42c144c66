//! What an audience reads in its own words: the templates of its playbook, filled in.
//!
//! Called by the floors of this room. Words that say nothing, or more than a message holds, are not used: then gonogo's
//! own are said, so that nothing stays unsaid because of a template.

use tracing::warn;

use crate::domain::audience::{Blank, NewsKind};
use crate::domain::notice::News;
use crate::domain::outage::Window;
use crate::template::Template;
use crate::wording::text::{Room, duration};

use super::said::{SHOWN, Said, impact, subject};
use super::voice::Voice;

/// The most characters on paper; a letter is no book.
const LONGEST_ON_PAPER: usize = 8_000;

/// The news in the audience's own words, where it has some for this kind and they can be used.
pub(super) fn find(said: &Said<'_>, voice: Voice) -> Option<String> {
    let (kind, window) = (said.news.kind()?, said.news.window?);
    let words = said.audience.words.get(&kind)?;
    let filled = fill(said, kind, window, words, voice);
    if let Err(problem) = &filled {
        let (audience, kind) = (&said.audience.title, kind.as_str());
        warn!(
            outage = said.news.number,
            audience, kind, problem, "said in gonogo's own words"
        );
    }
    filled.ok()
}

fn fill(
    said: &Said<'_>,
    kind: NewsKind,
    window: Window,
    words: &str,
    voice: Voice,
) -> Result<String, &'static str> {
    let template = Template::parse(words).map_err(|mistake| mistake.what)?;
    let template = match voice {
        Voice::Chat => template,
        Voice::Paper(_) => template.reworded(unmarked),
    };
    let filled = template.fill(|name| {
        let blank = Blank::find(name).filter(|blank| blank.is_of(kind))?;
        value(said, window, blank, voice)
    });
    let fits = match voice {
        Voice::Chat => Room::whole().takes(&filled),
        Voice::Paper(_) => filled.chars().count() <= LONGEST_ON_PAPER,
    };
    match (filled.is_empty(), fits) {
        (true, _) => Err("the template says nothing"),
        (_, false) => Err("the template says more than a message holds"),
        _ => Ok(filled),
    }
}

/// What fills a blank.
fn value(said: &Said<'_>, window: Window, blank: Blank, voice: Voice) -> Option<String> {
    let about = &said.outage.about;
    let quoted = |words: &Option<String>| words.as_ref().map(|words| voice.quote(words, SHOWN));
    match blank {
        Blank::Service => Some(subject(said.service, said.outage)),
        Blank::Number => Some(said.news.number.to_string()),
        Blank::Window => Some(voice.window(window)),
        Blank::Start => Some(voice.at(said.outage.started_at().unwrap_or(window.start))),
        Blank::End => Some(voice.at(end(said, window))),
        Blank::Was => match said.news.what {
            News::Changed { was, .. } => Some(voice.window(was)),
            _ => None,
        },
        Blank::Duration => Some(duration(window.end - window.start)),
        Blank::Impact => impact(said.outage, said.audience, voice),
        Blank::StillWorks => quoted(&about.words.still_works),
        Blank::Why => quoted(&about.words.why),
        Blank::Questions => said.audience.questions.clone(),
        Blank::Release => about.release.map(|number| format!("#{number}")),
    }
}

fn end(said: &Said<'_>, window: Window) -> chrono::DateTime<chrono::Utc> {
    match said.news.what {
        News::Ended => said
            .outage
            .find_actual()
            .map_or(said.news.due_at, |actual| actual.end),
        _ => window.end,
    }
}

/// The words of a playbook without the marks that Discord would read.
fn unmarked(words: &str) -> String {
    let plain = words.replace("**", "").replace("__", "").replace('`', "");
    let lines = plain.split('\n').map(|line| {
        ["-# ", "# ", "## ", "### "]
            .iter()
            .find_map(|mark| line.strip_prefix(mark))
            .unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}
