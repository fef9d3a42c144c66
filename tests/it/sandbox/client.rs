//! A bare client: requests as the bot or a person sends them, and answers as they come.

use gonogo::sandbox::Sandbox;
use reqwest::Method;
use serde_json::Value;

use crate::form::{File, form};

/// Somebody with a token.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    pub(crate) url: String,
    authorization: String,
    reason: Option<String>,
    pub(crate) guild: String,
    pub(crate) bot: String,
}

/// An answer: status, JSON (null when empty), headers.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) headers: reqwest::header::HeaderMap,
}

impl Answer {
    /// The body of a request that went well.
    pub(crate) fn good(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self.body
    }

    /// Status and Discord's error code.
    pub(crate) fn refusal(&self) -> (u16, u64) {
        (
            self.status,
            self.body["code"]
                .as_u64()
                .unwrap_or_else(|| panic!("no code in {}", self.body)),
        )
    }
}

impl Client {
    /// The bot.
    pub(crate) fn bot(sandbox: &Sandbox) -> Self {
        Self::with(sandbox, format!("Bot {}", sandbox.bot_token()))
    }

    /// A person.
    pub(crate) fn person(sandbox: &Sandbox, name: &str) -> Self {
        Self::with(sandbox, format!("person-{name}"))
    }

    fn with(sandbox: &Sandbox, authorization: String) -> Self {
        Self {
            http: gonogo::tls::client().unwrap().no_proxy().build().unwrap(),
            url: sandbox.url(),
            authorization,
            reason: None,
            guild: sandbox.guild_id().to_string(),
            bot: sandbox.application_id().to_string(),
        }
    }

    /// The same with another `Authorization`.
    pub(crate) fn under(mut self, authorization: &str) -> Self {
        self.authorization = authorization.to_owned();
        self
    }

    /// The same with a reason for the audit log, as it stands in the header.
    pub(crate) fn with_reason(&self, reason: &str) -> Self {
        let reason = Some(reason.to_owned());
        Self {
            reason,
            ..self.clone()
        }
    }

    /// Moves the sandbox's clock forward.
    pub(crate) async fn passes(&self, time: &str) {
        let body = serde_json::json!({"advance": time});
        assert_eq!(
            self.control(Method::POST, "clock", Some(body)).await.good()["settled"],
            true
        );
    }

    /// The token as the gateway takes it.
    pub(crate) fn token(&self) -> &str {
        self.authorization.trim_start_matches("Bot ")
    }

    /// Any request to a route below `/api/v10`.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.http.request(method, format!("{}/api/v10{path}", self.url));
        let request = request.header("authorization", &self.authorization);
        let request = match &self.reason {
            Some(reason) => request.header("x-audit-log-reason", reason),
            None => request,
        };
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        Self::read(request.send().await.unwrap()).await
    }

    async fn read(response: reqwest::Response) -> Answer {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        };
        Answer {
            status,
            body,
            headers,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// A request that fails below HTTP, or answers.
    pub(crate) async fn try_post(&self, path: &str, body: Value) -> Result<String, reqwest::Error> {
        let request = self.http.post(format!("{}/api/v10{path}", self.url)).json(&body);
        request
            .header("authorization", &self.authorization)
            .send()
            .await?
            .text()
            .await
    }

    /// A message with one text file.
    pub(crate) async fn post_file(&self, path: &str, payload: Value, name: &str, bytes: &[u8]) -> Answer {
        self.send_files(Method::POST, path, payload, &[(name, "text/plain", bytes)])
            .await
    }

    /// A request with files, each a name, a type and what is in it: `files[0]`, `files[1]` and so on.
    pub(crate) async fn send_files(
        &self,
        method: Method,
        path: &str,
        payload: Value,
        files: &[File<'_>],
    ) -> Answer {
        let (content_type, body) = form(&payload, files);
        let request = self.http.request(method, format!("{}/api/v10{path}", self.url));
        let request = request.body(body).header("content-type", content_type);
        let request = request.header("authorization", &self.authorization);
        Self::read(request.send().await.unwrap()).await
    }

    /// A control route below `/sandbox`.
    pub(crate) async fn control(&self, method: Method, route: &str, body: Option<Value>) -> Answer {
        let request = self.http.request(method, format!("{}/sandbox/{route}", self.url));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        Self::read(request.send().await.unwrap()).await
    }

    /// The text at an address of the sandbox.
    pub(crate) async fn text_at(&self, url: &str) -> (u16, String) {
        let response = self.http.get(url).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Every line of the history.
    pub(crate) async fn history(&self) -> Vec<Value> {
        let (_, text) = self.text_at(&format!("{}/sandbox/history", self.url)).await;
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The id of a channel of the server.
    pub(crate) async fn channel(&self, name: &str) -> String {
        let world = self.control(Method::GET, "world", None).await.body;
        let channels = world["channels"].as_array().unwrap();
        let channel = channels.iter().find(|channel| channel["name"] == name).unwrap();
        channel["id"].as_str().unwrap().to_owned()
    }

    /// The id of a person.
    pub(crate) async fn user(&self, name: &str) -> String {
        let people = self.control(Method::GET, "people", None).await.body;
        let person = people
            .as_array()
            .unwrap()
            .iter()
            .find(|person| person["name"] == name)
            .unwrap();
        person["user_id"].as_str().unwrap().to_owned()
    }

    /// The id of a role.
    pub(crate) async fn role(&self, name: &str) -> String {
        let world = self.control(Method::GET, "world", None).await.body;
        let role = world["roles"]
            .as_array()
            .unwrap()
            .iter()
            .find(|role| role["name"] == name)
            .unwrap();
        role["id"].as_str().unwrap().to_owned()
    }

    /// Sends a message and returns it.
    pub(crate) async fn says(&self, channel: &str, body: Value) -> Value {
        self.post(&format!("/channels/{channel}/messages"), body)
            .await
            .good()
    }
}
