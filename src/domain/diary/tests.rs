//! Slots over years: what was moved or skipped touches no other, each is proposed once, at the right hour.
