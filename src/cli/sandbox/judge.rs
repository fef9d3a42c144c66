//! `gonogo sandbox --judge FILE`: a history on paper, and what of it would not pass on Discord.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::cli::Ended;
use crate::sandbox::judge::{BOT, Description, Judgement, Rule, judge as judge_lines};

/// The variable that names a copy of Discord's own description.
const DESCRIPTION: &str = "DISCORD_OPENAPI";

/// The file that stands for what is piped in.
const INPUT: &str = "-";

/// The kinds of lines that a history holds.
const KINDS: [&str; 7] = [
    "rest",
    "dispatch",
    "gateway",
    "fault",
    "late",
    "file",
    "forgotten",
];

/// Judges the history in a file, or in what is piped in; fails when something in it would not pass.
pub(super) fn judge(file: &Path) -> Ended {
    let text = match file.as_os_str() == INPUT {
        true => std::io::read_to_string(std::io::stdin()),
        false => read_file(file),
    };
    let history = text
        .map_err(|error| format!("it cannot be read: {error}."))
        .and_then(|text| read(&text));
    let history = match history {
        Ok(history) => history,
        Err(why) => {
            eprintln!("{}: {why}", name_of(file));
            return Ended::Misconfigured;
        }
    };
    let description = match find_description() {
        Ok(description) => description,
        Err(why) => {
            eprintln!("{why}");
            return Ended::Misconfigured;
        }
    };
    if description.is_none() {
        println!("{DESCRIPTION} names no copy of Discord's description, so bodies are not held against it.");
    }
    let judgement = judge_lines(&history, BOT, description.as_ref());
    print!("{}", show(&judgement, file));
    if judgement.violations.is_empty() {
        Ended::Well
    } else {
        Ended::Failed
    }
}

