//! A message as people read it, in lines.

use crate::wording::message::{Control, Message, Part};

/// The texts of a message, its buttons in brackets, the options of its selects behind a triangle.
pub(super) fn read(message: &Message) -> String {
    let mut lines = Vec::new();
    message
        .components
        .iter()
        .for_each(|part| read_part(part, &mut lines));
    lines.join("\n")
}

fn read_part(part: &Part, lines: &mut Vec<String>) {
    match part {
        Part::Container { components, .. } => components.iter().for_each(|p| read_part(p, lines)),
        Part::Text { content, .. } => lines.push(content.clone()),
        Part::Section {
            components,
            accessory,
            ..
        } => {
            read_part(&components[0], lines);
            lines.push(format!("    {}", read_control(accessory)));
        }
        Part::Separator { .. } => lines.push("---".to_owned()),
        Part::Row { components, .. } => {
            lines.push(components.iter().map(read_control).collect::<Vec<_>>().join(" "));
        }
        Part::File { file, .. } => lines.push(format!("[{}]", file.url)),
        Part::Gallery { items, .. } => lines.push(format!("[{}]", items[0].media.url)),
    }
}

fn read_control(control: &Control) -> String {
    match control {
        Control::Button { label, .. } => format!("[{label}]"),
        Control::Link { label, url, .. } => format!("[{label}: {url}]"),
        Control::Select {
            placeholder, options, ..
        } => {
            let labels: Vec<&str> = options.iter().map(|o| o.label.as_str()).collect();
            format!("[{placeholder} ▾ {}]", labels.join(" | "))
        }
    }
}
