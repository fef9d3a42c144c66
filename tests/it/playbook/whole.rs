//! A playbook as a whole: what is well, what is noted, and how a report reads.

use gonogo::playbook::{Source, check, read, read_all};

use super::{GOOD, changed, source};

fn no_file(_: &std::path::Path) -> std::io::Result<String> {
    unreachable!("no file is named")
}

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
    let (report, is_well) = check(&[source(&text)], &no_file);
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
    let (report, is_well) = check(
        &[source(&GOOD.replace("owner = \"QA\"", "owner = \"Qa\""))],
        &no_file,
    );
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
