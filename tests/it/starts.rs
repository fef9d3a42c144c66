//! What is said before a form opens: nobody fills one in for a release that they cannot start.

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};

/// The role that starts a release, and the environment that another one holds, are asked after before the version is.
async fn nobody_fills_in_a_form_for_what_they_cannot_start(db: Database) {
    let story = Story::begin(db).await;
    let (ana, sam) = (story.person("ana").await, story.person("sam").await);
    let of = |process| [("service", "myportfolio"), ("process", process)];
    let no = sam.commands("release start", &of("mahara-minor")).await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role SRE team; you have: none of the team's roles. Ask somebody who has it.");
    assert_eq!(
        ana.commands("release start", &of("mahara-minor")).await,
        "form: Start: Mahara minor release"
    );
    ana.fills(&[("text", "22.04.2")]).await;
    let no = ana.commands("release start", &of("infrastructure")).await;
    assert!(no.contains("MyPortfolio pre-prod is taken by #1"), "{no}");
    story.end().await;
}
on_both_databases!(nobody_fills_in_a_form_for_what_they_cannot_start);
