//! What each audience reads of an outage, and when.

use super::*;

/// S0.16, S0.20, S0.30, S0.31: an outage from the first word to the last, as those who are told read it.
async fn an_outage_is_told_from_its_announcement_to_its_end(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let ana = story.person("ana").await;
    let preview = ana
        .commands(
            "outage schedule",
            &[
                ("service", "portal"),
                ("when", "3 dec 18:00"),
                ("length", "2h"),
                ("why", "A new database"),
                ("still_works", "Reading"),
            ],
        )
        .await;
    assert_snapshot!(story.reader.name_all(&preview), @"");
    assert_eq!(
        story.read("outages").await,
        "",
        "nobody is told before somebody publishes"
    );
    assert_snapshot!(story.reader.name_all(&ana.presses("Publish").await), @"");
    assert_snapshot!(story.read("releases").await, @"");
    assert_snapshot!(story.read("outages").await, @"");
    // Seven days, a day and an hour before.
    story.time_is("2026-11-26T05:00:00Z").await;
    story.time_is("2026-12-02T05:00:00Z").await;
    story.time_is("2026-12-03T04:00:00Z").await;
    story.time_is("2026-12-03T05:00:00Z").await;
    story.time_is("2026-12-03T06:45:00Z").await;
    assert_snapshot!(story.reader.name_all(&ana.presses("+30 min…").await), @"");
    assert_snapshot!(story.reader.name_all(&ana.presses("Change it and tell them").await), @"");
    story.time_is("2026-12-03T07:30:00Z").await;
    assert_snapshot!(story.read("releases").await, @"");
    story.time_is("2026-12-03T07:40:00Z").await;
    assert_snapshot!(story.reader.name_all(&ana.presses("It is back…").await), @"");
    assert_snapshot!(story.reader.name_all(&ana.presses("It is back, tell them").await), @"");
    assert_snapshot!(story.read("outages").await, @"");
    assert_snapshot!(story.read("staff-news").await, @"");
    let shown = ana.commands("outage show", &[("outage", "1")]).await;
    assert_snapshot!(story.reader.name_all(&shown), @"");
    story.end().await;
}
on_both_databases!(an_outage_is_told_from_its_announcement_to_its_end);

/// Everybody who heard the earlier version hears of the change, with both times; the reminders move along.
async fn what_is_moved_and_called_off_is_told_to_everybody_who_heard_of_it(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let ana = story.person("ana").await;
    announce(&ana, "26 nov 18:00", "2h").await;
    let preview = ana
        .commands("outage move", &[("outage", "1"), ("when", "27 nov 19:00")])
        .await;
    assert_snapshot!(story.reader.name_all(&preview), @"");
    ana.presses("Change it and tell them").await;
    let shorter = ana
        .commands("outage shorten", &[("outage", "1"), ("to", "30")])
        .await;
    assert_snapshot!(story.reader.name_all(&shorter), @"");
    ana.presses("Change it and tell them").await;
    // An hour before the earlier start nobody is reminded; a day before the new one they are.
    story.time_is("2026-11-26T05:30:00Z").await;
    story.time_is("2026-11-26T06:30:00Z").await;
    let off = ana
        .commands(
            "outage cancel",
            &[("outage", "1"), ("reason", "The disks are late")],
        )
        .await;
    assert_snapshot!(story.reader.name_all(&off), @"");
    assert_eq!(ana.presses("Call it off…").await, "form: Call outage 1 off");
    let done = ana.fills(&[("reason", "The disks are late")]).await;
    assert_snapshot!(story.reader.name_all(&done), @"");
    assert_snapshot!(story.read("outages").await, @"");
    assert_snapshot!(story.read("releases").await, @"");
    // What was called off is over: no reminder, no begin.
    let before = story.read("outages").await;
    story.time_is("2026-11-28T00:00:00Z").await;
    assert_eq!(story.read("outages").await, before);
    story.end().await;
}
on_both_databases!(what_is_moved_and_called_off_is_told_to_everybody_who_heard_of_it);

/// Anybody may ask to be told by direct message; the answer has the way back.
async fn anybody_may_be_told_by_direct_message(db: Database) {
    let story = Story::with_playbooks(db, portal()).await;
    let sam = story.person("sam").await;
    let yes = sam.commands("outage subscribe", &[]).await;
    assert_snapshot!(yes, @"");
    assert_eq!(
        sam.commands("outage subscribe", &[("audience", "Portal users")])
            .await,
        yes
    );
    let no = sam.presses("No, leave it").await;
    assert_snapshot!(no, @"");
    assert_snapshot!(sam.commands("outage subscribe", &[("audience", "staff")]).await, @"");
    assert_snapshot!(sam.commands("outage unsubscribe", &[]).await, @"");
    story.end().await;
}
on_both_databases!(anybody_may_be_told_by_direct_message);
