//! Run-books and environments in playbooks: what is left on, what goes the wrong way, what cannot be shown.

use gonogo::playbook::{Source, read};

const START: &str = r#"
[service]
name = "portal"
title = "Portal"
zone = "UTC"
components = ["portal", { name = "web2py", independent = true }]
alike = ["database"]
roles = ["Owner"]
environments = [{ name = "uat", data_from = "prod", facts = { database = "MySQL, unconfirmed" } }, { name = "prod", facts = { database = "Sqlite" } }]

[audience.users]
title = "Users"
channel = "outages"

[audience.testers]
title = "Testers"

[state.crontab]
title = "Crontab"
environment = "prod"

[state.maintenance]
title = "Maintenance mode"
environment = "prod"
outage = true

[document.plan]
title = "Plan"
levels = ["draft", "careful"]

[[process]]
name = "pull"
title = "Pull"
purpose = "New code."
"#;

fn step(name: &str, rest: &str) -> String {
    format!("\n[[process.step]]\nname = \"{name}\"\ntitle = \"{name}\"\nowner = \"Owner\"\n{rest}\n")
}

fn whats_wrong(steps: &str) -> String {
    let source = Source {
        name: "portal.toml".to_owned(),
        text: format!("{START}{steps}"),
    };
    match read(&source) {
        Ok(_) => "nothing".to_owned(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn what_is_turned_on_is_turned_off_and_users_know_of_it() {
    let on = step("on", "asks = [\"On\"]\nturns_on = \"crontab\"");
    let off = step("off", "asks = [\"Off\"]\nturns_off = \"crontab\"");
    for (steps, says) in [
        (format!("{on}{off}"), "nothing"),
        (on.clone(), "nothing turns `crontab` off again"),
        (format!("{off}{on}"), "no step above turns `crontab` on"),
        (
            format!("{on}{}{off}", on.replace("\"on\"", "\"again\"")),
            "`crontab` is on already when this step turns it on",
        ),
        (
            step("on", "asks = [\"On\"]\nturns_on = \"crontap\""),
            "did you mean `crontab`?",
        ),
        (
            step("on", "asks = [\"On\"]\nturns_on = \"maintenance\""),
            "`maintenance` keeps users out, and no step above announces an outage",
        ),
        (
            // Turning it off is the end of the outage: nothing else needs to close it.
            format!(
                "{}{}{}",
                step("plan", "asks = [{ outage = \"users\" }]"),
                step("on", "asks = [\"On\"]\nturns_on = \"maintenance\""),
                step("off", "asks = [\"Off\"]\nturns_off = \"maintenance\"")
            ),
            "nothing",
        ),
    ] {
        let wrong = whats_wrong(&steps);
        assert!(wrong.contains(says), "{steps}\nsays {wrong}");
    }
}

/// S3.18, S3.41, S3.43, and what each key refuses.
#[test]
fn asks_of_run_books_are_held_against_what_the_playbook_declares() {
    for (rest, says) in [
        (
            "asks = [{ sync = \"prod\", to = \"uat\", what = \"database\" }]",
            "nothing",
        ),
        (
            "asks = [{ sync = \"uat\", to = \"prod\", what = \"database\" }]",
            "data do not go from uat to prod",
        ),
        (
            "asks = [{ document = \"plan\", level = \"drafd\" }]",
            "did you mean `draft`?",
        ),
        (
            "asks = [{ document = \"plan\", level = \"careful\" }, { document = \"plan\", level = \"draft\", name = \"again\" }]",
            "a document does not become less careful",
        ),
        (
            "asks = [{ tell = \"testers\", words = \"Please try it.\" }]",
            "nothing",
        ),
        (
            "asks = [{ outage = \"testers\" }]\ncloses_outage = true",
            "has no channel",
        ),
        (
            "asks = [\"Done\"]\ncommands = [\"cd /srv ; ./run\", '''\na\nb''']",
            "nothing",
        ),
        (
            "asks = [\"Done\"]\ncommands = [\"echo ```\"]",
            "cannot be shown exactly",
        ),
        (
            "asks = [\"Done\"]\ncommands = [\" \"]",
            "a command cannot be empty",
        ),
        (
            "asks = [\"Done\"]\ncommands = [\"mysql://portal:hunter2@localhost/portal\"]",
            "this looks like a password or a token",
        ),
        (
            "asks = [{ value = \"Web2py\", name = \"v\" }]\nsets_version = [\"uat\", { environment = \"uat\", component = \"web2py\", from = \"one/v\" }]",
            "nothing",
        ),
        (
            "asks = [\"Done\"]\nsets_version = { environment = \"uat\", component = \"web2pi\" }",
            "did you mean `web2py`?",
        ),
        (
            "asks = [\"Done\"]\nsets_version = { environment = \"uat\", from = \"two/v\" }",
            "no value that this step or one above asks for",
        ),
    ] {
        let wrong = whats_wrong(&step("one", rest));
        assert!(wrong.contains(says), "{rest}\nsays {wrong}");
    }
    let long = format!("asks = [\"Done\"]\ncommands = [\"{}\"]", "x".repeat(1_001));
    assert!(whats_wrong(&step("one", &long)).contains("at most 1000 characters"));
}

/// S3.41, S3.43
#[test]
fn facts_hold_no_password_and_data_come_from_elsewhere() {
    let service = |environments: &str| {
        format!(
            "[service]\nname = \"a\"\ntitle = \"A\"\nzone = \"UTC\"\nroles = [\"Owner\"]\nenvironments = [{environments}]\n\
             [[process]]\nname = \"p\"\ntitle = \"P\"\npurpose = \"P.\"\n{}",
            step("one", "asks = [\"Done\"]")
        )
    };
    for (environments, says) in [
        (
            "{ name = \"uat\", data_from = \"uat\" }",
            "does not get its data from itself",
        ),
        (
            "{ name = \"uat\", data_from = \"prot\" }, \"prod\"",
            "did you mean `prod`?",
        ),
        (
            "{ name = \"uat\", facts = { db = \"mysql://u:hunter2@localhost/u\" } }",
            "this looks like a password or a token",
        ),
        (
            "{ name = \"uat\", facts = { db = 7 } }",
            "must be a text in quotes",
        ),
    ] {
        let source = Source {
            name: "a.toml".to_owned(),
            text: service(environments),
        };
        let wrong = read(&source).unwrap_err().to_string();
        assert!(wrong.contains(says), "{environments}\nsays {wrong}");
        // The place is shown, and the secret on its line is covered.
        assert!(!wrong.contains("hunter2"), "{wrong}");
    }
}
