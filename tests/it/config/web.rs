//! `[web]` in bot.toml.

use super::config;
use crate::story::assert_snapshot;

#[test]
fn the_page_has_a_place_and_an_address() {
    let read = |rest: &str| {
        let text = format!("playbooks = [\"fmtm\"]\n[web]\n{rest}");
        config(&text).unwrap()
    };
    let web = read("listen = \"127.0.0.1:8081\"\n").web.unwrap();
    assert_eq!(web.listen.port(), 8081);
    assert_eq!(web.public_url, None);
    let read = read("listen = \"[::]:8081\"\npublic_url = \"https://o.example.org/shop/\"\n");
    assert!(read.notes.is_empty(), "{}", read.notes);
    let web = read.web.unwrap();
    assert_eq!(
        web.public_url.as_deref(),
        Some("https://o.example.org/shop"),
        "no slash at the end"
    );
    assert_eq!(config("playbooks = [\"fmtm\"]\n").unwrap().web, None);
}

#[test]
fn without_tls_secrets_are_read_on_the_way_and_that_is_said() {
    let text =
        "playbooks = [\"fmtm\"]\n[web]\nlisten = \"127.0.0.1:8081\"\npublic_url = \"http://o.example.org\"\n";
    let read = config(text).unwrap();
    assert!(read.notes.to_string().contains("without TLS"), "{}", read.notes);
    let here = text.replace("http://o.example.org", "http://localhost:8081");
    let read = config(&here).unwrap();
    assert!(read.notes.is_empty(), "{}", read.notes);
}

#[test]
fn everything_that_is_wrong_is_said() {
    let problems = config(
        "playbooks = [\"fmtm\"]\n[webhooks]\nlisten = \"127.0.0.1:8080\"\n[web]\nlisten = \"127.0.0.1:8080\"\n\
         public_url = \"o.example.org?x=<y>\"\nlogin = true\n",
    )
    .unwrap_err();
    assert_snapshot!(problems.to_string(), @r#"
    error: `127.0.0.1:8080` is where webhooks are heard
     --> bot.toml:5:10
      |
    5 | listen = "127.0.0.1:8080"
      |          ^^^^^^^^^^^^^^^^ one address has one listener
      |
      = help: take another port, such as `127.0.0.1:8081`

    error: `o.example.org?x=<y>` is no address of a site
     --> bot.toml:6:14
      |
    6 | public_url = "o.example.org?x=<y>"
      |              ^^^^^^^^^^^^^^^^^^^^^ https://, a name and maybe a path belong here
      |
      = help: write it as `https://outages.example.org`, or leave it out

    error: `login` is no key of [web]
     --> bot.toml:7:1
      |
    7 | login = true
      | ^^^^^ nobody reads this
      |
      = help: [web] has the keys `listen` and `public_url`
    "#);
    let problems = config("playbooks = [\"fmtm\"]\n[web]\nlisten = \"everywhere\"\n").unwrap_err();
    assert_snapshot!(problems.to_string(), @r#"
    error: `everywhere` is no address to listen at
     --> bot.toml:3:10
      |
    3 | listen = "everywhere"
      |          ^^^^^^^^^^^^ an IP address and a port belong here
      |
      = help: write `127.0.0.1:8081` and let a web server with TLS pass /outages and /feeds/ on to it
    "#);
    let problems = config("playbooks = [\"fmtm\"]\n[web]\n").unwrap_err();
    assert!(problems.to_string().contains("listen"), "{problems}");
}
