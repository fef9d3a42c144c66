//! Cards as twilight's types have them: what they say, and what of them can be pressed.

use twilight_model::channel::Message;
use twilight_model::channel::message::component::Component;

/// A button on a message.
#[derive(Clone, Debug)]
pub(super) struct Button {
    pub(super) channel: String,
    pub(super) message: String,
    pub(super) flags: u64,
    pub(super) label: String,
    pub(super) custom_id: String,
    /// What its message says.
    pub(super) shown: String,
}

/// The buttons of a message that can be pressed.
pub(super) fn buttons(message: &Message) -> Vec<Button> {
    let shown = texts(message);
    let mut found = Vec::new();
    walk(&message.components, &mut |component| {
        let Component::Button(button) = component else {
            return;
        };
        let (Some(label), Some(custom_id)) = (&button.label, &button.custom_id) else {
            return;
        };
        if !button.disabled {
            found.push(Button {
                channel: message.channel_id.to_string(),
                message: message.id.to_string(),
                flags: message.flags.map_or(0, |flags| flags.bits()),
                label: label.clone(),
                custom_id: custom_id.clone(),
                shown: shown.clone(),
            });
        }
    });
    found
}

/// What a message says, a line for each text.
pub(super) fn texts(message: &Message) -> String {
    let mut all = vec![message.content.clone()];
    walk(&message.components, &mut |component| {
        if let Component::TextDisplay(text) = component {
            all.push(text.content.clone());
        }
    });
    all.join("\n")
}

fn walk(components: &[Component], visit: &mut impl FnMut(&Component)) {
    for component in components {
        visit(component);
        match component {
            Component::ActionRow(row) => walk(&row.components, visit),
            Component::Container(container) => walk(&container.components, visit),
            Component::Section(section) => {
                walk(&section.components, visit);
                walk(std::slice::from_ref(&*section.accessory), visit);
            }
            _ => {}
        }
    }
}
