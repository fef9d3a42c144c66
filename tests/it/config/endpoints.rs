//! `[endpoint.NAME]` in bot.toml: what it holds, and everything that is wrong with it at once.

use std::path::Path;

use gonogo::clock::Clock;
use gonogo::config::endpoints::{Cachet, CachetVersion, Endpoint, Preset, Statuspage};
use gonogo::config::secrets::Place;
use gonogo::config::{EXAMPLE, read};
use gonogo::outbound::endpoint::{self, Settings};
use gonogo::playbook::Source;

use super::config;
use crate::story::assert_snapshot;

fn endpoint_of(keys: &str) -> Endpoint {
    let config = config(&format!("playbooks = [\"fmtm\"]\n[endpoint.it]\n{keys}")).unwrap();
    let notes = config.notes.to_string();
    assert_eq!(notes.matches("note: ").count(), 1, "{notes}");
    assert!(
        notes.contains("no audience of a playbook has the endpoint `it`"),
        "{notes}"
    );
    config.endpoints["it"].clone()
}

#[test]
fn an_endpoint_is_an_address_and_a_secret() {
    let endpoint = endpoint_of(
        "url = \"https://hooks.example.org/gonogo?from=it\"\nsecret = { file = \"it.secret\" }\n",
    );
    assert_eq!(endpoint.url.as_str(), "https://hooks.example.org/gonogo?from=it");
    assert_eq!(endpoint.preset, Preset::Plain);
    assert_eq!(endpoint.key, Place::File("/etc/gonogo/it.secret".into()));
    assert!(!endpoint.allow_private);
}

#[test]
fn the_examples_are_endpoints() {
    let start = EXAMPLE.find("# [endpoint.status]").unwrap();
    let shown: String = EXAMPLE[start..]
        .lines()
        .map_while(|line| line.strip_prefix("# "))
        .map(|line| format!("{line}\n"))
        .collect();
    let config = config(&format!("{EXAMPLE}\n{shown}")).unwrap();
    assert_eq!(config.endpoints.keys().collect::<Vec<_>>(), ["crm", "status"]);
}

