//! One letter at a time: how it looks when it arrives, and what is made of a server that does not want it.

use std::time::Duration;

use gonogo::config::mail::Security;
use gonogo::domain::address::{MailAddress, Mailbox};
use gonogo::outbound::delivery::Undelivered;
use gonogo::outbound::letter::Letter;
use gonogo::outbound::mail::{ANSWER_WITHIN, CONNECT_WITHIN, Mailer, Settings};
use mail_parser::MessageParser;

use super::certificates::certified;
use super::post_office::{Mishap, PostOffice, Way};
use super::{as_read, thread_of};
use crate::story::assert_snapshot;

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n";
const SHORT: Duration = Duration::from_millis(200);

fn settings(office: &PostOffice) -> Settings {
    Settings {
        host: "127.0.0.1".to_owned(),
        port: office.address.port(),
        security: Security::None,
        login: None,
        from: Mailbox::parse("Release desk <gonogo@example.org>").unwrap(),
        reply_to: None,
        authority: None,
        connect_within: CONNECT_WITHIN,
        answer_within: ANSWER_WITHIN,
    }
}

fn mailer(office: &PostOffice) -> Mailer {
    Mailer::new(settings(office)).unwrap()
}

fn letter(key: &str) -> Letter {
    Letter {
        key: key.to_owned(),
        follows: None,
        to: MailAddress::parse("ana@example.com").unwrap(),
        at: "2026-11-24T06:05:09Z".parse().unwrap(),
        subject: "MyPortfolio is down on Tuesday, 18:00 to 20:00".to_owned(),
        text: "Pages cannot be reached.\n\nTe reo Māori stays Māori.\n.\nA dot alone ends nothing.\n"
            .to_owned(),
        calendar: None,
    }
}

fn blocked(went: Result<impl Sized, Undelivered>) -> String {
    match went.map(drop).unwrap_err() {
        Undelivered::Blocked { problem, fix } => format!("{problem}\n-> {fix}"),
        later => panic!("it waits: {later:?}"),
    }
}

