//! The changelog section as it can be computed: what changed between the version on each environment and the new one.

use crate::domain::process::Effect;
use crate::domain::release::Release;
use crate::domain::report::Change;
use crate::domain::service::ServiceState;

/// A draft for the changelog of a release, one part for each environment that it changes; a person accepts or edits it.
pub fn draft(release: &Release, service: &ServiceState) -> String {
    let mut environments = Vec::new();
    for effect in release.process.steps.iter().flat_map(|step| &step.effects) {
        if let Effect::SetVersion { environment, .. } = effect
            && !environments.contains(&environment)
        {
            environments.push(environment);
        }
    }
    let parts = environments.into_iter().map(|environment| {
        let new = &release.version;
        let Some(running) = service.versions.get(environment) else {
            return format!("{environment}: no version reported yet, to {new}");
        };
        let changes = service.changes_between(&running.version, new);
        let head = format!("{environment}: {} to {new}", running.version);
        if changes.is_empty() {
            return format!("{head}\n- no change was reported");
        }
        let lines = changes.into_iter().map(line);
        [head].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
    });
    parts.collect::<Vec<_>>().join("\n\n")
}

fn line(change: &Change) -> String {
    let by = match change.author.as_str() {
        "" => String::new(),
        author => format!(" ({author})"),
    };
    format!("- {} {}{by}", change.id, change.title)
}
