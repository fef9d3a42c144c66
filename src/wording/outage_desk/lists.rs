//! The outages there are, and everything about one.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::notice::{Became, News, Recipient, Telling, Word};
use crate::domain::outage::{Outage, OutageCourse, Window};
use crate::wording::message::{Message, container, rows, text};
use crate::wording::refusals::lead;
use crate::wording::text::{Room, cut, duration, one_line, person, quote, relative, window};

use super::{BLUE, Seen, actual, controls, headline, standing};

/// How long an outage that is over is still listed.
const LISTED_AFTER: TimeDelta = TimeDelta::days(7);

/// The most tellings that are listed; the oldest are left out.
const TELLINGS: usize = 20;

/// Whether an outage is listed for this person: drafts are for those who keep them.
pub fn is_listed(outage: &Outage, keeps: bool, now: DateTime<Utc>) -> bool {
    if outage.draft.is_some() && outage.announced.is_none() {
        return keeps;
    }
    let over = outage
        .ended
        .as_ref()
        .or(outage.cancelled.as_ref().map(|(stamp, _)| stamp));
    match over {
        Some(stamp) => now - stamp.at < LISTED_AFTER,
        None => outage.is_open(),
    }
}

/// When it is, or was to be.
pub fn window_of(outage: &Outage) -> Option<Window> {
    let draft = outage.draft.as_ref().filter(|_| !outage.is_open());
    draft.map(|d| d.window).or(outage.window)
}

/// The outages in a few lines each, the next first; those that are over at the end.
pub fn list(outages: &[Seen<'_>], now: DateTime<Utc>) -> Message {
    if outages.is_empty() {
        return Message::plain("No outage is planned. Schedule one with `/outage schedule`.");
    }
    let mut sorted: Vec<&Seen<'_>> = outages.iter().collect();
    sorted.sort_by_key(|seen| {
        let over = seen.outage.ended.is_some() || seen.outage.cancelled.is_some();
        (over, window_of(seen.outage).map(|w| w.start), seen.number)
    });
    let lines: Vec<String> = sorted.into_iter().map(|seen| line(seen, now)).collect();
    Message::plain(lines.join("\n"))
}

fn line(seen: &Seen<'_>, now: DateTime<Utc>) -> String {
    let outage = seen.outage;
    let of_release = outage.about.release.map(|n| format!(" · of release #{n}"));
    let when = window_of(outage).map_or_else(
        || "no window was announced".to_owned(),
        |w| format!("{} ({})", window(w), relative(w.start)),
    );
    format!(
        "**{} · {}** · {}{}\n{when}",
        seen.number,
        seen.service.title,
        course_word(outage, now),
        of_release.unwrap_or_default()
    )
}

/// Where an outage stands, in a word or two.
fn course_word(outage: &Outage, now: DateTime<Utc>) -> &'static str {
    if outage.draft.is_some() && !outage.is_open() {
        return "not announced yet";
    }
    match outage.course(now) {
        OutageCourse::Draft => "withdrawn",
        OutageCourse::Scheduled => "announced",
        OutageCourse::UnderWay => "under way",
        OutageCourse::Overrun => "over its time",
        OutageCourse::Completed => "over",
        OutageCourse::Cancelled => "called off",
    }
}

/// What an outage is offered as while somebody types its number: "18 · MyPortfolio · Tue 24 Nov 18:00".
pub fn choice(seen: &Seen<'_>) -> String {
    let zone: Tz = seen.service.zone;
    let start = window_of(seen.outage).map(|w| w.start.with_timezone(&zone));
    let start = start.map(|at| format!(" · {}", at.format("%a %-d %b %H:%M")));
    let draft = if seen.outage.draft.is_some() && !seen.outage.is_open() {
        " (not announced yet)"
    } else {
        ""
    };
    cut(
        &format!(
            "{} · {}{}{draft}",
            seen.number,
            seen.service.title,
            start.unwrap_or_default()
        ),
        100,
    )
}

