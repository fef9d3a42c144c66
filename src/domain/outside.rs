//! What a service knows from other systems: merged changes, when the contents of a version were fixed, what was
//! reported lately. The fold of its facts; it decides nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::name::{EnvironmentName, Version};
use super::report::{Change, Event, Report};

/// The most merged changes that are kept; older ones stay in the journal.
pub const MOST_CHANGES: usize = 500;
/// The most reports that are kept for steps that open later.
pub const MOST_HEARD: usize = 200;
/// The most versions whose contents are known.
pub const MOST_VERSIONS: usize = 200;
/// The most arrivals of versions that are kept of one environment.
pub const MOST_ARRIVALS: usize = 50;

/// What other systems said about a service, and what follows from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Merged changes, in the order in which they were merged.
    pub changes: Vec<MergedChange>,
    /// When the contents of a version were fixed.
    pub made: BTreeMap<Version, Made>,
    /// What was reported lately, oldest first.
    pub heard: Vec<Heard>,
    /// Versions as they came to environments, oldest first.
    pub arrivals: Vec<Arrival>,
}

/// A merged change, and where it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedChange {
    /// The change.
    pub change: Change,
    /// The environments on which it was reported to be live.
    pub live_on: Vec<EnvironmentName>,
}

/// When the contents of a version were fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What was merged until then is in it.
    pub at: DateTime<Utc>,
    /// A repair of an earlier version: only what was merged into this branch counts, beside what that version had.
    pub only: Option<(String, Version)>,
}

/// A report, and when it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// When.
    pub at: DateTime<Utc>,
    /// What was said.
    pub report: Report,
    /// Whether a step of a release took note of it.
    pub is_taken: bool,
}

/// A version that came to an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Where.
    pub environment: EnvironmentName,
    /// The version.
    pub version: Version,
    /// The release that brought it; 0 when a system did.
    pub release: i64,
    /// When.
    pub at: DateTime<Utc>,
}

impl Outside {
    /// Takes a report in.
    pub(super) fn hear(&mut self, at: DateTime<Utc>, report: &Report, is_taken: bool) {
        match &report.event {
            Event::ChangeMerged(change) => self.merge(change),
            Event::VersionReleased { version, .. } => self.know(version, at),
            Event::Deployed { build, .. } => {
                if let Some(version) = &build.version {
                    self.know(version, at);
                }
            }
            Event::ChangeOpened(_)
            | Event::ChangeApproved { .. }
            | Event::DeployFailed { .. }
            | Event::TestsPassed { .. }
            | Event::TestsFailed { .. } => {}
        }
        let report = report.clone();
        self.heard.push(Heard { at, report, is_taken });
        keep_last(&mut self.heard, MOST_HEARD);
    }

    /// A change that is known already is not counted twice: another delivery may tell of it again.
    fn merge(&mut self, change: &Change) {
        let is_known = |c: &MergedChange| c.change.id == change.id && c.change.into == change.into;
        if self.changes.iter().any(is_known) {
            return;
        }
        // Deliveries come in any order; the merges have their own.
        let place = self.changes.partition_point(|c| c.change.at <= change.at);
        let merged = MergedChange {
            change: change.clone(),
            live_on: Vec::new(),
        };
        self.changes.insert(place, merged);
        keep_last(&mut self.changes, MOST_CHANGES);
    }

    /// The contents of a version that was heard of for the first time are what was merged until then.
    fn know(&mut self, version: &Version, at: DateTime<Utc>) {
        self.made
            .entry(version.clone())
            .or_insert(Made { at, only: None });
        self.forget_old_versions();
    }

    /// The contents of a version are fixed, by a step of a process.
    pub(super) fn cut(&mut self, version: &Version, made: Made) {
        self.made.insert(version.clone(), made);
        self.forget_old_versions();
    }

    /// The contents of a version are open again.
    pub(super) fn uncut(&mut self, version: &Version) {
        self.made.remove(version);
    }

    fn forget_old_versions(&mut self) {
        while self.made.len() > MOST_VERSIONS {
            let oldest = self.made.iter().min_by_key(|(_, made)| made.at);
            let oldest = oldest.map(|(version, _)| version.clone());
            oldest.and_then(|version| self.made.remove(&version));
        }
    }

