//! Somebody before the sandbox's page, with nothing but a mouse and keys, or a finger.
//!
//! With `GONOGO_PICTURES=docs/images` the pictures of the README are made on the way.

use gonogo::playbook::{self, Source};
use serde_json::Value;

use crate::browser::{self, Screen, Tab};
use crate::database::{Engine, fresh};
use crate::story::Story;

/// Where the pictures of the README go, if they are wanted.
const PICTURES: &str = "GONOGO_PICTURES";

pub(super) struct Visitor {
    pub(super) tab: Tab,
    pub(super) story: Story,
    screen: Screen,
}

impl Visitor {
    /// Opens the page of a sandbox with the bot in it; `None` where no browser is.
    pub(super) async fn comes(screen: Screen) -> Option<Self> {
        Self::comes_to(screen, "/").await
    }

    /// As [`Visitor::comes`], at another address of the page.
    pub(super) async fn comes_to(screen: Screen, path: &str) -> Option<Self> {
        Self::comes_for(screen, path, playbook::find_shipped("myportfolio")).await
    }

    /// As [`Visitor::comes_to`], where other things can be released.
    pub(super) async fn comes_for(
        screen: Screen,
        path: &str,
        playbooks: impl IntoIterator<Item = Source>,
    ) -> Option<Self> {
        let Some(program) = browser::find() else {
            browser::say_that_none_looks("the sandbox's page");
            return None;
        };
        let sources = playbooks.into_iter().collect();
        let story = Story::with_playbooks(fresh(Engine::Memory).await, sources).await;
        let url = format!("{}{path}", story.sandbox.url());
        let tab = Tab::open(&program, screen, &url).await;
        Some(Self { tab, story, screen })
    }

    /// Nothing went wrong in the page, nothing is left to say, and Discord would have let everything pass.
    pub(super) async fn leaves(self) {
        assert_eq!(self.tab.complaints(), [] as [String; 0]);
        self.story.end().await;
    }

    /// Is somebody else from now on.
    pub(super) async fn becomes(&mut self, name: &str) {
        self.tab.choose("You are *", &format!("{name} *")).await;
        self.tab.waits_for("combobox", &format!("You are {name}*")).await;
    }

    /// Goes to a channel by the list of places.
    pub(super) async fn goes_to(&mut self, channel: &str) {
        if self.screen.touch {
            self.tab.press("button", "Channels").await;
        }
        self.tab.press("button", &format!("{channel}*")).await;
        self.tab.waits_for("heading", &format!("*{channel}")).await;
    }

    /// Goes to the thread of a release, by the link below its card.
    pub(super) async fn goes_to_the_thread(&mut self, of: &str) {
        self.tab.press("button", &format!("{of}*")).await;
        self.tab.sees("ticks these").await;
    }

    /// Fills in the form that is open, and sends it.
    pub(super) async fn fills(&mut self, fields: &[(&str, &str)]) {
        for (name, text) in fields {
            self.tab.press("textbox", name).await;
            self.tab.types(text).await;
        }
        self.tab.press("button", "Submit").await;
        self.tab.sees_no("This form goes to").await;
    }

    /// Begins to start a release by the menu of commands: chooses what kind of change it is.
    pub(super) async fn chooses_to_start(&mut self, process: &str) {
        self.tab.press("button", "Commands").await;
        self.tab.waits_for("option", "/release start *").await;
        // Where it was not used lately its group is gone to first.
        if !self.tab.shown().await.contains("Used lately") {
            self.tab.press("button", "release").await;
        }
        self.tab.press("option", "/release start *").await;
        self.tab.press("button", "Send").await;
        self.tab.choose("Choose a process", &format!("{process}*")).await;
    }

    /// Starts a release, and fills in the form for it.
    pub(super) async fn starts(&mut self, process: &str, form: &[(&str, &str)]) {
        self.chooses_to_start(process).await;
        self.tab.sees("This form goes to").await;
        self.fills(form).await;
    }

    /// Goes where somebody is awaited, as somebody who is, by the line below the header of a phone.
    pub(super) async fn follows_the_line(&mut self, stage: &str) {
        let line = "document.querySelector('#awaited-line button')";
        let stage = serde_json::json!(stage);
        let waits = format!("Boolean({line}?.textContent.includes({stage}))");
        self.tab.waits_until(&waits).await;
        let name = self.tab.evaluate(&format!("{line}.dataset.as")).await;
        let name = name.as_str().expect("somebody is awaited").to_owned();
        assert!(
            self.tab.press_within("#awaited-line button").await,
            "the line is there"
        );
        self.tab.waits_for("combobox", &format!("You are {name}*")).await;
        // The card has the focus when it has come into view.
        let card = "Boolean(document.activeElement?.matches('#messages > .message'))";
        self.tab.waits_until(card).await;
    }

    /// Presses these one after the other, each when the bot has done what the one before asked for.
    pub(super) async fn presses(&mut self, buttons: &[&str]) {
        for button in buttons {
            self.tab.press("button", button).await;
            self.comes_to_rest().await;
        }
    }

    /// Presses a button that opens a form of one field, and fills it in; with nothing where it may stay empty.
    pub(super) async fn answers(&mut self, button: &str, text: &str) {
        self.tab.press("button", button).await;
        self.tab.sees("This form goes to").await;
        let field = [("*", text)];
        self.fills(if text.is_empty() { &[] } else { &field }).await;
        self.comes_to_rest().await;
    }

    pub(super) async fn passes_one_item(&mut self) {
        self.tab.press_until_gone("button", "Pass").await;
        self.comes_to_rest().await;
    }

    /// Passes every list of the thread, those too that appear because of it.
    pub(super) async fn passes_all_lists(&mut self) {
        for label in ["Pass the rest", "Pass all"].into_iter().cycle().take(40) {
            if self.tab.count("button", label).await > 0 {
                self.tab.press_until_gone("button", label).await;
            }
            self.comes_to_rest().await;
            if self.tab.count("button", "Pass*").await == 0 {
                return;
            }
        }
        panic!("there are always more lists to pass");
    }

    /// Waits until the bot has done everything and the page has heard of it.
    pub(super) async fn comes_to_rest(&mut self) {
        self.story.settle().await;
        self.tab.next_frame().await;
    }

    /// Moves the sandbox's clock by one of its buttons.
    pub(super) async fn moves_the_clock(&mut self, button: &str) {
        if self.screen.touch {
            self.tab.press("button", "Sandbox clock*").await;
        }
        self.tab.press("button", button).await;
        self.comes_to_rest().await;
        if self.screen.touch {
            self.tab.press("button", "Close").await;
        }
    }

    /// Something goes wrong on the way, as `POST /sandbox/faults` has it.
    pub(super) async fn strikes(&self, fault: &Value) {
        let url = format!("{}/sandbox/faults", self.story.sandbox.url());
        let answer = reqwest::Client::new().post(url).json(fault).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }

    pub(super) async fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os(PICTURES) else {
            return;
        };
        let kind = if self.screen.touch { "-phone" } else { "" };
        let file = std::path::Path::new(&folder).join(format!("{name}{kind}.png"));
        std::fs::write(file, self.tab.picture().await).unwrap();
    }
}
