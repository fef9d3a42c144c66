//! FMTM as its team lives it: features, staging rounds, a hot fix, a production release (document "Release Cycle").

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story, assert_snapshot};

mod development;
mod production;
mod staging;

/// The shipped playbook of FMTM.
pub(crate) fn fmtm() -> Vec<Source> {
    vec![Source {
        name: "playbooks/fmtm.toml".to_owned(),
        text: include_str!("../../playbooks/fmtm.toml").to_owned(),
    }]
}

async fn passes_the_list(person: &Person) {
    let is_pass_all = |c: &Control| c.component["label"] == "Pass all";
    let control = person.find_control(is_pass_all).await.unwrap();
    person.press(&control).await;
}

/// A staging round from its start to the server, with nothing going wrong.
pub(crate) async fn a_round(story: &Story, dev: &Person, version: &str, number: u64) {
    dev.says(&format!("!release start fmtm staging-round {version}"))
        .await;
    dev.presses("Development is frozen").await;
    dev.presses("The frozen updates are tested").await;
    dev.presses("Pull requests of the patches…").await;
    dev.fills(&[("text", "https://github.com/hotosm/fmtm/pull/1")])
        .await;
    story.passes("1 min").await;
    story
        .opens(number, "Staging round", "development", "staging")
        .await;
    story.approves(number, "development", "staging").await;
    story
        .merges(number, "Staging round", "development", "staging")
        .await;
    assert_eq!(
        story
            .workflow("Deploy Staging", "staging", number, "success")
            .await,
        202
    );
}
