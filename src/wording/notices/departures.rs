//! To the team: which audience was not told, why, and what to do; and that it was told after all.

use crate::domain::notice::{Departures, Outcome, Parcel, Recipient};
use crate::wording::message::Message;
use crate::wording::text::{all_of, count, quote};

/// How many recipients are named in one message.
const NAMED: usize = 10;
/// The longest that is shown of a problem.
const SHOWN: usize = 400;

/// The message that tells the team.
pub(super) fn message(departures: &Departures) -> Message {
    let parcels = &departures.parcels;
    let (what, to) = (what(parcels), recipients(parcels));
    let is_one = parcels.len() == 1;
    let words = match &departures.outcome {
        Outcome::Missing { problem, fix } => {
            let fate = match fix {
                Some(fix) => format!(
                    "To mend it: {}. Then it goes by itself, at the latest after ten minutes.",
                    quote(fix, SHOWN)
                ),
                None if is_one => "It is tried again until it arrives or its time has passed.".to_owned(),
                None => "They are tried again until they arrive or their time has passed.".to_owned(),
            };
            format!(
                "**Not delivered:** {what} to {to}.\nWhy: {}.\n{fate}",
                quote(problem, SHOWN)
            )
        }
        Outcome::Delivered => format!("**Delivered after all:** {what} to {to}."),
        Outcome::GivenUp { why } => format!("**Given up:** {what} to {to}, because {}.", quote(why, SHOWN)),
    };
    Message::plain(&words)
}

/// What is missing, such as "2 letters (outage 18: announced, moved)".
fn what(parcels: &[Parcel]) -> String {
    let thing = match parcels.first().map(|parcel| &parcel.to) {
        Some(Recipient::Mail { .. }) => "letter",
        Some(Recipient::Endpoint { .. }) => "webhook",
        _ => "message",
    };
    let mut about: Vec<String> = Vec::new();
    for (number, kind) in parcels.iter().filter_map(|parcel| parcel.about) {
        let said = format!("outage {number}: {}", kind.as_str());
        if !about.contains(&said) {
            about.push(said);
        }
    }
    let many = count(i64::try_from(parcels.len()).unwrap_or(i64::MAX), thing);
    if about.is_empty() {
        many
    } else {
        format!("{many} ({})", about.join(", "))
    }
}

fn recipients(parcels: &[Parcel]) -> String {
    let mut names: Vec<String> = Vec::new();
    for parcel in parcels {
        let name = recipient(&parcel.to);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(NAMED);
    if more > 0 {
        names.truncate(NAMED);
        names.push(format!("{more} more"));
    }
    all_of(&names)
}

fn recipient(to: &Recipient) -> String {
    match to {
        Recipient::Mail { address, .. } => quote(address, 100),
        Recipient::Endpoint { endpoint, .. } => format!("the endpoint {}", quote(endpoint, 100)),
        Recipient::Channel { channel, .. } => format!("the channel {}", quote(channel, 100)),
        Recipient::Subscriber { person, .. } => format!("<@{person}>"),
        Recipient::Audience(audience) => quote(audience.as_str(), 100),
        Recipient::Side(side) => quote(side.as_str(), 100),
        Recipient::Thread | Recipient::Releases | Recipient::ThreadOf(_) => "the team".to_owned(),
    }
}
