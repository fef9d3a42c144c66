//! Who is reached by which way, and until when something is said.

use std::collections::BTreeSet;

use chrono::{TimeDelta, Utc};

use super::given::*;
use super::outages_alone::{NUMBER, SHOP, in_days, shop};
use crate::domain::audience::{Audience, Lead};
use crate::domain::card::{self, CardKey};
use crate::domain::command::{Command, Proposal};
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::notice::{News, Notice, Recipient, Word, deliveries};
use crate::domain::outage::{Change, Objection, OutageCommand, Plan, Window};
use crate::domain::refusal::Refusal;

/// An audience that is reached by every way.
fn reached_by_all() -> Audience {
    Audience {
        title: "Users".to_owned(),
        channel: Some("outages".to_owned()),
        channels: vec!["students".to_owned()],
        subscribers: true,
        mail: vec!["it-news@example.org".to_owned()],
        endpoints: vec!["status".to_owned()],
        ..Audience::default()
    }
}

/// How a notice reaches that audience, in one word each.
fn ways(notice: &Notice, audience: &Audience) -> Vec<String> {
    let subscribers: BTreeSet<PersonId> = ["zoe", "max"].map(PersonId::from).into();
    let told = deliveries(notice, (&AudienceName::from("users"), audience), &subscribers);
    let way = |notice: Notice| match notice.to {
        Recipient::Channel { channel, .. } => format!("#{channel}"),
        Recipient::Subscriber { person, .. } => format!("@{person}"),
        Recipient::Mail { address, .. } => address,
        Recipient::Endpoint { endpoint, .. } => format!("endpoint {endpoint}"),
        other => format!("{other:?}"),
    };
    told.into_iter().map(way).collect()
}

/// What was said of the outage, the `n`th from the end.
fn said(desk: &Desk, what: impl Fn(&News) -> bool) -> Notice {
    let all = desk.said_of_service().iter().rev();
    let mut of_outages =
        all.filter(|(notice, _)| matches!(&notice.word, Word::Outage(news) if what(&news.what)));
    of_outages.next().expect("it was said").0.clone()
}

#[test]
fn an_audience_is_told_by_every_way_it_has_once_each() {
    let desk = shop();
    let window = in_days(&desk, 10);
    let mut desk = desk.has_announced(window, &["users"]);
    let users = reached_by_all();
    let announced = said(&desk, |what| *what == News::Announced);
    // In a channel the announcement is a card.
    let elsewhere = ["@max", "@zoe", "it-news@example.org", "endpoint status"];
    assert_eq!(ways(&announced, &users), elsewhere);
    desk.lives_until(window.start);
    let everywhere = [
        "#outages",
        "#students",
        "@max",
        "@zoe",
        "it-news@example.org",
        "endpoint status",
    ];
    for what in [News::Started, News::Reminder(Lead::Days(7))] {
        assert_eq!(ways(&said(&desk, |w| *w == what), &users), everywhere, "{what:?}");
    }
    // Whoever did not ask for direct messages gets none, and a step's words are no news of an outage.
    let silent = Audience {
        subscribers: false,
        ..users.clone()
    };
    assert_eq!(
        ways(&announced, &silent),
        ["it-news@example.org", "endpoint status"]
    );
    let of_a_step = Notice {
        word: Word::Told {
            text: "Please test it.".to_owned(),
        },
        ..announced
    };
    assert_eq!(ways(&of_a_step, &users), &everywhere[..5]);
}

#[test]
fn nothing_is_said_after_the_fact() {
    let desk = shop();
    let window = in_days(&desk, 10);
    let mut desk = desk.has_announced(window, &["users"]);
    desk.lives_until(window.end);
    let until = |what: News| said(&desk, |w| *w == what).not_after;
    assert_eq!(until(News::Announced), Some(window.end));
    assert_eq!(until(News::Reminder(Lead::Days(7))), Some(window.start));
    assert_eq!(until(News::Started), Some(window.end));
    let overran = said(&desk, |w| *w == News::Overran);
    let Word::Outage(news) = &overran.word else {
        unreachable!()
    };
    assert_eq!(
        (overran.not_after, news.due_at),
        (None, window.end),
        "it is true until somebody ends it"
    );
}

