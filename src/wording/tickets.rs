//! Tickets as people read them: a line each, the card of a release's tickets, lists, answers and notices.

use crate::domain::name::{RoleName, StatusName, TicketName};
use crate::domain::release::Release;
use crate::domain::service::ServiceState;
use crate::domain::side::Side;
use crate::domain::ticket::{Finding, Ticket};
use crate::domain::workflow::{LegalMove, Rules, TicketRules};

use super::eyes::Eyes;
use super::message::Message;
use super::refusals::tickets::whose;
use super::text::{all_of, count, person, quote, relative};

mod card;
pub(super) mod notice;

pub use card::{comment_title, tickets_card};

/// How many tickets are named in a row; their card has them all.
const NAMED: usize = 6;

/// How many tickets a list shows; more do not fit into one message.
const LISTED: usize = 20;

/// A ticket with the way to it.
fn named(name: &TicketName, ticket: &Ticket) -> String {
    let label = quote(name.as_str(), 40);
    match &ticket.link {
        Some(link) => format!("[{label}](<{link}>)"),
        None => label,
    }
}

/// A ticket in a line or two: what it is, its status, who is awaited and since when.
fn line(name: &TicketName, ticket: &Ticket, rules: &Rules<'_>, eyes: Eyes<'_>) -> String {
    let mut words = format!(
        "**{}** {}\n-# {}",
        named(name, ticket),
        quote(&ticket.title, 80),
        standing(ticket, rules, eyes)
    );
    if let Some((text, stamp)) = &ticket.comment {
        words.push_str(&format!(" · {}“{}”", eyes.before(stamp), quote(text, 80)));
    }
    words
}

/// Its status, who is awaited and since when; what one side agreed to.
fn standing(ticket: &Ticket, rules: &Rules<'_>, eyes: Eyes<'_>) -> String {
    let status = rules.workflow.title(&ticket.status);
    let since = relative(ticket.since.at);
    let mut words = match rules.awaited(&ticket.status) {
        Some(role) => format!("{status} · waiting for {} since {since}", eyes.role(role)),
        None => format!("{status} since {since}"),
    };
    for way in rules.legal(&ticket.status) {
        let agreed: Vec<&RoleName> = ticket.consents(&way.to).map(|c| &c.role).collect();
        if !agreed.is_empty() {
            let missing = crate::domain::decide::missing_sides(ticket, &way);
            words.push_str(&format!(
                " · {}: {} agreed, {} not yet",
                way.title,
                all_of(&eyes.roles(agreed)),
                all_of(&eyes.roles(&missing))
            ));
        }
    }
    words
}

fn new_findings(release: &Release) -> impl Iterator<Item = &Finding> {
    release.tickets.findings.iter().filter(|f| f.new.is_some())
}

/// A finding in a few words.
fn found(finding: &Finding, eyes: Eyes<'_>) -> String {
    let name = quote(finding.ticket.as_str(), 40);
    let when = relative(finding.stamp.at);
    let by = match eyes.side() {
        Some(_) => when,
        None => format!("{}, {when}", person(&finding.stamp.by)),
    };
    match (&finding.new, &finding.seen) {
        (Some(title), _) => format!("**{name}** is new: “{}” ({by})", quote(title, 80)),
        (None, Some(seen)) => format!("**{name}** came back: “{}” ({by})", quote(seen, 120)),
        (None, None) => format!("**{name}** came back ({by})"),
    }
}

/// How many of a release's tickets are done, and that the rest is discussed.
pub fn summary(release: &Release) -> Option<String> {
    let all = release.tickets.attached().count();
    let open = release.open_tickets().count();
    (all > 0).then(|| {
        let tickets = count(i64::try_from(all).unwrap_or(i64::MAX), "ticket");
        format!("{} of {tickets} done", all - open)
    })
}

/// What the card of a side says of the tickets: how far they are, and which wait for the side.
pub fn side_lines(release: &Release, side: &Side) -> Vec<String> {
    let Some((rules, summary)) = release.ticket_rules().zip(summary(release)) else {
        return Vec::new();
    };
    let is_own = |ticket: &Ticket| rules.awaited(&ticket.status) == Some(&side.role);
    let own = release
        .open_tickets()
        .filter(|(_, attached)| is_own(&attached.ticket));
    let own: Vec<String> = own.map(|(_, attached)| attached.name.to_string()).collect();
    let named: Vec<String> = own.iter().take(NAMED).map(|name| quote(name, 40)).collect();
    let waiting = match own.len().saturating_sub(NAMED) {
        _ if own.is_empty() || release.is_over() => String::new(),
        0 => format!(" · waiting for you: {}", all_of(&named)),
        more => format!(" · waiting for you: {} and {more} more", named.join(", ")),
    };
    let mut lines = vec![format!("Tickets: {summary}{waiting}. Their card is below.")];
    lines.extend(discussion(release));
    lines
}

