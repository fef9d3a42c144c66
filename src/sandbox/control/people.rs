//! `/sandbox/people`: who is there, and whether they take direct messages.

use serde_json::{Value, json};

use crate::sandbox::server::Server;

/// Everybody one can act as.
pub(super) fn list(server: &Server) -> Value {
    server.with(|hall| {
        let world = &hall.world;
        let persons = world
            .users
            .values()
            .filter(|user| !user.bot && user.token.is_some());
        persons
            .map(|user| {
                let roles = user.roles.iter().filter_map(|id| world.find_role(*id));
                let names: Vec<&str> = roles.map(|role| role.name.as_str()).collect();
                let dms = if user.takes_dms { "open" } else { "closed" };
                json!({"name": user.name, "user_id": user.id, "token": user.token, "roles": names, "dms": dms})
            })
            .collect()
    })
}

/// Opens or closes somebody's direct messages: `{"name": "ana", "dms": "closed"}`.
///
/// # Errors
/// A sentence for nobody's name, or for another word.
pub(super) fn change(server: &Server, body: &Value) -> Result<Value, String> {
    let (Some(name), Some(dms)) = (body["name"].as_str(), body["dms"].as_str()) else {
        return Err("Say who, and how: {\"name\": \"ana\", \"dms\": \"closed\"}.".into());
    };
    let takes_dms = match dms {
        "open" => true,
        "closed" => false,
        other => return Err(format!("`dms` is `open` or `closed`, not `{other}`.")),
    };
    server.with(|hall| {
        let person = hall
            .world
            .users
            .values_mut()
            .find(|user| !user.bot && user.name == name);
        let person = person.ok_or_else(|| format!("Nobody here is called `{name}`."))?;
        person.takes_dms = takes_dms;
        Ok(json!({"name": name, "dms": dms}))
    })
}
