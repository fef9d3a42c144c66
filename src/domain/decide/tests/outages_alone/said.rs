//! What is said of an outage when, and to whom.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::domain::audience::NewsKind;
use crate::domain::command::ServiceCommand;
use crate::domain::decide::tests::given::*;
use crate::domain::decide::tests::outages_alone::{SHOP, in_days, shop};
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, Word};
use crate::domain::outage::{Change, OutageAbout, OutageCommand, OutageCourse, Plan, Window};
use crate::domain::refusal::Refusal;
use crate::domain::wall_clock::instant;

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
