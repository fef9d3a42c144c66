//! A person before a browser: finds controls by their role and name, as a screen reader says them, and presses, touches
//! and types with real events. Nothing here calls a function of the page.
//!
//! Every wait is for something that shows; what is not there is looked for again at the next frame.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::devtools::Devtools;

/// How often it is looked for something that is not there, once a frame: half a minute and more.
pub(super) const LOOKS: usize = 1200;

/// What somebody sits before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Touched, not pointed at.
    pub(crate) touch: bool,
    pub(crate) light: bool,
}

impl Screen {
    pub(crate) const DESK: Self = Self {
        width: 1280,
        height: 900,
        touch: false,
        light: false,
    };
    pub(crate) const PHONE: Self = Self {
        width: 390,
        height: 844,
        touch: true,
        light: false,
    };
}

/// A page in a browser of its own.
pub(crate) struct Tab {
    pub(super) devtools: Devtools,
    screen: Screen,
    /// How far away what was pressed was, where it was not on the screen: `way.rs`.
    pub(super) ways: Vec<(f64, String)>,
}

/// Something that is shown: by its place in the page.
pub(super) type Found = u64;

impl Tab {
    /// Opens a page on such a screen, in Auckland.
    pub(crate) async fn open(program: &Path, screen: Screen, url: &str) -> Self {
        let mut devtools = Devtools::start(program).await;
        let Screen {
            width,
            height,
            touch,
            light,
        } = screen;
        let scale = if touch { 2 } else { 1 };
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": touch});
        devtools.must("Emulation.setDeviceMetricsOverride", metrics).await;
        if touch {
            let fingers = json!({"enabled": true, "maxTouchPoints": 1});
            devtools.must("Emulation.setTouchEmulationEnabled", fingers).await;
        }
        let zone = json!({"timezoneId": "Pacific/Auckland"});
        devtools.must("Emulation.setTimezoneOverride", zone).await;
        let locale = json!({"locale": "en-GB"});
        devtools.must("Emulation.setLocaleOverride", locale).await;
        let mut tab = Self {
            devtools,
            screen,
            ways: Vec::new(),
        };
        tab.light(light).await;
        tab.devtools.must("Page.navigate", json!({"url": url})).await;
        tab
    }

    /// Whether fingers press here, and no mouse points.
    pub(crate) fn is_touched(&self) -> bool {
        self.screen.touch
    }

    /// The system turns to its light or its dark colours.
    pub(crate) async fn light(&mut self, light: bool) {
        let scheme = if light { "light" } else { "dark" };
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.devtools.must("Emulation.setEmulatedMedia", features).await;
    }

    /// Presses the last control of this role and name. A name may end, or begin, with `*` for whatever is there.
    pub(crate) async fn press(&mut self, role: &str, name: &str) {
        self.press_and_tell(role, name).await;
    }

    async fn press_and_tell(&mut self, role: &str, name: &str) -> Found {
        let mut last = String::new();
        for _ in 0..LOOKS {
            match self.try_to_press(role, name).await {
                Ok(node) => return node,
                Err(why) => last = why,
            }
            self.next_frame().await;
        }
        self.give_up(&format!("a {role} called {name:?} that can be pressed: {last}"))
            .await
    }

    /// Presses a control that what comes of it takes away, and waits until that has happened.
    pub(crate) async fn press_until_gone(&mut self, role: &str, name: &str) {
        let node = self.press_and_tell(role, name).await;
        for _ in 0..LOOKS {
            if self
                .find(role, name)
                .await
                .is_ok_and(|left| !left.contains(&node))
            {
                return;
            }
            self.next_frame().await;
        }
        self.give_up(&format!("that {role} {name:?} is gone")).await
    }

    /// Opens a list and presses one of its lines.
    pub(crate) async fn choose(&mut self, list: &str, line: &str) {
        self.press("combobox", list).await;
        self.press("option", line).await;
    }

    /// Waits until there is something of this role and name.
    pub(crate) async fn waits_for(&mut self, role: &str, name: &str) {
        for _ in 0..LOOKS {
            if self.count(role, name).await > 0 {
                return;
            }
            self.next_frame().await;
        }
        self.give_up(&format!("a {role} called {name:?}")).await
    }

