//! Rehearsals: playbooks on a simulated clock, as people would read them.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use gonogo::domain::diary::HolidayAnswer;
use gonogo::domain::name::ProcessName;
use gonogo::playbook::{self, Playbook, Source};
use gonogo::rehearsal::paper::Format;
use gonogo::rehearsal::{Entry, Kind, Plan, Rehearsal, Temper, rehearse, span};
use tokio_util::sync::CancellationToken;

fn shipped(name: &str) -> Playbook {
    playbook::read(&playbook::find_shipped(name).unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plan(playbook: Playbook, from: &str, length: &str) -> Plan {
    Plan {
        playbook,
        from: day(from),
        until: span::end(length, day(from)).unwrap(),
        zone: None,
        team: Temper::Willing,
        on_holiday: HolidayAnswer::Later,
        also: vec![],
    }
}

async fn played(plan: &Plan) -> Rehearsal {
    rehearse(plan, |_| {}, &CancellationToken::new()).await.unwrap()
}

fn text(rehearsal: &Rehearsal, width: usize) -> String {
    rehearsal.on_paper(Format::Text, &Kind::USUAL, width)
}

/// The entries that call a planned day to mind on that day, in the channel.
fn due(rehearsal: &Rehearsal) -> Vec<&Entry> {
    let calls = |entry: &&Entry| {
        let is_in_channel = entry.place.as_deref() == Some("#releases");
        let words = [" is due: ", "today is release day"];
        entry.kind == Kind::Reminder && is_in_channel && words.iter().any(|words| entry.text.contains(words))
    };
    rehearsal.entries.iter().filter(calls).collect()
}

/// S4.13, S4.17, S4.44
#[tokio::test]
async fn eight_weeks_of_sync_over_two_holidays() {
    let rehearsal = played(&plan(shipped("sync"), "2026-11-23", "8w")).await;
    insta::assert_snapshot!(text(&rehearsal, 100), @"
    Sync, Monday 23 November 2026 to Sunday 17 January 2027 (America/Los_Angeles)

    Monday 23 November 2026
      09:00  reminder  #releases      @Ana: Sync Regular release is on the next working day, Tue 24 Nov
                                      2026.
                                      Nothing is open from earlier days.
      09:00  reminder  to Ana         @Ana: Sync Regular release is on the next working day, Tue 24 Nov
                                      2026.
                                      Nothing is open from earlier days.

    Tuesday 24 November 2026
      09:00  reminder  #releases      @Ana: today is release day. Sync Regular release, Tue 24 Nov 2026.
      09:00  reminder  to Ana         @Ana: today is release day. Sync Regular release, Tue 24 Nov 2026.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      09:00  release                  #1 Sync v0.0.5 (Regular release) is started by @Ana.
      09:30  notice    thread of #1 Sync v0.0.5
                                      @Release manager: Requirements for production of #1 Sync v0.0.5
                                      waits for you.
      09:35  gate                     #1 Sync v0.0.5: Requirements for production. Shut until Tue 8 Dec
                                      2026, the next planned day for production.

    Thursday 26 November 2026
      00:00  gate                     #1 Sync v0.0.5: Requirements for production. Shut until Tue 8 Dec
                                      2026, the next planned day for production.
                                      Shut today, a holiday: Thanksgiving Day. It opens on Fri 27 Nov
                                      2026.

    Friday 27 November 2026
      00:00  gate                     #1 Sync v0.0.5: Requirements for production. Shut until Tue 8 Dec
                                      2026, the next planned day for production.
      09:00  reminder  #releases      Sync: on Tue 1 Dec 2026 @Ana hands over to @Ben, who is release
                                      manager to Thu 31 Dec 2026.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Open: #1 v0.0.5.
                                      Backup: @Cho.
                                      [Write a note…]
      09:00  reminder  to Ana         Sync: on Tue 1 Dec 2026 @Ana hands over to @Ben, who is release
                                      manager to Thu 31 Dec 2026.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Open: #1 v0.0.5.
                                      Backup: @Cho.
                                      [Write a note…]
      09:00  reminder  to Ben         Sync: on Tue 1 Dec 2026 @Ana hands over to @Ben, who is release
                                      manager to Thu 31 Dec 2026.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Open: #1 v0.0.5.
                                      Backup: @Cho.
                                      [Write a note…]

    Tuesday 1 December 2026
      00:00  handover                 Release manager is @Ben until Thu 31 Dec 2026, after @Ana.
      09:00  reminder  #releases      Sync: @Ben is release manager from today to Thu 31 Dec 2026. @Ana
                                      hands over.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Open: #1 v0.0.5.
                                      Backup: @Cho.
      09:00  reminder  to Ana         Sync: @Ben is release manager from today to Thu 31 Dec 2026. @Ana
                                      hands over.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Open: #1 v0.0.5.
                                      Backup: @Cho.
      09:00  reminder  to Ben         Sync: @Ben is release manager from today to Thu 31 Dec 2026. @Ana
                                      hands over.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Open: #1 v0.0.5.
                                      Backup: @Cho.

    Thursday 3 December 2026
      09:00  reminder  #releases      @Ben: Sync Regular release is in 3 working days, on Tue 8 Dec
                                      2026.
                                      production: gets v0.0.5, on staging since 24 November.
      09:00  reminder  to Ben         @Ben: Sync Regular release is in 3 working days, on Tue 8 Dec
                                      2026.
                                      production: gets v0.0.5, on staging since 24 November.

    Monday 7 December 2026
      09:00  reminder  #releases      @Ben: Sync Regular release is on the next working day, Tue 8 Dec
                                      2026.
                                      production: gets v0.0.5, on staging since 24 November.
      09:00  reminder  to Ben         @Ben: Sync Regular release is on the next working day, Tue 8 Dec
                                      2026.
                                      production: gets v0.0.5, on staging since 24 November.

    Tuesday 8 December 2026
      00:00  gate                     #1 Sync v0.0.5: Requirements for production. It is open.
      09:00  reminder  #releases      @Ben: today is release day. Sync Regular release, Tue 8 Dec 2026.
      09:00  reminder  to Ben         @Ben: today is release day. Sync Regular release, Tue 8 Dec 2026.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      09:00  release                  #2 Sync v0.0.6 (Regular release) is started by @Ben.
      09:20  notice    thread of #1 Sync v0.0.5
                                      @Ops: Deploy on production of #1 Sync v0.0.5 waits for you.
      09:35  notice    thread of #1 Sync v0.0.5
                                      @Release manager: Watch the dashboards after the release of #1
                                      Sync v0.0.5 waits for you.
      09:50  release                  #1 Sync v0.0.5 (Regular release) is finished.
      10:15  notice    thread of #2 Sync v0.0.6
                                      @Release manager: Requirements for production of #2 Sync v0.0.6
                                      waits for you.
      10:20  gate                     #2 Sync v0.0.6: Requirements for production. Shut until Tue 22 Dec
                                      2026, the next planned day for production.

    Thursday 17 December 2026
      09:00  reminder  #releases      @Ben: Sync Regular release is in 3 working days, on Tue 22 Dec
                                      2026.
                                      production: v0.0.5, gets v0.0.6, on staging since 8 December.
      09:00  reminder  to Ben         @Ben: Sync Regular release is in 3 working days, on Tue 22 Dec
                                      2026.
                                      production: v0.0.5, gets v0.0.6, on staging since 8 December.

    Friday 18 December 2026
      09:00  reminder  to Cho         Sync: your turn as release manager begins on Fri 1 Jan 2027 and
                                      ends on Sun 31 Jan 2027.
                                      Planned days: Tue 5 Jan 2027 and Tue 19 Jan 2027.
                                      Are you away then? `/rotation away service:sync` passes it on;
                                      `/rotation swap service:sync` asks somebody to swap.

    Monday 21 December 2026
      09:00  reminder  #releases      @Ben: Sync Regular release is on the next working day, Tue 22 Dec
                                      2026.
                                      production: v0.0.5, gets v0.0.6, on staging since 8 December.
      09:00  reminder  to Ben         @Ben: Sync Regular release is on the next working day, Tue 22 Dec
                                      2026.
                                      production: v0.0.5, gets v0.0.6, on staging since 8 December.

    Tuesday 22 December 2026
      00:00  gate                     #2 Sync v0.0.6: Requirements for production. It is open.
      09:00  reminder  #releases      @Ben: today is release day. Sync Regular release, Tue 22 Dec 2026.
      09:00  reminder  to Ben         @Ben: today is release day. Sync Regular release, Tue 22 Dec 2026.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      09:00  release                  #3 Sync v0.0.7 (Regular release) is started by @Ben.
      09:20  notice    thread of #2 Sync v0.0.6
                                      @Ops: Deploy on production of #2 Sync v0.0.6 waits for you.
      09:35  notice    thread of #2 Sync v0.0.6
                                      @Release manager: Watch the dashboards after the release of #2
                                      Sync v0.0.6 waits for you.
      09:50  release                  #2 Sync v0.0.6 (Regular release) is finished.
      10:15  notice    thread of #3 Sync v0.0.7
                                      @Release manager: Requirements for production of #3 Sync v0.0.7
                                      waits for you.
      10:20  gate                     #3 Sync v0.0.7: Requirements for production. Shut until Tue 5 Jan
                                      2027, the next planned day for production.

    Thursday 24 December 2026
      09:00  reminder  #releases      @Cho: Sync Regular release is in 3 working days, on Tue 5 Jan
                                      2027.
                                      production: v0.0.6, gets v0.0.7, on staging since 22 December.
      09:00  reminder  to Cho         @Cho: Sync Regular release is in 3 working days, on Tue 5 Jan
                                      2027.
                                      production: v0.0.6, gets v0.0.7, on staging since 22 December.

    Friday 25 December 2026
      00:00  gate                     #3 Sync v0.0.7: Requirements for production. Shut until Tue 5 Jan
                                      2027, the next planned day for production.
                                      Shut today, a holiday: Christmas Day. It opens on Sat 26 Dec 2026.

    Saturday 26 December 2026
      00:00  gate                     #3 Sync v0.0.7: Requirements for production. Shut until Tue 5 Jan
                                      2027, the next planned day for production.

    Monday 28 December 2026
      09:00  reminder  #releases      Sync: on Fri 1 Jan 2027 @Ben hands over to @Cho, who is release
                                      manager to Sun 31 Jan 2027.
                                      Planned days: Tue 5 Jan 2027 and Tue 19 Jan 2027.
                                      Open: #3 v0.0.7.
                                      Backup: @Dia.
                                      [Write a note…]
      09:00  reminder  to Ben         Sync: on Fri 1 Jan 2027 @Ben hands over to @Cho, who is release
                                      manager to Sun 31 Jan 2027.
                                      Planned days: Tue 5 Jan 2027 and Tue 19 Jan 2027.
                                      Open: #3 v0.0.7.
                                      Backup: @Dia.
                                      [Write a note…]
      09:00  reminder  to Cho         Sync: on Fri 1 Jan 2027 @Ben hands over to @Cho, who is release
                                      manager to Sun 31 Jan 2027.
                                      Planned days: Tue 5 Jan 2027 and Tue 19 Jan 2027.
                                      Open: #3 v0.0.7.
                                      Backup: @Dia.
                                      [Write a note…]

    Tuesday 29 December 2026
      00:00  gate                     #3 Sync v0.0.7: Requirements for production. Shut until Tue 5 Jan
                                      2027, the next planned day for production.
                                      Shut today, a holiday: Winter break. It opens on Sat 2 Jan 2027.

    Friday 1 January 2027
      00:00  handover                 Release manager is @Cho until Sun 31 Jan 2027, after @Ben.
      00:00  gate                     #3 Sync v0.0.7: Requirements for production. Shut until Tue 5 Jan
                                      2027, the next planned day for production.
                                      Shut today, a holiday: New Year's Day. It opens on Sat 2 Jan 2027.
      09:00  reminder  #releases      Sync: @Cho is release manager from today to Sun 31 Jan 2027. @Ben
                                      hands over.
                                      Planned days: Tue 5 Jan 2027 and Tue 19 Jan 2027.
                                      Open: #3 v0.0.7.
                                      Backup: @Dia.
      09:00  reminder  to Ben         Sync: @Cho is release manager from today to Sun 31 Jan 2027. @Ben
                                      hands over.
                                      Planned days: Tue 5 Jan 2027 and Tue 19 Jan 2027.
                                      Open: #3 v0.0.7.
                                      Backup: @Dia.
      09:00  reminder  to Cho         Sync: @Cho is release manager from today to Sun 31 Jan 2027. @Ben
                                      hands over.
                                      Planned days: Tue 5 Jan 2027 and Tue 19 Jan 2027.
                                      Open: #3 v0.0.7.
                                      Backup: @Dia.

    Saturday 2 January 2027
      00:00  gate                     #3 Sync v0.0.7: Requirements for production. Shut until Tue 5 Jan
                                      2027, the next planned day for production.

    Monday 4 January 2027
      09:00  reminder  #releases      @Cho: Sync Regular release is on the next working day, Tue 5 Jan
                                      2027.
                                      production: v0.0.6, gets v0.0.7, on staging since 22 December.
      09:00  reminder  to Cho         @Cho: Sync Regular release is on the next working day, Tue 5 Jan
                                      2027.
                                      production: v0.0.6, gets v0.0.7, on staging since 22 December.

    Tuesday 5 January 2027
      00:00  gate                     #3 Sync v0.0.7: Requirements for production. It is open.
      09:00  reminder  #releases      @Cho: today is release day. Sync Regular release, Tue 5 Jan 2027.
      09:00  reminder  to Cho         @Cho: today is release day. Sync Regular release, Tue 5 Jan 2027.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      09:00  release                  #4 Sync v0.0.8 (Regular release) is started by @Cho.
      09:20  notice    thread of #3 Sync v0.0.7
                                      @Ops: Deploy on production of #3 Sync v0.0.7 waits for you.
      09:35  notice    thread of #3 Sync v0.0.7
                                      @Release manager: Watch the dashboards after the release of #3
                                      Sync v0.0.7 waits for you.
      09:50  release                  #3 Sync v0.0.7 (Regular release) is finished.
      10:15  notice    thread of #4 Sync v0.0.8
                                      @Release manager: Requirements for production of #4 Sync v0.0.8
                                      waits for you.
      10:20  gate                     #4 Sync v0.0.8: Requirements for production. Shut until Tue 19 Jan
                                      2027, the next planned day for production.

    Wednesday 13 January 2027
      09:00  reminder  #releases      @Cho: Sync Regular release is in 3 working days, on Tue 19 Jan
                                      2027.
                                      production: v0.0.7, gets v0.0.8, on staging since 5 January.
      09:00  reminder  to Cho         @Cho: Sync Regular release is in 3 working days, on Tue 19 Jan
                                      2027.
                                      production: v0.0.7, gets v0.0.8, on staging since 5 January.

    Friday 15 January 2027
      09:00  reminder  #releases      @Cho: Sync Regular release is on the next working day, Tue 19 Jan
                                      2027.
                                      production: v0.0.7, gets v0.0.8, on staging since 5 January.
      09:00  reminder  to Cho         @Cho: Sync Regular release is on the next working day, Tue 19 Jan
                                      2027.
                                      production: v0.0.7, gets v0.0.8, on staging since 5 January.

    In 56 days:
      4 releases started, 3 finished
      Goes on: #4 Sync v0.0.8 is at Requirements for production: Shut until Tue 19 Jan 2027, the next
        planned day for production.
      4 planned days: 4 held
      39 reminders, 10 notices, 14 gates that shut or opened, 2 handovers
      Ana as Release manager: 1 turn, 1 planned day
      Ben as Release manager: 1 turn, 2 planned days
      Cho as Release manager: 1 turn, 1 planned day
    ");
}

#[tokio::test]
async fn a_narrow_terminal_shows_the_same_below_each_other() {
    let rehearsal = played(&plan(shipped("sync"), "2026-11-23", "2w")).await;
    let paper = text(&rehearsal, 44);
    assert!(paper.lines().all(|line| line.chars().count() <= 44), "{paper}");
    insta::assert_snapshot!(paper, @"
    Sync, Monday 23 November 2026 to Sunday 6
    December 2026 (America/Los_Angeles)

    Monday 23 November 2026
      09:00 reminder #releases
        @Ana: Sync Regular release is on the
        next working day, Tue 24 Nov 2026.
        Nothing is open from earlier days.
      09:00 reminder to Ana
        @Ana: Sync Regular release is on the
        next working day, Tue 24 Nov 2026.
        Nothing is open from earlier days.

    Tuesday 24 November 2026
      09:00 reminder #releases
        @Ana: today is release day. Sync Regular
        release, Tue 24 Nov 2026.
      09:00 reminder to Ana
        @Ana: today is release day. Sync Regular
        release, Tue 24 Nov 2026.
        The list is on its card, where releases
        are announced.
        [I am on it]
        [Remind me later… ▾ In 1 hour | In 3
        hours | After lunch, at 13:00 | On the
        next working day]
      09:00 release
        #1 Sync v0.0.5 (Regular release) is
        started by @Ana.
      09:30 notice thread of #1 Sync v0.0.5
        @Release manager: Requirements for
        production of #1 Sync v0.0.5 waits for
        you.
      09:35 gate
        #1 Sync v0.0.5: Requirements for
        production. Shut until Tue 8 Dec 2026,
        the next planned day for production.

    Thursday 26 November 2026
      00:00 gate
        #1 Sync v0.0.5: Requirements for
        production. Shut until Tue 8 Dec 2026,
        the next planned day for production.
        Shut today, a holiday: Thanksgiving Day.
        It opens on Fri 27 Nov 2026.

    Friday 27 November 2026
      00:00 gate
        #1 Sync v0.0.5: Requirements for
        production. Shut until Tue 8 Dec 2026,
        the next planned day for production.
      09:00 reminder #releases
        Sync: on Tue 1 Dec 2026 @Ana hands over
        to @Ben, who is release manager to Thu
        31 Dec 2026.
        Planned days: Tue 8 Dec 2026 and Tue 22
        Dec 2026.
        Open: #1 v0.0.5.
        Backup: @Cho.
        [Write a note…]
      09:00 reminder to Ana
        Sync: on Tue 1 Dec 2026 @Ana hands over
        to @Ben, who is release manager to Thu
        31 Dec 2026.
        Planned days: Tue 8 Dec 2026 and Tue 22
        Dec 2026.
        Open: #1 v0.0.5.
        Backup: @Cho.
        [Write a note…]
      09:00 reminder to Ben
        Sync: on Tue 1 Dec 2026 @Ana hands over
        to @Ben, who is release manager to Thu
        31 Dec 2026.
        Planned days: Tue 8 Dec 2026 and Tue 22
        Dec 2026.
        Open: #1 v0.0.5.
        Backup: @Cho.
        [Write a note…]

    Tuesday 1 December 2026
      00:00 handover
        Release manager is @Ben until Thu 31 Dec
        2026, after @Ana.
      09:00 reminder #releases
        Sync: @Ben is release manager from today
        to Thu 31 Dec 2026. @Ana hands over.
        Planned days: Tue 8 Dec 2026 and Tue 22
        Dec 2026.
        Open: #1 v0.0.5.
        Backup: @Cho.
      09:00 reminder to Ana
        Sync: @Ben is release manager from today
        to Thu 31 Dec 2026. @Ana hands over.
        Planned days: Tue 8 Dec 2026 and Tue 22
        Dec 2026.
        Open: #1 v0.0.5.
        Backup: @Cho.
      09:00 reminder to Ben
        Sync: @Ben is release manager from today
        to Thu 31 Dec 2026. @Ana hands over.
        Planned days: Tue 8 Dec 2026 and Tue 22
        Dec 2026.
        Open: #1 v0.0.5.
        Backup: @Cho.

    Thursday 3 December 2026
      09:00 reminder #releases
        @Ben: Sync Regular release is in 3
        working days, on Tue 8 Dec 2026.
        production: gets v0.0.5, on staging
        since 24 November.
      09:00 reminder to Ben
        @Ben: Sync Regular release is in 3
        working days, on Tue 8 Dec 2026.
        production: gets v0.0.5, on staging
        since 24 November.

    In 14 days:
      1 release started, 0 finished
      Goes on: #1 Sync v0.0.5 is at
        Requirements for production: Shut until
        Tue 8 Dec 2026, the next planned day for
        production.
      1 planned day: 1 held
      12 reminders, 1 notice, 3 gates that
        shut or opened, 1 handover
      Ana as Release manager: 1 turn, 1
        planned day
      Ben as Release manager: 1 turn, 0
        planned days
    ");
}

#[tokio::test]
async fn where_nobody_does_anything_one_sees_what_nagging_looks_like() {
    let mut plan = plan(shipped("sync"), "2026-11-23", "5w");
    plan.team = Temper::Absent;
    let rehearsal = played(&plan).await;
    assert_eq!((rehearsal.summary.started, rehearsal.summary.finished), (0, 0));
    assert_eq!(rehearsal.summary.not_done, [""; 0], "nobody tried");
    insta::assert_snapshot!(text(&rehearsal, 100), @"
    Sync, Monday 23 November 2026 to Sunday 27 December 2026 (America/Los_Angeles)

    Monday 23 November 2026
      09:00  reminder  #releases      @Ana: Sync Regular release is on the next working day, Tue 24 Nov
                                      2026.
                                      Nothing is open from earlier days.
      09:00  reminder  to Ana         @Ana: Sync Regular release is on the next working day, Tue 24 Nov
                                      2026.
                                      Nothing is open from earlier days.

    Tuesday 24 November 2026
      09:00  reminder  #releases      @Ana: today is release day. Sync Regular release, Tue 24 Nov 2026.
      09:00  reminder  to Ana         @Ana: today is release day. Sync Regular release, Tue 24 Nov 2026.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      11:00  reminder  #releases      @Ben: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 24 Nov 2026. @Ana was called. Can you take it on?
                                      Press I am on it, or start, move or skip it on its card.
      11:00  reminder  to Ben         @Ben: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 24 Nov 2026. @Ana was called. Can you take it on?
                                      Press I am on it, or start, move or skip it on its card.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      11:00  reminder  to Ana         @Ana: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 24 Nov 2026. I have asked @Ben as well.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]

    Wednesday 25 November 2026
      09:00  reminder  #releases      @Ana: this is still open for Sync Regular release, Tue 24 Nov
                                      2026:
                                      · Start the release (@Ana)

    Friday 27 November 2026
      09:00  reminder  #releases      @Ana: this is still open for Sync Regular release, Tue 24 Nov
                                      2026:
                                      · Start the release (@Ana)
      09:00  reminder  #releases      Sync: on Tue 1 Dec 2026 @Ana hands over to @Ben, who is release
                                      manager to Thu 31 Dec 2026.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Backup: @Cho.
                                      [Write a note…]
      09:00  reminder  to Ana         Sync: on Tue 1 Dec 2026 @Ana hands over to @Ben, who is release
                                      manager to Thu 31 Dec 2026.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Backup: @Cho.
                                      [Write a note…]
      09:00  reminder  to Ben         Sync: on Tue 1 Dec 2026 @Ana hands over to @Ben, who is release
                                      manager to Thu 31 Dec 2026.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Backup: @Cho.
                                      [Write a note…]

    Monday 30 November 2026
      09:00  reminder  #releases      @Ana: this is still open for Sync Regular release, Tue 24 Nov
                                      2026:
                                      · Start the release (@Ana)

    Tuesday 1 December 2026
      00:00  handover                 Release manager is @Ben until Thu 31 Dec 2026, after @Ana.
      09:00  reminder  #releases      @Ana: this is still open for Sync Regular release, Tue 24 Nov
                                      2026:
                                      · Start the release (@Ana)
      09:00  reminder  #releases      Sync: @Ben is release manager from today to Thu 31 Dec 2026. @Ana
                                      hands over.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Backup: @Cho.
      09:00  reminder  to Ana         Sync: @Ben is release manager from today to Thu 31 Dec 2026. @Ana
                                      hands over.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Backup: @Cho.
      09:00  reminder  to Ben         Sync: @Ben is release manager from today to Thu 31 Dec 2026. @Ana
                                      hands over.
                                      Planned days: Tue 8 Dec 2026 and Tue 22 Dec 2026.
                                      Backup: @Cho.

    Wednesday 2 December 2026
      09:00  reminder  #releases      @Ana: this is still open for Sync Regular release, Tue 24 Nov
                                      2026:
                                      · Start the release (@Ana)

    Thursday 3 December 2026
      09:00  reminder  #releases      @Ana: this is still open for Sync Regular release, Tue 24 Nov
                                      2026:
                                      · Start the release (@Ana)
      09:00  reminder  #releases      @Ben: Sync Regular release is in 3 working days, on Tue 8 Dec
                                      2026.
                                      Nothing is open from earlier days.
      09:00  reminder  to Ben         @Ben: Sync Regular release is in 3 working days, on Tue 8 Dec
                                      2026.
                                      Nothing is open from earlier days.

    Friday 4 December 2026
      09:00  reminder  #releases      @Ana: this is still open for Sync Regular release, Tue 24 Nov
                                      2026:
                                      · Start the release (@Ana)

    Monday 7 December 2026
      09:00  reminder  #releases      @Ana: this is still open for Sync Regular release, Tue 24 Nov
                                      2026:
                                      · Start the release (@Ana)
      09:00  reminder  #releases      @Ben: Sync Regular release is on the next working day, Tue 8 Dec
                                      2026.
                                      Nothing is open from earlier days.
      09:00  reminder  to Ben         @Ben: Sync Regular release is on the next working day, Tue 8 Dec
                                      2026.
                                      Nothing is open from earlier days.

    Tuesday 8 December 2026
      09:00  reminder  #releases      @Ben: today is release day. Sync Regular release, Tue 8 Dec 2026.
      09:00  reminder  to Ben         @Ben: today is release day. Sync Regular release, Tue 8 Dec 2026.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      11:00  reminder  #releases      @Cho: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 8 Dec 2026. @Ben was called. Can you take it on?
                                      Press I am on it, or start, move or skip it on its card.
      11:00  reminder  to Cho         @Cho: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 8 Dec 2026. @Ben was called. Can you take it on?
                                      Press I am on it, or start, move or skip it on its card.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      11:00  reminder  to Ben         @Ben: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 8 Dec 2026. I have asked @Cho as well.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]

    Wednesday 9 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)

    Thursday 10 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)

    Friday 11 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)

    Monday 14 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)

    Tuesday 15 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)

    Wednesday 16 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)

    Thursday 17 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)
      09:00  reminder  #releases      @Ben: Sync Regular release is in 3 working days, on Tue 22 Dec
                                      2026.
                                      Nothing is open from earlier days.
      09:00  reminder  to Ben         @Ben: Sync Regular release is in 3 working days, on Tue 22 Dec
                                      2026.
                                      Nothing is open from earlier days.

    Friday 18 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)
      09:00  reminder  to Cho         Sync: your turn as release manager begins on Fri 1 Jan 2027 and
                                      ends on Sun 31 Jan 2027.
                                      Planned days: Tue 5 Jan 2027 and Tue 19 Jan 2027.
                                      Are you away then? `/rotation away service:sync` passes it on;
                                      `/rotation swap service:sync` asks somebody to swap.

    Monday 21 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 8 Dec 2026:
                                      · Start the release (@Ben)
      09:00  reminder  #releases      @Ben: Sync Regular release is on the next working day, Tue 22 Dec
                                      2026.
                                      Nothing is open from earlier days.
      09:00  reminder  to Ben         @Ben: Sync Regular release is on the next working day, Tue 22 Dec
                                      2026.
                                      Nothing is open from earlier days.

    Tuesday 22 December 2026
      09:00  reminder  #releases      @Ben: today is release day. Sync Regular release, Tue 22 Dec 2026.
      09:00  reminder  to Ben         @Ben: today is release day. Sync Regular release, Tue 22 Dec 2026.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      11:00  reminder  #releases      @Cho: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 22 Dec 2026. @Ben was called. Can you take it on?
                                      Press I am on it, or start, move or skip it on its card.
      11:00  reminder  to Cho         @Cho: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 22 Dec 2026. @Ben was called. Can you take it on?
                                      Press I am on it, or start, move or skip it on its card.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]
      11:00  reminder  to Ben         @Ben: nobody has reacted to release day since 09:00. Sync Regular
                                      release, Tue 22 Dec 2026. I have asked @Cho as well.
                                      The list is on its card, where releases are announced.
                                      [I am on it]
                                      [Remind me later… ▾ In 1 hour | In 3 hours | After lunch, at 13:00
                                      | On the next working day]

    Wednesday 23 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 22 Dec
                                      2026:
                                      · Start the release (@Ben)

    Thursday 24 December 2026
      09:00  reminder  #releases      @Ben: this is still open for Sync Regular release, Tue 22 Dec
                                      2026:
                                      · Start the release (@Ben)
      09:00  reminder  #releases      @Cho: Sync Regular release is in 3 working days, on Tue 5 Jan
                                      2027.
                                      Nothing is open from earlier days.
      09:00  reminder  to Cho         @Cho: Sync Regular release is in 3 working days, on Tue 5 Jan
                                      2027.
                                      Nothing is open from earlier days.

    In 35 days:
      0 releases started, 0 finished
      3 planned days
      53 reminders, 0 notices, 0 gates that shut or opened, 1 handover
      Ana as Release manager: 1 turn, 1 planned day
      Ben as Release manager: 1 turn, 2 planned days
    ");
}

