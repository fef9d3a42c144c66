//! Outages that stand alone, and what is said of outages when.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::given::*;
use crate::domain::agenda::instant;
use crate::domain::audience::NewsKind;
use crate::domain::command::{Command, Proposal, ServiceCommand};
use crate::domain::decide::shut_gates;
use crate::domain::fact::ServiceFact;
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, Recipient, Word};
use crate::domain::outage::{
    Change, Objection, Outage, OutageAbout, OutageCommand, OutageCourse, OutageWords, Plan, ReleaseOutage,
    Window,
};
use crate::domain::refusal::Refusal;

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
fn nobody_is_told_of_a_draft_and_everybody_of_what_is_published() {
    let mut desk = shop();
    let window = in_days(&desk, 10);
    desk.drafts(BEN, window, &["users", "staff"], None).unwrap();
    assert_eq!(
        (desk.said(0), desk.outage().course(desk.now)),
        (vec![], OutageCourse::Draft)
    );
    desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap();
    assert_eq!(desk.said(0), ["users: announced", "staff: announced"]);
    let outage = desk.outage();
    assert_eq!(
        (outage.revision, outage.course(desk.now)),
        (0, OutageCourse::Scheduled)
    );
}

#[test]
fn each_audience_is_told_at_its_lead_times_at_the_start_at_the_overrun_and_at_the_end() {
    let mut desk = shop();
    let window = in_days(&desk, 10);
    let mut desk = desk_with(&mut desk, window);
    let from = desk.now;
    let said = desk.lives_until(window.end + TimeDelta::minutes(30));
    let said: Vec<String> = said
        .iter()
        .map(|(at, words)| {
            format!(
                "{:>5} min before the start, {words}",
                (window.start - *at).num_minutes()
            )
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @"
    10080 min before the start, users: reminder 7d
     1440 min before the start, users: reminder 24h
     1440 min before the start, staff: reminder 1d
       60 min before the start, users: reminder 1h
        0 min before the start, users: started
        0 min before the start, staff: started
     -105 min before the start, Releases: EndsSoon
     -120 min before the start, users: overran
     -120 min before the start, staff: overran
     -120 min before the start, Releases: overran
    ");
    let seen = desk.outage().revision;
    desk.of_outage(BEN, OutageCommand::End { seen }).unwrap();
    assert_eq!(desk.outage().course(desk.now), OutageCourse::Completed);
    let actual = desk.outage().find_actual().unwrap();
    assert_eq!((actual.start, actual.end), (window.start, desk.now));
    assert!(desk.due_for_service().is_empty() && from < desk.now);
}

fn desk_with(desk: &mut Desk, window: Window) -> Desk {
    desk.clone().has_announced(window, &["users", "staff"])
}

#[test]
fn whoever_may_not_keep_outages_keeps_none() {
    let mut desk = shop();
    let window = in_days(&desk, 3);
    for who in [VAL, ZOE, LOU] {
        let refused = desk.drafts(who, window, &[], None).unwrap_err();
        assert!(
            matches!(refused, Refusal::RoleMissing { .. }),
            "{who}: {refused:?}"
        );
    }
    let mut desk = desk.has_announced(window, &[]);
    assert_eq!(
        desk.outage().about.audiences,
        [AudienceName::from("users")],
        "the usual audiences"
    );
    for command in [
        OutageCommand::Extend(15),
        OutageCommand::Start { seen: 0 },
        OutageCommand::End { seen: 0 },
        OutageCommand::Cancel {
            seen: 0,
            reason: None,
        },
    ] {
        let refused = desk.of_outage(VAL, command.clone()).unwrap_err();
        assert!(
            matches!(refused, Refusal::RoleMissing { .. }),
            "{command:?}: {refused:?}"
        );
    }
}

#[test]
fn an_outage_is_in_the_future_and_has_an_end_after_its_start() {
    let mut desk = shop();
    let past = desk.window(-60, 30);
    assert_eq!(
        desk.drafts(BEN, past, &[], None),
        Err(Refusal::WindowInThePast(past))
    );
    let backwards = desk.window(60, -5);
    assert_eq!(
        desk.drafts(BEN, backwards, &[], None),
        Err(Refusal::WindowBackwards(backwards))
    );
    let long = desk.window(60, 8 * 24 * 60);
    assert!(matches!(
        desk.drafts(BEN, long, &[], None),
        Err(Refusal::WindowTooLong(_))
    ));
    let window = in_days(&desk, 1);
    let unknown = desk.drafts(BEN, window, &["usrs"], None).unwrap_err();
    assert!(
        matches!(unknown, Refusal::NoAudience(name, known) if name.as_str() == "usrs" && known.len() == 2)
    );
}

#[test]
fn too_little_notice_is_passed_by_the_named_role_with_a_reason_that_is_kept() {
    let mut desk = shop();
    let window = in_days(&desk, 1);
    let refused = desk.drafts(BEN, window, &["staff"], None).unwrap_err();
    let Refusal::OutageObjected {
        objections,
        override_by,
    } = &refused
    else {
        panic!("{refused:?}");
    };
    assert!(matches!(&objections[..], [Objection::ShortNotice { audience, .. }] if audience == "Staff"));
    assert_eq!(override_by[0].as_str(), "LT");
    assert_eq!(
        desk.drafts(BEN, window, &["staff"], Some("a leak")),
        Err(refused),
        "a reason is not enough"
    );
    // Whoever passes it has to keep outages as well.
    let mut desk = Desk::reading(&SHOP.replace(r#"override_by = ["LT"]"#, r#"override_by = ["SRE team"]"#));
    desk.drafts(BEN, window, &["staff"], Some(" a leak ")).unwrap();
    desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap();
    let passed = &desk.outage().passed[0];
    assert_eq!(
        (passed.reason.as_str(), passed.stamp.by.as_str()),
        ("a leak", BEN)
    );
}

#[test]
fn where_nobody_is_named_whoever_plans_it_passes_what_stands_against_it_with_a_reason() {
    let mut desk = Desk::reading(
        &SHOP
            .replace("override_by = [\"LT\"]\n", "")
            .replace("[audience.users]", "[audience.users]\nleast_notice = \"2d\""),
    );
    let window = in_days(&desk, 1);
    let refused = desk.drafts(BEN, window, &["staff"], None).unwrap_err();
    let Refusal::OutageObjected { override_by, .. } = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        override_by.iter().map(|r| r.as_str()).collect::<Vec<_>>(),
        ["SRE team"]
    );
    desk.drafts(BEN, window, &["staff"], Some("a leak")).unwrap();
    desk.starts(BEN, "update", "1.0").unwrap();
    let at = desk.at_ask("window", "outage");
    let mut proposal = Proposal::from(window);
    let refused = desk
        .does(BEN, &Command::ProposeWindow(at.clone(), proposal.clone()))
        .unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { override_by, .. } if override_by[0].as_str() == "SRE team"),
        "{refused:?}"
    );
    proposal.reason = Some("a leak".to_owned());
    desk.does(BEN, &Command::ProposeWindow(at, proposal)).unwrap();
}

#[test]
fn two_outages_do_not_overlap_unseen_but_may_follow_one_another() {
    let desk = shop();
    let first = in_days(&desk, 3);
    let mut desk = desk.has_announced(first, &[]);
    let overlapping = Window {
        start: first.start + TimeDelta::minutes(30),
        end: first.end + TimeDelta::minutes(30),
    };
    let other = |window| {
        let about = OutageAbout::default();
        let reason = None;
        ServiceCommand::Outage(
            8,
            OutageCommand::Draft(Plan {
                about,
                window,
                reason,
            }),
        )
    };
    let refused = desk.asks_service(&person(BEN), &other(overlapping)).unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { objections, .. } if objections[..] == [Objection::Overlaps { number: NUMBER, window: first }]),
        "{refused:?}"
    );
    let after = Window {
        start: first.end,
        end: first.end + TimeDelta::hours(1),
    };
    desk.asks_service(&person(BEN), &other(after)).unwrap();
}

