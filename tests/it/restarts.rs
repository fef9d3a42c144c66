//! The bot goes away in the middle of each step, and everything goes on where it was.

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Story};

/// Presses the newest open thing of the current step, whatever it is, with the bot restarted before each press.
async fn a_restart_in_the_middle_of_each_step_loses_nothing(db: Database) {
    let mut story = Story::begin(db).await;
    let ana = story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    story.restart_bot().await;
    ana.presses("Image tag…").await;
    story.restart_bot().await;
    // The form was opened by a bot that is gone; its answer counts.
    ana.fills(&[("text", "22.04.2-r1")]).await;
    story.restart_bot().await;
    ana.presses("Deployed on pre-prod").await;
    for step in ["Smoke test on pre-prod", "Manual testing script on pre-prod"] {
        pass_with_restarts(&mut story, &ana, step).await;
    }
    pass_with_restarts(&mut story, &ana, "Schedule outage").await;
    ana.presses("Plan the outage…").await;
    let preview = ana.fills(&[("start", "in 1h"), ("length", "2h")]).await;
    assert!(preview.contains("[Publish]"), "{preview}");
    story.restart_bot().await;
    ana.presses("Publish").await;
    story.stop_bot().await;
    story.clock.advance(chrono::TimeDelta::minutes(61)).unwrap();
    story.start_bot().await;
    ana.presses("Prod is upgraded").await;
    pass_with_restarts(&mut story, &ana, "Smoke test on prod").await;
    story.restart_bot().await;
    ana.presses("The site is open to users").await;
    pass_with_restarts(&mut story, &ana, "Manual testing script in prod").await;
    assert!(story.read("releases").await.contains("**Finished**"));
    let outages = story.read("outages").await;
    for said in ["-# Outage 1\n", "is unavailable** since", "is back** since"] {
        assert_eq!(outages.matches(said).count(), 1, "{said} once: {outages}");
    }
    let cards = story
        .read("releases")
        .await
        .matches("Mahara minor release\n-# Release #1")
        .count();
    assert_eq!(cards, 1, "one card");
    story.end().await;
}
on_both_databases!(a_restart_in_the_middle_of_each_step_loses_nothing);

/// A running release keeps the process it started with, and its card says so while the playbook has another one.
async fn a_changed_playbook_counts_from_the_next_release_on(db: Database) {
    let mut story = Story::begin(db).await;
    let ana = story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    let before = story.read("releases").await;
    assert!(!before.contains("It keeps the process"), "{before}");

    let changed = |from: &str, to: &str| {
        let mut sources: Vec<_> = gonogo::playbook::find_shipped("myportfolio")
            .into_iter()
            .collect();
        let source = sources
            .iter_mut()
            .find(|s| s.name.contains("myportfolio"))
            .unwrap();
        assert!(source.text.contains(from), "{from}");
        source.text = source.text.replace(from, to);
        sources
    };
    let title = "title = \"Prepare minor release Docker image\"";
    story
        .restart_bot_with(changed(title, "title = \"Build the image\""))
        .await;
    let card = story.read("releases").await;
    assert!(
        card.contains(
            "-# Release #1\n-# It keeps the process it started with: the playbook was changed since."
        ),
        "{card}"
    );
    assert!(
        card.contains("**Prepare minor release Docker image** · step 1 of 9"),
        "{card}"
    );
    ana.presses("Image tag…").await;
    ana.fills(&[("text", "22.04.2-r1")]).await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**Deploy on pre-prod** · step 2 of 9")
    );

    // A process that is gone altogether, and one that came back.
    story
        .restart_bot_with(changed("name = \"mahara-minor\"", "name = \"mahara-small\""))
        .await;
    let card = story.read("releases").await;
    assert!(
        card.contains("It keeps the process it started with: the playbook has it no more."),
        "{card}"
    );
    story
        .restart_bot_with(
            gonogo::playbook::find_shipped("myportfolio")
                .into_iter()
                .collect(),
        )
        .await;
    let card = story.read("releases").await;
    assert!(!card.contains("It keeps the process"), "{card}");

    // What is over says nothing of it, and the next release goes by the new process.
    ana.says("!release abort 1 superseded").await;
    story
        .restart_bot_with(changed(title, "title = \"Build the image\""))
        .await;
    ana.says("!release start myportfolio mahara-minor 22.04.3").await;
    let cards = story.read("releases").await;
    assert!(cards.contains("**Build the image** · step 1 of 9"), "{cards}");
    assert!(!cards.contains("It keeps the process"), "{cards}");
    story.end().await;
}
on_both_databases!(a_changed_playbook_counts_from_the_next_release_on);

async fn pass_with_restarts(story: &mut Story, ana: &crate::story::Person, step: &str) {
    let of_step = |c: &Control| {
        let passes = c.component["label"] == "Pass all" || c.component["label"] == "Pass the rest";
        passes && c.shown.contains(&format!("**{step} · "))
    };
    let mut restarted = false;
    while let Some(control) = ana.find_control(of_step).await {
        if !restarted {
            story.restart_bot().await;
            restarted = true;
        }
        ana.press(&control).await;
    }
    assert!(restarted, "{step} has a list");
}
