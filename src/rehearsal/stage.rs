//! Everything of a running bot but Discord: the way through, a database in memory, a clock moved by hand. What would be
//! said is taken from the outbox and written down.

use chrono::{DateTime, Utc};

use crate::app::{App, Fault, Library};
use crate::clock::Clock;
use crate::courier::{Place, Saying, say};
use crate::domain::card::CardKey;
use crate::domain::name::ServiceName;
use crate::domain::notice::{Notice, Recipient};
use crate::scheduler;
use crate::store::{Card, Notice as Queued, Store, Via};
use crate::wording::message::Message;
use crate::wording::notices::RoleIds;
use crate::wording::plain::{self, Names};
use crate::wording::{outages, release_card};

use super::entry::{Entry, Kind};

/// How many cards and notices are taken at once.
const BATCH: i64 = 500;

/// What stands for a channel and a message that nobody posted.
const NOWHERE: &str = "0";

/// Why something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// It was time.
    ItWasTime,
    /// Somebody did something.
    SomebodyActed,
}

/// The bot without Discord.
pub(super) struct Stage {
    pub(super) app: App,
    pub(super) clock: Clock,
    pub(super) names: Names,
    pub(super) entries: Vec<Entry>,
    /// How many timers fell due.
    pub(super) timers: usize,
    role_ids: RoleIds,
    /// The ways by which this playbook's audiences are told.
    ways: Vec<Via>,
}

