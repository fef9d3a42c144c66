//! Somebody who asked for direct messages and takes none.

use gonogo::store::NoticeState;
use serde_json::json;

use super::*;
use crate::outage_notices::{asks, direct};

const CLOSED: &str = "I cannot reach you";

/// Issue 4, item 6: they read why with what they ask next, and once; opened, what still matters reaches them, late.
async fn who_takes_no_direct_messages_reads_so_when_they_come_by(db: Database) {
    let mut story = Story::with_playbooks(db, portal()).await;
    let (ana, sam) = (story.person("ana").await, story.person("sam").await);
    sam.commands("outage subscribe", &[]).await;
    asks(&story, "people", json!({ "name": "sam", "dms": "closed" })).await;
    announce(&ana, "26 nov 18:00", "2h").await;
    let others = ana.commands("outage list", &[]).await;
    assert!(!others.contains(CLOSED), "{others}");
    let said = sam.says("!outage list").await;
    assert!(!said.contains(CLOSED), "that is read by others: {said}");
    let listed = sam.commands("outage list", &[]).await;
    assert_snapshot!(story.reader.name_all(&listed), @"
    **1 · Portal** · announced
    Thu 26 Nov 18:00 to 20:00 (…)
    **I cannot reach you:** you are told of outages by direct message, and Discord does not let me send you one. Press this server's name, then **Privacy Settings**, and switch **Direct Messages** on; if you blocked me, unblock me. I try again every ten minutes and send you what still matters. Or `/outage unsubscribe`.
    ");
    let again = sam.commands("release list", &[]).await;
    assert!(!again.contains(CLOSED), "it is said once: {again}");
    story.restart_bot().await;
    story.passes("11m").await;
    let again = sam.commands("outage subscribe", &[]).await;
    assert!(!again.contains(CLOSED), "nor by the next bot: {again}");
    asks(&story, "people", json!({ "name": "sam", "dms": "open" })).await;
    story.passes("11m").await;
    assert_snapshot!(story.reader.name_all(&direct(&sam).await.join("\n\n")), @"
    **Portal will be unavailable** Thu 26 Nov 18:00 to 20:00 (…)
    What you notice: You cannot log in.
    Questions: #general
    -# This comes 22 minutes late.
    ");

    // Closed again: the reminder of a day before waits until the outage begins, and is never said.
    asks(&story, "people", json!({ "name": "sam", "dms": "closed" })).await;
    story.time_is("2026-11-25T05:00:00Z").await;
    let subscribed = sam.commands("outage subscribe", &[]).await;
    assert!(
        subscribed.contains(CLOSED),
        "another time, another word: {subscribed}"
    );
    story.time_is("2026-11-26T05:01:00Z").await;
    let again = sam.commands("outage list", &[]).await;
    assert!(!again.contains(CLOSED), "it is closed as it was: {again}");
    asks(&story, "people", json!({ "name": "sam", "dms": "open" })).await;
    story.passes("11m").await;
    let read = direct(&sam).await;
    assert_snapshot!(story.reader.name_all(&read[1..].join("\n\n")), @"
    **Portal is unavailable** since 18:00; it is expected back Thu 26 Nov 20:00 (…).
    Questions: #general
    -# This comes 12 minutes late.
    ");
    let store = story.store().await;
    let dropped = store
        .read()
        .await
        .unwrap()
        .notices_with(NoticeState::Dropped, 10)
        .await
        .unwrap();
    let dropped: Vec<&str> = dropped
        .iter()
        .map(|n| n.lane.split('/').next().unwrap())
        .collect();
    assert_eq!(dropped, ["person"], "the reminder of a day before");
    store.close().await;

    // What was to be said to them in vain is forgotten: the third time is news again.
    asks(&story, "people", json!({ "name": "sam", "dms": "closed" })).await;
    ana.commands("outage end", &[("outage", "1")]).await;
    ana.presses("It is back, tell them").await;
    story.settle().await;
    let listed = sam.commands("release list", &[]).await;
    assert!(listed.contains(CLOSED), "{listed}");
    asks(&story, "people", json!({ "name": "sam", "dms": "open" })).await;
    story.passes("11m").await;
    let last = direct(&sam).await.pop().unwrap_or_default();
    assert!(last.contains("is back"), "{last}");
    story.end().await;
}
on_both_databases!(who_takes_no_direct_messages_reads_so_when_they_come_by);
