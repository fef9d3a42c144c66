//! One minor release of MyPortfolio, from start to finish.

use crate::database::{Database, on_both_databases};
use crate::story::Story;

async fn a_release_is_started_by_typing(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    let answer = ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    println!("{}", story.reader.name_all(&answer));
    println!("{}", story.read("releases").await);
    println!("{}", ana.presses("Image tag…").await);
    println!("{}", ana.fills(&[("text", "22.04.2-r1")]).await);
    println!("{}", ana.presses("Deployed on pre-prod").await);
    println!("{}", story.read("releases").await);
    println!("{}", story.read("#1").await);
    story.end().await;
}
on_both_databases!(a_release_is_started_by_typing);
