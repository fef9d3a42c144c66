//! Keys, names, references and the order of steps.

use gonogo::playbook::{Source, check, read, read_all};

use super::{GOOD, changed, refusal, source};

#[test]
fn the_good_playbook_is_good() {
    let playbook = read(&source(GOOD)).unwrap();
    assert!(playbook.notes.is_empty(), "{}", playbook.notes);
    let process = &playbook.processes[0];
    let afters: Vec<Vec<&str>> = process
        .steps
        .iter()
        .map(|step| step.after.iter().map(|name| name.as_str()).collect())
        .collect();
    assert_eq!(
        afters,
        [vec![], vec!["test"], vec!["plan"]],
        "each step comes after the one above"
    );
    assert_eq!(
        process.steps[2].title, "Deploy",
        "what a step does not say, the shared one says"
    );
    let names: Vec<&str> = process.checklists[&"smoke".into()]
        .items()
        .map(|(_, item)| item.name.as_str())
        .collect();
    assert_eq!(names, ["the-home-page-loads", "log-in"]);
}

#[test]
fn all_errors_of_a_file_are_shown_at_once() {
    let problems = changed(&[
        ("zone = \"Pacific/Auckland\"", "zone = \"Auckland\""),
        ("owner = \"QA\"", "ownr = \"QA\""),
        ("on_fail = \"test\"", "on_fail = \"tset\""),
    ])
    .unwrap_err();
    assert_eq!(problems.count(), 4, "a missing key and its misspelling are two");
    insta::assert_snapshot!(problems, @r#"
    error: `Auckland` is no time zone
     --> shop.toml:4:8
      |
    4 | zone = "Auckland"
      |        ^^^^^^^^^^ times of this service are read in it
      |
      = help: did you mean `Pacific/Auckland`?

    error: a step needs `owner`
      --> shop.toml:28:1
       |
    28 | [[process.step]]
       | ^^^^^^^^^^^^^^^^ `owner` is missing here

    error: `ownr` is no key of a step
      --> shop.toml:31:1
       |
    31 | ownr = "QA"
       | ^^^^ nobody reads this
       |
       = help: did you mean `owner`?

    error: `tset` is no step of the process `minor`
      --> shop.toml:45:11
       |
    45 | on_fail = "tset"
       |           ^^^^^^ a step above belongs here
       |
       = help: did you mean `test`?
    "#);
}

#[test]
fn what_a_shared_step_does_wrong_is_said_once() {
    let twice = format!("{}\n[[process.step]]\nuse = \"deploy\"\nname = \"again\"\n", GOOD).replace(
        "owner = \"SRE team\"\nasks = [\"It is deployed\"]",
        "owner = \"SRE\"\nasks = [\"It is deployed\"]",
    );
    assert_eq!(read(&source(&twice)).unwrap_err().count(), 1);
}

#[test]
fn an_empty_file_is_told_how_to_begin() {
    insta::assert_snapshot!(read(&source("")).unwrap_err(), @r"
    error: a playbook needs [service]
     --> shop.toml:1:1
      |
    1 |
      | ^ no [service] in this file
      |
      = help: begin with [service] and its name, title, zone, environments and roles

    error: a playbook needs at least one process
     --> shop.toml:1:1
      |
    1 |
      | ^ no [[process]] in this file
      |
      = help: add a [[process]] with its name, title, purpose and steps
    ");
}

#[test]
fn a_second_playbook_of_a_service_is_refused() {
    let other = Source {
        name: "other.toml".to_owned(),
        ..source(GOOD)
    };
    insta::assert_snapshot!(read_all(&[source(GOOD), other]).unwrap_err(), @r"
    error: the service `shop` has a playbook already
     --> other.toml:1:1
      |
    1 | [service]
      | ^^^^^^^^^ the second one
      |
      = help: put all its processes into one file
    ");
}

#[test]
fn what_nobody_uses_is_noted_and_stops_nobody() {
    let text = GOOD.replace(
        "[step.deploy]",
        "[checklist.old]\ntitle = \"Old\"\nitems = [\"x\"]\n\n[step.deploy]",
    );
    let (report, is_well) = check(&[source(&text)]);
    assert!(is_well);
    insta::assert_snapshot!(report, @r"
    shop: Shop is ready.
      minor: Minor release, 3 steps

    note: nothing uses `old`, a checklist of this playbook
      --> shop.toml:16:12
       |
    16 | [checklist.old]
       |            ^^^ declared here
    ");
}

#[test]
fn the_check_counts_what_must_be_changed() {
    let (report, is_well) = check(&[source(&GOOD.replace("owner = \"QA\"", "owner = \"Qa\""))]);
    assert!(!is_well);
    insta::assert_snapshot!(report, @r#"
    error: `Qa` is not a role of this service
      --> shop.toml:31:9
       |
    31 | owner = "Qa"
       |         ^^^^ not in `roles` of [service]
       |
       = help: did you mean `QA`?

    1 thing must be changed.
    "#);
}

proptest::proptest! {
    /// Somebody saves a file in the middle of a word.
    #[test]
    fn a_damaged_file_is_answered_and_never_crashes_anything(
        start in 0..GOOD.len(),
        length in 0..40_usize,
        junk in "[\\[\\]{}=\"'#a-z0-9.\\n é-]{0,6}",
    ) {
        let end = (start + length).min(GOOD.len());
        let text = format!("{}{junk}{}", &GOOD[..start], &GOOD[end..]);
        if let Err(problems) = read(&source(&text)) {
            proptest::prop_assert!(problems.count() > 0);
            proptest::prop_assert!(problems.to_string().contains("shop.toml"));
        }
    }
}

#[test]
fn colours_are_there_when_wanted() {
    let problems = changed(&[("owner = \"QA\"", "owner = \"Qa\"")]).unwrap_err();
    assert!(problems.render(true).contains("\u{1b}["));
    assert!(!problems.render(false).contains("\u{1b}["));
}

#[test]
fn a_key_that_nobody_reads_is_named_with_the_one_that_was_meant() {
    insta::assert_snapshot!(refusal(r#"owner = "QA""#, r#"ownr = "QA""#), @r#"
    error: a step needs `owner`
      --> shop.toml:28:1
       |
    28 | [[process.step]]
       | ^^^^^^^^^^^^^^^^ `owner` is missing here

    error: `ownr` is no key of a step
      --> shop.toml:31:1
       |
    31 | ownr = "QA"
       | ^^^^ nobody reads this
       |
       = help: did you mean `owner`?
    "#);
}

#[test]
fn a_key_like_no_other_is_answered_with_those_there_are() {
    insta::assert_snapshot!(refusal(r#"channel = "outages""#, r#"channel = "outages"
colour = "red""#), @r#"
    error: `colour` is no key of an audience
      --> shop.toml:11:1
       |
    11 | colour = "red"
       | ^^^^^^ nobody reads this
       |
       = help: an audience has the keys `title`, `channel`, `impact` and `questions`
    "#);
}

#[test]
fn a_missing_key_is_named() {
    insta::assert_snapshot!(refusal(r#"purpose = "A bug-fix release."
"#, ""), @r"
    error: a process needs `purpose`
      --> shop.toml:21:1
       |
    21 | [[process]]
       | ^^^^^^^^^^^ `purpose` is missing here
    ");
}

#[test]
fn a_value_of_the_wrong_kind_is_named() {
    insta::assert_snapshot!(refusal(r#"title = "Minor release""#, "title = 5"), @r"
    error: `title` must be a text in quotes
      --> shop.toml:23:9
       |
    23 | title = 5
       |         ^ this is a whole number
    ");
}

#[test]
fn a_list_that_is_no_list_is_named() {
    insta::assert_snapshot!(refusal(r#"occupies = ["prod"]"#, r#"occupies = "prod""#), @r#"
    error: `occupies` must be a list, [ … ]
      --> shop.toml:25:12
       |
    25 | occupies = "prod"
       |            ^^^^^^ this is a text
    "#);
}

#[test]
fn a_flag_that_is_no_flag_is_named() {
    insta::assert_snapshot!(refusal("closes_outage = true", r#"closes_outage = "yes""#), @r#"
    error: `closes_outage` must be `true` or `false`
      --> shop.toml:44:17
       |
    44 | closes_outage = "yes"
       |                 ^^^^^ this is a text
    "#);
}

#[test]
fn a_text_where_a_table_belongs_is_named() {
    insta::assert_snapshot!(refusal(r#"version = { pattern = '\d+\.\d+', because = "two numbers, such as 1.2" }"#, r#"version = "1.2""#), @r#"
    error: `version` must be a table, { key = value }
      --> shop.toml:26:11
       |
    26 | version = "1.2"
       |           ^^^^^ this is a text
    "#);
}

#[test]
fn an_empty_list_of_steps_asks_or_items_is_refused() {
    insta::assert_snapshot!(refusal(r#"items = ["The home page loads", { name = "log-in", text = "Log in: your name shows" }]"#, "items = []"), @r"
    error: `items` cannot be empty
      --> shop.toml:14:9
       |
    14 | items = []
       |         ^^ at least one belongs here
    ");
}

#[test]
fn a_step_that_asks_for_nothing_is_refused() {
    insta::assert_snapshot!(refusal(r#"asks = ["It is deployed"]
"#, ""), @r"
    error: a step needs `asks`
      --> shop.toml:39:1
       |
    39 | [[process.step]]
       | ^^^^^^^^^^^^^^^^ `asks` is missing here
    ");
}

#[test]
fn a_zone_is_found_by_its_city() {
    insta::assert_snapshot!(refusal(r#"zone = "Pacific/Auckland""#, r#"zone = "auckland""#), @r#"
    error: `auckland` is no time zone
     --> shop.toml:4:8
      |
    4 | zone = "auckland"
      |        ^^^^^^^^^^ times of this service are read in it
      |
      = help: did you mean `Pacific/Auckland`?
    "#);
}

#[test]
fn a_mistyped_zone_is_answered_with_the_nearest() {
    insta::assert_snapshot!(refusal(r#"zone = "Pacific/Auckland""#, r#"zone = "Pacific/Aukland""#), @r#"
    error: `Pacific/Aukland` is no time zone
     --> shop.toml:4:8
      |
    4 | zone = "Pacific/Aukland"
      |        ^^^^^^^^^^^^^^^^^ times of this service are read in it
      |
      = help: did you mean `Pacific/Auckland`?
    "#);
}

#[test]
fn a_zone_like_no_other_is_answered_with_where_to_look() {
    insta::assert_snapshot!(refusal(r#"zone = "Pacific/Auckland""#, r#"zone = "office time in winter""#), @r#"
    error: `office time in winter` is no time zone
     --> shop.toml:4:8
      |
    4 | zone = "office time in winter"
      |        ^^^^^^^^^^^^^^^^^^^^^^^ times of this service are read in it
      |
      = help: write a zone of the IANA list, such as `Pacific/Auckland` or `Europe/Berlin`
    "#);
}

#[test]
fn a_name_that_cannot_be_typed_is_answered_with_one_that_can() {
    insta::assert_snapshot!(refusal(r#"name = "minor""#, r#"name = "Minor release!""#), @r#"
    error: `Minor release!` is no name: a name has lower-case letters, digits and single hyphens
      --> shop.toml:22:8
       |
    22 | name = "Minor release!"
       |        ^^^^^^^^^^^^^^^^ people type it in commands
       |
       = help: write `minor-release`
    "#);
}

#[test]
fn a_name_that_no_button_can_carry_is_refused() {
    insta::assert_snapshot!(refusal(r#"name = "minor""#, r#"name = "a-minor-release-of-the-whole-shop""#), @r#"
    error: the name `a-minor-release-of-the-whole-shop` is too long: it has 33 letters
      --> shop.toml:22:8
       |
    22 | name = "a-minor-release-of-the-whole-shop"
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ at most 28, since a button has to carry it
       |
       = help: write `a-minor-release-of-the-whole`
    "#);
}

#[test]
fn a_title_that_does_not_fit_is_refused_with_by_how_much() {
    insta::assert_snapshot!(refusal(r#"title = "Minor release""#, r#"title = "A minor release of the shop, with everything that belongs to it""#), @r#"
    error: the title of a process has 63 characters; 60 fit on Discord
      --> shop.toml:23:9
       |
    23 | title = "A minor release of the shop, with everything that belongs to it"
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 3 too many
    "#);
}

#[test]
fn an_empty_title_is_refused() {
    insta::assert_snapshot!(refusal(r#"title = "Minor release""#, r#"title = """#), @r#"
    error: the title of a process cannot be empty
      --> shop.toml:23:9
       |
    23 | title = ""
       |         ^^ nothing to read
    "#);
}

#[test]
fn a_title_of_two_lines_is_refused() {
    insta::assert_snapshot!(refusal(r#"title = "Minor release""#, r#"title = "Minor\nrelease""#), @r#"
    error: the title of a process is one line
      --> shop.toml:23:9
       |
    23 | title = "Minor\nrelease"
       |         ^^^^^^^^^^^^^^^^ more than one line, or a control character
    "#);
}

#[test]
fn two_environments_of_one_name_are_refused() {
    insta::assert_snapshot!(refusal(r#"["staging", { name = "prod", host = "web1" }]"#, r#"["prod", { name = "prod", host = "web1" }]"#), @r#"
    error: there are two environments `prod`
     --> shop.toml:5:34
      |
    5 | environments = ["prod", { name = "prod", host = "web1" }]
      |                 ------           ^^^^^^ again here
      |                 |
      |                 first here
    "#);
}

#[test]
fn two_roles_of_one_name_are_refused() {
    insta::assert_snapshot!(refusal(r#"roles = ["SRE team", "QA"]"#, r#"roles = ["SRE team", "QA", "qa"]"#), @r#"
    error: there are two roles `qa`
     --> shop.toml:6:28
      |
    6 | roles = ["SRE team", "QA", "qa"]
      |                      ----  ^^^^ again here
      |                      |
      |                      first here
    "#);
}

#[test]
fn two_items_of_one_text_are_refused() {
    insta::assert_snapshot!(refusal(r#""The home page loads", {"#, r#""The home page loads", "the home page loads", {"#), @r#"
    error: there are two items `the home page loads`
      --> shop.toml:14:33
       |
    14 | items = ["The home page loads", "the home page loads", { name = "log-in", text = "Log in: your name shows" }]
       |          ---------------------  ^^^^^^^^^^^^^^^^^^^^^ again here
       |          |
       |          first here
    "#);
}

#[test]
fn a_given_name_that_a_text_makes_too_is_refused() {
    insta::assert_snapshot!(refusal(r#"name = "log-in""#, r#"name = "the-home-page-loads""#), @r#"
    error: another item is called `the-home-page-loads` by the first words of its text
      --> shop.toml:14:42
       |
    14 | items = ["The home page loads", { name = "the-home-page-loads", text = "Log in: your name shows" }]
       |                                          ^^^^^^^^^^^^^^^^^^^^^ the same name twice
       |
       = help: give one of them another name
    "#);
}

#[test]
fn two_steps_of_one_name_are_refused() {
    insta::assert_snapshot!(refusal(r#"name = "plan""#, r#"name = "test""#), @r#"
    error: there are two steps `test`
      --> shop.toml:35:8
       |
    29 | name = "test"
       |        ------ first here
    ...
    35 | name = "test"
       |        ^^^^^^ again here
    "#);
}

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
    32 | links = [{ title = "Wiki", url = "https://ana:secret@wiki.example.org/" }]
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
