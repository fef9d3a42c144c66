//! What is said once: to an audience in its words, to the team in theirs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::audience::Audience;
use crate::domain::decide::Situation;
use crate::domain::name::{ItemName, RoleName, SideName, StepName};
use crate::domain::notice::{Notice, Recipient, Word};
use crate::domain::outage::Window;
use crate::domain::process::Process;
use crate::domain::release::Release;

use super::message::{Message, container, text};
use super::outage_desk::warning_of_release;
use super::release_card::name;
use super::states::alarm;
use super::text::{all_of, count, moment, person, quote, relative};
use super::undelivered;

mod reported;

const BLUE: u32 = 0x0058_65F2;

/// Roles on Discord, for a call: the team's role and its number there.
pub type RoleIds = BTreeMap<RoleName, u64>;

/// The message of a notice about a release.
pub fn notice(notice: &Notice, release: &Release, roles: &RoleIds) -> Message {
    match &notice.to {
        Recipient::Audience(audience)
        | Recipient::Channel { audience, .. }
        | Recipient::Subscriber { audience, .. }
        | Recipient::Mail { audience, .. }
        | Recipient::Endpoint { audience, .. } => {
            let words = release
                .process
                .audiences
                .get(audience)
                .map(|a| to_audience(&notice.word, &release.process, a));
            Message::new(vec![container(BLUE, vec![text(words.unwrap_or_default())])])
        }
        Recipient::Side(side) => to_side(&notice.word, release, roles, side),
        Recipient::Thread | Recipient::Releases | Recipient::ThreadOf(_) | Recipient::Person(_) => {
            to_team(&notice.word, release, roles)
        }
    }
}

/// What a side is told: the status, and what it is waited for.
fn to_side(word: &Word, release: &Release, roles: &RoleIds, side: &SideName) -> Message {
    if let Some(message) = super::tickets::notice::to_side(word, release, roles, side) {
        return message;
    }
    let Word::YourTurn { step, roles: owed } = word else {
        return to_team(word, release, roles);
    };
    let step = release.process.find_step(step).map(|(_, step)| step);
    let title = step.map_or("the next step", |step| step.title.as_str());
    let status = step.and_then(|step| step.status.as_ref());
    let status = status.map(|status| format!(" is **{}** and", status.title));
    calling(owed, roles, |who| {
        let status = status.unwrap_or_default();
        format!("{who}: {}{status} waits for you: {title}.", name(release))
    })
}

fn to_audience(word: &Word, process: &Process, audience: &Audience) -> String {
    let service = &process.service.title;
    let mut lines = vec![match word {
        Word::Announced { .. } => reported::announced(word, service),
        Word::Told { text } => format!("**{service}**: {}", quote(text, 1000)),
        _ => String::new(),
    }];
    if matches!(word, Word::Announced { .. }) {
        lines.extend(audience.impact.clone());
    }
    lines.extend(audience.questions.as_ref().map(|q| format!("Questions: {q}")));
    lines.join("\n")
}

