//! `/release report`: a release on paper, as two files.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::AppError;
use crate::courier::{Call, Verb};
use crate::domain::name::PersonId;
use crate::wording::files::File;
use crate::wording::message::Message;
use crate::wording::release_card::name;
use crate::wording::report::{self, People};

use super::super::Desk;
use super::super::answer::{Reply, words_for};
use super::Answered;

/// More people than this are not looked up; the others stand in the report by their ids.
const MOST_PEOPLE: usize = 25;

impl Desk {
    /// The report of a release, as Markdown and as JSON.
    pub(in crate::discord) async fn report(&self, release: Option<&str>) -> Answered {
        let number = self.choose_release(release).await?.release.number;
        let history = self.app.find_history(number).await;
        let history = history.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        let history = history.ok_or_else(|| words_for(&AppError::NoRelease(number)))?;
        let acted = history.facts.iter().map(|fact| fact.recorded.by.clone());
        let people = self.called(acted.collect()).await;
        let report = report::report(&history.situation.release, &history.facts, &people);
        let stem = report.file_stem();
        let facts =
            crate::wording::text::count(i64::try_from(report.chain.facts).unwrap_or(i64::MAX), "fact");
        let words = format!(
            "{}: who did what, when and on which version, by {facts} of the journal.",
            name(&history.situation.release)
        );
        let message = Message::plain(words)
            .with_file(File::markdown(&format!("{stem}.md"), report.markdown()))
            .with_file(File::json(&format!("{stem}.json"), report.json()));
        Ok(Reply::Private(message))
    }

    /// How people are called on this server; who left it stays an id.
    async fn called(&self, ids: BTreeSet<PersonId>) -> People {
        let mut names = BTreeMap::new();
        let Some(guild) = self.directory.guild_id() else {
            return People(names);
        };
        let known = ids.into_iter().filter(|id| id.as_str().parse::<u64>().is_ok());
        for id in known.take(MOST_PEOPLE) {
            let call = Call {
                verb: Verb::Get,
                path: format!("/guilds/{guild}/members/{id}"),
                route: format!("GET /guilds/{guild}/members"),
                body: None,
                interaction: false,
            };
            let member = self.courier.wire().call(&call).await.unwrap_or_default();
            let called = [
                &member["nick"],
                &member["user"]["global_name"],
                &member["user"]["username"],
            ];
            if let Some(name) = called.into_iter().find_map(|name| name.as_str()) {
                names.insert(id, name.to_owned());
            }
        }
        People(names)
    }
}