    async fn try_to_press(&mut self, role: &str, name: &str) -> Result<Found, String> {
        let found = self.find(role, name).await?;
        let node = *found.last().ok_or("there is none")?;
        let way = self.way_to(&found).await?;
        self.press_node(node).await?;
        self.ways.push((way, name.to_owned()));
        Ok(node)
    }

    pub(super) async fn press_node(&mut self, node: Found) -> Result<(), String> {
        let (x, y) = self.middle_of(node).await?;
        if self.screen.touch {
            self.touch(x, y).await;
        } else {
            self.click(x, y).await;
        }
        Ok(())
    }

    /// How many controls of this role and name can be used now.
    pub(crate) async fn count(&mut self, role: &str, name: &str) -> usize {
        self.find(role, name).await.map_or(0, |found| found.len())
    }

    /// The controls of a role and name that are shown and enabled, in the order of the page.
    pub(super) async fn find(&mut self, role: &str, name: &str) -> Result<Vec<Found>, String> {
        let root = self.devtools.ask("DOM.getDocument", json!({"depth": 0})).await?;
        let query = json!({"backendNodeId": root["root"]["backendNodeId"], "role": role});
        let found = self.devtools.ask("Accessibility.queryAXTree", query).await?;
        let nodes = found["nodes"].as_array().unwrap().iter();
        let usable = nodes.filter(|node| node["ignored"] != json!(true) && !is_disabled(node));
        let named = usable.filter(|node| is_called(node["name"]["value"].as_str().unwrap_or_default(), name));
        Ok(named
            .filter_map(|node| node["backendDOMNodeId"].as_u64())
            .collect())
    }

    /// Where to press: the middle of what is shown of a control, if nothing lies over it.
    async fn middle_of(&mut self, node: Found) -> Result<(f64, f64), String> {
        let this = json!({"backendNodeId": node});
        self.devtools
            .ask("DOM.scrollIntoViewIfNeeded", this.clone())
            .await?;
        let shape = self.devtools.ask("DOM.getContentQuads", this.clone()).await?;
        let corner = |at: usize| shape["quads"][0][at].as_f64().ok_or("it has no place");
        let (x, y) = (
            f64::midpoint(corner(0)?, corner(4)?),
            f64::midpoint(corner(1)?, corner(5)?),
        );
        let held = self.devtools.ask("DOM.resolveNode", this).await?;
        let question = json!({
            "objectId": held["object"]["objectId"],
            "functionDeclaration": "function (x, y) { return this.contains(document.elementFromPoint(x, y)); }",
            "arguments": [{"value": x}, {"value": y}],
            "returnByValue": true,
        });
        let free = self.devtools.ask("Runtime.callFunctionOn", question).await?;
        if free["result"]["value"] == json!(true) {
            Ok((x, y))
        } else {
            Err("something lies over it".to_owned())
        }
    }

