//! What is asked of a rotation, whichever way it came: shown, changed, swapped.

use chrono::NaiveDate;

use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::domain::command::ServiceCommand;
use crate::domain::diary::Slot;
use crate::domain::name::RotationName;
use crate::domain::process::Service;
use crate::domain::rotation::RotationCommand;
use crate::wording::message::Message;
use crate::wording::rotation::{asked_to_swap, fair, next, noted, show};

use super::{Answered, Order};

mod found;
mod said;

pub(in crate::discord) use found::{Found, named};
pub(in crate::discord) use said::{Said, mention};

impl Desk {
    pub(in crate::discord) async fn show_rotation(&self, said: &Said) -> Answered {
        let found = self.find_rotation(said.service.as_deref()).await?;
        let now = self.app.now();
        Ok(Reply::Private(show(
            &found.service,
            &found.state,
            &found.rotation,
            now,
        )))
    }

    pub(in crate::discord) async fn next_turns(&self, said: &Said) -> Answered {
        let found = self.find_rotation(said.service.as_deref()).await?;
        let now = self.app.now();
        Ok(Reply::Private(next(
            &found.service,
            &found.state,
            &found.rotation,
            now,
        )))
    }

    pub(in crate::discord) async fn fairness(&self, said: &Said) -> Answered {
        let found = self.find_rotation(said.service.as_deref()).await?;
        let months = match said.text.trim() {
            "" => 12,
            text => text
                .parse()
                .ok()
                .filter(|months| (1..=120).contains(months))
                .ok_or("Give a number of months from 1 to 120, such as `12`.")?,
        };
        let fairness = found
            .state
            .fairness(&found.service, &found.rotation, self.app.now(), months);
        Ok(Reply::Private(fair(&found.service, &found.rotation, &fairness)))
    }

