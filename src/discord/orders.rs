//! What each command does, whichever way it came: from arguments to an answer.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::app::{AppError, ShelvedProcess};
use crate::domain::card::CardKey;
use crate::domain::command::{At, Command, Wish};
use crate::domain::decide::Situation;
use crate::domain::name::StepName;
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service};
use crate::domain::refusal::Refusal;
use crate::domain::service::ServiceState;
use crate::domain::side::Side;
use crate::wording::answers::{did_you_mean, list, stands, started, which_process, which_service};
use crate::wording::eyes::Eyes;
use crate::wording::message::Message;
use crate::wording::modals::find_modal;
use crate::wording::plan;
use crate::wording::press::{Press, Verb};
use crate::wording::todo::todo;

use super::Desk;
use super::answer::{Reply, words_for};
use super::text::{nearest, release_number};

pub(super) mod environment;
pub(super) mod evidence;
mod month;
pub(super) mod outage;
mod outlook;
pub(super) mod record;
mod report;
pub(super) mod rotation;
pub(super) mod ticket;

/// How many open releases are listed.
const LISTED: i64 = 25;

/// Who gives an order, and under which key it is carried out once.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) actor: Actor,
    pub(super) key: String,
    /// Whether a form can be opened: only an interaction can.
    pub(super) may_open_forms: bool,
    /// The channel in which everybody reads the answer, as to a message; an interaction's is seen by that person only.
    pub(super) read_in: Option<u64>,
}

impl Order {
    /// Whether the answer is seen by that person only.
    pub(super) fn is_alone(&self) -> bool {
        self.read_in.is_none()
    }
}

/// What an order leads to: an answer, or a word to that person alone.
pub(super) type Answered = Result<Reply, String>;

