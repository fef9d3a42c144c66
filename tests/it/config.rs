//! bot.toml: what it holds, and what it is refused for, in the words that people read.

use std::io;
use std::path::Path;

use gonogo::config::{Config, EXAMPLE, Format, Level, read};
use gonogo::playbook::{Problems, Source};

mod endpoints;
mod mail;
mod token;
mod web;
mod webhooks;

/// Reads a configuration that lies in /etc/gonogo, beside no other file.
fn config(text: &str) -> Result<Config, Problems> {
    let source = Source {
        name: "bot.toml".to_owned(),
        text: text.to_owned(),
    };
    let nothing = |_: &Path| Err(io::Error::new(io::ErrorKind::NotFound, "no such file"));
    read(&source, Path::new("/etc/gonogo"), &nothing)
}

#[test]
fn the_example_is_a_configuration() {
    let config = config(EXAMPLE).unwrap();
    assert!(config.notes.is_empty(), "{}", config.notes);
    assert_eq!(
        config.discord.token_file.as_deref(),
        Some(Path::new("/etc/gonogo/gonogo.token"))
    );
    assert_eq!(config.store, "sqlite:/etc/gonogo/gonogo.db");
    assert_eq!(config.places.keys().collect::<Vec<_>>(), ["outages", "releases"]);
    assert_eq!((config.discord.guild, config.discord.url), (None, None));
    assert!(config.roles.is_empty());
}

#[test]
fn what_the_example_leaves_out_can_be_put_in() {
    let mut text = EXAMPLE.to_owned();
    for line in ["guild = ", "url = \"http:", "\"SRE team\" = "] {
        let hidden = format!("\n# {line}");
        assert_eq!(text.matches(&hidden).count(), 1, "{line}");
        text = text.replace(&hidden, &format!("\n{line}"));
    }
    let config = config(&text).unwrap();
    assert_eq!(config.discord.guild, Some(123_456_789_012_345_678));
    assert_eq!(config.discord.url.as_deref(), Some("http://127.0.0.1:7070"));
    assert_eq!(config.roles[&"SRE team".into()], "Platform engineers");
}

#[test]
fn one_line_is_enough() {
    let config = config("playbooks = [\"myportfolio\"]").unwrap();
    assert!(config.discord.message_content);
    assert_eq!(config.discord.token_file, None);
    assert_eq!(config.places["releases"], "releases");
    assert_eq!(
        (config.log.format, config.log.level),
        (Format::Human, Level::Info)
    );
}

#[test]
fn channels_and_roles_go_by_name_or_by_id() {
    let text = "playbooks = [\"myportfolio\"]\n[channels]\nreleases = \"#ship-it\"\noutages = 123456789012345678\n\
                [roles]\n\"LT\" = \"@Leads\"\n[discord]\nguild = 42\n";
    let config = config(text).unwrap();
    assert_eq!(config.places["releases"], "ship-it");
    assert_eq!(config.places["outages"], "123456789012345678");
    assert_eq!(config.roles[&"LT".into()], "Leads");
    assert_eq!(config.discord.guild, Some(42));
}

#[test]
fn the_store_is_a_whole_path_or_an_address() {
    for (url, store) in [
        ("sqlite:gonogo.db", "sqlite:/etc/gonogo/gonogo.db"),
        (
            "sqlite:/var/lib/gonogo/gonogo.db",
            "sqlite:/var/lib/gonogo/gonogo.db",
        ),
        ("postgres://gonogo@db/gonogo", "postgres://gonogo@db/gonogo"),
    ] {
        let text = format!("playbooks = [\"myportfolio\"]\n[store]\nurl = \"{url}\"\n");
        assert_eq!(config(&text).unwrap().store, store);
    }
    let forgetful = "playbooks = [\"myportfolio\"]\n[store]\nurl = \"sqlite::memory:\"\n";
    assert!(
        config(forgetful)
            .unwrap_err()
            .to_string()
            .contains("the store needs a file")
    );
}

