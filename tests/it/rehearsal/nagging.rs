//! A team that does nothing.

use super::*;

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
