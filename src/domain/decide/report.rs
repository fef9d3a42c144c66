//! What other systems report: which open steps it completes or fails, and what the service learns from it.
//!
//! A report is about a release when it names its version, or a commit by which a change of the release stands on its
//! branch. A deployment or test that names no version counts while its step is open, unless its commit is known to
//! be older than the release's changes.

use chrono::{DateTime, Utc};

use super::super::command::At;
use super::super::fact::{Place, ReleaseFact, ServiceFact};
use super::super::name::{EnvironmentName, Version};
use super::super::process::{Ask, FromBranch, ReportRule, Step};
use super::super::refusal::Refusal;
use super::super::release::{Course, Release, StepState};
use super::super::report::{Build, Change, Event, Report};
use super::super::service::ServiceState;
use super::answer::matches_rule;
use super::{Draft, Situation, require_text, shut_gates};

/// Why a released version does not count that must have notes.
const NO_NOTES: &str = "its notes are empty";

/// Whether something that was built is this release's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kinship {
    /// By its version or its commit.
    Ours,
    /// Nothing speaks against it.
    Maybe,
    /// It is another version, or older.
    Not,
}

impl Draft<'_> {
    /// Takes note of a report that an open step waits for.
    pub(super) fn take_report(&mut self, report: &Report) -> Result<(), Refusal> {
        self.require_running()?;
        let places = self.waiting_for(report, None);
        if places.is_empty() {
            return Err(Refusal::NotAwaited);
        }
        for place in &places {
            self.take(place, report);
        }
        Ok(())
    }

    /// Takes note of what was reported before the step opened that waits for it.
    pub(super) fn take_what_was_heard(&mut self) {
        // Each may open the next step.
        for _ in 0..=self.after.release.steps.len() {
            if self.after.release.course != Course::Running || !self.take_one_that_was_heard() {
                return;
            }
        }
    }

    /// The newest report about something is the one that counts.
    fn take_one_that_was_heard(&mut self) -> bool {
        let is_waiting = |(_, step, state): (usize, &Step, &StepState)| {
            open_asks(&self.after.release, step, state).next().is_some()
        };
        if !self.after.release.current().any(is_waiting) {
            return false;
        }
        let outside = self.after.service.outside.clone();
        let mut spoken_of: Vec<Place> = Vec::new();
        for heard in outside.heard.iter().rev() {
            for place in self.waiting_for(&heard.report, Some(heard.at)) {
                if !spoken_of.contains(&place) && self.take(&place, &heard.report) {
                    return true;
                }
                spoken_of.push(place);
            }
        }
        false
    }

    /// What the open steps wait for and this report tells of; `heard_at` when it came before.
    fn waiting_for(&self, report: &Report, heard_at: Option<DateTime<Utc>>) -> Vec<Place> {
        let release = &self.after.release;
        let mut places = Vec::new();
        for (_, step, state) in release.current() {
            if !shut_gates(self.now, &self.after, step).is_empty() {
                continue;
            }
            for (ask, rule) in open_asks(release, step, state) {
                let counts = heard_at.is_none_or(|at| state.heard_after.is_none_or(|after| at > after));
                if counts && fits(&self.after, rule, report, heard_at) {
                    let (step, ask) = (step.name.clone(), ask.name.clone());
                    places.push(Place { step, ask });
                }
            }
        }
        places
    }

    /// Notes what is reported; `false` when that is known already.
    fn take(&mut self, place: &Place, report: &Report) -> bool {
        let Some((_, step, state)) = self.after.release.find_step(&place.step) else {
            return false;
        };
        let Some(rule) = step.find_ask(&place.ask).and_then(|ask| ask.kind.report()) else {
            return false;
        };
        let (takes, rule, system) = (step.takes.clone(), rule.clone(), report.source.id());
        let (place, link) = (place.clone(), report.link.clone());
        if let Some(why) = failure(&rule, &report.event) {
            let same =
                |f: &super::super::release::Failure| f.ask == place.ask && f.why == why && f.link == link;
            if state.failures.iter().any(same) {
                return false;
            }
            let why = why.to_owned();
            self.happened(ReleaseFact::ReportFailed {
                place,
                system,
                why,
                link,
            });
            return true;
        }
        self.take_environments(&takes);
        if let (true, Event::VersionReleased { version, .. }) = (rule.learns_version, &report.event)
            && !is_same(version, &self.after.release.version)
        {
            let (version, system) = (version.clone(), system.clone());
            self.happened(ReleaseFact::VersionLearnt { version, system });
        }
        let name = place.step.clone();
        self.happened(ReleaseFact::ReportTaken {
            place,
            system,
            text: words(report),
            commit: report.event.change().and_then(|c| c.commit.clone()),
        });
        self.complete_when_answered(&name);
        true
    }

    /// A person says what the system cannot.
    pub(super) fn say_by_hand(
        &mut self,
        at: &At<Place>,
        rule: &ReportRule,
        value: &str,
    ) -> Result<(), Refusal> {
        if rule.by.is_empty() {
            return Err(Refusal::OnlyByReport(at.what.step.clone()));
        }
        let (step, _) = self.enter_as(at, &at.what.step, &rule.by)?;
        let value = require_text(value)?;
        self.happened(ReleaseFact::ValueGiven {
            place: at.what.clone(),
            value,
        });
        self.complete_when_answered(&step.name);
        Ok(())
    }

    /// The contents of this release's version are fixed.
    pub(super) fn cut_version(&mut self, only: Option<&str>) {
        let release = &self.after.release;
        let base = release.process.contents.as_ref();
        let base = base.and_then(|c| self.after.service.versions.get(&c.since));
        let only = only
            .zip(base)
            .map(|(branch, base)| (branch.to_owned(), base.version.clone()));
        let (version, release) = (release.version.clone(), release.number);
        self.happened_to_service(ServiceFact::VersionCut {
            version,
            release,
            only,
        });
    }

    /// The contents of this release's version are open again.
    pub(super) fn uncut_version(&mut self) {
        let version = self.after.release.version.clone();
        self.happened_to_service(ServiceFact::VersionUncut { version });
    }
}

