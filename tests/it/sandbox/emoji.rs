//! Reactions with emoji, and who takes them away.

use serde_json::{Value, json};

use super::client::Client;
use super::sandbox;

#[tokio::test]
async fn a_moderator_takes_reactions_away() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let releases = bot.channel("releases").await;
    let said = bot.says(&releases, json!({"content": "x"})).await;
    let all = format!(
        "/channels/{releases}/messages/{}/reactions",
        said["id"].as_str().unwrap()
    );
    let (yes, no) = (format!("{all}/%E2%9C%85"), format!("{all}/%E2%9D%8C"));
    for client in [&bot, &ana] {
        client.put(&format!("{yes}/@me"), Value::Null).await.good();
        client.put(&format!("{no}/@me"), Value::Null).await.good();
    }
    let of_ana = format!("{yes}/{}", bot.user("ana").await);
    let of_bot = format!("{yes}/{}", bot.bot);
    assert_eq!(ana.delete(&of_bot).await.refusal(), (403, 50013));
    bot.delete(&of_ana).await.good();
    assert_eq!(bot.get(&yes).await.good().as_array().unwrap().len(), 1);
    bot.delete(&no).await.good();
    assert_eq!(bot.get(&no).await.good(), json!([]));
    bot.delete(&all).await.good();
    assert_eq!(bot.get(&yes).await.good(), json!([]));
}
