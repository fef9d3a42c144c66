//! Timers, notices, cards and the list of releases.

use gonogo::store::{
    Card, NewNotice, NoticeState, ReleaseFilter, ReleaseRow, Store, Timer, Trouble, Tx, Via,
};

use super::{entry, open};
use crate::database::{Database, on_every_database};

fn timer(key: &str, due_at: i64) -> Timer {
    Timer {
        key: key.into(),
        due_at,
        body: "{}".into(),
    }
}

fn notice(key: &str, due_at: i64) -> NewNotice {
    NewNotice {
        key: key.into(),
        stream: "release/1".into(),
        body: r#"{"text":"Kia ora ✓"}"#.into(),
        nonce: format!("n-{key}"),
        due_at,
        not_after: Some(due_at + 500),
        via: Via::Discord,
        lane: "release/1".into(),
    }
}

on_every_database!(a_transaction_dropped_in_the_middle_leaves_nothing);
async fn a_transaction_dropped_in_the_middle_leaves_nothing(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    tx.append("release/1", 0, "key", &[entry("{}")]).await.unwrap();
    tx.remember("key", "done", 1).await.unwrap();
    tx.replace_timers("release/1", &[timer("warn", 5)]).await.unwrap();
    tx.queue_notice(&notice("begun", 5)).await.unwrap();
    tx.want_card("card", "release/1", None, "releases", 5)
        .await
        .unwrap();
    drop(tx);

    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.streams().await.unwrap(), [] as [String; 0]);
    assert_eq!(tx.find_outcome("key").await.unwrap(), None);
    assert_eq!(tx.earliest_timer().await.unwrap(), None);
    assert_eq!(tx.earliest_notice(Via::Discord).await.unwrap(), None);
    assert_eq!(tx.card("card").await.unwrap(), None);
    drop(tx);
    store.close().await;
}

on_every_database!(timers_are_replaced_as_a_whole);
async fn timers_are_replaced_as_a_whole(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    tx.replace_timers("release/1", &[timer("warn", 30), timer("begin", 20)])
        .await
        .unwrap();
    tx.replace_timers("release/2", &[timer("warn", 25)])
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.earliest_timer().await.unwrap(), Some(20));
    assert_eq!(due(&mut tx, 19).await, [] as [String; 0]);
    assert_eq!(
        due(&mut tx, 30).await,
        ["release/1 begin", "release/2 warn", "release/1 warn"]
    );
    tx.replace_timers("release/1", &[timer("warn", 40)])
        .await
        .unwrap();
    assert_eq!(due(&mut tx, 40).await, ["release/2 warn", "release/1 warn"]);
    tx.drop_timer("release/2", "warn").await.unwrap();
    tx.drop_timer("release/2", "warn").await.unwrap();
    assert_eq!(tx.earliest_timer().await.unwrap(), Some(40));
    drop(tx);
    store.close().await;
}

async fn due(tx: &mut Tx, now: i64) -> Vec<String> {
    let timers = tx.due_timers(now, 10).await.unwrap();
    timers
        .into_iter()
        .map(|t| format!("{} {}", t.stream, t.key))
        .collect()
}

async fn with_notice(store: &Store) -> i64 {
    let mut tx = store.begin().await.unwrap();
    assert!(tx.queue_notice(&notice("begun", 100)).await.unwrap());
    assert!(
        !tx.queue_notice(&notice("begun", 1)).await.unwrap(),
        "the same key is queued once"
    );
    tx.commit().await.unwrap();
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.due_notices(Via::Discord, 99, 10).await.unwrap(), []);
    let [found] = tx
        .due_notices(Via::Discord, 100, 10)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(
        (found.key.as_str(), found.nonce.as_str(), found.attempts),
        ("begun", "n-begun", 0)
    );
    assert_eq!(
        (found.due_at, found.not_after, found.state),
        (100, Some(600), NoticeState::Pending)
    );
    assert_eq!(found.body, r#"{"text":"Kia ora ✓"}"#);
    found.id
}

on_every_database!(a_notice_is_tried_postponed_and_said_once);
async fn a_notice_is_tried_postponed_and_said_once(db: Database) {
    let store = open(&db).await;
    let id = with_notice(&store).await;
    let mut tx = store.begin().await.unwrap();
    tx.notice_attempted(id, 101).await.unwrap();
    tx.notice_postponed(id, 200, "Discord is away").await.unwrap();
    assert_eq!(tx.earliest_notice(Via::Discord).await.unwrap(), Some(200));
    let [waiting] = tx
        .due_notices(Via::Discord, 200, 10)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!((waiting.attempts, waiting.last_attempt_at), (1, Some(101)));
    assert_eq!(waiting.problem.as_deref(), Some("Discord is away"));

    tx.notice_sent(id, "11", "22", 201).await.unwrap();
    tx.notice_dropped(id, "too late").await.unwrap();
    tx.notice_postponed(id, 300, "too late").await.unwrap();
    assert_eq!(tx.earliest_notice(Via::Discord).await.unwrap(), None);
    let [sent] = tx
        .notices_with(NoticeState::Sent, 10)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(
        (sent.channel_id.as_deref(), sent.message_id.as_deref()),
        (Some("11"), Some("22"))
    );
    assert_eq!(
        (sent.problem, tx.notices_in(NoticeState::Dropped).await.unwrap()),
        (None, 0)
    );
    drop(tx);
    store.close().await;
}