fn open_asks<'a>(
    release: &'a Release,
    step: &'a Step,
    state: &'a StepState,
) -> impl Iterator<Item = (&'a Ask, &'a ReportRule)> {
    let missing = release.missing(step, state);
    missing.filter_map(|ask| ask.kind.report().map(|rule| (ask, rule)))
}

fn failure<'e>(rule: &ReportRule, event: &'e Event) -> Option<&'e str> {
    match event {
        Event::VersionReleased { notes, .. } if rule.needs_notes && notes.trim().is_empty() => Some(NO_NOTES),
        event => event.failure(),
    }
}

/// What stands on the card: where it can be seen, else what it is called.
fn words(report: &Report) -> String {
    let called = || match &report.event {
        Event::ChangeOpened(c) | Event::ChangeMerged(c) | Event::ChangeApproved { change: c, .. } => {
            c.id.clone()
        }
        Event::VersionReleased { version, .. } => version.to_string(),
        Event::Deployed { build, .. }
        | Event::DeployFailed { build, .. }
        | Event::TestsPassed { build, .. }
        | Event::TestsFailed { build, .. } => build
            .label()
            .map_or_else(|| "reported".to_owned(), |l| l.to_string()),
    };
    report.link.clone().unwrap_or_else(called)
}

/// Whether a report is what an open step waits for.
fn fits(situation: &Situation, rule: &ReportRule, report: &Report, heard_at: Option<DateTime<Utc>>) -> bool {
    let (release, event) = (&situation.release, &report.event);
    let is_asked =
        rule.awaits == event.awaited() && (rule.from.is_empty() || rule.from.contains(&report.source));
    is_asked
        && match event {
            Event::ChangeOpened(change)
            | Event::ChangeMerged(change)
            | Event::ChangeApproved { change, .. } => {
                // One that came before the release began is of an earlier one.
                is_its_change(release, rule, change) && heard_at.is_none_or(|at| at >= release.started.at)
            }
            Event::VersionReleased { version, .. } => {
                is_same(version, &release.version)
                    || rule.learns_version && heard_at.is_none() && may_be_version(release, version)
            }
            Event::Deployed {
                environment, build, ..
            } => {
                let still_runs = || runs(&situation.service, environment, build);
                is_there(rule, environment)
                    && is_its_build(situation, build, heard_at)
                    && (heard_at.is_none() || still_runs())
            }
            Event::DeployFailed {
                environment, build, ..
            } => is_there(rule, environment) && is_its_build(situation, build, heard_at),
            Event::TestsPassed { suite, build } | Event::TestsFailed { suite, build, .. } => {
                rule.suite.as_ref().is_none_or(|s| s == suite) && is_its_build(situation, build, heard_at)
            }
        }
}

fn is_there(rule: &ReportRule, environment: &EnvironmentName) -> bool {
    rule.environment.as_ref().is_none_or(|e| e == environment)
}

fn is_its_change(release: &Release, rule: &ReportRule, change: &Change) -> bool {
    let comes_from = match &rule.from_branch {
        None => true,
        Some(FromBranch::Named(name)) => change.from.as_ref() == Some(name),
        Some(FromBranch::Version) => change.from.as_deref() == Some(release.version.as_str()),
    };
    comes_from && rule.branch.as_ref().is_none_or(|b| *b == change.into)
}