    /// A version came to an environment.
    pub(super) fn arrive(&mut self, arrival: Arrival) {
        // What a system calls a build by its commit is no version that anybody asks for later.
        if arrival.release != 0 {
            self.know(&arrival.version, arrival.at);
        }
        let is_there = |a: &Arrival| a.environment == arrival.environment;
        match self.arrivals.iter_mut().rfind(|a| is_there(a)) {
            // The release that awaited it says again what a system reported, and is the better source.
            Some(last) if last.version == arrival.version => last.release = arrival.release.max(last.release),
            _ => {
                let oldest = self.arrivals.iter().position(is_there);
                if self.arrivals.iter().filter(|a| is_there(a)).count() >= MOST_ARRIVALS {
                    oldest.map(|place| self.arrivals.remove(place));
                }
                self.arrivals.push(arrival);
            }
        }
    }

    /// These changes run on an environment.
    pub(super) fn go_live(&mut self, environment: &EnvironmentName, ids: &[String], branch: &str) {
        for merged in &mut self.changes {
            let is_meant = merged.change.into == branch && ids.contains(&merged.change.id);
            if is_meant && !merged.live_on.contains(environment) {
                merged.live_on.push(environment.clone());
            }
        }
    }

    /// What an environment had before a release brought its version; nothing when that was the first.
    pub fn find_base(&self, environment: &EnvironmentName, release: i64) -> Option<&Arrival> {
        let there = self.arrivals.iter().filter(|a| a.environment == *environment);
        there.take_while(|a| a.release != release).last()
    }

    /// The versions that releases brought to an environment after `since`, up to `version` if that is among them.
    pub fn brought_since(
        &self,
        environment: &EnvironmentName,
        since: Option<DateTime<Utc>>,
        version: &Version,
    ) -> Vec<&Arrival> {
        let there = self.arrivals.iter().filter(|a| a.environment == *environment);
        let mut brought: Vec<&Arrival> = there
            .filter(|a| a.release != 0 && since.is_none_or(|since| a.at > since))
            .collect();
        if let Some(last) = brought.iter().rposition(|a| a.version == *version) {
            brought.truncate(last + 1);
        }
        brought
    }

    /// The merge that stands on its branch by this commit.
    pub fn find_merge(&self, commit: &str) -> Option<&Change> {
        let mut changes = self.changes.iter().map(|c| &c.change);
        changes.find(|c| c.commit.as_deref() == Some(commit))
    }

    /// Until when what was merged into `branch` is in the version; nothing when the version is not known.
    fn until(&self, version: &Version, branch: &str) -> Option<DateTime<Utc>> {
        let mut version = version;
        // A repair of a repair of a repair: as many turns as there are versions.
        for _ in 0..=self.made.len() {
            let made = self.made.get(version)?;
            match &made.only {
                Some((only, base)) if only != branch => version = base,
                Some(_) | None => return Some(made.at),
            }
        }
        None
    }

    /// The changes that `to` has and `from` has not, oldest first.
    ///
    /// A version has what was merged until its contents were fixed: by the step that fixes them, else when it was
    /// released, else when it first came to an environment. A repair has what was merged into its branch, and
    /// beside that what the version had that it repairs. A `from` that nobody heard of has nothing, a `to` that
    /// nobody heard of has everything.
    pub fn changes_between(&self, from: &Version, to: &Version) -> Vec<&Change> {
        self.changes_where(|c| {
            let had = self.until(from, &c.into).is_some_and(|until| c.at <= until);
            let has = self.until(to, &c.into).is_none_or(|until| c.at <= until);
            has && !had
        })
    }

    /// The changes that `version` has, oldest first, as far as they are known.
    pub fn changes_until(&self, version: &Version) -> Vec<&Change> {
        self.changes_where(|c| self.until(version, &c.into).is_none_or(|until| c.at <= until))
    }

    /// The changes that `version` has not, oldest first.
    pub fn changes_since(&self, version: &Version) -> Vec<&Change> {
        self.changes_where(|c| self.until(version, &c.into).is_none_or(|until| c.at > until))
    }

