//! Outages that stand alone, and what is said of outages when.

use chrono::{DateTime, Utc};

use super::given::*;
use crate::domain::command::{Command, ServiceCommand};
use crate::domain::decide::shut_gates;
use crate::domain::fact::ServiceFact;
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, Recipient, Word};
use crate::domain::outage::{
    Outage, OutageAbout, OutageCommand, OutageCourse, OutageWords, Plan, ReleaseOutage, Window,
};
use crate::domain::refusal::Refusal;

mod entered;
mod read;
mod said;

/// A service with two audiences, of which one has to know two days before; LT may pass what stands against an outage.
pub(super) const SHOP: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["prod"]
roles = ["SRE team", "VLE Services", "LT"]

[outages]
by = ["SRE team"]
override_by = ["LT"]
audiences = ["users"]

[audience.users]
title = "Users"
channel = "outages"

[audience.staff]
title = "Staff"
channel = "staff"
least_notice = "2d"
leads = ["1d"]
subscribers = true

[[process]]
name = "update"
title = "Update"
purpose = "An update."
occupies = ["prod"]

[[process.step]]
name = "window"
title = "Plan the outage"
owner = "SRE team"
asks = [{ outage = "users" }]

[[process.step]]
name = "deploy"
title = "Deploy"
owner = "SRE team"
environment = "prod"
asks = ["confirm"]
sets_version = "prod"
gates = ["outage-begun"]
closes_outage = true
"#;

pub(super) const NUMBER: i64 = 7;

impl Desk {
    pub(super) fn outage(&self) -> &Outage {
        &self.service.outages[&NUMBER]
    }

    pub(super) fn of_outage(&mut self, who: &str, command: OutageCommand) -> Result<(), Refusal> {
        let command = ServiceCommand::Outage(NUMBER, command);
        self.asks_service(&person(who), &command).map(drop)
    }

    pub(super) fn drafts(
        &mut self,
        who: &str,
        window: Window,
        audiences: &[&str],
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        let about = OutageAbout {
            audiences: audiences.iter().map(|a| AudienceName::from(*a)).collect(),
            words: OutageWords {
                why: Some("The disks are replaced.".to_owned()),
                ..OutageWords::default()
            },
            ..OutageAbout::default()
        };
        let reason = reason.map(str::to_owned);
        let plan = Plan {
            about,
            window,
            reason,
        };
        self.of_outage(who, OutageCommand::Draft(plan))
    }

    pub(super) fn has_announced(mut self, window: Window, audiences: &[&str]) -> Self {
        self.drafts(BEN, window, audiences, None).unwrap();
        self.of_outage(BEN, OutageCommand::Publish(window)).unwrap();
        self
    }

    /// What was said of outages from the `from`th on: to whom, what, how many minutes from now it was due.
    fn said(&self, from: usize) -> Vec<String> {
        let said = self.said_of_service()[from..].iter().filter_map(|(notice, _)| {
            let Word::Outage(news) = &notice.word else {
                return None;
            };
            let to = match &notice.to {
                Recipient::Audience(name) => name.to_string(),
                other => format!("{other:?}"),
            };
            let what = match &news.what {
                News::Reminder(lead) => format!("reminder {lead}"),
                what => news
                    .kind()
                    .map_or(format!("{what:?}"), |kind| kind.as_str().to_owned()),
            };
            Some(format!("{to}: {what}"))
        });
        said.collect()
    }

    /// Lets time pass until `until`, seeing to everything at its time; gives what was said, with its time.
    pub(super) fn lives_until(&mut self, until: DateTime<Utc>) -> Vec<(DateTime<Utc>, String)> {
        let mut said = Vec::new();
        while let Some(next) = self
            .due_for_service()
            .iter()
            .map(|t| t.due_at)
            .filter(|at| *at <= until)
            .min()
        {
            self.now = self.now.max(next);
            let before = self.said_of_service().len();
            self.clock_sees_to_the_service();
            said.extend(self.said(before).into_iter().map(|words| (self.now, words)));
        }
        self.now = until;
        said
    }
}

pub(super) fn shop() -> Desk {
    Desk::reading(SHOP)
}

pub(super) fn in_days(desk: &Desk, days: i64) -> Window {
    desk.window(days * 24 * 60, 120)
}

#[test]
fn the_outage_of_a_release_is_kept_through_its_release() {
    let mut desk = shop();
    desk.starts(BEN, "update", "1.0").unwrap();
    let window = in_days(&desk, 2);
    desk.announces(BEN, window).unwrap();
    let number = desk.number;
    let direct = ServiceCommand::Outage(number, OutageCommand::Extend(15));
    assert_eq!(
        desk.asks_service(&person(BEN), &direct),
        Err(Refusal::OutageOfRelease(number))
    );
    let off = Command::CallOutageOff {
        seen: 0,
        reason: None,
    };
    desk.does(BEN, &off).unwrap();
    let situation = desk.situation();
    let step = &situation.release.process.steps[1];
    assert_eq!(
        shut_gates(desk.now, &situation, step).len(),
        1,
        "the gate is shut again"
    );
    assert_eq!(
        desk.service.outages[&number].course(desk.now),
        OutageCourse::Cancelled
    );
    let again = in_days(&desk, 3);
    desk.announces(BEN, again).unwrap();
    assert_eq!(desk.service.outages[&number].find_open_window(), Some(again));
    assert_eq!(
        desk.said(0),
        ["users: announced", "users: cancelled", "users: announced"]
    );
}

/// A release and its service say the same of its outage.
pub(super) fn agree(of_release: Option<&ReleaseOutage>, of_service: Option<&Outage>) {
    let theirs = of_service.and_then(Outage::find_open_window);
    let ours = of_release.and_then(ReleaseOutage::find_open_window);
    assert_eq!(ours, theirs, "{of_release:#?} and {of_service:#?}");
    let is_on = of_release.is_some_and(ReleaseOutage::is_on);
    assert!(
        !is_on || of_service.is_some_and(Outage::is_open),
        "{of_release:#?} and {of_service:#?}"
    );
}

#[test]
fn a_fact_of_an_outage_reads_back_from_the_journal() {
    // `given` writes and reads every fact of every test here; this one names the kind that the journal has for it.
    let fact = ServiceFact::Outage {
        number: 7,
        what: crate::domain::outage::OutageFact::Ended,
    };
    let (kind, body) = crate::domain::fact::format::write(&fact);
    assert_eq!(
        (kind.as_str(), body.as_str()),
        ("Outage", r#"{"number":7,"what":"ended"}"#)
    );
}