/// While the step is open everything counts that nothing speaks against; of what came before only what is certain.
fn is_its_build(situation: &Situation, build: &Build, heard_at: Option<DateTime<Utc>>) -> bool {
    match kinship(situation, build) {
        Kinship::Ours => true,
        Kinship::Maybe => heard_at.is_none(),
        Kinship::Not => false,
    }
}

fn kinship(situation: &Situation, build: &Build) -> Kinship {
    let (release, outside) = (&situation.release, &situation.service.outside);
    if let Some(version) = &build.version {
        return if is_same(version, &release.version) {
            Kinship::Ours
        } else {
            Kinship::Not
        };
    }
    let Some(commit) = &build.commit else {
        return Kinship::Maybe;
    };
    if release.commits.contains(commit) {
        return Kinship::Ours;
    }
    let own = release.commits.iter().filter_map(|c| outside.find_merge(c));
    let since = own.map(|c| c.at).max().unwrap_or(release.started.at);
    match outside.find_merge(commit) {
        Some(change) if change.at < since => Kinship::Not,
        Some(_) | None => Kinship::Maybe,
    }
}

/// Whether an environment is still as this report left it.
fn runs(service: &ServiceState, environment: &EnvironmentName, build: &Build) -> bool {
    let label = build.label();
    let running = service.versions.get(environment);
    running.is_some_and(|r| label.is_some_and(|label| is_same(&label, &r.version)))
}

/// Tags are written with a `v` before the number or without.
fn is_same(one: &Version, other: &Version) -> bool {
    let bare = |v: &Version| {
        let text = v.as_str();
        let rest = text
            .strip_prefix(['v', 'V'])
            .filter(|r| r.starts_with(|c: char| c.is_ascii_digit()));
        rest.unwrap_or(text).to_owned()
    };
    bare(one) == bare(other)
}

fn may_be_version(release: &Release, version: &Version) -> bool {
    let rule = release.process.version.as_ref();
    rule.is_none_or(|rule| matches_rule(rule, version.as_str()))
}

/// What a service learns from a report, of which these releases took note.
pub(super) fn heard(service: &ServiceState, report: &Report, taken_by: &[i64]) -> Vec<ServiceFact> {
    let mut facts = vec![ServiceFact::Reported {
        report: Box::new(report.clone()),
        taken_by: taken_by.to_vec(),
    }];
    if let Event::Deployed {
        environment, build, ..
    } = &report.event
    {
        // The release that waited for it may have said by itself what runs there.
        let running = service.versions.get(environment).map(|r| r.release);
        let is_said = running.is_some_and(|release| taken_by.contains(&release));
        if !is_said && !is_known_build(service, environment, build) {
            facts.extend(build.label().map(|version| ServiceFact::VersionSet {
                environment: environment.clone(),
                version,
                release: 0,
                component: None,
            }));
        }
        facts.extend(went_live(service, environment, build, report.link.as_ref()));
    }
    facts
}

/// Whether the environment runs this build already: a deployment that is repeated changes nothing.
fn is_known_build(service: &ServiceState, environment: &EnvironmentName, build: &Build) -> bool {
    let deployed_there = |event: &Event| match event {
        Event::Deployed {
            environment: there,
            build: then,
            ..
        } => there == environment && then.commit.is_some() && then.commit == build.commit,
        _ => false,
    };
    let mut last = service.outside.heard.iter().rev();
    let last =
        last.find(|h| matches!(&h.report.event, Event::Deployed { environment: e, .. } if e == environment));
    runs(service, environment, build)
        || build.version.is_none() && last.is_some_and(|h| h.is_taken && deployed_there(&h.report.event))
}

/// The changes that a deployment brought to an environment: merged into its branch, until its commit if that is known.
fn went_live(
    service: &ServiceState,
    environment: &EnvironmentName,
    build: &Build,
    link: Option<&String>,
) -> Option<ServiceFact> {
    let outside = &service.outside;
    let last = build.commit.as_ref().and_then(|c| outside.find_merge(c));
    let branch = build.branch.clone().or_else(|| last.map(|c| c.into.clone()))?;
    let until = last.filter(|c| c.into == branch).map(|c| c.at);
    let is_new = |c: &&super::super::outside::MergedChange| {
        !c.change.is_promotion
            && c.change.into == branch
            && until.is_none_or(|until| c.change.at <= until)
            && !c.live_on.contains(environment)
    };
    let changes: Vec<String> = outside
        .changes
        .iter()
        .filter(is_new)
        .map(|c| c.change.id.clone())
        .collect();
    (!changes.is_empty()).then(|| ServiceFact::WentLive {
        environment: environment.clone(),
        branch,
        changes,
        link: link.cloned(),
    })
}
