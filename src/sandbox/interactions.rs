//! What people asked of the bot and how far the answers are: the rules of time and order for interactions.
//!
//! Pure. Made by people's routes, moved on by the bot's answers; the server reaps those that get none within three
//! seconds. Rules: "Receiving and Responding to Interactions".

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::failure::{ALREADY_ACKNOWLEDGED, Failure, TOKEN_EXPIRED, UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK};
use super::ids::Id;
use super::limits;

/// How many are remembered; the oldest go first.
const KEPT: usize = 100_000;

/// Discord's interaction types.
pub(crate) mod kind {
    pub(crate) const COMMAND: u8 = 2;
    pub(crate) const COMPONENT: u8 = 3;
    pub(crate) const AUTOCOMPLETE: u8 = 4;
    pub(crate) const MODAL_SUBMIT: u8 = 5;
}

/// How far the answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing was heard of it.
    Waiting,
    /// Three seconds went by in silence; the token is worthless.
    Failed,
    /// Answered; a followup is a new message.
    Answered,
    /// A "thinking…" message stands; the first followup fills it.
    Deferred,
}

/// One thing asked of the bot.
#[derive(Clone, Debug)]
pub(crate) struct Interaction {
    pub(crate) id: Id,
    pub(crate) kind: u8,
    pub(crate) token: String,
    pub(crate) user: Id,
    pub(crate) channel: Id,
    /// The message whose component was pressed, also if a modal came in between.
    pub(crate) message: Option<Id>,
    pub(crate) nonce: Value,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) progress: Progress,
    /// The message that `@original` means.
    pub(crate) original: Option<Id>,
    /// How answers name what they answer (`interaction_metadata`).
    pub(crate) metadata: Value,
    /// The modal that this submits.
    pub(crate) modal: Option<Id>,
}

/// A modal a bot opened for somebody.
#[derive(Clone, Debug)]
pub(crate) struct Modal {
    /// The id of the interaction that was answered with it.
    pub(crate) id: Id,
    pub(crate) user: Id,
    pub(crate) channel: Id,
    /// The message of the component that opened it.
    pub(crate) message: Option<Id>,
    pub(crate) body: Value,
    pub(crate) metadata: Value,
}

/// All interactions of the last minutes.
#[derive(Debug, Default)]
pub(crate) struct Interactions {
    by_token: HashMap<String, Interaction>,
    order: VecDeque<String>,
    /// Those without an answer, by the moment they fail.
    deadlines: VecDeque<(Instant, String)>,
    modals: HashMap<Id, Modal>,
    modal_order: VecDeque<Id>,
    waiting: usize,
}

impl Interactions {
    /// Takes in a new interaction, which has three seconds from `at` on.
    pub(crate) fn open(&mut self, interaction: Interaction, at: Instant) {
        let token = interaction.token.clone();
        self.deadlines.push_back((
            at + Duration::from_secs(limits::FIRST_ANSWER_SECONDS),
            token.clone(),
        ));
        self.order.push_back(token.clone());
        self.by_token.insert(token, interaction);
        self.waiting += 1;
        while self.order.len() > KEPT {
            let oldest = self.order.pop_front().expect("more than none are kept");
            self.by_token.remove(&oldest);
        }
    }

