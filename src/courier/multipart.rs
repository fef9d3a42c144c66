//! A request with files, as Discord takes it: `payload_json` and `files[n]` in one form.
//!
//! Source: Discord's developer documentation, "Uploading Files"; RFC 7578. Called by the wire; the names and types of
//! files are plain by the time they come here.

use bytes::Bytes;

use crate::wording::files::File;

/// The content type and the body of a form of `json` and `files`.
pub(super) fn multipart(json: &[u8], files: &[File]) -> (String, Bytes) {
    let boundary = boundary(json, files);
    let room: usize = files.iter().map(|f| f.bytes().len() + 256).sum();
    let mut body = Vec::with_capacity(json.len() + room + 256);
    let mut part = |head: &str, content: &[u8]| {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"payload_json\"\r\nContent-Type: application/json", json);
    for (n, file) in files.iter().enumerate() {
        let (name, kind) = (file.name(), file.content_type());
        part(
            &format!("name=\"files[{n}]\"; filename=\"{name}\"\r\nContent-Type: {kind}"),
            file.bytes(),
        );
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body.into())
}

/// A line that is in none of the parts.
fn boundary(json: &[u8], files: &[File]) -> String {
    loop {
        let line = format!("gonogo-{:032x}", rand::random::<u128>());
        let is_in = |content: &[u8]| content.windows(line.len()).any(|w| w == line.as_bytes());
        if !is_in(json) && !files.iter().any(|f| is_in(f.bytes())) {
            return line;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_written_as_rfc_7578_says() {
        let files = [File::markdown("a.md", "# A\r\n--"), File::json("b.json", "{}")];
        let (content_type, body) = multipart(b"{\"flags\":1}", &files);
        let boundary = content_type
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap();
        let shown = String::from_utf8(body.to_vec())
            .unwrap()
            .replace(boundary, "LINE");
        let wanted = "--LINE\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\
            Content-Type: application/json\r\n\r\n{\"flags\":1}\r\n\
            --LINE\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.md\"\r\n\
            Content-Type: text/markdown; charset=utf-8\r\n\r\n# A\r\n--\r\n\
            --LINE\r\nContent-Disposition: form-data; name=\"files[1]\"; filename=\"b.json\"\r\n\
            Content-Type: application/json\r\n\r\n{}\r\n--LINE--\r\n";
        assert_eq!(shown, wanted);
    }
}
