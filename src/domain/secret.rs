//! What must not be kept: a text that is a private key, wherever somebody gives a text.
//!
//! Asked by `decide` for every text that people give, before it could reach the journal, which is never changed.

/// The words that begin every private key in the forms that tools write: PEM (RFC 7468), OpenSSH's, PuTTY's.
const MARKS: [&str; 2] = ["PRIVATE KEY-----", "PuTTY-User-Key-File-"];

/// How every OpenSSH private key begins in base64 (`openssh-key-v1` and a zero byte), for a paste without its first line.
const OPENSSH: &str = "b3BlbnNzaC1rZXktdjE";

/// Whether a text is, or holds, a private key.
pub fn is_private_key(text: &str) -> bool {
    MARKS.iter().any(|mark| text.contains(mark)) || text.contains(OPENSSH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_keys_are_known_by_their_marks() {
        for (kind, is_key) in [("OPENSSH ", true), ("RSA ", true), ("", true), ("EC ", true)] {
            let text = format!("-----BEGIN {kind}{}-----\nMIIE", "PRIVATE KEY");
            assert_eq!(is_private_key(&text), is_key, "{kind}");
        }
        assert!(is_private_key(&format!("key: {}AAAA", OPENSSH)));
        for harmless in [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI ana@laptop",
            "the private key is in the Gitlab secrets",
            "https://gitlab.com/example/fmtm/-/settings/ci_cd",
        ] {
            assert!(!is_private_key(harmless), "{harmless}");
        }
    }
}
