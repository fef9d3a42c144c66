//! Clumsy and hostile input: nothing passes, nothing is lost, everybody is told the way out.

use futures_util::future::join_all;
use serde_json::json;

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Story, assert_snapshot, shown_text};

async fn start(story: &Story) -> std::sync::Arc<crate::story::Person> {
    let ana = story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    ana
}

/// Takes the release to its first checklist.
async fn start_and_deploy(story: &Story) -> std::sync::Arc<crate::story::Person> {
    let ana = start(story).await;
    ana.presses("Image tag…").await;
    ana.fills(&[("text", "22.04.2-r1")]).await;
    ana.presses("Deployed on pre-prod").await;
    ana
}

async fn slips_are_met_with_the_nearest_right_word(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    assert_snapshot!(ana.says("!release start myportfolo").await, @"`myportfolo` is no service. Did you mean `myportfolio`?");
    assert_snapshot!(ana.says("!release start myportfolio mahara-minr 22.04.2").await, @"`mahara-minr` is no process of MyPortfolio. Did you mean `mahara-minor`?");
    assert_snapshot!(ana.says("!release strat").await, @"`strat` is no command of `release`. Did you mean `start`?");
    assert_snapshot!(ana.says("!relase list").await, @"`relase` is no command of mine. Did you mean `release`?");
    assert_snapshot!(ana.says("!release status 99").await, @"There is no release #99. `/release list` shows the open ones.");
    assert_snapshot!(ana.says("!release status seventeen").await, @"seventeen is no release number. Write it like `17`; `/release list` shows the open ones.");
    assert_snapshot!(ana.says("!release start myportfolio mahara-major 22.04.0").await, @"22.04.0 is not accepted: a major release is prepared once the major version has its first minor update, such as 22.04.1, not 22.04.0.");
    assert!(ana.says("!release list").await.starts_with("No release is open."));
    // Other bots listen to `!` too.
    ana.mutters("!play some music").await;
    story.end().await;
}
on_both_databases!(slips_are_met_with_the_nearest_right_word);

async fn the_same_command_works_three_ways(db: Database) {
    let story = Story::begin(db).await;
    let ana = start(&story).await;
    let typed = ana.says("!release list").await;
    assert_eq!(ana.commands("release list", &[]).await, typed);
    let me = story.bot_id();
    assert_eq!(ana.says(&format!("<@{}> release list", me)).await, typed);
    assert!(
        ana.says("!release help")
            .await
            .contains("!release start myportfolio mahara-minor 22.04.2")
    );
    assert_eq!(
        ana.completes(
            "release start",
            &[("service", "myportfolio"), ("process", "mahara")]
        )
        .await,
        [
            "Mahara minor release",
            "Mahara major release",
            "New Mahara plugin"
        ]
    );
    assert_eq!(
        ana.completes("release status", &[("release", "")]).await,
        ["#1 MyPortfolio 22.04.2 · Prepare minor release Docker image"]
    );
    assert_eq!(
        ana.completes("env show", &[("service", "my")]).await,
        ["MyPortfolio"]
    );
    story.end().await;
}
on_both_databases!(the_same_command_works_three_ways);

async fn a_typed_status_shows_the_way_to_the_one_card(db: Database) {
    let story = Story::begin(db).await;
    let ana = start(&story).await;
    let said = ana.says("!release status").await;
    assert!(
        said.contains("Prepare minor release Docker image · 0 of 9 steps done"),
        "{said}"
    );
    assert!(said.contains("Its card: https://discord.com/channels/"), "{said}");
    // To one person alone it is the card itself, and its buttons work.
    let card = ana.commands("release status", &[("release", "1")]).await;
    assert!(card.contains("[Image tag…]"), "{card}");
    ana.presses("Image tag…").await;
    let redrawn = ana.fills(&[("text", "22.04.2-r1")]).await;
    assert!(
        redrawn.contains("**Deploy on pre-prod** · step 2 of 9"),
        "{redrawn}"
    );
    story.end().await;
}
on_both_databases!(a_typed_status_shows_the_way_to_the_one_card);

