//! What is named in one place and declared in another, and the order of steps.

use super::refusal;

#[test]
fn a_role_that_is_not_declared_is_refused() {
    insta::assert_snapshot!(refusal(r#"owner = "QA""#, r#"owner = "QA team""#), @r#"
    error: `QA team` is not a role of this service
      --> shop.toml:31:9
       |
    31 | owner = "QA team"
       |         ^^^^^^^^^ not in `roles` of [service]
       |
       = help: declared: `SRE team` and `QA`
    "#);
}

#[test]
fn an_environment_that_is_not_declared_is_refused() {
    insta::assert_snapshot!(refusal(r#"sets_version = "prod""#, r#"sets_version = "pre-prod""#), @r#"
    error: `pre-prod` is not an environment of this service
      --> shop.toml:43:16
       |
    43 | sets_version = "pre-prod"
       |                ^^^^^^^^^^ not in `environments` of [service]
       |
       = help: declared: `staging` and `prod`
    "#);
}

#[test]
fn an_audience_that_is_not_declared_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ outage = "users" }"#, r#"{ outage = "user" }"#), @r#"
    error: `user` is not an audience of this playbook
      --> shop.toml:38:20
       |
    38 | asks = [{ outage = "user" }]
       |                    ^^^^^^ not in the [audience.…] tables
       |
       = help: did you mean `users`?
    "#);
}

#[test]
fn a_checklist_that_is_not_declared_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ checklist = "regression" }"#), @r#"
    error: `regression` is not a checklist of this playbook
      --> shop.toml:32:23
       |
    32 | asks = [{ checklist = "regression" }]
       |                       ^^^^^^^^^^^^ not in the [checklist.…] tables
       |
       = help: declared: `smoke`
    "#);
}

