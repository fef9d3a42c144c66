//! Files in a team's work: handed in by people, answered by the bot, and harmless where nobody asked for one.

use crate::database::{Database, on_both_databases};
use crate::form::File;
use crate::story::Story;

const LOG: File<'_> = ("smoke.log", "text/plain", b"12 of 12 passed");

/// A file where none is taken neither stops a command nor reaches the bot as something else.
async fn a_file_where_none_is_asked_for_changes_nothing(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    let answer = ana.says_with_files("releases", "!todo", &[LOG]).await;
    assert_eq!(answer, ana.says("!todo").await);
    assert_eq!(ana.opens("smoke.log").await, "12 of 12 passed");
    let refused = ana.commands_with_files("todo", &[], &[("file", LOG)]).await;
    assert!(
        refused.contains("APPLICATION_COMMAND_OPTION_UNKNOWN"),
        "Discord knows no such option: {refused}"
    );
    story.end().await;
}
on_both_databases!(a_file_where_none_is_asked_for_changes_nothing);