fn later(went: Result<impl Sized, Undelivered>) -> String {
    match went.map(drop).unwrap_err() {
        Undelivered::Later { problem, wait: None } => problem,
        other => panic!("it is blocked: {other:?}"),
    }
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let office = PostOffice::open().await;
    let mut settings = settings(&office);
    settings.reply_to = Some(Mailbox::parse("\"Ngā mihi\" <team@example.org>").unwrap());
    let mailer = Mailer::new(settings).unwrap();
    let receipt = mailer.send(&letter("service/shop:7:mail")).await.unwrap();
    assert_eq!(receipt.id.as_deref(), Some("2.0.0 queued as 1"));
    let taken = office.taken();
    assert_eq!(
        (taken[0].from.as_str(), &taken[0].to),
        ("gonogo@example.org", &vec!["ana@example.com".to_owned()])
    );
    assert_snapshot!(as_read(&taken[0].bytes), @"
    From: Release desk <gonogo@example.org>
    To: ana@example.com
    Reply-To: Ngā mihi <team@example.org>
    Subject: MyPortfolio is down on Tuesday, 18:00 to 20:00
    Date: 2026-11-24T06:05:09Z
    Auto-Submitted: auto-generated

    Pages cannot be reached.

    Te reo Māori stays Māori.
    .
    A dot alone ends nothing.
    ");
}

#[tokio::test]
async fn later_letters_of_one_outage_hang_below_the_first() {
    let office = PostOffice::open().await;
    let mailer = mailer(&office);
    let first = letter("outage 18 announced to ana");
    let mut second = letter("outage 18 moved to ana");
    second.follows = Some(first.key.clone());
    for letter in [&first, &second, &first] {
        mailer.send(letter).await.unwrap();
    }
    let threads: Vec<_> = office
        .taken()
        .iter()
        .map(|taken| thread_of(&taken.bytes))
        .collect();
    let (root, above) = &threads[0];
    assert!(above.is_empty() && root.ends_with("@example.org"), "{root}");
    assert_eq!(&threads[1].1, std::slice::from_ref(root));
    assert_ne!(&threads[1].0, root);
    assert_eq!(threads[2], threads[0], "said again it is the same letter");
}

#[tokio::test]
async fn a_calendar_file_goes_along() {
    let office = PostOffice::open().await;
    let mut letter = letter("with all");
    letter.calendar = Some(CALENDAR.to_owned());
    mailer(&office).send(&letter).await.unwrap();
    letter.calendar = None;
    mailer(&office).send(&letter).await.unwrap();
    let taken = office.taken();
    assert_eq!(taken.len(), 2);
    for (taken, calendar) in taken.iter().zip([true, false]) {
        let read = MessageParser::default().parse(&taken.bytes).unwrap();
        assert!(read.body_text(0).unwrap().contains("Te reo Māori"));
        assert_eq!(read.attachment_count(), usize::from(calendar));
        if calendar {
            assert_eq!(read.attachment(0).unwrap().text_contents().unwrap(), CALENDAR);
        }
    }
}

#[tokio::test]
async fn nothing_in_a_subject_becomes_a_header_or_another_recipient() {
    let office = PostOffice::open().await;
    let mut letter = letter("hostile");
    letter.subject = "Down\r\nBcc: everybody@example.com\r\n\r\nHello\u{202E} there ".repeat(9);
    letter.text = "QUIT\r\n.\r\nMAIL FROM:<x@example.org>\r\n..\r\n".to_owned();
    mailer(&office).send(&letter).await.unwrap();
    let taken = office.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, ["ana@example.com"]);
    let read = MessageParser::default().parse(&taken[0].bytes).unwrap();
    assert!(read.bcc().is_none());
    let subject = read.subject().unwrap();
    assert!(
        subject.starts_with("Down Bcc: everybody@example.com Hello there Down"),
        "{subject}"
    );
    assert_eq!(subject.chars().count(), 150);
    assert_eq!(read.body_text(0).unwrap().trim_end(), letter.text.trim_end());
}

#[tokio::test]
async fn a_burst_shares_one_connection() {
    let office = PostOffice::open().await;
    let mailer = mailer(&office);
    for n in 0..20 {
        mailer.send(&letter(&format!("letter {n}"))).await.unwrap();
    }
    assert_eq!((office.taken().len(), office.connections()), (20, 1));
    mailer.hang_up().await;
    mailer.send(&letter("one more")).await.unwrap();
    assert_eq!(office.connections(), 2);
}

