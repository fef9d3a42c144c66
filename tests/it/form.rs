//! Requests with files, as a browser writes them: `payload_json` and `files[n]` in one form.

use serde_json::Value;

/// A file to send: its name, its type, and what is in it.
pub(crate) type File<'a> = (&'a str, &'a str, &'a [u8]);

/// The content type and the body of a form.
pub(crate) fn form(payload: &Value, files: &[File<'_>]) -> (String, Vec<u8>) {
    let line = "a-line-that-is-in-no-file";
    let head =
        |head: &str| format!("--{line}\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes();
    let mut body = head("name=\"payload_json\"\r\nContent-Type: application/json");
    body.extend(payload.to_string().into_bytes());
    for (n, (name, kind, bytes)) in files.iter().enumerate() {
        body.extend(b"\r\n");
        body.extend(head(&format!(
            "name=\"files[{n}]\"; filename=\"{name}\"\r\nContent-Type: {kind}"
        )));
        body.extend_from_slice(bytes);
    }
    body.extend(format!("\r\n--{line}--\r\n").into_bytes());
    (format!("multipart/form-data; boundary={line}"), body)
}
