//! `/release report`: a release on paper, as two files.

use crate::app::AppError;
use crate::wording::files::File;
use crate::wording::message::Message;
use crate::wording::release_card::name;
use crate::wording::report;

use super::super::Desk;
use super::super::answer::{Reply, words_for};
use super::Answered;

impl Desk {
    /// The report of a release, as Markdown and as JSON.
    pub(in crate::discord) async fn report(&self, release: Option<&str>) -> Answered {
        let number = self.choose_release(release).await?.release.number;
        let history = self.app.find_history(number).await;
        let history = history.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        let history = history.ok_or_else(|| words_for(&AppError::NoRelease(number)))?;
        let acted = history.facts.iter().map(|fact| fact.recorded.by.clone());
        let people = self.courier.called(acted.collect()).await;
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
}
