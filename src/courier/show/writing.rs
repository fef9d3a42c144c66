//! The right to write a card: one at a time has it, so that an older drawing never covers a newer one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::MutexGuard;

use crate::courier::Courier;
use crate::domain::card::CardKey;

/// The right to be the only one that writes a card's message.
pub struct Writing {
    pub(super) courier: Courier,
    pub(super) key: String,
}

impl std::fmt::Debug for Writing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Writing({})", self.key)
    }
}

impl Courier {
    /// Takes the right to write a card's message; nothing while somebody else has it.
    pub fn try_write(&self, key: &CardKey) -> Option<Writing> {
        self.writers()
            .try_take(key.to_string(), false)
            .map(|key| Writing {
                courier: self.clone(),
                key,
            })
    }

    /// As [`Courier::try_write`]; whoever has it rings when it is given back.
    pub(super) fn try_write_or_await(&self, key: &CardKey) -> Option<Writing> {
        self.writers().try_take(key.to_string(), true).map(|key| Writing {
            courier: self.clone(),
            key,
        })
    }

    /// Whether the end of somebody else's writing is still to come, which rings.
    pub(in crate::courier) fn is_awaited(&self, card: &str) -> bool {
        self.writers().at_work.get(card).copied().unwrap_or(false)
    }

    fn writers(&self) -> MutexGuard<'_, Writers> {
        let writers = &self.shared.writers;
        writers.lock().expect("no code panics while it holds the writers")
    }
}

/// Who is writing a card.
#[derive(Debug, Default)]
pub(in crate::courier) struct Writers {
    /// The cards that somebody is writing, and whether the courier waits for the end of that.
    at_work: HashMap<String, bool>,
}

impl Writers {
    /// Takes a card for somebody; otherwise notes, if they wish, that they wait.
    fn try_take(&mut self, key: String, waits: bool) -> Option<String> {
        match self.at_work.entry(key) {
            Entry::Vacant(free) => {
                let key = free.key().clone();
                free.insert(false);
                Some(key)
            }
            Entry::Occupied(mut taken) => {
                *taken.get_mut() |= waits;
                None
            }
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let was_awaited = self.courier.writers().at_work.remove(&self.key);
        if was_awaited == Some(true) {
            self.courier.shared.alarm.ring();
        }
    }
}
