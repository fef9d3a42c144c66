//! The version that a start proposes, for a person to change: what was tagged and is not released, else the next after
//! the last one. Pure; asked by `discord` for the form of a start.

use super::decide::matches_rule;
use super::name::Version;
use super::process::Process;
use super::report::Event;
use super::service::ServiceState;

/// The version that a release by this process would have, where that can be said.
pub fn next_version(state: &ServiceState, process: &Process) -> Option<Version> {
    let rule = process.version.as_ref()?;
    let fits = |version: &Version| matches_rule(rule, version.as_str());
    let started = |version: &Version| state.started.values().any(|known| known.version == *version);
    let heard = state.outside.heard.iter().rev();
    let mut tagged = heard.filter_map(|heard| match &heard.report.event {
        Event::VersionReleased { version, .. } => Some(version),
        _ => None,
    });
    if let Some(newest) = tagged.next().filter(|version| fits(version) && !started(version)) {
        return Some(newest.clone());
    }
    let mut last = state.started.values().rev().map(|known| &known.version);
    let next = last.find(|version| fits(version)).and_then(after)?;
    (fits(&next) && !started(&next)).then_some(next)
}

/// The same with its last number raised: v0.0.4, then v0.0.5.
fn after(version: &Version) -> Option<Version> {
    let text = version.as_str();
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let begin = text[..end]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let digits = &text[begin..end];
    let raised = digits.parse::<u64>().ok()?.checked_add(1)?;
    let width = if digits.starts_with('0') { digits.len() } else { 0 };
    Some(Version::from(format!(
        "{}{raised:0width$}{}",
        &text[..begin],
        &text[end..]
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decide::tests::given::Desk;
    use crate::domain::fact::{Recorded, ServiceFact};
    use crate::domain::report::{Report, System};

    const MANAGER: &str = "1 of Release manager";

    fn proposed(desk: &Desk) -> Option<String> {
        let next = next_version(&desk.service, &desk.process("sync-release"));
        next.map(|version| version.to_string())
    }

    #[test]
    fn the_next_after_the_last_one_or_what_was_tagged() {
        let mut desk = Desk::shipped_as("sync");
        assert_eq!(proposed(&desk), None, "nothing is known yet");
        desk.starts(MANAGER, "sync-release", "v0.0.9").unwrap();
        assert_eq!(proposed(&desk).as_deref(), Some("v0.0.10"));
        let mut state = (*desk.service).clone();
        let mut tag = |version: &str| {
            let event = Event::VersionReleased {
                version: version.into(),
                notes: String::new(),
            };
            let report = Report {
                source: System::new("GitHub"),
                event,
                link: None,
            };
            let fact = ServiceFact::Reported {
                report: Box::new(report),
                taken_by: vec![],
            };
            let (at, by) = (desk.now, "github".into());
            state.apply(&Recorded { at, by, fact });
            let next = next_version(&state, &desk.process("sync-release"));
            next.map(|version| version.to_string())
        };
        assert_eq!(tag("v0.1.0").as_deref(), Some("v0.1.0"));
        assert_eq!(
            tag("nightly").as_deref(),
            Some("v0.0.10"),
            "no version of this process"
        );
        assert_eq!(
            tag("v0.0.9").as_deref(),
            Some("v0.0.10"),
            "it is released already"
        );
    }

    #[test]
    fn the_last_number_is_raised() {
        let raised = |text: &str| after(&text.into()).map(|version| version.to_string());
        assert_eq!(raised("2026.6.0").as_deref(), Some("2026.6.1"));
        assert_eq!(raised("patching-2027-01").as_deref(), Some("patching-2027-02"));
        assert_eq!(raised("é9").as_deref(), Some("é10"));
        assert_eq!(raised("1.0-rc1 β").as_deref(), Some("1.0-rc2 β"));
        assert_eq!(raised("main"), None);
        assert_eq!(raised("v99999999999999999999"), None);
    }
}
