//! `gonogo sandbox` as people start it.

use serde_json::Value;

use super::process::{Folder, Running};

async fn url(sandbox: &mut Running) -> String {
    let line = sandbox.says("Sandbox ready at ").await;
    line.trim_start_matches("Sandbox ready at ").to_owned()
}

async fn get(url: &str, path: &str) -> Value {
    reqwest::get(format!("{url}{path}"))
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sandbox_is_ready_with_the_bot_in_it_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let mut sandbox = folder.start(&["sandbox", "--listen", "127.0.0.1:0"], &[]);
    let url = url(&mut sandbox).await;
    let page = sandbox.says("What anybody may read of outages: ").await;
    let page = page.rsplit(' ').next().unwrap();
    let page = reqwest::get(page).await.unwrap().text().await.unwrap();
    assert!(page.contains("No outage is planned."), "{page}");
    let world = get(&url, "/sandbox/world").await;
    let token = format!("Bot {}", world["bot_token"].as_str().unwrap());
    let (application, guild) = (
        world["application_id"].as_str().unwrap(),
        world["guild_id"].as_str().unwrap(),
    );
    let commands = format!("{url}/api/v10/applications/{application}/guilds/{guild}/commands");
    let request = reqwest::Client::new()
        .get(commands)
        .header("Authorization", token);
    let commands: Value = request.send().await.unwrap().json().await.unwrap();
    assert!(
        commands
            .as_array()
            .is_some_and(|c| c.iter().any(|c| c["name"] == "release")),
        "{commands}"
    );
    sandbox.signal("INT").await;
    let (code, said) = sandbox.ends().await;
    assert_eq!(code, Some(0), "{said}");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 0, "its temporary folder is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_in_use_is_said_with_the_way_out() {
    let folder = Folder::new();
    let mut sandbox = folder.start(&["sandbox", "--no-bot", "--listen", "127.0.0.1:0"], &[]);
    let url = url(&mut sandbox).await;
    let address = url.trim_start_matches("http://");
    let ended = folder.ends(&["sandbox", "--listen", address], "").await;
    assert_eq!(ended.code, Some(1));
    assert_eq!(
        ended.err.replace(address, "ADDRESS"),
        "The sandbox could not start: another program listens at ADDRESS, perhaps another sandbox. Stop that one, or \
         take a free port: gonogo sandbox --listen 127.0.0.1:0\n"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sandbox_takes_time_channels_and_roles_as_it_is_told_and_keeps_its_data() {
    let folder = Folder::new();
    folder.write(
        "bot.toml",
        "playbooks = [\"myportfolio\"]\n[channels]\nreleases = \"ship-it\"\noutages = \"4242\"\n[roles]\n\"LT\" = \"Leads\"\n",
    );
    let arguments = [
        "sandbox",
        "--listen",
        "127.0.0.1:0",
        "--config",
        "bot.toml",
        "--data",
        "kept",
        "--time",
        "2031-05-06T07:08:00Z",
    ];
    let mut sandbox = folder.start(&arguments, &[]);
    let url = url(&mut sandbox).await;
    let clock = get(&url, "/sandbox/clock").await;
    assert!(
        clock["now"].as_str().unwrap().starts_with("2031-05-06T07:0"),
        "{clock}"
    );
    let world = get(&url, "/sandbox/world").await;
    let has = |list: &str, name: &str| {
        world[list]
            .as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["name"] == name)
    };
    assert!(
        has("channels", "ship-it") && has("channels", "outages") && has("roles", "Leads"),
        "{world}"
    );
    assert!(!has("roles", "LT"), "it is called Leads here");
    assert_eq!(world["zones"], serde_json::json!(["Pacific/Auckland"]));
    sandbox.signal("TERM").await;
    let (code, said) = sandbox.ends().await;
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("the server"), "everything is found: {said}");
    assert!(folder.path().join("kept/gonogo.db").is_file());
}