on_every_database!(a_blocked_notice_waits_until_it_is_unblocked);
async fn a_blocked_notice_waits_until_it_is_unblocked(db: Database) {
    let store = open(&db).await;
    let id = with_notice(&store).await;
    let mut tx = store.begin().await.unwrap();
    tx.notice_blocked(id, 5000, "no permission to post in #outages")
        .await
        .unwrap();
    assert_eq!(tx.due_notices(Via::Discord, 4999, 10).await.unwrap(), []);
    assert_eq!(tx.earliest_notice(Via::Discord).await.unwrap(), Some(5000));
    assert_eq!(tx.due_notices(Via::Discord, 5000, 10).await.unwrap().len(), 1);
    assert_eq!(tx.notices_in(NoticeState::Blocked).await.unwrap(), 1);
    assert_eq!(tx.unblock_notices().await.unwrap(), 1);
    assert_eq!(tx.due_notices(Via::Discord, 1000, 10).await.unwrap().len(), 1);
    tx.notice_dropped(id, "the outage is over").await.unwrap();
    assert_eq!(
        (
            tx.unblock_notices().await.unwrap(),
            tx.earliest_notice(Via::Discord).await.unwrap()
        ),
        (0, None)
    );
    drop(tx);
    store.close().await;
}

on_every_database!(a_nonce_that_discord_would_refuse_is_refused);
async fn a_nonce_that_discord_would_refuse_is_refused(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    let long = NewNotice {
        nonce: "x".repeat(26),
        ..notice("begun", 1)
    };
    assert!(tx.queue_notice(&long).await.is_err());
    drop(tx);
    store.close().await;
}

async fn dirty(tx: &mut Tx, now: i64) -> Vec<String> {
    tx.dirty_cards(now, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|card| card.key)
        .collect()
}

async fn card(tx: &mut Tx, key: &str) -> Card {
    tx.card(key).await.unwrap().unwrap()
}

on_every_database!(ten_changes_of_a_card_are_one_edit);
async fn ten_changes_of_a_card_are_one_edit(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    for at in 0..10 {
        tx.want_card("release/1", "release/1", None, "releases", at)
            .await
            .unwrap();
    }
    assert_eq!(tx.earliest_dirty_card().await.unwrap(), Some(0));
    let [seen] = tx.dirty_cards(0, 10).await.unwrap().try_into().unwrap();
    assert_eq!(
        (seen.wanted, seen.shown, seen.message_id, seen.place.as_str()),
        (10, 0, None, "releases")
    );

    tx.want_card("release/1", "release/1", None, "releases", 11)
        .await
        .unwrap();
    tx.card_shown("release/1", "5", "6", "abc", seen.wanted)
        .await
        .unwrap();
    assert_eq!(
        dirty(&mut tx, 0).await,
        ["release/1"],
        "a change while it was being shown is not forgotten"
    );
    tx.card_shown("release/1", "5", "6", "abd", 11).await.unwrap();
    tx.card_shown("release/1", "5", "6", "abc", 10).await.unwrap();
    assert_eq!(
        card(&mut tx, "release/1").await.shown,
        11,
        "a late answer does not turn it back"
    );
    assert_eq!(
        (
            dirty(&mut tx, 99).await.len(),
            tx.earliest_dirty_card().await.unwrap()
        ),
        (0, None)
    );
    assert_eq!(tx.card_by_message("6").await.unwrap().unwrap().key, "release/1");
    drop(tx);
    store.close().await;
}

on_every_database!(a_card_that_waits_after_a_failure_goes_on_waiting);
async fn a_card_that_waits_after_a_failure_goes_on_waiting(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    tx.want_card("a", "release/1", None, "releases", 1).await.unwrap();
    tx.card_postponed("a", 500, "Discord is away").await.unwrap();
    tx.want_card("a", "release/1", None, "releases", 2).await.unwrap();
    tx.want_shown_cards("release/1").await.unwrap();
    assert_eq!(dirty(&mut tx, 499).await, [] as [String; 0]);
    assert_eq!(tx.earliest_dirty_card().await.unwrap(), Some(500));
    let waiting = card(&mut tx, "a").await;
    assert_eq!(
        (waiting.wanted, waiting.attempts, waiting.problem.as_deref()),
        (3, 1, Some("Discord is away"))
    );
    tx.card_shown("a", "5", "6", "abc", 3).await.unwrap();
    let shown = card(&mut tx, "a").await;
    assert_eq!((shown.attempts, shown.problem, shown.next_at), (0, None, 0));
    drop(tx);
    store.close().await;
}

