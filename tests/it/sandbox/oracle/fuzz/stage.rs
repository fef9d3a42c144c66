//! Where operations are tried: a server with one of everything, and for those that use a thing up, a new one each time.

use std::time::{Duration, Instant};

use gonogo::sandbox::Sandbox;
use reqwest::Method;
use serde_json::{Value, json};

use super::operations::Operation;
use crate::sandbox::client::{Answer, Client};
use crate::sandbox::person::{Person, Socket};

pub(super) struct Stage {
    /// May do everything.
    pub(super) bot: Client,
    pub(super) ana: Person,
    pub(super) releases: String,
    /// A message in `releases`.
    pub(super) first: String,
    pub(super) role: String,
    others: [String; 2],
    thread: String,
    command: Value,
    /// What a card with a button is posted as.
    card: Value,
    ears: Socket,
    /// When the bot last showed that it lives.
    beaten_at: Instant,
    _sandbox: Sandbox,
}

/// How often the bot shows that it lives; who is silent for more than a minute is closed.
const BEAT: Duration = Duration::from_secs(20);

fn id_of(thing: &Value) -> String {
    thing["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id in {thing}"))
        .to_owned()
}

impl Stage {
    pub(super) async fn new() -> Self {
        let sandbox = crate::sandbox::sandbox().await;
        let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
        let admin = bot.role("Admin").await;
        let path = format!("/guilds/{}/members/{}/roles/{admin}", bot.guild, bot.bot);
        root.put(&path, Value::Null).await.good();
        let releases = bot.channel("releases").await;
        let (ears, _) = Socket::identify_bot(&bot).await;
        let said = async |n: usize| id_of(&bot.says(&releases, json!({"content": n.to_string()})).await);
        let others = [said(1).await, said(2).await];
        let button = json!({"type": 2, "style": 1, "label": "l", "custom_id": "b"});
        let card = json!({"content": "x", "components": [{"type": 1, "components": [button]}]});
        let role = bot
            .post(&format!("/guilds/{}/roles", bot.guild), json!({"name": "r"}))
            .await;
        let thread = json!({"name": "t", "type": 11});
        let option = json!({"type": 3, "name": "o", "description": "d", "autocomplete": true});
        let command = json!({"name": "ask", "description": "d", "options": [option]});
        let commands = format!("/applications/{}/commands", bot.bot);
        Self {
            first: said(0).await,
            others,
            role: id_of(&role.good()),
            thread: id_of(
                &bot.post(&format!("/channels/{releases}/threads"), thread)
                    .await
                    .good(),
            ),
            command: bot.post(&commands, command).await.good(),
            card,
            ana: Person::arrives(&sandbox, "ana").await,
            bot,
            releases,
            ears,
            beaten_at: Instant::now(),
            _sandbox: sandbox,
        }
    }

    pub(super) fn two_messages(&self) -> Value {
        json!(self.others)
    }

    /// Whether there is a route for an operation; where it can, it is asked about what is not there.
    pub(super) async fn serves(&mut self, operation: &Operation) -> bool {
        let path = if operation.path.starts_with("/webhooks/") {
            self.path_of(operation, &Value::Null).await
        } else {
            let fixed = operation.path.replace("{guild_id}", &self.bot.guild);
            let fixed = fixed.replace("{application_id}", &self.bot.bot);
            let parts = fixed
                .split('/')
                .map(|part| if part.starts_with('{') { "1" } else { part });
            parts.collect::<Vec<_>>().join("/")
        };
        let answer = self.bot.send(operation.method.clone(), &path, None).await;
        self.tidy(operation, &answer).await;
        !(answer.status == 404 && answer.body["code"] == 0)
    }

