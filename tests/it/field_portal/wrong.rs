//! A night that fails: what was left on is called to mind until it is off. S3.7, S3.28

use super::*;

/// S3.7: RMS goes to the Haiti branch directly. S3.28: a failed night, and what it left on.
async fn everything_goes_wrong_and_the_alarm_stands(db: Database) {
    let mut story = begin(db).await;
    let (fran, lifeeth, chamindra) = (
        story.person("fran").await,
        story.person("lifeeth").await,
        story.person("chamindra").await,
    );
    let (tess, sam) = (story.person("tess").await, story.person("sam").await);
    fran.says("!release start field-portal pull r548").await;
    fran.presses("RMS, for Haiti alone").await;
    let card = story.read("releases").await;
    assert!(
        card.contains("**Merge into the Haiti branch** · step 2 of 22"),
        "{card}"
    );
    assert!(!card.contains("[Merged into Trunk]"), "{card}");

    // Data never go back: S3.43.
    let no = lifeeth
        .says("!env sync field-portal prod database 2026-11-20 uat")
        .await;
    assert_snapshot!(story.reader.name_all(&no), @"Data never go from uat to prod: a copy would overwrite what prod alone has. A copy is noted with `!env sync field-portal dev WHAT` (from prod) or `!env sync field-portal uat WHAT` (from prod).");
    let no = tess.says("!env sync field-portal uat database").await;
    assert!(no.contains("This takes the role Release owner or Puller"), "{no}");
    // S3.44: a copy outside a release is noted, too.
    let noted = lifeeth
        .commands(
            "env sync",
            &[
                ("service", "field-portal"),
                ("environment", "uat"),
                ("what", "uploads"),
                ("on", "2026-11-20"),
            ],
        )
        .await;
    assert_eq!(noted, "Noted: uploads of uat is a copy from prod of 2026-11-20.");

    // S3.35, S3.40, S3.41: a fact becomes sure; a password is not kept.
    let noted = chamindra.says("!env fact field-portal uat database Sqlite").await;
    assert_eq!(noted, "Noted for uat: database is Sqlite.");
    let no = chamindra
        .says("!env fact field-portal uat login mysql://haititest:hunter2@localhost/haititest")
        .await;
    assert!(no.contains("nothing was kept") && !no.contains("hunter2"), "{no}");
    let matrix = story.reader.name_all(&fran.says("!env").await);
    assert!(
        matrix.contains("**dev is not like prod**") && !matrix.contains("**uat is not like prod**"),
        "{matrix}"
    );
    assert!(matrix.contains("uploads from prod, 2026-11-20"), "{matrix}");

    pulls_to_dev_and_uat(&fran, &lifeeth, &chamindra).await;
    is_decided_and_announced(&story, &fran, [&tess, &sam, &lifeeth]).await;
    fran.presses("The crontab is disabled").await;
    story.passes("1h 5m").await;
    fran.presses("Maintenance mode is on").await;
    fran.presses("db.csv is there and not empty").await;
    fran.presses("Pulled to Production").await;
    fills(&fran, "Web2Py on Production…", "r1544").await;
    fran.presses("migrate is True").await;

    let alarms = |text: &str| text.matches("Turn it off, then press").count();
    let before = alarms(&story.read("releases").await);
    // It fails; it is given up; users are not told that it is back, for it is not.
    fran.says("!release abort 1 the migration hangs, mysql://haiti:hunter2@localhost/haiti")
        .await;
    let told = story.read("outages").await;
    assert!(!told.contains("is back"), "{told}");
    // S3.41: what looks like a password is covered wherever it is shown.
    let seen = format!("{}\n\n{}", story.read("releases").await, story.read("#1").await);
    let typed = |m: &&str| m.starts_with("fran: ") || m.starts_with("chamindra: ");
    let by_the_bot = seen.split("\n\n").filter(|m| !typed(m));
    let seen = by_the_bot.collect::<Vec<_>>().join("\n\n");
    assert!(seen.contains("(covered)") && !seen.contains("hunter2"), "{seen}");
    // At once, in the thread and where releases are announced.
    let in_thread = story.read("#1").await;
    assert_snapshot!(in_thread.rsplit("\n\ngonogo: ").next().unwrap_or_default().to_owned(), @"
    @Release owner: **migrate is True in models/00_db.py** on Field portal prod since 10:05 (…, @fran). Release #1 is over and left it so.
    Turn it off, then press **Turned off**, or paste `!env off field-portal migrate`.
    [Turned off]
    ");
    let at_once = alarms(&story.read("releases").await);
    assert_eq!(at_once, before + 3, "crontab, maintenance, migrate");
    // And again, after a restart, until somebody says that it is off.
    story.restart_bot().await;
    story.passes("30m").await;
    let later = alarms(&story.read("releases").await);
    assert!(later > at_once, "{later}");
    let no = tess.presses("Turned off").await;
    assert!(no.contains("This takes the role Release owner"), "{no}");

    let off = fran.says("!env off field-portal maintenance").await;
    assert_snapshot!(story.reader.name_all(&off), @"**Maintenance mode is off** since 10:35, says @fran.");
    assert_snapshot!(story.read("outages").await.rsplit("\n\n").next().unwrap_or_default().to_owned(), @"gonogo: **Field portal is back** since 10:35, 1 hour 25 minutes early. Thank you for your patience.");
    let off = fran
        .commands("env off", &[("service", "field-portal"), ("state", "migrate")])
        .await;
    assert!(off.contains("migrate is False again"), "{off}");
    let again = fran.says("!env off maintenance").await;
    assert_snapshot!(story.reader.name_all(&again), @"**Maintenance mode is off** already: nothing is to be done. `!env field-portal` shows what is on.");
    // The last one by the button on its alarm.
    let control = fran
        .find_control(|c| c.component["label"] == "Turned off" && c.shown.contains("crontab is disabled"))
        .await
        .unwrap();
    fran.press(&control).await;
    let matrix = fran.says("!env").await;
    assert!(
        !matrix.contains("is disabled") && !matrix.contains("is on**"),
        "{matrix}"
    );
    let quiet = alarms(&story.read("releases").await);
    story.passes("5h").await;
    assert_eq!(
        alarms(&story.read("releases").await),
        quiet,
        "nothing rings any more"
    );
    story.end().await;
}
on_both_databases!(everything_goes_wrong_and_the_alarm_stands);
