//! Reads a change record that was written elsewhere: a Markdown file whose headings name the sections.
//!
//! Tolerant of numbers before headings, capitals, order and words around; what it does not understand it lists.

use crate::domain::name::SectionName;

use super::{Content, ExpectedOutage, SectionRule};

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The sections that were found, in the order of the record.
    pub sections: Vec<(SectionName, Content)>,
    /// Titles of sections whose heading stands there with nothing below.
    pub empty: Vec<String>,
    /// Titles of sections that should say whether an outage is expected, and do not.
    pub outage_unsaid: Vec<String>,
    /// Titles of sections that cannot be marked as not applicable, and were.
    pub not_waivable: Vec<String>,
    /// Headings that name no section.
    pub unknown: Vec<String>,
    /// Titles of sections that the file does not have.
    pub absent: Vec<String>,
}

/// Reads a file by the sections that the process asks for.
pub fn read(text: &str, rules: &[SectionRule]) -> Reading {
    let lines = split(text.trim_start_matches('\u{feff}'));
    let level = lines.iter().find_map(|line| match line {
        Line::Heading { level, title } => find_rule(rules, title).map(|_| *level),
        Line::Text(_) => None,
    });
    let mut reading = Reading::default();
    let mut texts: Vec<Option<String>> = vec![None; rules.len()];
    let mut current = None;
    for line in lines {
        match line {
            Line::Heading { level: at, title } if level.is_none_or(|level| at <= level) => {
                current = find_rule(rules, &title);
                match current {
                    Some(index) => drop(texts[index].get_or_insert_default()),
                    // The title of the whole file stands above the sections and names none.
                    None if level.is_some_and(|level| at < level) => {}
                    None => reading.unknown.push(title),
                }
            }
            Line::Heading { level, title } => {
                push(&mut texts, current, &format!("{} {title}", "#".repeat(level)));
            }
            Line::Text(line) => push(&mut texts, current, line),
        }
    }
    for (rule, text) in rules.iter().zip(texts) {
        reading.take(rule, text.as_deref().map(str::trim));
    }
    reading
}

fn push(texts: &mut [Option<String>], current: Option<usize>, line: &str) {
    if let Some(Some(text)) = current.and_then(|index| texts.get_mut(index)) {
        text.push_str(line);
        text.push('\n');
    }
}

impl Reading {
    fn take(&mut self, rule: &SectionRule, text: Option<&str>) {
        let title = || rule.title.clone();
        let Some(text) = text else {
            return self.absent.push(title());
        };
        if text.is_empty() {
            return self.empty.push(title());
        }
        match find_waiver(text) {
            Some("") => return self.empty.push(title()),
            Some(_) if rule.required => return self.not_waivable.push(title()),
            Some(reason) => {
                let reason = reason.to_owned();
                return self
                    .sections
                    .push((rule.name.clone(), Content::Waived { reason }));
            }
            None => {}
        }
        let content = match (rule.outage, ExpectedOutage::split(text)) {
            (true, None) => return self.outage_unsaid.push(title()),
            (true, Some((outage, text))) => Content::Written {
                text,
                outage: Some(outage),
            },
            (false, _) => Content::Written {
                text: text.to_owned(),
                outage: None,
            },
        };
        self.sections.push((rule.name.clone(), content));
    }
}

/// The reason behind "n/a: …" when that is all there is.
pub fn find_waiver(text: &str) -> Option<&str> {
    let start = text.get(..3).filter(|start| start.eq_ignore_ascii_case("n/a"))?;
    let rest = &text[start.len()..];
    let is_whole = rest.is_empty() || rest.starts_with([':', ',', '-', ' ', '.', '(', ';']);
    (is_whole && !rest.trim().contains('\n'))
        .then(|| rest.trim_matches([':', ',', '-', ' ', '.', '(', ')', ';']).trim())
}

enum Line<'t> {
    Heading { level: usize, title: String },
    Text(&'t str),
}

/// Lines, of which those that begin with # outside fenced code are headings.
fn split(text: &str) -> Vec<Line<'_>> {
    let mut fenced = false;
    let read = |line: &'_ str| -> Option<(usize, String)> {
        let level = line.chars().take_while(|c| *c == '#').count();
        let title = line.get(level..)?.strip_prefix([' ', '\t'])?;
        let title = title.trim().trim_end_matches('#').trim().replace(['*', '_'], "");
        ((1..=6).contains(&level) && !title.is_empty()).then_some((level, title))
    };
    text.lines()
        .map(|line| {
            if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
                fenced = !fenced;
                return Line::Text(line);
            }
            match read(line).filter(|_| !fenced) {
                Some((level, title)) => Line::Heading { level, title },
                None => Line::Text(line),
            }
        })
        .collect()
}

