//! The same on a narrow terminal.

use super::*;

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