impl Desk {
    /// Whoever reads the answer: the side in whose channel it stands, or to which alone the person belongs.
    fn eyes<'p>(&self, order: &Order, process: &'p Process) -> Eyes<'p> {
        let is_here = |side: &&Side| self.directory.find_channel(&side.channel) == order.read_in;
        let side = process.sides.values().find(is_here);
        match side.filter(|_| !order.is_alone()) {
            Some(side) => Eyes::of_side(Some(side)),
            None => Eyes::of(&order.actor, process),
        }
    }

    pub(super) async fn start(
        &self,
        order: &Order,
        service: Option<&str>,
        process: Option<&str>,
        version_: Option<&str>,
        reason: Option<&str>,
    ) -> Answered {
        let library = self.app.library();
        let services = library.services();
        let service = match (service, services.as_slice()) {
            (Some(named), known) => self.find_service(named, known)?,
            (None, [(only, _)]) => (*only).to_owned(),
            (None, known) => return Ok(Reply::Private(which_service(known))),
        };
        let processes: Vec<&Process> = library.processes_of(&service).map(|s| &*s.process).collect();
        let Some(named) = process else {
            let title = processes
                .first()
                .map_or(service.as_str(), |p| p.service.title.as_str());
            let today = self.tracks_today(&processes).await?;
            return Ok(Reply::Private(which_process(title, &processes).and(today)));
        };
        let Some(shelved) = library.find(&service, named) else {
            let names: Vec<&str> = processes.iter().map(|p| p.name.as_str()).collect();
            let known = format!(
                "process of {}",
                processes.first().map_or("it", |p| p.service.title.as_str())
            );
            return Err(did_you_mean(
                named,
                &known,
                nearest(named, names.iter().copied()),
                &names,
            ));
        };
        let typed = typed_start(&shelved.process, version_, reason);
        match typed {
            (Some(version), reason) if shelved.process.instance.is_none() => {
                if shelved.process.track.is_some() && reason.is_none() && order.may_open_forms {
                    return self.ask_start(order, shelved, Some(&version)).await;
                }
                self.start_release(order, shelved, &version, reason.as_deref(), &Wish::default())
                    .await
            }
            (version, _) => self.ask_start(order, shelved, version.as_deref()).await,
        }
    }

    /// Which week of the cycle it is and what goes around the plan, where a service has tracks.
    async fn tracks_today(&self, processes: &[&Process]) -> Result<Option<String>, String> {
        let Some(service) = processes
            .first()
            .map(|p| &p.service)
            .filter(|s| !s.tracks.is_empty())
        else {
            return Ok(None);
        };
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|f| words_for(&AppError::Fault(f)))?;
        Ok(Some(
            plan::tracks_today(service, &state, self.app.now()).join("\n"),
        ))
    }

    /// The slots of a service, with what became of them.
    pub(super) async fn slots(&self, service: Option<&str>) -> Answered {
        let (service, state) = self.service_and_state(service).await?;
        Ok(Reply::Private(plan::slots(&service, &state, self.app.now())))
    }

    /// What was short-circuited in the last months.
    pub(super) async fn short_circuits(&self, service: Option<&str>, months: Option<&str>) -> Answered {
        // `!report short-circuits 6`: a number is no service.
        let (service, months) = match (service, months) {
            (Some(number), None) if number.trim().parse::<u32>().is_ok() => (None, Some(number)),
            other => other,
        };
        let months = match months.map(str::trim) {
            None | Some("") => 6,
            Some(text) => text
                .parse()
                .ok()
                .filter(|months| (1..=120).contains(months))
                .ok_or("Give a number of months from 1 to 120, such as `6`.")?,
        };
        let (service, state) = self.service_and_state(service).await?;
        let report = plan::short_circuits(&service, &state, months, self.app.now());
        Ok(Reply::Private(report))
    }

    /// The service that is meant: the one named, or the first.
    pub(in crate::discord) async fn service_and_state(
        &self,
        named: Option<&str>,
    ) -> Result<(Service, Arc<ServiceState>), String> {
        let services = self.app.library().services();
        let name = match (named, services.as_slice()) {
            (Some(named), known) => self.find_service(named, known)?,
            (None, [(only, _)]) => (*only).to_owned(),
            (None, known) => {
                let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
                return Err(format!("Which service? Add its name: {}.", names.join(", ")));
            }
        };
        let shelved = self.app.library().processes_of(&name).next();
        let service = shelved
            .map(|s| s.process.service.clone())
            .ok_or("No playbook is loaded.")?;
        let state = self.app.find_service(&service.name).await;
        Ok((service, state.map_err(|f| words_for(&AppError::Fault(f)))?))
    }

    pub(super) fn find_service(&self, named: &str, known: &[(&str, &str)]) -> Result<String, String> {
        let is_it = |(name, title): &&(&str, &str)| {
            name.eq_ignore_ascii_case(named) || title.eq_ignore_ascii_case(named)
        };
        if let Some((name, _)) = known.iter().find(is_it) {
            return Ok((*name).to_owned());
        }
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        Err(did_you_mean(
            named,
            "service",
            nearest(named, names.iter().copied()),
            &names,
        ))
    }

    /// Where no form can be opened: a choice whose press opens it.
    pub(super) fn offer_form(&self, shelved: &ShelvedProcess) -> Reply {
        Reply::Private(which_process(&shelved.process.service.title, &[&shelved.process]))
    }

    /// A process by position, with enough of its digest to notice that the playbook changed meanwhile.
    pub(super) fn press_for(&self, shelved: &ShelvedProcess) -> Press {
        let position = self
            .app
            .library()
            .processes()
            .iter()
            .position(|s| s.digest == shelved.digest);
        let press = Press::plain(Verb::StartVersion).with_item(position.unwrap_or(usize::MAX));
        Press {
            extra: short(&shelved.digest),
            ..press
        }
    }

    /// The process that [`Desk::press_for`] named.
    pub(super) fn find_process(&self, press: Press) -> Option<&ShelvedProcess> {
        let position = usize::try_from(press.item).ok()?;
        let shelved = self.app.library().processes().get(position)?;
        (short(&shelved.digest) == press.extra).then_some(shelved)
    }

    pub(super) async fn start_release(
        &self,
        order: &Order,
        shelved: &ShelvedProcess,
        version: &str,
        reason: Option<&str>,
        wish: &Wish,
    ) -> Answered {
        let outcome = self
            .app
            .start_with(&order.key, &order.actor, shelved, version, reason, wish)
            .await;
        let outcome = match outcome {
            Err(AppError::Refused { refusal, .. }) if matches!(*refusal, Refusal::ReasonMissing(_)) => {
                let row = self.row_today(&shelved.process).await?.unwrap_or_default();
                let why = crate::wording::refusals::refusal(&refusal, &shelved.process, None);
                return Err(format!("{why}\n-# {row}"));
            }
            other => other.map_err(|e| words_for(&e))?,
        };
        let channel = self.directory.find_channel("releases");
        let beside = plan::beside(&outcome.situation).join("\n");
        let started = started(&outcome.situation.release, channel, outcome.repeated);
        Ok(Reply::Private(
            started.and(Some(beside).filter(|words| !words.is_empty())),
        ))
    }

    /// Where a release stands: to one person its card, with its buttons; in a channel, where the card is already, a
    /// line and the way to it.
    pub(super) async fn status(&self, order: &Order, release: Option<&str>) -> Answered {
        let situation = self.choose_release(release).await?;
        let key = CardKey::Release(situation.release.number);
        let card = self.courier.find_card_by_key(&key).await;
        let card = card.map_err(|f| words_for(&AppError::Fault(f)))?;
        let (channel, message) = card.map(|c| (c.channel_id, c.message_id)).unwrap_or_default();
        let shown = self.card_for(order, &situation);
        if shown != key {
            return Ok(Reply::Private(self.courier.draw(&shown, &situation, None)));
        }
        if order.may_open_forms {
            let thread = message.and_then(|id| id.parse().ok());
            return Ok(Reply::Private(self.courier.draw(&key, &situation, thread)));
        }
        let home = self.directory.guild_id().zip(channel.zip(message));
        let link = home.map(|(guild, (channel, message))| {
            format!("https://discord.com/channels/{guild}/{channel}/{message}")
        });
        Ok(Reply::Private(stands(&situation, link.as_deref())))
    }

    pub(super) async fn list(&self, actor: &Actor) -> Answered {
        let open = self
            .app
            .open_releases(LISTED)
            .await
            .map_err(|f| words_for(&AppError::Fault(f)))?;
        Ok(Reply::Private(list(&open, actor)))
    }

    pub(super) async fn todo(&self, actor: &Actor) -> Answered {
        let open = self
            .app
            .open_releases(100)
            .await
            .map_err(|f| words_for(&AppError::Fault(f)))?;
        Ok(Reply::Private(todo(actor, &open)))
    }

    /// Hold, abort, override: a release and a reason. What is left out is asked by a form, or with an example.
    pub(super) async fn with_reason(
        &self,
        order: &Order,
        verb: Verb,
        release: Option<&str>,
        reason: Option<&str>,
    ) -> Answered {
        let (release, reason) = split_reason(release, reason);
        let situation = self.choose_release(release.as_deref()).await?;
        let position = situation.release.current().next().map_or(0, |(n, _, _)| n);
        let press = Press::on_step(verb, &situation.release, position);
        let Some(reason) = reason.filter(|r| !r.trim().is_empty()) else {
            return match find_modal(press, &situation.release).filter(|_| order.may_open_forms) {
                Some(modal) => Ok(Reply::Form(modal)),
                None => {
                    Err("Please add a few words, such as `!release hold 17 waiting for a fix`.".to_owned())
                }
            };
        };
        let step: Option<At<StepName>> = press.at_step(&situation.release);
        let command = match (verb, step) {
            (Verb::Hold, _) => Command::Hold(reason),
            (Verb::Abort, _) => Command::Abort(reason),
            (Verb::Block, _) => Command::RaiseBlocker(reason),
            (Verb::Bug, _) => Command::NoteBug(reason),
            (Verb::Override, Some(step)) => Command::Override(step, reason),
            _ => return Err("That takes no reason.".to_owned()),
        };
        self.carry_out(order, situation.release.number, &command).await
    }

    /// Clears a blocker: the one of that number, or the only one that stands.
    pub(super) async fn unblock(
        &self,
        order: &Order,
        release: Option<&str>,
        blocker: Option<&str>,
        how: Option<&str>,
    ) -> Answered {
        let (release, blocker, how) = if order.may_open_forms {
            (
                release.map(str::to_owned),
                blocker.map(str::to_owned),
                how.map(str::to_owned),
            )
        } else {
            read_unblock(release, blocker, how)
        };
        let situation = self.choose_release(release.as_deref()).await?;
        let standing: Vec<u32> = situation.release.standing_blockers().map(|(n, _)| n).collect();
        let named = blocker.as_deref().map(blocker_number).transpose()?;
        let number = match (named, standing.as_slice()) {
            (Some(number), _) => number,
            (None, [only]) => *only,
            (None, []) => return Err("No blocker stands against this release.".to_owned()),
            (None, many) => {
                let many: Vec<String> = many.iter().map(u32::to_string).collect();
                return Err(format!("Which blocker? Add its number: {}.", many.join(", ")));
            }
        };
        let press = Press::on_release(Verb::Unblock, &situation.release).with_item(number as usize);
        match how.as_deref().map(str::trim).filter(|h| !h.is_empty()) {
            Some(how) => {
                let command = Command::ClearBlocker(number, how.to_owned());
                self.carry_out(order, situation.release.number, &command).await
            }
            None => match find_modal(press, &situation.release).filter(|_| order.may_open_forms) {
                Some(modal) => Ok(Reply::Form(modal)),
                None => Err(format!(
                    "Please add why, such as `!release unblock {} {number} fixed in r2`.",
                    situation.release.number
                )),
            },
        }
    }

    pub(super) async fn resume(&self, order: &Order, release: Option<&str>) -> Answered {
        let situation = self.choose_release(release).await?;
        self.carry_out(order, situation.release.number, &Command::Resume)
            .await
    }

    pub(super) async fn available(
        &self,
        order: &Order,
        service: Option<&str>,
        version: Option<&str>,
        on: Option<&str>,
    ) -> Answered {
        let (Some(service), Some(version)) = (service, version) else {
            return Err(
                "Please name the service and the version, such as `!release available myportfolio 22.04.3`."
                    .to_owned(),
            );
        };
        let service = self.find_service(service, &self.app.library().services())?;
        let on = on.map(|d| {
            d.trim()
                .parse::<NaiveDate>()
                .map_err(|_| "Please write the day as 2026-11-24.".to_owned())
        });
        let on = on.transpose()?;
        let processes = self.app.library().of_service(&service.as_str().into());
        let Some((process, reminder)) = processes
            .iter()
            .find_map(|p| p.availability.as_ref().map(|reminder| (p, reminder)))
        else {
            return Err("No process of this service calls waiting versions to mind.".to_owned());
        };
        let noted = self
            .app
            .note_available(&order.key, &order.actor, &process.service, version, on)
            .await;
        let on = noted.map_err(|e| words_for(&e))?;
        let title = &process.service.title;
        let version = crate::wording::text::quote(version, 40);
        let every = reminder.every_days;
        let every = crate::wording::text::count(every.into(), "day");
        let words = format!(
            "Noted: {title} {version} is available since {on}. Every {every} I remind of it until it is deployed."
        );
        Ok(Reply::Private(Message::plain(words)))
    }

    async fn carry_out(&self, order: &Order, number: i64, command: &Command) -> Answered {
        let outcome = self
            .app
            .handle(&order.key, &order.actor, number, command)
            .await
            .map_err(|e| words_for(&e))?;
        let name = crate::wording::release_card::name(&outcome.situation.release);
        let what = match command {
            Command::Hold(_) => "is on hold. It goes on with `/release resume`.",
            Command::Resume => "goes on.",
            Command::Abort(_) => "is aborted.",
            Command::RaiseBlocker(_) => {
                "has a blocker: steps that ask for none are shut until it is cleared."
            }
            Command::ClearBlocker(..) => "has one blocker less.",
            Command::NoteBug(_) => "has the bug on its card.",
            Command::Override(..) => "was passed by authority; the reason stays on its card.",
            _ => "is changed.",
        };
        Ok(Reply::Private(Message::plain(format!("{name} {what}"))))
    }

    /// The release that is meant: the one named, or the only one that is open.
    pub(super) async fn choose_release(&self, named: Option<&str>) -> Result<Situation, String> {
        if let Some(named) = named {
            let typed = crate::wording::text::quote(named, 40);
            let number = release_number(named).ok_or_else(|| {
                format!(
                    "{typed} is no release number. Write it like `17`; `/release list` shows the open ones."
                )
            })?;
            let found = self
                .app
                .find(number)
                .await
                .map_err(|f| words_for(&AppError::Fault(f)))?;
            return found.ok_or_else(|| words_for(&AppError::NoRelease(number)));
        }
        let mut open = self
            .app
            .open_releases(LISTED)
            .await
            .map_err(|f| words_for(&AppError::Fault(f)))?;
        match open.len() {
            0 => Err("No release is open. Start one with `!release start`.".to_owned()),
            1 => Ok(open.remove(0)),
            _ => {
                let names: Vec<String> = open
                    .iter()
                    .map(|s| crate::wording::release_card::name(&s.release))
                    .collect();
                Err(format!("Which release? Add its number: {}.", names.join(", ")))
            }
        }
    }
}