    /// Puts somebody into the pool, or takes them out: whoever asks, when nobody is named.
    pub(in crate::discord) async fn change_pool(&self, order: &Order, said: &Said, joins: bool) -> Answered {
        let person = said.people.first().unwrap_or(&order.actor.id).clone();
        let command = match joins {
            true => RotationCommand::Add(person),
            false => RotationCommand::Remove(person),
        };
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    pub(in crate::discord) async fn reorder(&self, order: &Order, said: &Said) -> Answered {
        if said.people.is_empty() {
            return Err(
                "In which order? Name them one after the other: `!rotation order @ana @ben @cleo`."
                    .to_owned(),
            );
        }
        let command = RotationCommand::Reorder(said.people.clone());
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    pub(in crate::discord) async fn be_away(&self, order: &Order, said: &Said) -> Answered {
        let example = "`/rotation away from:2026-12-24 to:2027-01-04`.";
        let from = said.required_day(0, example)?;
        let until = said.day(1)?.unwrap_or(from);
        let person = said.people.first().unwrap_or(&order.actor.id).clone();
        let command = RotationCommand::Away(person, from, until, said.reason());
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    pub(in crate::discord) async fn be_back(&self, order: &Order, said: &Said) -> Answered {
        let person = said.people.first().unwrap_or(&order.actor.id).clone();
        let command = RotationCommand::Back(person);
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    /// Asks somebody to swap: one's next turn with theirs, or the turns that begin on the named days.
    pub(in crate::discord) async fn ask_swap(&self, order: &Order, said: &Said) -> Answered {
        let found = self.find_rotation(said.service.as_deref()).await?;
        let example = "`/rotation swap with:@somebody`, or with the first days of both turns: `!rotation swap 2026-12-01 2027-01-01`.";
        let (gives, takes) = match (said.day(0)?, said.day(1)?) {
            (Some(gives), Some(takes)) => (gives, takes),
            (named, _) => {
                let other = said.person(example)?;
                let gives = match named {
                    Some(day) => day,
                    None => found.next_of(&order.actor.id)?.from,
                };
                (gives, found.next_of(&other)?.from)
            }
        };
        self.swap_turns(order, &found, gives, takes, said.reason()).await
    }

    pub(in crate::discord) async fn swap_turns(
        &self,
        order: &Order,
        found: &Found,
        gives: NaiveDate,
        takes: NaiveDate,
        reason: Option<String>,
    ) -> Answered {
        let command = RotationCommand::AskSwap(gives, takes, reason);
        self.settle_rotation(order, &found.service, &found.rotation.name, command)
            .await?;
        let after = self.find_rotation(Some(&found.named())).await?;
        let turn = after.state.turn_on(&after.service, &after.rotation, takes);
        Ok(Reply::Private(asked_to_swap(
            turn.and_then(|turn| turn.serves).as_ref(),
        )))
    }

    /// A lead lets two turns change hands.
    pub(in crate::discord) async fn exchange(&self, order: &Order, said: &Said) -> Answered {
        let example = "Name the first days of both turns: `!rotation exchange 2026-12-01 2027-01-01 because ben is ill`.";
        let (one, other) = (said.required_day(0, example)?, said.required_day(1, example)?);
        let command = RotationCommand::MakeSwap(one, other, said.text.clone());
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    pub(in crate::discord) async fn take_over(&self, order: &Order, said: &Said) -> Answered {
        let command = RotationCommand::TakeOver(said.text.clone());
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    pub(in crate::discord) async fn assign_turn(&self, order: &Order, said: &Said) -> Answered {
        let found = self.find_rotation(said.service.as_deref()).await?;
        let person = said.person("`!rotation assign @somebody 2026-12-01 because ana is ill`.")?;
        let today = self.app.now().with_timezone(&found.service.zone).date_naive();
        let from = said.day(0)?.unwrap_or(today);
        let command = RotationCommand::Assign(person, from, said.text.clone());
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    /// One planned day is somebody else's.
    pub(in crate::discord) async fn give_day(&self, order: &Order, said: &Said) -> Answered {
        let found = self.find_rotation(said.service.as_deref()).await?;
        let example = "`!rotation day @somebody 2026-12-08 because she wrote it`.";
        let (person, day) = (said.person(example)?, said.required_day(0, example)?);
        let mut cadences = found.service.cadences_of(&found.rotation);
        let cadence = cadences.find_map(|cadence| {
            let near = cadence
                .before(day)
                .into_iter()
                .chain(cadence.slots_from(day).take(2));
            let diary = found.state.diary(cadence);
            let mut near = near.filter(|date| diary.day_of(*date) == day);
            Some((cadence, near.next()?))
        });
        let any = found.service.cadences_of(&found.rotation).next();
        let slot = match (cadence, any) {
            (Some((cadence, date)), _) => Slot {
                cadence: cadence.name.clone(),
                date,
            },
            (None, Some(cadence)) => Slot {
                cadence: cadence.name.clone(),
                date: day,
            },
            (None, None) => return Err(format!("{} plans no releases.", found.service.title)),
        };
        let command = RotationCommand::GiveSlot(slot, person, said.text.clone());
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    pub(in crate::discord) async fn name_backup(&self, order: &Order, said: &Said) -> Answered {
        let found = self.find_rotation(said.service.as_deref()).await?;
        let person = said.person(
            "`!rotation backup @somebody`, for the turn of a day: `!rotation backup @somebody 2026-12-08`.",
        )?;
        let today = self.app.now().with_timezone(&found.service.zone).date_naive();
        let command = RotationCommand::NameBackup(person, said.day(0)?.unwrap_or(today));
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    pub(in crate::discord) async fn write_note(&self, order: &Order, said: &Said) -> Answered {
        let command = RotationCommand::WriteNote(said.text.clone());
        self.change_rotation(order, said.service.as_deref(), command)
            .await
    }

    /// Carries it out, and shows how the rotation then is.
    pub(in crate::discord) async fn change_rotation(
        &self,
        order: &Order,
        service: Option<&str>,
        command: RotationCommand,
    ) -> Answered {
        let found = self.find_rotation(service).await?;
        let words = noted(&command);
        self.settle_rotation(order, &found.service, &found.rotation.name, command)
            .await?;
        let after = self.find_rotation(Some(&found.named())).await?;
        let shown = next(&after.service, &after.state, &after.rotation, self.app.now());
        let mut message = Message::plain(words);
        message.components.extend(shown.components);
        Ok(Reply::Private(message))
    }

    pub(in crate::discord) async fn settle_rotation(
        &self,
        order: &Order,
        service: &Service,
        rotation: &RotationName,
        command: RotationCommand,
    ) -> Result<(), String> {
        let command = ServiceCommand::Rotation(rotation.clone(), command);
        let settled = self
            .app
            .handle_for_service(&order.key, &order.actor, &service.name, &command)
            .await;
        settled.map_err(|error| words_for(&error))
    }
}
