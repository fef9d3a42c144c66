//! Roles: made, changed and removed by those above them, and how many there may be.

use serde_json::{Value, json};

use super::client::Client;
use super::person::Socket;
use super::sandbox;

const GUILDS: u64 = 1;

fn path(client: &Client) -> String {
    format!("/guilds/{}/roles", client.guild)
}

#[tokio::test]
async fn a_role_is_made_given_changed_and_removed() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILDS).await;
    let made = bot
        .post(&path(&bot), json!({"name": "On call", "mentionable": true}))
        .await
        .good();
    assert_eq!(ears.event("GUILD_ROLE_CREATE").await["role"], made);
    assert_eq!(made["position"], 1, "below all others");
    let id = made["id"].as_str().unwrap();
    let sam = bot.user("sam").await;
    bot.put(
        &format!("/guilds/{}/members/{sam}/roles/{id}", bot.guild),
        json!({}),
    )
    .await
    .good();
    let counts = bot.get(&format!("{}/member-counts", path(&bot))).await.good();
    assert_eq!(counts[id], 1);
    let one = format!("{}/{id}", path(&bot));
    let changed = bot.patch(&one, json!({"color": 255})).await.good();
    assert_eq!(
        (&changed["color"], &changed["name"]),
        (&json!(255), &json!("On call"))
    );
    ears.event("GUILD_ROLE_UPDATE").await;
    bot.delete(&one).await.good();
    assert_eq!(ears.event("GUILD_ROLE_DELETE").await["role_id"], made["id"]);
    let member = bot
        .get(&format!("/guilds/{}/members/{sam}", bot.guild))
        .await
        .good();
    assert!(!member["roles"].as_array().unwrap().contains(&made["id"]));
    assert_eq!(bot.get(&one).await.refusal(), (404, 10011));
}

#[tokio::test]
async fn roles_are_put_in_order_below_ones_own() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let root = Client::person(&sandbox, "root");
    let roles = path(&bot);
    let one = root.post(&roles, json!({"name": "one"})).await.good();
    let two = root.post(&roles, json!({"name": "two"})).await.good();
    let place = |all: &Value, role: &Value| {
        let all = all.as_array().unwrap();
        all.iter().find(|there| there["id"] == role["id"]).unwrap()["position"]
            .as_u64()
            .unwrap()
    };
    let before = bot.get(&roles).await.good();
    assert!(
        place(&before, &two) < place(&before, &one),
        "the newest stands lowest"
    );
    let swapped = json!([{"id": two["id"], "position": 2}, {"id": one["id"], "position": 1}]);
    let after = bot.patch(&roles, swapped).await.good();
    assert_eq!((place(&after, &one), place(&after, &two)), (1, 2));
    let mut places: Vec<u64> = after
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["position"].as_u64().unwrap())
        .collect();
    places.sort_unstable();
    let count = places.len() as u64;
    assert_eq!(places, (0..count).collect::<Vec<_>>(), "no two at the same");
    let above = json!([{"id": one["id"], "position": count - 1}]);
    assert_eq!(bot.patch(&roles, above).await.refusal(), (403, 50013));
    let everyone = json!([{"id": bot.guild, "position": 3}]);
    assert_eq!(root.patch(&roles, everyone).await.refusal(), (403, 50013));
}

#[tokio::test]
async fn nobody_touches_a_role_above_them_or_gives_what_they_have_not() {
    let sandbox = sandbox().await;
    let (bot, ana, root) = (
        Client::bot(&sandbox),
        Client::person(&sandbox, "ana"),
        Client::person(&sandbox, "root"),
    );
    assert_eq!(
        ana.post(&path(&ana), json!({"name": "x"})).await.refusal(),
        (403, 50013)
    );
    let admin = format!("{}/{}", path(&bot), bot.role("Admin").await);
    assert_eq!(
        bot.patch(&admin, json!({"name": "x"})).await.refusal(),
        (403, 50013)
    );
    assert_eq!(bot.delete(&admin).await.refusal(), (403, 50013));
    let all = json!({"name": "x", "permissions": "8"});
    assert_eq!(bot.post(&path(&bot), all).await.refusal(), (403, 50013));
    for fixed in [bot.guild.clone(), bot.role("gonogo").await] {
        assert_eq!(
            root.delete(&format!("{}/{fixed}", path(&root))).await.refusal(),
            (400, 50028)
        );
    }
    let bad = json!({"name": "x", "color": 0x100_0000});
    assert_eq!(bot.post(&path(&bot), bad).await.refusal(), (400, 50035));
}

#[tokio::test]
pub(super) async fn a_server_has_so_many_roles() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let there = bot.get(&path(&bot)).await.good().as_array().unwrap().len();
    let mut last = Value::Null;
    for _ in there..250 {
        last = bot.post(&path(&bot), json!({})).await.good();
    }
    assert_eq!(last["name"], "new role");
    assert_eq!(bot.post(&path(&bot), json!({})).await.refusal(), (400, 30005));
    bot.delete(&format!("{}/{}", path(&bot), last["id"].as_str().unwrap()))
        .await
        .good();
    bot.post(&path(&bot), json!({})).await.good();
}