async fn what_somebody_has_to_do_now(db: Database) {
    let story = Story::begin(db).await;
    let ana = start_and_deploy(&story).await;
    let sam = story.person("sam").await;
    assert_snapshot!(story.reader.name_all(&ana.commands("todo", &[]).await), @"
    **#1 MyPortfolio 22.04.2**
    Smoke test on pre-prod (waiting since …, `/release status release:1`)
    · Smoke test: 13 items to pass
    ");
    assert_snapshot!(sam.commands("todo", &[]).await, @"Nothing waits for you. (1 open release: `/release list`)");
    assert_eq!(
        ana.presses("What do I owe?").await,
        ana.commands("todo", &[]).await
    );
    story.end().await;
}
on_both_databases!(what_somebody_has_to_do_now);

async fn hold_resume_and_abort_take_a_reason(db: Database) {
    let story = Story::begin(db).await;
    let ana = start_and_deploy(&story).await;
    let ben = story.person("ben").await;
    assert!(ben.says("!release hold").await.contains("Please add a few words"));
    assert_eq!(ben.commands("release hold", &[]).await, "form: Hold the release");
    ben.fills(&[("text", "the image is being rebuilt")]).await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**On hold** since …: “the image is being rebuilt” (@ben)")
    );
    let no = ana.says("!release hold once more").await;
    assert_snapshot!(story.reader.name_all(&no), @"This release was put on hold by @ben … (“the image is being rebuilt”). It goes on with `/release resume release:1`.");
    assert!(
        ana.find_control(|c| c.component["label"] == "Pass")
            .await
            .is_none(),
        "nothing can be ticked"
    );
    ana.presses("Resume").await;
    assert!(
        ana.find_control(|c| c.component["label"] == "Pass")
            .await
            .is_some()
    );
    ana.chooses("More", "Abort the release").await;
    ana.fills(&[("text", "superseded by 22.04.3")]).await;
    let no = ben.commands("release resume", &[("release", "1")]).await;
    assert_snapshot!(story.reader.name_all(&no), @"#1 MyPortfolio 22.04.2 was aborted by @ana … (“superseded by 22.04.3”) and can only be read now. A new one begins with `!release start myportfolio mahara-minor`.");
    story.end().await;
}
on_both_databases!(hold_resume_and_abort_take_a_reason);

async fn a_slip_can_be_undone_and_a_step_too(db: Database) {
    let story = Story::begin(db).await;
    let ana = start_and_deploy(&story).await;
    ana.ticks("Open the home page in a private window").await;
    ana.presses_beside("Open the home page in a private window", "Undo")
        .await;
    assert!(
        story
            .read("#1")
            .await
            .contains("· Open the home page in a private window")
    );
    ana.chooses("More", "Undo: Deploy on pre-prod").await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**Deploy on pre-prod** · step 2 of 9")
    );
    ana.presses("Deployed on pre-prod").await;
    ana.ticks("Open the home page in a private window").await;
    // The card no longer offers it; somebody with an older one may still press.
    let no = ana.forges("g1.undo.1.1.1.0.0.0").await;
    assert_snapshot!(story.reader.name_all(&no), @"**Deploy on pre-prod** cannot be undone: later work was built on it, people were told, or its list is undone item by item. If it was wrong, send the release back on its card, or give it up with `/release abort release:1`.");
    // What was undone stays in the record.
    let store = story.store().await;
    let mut tx = store.read().await.unwrap();
    let kinds: Vec<String> = tx
        .facts("release/1", 0)
        .await
        .unwrap()
        .into_iter()
        .map(|f| f.kind)
        .collect();
    for kind in ["ItemPassed", "ItemReopened", "StepReopened"] {
        assert!(kinds.iter().any(|k| k == kind), "{kind} in {kinds:?}");
    }
    assert!(tx.verify("release/1").await.unwrap().is_ok(), "the chain holds");
    drop(tx);
    store.close().await;
    story.end().await;
}
on_both_databases!(a_slip_can_be_undone_and_a_step_too);

async fn forged_and_stale_buttons_say_what_to_do(db: Database) {
    let story = Story::begin(db).await;
    let ana = start_and_deploy(&story).await;
    for forged in [
        "",
        "x",
        "g1.pass",
        "g1.explode.1.0.1.0.0.0",
        "g0.pass.1.2.1.0.0.0",
        "g1.pass.9999.2.1.0.0.0",
    ] {
        let said = ana.forges(if forged.is_empty() { " " } else { forged }).await;
        assert!(
            said.contains("out of date") || said.contains("no release #9999"),
            "{forged}: {said}"
        );
    }
    for forged in [
        "g1.pass.1.2.1.0.999.0",
        "g1.pass.1.2.7.0.0.0",
        "g1.confirm.1.77.1.0.0.0",
        "g1.publish.1.4.1.0.0.0",
    ] {
        let said = ana.forges(forged).await;
        assert!(
            said.contains("out of date") || said.contains("comes after"),
            "{forged}: {said}"
        );
    }
    let early = ana.forges("g1.confirm.1.5.1.0.0.0").await;
    assert_snapshot!(early, @"**Upgrade prod** comes after **Schedule outage**. The current step is **Smoke test on pre-prod**: see `/release status release:1`.");
    assert!(
        story.read("releases").await.contains("0 of 13 passed"),
        "nothing was changed"
    );
    story.end().await;
}
on_both_databases!(forged_and_stale_buttons_say_what_to_do);

