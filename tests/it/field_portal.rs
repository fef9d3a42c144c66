//! The Field portal: new code by Dev and UAT to Production, with a run-book, its mirror and its alarms. S3.1 to S3.44

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Person, Story, assert_snapshot};

mod elsewhere;
mod wrong;

const TEXT: &str = include_str!("../../playbooks/field-portal.toml");

fn source(text: &str) -> Vec<Source> {
    vec![Source {
        name: "playbooks/field-portal.toml".to_owned(),
        text: text.to_owned(),
    }]
}

async fn begin(db: Database) -> Story {
    Story::with_playbooks(db, source(TEXT)).await
}

async fn fills(person: &Person, button: &str, text: &str) -> String {
    let form = person.presses(button).await;
    assert!(form.starts_with("form: "), "{button}: {form}");
    person.fills(&[("text", text)]).await
}

/// The card of the release.
async fn card(story: &Story) -> String {
    let all = story.read("releases").await;
    let mut messages = all.split("\n\n");
    let card = messages.find(|m| m.contains("-# Release #1"));
    card.expect("the card is there").to_owned()
}

/// S3.8 to S3.14: by Dev and UAT, each step by either of two people.
async fn pulls_to_dev_and_uat(fran: &Person, lifeeth: &Person, chamindra: &Person) {
    fran.presses("Merged into the Haiti branch").await;
    fills(lifeeth, "Sync database from prod to dev…", "").await;
    lifeeth.presses("Pulled to Dev").await;
    fills(lifeeth, "Web2Py on Dev…", "r1600").await;
    lifeeth.presses("Pass all").await;
    let plan = "https://wiki.example.org/migration";
    fills(chamindra, "Data migration plan: first draft…", plan).await;
    fills(chamindra, "Tell Testers…", "By mail to the testers' list").await;
    fills(chamindra, "Sync database from prod to uat…", "2026-11-22").await;
    chamindra.presses("Pulled to UAT").await;
    fills(chamindra, "Web2Py on UAT…", "r1544").await;
    chamindra.presses("Pass all").await;
    fills(lifeeth, "Data migration plan: detailed…", plan).await;
}

/// S3.15 to S3.17: the careful plan, the group's word, the window; the outage begins in an hour.
async fn is_decided_and_announced(story: &Story, fran: &Person, group: [&Person; 3]) {
    fills(
        fran,
        "Data migration plan: careful…",
        "https://wiki.example.org/migration",
    )
    .await;
    for person in group {
        person.presses("Go").await;
    }
    fran.presses("Plan the outage…").await;
    fran.fills(&[("start", "in 1h"), ("length", "2h")]).await;
    fran.presses("Publish").await;
    story.settle().await;
}

