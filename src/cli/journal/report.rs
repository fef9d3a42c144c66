//! `gonogo report`: one release on paper.

use crate::wording::report::{self, People};

use super::super::Ended;
use super::{Where, failed, print};

/// Which release, and how.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The release's number
    number: i64,
    /// As JSON, whose form docs/reports.md tells
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

/// Prints the report of a release.
pub async fn report(options: &Options) -> Ended {
    let (store, app) = match options.place.open().await {
        Ok(open) => open,
        Err(ended) => return ended,
    };
    let found = app.find_history(options.number).await;
    store.close().await;
    match found {
        Ok(Some(history)) => {
            // People stand in it by their ids: who is called how only Discord knows.
            let report = report::report(&history.situation.release, &history.facts, &People::default());
            print(&if options.json {
                report.json()
            } else {
                report.markdown()
            })
        }
        Ok(None) => {
            eprintln!("There is no release #{}.", options.number);
            Ended::Failed
        }
        Err(fault) => failed(&fault),
    }
}
