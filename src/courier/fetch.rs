//! Files of people, read from where Discord keeps them, and from nowhere else.
//!
//! An address comes with an event, so it is not to be trusted: it must lie on the hosts of the very Discord that the
//! wire leads to, redirects are not followed, and no token goes along. Called by `discord`.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Url;

use super::wire::Wire;

/// The hosts of discord.com's files (developer documentation, "Uploading Files", "CDN").
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

/// Where files lie on a host; those of a command's options are ephemeral.
const FOLDERS: [&str; 2] = ["/attachments/", "/ephemeral-attachments/"];

/// How often a file is asked for when the connection or Discord breaks.
const TRIES: usize = 2;

/// Why a file was not fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFetched {
    /// The address is none of this Discord's files.
    #[error("its address is none of this Discord's files")]
    Elsewhere,
    /// It is larger than what is taken.
    #[error("it is too big")]
    TooBig,
    /// It is not there.
    #[error("it is gone")]
    Gone,
    /// It did not come in time.
    #[error("it did not come in time")]
    TooSlow,
    /// Discord or the way to it broke.
    #[error("Discord did not give it: {0}")]
    Broke(String),
}

impl Wire {
    /// The file at `address`, if it is no larger than `most_bytes` and comes within `patience`.
    ///
    /// # Errors
    /// [`NotFetched`].
    pub async fn fetch(
        &self,
        address: &str,
        most_bytes: usize,
        patience: Duration,
    ) -> Result<Bytes, NotFetched> {
        let address = find_address(address, self.base()).ok_or(NotFetched::Elsewhere)?;
        let all_tries = async {
            let mut tries = 1;
            loop {
                match self.fetch_once(&address, most_bytes).await {
                    Err(NotFetched::Broke(_)) if tries < TRIES => tries += 1,
                    outcome => return outcome,
                }
            }
        };
        tokio::time::timeout(patience, all_tries)
            .await
            .unwrap_or(Err(NotFetched::TooSlow))
    }

    async fn fetch_once(&self, address: &Url, most_bytes: usize) -> Result<Bytes, NotFetched> {
        let broke = |e: reqwest::Error| match e.is_timeout() {
            true => NotFetched::TooSlow,
            // The address of a file carries the right to read it.
            false => NotFetched::Broke(e.without_url().to_string()),
        };
        let mut response = self.http().get(address.clone()).send().await.map_err(broke)?;
        match response.status().as_u16() {
            200 => {}
            // 403: the address has expired, which Discord's do after a day.
            403 | 404 | 410 => return Err(NotFetched::Gone),
            status => return Err(NotFetched::Broke(status.to_string())),
        }
        let too_big = |length: usize| length > most_bytes;
        let promised = response.content_length().and_then(|n| usize::try_from(n).ok());
        if promised.is_some_and(too_big) {
            return Err(NotFetched::TooBig);
        }
        let mut content = Vec::with_capacity(promised.unwrap_or(0));
        while let Some(chunk) = response.chunk().await.map_err(broke)? {
            if too_big(content.len() + chunk.len()) {
                return Err(NotFetched::TooBig);
            }
            content.extend_from_slice(&chunk);
        }
        Ok(content.into())
    }
}

/// The address, if it is that of a file on the Discord at `base`.
fn find_address(address: &str, base: &str) -> Option<Url> {
    let (address, base) = (Url::parse(address).ok()?, Url::parse(base).ok()?);
    let plain = address.username().is_empty() && address.password().is_none();
    let in_folder = FOLDERS.iter().any(|folder| address.path().starts_with(folder));
    let host = address.host_str()?;
    let is_home = if base.host_str() == Some("discord.com") {
        address.scheme() == "https" && address.port().is_none() && HOSTS.contains(&host)
    } else {
        let same_host = Some(host) == base.host_str() || (is_loopback(&address) && is_loopback(&base));
        address.scheme() == base.scheme()
            && same_host
            && address.port_or_known_default() == base.port_or_known_default()
    };
    (plain && in_folder && is_home).then_some(address)
}

/// A sandbox is reached by several names of the same machine.
fn is_loopback(address: &Url) -> bool {
    matches!(address.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISCORD: &str = "https://discord.com";
    const SANDBOX: &str = "http://127.0.0.1:7070";

    #[test]
    fn files_of_this_very_discord_are_opened() {
        for address in [
            "https://cdn.discordapp.com/attachments/1/2/notes.md?ex=1&is=2&hm=3",
            "https://media.discordapp.net/attachments/1/2/notes.md",
            "https://cdn.discordapp.com/ephemeral-attachments/1/2/notes.md",
        ] {
            assert!(find_address(address, DISCORD).is_some(), "{address}");
        }
        assert!(find_address("http://127.0.0.1:7070/attachments/1/2/notes.md", SANDBOX).is_some());
        assert!(
            find_address(
                "http://127.0.0.1:7070/attachments/1/2/n.md",
                "http://localhost:7070"
            )
            .is_some()
        );
    }

    #[test]
    fn nothing_else_is_opened() {
        for address in [
            "http://cdn.discordapp.com/attachments/1/2/notes.md",
            "https://cdn.discordapp.com:8443/attachments/1/2/notes.md",
            "https://ana@cdn.discordapp.com/attachments/1/2/notes.md",
            "https://cdn.discordapp.com.evil.example/attachments/1/2/notes.md",
            "https://evil.example/attachments/1/2/notes.md",
            "https://discord.com/api/v10/users/@me",
            "https://cdn.discordapp.com/attachments/../api/secrets",
            "https://127.0.0.1/attachments/1/2/notes.md",
            "http://169.254.169.254/attachments/latest/meta-data",
            "file:///attachments/etc/passwd",
            "notes.md",
        ] {
            assert!(find_address(address, DISCORD).is_none(), "{address}");
        }
        for address in [
            "http://127.0.0.1:7071/attachments/1/2/notes.md",
            "http://127.0.0.1:7070/sandbox/people",
            "http://127.0.0.1:7070/attachments/../sandbox/people",
            "http://127.0.0.1:7070/attachments/%2e%2e/sandbox/people",
            "https://127.0.0.1:7070/attachments/1/2/notes.md",
            "http://10.0.0.1:7070/attachments/1/2/notes.md",
            "https://cdn.discordapp.com/attachments/1/2/notes.md",
        ] {
            assert!(find_address(address, SANDBOX).is_none(), "{address}");
        }
    }
}
