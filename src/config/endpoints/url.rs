//! Reads the address of an endpoint: https, and within reach.

use reqwest::Url;

use crate::config::endpoints::STATUSPAGE;
use crate::config::keys::filled;
use crate::reach::{Reach, find_reach, find_written_address};
use crate::toml_reader::{Findings, Span, Table};

pub(super) fn read_url(
    table: &mut Table<'_>,
    kind: Option<&str>,
    allow_private: bool,
    found: &mut Findings,
) -> Option<Url> {
    if kind == Some("statuspage") && !table.has("url") {
        // Asked for, so that it is among the keys that are named when one is misspelt.
        table.find("url");
        return Some(Url::parse(STATUSPAGE).expect("a whole address"));
    }
    let words = table.text("url", found);
    if !filled(&words, "url", found) {
        return None;
    }
    let Ok(mut url) = Url::parse(words.value.trim()) else {
        let what = format!("`{}` is no address", words.value);
        found
            .error(&words.span, what, "a whole one belongs here")
            .fix("for example `https://hooks.example.org/gonogo`");
        return None;
    };
    if !(is_spoken(&url, &words.span, found) && is_within_reach(&url, allow_private, &words.span, found)) {
        return None;
    }
    if kind != Some("plain") {
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
    }
    Some(url)
}

fn is_spoken(url: &Url, span: &Span, found: &mut Findings) -> bool {
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
        found
            .error(span, "an endpoint is reached by https", "this is another way")
            .fix("for example `https://hooks.example.org/gonogo`");
        return false;
    }
    if !url.username().is_empty() || url.password().is_some() {
        found
            .error(
                span,
                "a name and a password do not belong into an address",
                "whoever reads this file has them",
            )
            .fix("endpoints of the preset `plain` are signed instead, see docs/outgoing.md");
        return false;
    }
    true
}

fn is_within_reach(url: &Url, allow_private: bool, span: &Span, found: &mut Findings) -> bool {
    let Some(reach) = find_reach(url, allow_private) else {
        found
            .error(
                span,
                "an endpoint is reached by https",
                "this travels in the open",
            )
            .fix("write https://; on this very machine http:// will do together with `allow_private = true`");
        return false;
    };
    let Some(address) = find_written_address(url) else {
        return true;
    };
    let Some(objection) = reach.find_objection(address) else {
        return true;
    };
    let (here, fix) = match reach {
        Reach::ThisMachine => (
            "this travels in the open",
            "write https://: without TLS only this machine is called",
        ),
        Reach::Public | Reach::Anywhere => (
            "not of the public Internet",
            "if it is meant, write `allow_private = true` for this endpoint",
        ),
    };
    found
        .error(span, format!("{address} is {objection}"), here)
        .fix(fix);
    false
}