/// That what testing found is discussed, while it is.
pub fn discussion(release: &Release) -> Option<String> {
    let opened = release
        .tickets
        .discussion
        .as_ref()
        .filter(|_| !release.is_over())?;
    let found = count(
        i64::try_from(release.tickets.findings.len()).unwrap_or(i64::MAX),
        "finding",
    );
    Some(format!(
        "**Discussion** open since {}: {found}. Roll the change back, or plan another release on top of it.",
        relative(opened.at)
    ))
}

/// One ticket to one person: where it stands, and what they can do with the words to paste.
pub fn show(name: &TicketName, ticket: &Ticket, rules: &Rules<'_>, eyes: Eyes<'_>) -> Message {
    let mut lines = vec![line(name, ticket, rules, eyes)];
    if let Some(number) = ticket.release {
        lines.push(format!(
            "Part of release #{number}: `/release status release:{number}`"
        ));
    }
    let legal = rules.legal(&ticket.status);
    let ways: Vec<String> = legal.iter().map(|w| way(name, w, eyes)).collect();
    if !ways.is_empty() {
        lines.push(format!("It can go to:\n{}", ways.join("\n")));
    }
    Message::plain(lines.join("\n"))
}

fn way(name: &TicketName, way: &LegalMove, eyes: Eyes<'_>) -> String {
    let name = quote(name.as_str(), 40);
    let command = match way.needs_comment {
        true => format!("!ticket comment {name} …"),
        false => format!("!ticket move {name} {}", way.to),
    };
    format!("· **{}**, by {}: `{command}`", way.title, whose(way, eyes))
}

/// The tickets of a service that are open, or that have one status; the longest waiting first.
pub fn list(
    service: &str,
    state: &ServiceState,
    rules: &TicketRules,
    status: Option<&StatusName>,
    eyes: Eyes<'_>,
) -> Message {
    let rules = Rules::outside(rules);
    let is_meant = |ticket: &Ticket| match status {
        Some(status) => ticket.status == *status,
        None => !rules.workflow.is_done(&ticket.status),
    };
    let mut tickets: Vec<(&TicketName, &Ticket)> =
        state.tickets.iter().filter(|(_, t)| is_meant(t)).collect();
    tickets.sort_by_key(|(_, ticket)| ticket.since.at);
    let head = match status {
        Some(status) => format!("**{service}: tickets that are {}**", rules.workflow.title(status)),
        None => format!("**{service}: open tickets**"),
    };
    if tickets.is_empty() {
        return Message::plain(format!("{head}\nNone. `/ticket raise` makes one known."));
    }
    let mut lines = vec![head];
    lines.extend(
        tickets
            .iter()
            .take(LISTED)
            .map(|(name, ticket)| short_line(name, ticket, &rules, eyes)),
    );
    if tickets.len() > LISTED {
        let more = tickets.len() - LISTED;
        lines.push(format!(
            "-# and {more} more: `/ticket list` with a status shows fewer"
        ));
    }
    let room = super::text::Room::whole();
    Message::plain(room.clip(&lines.join("\n")))
}

fn short_line(name: &TicketName, ticket: &Ticket, rules: &Rules<'_>, eyes: Eyes<'_>) -> String {
    let release = ticket.release.map(|n| format!(" · #{n}")).unwrap_or_default();
    format!(
        "**{}** {}{release}\n-# {}",
        named(name, ticket),
        quote(&ticket.title, 60),
        standing(ticket, rules, eyes)
    )
}

/// What became of a ticket, to whoever asked for it.
pub fn done(name: &TicketName, ticket: &Ticket, rules: &Rules<'_>, eyes: Eyes<'_>) -> Message {
    let release = ticket
        .release
        .map(|number| format!("\n-# Part of release #{number}"))
        .unwrap_or_default();
    Message::plain(format!(
        "**{}** {}: {}.{release}",
        named(name, ticket),
        quote(&ticket.title, 80),
        standing(ticket, rules, eyes)
    ))
}