on_every_database!(a_card_in_a_thread_waits_for_its_parent);
async fn a_card_in_a_thread_waits_for_its_parent(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    tx.want_card("a-child", "release/1", Some("parent"), "releases", 1)
        .await
        .unwrap();
    tx.want_card("parent", "release/1", None, "releases", 2)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    assert_eq!(dirty(&mut tx, 9).await, ["parent"]);
    tx.card_shown("parent", "5", "6", "abc", 1).await.unwrap();
    assert_eq!(
        (dirty(&mut tx, 9).await, tx.earliest_dirty_card().await.unwrap()),
        (vec!["a-child".into()], Some(0))
    );
    tx.want_shown_cards("release/1").await.unwrap();
    assert_eq!(dirty(&mut tx, 9).await, ["parent", "a-child"]);
    tx.card_shown("parent", "5", "6", "abd", 2).await.unwrap();
    tx.card_shown("a-child", "6", "7", "abe", 2).await.unwrap();
    assert_eq!(dirty(&mut tx, 9).await, [] as [String; 0]);

    tx.card_lost("a-child", false).await.unwrap();
    assert_eq!(dirty(&mut tx, 9).await, ["a-child"]);
    tx.card_shown("a-child", "6", "8", "abe", 3).await.unwrap();
    tx.card_lost("parent", true).await.unwrap();
    let homeless = card(&mut tx, "a-child").await;
    assert_eq!((homeless.message_id, homeless.digest.as_str()), (None, ""));
    assert_eq!(dirty(&mut tx, 9).await, ["parent"]);
    let all = tx.cards_of("release/1").await.unwrap();
    assert_eq!(
        all.iter().map(|card| card.key.as_str()).collect::<Vec<_>>(),
        ["parent", "a-child"]
    );
    drop(tx);
    store.close().await;
}

on_every_database!(a_card_under_a_parent_that_nobody_wants_is_not_saved);
async fn a_card_under_a_parent_that_nobody_wants_is_not_saved(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    tx.want_card("child", "release/1", Some("nobody"), "releases", 1)
        .await
        .unwrap();
    assert!(tx.commit().await.is_err());
    assert_eq!(store.begin().await.unwrap().card("child").await.unwrap(), None);
    store.close().await;
}

fn release(number: i64, service: &str) -> ReleaseRow {
    ReleaseRow {
        number,
        service: service.into(),
        process: "mahara-minor".into(),
        version: "22.04.2".into(),
        title: "MyPortfolio 22.04.2".into(),
        state: "running".into(),
        started_by: "ana".into(),
        started_at: 10,
        ended_at: None,
        digest: "d1".into(),
    }
}

async fn numbers(tx: &mut Tx, filter: ReleaseFilter, service: Option<&str>) -> Vec<i64> {
    tx.releases(filter, service, 10, 0)
        .await
        .unwrap()
        .into_iter()
        .map(|r| r.number)
        .collect()
}

on_every_database!(releases_are_listed_newest_first);
async fn releases_are_listed_newest_first(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.next_number().await.unwrap(), 1);
    for (number, service) in [(1, "myportfolio"), (2, "fmtm"), (3, "myportfolio")] {
        tx.save_release(&release(number, service)).await.unwrap();
    }
    let ended = ReleaseRow {
        state: "finished".into(),
        ended_at: Some(99),
        ..release(1, "myportfolio")
    };
    tx.save_release(&ended).await.unwrap();
    assert_eq!(tx.find_release(1).await.unwrap(), Some(ended));
    assert_eq!(tx.find_release(4).await.unwrap(), None);
    assert_eq!(tx.next_number().await.unwrap(), 4);
    tx.save_outage(4, "fmtm").await.unwrap();
    assert_eq!(
        tx.next_number().await.unwrap(),
        5,
        "outages take their numbers from the same row"
    );
    assert_eq!(tx.service_of_outage(4).await.unwrap().as_deref(), Some("fmtm"));
    assert_eq!(tx.service_of_outage(3).await.unwrap(), None);
    assert_eq!(numbers(&mut tx, ReleaseFilter::All, None).await, [3, 2, 1]);
    assert_eq!(
        numbers(&mut tx, ReleaseFilter::All, Some("myportfolio")).await,
        [3, 1]
    );
    assert_eq!(numbers(&mut tx, ReleaseFilter::Open, None).await, [3, 2]);
    assert_eq!(
        numbers(&mut tx, ReleaseFilter::Open, Some("myportfolio")).await,
        [3]
    );
    let page = tx.releases(ReleaseFilter::All, None, 1, 1).await.unwrap();
    assert_eq!(page.iter().map(|r| r.number).collect::<Vec<_>>(), [2]);
    drop(tx);
    store.close().await;
}

