//! `gonogo rehearse`: a playbook on a simulated clock, printed as people would read it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::diary::HolidayAnswer;
use crate::domain::name::ProcessName;
use crate::playbook::{self, Playbook, Source};
use crate::rehearsal::paper::Format;
use crate::rehearsal::{Kind, Plan, Rehearsal, Temper, rehearse as play, span};
use crate::toml_reader::nearest;

use super::signals::Signals;
use super::{Ended, show};

/// The width for a reader who is no terminal.
const WIDTH: usize = 100;

/// What is rehearsed.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// A playbook: a file, or the name of a shipped one, such as sync
    playbook: PathBuf,
    /// The first day: 2026-12-01, today, tomorrow, tuesday, 24 dec
    #[arg(long, value_name = "DATE", default_value = "today")]
    from: String,
    /// How long: 8w, 30 days, 3 months, 1y
    #[arg(long = "for", value_name = "SPAN", default_value = "8w")]
    span: String,
    /// Where the team is, such as Europe/Berlin; as the playbook says when not said
    #[arg(long)]
    zone: Option<String>,
    /// A willing team does what is owed as soon as it may; an absent one does nothing
    #[arg(long, value_enum, default_value_t = Temper::Willing)]
    team: Temper,
    /// What is answered when a planned day is on a holiday
    #[arg(long, value_enum, default_value_t = OnHoliday::Later)]
    on_holiday: OnHoliday,
    /// Processes around the plan to rehearse as well, once each, such as sync-hotfix
    #[arg(long, value_name = "PROCESS", value_delimiter = ',')]
    also: Vec<String>,
    /// Only these; everything but steps when not said
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    only: Vec<Kind>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What becomes of a planned day on a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum OnHoliday {
    /// It stays
    Keep,
    /// It moves to the working day before
    Earlier,
    /// It moves to the working day after
    Later,
    /// It is skipped
    Skip,
}

impl From<OnHoliday> for HolidayAnswer {
    fn from(answer: OnHoliday) -> Self {
        match answer {
            OnHoliday::Keep => Self::Keep,
            OnHoliday::Earlier => Self::Earlier,
            OnHoliday::Later => Self::Later,
            OnHoliday::Skip => Self::Skip,
        }
    }
}

/// Rehearses the playbook and prints what its people would read.
pub async fn rehearse(options: Options) -> Ended {
    let plan = match plan(&options) {
        Ok(plan) => plan,
        Err(ended) => return ended,
    };
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("signals cannot be heard: {error}");
            return Ended::Failed;
        }
    };
    let stop = CancellationToken::new();
    let bar = Bar::new(&plan);
    let played = {
        let playing = play(&plan, |at| bar.set(at), &stop);
        tokio::pin!(playing);
        loop {
            tokio::select! {
                played = &mut playing => break played,
                _ = signals.next(), if !stop.is_cancelled() => stop.cancel(),
            }
        }
    };
    bar.end();
    match played {
        Ok(rehearsal) => print(&options, &rehearsal),
        Err(fault) => {
            eprintln!("the rehearsal broke: {fault}");
            Ended::Failed
        }
    }
}

/// What could not be done by a willing team is a fault of the playbook: exit code 1.
fn print(options: &Options, rehearsal: &Rehearsal) -> Ended {
    let mut only: BTreeSet<Kind> = options.only.iter().copied().collect();
    if only.is_empty() {
        only.extend(Kind::USUAL);
    }
    let only: Vec<Kind> = only.into_iter().collect();
    let paper = rehearsal.on_paper(options.format, &only, width());
    match io::stdout().write_all(paper.as_bytes()) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => {
            eprintln!("the terminal takes no text: {error}");
            return Ended::Failed;
        }
    }
    if rehearsal.summary.not_done.is_empty() {
        Ended::Well
    } else {
        Ended::Failed
    }
}

