//! `gonogo export`: the whole journal as JSON lines, and the reading of such a file.
//!
//! The first line says what it is, the last how each stream ends, so that a file that was cut off can be told. Facts
//! stand in it word for word, since the hashes go over them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::Head;
use crate::store::{Recorded, Store, StoreError};

use super::super::Ended;
use super::Where;

/// The number of the form of the file.
pub(super) const FORMAT: u32 = 1;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The file, which must not be there yet; the terminal when not said
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Line {
    /// The first: what the file is.
    Gonogo {
        /// The number of its form.
        export: u32,
    },
    /// A process as some release keeps it.
    Process {
        /// The SHA-256 of the body.
        digest: String,
        /// The process as JSON, word for word.
        body: String,
    },
    /// A fact.
    Fact(Recorded),
    /// The last: how each stream ends.
    End {
        /// The number of facts and the last hash of each stream.
        streams: BTreeMap<String, Head>,
    },
}

/// Why an export came to nothing.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("it could not be written: {0}")]
    Write(#[from] io::Error),
}

/// Writes the journal.
pub async fn export(options: &Options) -> Ended {
    let (store, _) = match options.place.open().await {
        Ok(open) => open,
        Err(ended) => return ended,
    };
    let written = match &options.to {
        None => write(&store, &mut BufWriter::new(io::stdout())).await,
        Some(file) => match create(file) {
            Ok(open) => write(&store, &mut BufWriter::new(open)).await,
            Err(error) => Err(ExportError::Write(error)),
        },
    };
    store.close().await;
    match (written, &options.to) {
        (Ok((streams, facts)), Some(file)) => {
            println!("{}: {facts} facts in {streams} streams.", file.display());
            Ended::Well
        }
        (Ok(_), None) => Ended::Well,
        (Err(ExportError::Write(error)), None) if error.kind() == io::ErrorKind::BrokenPipe => Ended::Well,
        (Err(error), _) => {
            eprintln!("The export is not whole: {error}");
            Ended::Failed
        }
    }
}

/// A new file that nobody else reads: it holds what people wrote.
fn create(file: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Writes everything as it is at one moment; gives the numbers of streams and facts.
async fn write(store: &Store, out: &mut impl Write) -> Result<(usize, i64), ExportError> {
    let mut tx = store.read().await?;
    put(out, &Line::Gonogo { export: FORMAT })?;
    for (digest, body) in tx.processes().await? {
        put(out, &Line::Process { digest, body })?;
    }
    let mut streams = BTreeMap::new();
    let mut count = 0;
    for stream in tx.streams().await? {
        for fact in tx.facts(&stream, 0).await? {
            count += 1;
            let head = Head {
                facts: fact.seq,
                hash: fact.hash.clone(),
            };
            streams.insert(stream.clone(), head);
            put(out, &Line::Fact(fact))?;
        }
    }
    let number = streams.len();
    put(out, &Line::End { streams })?;
    out.flush()?;
    Ok((number, count))
}

fn put(out: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// An export as it was read.
#[derive(Debug, Default)]
pub(super) struct Exported {
    /// The facts of each stream, in the order of the file.
    pub(super) streams: BTreeMap<String, Vec<Recorded>>,
    pub(super) processes: Vec<(String, String)>,
    /// How the file says that each stream ends; nothing when its last line is missing.
    pub(super) end: Option<BTreeMap<String, Head>>,
}

/// Reads an export.
///
/// # Errors
/// Why it is none, with the line.
pub(super) fn read(file: &Path) -> Result<Exported, String> {
    let open = fs::File::open(file).map_err(|error| error.to_string())?;
    let mut exported = Exported::default();
    for (n, line) in BufReader::new(open).lines().enumerate() {
        let place = |error: &dyn std::fmt::Display| format!("line {}: {error}", n + 1);
        let line = line.map_err(|error| place(&error))?;
        let line: Line = serde_json::from_str(&line).map_err(|error| place(&error))?;
        match line {
            Line::Gonogo { export } if n == 0 && export == FORMAT => {}
            _ if n == 0 => return Err(place(&"this is no export that this gonogo reads")),
            Line::Gonogo { .. } => return Err(place(&"a second export begins here")),
            _ if exported.end.is_some() => return Err(place(&"something stands below the last line")),
            Line::Process { digest, body } => exported.processes.push((digest, body)),
            Line::Fact(fact) => exported
                .streams
                .entry(fact.stream.clone())
                .or_default()
                .push(fact),
            Line::End { streams } => exported.end = Some(streams),
        }
    }
    Ok(exported)
}
