//! What the clock waits for before it answers: that the bot has read what was sent to it, and done it.

use std::pin::pin;
use std::time::Duration;

use serde_json::json;

use super::client::Client;
use super::person::Socket;
use super::sandbox;

const GUILD_MESSAGES: u64 = 1 << 9;

/// Longer than somebody is waited for who has never answered.
const SLOW: Duration = Duration::from_millis(600);

impl Socket {
    /// Answers so many heartbeats that are asked for.
    async fn beats(&mut self, mut times: usize) {
        while times > 0 {
            if self.frame().await.unwrap()["op"] == 1 {
                self.say(json!({"op": 1, "d": null})).await;
                times -= 1;
            }
        }
    }
}

/// A bot that has shown once that it says what it has read is waited for, however busy the machine is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_that_reads_slowly_is_waited_for() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES).await;
    // It is asked before the clock moves, and after.
    tokio::join!(bot.passes("1s"), ears.beats(2));
    let mut passing = pin!(bot.passes("1s"));
    assert!(
        tokio::time::timeout(SLOW, &mut passing).await.is_err(),
        "it has not read yet"
    );
    tokio::join!(passing, ears.beats(2));
}

/// One that never says so is none of the clock's business.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_that_never_says_what_it_read_holds_nothing_up() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES).await;
    bot.passes("1s").await;
    // A heartbeat by its own clock is no answer to what was asked long ago.
    ears.so_far().await;
    bot.passes("1s").await;
}