#[test]
fn an_overrun_is_told_once_and_again_after_an_extension() {
    let desk = shop();
    let window = in_days(&desk, 1);
    let mut desk = desk.has_announced(window, &["users"]);
    desk.lives_until(window.end + TimeDelta::hours(2));
    let overruns = |desk: &Desk| {
        let all = desk.said_of_service().iter();
        all.filter(|(notice, _)| {
            matches!(&notice.word, Word::Outage(news) if news.what == News::Overran)
                && matches!(notice.to, Recipient::Audience(_))
        })
        .count()
    };
    assert_eq!(overruns(&desk), 1);
    desk.of_outage(BEN, OutageCommand::Extend(30)).unwrap();
    let end = desk.outage().window.unwrap().end;
    desk.lives_until(end + TimeDelta::hours(2));
    assert_eq!(overruns(&desk), 2);
}

#[test]
fn the_team_is_warned_a_quarter_of_an_hour_before_the_end_only_where_no_release_warns_it() {
    let desk = shop();
    let window = in_days(&desk, 1);
    let mut alone = desk.clone().has_announced(window, &["users"]);
    alone.lives_until(window.end - TimeDelta::minutes(15));
    let warning = said(&alone, |w| *w == News::EndsSoon);
    assert_eq!(
        (warning.to, alone.now),
        (Recipient::Releases, window.end - TimeDelta::minutes(15))
    );
    let mut of_release = desk;
    of_release.starts(BEN, "update", "1.0").unwrap();
    of_release.announces(BEN, window).unwrap();
    of_release.lives_until(window.end);
    let to_team = of_release
        .said_of_service()
        .iter()
        .filter(|(n, _)| n.to == Recipient::Releases);
    assert_eq!(to_team.count(), 0);
}

#[test]
fn an_outage_does_not_stand_in_its_own_way_when_it_is_moved() {
    let desk = shop();
    let window = in_days(&desk, 3);
    let mut desk = desk.has_announced(window, &["users"]);
    let later = Window {
        start: window.start + TimeDelta::minutes(30),
        end: window.end + TimeDelta::minutes(30),
    };
    let (seen, reason) = (0, None);
    let change = Change {
        window: later,
        seen,
        reason,
    };
    desk.of_outage(BEN, OutageCommand::Change(change)).unwrap();
}

#[test]
fn what_has_come_up_since_the_preview_is_not_published_unseen() {
    let mut desk = shop();
    let window = in_days(&desk, 3);
    desk.drafts(BEN, window, &["users"], None).unwrap();
    // Meanwhile somebody announces another one at that time, and a release its own.
    let (about, reason) = (desk.outage().about.clone(), None);
    let other = |command| crate::domain::command::ServiceCommand::Outage(8, command);
    let plan = Plan {
        about,
        window,
        reason,
    };
    desk.asks_service(&person(ANA), &other(OutageCommand::Draft(plan)))
        .unwrap();
    desk.starts(BEN, "update", "1.0").unwrap();
    let at = desk.at_ask("window", "outage");
    desk.does(BEN, &Command::ProposeWindow(at.clone(), Proposal::from(window)))
        .unwrap();
    desk.asks_service(&person(ANA), &other(OutageCommand::Publish(window)))
        .unwrap();
    let refused = desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap_err();
    let overlaps = |refused: &Refusal| matches!(refused, Refusal::OutageObjected { objections, .. } if matches!(objections[..], [Objection::Overlaps { number: 8, .. }]));
    assert!(overlaps(&refused), "{refused:?}");
    let refused = desk.does(BEN, &Command::PublishOutage(at, window)).unwrap_err();
    assert!(overlaps(&refused), "{refused:?}");
}