fn to_team(word: &Word, release: &Release, roles: &RoleIds) -> Message {
    if let Word::Undelivered(what) = word {
        return undelivered::to_team(what, std::slice::from_ref(&release.process), roles);
    }
    let title = |step| {
        release
            .process
            .find_step(step)
            .map_or_else(|| step.to_string(), |(_, s)| s.title.clone())
    };
    let next = || {
        release
            .current()
            .next()
            .map(|(_, s, _)| s.title.clone())
            .unwrap_or_default()
    };
    let owners: Vec<RoleName> = release.current().map(|(_, s, _)| s.owner.clone()).collect();
    let name = name(release);
    match word {
        Word::YourTurn { step, roles: owed } => calling(owed, roles, |who| {
            format!("{who}: **{}** of {name} waits for you.", title(step))
        }),
        Word::Awaited {
            step,
            roles: owed,
            since,
            by,
        } => calling(owed, roles, |who| {
            let (title, since, by) = (title(step), relative(*since), person(by));
            format!("{who}: {by} asks you to look at **{title}** of {name}. It has waited since {since}.")
        }),
        Word::ApproveAgain {
            step,
            roles: owed,
            ran_out,
        } => calling(owed, roles, |who| {
            let title = title(step);
            match ran_out {
                Some(whose) => format!(
                    "{who}: the go of {} in **{title}** of {name} has run out. To renew it, press **Still go** on its card.",
                    person(whose)
                ),
                None => format!(
                    "{who}: what you approved in **{title}** of {name} has changed. Its card says how: press **Still go** or **No-go…**."
                ),
            }
        }),
        Word::TestFailed {
            step,
            item,
            note,
            by,
            role,
        } => {
            let (item, note, by) = (item_text(release, step, item), quote(note, 300), person(by));
            let ways = match open_window(release) {
                Some(_) => {
                    "The service stays closed. Test again after a fix, extend the outage, or roll back: on the release card."
                }
                None => {
                    "The service is open to its users. Test again after a fix, send it back, or roll back: on the release card."
                }
            };
            calling(std::slice::from_ref(role), roles, |who| {
                format!(
                    "{who}: **{}** of {name} failed: {item} ({by}: “{note}”).\n{ways}",
                    title(step)
                )
            })
        }
        Word::ReportFailed { role, .. } => calling(std::slice::from_ref(role), roles, |who| {
            reported::failed(word, release, who)
        }),
        Word::AuthorTold { step, link } => reported::author_told(release, &title(step), link.as_deref()),
        Word::OutageBegan(w) => calling(&owners, roles, |who| {
            format!(
                "{who}: the outage of {name} has begun and ends {}. **{}** may start.",
                moment(w.end),
                next()
            )
        }),
        Word::OutageEndsSoon(w) => calling(&owners, roles, |who| {
            format!(
                "{who}: the outage of {name} ends {}, and **{}** is open. Is there time enough?",
                moment(w.end),
                next()
            )
        })
        .with(warning_of_release(release, *w)),
        Word::OutageOverran(w) => calling(&owners, roles, |who| {
            format!(
                "{who}: the outage of {name} was to end {} and goes on; its audience was told. Extend it, or finish with **{}**.",
                moment(w.end),
                next()
            )
        })
        .with(warning_of_release(release, *w)),
        word => super::tickets::notice::to_team(word, release, roles).unwrap_or_else(|| Message::plain(name)),
    }
}

/// The text of an item: its name is its own in the list of its step only.
fn item_text(release: &Release, step: &StepName, item: &ItemName) -> String {
    let step = release.process.find_step(step).map(|(_, s)| s);
    let asks = step.into_iter().flat_map(|s| &s.asks);
    let mut lists = asks.filter_map(|ask| release.find_checklist(ask));
    let found = lists.find_map(|list| list.find_item(item));
    quote(found.map_or(item.as_str(), |i| &i.text), 180)
}

fn open_window(release: &Release) -> Option<Window> {
    release.outage.as_ref().and_then(|o| o.find_open_window())
}

/// The message of a notice about a service; `open` are the releases that it names, as they are now.
pub fn service_notice(
    notice: &Notice,
    process: &Arc<Process>,
    roles: &RoleIds,
    open: &[Situation],
) -> Message {
    if let Word::StateIsOn { .. } = &notice.word {
        return alarm(&notice.word, process, roles);
    }
    if let Word::Rotation(news) = &notice.word {
        return super::rotation::message(notice, news, &process.service, open);
    }
    if let Some(message) = super::plan::message(&notice.word, process, roles) {
        return message;
    }
    if let Some(message) = super::tickets::notice::outside(notice, process, roles) {
        return message;
    }
    if let Word::WentLive { .. } | Word::DeploymentFailed { .. } = &notice.word {
        return reported::of_service(&notice.word, process);
    }
    if let Word::Calendar(news) = &notice.word {
        return super::calendar::told(news, process, roles);
    }
    if let Word::Undelivered(what) = &notice.word {
        return undelivered::to_team(what, std::slice::from_ref(process), roles);
    }
    let Word::VersionWaits {
        version,
        days,
        role,
        process: name,
        service,
    } = &notice.word
    else {
        return Message::plain("");
    };
    let version = quote(version.as_str(), 40);
    let age = count(i64::from(*days), "day");
    let title = &process.service.title;
    calling(std::slice::from_ref(role), roles, |who| {
        format!(
            "{who}: {title} {version} can be had for {age} and is not deployed. Start it with `!release start {service} {name} {version}`."
        )
    })
}

/// A message that calls roles: those known on Discord are called, the others are named.
pub(super) fn calling(owed: &[RoleName], roles: &RoleIds, words: impl FnOnce(&str) -> String) -> Message {
    let mut owed: Vec<RoleName> = owed.to_vec();
    owed.sort();
    owed.dedup();
    let names: Vec<String> = owed
        .iter()
        .map(|r| {
            roles
                .get(r)
                .map_or_else(|| r.to_string(), |id| format!("<@&{id}>"))
        })
        .collect();
    let ids: Vec<u64> = owed.iter().filter_map(|r| roles.get(r).copied()).collect();
    Message::plain(words(&all_of(&names))).calling_roles(ids)
}
