//! What a route gets and what it gives back; no HTTP in it.

use std::time::Duration;

use serde_json::Value;

use super::intake::Who;
use crate::sandbox::draft::{Draft, Upload};
use crate::sandbox::failure::{BOTS_ONLY, Failure, PEOPLE_ONLY, UNAUTHORIZED};
use crate::sandbox::ids::Id;
use crate::sandbox::pace::Pace;
use crate::sandbox::world::{Pings, World};

/// The query of a request.
#[derive(Debug, Default)]
pub(crate) struct Query {
    /// As it came.
    pub(crate) raw: String,
}

impl Query {
    /// Takes in what stands after the question mark.
    pub(crate) fn read(raw: &str) -> Self {
        Self { raw: raw.to_owned() }
    }

    /// A value, not decoded: all that are read are numbers and words.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.raw
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(k, _)| *k == key)
            .map(|(_, v)| v)
    }

    /// A value that is an id.
    pub(crate) fn id(&self, key: &str) -> Option<Id> {
        self.text(key)?.parse().ok()
    }

    /// A value that is a number.
    pub(crate) fn number(&self, key: &str) -> Option<u64> {
        self.text(key)?.parse().ok()
    }

    /// Whether a value says yes.
    pub(crate) fn is(&self, key: &str) -> bool {
        matches!(self.text(key), Some("true" | "True" | "1"))
    }
}

/// One request on its way through the routes.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    /// The limits on haste, if they are enforced.
    pub(crate) pace: Option<&'a mut Pace>,
    pub(crate) who: Who,
    pub(crate) query: &'a Query,
    pub(crate) body: Value,
    pub(crate) uploads: Vec<Upload>,
    /// How often the bot may still identify today, and how long today lasts.
    pub(crate) starts: (u64, Duration),
    /// Whom a message pinged, for the record.
    pub(crate) pings: Option<Pings>,
}

impl Call<'_> {
    /// Who asks.
    ///
    /// # Errors
    /// 401 without a token.
    pub(crate) fn me(&self) -> Result<Id, Failure> {
        match self.who {
            Who::Bot(id) | Who::Person(id) => Ok(id),
            Who::Token | Who::Nobody => Err(UNAUTHORIZED.into()),
        }
    }

    /// The bot, if it is the bot who asks.
    ///
    /// # Errors
    /// 401 or 20002.
    pub(crate) fn bot(&self) -> Result<Id, Failure> {
        match self.who {
            Who::Bot(id) => Ok(id),
            Who::Person(_) => Err(BOTS_ONLY.into()),
            Who::Token | Who::Nobody => Err(UNAUTHORIZED.into()),
        }
    }

    /// The person who asks.
    ///
    /// # Errors
    /// 401 or 20001.
    pub(crate) fn person(&self) -> Result<Id, Failure> {
        match self.who {
            Who::Person(id) => Ok(id),
            Who::Bot(_) => Err(PEOPLE_ONLY.into()),
            Who::Token | Who::Nobody => Err(UNAUTHORIZED.into()),
        }
    }

    /// The body as a message.
    ///
    /// # Errors
    /// See [`Draft::read`].
    pub(crate) fn draft(&mut self) -> Result<Draft, Failure> {
        Draft::read(self.body.take(), std::mem::take(&mut self.uploads))
    }
}

/// What a route answers with.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Null for an empty body.
    pub(crate) body: Value,
}

/// What every route ends in.
pub(crate) type Answer = Result<Reply, Failure>;

/// 200 with a body.
pub(crate) fn ok(body: Value) -> Answer {
    Ok(Reply { status: 200, body })
}

/// 201 with a body.
pub(crate) fn created(body: Value) -> Answer {
    Ok(Reply { status: 201, body })
}

/// 204.
pub(crate) fn done() -> Answer {
    Ok(Reply {
        status: 204,
        body: Value::Null,
    })
}
