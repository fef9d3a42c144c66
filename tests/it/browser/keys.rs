//! The keyboard of somebody before a browser, and what a pointer or a dialog for files does beside pressing.

use serde_json::json;

use super::tab::Tab;

/// More steps than there are controls on any page of ours.
const STEPS: usize = 300;
/// Shift, in DevTools' count of held keys.
const SHIFT: u32 = 8;

/// What the control that has the focus is called, as its label, its words, or those of the list it is in.
const FOCUSED: &str = "(() => { const at = document.activeElement; \
    return at ? (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent ?? '').trim() : ''; })()";

impl Tab {
    /// Presses a key that writes nothing, such as `Enter` or `Escape`.
    pub(crate) async fn key(&mut self, key: &str) {
        self.key_with(key, 0).await;
    }

    async fn key_with(&mut self, key: &str, held: u32) {
        let code = match key {
            "Backspace" => 8,
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            " " => 32,
            "End" => 35,
            "ArrowUp" => 38,
            "ArrowDown" => 40,
            digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() => {
                u32::from(digit.as_bytes()[0])
            }
            "a" => 65,
            other => panic!("{other} has no number here"),
        };
        let text = match key {
            "Enter" => "\r",
            one if one.len() == 1 => one,
            _ => "",
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text,
                "modifiers": held});
            self.devtools.must("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Goes by the Tab key, backwards or on, to the control of this name, which may end with `*`.
    pub(crate) async fn walks_to(&mut self, name: &str, backwards: bool) {
        for _ in 0..STEPS {
            self.key_with("Tab", if backwards { SHIFT } else { 0 }).await;
            let at = self.evaluate(FOCUSED).await;
            if super::tab::is_called(at.as_str().unwrap_or_default(), name) {
                return;
            }
        }
        panic!("no key leads to {name:?}: {}", self.shown().await);
    }

    /// Empties the field that has the focus, as somebody does who holds Backspace.
    pub(crate) async fn empties(&mut self, letters: usize) {
        self.key("End").await;
        for _ in 0..letters {
            self.key("Backspace").await;
        }
    }

    /// Points at the last of these, without pressing.
    pub(crate) async fn points_at(&mut self, selector: &str) {
        let question = format!(
            "(() => {{ const at = [...document.querySelectorAll('{selector}')].at(-1).getBoundingClientRect(); \
             return [at.x + at.width / 2, at.y + at.height / 2]; }})()"
        );
        let middle = self.evaluate(&question).await;
        let event = json!({"type": "mouseMoved", "x": middle[0], "y": middle[1]});
        self.devtools.must("Input.dispatchMouseEvent", event).await;
    }

    /// Chooses a file in the dialog that a line of a list opens.
    pub(crate) async fn hands_in(&mut self, list: &str, line: &str, file: &std::path::Path) {
        let no_dialog = json!({"enabled": true});
        self.devtools
            .must("Page.setInterceptFileChooserDialog", no_dialog)
            .await;
        self.choose(list, line).await;
        let root = self.devtools.must("DOM.getDocument", json!({"depth": 0})).await;
        let query = json!({"nodeId": root["root"]["nodeId"], "selector": "input[type=file]"});
        let found = self.devtools.must("DOM.querySelector", query).await;
        let chosen = json!({"nodeId": found["nodeId"], "files": [file]});
        self.devtools.must("DOM.setFileInputFiles", chosen).await;
    }

    /// Drags files from elsewhere over the middle of the page, and drops them there.
    pub(crate) async fn drops(&mut self, files: &[&std::path::Path]) {
        let data = json!({"items": [], "files": files, "dragOperationsMask": 1});
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({"type": kind, "x": 600, "y": 400, "data": data});
            self.devtools.must("Input.dispatchDragEvent", event).await;
        }
    }

    /// Puts a picture on the clipboard, as a program for screenshots does, and pastes it where the cursor is.
    pub(crate) async fn pastes_a_picture(&mut self) {
        let may = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
        self.devtools.must("Browser.grantPermissions", may).await;
        let copied = self
            .evaluate(
                "(async () => { const board = new OffscreenCanvas(2, 2); board.getContext('2d'); \
                 const dot = await board.convertToBlob({type: 'image/png'}); \
                 await navigator.clipboard.write([new ClipboardItem({'image/png': dot})]); return true; })()",
            )
            .await;
        assert_eq!(copied, true, "the clipboard takes a picture");
        let event = json!({"type": "keyDown", "key": "v", "code": "KeyV", "windowsVirtualKeyCode": 86,
            "modifiers": 2, "commands": ["paste"]});
        self.devtools.must("Input.dispatchKeyEvent", event).await;
    }

    /// Loads the page anew.
    pub(crate) async fn reloads(&mut self) {
        self.devtools.must("Page.reload", json!({})).await;
    }

    /// Goes back in the browser's history.
    pub(crate) async fn goes_back(&mut self) {
        let past = self.devtools.must("Page.getNavigationHistory", json!({})).await;
        let at = past["currentIndex"].as_u64().expect("a place in the history");
        let before = usize::try_from(at - 1).expect("a history is short");
        let entry = json!({"entryId": past["entries"][before]["id"]});
        self.devtools.must("Page.navigateToHistoryEntry", entry).await;
    }

    /// Lets complaints pass that a test brought about; there must be one.
    pub(crate) fn forgive(&mut self, of: &str) {
        let before = self.devtools.complaints().len();
        self.devtools.forget(of);
        assert!(
            before > self.devtools.complaints().len(),
            "nobody complained of {of}"
        );
    }
}
