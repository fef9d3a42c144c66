//! Templates: sentences of a playbook with blanks in them, filled in when something is said.
//!
//! Read by `playbook`, which points at what is wrong with one, and filled in by `wording`. There are blanks and choices,
//! in the manner of Jinja, and nothing else: no loop, no call, no arithmetic. So filling in always ends, needs no limit
//! and cannot fail. Knows nobody, and no blank by its name.

use std::ops::Range;

/// How deep choices may stand in choices.
const DEEPEST: usize = 4;

/// Stands where a choice was, while lines that hold nothing else are taken out.
const MARK: char = '\0';

/// A sentence with blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Blank(Name),
    Choice {
        name: Name,
        is_there: Vec<Part>,
        is_not: Vec<Part>,
    },
}

/// The name of a blank, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub word: String,
    /// Where, in bytes.
    pub at: Range<usize>,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where, in bytes.
    pub at: Range<usize>,
    /// What.
    pub what: &'static str,
    /// How it is right.
    pub fix: &'static str,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// The first [`Mistake`].
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let mut reader = Reader { text, at: 0 };
        let (parts, end) = reader.parts(0)?;
        match end {
            End::Text => Ok(Self { parts }),
            End::Else(at) | End::Endif(at) => Err(Mistake {
                at,
                what: "no `{% if … %}` is open here",
                fix: "take it out, or write `{% if NAME %}` before it",
            }),
        }
    }

    /// The blanks that are filled in, each with whether a choice asks first that it is there.
    pub fn blanks(&self) -> Vec<(&Name, bool)> {
        let mut found = Vec::new();
        collect(&self.parts, &mut Vec::new(), &mut found);
        found
    }

    /// The names that choices ask for.
    pub fn choices(&self) -> Vec<&Name> {
        let mut found = Vec::new();
        asked(&self.parts, &mut found);
        found
    }

    /// The same template with its own words changed, and not what fills the blanks.
    #[must_use]
    pub fn reworded(&self, change: impl Fn(&str) -> String) -> Self {
        Self {
            parts: reworded(&self.parts, &change),
        }
    }

    /// The sentence: each blank filled with what `value` gives for its name, nothing where it gives nothing. Lines that
    /// held only choices and turn out empty are left out.
    pub fn fill(&self, value: impl Fn(&str) -> Option<String>) -> String {
        let mut filled = String::new();
        fill(&self.parts, &value, &mut filled);
        let lines = filled.lines().filter_map(|line| {
            let plain = line.replace(MARK, "");
            let is_left_out = line.contains(MARK) && plain.trim().is_empty();
            (!is_left_out).then(|| plain.trim_end().to_owned())
        });
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    }
}

fn fill(parts: &[Part], value: &impl Fn(&str) -> Option<String>, filled: &mut String) {
    for part in parts {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Blank(name) => {
                let value = value(&name.word).unwrap_or_default();
                filled.extend(value.chars().filter(|c| *c != MARK));
            }
            Part::Choice {
                name,
                is_there,
                is_not,
            } => {
                filled.push(MARK);
                let has_value = value(&name.word).is_some_and(|value| !value.is_empty());
                fill(if has_value { is_there } else { is_not }, value, filled);
                filled.push(MARK);
            }
        }
    }
}

fn reworded(parts: &[Part], change: &impl Fn(&str) -> String) -> Vec<Part> {
    let change_one = |part: &Part| match part {
        Part::Text(text) => Part::Text(change(text)),
        Part::Blank(name) => Part::Blank(name.clone()),
        Part::Choice {
            name,
            is_there,
            is_not,
        } => Part::Choice {
            name: name.clone(),
            is_there: reworded(is_there, change),
            is_not: reworded(is_not, change),
        },
    };
    parts.iter().map(change_one).collect()
}

fn collect<'t>(parts: &'t [Part], known: &mut Vec<&'t str>, found: &mut Vec<(&'t Name, bool)>) {
    for part in parts {
        match part {
            Part::Text(_) => {}
            Part::Blank(name) => found.push((name, known.contains(&name.word.as_str()))),
            Part::Choice {
                name,
                is_there,
                is_not,
            } => {
                known.push(&name.word);
                collect(is_there, known, found);
                known.pop();
                collect(is_not, known, found);
            }
        }
    }
}

