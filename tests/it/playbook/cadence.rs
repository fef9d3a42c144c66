//! The planned days of a playbook: a distance from an anchor, or a text in the manner of cron.

use chrono::NaiveDate;
use gonogo::domain::cadence::Cadence;
use gonogo::playbook::{Playbook, Problems, read};

use super::{GOOD, source};

/// The good playbook with a cadence of these lines.
fn with(lines: &str) -> Result<Playbook, Problems> {
    let cadence =
        format!("[cadence.planned]\ntitle = \"Planned\"\nprocess = \"minor\"\nrole = \"QA\"\n{lines}\n");
    read(&source(&GOOD.replace(
        "[audience.users]",
        &format!("{cadence}\n[audience.users]"),
    )))
}

fn cadence(lines: &str) -> Cadence {
    with(lines).unwrap_or_else(|e| panic!("{e}")).service.cadences[0].clone()
}

fn refused(lines: &str) -> String {
    with(lines).unwrap_err().to_string()
}

fn first(cadence: &Cadence) -> Vec<String> {
    let days = cadence.slots_from(NaiveDate::MIN).take(3);
    days.map(|day| day.to_string()).collect()
}

#[test]
fn a_cadence_is_a_distance_or_a_text_of_days() {
    let plain = cadence("anchor = \"2026-11-24\"\nevery = \"2 weeks\"\nat = \"09:00\"");
    assert_eq!(first(&plain), ["2026-11-24", "2026-12-08", "2026-12-22"]);
    assert_eq!(plain.rhythm(), "every 2 weeks");
    let five = cadence("anchor = \"2026-11-24\"\non = \"30 9 * * TUE#1\"");
    assert_eq!(first(&five), ["2026-12-01", "2027-01-05", "2027-02-02"]);
    assert_eq!(five.at.to_string(), "09:30:00");
    let three = cadence("anchor = \"2026-12-01\"\non = \"* * TUE#1\"\nevery = \"2 months\"\nat = \"09:00\"");
    assert_eq!(first(&three), ["2026-12-01", "2027-02-02", "2027-04-06"]);
    assert_eq!(three.rhythm(), "every 2 months on the first Tuesday");
}

/// A process that is stored by the digest of its text is the same as before `on` was known.
#[test]
fn a_cadence_without_a_text_of_days_is_kept_as_it_was() {
    let plain = cadence("anchor = \"2026-11-24\"\nevery = \"2 weeks\"\nat = \"09:00\"");
    let kept = serde_json::to_value(&plain).unwrap();
    assert!(kept.get("on").is_none(), "{kept}");
    assert_eq!(kept["every"], serde_json::json!({ "weeks": 2 }));
    assert_eq!(serde_json::from_value::<Cadence>(kept).unwrap(), plain);
    let patterned = cadence("anchor = \"2026-11-24\"\non = \"30 9 * * TUE#1\"");
    let kept = serde_json::to_string(&patterned).unwrap();
    assert_eq!(serde_json::from_str::<Cadence>(&kept).unwrap(), patterned);
}

#[test]
fn what_is_wrong_with_a_text_of_days_is_said_with_its_place() {
    let fields = "anchor = \"2026-12-01\"\non = \"0 10 * * TUE,TEU\"";
    insta::assert_snapshot!(refused(fields), @r#"
    error: `TEU` is no day of the week
      --> shop.toml:13:20
       |
    13 | on = "0 10 * * TUE,TEU"
       |                    ^^^ these are no days
       |
       = help: write a name such as `TUE`, several such as `MON-THU` or `TUE,FRI`, a number from 0 (Sunday) to 6, or `TUE#1` for the first one of a month
    "#);
    let both = "anchor = \"2026-12-01\"\non = \"0 10 13 * FRI\"";
    insta::assert_snapshot!(refused(both), @r#"
    error: a day of the month and a day of the week together can be read in two ways
      --> shop.toml:13:12
       |
    13 | on = "0 10 13 * FRI"
       |            ^^^^^^^^ these are no days
       |
       = help: write `*` for one of them; the first Friday of a month is `* * FRI#1`
    "#);
}

#[test]
fn what_does_not_fit_beside_a_text_of_days_is_said() {
    let no_time = "anchor = \"2026-12-01\"\non = \"* * TUE\"";
    insta::assert_snapshot!(refused(no_time), @r#"
    error: at which time of the day?
      --> shop.toml:13:6
       |
    13 | on = "* * TUE"
       |      ^^^^^^^^^ this names days alone
       |
       = help: add at = "09:00", or write `on` with the minute and the hour before the days
    "#);
    let two_times = "anchor = \"2026-12-01\"\non = \"0 9 * * TUE\"\nat = \"10:00\"";
    insta::assert_snapshot!(refused(two_times), @r#"
    error: the time of day is said twice
      --> shop.toml:14:6
       |
    14 | at = "10:00"
       |      ^^^^^^^ `on` begins with a minute and an hour
       |
       = help: leave out `at`, or the first two fields of `on`
    "#);
    let off = "anchor = \"2026-12-02\"\non = \"0 9 * * TUE\"\nevery = \"2 weeks\"";
    insta::assert_snapshot!(refused(off), @r#"
    error: 2026-12-02 is none of the days of `on`, but weeks or months are counted from it
      --> shop.toml:12:10
       |
    12 | anchor = "2026-12-02"
       |          ^^^^^^^^^^^^ not the first planned day
       |
       = help: write 2026-12-08
    "#);
    let never = "anchor = \"2026-12-02\"\non = \"0 9 30 2 *\"";
    insta::assert_snapshot!(refused(never), @r#"
    error: no such day ever comes
      --> shop.toml:13:6
       |
    13 | on = "0 9 30 2 *"
       |      ^^^^^^^^^^^^ thirty years were looked through
       |
       = help: look at the day and the month: 30 February never comes
    "#);
    insta::assert_snapshot!(refused("on = \"0 9 * * TUE\""), @"
    error: a cadence needs `anchor`
     --> shop.toml:8:1
      |
    8 | [cadence.planned]
      | ^^^^^^^^^^^^^^^^^ `anchor` is missing here
    ");
    insta::assert_snapshot!(refused("anchor = \"2026-12-02\"\nat = \"09:00\""), @"
    error: a cadence needs `every`
     --> shop.toml:8:1
      |
    8 | [cadence.planned]
      | ^^^^^^^^^^^^^^^^^ `every` is missing here
    ");
}
