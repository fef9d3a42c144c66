//! Turns that pass on: whose begins, after whose, as the service's state has it on the first day.

use chrono::{DateTime, Utc};

use super::entry::Kind;
use super::player::today;
use super::{Play, first_moment};
use crate::app::Fault;
use crate::domain::name::PersonId;
use crate::wording::text::person;

/// Who serves in one rotation, and when that is looked at again.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    /// Who serves now.
    serves: Option<PersonId>,
    /// The first moment after the turn.
    until: Option<DateTime<Utc>>,
}

impl Play {
    /// Writes down the turns that have begun since the last look; gives when the next one begins.
    pub(super) async fn look_at_turns(&mut self) -> Result<Option<DateTime<Utc>>, Fault> {
        let now = self.stage.now();
        let is_watched = self.turns.len() == self.service.rotations.len();
        let is_over = |watch: &Watch| watch.until.is_some_and(|until| until <= now);
        if !is_watched || self.turns.iter().any(is_over) {
            self.look_again().await?;
        }
        Ok(self
            .turns
            .iter()
            .filter_map(|watch| watch.until)
            .filter(|until| *until > now)
            .min())
    }

    async fn look_again(&mut self) -> Result<(), Fault> {
        let state = self.stage.service(&self.service.name).await?;
        let day = today(self.stage.now(), &self.service);
        let before = std::mem::take(&mut self.turns);
        for (n, rotation) in self.service.rotations.clone().iter().enumerate() {
            let turn = state.turn_on(&self.service, rotation, day);
            let first_after = turn.as_ref().and_then(|turn| turn.until.succ_opt());
            // Before the first turn of all its beginning is waited for.
            let until = first_after.or_else(|| (day < rotation.anchor).then_some(rotation.anchor));
            let now = Watch {
                serves: turn.as_ref().and_then(|turn| turn.serves.clone()),
                until: until.map(|day| first_moment(day, self.service.zone)),
            };
            if let Some(was) = before.get(n).filter(|was| was.serves != now.serves) {
                let words = passes_on(
                    &rotation.title,
                    was.serves.as_ref(),
                    now.serves.as_ref(),
                    turn.map(|t| t.until),
                );
                let text = self.stage.names.put_into(&words, self.stage.now());
                self.stage.write(Kind::Handover, None, text);
            }
            self.turns.push(now);
        }
        Ok(())
    }
}

fn passes_on(
    title: &str,
    was: Option<&PersonId>,
    now: Option<&PersonId>,
    until: Option<chrono::NaiveDate>,
) -> String {
    let until = until
        .map(|day| format!(" until {}", day.format("%a %-d %b %Y")))
        .unwrap_or_default();
    match (was, now) {
        (Some(was), Some(now)) => format!("**{title}** is {}{until}, after {}.", person(now), person(was)),
        (None, Some(now)) => format!("**{title}** is {}{until}.", person(now)),
        (Some(was), None) => format!("**{title}** is nobody{until}, after {}.", person(was)),
        (None, None) => format!("**{title}** is nobody."),
    }
}
