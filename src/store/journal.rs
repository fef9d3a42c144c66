//! The journal: what happened, in order, never changed, each fact chained to the one before.
//!
//! `app` reads a stream, decides, and appends; nobody else writes here. What a fact means is the domain's
//! business: here it is a text with a name. The engines themselves refuse to change or delete a row.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::FromRow;

use super::error::StoreError;
use super::sql;
use super::tx::Tx;

/// The hash that stands before the first fact of a stream.
const BEFORE_THE_FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A fact to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it happened, in milliseconds since 1970.
    pub at: i64,
    /// Who did it.
    pub by: String,
    /// The name of the fact.
    pub kind: String,
    /// The version of the body's form.
    pub version: i64,
    /// The fact itself, as JSON.
    pub body: String,
}

/// A fact as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct Recorded {
    /// Whose history it belongs to.
    pub stream: String,
    /// Its place in the stream, counted from 1.
    pub seq: i64,
    /// When it happened, in milliseconds since 1970.
    pub at: i64,
    /// Who did it.
    #[sqlx(rename = "actor")]
    pub by: String,
    /// The name of the fact.
    pub kind: String,
    /// The version of the body's form.
    pub version: i64,
    /// The key of the command that led to it.
    pub cause: String,
    /// The fact itself, as JSON.
    pub body: String,
    /// SHA-256 in hex over the hash before and everything above.
    pub hash: String,
}

/// The place where the chain of a stream does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenLink {
    /// The first fact that is changed or missing.
    pub seq: i64,
}

/// The first link of a stream that does not hold, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// A fact is missing, doubled or out of its place.
    OutOfPlace {
        /// The place where it should be.
        expected: i64,
        /// The place that stands there.
        found: i64,
    },
    /// The fact, or one before it, is not what it was when it was written.
    Changed {
        /// Its place.
        seq: i64,
        /// The hash that follows from what stands there now.
        expected: String,
        /// The hash that was written.
        found: String,
    },
}

/// Follows the chain of one stream, given whole and in order.
pub fn find_break(facts: &[Recorded]) -> Option<Break> {
    let mut previous = BEFORE_THE_FIRST;
    for (place, fact) in (1..).zip(facts) {
        if fact.seq != place {
            return Some(Break::OutOfPlace {
                expected: place,
                found: fact.seq,
            });
        }
        let expected = fact.hash_after(previous);
        if fact.hash != expected {
            return Some(Break::Changed {
                seq: place,
                expected,
                found: fact.hash.clone(),
            });
        }
        previous = &fact.hash;
    }
    None
}

impl Recorded {
    fn new(stream: &str, seq: i64, cause: &str, entry: &Entry, previous: &str) -> Self {
        let mut fact = Self {
            stream: stream.to_owned(),
            seq,
            at: entry.at,
            by: entry.by.clone(),
            kind: entry.kind.clone(),
            version: entry.version,
            cause: cause.to_owned(),
            body: entry.body.clone(),
            hash: String::new(),
        };
        fact.hash = fact.hash_after(previous);
        fact
    }

    /// The hash that this fact has after that one.
    ///
    /// Each field goes in as its length in bytes, a colon and its text, so that no two facts read the same.
    fn hash_after(&self, previous: &str) -> String {
        let (seq, at, version) = (
            self.seq.to_string(),
            self.at.to_string(),
            self.version.to_string(),
        );
        let fields = [
            previous,
            &self.stream,
            &seq,
            &at,
            &self.by,
            &self.kind,
            &version,
            &self.cause,
            &self.body,
        ];
        let mut hash = Sha256::new();
        for field in fields {
            hash.update(format!("{}:", field.len()));
            hash.update(field);
        }
        hex::encode(hash.finalize())
    }
}

impl Tx {
    /// The facts of a stream after that place, in order.
    pub async fn facts(&mut self, stream: &str, after_seq: i64) -> Result<Vec<Recorded>, StoreError> {
        Ok(rows!(self, sql::FACTS, stream, after_seq)?)
    }