#[test]
fn a_freeze_and_a_holiday_stand_against_an_outage() {
    let calendar = r#"
[calendar]
holidays = [{ date = 2026-12-25, name = "Christmas Day" }]

[[freeze]]
name = "exams"
title = "Exams"
from = 2026-11-28
until = 2026-12-04
override_by = ["LT"]
"#;
    let mut desk = Desk::reading(&format!("{SHOP}{calendar}"));
    let at = |text: &str| {
        let start: DateTime<Utc> = text.parse().unwrap();
        let end = start + TimeDelta::hours(2);
        Window { start, end }
    };
    let refused = desk
        .drafts(BEN, at("2026-11-30T06:00:00Z"), &[], Some("now"))
        .unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { objections, override_by } if matches!(&objections[..], [Objection::Freeze { title, .. }] if title == "Exams") && override_by[0].as_str() == "LT"),
        "{refused:?}"
    );
    // 25 December in Auckland.
    let christmas = at("2026-12-24T20:00:00Z");
    let refused = desk.drafts(BEN, christmas, &[], None).unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { override_by, .. } if override_by.is_empty()),
        "{refused:?}"
    );
    desk.drafts(BEN, christmas, &[], Some("nobody is there to notice"))
        .unwrap();
}

#[test]
fn a_preview_that_is_out_of_date_publishes_nothing() {
    let mut desk = shop();
    let (first, second) = (in_days(&desk, 3), in_days(&desk, 4));
    desk.drafts(BEN, first, &[], None).unwrap();
    desk.drafts(ANA, second, &[], None).unwrap();
    assert_eq!(
        desk.of_outage(BEN, OutageCommand::Publish(first)),
        Err(Refusal::PreviewOutOfDate)
    );
    desk.of_outage(BEN, OutageCommand::Publish(second)).unwrap();
    let change = |desk: &Desk, seen| {
        OutageCommand::Change(Change {
            window: in_days(desk, 5),
            seen,
            reason: None,
        })
    };
    let stale = change(&desk, 3);
    assert_eq!(desk.of_outage(BEN, stale), Err(Refusal::PreviewOutOfDate));
    let fresh = change(&desk, 0);
    desk.of_outage(BEN, fresh).unwrap();
    assert_eq!(
        (desk.outage().revision, desk.outage().windows_before.as_slice()),
        (1, [second].as_slice())
    );
}