    /// A path on which the operation can be tried.
    pub(super) async fn path_of(&mut self, operation: &Operation, body: &Value) -> String {
        let mut path = operation.path.clone();
        let id = operation.id.as_str();
        if path.contains("{interaction_id}") || path.ends_with("/messages/@original") {
            return self.path_of_answer(operation, body).await;
        }
        if path.contains("{webhook_id}") {
            let (hook, token) = self.hook().await;
            if path.contains("{message_id}") {
                let waiting = format!("/webhooks/{hook}/{token}?wait=true");
                let said = self.bot.post(&waiting, json!({"content": "x"})).await.good();
                path = path.replace("{message_id}", &id_of(&said));
            }
            return path
                .replace("{webhook_id}", &hook)
                .replace("{webhook_token}", &token);
        }
        let channel = self.channel_for(id).await;
        for (name, value) in [
            ("{guild_id}", self.bot.guild.clone()),
            ("{application_id}", self.bot.bot.clone()),
            ("{channel_id}", channel.clone()),
            ("{emoji_name}", "%E2%9C%85".to_owned()),
            ("{overwrite_id}", self.role.clone()),
            ("{answer_id}", "1".to_owned()),
        ] {
            path = path.replace(name, &value);
        }
        if path.contains("{message_id}") {
            path = path.replace("{message_id}", &self.message_for(id, &channel).await);
        }
        if path.contains("{role_id}") {
            path = path.replace("{role_id}", &self.role_for(id).await);
        }
        if path.contains("{user_id}") {
            path = path.replace("{user_id}", &self.ana.id.clone());
        }
        if path.contains("{guild_scheduled_event_id}") {
            let planned = json!({"name": "Away", "privacy_level": 2, "entity_type": 3,
                "entity_metadata": {"location": "here"}, "scheduled_start_time": "2030-11-24T09:00:00Z",
                "scheduled_end_time": "2030-11-24T11:00:00Z"});
            let events = format!("/guilds/{}/scheduled-events", self.bot.guild);
            let made = self.bot.post(&events, planned).await.good();
            path = path.replace("{guild_scheduled_event_id}", &id_of(&made));
        }
        if path.contains("{command_id}") {
            let commands = path.split("/{command_id}").next().unwrap().to_owned();
            let made = self
                .bot
                .post(&commands, json!({"name": "one", "description": "d"}));
            path = path.replace("{command_id}", &id_of(&made.await.good()));
        }
        path
    }

    async fn channel_for(&mut self, id: &str) -> String {
        match id {
            "crosspost_message" => self.bot.channel("announcements").await,
            "delete_channel" | "update_channel" => {
                let channels = format!("/guilds/{}/channels", self.bot.guild);
                id_of(&self.bot.post(&channels, json!({"name": "fresh"})).await.good())
            }
            id if id.contains("thread_member") || id.ends_with("_thread") && !id.starts_with("create") => {
                let member = format!("/channels/{}/thread-members/{}", self.thread, self.ana.id);
                self.bot.put(&member, Value::Null).await.good();
                self.thread.clone()
            }
            "delete_channel_permission_overwrite" => {
                let path = format!("/channels/{}/permissions/{}", self.releases, self.role);
                self.bot
                    .put(&path, json!({"type": 0, "allow": "0", "deny": "0"}))
                    .await
                    .good();
                self.releases.clone()
            }
            _ => self.releases.clone(),
        }
    }

    async fn message_for(&mut self, id: &str, channel: &str) -> String {
        let body = match id {
            "poll_expire" | "get_answer_voters" => json!({"poll": {"question": {"text": "Go?"},
                "answers": [{"poll_media": {"text": "go"}}]}}),
            _ => json!({"content": "x"}),
        };
        let said = id_of(&self.bot.says(channel, body).await);
        if id.contains("reaction") && !id.starts_with("add") {
            for who in [self.bot.clone(), self.ana.client.clone()] {
                let path = format!("/channels/{channel}/messages/{said}/reactions/%E2%9C%85/@me");
                who.put(&path, Value::Null).await.good();
            }
        }
        said
    }

    async fn role_for(&mut self, id: &str) -> String {
        match id {
            "delete_guild_role" => {
                let roles = format!("/guilds/{}/roles", self.bot.guild);
                id_of(&self.bot.post(&roles, json!({"name": "gone"})).await.good())
            }
            _ => self.role.clone(),
        }
    }

