//! The calendar of a playbook: holidays, files of them, freezes, and the gates that they set.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use gonogo::domain::calendar::Calendar;
use gonogo::playbook::{Playbook, Problems, read_beside};

use super::{GOOD, source};

const NZ: &str = "BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261225
RRULE:FREQ=YEARLY
SUMMARY:Christmas Day
END:VEVENT
BEGIN:VEVENT
DTSTART:20261231T120000
SUMMARY:Lunch
END:VEVENT
END:VCALENDAR
";

/// The good playbook with this calendar, beside a file `nz.ics`, and one that is broken.
fn with(calendar: &str) -> Result<Playbook, Problems> {
    let files = BTreeMap::from([
        ("books/nz.ics", NZ),
        ("books/broken.ics", "BEGIN:VCALENDAR\nhello\n"),
    ]);
    let mut source = source(&GOOD.replace("[audience.users]", &format!("{calendar}\n[audience.users]")));
    source.name = "books/shop.toml".to_owned();
    read_beside(&source, &|path: &Path| {
        let text = files.get(path.to_str().unwrap());
        text.map(|text| (*text).to_owned())
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    })
}

fn refused(calendar: &str) -> String {
    with(calendar).unwrap_err().to_string()
}

fn holidays(calendar: &Calendar, until: &str) -> Vec<String> {
    let found = calendar.holidays_between("2026-01-01".parse().unwrap(), until.parse().unwrap());
    found
        .iter()
        .map(|h| format!("{} {} ({})", h.date, h.name, h.set))
        .collect()
}