/// Everything about one outage. Who entered what, who was told and what was passed is for those who keep it.
pub fn show(seen: &Seen<'_>, tellings: &[Telling], keeps: bool, now: DateTime<Utc>) -> Message {
    let mut lines = vec![headline(seen)];
    if keeps {
        lines.extend(standing(seen, now));
    } else {
        lines.extend(for_anybody(seen, now));
    }
    let mut parts = vec![text(lines.join("\n"))];
    if keeps {
        parts.extend(told(tellings).map(text));
        let buttons = if seen.outage.about.release.is_some() && !seen.outage.is_open() {
            Vec::new()
        } else {
            controls::of_desk(seen, now)
        };
        parts.extend(rows(buttons));
    }
    Message::new(vec![container(BLUE, parts)])
}

fn for_anybody(seen: &Seen<'_>, now: DateTime<Utc>) -> Vec<String> {
    let outage = seen.outage;
    let mut lines = vec![format!("**{}**", course_word(outage, now))];
    lines.extend(outage.window.map(|w| {
        format!(
            "{} ({}) · {}",
            window(w),
            relative(w.start),
            duration(w.end - w.start)
        )
    }));
    lines.extend(super::before(outage));
    lines.extend(super::words(&outage.about));
    lines.push(actual(outage).trim_start().to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

/// Who was told what and when, what is on its way and what is in the way.
fn told(tellings: &[Telling]) -> Option<String> {
    if tellings.is_empty() {
        return None;
    }
    let skipped = tellings.len().saturating_sub(TELLINGS);
    let mut lines = vec!["**Told**".to_owned()];
    if skipped > 0 {
        lines.push(format!("-# {skipped} earlier ones are left out."));
    }
    lines.extend(tellings.iter().skip(skipped).map(telling));
    Some(Room::whole().at_most(2_400).clip(&lines.join("\n")))
}

fn telling(telling: &Telling) -> String {
    let (sign, fate) = match &telling.fate {
        Became::Told(at) => ("✓", format!("<t:{}:f>", at.timestamp())),
        Became::Waits => ("·", "on its way".to_owned()),
        Became::Blocked(problem) => ("✕", format!("not told yet: {}", quote(problem, 160))),
        Became::Unsaid(why) => ("–", format!("not said: {}", quote(why, 160))),
    };
    let what = match &telling.notice.word {
        Word::Outage(news) => what(&news.what, news.window),
        _ => "told".to_owned(),
    };
    format!("{sign} {what} · {} · {fate}", place(&telling.notice.to))
}

fn what(news: &News, window: Option<Window>) -> String {
    match news {
        News::Announced => "announced".to_owned(),
        News::Reminder(before) => format!("reminder, {} before", lead(*before)),
        News::Changed { was, begun } => match window {
            Some(now) if *begun && now.end < was.end => "ends earlier".to_owned(),
            Some(_) if *begun => "takes longer".to_owned(),
            _ => "moved".to_owned(),
        },
        News::Started => "begun".to_owned(),
        News::Overran => "takes longer than announced".to_owned(),
        News::Ended => "back".to_owned(),
        News::Cancelled => "called off".to_owned(),
        News::EndsSoon => "ends soon".to_owned(),
    }
}

fn place(to: &Recipient) -> String {
    let plain = |text: &str| cut(&one_line(text), 60);
    match to {
        Recipient::Channel { channel, .. } => format!("#{}", plain(channel)),
        Recipient::Subscriber { person: who, .. } | Recipient::Person(who) => {
            format!("direct message to {}", person(who))
        }
        Recipient::Mail { address, .. } => format!("mail to {}", quote(address, 80)),
        Recipient::Endpoint { endpoint, .. } => format!("endpoint {}", quote(endpoint, 60)),
        Recipient::Audience(name) => quote(name.as_str(), 60),
        Recipient::Thread | Recipient::Releases | Recipient::Side(_) | Recipient::ThreadOf(_) => {
            "the team".to_owned()
        }
    }
}