on_every_database!(a_rebuild_clears_what_the_journal_can_give_back);
async fn a_rebuild_clears_what_the_journal_can_give_back(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    tx.append("release/1", 0, "key", &[entry("{}")]).await.unwrap();
    tx.save_release(&release(1, "fmtm")).await.unwrap();
    tx.replace_timers("release/1", &[timer("warn", 5)]).await.unwrap();
    tx.want_card("a", "release/1", None, "releases", 1).await.unwrap();
    tx.card_shown("a", "5", "6", "abc", 1).await.unwrap();
    tx.save_process("d1", "{}").await.unwrap();
    tx.save_process("d1", "something else").await.unwrap();
    tx.clear_projections().await.unwrap();
    assert_eq!(numbers(&mut tx, ReleaseFilter::All, None).await, [] as [i64; 0]);
    assert_eq!(tx.earliest_timer().await.unwrap(), None);
    assert_eq!(dirty(&mut tx, 0).await, ["a"]);
    assert_eq!(
        tx.find_process("d1").await.unwrap().as_deref(),
        Some("{}"),
        "a process is kept as it was"
    );
    assert_eq!(tx.find_process("d2").await.unwrap(), None);
    assert_eq!(tx.facts("release/1", 0).await.unwrap().len(), 1);
    drop(tx);
    store.close().await;
}

/// A notice of an audience's own lane.
fn in_lane(lane: &str, n: i64) -> NewNotice {
    NewNotice {
        lane: lane.into(),
        ..notice(&format!("{lane} {n}"), 100 + n)
    }
}

async fn due_keys(tx: &mut Tx, now: i64, limit: i64) -> Vec<String> {
    let due = tx.due_notices(Via::Discord, now, limit).await.unwrap();
    due.into_iter().map(|n| n.key).collect()
}

on_every_database!(no_lane_holds_up_another_and_each_keeps_its_order);
async fn no_lane_holds_up_another_and_each_keeps_its_order(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    for n in 0..30 {
        tx.queue_notice(&in_lane("channel/loud", n)).await.unwrap();
    }
    for n in 40..42 {
        tx.queue_notice(&in_lane("channel/quiet", n)).await.unwrap();
    }
    assert_eq!(
        due_keys(&mut tx, 1000, 4).await,
        [
            "channel/loud 0",
            "channel/quiet 40",
            "channel/loud 1",
            "channel/quiet 41"
        ]
    );
    let all = due_keys(&mut tx, 1000, 1000).await;
    assert_eq!(all.len(), 22, "a few of the loud one: {all:?}");

    // What is blocked holds its own lane until it is tried again, and nobody else's.
    let blocked = tx.due_notices(Via::Discord, 1000, 1).await.unwrap().remove(0);
    tx.notice_blocked(blocked.id, 2000, "no such channel")
        .await
        .unwrap();
    assert_eq!(
        due_keys(&mut tx, 1999, 100).await,
        ["channel/quiet 40", "channel/quiet 41"]
    );
    assert_eq!(due_keys(&mut tx, 2000, 1).await, ["channel/loud 0"]);
    tx.notice_dropped(blocked.id, "too late").await.unwrap();
    assert_eq!(due_keys(&mut tx, 1999, 1).await, ["channel/loud 1"]);
    drop(tx);
    store.close().await;
}

on_every_database!(a_trouble_is_noted_once_for_each_lane_and_problem);
async fn a_trouble_is_noted_once_for_each_lane_and_problem(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    let trouble = |lane: &str, problem: &str| Trouble {
        lane: lane.into(),
        problem: problem.into(),
        stream: "service/x".into(),
        body: "{}".into(),
        since: 5,
    };
    assert!(tx.add_trouble(&trouble("channel/a", "gone")).await.unwrap());
    assert!(!tx.add_trouble(&trouble("channel/a", "gone")).await.unwrap());
    assert!(tx.add_trouble(&trouble("channel/a", "forbidden")).await.unwrap());
    assert!(tx.add_trouble(&trouble("channel/b", "gone")).await.unwrap());
    tx.end_troubles("channel/a").await.unwrap();
    assert_eq!(tx.troubles_in("channel/a").await.unwrap(), []);
    assert_eq!(
        tx.troubles_in("channel/b").await.unwrap(),
        [trouble("channel/b", "gone")]
    );
    assert!(tx.add_trouble(&trouble("channel/a", "gone")).await.unwrap());
    drop(tx);
    store.close().await;
}
