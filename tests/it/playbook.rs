//! Playbooks: what they are refused for, in the words that people read, and what the shipped ones hold.

mod asks;
mod cadence;
mod calendar;
mod import;
mod keys;
mod own_words;
mod references;
mod reports;
mod run_books;
mod shipped;
mod whole;

use gonogo::playbook::{Playbook, Problems, Source, read};

/// A small playbook in which all is well.
const GOOD: &str = r#"[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["staging", { name = "prod", host = "web1" }]
roles = ["SRE team", "QA"]

[audience.users]
title = "Customers"
channel = "outages"

[checklist.smoke]
title = "Smoke test"
items = ["The home page loads", { name = "log-in", text = "Log in: your name shows" }]

[step.deploy]
title = "Deploy"
owner = "SRE team"
asks = ["It is deployed"]

[[process]]
name = "minor"
title = "Minor release"
purpose = "A bug-fix release."
occupies = ["prod"]
version = { pattern = '\d+\.\d+', because = "two numbers, such as 1.2" }

[[process.step]]
name = "test"
title = "Test"
owner = "QA"
asks = [{ checklist = "smoke" }]

[[process.step]]
name = "plan"
title = "Plan the outage"
owner = "SRE team"
asks = [{ outage = "users" }]

[[process.step]]
use = "deploy"
gates = ["outage-begun"]
sets_version = "prod"
closes_outage = true
on_fail = "test"
"#;

fn source(text: &str) -> Source {
    Source {
        name: "shop.toml".to_owned(),
        text: text.to_owned(),
    }
}

/// The good playbook with some words replaced.
fn changed(changes: &[(&str, &str)]) -> Result<Playbook, Problems> {
    let mut text = GOOD.to_owned();
    for (from, to) in changes {
        assert_eq!(
            text.matches(from).count(),
            1,
            "`{from}` stands in the playbook once"
        );
        text = text.replace(from, to);
    }
    read(&source(&text))
}

/// What is said about the good playbook with one thing replaced.
fn refusal(from: &str, to: &str) -> String {
    changed(&[(from, to)]).unwrap_err().to_string()
}
