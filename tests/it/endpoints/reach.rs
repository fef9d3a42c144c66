//! Where nobody is called: private addresses, by number, by name, and in disguise.

use gonogo::outbound::endpoint::Kind;

use super::listener::{Listener, Reply};
use super::{Sketch, call, said};
use crate::story::assert_snapshot;

#[tokio::test]
async fn this_machine_is_not_called_by_number_name_or_disguise() {
    let listener = Listener::answering(|_| Reply::status(200)).await;
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "[::ffff:127.0.0.1]",
        "localhost",
    ] {
        let mut sketch = Sketch::plain(listener.at("https", host, "/"));
        sketch.allow_private = false;
        let outcome = said(sketch.endpoint().deliver(&call(Kind::Announced)).await);
        assert!(
            outcome.starts_with("blocked: the endpoint `crm` leads to "),
            "{host}: {outcome}"
        );
        assert!(outcome.contains("which is this machine"), "{host}: {outcome}");
    }
    assert!(listener.seen().is_empty());
}

#[tokio::test]
async fn whoever_is_refused_reads_the_way_out() {
    let mut sketch = Sketch::plain("https://169.254.169.254/latest/meta-data/".to_owned());
    sketch.allow_private = false;
    let outcome = said(sketch.endpoint().deliver(&call(Kind::Announced)).await);
    assert_snapshot!(outcome, @"
    blocked: the endpoint `crm` leads to 169.254.169.254, which is link-local
    fix: write another address as `url` under [endpoint.crm] in bot.toml, or `allow_private = true` if it is meant, then restart gonogo
    ");
}

#[tokio::test]
async fn this_machine_is_called_where_it_is_allowed() {
    let listener = Listener::answering(|_| Reply::status(200)).await;
    for host in ["127.0.0.1", "localhost"] {
        let sketch = Sketch::plain(listener.at("http", host, "/"));
        let outcome = said(sketch.endpoint().deliver(&call(Kind::Announced)).await);
        assert_eq!(outcome, "taken: None", "{host}");
    }
    assert_eq!(listener.seen().len(), 2);
}

#[tokio::test]
async fn without_tls_no_other_machine_is_called() {
    let sketch = Sketch::plain("http://10.0.0.1/".to_owned());
    let outcome = said(sketch.endpoint().deliver(&call(Kind::Announced)).await);
    assert!(
        outcome.starts_with("blocked: the endpoint `crm` leads to 10.0.0.1, which is another machine"),
        "{outcome}"
    );
}