#[test]
fn a_release_that_extends_or_ends_its_outage_tells_its_service() {
    let mut desk = shop();
    desk.starts(BEN, "update", "1.0").unwrap();
    let window = desk.window(60, 120);
    desk.announces(BEN, window).unwrap();
    let number = desk.number;
    desk.now = window.start;
    desk.extends(BEN, 30).unwrap();
    let longer = Window {
        end: window.end + TimeDelta::minutes(30),
        ..window
    };
    assert_eq!(desk.service.outages[&number].find_open_window(), Some(longer));
    let stale = Change {
        window,
        seen: 0,
        reason: None,
    };
    assert_eq!(
        desk.does(BEN, &Command::ChangeOutage(stale)),
        Err(Refusal::PreviewOutOfDate)
    );
    let seen = desk.service.outages[&number].revision;
    desk.does(BEN, &Command::EndOutage { seen }).unwrap();
    assert_eq!(
        desk.service.outages[&number].ended.as_ref().map(|stamp| stamp.at),
        Some(desk.now)
    );
}

#[test]
fn a_freeze_of_another_environment_or_passed_by_its_own_roles_holds_nobody_up() {
    let freeze = "\n[[freeze]]\nname = \"exams\"\ntitle = \"Exams\"\nfrom = 2026-11-28\nuntil = 2026-12-04\nenvironments = [\"prod\"]\noverride_by = [\"VLE Services\"]\n";
    let text = SHOP.replace(
        r#"environments = ["prod"]"#,
        r#"environments = ["staging", "prod"]"#,
    );
    let text = text.replace(r#"by = ["SRE team"]"#, r#"by = ["SRE team", "VLE Services"]"#);
    let mut desk = Desk::reading(&format!("{text}{freeze}"));
    let start = "2026-11-30T06:00:00Z".parse().unwrap();
    let window = Window {
        start,
        end: start + TimeDelta::hours(2),
    };
    let plan = |environment: &str, reason: Option<&str>| {
        let about = crate::domain::outage::OutageAbout {
            environment: Some(environment.into()),
            ..Default::default()
        };
        let reason = reason.map(str::to_owned);
        OutageCommand::Draft(Plan {
            about,
            window,
            reason,
        })
    };
    desk.of_outage(BEN, plan("staging", None)).unwrap();
    let refused = desk.of_outage(BEN, plan("prod", Some("now"))).unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { override_by, .. } if override_by[0].as_str() == "VLE Services"),
        "{refused:?}"
    );
    desk.of_outage(VAL, plan("prod", Some("now"))).unwrap();
    assert_eq!(
        desk.outage().draft.as_ref().unwrap().about.environment,
        Some("prod".into())
    );
}

#[test]
fn a_draft_is_seen_by_the_team_alone() {
    let mut desk = shop();
    let window = in_days(&desk, 3);
    desk.drafts(BEN, window, &["users"], None).unwrap();
    let service = &desk.process("update").service;
    let keys = |desk: &Desk| -> Vec<CardKey> {
        let cards = card::of_outage(NUMBER, desk.outage(), service);
        cards.into_iter().map(|(key, _)| key).collect()
    };
    assert_eq!(keys(&desk), [CardKey::OutageDesk(NUMBER)]);
    desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap();
    assert!(keys(&desk).contains(&CardKey::Outage(NUMBER, "users".into(), "outages".to_owned())));
}

#[test]
fn days_after_are_days_of_the_calendar() {
    let zone = chrono_tz::Pacific::Auckland;
    // The clocks go forward on 27 September 2026.
    let now: chrono::DateTime<Utc> = "2026-09-26T06:00:00Z".parse().unwrap();
    let local = |lead: Lead| lead.after(now, zone).with_timezone(&zone).to_rfc3339();
    assert_eq!(local(Lead::Days(2)), "2026-09-28T18:00:00+13:00");
    assert_eq!(local(Lead::Minutes(2 * 24 * 60)), "2026-09-28T19:00:00+13:00");
}