    /// Appends facts to a stream whose last place is `last_seq` (0 for a new one); gives its new last place.
    ///
    /// Fails with [`StoreError::Conflict`] when the stream has gone on since `last_seq` was read.
    pub async fn append(
        &mut self,
        stream: &str,
        last_seq: i64,
        cause: &str,
        entries: &[Entry],
    ) -> Result<i64, StoreError> {
        let last: Option<(i64, String)> = row!(self, sql::LAST_FACT, stream)?;
        let (mut seq, mut previous) = last.unwrap_or((0, BEFORE_THE_FIRST.to_owned()));
        if seq != last_seq {
            return Err(StoreError::Conflict);
        }
        for entry in entries {
            seq += 1;
            let fact = Recorded::new(stream, seq, cause, entry, &previous);
            self.write_fact(&fact).await?;
            previous = fact.hash;
        }
        Ok(seq)
    }

    async fn write_fact(&mut self, f: &Recorded) -> Result<(), StoreError> {
        run!(
            self,
            sql::APPEND,
            &f.stream,
            f.seq,
            f.at,
            &f.by,
            &f.kind,
            f.version,
            &f.cause,
            &f.body,
            &f.hash
        )
        .map_err(StoreError::of_insert)?;
        Ok(())
    }

    /// The names of all streams.
    pub async fn streams(&mut self) -> Result<Vec<String>, StoreError> {
        let found: Vec<(String,)> = rows!(self, sql::STREAMS)?;
        Ok(found.into_iter().map(|(stream,)| stream).collect())
    }

    /// Follows the chain of a stream: the number of its facts, or the place where it does not hold.
    ///
    /// Facts cut off at the end leave a chain that holds; only somebody who noted the last hash can tell.
    pub async fn verify(&mut self, stream: &str) -> Result<Result<i64, BrokenLink>, StoreError> {
        Ok(check_chain(&self.facts(stream, 0).await?))
    }
}

/// The number of facts, or the first that does not follow from the one before.
fn check_chain(facts: &[Recorded]) -> Result<i64, BrokenLink> {
    match find_break(facts) {
        None => Ok(facts.last().map_or(0, |last| last.seq)),
        Some(Break::OutOfPlace { expected: seq, .. } | Break::Changed { seq, .. }) => Err(BrokenLink { seq }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(body: &str) -> Entry {
        Entry {
            at: 7,
            by: "ana".into(),
            kind: "Ticked".into(),
            version: 1,
            body: body.into(),
        }
    }

    fn chain(bodies: &[&str]) -> Vec<Recorded> {
        let mut facts: Vec<Recorded> = Vec::new();
        for (n, body) in bodies.iter().enumerate() {
            let previous = facts
                .last()
                .map_or(BEFORE_THE_FIRST, |f| f.hash.as_str())
                .to_owned();
            facts.push(Recorded::new(
                "release/1",
                n as i64 + 1,
                "key",
                &entry(body),
                &previous,
            ));
        }
        facts
    }

    /// Worked out apart from this code: `printf '64:000…09:release/1' …` piped to sha256sum.
    #[test]
    fn the_first_hash_is_the_documented_one() {
        assert_eq!(
            chain(&["{}"])[0].hash,
            "f7d17db9c73d0efafa32ceb70f6dfb329c64db0ef94cf9cef75148fb792f81e4"
        );
    }

    #[test]
    fn a_whole_chain_holds() {
        assert_eq!(check_chain(&chain(&["a", "b", "c"])), Ok(3));
        assert_eq!(check_chain(&[]), Ok(0));
    }

    #[test]
    fn a_changed_a_missing_and_a_swapped_fact_break_it() {
        let mut changed = chain(&["a", "b", "c"]);
        changed[1].body = "B".into();
        assert_eq!(check_chain(&changed), Err(BrokenLink { seq: 2 }));

        let mut missing = chain(&["a", "b", "c"]);
        missing.remove(0);
        assert_eq!(check_chain(&missing), Err(BrokenLink { seq: 1 }));

        let mut swapped = chain(&["a", "b", "c"]);
        swapped.swap(1, 2);
        assert_eq!(check_chain(&swapped), Err(BrokenLink { seq: 2 }));
    }

    #[test]
    fn a_letter_that_moves_to_the_next_field_changes_the_hash() {
        let mut moved = chain(&["a"]).remove(0);
        moved.by = "an".into();
        moved.kind = "aTicked".into();
        assert_eq!(check_chain(&[moved]), Err(BrokenLink { seq: 1 }));
    }
}
