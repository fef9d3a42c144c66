//! Reads `[webhooks]`: where other systems report, where their secrets are, and who their people are on Discord.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use secrecy::SecretString;
use toml::de::{DeTable, DeValue};

use crate::domain::name::{PersonId, ServiceName};
use crate::domain::report::System;
use crate::playbook::Playbook;
use crate::toml_reader::{Findings, Table, Text, Value, did_you_mean, list};

use super::Webhooks;
use super::keys::{find_table, name_or_id};
use super::place::{as_table, in_table, read_place, written_secret};

/// Reads `[webhooks]`; nothing when other systems do not report.
pub(super) fn read_webhooks(
    root: &mut Table<'_>,
    folder: &Path,
    playbooks: Option<&[Playbook]>,
    found: &mut Findings,
) -> Option<Webhooks> {
    let mut table = find_table(root, "webhooks", "[webhooks]", found)?;
    let listen = read_listen(&mut table, found);
    let mut secrets = BTreeMap::new();
    for (service, value) in table.named("secrets", found) {
        let playbook = find_playbook(&service, playbooks, found);
        let Some(sources) = entries(value, found) else {
            continue;
        };
        for (system, value) in sources {
            check_system(&system, playbook, found);
            if let Some(place) = read_place(value, "speak for the system", folder, found) {
                let service = ServiceName::from(service.value.as_str());
                secrets.insert((service, System::new(&system.value)), place);
            }
        }
    }
    let mut people = BTreeMap::new();
    for (login, value) in table.named("people", found) {
        if let Some(id) = read_person(&login, value, found) {
            people.insert(login.value.to_lowercase(), id);
        }
    }
    table.finish(found);
    Some(Webhooks {
        listen: listen?,
        secrets,
        people,
    })
}

/// The secrets of `[webhooks]` that stand in the configuration itself.
pub(super) fn written_secrets(root: &DeTable<'_>) -> Vec<SecretString> {
    let secrets = in_table(root, "webhooks").and_then(|t| in_table(t, "secrets"));
    let services = secrets.into_iter().flat_map(|t| t.values());
    let entries = services.filter_map(as_table).flat_map(|t| t.values());
    entries.filter_map(written_secret).collect()
}

fn read_listen(table: &mut Table<'_>, found: &mut Findings) -> Option<SocketAddr> {
    let listen = table.text("listen", found);
    let address = listen.value.parse().ok();
    if address.is_none() && listen.is_there {
        let what = format!("`{}` is no address to listen at", listen.value);
        found
            .error(&listen.span, what, "an IP address and a port belong here")
            .fix("write `127.0.0.1:8080` and let a web server with TLS pass /hooks/ on to it");
    }
    address
}

/// The systems under a service, with where each secret is.
fn entries<'a>(value: &'a Value<'a>, found: &mut Findings) -> Option<Vec<(Text, &'a Value<'a>)>> {
    let DeValue::Table(table) = value.get_ref() else {
        found
            .error(
                &value.span(),
                "the secrets of a service are a table",
                "nothing to read",
            )
            .fix("write [webhooks.secrets.SERVICE] and below it github = { file = \"…\" }");
        return None;
    };
    let entry = |(key, value): (&'a toml::Spanned<_>, &'a Value<'a>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        let name = Text {
            value: name.to_string(),
            span: key.span(),
            is_there: true,
        };
        (name, value)
    };
    Some(table.iter().map(entry).collect())
}

fn find_playbook<'p>(
    service: &Text,
    playbooks: Option<&'p [Playbook]>,
    found: &mut Findings,
) -> Option<&'p Playbook> {
    let playbooks = playbooks?;
    let playbook = playbooks
        .iter()
        .find(|p| p.service.name.as_str() == service.value);
    if playbook.is_none() {
        let known = || playbooks.iter().map(|p| p.service.name.as_str());
        let fix = did_you_mean(&service.value, known())
            .unwrap_or_else(|| format!("the playbooks have {}", list(known())));
        let what = format!("no playbook has a service `{}`", service.value);
        found
            .error(&service.span, what, "nobody would report to it")
            .fix(fix);
    }
    playbook
}

/// A system of which the playbook expects nothing is worth a word.
fn check_system(system: &Text, playbook: Option<&Playbook>, found: &mut Findings) {
    let Some(reports) = playbook.map(|p| &p.service.reports) else {
        return;
    };
    let is_known = match system.value.as_str() {
        "github" => reports.github.is_some(),
        "gitlab" => reports.gitlab.is_some(),
        name => reports.systems.iter().any(|s| s.as_str() == name),
    };
    if !is_known {
        let what = format!("the playbook says nothing of reports from `{}`", system.value);
        found.note(&system.span, what, "what it reports completes no step by name");
    }
}

fn read_person(login: &Text, value: &Value<'_>, found: &mut Findings) -> Option<PersonId> {
    let id = name_or_id(value, &login.value, found)?;
    let is_id = (17..=20).contains(&id.len()) && id.chars().all(|c| c.is_ascii_digit());
    if !is_id {
        let what = format!("`{id}` is not the id of a person on Discord");
        found
            .error(&value.span(), what, "17 to 20 digits belong here")
            .fix("in Discord turn on Developer Mode, then right-click the person and choose Copy User ID");
    }
    is_id.then(|| PersonId::from(id))
}
