//! The body of a request as it travels: JSON, or JSON with files as a form, and how long that may take.

use std::time::Duration;

use bytes::Bytes;

use super::multipart::multipart;
use crate::wording::files::File;

/// How long one request may take.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);

/// How many bytes of files a second are expected of the slowest line: a request with files may take that much longer.
const SLOWEST_LINE: usize = 256 << 10;

/// A body as it travels.
pub(super) struct Parcel {
    pub(super) content_type: String,
    pub(super) body: Bytes,
    /// How long it may take.
    pub(super) patience: Duration,
}

impl Parcel {
    /// JSON alone, or with files as a form; nothing for nothing.
    pub(super) fn of(json: Option<&Bytes>, files: &[File]) -> Option<Self> {
        if files.is_empty() {
            let json = json.cloned()?;
            return Some(Self {
                content_type: "application/json".to_owned(),
                body: json,
                patience: TIMEOUT,
            });
        }
        let (content_type, body) = multipart(json.map_or(b"{}".as_slice(), AsRef::as_ref), files);
        let more = u64::try_from(body.len() / SLOWEST_LINE).unwrap_or(0);
        Some(Self {
            content_type,
            body,
            patience: TIMEOUT + Duration::from_secs(more),
        })
    }
}