    fn changes_where(&self, is_meant: impl Fn(&Change) -> bool) -> Vec<&Change> {
        let changes = self.changes.iter().map(|c| &c.change);
        changes.filter(|c| !c.is_promotion && is_meant(c)).collect()
    }
}

fn keep_last<T>(list: &mut Vec<T>, most: usize) {
    let surplus = list.len().saturating_sub(most);
    list.drain(..surplus);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::report::System;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    fn merged(outside: &mut Outside, id: &str, into: &str, minute: i64) {
        let change = Change {
            id: id.to_owned(),
            title: format!("Change {id}"),
            author: "cho".to_owned(),
            person: None,
            from: None,
            into: into.to_owned(),
            commit: Some(format!("commit-{id}")),
            link: None,
            at: at(minute),
            is_promotion: false,
        };
        let report = Report {
            source: System::new("GitHub"),
            event: Event::ChangeMerged(change),
            link: None,
        };
        outside.hear(at(minute + 1), &report, false);
    }

    fn cut(outside: &mut Outside, version: &str, minute: i64, only: Option<(&str, &str)>) {
        let only = only.map(|(branch, base)| (branch.to_owned(), base.into()));
        outside.cut(&version.into(), Made { at: at(minute), only });
    }

    fn between(outside: &Outside, from: &str, to: &str) -> Vec<String> {
        let changes = outside.changes_between(&from.into(), &to.into());
        changes.into_iter().map(|c| c.id.clone()).collect()
    }

    #[test]
    fn a_version_has_what_was_merged_until_its_contents_were_fixed() {
        let mut outside = Outside::default();
        merged(&mut outside, "#1", "development", 1);
        cut(&mut outside, "1.0", 2, None);
        // Deliveries come in any order.
        merged(&mut outside, "#3", "development", 4);
        merged(&mut outside, "#2", "development", 3);
        merged(&mut outside, "#2", "development", 3);
        cut(&mut outside, "1.1", 5, None);
        merged(&mut outside, "#4", "development", 6);

        assert_eq!(between(&outside, "1.0", "1.1"), ["#2", "#3"]);
        assert_eq!(between(&outside, "0.9", "1.0"), ["#1"], "nobody heard of 0.9");
        assert_eq!(
            between(&outside, "1.1", "2.0"),
            ["#4"],
            "2.0 will have what was merged until now"
        );
        assert_eq!(
            between(&outside, "1.1", "1.0"),
            [""; 0],
            "the way back brings nothing"
        );
        let since = outside.changes_since(&"1.0".into());
        assert_eq!(
            since.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(),
            ["#2", "#3", "#4"]
        );
    }

    #[test]
    fn a_repair_has_what_was_merged_into_its_branch_beside_what_was_there() {
        let mut outside = Outside::default();
        cut(&mut outside, "1.0", 2, None);
        merged(&mut outside, "#2", "development", 3);
        merged(&mut outside, "#3", "staging", 4);
        cut(&mut outside, "1.0.1", 5, Some(("staging", "1.0")));
        cut(&mut outside, "1.1", 7, None);

        assert_eq!(between(&outside, "1.0", "1.0.1"), ["#3"]);
        assert_eq!(
            between(&outside, "1.0.1", "1.1"),
            ["#2"],
            "what the repair did not bring is not lost"
        );
        assert_eq!(between(&outside, "1.0", "1.1"), ["#2", "#3"]);
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_newest_stays() {
        let mut outside = Outside::default();
        for n in 0..MOST_CHANGES + 10 {
            merged(&mut outside, &format!("#{n}"), "main", i64::try_from(n).unwrap());
            cut(&mut outside, &format!("1.{n}"), i64::try_from(n).unwrap(), None);
        }
        assert_eq!(outside.changes.len(), MOST_CHANGES);
        assert_eq!(outside.changes[0].change.id, "#10");
        assert_eq!(
            (outside.heard.len(), outside.made.len()),
            (MOST_HEARD, MOST_VERSIONS)
        );
        assert!(
            outside
                .made
                .contains_key(&format!("1.{}", MOST_CHANGES + 9).as_str().into())
        );
    }
}
