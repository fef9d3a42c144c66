//! What of a service a press is about: a slot or a rotation, by a mark of its name.

use chrono::{Datelike, NaiveDate};

use super::{Press, RotationVerb, Verb, mark_of_text};
use crate::domain::diary::Slot;
use crate::domain::name::{CadenceName, RotationName, ServiceName};
use crate::domain::process::Service;
use crate::domain::rotation::Rotation;

impl Press {
    /// A press about a slot of a cadence: by its day, and by a mark of the names of service and cadence.
    pub fn on_slot(verb: Verb, service: &ServiceName, slot: &Slot) -> Self {
        Self {
            item: slot.date.num_days_from_ce().into(),
            extra: mark_of(service, &slot.cadence),
            ..Self::plain(verb)
        }
    }

    /// The slot it is about, when that is one of this service.
    pub fn find_slot(&self, service: &Service) -> Option<Slot> {
        let mut cadences = service.cadences.iter();
        let cadence = cadences.find(|c| mark_of(&service.name, &c.name) == self.extra)?;
        let day = i32::try_from(self.item).ok()?;
        Some(Slot {
            cadence: cadence.name.clone(),
            date: NaiveDate::from_num_days_from_ce_opt(day)?,
        })
    }

    /// A press about a rotation: by a mark of its name, with the number or the day that it needs.
    pub fn on_rotation(
        verb: RotationVerb,
        service: &ServiceName,
        rotation: &RotationName,
        item: i64,
    ) -> Self {
        Self {
            item,
            extra: mark_of_text(&format!("{service}/{rotation}")).into(),
            ..Self::plain(Verb::Rotation(verb))
        }
    }

    /// The rotation it is about, when that is one of this service.
    pub fn find_rotation<'s>(&self, service: &'s Service) -> Option<&'s Rotation> {
        let mark = |name: &RotationName| i64::from(mark_of_text(&format!("{}/{name}", service.name)));
        service.rotations.iter().find(|r| mark(&r.name) == self.extra)
    }

    /// The day that it names.
    pub fn day(&self) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(i32::try_from(self.item).ok()?)
    }
}

/// A number that stands for a cadence as long as neither it nor its service is called otherwise.
fn mark_of(service: &ServiceName, cadence: &CadenceName) -> i64 {
    mark_of_text(&format!("{service}/{cadence}")).into()
}