#[test]
fn where_a_second_person_approves_the_text_nobody_publishes_alone() {
    let mut desk = Desk::reading(&SHOP.replace("override_by", "approve_by = [\"SRE team\"]\noverride_by"));
    let window = in_days(&desk, 3);
    desk.drafts(BEN, window, &[], None).unwrap();
    let refused = desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap_err();
    assert!(matches!(refused, Refusal::ApprovalMissing(_)), "{refused:?}");
    assert_eq!(
        desk.of_outage(BEN, OutageCommand::Approve(window)),
        Err(Refusal::OwnOutage)
    );
    assert!(matches!(
        desk.of_outage(VAL, OutageCommand::Approve(window)),
        Err(Refusal::RoleMissing { .. })
    ));
    desk.of_outage(ANA, OutageCommand::Approve(window)).unwrap();
    // What is entered anew is approved anew.
    desk.drafts(BEN, window, &[], None).unwrap();
    assert!(desk.of_outage(BEN, OutageCommand::Publish(window)).is_err());
    desk.of_outage(ANA, OutageCommand::Approve(window)).unwrap();
    desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap();
}

#[test]
fn a_moved_outage_moves_its_reminders_and_the_old_ones_are_never_said() {
    let desk = shop();
    let first = in_days(&desk, 10);
    let mut desk = desk.has_announced(first, &["users"]);
    let later = in_days(&desk, 20);
    desk.of_outage(
        BEN,
        OutageCommand::Change(Change {
            window: later,
            seen: 0,
            reason: None,
        }),
    )
    .unwrap();
    assert_eq!(desk.said(1), ["users: moved"]);
    let said = desk.lives_until(first.start + TimeDelta::hours(3));
    assert_eq!(said, [], "nothing of the old window is left");
    let said = desk.lives_until(later.start);
    let said: Vec<&str> = said.iter().map(|(_, words)| words.as_str()).collect();
    assert_eq!(
        said,
        [
            "users: reminder 7d",
            "users: reminder 24h",
            "users: reminder 1h",
            "users: started"
        ]
    );
}