fn asked<'t>(parts: &'t [Part], found: &mut Vec<&'t Name>) {
    for part in parts {
        if let Part::Choice {
            name,
            is_there,
            is_not,
        } = part
        {
            found.push(name);
            asked(is_there, found);
            asked(is_not, found);
        }
    }
}

/// What ended a row of parts.
enum End {
    Text,
    Else(Range<usize>),
    Endif(Range<usize>),
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn parts(&mut self, depth: usize) -> Result<(Vec<Part>, End), Mistake> {
        let mut parts = Vec::new();
        loop {
            let rest = &self.text[self.at..];
            let found = |mark| Some((rest.find(mark)?, mark));
            let opens = ["{{", "{%", "{#"].into_iter().filter_map(found).min();
            let Some((offset, mark)) = opens else {
                parts.push(Part::Text(rest.to_owned()));
                self.at = self.text.len();
                return Ok((parts, End::Text));
            };
            parts.push(Part::Text(rest[..offset].to_owned()));
            let start = self.at + offset;
            let inside = self.inside(start, mark)?;
            let whole = start..self.at;
            match mark {
                "{{" => parts.push(Part::Blank(self.name(inside)?)),
                "{#" => {}
                _ => match self.tag(inside, &whole)? {
                    Tag::If(name) => parts.push(self.choice(name, &whole, depth)?),
                    Tag::Else => return Ok((parts, End::Else(whole))),
                    Tag::Endif => return Ok((parts, End::Endif(whole))),
                },
            }
        }
    }

    /// What stands between the marks that open at `start` and those that close, which are passed.
    fn inside(&mut self, start: usize, mark: &str) -> Result<Range<usize>, Mistake> {
        let (closing, fix) = match mark {
            "{{" => ("}}", "write it as `{{ NAME }}`"),
            "{#" => ("#}", "write it as `{# a remark #}`"),
            _ => ("%}", "write it as `{% if NAME %}`"),
        };
        let from = start + mark.len();
        let Some(length) = self.text[from..].find(closing) else {
            let at = start..from;
            let what = "this is not closed";
            return Err(Mistake { at, what, fix });
        };
        self.at = from + length + closing.len();
        Ok(from..from + length)
    }

    fn name(&self, inside: Range<usize>) -> Result<Name, Mistake> {
        let word = self.text[inside.clone()].trim();
        let is_name = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name {
            return Err(Mistake {
                at: if word.is_empty() {
                    inside.start.saturating_sub(2)..inside.end + 2
                } else {
                    self.place_of(word, &inside)
                },
                what: "a blank holds one name and nothing else",
                fix: "write it as `{{ NAME }}`",
            });
        }
        Ok(Name {
            at: self.place_of(word, &inside),
            word: word.to_owned(),
        })
    }

    fn place_of(&self, word: &str, inside: &Range<usize>) -> Range<usize> {
        let before = self.text[inside.clone()].find(word).unwrap_or_default();
        let start = inside.start + before;
        start..start + word.len()
    }

    fn tag(&self, inside: Range<usize>, whole: &Range<usize>) -> Result<Tag, Mistake> {
        let words = self.text[inside.clone()].trim();
        match words.split_once(char::is_whitespace) {
            Some(("if", _)) => {
                let skipped = self.text[inside.clone()].find("if").unwrap_or_default() + 2;
                Ok(Tag::If(self.name(inside.start + skipped..inside.end)?))
            }
            None if words == "else" => Ok(Tag::Else),
            None if words == "endif" => Ok(Tag::Endif),
            _ => Err(Mistake {
                at: whole.clone(),
                what: "there is `{% if NAME %}`, `{% else %}` and `{% endif %}`, and nothing else",
                fix: "write `{% if NAME %}…{% endif %}`",
            }),
        }
    }

