//! Eight weeks of the sync servers, over two holidays. S4.13, S4.17, S4.44

use super::*;

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
