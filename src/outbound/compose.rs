//! From a notice to what leaves: a letter or a call, or why there is none.

use crate::app::{Fault, FoundOutage};
use crate::domain::address::MailAddress;
use crate::domain::audience::NewsKind;
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, Notice as Said, OutageNews, Recipient, Word};
use crate::domain::outage::{Outage, Window};
use crate::domain::process::Service;
use crate::store::{Notice, NoticeState};
use crate::wording::letters::{self, Written};

use super::Outbound;
use super::delivery::Undelivered;
use super::endpoint::{Call, Endpoint, Kind};
use super::letter::Letter;
use super::mail::Mailer;

/// Why nobody is told any more.
const OVERTAKEN: &str = "the outage went on before it could be told";

/// What is to be done for a notice.
pub(super) enum Errand<'o> {
    /// A letter is handed over.
    Letter(&'o Mailer, Box<Letter>),
    /// An endpoint is told.
    Call(&'o Endpoint, Box<Call>),
    /// It is overtaken by what happened since.
    Unneeded(&'static str),
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

impl Told {
    fn outage(&self) -> Option<&Outage> {
        self.found.outage()
    }

    fn service(&self) -> Option<&Service> {
        Some(&self.found.processes.first()?.service)
    }
}

impl Outbound {
    /// What a notice needs to leave.
    pub(super) async fn compose(
        &self,
        notice: &Notice,
        said: &Said,
    ) -> Result<Result<Errand<'_>, Undelivered>, Fault> {
        match &said.to {
            Recipient::Mail { audience, address } => {
                self.compose_letter(notice, said, audience, address).await
            }
            Recipient::Endpoint { audience, endpoint } => {
                self.compose_call(notice, said, audience, endpoint).await
            }
            _ => Ok(Ok(Errand::Unneeded("it is for Discord"))),
        }
    }

    async fn compose_letter(
        &self,
        notice: &Notice,
        said: &Said,
        audience: &AudienceName,
        address: &str,
    ) -> Result<Result<Errand<'_>, Undelivered>, Fault> {
        let Some(mailer) = &self.shared.mailer else {
            return Ok(Err(blocked(
                "bot.toml has no [mail]".to_owned(),
                "add [mail] to bot.toml as docs/running.md says, then start gonogo again",
            )));
        };
        let to = match MailAddress::parse(address) {
            Ok(to) => to,
            Err(odd) => {
                let problem = format!("`{address}` is no mail address: {}", odd.what());
                return Ok(Err(blocked(problem, "correct it in the playbook")));
            }
        };
        let (written, follows) = match &said.word {
            Word::Outage(news) => match self.look_up(notice, news, audience).await? {
                Ok(Some(told)) => match self.write_of_outage(news, &told, audience) {
                    Some(written) => (written, told.before.first),
                    None => return Ok(Err(no_playbook(audience))),
                },
                Ok(None) => return Ok(Ok(Errand::Unneeded(OVERTAKEN))),
                Err(undelivered) => return Ok(Err(undelivered)),
            },
            word => match self.write_of_release(notice, word, audience).await? {
                Some(written) => (written, None),
                None => return Ok(Ok(Errand::Unneeded("there are no words for it"))),
            },
        };
        let letter = Letter {
            key: notice.key.clone(),
            follows,
            to,
            at: self.shared.clock.now(),
            subject: written.subject,
            text: written.text,
            html: None,
            calendar: None,
        };
        Ok(Ok(Errand::Letter(mailer, Box::new(letter))))
    }

    async fn compose_call(
        &self,
        notice: &Notice,
        said: &Said,
        audience: &AudienceName,
        name: &str,
    ) -> Result<Result<Errand<'_>, Undelivered>, Fault> {
        let Some(endpoint) = self.shared.endpoints.get(name) else {
            return Ok(Err(blocked(
                format!("bot.toml has no [endpoint.{name}]"),
                "add it to bot.toml as docs/outgoing.md says, then start gonogo again",
            )));
        };
        let Word::Outage(news) = &said.word else {
            return Ok(Ok(Errand::Unneeded("endpoints are told of outages only")));
        };
        let told = match self.look_up(notice, news, audience).await? {
            Ok(Some(told)) => told,
            Ok(None) => return Ok(Ok(Errand::Unneeded(OVERTAKEN))),
            Err(undelivered) => return Ok(Err(undelivered)),
        };
        let call = self.call(notice, news, &told, audience);
        Ok(call.map_or_else(
            || Err(no_playbook(audience)),
            |call| Ok(Errand::Call(endpoint, Box::new(call))),
        ))
    }

    /// The outage of which something is told; nothing when that is overtaken.
    async fn look_up(
        &self,
        notice: &Notice,
        news: &OutageNews,
        audience: &AudienceName,
    ) -> Result<Result<Option<Told>, Undelivered>, Fault> {
        let before = self.said_before(notice, news, audience).await?;
        let Some(found) = self.shared.app.find_outage(news.number).await? else {
            return Ok(Err(no_playbook(audience)));
        };
        let told = Told { found, before };
        let is_overtaken = told
            .outage()
            .is_some_and(|outage| is_overtaken(news, outage, &told.before));
        Ok(Ok((!is_overtaken).then_some(told)))
    }

    fn write_of_outage(&self, news: &OutageNews, told: &Told, audience: &AudienceName) -> Option<Written> {
        let (service, now) = (told.service()?, self.shared.clock.now());
        let audience = service.audiences.get(audience)?;
        let follows = told.before.first.is_some();
        Some(letters::of_outage(
            news,
            told.outage()?,
            service,
            audience,
            follows,
            now,
        ))
    }

    fn call(&self, notice: &Notice, news: &OutageNews, told: &Told, audience: &AudienceName) -> Option<Call> {
        let written = self.write_of_outage(news, told, audience)?;
        let (service, outage) = (told.service()?, told.outage()?);
        let words = &outage.about.words;
        let impact = words.impact.clone();
        let started_at = outage.started_at();
        let since = started_at.unwrap_or(news.due_at);
        let ended = outage.ended.as_ref();
        let ended = ended.or(outage.cancelled.as_ref().map(|(stamp, _)| stamp));
        Some(Call {
            id: Call::id_of(&notice.key),
            kind: kind_of(news)?,
            at: news.due_at,
            service: service.name.to_string(),
            service_title: service.title.clone(),
            audience: audience.to_string(),
            outage: news.number,
            revision: news.revision,
            // One that nobody announced has only a beginning.
            window: news.window.unwrap_or(Window {
                start: since,
                end: since,
            }),
            window_before: match news.what {
                News::Changed { was, .. } => Some(was),
                _ => None,
            },
            started_at,
            ended_at: ended.map(|stamp| stamp.at),
            title: format!("Outage of {}", service.title),
            why: words.why.clone(),
            impact: impact.or_else(|| service.audiences.get(audience)?.impact.clone()),
            still_works: words.still_works.clone(),
            text: written.text,
            link: None,
            receipt: told.before.receipt.clone(),
        })
    }

    async fn write_of_release(
        &self,
        notice: &Notice,
        word: &Word,
        audience: &AudienceName,
    ) -> Result<Option<Written>, Fault> {
        let number = notice
            .stream
            .strip_prefix("release/")
            .and_then(|n| n.parse().ok());
        let Some(number) = number else {
            return Ok(None);
        };
        let found = self.shared.app.find(number).await?;
        Ok(found.and_then(|situation| {
            let process = &situation.release.process;
            letters::of_release(word, &process.service, process.audiences.get(audience)?)
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

/// The kind of a call, as endpoints know it.
fn kind_of(news: &OutageNews) -> Option<Kind> {
    Some(match news.kind()? {
        NewsKind::Announced => Kind::Announced,
        NewsKind::Reminder => Kind::Reminder,
        NewsKind::Moved | NewsKind::Shortened => Kind::Changed,
        NewsKind::Extended => Kind::Extended,
        NewsKind::Started => Kind::Started,
        NewsKind::Overran => Kind::Overran,
        NewsKind::Ended => Kind::Ended,
        NewsKind::Cancelled => Kind::Cancelled,
    })
}

fn audience_of(to: &Recipient) -> Option<&AudienceName> {
    match to {
        Recipient::Mail { audience, .. } | Recipient::Endpoint { audience, .. } => Some(audience),
        _ => None,
    }
}

fn no_playbook(audience: &AudienceName) -> Undelivered {
    blocked(
        format!("no playbook has the audience {audience} any more"),
        "put it back into the playbook, then start gonogo again",
    )
}

fn blocked(problem: String, fix: &str) -> Undelivered {
    Undelivered::Blocked {
        problem,
        fix: fix.to_owned(),
    }
}
