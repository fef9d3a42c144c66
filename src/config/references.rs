//! Reads the keys of bot.toml that refer to something else: playbooks, and the places and roles that they name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::domain::name::RoleName;
use crate::playbook::{self, Playbook, ReadFile};
use crate::toml_reader::{Findings, Source, Table, Text, did_you_mean, list, text};

use super::keys::{filled, name_or_id};

/// Reads `playbooks`: names of shipped ones, and paths of others; nothing in the place of one that is not found.
pub(super) fn read_playbooks(
    root: &mut Table<'_>,
    folder: &Path,
    file: ReadFile<'_>,
    found: &mut Findings,
) -> Vec<Option<Source>> {
    let mut sources = Vec::new();
    if !root.has("playbooks") {
        let known = list(shipped().iter().map(|(name, _)| name.as_str()));
        found
            .error(
                &(0..0),
                "bot.toml needs `playbooks`",
                "no `playbooks` in this file",
            )
            .fix(format!(
                "write `playbooks = [\"…\"]` above all [tables], with {known} or the path of your own"
            ));
        return sources;
    }
    for value in root.some_values("playbooks", found) {
        let name = text(value, "playbooks", found);
        let is_filled = filled(&name, "playbooks", found);
        sources.push(
            is_filled
                .then(|| find_playbook(&name, folder, file, found))
                .flatten(),
        );
    }
    sources
}

fn find_playbook(name: &Text, folder: &Path, file: ReadFile<'_>, found: &mut Findings) -> Option<Source> {
    let shipped = shipped();
    if let Some((_, source)) = shipped.iter().find(|(known, _)| *known == name.value) {
        return Some(source.clone());
    }
    let known = || shipped.iter().map(|(name, _)| name.as_str());
    if !name.value.contains(['/', '.']) {
        let what = format!("no playbook `{}` comes with gonogo", name.value);
        let fix = did_you_mean(&name.value, known()).unwrap_or_else(|| {
            format!(
                "{} comes with it; a file of your own ends in .toml",
                list(known())
            )
        });
        found.error(&name.span, what, "not known").fix(fix);
        return None;
    }
    let path = folder.join(&name.value);
    match file(&path) {
        Ok(text) => Some(Source {
            name: path.display().to_string(),
            text,
        }),
        Err(error) => {
            let what = format!("the playbook {} cannot be read", path.display());
            let fix = "a path begins at the folder of bot.toml";
            found.error(&name.span, what, error.to_string()).fix(fix);
            None
        }
    }
}

/// The shipped playbooks, each with the name of its file without its ending.
fn shipped() -> Vec<(String, Source)> {
    let stem = |source: &Source| {
        Path::new(&source.name)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
    };
    playbook::shipped()
        .into_iter()
        .filter_map(|source| Some((stem(&source)?, source)))
        .collect()
}

/// Reads `[channels]`: the channel of each place; one that is not named is called like its place.
///
/// `playbooks` is what the places are held against; nothing while those cannot be read.
pub(super) fn read_places(
    root: &mut Table<'_>,
    playbooks: Option<&[Playbook]>,
    found: &mut Findings,
) -> BTreeMap<String, String> {
    let known: BTreeSet<String> = playbooks
        .unwrap_or_default()
        .iter()
        .flat_map(Playbook::places)
        .collect();
    let mut places: BTreeMap<String, String> =
        known.iter().map(|place| (place.clone(), place.clone())).collect();
    for (place, value) in root.named("channels", found) {
        if playbooks.is_some() && !known.contains(&place.value) {
            let words = || known.iter().map(String::as_str);
            let fix = did_you_mean(&place.value, words())
                .unwrap_or_else(|| format!("the places are {}", list(words())));
            let what = format!("nothing is posted to a place called `{}`", place.value);
            found
                .error(&place.span, what, "neither gonogo nor a playbook names it")
                .fix(fix);
        }
        if let Some(channel) = name_or_id(value, &place.value, found) {
            places.insert(place.value, channel.trim_start_matches('#').to_owned());
        }
    }
    places
}

/// Reads `[roles]`: roles of the playbooks that have another name on Discord.
pub(super) fn read_roles(
    root: &mut Table<'_>,
    playbooks: Option<&[Playbook]>,
    found: &mut Findings,
) -> BTreeMap<RoleName, String> {
    let mut roles = BTreeMap::new();
    for (role, value) in root.named("roles", found) {
        let known = || {
            playbooks
                .unwrap_or_default()
                .iter()
                .flat_map(|playbook| &playbook.roles)
                .map(RoleName::as_str)
        };
        if playbooks.is_some() && !known().any(|name| name == role.value) {
            let fix = did_you_mean(&role.value, known())
                .unwrap_or_else(|| format!("their roles are {}", list(known())));
            let what = format!("no playbook has a role `{}`", role.value);
            found
                .error(&role.span, what, "a role of a playbook belongs here")
                .fix(fix);
        }
        if let Some(on_discord) = name_or_id(value, &role.value, found) {
            roles.insert(
                RoleName::from(role.value),
                on_discord.trim_start_matches('@').to_owned(),
            );
        }
    }
    roles
}