    fn choice(&mut self, name: Name, whole: &Range<usize>, depth: usize) -> Result<Part, Mistake> {
        if depth == DEEPEST {
            return Err(Mistake {
                at: whole.clone(),
                what: "too many `{% if … %}` stand inside each other",
                fix: "four are read; use fewer",
            });
        }
        let open = || Mistake {
            at: whole.clone(),
            what: "this is not closed",
            fix: "write `{% endif %}` where it ends",
        };
        let (is_there, end) = self.parts(depth + 1)?;
        let is_not = match end {
            End::Text => return Err(open()),
            End::Endif(_) => Vec::new(),
            End::Else(_) => match self.parts(depth + 1)? {
                (parts, End::Endif(_)) => parts,
                (_, End::Else(at)) => {
                    return Err(Mistake {
                        at,
                        what: "this `{% if … %}` has its `{% else %}` already",
                        fix: "take it out",
                    });
                }
                (_, End::Text) => return Err(open()),
            },
        };
        Ok(Part::Choice {
            name,
            is_there,
            is_not,
        })
    }
}

enum Tag {
    If(Name),
    Else,
    Endif,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        let values = |name: &str| match name {
            "service" => Some("MyPortfolio".to_owned()),
            "why" => Some("{{ service }} {% if x %}".to_owned()),
            "empty" => Some(String::new()),
            _ => None,
        };
        Template::parse(template).unwrap().fill(values)
    }

    #[test]
    fn blanks_are_filled_and_what_fills_them_is_not_read_again() {
        assert_eq!(
            filled("{{service}} rests: {{ why }}."),
            "MyPortfolio rests: {{ service }} {% if x %}."
        );
        assert_eq!(filled("{# not said #}a {b} { c"), "a {b} { c");
        assert_eq!(filled("[{{ missing }}]"), "[]");
    }

    #[test]
    fn a_choice_asks_whether_there_is_something() {
        let template =
            "{% if why %}because{% else %}just so{% endif %}, {% if empty %}x{% else %}y{% endif %}";
        assert_eq!(filled(template), "because, y");
        let inner = "{% if service %}a{% if missing %}b{% else %}c{% endif %}{% endif %}";
        assert_eq!(filled(inner), "ac");
    }

    #[test]
    fn a_line_of_a_choice_that_turns_out_empty_is_left_out_and_an_empty_line_stays() {
        let template = "\none\n{% if missing %}Why: {{ missing }}{% endif %}\n\n{% if service %}\ntwo\n{% endif %}\nthree\n";
        assert_eq!(filled(template), "one\n\ntwo\nthree");
    }

    #[test]
    fn a_blank_is_known_to_be_there_inside_its_own_choice_only() {
        let template = Template::parse("{% if a %}{{ a }}{{ b }}{% else %}{{ a }}{% endif %}").unwrap();
        let blanks: Vec<_> = template
            .blanks()
            .iter()
            .map(|(name, known)| (name.word.clone(), *known))
            .collect();
        assert_eq!(
            blanks,
            [
                ("a".to_owned(), true),
                ("b".to_owned(), false),
                ("a".to_owned(), false)
            ]
        );
        assert_eq!(template.choices()[0].at, 6..7);
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        let wrong = |text: &str| {
            let mistake = Template::parse(text).unwrap_err();
            (text[mistake.at].to_owned(), mistake.what)
        };
        let not_closed = "this is not closed";
        assert_eq!(wrong("a {{ b"), ("{{".to_owned(), not_closed));
        assert_eq!(wrong("{% if a %}b"), ("{% if a %}".to_owned(), not_closed));
        assert_eq!(
            wrong("{% if a %}b{% else %}c"),
            ("{% if a %}".to_owned(), not_closed)
        );
        assert_eq!(wrong("{{ }}").0, "{{ }}");
        assert_eq!(wrong("{{ why | upper }}").0, "why | upper");
        assert_eq!(wrong("{% if a or b %}{% endif %}").0, "a or b");
        assert_eq!(wrong("{% for a in b %}").0, "{% for a in b %}");
        assert_eq!(wrong("x{% endif %}").0, "{% endif %}");
        assert_eq!(wrong("{% if a %}{% else %}{% else %}{% endif %}").0, "{% else %}");
        assert_eq!(wrong(&"{% if a %}".repeat(9)).0, "{% if a %}");
        assert_eq!(wrong("é {{ é }}").0, "é");
    }
}
