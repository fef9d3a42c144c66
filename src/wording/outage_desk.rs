//! Outages as the team keeps them: the card of one that stands alone, previews, lists. What their audiences read is in
//! [`super::outages`].
//!
//! `courier` draws the card with it, `discord` answers with the rest. It knows the domain only.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::audience::Audience;
use crate::domain::name::{AudienceName, RoleName};
use crate::domain::outage::{Outage, OutageAbout, OutageCourse, OutageDraft, Passed, Window};
use crate::domain::process::Service;
use crate::domain::service::ServiceState;

use super::message::{Message, container, rows, text};
use super::notices::RoleIds;
use super::press::mark_of_text;
use super::refusals::objection;
use super::text::{all_of, count, duration, person, quote, relative, window};

pub mod answers;
mod controls;
pub mod lists;
pub mod preview;

pub use controls::{warning, warning_of_release};

const BLUE: u32 = 0x0058_65F2;
const GREY: u32 = 0x0080_848E;

/// The longest that is shown of what people wrote.
const SHOWN: usize = 300;

/// How many earlier windows the card names.
const WINDOWS_SHOWN: usize = 3;

/// An outage with the service whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Its number.
    pub number: i64,
    /// The outage.
    pub outage: &'a Outage,
    /// What its service knows.
    pub state: &'a ServiceState,
    /// Its service, as the playbook has it.
    pub service: &'a Service,
}

/// The team's card of an outage that stands alone. When it is first posted it calls those who have to approve it.
pub fn desk_card(seen: &Seen<'_>, roles: &RoleIds, now: DateTime<Utc>) -> Message {
    let mut lines = vec![headline(seen)];
    lines.extend(standing(seen, now));
    let approvers = seen.waits_for().unwrap_or_default();
    let called: Vec<u64> = approvers.iter().filter_map(|r| roles.get(r).copied()).collect();
    let mentions: Vec<String> = called.iter().map(|id| format!("<@&{id}>")).collect();
    if !mentions.is_empty() {
        lines.push(format!(
            "{}: please read it with **Preview**, and approve it.",
            all_of(&mentions)
        ));
    }
    let is_over = matches!(
        seen.outage.course(now),
        OutageCourse::Completed | OutageCourse::Cancelled
    );
    let is_withdrawn = seen.outage.draft.is_none() && seen.outage.announced.is_none();
    let colour = if is_over || is_withdrawn { GREY } else { BLUE };
    let mut parts = vec![text(lines.join("\n"))];
    parts.extend(rows(controls::of_desk(seen, now)));
    Message::new(vec![container(colour, parts)]).calling_roles(called)
}

impl Seen<'_> {
    /// What it is about: what waits to be published, or what its audiences know.
    pub(super) fn about(&self) -> &OutageAbout {
        let draft = self.outage.draft.as_ref();
        draft.map_or(&self.outage.about, |draft| &draft.about)
    }

    /// Who has to approve what waits to be published; nothing when nobody has to any more.
    pub fn waits_for(&self) -> Option<&[RoleName]> {
        let draft = self.outage.draft.as_ref()?;
        let roles = &self.service.outages.approve_by;
        (!roles.is_empty() && draft.approved.is_none()).then_some(roles)
    }
}

/// A number that stands for a draft as somebody read it.
pub fn mark_of_draft(draft: &OutageDraft) -> u32 {
    let OutageAbout {
        environment,
        audiences,
        words,
        ..
    } = &draft.about;
    let said = [&words.why, &words.impact, &words.still_works];
    let said: Vec<&str> = said.into_iter().map(|t| t.as_deref().unwrap_or("\0")).collect();
    let environment = environment.as_ref().map_or("", |e| e.as_str());
    let told: Vec<&str> = audiences.iter().map(AudienceName::as_str).collect();
    mark_of_text(&format!(
        "{}|{environment}|{}|{}",
        draft.entered.at.timestamp_millis(),
        told.join(","),
        said.join("\u{1}")
    ))
}

/// What it is called: "Outage 18 of MyPortfolio".
pub(super) fn name(seen: &Seen<'_>) -> String {
    format!("Outage {} of {}", seen.number, seen.service.title)
}

fn headline(seen: &Seen<'_>) -> String {
    let place = seen.about().environment.as_ref();
    let place = place.map(|e| format!(" · {e}")).unwrap_or_default();
    format!("### {}{place}", name(seen))
}

/// How it stands, when, who is told, and what was passed.
pub(super) fn standing(seen: &Seen<'_>, now: DateTime<Utc>) -> Vec<String> {
    let outage = seen.outage;
    let mut lines = vec![course(seen, now)];
    if let Some(draft) = &outage.draft {
        lines.push(when(draft.window));
    } else if outage.find_actual().is_none() {
        lines.extend(outage.window.map(when));
    }
    if outage.draft.is_none() {
        lines.extend(before(outage));
    }
    lines.extend(words(seen.about()));
    lines.push(told(seen));
    lines.extend(outage.draft.iter().flat_map(passed_in_draft));
    lines.extend(outage.passed.iter().flat_map(passed));
    lines
}

