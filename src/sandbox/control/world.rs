//! `POST /sandbox/world`: what a bot of somebody's needs to be there, in one go.
//!
//! It adds what is missing and takes nothing away, so that it can be said twice.

use serde_json::{Map, Value};

use crate::sandbox::Persona;
use crate::sandbox::server::Server;
use crate::sandbox::world::{World, kind};

const WISHES: &str = "Say what there is to be: {\"roles\": [\"Deployers\"], \"channels\": [{\"name\": \"deploys\", \
                      \"type\": \"text\"}], \"people\": [{\"name\": \"ada\", \"roles\": [\"Deployers\"]}]}.";

/// What is to be there, read and found to make sense.
#[derive(Default)]
struct Wishes {
    roles: Vec<String>,
    channels: Vec<(String, u8)>,
    people: Vec<Persona>,
}

/// Adds roles, channels and people.
///
/// # Errors
/// Every mistake in a sentence of its own; then nothing is added.
pub(super) fn add(server: &Server, body: &Value) -> Result<(), String> {
    let mut mistakes = Vec::new();
    let wishes = read(body, &mut mistakes);
    if !mistakes.is_empty() {
        return Err(mistakes.join(" "));
    }
    server.with(|hall| fulfil(&mut hall.world, wishes));
    Ok(())
}

fn read(body: &Value, mistakes: &mut Vec<String>) -> Wishes {
    let Some(fields) = body.as_object().filter(|fields| !fields.is_empty()) else {
        mistakes.push(WISHES.to_owned());
        return Wishes::default();
    };
    let mut wishes = Wishes::default();
    for (key, value) in fields {
        let items = value.as_array();
        if items.is_none() {
            mistakes.push(format!("`{key}` is a list."));
        }
        for (at, item) in items.into_iter().flatten().enumerate() {
            let place = format!("{key}[{at}]");
            match key.as_str() {
                "roles" => wishes.roles.extend(read_text(&place, item, mistakes)),
                "channels" => wishes.channels.extend(read_channel(&place, item, mistakes)),
                "people" => wishes.people.extend(read_person(&place, item, mistakes)),
                _ => {}
            }
        }
        if !["roles", "channels", "people"].contains(&key.as_str()) {
            mistakes.push(format!(
                "There is no `{key}`: a world has `roles`, `channels` and `people`."
            ));
        }
    }
    wishes
}

fn read_text(place: &str, given: &Value, mistakes: &mut Vec<String>) -> Option<String> {
    let text = given
        .as_str()
        .map(str::trim)
        .filter(|text| (1..=100).contains(&text.chars().count()));
    if text.is_none() {
        mistakes.push(format!(
            "`{place}` is a name of 1 to 100 characters, not {given}."
        ));
    }
    text.map(str::to_owned)
}

/// The fields of an object that has these and no others.
fn read_fields<'g>(
    place: &str,
    given: &'g Value,
    known: &[&str],
    mistakes: &mut Vec<String>,
) -> Option<&'g Map<String, Value>> {
    let fields = given.as_object();
    if fields.is_none() {
        mistakes.push(format!("`{place}` is an object, not {given}."));
    }
    for key in fields?.keys().filter(|key| !known.contains(&key.as_str())) {
        mistakes.push(format!("`{place}` has no `{key}`; it has {}.", known.join(", ")));
    }
    fields
}

fn read_channel(place: &str, given: &Value, mistakes: &mut Vec<String>) -> Option<(String, u8)> {
    let fields = read_fields(place, given, &["name", "type"], mistakes)?;
    let name = read_text(&format!("{place}.name"), &given["name"], mistakes);
    let kind = match fields.get("type").map(|kind| kind.as_str().unwrap_or_default()) {
        None | Some("text") => kind::TEXT,
        Some("announcement") => kind::ANNOUNCEMENT,
        Some("forum") => kind::FORUM,
        Some("category") => kind::CATEGORY,
        Some(_) => {
            let wrong = &given["type"];
            mistakes.push(format!(
                "`{place}.type` is `text`, `announcement`, `forum` or `category`, not {wrong}."
            ));
            return None;
        }
    };
    Some((name?, kind))
}

fn read_person(place: &str, given: &Value, mistakes: &mut Vec<String>) -> Option<Persona> {
    let fields = read_fields(place, given, &["name", "roles"], mistakes)?;
    let name = read_text(&format!("{place}.name"), &given["name"], mistakes);
    let plain = |name: &String| {
        name.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    if let Some(name) = name.as_ref().filter(|name| !plain(name)) {
        mistakes.push(format!(
            "`{place}.name` is lower-case letters, digits and hyphens, since it is part of a token, not `{name}`."
        ));
    }
    let mut roles = Vec::new();
    match fields.get("roles") {
        None => {}
        Some(Value::Array(list)) => {
            for (at, role) in list.iter().enumerate() {
                roles.extend(read_text(&format!("{place}.roles[{at}]"), role, mistakes));
            }
        }
        Some(other) => mistakes.push(format!("`{place}.roles` is a list, not {other}.")),
    }
    Some(Persona { name: name?, roles })
}

fn fulfil(world: &mut World, wishes: Wishes) {
    let of_people = wishes.people.iter().flat_map(|person| &person.roles);
    for role in wishes.roles.iter().chain(of_people) {
        if !world.roles.iter().any(|there| there.name == *role) {
            world.add_role_later(role);
        }
    }
    for (name, kind) in wishes.channels {
        if !world.channels.values().any(|there| there.name == name) {
            let id = world.add_channel(kind, &name, None);
            world.tell_channel(id, "CHANNEL_CREATE");
        }
    }
    for person in &wishes.people {
        if !world.users.values().any(|there| there.name == person.name) {
            world.add_person_later(person);
        }
    }
}