#[test]
fn a_shared_step_that_is_not_declared_is_refused() {
    insta::assert_snapshot!(refusal(r#"use = "deploy""#, r#"use = "deplyo""#), @r#"
    error: `deplyo` is not a shared step of this playbook
      --> shop.toml:41:7
       |
    41 | use = "deplyo"
       |       ^^^^^^^^ not in the [step.…] tables
       |
       = help: did you mean `deploy`?
    "#);
}

#[test]
fn a_gate_that_nobody_knows_is_refused() {
    insta::assert_snapshot!(refusal(r#"gates = ["outage-begun"]"#, r#"gates = ["outage-began"]"#), @r#"
    error: `outage-began` is not a gate
      --> shop.toml:42:10
       |
    42 | gates = ["outage-began"]
       |          ^^^^^^^^^^^^^^ not in the gates that gonogo knows
       |
       = help: did you mean `outage-begun`?
    "#);
}

#[test]
fn a_shared_step_with_a_name_of_its_own_is_refused() {
    insta::assert_snapshot!(refusal("[step.deploy]
", r#"[step.deploy]
name = "deploy"
"#), @r#"
    error: a shared step has no `name`: the header above names it
      --> shop.toml:17:8
       |
    17 | name = "deploy"
       |        ^^^^^^^^ not here
       |
       = help: write `name` in the step that uses it
    "#);
}

#[test]
fn a_way_back_to_a_later_step_is_refused() {
    insta::assert_snapshot!(refusal(r#"asks = [{ checklist = "smoke" }]"#, r#"asks = [{ checklist = "smoke" }]
on_fail = "deploy""#), @r#"
    error: `on_fail` names `deploy`, which comes later in the process `minor`
      --> shop.toml:33:11
       |
    33 | on_fail = "deploy"
       |           ^^^^^^^^ a step above belongs here
       |
       = help: no step stands above this one
    "#);
}

#[test]
fn a_way_back_to_itself_is_refused() {
    insta::assert_snapshot!(refusal(r#"on_fail = "test""#, r#"on_fail = "deploy""#), @r#"
    error: `on_fail` names its own step in the process `minor`
      --> shop.toml:45:11
       |
    45 | on_fail = "deploy"
       |           ^^^^^^^^ a step above belongs here
       |
       = help: the steps above are: `test` and `plan`
    "#);
}

#[test]
fn a_way_back_to_no_step_is_refused() {
    insta::assert_snapshot!(refusal(r#"on_fail = "test""#, r#"on_fail = "tests""#), @r#"
    error: `tests` is no step of the process `minor`
      --> shop.toml:45:11
       |
    45 | on_fail = "tests"
       |           ^^^^^^^ a step above belongs here
       |
       = help: did you mean `test`?
    "#);
}

#[test]
fn steps_that_wait_for_each_other_are_refused() {
    insta::assert_snapshot!(refusal(r#"asks = [{ outage = "users" }]"#, r#"asks = [{ outage = "users" }]
after = ["test", "deploy"]"#), @r#"
    error: `after` names `deploy`, which comes later in the process `minor`
      --> shop.toml:39:18
       |
    39 | after = ["test", "deploy"]
       |                  ^^^^^^^^ a step above belongs here
       |
       = help: the steps above are: `test`
    "#);
}

#[test]
fn a_step_that_waits_for_an_outage_that_nobody_plans_is_refused() {
    insta::assert_snapshot!(refusal(r#"asks = [{ outage = "users" }]"#, r#"asks = ["Planned"]"#), @r#"
    error: the step waits for an outage that no step above asks for
      --> shop.toml:42:10
       |
    42 | gates = ["outage-begun"]
       |          ^^^^^^^^^^^^^^ no outage yet
       |
       = help: a step above needs asks = [{ outage = "…" }]

    error: the step closes an outage that no step above asks for
      --> shop.toml:44:17
       |
    44 | closes_outage = true
       |                 ^^^^ no outage yet
       |
       = help: a step above needs asks = [{ outage = "…" }]
    "#);
}

#[test]
fn an_outage_that_nothing_closes_is_refused() {
    insta::assert_snapshot!(refusal("closes_outage = true
", ""), @r#"
    error: nothing closes this outage
      --> shop.toml:38:9
       |
    38 | asks = [{ outage = "users" }]
       |         ^^^^^^^^^^^^^^^^^^^^ its audience would wait for ever
       |
       = help: write closes_outage = true in the step that reopens the service
    "#);
}

#[test]
fn a_second_outage_is_refused() {
    insta::assert_snapshot!(refusal(r#"asks = ["It is deployed"]"#, r#"asks = [{ outage = "users" }]"#), @r#"
    error: a process announces one outage
      --> shop.toml:19:9
       |
    19 | asks = [{ outage = "users" }]
       |         ^^^^^^^^^^^^^^^^^^^^ a second one
    ...
    38 | asks = [{ outage = "users" }]
       |         -------------------- first here
    "#);
}

#[test]
fn a_link_that_is_no_address_is_refused() {
    insta::assert_snapshot!(refusal(r#"owner = "QA""#, r#"owner = "QA"
links = [{ title = "Wiki", url = "wiki.example.org" }]"#), @r#"
    error: `wiki.example.org` is no address of a page
      --> shop.toml:32:34
       |
    32 | links = [{ title = "Wiki", url = "wiki.example.org" }]
       |                                  ^^^^^^^^^^^^^^^^^^ begins neither with https:// nor with http://
    "#);
}

#[test]
fn a_link_with_a_password_is_refused() {
    insta::assert_snapshot!(refusal(r#"owner = "QA""#, r#"owner = "QA"
links = [{ title = "Wiki", url = "https://ana:secret@wiki.example.org/" }]"#), @r#"
    error: an address must not hold a name or password: everybody would read it
      --> shop.toml:32:34
       |
    32 | links = [{ title = "Wiki", url = "https://ana:******@wiki.example.org/" }]
       |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ something stands before the @
    "#);
}

#[test]
fn text_that_is_no_toml_is_refused() {
    insta::assert_snapshot!(refusal(r#"owner = "QA""#, r#"owner = "QA"#), @r#"
    error: this is no TOML: invalid basic string, expected `"`
      --> shop.toml:31:12
       |
    31 | owner = "QA
       |            ^ cannot be read
    "#);
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    insta::assert_snapshot!(refusal(r#"title = "Customers""#, r#"title = "Customers"
title = "People""#), @r#"
    error: this is no TOML: duplicate key
      --> shop.toml:10:1
       |
    10 | title = "People"
       | ^^^^^ cannot be read
    "#);
}