impl Stage {
    /// A stage at that time.
    pub(super) async fn new(
        library: Library,
        at: DateTime<Utc>,
        names: Names,
        role_ids: RoleIds,
    ) -> Result<Self, Fault> {
        let store = Store::open("sqlite::memory:").await?;
        let clock = Clock::by_hand(at);
        // Nobody rests behind these: the rehearsal looks by itself after each thing that happens.
        let (scheduler, courier) = (clock.worker().alarm(), clock.worker().alarm());
        let app = App::new(store, clock.clone(), library, scheduler, courier);
        app.wind_up().await?;
        let ways = ways(app.library());
        Ok(Self {
            ways,
            app,
            clock,
            names,
            entries: vec![],
            timers: 0,
            role_ids,
        })
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Sees to everything that is due, by the rule of the running bot, and writes down what is said; gives when the
    /// next thing is due.
    pub(super) async fn see_to_due(&mut self) -> Result<Option<DateTime<Utc>>, Fault> {
        let seen_to = scheduler::see_to_due(&self.app).await?;
        if seen_to.count > 0 {
            self.timers += seen_to.count;
            self.listen(Because::ItWasTime).await?;
        }
        Ok(seen_to.next)
    }

    /// Writes down what is to be said, and takes it as said.
    pub(super) async fn listen(&mut self, because: Because) -> Result<(), Fault> {
        loop {
            let (cards, notices) = self.take().await?;
            if cards.is_empty() && notices.is_empty() {
                return Ok(());
            }
            for card in &cards {
                self.read_card(card).await?;
            }
            for notice in &notices {
                self.read_notice(notice, because).await?;
            }
            let at = self.now().timestamp_millis();
            let mut tx = self.app.store().begin().await?;
            for card in &cards {
                tx.card_shown(&card.key, NOWHERE, NOWHERE, "", card.wanted)
                    .await?;
            }
            for notice in &notices {
                tx.notice_sent(notice.id, NOWHERE, NOWHERE, at).await?;
            }
            tx.commit().await?;
            // A card in a thread comes after the one that the thread hangs below.
            let hangs_below = cards.iter().any(|card| card.message_id.is_none());
            if !hangs_below && cards.len().max(notices.len()) < BATCH as usize {
                return Ok(());
            }
        }
    }

    async fn take(&self) -> Result<(Vec<Card>, Vec<Queued>), Fault> {
        let mut tx = self.app.store().read().await?;
        let cards = tx.dirty_cards(i64::MAX, BATCH).await?;
        let mut notices = vec![];
        for via in &self.ways {
            notices.extend(tx.open_notices(*via, BATCH).await?);
        }
        notices.sort_by_key(|notice| notice.id);
        Ok((cards, notices))
    }

    /// The announcement of an outage calls people when it is posted; every other card only shows how things are.
    async fn read_card(&mut self, card: &Card) -> Result<(), Fault> {
        let Some(CardKey::Outage(number, audience, place)) = CardKey::find(&card.key) else {
            return Ok(());
        };
        if card.message_id.is_some() {
            return Ok(());
        }
        let Some(found) = self.app.find_outage(number).await? else {
            return Ok(());
        };
        let (Some(outage), Some(process)) = (found.outage(), found.processes.first()) else {
            return Ok(());
        };
        let service = &process.service;
        if let Some(audience) = service.audiences.get(&audience)
            && outage.is_open()
        {
            let message = outages::card(number, outage, service, audience, &self.role_ids, self.now());
            self.write_message(Kind::Notice, Some(format!("#{place}")), &message);
        }
        Ok(())
    }

    async fn read_notice(&mut self, queued: &Queued, because: Because) -> Result<(), Fault> {
        let Ok(notice) = serde_json::from_str::<Notice>(&queued.body) else {
            return Ok(());
        };
        let (told, elsewhere) = in_chat(&notice);
        let saying = say(&self.app, &queued.stream, &told, (&self.role_ids, None)).await?;
        let Saying::Said(message, place) = saying else {
            return Ok(());
        };
        let place = match elsewhere {
            Some(elsewhere) => elsewhere,
            None => self.place_in_words(&place).await?,
        };
        let kind = kind_of(because);
        self.write_message(kind, Some(place), &message);
        Ok(())
    }

    async fn place_in_words(&self, place: &Place) -> Result<String, Fault> {
        Ok(match place {
            Place::Channel(channel) | Place::Below(_, channel) => format!("#{channel}"),
            Place::Thread(number) => match self.app.glance(*number).await? {
                Some(situation) => {
                    format!(
                        "thread of {}",
                        plain::without_looks(&release_card::name(&situation.release))
                    )
                }
                None => format!("thread of #{number}"),
            },
            Place::Person(person) => {
                let name = self.names.people.get(person);
                format!("to {}", name.map_or(person.as_str(), String::as_str))
            }
        })
    }

    fn write_message(&mut self, kind: Kind, place: Option<String>, message: &Message) {
        let text = self.names.put_into(&plain::read(message), self.now());
        self.write(kind, place, text);
    }

    /// Writes something down as it happens now.
    pub(super) fn write(&mut self, kind: Kind, place: Option<String>, text: String) {
        let at = self.now();
        self.entries.push(Entry {
            at,
            kind,
            place,
            text,
        });
    }

    /// The state of the service.
    pub(super) async fn service(
        &self,
        name: &ServiceName,
    ) -> Result<std::sync::Arc<crate::domain::service::ServiceState>, Fault> {
        self.app.glance_service(name).await
    }
}

/// The ways by which the audiences of these playbooks are told; nothing is looked for in the others.
fn ways(library: &Library) -> Vec<Via> {
    let processes = library.processes().iter().map(|shelved| &shelved.process);
    let audiences: Vec<_> = processes
        .flat_map(|process| {
            process
                .audiences
                .values()
                .chain(process.service.audiences.values())
        })
        .collect();
    let by_mail = audiences.iter().any(|audience| !audience.mail.is_empty());
    let by_webhook = audiences.iter().any(|audience| !audience.endpoints.is_empty());
    let further = [(by_mail, Via::Mail), (by_webhook, Via::Endpoint)];
    let further = further
        .into_iter()
        .filter_map(|(is_used, via)| is_used.then_some(via));
    std::iter::once(Via::Discord).chain(further).collect()
}

/// What goes by mail or webhook is read here as a channel would read it; with where it goes.
fn in_chat(notice: &Notice) -> (Notice, Option<String>) {
    let (audience, elsewhere) = match &notice.to {
        Recipient::Mail { audience, address } => (audience, format!("mail to {address}")),
        Recipient::Endpoint { audience, endpoint } => (audience, format!("webhook {endpoint}")),
        _ => return (notice.clone(), None),
    };
    let to = Recipient::Channel {
        audience: audience.clone(),
        channel: String::new(),
    };
    (Notice { to, ..notice.clone() }, Some(elsewhere))
}

fn kind_of(because: Because) -> Kind {
    match because {
        Because::ItWasTime => Kind::Reminder,
        Because::SomebodyActed => Kind::Notice,
    }
}
