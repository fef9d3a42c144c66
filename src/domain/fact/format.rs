//! Facts as the journal keeps them: a kind, the version of the format, and a JSON body.
//!
//! The format has one number for all kinds. A change of a kind's shape raises it and adds a step to [`upcast`], so
//! that what was written years ago still reads. Facts are never rewritten.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The format in which facts are written now.
///
/// 1: `WindowProposed` gave `start` and `minutes`. 2: it gives a `window` with start and end, as its sisters do.
pub const FORMAT: i64 = 2;

/// Why a fact could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// A newer gonogo wrote it.
    #[error(
        "a fact of kind {kind} has format {found}; this gonogo reads formats up to {FORMAT}: use a newer one"
    )]
    Newer {
        /// The kind.
        kind: String,
        /// The format it has.
        found: i64,
    },
    /// Its body is not what its kind has.
    #[error("a fact of kind {kind} cannot be read: {source}")]
    Unreadable {
        /// The kind.
        kind: String,
        /// What the reader says.
        source: serde_json::Error,
    },
}

/// A fact ready for the journal: its kind and its body.
pub fn write<F: Serialize>(fact: &F) -> (String, String) {
    let value = serde_json::to_value(fact).expect("a fact has string keys and finite numbers");
    match value {
        Value::String(kind) => (kind, "null".to_owned()),
        Value::Object(fields) => {
            let (kind, body) = fields.into_iter().next().expect("an enum variant has a name");
            (kind, body.to_string())
        }
        other => unreachable!("an enum is written as a name or as one field, not as {other}"),
    }
}

/// A fact from the journal.
///
/// # Errors
/// [`FormatError`] when a newer gonogo wrote it, or its body does not fit its kind.
pub fn read<F: DeserializeOwned>(kind: &str, format: i64, body: &str) -> Result<F, FormatError> {
    if format > FORMAT {
        return Err(FormatError::Newer {
            kind: kind.to_owned(),
            found: format,
        });
    }
    let unreadable = |source| FormatError::Unreadable {
        kind: kind.to_owned(),
        source,
    };
    if format == FORMAT {
        let whole = if body == "null" {
            format!("{kind:?}")
        } else {
            format!("{{{kind:?}:{body}}}")
        };
        return serde_json::from_str(&whole).map_err(unreadable);
    }
    let old: Value = serde_json::from_str(body).map_err(unreadable)?;
    let body = upcast(kind, format, old);
    let whole = if body.is_null() {
        json!(kind)
    } else {
        json!({ kind: body })
    };
    serde_json::from_value(whole).map_err(unreadable)
}

/// The body in today's format.
fn upcast(kind: &str, format: i64, mut body: Value) -> Value {
    if format < 2 && kind == "WindowProposed" {
        let start = body["start"]
            .as_str()
            .and_then(|s| s.parse::<chrono::DateTime<chrono::Utc>>().ok());
        let minutes = body["minutes"].as_i64();
        if let (Some(start), Some(minutes)) = (start, minutes) {
            body["window"] = json!({ "start": start, "end": start + chrono::TimeDelta::minutes(minutes) });
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fact::{Place, ReleaseFact};
    use crate::domain::outage::{OutageWords, Window};

    fn place() -> Place {
        Place {
            step: "schedule-outage".into(),
            ask: "outage".into(),
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let window = Window {
            start: "2026-11-24T18:00:00Z".parse().unwrap(),
            end: "2026-11-24T20:00:00Z".parse().unwrap(),
        };
        for fact in [
            ReleaseFact::Resumed,
            ReleaseFact::Confirmed(place()),
            ReleaseFact::WindowProposed {
                place: place(),
                window,
                words: OutageWords::default(),
                objections: Vec::new(),
                reason: None,
            },
        ] {
            let (kind, body) = write(&fact);
            assert_eq!(read::<ReleaseFact>(&kind, FORMAT, &body).unwrap(), fact);
        }
    }

    #[test]
    fn a_window_written_in_format_1_reads_as_today() {
        let old = r#"{"step":"schedule-outage","ask":"outage","start":"2026-11-24T18:00:00Z","minutes":120}"#;
        let window = Window {
            start: "2026-11-24T18:00:00Z".parse().unwrap(),
            end: "2026-11-24T20:00:00Z".parse().unwrap(),
        };
        let today = ReleaseFact::WindowProposed {
            place: place(),
            window,
            words: OutageWords::default(),
            objections: Vec::new(),
            reason: None,
        };
        assert_eq!(read::<ReleaseFact>("WindowProposed", 1, old).unwrap(), today);
    }

    #[test]
    fn a_fact_of_a_newer_gonogo_is_refused_by_name() {
        let error = read::<ReleaseFact>("Resumed", FORMAT + 1, "null").unwrap_err();
        assert!(error.to_string().contains("use a newer one"), "{error}");
    }
}
