//! What audiences read of an outage, kind by kind, in chat and by mail; and what is seen of it before.

use chrono::{DateTime, TimeDelta, Utc};

use super::limits::assert_fits;
use super::reading::read;
use crate::domain::audience::{Audience, Lead, NewsKind};
use crate::domain::decide::tests::given::*;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::notice::{News, OutageNews, Recipient, Word, told_of_outage};
use crate::domain::outage::{Objection, Outage, OutageAbout, OutageFact, OutageWords, Window};
use crate::domain::person::Stamp;
use crate::domain::process::Service;
use crate::wording::message::{Message, text as text_part};
use crate::wording::notices::RoleIds;
use crate::wording::outages::letter::{letter, letter_of_step};
use crate::wording::outages::preview::Subscribers;
use crate::wording::outages::{Intent, card, notice, preview, preview_message, words};
use crate::wording::refusals::outages::objection;

/// Six in the evening in Auckland.
const EVENING: &str = "2026-12-01T05:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn hours(start: &str, hours: i64) -> Window {
    let start = at(start);
    Window {
        start,
        end: start + TimeDelta::hours(hours),
    }
}

/// MyPortfolio, whose users are told everywhere.
fn service() -> Service {
    let mut service = Desk::shipped().process("mahara-minor").service.clone();
    let users = service.audiences.get_mut(&"users".into()).unwrap();
    users.calls = vec!["SRE team".into()];
    users.subscribers = true;
    users.mail = vec!["it-news@example.org".to_owned()];
    service
}

fn about(audiences: &[&str]) -> OutageAbout {
    OutageAbout {
        audiences: audiences.iter().map(|name| AudienceName::from(*name)).collect(),
        words: OutageWords {
            why: Some("a security update".to_owned()),
            impact: None,
            still_works: Some("Moodle".to_owned()),
        },
        ..OutageAbout::default()
    }
}

/// An outage and what was told of it, a fact at a time.
struct Story {
    service: Service,
    outage: Outage,
    told: Vec<(OutageNews, Outage, DateTime<Utc>)>,
}

impl Story {
    fn of(service: Service) -> Self {
        Self {
            service,
            outage: Outage::default(),
            told: Vec::new(),
        }
    }

    fn then(mut self, now: &str, by: &str, fact: &OutageFact) -> Self {
        let (now, by) = (at(now), PersonId::from(by));
        self.outage.apply(fact, Stamp { by, at: now });
        let first = told_of_outage(18, fact, now, &self.outage).into_iter().next();
        if let Some(Word::Outage(news)) = first.map(|notice| notice.word) {
            self.told.push((*news, self.outage.clone(), now));
        }
        self
    }

    fn audience(&self) -> &Audience {
        &self.service.audiences[&AudienceName::from("users")]
    }

    fn in_chat(&self) -> String {
        let said = self.told.iter().map(|(news, outage, now)| {
            let message = notice(news, outage, &self.service, self.audience(), *now);
            assert_fits(&message, "a notice");
            read(&message)
        });
        said.collect::<Vec<_>>().join("\n=====\n")
    }

    fn by_mail(&self) -> String {
        let said = self.told.iter().map(|(news, outage, now)| {
            let letter = letter(news, outage, &self.service, self.audience(), *now);
            format!("Subject: {}\n\n{}", letter.subject, letter.text)
        });
        said.collect::<Vec<_>>().join("=====\n")
    }
}

fn announced(audiences: &[&str], window: Window) -> OutageFact {
    OutageFact::Announced {
        about: about(audiences),
        window,
        objections: Vec::new(),
        reason: None,
    }
}

fn changed(window: Window, was: Window) -> OutageFact {
    OutageFact::Changed {
        window,
        was,
        objections: Vec::new(),
        reason: None,
    }
}

/// Announced, moved, changed, begun, longer, shorter, over its end, over.
fn whole_life(service: Service) -> Story {
    let first = hours(EVENING, 2);
    let moved = hours("2026-12-02T05:00:00Z", 2);
    let longer = hours("2026-12-02T05:00:00Z", 3);
    let extended = hours("2026-12-02T05:00:00Z", 5);
    let shortened = hours("2026-12-02T05:00:00Z", 4);
    Story::of(service)
        .then("2026-11-24T08:00:00Z", "ben", &announced(&["users"], first))
        .then("2026-11-24T09:00:00Z", "ben", &changed(moved, first))
        .then("2026-11-24T10:00:00Z", "ben", &changed(longer, moved))
        .then(
            "2026-12-02T05:00:00Z",
            "clock",
            &OutageFact::Started { about: None },
        )
        .then("2026-12-02T07:00:00Z", "ben", &changed(extended, longer))
        .then("2026-12-02T07:30:00Z", "ben", &changed(shortened, extended))
        .then("2026-12-02T09:00:00Z", "clock", &OutageFact::Overran)
        .then("2026-12-02T09:20:00Z", "ben", &OutageFact::Ended)
}

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

