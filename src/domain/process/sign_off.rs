//! Who must say go: the rule of a sign-off, as the playbook says it.

use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::name::RoleName;

/// Who must say go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignOffRule {
    /// The sets of goes; all are needed.
    pub sets: Vec<SignOffSet>,
    /// Whether one person counts in one set only.
    pub distinct: bool,
    /// Whether whoever started the release may not say go.
    pub not_the_author: bool,
    /// Whether a go carries the date on which to go; all goes must name the same one.
    pub with_date: bool,
    /// Whether the group decides: the quorum are voices, and more of them say go than no-go.
    #[serde(default)]
    pub majority: bool,
    /// Whether a set opens only when the sets before it are full.
    #[serde(default)]
    pub in_order: bool,
    /// After how many days a go has to be renewed, unless the next step has begun.
    #[serde(default)]
    pub valid_days: Option<u32>,
}

/// How many goes from whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignOffSet {
    /// Whose go counts: a person with any of these roles.
    #[serde(alias = "role", deserialize_with = "one_or_several")]
    pub roles: Vec<RoleName>,
    /// How many different people.
    pub quorum: usize,
}

impl SignOffSet {
    /// So many people of one role.
    pub fn of(role: impl Into<RoleName>, quorum: usize) -> Self {
        Self {
            roles: vec![role.into()],
            quorum,
        }
    }
}

impl SignOffRule {
    /// Every role that it names, in reading order.
    pub fn roles(&self) -> impl Iterator<Item = &RoleName> {
        self.sets.iter().flat_map(|set| &set.roles)
    }
}

/// Processes that were stored when a set had one `role` still read.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RoleName>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Roles {
        One(RoleName),
        Several(Vec<RoleName>),
    }
    Ok(match Roles::deserialize(deserializer)? {
        Roles::One(role) => vec![role],
        Roles::Several(roles) => roles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_stored_by_an_older_gonogo_still_reads() {
        let old =
            r#"{"sets":[{"role":"QA","quorum":2}],"distinct":true,"not_the_author":false,"with_date":false}"#;
        let read: SignOffRule = serde_json::from_str(old).unwrap();
        let expected = SignOffRule {
            sets: vec![SignOffSet::of("QA", 2)],
            distinct: true,
            ..SignOffRule::default()
        };
        assert_eq!(read, expected);
        let again = serde_json::to_string(&expected).unwrap();
        assert_eq!(serde_json::from_str::<SignOffRule>(&again).unwrap(), expected);
    }
}
