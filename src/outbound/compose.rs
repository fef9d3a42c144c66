//! From a notice to what leaves: the letter, or why there is none.

use crate::app::Fault;
use crate::domain::address::MailAddress;
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, Notice as Said, OutageNews, Recipient, Word};
use crate::domain::outage::Outage;
use crate::domain::process::Service;
use crate::store::{Notice, NoticeState};
use crate::wording::letters::{self, Written};

use super::Outbound;
use super::delivery::Undelivered;
use super::letter::Letter;
use super::mail::Mailer;

/// What is to be done for a notice.
pub(super) enum Errand<'o> {
    /// A letter is handed over.
    Letter(&'o Mailer, Box<Letter>),
    /// It is overtaken by what happened since.
    Unneeded(&'static str),
}

/// What was said in a lane about the same outage before.
struct Before {
    /// The key of the first that was said, or will be.
    first: Option<String>,
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
            Recipient::Endpoint { endpoint, .. } => Ok(Err(blocked(
                format!("bot.toml has no [endpoint.{endpoint}]"),
                "add it to bot.toml, then start gonogo again",
            ))),
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
            Word::Outage(news) => match self.write_of_outage(notice, news, audience).await? {
                Ok(Some(written)) => written,
                Ok(None) => return Ok(Ok(Errand::Unneeded("the outage went on before it could be told"))),
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

    /// The words about an outage, with the key of what they follow; nothing when they are overtaken.
    async fn write_of_outage(
        &self,
        notice: &Notice,
        news: &OutageNews,
        audience: &AudienceName,
    ) -> Result<Result<Option<(Written, Option<String>)>, Undelivered>, Fault> {
        let before = self.said_before(notice, news, audience).await?;
        let found = self.shared.app.find_outage(news.number).await?;
        let Some((service, outage, audience)) = found.as_ref().and_then(|found| {
            let service: &Service = &found.processes.first()?.service;
            Some((service, found.outage()?, service.audiences.get(audience)?))
        }) else {
            return Ok(Err(no_playbook(audience)));
        };
        if is_overtaken(news, outage, &before) {
            return Ok(Ok(None));
        }
        let now = self.shared.clock.now();
        let written = letters::of_outage(news, outage, service, audience, before.first.is_some(), now);
        Ok(Ok(Some((written, before.first))))
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
        let first = earlier.filter(is_alike).map(|row| row.key.clone()).next();
        Ok(Before { first })
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
