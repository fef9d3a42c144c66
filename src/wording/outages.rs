//! What is said of outages: to their audiences in their words, to the team in its own.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::audience::Audience;
use crate::domain::name::RoleName;
use crate::domain::notice::{News, OutageNews};
use crate::domain::outage::{Outage, OutageAbout, OutageCourse, ReleaseOutage, Window};
use crate::domain::process::Service;
use crate::domain::release::Release;

use super::message::{Message, container, text};
use super::notices::{RoleIds, calling};
use super::text::{duration, moment, quote, relative, time_of_day, window};

const BLUE: u32 = 0x0058_65F2;
const GREY: u32 = 0x0080_848E;

/// From which delay on a notice says that it comes late.
const LATE: TimeDelta = TimeDelta::minutes(5);

/// The longest that is shown of what people wrote.
const SHOWN: usize = 600;

/// The message that tells an audience of it on Discord.
pub fn notice(
    news: &OutageNews,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> Message {
    Message::new(vec![container(
        BLUE,
        vec![text(words(news, outage, service, audience, now))],
    )])
}

/// What an audience reads when it is told.
pub fn words(
    news: &OutageNews,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    now: DateTime<Utc>,
) -> String {
    let mut lines = vec![headline(news, outage, &service.title)];
    let is_plan = match news.what {
        News::Announced | News::Reminder(_) => true,
        News::Changed { begun, .. } => !begun,
        _ => false,
    };
    if is_plan {
        lines.extend(details(outage, audience));
    }
    if !matches!(news.what, News::Ended | News::Cancelled) {
        lines.extend(audience.questions.as_ref().map(|q| format!("Questions: {q}")));
    }
    let late = now - news.due_at;
    if late >= LATE {
        lines.push(format!("-# This comes {} late.", duration(late)));
    }
    lines.join("\n")
}

fn headline(news: &OutageNews, outage: &Outage, service: &str) -> String {
    let Some(w) = news.window else {
        return unannounced(news, outage, service);
    };
    match &news.what {
        News::Announced => format!(
            "**{service} will be unavailable** {} ({})",
            window(w),
            relative(w.start)
        ),
        News::Reminder(_) => format!(
            "**Reminder: {service} will be unavailable** {} ({})",
            window(w),
            relative(w.start)
        ),
        News::Changed { was, begun: false } => format!(
            "**Moved: {service} will be unavailable** {} ({}), not {}",
            window(w),
            relative(w.start),
            window(*was)
        ),
        News::Changed { was, begun: true } if w.end < was.end => format!(
            "**{service} will be back sooner**: it is expected {}, not {}.",
            moment(w.end),
            time_of_day(was.end)
        ),
        News::Changed { was, begun: true } => format!(
            "**{service} needs longer**: it is expected back {}, not {}. We are sorry for the delay.",
            moment(w.end),
            time_of_day(was.end)
        ),
        News::Started => format!(
            "**{service} is unavailable** since {}; it is expected back {}.",
            time_of_day(outage.started_at().unwrap_or(w.start)),
            moment(w.end)
        ),
        News::Overran => format!(
            "**{service} is not back yet.** It was expected {}. We are working on it and will tell you here.",
            moment(w.end)
        ),
        News::Ended => back(service, w, news.due_at),
        News::Cancelled => format!(
            "**Cancelled:** {service} stays available; the outage {} will not happen.",
            window(w)
        ),
        News::EndsSoon => String::new(),
    }
}

/// An outage of which no window was announced.
fn unannounced(news: &OutageNews, outage: &Outage, service: &str) -> String {
    match news.what {
        News::Ended => format!(
            "**{service} is back** since {}. Thank you for your patience.",
            time_of_day(news.due_at)
        ),
        _ => format!(
            "**{service} is unavailable** since {}. You will read here when it is back.",
            time_of_day(outage.started_at().unwrap_or(news.due_at))
        ),
    }
}

fn details(outage: &Outage, audience: &Audience) -> Vec<String> {
    let said = &outage.about.words;
    let why = said.why.as_ref().map(|why| format!("Why: {}", quote(why, SHOWN)));
    let impact = said.impact.as_ref().map(|impact| quote(impact, SHOWN));
    let impact = impact.or_else(|| audience.impact.clone());
    let impact = impact.map(|impact| format!("What you notice: {impact}"));
    let works = said.still_works.as_ref();
    let works = works.map(|works| format!("What still works: {}", quote(works, SHOWN)));
    why.into_iter().chain(impact).chain(works).collect()
}

fn back(service: &str, window: Window, at: DateTime<Utc>) -> String {
    let off = (window.end - at).abs();
    let punctual = match (off.num_minutes(), at <= window.end) {
        (0, _) => String::new(),
        (_, true) => format!(", {} early", duration(off)),
        (_, false) => format!(", {} later than announced", duration(off)),
    };
    format!(
        "**{service} is back** since {}{punctual}. Thank you for your patience.",
        time_of_day(at)
    )
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
    let mut lines = vec![standing(outage, &service.title, now)];
    if matches!(
        outage.course(now),
        OutageCourse::Scheduled | OutageCourse::UnderWay | OutageCourse::Overrun
    ) {
        lines.extend(details(outage, audience));
        lines.extend(audience.questions.as_ref().map(|q| format!("Questions: {q}")));
    }
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
    let message = Message::new(vec![container(colour, vec![text(lines.join("\n"))])]);
    message.calling_roles(called.into_iter().map(|(_, id)| id))
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
            time_of_day(since),
            moment(w.end)
        ),
        (OutageCourse::Overrun, Some(w)) => format!(
            "**{service} is not back yet.** It was expected {}. We are working on it.",
            moment(w.end)
        ),
        (OutageCourse::Scheduled | OutageCourse::UnderWay | OutageCourse::Overrun, None) => {
            format!("**{service} is unavailable** since {}.", time_of_day(since))
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
            "{who}: the outage of {service} ends {}. `/outage extend {number}` when it takes longer, `/outage end {number}` when it is back.",
            moment(w.end)
        ),
        _ => format!(
            "{who}: the outage of {service} was to end {} and goes on; its audiences were told. `/outage extend {number}`, or `/outage end {number}` when it is back.",
            moment(w.end)
        ),
    })
}

/// What an audience will read when the window of a release is published, with its first channel.
pub fn preview_of_release(
    release: &Release,
    planned: &ReleaseOutage,
    window: Window,
    now: DateTime<Utc>,
) -> Option<(String, String)> {
    let service = &release.process.service;
    let audience = service.audiences.get(&planned.audience)?;
    let mut said = planned.words.clone();
    said.why.get_or_insert_with(|| release.process.purpose.clone());
    let outage = Outage {
        about: OutageAbout {
            words: said,
            ..OutageAbout::default()
        },
        ..Outage::default()
    };
    let news = OutageNews {
        number: release.number,
        revision: 0,
        window: Some(window),
        what: planned
            .announced
            .map_or(News::Announced, |was| News::Changed { was, begun: false }),
        due_at: now,
        is_first: planned.announced.is_none(),
    };
    let channel = audience.all_channels().next().unwrap_or_default().to_owned();
    Some((channel, words(&news, &outage, service, audience, now)))
}