#[test]
fn bot_toml_and_the_playbooks_are_held_against_each_other() {
    let playbook = include_str!("../../../playbooks/myportfolio.toml");
    let audience = "\n[audience.users]\n";
    assert_eq!(playbook.matches(audience).count(), 1);
    let playbook = playbook.replace(audience, &format!("{audience}endpoints = [\"status\"]\n"));
    let bot = "playbooks = [\"mine.toml\"]\n[endpoint.stauts]\nurl = \"https://hooks.example.org\"\n\
               secret = { file = \"a\" }\n";
    let source = Source {
        name: "bot.toml".to_owned(),
        text: bot.to_owned(),
    };
    let config = read(&source, Path::new("/etc/gonogo"), &|_| Ok(playbook.clone())).unwrap();
    assert_snapshot!(config.notes.to_string(), @r#"
    note: the audience `users` of myportfolio has the endpoint `status`
     --> bot.toml:1:1
      |
    1 | playbooks = ["mine.toml"]
      | ^ bot.toml has no [endpoint.status]
      |
      = help: add it as docs/outgoing.md says; until then what is for it waits

    note: no audience of a playbook has the endpoint `stauts`
     --> bot.toml:2:11
      |
    2 | [endpoint.stauts]
      |           ^^^^^^ it is told nothing
      |
      = help: write `endpoints = ["stauts"]` under the audience that it is for
    "#);
}

#[test]
fn a_page_of_statuspage_needs_no_address() {
    let endpoint = endpoint_of(
        "preset = \"statuspage\"\npage = \"kctbh9vrtdwd\"\ncomponents = [\"b13yz5g2cw10\"]\nimpact = \"minor\"\n\
         notify = false\nkey = { variable = \"STATUSPAGE_KEY\" }\n",
    );
    assert_eq!(endpoint.url.as_str(), "https://api.statuspage.io/v1");
    assert_eq!(
        endpoint.preset,
        Preset::Statuspage(Statuspage {
            page: "kctbh9vrtdwd".to_owned(),
            components: vec!["b13yz5g2cw10".to_owned()],
            impact: Some("minor".to_owned()),
            notify: false,
        })
    );
    assert_eq!(endpoint.key, Place::Variable("STATUSPAGE_KEY".to_owned()));
}

#[test]
fn a_cachet_may_be_old_and_in_the_next_room() {
    let endpoint = endpoint_of(
        "preset = \"cachet\"\nversion = 2\nurl = \"https://10.0.0.7/api/v1/\"\nallow_private = true\n\
         timezone = \"Europe/Berlin\"\nkey = { file = \"/run/cachet.key\" }\n",
    );
    assert_eq!(endpoint.url.as_str(), "https://10.0.0.7/api/v1");
    assert!(endpoint.allow_private);
    assert_eq!(
        endpoint.preset,
        Preset::Cachet(Cachet {
            version: CachetVersion::Two,
            components: vec![],
            timezone: chrono_tz::Europe::Berlin,
            notify: true,
        })
    );
}

#[test]
fn everything_that_is_wrong_is_said() {
    let problems = config(
        r#"playbooks = ["fmtm"]
[endpoint.CRM]
url = "https://hooks.example.org"
secret = "whsec_hush"
[endpoint.near]
url = "https://127.0.0.1/hook"
secret = { file = "a" }
[endpoint.open]
url = "http://hooks.example.org"
secret = { file = "a" }
[endpoint.open-next-door]
url = "http://192.168.1.2/"
allow_private = true
secret = { file = "a" }
[endpoint.page]
preset = "statuspage"
page = "../pages"
impact = "huge"
key = "hush hush"
secret = { file = "a" }
[endpoint.board]
preset = "cachet"
version = 4
components = ["first"]
timezone = "Berlin"
url = "status.example.org"
[endpoint.other]
preset = "statuspge"
page = "abc"
key = { file = "a" }
[endpoint.named]
url = "https://me:hush@hooks.example.org/"
adress = "x"
"#,
    )
    .unwrap_err();
    let said = problems.to_string();
    assert!(!said.contains("hush"), "a secret is not shown: {said}");
    assert_snapshot!(said, @r#"
    error: `CRM` is no name for an endpoint
     --> bot.toml:2:11
      |
    2 | [endpoint.CRM]
      |           ^^^ playbooks call it by this name
      |
      = help: small letters, digits, `-` and `_` make a name, at most 40 of them

    error: a secret does not belong into bot.toml
     --> bot.toml:4:10
      |
    4 | secret = "**********"
      |          ^^^^^^^^^^^^ whoever reads this file can speak for gonogo there
      |
      = help: put it alone into a file and write { file = "that file" }, or { variable = "ITS_NAME" }

    error: 127.0.0.1 is this machine
     --> bot.toml:6:7
      |
    6 | url = "https://127.0.0.1/hook"
      |       ^^^^^^^^^^^^^^^^^^^^^^^^ not of the public Internet
      |
      = help: if it is meant, write `allow_private = true` for this endpoint

    error: an endpoint is reached by https
     --> bot.toml:9:7
      |
    9 | url = "http://hooks.example.org"
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^ this travels in the open
      |
      = help: write https://; on this very machine http:// will do together with `allow_private = true`

    error: 192.168.1.2 is another machine
      --> bot.toml:12:7
       |
    12 | url = "http://192.168.1.2/"
       |       ^^^^^^^^^^^^^^^^^^^^^ this travels in the open
       |
       = help: write https://: without TLS only this machine is called

    error: `../pages` is not the id of a page
      --> bot.toml:17:8
       |
    17 | page = "../pages"
       |        ^^^^^^^^^^ letters and digits belong here
       |
       = help: Statuspage shows the ids of the page and its components under Your profile, API info

    error: `huge` is no impact that Statuspage knows
      --> bot.toml:18:10
       |
    18 | impact = "huge"
       |          ^^^^^^ not known
       |
       = help: one of `none`, `maintenance`, `minor`, `major` and `critical`

    error: a secret does not belong into bot.toml
      --> bot.toml:19:7
       |
    19 | key = "*********"
       |       ^^^^^^^^^^^ whoever reads this file can speak for gonogo there
       |
       = help: put it alone into a file and write { file = "that file" }, or { variable = "ITS_NAME" }

    error: `secret` is no key of an endpoint
      --> bot.toml:20:1
       |
    20 | secret = { file = "a" }
       | ^^^^^^ nobody reads this
       |
       = help: an endpoint has the keys `preset`, `page`, `components`, `impact`, `notify`, `allow_private`, `url`, `key` and `ca`

    error: an endpoint needs `key`
      --> bot.toml:21:1
       |
    21 | [endpoint.board]
       | ^^^^^^^^^^^^^^^^ `key` is missing here

    error: Cachet 4 is not known here
      --> bot.toml:23:11
       |
    23 | version = 4
       |           ^ 2 or 3 belongs here
       |
       = help: leave it out for Cachet 3, write `version = 2` for 2.4

    error: `first` is not the id of a component
      --> bot.toml:24:15
       |
    24 | components = ["first"]
       |               ^^^^^^^ a whole number belongs here
       |
       = help: Cachet shows it in the address of the component's page

    error: `Berlin` is no time zone
      --> bot.toml:25:12
       |
    25 | timezone = "Berlin"
       |            ^^^^^^^^ not known
       |
       = help: write the zone that Cachet is set to, such as `Europe/Berlin`; without it, UTC

    error: `status.example.org` is no address
      --> bot.toml:26:7
       |
    26 | url = "status.example.org"
       |       ^^^^^^^^^^^^^^^^^^^^ a whole one belongs here
       |
       = help: for example `https://hooks.example.org/gonogo`

    error: `statuspge` is no preset of an endpoint
      --> bot.toml:28:10
       |
    28 | preset = "statuspge"
       |          ^^^^^^^^^^^ not known
       |
       = help: did you mean `statuspage`?

    error: an endpoint needs `secret`
      --> bot.toml:31:1
       |
    31 | [endpoint.named]
       | ^^^^^^^^^^^^^^^^ `secret` is missing here

    error: a name and a password do not belong into an address
      --> bot.toml:32:7
       |
    32 | url = "https://me:****@hooks.example.org/"
       |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ whoever reads this file has them
       |
       = help: endpoints of the preset `plain` are signed instead, see docs/outgoing.md

    error: `adress` is no key of an endpoint
      --> bot.toml:33:1
       |
    33 | adress = "x"
       | ^^^^^^ nobody reads this
       |
       = help: an endpoint has the keys `preset`, `allow_private`, `url`, `secret` and `ca`
    "#);
}

#[test]
fn a_key_that_is_none_is_refused_at_the_start_without_a_letter_of_it() {
    let refused = |keys: &str, key: &'static str| {
        let settings = Settings::fetch("it", endpoint_of(keys), Clock::system(), |_| Some(key.into()));
        let error = settings.and_then(endpoint::Endpoint::new).map(drop).unwrap_err();
        let said = error.to_string();
        assert!(key.is_empty() || !said.contains(key), "{said}");
        said
    };
    let plain = "url = \"https://hooks.example.org\"\nsecret = { variable = \"IT_SECRET\" }\n";
    let page = "preset = \"statuspage\"\npage = \"abc\"\nkey = { variable = \"PAGE_KEY\" }\n";
    assert_snapshot!(
        [refused(plain, "sesame"), refused(plain, ""), refused(page, "two words")].join("\n"),
        @"
    the variable IT_SECRET holds no key for the endpoint `it`. Make one: echo whsec_$(openssl rand -base64 32)
    the key of the endpoint `it` is empty. Write it there, alone
    the variable PAGE_KEY holds no key for the endpoint `it`. Copy it anew from the status page, alone
    "
    );
}

#[test]
fn every_secret_of_an_endpoint_is_known_to_be_one() {
    let plain = "url = \"https://hooks.example.org\"\nsecret = { variable = \"IT_SECRET\" }\n";
    let two = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\nwhsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    let settings = Settings::fetch("it", endpoint_of(plain), Clock::system(), |_| Some(two.into())).unwrap();
    let secrets = settings.secrets();
    let known: Vec<_> = secrets.iter().map(secrecy::ExposeSecret::expose_secret).collect();
    assert_eq!(known, two.lines().collect::<Vec<_>>());
}
