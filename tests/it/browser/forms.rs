//! What somebody does in a form beyond typing: one of several equal controls, a list of the browser's own, a file.

use std::path::Path;

use serde_json::json;

use super::tab::{LOOKS, Tab};

impl Tab {
    /// Presses one of several controls of the same role and name, counted from 0 in the order of the page.
    pub(crate) async fn press_nth(&mut self, role: &str, name: &str, nth: usize) {
        for _ in 0..LOOKS {
            let found = self.find(role, name).await.unwrap_or_default();
            if let Some(node) = found.get(nth)
                && self.press_node(*node).await.is_ok()
            {
                return;
            }
            self.next_frame().await;
        }
        self.give_up(&format!("a {role} called {name:?} with the number {nth}"))
            .await
    }

    /// Takes a line of a list of the browser's own, which it draws outside of the page, by its value.
    pub(crate) async fn picks(&mut self, list: &str, value: &str) {
        self.waits_for("combobox", list).await;
        let node = self.find("combobox", list).await.unwrap()[0];
        let held = self
            .devtools
            .must("DOM.resolveNode", json!({"backendNodeId": node}))
            .await;
        let choice = json!({
            "objectId": held["object"]["objectId"],
            "functionDeclaration": "function (value) { this.value = value; \
                for (const kind of ['input', 'change']) this.dispatchEvent(new Event(kind, { bubbles: true })); \
                return this.value; }",
            "arguments": [{"value": value}],
            "returnByValue": true,
        });
        let chosen = self.devtools.must("Runtime.callFunctionOn", choice).await;
        assert_eq!(chosen["result"]["value"], value, "{list} has this line");
    }

    /// Gives a file to a field that takes one, as its dialog does, which no browser without a screen opens.
    pub(crate) async fn fills_in_file(&mut self, selector: &str, file: &Path) {
        let root = self.devtools.must("DOM.getDocument", json!({"depth": 0})).await;
        let query = json!({"nodeId": root["root"]["nodeId"], "selector": selector});
        let found = self.devtools.must("DOM.querySelector", query).await;
        let files = json!({"nodeId": found["nodeId"], "files": [file]});
        self.devtools.must("DOM.setFileInputFiles", files).await;
    }
}