/// The team lives elsewhere than the playbook says: everything happens at its own nine o'clock.
#[tokio::test]
async fn a_team_elsewhere_is_called_at_its_own_hour() {
    let mut plan = plan(shipped("sync"), "2026-11-23", "52w");
    plan.zone = Some(chrono_tz::Europe::Berlin);
    let rehearsal = played(&plan).await;
    let local: BTreeSet<String> = due(&rehearsal)
        .iter()
        .map(|entry| {
            entry
                .at
                .with_timezone(&chrono_tz::Europe::Berlin)
                .format("%a %H:%M")
                .to_string()
        })
        .collect();
    assert_eq!(local.into_iter().collect::<Vec<_>>(), ["Tue 09:00"]);
    let offsets: BTreeSet<String> = due(&rehearsal)
        .iter()
        .map(|entry| entry.at.format("%H:%M").to_string())
        .collect();
    assert_eq!(
        offsets.into_iter().collect::<Vec<_>>(),
        ["07:00", "08:00"],
        "summer and winter"
    );
}

/// S4.12
#[tokio::test]
async fn in_a_year_no_planned_day_is_missed_and_none_is_called_twice() {
    let playbook = shipped("sync");
    let cadence = playbook.service.cadences[0].clone();
    let rehearsal = played(&plan(playbook, "2026-11-23", "1y")).await;
    let planned: Vec<NaiveDate> = cadence
        .slots_from(rehearsal.from)
        .take_while(|date| *date < rehearsal.until)
        .collect();
    let called: Vec<NaiveDate> = due(&rehearsal)
        .iter()
        .map(|entry| entry.at.with_timezone(&rehearsal.zone).date_naive())
        .collect();
    assert_eq!(planned.len(), 26);
    assert_eq!(
        called, planned,
        "none of these days is on a holiday, so none moves"
    );
    assert_eq!(rehearsal.summary.days.held, planned.len());
    assert_eq!(rehearsal.summary.not_done, [""; 0]);
}

