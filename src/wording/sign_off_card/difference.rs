//! What became different since somebody said go: in one line on the card, and all of it on request.

use crate::domain::fact::Place;
use crate::domain::name::SectionName;
use crate::domain::release::basis::{Basis, Difference, Saying, Subject};
use crate::domain::release::{Release, Voice};
use crate::wording::message::Message;
use crate::wording::press::Press;
use crate::wording::text::{person, quote, relative, value, window};

use super::View;

/// Everything that became different since this person spoke; since whoever spoke last, when they did not.
pub fn what_changed(release: &Release, press: Press, reader: &crate::domain::name::PersonId) -> Message {
    let Some(view) = View::at(release, press.step, press.ask) else {
        return Message::plain("This is no sign-off.");
    };
    let own = view.board.earlier().filter(|v| v.stamp.by == *reader).last();
    let Some(voice) = own.or_else(|| view.board.earlier().last()) else {
        return Message::plain("Nothing: every word that was said here is of what is there now.");
    };
    let mut lines = vec![format!("{}:", of_then(voice))];
    let differences = voice.basis.differences(&view.now());
    lines.extend(differences.iter().map(|d| format!("· {}", sentence(release, d))));
    if differences.is_empty() {
        lines.push(format!("· {}", same_words(release, voice)));
    }
    Message::plain(lines.join("\n"))
}

/// A word that does not count any more, and the first thing that is different.
pub(super) fn earlier(release: &Release, voice: &Voice, now: &Basis) -> String {
    let differences = voice.basis.differences(now);
    let then = of_then(voice);
    let (first, more) = match differences.as_slice() {
        [] => return format!("↻ {then}: {}", same_words(release, voice)),
        [first, rest @ ..] => (first, rest.len()),
    };
    let more = match more {
        0 => String::new(),
        more => format!(" And {more} more."),
    };
    match (&first.was, &first.is) {
        (Some(Saying::Text(was)), Some(Saying::Text(is))) => format!(
            "↻ {then} was for {} {}. It is now {}.{more}",
            label(release, &first.what),
            value(was, 60),
            value(is, 60)
        ),
        _ => format!(
            "↻ {then} does not count any more: {}{more}",
            sentence(release, first)
        ),
    }
}

fn of_then(voice: &Voice) -> String {
    let (who, at) = (person(&voice.stamp.by), relative(voice.stamp.at));
    let what = match (voice.is_go(), voice.day()) {
        (true, Some(day)) => format!("go for {day}"),
        (true, None) => "go".to_owned(),
        (false, _) => "no-go".to_owned(),
    };
    format!("{who}'s {what} ({at})")
}

/// Nothing that was approved is different, and yet the word does not count.
fn same_words(release: &Release, voice: &Voice) -> String {
    if voice.has_expired {
        return "its time has run out.".to_owned();
    }
    let back = release.setbacks.iter().find(|s| s.stamp.at >= voice.stamp.at);
    match back {
        Some(setback) => format!(
            "the release was sent back since (“{}”). What it was said of reads the same.",
            quote(&setback.reason, 120)
        ),
        None => "what it was said of reads the same.".to_owned(),
    }
}

/// A difference as a sentence.
fn sentence(release: &Release, difference: &Difference) -> String {
    let what = label(release, &difference.what);
    match (&difference.was, &difference.is) {
        (Some(Saying::Written(_)), Some(Saying::Written(_))) => format!("{what} was rewritten."),
        (Some(was), Some(is)) => format!("{what} was {}, and is now {}.", words(was), words(is)),
        (Some(was), None) => format!("{what} was {}, and is not there now.", words(was)),
        (None, Some(is)) => format!("{what} is now {}.", words(is)),
        (None, None) => what,
    }
}

fn label(release: &Release, what: &Subject) -> String {
    let title = |name| release.process.find_step(name).map(|(_, s)| s.title.clone());
    match what {
        Subject::Version => "version".to_owned(),
        Subject::Section(name) => format!("“{}”", section_title(release, name)),
        Subject::Step(step) => title(step).unwrap_or_else(|| step.to_string()),
        Subject::Ask(place) => ask_title(release, place).to_lowercase(),
        Subject::Item(place) => {
            let (_, step) = release.process.find_step(&place.step).unzip();
            let ask = step.and_then(|s| s.find_ask(&place.ask));
            let list = ask.and_then(|a| release.find_checklist(a));
            let item = list.and_then(|l| l.find_item(&place.item));
            let text = item.map_or(place.item.as_str(), |i| &i.text);
            let step = step.map_or(place.step.as_str(), |s| &s.title);
            format!("“{}” ({step})", quote(text, 60))
        }
    }
}

fn section_title(release: &Release, name: &SectionName) -> String {
    let rules = &release.process.record;
    let rule = rules.iter().find(|rule| rule.name == *name);
    rule.map_or_else(|| name.to_string(), |rule| rule.title.clone())
}

/// What was written since somebody said go, where that go holds all the same: later work rests on it.
pub(super) fn older_text(release: &Release, voice: &Voice, now: &Basis) -> Option<String> {
    let differences = voice.basis.differences(now);
    let (first, more) = (differences.first()?, differences.len() - 1);
    let more = match more {
        0 => String::new(),
        more => format!(" And {more} more."),
    };
    let (then, what) = (of_then(voice), sentence(release, first));
    Some(format!("↻ {then} was for an older text: {what}{more}"))
}

fn ask_title(release: &Release, place: &Place) -> String {
    let step = release.process.find_step(&place.step).map(|(_, s)| s);
    let ask = step.and_then(|s| s.find_ask(&place.ask));
    ask.map_or_else(|| place.ask.to_string(), |a| a.title.clone())
}

fn words(said: &Saying) -> String {
    match said {
        Saying::Text(text) => value(text, 60),
        Saying::Done => "confirmed".to_owned(),
        Saying::Written(_) => "written".to_owned(),
        Saying::Open => "open".to_owned(),
        Saying::Passed => "passed".to_owned(),
        Saying::Failed(note) => format!("failed (“{}”)", quote(note, 80)),
        Saying::Waived(reason) => format!("waived (“{}”)", quote(reason, 80)),
        Saying::Go(None) => "go".to_owned(),
        Saying::Go(Some(day)) => format!("go on {day}"),
        Saying::Outage(w) => format!("announced for {}", window(*w)),
    }
}
