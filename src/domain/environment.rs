//! Environments: the parts that run on them, what is known of them, and how they differ from each other.
//!
//! Asked by `decide` about the direction of data, and by `wording` for the matrix. Pure, as the whole room is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::name::{ComponentName, EnvironmentName, Version};
use super::person::Stamp;
use super::process::{Environment, Service};
use super::service::{Running, ServiceState};

/// The end of a text that says: nobody looked yet whether this is so.
const UNCONFIRMED: &str = "unconfirmed";

/// How many earlier versions of an environment are kept in mind; the journal has them all.
pub const KEPT_VERSIONS: usize = 10;

/// A part of a service that has versions of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// Its name, such as `web2py`.
    pub name: ComponentName,
    /// Whether its versions may differ between environments without a word.
    pub independent: bool,
}

/// Something that is known of an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFact {
    /// What it is about, such as "database".
    pub key: String,
    /// What is known.
    pub value: String,
    /// Whether nobody looked yet whether it is so.
    pub unconfirmed: bool,
}

impl KnownFact {
    /// A fact as people write it: "MySQL, unconfirmed" is MySQL, of which nobody is sure.
    pub fn written(key: &str, text: &str) -> Self {
        let text = text.trim();
        let sure = text.len().checked_sub(UNCONFIRMED.len()).filter(|at| {
            text.get(*at..)
                .is_some_and(|end| end.eq_ignore_ascii_case(UNCONFIRMED))
        });
        let value = sure.map_or(text, |at| text[..at].trim_end_matches([' ', ',', '(']));
        let is_a_word = sure.is_some_and(|at| at == 0 || text[..at].ends_with([' ', ',', '(']));
        let (value, unconfirmed) = if is_a_word && !value.is_empty() {
            (value, true)
        } else {
            (text, false)
        };
        Self {
            key: key.trim().to_owned(),
            value: value.to_owned(),
            unconfirmed,
        }
    }
}

/// A fact with who said so, when somebody did; the others stand in the playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// The fact.
    pub fact: KnownFact,
    /// Who said so, and when.
    pub said: Option<Stamp>,
}

/// Data that were copied to an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synced {
    /// Where they came from.
    pub from: EnvironmentName,
    /// What was copied.
    pub what: String,
    /// On which day.
    pub on: NaiveDate,
    /// The release that asked for it, when one did.
    pub release: Option<i64>,
    /// Who said so, and when.
    pub stamp: Stamp,
}

/// A version that an environment had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Had {
    /// The part; nothing for the service itself.
    pub component: Option<ComponentName>,
    /// The version.
    pub version: Version,
    /// The release that brought it; 0 when none did.
    pub release: i64,
    /// Who reported it, and when.
    pub stamp: Stamp,
}

/// Two environments that should run the same and do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The part; nothing for the service itself.
    pub component: Option<ComponentName>,
    /// The environment with the earlier version, or the more trusted one when that cannot be told.
    pub behind: EnvironmentName,
    /// What it runs.
    pub runs: Version,
    /// The environment it is held against.
    pub ahead: EnvironmentName,
    /// What that one runs.
    pub other: Version,
    /// Whether one version is known to be the earlier one.
    pub is_ordered: bool,
}

/// A fact that is to be alike and is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlike {
    /// What it is about.
    pub key: String,
    /// The environment that differs.
    pub environment: EnvironmentName,
    /// What is known of it there.
    pub here: KnownFact,
    /// The most trusted environment.
    pub reference: EnvironmentName,
    /// What is known of it there.
    pub there: KnownFact,
}

/// Whether data may go from one environment to another: where the playbook says where data come from, only so;
/// otherwise only from a more trusted environment to a less trusted one.
pub fn may_sync(service: &Service, from: &EnvironmentName, to: &EnvironmentName) -> bool {
    let says = service.environments.iter().any(|e| e.data_from.is_some());
    if says {
        let target = service.find_environment(to);
        return target.is_some_and(|e| e.data_from.as_ref() == Some(from));
    }
    let place = |name: &EnvironmentName| service.environments.iter().position(|e| e.name == *name);
    match (place(from), place(to)) {
        (Some(from), Some(to)) => from > to,
        _ => false,
    }
}

/// The name by which a part's versions are kept: nothing for the first, which is the service itself.
pub fn part_of(service: &Service, name: &ComponentName) -> Option<ComponentName> {
    let is_first = service.components.first().is_some_and(|c| c.name == *name);
    (!is_first).then(|| name.clone())
}