#[test]
fn a_called_off_outage_is_said_to_be_and_nothing_of_it_comes_later() {
    let desk = shop();
    let window = in_days(&desk, 10);
    let mut desk = desk.has_announced(window, &["users"]);
    let reason = Some("not needed".to_owned());
    desk.of_outage(BEN, OutageCommand::Cancel { seen: 0, reason })
        .unwrap();
    assert_eq!(desk.said(1), ["users: cancelled"]);
    assert_eq!(desk.lives_until(window.end), []);
    assert_eq!(
        desk.of_outage(BEN, OutageCommand::Extend(15)),
        Err(Refusal::NoOutage)
    );
}

/// Whoever pressed a button of a preview meant what it showed: when another change came between, nothing is done.
#[test]
fn what_was_read_before_another_change_is_not_acted_on() {
    let desk = shop();
    let window = in_days(&desk, 1);
    let mut desk = desk.has_announced(window, &["users"]);
    let read = desk.outage().revision;
    desk.of_outage(ANA, OutageCommand::Extend(30)).unwrap();
    let words = OutageWords::default();
    for command in acts_on(read, words.clone()) {
        let refused = desk.of_outage(BEN, command.clone());
        assert_eq!(refused, Err(Refusal::PreviewOutOfDate), "{command:?}");
    }
    let read_again = desk.outage().revision;
    for command in acts_on(read_again, words) {
        desk.clone().of_outage(BEN, command).unwrap();
    }
    desk.now = window.start;
    desk.clock_sees_to_the_service();
    let end = |seen| OutageCommand::End { seen };
    assert_eq!(
        desk.of_outage(BEN, end(read_again)),
        Err(Refusal::PreviewOutOfDate)
    );
    let seen = desk.outage().revision;
    desk.of_outage(BEN, end(seen)).unwrap();
}

fn acts_on(seen: u32, words: OutageWords) -> [OutageCommand; 3] {
    [
        OutageCommand::Reword { seen, words },
        OutageCommand::Start { seen },
        OutageCommand::Cancel { seen, reason: None },
    ]
}

#[test]
fn the_outage_of_a_release_is_not_acted_on_either_once_it_is_another() {
    let mut desk = shop();
    desk.starts(BEN, "update", "1.0").unwrap();
    let window = in_days(&desk, 1);
    desk.announces(BEN, window).unwrap();
    desk.extends(ANA, 30).unwrap();
    let words = OutageWords::default();
    let asked = |seen| {
        [
            Command::RewordOutage {
                seen,
                words: words.clone(),
            },
            Command::StartOutage { seen },
            Command::CallOutageOff { seen, reason: None },
        ]
    };
    for command in asked(0) {
        let refused = desk.does(BEN, &command);
        assert_eq!(refused, Err(Refusal::PreviewOutOfDate), "{command:?}");
    }
    for command in asked(1) {
        desk.clone().does(BEN, &command).unwrap();
    }
    desk.now = window.start;
    let end = Command::EndOutage { seen: 0 };
    assert_eq!(desk.does(BEN, &end), Err(Refusal::PreviewOutOfDate));
}

#[test]
fn what_was_slept_through_is_said_once_or_not_at_all() {
    let desk = shop();
    let window = in_days(&desk, 10);
    // Down from before the 7 days until half an hour before the start: the newest reminder is enough.
    let mut late = desk.clone().has_announced(window, &["users"]);
    late.now = window.start - TimeDelta::minutes(30);
    late.clock_sees_to_the_service();
    assert_eq!(late.said(1), ["users: reminder 1h"]);
    // Down until it had begun: no reminder of what has begun.
    let mut later = desk.has_announced(window, &["users"]);
    later.now = window.start + TimeDelta::minutes(5);
    later.clock_sees_to_the_service();
    assert_eq!(later.said(1), ["users: started"]);
    assert_eq!(
        later.outage().started_at(),
        Some(window.start),
        "it began by the clock"
    );
}

