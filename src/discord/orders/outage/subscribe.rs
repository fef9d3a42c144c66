//! Who wants to be told of outages by direct message.

use tracing::warn;

use crate::app::{AppError, Fault};
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::discord::text::nearest;
use crate::domain::command::ServiceCommand;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::refusal::Refusal;
use crate::wording::answers::did_you_mean;
use crate::wording::closed_door::beside;
use crate::wording::message::Message;
use crate::wording::outage_desk::answers;
use crate::wording::press::{OutageVerb, Press, Verb};
use crate::wording::refusals::refusal;

use super::Keeper;

impl Desk {
    /// Subscribes to an audience, or leaves it: the one named, or the only one that takes subscribers.
    pub(in crate::discord) async fn subscribe(
        &self,
        order: &Order,
        audience: Option<&str>,
        wanted: bool,
    ) -> Answered {
        let keepers = self.outage_keepers().await?;
        let (keeper, audience) = choose(&keepers, order, audience, wanted)?;
        self.set_subscription(order, keeper, &audience, wanted).await
    }

    /// The press that takes it back.
    pub(in crate::discord) async fn subscribe_by_press(&self, order: &Order, press: Press) -> Answered {
        let keepers = self.outage_keepers().await?;
        let (keeper, name) = find_marked(&keepers, press.extra)
            .ok_or("That audience is gone. `/outage subscribe` offers those there are.")?;
        let wanted = press.verb == Verb::Outage(OutageVerb::Subscribe);
        let reply = self.set_subscription(order, keeper, name, wanted).await?;
        if wanted {
            Ok(self.with_word_of_closed_door(&order.actor.id, reply).await)
        } else {
            Ok(reply)
        }
    }

    /// The answer with a word that a direct message waits because that person takes none; once, and where only they
    /// read it.
    pub(in crate::discord) async fn with_word_of_closed_door(
        &self,
        person: &PersonId,
        reply: Reply,
    ) -> Reply {
        let Reply::Private(answer) = &reply else {
            return reply;
        };
        match self.find_word_of_closed_door(person, answer).await {
            Ok(Some(with_word)) => Reply::Private(with_word),
            Ok(None) => reply,
            Err(fault) => {
                warn!(%fault, "a person could not be told that they take no direct messages");
                reply
            }
        }
    }

    async fn find_word_of_closed_door(
        &self,
        person: &PersonId,
        answer: &Message,
    ) -> Result<Option<Message>, Fault> {
        if !self.app.is_shut_out_by(person).await? {
            return Ok(None);
        }
        let Some(with_word) = beside(answer) else {
            return Ok(None);
        };
        let is_news = self.app.take_word_of_closed_door(person).await?;
        Ok(is_news.then_some(with_word))
    }

    async fn set_subscription(
        &self,
        order: &Order,
        keeper: &Keeper,
        audience: &AudienceName,
        wanted: bool,
    ) -> Answered {
        let command = if wanted {
            ServiceCommand::Subscribe(audience.clone())
        } else {
            ServiceCommand::Unsubscribe(audience.clone())
        };
        let done = self
            .app
            .handle_for_service(&order.key, &order.actor, &keeper.name, &command)
            .await;
        done.map_err(|error: AppError| words_for(&error))?;
        Ok(Reply::Private(answers::subscribed(
            keeper.service(),
            audience,
            wanted,
        )))
    }
}

/// The audience that a press stands for.
fn find_marked(keepers: &[Keeper], mark: i64) -> Option<(&Keeper, &AudienceName)> {
    let mut all = keepers.iter().flat_map(|keeper| {
        let names = keeper.service().audiences.keys();
        names.map(move |name| (keeper, name))
    });
    all.find(|(keeper, name)| answers::mark_of_audience(keeper.service(), name) == mark)
}

/// The audiences that may be meant: those that take subscribers, or to which that person subscribed.
fn choose<'k>(
    keepers: &'k [Keeper],
    order: &Order,
    named: Option<&str>,
    wanted: bool,
) -> Result<(&'k Keeper, AudienceName), String> {
    let all: Vec<(&Keeper, &AudienceName)> = keepers
        .iter()
        .flat_map(|keeper| {
            let audiences = keeper.service().audiences.iter();
            let open = audiences.filter(move |(name, audience)| {
                let theirs = keeper.state.subscribers.get(*name);
                let is_subscribed = theirs.is_some_and(|all| all.contains(&order.actor.id));
                if wanted {
                    audience.subscribers
                } else {
                    is_subscribed
                }
            });
            open.map(move |(name, _)| (keeper, name))
        })
        .collect();
    match named.map(str::trim).filter(|named| !named.is_empty()) {
        Some(named) => find_named(keepers, &all, named),
        None => match all.as_slice() {
            [(keeper, name)] => Ok((*keeper, (*name).clone())),
            [] if wanted => Err(nobody_takes_subscribers(keepers)),
            [] => Err(
                "You are told nothing by direct message. `/outage subscribe` offers what there is."
                    .to_owned(),
            ),
            many => {
                let names: Vec<String> = many
                    .iter()
                    .map(|(k, name)| format!("`{}/{name}`", k.name))
                    .collect();
                Err(format!("Which audience? Add its name: {}.", names.join(", ")))
            }
        },
    }
}

/// An audience by its name, by its title, or as `service/audience`.
fn find_named<'k>(
    keepers: &'k [Keeper],
    open: &[(&'k Keeper, &'k AudienceName)],
    named: &str,
) -> Result<(&'k Keeper, AudienceName), String> {
    let is_it = |keeper: &Keeper, name: &AudienceName| {
        let title = keeper.service().audiences.get(name).map(|a| a.title.as_str());
        let whole = format!("{}/{name}", keeper.name);
        [Some(name.as_str()), Some(whole.as_str()), title]
            .into_iter()
            .flatten()
            .any(|known| known.eq_ignore_ascii_case(named))
    };
    let every = keepers
        .iter()
        .flat_map(|k| k.service().audiences.keys().map(move |n| (k, n)));
    let mut candidates = open.iter().copied().chain(every);
    if let Some((keeper, name)) = candidates.find(|(keeper, name)| is_it(keeper, name)) {
        return Ok((keeper, name.clone()));
    }
    let names: Vec<String> = open
        .iter()
        .map(|(k, name)| format!("{}/{name}", k.name))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Err(nobody_takes_subscribers(keepers));
    }
    Err(did_you_mean(
        named,
        "audience",
        nearest(named, names.iter().copied()),
        &names,
    ))
}

fn nobody_takes_subscribers(keepers: &[Keeper]) -> String {
    let process = keepers.first().and_then(|keeper| keeper.processes.first());
    let title = "The audiences of outages".to_owned();
    process.map_or_else(
        || "No playbook is loaded.".to_owned(),
        |process| refusal(&Refusal::NoSubscribers(title), process, None),
    )
}