    async fn hook(&mut self) -> (String, String) {
        let hooks = format!("/channels/{}/webhooks", self.releases);
        let made = self.bot.post(&hooks, json!({"name": "pipeline"})).await.good();
        (id_of(&made), made["token"].as_str().unwrap().to_owned())
    }

    /// A fresh question to the bot, answered already where the operation is about the answer.
    async fn path_of_answer(&mut self, operation: &Operation, body: &Value) -> String {
        if body["type"] == 8 {
            let (releases, command) = (self.releases.clone(), self.command.clone());
            let options = json!([{"type": 3, "name": "o", "value": "x", "focused": true}]);
            self.ana
                .with_command(4, &releases, &command, options)
                .await
                .good();
        } else {
            // A fresh one each time: an answer may change the card.
            let card = self.bot.says(&self.releases, self.card.clone()).await;
            self.ana.presses(&card, "b").await.good();
        }
        let asked = self.ears.event("INTERACTION_CREATE").await;
        let (id, token) = (id_of(&asked), asked["token"].as_str().unwrap().to_owned());
        if operation.path.contains("{interaction_id}") {
            return format!("/interactions/{id}/{token}/callback");
        }
        let answer = json!({"type": 4, "data": {"content": "x"}});
        let callback = format!("/interactions/{id}/{token}/callback");
        self.bot.post(&callback, answer).await.good();
        format!("/webhooks/{}/{token}/messages/@original", self.bot.bot)
    }

    /// Puts away what a try has left, so that there is room for the next.
    pub(super) async fn tidy(&mut self, operation: &Operation, answer: &Answer) {
        if self.beaten_at.elapsed() > BEAT {
            self.beaten_at = Instant::now();
            self.ears.say(json!({"op": 1, "d": null})).await;
        }
        let (path, id) = (operation.path.as_str(), operation.id.as_str());
        let guild = format!("/guilds/{}", self.bot.guild);
        let made = answer.body["id"].as_str().unwrap_or_default();
        if path.starts_with("/webhooks/") || id == "create_webhook" {
            for hook in self
                .bot
                .get(&format!("/channels/{}/webhooks", self.releases))
                .await
                .good()
                .as_array()
                .unwrap()
            {
                self.bot
                    .delete(&format!("/webhooks/{}", id_of(hook)))
                    .await
                    .good();
            }
        }
        if id == "update_guild_member" {
            let member = format!("{guild}/members/{}", self.ana.id);
            let spoken = json!({"communication_disabled_until": null});
            self.bot.patch(&member, spoken).await.good();
        }
        if path.contains("scheduled-events") {
            for event in self
                .bot
                .get(&format!("{guild}/scheduled-events"))
                .await
                .good()
                .as_array()
                .unwrap()
            {
                self.bot
                    .delete(&format!("{guild}/scheduled-events/{}", id_of(event)))
                    .await
                    .good();
            }
        }
        if id == "create_guild_role" && answer.status == 200 {
            self.bot.delete(&format!("{guild}/roles/{made}")).await.good();
        }
        if id == "create_guild_channel" && answer.status == 201 {
            self.bot.delete(&format!("/channels/{made}")).await.good();
        }
        if path.contains("commands") && operation.method != Method::GET {
            let own = format!("/applications/{}", self.bot.bot);
            self.bot
                .put(&format!("{own}{guild}/commands"), json!([]))
                .await
                .good();
            let option = json!({"type": 3, "name": "o", "description": "d", "autocomplete": true});
            let kept = json!([{"name": "ask", "description": "d", "options": [option]}]);
            self.command = self.bot.put(&format!("{own}/commands"), kept).await.good()[0].clone();
        }
        if id == "bulk_delete_messages" && answer.status == 204 {
            for other in &mut self.others {
                let said = self.bot.says(&self.releases, json!({"content": "x"})).await;
                *other = id_of(&said);
            }
        }
    }
}
