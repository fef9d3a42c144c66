//! Which people, roles and crowds a text mentions, and which of them a message may ping.
//!
//! Pure. Called when a message is created or edited; [`Asked`] is what the text says, [`Allowed`] what the sender
//! permits (`allowed_mentions`, "Message Resource"). What the sender's role permits is added by the caller.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::failure::{Failure, Form};
use super::ids::Id;
use super::limits;

static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)```.*?```|``.+?``|`[^`]+`").expect("a constant pattern"));
static USER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<@!?(\d{1,20})>").expect("a constant pattern"));
static ROLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<@&(\d{1,20})>").expect("a constant pattern"));

/// What a text mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) users: BTreeSet<Id>,
    pub(crate) roles: BTreeSet<Id>,
    /// `@everyone` or `@here`.
    pub(crate) everyone: bool,
}

impl Asked {
    /// Reads the mentions in `texts`. Code is skipped, as Discord does; a backslash protects nothing.
    pub(crate) fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut asked = Self::default();
        for text in texts.into_iter().filter(|text| text.contains('@')) {
            let plain = CODE.replace_all(text, " ");
            asked
                .users
                .extend(USER.captures_iter(&plain).filter_map(|c| c[1].parse::<Id>().ok()));
            asked
                .roles
                .extend(ROLE.captures_iter(&plain).filter_map(|c| c[1].parse::<Id>().ok()));
            asked.everyone |= plain.contains("@everyone") || plain.contains("@here");
        }
        asked
    }
}

/// What a sender lets a message ping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Allowed {
    users: Which,
    roles: Which,
    everyone: bool,
    /// Whether the author of the message replied to is pinged.
    pub(crate) replied_user: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Which {
    All,
    These(BTreeSet<Id>),
}

impl Which {
    fn pick(&self, asked: &BTreeSet<Id>) -> BTreeSet<Id> {
        match self {
            Self::All => asked.clone(),
            Self::These(ids) => asked.intersection(ids).copied().collect(),
        }
    }
}

impl Allowed {
    /// What holds for plain messages, and for every edit, that say nothing of it: everything.
    pub(crate) fn everything() -> Self {
        Self {
            users: Which::All,
            roles: Which::All,
            everyone: true,
            replied_user: true,
        }
    }

    /// What holds for interaction answers and webhooks that say nothing of it: people only.
    pub(crate) fn people() -> Self {
        Self {
            roles: Which::These(BTreeSet::new()),
            everyone: false,
            ..Self::everything()
        }
    }

    /// Reads `allowed_mentions`; `None` when the body has none.
    ///
    /// # Errors
    /// 50035 when a kind is both parsed and listed, or a list is longer than Discord takes.
    pub(crate) fn read(body: &Value) -> Result<Option<Self>, Failure> {
        let Some(given) = body.get("allowed_mentions").filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        let parse: Vec<&str> = given["parse"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut form = Form::default();
        let mut which = |kind: &str| {
            let ids: BTreeSet<Id> = given[kind]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Id::of)
                .collect();
            if ids.len() > limits::MENTIONS_LISTED {
                form.add(
                    format!("allowed_mentions.{kind}"),
                    "BASE_TYPE_MAX_LENGTH",
                    format!("Must be {} or fewer in length.", limits::MENTIONS_LISTED),
                );
            }
            if parse.contains(&kind) && !ids.is_empty() {
                let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
                form.add(
                    "allowed_mentions",
                    "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    message,
                );
            }
            if parse.contains(&kind) {
                Which::All
            } else {
                Which::These(ids)
            }
        };
        let (users, roles) = (which("users"), which("roles"));
        form.finish()?;
        Ok(Some(Self {
            users,
            roles,
            everyone: parse.contains(&"everyone"),
            replied_user: given["replied_user"] == true,
        }))
    }

    /// The part of `asked` that this permits.
    pub(crate) fn of(&self, asked: &Asked) -> Asked {
        Asked {
            users: self.users.pick(&asked.users),
            roles: self.roles.pick(&asked.roles),
            everyone: self.everyone && asked.everyone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(list: &[u64]) -> BTreeSet<Id> {
        list.iter().copied().map(Id).collect()
    }

    #[test]
    fn people_roles_and_crowds_are_found() {
        let asked = Asked::read(["<@1> <@!2> <@&3>", "hello @here"]);
        assert_eq!(
            asked,
            Asked {
                users: ids(&[1, 2]),
                roles: ids(&[3]),
                everyone: true
            }
        );
    }

    #[test]
    fn code_mentions_nobody_but_a_backslash_is_no_shield() {
        assert_eq!(Asked::read(["`<@1>` ```\n@everyone\n```"]), Asked::default());
        assert!(Asked::read([r"\@everyone"]).everyone);
    }

    #[test]
    fn an_empty_allowance_pings_nobody() {
        let asked = Asked::read(["<@1> <@&3> @everyone"]);
        let allowed = Allowed::read(&json!({"allowed_mentions": {"parse": []}}))
            .unwrap()
            .unwrap();
        assert_eq!(allowed.of(&asked), Asked::default());
        assert!(!allowed.replied_user);
    }

    #[test]
    fn a_list_permits_only_whom_it_names() {
        let asked = Asked::read(["<@1> <@2> @everyone"]);
        let allowed = Allowed::read(&json!({"allowed_mentions": {"users": ["2", "9"]}}))
            .unwrap()
            .unwrap();
        assert_eq!(
            allowed.of(&asked),
            Asked {
                users: ids(&[2]),
                ..Asked::default()
            }
        );
    }

    #[test]
    fn parse_and_list_of_one_kind_exclude_each_other() {
        let body = json!({"allowed_mentions": {"parse": ["users"], "users": ["1"]}});
        assert_eq!(Allowed::read(&body).unwrap_err().code, 50035);
    }

    #[test]
    fn interaction_answers_ping_people_only() {
        let asked = Asked::read(["<@1> <@&3> @everyone"]);
        assert_eq!(
            Allowed::people().of(&asked),
            Asked {
                users: ids(&[1]),
                ..Asked::default()
            }
        );
    }
}
