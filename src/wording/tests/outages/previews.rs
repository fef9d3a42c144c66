//! What is read before anything is said: every notice with its time.

use super::cards::looks;
use crate::domain::audience::NewsKind;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::notice::{Recipient, Word, told_of_outage};
use crate::domain::outage::{Outage, OutageFact};
use crate::domain::person::Stamp;
use crate::domain::process::Service;
use crate::wording::message::text as text_part;
use crate::wording::outages::letter::letter;
use crate::wording::outages::preview::Subscribers;
use crate::wording::outages::{Intent, preview, preview_message, words};
use crate::wording::tests::limits::assert_fits;
use crate::wording::tests::outages::{EVENING, Story, about, announced, at, changed, hours, service};
use crate::wording::tests::reading::read;

pub(super) fn intent<'a>(
    before: &'a Outage,
    fact: &'a OutageFact,
    service: &'a Service,
    subscribers: &'a Subscribers,
) -> Intent<'a> {
    Intent {
        number: 18,
        before,
        fact,
        service,
        subscribers,
    }
}

/// S0.18: what is seen before an announcement is what is then said, everywhere and at its time.
#[test]
fn a_preview_names_every_notice_with_its_time() {
    let mut service = service();
    let mut staff = service.audiences[&AudienceName::from("users")].clone();
    staff.title = "Staff".to_owned();
    staff.channel = None;
    staff.subscribers = false;
    staff.endpoints = vec!["status".to_owned()];
    staff.leads = Some(Vec::new());
    staff.spared = [NewsKind::Started].into();
    service.audiences.insert("staff".into(), staff);
    let people = ["ana", "ben"].map(PersonId::from);
    let subscribers: Subscribers = [("users".into(), people.into())].into();
    let (before, now) = (Outage::default(), at("2026-11-25T08:00:00Z"));
    let fact = announced(&["users", "staff"], hours(EVENING, 2));
    let planned = preview(&intent(&before, &fact, &service, &subscribers), now);
    let message = preview_message(&planned, "**Preview**", vec![text_part("[Publish]")]);
    assert_fits(&message, "a preview");
    insta::assert_snapshot!(looks(&message), @r"
    **Preview**
    ---
    **MyPortfolio users** read now, in #outages, by direct message to 2 people, by mail to it-news@example.org, calling SRE team:
    **MyPortfolio will be unavailable** <t:1796101200:F> to <t:1796108400:t> (<t:1796101200:R>)
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    Later:
    · <t:1796014800:F> (<t:1796014800:R>): a reminder
    · <t:1796097600:F> (<t:1796097600:R>): a reminder
    · <t:1796101200:F> (<t:1796101200:R>): that it has begun
    · when it is over: that the service is back
    **Staff** read now, by webhook to status, by mail to it-news@example.org:
    MyPortfolio will be unavailable on Tuesday 1 December, 18:00 to 20:00

    MyPortfolio will be unavailable on Tuesday 1 December 2026, 18:00 to 20:00 (UTC+13:00).

    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general

    \-- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: Staff.
    Later:
    · when it is over: that the service is back
    [Publish]
    ");

    // What is told at once reads as it was seen.
    let mut after = before.clone();
    after.apply(
        &fact,
        Stamp {
            by: "ben".into(),
            at: now,
        },
    );
    let told = told_of_outage(18, &fact, now, &after);
    for notice in &told {
        let (Recipient::Audience(name), Word::Outage(news)) = (&notice.to, &notice.word) else {
            panic!("{notice:?}");
        };
        let audience = &service.audiences[name];
        let in_chat = words(news, &after, &service, audience, now);
        let by_mail = letter(news, &after, &service, audience, now).text;
        let seen: Vec<&str> = planned
            .iter()
            .filter(|p| p.audience == *name)
            .map(|p| p.text.as_str())
            .collect();
        assert!(
            seen.iter()
                .any(|text| *text == in_chat || text.ends_with(&by_mail)),
            "{name}"
        );
    }
}

#[test]
fn a_preview_of_a_change_says_what_was_and_which_reminders_are_left() {
    let service = service();
    let first = hours(EVENING, 2);
    let story = Story::of(service.clone()).then("2026-11-24T08:00:00Z", "ben", &announced(&["users"], first));
    let moved = changed(hours("2026-12-01T08:00:00Z", 2), first);
    let nobody = Subscribers::new();
    let seen = |fact: &OutageFact, now: &str| {
        let planned = preview(&intent(&story.outage, fact, &service, &nobody), at(now));
        looks(&preview_message(&planned, "**Preview**", Vec::new()))
    };
    let cancelled = OutageFact::Cancelled { reason: None };
    let both = [
        seen(&moved, "2026-11-30T20:00:00Z"),
        seen(&cancelled, "2026-11-30T20:00:00Z"),
    ];
    insta::assert_snapshot!(both.join("\n=====\n"), @"
    **Preview**
    ---
    **MyPortfolio users** read now, in #outages, by mail to it-news@example.org:
    **Moved: MyPortfolio will be unavailable** <t:1796112000:F> to <t:1796119200:t> (<t:1796112000:R>), not <t:1796101200:F> to <t:1796108400:t>
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    Later:
    · <t:1796108400:F> (<t:1796108400:R>): a reminder
    · <t:1796112000:F> (<t:1796112000:R>): that it has begun
    · when it is over: that the service is back
    =====
    **Preview**
    ---
    **MyPortfolio users** read now, in #outages, by mail to it-news@example.org:
    **Cancelled:** MyPortfolio stays available; the outage <t:1796101200:F> to <t:1796108400:t> will not happen.
    ");
}

/// Discord takes so much of a message: what does not fit is counted and named.
#[test]
fn a_preview_of_many_loud_audiences_fits_and_counts_the_rest() {
    let mut service = service();
    let mut names = Vec::new();
    for n in 0..30 {
        let mut loud = service.audiences[&AudienceName::from("users")].clone();
        loud.title = format!("Audience {n:02} 😀*_~`|");
        loud.mail = (0..40).map(|m| format!("all-{m}@example.org")).collect();
        loud.channels = (0..12).map(|c| format!("channel-{c}")).collect();
        let name = format!("loud-{n:02}");
        service.audiences.insert(name.as_str().into(), loud);
        names.push(name);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (before, nobody) = (Outage::default(), Subscribers::new());
    for why in ["short".to_owned(), "😀*".repeat(2_000)] {
        let mut about = about(&names);
        about.words.why = Some(why);
        let window = hours(EVENING, 2);
        let fact = OutageFact::Announced {
            about,
            window,
            objections: Vec::new(),
            reason: None,
        };
        let planned = preview(
            &intent(&before, &fact, &service, &nobody),
            at("2026-11-25T08:00:00Z"),
        );
        let message = preview_message(&planned, "**Preview**", Vec::new());
        assert_fits(&message, "a loud preview");
        let seen = read(&message);
        let shown = seen.matches("read now").count();
        assert!(
            seen.contains(&format!("{} more audiences are told as well", 30 - shown)),
            "{seen}"
        );
    }
}

#[test]
fn a_preview_says_when_nobody_is_told() {
    let mut service = service();
    let users = service.audiences.get_mut(&"users".into()).unwrap();
    (users.channel, users.subscribers, users.mail) = (None, false, Vec::new());
    let (before, nobody) = (Outage::default(), Subscribers::new());
    let fact = announced(&["users"], hours(EVENING, 2));
    let planned = preview(
        &intent(&before, &fact, &service, &nobody),
        at("2026-11-25T08:00:00Z"),
    );
    assert!(planned.is_empty());
    let seen = read(&preview_message(&planned, "**Preview**", Vec::new()));
    assert!(seen.contains("Nobody will be told"), "{seen}");
}
