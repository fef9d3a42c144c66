//! Reads what a service is, and its checklists.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::{TZ_VARIANTS, Tz};
use toml::de::DeValue;

use crate::domain::name::RoleName;
use crate::domain::outage::OutageRules;
use crate::domain::process::{Checklist, Item, Reports, Section, Service};
use crate::toml_reader::{Findings, Table, Text, Value, nearest, text};

use super::environment::{read_alike, read_components, read_environments};
use super::month;
use super::words::{
    Kind, LONGEST_ITEM, LONGEST_LABEL, LONGEST_LINE, LONGEST_TITLE, check_known, check_line, check_name,
    check_unique, slug,
};

/// Reads `[service]`: what it is, and the roles of its team.
pub(super) fn read_service(root: &mut Table<'_>, found: &mut Findings) -> (Service, Vec<Text>) {
    let Some(value) = root.find("service") else {
        let fix = "begin with [service] and its name, title, zone, environments and roles";
        found
            .error(&(0..0), "a playbook needs [service]", "no [service] in this file")
            .fix(fix);
        return (empty_service(), vec![]);
    };
    let mut table = Table::of(value, "[service]", found);
    let name = table.text("name", found);
    check_name(&name, found);
    let title = table.text("title", found);
    check_line(&title, "the title of a service", LONGEST_TITLE, found);
    let mut service = Service {
        name: name.value.into(),
        title: title.value,
        zone: read_zone(&mut table, found),
        environments: read_environments(&mut table, found),
        components: read_components(&mut table, found),
        ..empty_service()
    };
    service.alike = read_alike(&mut table, &service.environments, found);
    let roles = read_roles(&mut table, found);
    service.kept_by = read_keepers(&mut table, &roles, found);
    service.monthly_report = table
        .find("monthly_report")
        .map(|value| month::read_monthly_report(value, found));
    table.finish(found);
    (service, roles)
}

fn empty_service() -> Service {
    Service {
        name: "".into(),
        title: String::new(),
        zone: Tz::UTC,
        environments: vec![],
        components: vec![],
        states: BTreeMap::new(),
        alike: vec![],
        kept_by: vec![],
        reports: Reports::default(),
        cadences: vec![],
        tracks: vec![],
        rotations: vec![],
        audiences: BTreeMap::new(),
        outages: OutageRules::default(),
        calendar: Arc::default(),
        monthly_report: None,
    }
}

/// Who keeps facts and data syncs: the roles named, or everybody of the team.
fn read_keepers(table: &mut Table<'_>, roles: &[Text], found: &mut Findings) -> Vec<RoleName> {
    let named = table.texts("kept_by", found);
    check_unique(&named, "mentions of", found);
    let known: Vec<&str> = roles.iter().map(|role| role.value.as_str()).collect();
    for role in &named {
        check_known(role, &known, Kind::Role, found);
    }
    let keepers = if named.is_empty() { roles } else { &named };
    keepers
        .iter()
        .map(|role| RoleName::from(role.value.as_str()))
        .collect()
}

fn read_zone(table: &mut Table<'_>, found: &mut Findings) -> Tz {
    let zone = table.text("zone", found);
    zone.value.parse().unwrap_or_else(|_| {
        if zone.is_there {
            let known = || TZ_VARIANTS.iter().map(|zone| zone.name());
            let city = known().find(|name| {
                name.rsplit('/')
                    .next()
                    .is_some_and(|c| c.eq_ignore_ascii_case(&zone.value))
            });
            let fix = match city.or_else(|| nearest(&zone.value, known())) {
                Some(known) => format!("did you mean `{known}`?"),
                None => {
                    "write a zone of the IANA list, such as `Pacific/Auckland` or `Europe/Berlin`".to_owned()
                }
            };
            let what = format!("`{}` is no time zone", zone.value);
            found
                .error(&zone.span, what, "times of this service are read in it")
                .fix(fix);
        }
        Tz::UTC
    })
}

fn read_roles(table: &mut Table<'_>, found: &mut Findings) -> Vec<Text> {
    let roles: Vec<Text> = table
        .some_values("roles", found)
        .into_iter()
        .map(|value| text(value, "roles", found))
        .collect();
    for role in &roles {
        check_line(role, "a role", LONGEST_LABEL, found);
    }
    check_unique(&roles, "roles", found);
    roles
}

/// Reads `[checklist.name]`: sections, or items alone when one section is enough.
pub(super) fn read_checklist(value: &Value<'_>, found: &mut Findings) -> Checklist {
    let mut table = Table::of(value, "a checklist", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a checklist", LONGEST_LABEL, found);
    let mut items = ItemReader::default();
    let sections = if table.has("items") {
        let only = Section {
            title: title.value.clone(),
            items: items.read(&mut table, found),
        };
        vec![only]
    } else {
        let values = table.some_values("section", found);
        values
            .into_iter()
            .map(|value| read_section(value, &mut items, found))
            .collect()
    };
    table.finish(found);
    items.finish(found);
    Checklist {
        title: title.value,
        sections,
    }
}

fn read_section(value: &Value<'_>, items: &mut ItemReader, found: &mut Findings) -> Section {
    let mut table = Table::of(value, "a section", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a section", LONGEST_LINE, found);
    let items = items.read(&mut table, found);
    table.finish(found);
    Section {
        title: title.value,
        items,
    }
}

/// Reads the items of one checklist; names and texts are unique in all its sections.
#[derive(Default)]
struct ItemReader {
    given: Vec<Text>,
    texts: Vec<Text>,
    made: BTreeMap<String, usize>,
}

impl ItemReader {
    fn read(&mut self, table: &mut Table<'_>, found: &mut Findings) -> Vec<Item> {
        let values = table.some_values("items", found);
        values
            .into_iter()
            .map(|value| self.read_item(value, found))
            .collect()
    }

    fn read_item(&mut self, value: &Value<'_>, found: &mut Findings) -> Item {
        let (name, words) = match value.get_ref() {
            DeValue::String(_) => (None, text(value, "items", found)),
            _ => {
                let mut table = Table::of(value, "an item", found);
                let read = (table.find_text("name", found), table.text("text", found));
                table.finish(found);
                read
            }
        };
        check_line(&words, "an item", LONGEST_ITEM, found);
        self.texts.push(words.clone());
        let name = match name {
            Some(name) => {
                check_name(&name, found);
                self.given.push(name.clone());
                name.value
            }
            None => self.make_name(&words.value),
        };
        Item {
            name: name.into(),
            text: words.value,
        }
    }

    /// A name from the text; texts that begin alike get a number behind.
    fn make_name(&mut self, text: &str) -> String {
        let name = match slug(text) {
            name if name.is_empty() => "item".to_owned(),
            name => name,
        };
        let count = self.made.entry(name.clone()).or_insert(0);
        *count += 1;
        match *count {
            1 => name,
            n => {
                let ending = format!("-{n}");
                let kept = name.len().min(super::words::LONGEST_NAME - ending.len());
                format!("{}{ending}", name[..kept].trim_end_matches('-'))
            }
        }
    }

    fn finish(self, found: &mut Findings) {
        check_unique(&self.texts, "items", found);
        check_unique(&self.given, "items with the name", found);
        for name in self
            .given
            .iter()
            .filter(|name| self.made.contains_key(&name.value))
        {
            let what = format!(
                "another item is called `{}` by the first words of its text",
                name.value
            );
            found
                .error(&name.span, what, "the same name twice")
                .fix("give one of them another name");
        }
    }
}
