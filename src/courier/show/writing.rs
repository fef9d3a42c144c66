//! The right to write a card: one at a time has it, so that an older drawing never covers a newer one.

use crate::courier::Courier;

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

impl Drop for Writing {
    fn drop(&mut self) {
        self.courier
            .shared
            .answering
            .lock()
            .expect("no code panics while it holds the cards")
            .remove(&self.key);
    }
}
