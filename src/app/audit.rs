//! Whether the journal is whole: its chains, and what else in the database remembers of it.
//!
//! A chain alone cannot tell that facts were cut off at its end. The list of releases, the notices and the commands
//! that were carried out can, as far as they speak of those facts; an earlier export can in any case.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::domain::name::ServiceName;
use crate::store::{Break, Recorded, ReleaseFilter, Tx, find_break};

use super::commit::row;
use super::load::{release_of, release_stream};
use super::{App, Fault};

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// The end of each stream.
    pub heads: BTreeMap<String, Head>,
    /// Everything that is wrong, the worst first.
    pub findings: Vec<Finding>,
}

/// The end of a stream.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Head {
    /// How many facts it has.
    pub facts: i64,
    /// The hash of the last one, which covers all before it.
    pub hash: String,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A link of a chain does not hold.
    Broken {
        /// The stream.
        stream: String,
        /// Where, and what was expected.
        link: Break,
    },
    /// A kept process is not the one of its digest.
    ProcessChanged {
        /// The digest under which it is kept.
        digest: String,
    },
    /// Facts can be read no more, though the chain holds.
    Unreadable {
        /// The stream.
        stream: String,
        /// Why.
        reason: String,
    },
    /// The list has a release of which the journal says something else, or nothing.
    ListDiffers {
        /// The release's stream.
        stream: String,
        /// What the list says, and what the journal.
        what: String,
    },
    /// Something was said about a fact that is not there.
    NoticeBeyond {
        /// The stream.
        stream: String,
        /// The place of the fact.
        seq: i64,
        /// The last place that is there.
        last: i64,
    },
    /// A command was carried out and left no fact.
    OutcomeWithoutFact {
        /// The key of the command.
        key: String,
        /// The number of its release.
        release: String,
    },
    /// An earlier export has facts that are not there, or others.
    ExportDiffers {
        /// The stream.
        stream: String,
        /// What the export had at its end.
        exported: Head,
        /// The hash at that place now; nothing when the stream is shorter.
        found: Option<String>,
    },
}

/// The end of a stream, and the first link that does not hold.
pub(crate) fn head_of(facts: &[Recorded]) -> (Option<Head>, Option<Break>) {
    let head = facts.last().map(|last| Head {
        facts: last.seq,
        hash: last.hash.clone(),
    });
    (head, find_break(facts))
}

/// Whether a kept process is the one of its digest.
pub(crate) fn is_of_digest(body: &str, digest: &str) -> bool {
    hex::encode(Sha256::digest(body.as_bytes())) == digest
}