/// The section that a heading names: by its title or name, or, when only one fits, by holding all words of either.
fn find_rule(rules: &[SectionRule], heading: &str) -> Option<usize> {
    let heading = words(heading);
    let names = |rule: &SectionRule| [words(&rule.title), words(rule.name.as_str())];
    if let Some(exact) = rules.iter().position(|rule| names(rule).contains(&heading)) {
        return Some(exact);
    }
    let fits = |rule: &SectionRule| {
        names(rule)
            .iter()
            .any(|name| !name.is_empty() && name.iter().all(|word| heading.contains(word)))
    };
    let mut fitting = rules.iter().enumerate().filter(|(_, rule)| fits(rule));
    let (index, _) = fitting.next()?;
    fitting.next().is_none().then_some(index)
}

/// The words of a heading in small letters, without a number before them.
fn words(text: &str) -> Vec<String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    words
        .skip_while(|word| word.chars().all(|c| c.is_ascii_digit()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str, title: &str) -> SectionRule {
        SectionRule {
            name: name.into(),
            title: title.to_owned(),
            hint: None,
            required: name == "summary",
            changelog: false,
            outage: name == "impact",
        }
    }

    fn rules() -> Vec<SectionRule> {
        vec![
            rule("summary", "Summary"),
            rule("impact", "Impact"),
            rule("deployment", "Deployment procedure"),
            rule("rollback", "Rollback procedure"),
            rule("tests", "Test scenarios"),
        ]
    }

    fn written(reading: &Reading, name: &str) -> String {
        let found = reading.sections.iter().find(|(n, _)| n.as_str() == name);
        match found {
            Some((_, Content::Written { text, .. })) => text.clone(),
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn headings_name_sections_in_any_order_and_dress() {
        let text = "\u{feff}# Change 1.5.0\r\nfor the desk\r\n\r\n## 6) DEPLOYMENT procedure\r\n1. stop\r\n### By hand\r\n2. start\r\n\
            ## 1. High level summary of the change\r\nWords.\r\n## 3 - Impact (outage? how long?)\r\nOutage: yes, 30 min\r\nLog-in is down.\r\n\
            ## Weather\r\nsunny\r\n## rollback\r\n\r\n";
        let reading = read(text, &rules());
        assert_eq!(written(&reading, "deployment"), "1. stop\n### By hand\n2. start");
        assert_eq!(written(&reading, "summary"), "Words.");
        assert_eq!(written(&reading, "impact"), "Log-in is down.");
        assert_eq!(reading.unknown, ["Weather"]);
        assert_eq!(reading.empty, ["Rollback procedure"]);
        assert_eq!(reading.absent, ["Test scenarios"]);
        let order: Vec<&str> = reading.sections.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(order, ["summary", "impact", "deployment"]);
    }

    #[test]
    fn what_does_not_apply_says_why_and_a_required_section_cannot_be_waived() {
        let reading = read(
            "# Tests\nN/A: no code changes\n# Summary\nn/a - none\n# Rollback\nn/a",
            &rules(),
        );
        let reason = "no code changes".to_owned();
        assert_eq!(reading.sections, [("tests".into(), Content::Waived { reason })]);
        assert_eq!(reading.not_waivable, ["Summary"]);
        assert_eq!(reading.empty, ["Rollback procedure"]);
    }

    #[test]
    fn a_heading_inside_code_is_code() {
        let reading = read("# Deployment\n```sh\n# Rollback\nmake\n```\n", &rules());
        assert_eq!(written(&reading, "deployment"), "```sh\n# Rollback\nmake\n```");
        assert!(reading.absent.contains(&"Rollback procedure".to_owned()));
    }

    #[test]
    fn a_heading_that_fits_two_sections_names_neither() {
        let reading = read("# Deployment procedure and rollback procedure\nboth", &rules());
        assert_eq!(reading.unknown, ["Deployment procedure and rollback procedure"]);
    }

    #[test]
    fn an_impact_that_does_not_say_whether_there_is_an_outage_is_listed() {
        let reading = read("# Impact\nUsers notice nothing.", &rules());
        assert_eq!(reading.outage_unsaid, ["Impact"]);
    }
}
