//! What a screen reader makes of a page: whether everything that can be used or seen has a name.

use serde_json::{Value, json};

use super::tab::Tab;

/// What cannot be understood without a name.
const NAMED: [&str; 14] = [
    "button",
    "checkbox",
    "combobox",
    "dialog",
    "group",
    "image",
    "link",
    "listbox",
    "option",
    "radio",
    "searchbox",
    "tab",
    "tabpanel",
    "textbox",
];

impl Tab {
    /// Everything on the page that a screen reader can only call by its kind; what is hidden from it is not in it.
    pub(crate) async fn nameless(&mut self) -> Vec<String> {
        let tree = self.devtools.must("Accessibility.getFullAXTree", json!({})).await;
        let nodes = tree["nodes"].as_array().expect("a list of nodes").iter();
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().trim().to_owned();
        let shown = nodes.filter(|node| node["ignored"] != json!(true));
        let named = shown.filter(|node| NAMED.contains(&text(&node["role"]).as_str()));
        let nameless = named.filter(|node| text(&node["name"]).is_empty());
        nameless
            .map(|node| format!("{} {}", text(&node["role"]), node["backendDOMNodeId"]))
            .collect()
    }
}
