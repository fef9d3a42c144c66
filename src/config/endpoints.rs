//! Reads `[endpoint.NAME]`: who outside of Discord is told of outages by webhook, how, and where the key is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use reqwest::Url;
use secrecy::SecretString;
use toml::de::DeTable;

use crate::playbook::Playbook;
use crate::toml_reader::{Findings, Table, Text, Value, did_you_mean, list};

use super::keys::filled;
use super::place::{as_table, in_table, read_place, written_secret};
use super::secrets::Place;

mod pages;
mod url;

use pages::{read_cachet, read_statuspage};
use url::read_url;

/// Where Atlassian has the API of Statuspage.
const STATUSPAGE: &str = "https://api.statuspage.io/v1";

const PRESETS: [&str; 3] = ["plain", "statuspage", "cachet"];
const IMPACTS: [&str; 5] = ["none", "maintenance", "minor", "major", "critical"];
const VERSIONS: [(i64, CachetVersion); 2] = [(2, CachetVersion::Two), (3, CachetVersion::Three)];

/// The longest name of an endpoint.
const LONGEST_NAME: usize = 40;

/// Somebody outside of Discord who is told of outages by webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The address: of the endpoint itself, or of the API of a preset, without a slash at its end.
    pub url: Url,
    /// What is said there, and how.
    pub preset: Preset,
    /// Where the secret or key is.
    pub key: Place,
    /// Whether its address may be a private one.
    pub allow_private: bool,
    /// A certificate that is trusted besides those of the machine, in PEM.
    pub authority: Option<PathBuf>,
}

/// What is said to an endpoint, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preset {
    /// A signed delivery of our own form.
    Plain,
    /// A scheduled maintenance in Atlassian's Statuspage.
    Statuspage(Statuspage),
    /// A schedule in Cachet.
    Cachet(Cachet),
}

/// A page of Atlassian's Statuspage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statuspage {
    /// The page's id.
    pub page: String,
    /// Ids of the components that an outage takes down.
    pub components: Vec<String>,
    /// The impact that is shown in the place of the one that Statuspage works out.
    pub impact: Option<String>,
    /// Whether the page tells its subscribers.
    pub notify: bool,
}

/// An installation of Cachet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cachet {
    /// What it understands.
    pub version: CachetVersion,
    /// Ids of the components that an outage takes down.
    pub components: Vec<i64>,
    /// The zone that Cachet is set to: its API takes times of the clock on its wall.
    pub timezone: Tz,
    /// Whether it tells its subscribers.
    pub notify: bool,
}

/// Versions of Cachet that differ in their API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachetVersion {
    /// 2.4.
    Two,
    /// 3.x.
    Three,
}

/// Reads every `[endpoint.NAME]`.
///
/// `playbooks` is what the names are held against; nothing while those cannot be read.
pub(super) fn read_endpoints(
    root: &mut Table<'_>,
    folder: &Path,
    playbooks: Option<&[Playbook]>,
    found: &mut Findings,
) -> BTreeMap<String, Endpoint> {
    let mut endpoints = BTreeMap::new();
    let tables = root.named("endpoint", found);
    for (name, value) in &tables {
        let is_named_well = check_name(name, found);
        let endpoint = read_endpoint(value, folder, found);
        if let Some(endpoint) = endpoint.filter(|_| is_named_well) {
            endpoints.insert(name.value.clone(), endpoint);
        }
    }
    // While something is wrong a name may be as well.
    if let Some(playbooks) = playbooks.filter(|_| !found.hold_errors()) {
        compare(&tables, playbooks, found);
    }
    endpoints
}

/// Secrets that stand in the configuration itself, where they do not belong: they are not shown along with that.
pub(super) fn written_secrets(root: &DeTable<'_>) -> Vec<SecretString> {
    let endpoints = in_table(root, "endpoint").into_iter().flat_map(|t| t.values());
    let keys = endpoints
        .filter_map(as_table)
        .flat_map(|t| ["secret", "key"].map(|key| t.get(key)));
    keys.flatten().filter_map(written_secret).collect()
}

/// Notes endpoints that a playbook names and nobody described, and the other way round. Nobody is stopped by it: what is
/// for such an endpoint is kept until there is one.
fn compare(tables: &[(Text, &Value<'_>)], playbooks: &[Playbook], found: &mut Findings) {
    let mut named = BTreeSet::new();
    for playbook in playbooks {
        for (audience, told) in &playbook.service.audiences {
            for endpoint in &told.endpoints {
                named.insert(endpoint.as_str());
                if !tables.iter().any(|(name, _)| name.value == *endpoint) {
                    let service = &playbook.service.name;
                    let what =
                        format!("the audience `{audience}` of {service} has the endpoint `{endpoint}`");
                    let here = format!("bot.toml has no [endpoint.{endpoint}]");
                    let fix = "add it as docs/outgoing.md says; until then what is for it waits";
                    found.note(&(0..0), what, here).fix(fix);
                }
            }
        }
    }
    for (name, _) in tables {
        if !named.contains(name.value.as_str()) {
            let what = format!("no audience of a playbook has the endpoint `{}`", name.value);
            let fix = format!(
                "write `endpoints = [\"{}\"]` under the audience that it is for",
                name.value
            );
            found.note(&name.span, what, "it is told nothing").fix(fix);
        }
    }
}

fn check_name(name: &Text, found: &mut Findings) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let is_well =
        !name.value.is_empty() && name.value.len() <= LONGEST_NAME && name.value.chars().all(is_plain);
    if !is_well {
        let what = format!("`{}` is no name for an endpoint", name.value);
        found
            .error(&name.span, what, "playbooks call it by this name")
            .fix(format!(
                "small letters, digits, `-` and `_` make a name, at most {LONGEST_NAME} of them"
            ));
    }
    is_well
}

fn read_endpoint(value: &Value<'_>, folder: &Path, found: &mut Findings) -> Option<Endpoint> {
    let mut table = Table::of(value, "an endpoint", found);
    let kind = read_kind(&mut table, found);
    let preset = match kind {
        Some("plain") => Some(Preset::Plain),
        Some("statuspage") => read_statuspage(&mut table, found).map(Preset::Statuspage),
        Some("cachet") => read_cachet(&mut table, found).map(Preset::Cachet),
        // What belongs to a preset that is not known cannot be judged.
        _ => return None,
    };
    let allow_private = table.flag("allow_private", found).is_some();
    let url = read_url(&mut table, kind, allow_private, found);
    let key_name = match kind {
        Some("plain") => "secret",
        _ => "key",
    };
    let key = match table.find(key_name) {
        Some(place) => read_place(place, "speak for gonogo there", folder, found),
        None => {
            table.miss(key_name, found);
            None
        }
    };
    let authority = table.find_text("ca", found);
    let authority = authority
        .filter(|path| filled(path, "ca", found))
        .map(|path| folder.join(path.value));
    table.finish(found);
    Some(Endpoint {
        url: url?,
        preset: preset?,
        key: key?,
        allow_private,
        authority,
    })
}

fn read_kind(table: &mut Table<'_>, found: &mut Findings) -> Option<&'static str> {
    let Some(word) = table.find_text("preset", found) else {
        return Some("plain");
    };
    let known = PRESETS.into_iter().find(|known| *known == word.value);
    if known.is_none() && word.is_there {
        let fix = did_you_mean(&word.value, PRESETS).unwrap_or_else(|| format!("one of {}", list(PRESETS)));
        let what = format!("`{}` is no preset of an endpoint", word.value);
        found.error(&word.span, what, "not known").fix(fix);
    }
    known
}