#[test]
fn all_errors_are_shown_at_once_each_with_a_way_out() {
    let text = r#"playbooks = ["myportfolio"]
[discord]
gild = "123"
message_content = "yes"
url = "discord.com"
[channels]
relases = "releases"
[roles]
"SRE tem" = "Platform"
[store]
url = "mysql://localhost"
[log]
format = "xml"
level = "inf"
[websites]
"#;
    insta::assert_snapshot!(config(text).unwrap_err(), @r#"
    error: `gild` is no key of [discord]
     --> bot.toml:3:1
      |
    3 | gild = "123"
      | ^^^^ nobody reads this
      |
      = help: did you mean `guild`?

    error: `message_content` must be `true` or `false`
     --> bot.toml:4:19
      |
    4 | message_content = "yes"
      |                   ^^^^^ neither of them

    error: `url` must be a web address
     --> bot.toml:5:7
      |
    5 | url = "discord.com"
      |       ^^^^^^^^^^^^^ it begins with neither http:// nor https://
      |
      = help: for example `http://127.0.0.1:7070`, where a sandbox listens; leave it out for discord.com

    error: nothing is posted to a place called `relases`
     --> bot.toml:7:1
      |
    7 | relases = "releases"
      | ^^^^^^^ neither gonogo nor a playbook names it
      |
      = help: did you mean `releases`?

    error: no playbook has a role `SRE tem`
     --> bot.toml:9:1
      |
    9 | "SRE tem" = "Platform"
      | ^^^^^^^^^ a role of a playbook belongs here
      |
      = help: did you mean `SRE team`?

    error: this is no address of a database
      --> bot.toml:11:7
       |
    11 | url = "mysql://localhost"
       |       ^^^^^^^^^^^^^^^^^^^ SQLite and PostgreSQL are known
       |
       = help: write `sqlite:gonogo.db`, or `postgres://user@host/database`

    error: `xml` is no format of the log
      --> bot.toml:13:10
       |
    13 | format = "xml"
       |          ^^^^^ not known
       |
       = help: one of `human` and `json`

    error: `inf` is no level of the log
      --> bot.toml:14:9
       |
    14 | level = "inf"
       |         ^^^^^ not known
       |
       = help: did you mean `info`?

    error: `websites` is no key of bot.toml
      --> bot.toml:15:2
       |
    15 | [websites]
       |  ^^^^^^^^ nobody reads this
       |
       = help: bot.toml has the keys `discord`, `log`, `store`, `playbooks`, `channels`, `roles`, `webhooks`, `web`, `mail` and `endpoint`
    "#);
}

#[test]
fn a_playbook_that_is_not_there_is_said_once() {
    let text = "playbooks = [\"myportfoli\", \"shop.toml\"]\n[channels]\nshop = \"shop\"\n";
    insta::assert_snapshot!(config(text).unwrap_err(), @r#"
    error: no playbook `myportfoli` comes with gonogo
     --> bot.toml:1:14
      |
    1 | playbooks = ["myportfoli", "shop.toml"]
      |              ^^^^^^^^^^^^ not known
      |
      = help: did you mean `myportfolio`?

    error: the playbook /etc/gonogo/shop.toml cannot be read
     --> bot.toml:1:28
      |
    1 | playbooks = ["myportfoli", "shop.toml"]
      |                            ^^^^^^^^^^^ no such file
      |
      = help: a path begins at the folder of bot.toml
    "#);
}

#[test]
fn an_empty_file_is_told_how_to_begin() {
    insta::assert_snapshot!(config("").unwrap_err(), @r#"
    error: bot.toml needs `playbooks`
     --> bot.toml:1:1
      |
    1 |
      | ^ no `playbooks` in this file
      |
      = help: write `playbooks = ["…"]` above all [tables], with `myportfolio`, `fmtm`, `field-portal`, `sync` and `change-ticket` or the path of your own
    "#);
}

#[test]
fn what_is_wrong_in_a_playbook_is_shown_too() {
    let source = Source {
        name: "bot.toml".to_owned(),
        text: "playbooks = [\"shop.toml\"]\n[log]\nlevel = \"loud\"\n".to_owned(),
    };
    let file = |path: &Path| {
        assert_eq!(
            path,
            Path::new("conf/shop.toml"),
            "a path begins at the folder of bot.toml"
        );
        Ok("[service]\n".to_owned())
    };
    let problems = read(&source, Path::new("conf"), &file).unwrap_err().to_string();
    assert!(problems.contains("`loud` is no level"), "{problems}");
    assert!(problems.contains("conf/shop.toml"), "{problems}");
}

#[test]
fn a_token_in_the_file_is_refused_and_not_repeated() {
    let text = "playbooks = [\"myportfolio\"]\n[discord]\ntoken = \"abc.def.ghi\"\n";
    insta::assert_snapshot!(config(text).unwrap_err(), @r#"
    error: a token does not belong into bot.toml
     --> bot.toml:3:9
      |
    3 | token = "***********"
      |         ^^^^^^^^^^^^^ whoever reads this file is the bot
      |
      = help: put it alone into a file that only gonogo can read (chmod 600) and write `token_file = "that file"` under [discord]; reset it on the developer portal if this file was ever shared
    "#);
}

#[test]
fn no_secret_is_repeated_whatever_is_wrong_around_it() {
    for line in [
        "token = abc.def.ghi",
        "token = 'abc.def.ghi",
        "discord.token = \"abc.def.ghi\" x",
        "discord = { token = \"abc.def.ghi\", x = }",
        "store.url = \"postgres://gonogo:abc.def.ghi@db/gonogo\" x",
        "store.url = \"mysql://gonogo:abc.def.ghi@db/gonogo\"",
    ] {
        let problems = config(line).unwrap_err();
        assert!(problems.count() > 0);
        assert!(!problems.to_string().contains("abc.def"), "{problems}");
    }
}
