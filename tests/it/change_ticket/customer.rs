//! What is typed where the customer reads is answered in the customer's words: the team under one name, none of its
//! roles.

use super::agreed;
use crate::database::{Database, on_both_databases};
use crate::story::assert_snapshot;

/// The roles of the team, as its playbook has them.
const TEAM: [&str; 5] = [
    "Support Team",
    "Quality Assurance",
    "Peer",
    "Operations Management",
    "Subject matter expert",
];

fn assert_says_nothing_internal(answer: &str) {
    let named: Vec<&&str> = TEAM.iter().filter(|role| answer.contains(**role)).collect();
    assert!(named.is_empty(), "{named:?} in: {answer}");
}

/// S2.19, S2.41, S2.46: tickets are asked about in the customer's channel, by the customer and by the team; a refusal to
/// the customer names no role of the team either.
async fn a_ticket_is_shown_to_the_customer_in_its_words(db: Database) {
    let team = agreed(db, "Maestrano").await;
    let (story, sue, eve) = (&team.story, &team.sue, &team.eve);
    sue.says("!ticket raise ESD-40 The export fails").await;
    let shown = eve.says_in("customer", "!ticket show ESD-40").await;
    assert_snapshot!(story.reader.name_all(&shown), @"
    **ESD-40** The export fails
    -# Waiting for Support · waiting for Maestrano since …
    It can go to:
    · **To Do**, by Maestrano: `!ticket move ESD-40 to-do`
    · **On Hold**, by Maestrano and Enterprise Customer together: `!ticket move ESD-40 on-hold`
    · **Waiting for Customer**, by Maestrano: `!ticket comment ESD-40 …`
    ");
    let listed = eve.says_in("customer", "!ticket list").await;
    assert_snapshot!(story.reader.name_all(&listed), @"
    **Enterprise platform: open tickets**
    **ESD-40** The export fails
    -# Waiting for Support · waiting for Maestrano since …
    ");
    let refused = eve.says_in("customer", "!ticket move ESD-40 to-do").await;
    assert_snapshot!(story.reader.name_all(&refused), @"ESD-40 goes from **Waiting for Support** to **To Do** by Maestrano; you have: Enterprise Customer. From there: **To Do** by Maestrano, **On Hold** by Maestrano and Enterprise Customer together, **Waiting for Customer** by Maestrano with a comment.");
    let alone = eve.commands("ticket show", &[("ticket", "ESD-40")]).await;
    let said = sue
        .says_in("customer", "!ticket comment ESD-40 we look into it")
        .await;
    assert_snapshot!(story.reader.name_all(&said), @"**ESD-40** The export fails: Waiting for Customer · waiting for Enterprise Customer since ….");
    for answer in [&shown, &listed, &refused, &alone, &said] {
        assert_says_nothing_internal(answer);
    }
    assert_eq!(alone, shown, "what the customer reads alone is no other");

    // The team reads who it is, in its own channel and alone.
    for answer in [
        sue.says("!ticket show ESD-40").await,
        sue.commands("ticket show", &[("ticket", "ESD-40")]).await,
    ] {
        assert!(answer.contains("Support Team"), "{answer}");
    }
    team.story.end().await;
}
on_both_databases!(a_ticket_is_shown_to_the_customer_in_its_words);
