//! What comes between two things that people do: the gateway breaks, the bot is restarted, moderators and admins take
//! something away.

use serde_json::{Value, json};

use super::robot::{Act, Storm};
use super::weather::{self, Gust};
use crate::story::shown_text;

impl Storm {
    /// What the weather does in between.
    pub(super) async fn gusts(&mut self, next: Act) {
        let Some(gust) = self.dice.as_mut().and_then(weather::gust) else {
            return;
        };
        // A victim is killed instead of stopped, and cannot wait for ten minutes after a refusal.
        if self.victim.is_some() && !matches!(gust, Gust::Gateway(_) | Gust::Deletion) {
            return;
        }
        self.log.push(format!("{gust:?}"));
        match gust {
            Gust::Gateway(scripts) => {
                let scripts = serde_json::from_str(scripts).unwrap();
                self.control("POST", "faults", scripts).await;
                if gust == Gust::Gateway(r#"[{"gateway": "outage"}]"#) {
                    self.control("POST", "faults", json!({"gateway": "outage_over"}))
                        .await;
                }
            }
            Gust::Restart => {
                // A start in a storm is another story: what cannot start is started again.
                self.control("DELETE", "faults", Value::Null).await;
                self.story.stop_bot().await;
                self.story.start_bot().await;
                self.blow().await;
            }
            Gust::Deletion => self.deletes_a_card().await,
            // What cannot be said while hours pass is too late and rightly never said; what was said is to be read.
            Gust::Shut(_) | Gust::Emptied if matches!(next, Act::Wait(_)) => {}
            Gust::Shut(channel) => {
                self.may_not_write(channel, json!(["SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS"]))
                    .await;
                self.shut = Some(channel);
            }
            Gust::Emptied => {
                self.control("POST", "channels", json!({"name": "outages", "deleted": true}))
                    .await;
                self.control("POST", "channels", json!({"name": "outages", "type": "text"}))
                    .await;
                self.is_emptied = true;
            }
        }
    }

    /// Gives the bot its rights back.
    pub(super) async fn opens(&mut self) {
        if let Some(channel) = self.shut.take() {
            self.may_not_write(channel, json!([])).await;
        }
    }

    async fn may_not_write(&self, channel: &str, rights: Value) {
        self.control(
            "POST",
            "channels",
            json!({"name": channel, "bot_may_not": rights}),
        )
        .await;
    }

    /// An admin deletes a card: the release's, one of its lists, or the announcement of its outage.
    async fn deletes_a_card(&mut self) {
        let announcements = self.cards("outages").await;
        let mut cards = announcements.clone();
        cards.extend(self.cards("releases").await);
        cards.extend(self.cards("#1").await);
        let Some(dice) = self.dice.as_mut().filter(|_| !cards.is_empty()) else {
            return;
        };
        let one = dice.below(cards.len() as u64) as usize;
        let (channel, message) = &cards[one];
        self.is_unannounced |= one < announcements.len();
        let root = self.story.person("root").await;
        root.deletes(channel, message).await;
    }

    /// The cards of the bot in a channel: what has something to press, or is a list.
    async fn cards(&self, channel: &str) -> Vec<(String, String)> {
        let messages = self.story.messages(channel).await;
        let cards = messages.iter().filter(|message| {
            let shown = shown_text(message);
            let is_card = ["-# Release #1", "[Pass", "-# Outage 1"]
                .iter()
                .any(|mark| shown.contains(mark));
            message["author"]["bot"] == true && is_card
        });
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        cards
            .map(|card| (text(&card["channel_id"]), text(&card["id"])))
            .collect()
    }
}
