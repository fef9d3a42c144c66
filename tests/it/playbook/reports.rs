//! `[reports]` and what steps ask of other systems: every mistake is named with its place and a way out.

use gonogo::playbook::{Source, read};

use crate::story::assert_snapshot;

fn problems(from: &str, to: &str) -> String {
    let text = include_str!("../../../playbooks/fmtm.toml");
    assert!(text.contains(from), "{from}");
    let source = Source {
        name: "fmtm.toml".to_owned(),
        text: text.replacen(from, to, 1),
    };
    match read(&source) {
        Ok(playbook) => playbook.notes.to_string(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn the_playbook_of_fmtm_is_right() {
    assert_eq!(problems("[service]", "[service]"), "");
}

#[test]
fn a_mistake_in_reports_is_named_with_a_way_out() {
    assert_snapshot!(problems("\"Deploy Staging\" = \"staging\"", "\"Deploy Staging\" = \"stagin\""), @r#"
    error: `stagin` is not an environment of this service
      --> fmtm.toml:54:72
       |
    54 | workflows = { "Deploy Development" = "development", "Deploy Staging" = "stagin", "Deploy Production" = "production" }
       |                                                                        ^^^^^^^^ not in `environments` of [service]
       |
       = help: did you mean `staging`?
    "#);
    assert_snapshot!(problems("tests = [\"Test\"]", "tests = [\"Deploy Staging\"]"), @r#"
    error: the workflow `Deploy Staging` both deploys and tests
      --> fmtm.toml:55:10
       |
    55 | tests = ["Deploy Staging"]
       |          ^^^^^^^^^^^^^^^^ it stands under `workflows` too
    "#);
    assert_snapshot!(problems("repository = \"hotosm/fmtm\"", "repository = \"fmtm\""), @r#"
    error: `fmtm` is no path of a repository
      --> fmtm.toml:52:14
       |
    52 | repository = "fmtm"
       |              ^^^^^^ reports of another one are refused
       |
       = help: write its owner and its name, such as `hotosm/fmtm`
    "#);
    assert_snapshot!(problems("development = \"developers\" }", "development = \"devs\" }"), @r#"
    error: `devs` is not an audience of this playbook
      --> fmtm.toml:49:24
       |
    49 | tell = { development = "devs" }
       |                        ^^^^^^ not in the [audience.…] tables
       |
       = help: declared: `developers`, `testers` and `users`
    "#);
}

#[test]
fn a_mistake_in_what_is_awaited_is_named_with_a_way_out() {
    let deployed = "report = \"deployed\", title = \"Deployed on staging\", environment = \"staging\"";
    assert_snapshot!(problems(deployed, "report = \"deploid\", title = \"Deployed on staging\", environment = \"staging\""), @r#"
    error: `deploid` is nothing that a system reports
       --> fmtm.toml:210:20
        |
    210 | asks = [{ report = "deploid", title = "Deployed on staging", environment = "staging", from = ["github"], by = ["Developer"] }]
        |                    ^^^^^^^^^ not known
        |
        = help: did you mean `deployed`?
    "#);
    assert_snapshot!(problems(deployed, "report = \"deployed\", title = \"Deployed on staging\""), @r#"
    error: what is asked needs `environment`
       --> fmtm.toml:210:9
        |
    210 | asks = [{ report = "deployed", title = "Deployed on staging", from = ["github"], by = ["Developer"] }]
        |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `environment` is missing here
    "#);
    assert_snapshot!(problems(deployed, &format!("{deployed}, branch = \"staging\"")), @r#"
    error: `branch` belongs to a report that is opened, approved or merged
       --> fmtm.toml:210:97
        |
    210 | asks = [{ report = "deployed", title = "Deployed on staging", environment = "staging", branch = "staging", from = ["github"], by = ...
        |                                                                                                 ^^^^^^^^^ it means nothing here
    "#);
    assert_snapshot!(problems("branch = \"main\"", "branch = \"maim\""), @r#"
    error: `maim` is not a branch that leads to an environment
       --> fmtm.toml:243:71
        |
    243 | ...Pull request to main", branch = "maim", from_branch = "staging", from = ["github"], by = ["Developer"] }]
        |                                    ^^^^^^ not in `branches` of [reports.github] or [reports.gitlab]
        |
        = help: did you mean `main`?
    "#);
    assert_snapshot!(problems("title = \"GitHub release\", from = [\"github\"]", "title = \"GitHub release\", from = [\"gitlab\"]"), @r#"
    error: `gitlab` is not a system that reports
       --> fmtm.toml:261:66
        |
    261 | asks = [{ report = "released", title = "GitHub release", from = ["gitlab"], needs_notes = true, learns_version = true }]
        |                                                                  ^^^^^^^^ not in `systems` of [reports], [reports.github] and [reports.gitlab]
        |
        = help: did you mean `github`?
    "#);
}
