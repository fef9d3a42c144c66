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
    assert_snapshot!(problems.to_string(), @"");
    let problems = config("playbooks = [\"fmtm\"]\n[web]\nlisten = \"everywhere\"\n").unwrap_err();
    assert_snapshot!(problems.to_string(), @"");
    let problems = config("playbooks = [\"fmtm\"]\n[web]\n").unwrap_err();
    assert!(problems.to_string().contains("listen"), "{problems}");
}
