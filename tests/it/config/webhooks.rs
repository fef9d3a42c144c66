//! `[webhooks]` in bot.toml: where the secrets are, and everything that is wrong with it at once.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use gonogo::config::secrets::{Place, SecretError, Secrets};
use gonogo::domain::report::System;

use super::config;
use crate::story::assert_snapshot;

#[test]
fn secrets_are_in_files_and_variables() {
    let config = config(
        "playbooks = [\"fmtm\"]\n[webhooks]\nlisten = \"127.0.0.1:8080\"\n[webhooks.secrets.fmtm]\ngithub = { file = \
         \"hub.secret\" }\n[webhooks.people]\nSpWoodcock = \"123456789012345678\"\n",
    )
    .unwrap();
    assert!(config.notes.is_empty(), "{}", config.notes);
    let webhooks = config.webhooks.unwrap();
    let place = Place::File("/etc/gonogo/hub.secret".into());
    assert_eq!(
        webhooks.secrets,
        BTreeMap::from([(("fmtm".into(), System::new("github")), place)])
    );
    assert_eq!(webhooks.people["spwoodcock"].as_str(), "123456789012345678");
}

#[test]
fn everything_that_is_wrong_is_said() {
    let problems = config(
        "playbooks = [\"fmtm\"]\n[webhooks]\nlisten = \"everywhere\"\n[webhooks.secrets.fmtn]\ngithub = \"hush hush\"\n\
         gitlab = { file = \"a\", variable = \"B\" }\n[webhooks.people]\nana = 5\n",
    )
    .unwrap_err();
    let said = problems.to_string();
    assert!(!said.contains("hush"), "a secret is not shown: {said}");
    assert_snapshot!(said, @r#"
    error: `everywhere` is no address to listen at
     --> bot.toml:3:10
      |
    3 | listen = "everywhere"
      |          ^^^^^^^^^^^^ an IP address and a port belong here
      |
      = help: write `127.0.0.1:8080` and let a web server with TLS pass /hooks/ on to it

    error: no playbook has a service `fmtn`
     --> bot.toml:4:19
      |
    4 | [webhooks.secrets.fmtn]
      |                   ^^^^ nobody would report to it
      |
      = help: did you mean `fmtm`?

    error: a secret does not belong into bot.toml
     --> bot.toml:5:10
      |
    5 | github = "*********"
      |          ^^^^^^^^^^^ whoever reads this file can speak for the system
      |
      = help: put it alone into a file and write { file = "that file" }, or { variable = "ITS_NAME" }

    error: a secret has one place
     --> bot.toml:6:35
      |
    6 | gitlab = { file = "a", variable = "B" }
      |                                   ^^^ the second one

    error: `5` is not the id of a person on Discord
     --> bot.toml:8:7
      |
    8 | ana = 5
      |       ^ 17 to 20 digits belong here
      |
      = help: in Discord turn on Developer Mode, then right-click the person and choose Copy User ID
    "#);
}

#[test]
fn a_secret_that_is_missing_or_can_be_guessed_is_named_without_a_letter_of_it() {
    let fetch = |place: Place, value: Option<&'static str>| {
        let places = BTreeMap::from([(("fmtm".into(), System::new("github")), place)]);
        Secrets::fetch(&places, |_| value.map(OsString::from))
    };
    let variable = || Place::Variable("FMTM_SECRET".to_owned());
    let not_set = fetch(variable(), None).map(drop).unwrap_err();
    assert!(matches!(&not_set, SecretError::NotSet { variable, .. } if variable == "FMTM_SECRET"));
    let short = fetch(variable(), Some("sesame")).map(drop).unwrap_err();
    assert!(matches!(short, SecretError::Short { .. }) && !short.to_string().contains("sesame"));
    let gone = fetch(Place::File(PathBuf::from("/nowhere/secret")), None);
    assert!(matches!(
        gone.map(drop).unwrap_err(),
        SecretError::Unreadable { .. }
    ));
    assert!(fetch(variable(), Some("a secret of some length")).is_ok());
}