#[test]
fn holidays_stand_in_sets_and_in_files_beside_the_playbook() {
    let playbook = with(
        "[calendar]\nholiday_files = [\"nz.ics\"]\nholidays.company = [\n    { date = 2026-12-24, name = \"Closed\" },\n    { date = \"2026-12-25\", name = \"Closed too\" },\n]\n",
    )
    .unwrap();
    let found = holidays(&playbook.service.calendar, "2027-12-31");
    assert_eq!(
        found,
        [
            "2026-12-24 Closed (company)",
            "2026-12-25 Closed too (company)",
            "2027-12-25 Christmas Day (nz)"
        ]
    );
    insta::assert_snapshot!(playbook.notes, @r#"
    note: nz.ics: 1 event with a time left out, since a holiday is a whole day
     --> books/shop.toml:9:18
      |
    9 | holiday_files = ["nz.ics"]
      |                  ^^^^^^^^ in this file
    "#);
    let process = serde_json::to_string(&playbook.processes[0]).unwrap();
    assert!(
        process.contains("Christmas Day"),
        "a process is whole without its playbook"
    );
    let one = with("[calendar]\nworking_week = [\"sun\", \"mon\"]\nholidays = [{ date = 2026-12-24, name = \"Closed\" }]\n").unwrap();
    assert_eq!(
        holidays(&one.service.calendar, "2027-12-31"),
        ["2026-12-24 Closed (holidays)"]
    );
    assert!(one.service.calendar.is_working_day("2026-12-20".parse().unwrap()));
}

#[test]
fn what_is_wrong_with_holidays_is_said_with_its_place() {
    let calendar = "[calendar]\nworking_week = [\"mon\", \"Tuesday\"]\nholiday_files = [\"gone.ics\", \"broken.ics\"]\nholidays.nz = [\n    { date = 2026-12-25, name = \"Christmas Day\" },\n    { date = 2026-12-25, name = \"Again\" },\n    { date = 2026-12-26T10:00:00, name = \"Boxing Day\" },\n    { date = \"26 Dec\", name = \"Boxing Day\" },\n]\nholidays.UK = [{ name = \"A day\" }]\nholidays.us = \"4 July\"\nhollidays = []\n";
    insta::assert_snapshot!(refused(calendar), @r#"
    error: `Tuesday` is no day of the week
     --> books/shop.toml:9:24
      |
    9 | working_week = ["mon", "Tuesday"]
      |                        ^^^^^^^^^ which day?
      |
      = help: write one of `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`

    error: the holidays books/gone.ics cannot be read
      --> books/shop.toml:10:18
       |
    10 | holiday_files = ["gone.ics", "broken.ics"]
       |                  ^^^^^^^^^^ no such file
       |
       = help: a path begins at the folder of the playbook

    error: broken.ics: line 2 is no line of iCalendar: it has no `:`
      --> books/shop.toml:10:30
       |
    10 | holiday_files = ["gone.ics", "broken.ics"]
       |                              ^^^^^^^^^^^^ this file
       |
       = help: export the file again, or take that line out

    error: 2026-12-25 is in this set already, as Christmas Day
      --> books/shop.toml:13:14
       |
    13 |     { date = 2026-12-25, name = "Again" },
       |              ^^^^^^^^^^ again here
       |
       = help: keep one of them

    error: a holiday is a whole day
      --> books/shop.toml:14:14
       |
    14 |     { date = 2026-12-26T10:00:00, name = "Boxing Day" },
       |              ^^^^^^^^^^^^^^^^^^^ which day is this?
       |
       = help: write it as 2026-12-25

    error: a holiday is a whole day
      --> books/shop.toml:15:14
       |
    15 |     { date = "26 Dec", name = "Boxing Day" },
       |              ^^^^^^^^ which day is this?
       |
       = help: write it as 2026-12-25

    error: `UK` is no name: a name has lower-case letters, digits and single hyphens
      --> books/shop.toml:17:10
       |
    17 | holidays.UK = [{ name = "A day" }]
       |          ^^ people type it in commands
       |
       = help: write `uk`

    error: a holiday needs `date`
      --> books/shop.toml:17:16
       |
    17 | holidays.UK = [{ name = "A day" }]
       |                ^^^^^^^^^^^^^^^^^^ `date` is missing here

    error: holidays are a list
      --> books/shop.toml:18:15
       |
    18 | holidays.us = "4 July"
       |               ^^^^^^^^ this is none
       |
       = help: write [{ date = 2026-12-25, name = "Christmas Day" }], or such a list for each set

    error: `hollidays` is no key of [calendar]
      --> books/shop.toml:19:1
       |
    19 | hollidays = []
       | ^^^^^^^^^ nobody reads this
       |
       = help: did you mean `holidays`?
    "#);
}

#[test]
fn what_is_wrong_with_a_freeze_is_said_with_its_place() {
    let freeze = |rest: &str| refused(&format!("[[freeze]]\nname = \"f\"\ntitle = \"Freeze\"\n{rest}\n"));
    let all: Vec<String> = [
        "from = 2026-12-18",
        "from = 2026-12-18\nuntil = 2026-12-17",
        "from = 2026-12-18T10:00:00Z\nuntil = 2026-12-19",
        "from = \"soon\"\nuntil = 2026-12-19",
        "from = 2026-12-18\nuntil = 2027-12-17\nevery = \"year\"",
        "from = 2026-12-18\nuntil = 2026-12-19\nevery = \"month\"",
        "from = 2026-12-18\nevery = \"week\"",
        "from = \"fryday\"\nevery = \"week\"",
        "from = \"fri 12:00\"\nuntil = \"fri 12:00\"\nevery = \"week\"",
        "from = 2026-12-18\nuntil = 2026-12-19\nenvironments = [\"moon\"]\noverride_by = [\"Boss\"]",
        "from = 2026-12-18\nuntil = 2026-12-19\nsoft = true\noverride_by = [\"QA\"]",
    ]
    .into_iter()
    .map(freeze)
    .collect();
    insta::assert_snapshot!(all.join("\n\n"), @r#"
    error: a freeze needs `until`
     --> books/shop.toml:8:1
      |
    8 | [[freeze]]
      | ^^^^^^^^^^ `until` is missing here

    error: a freeze ends after it begins
      --> books/shop.toml:12:9
       |
    12 | until = 2026-12-17
       |         ^^^^^^^^^^ before `from`

    error: a freeze begins and ends at a day or a time
      --> books/shop.toml:11:8
       |
    11 | from = 2026-12-18T10:00:00Z
       |        ^^^^^^^^^^^^^^^^^^^^ this has an offset; times here are those of the team's zone
       |
       = help: write a whole day as 2026-12-18, or a time of the team's clock as "2026-12-18 17:00"

    error: a freeze begins and ends at a day or a time
      --> books/shop.toml:11:8
       |
    11 | from = "soon"
       |        ^^^^^^ this is no such day or time
       |
       = help: write a whole day as 2026-12-18, or a time of the team's clock as "2026-12-18 17:00"

    error: a freeze that comes every year is shorter than a year
      --> books/shop.toml:12:9
       |
    12 | until = 2027-12-17
       |         ^^^^^^^^^^ nothing could ever change

    error: a freeze comes every `year` or every `week`, not every `month`
      --> books/shop.toml:13:9
       |
    13 | every = "month"
       |         ^^^^^^^ how often?
       |
       = help: leave it out for a freeze that comes once

    error: a freeze that comes every week begins and ends at a day of the week
      --> books/shop.toml:11:8
       |
    11 | from = 2026-12-18
       |        ^^^^^^^^^^ this is none
       |
       = help: write it as "fri" for the whole day, or as "fri 12:00"

    error: `fryday` is no day of the week
      --> books/shop.toml:11:8
       |
    11 | from = "fryday"
       |        ^^^^^^^^ which day?
       |
       = help: write one of `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`

    error: a freeze ends after it begins
      --> books/shop.toml:11:8
       |
    11 | from = "fri 12:00"
       |        ^^^^^^^^^^^ it would never end
       |
       = help: give it an `until` of its own

    error: `moon` is not an environment of this service
      --> books/shop.toml:13:17
       |
    13 | environments = ["moon"]
       |                 ^^^^^^ not in `environments` of [service]
       |
       = help: declared: `staging` and `prod`

    error: `Boss` is not a role of this service
      --> books/shop.toml:14:16
       |
    14 | override_by = ["Boss"]
       |                ^^^^^^ not in `roles` of [service]
       |
       = help: declared: `SRE team` and `QA`

    error: a soft freeze warns, so nobody has to override it
      --> books/shop.toml:13:8
       |
    13 | soft = true
       |        ^^^^ it forbids nothing
       |
       = help: leave out `override_by`, or `soft`
    "#);
}

#[test]
fn a_gate_of_the_calendar_is_known_by_name() {
    let gates = |gates: &str| {
        let source = source(&GOOD.replace("gates = [\"outage-begun\"]", gates));
        read_beside(&source, &|_: &Path| unreachable!("no file is named"))
    };
    let all = "gates = [\"outage-begun\", \"no-holiday\", \"working-day\", \"no-freeze\", { no_freeze = \"prod\" }]";
    assert_eq!(gates(all).unwrap().processes[0].steps[2].gates.len(), 5);
    insta::assert_snapshot!(gates("gates = [\"no-holidays\", { no_freeze = \"moon\" }]").unwrap_err(), @r#"
    error: `no-holidays` is not a gate
      --> shop.toml:42:10
       |
    42 | gates = ["no-holidays", { no_freeze = "moon" }]
       |          ^^^^^^^^^^^^^ not in the gates that gonogo knows
       |
       = help: did you mean `no-holiday`?

    error: `moon` is not an environment of this service
      --> shop.toml:42:39
       |
    42 | gates = ["no-holidays", { no_freeze = "moon" }]
       |                                       ^^^^^^ not in `environments` of [service]
       |
       = help: declared: `staging` and `prod`
    "#);
}

#[test]
fn addresses_of_holidays_are_looked_at_and_not_fetched() {
    let good = "[calendar]\nholiday_urls = [\n    { name = \"nz\", url = \"webcal://example.org/nz.ics\" },\n    { name = \"own\", url = \"http://127.0.0.1:8080/own.ics\", allow_private = true },\n]\n";
    let playbook = with(good).unwrap();
    let urls = playbook
        .holiday_addresses
        .iter()
        .map(|address| address.url.as_str());
    assert_eq!(
        urls.collect::<Vec<_>>(),
        ["https://example.org/nz.ics", "http://127.0.0.1:8080/own.ics"]
    );
    insta::assert_snapshot!(playbook.notes, @r#"
    note: the holidays `nz` are not fetched by this check
      --> books/shop.toml:10:5
       |
    10 |     { name = "nz", url = "webcal://example.org/nz.ics" },
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the running bot reads them once a day

    note: the holidays `own` are not fetched by this check
      --> books/shop.toml:11:5
       |
    11 |     { name = "own", url = "http://127.0.0.1:8080/own.ics", allow_private = true },
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the running bot reads them once a day
    "#);
    let process = serde_json::to_string(&playbook.processes[0]).unwrap();
    assert!(
        !process.contains("nz.ics"),
        "an address may hold a key, and is kept nowhere"
    );
}

#[test]
fn what_is_wrong_with_an_address_of_holidays_is_said_with_its_place() {
    let calendar = "[calendar]\nholiday_urls = [\n    { name = \"a\", url = \"http://example.org/nz.ics\" },\n    { name = \"b\", url = \"https://169.254.169.254/\" },\n    { name = \"c\", url = \"nz.ics\" },\n    { name = \"d\", url = \"https://ana:secret@example.org/\" },\n    { name = \"nz\", url = \"https://example.org/\" },\n    { name = \"nz\", url = \"https://example.org/\", often = true },\n    { url = \"https://example.org/\" },\n]\nholidays.nz = [{ date = 2026-12-25, name = \"Christmas Day\" }]\n";
    insta::assert_snapshot!(refused(calendar), @r#"
    error: there are two sets of holidays called `nz`
     --> books/shop.toml:8:1
      |
    8 | [calendar]
      | ^^^^^^^^^^ in this calendar
      |
      = help: give one of them another name; a file's set is called like the file

    error: holidays are read by https
      --> books/shop.toml:10:25
       |
    10 |     { name = "a", url = "http://example.org/nz.ics" },
       |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ this travels in the open
       |
       = help: write https:// or webcal://; on this very machine http:// will do together with `allow_private = true`

    error: 169.254.169.254 is link-local
      --> books/shop.toml:11:25
       |
    11 |     { name = "b", url = "https://169.254.169.254/" },
       |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^ out of reach
       |
       = help: if it is meant, write `allow_private = true` beside it

    error: this is no address of a calendar
      --> books/shop.toml:12:25
       |
    12 |     { name = "c", url = "nz.ics" },
       |                         ^^^^^^^^ cannot be read
       |
       = help: a whole one belongs here, such as `https://calendar.example.org/holidays.ics`

    error: a name and a password do not belong into an address
      --> books/shop.toml:13:25
       |
    13 |     { name = "d", url = "https://ana:******@example.org/" },
       |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ whoever reads this file has them
       |
       = help: most calendars have a secret address that needs none

    note: the holidays `nz` are not fetched by this check
      --> books/shop.toml:14:5
       |
    14 |     { name = "nz", url = "https://example.org/" },
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the running bot reads them once a day

    note: the holidays `nz` are not fetched by this check
      --> books/shop.toml:15:5
       |
    15 |     { name = "nz", url = "https://example.org/", often = true },
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the running bot reads them once a day

    error: there are two sets of holidays `nz`
      --> books/shop.toml:15:14
       |
    14 |     { name = "nz", url = "https://example.org/" },
       |              ---- first here
    15 |     { name = "nz", url = "https://example.org/", often = true },
       |              ^^^^ again here

    error: `often` is no key of an address of holidays
      --> books/shop.toml:15:50
       |
    15 |     { name = "nz", url = "https://example.org/", often = true },
       |                                                  ^^^^^ nobody reads this
       |
       = help: an address of holidays has the keys `name`, `url` and `allow_private`

    error: an address of holidays needs `name`
      --> books/shop.toml:16:5
       |
    16 |     { url = "https://example.org/" },
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `name` is missing here

    note: the holidays `` are not fetched by this check
      --> books/shop.toml:16:5
       |
    16 |     { url = "https://example.org/" },
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the running bot reads them once a day
    "#);
}
