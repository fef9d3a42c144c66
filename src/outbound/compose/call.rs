//! From a notice to the call of an endpoint.

use crate::domain::audience::NewsKind;
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, Notice as Said, OutageNews, Word};
use crate::domain::outage::Window;
use crate::outbound::Outbound;
use crate::outbound::endpoint::{Call, Kind};
use crate::store::Notice;
use crate::wording::outages::letter as words;

use super::{Errand, Hindrance, Matter, OVERTAKEN, STRUCK, Told, blocked, no_playbook};

impl Outbound {
    pub(super) async fn compose_call(
        &self,
        notice: &Notice,
        said: &Said,
        audience: &AudienceName,
        name: &str,
    ) -> Result<Errand<'_>, Hindrance> {
        let Some(endpoint) = self.shared.endpoints.get(name) else {
            return Err(blocked(
                format!("bot.toml has no [endpoint.{name}]"),
                "add it to bot.toml as docs/outgoing.md says, then start gonogo again",
            ));
        };
        let Word::Outage(news) = &said.word else {
            return Ok(Errand::Unneeded("endpoints are told of outages only"));
        };
        let Some(told) = self.look_up(notice, news, audience).await? else {
            return Ok(Errand::Unneeded(OVERTAKEN));
        };
        let matter = told.matter(audience).ok_or_else(|| no_playbook(audience))?;
        if !matter.audience.endpoints.iter().any(|known| known == name) {
            return Ok(Errand::Unneeded(STRUCK));
        }
        let call = self.call(notice, news, &told, audience, &matter);
        Ok(
            call.map_or(Errand::Unneeded("only the team is told of it"), |call| {
                Errand::Call(endpoint, Box::new(call))
            }),
        )
    }

    fn call(
        &self,
        notice: &Notice,
        news: &OutageNews,
        told: &Told,
        audience: &AudienceName,
        matter: &Matter<'_>,
    ) -> Option<Call> {
        let (outage, service) = (matter.outage, matter.service);
        let said = &outage.about.words;
        let started_at = outage.started_at();
        let since = started_at.unwrap_or(news.due_at);
        let called_off = outage.cancelled.as_ref().map(|(stamp, _)| stamp);
        let ended = outage.ended.as_ref().or(called_off);
        let now = self.shared.clock.now();
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
            why: said.why.clone(),
            impact: said.impact.clone().or_else(|| matter.audience.impact.clone()),
            still_works: said.still_works.clone(),
            text: words::plain(news, outage, service, matter.audience, now),
            link: self.page_of(matter),
            receipt: told.before.receipt.clone(),
        })
    }

    /// Where everybody can read of it: nowhere when the audience is not public, or no page is served.
    fn page_of(&self, matter: &Matter<'_>) -> Option<String> {
        let web = self.shared.web.as_ref().filter(|_| matter.audience.public)?;
        let web = web.trim_end_matches('/');
        Some(format!("{web}/outages/{}", matter.service.name))
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
