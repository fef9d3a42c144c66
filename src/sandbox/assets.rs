//! The page's files, built into the program.
//!
//! Served to browsers at `/`. What they do stands in the files themselves.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// Path, type, content.
const FILES: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("page/index.html")),
    ("/page.css", CSS, include_str!("page/page.css")),
];

/// Serves a file of the page. Nothing is kept by the browser: a new program is a new page.
pub(super) fn serve(path: &str) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|(name, _, _)| *name == path) else {
        return (
            StatusCode::NOT_FOUND,
            "There is nothing here. The page is at /.\n",
        )
            .into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, *kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    (headers, *content).into_response()
}