#[tokio::test]
async fn letters_that_go_at_the_same_time_take_two_connections_at_most() {
    let office = PostOffice::open().await;
    let mailer = mailer(&office);
    let letters: Vec<Letter> = (0..20).map(|n| letter(&format!("letter {n}"))).collect();
    let sent = futures_util::future::join_all(letters.iter().map(|letter| mailer.send(letter))).await;
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!((office.taken().len(), office.connections()), (20, 2));
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_opened_again_and_nothing_is_sent_twice() {
    let mut office = PostOffice::open().await;
    let mailer = mailer(&office);
    mailer.send(&letter("one")).await.unwrap();
    office.close().await;
    office.reopen().await;
    mailer.send(&letter("two")).await.unwrap();
    assert_eq!((office.taken().len(), office.connections()), (2, 2));
}

#[tokio::test]
async fn a_server_that_is_away_or_silent_is_tried_again_later() {
    let mut office = PostOffice::open().await;
    let port = office.address.port();
    let plain = |text: String| text.replace(&port.to_string(), "PORT");
    let mut hasty = settings(&office);
    hasty.answer_within = SHORT;
    let hasty = Mailer::new(hasty).unwrap();
    let mailer = mailer(&office);
    office.mishaps(&[Mishap::ComeAgain, Mishap::CutAfterTaking, Mishap::Hang]);
    let mut said = vec![
        later(mailer.send(&letter("one")).await),
        later(mailer.send(&letter("two")).await),
        later(hasty.send(&letter("three")).await),
    ];
    assert_eq!(office.taken().len(), 1, "one was taken, and that was not heard");
    office.close().await;
    said.push(later(mailer.send(&letter("four")).await));
    assert_snapshot!(plain(said.join("\n")), @r#"
    the mail server 127.0.0.1 says "451 4.7.1 come again later"
    the mail server 127.0.0.1:PORT broke off, or answered what is no answer: incomplete response
    the mail server 127.0.0.1:PORT did not answer within 200ms
    the mail server 127.0.0.1:PORT cannot be reached: Connection refused (os error 111)
    "#);
    office.reopen().await;
    mailer.send(&letter("four")).await.unwrap();
}

#[tokio::test]
async fn a_server_that_greets_nobody_is_not_waited_for_long() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let office = PostOffice::open().await;
    let mut settings = settings(&office);
    settings.port = listener.local_addr().unwrap().port();
    settings.connect_within = SHORT;
    let said = later(Mailer::new(settings).unwrap().send(&letter("one")).await);
    assert!(said.contains("did not answer within"), "{said}");
}

#[tokio::test]
async fn what_the_server_refuses_for_good_is_said_with_the_way_out() {
    let office = PostOffice::open().await;
    let mailer = mailer(&office);
    office.refuses(
        "ana@example.com",
        550,
        "5.1.1 <ana@example.com>: no such user, ask @everyone",
    );
    let mut said = vec![blocked(mailer.send(&letter("one")).await)];
    office.knows("ana@example.com");
    office.mishaps(&[Mishap::Refuse]);
    said.push(blocked(mailer.send(&letter("two")).await));
    office.takes_only_from("desk@example.org");
    said.push(blocked(mailer.send(&letter("three")).await));
    assert_snapshot!(said.join("\n\n"), @r#"
    the mail server 127.0.0.1 takes no mail for ana@example.com: "550 5.1.1 <ana@example.com>: no such user, ask @everyone"
    -> ask whoever runs the mail server; or correct the address in the playbook, start gonogo again, and tell them of this by hand

    the mail server 127.0.0.1 does not take the letter to ana@example.com: "554 5.7.1 this looks like spam"
    -> ask whoever runs the mail server what it minds

    the mail server 127.0.0.1 takes no mail from gonogo@example.org: "553 5.7.1 gonogo@example.org may not send here"
    -> write as `from` under [mail] in bot.toml an address that may send there, then start gonogo again
    "#);
    assert!(office.taken().is_empty());
}

#[tokio::test]
async fn words_of_a_server_are_one_short_line_without_secrets() {
    let office = PostOffice::open().await;
    let babble = format!("no password=hunter22 here {}", "blah ".repeat(80));
    office.refuses("ana@example.com", 550, &babble);
    let said = blocked(mailer(&office).send(&letter("one")).await);
    assert!(!said.contains("hunter22") && said.chars().count() < 400, "{said}");
    assert!(said.contains("…\""), "{said}");
}

#[tokio::test]
async fn with_tls_from_the_beginning_or_after_starttls_the_login_is_made() {
    let (acceptor, authority) = certified("localhost");
    for (way, security) in [
        (Way::Tls(acceptor.clone()), Security::Tls),
        (Way::StartTls(acceptor.clone()), Security::StartTls),
    ] {
        let office = PostOffice::open_with(way).await;
        office.asks_for_login("gonogo", "open sesame");
        let with = |password: &str, authority: Option<Vec<u8>>| {
            let login = Some(("gonogo".to_owned(), password.to_owned().into()));
            let host = "localhost".to_owned();
            Mailer::new(Settings {
                host,
                security,
                login,
                authority,
                ..settings(&office)
            })
            .unwrap()
        };
        with("open sesame", Some(authority.clone()))
            .send(&letter("one"))
            .await
            .unwrap();
        assert_eq!(office.taken().len(), 1);
        let said = [
            blocked(
                with("open barley", Some(authority.clone()))
                    .send(&letter("two"))
                    .await,
            ),
            blocked(with("open sesame", None).send(&letter("three")).await),
        ];
        assert!(!said.concat().contains("open barley"));
        let plain = said
            .join("\n\n")
            .replace(&office.address.port().to_string(), "PORT");
        assert_snapshot!(plain, @r#"
        the mail server localhost refuses the login: "535 5.7.8 user or password is wrong"
        -> correct `user` and `password` under [mail] in bot.toml, then start gonogo again

        the certificate of the mail server localhost:PORT cannot be trusted: unable to get local issuer certificate
        -> renew it, write the name it is made out to as `host`, or name who signed it as `ca` under [mail] in bot.toml
        "#);
        assert_eq!(office.taken().len(), 1);
    }
}

#[tokio::test]
async fn a_way_that_would_not_be_secret_is_not_taken() {
    let office = PostOffice::open().await;
    let with = |security| {
        Mailer::new(Settings {
            security,
            ..settings(&office)
        })
        .unwrap()
    };
    let mut said = vec![
        blocked(with(Security::StartTls).send(&letter("one")).await),
        blocked(with(Security::Tls).send(&letter("two")).await),
    ];
    let (acceptor, authority) = certified("mail.example.net");
    let other = PostOffice::open_with(Way::Tls(acceptor)).await;
    let named_otherwise = Settings {
        host: "localhost".to_owned(),
        security: Security::Tls,
        authority: Some(authority),
        ..settings(&other)
    };
    said.push(blocked(
        Mailer::new(named_otherwise).unwrap().send(&letter("three")).await,
    ));
    let plain = said.join("\n\n");
    let plain = plain.replace(&office.address.port().to_string(), "PORT");
    assert_snapshot!(plain.replace(&other.address.port().to_string(), "PORT"), @r#"
    the mail server 127.0.0.1:PORT offers no STARTTLS, so the way to it would not be secret
    -> use its port for TLS with `tls = "tls"` under [mail] in bot.toml, or another mail server

    the mail server 127.0.0.1:PORT does not speak TLS from the beginning
    -> write `tls = "starttls"` under [mail] in bot.toml, or the port where it does, often 465

    the certificate of the mail server localhost:PORT cannot be trusted: hostname mismatch
    -> renew it, write the name it is made out to as `host`, or name who signed it as `ca` under [mail] in bot.toml
    "#);
    assert!(office.taken().is_empty() && other.taken().is_empty());
}

#[tokio::test]
async fn a_login_that_the_server_misses_or_does_not_know_is_said() {
    let office = PostOffice::open().await;
    let login = Some(("gonogo".to_owned(), "open sesame".into()));
    let eager = Mailer::new(Settings {
        login,
        ..settings(&office)
    })
    .unwrap();
    let said = blocked(eager.send(&letter("one")).await);
    assert_snapshot!(said, @"
    the mail server 127.0.0.1 offers no login with a user and a password
    -> leave `user` and `password` out under [mail] in bot.toml if it needs none, or use its port for TLS
    ");
}

#[test]
fn a_certificate_that_is_none_is_refused_at_once() {
    let settings = Settings {
        host: "localhost".to_owned(),
        port: 25,
        security: Security::None,
        login: None,
        from: Mailbox::parse("gonogo@example.org").unwrap(),
        reply_to: None,
        authority: Some(b"not a certificate".to_vec()),
        connect_within: CONNECT_WITHIN,
        answer_within: ANSWER_WITHIN,
    };
    let error = Mailer::new(settings).map(drop).unwrap_err().to_string();
    assert!(
        error.starts_with("the certificate in `ca` under [mail] cannot be used"),
        "{error}"
    );
}
