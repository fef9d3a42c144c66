//! How people are called on this server: asked of Discord, for what is written on paper.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::name::PersonId;
use crate::wording::report::People;

use super::{Call, Courier, Verb};

/// More people than this are not looked up; the others stand on paper by their ids.
const MOST_PEOPLE: usize = 25;

impl Courier {
    /// How people are called on this server; who left it stays an id.
    pub async fn called(&self, ids: BTreeSet<PersonId>) -> People {
        let mut names = BTreeMap::new();
        let Some(guild) = self.shared.directory.guild_id() else {
            return People(names);
        };
        let known = ids.into_iter().filter(|id| id.as_str().parse::<u64>().is_ok());
        for id in known.take(MOST_PEOPLE) {
            let call = Call {
                verb: Verb::Get,
                path: format!("/guilds/{guild}/members/{id}"),
                route: format!("GET /guilds/{guild}/members"),
                body: None,
                interaction: false,
            };
            let member = self.wire().call(&call).await.unwrap_or_default();
            let called = [
                &member["nick"],
                &member["user"]["global_name"],
                &member["user"]["username"],
            ];
            if let Some(name) = called.into_iter().find_map(|name| name.as_str()) {
                names.insert(id, name.to_owned());
            }
        }
        People(names)
    }
}
