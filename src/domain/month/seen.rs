//! A month as it was read, with the messages in which its events can be seen.

use std::collections::BTreeMap;

use super::{Month, Source};
use crate::domain::process::Service;

/// A month of a service, with the messages in which it can be seen.
#[derive(Clone, Debug)]
pub struct MonthOnRecord {
    /// The service, as its playbook says it today.
    pub service: Service,
    /// What the month was like.
    pub month: Month,
    /// Where it can be seen.
    pub messages: Messages,
}

/// A message on Discord: the channel and the message, by their ids.
pub type Place = (String, String);

/// The messages in which events can be seen.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    /// The cards of releases.
    pub cards: BTreeMap<i64, Place>,
    /// What was said because of a fact of the service, by the fact's place.
    pub said: BTreeMap<i64, Place>,
    /// Notices, by their keys.
    pub notices: BTreeMap<String, Place>,
}

impl Messages {
    /// The message in which something can be seen that is written there, of that release where it is of one.
    pub fn find(&self, source: &Source, release: Option<i64>) -> Option<&Place> {
        let own = match source {
            Source::Notice(key) => self.notices.get(key),
            Source::Service(seq) => self.said.get(seq),
            Source::Release(..) | Source::Plan => None,
        };
        own.or_else(|| self.cards.get(&release?))
    }
}
