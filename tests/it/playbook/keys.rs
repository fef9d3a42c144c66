//! Keys, the kinds of their values, names and titles.

use super::refusal;

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
       = help: an audience has the keys `title`, `channel`, `channels`, `impact`, `questions`, `calls`, `subscribers`, `mail`, `endpoints`, `leads`, `least_notice` and `spared`
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
fn a_name_that_is_long_to_type_is_refused() {
    insta::assert_snapshot!(refusal(r#"name = "minor""#, r#"name = "a-minor-release-of-the-whole-shop""#), @r#"
    error: the name `a-minor-release-of-the-whole-shop` is too long: it has 33 letters
      --> shop.toml:22:8
       |
    22 | name = "a-minor-release-of-the-whole-shop"
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ at most 28, since people type it
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
