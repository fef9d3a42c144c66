//! The body of a request as it travels: JSON, or JSON with files as a form, and how long that may take.

use std::time::Duration;

use bytes::Bytes;

use super::multipart::multipart;
use super::wire::{Call, TIMEOUT};
use crate::wording::files::File;

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
    pub(super) fn of(call: &Call, files: &[File]) -> Option<Self> {
        if files.is_empty() {
            let json = call.body.clone()?;
            return Some(Self {
                content_type: "application/json".to_owned(),
                body: json,
                patience: TIMEOUT,
            });
        }
        let (content_type, body) = multipart(call.body.as_deref().unwrap_or(b"{}"), files);
        let more = u64::try_from(body.len() / SLOWEST_LINE).unwrap_or(0);
        Some(Self {
            content_type,
            body,
            patience: TIMEOUT + Duration::from_secs(more),
        })
    }
}
