//! What is said of outages on Discord: to their audiences in their words, to the team in its own.
//!
//! Called by the courier. The announcement in a channel is a card, which always says how things stand; what is said
//! later are notices below it.

use chrono::{DateTime, Utc};

use crate::domain::audience::Audience;
use crate::domain::name::RoleName;
use crate::domain::notice::{News, OutageNews};
use crate::domain::outage::{Outage, OutageCourse};
use crate::domain::process::Service;
use crate::wording::message::{Message, container, text};
use crate::wording::notices::{RoleIds, calling};
use crate::wording::outage_desk::warning;
use crate::wording::text::{Room, moment, relative, window};

use super::own_words;
use super::said::{Said, details, questions, subject};
use super::voice::Voice;

const BLUE: u32 = 0x0058_65F2;
const GREY: u32 = 0x0080_848E;

/// The message that tells an audience of it on Discord.
pub fn notice(
    news: &OutageNews,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> Message {
    let words = words(news, outage, service, audience, now);
    Message::new(vec![container(BLUE, vec![text(words)])])
}

/// What an audience reads on Discord when it is told.
pub fn words(
    news: &OutageNews,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> String {
    let said = Said {
        news,
        outage,
        service,
        audience,
        now,
    };
    Room::whole().clip(&said.words(Voice::Chat))
}

/// The announcement of an outage in a channel: one message that always says how things stand.
pub fn card(
    number: i64,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    roles: &RoleIds,
    now: DateTime<Utc>,
) -> Message {
    let mut lines = match own_standing(number, outage, service, audience, now) {
        Some(lines) => lines,
        None => usual_standing(outage, service, audience, now),
    };
    let called: Vec<(&RoleName, u64)> = audience
        .calls
        .iter()
        .filter_map(|r| Some((r, *roles.get(r)?)))
        .collect();
    let calls: Vec<String> = called.iter().map(|(_, id)| format!("<@&{id}>")).collect();
    if !calls.is_empty() {
        lines.push(format!("-# {}", calls.join(" ")));
    }
    lines.push(format!("-# Outage {number}"));
    let is_over = matches!(
        outage.course(now),
        OutageCourse::Completed | OutageCourse::Cancelled
    );
    let colour = if is_over { GREY } else { BLUE };
    let message = Message::new(vec![container(
        colour,
        vec![text(Room::whole().clip(&lines.join("\n")))],
    )]);
    message.calling_roles(called.into_iter().map(|(_, id)| id))
}

/// How things stand, in the audience's own words where it has some for that.
fn own_standing(
    number: i64,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> Option<Vec<String>> {
    let what = match outage.course(now) {
        OutageCourse::Draft => return None,
        OutageCourse::Scheduled => News::Announced,
        OutageCourse::UnderWay => News::Started,
        OutageCourse::Overrun => News::Overran,
        OutageCourse::Completed => News::Ended,
        OutageCourse::Cancelled => News::Cancelled,
    };
    let news = OutageNews {
        number,
        revision: outage.revision,
        window: outage.window,
        what,
        due_at: now,
        is_first: false,
    };
    let said = Said {
        news: &news,
        outage,
        service,
        audience,
        now,
    };
    let mut lines = vec![own_words::find(&said, Voice::Chat)?];
    if let (OutageCourse::Scheduled, Some(was)) = (outage.course(now), outage.windows_before.last()) {
        lines.push(format!("It was announced for {} before.", window(*was)));
    }
    Some(lines)
}

/// How things stand and what it means, in gonogo's words.
fn usual_standing(
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> Vec<String> {
    let mut lines = vec![standing(outage, &subject(service, outage), now)];
    if matches!(
        outage.course(now),
        OutageCourse::Scheduled | OutageCourse::UnderWay | OutageCourse::Overrun
    ) {
        lines.extend(details(outage, audience, Voice::Chat));
        lines.extend(questions(audience));
    }
    lines
}

/// How things stand, as its audiences read it.
fn standing(outage: &Outage, service: &str, now: DateTime<Utc>) -> String {
    let planned = outage.window;
    let since = outage.started_at().or(planned.map(|w| w.start)).unwrap_or(now);
    match (outage.course(now), planned) {
        (OutageCourse::Draft, _) => String::new(),
        (OutageCourse::Scheduled, Some(w)) => {
            let was = outage
                .windows_before
                .last()
                .map(|was| format!(", not {}", window(*was)));
            format!(
                "**{service} will be unavailable** {} ({}){}",
                window(w),
                relative(w.start),
                was.unwrap_or_default()
            )
        }
        (OutageCourse::UnderWay, Some(w)) => format!(
            "**{service} is unavailable** since {}; it is expected back {}.",
            Voice::Chat.since(since, now),
            moment(w.end)
        ),
        (OutageCourse::Overrun, Some(w)) => format!(
            "**{service} is not back yet.** It was expected {}. We are working on it.",
            moment(w.end)
        ),
        (OutageCourse::Scheduled | OutageCourse::UnderWay | OutageCourse::Overrun, None) => {
            format!(
                "**{service} is unavailable** since {}.",
                Voice::Chat.since(since, now)
            )
        }
        (OutageCourse::Completed, _) => match outage.find_actual() {
            Some(actual) => format!("**{service} is back.** It was unavailable {}.", window(actual)),
            None => format!("**{service} is back.**"),
        },
        (OutageCourse::Cancelled, _) => {
            let planned = planned.map(|w| format!(" the outage {} will not happen.", window(w)));
            format!(
                "**Cancelled:** {service} stays available;{}",
                planned.unwrap_or_default()
            )
        }
    }
}

/// What the team is told of an outage that stands alone.
pub fn to_team(news: &OutageNews, keepers: &[RoleName], service: &Service, roles: &RoleIds) -> Message {
    let Some(w) = news.window else {
        return Message::plain("");
    };
    let (service, number) = (&service.title, news.number);
    calling(keepers, roles, |who| match news.what {
        News::EndsSoon => format!(
            "{who}: the outage of {service} ends {}. Is there time enough? See `/outage show {number}`.",
            moment(w.end)
        ),
        _ => format!(
            "{who}: the outage of {service} was to end {} and goes on; its audiences were told. Say how much longer it takes, or that it is back. See `/outage show {number}`.",
            moment(w.end)
        ),
    })
    .with(warning(number, w))
}
