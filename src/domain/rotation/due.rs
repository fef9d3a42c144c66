//! What is due when: a turn begins, and what is said of it ahead.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::domain::process::Service;
use crate::domain::service::ServiceState;
use crate::domain::wall_clock::instant;

use super::{Rota, Rotation, Turn};

/// So many turns ahead somebody who serves is looked for.
const AHEAD: usize = 520;

/// So many turns ahead are looked at whether somebody is there.
const LOOKED_AT: usize = 6;

/// What is due of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MomentKind {
    /// It begins.
    Begin,
    /// Its handover is called to mind.
    HandOver,
    /// Whoever is next is told.
    Foretell,
    /// The channel is asked, since nobody is there to serve it.
    AskForSomebody,
}

/// A moment of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What is due.
    pub kind: MomentKind,
    /// The turn.
    pub turn: Turn,
    /// When.
    pub due_at: DateTime<Utc>,
}

impl Moment {
    /// The key of its timer: another one for another turn.
    pub fn key(&self, rotation: &Rotation) -> String {
        let word = match self.kind {
            MomentKind::Begin => "turn-begins",
            MomentKind::HandOver => "turn-hands-over",
            MomentKind::Foretell => "turn-comes",
            MomentKind::AskForSomebody => "turn-nobody",
        };
        format!("{word}@{}@{}", rotation.name, self.turn.from)
    }
}

impl ServiceState {
    /// What is due of the turns of a rotation that have not begun.
    pub fn moments_of(&self, service: &Service, rotation: &Rotation) -> Vec<Moment> {
        let rota = self.rota_of(rotation);
        if rota.line.people().is_empty() && rota.begun.is_empty() && rota.volunteers.is_empty() {
            return Vec::new();
        }
        let planned = || self.planned_turns(service, rotation).map(|planned| planned.turn);
        let empty = planned().take(LOOKED_AT).filter(|turn| turn.serves.is_none());
        let asked = empty.map(|turn| (MomentKind::AskForSomebody, turn));
        // Nobody begins an empty turn; it is over when the next one begins that has somebody.
        let next = planned().take(AHEAD).find(|turn| turn.serves.is_some());
        let kinds = [MomentKind::Foretell, MomentKind::HandOver, MomentKind::Begin];
        let of_next = next
            .into_iter()
            .flat_map(|turn| kinds.map(|kind| (kind, turn.clone())));
        asked
            .chain(of_next)
            .filter(|(kind, turn)| is_said(rotation, *kind) && !rota.was_foretold(turn, *kind))
            .filter_map(|(kind, turn)| {
                let due_at = moment(self, service, rotation, kind, turn.from)?;
                Some(Moment { kind, turn, due_at })
            })
            .collect()
    }
}

/// Whether something of that kind is ever said by this rotation.
fn is_said(rotation: &Rotation, kind: MomentKind) -> bool {
    match kind {
        MomentKind::HandOver => rotation.handover_days_before > 0,
        MomentKind::Foretell => rotation.warn_days_before > 0,
        MomentKind::Begin | MomentKind::AskForSomebody => true,
    }
}

/// When something is due of a turn that begins on `from`.
pub fn moment(
    state: &ServiceState,
    service: &Service,
    rotation: &Rotation,
    kind: MomentKind,
    from: NaiveDate,
) -> Option<DateTime<Utc>> {
    let before = |days: u32| from.checked_sub_days(Days::new(days.into()));
    let day = match kind {
        MomentKind::Begin => from,
        MomentKind::HandOver => {
            let (day, calendar) = (before(rotation.handover_days_before)?, state.calendar(service));
            match calendar.is_working_day(day) {
                true => day,
                false => calendar.previous_working_day(day).unwrap_or(day),
            }
        }
        MomentKind::Foretell => before(rotation.warn_days_before)?,
        MomentKind::AskForSomebody => state
            .calendar(service)
            .working_day_before(from, rotation.ask_days_before)?,
    };
    Some(instant(service.zone, day.and_time(rotation.handover_at)))
}

impl Rota {
    /// Whether something was said of a turn ahead.
    pub fn was_foretold(&self, turn: &Turn, kind: MomentKind) -> bool {
        self.foretold.contains(&(turn.from, kind))
    }
}
