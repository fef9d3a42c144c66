//! Every service that is shipped, each with people in all of its roles, and its systems.

use super::*;
use crate::domain::decide::answer::matches_rule;
use crate::domain::instance::InstancePlan;
use crate::domain::process::{FromBranch, ReportRule, Service};
use crate::domain::report::{Awaited, Build, Change, Event, Report, System};
use crate::playbook::Source;

/// A person who is called by their roles, such as `2 of QA + Ops`.
pub(super) fn of_roles(name: &str) -> Actor {
    let (_, roles) = name
        .split_once(" of ")
        .unwrap_or_else(|| panic!("nobody is called {name}"));
    Actor {
        id: PersonId::from(name),
        roles: roles.split(" + ").map(RoleName::from).collect(),
    }
}

/// Each shipped service, and further playbooks, with a first release of each where one can be started.
pub(crate) fn every_service(further: &[(&str, &str)]) -> Vec<Desk> {
    let mut sources = playbook::shipped();
    for (name, text) in further {
        let (name, text) = ((*name).to_owned(), (*text).to_owned());
        if sources.iter().all(|known| known.name != name) {
            sources.push(Source { name, text });
        }
    }
    sources.iter().map(Desk::playing).collect()
}

/// What versions look like here and there.
const VERSIONS: [&str; 8] = [
    "22.04.2",
    "v0.0.5",
    "2026.1.0",
    "1.2",
    "17",
    "r548",
    "demo",
    "2026-11-24",
];

impl Desk {
    /// The service of a playbook: two people of each role, one of all, one of none.
    fn playing(source: &Source) -> Self {
        let playbook = playbook::read(source).unwrap_or_else(|e| panic!("{e}"));
        let mut desk = Self::with(playbook.processes);
        let mut roles: BTreeSet<RoleName> = playbook.roles.into_iter().collect();
        roles.extend(desk.processes.iter().flat_map(|p| p.roles()));
        let roles: Vec<&str> = roles.iter().map(RoleName::as_str).collect();
        let pairs = roles
            .iter()
            .flat_map(|role| [format!("1 of {role}"), format!("2 of {role}")]);
        desk.cast = pairs
            .chain([format!("1 of {}", roles.join(" + ")), ZOE.to_owned()])
            .collect();
        for process in 0..desk.processes.len() {
            desk.starts_somehow(desk.cast.len() - 2, process);
        }
        assert!(!desk.journals.is_empty(), "{} starts nothing", source.name);
        desk.number = 1;
        desk
    }

    /// Somebody starts a release as its process wants it; refused or not, the desk goes on.
    pub(super) fn starts_somehow(&mut self, who: usize, process: usize) {
        let process = self.processes[process % self.processes.len()].clone();
        let who = self.cast[who % self.cast.len()].clone();
        let fits = |version: &&str| {
            process
                .version
                .as_ref()
                .is_none_or(|rule| matches_rule(rule, version))
        };
        let version = VERSIONS.into_iter().find(fits);
        // One that does not fit is refused.
        let version = version.unwrap_or("none that fits");
        let instance = process.instance.as_ref().map(|rule| InstancePlan {
            purpose: rule.purposes[0].clone(),
            owner: PersonId::from(who.as_str()),
            ends_on: (self.now + TimeDelta::days(5)).date_naive(),
        });
        let wish = Wish { slot: None, instance };
        let _ = self.starts_with(&who, process.name.as_str(), version, Some("it cannot wait"), wish);
    }

    /// What the system that is waited for would say.
    pub(super) fn right_report(&self, rule: &ReportRule) -> Report {
        let release = self.release();
        let version = release.version.clone();
        let build = Build {
            version: Some(version.clone()),
            ..Build::default()
        };
        let change = || Change {
            id: "#7".to_owned(),
            title: "Totals are right".to_owned(),
            author: "octo".to_owned(),
            person: None,
            from: rule.from_branch.as_ref().map(|branch| match branch {
                FromBranch::Named(name) => name.clone(),
                FromBranch::Version => version.to_string(),
            }),
            into: rule.branch.clone().unwrap_or_default(),
            commit: None,
            link: None,
            at: self.now,
            is_promotion: false,
        };
        let event = match rule.awaits {
            Awaited::Opened => Event::ChangeOpened(change()),
            Awaited::Approved => Event::ChangeApproved {
                change: change(),
                by: "hub".to_owned(),
            },
            Awaited::Merged => Event::ChangeMerged(change()),
            Awaited::Released => Event::VersionReleased {
                version,
                notes: "what is new".to_owned(),
            },
            Awaited::Deployed => Event::Deployed {
                environment: rule
                    .environment
                    .clone()
                    .unwrap_or_else(|| last(&release.process.service)),
                component: None,
                build,
            },
            Awaited::TestsPassed => Event::TestsPassed {
                suite: rule.suite.clone().unwrap_or_default(),
                build,
            },
        };
        let source = rule
            .from
            .first()
            .cloned()
            .unwrap_or_else(|| System::new("github"));
        Report {
            source,
            event,
            link: None,
        }
    }
}

fn last(service: &Service) -> EnvironmentName {
    let environment = service.environments.last();
    environment.expect("there is one").name.clone()
}
