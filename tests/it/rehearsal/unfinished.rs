//! What comes to no end, what is broken off, and how it is written for programs.

use super::*;

const ODD: &str = r#"
[service]
name = "odd"
title = "Odd"
zone = "UTC"
environments = ["prod"]
roles = ["Team"]

[[process]]
name = "run"
title = "Run"
purpose = "A release."

[[process.step]]
name = "ask"
title = "Ask for a number"
owner = "Team"
asks = [{ value = "Number", pattern = 'Q[A-Z]{3}-\d{9}', because = "the number of the desk" }]
"#;

/// Nobody can guess what would be taken: the playbook names no example.
#[tokio::test]
async fn a_process_that_cannot_be_finished_is_found() {
    let source = Source {
        name: "odd.toml".to_owned(),
        text: ODD.to_owned(),
    };
    let rehearsal = played(&plan(playbook::read(&source).unwrap(), "2026-11-23", "2w")).await;
    insta::assert_snapshot!(rehearsal.summary_lines().join("\n"), @"
    1 release started, 0 finished
    0 reminders, 0 notices, 0 gates that shut or opened, 0 handovers
    Could not be done: #1 Odd 1.0.0: nobody may, or can, do Number (Ask for a number, Team)
    ");
}

#[tokio::test]
async fn what_is_broken_off_shows_what_there_was_until_then() {
    let stop = CancellationToken::new();
    let plan = plan(shipped("sync"), "2026-11-23", "1y");
    let until = "2027-02-01T00:00:00Z".parse().unwrap();
    let rehearsal = rehearse(
        &plan,
        |at| {
            if at >= until {
                stop.cancel()
            }
        },
        &stop,
    )
    .await
    .unwrap();
    let broken_off = rehearsal.broken_off.expect("it was");
    assert!(broken_off >= until && broken_off - until < TimeDelta::days(30));
    assert!(rehearsal.entries.iter().all(|entry| entry.at <= broken_off));
    assert!(rehearsal.summary.started > 3);
    let paper = text(&rehearsal, 100);
    assert!(paper.contains("Broken off on "), "{paper}");
}

#[tokio::test]
async fn the_same_rehearsal_as_markdown_and_for_programs() {
    let rehearsal = played(&plan(shipped("sync"), "2026-11-23", "3d")).await;
    insta::assert_snapshot!(rehearsal.on_paper(Format::Markdown, &[Kind::Reminder, Kind::Release], 0), @r"
    # Rehearsal: Sync, Monday 23 November 2026 to Wednesday 25 November 2026 (America/Los_Angeles)

    ## Monday 23 November 2026

    - **09:00** reminder, \#releases
      > @Ana: **Sync Regular release** is on the next working day, **Tue 24 Nov 2026**.  
      > Nothing is open from earlier days.  
    - **09:00** reminder, to Ana
      > @Ana: **Sync Regular release** is on the next working day, **Tue 24 Nov 2026**.  
      > Nothing is open from earlier days.  

    ## Tuesday 24 November 2026

    - **09:00** reminder, \#releases
      > @Ana: today is release day. **Sync Regular release**, Tue 24 Nov 2026.  
    - **09:00** reminder, to Ana
      > @Ana: today is release day. **Sync Regular release**, Tue 24 Nov 2026.  
      > The list is on its card, where releases are announced.  
      > [I am on it]  
      > [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00 | On the next working day]  
    - **09:00** release
      > **#1 Sync v0.0.5** (Regular release) is started by @Ana.  

    ## What it comes to

    In 3 days:

    - 1 release started, 0 finished
    - Goes on: #1 Sync v0.0.5 is at Requirements for production: Shut until Tue 8 Dec 2026, the next planned day for production.
    - 1 planned day: 1 held
    - 4 reminders, 1 notice, 1 gate that shut or opened, 0 handovers
    - Ana as Release manager: 1 turn, 1 planned day
    ");
    let json: serde_json::Value =
        serde_json::from_str(&rehearsal.on_paper(Format::Json, &[Kind::Release], 0)).unwrap();
    assert_eq!(json["zone"], "America/Los_Angeles");
    assert_eq!(json["entries"][0]["local"], "2026-11-24T09:00:00-08:00");
    assert_eq!(json["entries"][0]["kind"], "release");
    assert_eq!(json["summary"]["started"], 1);
}
