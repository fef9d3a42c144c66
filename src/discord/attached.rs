//! Files that people hand in, with a message or as an option of a command: read, or refused with the reason.
//!
//! Called by orders. A command takes `Option<serenity::Attachment>`, which is the option of `/` and the file of a
//! message with `!`, and makes an [`Attached`] of it.

use std::time::Duration;

use bytes::Bytes;
use poise::serenity_prelude as serenity;

use crate::courier::NotFetched;
use crate::wording::files::NotRead;

use super::{Desk, reference};

/// How long a file may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// The mark that some programs put before a text in UTF-8.
const BOM: char = '\u{FEFF}';

/// A file that somebody handed in, as Discord tells of it; nothing of it is to be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Where it lies.
    pub url: String,
    /// What it is called.
    pub filename: String,
    /// How large it is, in bytes.
    pub size: u32,
    /// What kind of file it is, as whoever sent it says.
    pub content_type: Option<String>,
}

impl From<&serenity::Attachment> for Attached {
    fn from(given: &serenity::Attachment) -> Self {
        Self {
            url: given.url.clone(),
            filename: given.filename.clone(),
            size: given.size,
            content_type: given.content_type.clone(),
        }
    }
}

impl Attached {
    /// Whether it says of itself that it is something to look at or listen to, which is no text.
    fn is_media(&self) -> bool {
        let kind = self.content_type.as_deref().unwrap_or_default();
        ["image/", "audio/", "video/", "font/"]
            .iter()
            .any(|family| kind.starts_with(family))
            && !kind.starts_with("image/svg")
    }
}

impl Desk {
    /// The text of a file: UTF-8, with or without a mark that says so, at most `most_bytes`.
    ///
    /// # Errors
    /// [`NotRead`]; `wording::files::not_read` has the words.
    pub async fn fetch_text(&self, file: &Attached, most_bytes: usize) -> Result<String, NotRead> {
        if file.is_media() {
            return Err(NotRead::NotText);
        }
        let bytes = self.fetch_bytes(file, most_bytes).await?;
        read_text(&bytes).ok_or(NotRead::NotText)
    }

    /// What is in a file, at most `most_bytes`.
    ///
    /// # Errors
    /// [`NotRead`]; `wording::files::not_read` has the words.
    pub async fn fetch_bytes(&self, file: &Attached, most_bytes: usize) -> Result<Bytes, NotRead> {
        if usize::try_from(file.size).is_ok_and(|size| size > most_bytes) {
            return Err(NotRead::TooBig { most_bytes });
        }
        let fetched = self.courier.wire().fetch(&file.url, most_bytes, PATIENCE).await;
        fetched.map_err(|why| match why {
            NotFetched::TooBig => NotRead::TooBig { most_bytes },
            NotFetched::Gone => NotRead::Gone,
            NotFetched::TooSlow => NotRead::TooSlow {
                seconds: u32::try_from(PATIENCE.as_secs()).unwrap_or(u32::MAX),
            },
            NotFetched::Elsewhere => NotRead::Elsewhere,
            NotFetched::Broke(_) => NotRead::Broke {
                reference: reference("reading a file", &why),
            },
        })
    }
}

/// The text, without a mark before it; nothing for what is no text.
fn read_text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix(BOM).unwrap_or(text);
    (!text.contains('\0')).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_with_and_without_a_mark() {
        assert_eq!(
            read_text("# Übersicht\r\n".as_bytes()).unwrap(),
            "# Übersicht\r\n"
        );
        assert_eq!(read_text(b"\xEF\xBB\xBF# A").unwrap(), "# A");
        assert_eq!(read_text(b"").unwrap(), "");
    }

    #[test]
    fn what_is_no_text_is_not_read() {
        let utf16 = [0xFF, 0xFE, b'#', 0, b' ', 0];
        let latin = [b'\xDC', b'b', b'e', b'r'];
        for bytes in [&utf16[..], &latin, b"%PDF\0"] {
            assert_eq!(read_text(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_picture_is_not_even_fetched_as_text() {
        let of = |kind: &str| Attached {
            url: String::new(),
            filename: String::new(),
            size: 1,
            content_type: Some(kind.to_owned()),
        };
        assert!(of("image/png").is_media() && of("video/mp4").is_media());
        assert!(!of("text/markdown").is_media() && !of("application/octet-stream").is_media());
    }
}
