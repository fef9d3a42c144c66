//! What is kept of the texts that a system sends: short, and links that are links.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::No;
use crate::domain::name::{EnvironmentName, Version};
use crate::domain::process::{Forge, Service};
use crate::domain::report::{Build, LONGEST_KEPT};

/// The longest title, name or reason.
const LONGEST_LINE: usize = 200;
/// The longest version.
const LONGEST_VERSION: usize = 60;
/// The longest link.
const LONGEST_LINK: usize = 300;

/// The body as what it must be; what is not asked for is passed over without being kept.
pub(super) fn parse<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, No> {
    serde_json::from_slice(body).map_err(|error| {
        // The words of serde name keys and places, and may repeat a value: only the place is said.
        let words = format!(
            "The JSON cannot be read at line {}, column {}: {}.",
            error.line(),
            error.column(),
            match error.classify() {
                serde_json::error::Category::Data =>
                    "something there has another form than expected, or is missing",
                _ => "it is no JSON there",
            }
        );
        No::unreadable(words)
    })
}

/// A title, a name or a reason, on one line.
pub(super) fn line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST_LINE).collect::<String>().trim().to_owned()
}

/// Notes, of which the beginning is kept.
pub(super) fn notes(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().take(LONGEST_KEPT).collect()
}

/// A version, when it can be one.
pub(super) fn version(text: &str) -> Option<Version> {
    let text = text.trim().trim_start_matches("refs/tags/");
    let fits = !text.is_empty()
        && text.chars().count() <= LONGEST_VERSION
        && !text.contains(|c: char| c.is_control() || c.is_whitespace());
    fits.then(|| Version::from(text))
}

/// A link that can be shown.
pub(super) fn link(text: Option<&str>) -> Option<String> {
    let text = text?;
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let fits =
        is_web && text.len() <= LONGEST_LINK && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    fits.then(|| text.to_owned())
}

/// A time, or now.
pub(super) fn time(text: Option<&str>, now: DateTime<Utc>) -> DateTime<Utc> {
    let given = text.and_then(|text| text.parse::<DateTime<Utc>>().ok());
    // A sender's clock may be ahead; nothing was merged in the future.
    given.map_or(now, |at| at.min(now))
}

/// Our name of an environment that a system names.
pub(super) fn environment(service: &Service, forge: Option<&Forge>, name: &str) -> Option<EnvironmentName> {
    let mapped = forge.and_then(|f| f.environments.get(name)).cloned();
    mapped.or_else(|| {
        let mut known = service.environments.iter().map(|e| &e.name);
        known.find(|known| known.as_str() == name).cloned()
    })
}

/// What was built from a branch or a tag: a name that is no branch of the playbook is a version.
pub(super) fn build(forge: &Forge, name: &str, commit: &str, is_tag: bool) -> Build {
    let name = name.trim_start_matches("refs/heads/");
    let is_commit = name.len() == 40 && name.chars().all(|c| c.is_ascii_hexdigit());
    let is_branch = !is_tag && (forge.branches.is_empty() || forge.branches.iter().any(|b| b == name));
    Build {
        version: (!is_branch && !is_commit).then(|| version(name)).flatten(),
        branch: (is_branch && !is_commit).then(|| line(name)),
        commit: (!commit.is_empty()).then(|| line(commit)),
    }
}

/// Whether a branch leads to an environment.
pub(super) fn leads_on(forge: &Forge, branch: &str) -> bool {
    forge.branches.is_empty() || forge.branches.iter().any(|b| b == branch)
}
