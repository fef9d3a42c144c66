//! Feature demos (document 001): throw-away instances beside the normal flow. S1.30 to S1.38

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot, shown_text};

/// The shipped playbook of FMTM.
fn fmtm() -> Vec<Source> {
    let text = include_str!("../../playbooks/fmtm.toml").to_owned();
    let name = "playbooks/fmtm.toml".to_owned();
    vec![Source { name, text }]
}

/// The newest message in #releases that shows a text.
async fn card(story: &Story, part: &str) -> String {
    let messages = story.messages("releases").await;
    let shown = messages
        .iter()
        .rev()
        .map(shown_text)
        .find(|text| text.contains(part));
    story.reader.name_all(&shown.unwrap_or_default())
}

/// S1.30 to S1.33, S1.36 to S1.38: by hand, from its purpose to its end.
async fn a_demo_has_a_purpose_an_owner_and_an_end(db: Database) {
    let mut story = Story::with_playbooks(db, fmtm()).await;
    let (dev, pat) = (story.person("dev").await, story.person("pat").await);
    let asked = dev.says("!release start fmtm feature-demo mapping-day").await;
    assert_snapshot!(story.reader.name_all(&asked), @"
    Feature demo: what is the instance for?
    (Choose what it is for ▾)
    ");
    let purpose = "Specific updates for a single project that won't be used elsewhere";
    assert_eq!(
        dev.chooses("Choose what it is for", purpose).await,
        "form: Start: Feature demo"
    );
    let past = dev
        .fills(&[("text", "mapping-day"), ("day", "2026-11-20"), ("owner", "")])
        .await;
    assert_snapshot!(story.reader.name_all(&past), @"Fri 20 Nov 2026 has passed: give the last day on which the instance is needed, such as 2026-12-24.");
    dev.chooses("Choose what it is for", purpose).await;
    let started = dev
        .fills(&[("text", "mapping-day"), ("day", "2026-11-27"), ("owner", "")])
        .await;
    assert_snapshot!(story.reader.name_all(&started), @"
    #1 FMTM mapping-day is started: Feature demo. Its card is in #releases. First: **Choose how it is installed**, by Developer.
    Throw-away instance of @dev, for: Specific updates for a single project that won't be used elsewhere
    needed until **Fri 27 Nov 2026**, then to be shut down
    ");

    // What is released meanwhile is neither held up nor holds it up.
    pat.says("!release start fmtm production 2026.6.1").await;
    dev.presses("By hand").await;
    assert_snapshot!(card(&story, "· Feature demo").await, @"
    ### FMTM mapping-day · Feature demo
    -# Release #1
    **Install it by hand** · step 2 of 3 · release manager @dev
    waiting for Developer since …
    Throw-away instance of @dev, for: Specific updates for a single project that won't be used elsewhere
    needed until **Fri 27 Nov 2026**, then to be shut down
    ---
    ✓ Choose how it is installed · @dev, 09:00 · `By hand`
    ▸ **Install it by hand**
    -# Then: Show it
    [Created and logged in to a server] [Ran the bundled feature-demo.sh]
    [What do I owe?] [Hold] [Shut down]
    (More ▾)
    ");
    dev.presses("Created and logged in to a server").await;
    dev.presses("Ran the bundled feature-demo.sh").await;
    dev.presses("Address…").await;
    dev.fills(&[("text", "https://mapping-day.example.org")]).await;
    assert_snapshot!(card(&story, "· Feature demo").await, @"
    ### FMTM mapping-day · Feature demo
    -# Release #1
    **Up**: every step is done
    Throw-away instance of @dev, for: Specific updates for a single project that won't be used elsewhere
    needed until **Fri 27 Nov 2026**, then to be shut down
    ---
    ✓ Choose how it is installed · @dev, 09:00 · `By hand`
    ✓ Install it by hand · @dev, 09:00
    ✓ Show it · @dev, 09:00 · <https://mapping-day.example.org>
    [What do I owe?] [Hold] [Shut down]
    (More ▾)
    ");
    let env = dev.commands("env show", &[("service", "fmtm")]).await;
    assert_snapshot!(story.reader.name_all(&env), @"
    ### FMTM
    **production** · taken by #2
    no version reported yet
    **staging**
    no version reported yet
    **development**
    no version reported yet
    **local** · each developer's own, not tracked
    no version reported yet
    ---
    **Throw-away instances**
    mapping-day: of @dev, until Fri 27 Nov 2026 (#1), for: Specific updates for a single project that won't be used elsewhere
    (Show an environment ▾)
    ");

    // The last day comes, and three days later nobody has shut it down: after an abort as well.
    story.time_is("2026-11-27T09:00:00Z").await;
    let due = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&due)), @"
    @dev: the instance **mapping-day** of FMTM (#1) is needed until today, Fri 27 Nov 2026. Shut it down, then say so here.
    [Shut down]
    ");
    dev.says("!release abort 1 the day is over").await;
    story.restart_bot().await;
    story.time_is("2026-11-30T09:00:00Z").await;
    let due = story.messages("releases").await.pop().unwrap();
    assert_snapshot!(story.reader.name_all(&shown_text(&due)), @"
    @dev: the instance **mapping-day** of FMTM (#1) was needed until Fri 27 Nov 2026. Shut it down, then say so here.
    [Shut down]
    ");
    let no = pat.presses("Shut down").await;
    assert_snapshot!(story.reader.name_all(&no), @"This instance is @dev's: ask them to say that it is shut down, or somebody who owns its steps.");
    dev.presses("Shut down").await;
    let said = story.messages("releases").await;
    assert_snapshot!(story.reader.name_all(&shown_text(said.last().unwrap())), @"The instance of #1 FMTM mapping-day is shut down, says @dev.");
    let again = dev.commands("release status", &[("release", "1")]).await;
    assert!(story.reader.name_all(&again).contains("shut down"), "{again}");
    story.time_is("2026-12-24T09:00:00Z").await;
    assert_eq!(
        story.messages("releases").await.len(),
        said.len(),
        "nobody is reminded any more"
    );
    assert!(
        !dev.commands("env show", &[("service", "fmtm")])
            .await
            .contains("mapping-day")
    );
    story.end().await;
}
on_both_databases!(a_demo_has_a_purpose_an_owner_and_an_end);

/// S1.34 to S1.36: the other way is marked, needs a branch of that name, and no key is ever kept.
async fn the_experimental_way_needs_a_branch_and_keeps_no_key(db: Database) {
    let story = Story::with_playbooks(db, fmtm()).await;
    let dev = story.person("dev").await;
    dev.commands(
        "release start",
        &[("service", "fmtm"), ("process", "feature-demo")],
    )
    .await;
    dev.chooses("Choose what it is for", "Very fast updates").await;
    dev.fills(&[("text", "quick"), ("day", "2026-12-24"), ("owner", "")])
        .await;
    dev.presses("By workflow (experimental)").await;
    dev.presses("Branch…").await;
    let misfit = dev.fills(&[("text", "my-branch")]).await;
    assert_snapshot!(story.reader.name_all(&misfit), @"`my-branch` does not fit: pushes to a branch trigger the workflow when its name begins with feature-demo/, such as feature-demo/some-feature.");
    let key = ["-----BEGIN OPENSSH", " PRIVATE KEY----- b3BlbnNzaC1rZXktdjEAAAA"].concat();
    dev.presses("Branch…").await;
    let secret = dev.fills(&[("text", &key)]).await;
    assert_snapshot!(story.reader.name_all(&secret), @"That looks like a private key, so I kept nothing of it. Take your message back, put the key where it belongs (into the secrets of the pipeline), and count it as known to others. Here, write only that it is done.");
    dev.chooses("Does not apply…", "SSH key").await;
    assert_eq!(
        dev.fills(&[("text", &key)]).await,
        secret,
        "not as a reason either"
    );
    dev.presses("Branch…").await;
    dev.fills(&[("text", "feature-demo/quick")]).await;
    for item in ["write access", "SSH key", "A push"] {
        dev.ticks(item).await;
    }
    assert_snapshot!(card(&story, "· Feature demo").await, @"
    ### FMTM quick · Feature demo
    -# Release #1
    **Show it** · step 3 of 3 · release manager @dev
    waiting for Developer since …
    Throw-away instance of @dev, for: Very fast updates of the server, without interfering with the typical flow
    needed until **Thu 24 Dec 2026**, then to be shut down
    ---
    ✓ Choose how it is installed · @dev, 09:00 · `By workflow (experimental)`
    ✓ Deploy it by workflow (experimental) · @dev, 09:00 · `feature-demo/quick`
    ▸ **Show it**
    [Address…]
    [What do I owe?] [Hold] [Shut down]
    (More ▾)
    ");
    story.end().await;
}
on_both_databases!(the_experimental_way_needs_a_branch_and_keeps_no_key);
