//! From an audience to everywhere it is told: each a delivery of its own, so that none holds up another.

use std::collections::BTreeSet;

use crate::domain::audience::{Audience, NewsKind};
use crate::domain::name::{AudienceName, PersonId};

use super::{Notice, Recipient, Word};

/// The deliveries of a notice to that audience: one for each channel, subscriber, mail address and endpoint.
pub fn deliveries(
    notice: &Notice,
    (name, audience): (&AudienceName, &Audience),
    subscribers: &BTreeSet<PersonId>,
) -> Vec<Notice> {
    let news = match &notice.word {
        Word::Outage(news) => Some(news),
        _ => None,
    };
    let kind = news.and_then(|news| news.kind());
    if kind.is_some_and(|kind| audience.spared.contains(&kind)) {
        return Vec::new();
    }
    let name = || name.clone();
    let mut to = Vec::new();
    // What a channel hears first of an outage is its card.
    if !news.is_some_and(|news| news.is_first && is_card(kind)) {
        to.extend(audience.all_channels().map(|channel| Recipient::Channel {
            audience: name(),
            channel: channel.to_owned(),
        }));
    }
    if audience.subscribers {
        to.extend(subscribers.iter().map(|person| Recipient::Subscriber {
            audience: name(),
            person: person.clone(),
        }));
    }
    to.extend(audience.mail.iter().map(|address| Recipient::Mail {
        audience: name(),
        address: address.clone(),
    }));
    if news.is_some() {
        to.extend(audience.endpoints.iter().map(|endpoint| Recipient::Endpoint {
            audience: name(),
            endpoint: endpoint.clone(),
        }));
    }
    let said = |to| Notice { to, ..notice.clone() };
    to.into_iter().map(said).collect()
}

fn is_card(kind: Option<NewsKind>) -> bool {
    matches!(kind, Some(NewsKind::Announced | NewsKind::Started))
}
