//! What is not passed over, and what is read in other channels. S3.12, S3.28

use super::*;

/// S3.28: a step that turns something off is not passed over while that is on.
async fn the_mirror_is_not_skipped(db: Database) {
    let story = begin(db).await;
    let (fran, lifeeth, chamindra) = (
        story.person("fran").await,
        story.person("lifeeth").await,
        story.person("chamindra").await,
    );
    let (tess, sam) = (story.person("tess").await, story.person("sam").await);
    fran.says("!release start field-portal pull r548").await;
    fran.presses("RMS, for Haiti alone").await;
    pulls_to_dev_and_uat(&fran, &lifeeth, &chamindra).await;
    is_decided_and_announced(&story, &fran, [&tess, &sam, &lifeeth]).await;
    fran.presses("The crontab is disabled").await;
    story.passes("1h").await;
    for button in [
        "Maintenance mode is on",
        "db.csv is there and not empty",
        "Pulled to Production",
    ] {
        fran.presses(button).await;
    }
    fills(&fran, "Web2Py on Production…", "r1544").await;
    for button in ["migrate is True", "The migration ran without an error"] {
        fran.presses(button).await;
    }
    let no = fran.says("!release override 1 we are late").await;
    assert_snapshot!(story.reader.name_all(&no), @"**migrate is True in models/00_db.py** on prod since … (@fran), and this would leave it so. Turn it off first: complete the step that does, or say that it is off with `!env off field-portal migrate` (Release owner can).");
    story.end().await;
}
on_both_databases!(the_mirror_is_not_skipped);

/// S3.12: with a channel set, the testers read it there, as it was edited.
async fn testers_read_it_in_their_channel(db: Database) {
    let text = TEXT.replace(
        "[audience.testers]\ntitle = \"Testers\"\n",
        "[audience.testers]\ntitle = \"Testers\"\nchannel = \"outages\"\n",
    );
    assert_ne!(text, TEXT);
    let story = Story::with_playbooks(db, source(&text)).await;
    let (fran, lifeeth) = (story.person("fran").await, story.person("lifeeth").await);
    fran.says("!release start field-portal pull r548").await;
    fran.presses("RMS, for Haiti alone").await;
    fran.presses("Merged into the Haiti branch").await;
    fills(&lifeeth, "Sync database from prod to dev…", "today").await;
    lifeeth.presses("Pulled to Dev").await;
    fills(&lifeeth, "Web2Py on Dev…", "r1600").await;
    lifeeth.presses("Pass all").await;
    fills(
        &lifeeth,
        "Data migration plan: first draft…",
        "https://wiki.example.org/migration",
    )
    .await;
    fills(
        &lifeeth,
        "Tell Testers…",
        "r548 comes to UAT at ten. @everyone please try *your* reports.",
    )
    .await;
    assert_snapshot!(story.read("outages").await, @r"gonogo: **Field portal**: r548 comes to UAT at ten. @everyone please try \*your\* reports.");
    story.end().await;
}
on_both_databases!(testers_read_it_in_their_channel);
