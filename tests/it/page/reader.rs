//! Somebody who reads what the page shows: a sandbox without the bot, whose messages the test posts itself.

use gonogo::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::browser::{self, Screen, Tab};
use crate::sandbox::client::Client;

pub(super) struct Reader {
    pub(super) tab: Tab,
    pub(super) bot: Client,
    pub(super) root: Client,
    pub(super) sandbox: Sandbox,
}

impl Reader {
    /// Opens the page as Ana; `None` where no browser is.
    pub(super) async fn comes(screen: Screen) -> Option<Self> {
        let Some(program) = browser::find() else {
            browser::say_that_none_looks("what the sandbox's page shows");
            return None;
        };
        let sandbox = crate::sandbox::sandbox().await;
        let tab = Tab::open(&program, screen, &format!("{}/#/ana", sandbox.url())).await;
        let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
        let mut reader = Self {
            tab,
            bot,
            root,
            sandbox,
        };
        reader.tab.waits_for("textbox", "Message #releases").await;
        Some(reader)
    }

    /// Goes to a channel by the list of places.
    pub(super) async fn goes_to(&mut self, name: &str) {
        if self.tab.is_touched() {
            self.tab.press("button", "Channels").await;
        }
        self.tab.press("button", &format!("{name}*")).await;
        self.tab.waits_for("heading", &format!("*{name}")).await;
    }

    /// Points at a message, or taps it, so that what can be done with it shows.
    pub(super) async fn turns_to(&mut self, message: &Value) {
        let body = format!(
            "#messages [data-id=\"{}\"] .text",
            message["id"].as_str().unwrap()
        );
        self.tab
            .waits_until(&format!("Boolean(document.querySelector('{body}'))"))
            .await;
        if self.tab.is_touched() {
            assert!(self.tab.press_within(&body).await);
        } else {
            self.tab.points_at(&body).await;
        }
    }

    /// Somebody else, who acts without a page.
    pub(super) fn person(&self, name: &str) -> Client {
        Client::person(&self.sandbox, name)
    }

    /// A new channel, such as an admin makes.
    pub(super) async fn channel(&self, body: Value) -> Value {
        let path = format!("/guilds/{}/channels", self.root.guild);
        self.root.post(&path, body).await.good()
    }

    /// What is shown of every part that a selector names, as text, each in a line of its own.
    pub(super) async fn texts(&mut self, selector: &str) -> Vec<String> {
        let question = format!(
            "[...document.querySelectorAll({})].filter((one) => one.checkVisibility())\
             .map((one) => one.innerText.replace(/\\s+/g, ' ').trim())",
            json!(selector)
        );
        let found = self.tab.evaluate(&question).await;
        serde_json::from_value(found).unwrap_or_default()
    }

    /// Nothing went wrong in the page.
    pub(super) fn leaves(self) {
        assert_eq!(self.tab.complaints(), [] as [String; 0]);
    }
}