async fn two_people_pressing_at_once_give_one_result(db: Database) {
    let story = Story::begin(db).await;
    let ana = start_and_deploy(&story).await;
    let people = [
        story.person("ana").await,
        story.person("ben").await,
        story.person("cho").await,
    ];
    let is_first = |c: &Control| c.component["label"] == "Pass" && c.beside.contains("Open the home page");
    let button = ana.find_control(is_first).await.unwrap();
    let said = join_all(people.iter().map(|p| p.press(&button))).await;
    let won = said.iter().filter(|s| s.is_empty()).count();
    assert_eq!(won, 1, "{said:?}");
    assert!(
        said.iter()
            .filter(|s| s.starts_with("This item was passed by"))
            .count()
            == 2,
        "{said:?}"
    );
    let store = story.store().await;
    let mut tx = store.read().await.unwrap();
    let passed = tx
        .facts("release/1", 0)
        .await
        .unwrap()
        .into_iter()
        .filter(|f| f.kind == "ItemPassed")
        .count();
    assert_eq!(passed, 1);
    drop(tx);
    store.close().await;
    assert!(story.read("#1").await.contains("1 of 4 passed"));
    story.end().await;
}
on_both_databases!(two_people_pressing_at_once_give_one_result);

async fn hostile_text_is_shown_and_does_nothing(db: Database) {
    let story = Story::begin(db).await;
    let ana = start_and_deploy(&story).await;
    let note = format!(
        "@everyone @here <@&1> **bold** [log in](https://evil.example) ```x``` {}",
        "💥".repeat(800)
    );
    ana.chooses("Something failed…", "Open the home page").await;
    ana.fills(&[("text", &note)]).await;
    let thread = story.messages("#1").await;
    let card = shown_text(&thread[0]).replace('\u{2060}', "");
    assert!(
        card.contains(r"@everyone @here \<@&1\> \*\*bold\*\* \[log in\](https://evil.example)"),
        "{card}"
    );
    ana.chooses("Something failed…", "Administration home").await;
    let too_long = ana.fills(&[("text", &"x".repeat(4000))]).await;
    assert!(
        too_long.contains("Must be") && too_long.contains("in length"),
        "Discord itself refuses: {too_long}"
    );
    let said = ana
        .says("!release start myportfolio mahara-minor @everyone")
        .await;
    assert_snapshot!(said.replace('\u{2060}', ""), @"@everyone is not accepted: a minor release has three numbers and the last is not 0, such as 22.04.2.");
    for line in story.history().await.iter().filter(|l| l["who"] != "ana") {
        assert!(
            line["pings"]
                .as_object()
                .is_none_or(|p| p["everyone"] != json!(true)),
            "{line}"
        );
    }
    story.end().await;
}
on_both_databases!(hostile_text_is_shown_and_does_nothing);

async fn deleted_cards_are_posted_again_with_their_ticks(db: Database) {
    let mut story = Story::begin(db).await;
    let ana = start_and_deploy(&story).await;
    ana.ticks("Open the home page in a private window").await;
    let before = story.read("#1").await;
    let root = story.person("root").await;
    let first = story.messages("#1").await.remove(0);
    let (channel, id) = (
        first["channel_id"].as_str().unwrap(),
        first["id"].as_str().unwrap(),
    );
    root.deletes(channel, id).await;
    ana.wait_for(0, |e| {
        e["t"] == "MESSAGE_CREATE"
            && e["d"]["channel_id"] == channel
            && shown_text(&e["d"]).contains("1 of 4 passed")
    })
    .await;
    story.settle().await;
    let mut lists: Vec<String> = story.read("#1").await.split("\n\n").map(str::to_owned).collect();
    lists.sort();
    let mut expected: Vec<String> = before.split("\n\n").map(str::to_owned).collect();
    expected.sort();
    assert_eq!(lists, expected);

    // The same while the bot is away.
    story.stop_bot().await;
    let gone = story.messages("#1").await.remove(0);
    root.deletes(channel, gone["id"].as_str().unwrap()).await;
    story.start_bot().await;
    ana.presses_beside("Open the home page in a private window", "Undo")
        .await;
    assert_eq!(story.messages("#1").await.len(), 3);
    story.end().await;
}
on_both_databases!(deleted_cards_are_posted_again_with_their_ticks);

async fn a_discord_that_limits_haste_is_obeyed(db: Database) {
    let story = Story::with_rate_limits(db).await;
    let ana = start_and_deploy(&story).await;
    for item in [
        "Open the home page",
        "Administration, Site",
        "Administration home",
        "Error log",
    ] {
        ana.ticks(item).await;
    }
    assert!(story.read("#1").await.contains("4 of 4 passed"));
    let refused = story
        .history()
        .await
        .into_iter()
        .filter(|l| l["status"] == json!(429))
        .count();
    assert_eq!(refused, 0, "no request was refused for haste");
    story.end().await;
}
on_both_databases!(a_discord_that_limits_haste_is_obeyed);
