//! Reads `[endpoint.NAME]`: who outside of Discord is told of outages by webhook, how, and where the key is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use reqwest::Url;
use secrecy::SecretString;
use toml::de::DeTable;

use crate::playbook::Playbook;
use crate::reach::{Reach, find_reach, find_written_address};
use crate::toml_reader::{Findings, Span, Table, Text, Value, did_you_mean, list};

use super::keys::{filled, name_or_id};
use super::place::{as_table, in_table, read_place, written_secret};
use super::secrets::Place;

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

fn read_statuspage(table: &mut Table<'_>, found: &mut Findings) -> Option<Statuspage> {
    let page = table.text("page", found);
    let is_page = filled(&page, "page", found) && is_id(&page.value, &page.span, "page", found);
    let components = table.texts("components", found);
    let mut ids = Vec::new();
    for component in components {
        if component.is_there && is_id(&component.value, &component.span, "component", found) {
            ids.push(component.value);
        }
    }
    let impact = table.find_text("impact", found).filter(|word| word.is_there);
    let impact = impact.and_then(|word| {
        if IMPACTS.contains(&word.value.as_str()) {
            return Some(word.value);
        }
        let what = format!("`{}` is no impact that Statuspage knows", word.value);
        found
            .error(&word.span, what, "not known")
            .fix(format!("one of {}", list(IMPACTS.iter().copied())));
        None
    });
    let notify = read_notify(table, found);
    is_page.then_some(Statuspage {
        page: page.value,
        components: ids,
        impact,
        notify,
    })
}

/// Ids stand in addresses: nothing else than letters and digits belongs there.
fn is_id(id: &str, span: &Span, what: &str, found: &mut Findings) -> bool {
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
    if !is_id {
        found
            .error(
                span,
                format!("`{id}` is not the id of a {what}"),
                "letters and digits belong here",
            )
            .fix("Statuspage shows the ids of the page and its components under Your profile, API info");
    }
    is_id
}

fn read_cachet(table: &mut Table<'_>, found: &mut Findings) -> Option<Cachet> {
    let version = match table.find_number("version", found) {
        None => Some(CachetVersion::Three),
        Some((number, span)) => {
            let known = VERSIONS.iter().find(|(known, _)| *known == number);
            if known.is_none() {
                found
                    .error(
                        &span,
                        format!("Cachet {number} is not known here"),
                        "2 or 3 belongs here",
                    )
                    .fix("leave it out for Cachet 3, write `version = 2` for 2.4");
            }
            known.map(|(_, version)| *version)
        }
    };
    let components = read_numbers(table, version, found);
    let timezone = match table.find_text("timezone", found) {
        None => Tz::UTC,
        Some(zone) => zone.value.parse().unwrap_or_else(|_| {
            if zone.is_there {
                let what = format!("`{}` is no time zone", zone.value);
                found
                    .error(&zone.span, what, "not known")
                    .fix("write the zone that Cachet is set to, such as `Europe/Berlin`; without it, UTC");
            }
            Tz::UTC
        }),
    };
    Some(Cachet {
        version: version?,
        components,
        timezone,
        notify: read_notify(table, found),
    })
}

fn read_numbers(table: &mut Table<'_>, version: Option<CachetVersion>, found: &mut Findings) -> Vec<i64> {
    let mut ids = Vec::new();
    for value in table.values("components", found) {
        let Some(words) = name_or_id(value, "components", found) else {
            continue;
        };
        match words.parse() {
            Ok(id) if id > 0 => ids.push(id),
            _ => {
                let what = format!("`{words}` is not the id of a component");
                found
                    .error(&value.span(), what, "a whole number belongs here")
                    .fix("Cachet shows it in the address of the component's page");
            }
        }
        if version == Some(CachetVersion::Two) {
            found
                .error(
                    &value.span(),
                    "schedules of Cachet 2 have no components",
                    "nobody would see it",
                )
                .fix("leave `components` out");
            break;
        }
    }
    ids
}

fn read_notify(table: &mut Table<'_>, found: &mut Findings) -> bool {
    let is_said = table.has("notify");
    let is_true = table.flag("notify", found).is_some();
    !is_said || is_true
}

fn read_url(
    table: &mut Table<'_>,
    kind: Option<&str>,
    allow_private: bool,
    found: &mut Findings,
) -> Option<Url> {
    if kind == Some("statuspage") && !table.has("url") {
        // Asked for, so that it is among the keys that are named when one is misspelt.
        table.find("url");
        return Some(Url::parse(STATUSPAGE).expect("a whole address"));
    }
    let words = table.text("url", found);
    if !filled(&words, "url", found) {
        return None;
    }
    let Ok(mut url) = Url::parse(words.value.trim()) else {
        let what = format!("`{}` is no address", words.value);
        found
            .error(&words.span, what, "a whole one belongs here")
            .fix("for example `https://hooks.example.org/gonogo`");
        return None;
    };
    if !(is_spoken(&url, &words.span, found) && is_within_reach(&url, allow_private, &words.span, found)) {
        return None;
    }
    if kind != Some("plain") {
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
    }
    Some(url)
}

fn is_spoken(url: &Url, span: &Span, found: &mut Findings) -> bool {
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
        found
            .error(span, "an endpoint is reached by https", "this is another way")
            .fix("for example `https://hooks.example.org/gonogo`");
        return false;
    }
    if !url.username().is_empty() || url.password().is_some() {
        found
            .error(
                span,
                "a name and a password do not belong into an address",
                "whoever reads this file has them",
            )
            .fix("endpoints of the preset `plain` are signed instead, see docs/outgoing.md");
        return false;
    }
    true
}

fn is_within_reach(url: &Url, allow_private: bool, span: &Span, found: &mut Findings) -> bool {
    let Some(reach) = find_reach(url, allow_private) else {
        found
            .error(
                span,
                "an endpoint is reached by https",
                "this travels in the open",
            )
            .fix("write https://; on this very machine http:// will do together with `allow_private = true`");
        return false;
    };
    let Some(address) = find_written_address(url) else {
        return true;
    };
    let Some(objection) = reach.find_objection(address) else {
        return true;
    };
    let (here, fix) = match reach {
        Reach::ThisMachine => (
            "this travels in the open",
            "write https://: without TLS only this machine is called",
        ),
        Reach::Public | Reach::Anywhere => (
            "not of the public Internet",
            "if it is meant, write `allow_private = true` for this endpoint",
        ),
    };
    found
        .error(span, format!("{address} is {objection}"), here)
        .fix(fix);
    false
}
