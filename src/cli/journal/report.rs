//! `gonogo report`: one release on paper, or a month of a service.

use crate::domain::month::YearMonth;
use crate::domain::name::ServiceName;
use crate::wording::month::Telling;
use crate::wording::report::{self, People};

use super::super::Ended;
use super::{Where, failed, print};

/// Which release or service, and how.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The number of a release, or the name of a service
    #[arg(value_name = "RELEASE|SERVICE")]
    what: String,
    /// The month of a service, such as 2026-11; the last whole one when left out
    #[arg(long)]
    month: Option<String>,
    /// How it is written; docs/reports.md tells the columns of csv and the form of json
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    place: Where,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    #[default]
    Markdown,
    Csv,
    Json,
}

/// Prints the report of a release, or of a month.
pub async fn report(options: &Options) -> Ended {
    match options.what.trim_start_matches('#').parse() {
        Ok(number) => of_release(options, number).await,
        Err(_) => of_month(options).await,
    }
}

impl Options {
    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

async fn of_release(options: &Options, number: i64) -> Ended {
    if options.month.is_some() || options.format() == Format::Csv {
        eprintln!(
            "A release has no month and no table: name a service, such as gonogo report sync --month 2026-11."
        );
        return Ended::Misconfigured;
    }
    let (store, app) = match options.place.open().await {
        Ok(open) => open,
        Err(ended) => return ended,
    };
    let found = app.find_history(number).await;
    store.close().await;
    match found {
        Ok(Some(history)) => {
            // People stand in it by their ids: who is called how only Discord knows.
            let report = report::report(&history.situation.release, &history.facts, &People::default());
            print(&match options.format() {
                Format::Json => report.json(),
                Format::Markdown | Format::Csv => report.markdown(),
            })
        }
        Ok(None) => {
            eprintln!("There is no release #{number}.");
            Ended::Failed
        }
        Err(fault) => failed(&fault),
    }
}

async fn of_month(options: &Options) -> Ended {
    let guild = options.place.guild();
    let (store, app) = match options.place.open().await {
        Ok(open) => open,
        Err(ended) => return ended,
    };
    let last_whole = YearMonth::of(app.now().date_naive()).before();
    let month = match &options.month {
        None => last_whole,
        Some(text) => match text.parse() {
            Ok(month) => month,
            Err(_) => {
                store.close().await;
                eprintln!("{text:?} is no month. Write it as year and month, such as --month {last_whole}.");
                return Ended::Misconfigured;
            }
        },
    };
    let found = app
        .find_month(&ServiceName::from(options.what.as_str()), month)
        .await;
    store.close().await;
    match found {
        Ok(Some(found)) => {
            let people = People::default();
            let telling = Telling::new(&found, guild, &people);
            print(&match options.format() {
                Format::Markdown => telling.markdown(),
                Format::Csv => telling.csv(),
                Format::Json => telling.json(),
            })
        }
        Ok(None) => {
            eprintln!(
                "There is no service {} in the playbooks or in the journal.",
                options.what
            );
            Ended::Failed
        }
        Err(fault) => failed(&fault),
    }
}
