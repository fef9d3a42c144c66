//! `[mail]` in bot.toml: what is usual, and everything that is wrong with it at once.

use std::ffi::OsString;

use gonogo::config::EXAMPLE;
use gonogo::config::mail::{Mail, Security};
use gonogo::config::secrets::Place;
use gonogo::domain::address::Mailbox;

use super::config;
use crate::story::assert_snapshot;

fn mail(keys: &str) -> Mail {
    let config = config(&format!("playbooks = [\"fmtm\"]\n[mail]\n{keys}")).unwrap();
    config.mail.unwrap()
}

fn problems(keys: &str) -> String {
    let problems = config(&format!("playbooks = [\"fmtm\"]\n[mail]\n{keys}")).unwrap_err();
    problems.to_string()
}

#[test]
fn a_host_and_a_sender_are_enough() {
    let mail = mail("host = \"mail.example.org\"\nfrom = \"gonogo@example.org\"\n");
    let usual = Mail {
        host: "mail.example.org".to_owned(),
        port: 587,
        security: Security::StartTls,
        login: None,
        from: Mailbox::parse("gonogo@example.org").unwrap(),
        reply_to: None,
        authority: None,
    };
    assert_eq!(mail, usual);
    assert!(config("playbooks = [\"fmtm\"]").unwrap().mail.is_none());
}

#[test]
fn each_way_has_its_usual_port() {
    for (keys, port) in [
        ("host = \"a\"\ntls = \"tls\"", 465),
        ("host = \"a\"\ntls = \"starttls\"", 587),
        ("host = \"localhost\"\ntls = \"none\"", 25),
        ("host = \"127.0.0.1\"\ntls = \"none\"\nport = 2525", 2525),
        ("host = \"::1\"\ntls = \"none\"", 25),
    ] {
        assert_eq!(
            mail(&format!("{keys}\nfrom = \"gonogo@example.org\"")).port,
            port,
            "{keys}"
        );
    }
}

#[test]
fn what_the_example_says_of_mail_can_be_put_in() {
    let (before, rest) = EXAMPLE.split_once("# [mail]\n").unwrap();
    let (hidden, after) = rest.split_once("\n\n").unwrap();
    let keys: Vec<&str> = hidden.lines().map(|line| line.trim_start_matches("# ")).collect();
    let keys: Vec<&str> = keys.into_iter().filter(|line| line.contains(" = ")).collect();
    assert_eq!(keys.len(), 8);
    let text = format!("{before}[mail]\n{}\n\n{after}", keys.join("\n"));
    let mail = config(&text).unwrap().mail.unwrap();
    let place = Place::File("/etc/gonogo/mail.password".into());
    assert_eq!(mail.login, Some(("gonogo".to_owned(), place)));
    assert_eq!(mail.authority.unwrap().to_str(), Some("/etc/gonogo/our-ca.pem"));
    assert_eq!(mail.reply_to.unwrap().to_string(), "team@example.org");
}

#[test]
fn everything_that_is_wrong_is_said() {
    let said = problems(
        "host = \"mail.example.org\"\ntls = \"none\"\nport = 70000\nuser = \"gonogo\"\npassword = \"hush hush\"\nfrom \
         = \"gonogo\"\nreply_to = \"Zoë <zoë@example.org>\"\ncertificate = \"a.pem\"\n",
    );
    assert!(!said.contains("hush"), "a password is not shown: {said}");
    assert_snapshot!(said, @r#"
    error: `none` is only for a mail server on this machine
     --> bot.toml:4:7
      |
    4 | tls = "none"
      |       ^^^^^^ everybody on the way to mail.example.org could read the mail and the password
      |
      = help: write `starttls` or `tls`; a server on this machine is called localhost, 127.0.0.1 or ::1

    error: this is no port
     --> bot.toml:5:8
      |
    5 | port = 70000
      |        ^^^^^ a number from 1 to 65535 belongs here
      |
      = help: leave it out for the usual one: 587 for `starttls`, 465 for `tls`

    error: a secret does not belong into bot.toml
     --> bot.toml:7:12
      |
    7 | password = "*********"
      |            ^^^^^^^^^^^ whoever reads this file can send mail in your name
      |
      = help: put it alone into a file and write { file = "that file" }, or { variable = "ITS_NAME" }

    error: `from` must be a mail address
     --> bot.toml:8:8
      |
    8 | from = "gonogo"
      |        ^^^^^^^^ an address has one `@`, as in releases@example.org
      |
      = help: for example from = "Releases <releases@example.org>"

    error: `reply_to` must be a mail address
     --> bot.toml:9:12
      |
    9 | reply_to = "Zoë <zoë@example.org>"
      |            ^^^^^^^^^^^^^^^^^^^^^^^ only plain letters can stand here; a domain with others has a plain form that begins with xn--
      |
      = help: for example reply_to = "Releases <releases@example.org>"

    error: `certificate` is no key of [mail]
      --> bot.toml:10:1
       |
    10 | certificate = "a.pem"
       | ^^^^^^^^^^^ nobody reads this
       |
       = help: [mail] has the keys `host`, `tls`, `port`, `user`, `password`, `from`, `reply_to` and `ca`
    "#);
}

#[test]
fn half_a_login_and_an_unknown_way_are_refused() {
    let said = [
        problems("user = \"gonogo\"\ntls = \"startls\"\n"),
        problems("host = \" \"\nfrom = \"a@example.org\"\npassword = { variable = \"P\" }\n"),
    ];
    assert_snapshot!(said.join("\n"), @r#"
    error: [mail] needs `host`
     --> bot.toml:2:1
      |
    2 | [mail]
      | ^^^^^^ `host` is missing here

    error: [mail] needs `from`
     --> bot.toml:2:1
      |
    2 | [mail]
      | ^^^^^^ `from` is missing here

    error: a user needs a `password`
     --> bot.toml:3:8
      |
    3 | user = "gonogo"
      |        ^^^^^^^^ nothing to log in with
      |
      = help: write password = { file = "…" } or { variable = "…" }, or leave `user` out

    error: `startls` is no way to keep mail secret
     --> bot.toml:4:7
      |
    4 | tls = "startls"
      |       ^^^^^^^^^ not known
      |
      = help: did you mean `starttls`?
    error: `host` cannot be empty
     --> bot.toml:3:8
      |
    3 | host = " "
      |        ^^^ nothing to read

    error: a password needs a `user`
     --> bot.toml:5:12
      |
    5 | password = { variable = "P" }
      |            ^^^^^^^^^^^^^^^^^^ nobody to log in
      |
      = help: write user = "…", or leave `password` out
    "#);
}

#[test]
fn a_password_that_is_missing_is_named_without_a_letter_of_it() {
    let fetch = |value: Option<&'static str>| {
        let place = Place::Variable("MAIL_PASSWORD".to_owned());
        let found = place.fetch("the password of [mail]", |_| value.map(OsString::from));
        found.map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(fetch(Some("short\n")), Ok(()));
    assert_snapshot!([fetch(None), fetch(Some(" \n"))].map(Result::unwrap_err).join("\n"), @"
    the password of [mail] is to be in MAIL_PASSWORD, which is not set. Set it, or name a file
    the password of [mail] is empty. Write it there, alone
    ");
}
