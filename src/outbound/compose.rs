//! From a notice to what leaves: a letter or a call, or why there is none.

use crate::app::{Fault, FoundOutage};
use crate::domain::address::MailAddress;
use crate::domain::audience::Audience;
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, Notice as Said, OutageNews, Recipient, Word};
use crate::domain::outage::Outage;
use crate::domain::process::Service;
use crate::store::{Notice, NoticeState};
use crate::wording::outages::letter as words;

use super::Outbound;
use super::delivery::Undelivered;
use super::endpoint::{Call, Endpoint};
use super::letter::Letter;
use super::mail::Mailer;

mod call;

/// Why nobody is told any more.
const OVERTAKEN: &str = "the outage went on before it could be told";
/// Why somebody is not told any more.
const STRUCK: &str = "the playbook does not name them any more";

/// What is to be done for a notice.
pub(super) enum Errand<'o> {
    /// A letter is handed over.
    Letter(&'o Mailer, Box<Letter>),
    /// An endpoint is told.
    Call(&'o Endpoint, Box<Call>),
    /// Nobody is to be told any more.
    Unneeded(&'static str),
}

/// Why there is no errand.
pub(super) enum Hindrance {
    /// Somebody has to mend something.
    Blocked(Undelivered),
    /// The store failed.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Hindrance {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// What was said in a lane about the same outage before.
struct Before {
    /// The key of the first that was said.
    first: Option<String>,
    /// What the other side called the outage then.
    receipt: Option<String>,
}

/// An outage of which somebody is told, with everything that the words need.
struct Told {
    found: FoundOutage,
    before: Before,
}

/// What the words are made of.
struct Matter<'t> {
    outage: &'t Outage,
    service: &'t Service,
    audience: &'t Audience,
}

impl Told {
    fn matter(&self, audience: &AudienceName) -> Option<Matter<'_>> {
        let service = &self.found.processes.first()?.service;
        Some(Matter {
            outage: self.found.outage()?,
            service,
            audience: service.audiences.get(audience)?,
        })
    }
}

impl Outbound {
    /// What a notice needs to leave.
    pub(super) async fn compose(&self, notice: &Notice, said: &Said) -> Result<Errand<'_>, Hindrance> {
        match &said.to {
            Recipient::Mail { audience, address } => {
                self.compose_letter(notice, said, audience, address).await
            }
            Recipient::Endpoint { audience, endpoint } => {
                self.compose_call(notice, said, audience, endpoint).await
            }
            _ => Ok(Errand::Unneeded("it is for Discord")),
        }
    }

    async fn compose_letter(
        &self,
        notice: &Notice,
        said: &Said,
        audience: &AudienceName,
        address: &str,
    ) -> Result<Errand<'_>, Hindrance> {
        let Some(mailer) = &self.shared.mailer else {
            return Err(blocked(
                "bot.toml has no [mail]".to_owned(),
                "add [mail] to bot.toml as docs/running.md says, then start gonogo again",
            ));
        };
        let to = MailAddress::parse(address).map_err(|odd| {
            let problem = format!("`{address}` is no mail address: {}", odd.what());
            blocked(problem, "correct it in the playbook, then start gonogo again")
        })?;
        let (written, follows) = match &said.word {
            Word::Outage(news) => {
                let Some(told) = self.look_up(notice, news, audience).await? else {
                    return Ok(Errand::Unneeded(OVERTAKEN));
                };
                let matter = told.matter(audience).ok_or_else(|| no_playbook(audience))?;
                if !matter.audience.mail.iter().any(|known| known == address) {
                    return Ok(Errand::Unneeded(STRUCK));
                }
                let now = self.shared.clock.now();
                let Matter {
                    outage,
                    service,
                    audience,
                } = matter;
                let written = words::letter(news, outage, service, audience, now);
                (written, told.before.first.clone())
            }
            word => match self.write_of_step(notice, word, audience).await? {
                Some(written) => (written, None),
                None => return Ok(Errand::Unneeded("there are no words for it")),
            },
        };
        let letter = Letter {
            key: notice.key.clone(),
            follows,
            to,
            at: self.shared.clock.now(),
            subject: written.subject,
            text: written.text,
            calendar: written.calendar,
        };
        Ok(Errand::Letter(mailer, Box::new(letter)))
    }

    /// The outage of which something is told; nothing when that is overtaken.
    async fn look_up(
        &self,
        notice: &Notice,
        news: &OutageNews,
        audience: &AudienceName,
    ) -> Result<Option<Told>, Hindrance> {
        let before = self.said_before(notice, news, audience).await?;
        let found = self.shared.app.find_outage(news.number).await?;
        let found = found.ok_or_else(|| no_playbook(audience))?;
        let told = Told { found, before };
        let is_overtaken = |outage: &Outage| is_overtaken(news, outage, &told.before);
        let is_overtaken = told.found.outage().is_some_and(is_overtaken);
        Ok((!is_overtaken).then_some(told))
    }

    /// The words of a step of a release.
    async fn write_of_step(
        &self,
        notice: &Notice,
        word: &Word,
        audience: &AudienceName,
    ) -> Result<Option<words::Letter>, Fault> {
        let number = notice.stream.strip_prefix("release/");
        let Some(number) = number.and_then(|n| n.parse().ok()) else {
            return Ok(None);
        };
        let found = self.shared.app.find(number).await?;
        Ok(found.and_then(|situation| {
            let process = &situation.release.process;
            words::letter_of_step(word, process, process.audiences.get(audience)?)
        }))
    }

    async fn said_before(
        &self,
        notice: &Notice,
        news: &OutageNews,
        audience: &AudienceName,
    ) -> Result<Before, Fault> {
        let mut tx = self.shared.app.store().read().await?;
        let said = tx.said_in_lane(&notice.stream, &notice.lane).await?;
        let is_alike = |row: &&Notice| {
            let said = serde_json::from_str::<Said>(&row.body);
            said.is_ok_and(|said| {
                audience_of(&said.to) == Some(audience)
                    && matches!(&said.word, Word::Outage(other) if other.number == news.number)
            })
        };
        let earlier = said
            .iter()
            .filter(|row| row.id < notice.id && row.state == NoticeState::Sent);
        let alike: Vec<&Notice> = earlier.filter(is_alike).collect();
        let mut receipts = alike.iter().filter_map(|row| row.message_id.clone());
        Ok(Before {
            first: alike.first().map(|row| row.key.clone()),
            receipt: receipts.find(|id| !id.is_empty()),
        })
    }
}

/// Whether nobody should be told any more: of a plan that was changed or is over, or of an end when the beginning was
/// never told.
fn is_overtaken(news: &OutageNews, outage: &Outage, before: &Before) -> bool {
    match news.what {
        News::Reminder(_) => news.revision != outage.revision || !outage.is_open(),
        News::Announced | News::Changed { .. } | News::Started | News::Overran => !outage.is_open(),
        News::Ended | News::Cancelled => before.first.is_none(),
        News::EndsSoon => false,
    }
}

fn audience_of(to: &Recipient) -> Option<&AudienceName> {
    match to {
        Recipient::Mail { audience, .. } | Recipient::Endpoint { audience, .. } => Some(audience),
        _ => None,
    }
}

fn no_playbook(audience: &AudienceName) -> Hindrance {
    blocked(
        format!("no playbook has the audience {audience} any more"),
        "put it back into the playbook, then start gonogo again",
    )
}

fn blocked(problem: String, fix: &str) -> Hindrance {
    Hindrance::Blocked(Undelivered::Blocked {
        problem,
        fix: fix.to_owned(),
    })
}
