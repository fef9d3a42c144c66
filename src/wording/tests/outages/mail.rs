//! Outages, and what steps say, as people read them by mail.

use crate::domain::decide::tests::given::*;
use crate::domain::name::AudienceName;
use crate::domain::notice::Word;
use crate::wording::outages::letter::{letter, letter_of_step};
use crate::wording::tests::outages::{EVENING, Story, announced, hours, service, whole_life};

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
