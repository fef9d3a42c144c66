//! What a step may ask for, and the rules that go with it.

use gonogo::domain::process::{AskKind, Rule, SignOffRule, SignOffSet};

use super::{changed, refusal};

fn asked(ask: &str) -> AskKind {
    let playbook = changed(&[("{ checklist = \"smoke\" }", ask)]).unwrap();
    playbook.processes[0].steps[0].asks[0].kind.clone()
}

#[test]
fn a_value_has_a_rule_and_an_example() {
    let rule = Rule {
        pattern: "[0-9]+".into(),
        because: "a number".into(),
    };
    let expected = AskKind::Value {
        rule: Some(rule),
        example: Some("7".into()),
    };
    let written = r#"{ value = "Build", pattern = "[0-9]+", because = "a number", example = "7" }"#;
    assert_eq!(asked(written), expected);
    assert_eq!(
        asked(r#"{ value = "Build" }"#),
        AskKind::Value {
            rule: None,
            example: None
        }
    );
}

#[test]
fn a_sign_off_has_sets_and_conditions() {
    let written = r#"{ sign_off = "Go", from = ["QA", { role = "SRE team", quorum = 2 }], distinct = true, with_date = true }"#;
    let expected = SignOffRule {
        sets: vec![SignOffSet::of("QA", 1), SignOffSet::of("SRE team", 2)],
        distinct: true,
        with_date: true,
        ..SignOffRule::default()
    };
    assert_eq!(asked(written), AskKind::SignOff(expected));
}

/// There will be more kinds; that they are listed is what counts.
fn without_the_kinds(text: String) -> String {
    let lines = text.lines().map(|line| match line.split_once("say one of ") {
        Some((head, kinds)) if kinds.contains("`confirmation`") && kinds.contains("`checklist`") => {
            format!("{head}say one of …")
        }
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_ask_without_a_kind_is_told_the_kinds() {
    insta::assert_snapshot!(without_the_kinds(refusal(r#"{ checklist = "smoke" }"#, r#"{ name = "smoke" }"#)), @r#"
    error: it is not said what is asked for
      --> shop.toml:32:9
       |
    32 | asks = [{ name = "smoke" }]
       |         ^^^^^^^^^^^^^^^^^^ no kind of answer
       |
       = help: say one of …
    "#);
}

#[test]
fn an_ask_with_a_mistyped_kind_is_told_the_right_one() {
    insta::assert_snapshot!(without_the_kinds(refusal(r#"{ checklist = "smoke" }"#, r#"{ cheklist = "smoke" }"#)), @r#"
    error: it is not said what is asked for
      --> shop.toml:32:9
       |
    32 | asks = [{ cheklist = "smoke" }]
       |         ^^^^^^^^^^^^^^^^^^^^^^ no kind of answer
       |
       = help: say one of …

    error: `cheklist` is no key of what is asked
      --> shop.toml:32:11
       |
    32 | asks = [{ cheklist = "smoke" }]
       |           ^^^^^^^^ nobody reads this
       |
       = help: did you mean `checklist`?
    "#);
}

#[test]
fn an_ask_of_two_kinds_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ checklist = "smoke", outage = "users" }"#), @r#"
    error: one ask has one kind
      --> shop.toml:32:9
       |
    32 | asks = [{ checklist = "smoke", outage = "users" }]
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this asks for `checklist` and `outage`
       |
       = help: write one { … } for each
    "#);
}

#[test]
fn two_asks_of_one_name_are_refused() {
    insta::assert_snapshot!(refusal(r#"[{ checklist = "smoke" }]"#, r#"[{ checklist = "smoke" }, { confirmation = "Smoke" }]"#), @r#"
    error: there are two asks in this step with the name `smoke`
      --> shop.toml:32:51
       |
    32 | asks = [{ checklist = "smoke" }, { confirmation = "Smoke" }]
       |                       ------- first here          ^^^^^^^ again here
    "#);
}

#[test]
fn an_ask_that_is_too_long_for_a_form_is_refused() {
    insta::assert_snapshot!(refusal(r#""It is deployed""#, r#""It is deployed on every single machine of the shop""#), @r#"
    error: what is asked has 50 characters; 45 fit on Discord
      --> shop.toml:19:9
       |
    19 | asks = ["It is deployed on every single machine of the shop"]
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 5 too many
    "#);
}

#[test]
fn a_pattern_that_is_none_is_refused_with_the_reason() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ value = "Image", pattern = "(a", because = "an image" }"#), @r#"
    error: the pattern is no regular expression
      --> shop.toml:32:38
       |
    32 | asks = [{ value = "Image", pattern = "(a", because = "an image" }]
       |                                      ^^^^ unclosed group
       |
       = help: for example '\d+\.\d+\.\d+' matches 22.04.2
    "#);
}

#[test]
fn a_pattern_without_words_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ value = "Image", pattern = "a+" }"#), @r#"
    error: a pattern needs `because`: whoever is refused is told the rule
      --> shop.toml:32:38
       |
    32 | asks = [{ value = "Image", pattern = "a+" }]
       |                                      ^^^^ the rule in words is missing
       |
       = help: add because = "…" with the rule in words, such as "three numbers, such as 22.04.2"
    "#);
}

#[test]
fn words_without_a_pattern_are_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ value = "Image", because = "an image" }"#), @r#"
    error: `because` explains a pattern, and there is none
      --> shop.toml:32:38
       |
    32 | asks = [{ value = "Image", because = "an image" }]
       |                                      ^^^^^^^^^^ nothing to explain
    "#);
}

#[test]
fn an_example_that_breaks_the_rule_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ value = "Image", pattern = "[0-9]+", because = "a number", example = "r1" }"#), @r#"
    error: the example `r1` does not match its own pattern
      --> shop.toml:32:80
       |
    32 | asks = [{ value = "Image", pattern = "[0-9]+", because = "a number", example = "r1" }]
       |                                      -------- the pattern                      ^^^^ people will copy this
    "#);
}

#[test]
fn a_sign_off_from_nobody_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ sign_off = "Go", from = [] }"#), @r#"
    error: `from` cannot be empty
      --> shop.toml:32:35
       |
    32 | asks = [{ sign_off = "Go", from = [] }]
       |                                   ^^ at least one belongs here
    "#);
}

#[test]
fn a_sign_off_from_a_role_that_is_not_declared_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ sign_off = "Go", from = ["Boss"] }"#), @r#"
    error: `Boss` is not a role of this service
      --> shop.toml:32:36
       |
    32 | asks = [{ sign_off = "Go", from = ["Boss"] }]
       |                                    ^^^^^^ not in `roles` of [service]
       |
       = help: declared: `SRE team` and `QA`
    "#);
}