/// The text of a file; bytes that are no text are for the lines they stand in.
fn read_file(file: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The lines of a history.
///
/// # Errors
/// A sentence that names the first line which is none.
fn read(text: &str) -> Result<Vec<Value>, String> {
    let whole = text.ends_with('\n');
    let count = text.lines().count();
    let mut lines = Vec::new();
    for (n, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let n = n + 1;
        match serde_json::from_str::<Value>(line) {
            Ok(read) if is_of_history(&read) => lines.push(read),
            Ok(_) => {
                return Err(format!(
                    "line {n} is no line of a history: it has no `n` and `kind` such as `/sandbox/history` writes."
                ));
            }
            Err(error) if error.is_eof() && n == count && !whole => {
                return Err(format!(
                    "line {n} is cut in the middle; what is before it was not judged either."
                ));
            }
            Err(error) => {
                let (column, why) = (error.column(), words_of(&error));
                return Err(format!(
                    "line {n} is no line of a history: no JSON at column {column}, {why}."
                ));
            }
        }
    }
    match lines.is_empty() {
        true => Err("it holds no line of a history; `curl …/sandbox/history` writes one.".to_owned()),
        false => Ok(lines),
    }
}

fn is_of_history(line: &Value) -> bool {
    line["n"].is_u64() && line["kind"].as_str().is_some_and(|kind| KINDS.contains(&kind))
}

/// What is wrong with some JSON, without the place: there each line is the first.
fn words_of(error: &serde_json::Error) -> String {
    let words = error.to_string();
    match words.split_once(" at line ") {
        Some((words, _)) => words.to_owned(),
        None => words,
    }
}

fn name_of(file: &Path) -> String {
    match file.as_os_str() == INPUT {
        true => "What was piped in".to_owned(),
        false => file.display().to_string(),
    }
}

fn find_description() -> Result<Option<Description>, String> {
    let Some(path) = std::env::var_os(DESCRIPTION).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let read = Description::read(Path::new(&path));
    read.map(Some)
        .map_err(|error| format!("{DESCRIPTION}: {}: {error}.", Path::new(&path).display()))
}

fn show(judgement: &Judgement, file: &Path) -> String {
    let mut lines: Vec<String> = judgement.violations.iter().map(ToString::to_string).collect();
    if let Some(first) = judgement.violations.first() {
        let (n, file) = (first.line, file.display());
        lines.push(match file.to_string().as_str() {
            INPUT => format!(
                "To see a line: curl -s '…/sandbox/history?after={}' | head -1",
                n.saturating_sub(1)
            ),
            file => format!("To see a line: grep '^{{\"n\":{n},' {file}"),
        });
    }
    if !judgement.called.is_empty() {
        let called: Vec<String> = judgement
            .called
            .iter()
            .map(|(name, count)| format!("{name} {count}×"))
            .collect();
        lines.push(format!("Called by name or role: {}", called.join(", ")));
    }
    lines.extend(judgement.missing.iter().map(|(first, last)| match first == last {
        true => format!("Line {first} is missing, and what it shows was not judged."),
        false => format!("Lines {first} to {last} are missing, and what they show was not judged."),
    }));
    lines.push(sum_up(judgement));
    lines.join("\n") + "\n"
}

/// How much was read, and how much of each was found.
fn sum_up(judgement: &Judgement) -> String {
    let exchanges = match judgement.exchanges {
        1 => "1 exchange".to_owned(),
        n => format!("{n} exchanges"),
    };
    let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
    for violation in &judgement.violations {
        *counts.entry(violation.rule).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(rule, count)| format!("{} {count}×", rule.name()))
        .collect();
    let counts = counts.join(", ");
    match judgement.violations.len() {
        0 => format!("{exchanges}, nothing that Discord would not have let pass."),
        1 => format!("{exchanges}, 1 thing that Discord would not have let pass: {counts}."),
        n => format!("{exchanges}, {n} things that Discord would not have let pass: {counts}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::judge::Violation;

    #[test]
    fn a_good_history_and_a_bad_one_have_their_sentence() {
        let mut judgement = Judgement {
            exchanges: 1,
            ..Judgement::default()
        };
        assert_eq!(
            show(&judgement, Path::new("h")),
            "1 exchange, nothing that Discord would not have let pass.\n"
        );
        judgement.called = vec![("@ana".into(), 2)];
        judgement.exchanges = 7;
        assert_eq!(
            show(&judgement, Path::new("h")),
            "Called by name or role: @ana 2×\n7 exchanges, nothing that Discord would not have let pass.\n"
        );
        let found = |rule, line| Violation {
            rule,
            line,
            what: "POST /channels/1/messages: x".into(),
        };
        judgement.called.clear();
        judgement.missing = vec![(1, 4)];
        judgement.violations = vec![
            found(Rule::Haste, 8),
            found(Rule::Doubled, 9),
            found(Rule::Doubled, 11),
        ];
        assert_eq!(
            show(&judgement, Path::new("h.jsonl")),
            "rate limit ignored: line 8: POST /channels/1/messages: x\n\
             said twice: line 9: POST /channels/1/messages: x\n\
             said twice: line 11: POST /channels/1/messages: x\n\
             To see a line: grep '^{\"n\":8,' h.jsonl\n\
             Lines 1 to 4 are missing, and what they show was not judged.\n\
             7 exchanges, 3 things that Discord would not have let pass: rate limit ignored 1×, said twice 2×.\n"
        );
        let piped = show(&judgement, Path::new(INPUT));
        assert!(piped.contains("history?after=7' | head -1"), "{piped}");
    }

    #[test]
    fn what_is_no_history_is_refused_with_its_line() {
        let line = "{\"n\":1,\"ms\":0,\"kind\":\"rest\"}\n";
        assert_eq!(read(&format!("{line}\n{line}")).unwrap().len(), 2);
        for (text, words) in [
            (format!("{line}{}", &line[..12]), "line 2 is cut in the middle"),
            (
                format!("{line}{}\n", &line[..12]),
                "line 2 is no line of a history: no JSON at column 12",
            ),
            (
                format!("{line}curl: (7) refused\n"),
                "line 2 is no line of a history: no JSON at column 1",
            ),
            (
                format!("{{\"message\":\"no\"}}\n{line}"),
                "line 1 is no line of a history: it has no `n`",
            ),
            ("[1]\n".to_owned(), "line 1 is no line"),
            ("\n".to_owned(), "it holds no line of a history"),
        ] {
            let why = read(&text).unwrap_err();
            assert!(why.starts_with(words) && why.ends_with('.'), "{text:?}: {why}");
        }
    }
}