async fn new_code_comes_to_production_by_the_run_book(db: Database) {
    let story = begin(db).await;
    let (fran, lifeeth, chamindra) = (
        story.person("fran").await,
        story.person("lifeeth").await,
        story.person("chamindra").await,
    );
    let (tess, sam) = (story.person("tess").await, story.person("sam").await);

    // S3.1, S3.33 to S3.40: three instances, with what is known of each, before anything is done.
    let matrix = fran.says("!env").await;
    assert_snapshot!(story.reader.name_all(&matrix), @"
    ### Field portal
    **dev** · test.field-portal.example.org
    no version reported yet
    -# Data from prod: no copy noted yet
    **uat** · test.field-portal.example.org
    no version reported yet
    -# Data from prod: no copy noted yet
    **prod** · field-portal.example.org
    no version reported yet
    ---
    **dev is not like prod**: database is Sqlite there and MySQL, unconfirmed on dev
    **uat is not like prod**: database is Sqlite there and MySQL, unconfirmed on uat
    (Show an environment ▾)
    ");
    // S3.35: nobody is sure of the database; S3.36: the connection without its password.
    let sheet = fran
        .commands("env show", &[("service", "field-portal"), ("environment", "uat")])
        .await;
    assert_snapshot!(story.reader.name_all(&sheet), @r"
    ### Field portal
    **uat** · test.field-portal.example.org
    no version reported yet
    -# Data from prod: no copy noted yet
    ---
    VM: 192.0.2.5, the same as dev
    path: /home/haiti-test/web2py/applications/test
    Apache site: /etc/apache2/sites-enabled/haiti-test
    database: MySQL, unconfirmed
    models/00\_db.py: migrate = False; db = DAL('mysql://haititest@localhost/haititest', pool\_size=10), with a password that is kept on the VM
    models/00\_settings.py: nothing noted, unconfirmed
    crontab: its own: switched on and off apart from dev
    sessions: not shared with dev
    ");
    // S3.33, S3.34
    let sheet = fran.chooses("Show an environment", "prod").await;
    assert_snapshot!(story.reader.name_all(&sheet), @r"
    ### Field portal
    **prod** · field-portal.example.org
    no version reported yet
    ---
    VM: 192.0.2.4
    path: /home/haiti/web2py/applications/prod
    Apache site: /etc/apache2/sites-enabled/prod
    database: Sqlite
    models/00\_db.py: migrate = False
    models/00\_settings.py: auth.settings.registration\_requires\_verification = True; auth.settings.registration\_requires\_approval = True
    ");
    // S3.37
    let sheet = fran.says("!env show dev").await;
    for known in [
        "/home/haiti-dev/web2py/applications/dev",
        "haiti-dev",
        "MySQL, unconfirmed",
        "pool\\_size=10",
    ] {
        assert!(sheet.contains(known), "{known}: {sheet}");
    }

    // S3.3, S3.4: fran answers for it; S3.5: generic code goes to Trunk first, S3.6: then to the Haiti branch.
    fran.says("!release start field-portal pull r548").await;
    let no = lifeeth.presses("generic").await;
    assert!(no.contains("This takes the role Release owner"), "{no}");
    fran.presses("generic").await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**Merge into Trunk** · step 2 of 23")
    );
    fran.presses("Merged into Trunk").await;

    // S3.9, S3.43: data first, from Production to Dev, and not tomorrow's.
    fran.presses("Merged into the Haiti branch").await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**Sync data from Production to Dev** · step 4")
    );
    let no = fills(&lifeeth, "Sync database from prod to dev…", "2026-11-24").await;
    assert_snapshot!(story.reader.name_all(&no), @"`2026-11-24` does not fit: data were copied today or before, not on a day to come.");
    let no = fran.presses("Sync database from prod to dev…").await;
    assert!(no.contains("Puller"), "{no}");
    // S3.8, S3.19: either of the two, and the card names who did it.
    fills(&lifeeth, "Sync database from prod to dev…", "").await;
    lifeeth.presses("Pulled to Dev").await;
    fills(&chamindra, "Web2Py on Dev…", "r1600").await;
    // S3.42: local settings must survive the pull.
    assert_snapshot!(story.read("#1").await, @r"
    gonogo: @Puller: **Sync data from Production to Dev** of #1 Field portal r548 waits for you.

    gonogo: **Pull from the Haiti branch to Dev · Customisations of Dev** · 0 of 3 passed
    -# Puller ticks these
    · models/00\_db.py: migrate = False  [Pass]
    · models/00\_db.py: db is the DAL of MySQL for dev, with pool\_size=10  [Pass]
    · models/00\_settings.py: as it was before the pull  [Pass]
    [Pass all]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)
    ");
    chamindra.presses("Pass all").await;
    // S3.10, S3.18: a first draft, by its link.
    let no = fills(&chamindra, "Data migration plan: first draft…", "on my desk").await;
    assert!(no.contains("a document is given by its link"), "{no}");
    fills(
        &chamindra,
        "Data migration plan: first draft…",
        "https://wiki.example.org/migration",
    )
    .await;

    // S3.12: no channel is set for the testers, so the bot asks how they were told, before the pull.
    assert!(
        story
            .read("releases")
            .await
            .contains("**Inform the testers** · step 7")
    );
    fills(&chamindra, "Tell Testers…", "By mail to the testers' list").await;
    // S3.11, S3.13, S3.14, S3.44
    fills(&chamindra, "Sync database from prod to uat…", "2026-11-22").await;
    chamindra.presses("Pulled to UAT").await;
    fills(&chamindra, "Web2Py on UAT…", "r1544").await;
    chamindra.presses("Pass all").await;
    fills(
        &lifeeth,
        "Data migration plan: detailed…",
        "https://wiki.example.org/migration",
    )
    .await;
    assert_snapshot!(story.read("releases").await, @r"
    fran: !env

    gonogo: ### Field portal
    **dev** · test.field-portal.example.org
    no version reported yet
    -# Data from prod: no copy noted yet
    **uat** · test.field-portal.example.org
    no version reported yet
    -# Data from prod: no copy noted yet
    **prod** · field-portal.example.org
    no version reported yet
    ---
    **dev is not like prod**: database is Sqlite there and MySQL, unconfirmed on dev
    **uat is not like prod**: database is Sqlite there and MySQL, unconfirmed on uat
    (Show an environment ▾)

    fran: !env show dev

    gonogo: ### Field portal
    **dev** · test.field-portal.example.org
    no version reported yet
    -# Data from prod: no copy noted yet
    ---
    VM: 192.0.2.5, the same as uat
    path: /home/haiti-dev/web2py/applications/dev
    Apache site: /etc/apache2/sites-enabled/haiti-dev
    database: MySQL, unconfirmed
    models/00\_db.py: migrate = False; db = DAL('mysql://haitidev@localhost/haitidev', pool\_size=10), with a password that is kept on the VM
    models/00\_settings.py: nothing noted, unconfirmed
    crontab: its own: switched on and off apart from uat
    sessions: not shared with uat

    fran: !release start field-portal pull r548

    gonogo: #1 Field portal r548 is started: New code to production. Its card is in #releases. First: **Say what kind of code it is**, by Release owner.

    gonogo: ### Field portal r548 · New code to production
    -# Release #1
    **Write a careful data migration plan** · step 11 of 23 · release manager @fran
    waiting for Release owner since …
    -# UAT is not like Production: MySQL there, Sqlite here. The plan says what that means.
    ---
    ✓ Say what kind of code it is · @fran, 09:00 · `generic`
    ✓ Merge into Trunk · @fran, 09:00
    ✓ Merge into the Haiti branch · @fran, 09:00
    ✓ Sync data from Production to Dev · @lifeeth, 09:00 · `2026-11-23`
    ✓ Pull from the Haiti branch to Dev · @chamindra, 09:00 · `r1600`
    ✓ Write a first draft of the data migration plan · @chamindra, 09:00 · first draft: <https://wiki.example.org/migration>
    ✓ Inform the testers · @chamindra, 09:00 · `By mail to the testers' list`
    ✓ Sync data from Production to UAT · @chamindra, 09:00 · `2026-11-22`
    ✓ Pull from the Haiti branch to UAT · @chamindra, 09:00 · `r1544`
    ✓ Write a more detailed data migration plan · @lifeeth, 09:00 · detailed: <https://wiki.example.org/migration>
    ▸ **Write a careful data migration plan**
    -# Then: Decide as a group on the pull to Production · Announce the outage · Backup: disable the system crontab · Backup: put the website into maintenance mode · Backup: export the database to CSV · Pull from the Haiti branch to Production · Data migration: set migrate = True · Data migration: run the shell · and 4 more
    [Data migration plan: careful…]
    [What do I owe?] [Hold]
    (More ▾)
    ");

    // S3.16, S3.17: a careful plan, and the group's word: three voices, and more go than no-go.
    fills(
        &fran,
        "Data migration plan: careful…",
        "https://wiki.example.org/migration",
    )
    .await;
    lifeeth.presses("Go").await;
    tess.presses("No-go…").await;
    tess.fills(&[("text", "the reports look odd")]).await;
    assert!(story.read("releases").await.contains("**Decide as a group"));
    sam.presses("Go").await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**Announce the outage** · step 13")
    );
    fran.presses("Plan the outage…").await;
    fran.fills(&[("start", "in 1h"), ("length", "2h")]).await;
    fran.presses("Publish").await;

    // S3.20, S3.21: the backup first, with the crontab disabled; S3.31: the command stands there to copy.
    fran.presses("The crontab is disabled").await;
    // The window has not begun.
    assert!(
        story
            .read("releases")
            .await
            .contains("**Shut** until the outage begins")
    );
    story.passes("1h 3m").await;
    assert_snapshot!(card(&story).await, @"
    gonogo: ### Field portal r548 · New code to production
    -# Release #1
    **Backup: put the website into maintenance mode** · step 15 of 23 · release manager @fran
    waiting for Release owner since …
    **The system crontab is disabled** on prod since … (@fran)
    Outage Tue 24 Nov 10:00 to 12:00 (…), announced
    ```sh
    cd /home/haiti ; ./maintenance.on
    ```
    ---
    ✓ Say what kind of code it is · @fran, 09:00 · `generic`
    ✓ Merge into Trunk · @fran, 09:00
    ✓ Merge into the Haiti branch · @fran, 09:00
    ✓ Sync data from Production to Dev · @lifeeth, 09:00 · `2026-11-23`
    ✓ Pull from the Haiti branch to Dev · @chamindra, 09:00 · `r1600`
    ✓ Write a first draft of the data migration plan · @chamindra, 09:00 · first draft: <https://wiki.example.org/migration>
    ✓ Inform the testers · @chamindra, 09:00 · `By mail to the testers' list`
    ✓ Sync data from Production to UAT · @chamindra, 09:00 · `2026-11-22`
    ✓ Pull from the Haiti branch to UAT · @chamindra, 09:00 · `r1544`
    ✓ Write a more detailed data migration plan · @lifeeth, 09:00 · detailed: <https://wiki.example.org/migration>
    ✓ Write a careful data migration plan · @fran, 09:00 · careful: <https://wiki.example.org/migration>
    ✓ Decide as a group on the pull to Production · @sam, 09:00
    ✓ Announce the outage · @fran, 09:00
    ✓ Backup: disable the system crontab · @fran, 09:00
    ▸ **Backup: put the website into maintenance mode**
    -# Then: Backup: export the database to CSV · Pull from the Haiti branch to Production · Data migration: set migrate = True · Data migration: run the shell · Data migration: set migrate back to False · Customisations of Production · Restore service: re-enable the website · Restore service: re-enable the system crontab
    [Maintenance mode is on] [Commands]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    assert_snapshot!(story.read("releases").await.rsplit("\n\ngonogo: ").next().unwrap_or_default().to_owned(), @"
    @Release owner: **The system crontab is disabled** on Field portal prod since 09:00 (…, @fran). Release #1 goes on and cannot end before it is off.
    Complete the step that turns it off; if it is off already, press **Turned off**, or paste `!env off field-portal crontab`.
    [Turned off]
    ");
    let alone = fran.presses("Commands").await;
    assert_snapshot!(alone, @"
    **Backup: put the website into maintenance mode**: copy and run these yourself; I never do.
    ```sh
    cd /home/haiti ; ./maintenance.on
    ```
    ");
    // S3.22, S3.32: the real start of the outage; its users are told.
    fran.presses("Maintenance mode is on").await;
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **Field portal is unavailable** since 10:03; it is expected back Tue 24 Nov 12:00 (…).
    Why: New code of the portal, with the data that it needs.
    What you notice: You cannot log in or enter data. Nothing is lost.
    Questions: #general
    -# Outage 1

    gonogo: **Field portal is unavailable** since 10:03; it is expected back Tue 24 Nov 12:00 (…).
    Questions: #general
    ");
    // S3.23, S3.30: the migration does not begin before the export is ticked.
    let card = story.read("releases").await;
    assert!(
        card.contains("db.export_to_csv_file(open('db.csv','wb'))"),
        "{card}"
    );
    assert!(!card.contains("[migrate is True]"), "{card}");
    fran.presses("db.csv is there and not empty").await;
    fran.presses("Pulled to Production").await;
    fills(&fran, "Web2Py on Production…", "r1544").await;
    // S3.24, S3.25, S3.29: migrate is on, the shell runs, migrate is off.
    fran.presses("migrate is True").await;
    assert!(
        story
            .read("releases")
            .await
            .contains("**migrate is True in models/00_db.py**")
    );
    fran.presses("The migration ran without an error").await;
    fran.presses("migrate is False").await;
    fran.presses("Pass all").await;
    // S3.28: what is on is called to mind while the release goes on.
    story.passes("31m").await;
    let told = story.read("releases").await;
    assert!(
        told.contains("@Release owner: **Maintenance mode is on** on Field portal prod since"),
        "{told}"
    );
    // S3.26, S3.27, S3.32: the website, then the crontab; users read that it is back.
    fran.presses("Maintenance mode is off").await;
    assert_snapshot!(story.read("outages").await.rsplit("\n\n").next().unwrap_or_default().to_owned(), @"gonogo: **Field portal is back** since 10:34, 1 hour 26 minutes early. Thank you for your patience.");
    // S3.32: whoever reads the announcement now reads when it really was.
    let announced = story.read("outages").await;
    assert!(
        announced.contains("**Field portal is back.** It was unavailable Tue 24 Nov 10:03 to 10:34."),
        "{announced}"
    );
    let said = fran.presses("The crontab is enabled").await;
    assert_eq!(said, "");
    let card = story.read("releases").await;
    assert!(card.contains("**Finished**"), "{card}");
    // The planned window stays, and what it was in fact stands beside it.
    assert_snapshot!(card.lines().find(|l| l.contains("in fact")).unwrap_or_default().to_owned(), @"**Outage** in fact Tue 24 Nov 10:03 to 10:34 (31 minutes); announced Tue 24 Nov 10:00 to 12:00 (2 hours)");

    // S3.38, S3.39, S3.44: two versions in each environment; web2py differs on purpose, and nothing drifts.
    let matrix = fran.says("!env field-portal").await;
    assert_snapshot!(story.reader.name_all(&matrix), @"
    ### Field portal
    **dev** · test.field-portal.example.org
    portal r548 since … (#1, @chamindra)
    web2py r1600 since … (#1, @chamindra)
    -# Data: database from prod, 2026-11-23
    **uat** · test.field-portal.example.org
    portal r548 since … (#1, @chamindra)
    web2py r1544 since … (#1, @chamindra)
    -# Data: database from prod, 2026-11-22
    **prod** · field-portal.example.org
    portal r548 since … (#1, @fran)
    web2py r1544 since … (#1, @fran)
    ---
    -# No drift: the same version runs wherever one is reported.
    **dev is not like prod**: database is Sqlite there and MySQL, unconfirmed on dev
    **uat is not like prod**: database is Sqlite there and MySQL, unconfirmed on uat
    (Show an environment ▾)
    ");
    story.end().await;
}
on_both_databases!(new_code_comes_to_production_by_the_run_book);
