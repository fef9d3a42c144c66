//! An answer over HTTP: with what it is, how long it may be kept, and nothing at all when it is kept already
//! (RFC 9110, section 13; RFC 9111).

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDateTime, Utc};
use sha2::{Digest, Sha256};

use crate::wording::public::nothing_here;

/// The form of a time in HTTP.
const HTTP_TIME: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// An answer.
pub(super) struct Answer {
    status: StatusCode,
    kind: &'static str,
    keep: &'static str,
    body: String,
    changed: Option<DateTime<Utc>>,
}

impl Answer {
    /// A page for anybody.
    pub(super) fn page(body: String) -> Self {
        Self {
            status: StatusCode::OK,
            kind: "text/html; charset=utf-8",
            keep: "public, max-age=30",
            body,
            changed: None,
        }
    }

    /// What is under a secret address: nobody in between keeps it, and it is asked for anew each time, so that a
    /// closed address is closed at once.
    pub(super) fn secret(kind: &'static str, body: String) -> Self {
        Self {
            status: StatusCode::OK,
            kind,
            keep: "private, no-cache",
            body,
            changed: None,
        }
    }

    /// There is nothing at this address.
    pub(super) fn nothing() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            keep: "no-store",
            ..Self::page(nothing_here())
        }
    }

    /// It could not be found out what there is.
    pub(super) fn broken() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            kind: "text/plain; charset=utf-8",
            keep: "no-store",
            body: "This cannot be read just now. Try again in a minute.\n".to_owned(),
            changed: None,
        }
    }

    /// It was another one before that time. Within the same second it may yet change again, so nothing is said then.
    pub(super) fn changed(mut self, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        self.changed = Some(at).filter(|at| at.timestamp() < now.timestamp());
        self
    }

    /// The answer, or only that it is what the reader has.
    pub(super) fn unless(self, kept: &Kept<'_>) -> Response {
        if self.status != StatusCode::OK {
            return self.into_response();
        }
        let tag = format!("\"{}\"", &hex::encode(Sha256::digest(&self.body))[..32]);
        let mut headers = vec![(header::ETAG, tag.clone())];
        if let Some(at) = self.changed {
            headers.push((header::LAST_MODIFIED, at.format(HTTP_TIME).to_string()));
        }
        let mut response = if kept.is(&tag, self.changed) {
            let keep = [(header::CACHE_CONTROL, self.keep)];
            (StatusCode::NOT_MODIFIED, keep).into_response()
        } else {
            self.into_response()
        };
        for (name, value) in headers {
            let value = HeaderValue::from_str(&value).expect("tags and times are plain text");
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.kind),
            (header::CACHE_CONTROL, self.keep),
        ];
        (self.status, headers, self.body).into_response()
    }
}

/// What a reader says that it has.
pub(super) struct Kept<'h> {
    tags: Option<Vec<&'h str>>,
    since: Option<DateTime<Utc>>,
}

impl<'h> Kept<'h> {
    /// As its request says.
    pub(super) fn of(headers: &'h HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let tags = text(header::IF_NONE_MATCH).map(|tags| tags.split(',').map(str::trim).collect());
        let since = text(header::IF_MODIFIED_SINCE);
        let since = since.and_then(|text| NaiveDateTime::parse_from_str(text, HTTP_TIME).ok());
        Self {
            tags,
            since: since.map(|since| since.and_utc()),
        }
    }

    /// Whether that is this answer. Tags go before times: a time says less.
    fn is(&self, tag: &str, changed: Option<DateTime<Utc>>) -> bool {
        match (&self.tags, self.since, changed) {
            (Some(tags), ..) => tags
                .iter()
                .any(|kept| *kept == "*" || kept.trim_start_matches("W/") == tag),
            (None, Some(since), Some(changed)) => changed.timestamp() <= since.timestamp(),
            (None, ..) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(HeaderName, &str)]) -> Response {
        let kept: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect();
        let at: DateTime<Utc> = "2026-11-24T05:00:00Z".parse().unwrap();
        let later = "2026-11-24T05:00:01Z".parse().unwrap();
        Answer::page("so it is".to_owned())
            .changed(at, later)
            .unless(&Kept::of(&kept))
    }

    #[test]
    fn what_a_reader_has_is_not_sent_again() {
        let first = answer(&[]);
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let time = first.headers()[header::LAST_MODIFIED].to_str().unwrap();
        assert_eq!(time, "Tue, 24 Nov 2026 05:00:00 GMT");
        let status = |headers: &[(HeaderName, &str)]| answer(headers).status();
        let weak = format!("\"another\", W/{tag}");
        for same in [tag.as_str(), weak.as_str(), "*"] {
            assert_eq!(
                status(&[(header::IF_NONE_MATCH, same)]),
                StatusCode::NOT_MODIFIED,
                "{same}"
            );
        }
        assert_eq!(status(&[(header::IF_NONE_MATCH, "\"another\"")]), StatusCode::OK);
        let since = |text| status(&[(header::IF_MODIFIED_SINCE, text)]);
        assert_eq!(since("Tue, 24 Nov 2026 05:00:00 GMT"), StatusCode::NOT_MODIFIED);
        assert_eq!(since("Tue, 24 Nov 2026 04:59:59 GMT"), StatusCode::OK);
        assert_eq!(since("yesterday"), StatusCode::OK);
        let both = [
            (header::IF_NONE_MATCH, "\"another\""),
            (header::IF_MODIFIED_SINCE, "Tue, 24 Nov 2026 05:00:00 GMT"),
        ];
        assert_eq!(status(&both), StatusCode::OK, "the tag goes before the time");
    }

    #[test]
    fn what_may_change_within_the_second_has_no_time() {
        let at: DateTime<Utc> = "2026-11-24T05:00:00.100Z".parse().unwrap();
        let now = "2026-11-24T05:00:00.900Z".parse().unwrap();
        let answer = Answer::page(String::new()).changed(at, now);
        let response = answer.unless(&Kept::of(&HeaderMap::new()));
        assert!(!response.headers().contains_key(header::LAST_MODIFIED));
        assert!(response.headers().contains_key(header::ETAG));
    }
}
