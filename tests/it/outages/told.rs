//! What each audience reads of an outage, and when.

use super::*;

/// S0.30, S0.31: an outage from the first word to the last, as those who are told read it.
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
    assert_snapshot!(story.reader.name_all(&preview), @"
    **Preview**: nobody was told yet.
    -# Outage 1 of Portal · Thu 3 Dec 18:00 to 20:00 (…) · 2 hours
    ---
    **Portal staff** read now, in #staff-news:
    **Portal will be unavailable** Thu 3 Dec 18:00 to 20:00 (…)
    Why: A new database
    What still works: Reading
    Later:
    · Thu 3 Dec 18:00 (…): that it has begun
    · when it is over: that the service is back
    **Portal users** read now, in #outages:
    **Portal will be unavailable** Thu 3 Dec 18:00 to 20:00 (…)
    Why: A new database
    What you notice: You cannot log in.
    What still works: Reading
    Questions: #general
    Later:
    · Thu 26 Nov 18:00 (…): a reminder
    · Wed 2 Dec 18:00 (…): a reminder
    · Thu 3 Dec 17:00 (…): a reminder
    · Thu 3 Dec 18:00 (…): that it has begun
    · when it is over: that the service is back
    [Publish] [Edit…] [Cancel]
    ");
    assert_eq!(
        story.read("outages").await,
        "",
        "nobody is told before somebody publishes"
    );
    assert_snapshot!(story.reader.name_all(&ana.presses("Publish").await), @"Outage 1 of Portal is published. Its audiences read it now.");
    assert_snapshot!(story.read("releases").await, @"
    gonogo: ### Outage 1 of Portal
    **Announced** by @ana, ….
    Thu 3 Dec 18:00 to 20:00 (…) · 2 hours
    Why: A new database
    What still works: Reading
    -# For Portal staff (#staff-news) and Portal users (#outages)
    [Extend…] [Move…] [Say it otherwise…] [It begins now…] [Call it off…]
    ");
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **Portal will be unavailable** Thu 3 Dec 18:00 to 20:00 (…)
    Why: A new database
    What you notice: You cannot log in.
    What still works: Reading
    Questions: #general
    -# Outage 1
    ");
    // Seven days, a day and an hour before.
    story.time_is("2026-11-26T05:00:00Z").await;
    story.time_is("2026-12-02T05:00:00Z").await;
    story.time_is("2026-12-03T04:00:00Z").await;
    story.time_is("2026-12-03T05:00:00Z").await;
    story.time_is("2026-12-03T06:45:00Z").await;
    assert_snapshot!(story.reader.name_all(&ana.presses("+30 min…").await), @"
    **Preview**: nobody was told yet.
    Outage 1 of Portal: the end changes.
    Now: Thu 3 Dec 20:30 (…)
    Was: Thu 3 Dec 20:00 (…)
    ---
    **Portal staff** read now, in #staff-news:
    **Portal needs longer**: it is expected back Thu 3 Dec 20:30 (…), not 20:00. We are sorry for the delay.
    Later:
    · when it is over: that the service is back
    **Portal users** read now, in #outages:
    **Portal needs longer**: it is expected back Thu 3 Dec 20:30 (…), not 20:00. We are sorry for the delay.
    Questions: #general
    Later:
    · when it is over: that the service is back
    [Change it and tell them] [Leave it as it is]
    ");
    assert_snapshot!(story.reader.name_all(&ana.presses("Change it and tell them").await), @"Outage 1 of Portal is now Thu 3 Dec 18:00 to 20:30. Everybody who heard of it reads that.");
    story.time_is("2026-12-03T07:30:00Z").await;
    assert_snapshot!(story.read("releases").await, @"
    gonogo: ### Outage 1 of Portal
    **Over its time**: it was to end, and nobody said that it is back.
    Thu 3 Dec 18:00 to 20:30 (…) · 2 hours 30 minutes
    -# Was: Thu 3 Dec 18:00 to 20:00
    Why: A new database
    What still works: Reading
    -# For Portal staff (#staff-news) and Portal users (#outages)
    [It is back…] [+15 min…] [+30 min…] [+60 min…]

    gonogo: @SRE team: the outage of Portal ends Thu 3 Dec 20:00 (…). Is there time enough? See `/outage show 1`.
    [It is back…] [+15 min…] [+30 min…] [+60 min…]

    gonogo: @SRE team: the outage of Portal ends Thu 3 Dec 20:30 (…). Is there time enough? See `/outage show 1`.
    [It is back…] [+15 min…] [+30 min…] [+60 min…]

    gonogo: @SRE team: the outage of Portal was to end Thu 3 Dec 20:30 (…) and goes on; its audiences were told. Say how much longer it takes, or that it is back. See `/outage show 1`.
    [It is back…] [+15 min…] [+30 min…] [+60 min…]
    ");
    story.time_is("2026-12-03T07:40:00Z").await;
    assert_snapshot!(story.reader.name_all(&ana.presses("It is back…").await), @"
    **Preview**: nobody was told yet.
    Outage 1 of Portal is over now; it was announced until Thu 3 Dec 20:30 (…).
    ---
    **Portal staff** read now, in #staff-news:
    **Portal is back** since 20:40, 10 minutes later than announced. Thank you for your patience.
    **Portal users** read now, in #outages:
    **Portal is back** since 20:40, 10 minutes later than announced. Thank you for your patience.
    [It is back, tell them] [Leave it as it is]
    ");
    assert_snapshot!(story.reader.name_all(&ana.presses("It is back, tell them").await), @"Outage 1 of Portal is over; its audiences read that the service is back.");
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **Portal is back.** It was unavailable Thu 3 Dec 18:00 to 20:40.
    -# Outage 1

    gonogo: **Reminder: Portal will be unavailable** Thu 3 Dec 18:00 to 20:00 (…)
    Why: A new database
    What you notice: You cannot log in.
    What still works: Reading
    Questions: #general

    gonogo: **Reminder: Portal will be unavailable** Thu 3 Dec 18:00 to 20:00 (…)
    Why: A new database
    What you notice: You cannot log in.
    What still works: Reading
    Questions: #general

    gonogo: **Reminder: Portal will be unavailable** Thu 3 Dec 18:00 to 20:00 (…)
    Why: A new database
    What you notice: You cannot log in.
    What still works: Reading
    Questions: #general

    gonogo: **Portal is unavailable** since 18:00; it is expected back Thu 3 Dec 20:00 (…).
    Questions: #general

    gonogo: **Portal needs longer**: it is expected back Thu 3 Dec 20:30 (…), not 20:00. We are sorry for the delay.
    Questions: #general

    gonogo: **Portal is not back yet.** It was expected Thu 3 Dec 20:30 (…). We are working on it and will tell you here.
    Questions: #general

    gonogo: **Portal is back** since 20:40, 10 minutes later than announced. Thank you for your patience.
    ");
    assert_snapshot!(story.read("staff-news").await, @"
    gonogo: **Portal is back.** It was unavailable Thu 3 Dec 18:00 to 20:40.
    -# Outage 1

    gonogo: **Portal is unavailable** since 18:00; it is expected back Thu 3 Dec 20:00 (…).

    gonogo: **Portal needs longer**: it is expected back Thu 3 Dec 20:30 (…), not 20:00. We are sorry for the delay.

    gonogo: **Portal is not back yet.** It was expected Thu 3 Dec 20:30 (…). We are working on it and will tell you here.

    gonogo: **Portal is back** since 20:40, 10 minutes later than announced. Thank you for your patience.
    ");
    let shown = ana.commands("outage show", &[("outage", "1")]).await;
    assert_snapshot!(story.reader.name_all(&shown), @"
    ### Outage 1 of Portal
    **Over** by @ana, ….
    In fact: Thu 3 Dec 18:00 to 20:40, 10 minutes longer than announced. Planned: Thu 3 Dec 18:00 to 20:30.
    -# Was: Thu 3 Dec 18:00 to 20:00
    Why: A new database
    What still works: Reading
    -# For Portal staff (#staff-news) and Portal users (#outages)
    ");
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
    assert_snapshot!(story.reader.name_all(&preview), @"
    **Preview**: nobody was told yet.
    Outage 1 of Portal is moved.
    Now: Fri 27 Nov 19:00 to 21:00 · 2 hours
    Was: Thu 26 Nov 18:00 to 20:00 · 2 hours
    ---
    **Portal staff** read now, in #staff-news:
    **Moved: Portal will be unavailable** Fri 27 Nov 19:00 to 21:00 (…), not Thu 26 Nov 18:00 to 20:00
    Later:
    · Fri 27 Nov 19:00 (…): that it has begun
    · when it is over: that the service is back
    **Portal users** read now, in #outages:
    **Moved: Portal will be unavailable** Fri 27 Nov 19:00 to 21:00 (…), not Thu 26 Nov 18:00 to 20:00
    What you notice: You cannot log in.
    Questions: #general
    Later:
    · Thu 26 Nov 19:00 (…): a reminder
    · Fri 27 Nov 18:00 (…): a reminder
    · Fri 27 Nov 19:00 (…): that it has begun
    · when it is over: that the service is back
    [Change it and tell them] [Leave it as it is]
    ");
    ana.presses("Change it and tell them").await;
    let shorter = ana
        .commands("outage shorten", &[("outage", "1"), ("to", "30")])
        .await;
    assert_snapshot!(story.reader.name_all(&shorter), @"
    **Preview**: nobody was told yet.
    Outage 1 of Portal is moved.
    Now: Fri 27 Nov 19:00 to 20:30 · 1 hour 30 minutes
    Was: Fri 27 Nov 19:00 to 21:00 · 2 hours
    ---
    **Portal staff** read now, in #staff-news:
    **Changed: Portal will be unavailable** Fri 27 Nov 19:00 to 20:30 (…), not Fri 27 Nov 19:00 to 21:00
    Later:
    · Fri 27 Nov 19:00 (…): that it has begun
    · when it is over: that the service is back
    **Portal users** read now, in #outages:
    **Changed: Portal will be unavailable** Fri 27 Nov 19:00 to 20:30 (…), not Fri 27 Nov 19:00 to 21:00
    What you notice: You cannot log in.
    Questions: #general
    Later:
    · Thu 26 Nov 19:00 (…): a reminder
    · Fri 27 Nov 18:00 (…): a reminder
    · Fri 27 Nov 19:00 (…): that it has begun
    · when it is over: that the service is back
    [Change it and tell them] [Leave it as it is]
    ");
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
    assert_snapshot!(story.reader.name_all(&off), @"
    **Preview**: nobody was told yet.
    Outage 1 of Portal is called off: Fri 27 Nov 19:00 to 20:30 will not happen.
    ---
    **Portal staff** read now, in #staff-news:
    **Cancelled:** Portal stays available; the outage Fri 27 Nov 19:00 to 20:30 will not happen.
    **Portal users** read now, in #outages:
    **Cancelled:** Portal stays available; the outage Fri 27 Nov 19:00 to 20:30 will not happen.
    [Call it off…] [Leave it as it is]
    ");
    assert_eq!(ana.presses("Call it off…").await, "form: Call outage 1 off");
    let done = ana.fills(&[("reason", "The disks are late")]).await;
    assert_snapshot!(story.reader.name_all(&done), @"Outage 1 of Portal is called off; its audiences read it.");
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **Cancelled:** Portal stays available; the outage Fri 27 Nov 19:00 to 20:30 will not happen.
    -# Outage 1

    gonogo: **Moved: Portal will be unavailable** Fri 27 Nov 19:00 to 21:00 (…), not Thu 26 Nov 18:00 to 20:00
    What you notice: You cannot log in.
    Questions: #general

    gonogo: **Changed: Portal will be unavailable** Fri 27 Nov 19:00 to 20:30 (…), not Fri 27 Nov 19:00 to 21:00
    What you notice: You cannot log in.
    Questions: #general

    gonogo: **Reminder: Portal will be unavailable** Fri 27 Nov 19:00 to 20:30 (…)
    What you notice: You cannot log in.
    Questions: #general
    -# This comes 30 minutes late.

    gonogo: **Cancelled:** Portal stays available; the outage Fri 27 Nov 19:00 to 20:30 will not happen.
    ");
    assert_snapshot!(story.read("releases").await, @"
    gonogo: ### Outage 1 of Portal
    **Called off** by @ana, …: “The disks are late”
    Fri 27 Nov 19:00 to 20:30 (…) · 1 hour 30 minutes
    -# Was: Fri 27 Nov 19:00 to 21:00; Thu 26 Nov 18:00 to 20:00
    -# For Portal staff (#staff-news) and Portal users (#outages)
    ");
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
    assert_snapshot!(yes.clone(), @"
    I tell you by direct message what Portal users are told of outages.
    [No, leave it]
    ");
    assert_eq!(
        sam.commands("outage subscribe", &[("audience", "Portal users")])
            .await,
        yes
    );
    let no = sam.presses("No, leave it").await;
    assert_snapshot!(no, @"
    I tell you no more by direct message what Portal users are told.
    [Yes, tell me]
    ");
    assert_snapshot!(sam.commands("outage subscribe", &[("audience", "staff")]).await, @"Portal staff are told in their channels, not by direct message: the playbook would say so with `subscribers = true`.");
    assert_snapshot!(sam.commands("outage unsubscribe", &[]).await, @"You are told nothing by direct message. `/outage subscribe` offers what there is.");
    story.end().await;
}
on_both_databases!(anybody_may_be_told_by_direct_message);