impl App {
    /// Follows every chain, and holds against it what else is known; `exported` are the ends of an earlier export.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn audit(&self, exported: &BTreeMap<String, Head>) -> Result<Audit, Fault> {
        let mut tx = self.shared.store.read().await?;
        let mut audit = Audit::default();
        let mut hashes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for stream in tx.streams().await? {
            let facts = tx.facts(&stream, 0).await?;
            let (head, link) = head_of(&facts);
            if let Some(link) = link {
                audit.findings.push(Finding::Broken {
                    stream: stream.clone(),
                    link,
                });
            }
            if exported.contains_key(&stream) {
                hashes.insert(stream.clone(), facts.into_iter().map(|fact| fact.hash).collect());
            }
            audit.heads.extend(head.map(|head| (stream, head)));
        }
        audit.against(exported, &hashes);
        for (digest, body) in tx.processes().await? {
            if !is_of_digest(&body, &digest) {
                audit.findings.push(Finding::ProcessChanged { digest });
            }
        }
        self.hold_list_against(&mut tx, &mut audit).await?;
        self.read_services(&mut tx, &mut audit).await?;
        for key in tx.notice_keys().await? {
            audit.hold_notice_against(&key);
        }
        for (key, release) in tx.outcomes_without_fact().await? {
            audit.findings.push(Finding::OutcomeWithoutFact { key, release });
        }
        Ok(audit)
    }

    /// What happened to services can be read.
    async fn read_services(&self, tx: &mut Tx, audit: &mut Audit) -> Result<(), Fault> {
        let streams: Vec<String> = audit.heads.keys().cloned().collect();
        for stream in streams {
            let Some(name) = stream.strip_prefix("service/") else {
                continue;
            };
            match self.load_service(tx, &ServiceName::from(name)).await {
                Ok(_) => {}
                Err(Fault::Journal(reason)) => audit.findings.push(Finding::Unreadable { stream, reason }),
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// The numbers of the outages that the journal knows; what cannot be read is found elsewhere.
    async fn outages_in_the_journal(&self, tx: &mut Tx, audit: &Audit) -> Result<BTreeSet<i64>, Fault> {
        let mut numbers = BTreeSet::new();
        let services = audit
            .heads
            .keys()
            .filter_map(|stream| stream.strip_prefix("service/"));
        for name in services {
            match self.load_service(tx, &ServiceName::from(name)).await {
                Ok(loaded) => numbers.extend(loaded.state.outages.keys().copied()),
                Err(Fault::Journal(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(numbers)
    }

    /// The list of releases is what the journal leads to; a release that is in one of both alone is a loss.
    async fn hold_list_against(&self, tx: &mut Tx, audit: &mut Audit) -> Result<(), Fault> {
        let rows = tx.releases(ReleaseFilter::All, None, i64::MAX, 0).await?;
        let listed: Vec<i64> = rows.iter().map(|row| row.number).collect();
        for stored in rows {
            let stream = release_stream(stored.number);
            let what = match self.load_in(tx, stored.number).await {
                Ok(Some(loaded)) => {
                    let told = row(&loaded.situation.release);
                    (told != stored).then(|| {
                        format!(
                            "the list says {} {} since its start, {}; the journal {} {}, {}",
                            stored.title, stored.process, stored.state, told.title, told.process, told.state
                        )
                    })
                }
                Ok(None) => Some(format!(
                    "the list has {} ({}); the journal nothing",
                    stored.title, stored.state
                )),
                Err(Fault::Journal(reason)) => {
                    audit.findings.push(Finding::Unreadable {
                        stream: stream.clone(),
                        reason,
                    });
                    None
                }
                Err(other) => return Err(other),
            };
            audit
                .findings
                .extend(what.map(|what| Finding::ListDiffers { stream, what }));
        }
        let numbers: Vec<i64> = audit
            .heads
            .keys()
            .filter_map(|stream| release_of(stream))
            .collect();
        for number in numbers.iter().filter(|number| !listed.contains(number)) {
            audit.findings.push(Finding::ListDiffers {
                stream: release_stream(*number),
                what: "the journal has it, and the list does not (gonogo rebuild makes the list anew)"
                    .to_owned(),
            });
        }
        // Numbers are given without a gap: to releases, and to outages that stand alone.
        let alone = self.outages_in_the_journal(tx, audit).await?;
        let last = numbers.iter().chain(&listed).copied().max().unwrap_or(0);
        let is_given = |n: &i64| numbers.contains(n) || listed.contains(n) || alone.contains(n);
        for number in (1..=last).filter(|n| !is_given(n)) {
            audit.findings.push(Finding::ListDiffers {
                stream: release_stream(number),
                what: format!("neither the journal nor the list has it, though there is a release #{last}"),
            });
        }
        Ok(())
    }
}

impl Audit {
    /// A notice is called after the fact that called for it, such as `release/1#12.0`.
    fn hold_notice_against(&mut self, key: &str) {
        let Some((stream, place)) = key.rsplit_once('#') else {
            return;
        };
        let Some(seq) = place.split('.').next().and_then(|seq| seq.parse().ok()) else {
            return;
        };
        let last = self.heads.get(stream).map_or(0, |head| head.facts);
        let finding = Finding::NoticeBeyond {
            stream: stream.to_owned(),
            seq,
            last,
        };
        if seq > last && !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn against(&mut self, exported: &BTreeMap<String, Head>, hashes: &BTreeMap<String, Vec<String>>) {
        for (stream, head) in exported {
            let place = usize::try_from(head.facts - 1).ok();
            let found = hashes.get(stream).and_then(|hashes| hashes.get(place?)).cloned();
            if found.as_ref() != Some(&head.hash) {
                self.findings.push(Finding::ExportDiffers {
                    stream: stream.clone(),
                    exported: head.clone(),
                    found,
                });
            }
        }
    }
}