/// The version and the reason in what was typed. Where a reason is always asked, all behind the first word is it.
fn typed_start(
    process: &Process,
    version: Option<&str>,
    reason: Option<&str>,
) -> (Option<String>, Option<String>) {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (version, reason) = (version.and_then(filled), reason.and_then(filled));
    match (version, reason) {
        (Some(whole), None) if process.track.is_some() => match whole.split_once(' ') {
            Some((version, reason)) => (Some(version.to_owned()), filled(reason)),
            None => (Some(whole), None),
        },
        other => other,
    }
}

/// `!release hold waiting for a fix`: the first word is a number, or already the reason.
fn split_reason(release: Option<&str>, reason: Option<&str>) -> (Option<String>, Option<String>) {
    match (release, reason) {
        (Some(word), rest) if release_number(word).is_none() && !word.trim_start().starts_with('#') => {
            let whole = [Some(word), rest]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
            (None, Some(whole))
        }
        (release, reason) => (release.map(str::to_owned), reason.map(str::to_owned)),
    }
}

/// `!release unblock 4 fixed and tested`: of the first words only numbers name something, the others are the reason.
fn read_unblock(
    release: Option<&str>,
    blocker: Option<&str>,
    how: Option<&str>,
) -> (Option<String>, Option<String>, Option<String>) {
    let mut words: Vec<&str> = [release, blocker, how].into_iter().flatten().collect();
    let mut number = || {
        let is_number = words.first().is_some_and(|word| release_number(word).is_some());
        is_number.then(|| words.remove(0).to_owned())
    };
    let release = number();
    let blocker = release.as_ref().and_then(|_| number());
    (release, blocker, Some(words.join(" ")))
}

