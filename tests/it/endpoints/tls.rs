//! The way to an endpoint is kept secret, and its certificate is looked at.

use gonogo::outbound::endpoint::Kind;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{Sketch, call, said};
use crate::mail::certificates::certified;

/// What is said after a delivery to a server that has a certificate for this name, and whose authority is known or not.
async fn after(certified_for: &str, is_known: bool) -> String {
    let (acceptor, authority) = certified(certified_for);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = async {
        let (wire, _) = listener.accept().await.unwrap();
        // Where the certificate is refused there is nothing to answer.
        let Ok(mut wire) = acceptor.accept(wire).await else {
            return std::future::pending().await;
        };
        let mut heard = Vec::new();
        while !heard.ends_with(b"}") && wire.read_buf(&mut heard).await.is_ok_and(|n| n > 0) {}
        assert!(heard.starts_with(b"POST /hook HTTP/1.1\r\n"));
        let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        wire.write_all(answer).await.unwrap();
        std::future::pending().await
    };
    let mut sketch = Sketch::plain(format!("https://localhost:{port}/hook"));
    sketch.authority = is_known.then_some(authority);
    let endpoint = sketch.endpoint();
    let told = call(Kind::Announced);
    tokio::select! {
        () = server => unreachable!("the server stays"),
        outcome = endpoint.deliver(&told) => said(outcome),
    }
}

#[tokio::test]
async fn an_authority_of_the_team_is_trusted_when_it_is_named() {
    assert_eq!(after("localhost", true).await, "taken: None");
}

#[tokio::test]
async fn a_certificate_of_strangers_or_for_another_name_is_not_trusted() {
    for outcome in [
        after("localhost", false).await,
        after("elsewhere.example", true).await,
    ] {
        assert!(
            outcome.starts_with("later: the endpoint `crm` could not be reached: "),
            "{outcome}"
        );
        assert!(outcome.contains("certificate verify failed"), "{outcome}");
    }
}
