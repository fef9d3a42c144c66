//! What was said of an outage to those who were told, in order: a view of its facts that leaves out who and why.

use chrono::{DateTime, Utc};

use super::{Outage, OutageFact, OutageWords, Window};

/// Something that was said of an outage. What was said first keeps its place for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: DateTime<Utc>,
    /// The window that was known then.
    pub window: Option<Window>,
    /// What.
    pub what: ToldWhat,
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToldWhat {
    /// It is planned, in these words.
    Announced(OutageWords),
    /// Its window is another one.
    Changed {
        /// The window before.
        was: Window,
    },
    /// It is described in other words.
    Reworded(OutageWords),
    /// Users cannot work.
    Started {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Its end has passed and it is not over.
    Overran,
    /// Users can work again.
    Ended,
    /// It will not happen.
    Cancelled,
}

impl Told {
    /// What `fact` said, when it said anything; `outage` is as it is after it.
    pub(super) fn after(outage: &Outage, fact: &OutageFact, at: DateTime<Utc>) -> Option<Self> {
        let what = match fact {
            OutageFact::Announced { .. } => ToldWhat::Announced(outage.about.words.clone()),
            OutageFact::Changed { was, .. } => ToldWhat::Changed { was: *was },
            OutageFact::Reworded { words } => ToldWhat::Reworded(words.clone()),
            OutageFact::Started { .. } => ToldWhat::Started {
                since: outage.started_at().unwrap_or(at),
            },
            OutageFact::Overran => ToldWhat::Overran,
            OutageFact::Ended => ToldWhat::Ended,
            OutageFact::Cancelled { .. } => ToldWhat::Cancelled,
            OutageFact::Drafted { .. }
            | OutageFact::Approved
            | OutageFact::Withdrawn
            | OutageFact::Reminded { .. } => return None,
        };
        let window = outage.window;
        Some(Self { at, window, what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::name::PersonId;
    use crate::domain::outage::OutageAbout;
    use crate::domain::person::Stamp;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-24T{text}:00Z").parse().unwrap()
    }

    fn window(start: &str, end: &str) -> Window {
        let (start, end) = (at(start), at(end));
        Window { start, end }
    }

    #[test]
    fn what_was_said_is_kept_in_order_and_what_was_not_is_left_out() {
        let first = window("18:00", "20:00");
        let second = window("19:00", "20:00");
        let about = OutageAbout::default;
        let words = OutageWords {
            impact: Some("No login".into()),
            ..OutageWords::default()
        };
        let announced = OutageFact::Announced {
            about: about(),
            window: first,
            objections: Vec::new(),
            reason: Some("the manager wants it".into()),
        };
        let changed = OutageFact::Changed {
            window: second,
            was: first,
            objections: Vec::new(),
            reason: None,
        };
        let facts = [
            ("10:00", announced),
            ("11:00", OutageFact::Reworded { words: words.clone() }),
            ("12:00", changed),
            ("19:07", OutageFact::Started { about: None }),
            ("20:00", OutageFact::Overran),
            ("20:30", OutageFact::Ended),
        ];
        let mut outage = Outage::default();
        for (time, fact) in &facts {
            let by = PersonId::from("7");
            outage.apply(fact, Stamp { by, at: at(time) });
        }
        let told: Vec<&ToldWhat> = outage.told.iter().map(|t| &t.what).collect();
        let since = at("19:07");
        let expected = [
            &ToldWhat::Announced(OutageWords::default()),
            &ToldWhat::Reworded(words),
            &ToldWhat::Changed { was: first },
            &ToldWhat::Started { since },
            &ToldWhat::Overran,
            &ToldWhat::Ended,
        ];
        assert_eq!(told, expected);
        assert_eq!(outage.told[1].window, Some(first));
        assert_eq!(outage.told[2].window, Some(second));
        let draft = OutageFact::Drafted {
            about: about(),
            window: first,
            objections: Vec::new(),
            reason: None,
        };
        let by = PersonId::from("7");
        outage.apply(&draft, Stamp { by, at: at("21:00") });
        assert_eq!(outage.told.len(), expected.len(), "nobody was told of a draft");
    }
}
