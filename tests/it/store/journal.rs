//! Facts: in order, chained, never changed; writers one at a time; a command answered once.

use gonogo::store::{BrokenLink, Store, StoreError};

use super::{entry, open, say};
use crate::database::{Database, Engine, on_both_databases, on_every_database};

on_every_database!(facts_come_back_in_order);
async fn facts_come_back_in_order(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    assert_eq!(
        tx.append("release/1", 0, "press-1", &[entry("a"), entry("b")])
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        tx.append("release/1", 2, "press-2", &[entry("c")]).await.unwrap(),
        3
    );
    assert_eq!(
        tx.append("release/2", 0, "press-3", &[entry("d")]).await.unwrap(),
        1
    );
    tx.commit().await.unwrap();

    let mut tx = store.read().await.unwrap();
    let facts = tx.facts("release/1", 1).await.unwrap();
    let told: Vec<_> = facts
        .iter()
        .map(|f| (f.seq, f.body.as_str(), f.cause.as_str()))
        .collect();
    assert_eq!(told, [(2, "b", "press-1"), (3, "c", "press-2")]);
    assert_eq!(
        (facts[0].at, facts[0].by.as_str(), facts[0].version),
        (1_700_000_000_000, "ana", 1)
    );
    assert_eq!(tx.streams().await.unwrap(), ["release/1", "release/2"]);
    assert_eq!(tx.verify("release/1").await.unwrap(), Ok(3));
    assert_eq!(tx.verify("release/9").await.unwrap(), Ok(0));
    drop(tx);
    store.close().await;
}

on_every_database!(of_two_who_read_the_same_one_is_told_to_look_again);
async fn of_two_who_read_the_same_one_is_told_to_look_again(db: Database) {
    let store = open(&db).await;
    let both = tokio::join!(append_at(&store, 0, "ben"), append_at(&store, 0, "cleo"));
    let won = [&both.0, &both.1]
        .into_iter()
        .filter(|outcome| outcome.is_ok())
        .count();
    assert_eq!(won, 1, "{both:?}");
    let refused = both.0.and(both.1).unwrap_err();
    assert!(matches!(refused, StoreError::Conflict) && refused.may_pass());
    assert_eq!(
        store
            .read()
            .await
            .unwrap()
            .facts("release/1", 0)
            .await
            .unwrap()
            .len(),
        1
    );
    store.close().await;
}

async fn append_at(store: &Store, last_seq: i64, cause: &str) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.append("release/1", last_seq, cause, &[entry("{}")]).await?;
    tx.commit().await
}

on_every_database!(eight_writers_lose_nothing);
async fn eight_writers_lose_nothing(db: Database) {
    let store = open(&db).await;
    let other = match db.engine {
        Engine::Memory => store.clone(),
        // Connections of its own, as another process has.
        Engine::Sqlite | Engine::Postgres => open(&db).await,
    };
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let mine = if writer % 2 == 0 { &store } else { &other };
            let (store, runtime) = (mine.clone(), tokio::runtime::Handle::current());
            std::thread::spawn(move || runtime.block_on(write_twenty_five(store, writer)))
        })
        .collect();
    tokio::task::block_in_place(|| writers.into_iter().for_each(|writer| writer.join().unwrap()));
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.verify("release/1").await.unwrap(), Ok(200));
    let mut bodies: Vec<String> = tx
        .facts("release/1", 0)
        .await
        .unwrap()
        .into_iter()
        .map(|fact| fact.body)
        .collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 200, "every fact is there once");
    drop(tx);
    other.close().await;
    store.close().await;
}

async fn write_twenty_five(store: Store, writer: u32) {
    for n in 0..25 {
        let mut tx = store.begin().await.unwrap();
        let last = tx.facts("release/1", 0).await.unwrap().len() as i64;
        let fact = entry(&format!("{writer}/{n}"));
        // A writer reads after it has the pen, so nobody comes between and there is no conflict to survive.
        tx.append("release/1", last, "key", &[fact]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

on_both_databases!(the_database_itself_refuses_to_change_a_fact);
async fn the_database_itself_refuses_to_change_a_fact(db: Database) {
    let store = open(&db).await;
    append_at(&store, 0, "key").await.unwrap();
    for statement in ["UPDATE journal SET body = 'x'", "DELETE FROM journal"] {
        let error = say(&db, statement).await.unwrap_err().to_string();
        assert!(
            error.contains("the journal is append-only"),
            "{statement}: {error}"
        );
    }
    assert_eq!(
        store.read().await.unwrap().verify("release/1").await.unwrap(),
        Ok(1)
    );
    store.close().await;
}

on_both_databases!(a_fact_changed_behind_the_triggers_breaks_the_chain);
async fn a_fact_changed_behind_the_triggers_breaks_the_chain(db: Database) {
    let store = open(&db).await;
    for seq in 0..3 {
        append_at(&store, seq, "key").await.unwrap();
    }
    let off = match db.engine {
        Engine::Postgres => "DROP TRIGGER journal_is_not_changed ON journal",
        Engine::Sqlite | Engine::Memory => "DROP TRIGGER journal_is_not_changed",
    };
    say(&db, off).await.unwrap();
    say(&db, "UPDATE journal SET actor = 'mallory' WHERE seq = 2")
        .await
        .unwrap();
    assert_eq!(
        store.read().await.unwrap().verify("release/1").await.unwrap(),
        Err(BrokenLink { seq: 2 })
    );
    store.close().await;
}

on_every_database!(a_command_is_answered_once);
async fn a_command_is_answered_once(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.find_outcome("press-1").await.unwrap(), None);
    tx.remember("press-1", "ticked", 10).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    assert_eq!(
        tx.find_outcome("press-1").await.unwrap().as_deref(),
        Some("ticked")
    );
    let again = tx.remember("press-1", "something else", 11).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    tx.rollback().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.forget_outcomes(10).await.unwrap(), 0);
    assert_eq!(tx.forget_outcomes(11).await.unwrap(), 1);
    assert_eq!(tx.find_outcome("press-1").await.unwrap(), None);
    drop(tx);
    store.close().await;
}