fn blocker_number(typed: &str) -> Result<u32, String> {
    let number = release_number(typed).and_then(|n| u32::try_from(n).ok());
    number.ok_or_else(|| {
        let typed = crate::wording::text::quote(typed, 40);
        format!(
            "{typed} is no number of a blocker. Write it like `1`; the card of the release has the numbers."
        )
    })
}

/// The first half of a digest's first eight bytes, as a number that a custom id can carry.
fn short(digest: &str) -> i64 {
    digest
        .get(..8)
        .and_then(|head| i64::from_str_radix(head, 16).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_words_of_unblock_only_numbers_name_something() {
        let table = [
            (
                ["4", "1", "fixed and tested"],
                (Some("4"), Some("1"), "fixed and tested"),
            ),
            (
                ["4", "fixed", "and tested"],
                (Some("4"), None, "fixed and tested"),
            ),
            (["#4", "2nd", "try works"], (Some("#4"), None, "2nd try works")),
            (["fixed", "in", "r2"], (None, None, "fixed in r2")),
        ];
        for ([release, blocker, how], expected) in table {
            let (release, blocker, how) = read_unblock(Some(release), Some(blocker), Some(how));
            let read = (
                release.as_deref(),
                blocker.as_deref(),
                how.as_deref().unwrap_or_default(),
            );
            assert_eq!(read, expected);
        }
    }

    #[test]
    fn a_number_too_large_names_no_blocker() {
        assert_eq!(blocker_number(" 3 "), Ok(3));
        assert!(blocker_number("99999999999").is_err() && blocker_number("fixed").is_err());
    }
}