/// The width of the terminal; `COLUMNS` where there is none, as shells set it.
fn width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let terminal = || {
        let size = console::Term::stdout().size_checked();
        size.map(|(_, columns)| usize::from(columns))
    };
    columns.or_else(terminal).unwrap_or(WIDTH).clamp(30, 200)
}

fn plan(options: &Options) -> Result<Plan, Ended> {
    let playbook = find(&options.playbook)?;
    let zone = options
        .zone
        .as_deref()
        .map(zone)
        .transpose()
        .map_err(|why| wrong(&why))?;
    let at = zone.unwrap_or(playbook.service.zone);
    let from = span::day(&options.from, Clock::system().now(), at);
    let from = from.map_err(|why| wrong(&format!("--from: {why}")))?;
    let until = span::end(&options.span, from).map_err(|why| wrong(&format!("--for: {why}")))?;
    let also = options.also.iter().map(|name| process(&playbook, name));
    let also = also.collect::<Result<Vec<_>, _>>().map_err(|why| wrong(&why))?;
    Ok(Plan {
        from,
        until,
        zone,
        team: options.team,
        on_holiday: options.on_holiday.into(),
        also,
        playbook,
    })
}

fn wrong(why: &str) -> Ended {
    eprintln!("{why}");
    Ended::Misconfigured
}

/// The file of that name, or the shipped playbook.
fn find(named: &Path) -> Result<Playbook, Ended> {
    let name = named.display().to_string();
    let source = if named.is_file() {
        let text =
            fs::read_to_string(named).map_err(|error| wrong(&format!("{name} cannot be read: {error}")))?;
        Source { name, text }
    } else {
        playbook::find_shipped(&name).ok_or_else(|| wrong(&unknown(&name)))?
    };
    playbook::read_beside(&source, &|path| fs::read_to_string(path)).map_err(|problems| {
        show(&problems);
        Ended::Misconfigured
    })
}

fn unknown(name: &str) -> String {
    let shipped: Vec<String> = playbook::shipped().iter().map(playbook::short_name).collect();
    let near = nearest(name, shipped.iter().map(String::as_str));
    let near = near.map(|near| format!(" Did you mean `{near}`?"));
    format!(
        "There is no file `{name}`, and no playbook of that name comes with gonogo.{} Shipped are: {}.",
        near.unwrap_or_default(),
        shipped.join(", ")
    )
}

fn zone(name: &str) -> Result<Tz, String> {
    let known = || {
        let near = nearest(name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        let near = near.map(|near| format!(" Did you mean {near}?"));
        format!(
            "--zone: `{name}` is no zone.{} Write it like Europe/Berlin or Pacific/Auckland.",
            near.unwrap_or_default()
        )
    };
    name.parse().map_err(|_| known())
}

fn process(playbook: &Playbook, name: &str) -> Result<ProcessName, String> {
    let known: Vec<&str> = playbook
        .processes
        .iter()
        .map(|process| process.name.as_str())
        .collect();
    if known.contains(&name) {
        return Ok(ProcessName::from(name));
    }
    let near = nearest(name, known.iter().copied());
    let near = near.map(|near| format!(" Did you mean `{near}`?"));
    Err(format!(
        "--also: {} has no process `{name}`.{} It has: {}.",
        playbook.service.title,
        near.unwrap_or_default(),
        known.join(", ")
    ))
}

/// How far it is, on a terminal.
struct Bar {
    bar: ProgressBar,
    from: NaiveDate,
}

impl Bar {
    fn new(plan: &Plan) -> Self {
        let days = u64::try_from((plan.until - plan.from).num_days()).unwrap_or_default();
        // It draws nothing where standard error is no terminal.
        let bar = if io::stderr().is_terminal() {
            ProgressBar::new(days)
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} days") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, from: plan.from }
    }

    fn set(&self, at: DateTime<Utc>) {
        let day = at.date_naive();
        let days = u64::try_from((day - self.from).num_days()).unwrap_or_default();
        if days != self.bar.position() {
            self.bar.set_position(days);
            self.bar.set_message(day.format("%-d %b %Y").to_string());
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