/// Everybody serves in turn: twelve months and four people.
#[tokio::test]
async fn in_a_year_everybody_serves_alike() {
    let rehearsal = played(&plan(shipped("sync"), "2026-12-01", "1y")).await;
    let turns: Vec<(&str, usize)> = rehearsal
        .summary
        .served
        .iter()
        .map(|served| (served.person.as_str(), served.turns))
        .collect();
    assert_eq!(turns, [("Ana", 3), ("Ben", 3), ("Cho", 3), ("Dia", 3)]);
}

/// Every process that can be started comes to its end, and nothing is left that nobody may do.
#[tokio::test]
async fn every_shipped_process_comes_to_its_end() {
    for source in playbook::shipped() {
        let name = playbook::short_name(&source);
        let playbook = playbook::read(&source).unwrap();
        let startable = playbook
            .processes
            .iter()
            .filter(|process| process.not_yet.is_none());
        let startable: BTreeSet<ProcessName> = startable.map(|process| process.name.clone()).collect();
        let mut plan = plan(playbook, "2026-11-23", "26w");
        plan.also = startable.iter().cloned().collect();
        let rehearsal = played(&plan).await;
        assert_eq!(rehearsal.summary.not_done, [""; 0], "{name}");
        assert_eq!(rehearsal.summary.finished_processes, startable, "{name}");
    }
}

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