/// What is known of an environment: what the playbook says, overlaid by what people said since.
pub fn fact_sheet(environment: &Environment, state: &ServiceState) -> Vec<SheetLine> {
    let said = state.facts.get(&environment.name);
    let mut lines: Vec<SheetLine> = Vec::new();
    for fact in &environment.facts {
        let newer = said.and_then(|said| said.get(&fact.key.to_lowercase()));
        match newer {
            None => lines.push(SheetLine {
                fact: fact.clone(),
                said: None,
            }),
            Some(line) if line.fact.value.is_empty() => {}
            Some(line) => lines.push(line.clone()),
        }
    }
    let known = |key: &str| {
        environment
            .facts
            .iter()
            .any(|fact| fact.key.eq_ignore_ascii_case(key))
    };
    let added = said.into_iter().flat_map(|said| said.values());
    lines.extend(
        added
            .filter(|line| !line.fact.value.is_empty() && !known(&line.fact.key))
            .cloned(),
    );
    lines
}

/// The parts of a service, the service itself first: their names as versions are kept, and whether they may differ.
pub fn parts(service: &Service) -> Vec<(Option<ComponentName>, bool)> {
    if service.components.is_empty() {
        return vec![(None, false)];
    }
    let part = |(n, component): (usize, &Component)| {
        ((n > 0).then(|| component.name.clone()), component.independent)
    };
    service.components.iter().enumerate().map(part).collect()
}

/// Where neighbours in trust run different versions of a part that is to be the same.
pub fn drift(service: &Service, state: &ServiceState) -> Vec<Drift> {
    let mut drifts = Vec::new();
    for (component, independent) in parts(service) {
        if independent {
            continue;
        }
        let known = service
            .environments
            .iter()
            .filter_map(|e| Some((&e.name, state.find_running(&e.name, component.as_ref())?)));
        let known: Vec<(&EnvironmentName, &Running)> = known.collect();
        for pair in known.windows(2) {
            let [(less, tried), (more, trusted)] = pair else {
                continue;
            };
            if tried.version != trusted.version {
                drifts.push(held_against(component.clone(), (less, tried), (more, trusted)));
            }
        }
    }
    drifts
}

fn held_against(
    component: Option<ComponentName>,
    less: (&EnvironmentName, &Running),
    more: (&EnvironmentName, &Running),
) -> Drift {
    let order = less.1.version.compare(&more.1.version);
    let less_is_behind = order == Some(std::cmp::Ordering::Less);
    let (behind, ahead) = if less_is_behind {
        (less, more)
    } else {
        (more, less)
    };
    Drift {
        component,
        behind: behind.0.clone(),
        runs: behind.1.version.clone(),
        ahead: ahead.0.clone(),
        other: ahead.1.version.clone(),
        is_ordered: order.is_some(),
    }
}

/// Where an environment differs in kind from the most trusted one.
pub fn unlike(service: &Service, state: &ServiceState) -> Vec<Unlike> {
    let Some((reference, others)) = service.environments.split_last() else {
        return Vec::new();
    };
    let find = |environment: &Environment, key: &str| {
        let mut sheet = fact_sheet(environment, state).into_iter();
        sheet
            .find(|line| line.fact.key.eq_ignore_ascii_case(key))
            .map(|line| line.fact)
    };
    let mut found = Vec::new();
    for key in &service.alike {
        let Some(there) = find(reference, key) else {
            continue;
        };
        for other in others {
            let differs = find(other, key).filter(|here| !here.value.eq_ignore_ascii_case(&there.value));
            found.extend(differs.map(|here| Unlike {
                key: key.clone(),
                environment: other.name.clone(),
                here,
                reference: reference.name.clone(),
                there: there.clone(),
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_says_that_nobody_is_sure_of_it() {
        for (text, value, unconfirmed) in [
            ("MySQL, unconfirmed", "MySQL", true),
            ("MySQL (unconfirmed)", "MySQL (unconfirmed)", false),
            ("MySQL Unconfirmed", "MySQL", true),
            ("MySQL", "MySQL", false),
            ("unconfirmed", "unconfirmed", false),
            ("notunconfirmed", "notunconfirmed", false),
        ] {
            let fact = KnownFact::written(" database ", text);
            assert_eq!(
                (fact.value.as_str(), fact.unconfirmed),
                (value, unconfirmed),
                "{text}"
            );
            assert_eq!(fact.key, "database");
        }
    }
}
