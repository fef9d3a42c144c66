//! Reads what a service runs on: its environments with what is known of them, and its parts.

use toml::de::DeValue;

use crate::domain::environment::{Component, KnownFact};
use crate::domain::name::{ComponentName, EnvironmentName};
use crate::domain::process::Environment;
use crate::toml_reader::{Findings, Table, Text, Value, did_you_mean, list, text};
use crate::veil;

use super::words::{LONGEST_LABEL, LONGEST_SENTENCE, check_line, check_name, check_unique};

/// What a fact is about is read beside what is known, on a phone.
const LONGEST_KEY: usize = 40;

/// Reads `environments`.
pub(super) fn read_environments(table: &mut Table<'_>, found: &mut Findings) -> Vec<Environment> {
    let values = table.some_values("environments", found);
    let (mut names, mut sources) = (Vec::new(), Vec::new());
    let mut environments = Vec::new();
    for value in values {
        let (name, environment, source) = read_environment(value, found);
        check_name(&name, found);
        names.push(name);
        sources.push(source);
        environments.push(environment);
    }
    check_unique(&names, "environments", found);
    for (name, source) in names.iter().zip(sources.iter().flatten()) {
        check_source(name, source, &names, found);
    }
    for (environment, source) in environments.iter_mut().zip(sources) {
        environment.data_from = source.map(|s| EnvironmentName::from(s.value.as_str()));
    }
    environments
}

fn read_environment(value: &Value<'_>, found: &mut Findings) -> (Text, Environment, Option<Text>) {
    let environment = |name: &Text, host, facts| Environment {
        name: EnvironmentName::from(name.value.as_str()),
        host,
        data_from: None,
        facts,
    };
    if let DeValue::String(_) = value.get_ref() {
        let name = text(value, "environments", found);
        let read = environment(&name, None, vec![]);
        return (name, read, None);
    }
    let mut table = Table::of(value, "an environment", found);
    let name = table.text("name", found);
    let host = table.find_text("host", found).map(|host| host.value);
    let source = table.find_text("data_from", found);
    let facts = read_facts(&mut table, found);
    table.finish(found);
    let read = environment(&name, host, facts);
    (name, read, source)
}

/// What is known of an environment, in the order in which it is written.
fn read_facts(table: &mut Table<'_>, found: &mut Findings) -> Vec<KnownFact> {
    let mut named = table.named("facts", found);
    named.sort_by_key(|(key, _)| key.span.start);
    let mut facts = Vec::new();
    for (key, value) in named {
        check_line(&key, "what a fact is about", LONGEST_KEY, found);
        let words = text(value, "facts", found);
        check_line(&words, "a fact", LONGEST_SENTENCE, found);
        refuse_secret(&words, found);
        facts.push(KnownFact::written(&key.value, &words.value));
    }
    facts
}

/// Everybody reads a playbook: what looks like a password does not belong into it.
pub(super) fn refuse_secret(words: &Text, found: &mut Findings) {
    if words.is_there && veil::looks_secret(&words.value) {
        let what = "this looks like a password or a token: everybody would read it";
        found
            .error(&words.span, what, "a secret")
            .fix("leave it out, and say where it is kept");
    }
}

fn check_source(name: &Text, source: &Text, names: &[Text], found: &mut Findings) {
    if !source.is_there {
        return;
    }
    let known = || names.iter().map(|name| name.value.as_str());
    if source.value == name.value {
        found.error(
            &source.span,
            "an environment does not get its data from itself",
            "the same",
        );
    } else if !known().any(|known| known == source.value) {
        let fix =
            did_you_mean(&source.value, known()).unwrap_or_else(|| format!("declared: {}", list(known())));
        let what = format!("`{}` is not an environment of this service", source.value);
        found
            .error(&source.span, what, "not in `environments` of [service]")
            .fix(fix);
    }
}

/// Reads `components`: the parts that have versions of their own.
pub(super) fn read_components(table: &mut Table<'_>, found: &mut Findings) -> Vec<Component> {
    let mut names = Vec::new();
    let mut components = Vec::new();
    for value in table.values("components", found) {
        let (name, independent) = match value.get_ref() {
            DeValue::String(_) => (text(value, "components", found), false),
            _ => {
                let mut table = Table::of(value, "a component", found);
                let read = (
                    table.text("name", found),
                    table.flag("independent", found).is_some(),
                );
                table.finish(found);
                read
            }
        };
        check_name(&name, found);
        components.push(Component {
            name: ComponentName::from(name.value.as_str()),
            independent,
        });
        names.push(name);
    }
    check_unique(&names, "components", found);
    components
}

/// Reads `alike`: facts that are to be the same everywhere.
pub(super) fn read_alike(
    table: &mut Table<'_>,
    environments: &[Environment],
    found: &mut Findings,
) -> Vec<String> {
    let keys = table.texts("alike", found);
    check_unique(&keys, "mentions of", found);
    for key in &keys {
        check_line(key, "what is to be alike", LONGEST_LABEL, found);
        let facts = || environments.iter().flat_map(|e| &e.facts).map(|f| f.key.as_str());
        if key.is_there && !facts().any(|known| known.eq_ignore_ascii_case(&key.value)) {
            let what = format!("no environment has a fact about `{}`", key.value);
            let fix = did_you_mean(&key.value, facts());
            found.error(&key.span, what, "nothing to compare").maybe_fix(fix);
        }
    }
    keys.into_iter().map(|key| key.value).collect()
}
