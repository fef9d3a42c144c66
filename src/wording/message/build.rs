//! Builds the parts of a message: containers, sections, rows of buttons, selects, within Discord's limits.

use crate::veil;
use crate::wording::message::{Choice, Control, Part, Style};

/// A box around parts, with a coloured edge.
pub fn container(accent_color: u32, components: Vec<Part>) -> Part {
    Part::Container {
        r#type: 17,
        id: None,
        accent_color,
        components,
    }
}

/// A text.
pub fn text(content: impl Into<String>) -> Part {
    Part::Text {
        r#type: 10,
        id: None,
        // The net below everything that is quoted: no message leaves with what looks like a secret.
        content: veil::cover_shapes(&content.into()).into_owned(),
    }
}

/// A text with a button beside it.
pub fn section(content: impl Into<String>, accessory: Control) -> Part {
    Part::Section {
        r#type: 9,
        components: [Box::new(text(content))],
        accessory,
    }
}

/// A line between parts.
pub fn separator() -> Part {
    Part::Separator { r#type: 14 }
}

/// Buttons beside each other, at most five a row; nothing for none.
pub fn rows(buttons: Vec<Control>) -> Vec<Part> {
    buttons
        .chunks(5)
        .map(|five| Part::Row {
            r#type: 1,
            components: five.to_vec(),
        })
        .collect()
}

/// A button.
pub fn button(style: Style, label: &str, custom_id: impl Into<String>) -> Control {
    let (label, custom_id) = (crate::wording::text::fit(label, 80), custom_id.into());
    Control::Button {
        r#type: 2,
        style,
        label,
        custom_id,
        disabled: false,
    }
}

/// A button that opens a page.
pub fn link(label: &str, url: &str) -> Control {
    Control::Link {
        r#type: 2,
        style: 5,
        label: crate::wording::text::fit(label, 80),
        url: url.to_owned(),
    }
}

/// A choice from a list, in a row of its own.
pub fn select(custom_id: impl Into<String>, placeholder: &str, options: Vec<Choice>) -> Part {
    let (custom_id, placeholder) = (custom_id.into(), crate::wording::text::fit(placeholder, 150));
    let select = Control::Select {
        r#type: 3,
        custom_id,
        placeholder,
        options,
    };
    Part::Row {
        r#type: 1,
        components: vec![select],
    }
}
