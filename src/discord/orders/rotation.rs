//! What is asked of a rotation, whichever way it came: shown, changed, swapped.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::domain::command::ServiceCommand;
use crate::domain::diary::Slot;
use crate::domain::name::{PersonId, RotationName};
use crate::domain::process::Service;
use crate::domain::rotation::{Rotation, RotationCommand, Turn};
use crate::domain::service::ServiceState;
use crate::wording::message::Message;
use crate::wording::rotation::{asked_to_swap, fair, next, noted, show};
use crate::wording::text::any_of;

use super::{Answered, Order};

/// How far ahead somebody's next turn is looked for.
const AHEAD: usize = 60;

/// What somebody said of a rotation: in options, or in the words of a message.
#[derive(Clone, Debug, Default)]
pub(in crate::discord) struct Said {
    pub(in crate::discord) service: Option<String>,
    pub(in crate::discord) people: Vec<PersonId>,
    pub(in crate::discord) days: Vec<String>,
    pub(in crate::discord) text: String,
}

/// A rotation with its service as they are.
pub(in crate::discord) struct Found {
    pub(in crate::discord) service: Service,
    pub(in crate::discord) rotation: Rotation,
    pub(in crate::discord) state: Arc<ServiceState>,
}

impl Said {
    /// Reads the words of a message: the service first, then people and days in any order, then the rest.
    pub(in crate::discord) fn read(words: &str, services: &[(&str, &str)]) -> Self {
        let mut said = Self::default();
        let mut rest: Vec<&str> = Vec::new();
        for (n, word) in words.split_whitespace().enumerate() {
            let first = split_named(word).0;
            let is_service = services.iter().any(|(name, _)| name.eq_ignore_ascii_case(first));
            match (rest.is_empty(), mention(word)) {
                (true, _) if n == 0 && is_service => said.service = Some(word.to_owned()),
                (true, Some(person)) => said.people.push(person),
                (true, None) if word.parse::<NaiveDate>().is_ok() => said.days.push(word.to_owned()),
                (true, None) if matches!(word, "from" | "to" | "until" | "with" | "for" | "on") => {}
                _ => rest.push(word),
            }
        }
        said.text = rest.join(" ");
        said
    }

    fn day(&self, n: usize) -> Result<Option<NaiveDate>, String> {
        let typed = self
            .days
            .get(n)
            .map(|day| day.trim())
            .filter(|day| !day.is_empty());
        typed
            .map(|day| {
                day.parse()
                    .map_err(|_| format!("`{}` is no day; write it as 2026-12-24.", day.replace('`', "ˋ")))
            })
            .transpose()
    }

    fn required_day(&self, n: usize, example: &str) -> Result<NaiveDate, String> {
        self.day(n)?.ok_or_else(|| format!("Which day? {example}"))
    }

    fn person(&self, example: &str) -> Result<PersonId, String> {
        self.people
            .first()
            .cloned()
            .ok_or_else(|| format!("Who? {example}"))
    }

    fn reason(&self) -> Option<String> {
        Some(self.text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

/// Whom a word mentions.
pub(in crate::discord) fn mention(word: &str) -> Option<PersonId> {
    let id = word
        .strip_prefix("<@")?
        .strip_suffix('>')?
        .trim_start_matches('!');
    let is_number = id.chars().all(|c| c.is_ascii_digit()) && (15..=20).contains(&id.len());
    is_number.then(|| PersonId::from(id))
}

/// `sync/on-call`: a service, and one of its rotations where it has several.
fn split_named(named: &str) -> (&str, Option<&str>) {
    match named.split_once('/') {
        Some((service, rotation)) => (service.trim(), Some(rotation.trim())),
        None => (named, None),
    }
}

/// What [`split_named`] reads: the service and its rotation, however many it has.
pub(in crate::discord) fn named(service: &Service, rotation: &Rotation) -> String {
    format!("{}/{}", service.name, rotation.name)
}

/// The rotation that is meant: the one named, or the only one.
fn choose_rotation(service: &Service, wanted: Option<&str>) -> Result<Rotation, String> {
    let is_it = |rotation: &&Rotation| {
        wanted.is_none_or(|wanted| {
            rotation.name.as_str().eq_ignore_ascii_case(wanted) || rotation.title.eq_ignore_ascii_case(wanted)
        })
    };
    let fitting: Vec<&Rotation> = service.rotations.iter().filter(is_it).collect();
    if let [only] = fitting[..] {
        return Ok(only.clone());
    }
    let ways = service.rotations.iter();
    let ways: Vec<String> = ways
        .map(|rotation| format!("`{}` ({})", named(service, rotation), rotation.title))
        .collect();
    Err(format!(
        "Which rotation? Name it behind the service: {}.",
        any_of(&ways)
    ))
}

impl Desk {
    /// The rotation of the service that is meant: the one named, or the only one that has a rotation.
    pub(in crate::discord) async fn find_rotation(&self, named: Option<&str>) -> Result<Found, String> {
        let library = self.app.library();
        let services = library.services();
        let with_rotation = |name: &str| {
            let process = library.processes_of(name).next()?;
            (!process.process.service.rotations.is_empty()).then(|| process.process.service.clone())
        };
        let (named, rotation) = named.map_or((None, None), |named| {
            let (service, rotation) = split_named(named);
            (Some(service), rotation)
        });
        let service = match named {
            Some(named) => {
                let name = self.find_service(named, &services)?;
                let service = with_rotation(&name);
                service.ok_or_else(|| {
                    format!("`{name}` has no rotation: its playbook would say so with [rotation.…]. `/release slots service:{name}` shows its planned days.")
                })?
            }
            None => {
                let mut all: Vec<Service> = services
                    .iter()
                    .filter_map(|(name, _)| with_rotation(name))
                    .collect();
                match all.len() {
                    0 => return Err("No playbook has a rotation: it would say so with [rotation.…]. `/release help` shows what there is.".to_owned()),
                    1 => all.remove(0),
                    _ => {
                        let names: Vec<String> = all.iter().map(|service| format!("`{}`", service.name)).collect();
                        return Err(format!("Which service? Add its name: {}.", names.join(", ")));
                    }
                }
            }
        };
        let rotation = choose_rotation(&service, rotation)?;
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        Ok(Found {
            service,
            rotation,
            state,
        })
    }

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

impl Found {
    /// Its name, as one types it.
    fn named(&self) -> String {
        named(&self.service, &self.rotation)
    }

    /// The next turn that somebody serves.
    pub(in crate::discord) fn next_of(&self, person: &PersonId) -> Result<Turn, String> {
        let planned = self.state.planned_turns(&self.service, &self.rotation);
        let mut planned = planned.take(AHEAD).map(|planned| planned.turn);
        let found = planned.find(|turn| turn.serves.as_ref() == Some(person));
        found.ok_or_else(|| {
            format!(
                "{} has no turn to come. `/rotation show service:{}` shows who has.",
                crate::wording::text::person(person),
                self.service.name
            )
        })
    }
}
