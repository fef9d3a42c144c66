//! `gonogo sandbox --judge FILE`: a history on paper, and what of it would not pass on Discord.

use std::path::Path;

use serde_json::Value;

use crate::cli::Ended;
use crate::sandbox::judge::{BOT, Description, Judgement, judge as judge_lines};

/// The variable that names a copy of Discord's own description.
const DESCRIPTION: &str = "DISCORD_OPENAPI";

/// Judges the history in a file; fails when something in it would not pass.
pub(super) fn judge(file: &Path) -> Ended {
    let history = match read(file) {
        Ok(history) => history,
        Err(why) => {
            eprintln!("{}: {why}", file.display());
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
    print!("{}", show(&judgement));
    if judgement.violations.is_empty() {
        Ended::Well
    } else {
        Ended::Failed
    }
}

fn read(file: &Path) -> Result<Vec<Value>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("it cannot be read: {error}."))?;
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| {
            let read = serde_json::from_str(line);
            read.map_err(|error| format!("line {} is no line of a history: {error}.", n + 1))
        })
        .collect()
}

fn find_description() -> Result<Option<Description>, String> {
    let Some(path) = std::env::var_os(DESCRIPTION).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let read = Description::read(Path::new(&path));
    read.map(Some)
        .map_err(|error| format!("{DESCRIPTION}: {}: {error}.", Path::new(&path).display()))
}

fn show(judgement: &Judgement) -> String {
    let mut lines: Vec<String> = judgement.violations.iter().map(ToString::to_string).collect();
    if !judgement.called.is_empty() {
        let called: Vec<String> = judgement
            .called
            .iter()
            .map(|(name, count)| format!("{name} {count}×"))
            .collect();
        lines.push(format!("Called by name or role: {}", called.join(", ")));
    }
    let exchanges = match judgement.exchanges {
        1 => "1 exchange".to_owned(),
        n => format!("{n} exchanges"),
    };
    lines.push(match judgement.violations.len() {
        0 => format!("{exchanges}, nothing that Discord would not have let pass."),
        1 => format!("{exchanges}, 1 thing that Discord would not have let pass."),
        n => format!("{exchanges}, {n} things that Discord would not have let pass."),
    });
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_history_and_a_bad_one_have_their_sentence() {
        let mut judgement = Judgement {
            exchanges: 1,
            ..Judgement::default()
        };
        assert_eq!(
            show(&judgement),
            "1 exchange, nothing that Discord would not have let pass.\n"
        );
        judgement.called = vec![("@ana".into(), 2)];
        judgement.exchanges = 7;
        assert_eq!(
            show(&judgement),
            "Called by name or role: @ana 2×\n7 exchanges, nothing that Discord would not have let pass.\n"
        );
    }
}
