//! Outages that stand alone, by command and by button: announced, kept, closed.

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Person, Story, assert_snapshot};

mod kept;
mod of_release;
mod people;
mod refused;
mod told;

/// A service of which outages are announced to users and to staff; those who may are the SRE team.
const PORTAL: &str = r##"
[service]
name = "portal"
title = "Portal"
zone = "Pacific/Auckland"
environments = ["staging", "prod"]
roles = ["SRE team", "VLE Services", "Stakeholder"]

[outages]
by = ["SRE team"]
override_by = ["VLE Services"]

[audience.users]
title = "Portal users"
channel = "outages"
impact = "You cannot log in."
questions = "#general"
subscribers = true
least_notice = "2h"

[audience.staff]
title = "Portal staff"
channel = "staff-news"
leads = ["1d"]
spared = ["reminder"]

[[process]]
name = "change"
title = "Change"
purpose = "A change."
started_by = ["SRE team"]

[[process.step]]
name = "do"
title = "Do it"
owner = "SRE team"
asks = ["It is done"]
"##;

/// The same playbook, changed.
fn portal_with(changes: &[(&str, &str)]) -> Vec<Source> {
    let mut text = PORTAL.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    vec![Source {
        name: "portal.toml".to_owned(),
        text,
    }]
}

fn portal() -> Vec<Source> {
    portal_with(&[])
}

/// Somebody of the team plans an outage and publishes it.
async fn announce(person: &Person, when: &str, length: &str) {
    let options = [("service", "portal"), ("when", when), ("length", length)];
    let preview = person.commands("outage schedule", &options).await;
    assert!(preview.contains("nobody was told yet"), "{preview}");
    let done = person.presses("Publish").await;
    assert!(done.contains("is published"), "{done}");
}

/// Somebody of the team announces the first outage after release 1 of a shop for a Thursday, moves it, makes it longer
/// and calls it off, each by command.
pub(crate) async fn announce_and_change(person: &Person) {
    let when = [("service", "shop"), ("when", "26 nov 18:00"), ("length", "2h")];
    person.commands("outage schedule", &when).await;
    person.presses("Publish").await;
    let changes = [
        ("outage move", ("when", "27 nov 19:00")),
        ("outage extend", ("by", "30")),
    ];
    for (command, option) in changes {
        person.commands(command, &[("outage", "2"), option]).await;
        let done = person.presses("Change it and tell them").await;
        assert!(done.contains("Everybody who heard of it"), "{done}");
    }
    person.commands("outage cancel", &[("outage", "2")]).await;
    person.presses("Call it off…").await;
    let done = person.fills(&[("reason", "The disks are late")]).await;
    assert!(done.contains("is called off"), "{done}");
}
