//! The process of the sync servers (document 004), as its people live it.

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};
use crate::tracks::sync;

/// S4.6 to S4.10, S4.24, S4.42, S4.43, S4.45, S4.46: the release-day list, from the tests to the dashboards.
async fn a_regular_release_takes_two_release_days(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let (ana, ida, otto) = (
        story.person("ana").await,
        story.person("ida").await,
        story.person("otto").await,
    );
    story.time_is("2026-11-24T17:00:00Z").await;
    ana.presses("Start…").await;
    ana.fills(&[("text", "v0.0.4")]).await;
    assert_snapshot!(story.read("releases").await, @"
    gonogo: **Sync Regular release** of Tue 24 Nov 2026: started with #1. See `/release slots service:sync`.

    gonogo: ### Sync v0.0.4 · Regular release
    -# Release #1
    **Check the functional tests** · step 1 of 10 · release manager @ana
    waiting for Release manager since …
    **Functional tests changed?**
    -# The functional tests live in the server-syncstorage repository.
    -# [server-syncstorage](<https://github.com/example/server-syncstorage>)
    -# Regular release of Tue 24 Nov 2026
    ---
    ▸ **Check the functional tests**
    -# Then: Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [no] [yes]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    ana.presses("yes").await;
    ana.presses("server-syncstorage release…").await;
    ana.fills(&[("text", "1.8.0")]).await;
    ana.presses("That tag is specified in the Jenkins UI").await;
    assert_snapshot!(story.read("releases").await, @"
    gonogo: **Sync Regular release** of Tue 24 Nov 2026: started with #1. See `/release slots service:sync`.

    gonogo: ### Sync v0.0.4 · Regular release
    -# Release #1
    **Requirements for staging** · step 3 of 10 · release manager @ana
    0 of 1 go · waiting for Release manager since …
    Tick it off in #thread.
    -# Regular release of Tue 24 Nov 2026
    ---
    ✓ Check the functional tests · @ana, 06:00 · `yes`
    ✓ Release the functional tests · @ana, 06:00 · `1.8.0`
    ▸ **Requirements for staging**
    -# Then: Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [Unit and integration tests pass, by hand…] [Go] [No-go…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    ida.says("!release block 1 syncing bookmarks loses folders").await;
    let no = otto.says("!release unblock 1 1 it is fine").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role QA or Release manager; you have: Ops. Ask somebody who has it, or see `/release status release:1`.");
    ida.says("!release unblock 1 1 folders are kept in r2").await;
    story.end().await;
}
on_both_databases!(a_regular_release_takes_two_release_days);
