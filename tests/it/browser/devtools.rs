//! Chromium's DevTools protocol, as far as it is needed: a command and its answer, over one websocket.
//!
//! Called by `tab.rs` alone. What the page complained of meanwhile is kept for whoever asks.
//! The protocol: <https://chromedevtools.github.io/devtools-protocol/>.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::Home;

/// Longer than this anything takes only when it hangs.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A running Chromium with one page in it.
pub(super) struct Devtools {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    asked: u64,
    complaints: Vec<String>,
    // Dropped last: it ends with this value, and then its folder goes.
    _browser: Child,
    _home: Home,
}

impl Devtools {
    /// Starts Chromium with an empty page.
    pub(super) async fn start(program: &Path) -> Self {
        let home = Home::new();
        let mut browser = Command::new(program)
            .args(super::ARGUMENTS)
            .args([
                "--remote-debugging-port=0",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--accept-lang=en-GB",
            ])
            .arg(format!("--user-data-dir={}", home.path().display()))
            .arg("about:blank")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let address = address_of(&mut browser).await;
        let (socket, _) = tokio_tungstenite::connect_async(address).await.unwrap();
        let mut devtools = Self {
            socket,
            session: None,
            asked: 0,
            complaints: Vec::new(),
            _browser: browser,
            _home: home,
        };
        devtools.attach().await;
        devtools
    }

    async fn attach(&mut self) {
        let made = self
            .must("Target.createTarget", json!({"url": "about:blank"}))
            .await;
        let to = json!({"targetId": made["targetId"], "flatten": true});
        let attached = self.must("Target.attachToTarget", to).await;
        self.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for room in ["Page", "Runtime", "Log", "DOM", "Accessibility"] {
            self.must(&format!("{room}.enable"), json!({})).await;
        }
    }

    /// Gives a command; the browser's refusal is the error.
    pub(super) async fn ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.asked += 1;
        let mut request = json!({"id": self.asked, "method": method, "params": params});
        if let Some(session) = &self.session {
            request["sessionId"] = json!(session);
        }
        self.socket
            .send(Message::text(request.to_string()))
            .await
            .unwrap();
        let answer = tokio::time::timeout(PATIENCE, self.answer(self.asked)).await;
        let answer = answer.unwrap_or_else(|_| panic!("{method} is not answered"));
        match answer.get("error") {
            Some(error) => Err(format!("{method}: {error}")),
            None => Ok(answer["result"].clone()),
        }
    }

    /// As [`Devtools::ask`], where a refusal is a mistake of the test.
    pub(super) async fn must(&mut self, method: &str, params: Value) -> Value {
        self.ask(method, params).await.unwrap()
    }

    async fn answer(&mut self, id: u64) -> Value {
        loop {
            let frame = self.socket.next().await.expect("the browser runs").unwrap();
            let Ok(text) = frame.to_text() else { continue };
            let Ok(said) = serde_json::from_str::<Value>(text) else {
                continue;
            };
            if said["id"] == json!(id) {
                return said;
            }
            self.hear(&said);
        }
    }

    fn hear(&mut self, event: &Value) {
        let complaint = match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => event["params"]["exceptionDetails"].to_string(),
            Some("Log.entryAdded") if event["params"]["entry"]["level"] == "error" => {
                event["params"]["entry"].to_string()
            }
            Some("Runtime.consoleAPICalled") if event["params"]["type"] == "error" => {
                event["params"]["args"].to_string()
            }
            _ => return,
        };
        self.complaints.push(complaint);
    }

    /// Forgets complaints that speak of this.
    pub(super) fn forget(&mut self, of: &str) {
        self.complaints.retain(|complaint| !complaint.contains(of));
    }

    /// What the page's scripts failed at, what it could not load, and where it broke its own policy.
    pub(super) fn complaints(&self) -> &[String] {
        &self.complaints
    }
}

/// Waits until the browser says where it listens; what it says after that is read and let go, so that it never waits.
async fn address_of(browser: &mut Child) -> String {
    let mut said = BufReader::new(browser.stderr.take().expect("it is piped")).lines();
    let mut all = String::new();
    let found = async {
        while let Some(line) = said.next_line().await.unwrap() {
            if let Some(address) = line.strip_prefix("DevTools listening on ") {
                return Some(address.to_owned());
            }
            all.push_str(&line);
        }
        None
    };
    let found = tokio::time::timeout(PATIENCE, found)
        .await
        .expect("the browser starts");
    let mut rest = said.into_inner();
    #[expect(clippy::disallowed_methods, reason = "it ends with the browser's output")]
    tokio::spawn(async move { rest.read_to_end(&mut Vec::new()).await });
    found.unwrap_or_else(|| panic!("the browser does not start: {all}"))
}
