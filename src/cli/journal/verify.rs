//! `gonogo verify`: whether the journal is whole, in the database or in an exported file.
//!
//! A chain of hashes shows every fact that was changed, put in or taken out between others. Facts that were cut off at
//! the end of a stream it cannot show; for those the database's own lists are asked, and an earlier export.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::app::audit::{head_of, is_of_digest};
use crate::app::{Finding, Head};
use crate::store::Break;

use super::super::Ended;
use super::export::{Exported, read};
use super::{Where, failed};

/// What is looked at.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// An exported file; the database when not said
    file: Option<PathBuf>,
    /// An earlier export, whose facts must all be there still
    #[arg(long, value_name = "EXPORT")]
    against: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

/// What was looked at, and what is wrong with it.
struct Looked {
    streams: usize,
    facts: i64,
    findings: Vec<Finding>,
    /// What is wrong with the file itself.
    file: Option<String>,
}

/// Follows every chain; ends with 0 when all is whole.
pub async fn verify(options: &Options) -> Ended {
    let earlier = match options.against.as_deref().map(heads_of).transpose() {
        Ok(earlier) => earlier.unwrap_or_default(),
        Err(ended) => return ended,
    };
    let looked = match &options.file {
        Some(file) => look_at_file(file, &earlier),
        None => look_at_database(&options.place, &earlier).await,
    };
    match looked {
        Ok(looked) => tell(&looked),
        Err(ended) => ended,
    }
}

fn heads_of(file: &Path) -> Result<BTreeMap<String, Head>, Ended> {
    let exported = exported(file)?;
    exported.end.ok_or_else(|| {
        eprintln!(
            "{}: its last line is missing, so it does not tell how the streams end.",
            file.display()
        );
        Ended::Failed
    })
}

fn exported(file: &Path) -> Result<Exported, Ended> {
    read(file).map_err(|error| {
        eprintln!("{} cannot be read: {error}", file.display());
        Ended::Failed
    })
}

async fn look_at_database(place: &Where, earlier: &BTreeMap<String, Head>) -> Result<Looked, Ended> {
    let (store, app) = place.open().await?;
    let audit = app.audit(earlier).await;
    store.close().await;
    let audit = audit.map_err(|fault| failed(&fault))?;
    Ok(Looked {
        streams: audit.heads.len(),
        facts: audit.heads.values().map(|head| head.facts).sum(),
        findings: audit.findings,
        file: None,
    })
}

fn look_at_file(file: &Path, earlier: &BTreeMap<String, Head>) -> Result<Looked, Ended> {
    let exported = exported(file)?;
    let mut findings = Vec::new();
    let mut heads = BTreeMap::new();
    for (stream, facts) in &exported.streams {
        let (head, link) = head_of(facts);
        let broken = link.map(|link| Finding::Broken {
            stream: stream.clone(),
            link,
        });
        findings.extend(broken);
        heads.extend(head.map(|head| (stream.clone(), head)));
    }
    for (stream, head) in exported.end.iter().flatten().chain(earlier) {
        let place = usize::try_from(head.facts - 1).ok();
        let facts = exported.streams.get(stream);
        let found = facts
            .and_then(|facts| facts.get(place?))
            .map(|fact| fact.hash.clone());
        if found.as_ref() != Some(&head.hash) {
            findings.push(Finding::ExportDiffers {
                stream: stream.clone(),
                exported: head.clone(),
                found,
            });
        }
    }
    let changed = exported
        .processes
        .iter()
        .filter(|(digest, body)| !is_of_digest(body, digest));
    findings.extend(changed.map(|(digest, _)| Finding::ProcessChanged {
        digest: digest.clone(),
    }));
    let is_cut = exported.end.is_none();
    Ok(Looked {
        streams: heads.len(),
        facts: heads.values().map(|head| head.facts).sum(),
        findings,
        file: is_cut.then(|| "its last line is missing: the file was cut off".to_owned()),
    })
}

fn tell(looked: &Looked) -> Ended {
    let mut problems: Vec<String> = looked.findings.iter().map(words).collect();
    problems.extend(looked.file.clone());
    let (facts, streams) = (looked.facts, looked.streams);
    match problems.as_slice() {
        [] => {
            println!("Whole: every link of {facts} facts in {streams} streams holds.");
            Ended::Well
        }
        [first, rest @ ..] => {
            println!("NOT WHOLE: {first}");
            for problem in rest {
                println!("  and: {problem}");
            }
            Ended::Failed
        }
    }
}

fn words(finding: &Finding) -> String {
    match finding {
        Finding::Broken { stream, link } => match link {
            Break::OutOfPlace { expected, found } => {
                format!("{stream}: fact {expected} was expected, and fact {found} stands there")
            }
            Break::Changed { seq, expected, found } => format!(
                "{stream}, fact {seq}: what stands there gives the hash {expected}, and {found} was written; it was \
                 changed, or a fact before it is gone"
            ),
        },
        Finding::ProcessChanged { digest } => {
            format!("the process {digest} is not what it was: its text was changed")
        }
        Finding::Unreadable { stream, reason } => format!("{stream} cannot be read: {reason}"),
        Finding::ListDiffers { stream, what } => format!("{stream}: {what}"),
        Finding::NoticeBeyond { stream, seq, last } => {
            format!("{stream} ends at fact {last}, and a notice speaks of fact {seq}: facts were cut off")
        }
        Finding::OutcomeWithoutFact { key, release } => {
            format!(
                "release/{release}: the command {key} was carried out, and no fact of it is there: facts were cut off"
            )
        }
        Finding::ExportDiffers {
            stream,
            exported,
            found,
        } => match found {
            None => format!(
                "{stream}: {} facts were exported, and fewer are there",
                exported.facts
            ),
            Some(hash) => format!(
                "{stream}, fact {}: the export has the hash {}, and {hash} is there",
                exported.facts, exported.hash
            ),
        },
    }
}
