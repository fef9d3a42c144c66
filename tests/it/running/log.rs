//! The log of a whole day at the finest level: what happened is in it, secrets and people's words are not.

use serde_json::{Value, json};

use super::bot::{Stage, sees};

/// Something nobody would say by chance.
const WORD: &str = "marzipan";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_finest_log_holds_no_token_and_nothing_that_people_write() {
    for format in ["human", "json"] {
        let stage = Stage::new(&format!("[log]\nlevel = \"trace\"\nformat = \"{format}\"\n")).await;
        let ana = stage.ana().await;
        let bot = stage.start().await;
        ana.says("!release start myportfolio mahara-minor 22.04.2").await;
        sees(&ana, "Image tag").await;
        ana.presses("Image tag…").await;
        ana.fills(&[("text", WORD)]).await;
        sees(&ana, WORD).await;
        ana.commands("release hold", &[("release", "1"), ("reason", WORD)])
            .await;
        ana.says(&format!("!release {WORD}")).await;
        bot.signal("TERM").await;
        let (code, said) = bot.ends().await;
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("connected to Discord"), "the log is on: {said}");
        let tokens = interaction_tokens(&stage.story.history().await);
        assert!(
            tokens.len() >= 3,
            "presses, forms and commands have tokens: {tokens:?}"
        );
        for secret in
            tokens
                .iter()
                .map(String::as_str)
                .chain([stage.story.sandbox.bot_token(), WORD, "Image tag"])
        {
            assert!(
                !said.contains(secret),
                "{format}: the log says {secret:?}:\n{said}"
            );
        }
        if format == "json" {
            for line in said.lines() {
                assert!(
                    serde_json::from_str::<Value>(line).is_ok_and(|line| line["level"].is_string()),
                    "{line}"
                );
            }
        }
    }
}

/// The tokens in the interactions that the bot was told of.
fn interaction_tokens(history: &[Value]) -> Vec<String> {
    let told = history
        .iter()
        .filter(|line| line["event"] == json!("INTERACTION_CREATE"));
    told.filter_map(|line| line["data"]["token"].as_str())
        .map(str::to_owned)
        .collect()
}
