//! Who is in the sandbox: the people that come with it, and somebody for every role that a playbook adds.

use std::collections::BTreeMap;

use crate::domain::name::RoleName;
use crate::playbook::Playbook;
use crate::sandbox::{Persona, default_people};

/// How long a name may be.
const LONGEST: usize = 12;

/// The people of the sandbox; `renamed` are roles that are called otherwise on Discord.
pub(super) fn for_roles(playbooks: &[Playbook], renamed: &BTreeMap<RoleName, String>) -> Vec<Persona> {
    let mut people = default_people();
    for role in playbooks
        .iter()
        .flat_map(|playbook| &playbook.roles)
        .map(RoleName::as_str)
    {
        if !people
            .iter()
            .any(|person| person.roles.iter().any(|held| held == role))
        {
            let name = free_name(role, &people);
            people.push(Persona {
                name,
                roles: vec![role.to_owned()],
            });
        }
    }
    for role in people.iter_mut().flat_map(|person| &mut person.roles) {
        if let Some(name) = renamed.get(&RoleName::from(role.as_str())) {
            *role = name.clone();
        }
    }
    people
}

/// The letters of a role, as a name that nobody has.
fn free_name(role: &str, people: &[Persona]) -> String {
    let letters = role.chars().filter(char::is_ascii_alphabetic).take(LONGEST);
    let mut name = letters.collect::<String>().to_ascii_lowercase();
    if name.is_empty() {
        name.push_str("member");
    }
    let is_taken = |name: &str| people.iter().any(|person| person.name == name);
    let numbered = (2..).map(|number| format!("{name}{number}"));
    std::iter::once(name.clone())
        .chain(numbered)
        .find(|name| !is_taken(name))
        .expect("there are more numbers than people")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::{Source, read};

    fn playbook(role: &str) -> Playbook {
        let text = format!(
            "[service]\nname = \"shop\"\ntitle = \"Shop\"\nzone = \"UTC\"\nenvironments = [\"prod\"]\nroles = [\"{role}\"]\n\
             [[process]]\nname = \"fix\"\ntitle = \"Fix\"\npurpose = \"A fix.\"\noverride_by = [\"{role}\"]\n\
             [[process.step]]\nname = \"go\"\ntitle = \"Go\"\nowner = \"{role}\"\nasks = [\"Done\"]\n"
        );
        let name = "shop.toml".to_owned();
        read(&Source { name, text }).unwrap()
    }

    fn holder(people: &[Persona], role: &str) -> Option<String> {
        let holds = |person: &&Persona| person.roles.iter().any(|held| held == role);
        people.iter().find(holds).map(|person| person.name.clone())
    }

    #[test]
    fn a_role_that_nobody_has_gets_somebody() {
        let people = for_roles(&[playbook("Night shift")], &BTreeMap::new());
        assert_eq!(holder(&people, "Night shift").as_deref(), Some("nightshift"));
        let people = for_roles(&[playbook("Ana")], &BTreeMap::new());
        assert_eq!(
            holder(&people, "Ana").as_deref(),
            Some("ana2"),
            "ana is there already"
        );
    }

    #[test]
    fn a_role_is_called_as_the_configuration_says() {
        let renamed = BTreeMap::from([("LT".into(), "Leads".to_owned())]);
        let people = for_roles(&[], &renamed);
        assert_eq!(holder(&people, "Leads").as_deref(), Some("lee"));
        assert_eq!(holder(&people, "LT"), None);
    }
}