    async fn click(&mut self, x: f64, y: f64) {
        for (kind, held) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let event =
                json!({"type": kind, "x": x, "y": y, "button": "left", "buttons": held, "clickCount": 1});
            self.devtools.must("Input.dispatchMouseEvent", event).await;
        }
    }

    async fn touch(&mut self, x: f64, y: f64) {
        let down = json!({"type": "touchStart", "touchPoints": [{"x": x, "y": y}]});
        self.devtools.must("Input.dispatchTouchEvent", down).await;
        let up = json!({"type": "touchEnd", "touchPoints": []});
        self.devtools.must("Input.dispatchTouchEvent", up).await;
    }

    /// Types a text where the cursor is.
    pub(crate) async fn types(&mut self, text: &str) {
        self.devtools
            .must("Input.insertText", json!({"text": text}))
            .await;
    }

    /// Presses the middle of the part that a selector names, whatever it is there: as somebody does who is shown where.
    pub(crate) async fn press_within(&mut self, selector: &str) -> bool {
        let question = format!(
            "(() => {{ const at = document.querySelector('{selector}')?.getBoundingClientRect(); \
             return at?.width ? [at.x + at.width / 2, at.y + at.height / 2] : null; }})()"
        );
        let middle = self.evaluate(&question).await;
        let (Some(x), Some(y)) = (middle[0].as_f64(), middle[1].as_f64()) else {
            return false;
        };
        if self.screen.touch {
            self.touch(x, y).await;
        } else {
            self.click(x, y).await;
        }
        true
    }

    /// Waits until anything that is shown differs from `before`, or for a few seconds; gives what is shown.
    pub(crate) async fn waits_for_change(&mut self, before: &str) -> String {
        for _ in 0..LOOKS / 12 {
            let shown = self.shown().await;
            if shown != before {
                return shown;
            }
            self.next_frame().await;
        }
        before.to_owned()
    }

    /// Waits until the page shows this text.
    pub(crate) async fn sees(&mut self, text: &str) {
        for _ in 0..LOOKS {
            if self.shown().await.contains(text) {
                return;
            }
            self.next_frame().await;
        }
        self.give_up(&format!("{text:?}")).await
    }

    /// Waits until the page no longer shows this text.
    pub(crate) async fn sees_no(&mut self, text: &str) {
        for _ in 0..LOOKS {
            if !self.shown().await.contains(text) {
                return;
            }
            self.next_frame().await;
        }
        self.give_up(&format!("no more {text:?}")).await
    }

    /// Waits until an expression over the page is true.
    pub(crate) async fn waits_until(&mut self, expression: &str) {
        for _ in 0..LOOKS {
            if self.evaluate(expression).await == json!(true) {
                return;
            }
            self.next_frame().await;
        }
        self.give_up(&format!("that {expression}")).await
    }

    /// All that is shown, as text; what is hidden is not in it.
    pub(crate) async fn shown(&mut self) -> String {
        self.evaluate("document.body?.innerText ?? ''")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The value of an expression over the page as the browser keeps it.
    pub(crate) async fn evaluate(&mut self, expression: &str) -> Value {
        let question = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        // A page that is just being left has no answer.
        let answer = self.devtools.ask("Runtime.evaluate", question).await;
        answer.map_or(Value::Null, |answer| answer["result"]["value"].clone())
    }

    /// A picture of the page, as a PNG.
    pub(crate) async fn picture(&mut self) -> Vec<u8> {
        self.next_frame().await;
        let picture = self
            .devtools
            .must("Page.captureScreenshot", json!({"format": "png"}))
            .await;
        STANDARD.decode(picture["data"].as_str().unwrap()).unwrap()
    }

    /// Whatever went wrong in the page: a script that failed, a file that is missing, a broken policy.
    pub(crate) fn complaints(&self) -> &[String] {
        self.devtools.complaints()
    }

    /// Waits until the page has drawn what it knows.
    pub(crate) async fn next_frame(&mut self) {
        let frame =
            "new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen(1))))";
        self.evaluate(frame).await;
    }

    pub(super) async fn give_up(&mut self, wanted: &str) -> ! {
        let shown = self.shown().await;
        let picture = std::env::temp_dir().join(format!("gonogo-browser-{}.png", std::process::id()));
        std::fs::write(&picture, self.picture().await).unwrap();
        panic!(
            "the page does not show {wanted}. It shows (picture: {}):\n{shown}\n{:?}",
            picture.display(),
            self.complaints()
        )
    }
}

fn is_disabled(node: &Value) -> bool {
    let properties = node["properties"].as_array();
    properties.is_some_and(|all| {
        all.iter().any(|one| {
            ["disabled", "busy"].iter().any(|name| one["name"] == *name)
                && one["value"]["value"] == json!(true)
        })
    })
}

/// A name may end, or begin, with `*`.
pub(super) fn is_called(said: &str, name: &str) -> bool {
    match (name.strip_prefix('*'), name.strip_suffix('*')) {
        (Some(end), _) => said.ends_with(end),
        (_, Some(beginning)) => said.starts_with(beginning),
        _ => said == name,
    }
}
