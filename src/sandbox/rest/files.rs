//! Files as Discord's network for content serves them: to whoever knows the address, by no token.
//!
//! What people upload is never a page of this server: it is offered for saving, and nothing in it may run.

use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::outcome::cut_in_half;
use crate::sandbox::draft::Upload;
use crate::sandbox::faults::{Mishap, Target};
use crate::sandbox::server::{Hall, Server, pause};
use crate::sandbox::wire::Scissors;

/// Serves `/attachments/{channel}/{id}/{name}` and `/ephemeral-attachments/{application}/{id}/{name}`. A fault that
/// names such a path strikes whoever asks: nobody has a name here.
pub(super) async fn send(server: &Server, scissors: &Scissors, method: &Method, path: &str) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let target = Target {
        who: "",
        bot: true,
        method: "GET",
        path: &segments,
        channel: None,
    };
    let struck = server.with(|hall| hall.faults.strike(&target));
    let mishap = struck.unwrap_or_default();
    pause(mishap.delay).await;
    if mishap.hang {
        server.stop.cancelled().await;
    }
    let response = server.with(|hall| find(hall, path, &mishap));
    if mishap.drop_answer {
        scissors.cut();
    }
    response
}

fn find(hall: &mut Hall, path: &str, mishap: &Mishap) -> Response {
    let scripted = mishap.status.and_then(|status| StatusCode::from_u16(status).ok());
    let file = hall.world.files.find(path).filter(|_| scripted.is_none());
    let found = file.map(|file| (file.content_type.clone(), file.bytes.clone()));
    let status = scripted.unwrap_or(match found {
        Some(_) => StatusCode::OK,
        None => StatusCode::NOT_FOUND,
    });
    let size = found.as_ref().map_or(0, |(_, bytes)| bytes.len());
    let note = mishap.note();
    let (shown, code, size) = (json!(path), json!(status.as_u16()), json!(size));
    let mut fields = vec![("path", &shown), ("status", &code), ("size", &size)];
    if mishap.script != 0 {
        fields.push(("fault", &note));
    }
    hall.write("file", &fields);
    let Some((kind, bytes)) = found else {
        return status.into_response();
    };
    let mut response = if mishap.cut_body {
        cut_in_half(bytes)
    } else {
        bytes.into_response()
    };
    let kind =
        HeaderValue::try_from(kind).unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    for (name, value) in [
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::CACHE_CONTROL, "private, max-age=600"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Uploads for the record, which names what is in them by size and digest.
pub(super) fn show_uploads(uploads: &[Upload]) -> Value {
    let shown = uploads.iter().map(|upload| {
        let digest = hex::encode(Sha256::digest(&upload.bytes));
        json!({
            "index": upload.index, "filename": upload.filename, "content_type": upload.content_type,
            "size": upload.bytes.len(), "sha256": digest,
        })
    });
    shown.collect()
}
