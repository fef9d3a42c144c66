//! Evidence by command: a link, a note or a file for an item or a sign-off that people name.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::attached::Attached;
use crate::discord::text::{nearest, release_number};
use crate::domain::command::Command;
use crate::domain::decide::Situation;
use crate::domain::evidence::Evidence;
use crate::wording::evidence::{Target, find_target, given, nothing_given, targets};
use crate::wording::files::{MOST_BYTES, not_read};
use crate::wording::modals::find_modal;

use super::{Answered, Order};

/// What somebody shows, and of what.
#[derive(Clone, Copy)]
pub(in crate::discord) struct Shown<'t> {
    pub(in crate::discord) on: Option<&'t str>,
    pub(in crate::discord) note: Option<&'t str>,
    pub(in crate::discord) file: Option<&'t Attached>,
    /// The message it came with, which keeps its file.
    pub(in crate::discord) message: Option<&'t str>,
}

impl Desk {
    /// Keeps what is shown; a form asks for it where nothing is.
    pub(in crate::discord) async fn give_evidence(
        &self,
        order: &Order,
        release: Option<&str>,
        shown: Shown<'_>,
    ) -> Answered {
        let (release, typed) = match shown.message {
            Some(_) => read_message(release, &shown),
            None => (release, shown.on.unwrap_or_default().to_owned()),
        };
        let situation = self.choose_release(release).await?;
        let known = targets(&situation.release, &order.actor);
        let near = |word: &str, all: &[&str]| nearest(word, all.iter().copied()).map(str::to_owned);
        let (target, behind) = find_target(&known, &typed, near)?;
        let note = match shown.message {
            Some(_) => behind,
            None if behind.is_empty() => shown.note.unwrap_or_default().trim().to_owned(),
            None => [&behind, shown.note.unwrap_or_default()]
                .join(" ")
                .trim()
                .to_owned(),
        };
        // Nothing is fetched for somebody who may not give it.
        let trial = Command::AddEvidence(target.at.clone(), Evidence::Note(String::new()));
        if let Some(no) = self.refuses(&situation, &order.actor, &trial) {
            return Err(words_for(&no));
        }
        let mut pieces = Vec::new();
        if let Some(file) = shown.file {
            pieces.push(self.read_evidence(file, shown.message).await?);
        }
        pieces.extend(
            Some(note)
                .filter(|note| !note.is_empty())
                .map(|note| Evidence::read(&note)),
        );
        if pieces.is_empty() {
            return match find_modal(target.press, &situation.release).filter(|_| order.may_open_forms) {
                Some(form) => Ok(Reply::Form(form)),
                None => Err(nothing_given(&situation.release, target)),
            };
        }
        let after = self.keep_evidence(order, &situation, target, &pieces).await?;
        Ok(Reply::Private(given(
            &after.release,
            target,
            &pieces,
            &order.actor.id,
        )))
    }

    async fn keep_evidence(
        &self,
        order: &Order,
        situation: &Situation,
        target: &Target,
        pieces: &[Evidence],
    ) -> Result<Situation, String> {
        let mut after = situation.clone();
        for (n, piece) in pieces.iter().enumerate() {
            // Each is carried out once, also when the same order comes twice.
            let key = match n {
                0 => order.key.clone(),
                _ => format!("{}/{n}", order.key),
            };
            let command = Command::AddEvidence(target.at.clone(), piece.clone());
            let number = situation.release.number;
            let handled = self.app.handle(&key, &order.actor, number, &command).await;
            after = handled.map_err(|e| words_for(&e))?.situation;
        }
        Ok(after)
    }

    /// A file as evidence: by what is in it, which is read for that and not kept.
    async fn read_evidence(&self, file: &Attached, message: Option<&str>) -> Result<Evidence, String> {
        let bytes = self.fetch_bytes(file, MOST_BYTES).await;
        let bytes = bytes.map_err(|why| not_read(&file.filename, &why))?;
        Ok(of_file(&file.filename, message, &bytes))
    }
}

/// The size is that of the bytes that came, whatever whoever sent them says.
fn of_file(name: &str, message: Option<&str>, bytes: &Bytes) -> Evidence {
    Evidence::File {
        name: name.to_owned(),
        link: message.map(str::to_owned),
        size: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
    }
}

/// `!release evidence unit-tests https://…`: the first word is a number, or the release is the only open one.
fn read_message<'t>(release: Option<&'t str>, shown: &Shown<'t>) -> (Option<&'t str>, String) {
    let is_number = release.is_some_and(|word| release_number(word).is_some());
    let first = release.filter(|_| !is_number);
    let words: Vec<&str> = [first, shown.on, shown.note].into_iter().flatten().collect();
    (release.filter(|_| is_number), words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_by_what_is_in_it() {
        let evidence = of_file("a.txt", None, &Bytes::from_static(b"abc"));
        // The digest is the first example of FIPS 180-2, appendix B.1.
        let expected = Evidence::File {
            name: "a.txt".to_owned(),
            link: None,
            size: 3,
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned(),
        };
        assert_eq!(evidence, expected);
    }

    #[test]
    fn a_message_may_leave_the_release_out() {
        let shown = Shown {
            on: Some("unit-tests"),
            note: Some("all green"),
            file: None,
            message: Some("https://discord.com/channels/1/2/3"),
        };
        let with_number = read_message(Some("#17"), &shown);
        assert_eq!(with_number, (Some("#17"), "unit-tests all green".to_owned()));
        let without = read_message(Some("Approval"), &shown);
        assert_eq!(without, (None, "Approval unit-tests all green".to_owned()));
    }
}
