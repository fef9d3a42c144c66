//! Direct messages: the conversation with a person is opened once, and kept in mind.

use serde_json::json;

use crate::domain::name::PersonId;
use crate::wording::message::Message;

use super::tell::Plan;
use super::{Call, Courier, Verb, WireError, json_bytes};

/// The most conversations that are kept in mind; they are asked for again after that.
const MOST_CONVERSATIONS: usize = 10_000;

impl Courier {
    /// In the conversation with that person.
    pub(super) async fn directly(&self, person: &PersonId, message: Message) -> Plan {
        match self.conversation(person).await {
            Ok(channel) => Plan::Say {
                message,
                channel,
                below: None,
            },
            Err(error) => Plan::Failed(error),
        }
    }

    /// The channel of the conversation with that person. Opening one that is there gives the same.
    async fn conversation(&self, person: &PersonId) -> Result<String, WireError> {
        let known = self.conversations().get(person).cloned();
        if let Some(channel) = known {
            return Ok(channel);
        }
        let route = "POST /users/@me/channels".to_owned();
        let call = Call {
            verb: Verb::Post,
            path: "/users/@me/channels".to_owned(),
            route: route.clone(),
            body: Some(json_bytes(&json!({ "recipient_id": person.as_str() }))),
            interaction: false,
        };
        let opened = self.wire().call(&call).await?;
        let id = opened["id"].as_str().map(str::to_owned);
        let id = id.ok_or_else(|| WireError::Unknown {
            route,
            what: "a conversation without an id".to_owned(),
        })?;
        let mut known = self.conversations();
        if known.len() >= MOST_CONVERSATIONS {
            known.clear();
        }
        known.insert(person.clone(), id.clone());
        Ok(id)
    }

    fn conversations(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<PersonId, String>> {
        self.shared
            .conversations
            .lock()
            .expect("no code panics while it holds the conversations")
    }
}
