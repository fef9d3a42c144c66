//! Outages as people read them in chat.

use chrono::TimeDelta;

use crate::domain::audience::{Lead, NewsKind};
use crate::domain::name::AudienceName;
use crate::domain::notice::{News, OutageNews};
use crate::domain::outage::{Objection, Outage, OutageFact, OutageWords, Window};
use crate::domain::person::Stamp;
use crate::wording::outages::letter::letter;
use crate::wording::outages::{notice, words};
use crate::wording::refusals::outages::objection;
use crate::wording::tests::limits::assert_fits;
use crate::wording::tests::outages::{EVENING, Story, about, announced, at, hours, service, whole_life};
use crate::wording::tests::reading::read;

#[test]
fn an_outage_in_chat_from_its_announcement_to_its_end() {
    insta::assert_snapshot!(whole_life(service()).in_chat(), @"
    **MyPortfolio will be unavailable** <t:1796101200:F> to <t:1796108400:t> (<t:1796101200:R>)
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    =====
    **Moved: MyPortfolio will be unavailable** <t:1796187600:F> to <t:1796194800:t> (<t:1796187600:R>), not <t:1796101200:F> to <t:1796108400:t>
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    =====
    **Changed: MyPortfolio will be unavailable** <t:1796187600:F> to <t:1796198400:t> (<t:1796187600:R>), not <t:1796187600:F> to <t:1796194800:t>
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    =====
    **MyPortfolio is unavailable** since <t:1796187600:t>; it is expected back <t:1796198400:F> (<t:1796198400:R>).
    Questions: #general
    =====
    **MyPortfolio needs longer**: it is expected back <t:1796205600:F> (<t:1796205600:R>), not <t:1796198400:t>. We are sorry for the delay.
    Questions: #general
    =====
    **MyPortfolio will be back sooner**: it is expected <t:1796202000:F> (<t:1796202000:R>), not <t:1796205600:t>.
    Questions: #general
    =====
    **MyPortfolio is not back yet.** It was expected <t:1796202000:F> (<t:1796202000:R>). We are working on it and will tell you here.
    Questions: #general
    =====
    **MyPortfolio is back** since <t:1796203200:t>, 20 minutes later than announced. Thank you for your patience.
    ");
}

/// A reminder, and an outage that is called off, over a night in which the clocks are changed.
#[test]
fn a_reminder_and_a_cancellation() {
    let mut service = service();
    service.zone = chrono_tz::Europe::London;
    let night = hours("2026-10-25T00:30:00Z", 1);
    let reminded = OutageFact::Reminded {
        timer: "x".to_owned(),
        tell: Some(crate::domain::outage::LeadDue {
            audience: "users".into(),
            lead: Lead::Minutes(60),
            due_at: at("2026-10-24T23:30:00Z"),
        }),
    };
    let story = Story::of(service)
        .then("2026-10-20T08:00:00Z", "ben", &announced(&["users"], night))
        .then("2026-10-24T23:30:00Z", "clock", &reminded)
        .then(
            "2026-10-25T00:00:00Z",
            "ben",
            &OutageFact::Cancelled {
                reason: Some("not said to them".to_owned()),
            },
        );
    let later = Story {
        told: story.told[1..].to_vec(),
        ..story
    };
    insta::assert_snapshot!(format!("{}\n=====\n{}", later.in_chat(), later.by_mail()), @"
    **Reminder: MyPortfolio will be unavailable** <t:1792888200:F> to <t:1792891800:t> (<t:1792888200:R>)
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    =====
    **Cancelled:** MyPortfolio stays available; the outage <t:1792888200:F> to <t:1792891800:t> will not happen.
    =====
    Subject: Reminder: MyPortfolio will be unavailable on Sunday 25 October, 01:30 (UTC+01:00) to 01:30 (UTC+00:00)

    Reminder: MyPortfolio will be unavailable on Sunday 25 October 2026, 01:30 (UTC+01:00) to 01:30 (UTC+00:00).

    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general

    -- 
    Times are those of Europe/London.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: Cancelled: MyPortfolio stays available on Sunday 25 October, 01:30 (UTC+01:00) to 01:30 (UTC+00:00)

    Cancelled: MyPortfolio stays available; the outage on Sunday 25 October 2026, 01:30 (UTC+01:00) to 01:30 (UTC+00:00) will not happen.

    -- 
    Times are those of Europe/London.
    Outage 18, told to: MyPortfolio users.
    ");
}

#[test]
fn an_outage_that_nobody_announced() {
    let about = about(&["users"]);
    let story = Story::of(service())
        .then(
            "2026-12-02T05:00:00Z",
            "ben",
            &OutageFact::Started { about: Some(about) },
        )
        .then("2026-12-02T06:10:00Z", "ben", &OutageFact::Ended);
    insta::assert_snapshot!(format!("{}\n=====\n{}", story.in_chat(), story.by_mail()), @"
    **MyPortfolio is unavailable** since <t:1796187600:t>. You will read here when it is back.
    Questions: #general
    =====
    **MyPortfolio is back** since <t:1796191800:t>. Thank you for your patience.
    =====
    Subject: MyPortfolio is unavailable

    MyPortfolio is unavailable since Wednesday 2 December 2026, 18:00 (UTC+13:00). You will be told when it is back.

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is back

    MyPortfolio is back since Wednesday 2 December 2026, 19:10 (UTC+13:00). Thank you for your patience.

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    ");
}

/// What comes much too late says so, in chat and by mail.
#[test]
fn what_comes_late_says_so() {
    let mut story = Story::of(service()).then(
        "2026-11-24T08:00:00Z",
        "ben",
        &announced(&["users"], hours(EVENING, 2)),
    );
    let late = |story: &Story| {
        (
            story.in_chat().contains("This comes"),
            story.by_mail().contains("This comes"),
        )
    };
    story.told[0].2 += TimeDelta::minutes(4);
    assert_eq!(late(&story), (false, false));
    story.told[0].2 += TimeDelta::minutes(86);
    assert!(story.in_chat().ends_with("-# This comes 1 hour 30 minutes late."));
    assert!(
        story.by_mail().contains("\nThis comes 1 hour 30 minutes late.\n"),
        "{}",
        story.by_mail()
    );
}

/// Users work on the last of the environments; an outage of another one is not said to be theirs.
#[test]
fn an_outage_of_another_environment_names_it() {
    let window = hours(EVENING, 2);
    let subject = |environment: &str| {
        let mut about = about(&["users"]);
        about.environment = Some(environment.into());
        let fact = OutageFact::Announced {
            about,
            window,
            objections: Vec::new(),
            reason: None,
        };
        let story = Story::of(service()).then("2026-11-24T08:00:00Z", "ben", &fact);
        story.by_mail().lines().next().unwrap().to_owned()
    };
    assert_eq!(
        subject("prod"),
        "Subject: MyPortfolio will be unavailable on Tuesday 1 December, 18:00 to 20:00"
    );
    assert_eq!(
        subject("uat"),
        "Subject: MyPortfolio on uat will be unavailable on Tuesday 1 December, 18:00 to 20:00"
    );
}

/// What people type is said, and does nothing: in chat and in a header.
#[test]
fn hostile_words_stay_words() {
    let hostile = [
        "@everyone <@&11> **loud** [x](https://evil.example)\r\nBcc: all@example.org",
        "\u{202E}abc\u{2066}\u{200B}",
        &"😀*_~`|<@everyone>".repeat(250),
        "-- \n\n.\r\nQUIT",
        "token = abcdefghijklmnop",
    ];
    for words in hostile {
        let mut about = about(&["users"]);
        let said = Some(words.to_owned());
        about.words = OutageWords {
            why: said.clone(),
            impact: said.clone(),
            still_works: said,
        };
        let window = hours(EVENING, 2);
        let fact = OutageFact::Announced {
            about,
            window,
            objections: Vec::new(),
            reason: None,
        };
        let story = Story::of(service()).then("2026-11-24T08:00:00Z", "ben", &fact);
        let (news, outage, now) = &story.told[0];
        let message = notice(news, outage, &story.service, story.audience(), *now);
        assert_fits(&message, words);
        let json = serde_json::to_value(&message).unwrap();
        assert_eq!(
            json["allowed_mentions"],
            serde_json::json!({"parse": [], "users": [], "roles": []})
        );
        let chat = read(&message);
        assert!(
            !chat.contains("<@&")
                && !chat.contains("<@e")
                && !chat.contains("@everyone")
                && !chat.contains("**loud"),
            "{chat}"
        );
        let letter = letter(news, outage, &story.service, story.audience(), *now);
        for odd in ['\r', '\u{202E}', '\u{2066}', '\u{200B}'] {
            assert!(
                !letter.text.contains(odd) && !chat.contains(odd),
                "{odd:?} in {words:?}"
            );
        }
        assert!(!letter.text.contains("abcdefghijklmnop"), "{}", letter.text);
        assert_eq!(letter.text.matches("\n-- \n").count(), 1, "{}", letter.text);
        assert!(!letter.text.lines().any(|line| line == "."));
    }
}

/// Every kind is something else to read.
#[test]
fn no_two_kinds_read_alike() {
    let service = service();
    let audience = &service.audiences[&AudienceName::from("users")];
    let window = hours(EVENING, 2);
    let mut outage = Outage::default();
    outage.apply(
        &announced(&["users"], window),
        Stamp {
            by: "ben".into(),
            at: at("2026-11-24T08:00:00Z"),
        },
    );
    let was = |hours| Window {
        end: window.end + TimeDelta::hours(hours),
        ..window
    };
    let all = [
        News::Announced,
        News::Reminder(Lead::Minutes(60)),
        News::Changed {
            was: was(1),
            begun: false,
        },
        News::Changed {
            was: was(1),
            begun: true,
        },
        News::Changed {
            was: was(-1),
            begun: true,
        },
        News::Started,
        News::Overran,
        News::Ended,
        News::Cancelled,
    ];
    let mut seen = std::collections::BTreeSet::new();
    for what in all {
        let news = OutageNews {
            number: 18,
            revision: 0,
            window: Some(window),
            what,
            due_at: window.start,
            is_first: false,
        };
        let letter = letter(&news, &outage, &service, audience, window.start);
        assert!(seen.insert(letter.text.clone()), "{}", letter.text);
        assert!(seen.insert(words(&news, &outage, &service, audience, window.start)));
    }
    assert_eq!(seen.len(), 2 * NewsKind::ALL.len());
}

#[test]
fn what_stands_against_an_outage_in_a_sentence() {
    let all = [
        Objection::Overlaps {
            number: 17,
            window: hours(EVENING, 2),
        },
        Objection::ShortNotice {
            audience: "MyPortfolio users".to_owned(),
            least: Lead::Days(5),
            earliest: at(EVENING),
        },
        Objection::Holiday {
            date: "2026-12-25".parse().unwrap(),
            name: "Christmas Day <@1>".to_owned(),
        },
        Objection::Freeze {
            title: "Marking **period**".to_owned(),
            until: at(EVENING),
            override_by: vec!["LT".into()],
            hard: false,
        },
    ];
    let said = all.iter().map(objection).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(said.replace('\u{2060}', ""), @r"
    Outage 17 of this service is planned <t:1796101200:F> to <t:1796108400:t>.
    MyPortfolio users need to know 5 days before: the earliest start is <t:1796101200:F> (<t:1796101200:R>).
    25 December 2026 is a holiday: Christmas Day \<@1\>.
    It is in a freeze: Marking \*\*period\*\*, until <t:1796101200:F> (<t:1796101200:R>).
    ");
}
