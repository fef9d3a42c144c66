//! Reads an audience's own words for news of outages: templates, tried out on sample news as they are read.

use std::collections::BTreeMap;

use crate::domain::audience::{Blank, NewsKind};
use crate::template::{Name, Template};
use crate::toml_reader::{Findings, Span, Table, Text, Value, did_you_mean, list};

/// The most characters of a template.
const LONGEST_TEMPLATE: usize = 1_500;

/// The most characters of a message on Discord, with a little room for what is said below the words.
const LONGEST_MESSAGE: usize = 3_800;

/// The most characters that are shown of what people wrote.
const LONGEST_SAID: usize = 600;

/// Reads `[audience.name.words]`.
pub(super) fn read_words(value: &Value<'_>, found: &mut Findings) -> BTreeMap<NewsKind, String> {
    let mut table = Table::of(value, "the words of an audience", found);
    let mut words = BTreeMap::new();
    for kind in NewsKind::ALL {
        if let Some(text) = table.find_text(kind.as_str(), found) {
            check(kind, &text, found);
            words.insert(kind, text.value);
        }
    }
    table.finish(found);
    words
}

/// Notes what would be said badly, or not at all.
fn check(kind: NewsKind, text: &Text, found: &mut Findings) {
    if !text.is_there {
        return;
    }
    let length = text.value.chars().count();
    if length > LONGEST_TEMPLATE {
        let what = format!("these words have {length} characters; {LONGEST_TEMPLATE} are read");
        found
            .error(
                &text.span,
                what,
                format!("{} too many", length - LONGEST_TEMPLATE),
            )
            .fix("say what people have to know, and link to the rest");
        return;
    }
    if text.value.chars().any(|c| c.is_control() && c != '\n') {
        let here = "a control character";
        found.error(&text.span, "words have letters and ends of lines", here);
        return;
    }
    match Template::parse(&text.value) {
        Err(mistake) => {
            let here = "gonogo cannot read this";
            found
                .error(&place(text, mistake.at), mistake.what, here)
                .fix(mistake.fix);
        }
        Ok(template) if check_names(kind, &template, text, found) => try_out(kind, &template, text, found),
        Ok(_) => {}
    }
}

/// Notes names that nothing fills; whether all are known.
fn check_names(kind: NewsKind, template: &Template, text: &Text, found: &mut Findings) -> bool {
    let blanks = template.blanks();
    let known = |name: &Name| Blank::find(&name.word).filter(|blank| blank.is_of(kind));
    let names = blanks.iter().map(|(name, _)| *name).chain(template.choices());
    let mut is_sound = true;
    for name in names.filter(|name| known(name).is_none()) {
        is_sound = false;
        let of_kind = Blank::ALL.into_iter().filter(|blank| blank.is_of(kind));
        let names: Vec<&str> = of_kind.map(Blank::as_str).collect();
        let fix = did_you_mean(&name.word, names.iter().copied())
            .unwrap_or_else(|| format!("known: {}", list(names.iter().copied())));
        let what = format!("`{}` is not known when an outage is {}", name.word, kind.as_str());
        found
            .error(&place(text, name.at.clone()), what, "nothing fills this")
            .fix(fix);
    }
    for (name, is_asked_for) in blanks {
        if known(name).is_some_and(|blank| !blank.is_always_there() && !is_asked_for) {
            let (word, at) = (&name.word, place(text, name.at.clone()));
            let fix =
                format!("write `{{% if {word} %}}…{{{{ {word} }}}}…{{% endif %}}` around what depends on it");
            found
                .note(
                    &at,
                    format!("`{word}` may be missing"),
                    "then nothing stands here",
                )
                .fix(fix);
        }
    }
    is_sound
}

/// Says it to nobody: of an outage of which nothing optional is known, and of one of which a lot is said.
fn try_out(kind: NewsKind, template: &Template, text: &Text, found: &mut Findings) {
    let short = template.fill(|name| sample(name, kind, false));
    if short.is_empty() {
        found
            .error(
                &text.span,
                "these words may say nothing",
                "empty for some outages",
            )
            .fix("say at least `{{ service }}` and `{{ window }}` in any case");
        return;
    }
    let long = template.fill(|name| sample(name, kind, true)).chars().count();
    if long > LONGEST_MESSAGE {
        let what =
            format!("filled in, these words may have {long} characters; {LONGEST_MESSAGE} fit on Discord");
        found
            .error(&text.span, what, "too much for one message")
            .fix("name what people wrote once only");
    }
}

/// What fills a blank of a sample: the least, or the most.
fn sample(name: &str, kind: NewsKind, is_long: bool) -> Option<String> {
    let blank = Blank::find(name).filter(|blank| blank.is_of(kind))?;
    let length = match blank {
        Blank::Number | Blank::Release => 6,
        Blank::Duration => 30,
        Blank::Window | Blank::Start | Blank::End | Blank::Was => 50,
        Blank::Service => 90,
        Blank::Impact | Blank::StillWorks | Blank::Why => LONGEST_SAID,
        Blank::Questions => super::LONGEST_SENTENCE,
    };
    match (is_long, blank.is_always_there()) {
        (true, _) => Some("x".repeat(length)),
        (false, true) => Some("x".to_owned()),
        (false, false) => None,
    }
}

/// A place in the template as a place in the file: exact unless the text is written with escapes, then the whole text.
fn place(text: &Text, at: Span) -> Span {
    let quotes = text.span.len().saturating_sub(text.value.len());
    // One or three quotes on both sides; a line that ends behind three is no part of the text.
    let before = match quotes {
        2 => 1,
        6 => 3,
        7 => 4,
        _ => return text.span.clone(),
    };
    text.span.start + before + at.start..text.span.start + before + at.end
}
