//! Every limit of the table, tried over the wire: under it, at it, over it.
//!
//! [`probes`] try what a body can hold. What takes more than a body has a test of its own, here or beside, which
//! [`ELSEWHERE`] names; both together have to name the whole table.

mod alone;
mod bench;
mod forms;
mod messages;

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use super::client::Client;
use super::{
    announcements, control, events, forums, gateway, pings, roles, rules, sandbox, stories, webhooks,
};
use bench::Bench;

/// Where a body goes.
#[derive(Clone, Copy)]
enum Place {
    Message,
    Event,
    Modal,
    Command,
    /// All commands of the server at once.
    Commands,
    Thread,
    Role,
    Member,
    Guild,
    /// What a webhook is called.
    Signature,
    /// What a person types as a command's option; the body is the text.
    Option,
}

type Body = fn(usize) -> Value;
/// The limit, where a body goes, and the body that holds so many.
type Probe = (&'static str, Place, Body);

fn text(length: usize) -> String {
    "x".repeat(length)
}

/// A list of so many, each made of its index.
fn many(n: usize, one: impl Fn(usize) -> Value) -> Value {
    (0..n).map(one).collect()
}

fn probes() -> impl Iterator<Item = &'static Probe> {
    messages::PROBES.iter().chain(forms::PROBES)
}

/// Tests that try a limit for which a body is not enough.
const ELSEWHERE: &[(&str, fn())] = &[
    ("ROLES", roles::a_server_has_so_many_roles),
    ("WEBHOOKS", webhooks::a_channel_has_so_many_webhooks),
    (
        "NONCE_MINUTES",
        pings::an_enforced_nonce_makes_one_message_for_a_few_minutes,
    ),
    ("ATTACHMENTS", alone::files_are_counted_and_weighed),
    ("FILE_BYTES", alone::files_are_counted_and_weighed),
    ("REQUEST_BYTES", alone::files_are_counted_and_weighed),
    ("PINS", alone::a_channel_has_so_many_pins),
    ("PAGE", rules::a_listing_is_paged_in_both_directions),
    ("EVENTS", events::a_server_has_a_hundred_events_that_are_not_over),
    ("RENAMES", alone::a_channel_is_renamed_twice_in_ten_minutes),
    (
        "CROSSPOSTS",
        announcements::ten_an_hour_are_published_then_the_body_says_how_long_to_wait,
    ),
    (
        "CROSSPOST_EDITS",
        announcements::a_published_message_takes_three_edits_an_hour,
    ),
    (
        "FIRST_ANSWER_SECONDS",
        stories::silence_for_three_seconds_fails_the_interaction,
    ),
    (
        "ACTIVE_THREADS",
        forums::limits::a_server_has_so_many_open_threads_and_channels,
    ),
    (
        "CHANNELS",
        forums::limits::a_server_has_so_many_open_threads_and_channels,
    ),
    (
        "CHANNEL_NAME",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "TOPIC",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "FORUM_TOPIC",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "SLOW_SECONDS",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "FORUM_TAG_NAME",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "FORUM_TAGS",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    ("APPLIED_TAGS", forums::limits::a_post_carries_so_many_tags),
    ("PINNED_POSTS", forums::limits::one_post_of_a_forum_is_pinned),
    (
        "REACTIONS_OF_MESSAGE",
        forums::limits::a_message_bears_so_many_different_reactions,
    ),
    (
        "BULK_DELETE_DAYS",
        forums::limits::old_messages_are_not_deleted_many_at_a_time,
    ),
    ("TOKEN_MINUTES", alone::a_token_is_good_for_a_quarter_of_an_hour),
    (
        "GATEWAY_BYTES",
        control::the_gateway_closes_with_the_code_for_what_went_wrong,
    ),
    (
        "GATEWAY_SENDS",
        control::the_gateway_closes_with_the_code_for_what_went_wrong,
    ),
    (
        "IDENTIFIES",
        gateway::after_a_thousand_identifies_the_token_is_worth_nothing,
    ),
    ("IDENTIFY_SECONDS", gateway::one_identify_in_five_seconds),
    (
        "GLOBAL",
        alone::the_fifty_first_request_of_a_second_is_one_too_many,
    ),
    ("SENDS", rules::haste_is_refused_with_all_the_headers),
    ("EDITS", alone::each_route_has_a_pace),
    ("FOLLOWUPS", alone::each_route_has_a_pace),
    ("REACTIONS", alone::each_route_has_a_pace),
    ("OLD_EDITS", rules::old_messages_take_few_edits),
    ("OVERWRITES", alone::a_channel_has_so_many_exceptions),
    ("AUDIT_REASON", alone::a_reason_has_a_length),
    ("TIMEOUT_DAYS", alone::a_member_is_silent_for_four_weeks_at_most),
    ("THREAD_MEMBERS", alone::a_thread_has_so_many_members),
    ("COMMANDS_A_DAY", alone::a_day_brings_so_many_new_commands),
    ("MEMBERS_SECONDS", alone::all_members_are_asked_for_twice_a_minute),
];

fn callback(asked: &Value) -> String {
    format!(
        "/interactions/{}/{}/callback",
        asked["id"].as_str().unwrap(),
        asked["token"].as_str().unwrap()
    )
}

async fn table(client: &Client) -> Vec<Value> {
    let shown = client.control(Method::GET, "limits", None).await.good();
    shown.as_array().unwrap().clone()
}

#[tokio::test]
async fn every_limit_is_in_the_table_with_a_source_and_a_test() {
    let sandbox = sandbox().await;
    let table = table(&Client::bot(&sandbox)).await;
    let named: BTreeSet<&str> = table
        .iter()
        .map(|limit| limit["name"].as_str().unwrap())
        .collect();
    let tried = probes().map(|(name, ..)| *name);
    let tried: BTreeSet<&str> = tried.chain(ELSEWHERE.iter().map(|(name, _)| *name)).collect();
    assert_eq!(named, tried);
    assert_eq!(tried.len(), probes().count() + ELSEWHERE.len(), "each once");
    for limit in &table {
        assert!(!limit["source"].as_str().unwrap().is_empty(), "{limit}");
        assert!(limit["what"].as_str().unwrap().ends_with('.'), "{limit}");
    }
}

#[tokio::test]
async fn each_is_held_under_at_and_over_its_number() {
    let sandbox = sandbox().await;
    let mut bench = Bench::new(&sandbox).await;
    let table = table(&bench.bot).await;
    for (name, place, body) in probes() {
        let limit = table.iter().find(|limit| limit["name"] == *name).unwrap();
        let number = usize::try_from(limit["number"].as_u64().unwrap()).unwrap();
        for taken in [number - 1, number] {
            let answer = bench.tries(*place, body(taken)).await;
            assert!(
                (200..300).contains(&answer.status),
                "{name} {taken}: {}",
                answer.body
            );
        }
        let over = bench.tries(*place, body(number + 1)).await;
        match limit["refusal"]["status"].as_u64() {
            Some(status) => assert_eq!(u64::from(over.status), status, "{name}: {}", over.body),
            None => assert_eq!(
                over.body["code"], limit["refusal"]["code"],
                "{name}: {}",
                over.body
            ),
        }
    }
}
