//! What a team's own playbook can ask for beyond the shipped minor release: go and no-go, long lists.

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};

const GO_OR_NO_GO: &str = r#"
[service]
name = "portal"
title = "Portal"
zone = "Pacific/Auckland"
environments = ["prod"]
roles = ["SRE team", "VLE Services", "LT"]

[[process]]
name = "go-live"
title = "Go live"
purpose = "A version goes to its users."
occupies = ["prod"]
override_by = ["VLE Services"]

[[process.step]]
name = "decide"
title = "Go or no-go"
owner = "SRE team"
asks = [
    { sign_off = "Live on prod", name = "go", from = ["LT", { role = "SRE team", quorum = 2 }], distinct = true, not_the_author = true },
]

[[process.step]]
name = "deploy"
title = "Deploy on prod"
owner = "SRE team"
environment = "prod"
sets_version = "prod"
asks = ["Prod is deployed"]
"#;

fn source(text: &str) -> Vec<Source> {
    vec![Source {
        name: "own.toml".to_owned(),
        text: text.to_owned(),
    }]
}

async fn go_and_no_go_need_the_right_people(db: Database) {
    let story = Story::with_playbooks(db, source(GO_OR_NO_GO)).await;
    let (ana, ben, cho) = (
        story.person("ana").await,
        story.person("ben").await,
        story.person("cho").await,
    );
    let (lee, val) = (story.person("lee").await, story.person("val").await);
    ana.says("!release start portal go-live 1.2").await;
    assert_snapshot!(story.read("#1").await, @"
    gonogo: ### Go or no-go · Portal 1.2
    **Live on prod** · waiting for LT and SRE team since …
    LT: 0 of 1 go · SRE team: 0 of 2 go
    What you approve: version 1.2
    -# Rules: one person counts once · not by whoever started the release
    [Go] [No-go…]
    [Add evidence…]
    ");

    let author = ana.presses("Go").await;
    assert_snapshot!(story.reader.name_all(&author), @"You started this release, so somebody else has to say go for it: four eyes see more than two. Ask a colleague with the role to press **Go**.");
    let stranger = val.presses("Go").await;
    assert_snapshot!(story.reader.name_all(&stranger), @"This takes the role LT or SRE team; you have: VLE Services. Ask somebody who has it, or see `/release status release:1`.");
    ben.presses("Go").await;
    let again = ben.presses("Go").await;
    assert_snapshot!(story.reader.name_all(&again), @"You said go …, and one person counts once. To change your mind, press **Take my word back**.");

    // A no-go holds it shut, whatever the others say, until that person takes it back.
    assert_eq!(lee.presses("No-go…").await, "form: No-go");
    lee.fills(&[("text", "the help pages are missing")]).await;
    cho.presses("Go").await;
    let card = story.read("#1").await;
    assert!(
        card.contains("✕ **No-go** by @lee, 09:00: “the help pages are missing”"),
        "{card}"
    );
    assert!(
        story
            .read("releases")
            .await
            .contains("**Go or no-go** · step 1 of 2")
    );
    lee.presses("Take my word back").await;
    lee.presses("Go").await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**Deploy on prod** · step 2 of 2")
    );
    assert_snapshot!(story.read("#1").await, @"
    gonogo: ### Go or no-go · Portal 1.2
    **Live on prod** · **go** since Tue 24 Nov 09:00 (…)
    LT: 1 of 1 go · SRE team: 2 of 2 go
    What you approve: version 1.2
    ✓ **Go** by @ben, 09:00
    ✓ **Go** by @cho, 09:00
    ✓ **Go** by @lee, 09:00
    -# Rules: one person counts once · not by whoever started the release
    [Add evidence…]
    ");
    ana.presses("Prod is deployed").await;
    assert!(story.read("releases").await.contains("**Finished**"));
    story.end().await;
}
on_both_databases!(go_and_no_go_need_the_right_people);

async fn an_override_is_for_the_named_role_and_stays_on_the_card(db: Database) {
    let story = Story::with_playbooks(db, source(GO_OR_NO_GO)).await;
    let (ana, val) = (story.person("ana").await, story.person("val").await);
    ana.says("!release start portal go-live 1.2").await;
    let no = ana.says("!release override we are in a hurry").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role VLE Services; you have: SRE team. Ask somebody who has it, or see `/release status release:1`.");
    assert_eq!(
        val.commands("release override", &[("release", "1")]).await,
        "form: Override: Go or no-go"
    );
    val.fills(&[("text", "agreed with everybody by phone")]).await;
    ana.presses("Prod is deployed").await;
    let card = story.read("releases").await;
    assert!(card.contains("**Finished**"), "{card}");
    assert!(
        card.contains("**Override** of Go or no-go by @val, 09:00: “agreed with everybody by phone”"),
        "{card}"
    );
    story.end().await;
}
on_both_databases!(an_override_is_for_the_named_role_and_stays_on_the_card);

/// Two hundred items of the greatest length, half of them in letters that take three bytes.
fn a_long_list() -> String {
    let mut text = String::from(
        "[service]\nname = \"long\"\ntitle = \"Long\"\nzone = \"UTC\"\nenvironments = [\"prod\"]\nroles = [\"SRE team\"]\n\
         [checklist.long]\ntitle = \"Long\"\n",
    );
    for section in 0..4 {
        text.push_str(&format!(
            "[[checklist.long.section]]\ntitle = \"Part {section}\"\nitems = [\n"
        ));
        for item in 0..50 {
            let letters = if item % 2 == 0 { "長い*_" } else { "long " };
            let words: String = letters.chars().cycle().take(160).collect();
            text.push_str(&format!("\"{section}.{item} {}\",\n", words.trim()));
        }
        text.push_str("]\n");
    }
    text.push_str(
        "[[process]]\nname = \"look\"\ntitle = \"Look\"\npurpose = \"To look.\"\noverride_by = [\"SRE team\"]\n\
         [[process.step]]\nname = \"look\"\ntitle = \"Look\"\nowner = \"SRE team\"\nasks = [{ checklist = \"long\", name = \"list\" }]\n",
    );
    text
}

async fn a_list_of_two_hundred_items_stays_inside_every_limit(db: Database) {
    let story = Story::with_playbooks(db, source(&a_long_list())).await;
    let ana = story.person("ana").await;
    ana.says("!release start long look 1").await;
    let cards = story.messages("#1").await;
    assert_eq!(cards.len(), 20, "ten items a card");
    for _ in 0..3 {
        ana.chooses("Something failed…", "3.49").await;
        ana.fills(&[("text", &"💥 長い ".repeat(200))]).await;
    }
    while let Some(control) = ana.find_control(|c| c.component["label"] == "Pass all").await {
        ana.press(&control).await;
    }
    assert!(
        story
            .read("releases")
            .await
            .contains("190 of 200 passed · 1 failed"),
        "{}",
        story.read("releases").await
    );
    let refused: Vec<_> = story
        .history()
        .await
        .into_iter()
        .filter(|l| l["status"].as_u64().is_some_and(|s| s >= 400))
        .collect();
    assert!(refused.is_empty(), "Discord refused: {refused:?}");
    story.end().await;
}
on_both_databases!(a_list_of_two_hundred_items_stays_inside_every_limit);

/// Somebody else holds the database: the press is heard within Discord's three seconds, and counts when it can.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_store_is_waited_for_and_nothing_is_lost() {
    use sqlx::Connection;
    let db = crate::database::fresh(crate::database::Engine::Sqlite).await;
    let mut story = Story::begin(db).await;
    let ana = story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    ana.presses("Image tag…").await;
    ana.fills(&[("text", "22.04.2-r1")]).await;
    let mut other = sqlx::SqliteConnection::connect(&story.db.url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let pressing = ana.presses_unsettled("Deployed on pre-prod");
    // The answer comes although nothing can be written: it is the word that the press was heard.
    pressing.await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**Deploy on pre-prod** · step 2 of 9"),
        "nothing is written yet"
    );
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    ana.wait_for(0, |e| {
        e["t"] == "MESSAGE_UPDATE"
            && e["d"]["components"]
                .to_string()
                .contains("Smoke test on pre-prod** · step 3")
    })
    .await;
    story.restart_bot().await;
    story.end().await;
}