#[test]
fn an_outage_by_mail_from_its_announcement_to_its_end() {
    insta::assert_snapshot!(whole_life(service()).by_mail(), @"
    Subject: MyPortfolio will be unavailable on Tuesday 1 December, 18:00 to 20:00

    MyPortfolio will be unavailable on Tuesday 1 December 2026, 18:00 to 20:00 (UTC+13:00).

    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: Moved: MyPortfolio will be unavailable on Wednesday 2 December, 18:00 to 20:00

    Moved: MyPortfolio will be unavailable on Wednesday 2 December 2026, 18:00 to 20:00 (UTC+13:00), not on Tuesday 1 December 2026, 18:00 to 20:00 (UTC+13:00).

    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: Changed: MyPortfolio will be unavailable on Wednesday 2 December, 18:00 to 21:00

    Changed: MyPortfolio will be unavailable on Wednesday 2 December 2026, 18:00 to 21:00 (UTC+13:00), not on Wednesday 2 December 2026, 18:00 to 20:00 (UTC+13:00).

    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is unavailable until Wednesday 2 December, 21:00

    MyPortfolio is unavailable since Wednesday 2 December 2026, 18:00 (UTC+13:00); it is expected back on Wednesday 2 December 2026 at 21:00 (UTC+13:00).

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio needs longer: until Wednesday 2 December, 23:00

    MyPortfolio needs longer: it is expected back on Wednesday 2 December 2026 at 23:00 (UTC+13:00), not at 21:00 (UTC+13:00). We are sorry for the delay.

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio will be back sooner: Wednesday 2 December, 22:00

    MyPortfolio will be back sooner: it is expected on Wednesday 2 December 2026 at 22:00 (UTC+13:00), not at 23:00 (UTC+13:00).

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is not back yet

    MyPortfolio is not back yet. It was expected on Wednesday 2 December 2026 at 22:00 (UTC+13:00). We are working on it and will tell you when it is back.

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is back

    MyPortfolio is back since Wednesday 2 December 2026, 22:20 (UTC+13:00), 20 minutes later than announced. Thank you for your patience.

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
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

/// No title and no word makes a second header of a subject.
#[test]
fn a_subject_is_one_line_of_bounded_length() {
    let mut service = service();
    service.title = format!("My\r\nBcc: all@example.org\u{202E}{}", "x".repeat(300));
    let window = hours(EVENING, 2);
    let story = Story::of(service).then("2026-11-24T08:00:00Z", "ben", &announced(&["users"], window));
    let (news, outage, now) = &story.told[0];
    let subject = letter(news, outage, &story.service, story.audience(), *now).subject;
    assert!(subject.starts_with("My  Bcc: all@example.orgxxx"), "{subject:?}");
    assert!(!subject.contains(char::is_control) && !subject.contains('\u{202E}'));
    assert_eq!(subject.chars().count(), 150);
    let word = Word::Told {
        text: "line\r\nBcc: x\n".repeat(100),
    };
    let process = Desk::shipped().process("mahara-minor");
    let subject = letter_of_step(&word, &process, story.audience()).unwrap().subject;
    assert!(!subject.contains(char::is_control), "{subject:?}");
}

/// S1.16, S1.17: what steps say to audiences, by mail.
#[test]
fn what_a_step_says_to_an_audience_by_mail() {
    let desk = Desk::shipped();
    let process = desk.process("mahara-minor");
    let audience = &process.service.audiences[&AudienceName::from("users")];
    let told = Word::Told {
        text: "The portal has a new look.\nHave a try".to_owned(),
    };
    let came = Word::Announced {
        text: "It can be tried.".to_owned(),
        version: "22.04.2".into(),
        environment: Some("uat".into()),
    };
    let letters = [told, came].map(|word| letter_of_step(&word, &process, audience).unwrap());
    let read = letters.map(|letter| format!("Subject: {}\n\n{}", letter.subject, letter.text));
    insta::assert_snapshot!(read.join("=====\n"), @"
    Subject: MyPortfolio: The portal has a new look. Have a try

    The portal has a new look. Have a try

    Questions: #general

    -- 
    MyPortfolio, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio 22.04.2 is on uat

    MyPortfolio 22.04.2 is on uat.

    It can be tried.
    You cannot log in or view portfolios. Nothing is lost.

    Questions: #general

    -- 
    MyPortfolio, told to: MyPortfolio users.
    ");
    let to_the_team = Word::OutageBegan(hours(EVENING, 2));
    assert_eq!(letter_of_step(&to_the_team, &process, audience), None);
}

/// Templates for every kind of news.
fn own_words() -> Service {
    let mut service = service();
    let users = service.audiences.get_mut(&"users".into()).unwrap();
    let plan = "**{{ service }} rests** {{ window }} for {{ duration }}.\n{% if why %}It gets {{ why }}.{% endif %}\n{% if release %}{{ release }}{% endif %}\nAsk in {{ questions }}.";
    let news = [
        (NewsKind::Announced, plan),
        (NewsKind::Reminder, plan),
        (
            NewsKind::Moved,
            "{{ service }} rests {{ window }} and not {{ was }}.",
        ),
        (
            NewsKind::Extended,
            "{{ service }} rests until {{ end }}, longer than {{ was }}.",
        ),
        (
            NewsKind::Started,
            "{{ service }} rests since {{ start }} ({{ number }}).",
        ),
        (NewsKind::Ended, "{{ service }} woke up {{ end }}."),
    ];
    users.words = news.map(|(kind, words)| (kind, words.to_owned())).into();
    service
}

#[test]
fn an_audience_reads_its_own_words_where_it_has_some() {
    let story = whole_life(own_words());
    insta::assert_snapshot!(format!("{}\n=====\n{}", story.in_chat(), story.by_mail()), @"
    **MyPortfolio rests** <t:1796101200:F> to <t:1796108400:t> for 2 hours.
    It gets a security update.
    Ask in #general.
    =====
    MyPortfolio rests <t:1796187600:F> to <t:1796194800:t> and not <t:1796101200:F> to <t:1796108400:t>.
    =====
    MyPortfolio rests <t:1796187600:F> to <t:1796198400:t> and not <t:1796187600:F> to <t:1796194800:t>.
    =====
    MyPortfolio rests since <t:1796187600:F> (<t:1796187600:R>) (18).
    =====
    MyPortfolio rests until <t:1796205600:F> (<t:1796205600:R>), longer than <t:1796187600:F> to <t:1796198400:t>.
    =====
    **MyPortfolio will be back sooner**: it is expected <t:1796202000:F> (<t:1796202000:R>), not <t:1796205600:t>.
    Questions: #general
    =====
    **MyPortfolio is not back yet.** It was expected <t:1796202000:F> (<t:1796202000:R>). We are working on it and will tell you here.
    Questions: #general
    =====
    MyPortfolio woke up <t:1796203200:F> (<t:1796203200:R>).
    =====
    Subject: MyPortfolio will be unavailable on Tuesday 1 December, 18:00 to 20:00

    MyPortfolio rests on Tuesday 1 December 2026, 18:00 to 20:00 (UTC+13:00) for 2 hours.

    It gets a security update.
    Ask in #general.

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: Moved: MyPortfolio will be unavailable on Wednesday 2 December, 18:00 to 20:00

    MyPortfolio rests on Wednesday 2 December 2026, 18:00 to 20:00 (UTC+13:00) and not on Tuesday 1 December 2026, 18:00 to 20:00 (UTC+13:00).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: Changed: MyPortfolio will be unavailable on Wednesday 2 December, 18:00 to 21:00

    MyPortfolio rests on Wednesday 2 December 2026, 18:00 to 21:00 (UTC+13:00) and not on Wednesday 2 December 2026, 18:00 to 20:00 (UTC+13:00).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is unavailable until Wednesday 2 December, 21:00

    MyPortfolio rests since Wednesday 2 December 2026, 18:00 (UTC+13:00) (18).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio needs longer: until Wednesday 2 December, 23:00

    MyPortfolio rests until Wednesday 2 December 2026, 23:00 (UTC+13:00), longer than on Wednesday 2 December 2026, 18:00 to 21:00 (UTC+13:00).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio will be back sooner: Wednesday 2 December, 22:00

    MyPortfolio will be back sooner: it is expected on Wednesday 2 December 2026 at 22:00 (UTC+13:00), not at 23:00 (UTC+13:00).

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is not back yet

    MyPortfolio is not back yet. It was expected on Wednesday 2 December 2026 at 22:00 (UTC+13:00). We are working on it and will tell you when it is back.

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is back

    MyPortfolio woke up Wednesday 2 December 2026, 22:20 (UTC+13:00).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    ");
}

/// A template that cannot be used gives way: nothing stays unsaid because of it.
#[test]
fn a_template_that_cannot_be_used_gives_way_to_our_own_words() {
    let usual = |service: Service| {
        let story = Story::of(service).then(
            "2026-11-24T08:00:00Z",
            "ben",
            &announced(&["users"], hours(EVENING, 2)),
        );
        (story.in_chat(), story.by_mail())
    };
    let expected = usual(service());
    let too_long = "{{ why }}".repeat(400);
    for template in [
        "{{ service",
        "{% if release %}only of a release{% endif %}",
        "  \n ",
        &too_long,
    ] {
        let mut service = service();
        let users = service.audiences.get_mut(&"users".into()).unwrap();
        users.words = [(NewsKind::Announced, template.to_owned())].into();
        assert_eq!(usual(service).0, expected.0, "{template}");
    }
}

/// The announcement in a channel says how things stand, by own words or gonogo's.
#[test]
fn the_card_says_how_things_stand() {
    let roles: RoleIds = [("SRE team".into(), 11)].into();
    let stands = |service: &Service| {
        let lives = whole_life(service.clone());
        let cards = lives.told.iter().map(|(_, outage, now)| {
            let message = card(18, outage, service, lives.audience(), &roles, *now);
            assert_fits(&message, "the card");
            read(&message)
        });
        let mut cards: Vec<String> = cards.collect();
        cards.dedup();
        cards.join("\n=====\n")
    };
    insta::assert_snapshot!(format!("{}\n=====\n=====\n{}", stands(&service()), stands(&own_words())), @"
    **MyPortfolio will be unavailable** <t:1796101200:F> to <t:1796108400:t> (<t:1796101200:R>)
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio will be unavailable** <t:1796187600:F> to <t:1796194800:t> (<t:1796187600:R>), not <t:1796101200:F> to <t:1796108400:t>
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio will be unavailable** <t:1796187600:F> to <t:1796198400:t> (<t:1796187600:R>), not <t:1796187600:F> to <t:1796194800:t>
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is unavailable** since <t:1796187600:t>; it is expected back <t:1796198400:F> (<t:1796198400:R>).
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is unavailable** since <t:1796187600:t>; it is expected back <t:1796205600:F> (<t:1796205600:R>).
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is unavailable** since <t:1796187600:t>; it is expected back <t:1796202000:F> (<t:1796202000:R>).
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is not back yet.** It was expected <t:1796202000:F> (<t:1796202000:R>). We are working on it.
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is back.** It was unavailable <t:1796187600:F> to <t:1796203200:t>.
    -# <@&11>
    -# Outage 18
    =====
    =====
    **MyPortfolio rests** <t:1796101200:F> to <t:1796108400:t> for 2 hours.
    It gets a security update.
    Ask in #general.
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio rests** <t:1796187600:F> to <t:1796194800:t> for 2 hours.
    It gets a security update.
    Ask in #general.
    It was announced for <t:1796101200:F> to <t:1796108400:t> before.
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio rests** <t:1796187600:F> to <t:1796198400:t> for 3 hours.
    It gets a security update.
    Ask in #general.
    It was announced for <t:1796187600:F> to <t:1796194800:t> before.
    -# <@&11>
    -# Outage 18
    =====
    MyPortfolio rests since <t:1796187600:F> (<t:1796187600:R>) (18).
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is not back yet.** It was expected <t:1796202000:F> (<t:1796202000:R>). We are working on it.
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    MyPortfolio woke up <t:1796203200:F> (<t:1796203200:R>).
    -# <@&11>
    -# Outage 18
    ");
}

/// A message as it looks: the joiner that keeps an address from looking like a call is not seen.
fn looks(message: &Message) -> String {
    read(message).replace('\u{2060}', "")
}

fn intent<'a>(
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
