//! Reads `[web]`: where the public page and the feeds are served, and what their addresses begin with.

use std::net::SocketAddr;

use crate::toml_reader::{Findings, Table, Text};
use crate::web::Settings;

use super::keys::find_table;

/// Reads `[web]`; nothing when nothing is served. `taken` is where webhooks are heard.
pub(super) fn read_web(
    root: &mut Table<'_>,
    taken: Option<SocketAddr>,
    found: &mut Findings,
) -> Option<Settings> {
    let mut table = find_table(root, "web", "[web]", found)?;
    let listen = read_listen(&mut table, taken, found);
    let public_url = table
        .find_text("public_url", found)
        .and_then(|url| read_address(&url, found));
    table.finish(found);
    let listen = listen?;
    Some(Settings { listen, public_url })
}

fn read_listen(table: &mut Table<'_>, taken: Option<SocketAddr>, found: &mut Findings) -> Option<SocketAddr> {
    let listen = table.text("listen", found);
    let address: Option<SocketAddr> = listen.value.parse().ok();
    if address.is_none() && listen.is_there {
        let what = format!("`{}` is no address to listen at", listen.value);
        found
            .error(&listen.span, what, "an IP address and a port belong here")
            .fix("write `127.0.0.1:8081` and let a web server with TLS pass /outages and /feeds/ on to it");
    }
    if address.is_some_and(|address| address.port() != 0 && Some(address) == taken) {
        let what = format!("`{}` is where webhooks are heard", listen.value);
        found
            .error(&listen.span, what, "one address has one listener")
            .fix("take another port, such as `127.0.0.1:8081`");
    }
    address
}

/// What addresses begin with: a web address, maybe with a path.
fn read_address(url: &Text, found: &mut Findings) -> Option<String> {
    if !url.is_there {
        return None;
    }
    let plain = url.value.trim_end_matches('/');
    let rest = plain
        .strip_prefix("https://")
        .or_else(|| plain.strip_prefix("http://"));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]%".contains(c);
    let is_address = rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain));
    if !is_address {
        let what = format!("`{}` is no address of a site", url.value);
        found
            .error(&url.span, what, "https://, a name and maybe a path belong here")
            .fix("write it as `https://outages.example.org`, or leave it out");
        return None;
    }
    let host = rest.unwrap_or_default();
    let is_here = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|here| host.starts_with(here));
    if plain.starts_with("http://") && !is_here {
        let here = "whoever is in between reads along, and learns the secret addresses of feeds";
        let what = "the page is read without TLS";
        found.note(&url.span, what, here);
    }
    Some(plain.to_owned())
}
