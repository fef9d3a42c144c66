//! Those who try, and where each body goes.

use serde_json::{Value, json};

use super::forms::{command, option};
use super::messages::in_row;
use super::{Place, callback};
use crate::sandbox::client::{Answer, Client};
use crate::sandbox::person::{Person, Socket};
use crate::sandbox::webhooks;

/// Those who try.
pub(super) struct Bench {
    pub(super) bot: Client,
    pub(super) ana: Person,
    root: Client,
    pub(super) ears: Socket,
    pub(super) releases: String,
    pub(super) card: Value,
    hook: Value,
    command: Value,
}

impl Bench {
    pub(super) async fn new(sandbox: &gonogo::sandbox::Sandbox) -> Self {
        let bot = Client::bot(sandbox);
        let (ears, _) = Socket::identify_bot(&bot).await;
        let releases = bot.channel("releases").await;
        let card = in_row(json!({"type": 2, "style": 1, "label": "l", "custom_id": "b"}));
        let card = bot.says(&releases, card).await;
        let root = Client::person(sandbox, "root");
        let hooks = format!("/channels/{releases}/webhooks");
        let hook = root.post(&hooks, json!({"name": "pipeline"})).await.good();
        let commands = format!("/applications/{}/commands", bot.bot);
        let known = command(json!({"name": "say", "options": [option(0, json!({"required": true}))]}));
        Self {
            command: bot.post(&commands, known).await.good(),
            ana: Person::arrives(sandbox, "ana").await,
            bot,
            root,
            ears,
            releases,
            card,
            hook,
        }
    }

    pub(super) async fn tries(&mut self, place: Place, body: Value) -> Answer {
        let commands = format!(
            "/applications/{}/guilds/{}/commands",
            self.bot.bot, self.bot.guild
        );
        let channel = format!("/channels/{}", self.releases);
        match place {
            Place::Message => self.bot.post(&format!("{channel}/messages"), body).await,
            Place::Thread => self.bot.post(&format!("{channel}/threads"), body).await,
            Place::Member => {
                let path = format!("/guilds/{}/members/{}", self.bot.guild, self.ana.id);
                self.root.patch(&path, body).await
            }
            Place::Guild => {
                self.root
                    .patch(&format!("/guilds/{}", self.bot.guild), body)
                    .await
            }
            Place::Role => {
                self.bot
                    .post(&format!("/guilds/{}/roles", self.bot.guild), body)
                    .await
            }
            Place::Signature => {
                let path = webhooks::address(&self.hook);
                self.bot.post(&format!("{path}?wait=true"), body).await
            }
            Place::Event => {
                let path = format!("/guilds/{}/scheduled-events", self.bot.guild);
                self.bot.post(&path, body).await
            }
            Place::Command => self.bot.post(&commands, body).await,
            Place::Commands => self.bot.put(&commands, body).await,
            Place::Modal => {
                self.ana.presses(&self.card, "b").await.good();
                let asked = self.ears.event("INTERACTION_CREATE").await;
                self.bot
                    .post(&callback(&asked), json!({"type": 9, "data": body}))
                    .await
            }
            Place::Option => {
                let options = json!([{"type": 3, "name": "o0", "value": body}]);
                let (releases, command) = (self.releases.clone(), self.command.clone());
                self.ana.runs(&releases, &command, options).await
            }
        }
    }
}
