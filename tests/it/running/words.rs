//! `check` and `init`: what they say, what they write, how they end.

use super::process::Folder;

#[tokio::test]
async fn check_is_content_with_the_example_and_the_shipped_playbook() {
    let folder = Folder::new();
    folder.write("bot.toml", include_str!("../../../bot.toml.example"));
    folder.write(
        "myportfolio.toml",
        include_str!("../../../playbooks/myportfolio.toml"),
    );
    let ended = folder.ends(&["check", "bot.toml", "myportfolio.toml"], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let (config, playbook) = ended.out.split_once("myportfolio: ").expect("both are told");
    insta::assert_snapshot!(config, @"
    bot.toml: ready.
      MyPortfolio: 5 processes
      outages: #outages
      releases: #releases
    ");
    assert!(playbook.starts_with("MyPortfolio is ready."), "{playbook}");
}

#[tokio::test]
async fn check_shows_what_is_wrong_in_every_file_and_ends_with_2() {
    let folder = Folder::new();
    folder.write(
        "bot.toml",
        "playbooks = [\"shop.toml\"]\n[log]\nlevel = \"loud\"\n",
    );
    folder.write("shop.toml", "[service]\nname = \"Shop\"\n");
    folder.write("other.toml", "[[process]]\n");
    let ended = folder
        .ends(&["check", "bot.toml", "other.toml", "none.toml"], "")
        .await;
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    for words in [
        "`loud` is no level",
        " --> shop.toml:2:8",
        " --> other.toml:1:1",
        "none.toml cannot be read",
    ] {
        assert!(ended.err.contains(words), "{words}:\n{}", ended.err);
    }
}

#[tokio::test]
async fn check_without_a_file_takes_the_one_that_is_there() {
    let folder = Folder::new();
    let ended = folder.ends(&["check"], "").await;
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.err, @"bot.toml cannot be read: No such file or directory (os error 2). Name what to check: gonogo check FILE…");
    folder.write("bot.toml", "playbooks = [\"myportfolio\"]\n");
    assert_eq!(folder.ends(&["check"], "").await.code, Some(0));
}

/// The answers to init: application, token file, token, channels, playbooks, three roles.
const ANSWERS: &str = "123456789012345678\nsecret.token\nabc.def.ghi\n#Ship-It\n\n\nPlatform\n\n@Leads\n";

#[tokio::test]
async fn init_writes_what_was_answered_and_invites_the_bot() {
    let folder = Folder::new();
    let ended = folder.ends(&["init"], ANSWERS).await;
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.out, @r#"
    gonogo asks five things and writes bot.toml. Enter takes what stands in [brackets].
    1. Application id (developer portal, General Information): 
    2. File for the bot's token [gonogo.token]: 
       Paste the token (developer portal, Bot, Reset Token); it is not shown. Enter: later: 
       Written to secret.token, for you alone.
    3. Channel for releases [releases]: 
    4. Channel for outages [outages]: 
    5. Playbooks, by name or file [myportfolio]: 
       Role on your server for the playbook's "SRE team" [SRE team]: 
       Role on your server for the playbook's "VLE Services" [VLE Services]: 
       Role on your server for the playbook's "LT" [LT]: 

    bot.toml is written. What is left:
    - Allow MESSAGE CONTENT on the developer portal (Bot, Privileged Gateway Intents), or set
      `message_content = false` and use / commands.
    - Invite the bot to your server; it asks for these rights and no more: View Channels, Send Messages, Read Message History, Create Public Threads, Send Messages in Threads, Create Events.
      https://discord.com/oauth2/authorize?client_id=123456789012345678&scope=bot+applications.commands&permissions=17901423758336
    - See that it may read and write #outages and #ship-it.
    - Start it: gonogo run
    "#);
    let example = include_str!("../../../bot.toml.example");
    let written = folder.read("bot.toml");
    let changed: Vec<&str> = written
        .lines()
        .filter(|line| !example.lines().any(|known| known == *line))
        .collect();
    assert_eq!(
        changed,
        [
            "token_file = \"secret.token\"",
            "releases = \"ship-it\"",
            "\"SRE team\" = \"Platform\"",
            "\"LT\" = \"Leads\"",
        ],
        "every explanation stays"
    );
    let checked = folder.ends(&["check"], "").await;
    assert_eq!(checked.code, Some(0), "{}", checked.err);
}

#[cfg(unix)]
#[tokio::test]
async fn init_keeps_the_token_for_the_owner_alone_and_never_shows_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let ended = folder.ends(&["init"], ANSWERS).await;
    let file = folder.path().join("secret.token");
    assert_eq!(
        std::fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(folder.read("secret.token"), "abc.def.ghi\n");
    for text in [ended.out, ended.err, folder.read("bot.toml")] {
        assert!(!text.contains("abc.def"), "{text}");
    }
}

#[tokio::test]
async fn init_asks_before_it_overwrites() {
    let folder = Folder::new();
    folder.write("bot.toml", "# mine\n");
    for answers in ["", "\n", "no\n"] {
        let ended = folder.ends(&["init"], answers).await;
        assert_eq!(ended.code, Some(1));
        assert!(
            ended.out.contains("Overwrite it?") && ended.out.contains("Nothing was written"),
            "{}",
            ended.out
        );
        assert_eq!(folder.read("bot.toml"), "# mine\n");
    }
    let ended = folder.ends(&["init"], &format!("yes\n{ANSWERS}")).await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(folder.read("bot.toml").contains("secret.token"));
}

#[tokio::test]
async fn init_without_a_person_stops_at_the_first_answer_it_cannot_use() {
    for (answers, problem) in [
        ("", "The answers end before: 1. Application id"),
        ("12\n", "an application id has 17 to 20 digits"),
        (
            "123456789012345678\nt\nonewordsecret\n",
            "a bot's token has three parts",
        ),
        (
            "123456789012345678\nt\n\ntwo words\n",
            "a channel's name is one word",
        ),
        (
            "123456789012345678\nt\n\n\n\nmyportfoli\n",
            "did you mean `myportfolio`?",
        ),
    ] {
        let folder = Folder::new();
        let ended = folder.ends(&["init"], answers).await;
        assert_eq!(ended.code, Some(2), "{problem}");
        assert!(ended.err.contains(problem), "{problem}:\n{}", ended.err);
        assert!(!ended.err.contains("onewordsecret"), "{}", ended.err);
        assert!(!folder.path().join("bot.toml").exists(), "{problem}");
    }
}