    /// How many have no first answer yet.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting
    }

    /// When the next one may fail.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.front().map(|(at, _)| *at)
    }

    /// Lets those fail whose time is up at `now`, and returns them.
    pub(crate) fn reap(&mut self, now: Instant) -> Vec<Interaction> {
        let mut failed = Vec::new();
        while self.deadlines.front().is_some_and(|(at, _)| *at <= now) {
            let (_, token) = self.deadlines.pop_front().expect("there is a first one");
            let Some(interaction) = self.by_token.get_mut(&token) else {
                continue;
            };
            if interaction.progress == Progress::Waiting {
                interaction.progress = Progress::Failed;
                self.waiting -= 1;
                failed.push(interaction.clone());
            }
        }
        failed
    }

    /// The interaction a first answer is for.
    ///
    /// # Errors
    /// 10062 when it is unknown or its time is up, 40060 when it was answered.
    pub(crate) fn to_answer(&self, id: Id, token: &str) -> Result<&Interaction, Failure> {
        let interaction = self
            .by_token
            .get(token)
            .filter(|interaction| interaction.id == id);
        let interaction = interaction.ok_or(UNKNOWN_INTERACTION)?;
        match interaction.progress {
            Progress::Waiting => Ok(interaction),
            Progress::Failed => Err(UNKNOWN_INTERACTION.into()),
            Progress::Answered | Progress::Deferred => Err(ALREADY_ACKNOWLEDGED.into()),
        }
    }

    /// Notes the first answer.
    pub(crate) fn answered(&mut self, token: &str, progress: Progress, original: Option<Id>) {
        if let Some(interaction) = self.by_token.get_mut(token) {
            if interaction.progress == Progress::Waiting {
                self.waiting -= 1;
            }
            interaction.progress = progress;
            interaction.original = original;
        }
    }

    /// The interaction whose token a webhook route carries.
    ///
    /// # Errors
    /// 10015 when the token is unknown or has no first answer yet, 50027 when it is too old.
    pub(crate) fn by_webhook(&self, token: &str, now: DateTime<Utc>) -> Result<&Interaction, Failure> {
        let interaction = self.by_token.get(token).ok_or(UNKNOWN_WEBHOOK)?;
        let age = now.signed_duration_since(interaction.created_at);
        if age > TimeDelta::minutes(limits::TOKEN_MINUTES) {
            return Err(TOKEN_EXPIRED.into());
        }
        match interaction.progress {
            Progress::Answered | Progress::Deferred => Ok(interaction),
            Progress::Waiting | Progress::Failed => Err(UNKNOWN_WEBHOOK.into()),
        }
    }

    /// Remembers a modal somebody has open.
    pub(crate) fn open_modal(&mut self, modal: Modal) {
        self.modal_order.push_back(modal.id);
        self.modals.insert(modal.id, modal);
        while self.modal_order.len() > KEPT {
            let oldest = self.modal_order.pop_front().expect("more than none are kept");
            self.modals.remove(&oldest);
        }
    }

    /// The modal that `user` has open under this id or, without one, under this custom id (the latest).
    pub(crate) fn find_modal(&self, user: Id, id: Option<Id>, custom_id: &str) -> Option<&Modal> {
        let matches = |modal: &&Modal| modal.user == user && modal.body["custom_id"] == custom_id;
        match id {
            Some(id) => self.modals.get(&id).filter(matches),
            None => self
                .modal_order
                .iter()
                .rev()
                .filter_map(|id| self.modals.get(id))
                .find(matches),
        }
    }

    /// Closes a modal: its submit was answered.
    pub(crate) fn close_modal(&mut self, id: Id) {
        self.modals.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn opened(opened_at: Instant) -> Interactions {
        let mut all = Interactions::default();
        let interaction = Interaction {
            id: Id(1),
            kind: kind::COMPONENT,
            token: "t".into(),
            user: Id(2),
            channel: Id(3),
            message: None,
            nonce: Value::Null,
            created_at: at("2026-11-24T08:00:00Z"),
            progress: Progress::Waiting,
            original: None,
            metadata: Value::Null,
            modal: None,
        };
        all.open(interaction, opened_at);
        all
    }

    #[test]
    fn after_three_seconds_of_silence_the_token_is_unknown() {
        let start = Instant::now();
        let mut all = opened(start);
        assert!(all.reap(start + Duration::from_millis(2999)).is_empty());
        assert!(all.to_answer(Id(1), "t").is_ok());
        assert_eq!(all.reap(start + Duration::from_secs(3)).len(), 1);
        assert_eq!(all.to_answer(Id(1), "t").unwrap_err().code, 10062);
        assert_eq!(all.waiting(), 0);
    }

    #[test]
    fn a_second_answer_is_refused_and_an_answered_one_is_not_reaped() {
        let start = Instant::now();
        let mut all = opened(start);
        all.answered("t", Progress::Answered, None);
        assert_eq!(all.to_answer(Id(1), "t").unwrap_err().code, 40060);
        assert!(all.reap(start + Duration::from_secs(4)).is_empty());
        assert_eq!(all.waiting(), 0);
    }

    #[test]
    fn the_webhook_opens_with_the_first_answer_and_closes_after_a_quarter_of_an_hour() {
        let mut all = opened(Instant::now());
        assert_eq!(
            all.by_webhook("t", at("2026-11-24T08:00:01Z")).unwrap_err().code,
            10015
        );
        all.answered("t", Progress::Answered, None);
        assert!(all.by_webhook("t", at("2026-11-24T08:15:00Z")).is_ok());
        assert_eq!(
            all.by_webhook("t", at("2026-11-24T08:15:01Z")).unwrap_err().code,
            50027
        );
    }
}
