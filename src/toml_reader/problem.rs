//! What is wrong with a file: where, why, and what to do about it.
//!
//! Found by the readers of playbooks and of the configuration, shown by `gonogo check` and at the start of the bot.
//! It knows nothing of what a file means.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::Source;

/// Bytes of a source, from the first to the one after the last.
pub(crate) type Span = Range<usize>;

/// Everything that was found in one or several files, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
}

#[derive(Clone, Debug, PartialEq)]
struct Problem {
    source: Arc<Source>,
    finding: Finding,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    weight: Weight,
    what: String,
    span: Span,
    here: String,
    beside: Option<(Span, &'static str)>,
    fix: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Weight {
    Error,
    Note,
}

impl Finding {
    /// Points at a second place that belongs to it.
    pub(crate) fn beside(&mut self, span: Span, label: &'static str) -> &mut Self {
        self.beside = Some((span, label));
        self
    }

    /// Says what to do.
    pub(crate) fn fix(&mut self, fix: impl Into<String>) -> &mut Self {
        self.fix = Some(fix.into());
        self
    }

    /// Says what to do, when something can be said.
    pub(crate) fn maybe_fix(&mut self, fix: Option<String>) -> &mut Self {
        self.fix = fix;
        self
    }
}

/// What was found in one source so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    mentioned: BTreeSet<(&'static str, String)>,
}

impl Findings {
    /// Adds something that must be changed: what is wrong, and what to write under the place.
    pub(crate) fn error(
        &mut self,
        span: &Span,
        what: impl Into<String>,
        here: impl Into<String>,
    ) -> &mut Finding {
        self.add(Weight::Error, span, what.into(), here.into())
    }

    /// Adds something that is worth knowing and stops nobody.
    pub(crate) fn note(
        &mut self,
        span: &Span,
        what: impl Into<String>,
        here: impl Into<String>,
    ) -> &mut Finding {
        self.add(Weight::Note, span, what.into(), here.into())
    }

    fn add(&mut self, weight: Weight, span: &Span, what: String, here: String) -> &mut Finding {
        let finding = Finding {
            weight,
            what,
            span: span.clone(),
            here,
            beside: None,
            fix: None,
        };
        self.list.push(finding);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Keeps in mind that something declared, of a kind such as "a role", is used.
    pub(crate) fn mention(&mut self, kind: &'static str, name: &str) {
        self.mentioned.insert((kind, name.to_owned()));
    }

    /// Whether it was used so far.
    pub(crate) fn has_mention(&self, kind: &'static str, name: &str) -> bool {
        self.mentioned.contains(&(kind, name.to_owned()))
    }

    /// Whether something must be changed.
    pub(crate) fn hold_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.weight == Weight::Error)
    }

    /// Everything in reading order, each once: a step shared by three processes is read three times.
    pub(crate) fn into_problems(mut self, source: &Source) -> Problems {
        self.list.sort_by_key(|finding| finding.span.start);
        let mut kept: Vec<Finding> = Vec::new();
        for finding in self.list {
            if !kept.contains(&finding) {
                kept.push(finding);
            }
        }
        let source = Arc::new(source.clone());
        let list = kept.into_iter().map(|finding| Problem {
            source: source.clone(),
            finding,
        });
        Problems { list: list.collect() }
    }
}

impl Problems {
    /// How many things must be changed.
    pub fn count(&self) -> usize {
        self.list
            .iter()
            .filter(|problem| problem.finding.weight == Weight::Error)
            .count()
    }

    /// Whether nothing at all was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds what was found elsewhere.
    pub fn extend(&mut self, more: Problems) {
        self.list.extend(more.list);
    }

    /// Everything as people read it in a terminal, with colours when they are wanted.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let parts: Vec<String> = self
            .list
            .iter()
            .map(|problem| problem.render(&renderer))
            .collect();
        parts.join("\n\n")
    }
}

impl Problem {
    fn render(&self, renderer: &Renderer) -> String {
        let finding = &self.finding;
        let level = match finding.weight {
            Weight::Error => Level::ERROR,
            Weight::Note => Level::NOTE,
        };
        let mark = AnnotationKind::Primary
            .span(self.inside(&finding.span))
            .label(&finding.here);
        let mut snippet = Snippet::source(&self.source.text)
            .path(&self.source.name)
            .annotation(mark);
        if let Some((span, label)) = &finding.beside {
            snippet = snippet.annotation(AnnotationKind::Context.span(self.inside(span)).label(*label));
        }
        let mut group = level.primary_title(&finding.what).element(snippet);
        if let Some(fix) = &finding.fix {
            group = group.element(Level::HELP.message(fix));
        }
        renderer.render(&[group])
    }

    /// The span without what runs over several lines: a table is pointed at by its first line.
    fn inside(&self, span: &Span) -> Span {
        let text = &self.source.text;
        let start = span.start.min(text.len());
        let end = span.end.clamp(start, text.len());
        let first_line = text.get(start..end).and_then(|part| part.find('\n'));
        start..first_line.map_or(end, |length| start + length)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

/// The known word that was probably meant.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase();
    let distance = |known: &str| strsim::damerau_levenshtein(&word, &known.to_lowercase());
    let (distance, nearest) = known
        .into_iter()
        .map(|k| (distance(k), k))
        .min_by_key(|(d, _)| *d)?;
    let allowed = (word.chars().count() / 3).max(2);
    (distance <= allowed).then_some(nearest)
}

/// "did you mean `x`?", when one of the known words is near.
pub(crate) fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(word, known).map(|known| format!("did you mean `{known}`?"))
}

/// Words as people list them: `a`, `b` and `c`.
pub(crate) fn list<'k>(words: impl IntoIterator<Item = &'k str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        assert_eq!(nearest("smok", ["smoke", "manual"]), Some("smoke"));
        assert_eq!(nearest("SRE-team", ["SRE team", "LT"]), Some("SRE team"));
        assert_eq!(nearest("deployment", ["smoke", "manual"]), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn words_are_listed_as_people_list_them() {
        assert_eq!(list([]), "none");
        assert_eq!(list(["a"]), "`a`");
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
