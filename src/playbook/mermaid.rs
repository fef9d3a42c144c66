//! A process as Mermaid text (<https://mermaid.js.org/syntax/flowchart.html>), which wikis draw.

use crate::domain::process::Process;

use super::reading::steps;

/// The flowchart of a process.
pub fn diagram(process: &Process) -> String {
    let mut lines = vec![
        "---".to_owned(),
        format!(
            "title: {}",
            quoted(&format!("{}: {}", process.service.title, process.title))
        ),
        "---".to_owned(),
        "flowchart TD".to_owned(),
    ];
    let steps = steps(process);
    for step in &steps {
        let number = step.number;
        let label = format!(
            "{number}. {}<br/><i>{}</i>",
            entities(&step.title),
            entities(&step.who)
        );
        lines.push(format!("    s{number}[\"{label}\"]"));
    }
    for step in &steps {
        for before in &step.after {
            lines.push(format!("    s{} --> s{}", before + 1, step.number));
        }
    }
    for step in &steps {
        if let Some(back) = step.back_to {
            lines.push(format!("    s{} -. fails .-> s{}", step.number, back + 1));
        }
    }
    lines.join("\n") + "\n"
}

/// A text inside a label: what Mermaid or HTML would read becomes its number.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | ';' | '\\' | '[' | ']' | '{' | '}' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text as YAML writes it.
fn quoted(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}