#[test]
fn a_sign_off_twice_from_one_role_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ sign_off = "Go", from = ["QA", { role = "QA", quorum = 2 }] }"#), @r#"
    error: there are two sets of goes from `QA`
      --> shop.toml:32:51
       |
    32 | asks = [{ sign_off = "Go", from = ["QA", { role = "QA", quorum = 2 }] }]
       |                                    ----           ^^^^ again here
       |                                    |
       |                                    first here
    "#);
}

#[test]
fn a_quorum_of_nobody_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ sign_off = "Go", from = [{ role = "QA", quorum = 0 }] }"#), @r#"
    error: a quorum of 0 cannot be meant
      --> shop.toml:32:60
       |
    32 | asks = [{ sign_off = "Go", from = [{ role = "QA", quorum = 0 }] }]
       |                                                            ^ from 1 to 10 people
    "#);
}

#[test]
fn a_quorum_that_cannot_be_meant_is_refused() {
    insta::assert_snapshot!(refusal(r#"{ checklist = "smoke" }"#, r#"{ sign_off = "Go", from = [{ role = "QA", quorum = 100 }] }"#), @r#"
    error: a quorum of 100 cannot be meant
      --> shop.toml:32:60
       |
    32 | asks = [{ sign_off = "Go", from = [{ role = "QA", quorum = 100 }] }]
       |                                                            ^^^ from 1 to 10 people
    "#);
}

#[test]
fn a_version_without_a_pattern_is_refused() {
    insta::assert_snapshot!(refusal(r#"pattern = '\d+\.\d+', "#, ""), @r#"
    error: `because` explains a pattern, and there is none
      --> shop.toml:26:23
       |
    26 | version = { because = "two numbers, such as 1.2" }
       |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ nothing to explain
    "#);
}

#[test]
fn a_reminder_that_never_comes_is_refused() {
    insta::assert_snapshot!(refusal(r#"occupies = ["prod"]"#, r#"availability = { role = "QA", every_days = 0, environment = "prod" }"#), @r#"
    error: every 0 days cannot be meant
      --> shop.toml:25:44
       |
    25 | availability = { role = "QA", every_days = 0, environment = "prod" }
       |                                            ^ from 1 to 365 days
    "#);
}

#[test]
fn a_reminder_without_days_is_refused() {
    insta::assert_snapshot!(refusal(r#"occupies = ["prod"]"#, r#"availability = { role = "QA", environment = "prod" }"#), @r#"
    error: `availability` needs `every_days`
      --> shop.toml:25:16
       |
    25 | availability = { role = "QA", environment = "prod" }
       |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `every_days` is missing here
    "#);
}
