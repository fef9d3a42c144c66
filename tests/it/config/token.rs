//! Where the token is found, and what is said when it is not.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use gonogo::config::token::{Found, TokenError, find};
use secrecy::ExposeSecret;

/// A folder that goes away with this value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("gonogo-token-{:016x}", rand::random::<u64>()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn found(file: Option<&Path>, variables: &[(&str, &str)]) -> Result<Found, TokenError> {
    let variables: BTreeMap<&str, &str> = variables.iter().copied().collect();
    find(file, |name| variables.get(name).map(OsString::from))
}

fn token(found: Result<Found, TokenError>) -> String {
    found.unwrap().token.expose_secret().to_owned()
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_the_credential() {
    let folder = Folder::new();
    let file = folder.write("file", "from.the.file\n");
    folder.write("gonogo-token", "from.the.credential\n");
    let credential = ("CREDENTIALS_DIRECTORY", folder.0.to_str().unwrap());
    let variable = ("GONOGO_TOKEN", "from.the.environment");
    assert_eq!(
        token(found(Some(&file), &[variable, credential])),
        "from.the.environment"
    );
    assert_eq!(token(found(Some(&file), &[credential])), "from.the.file");
    assert_eq!(token(found(None, &[credential])), "from.the.credential");
    assert_eq!(
        token(found(None, &[("GONOGO_TOKEN", ""), credential])),
        "from.the.credential"
    );
}

#[test]
fn what_people_copy_along_is_taken_off() {
    let folder = Folder::new();
    for text in ["a.b.c", "  a.b.c\r\n\n", "Bot a.b.c"] {
        assert_eq!(token(found(Some(&folder.write("file", text)), &[])), "a.b.c");
    }
}

#[test]
fn what_is_no_token_is_refused_without_a_letter_of_it() {
    let folder = Folder::new();
    for text in [
        "",
        "\n",
        "onewordsecret",
        "secretone.b.c secrettwo.b.c",
        "secret.é.c",
    ] {
        let error = found(Some(&folder.write("file", text)), &[])
            .unwrap_err()
            .to_string();
        assert!(error.contains("holds no token"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn without_a_token_all_ways_are_named() {
    insta::assert_snapshot!(found(None, &[]).unwrap_err(), @"there is no token. Put it into a file that only gonogo can read and write `token_file` under [discord] in bot.toml, or set GONOGO_TOKEN, or give systemd `LoadCredential=gonogo-token:FILE`. It is on the developer portal under Bot, Reset Token.");
    // A folder of credentials for another program.
    let folder = Folder::new();
    let credentials = ("CREDENTIALS_DIRECTORY", folder.0.to_str().unwrap());
    assert!(matches!(found(None, &[credentials]), Err(TokenError::Nowhere)));
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_worth_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let file = folder.write("file", "a.b.c");
    for (mode, is_well) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let warning = found(Some(&file), &[]).unwrap().warning;
        assert_eq!(warning.is_none(), is_well, "{mode:o}: {warning:?}");
        assert!(warning.is_none_or(|words| words.contains("chmod 600")));
    }
}
