//! The people of the sandbox: at least one for every role that the shipped playbooks name.
//!
//! Read once, when a sandbox starts without people of its own. Roles are created from these names.

use super::Persona;

/// Whoever plays several parts in a process stands here once, with all roles.
const PEOPLE: &[(&str, &[&str])] = &[
    ("root", &["Admin"]),
    ("ana", &["SRE team", "Release manager"]),
    ("ben", &["SRE team"]),
    ("cho", &["SRE team"]),
    ("val", &["VLE Services"]),
    ("lee", &["LT"]),
    ("sam", &["Stakeholder"]),
    ("dev", &["Developer"]),
    ("rev", &["Reviewer"]),
    ("pow", &["Power user"]),
    ("jo", &["Project owner"]),
    ("pat", &["Product owner"]),
    ("sue", &["Support Team"]),
    ("quinn", &["Quality Assurance", "QA"]),
    ("per", &["Peer"]),
    ("omar", &["Operations Management"]),
    ("max", &["Subject matter expert"]),
    ("eve", &["Enterprise Customer"]),
    ("uma", &["End user"]),
    ("fran", &["Release owner"]),
    ("lifeeth", &["Puller"]),
    ("chamindra", &["Puller"]),
    ("tess", &["Tester"]),
    ("emi", &["Engineering manager", "Developer"]),
    ("otto", &["Ops"]),
    ("ida", &["QA"]),
];

/// The personas a sandbox has when it is given none.
pub fn default_people() -> Vec<Persona> {
    PEOPLE
        .iter()
        .map(|(name, roles)| Persona {
            name: (*name).to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_lower_case_and_unique() {
        let people = default_people();
        let mut names: Vec<_> = people.iter().map(|person| person.name.as_str()).collect();
        assert!(
            names
                .iter()
                .all(|name| name.len() <= 12 && name.chars().all(|c| c.is_ascii_lowercase()))
        );
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), people.len());
    }

    #[test]
    fn every_role_of_the_process_documents_has_somebody() {
        let people = default_people();
        for role in [
            "SRE team",
            "Release manager",
            "VLE Services",
            "LT",
            "Stakeholder",
            "Developer",
            "Reviewer",
            "Power user",
            "Project owner",
            "Product owner",
            "Support Team",
            "Quality Assurance",
            "Peer",
            "Operations Management",
            "Subject matter expert",
            "Enterprise Customer",
            "End user",
            "Release owner",
            "Puller",
            "Tester",
            "Engineering manager",
            "Ops",
            "QA",
            "Admin",
        ] {
            assert!(
                people.iter().any(|person| person.roles.iter().any(|r| r == role)),
                "{role}"
            );
        }
    }
}