#[test]
fn an_audience_is_spared_what_it_does_not_want_to_hear() {
    let text = SHOP.replace(
        "channel = \"outages\"",
        "channel = \"outages\"\nspared = [\"started\", \"reminder\"]",
    );
    let desk = Desk::reading(&text);
    let process = desk.process("update");
    let users = &process.service.audiences[&AudienceName::from("users")];
    assert!(users.spared.contains(&NewsKind::Started) && users.spared.contains(&NewsKind::Reminder));
    let window = in_days(&desk, 3);
    let mut desk = desk.has_announced(window, &["users"]);
    desk.lives_until(window.start);
    let delivered = desk.said_of_service().iter().flat_map(|(notice, _)| {
        let name = AudienceName::from("users");
        crate::domain::notice::deliveries(notice, (&name, users), &Default::default())
    });
    assert_eq!(
        delivered.count(),
        0,
        "the announcement is a card, and the rest is spared"
    );
}

#[test]
fn whoever_subscribes_is_told_until_they_unsubscribe() {
    let mut desk = shop();
    let staff = || AudienceName::from("staff");
    let users = ServiceCommand::Subscribe("users".into());
    assert_eq!(
        desk.asks_service(&person(ZOE), &users),
        Err(Refusal::NoSubscribers("Users".to_owned()))
    );
    for _ in 0..2 {
        desk.asks_service(&person(ZOE), &ServiceCommand::Subscribe(staff()))
            .unwrap();
    }
    assert_eq!(desk.service.subscribers[&staff()].len(), 1);
    desk.asks_service(&person(ZOE), &ServiceCommand::Unsubscribe(staff()))
        .unwrap();
    assert!(desk.service.subscribers[&staff()].is_empty());
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

/// A year of outages, every Tuesday at 18:00 local, in zones with and without summer time: every notice once, at the
/// right local minute, on both changes of the clocks.
#[test]
fn a_year_of_outages_is_announced_at_the_right_local_minute_in_every_zone() {
    let zones = [
        "Pacific/Auckland",
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
    ];
    for zone in zones {
        let mut desk = Desk::reading(&SHOP.replace("Pacific/Auckland", zone));
        let tz: chrono_tz::Tz = zone.parse().unwrap();
        let first = chrono::NaiveDate::from_ymd_opt(2026, 12, 8).unwrap();
        let start = |number: i64| {
            let day = first + TimeDelta::days(7 * number);
            instant(tz, day.and_hms_opt(18, 0, 0).unwrap())
        };
        let of = |number, command| ServiceCommand::Outage(number, command);
        for number in 0..52 {
            let window = Window {
                start: start(number),
                end: start(number) + TimeDelta::hours(2),
            };
            let (about, reason) = (OutageAbout::default(), None);
            let plan = Plan {
                about,
                window,
                reason,
            };
            for command in [OutageCommand::Draft(plan), OutageCommand::Publish(window)] {
                desk.asks_service(&person(BEN), &of(number, command)).unwrap();
            }
        }
        for number in 0..52 {
            desk.lives_until(start(number) + TimeDelta::minutes(30));
            let seen = desk.service.outages[&number].revision;
            desk.asks_service(&person(BEN), &of(number, OutageCommand::End { seen }))
                .unwrap();
        }
        let mut told: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for (notice, _) in desk.said_of_service() {
            let Word::Outage(news) = &notice.word else {
                continue;
            };
            let local = news.due_at.with_timezone(&tz).format("%a %H:%M");
            let what = match &news.what {
                News::Reminder(lead) => format!("{lead} {local}"),
                what => format!("{what:?} {local}"),
            };
            told.entry(news.number).or_default().push(what);
        }
        assert_eq!(told.len(), 52);
        for (number, told) in told {
            // A day before is 24 hours before: on the day after the clocks went another hour of the wall.
            let day_before = (start(number) - TimeDelta::hours(24)).with_timezone(&tz);
            let day_before = format!("24h {}", day_before.format("%a %H:%M"));
            let told: Vec<&str> = told[1..].iter().map(String::as_str).collect();
            let awaited = [
                "7d Tue 18:00",
                &day_before,
                "1h Tue 17:00",
                "Started Tue 18:00",
                "Ended Tue 18:30",
            ];
            assert_eq!(told, awaited, "{zone}, outage {number}");
        }
    }
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
