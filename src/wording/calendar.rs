//! A set of holidays that is read from an address, in words: that it cannot be read, and that it can again.

use std::sync::Arc;

use crate::domain::decide::keepers;
use crate::domain::name::RoleName;
use crate::domain::notice::{CalendarFate, CalendarNews};
use crate::domain::process::Process;

use super::message::Message;
use super::notices::{RoleIds, calling};
use super::text::{quote, relative};

/// What the team is told; whoever plans the days is called when something is to be mended.
pub(super) fn told(news: &CalendarNews, process: &Arc<Process>, roles: &RoleIds) -> Message {
    let (service, set) = (&process.service.title, quote(news.set.as_str(), 60));
    let CalendarFate::Failing {
        problem,
        fix,
        kept_since,
    } = &news.fate
    else {
        return Message::plain(format!("The holidays **{set}** of {service} are read again."));
    };
    calling(&planners(process), roles, |who| {
        let kept = match kept_since {
            Some(since) => format!("The days that were read {} still hold", relative(*since)),
            None => "Until then no day of it counts".to_owned(),
        };
        format!(
            "{who}: the holidays **{set}** of {service} cannot be read from their address: {}.\n{}.\n-# {kept}. I try again every hour, and say so when it is done.",
            quote(problem, 300),
            quote(fix, 300)
        )
    })
}

/// Whoever releases on planned days; where none are planned, whoever keeps outages.
fn planners(process: &Arc<Process>) -> Vec<RoleName> {
    let cadences = process.service.cadences.iter();
    let planners: Vec<RoleName> = cadences.map(|cadence| cadence.role.clone()).collect();
    match planners.is_empty() {
        true => keepers(std::slice::from_ref(process)),
        false => planners,
    }
}
