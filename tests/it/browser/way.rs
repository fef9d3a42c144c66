//! How far somebody has to scroll before they can press something: measured whenever a control is pressed.

use serde_json::json;

use super::tab::{Found, Tab};

/// How far the middle of a control is from what shows of the list it scrolls in, in heights of that.
const WAY: &str = "function () {
    const at = this.getBoundingClientRect(), middle = at.top + at.height / 2;
    let [top, bottom] = [0, innerHeight];
    for (let up = this.parentElement; up; up = up.parentElement) {
        if (!['auto', 'scroll'].includes(getComputedStyle(up).overflowY)) continue;
        const room = up.getBoundingClientRect();
        [top, bottom] = [Math.max(top, room.top), Math.min(bottom, room.bottom)];
        break;
    }
    return Math.max(0, top - middle, middle - bottom) / Math.max(1, bottom - top);
}";

impl Tab {
    /// The way to the nearest of these, which all do the same: the one that is pressed is the last in the page.
    pub(super) async fn way_to(&mut self, all: &[Found]) -> Result<f64, String> {
        let mut nearest = f64::INFINITY;
        for node in all {
            nearest = nearest.min(self.way_to_one(*node).await?);
        }
        Ok(nearest)
    }

    async fn way_to_one(&mut self, node: Found) -> Result<f64, String> {
        let this = json!({"backendNodeId": node});
        let held = self.devtools.ask("DOM.resolveNode", this).await?;
        let object = &held["object"]["objectId"];
        let question = json!({"objectId": object, "functionDeclaration": WAY, "returnByValue": true});
        let found = self.devtools.ask("Runtime.callFunctionOn", question).await?;
        found["result"]["value"]
            .as_f64()
            .ok_or_else(|| "it is gone".to_owned())
    }

    /// What was further away than so many screens when it was pressed.
    pub(crate) fn far_away(&self, screens: f64) -> Vec<&(f64, String)> {
        self.ways.iter().filter(|(way, _)| *way > screens).collect()
    }
}
