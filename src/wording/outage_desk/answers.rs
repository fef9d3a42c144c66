//! Short answers about outages: what was entered, what stands against it, what was done.

use crate::domain::name::{AudienceName, RoleName};
use crate::domain::outage::{OutageDraft, Window};
use crate::domain::person::Actor;
use crate::domain::process::Service;
use crate::wording::message::{Message, Style, button, rows, text};
use crate::wording::press::{OutageVerb, Press, mark_of_text};
use crate::wording::text::{any_of, duration, window};

use super::{Seen, name};

/// It was entered by a message that all can read: the preview is behind a button.
pub fn entered(seen: &Seen<'_>, draft: &OutageDraft) -> Message {
    let words = format!(
        "{} is entered for {} ({}). Nobody was told yet.",
        name(seen),
        window(draft.window),
        duration(draft.window.end - draft.window.start)
    );
    let press = Press::on_outage(OutageVerb::Preview, seen.number).to_string();
    with_buttons(
        &words,
        vec![button(Style::Primary, "Preview and publish…", press)],
    )
}

/// A change was asked for by a message that all can read: what it would say is behind a button.
pub fn asked(seen: &Seen<'_>, what: &str, press: Press) -> Message {
    let words = format!("{}: {what} Nobody was told yet.", name(seen));
    with_buttons(
        &words,
        vec![button(Style::Primary, "Preview…", press.to_string())],
    )
}

/// Something is missing that a message cannot be asked for: a button opens the form.
pub fn opens_form(words: &str, label: &str, press: Press) -> Message {
    with_buttons(words, vec![button(Style::Primary, label, press.to_string())])
}

/// It was not taken; what was typed is kept behind the button.
pub fn type_again(why: &str, press: Press) -> Message {
    with_buttons(
        why,
        vec![button(
            Style::Primary,
            "Change what you typed…",
            press.to_string(),
        )],
    )
}

/// Something stands against it: whoever may pass that is offered to, and anybody another time.
pub fn objected(
    why: &str,
    override_by: &[RoleName],
    actor: &Actor,
    another: Option<Press>,
    anyway: (&str, Press),
) -> Message {
    let mut buttons = Vec::new();
    buttons.extend(another.map(|press| button(Style::Primary, "Another time…", press.to_string())));
    if override_by.is_empty() || actor.has_any(override_by) {
        buttons.push(button(Style::Danger, anyway.0, anyway.1.to_string()));
    }
    with_buttons(why, buttons)
}

/// The same to somebody who typed a command that opens no form.
pub fn objected_to_a_message(why: &str, override_by: &[RoleName], actor: &Actor, example: &str) -> String {
    if override_by.is_empty() || actor.has_any(override_by) {
        format!("{why}\nYou may: `{example}`.")
    } else {
        why.to_owned()
    }
}

/// Whoever waits for approval reads who gives it.
pub fn approval_asked(seen: &Seen<'_>) -> Message {
    let roles = &seen.service.outages.approve_by;
    Message::plain(format!(
        "{} waits for {}: its card in #releases has **Approve**. Whoever entered it cannot approve it. Nobody else was told.",
        name(seen),
        any_of(roles)
    ))
}

/// What became of an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Its audiences read it now.
    Published,
    /// A second person approved it.
    Approved,
    /// It was given up.
    Withdrawn,
    /// Its window changed.
    Changed(Window),
    /// Its words changed.
    Reworded,
    /// It began.
    Started,
    /// It is over.
    Ended,
    /// It was called off.
    Cancelled,
}

/// What was done, to whoever did it.
pub fn done(seen: &Seen<'_>, what: Done) -> Message {
    let (name, number) = (name(seen), seen.number);
    Message::plain(match what {
        Done::Published => format!("{name} is published. Its audiences read it now."),
        Done::Approved => format!("{name} is approved: it can be published, with `/outage show {number}`."),
        Done::Withdrawn => format!("{name} is withdrawn; nobody was told."),
        Done::Changed(w) => format!(
            "{name} is now {}. Everybody who heard of it reads that.",
            window(w)
        ),
        Done::Reworded => format!("{name} is said in the new words; nobody was called for that."),
        Done::Started => format!("{name} has begun; its audiences read it."),
        Done::Ended => format!("{name} is over; its audiences read that the service is back."),
        Done::Cancelled => format!("{name} is called off; its audiences read it."),
    })
}

/// Nothing was done.
pub fn left(number: i64) -> Message {
    Message::plain(format!(
        "Nothing was changed, and nobody was told. `/outage show {number}` has it as it is."
    ))
}

/// Somebody is told by direct message from now on, or no more, with the way back.
pub fn subscribed(service: &Service, audience: &AudienceName, wanted: bool) -> Message {
    let title = service
        .audiences
        .get(audience)
        .map_or_else(|| audience.to_string(), |a| a.title.clone());
    let mark = mark_of_audience(service, audience);
    let press = |verb| Press {
        extra: mark,
        ..Press::plain(verb)
    };
    let (words, label, press) = if wanted {
        (
            format!("I tell you by direct message what {title} are told of outages."),
            "No, leave it",
            press(OutageVerb::Unsubscribe),
        )
    } else {
        (
            format!("I tell you no more by direct message what {title} are told."),
            "Yes, tell me",
            press(OutageVerb::Subscribe),
        )
    };
    with_buttons(&words, vec![button(Style::Secondary, label, press.to_string())])
}

/// The addresses of a feed, which nobody can be shown again.
pub fn feed(service: &Service, calendar: &str, atom: &str) -> Message {
    Message::plain(format!(
        "The outages of {}. Copy these now: they are shown once, and whoever has one can read it.\n\
         For your calendar: `{calendar}`\nFor a feed reader: `{atom}`\n\
         `/outage feed action:revoke` closes them again.",
        service.title
    ))
}

/// Feeds were closed.
pub fn feeds_closed(closed: usize) -> Message {
    Message::plain(match closed {
        0 => "You have no feed that is open. `/outage feed` gives you an address.".to_owned(),
        1 => "Your feed is closed: its addresses show nothing any more.".to_owned(),
        many => format!("Your {many} feeds are closed: their addresses show nothing any more."),
    })
}

/// A number that stands for an audience of a service.
pub fn mark_of_audience(service: &Service, audience: &AudienceName) -> i64 {
    mark_of_text(&format!("{}/{audience}", service.name)).into()
}

/// A number that stands for a service with its environments and audiences, which a press names by position.
pub fn mark_of_service(service: &Service) -> i64 {
    let environments: Vec<&str> = service.environments.iter().map(|e| e.name.as_str()).collect();
    let audiences: Vec<&str> = service.audiences.keys().map(AudienceName::as_str).collect();
    mark_of_text(&format!(
        "{}|{}|{}",
        service.name,
        environments.join(","),
        audiences.join(",")
    ))
    .into()
}

fn with_buttons(words: &str, buttons: Vec<crate::wording::message::Control>) -> Message {
    let mut parts = vec![text(crate::wording::text::Room::whole().clip(words))];
    parts.extend(rows(buttons));
    Message::new(parts)
}