fn course(seen: &Seen<'_>, now: DateTime<Utc>) -> String {
    let outage = seen.outage;
    if let Some(draft) = &outage.draft {
        return draft_line(seen, draft);
    }
    let stamped = |stamp: &Option<crate::domain::person::Stamp>| {
        let line = |s: &crate::domain::person::Stamp| format!(" by {}, {}", person(&s.by), relative(s.at));
        stamp.as_ref().map(line).unwrap_or_default()
    };
    match outage.course(now) {
        OutageCourse::Draft => "**Withdrawn**: nobody was told.".to_owned(),
        OutageCourse::Scheduled => format!("**Announced**{}.", stamped(&outage.announced)),
        OutageCourse::UnderWay => match outage.started_at() {
            Some(at) => format!("**Under way** since {}.", super::text::time_of_day(at)),
            None => "**Under way**.".to_owned(),
        },
        OutageCourse::Overrun => {
            "**Over its time**: it was to end, and nobody said that it is back.".to_owned()
        }
        OutageCourse::Completed => format!("**Over**{}.{}", stamped(&outage.ended), actual(outage)),
        OutageCourse::Cancelled => match &outage.cancelled {
            Some((stamp, reason)) => {
                let why = reason.as_ref().map(|why| format!(": “{}”", quote(why, SHOWN)));
                format!(
                    "**Called off** by {}, {}{}",
                    person(&stamp.by),
                    relative(stamp.at),
                    why.unwrap_or_else(|| ".".to_owned())
                )
            }
            None => "**Called off**.".to_owned(),
        },
    }
}

fn draft_line(seen: &Seen<'_>, draft: &OutageDraft) -> String {
    let entered = format!("entered by {}", person(&draft.entered.by));
    let approved = draft.approved.as_ref();
    let approved = approved.map(|stamp| format!(", approved by {}", person(&stamp.by)));
    let waits = seen.waits_for().map(|roles| {
        let roles = super::text::any_of(roles);
        format!(" Waits for {roles}, who can approve it; whoever entered it cannot.")
    });
    format!(
        "**Not announced yet**: {entered}{}.{}",
        approved.unwrap_or_default(),
        waits.unwrap_or_default()
    )
}

fn when(w: Window) -> String {
    format!(
        "{} ({}) · {}",
        window(w),
        relative(w.start),
        duration(w.end - w.start)
    )
}

/// From when to when it was in fact, held against what was announced.
pub(super) fn actual(outage: &Outage) -> String {
    let (Some(actual), planned) = (outage.find_actual(), outage.window) else {
        return String::new();
    };
    let late = planned.map(|planned| actual.end - planned.end);
    let held = match late {
        Some(late) if late >= TimeDelta::minutes(1) => format!(", {} longer than announced", duration(late)),
        Some(late) if late <= TimeDelta::minutes(-1) => format!(", {} early", duration(-late)),
        Some(_) => ", as announced".to_owned(),
        None => String::new(),
    };
    let planned = planned.map(|w| format!(" Planned: {}.", window(w)));
    format!(
        "\nIn fact: {}{held}.{}",
        window(actual),
        planned.unwrap_or_default()
    )
}

fn before(outage: &Outage) -> Option<String> {
    let were = &outage.windows_before;
    let shown: Vec<String> = were
        .iter()
        .rev()
        .take(WINDOWS_SHOWN)
        .map(|w| window(*w))
        .collect();
    let more = were.len().saturating_sub(WINDOWS_SHOWN);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    (!shown.is_empty()).then(|| format!("-# Was: {}{more}", shown.join("; ")))
}

fn words(about: &OutageAbout) -> Vec<String> {
    let said = &about.words;
    let line = |label: &str, text: &Option<String>| {
        let text = text.as_ref()?;
        Some(format!("{label}: {}", quote(text, SHOWN)))
    };
    let lines = [
        line("Why", &said.why),
        line("What they notice", &said.impact),
        line("What still works", &said.still_works),
    ];
    lines.into_iter().flatten().collect()
}

fn told(seen: &Seen<'_>) -> String {
    let audiences = &seen.about().audiences;
    let lines: Vec<String> = audiences
        .iter()
        .filter_map(|name| {
            let audience = seen.service.audiences.get(name)?;
            Some(reach(name, audience, seen.state))
        })
        .collect();
    format!("-# For {}", all_of(&lines))
}

/// An audience, with where it is told: "MyPortfolio users (#outages, 3 by direct message)".
pub(super) fn reach(name: &AudienceName, audience: &Audience, state: &ServiceState) -> String {
    let mut ways: Vec<String> = audience.all_channels().map(|c| format!("#{c}")).collect();
    let subscribed = state.subscribers.get(name).map_or(0, |all| all.len());
    if audience.subscribers && subscribed > 0 {
        ways.push(format!("{subscribed} by direct message"));
    }
    if !audience.mail.is_empty() {
        ways.push(
            count(audience.mail.len().try_into().unwrap_or(i64::MAX), "mail address").replace("ss", "sses"),
        );
    }
    ways.extend(audience.endpoints.iter().cloned());
    if ways.is_empty() {
        audience.title.clone()
    } else {
        format!("{} ({})", audience.title, ways.join(", "))
    }
}

/// What stands against a draft and was passed by whoever entered it.
fn passed_in_draft(draft: &OutageDraft) -> Vec<String> {
    let Some(reason) = draft.reason.clone() else {
        return Vec::new();
    };
    passed(&Passed {
        objections: draft.objections.clone(),
        reason,
        stamp: draft.entered.clone(),
    })
}

fn passed(passed: &Passed) -> Vec<String> {
    let mut lines: Vec<String> = passed
        .objections
        .iter()
        .map(|o| format!("⚠ {}", objection(o)))
        .collect();
    lines.push(format!(
        "Passed by {}: “{}”",
        person(&passed.stamp.by),
        quote(&passed.reason, SHOWN)
    ));
    lines
}
