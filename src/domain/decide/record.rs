//! The change record: sections written, waived, handed in as a file, and approval asked for with them.

use super::super::command::{At, SectionEdit};
use super::super::fact::{Place, ReleaseFact};
use super::super::name::SectionName;
use super::super::person::Actor;
use super::super::process::AskKind;
use super::super::record::{Content, Entry, LONGEST_SECTION, SectionRule, Upload};
use super::super::refusal::Refusal;
use super::super::release::Release;
use super::super::status::IllegalMove;
use super::{Draft, require_text};

impl Draft<'_> {
    pub(super) fn write_section(&mut self, edit: &SectionEdit) -> Result<(), Refusal> {
        self.require_record_writer()?;
        self.require_unchanged(&edit.section, edit.seen)?;
        let content = self.require_content(&edit.section, &edit.content)?;
        self.take_content(&edit.section, content);
        Ok(())
    }

    /// Keeps what a file would write, so that it can be applied after a look at it.
    pub(super) fn hand_in_record(&mut self, sections: &[(SectionName, Content)]) -> Result<(), Refusal> {
        self.require_record_writer()?;
        let mut checked = Vec::new();
        for (section, content) in sections {
            checked.push((section.clone(), self.require_content(section, content)?));
        }
        if checked.is_empty() {
            return Err(Refusal::NothingHandedIn);
        }
        self.happened(ReleaseFact::RecordHandedIn { sections: checked });
        Ok(())
    }

    /// Writes what was handed in, unless somebody wrote one of the sections since it was looked at.
    pub(super) fn apply_upload(&mut self, number: u32) -> Result<(), Refusal> {
        self.require_record_writer()?;
        let upload = self.find_upload(number)?;
        for ((section, _), seen) in upload.sections.iter().zip(&upload.seen) {
            self.require_unchanged(section, Some(*seen))?;
        }
        for (section, content) in upload.sections {
            self.take_content(&section, content);
        }
        self.happened(ReleaseFact::HandedInSettled);
        Ok(())
    }

    pub(super) fn withdraw_upload(&mut self, number: u32) -> Result<(), Refusal> {
        self.find_upload(number)?;
        self.happened(ReleaseFact::HandedInSettled);
        Ok(())
    }

    /// Asks for approval: refused with the names of the sections that are empty.
    pub(super) fn request_approval(&mut self, at: &At<Place>) -> Result<(), Refusal> {
        let (step, _) = self.enter(at, &at.what.step)?;
        if step
            .find_ask(&at.what.ask)
            .is_none_or(|ask| ask.kind != AskKind::Record)
        {
            return Err(Refusal::OutOfDate(step.name));
        }
        let process = self.process();
        let missing = self.after.release.record.missing(&process.record);
        let missing: Vec<SectionName> = missing.map(|rule| rule.name.clone()).collect();
        if !missing.is_empty() {
            return Err(Refusal::SectionsMissing(missing));
        }
        self.happened(ReleaseFact::ApprovalRequested(at.what.clone()));
        self.complete_when_answered(&step.name);
        Ok(())
    }

    /// Moves to a status where that is no more than the one confirmation that the current step still asks for.
    pub(super) fn move_to(&mut self, typed: &str) -> Result<(), Refusal> {
        let release = self.after.release.clone();
        let legal = release.legal_moves();
        let illegal = || {
            Refusal::IllegalMove(IllegalMove {
                wanted: typed.trim().to_owned(),
                now: release.status(),
                legal: legal.clone(),
            })
        };
        let wanted = legal.iter().find(|m| m.to.is_meant(typed)).ok_or_else(illegal)?;
        let at = find_only_confirmation(&release, self.actor).ok_or_else(illegal)?;
        let mut trial = Draft::new(self.now, &self.after, self.actor);
        trial.confirm(&at)?;
        trial.finish_when_complete()?;
        if trial.after.release.status().as_ref() != Some(&wanted.to) {
            return Err(illegal());
        }
        self.confirm(&at)
    }

    fn require_record_writer(&self) -> Result<(), Refusal> {
        let process = self.process();
        if process.record.is_empty() {
            return Err(Refusal::NoRecord);
        }
        if self.after.release.may_write_record(self.actor) {
            return Ok(());
        }
        self.require_role(&process.own_roles())
    }

    fn require_unchanged(&self, section: &SectionName, seen: Option<u32>) -> Result<(), Refusal> {
        let entry = self.after.release.record.find(section);
        match (entry, seen) {
            (Some(Entry { stamp, revision, .. }), Some(seen)) if *revision != seen => {
                Err(Refusal::SectionChanged(section.clone(), stamp.clone()))
            }
            _ => Ok(()),
        }
    }

    /// What a section is to say, as it is kept.
    fn require_content(&self, section: &SectionName, content: &Content) -> Result<Content, Refusal> {
        let process = self.process();
        let rule: &SectionRule = process
            .record
            .iter()
            .find(|rule| rule.name == *section)
            .ok_or_else(|| Refusal::NoSection(section.clone()))?;
        match content {
            Content::Waived { .. } if rule.required => Err(Refusal::SectionRequired(section.clone())),
            Content::Waived { reason } => Ok(Content::Waived {
                reason: require_text(reason)?,
            }),
            Content::Written { outage: None, .. } if rule.outage => {
                Err(Refusal::OutageUnsaid(section.clone()))
            }
            Content::Written { text, outage } => {
                let text = text.trim();
                // "Outage: no" says all there is to say where nobody notices anything.
                if text.is_empty() && outage.is_none() {
                    return Err(Refusal::TextMissing);
                }
                if text.chars().count() > LONGEST_SECTION {
                    return Err(Refusal::TextTooLong {
                        most: LONGEST_SECTION,
                    });
                }
                let outage = outage.filter(|_| rule.outage);
                let text = text.to_owned();
                Ok(Content::Written { text, outage })
            }
        }
    }

    /// A section that already says so is not written again: nobody's approval is touched.
    fn take_content(&mut self, section: &SectionName, content: Content) {
        let known = self.after.release.record.find(section);
        if known.is_some_and(|entry| entry.content == content) {
            return;
        }
        let section = section.clone();
        self.happened(match content {
            Content::Written { text, outage } => ReleaseFact::SectionWritten {
                section,
                text,
                outage,
            },
            Content::Waived { reason } => ReleaseFact::SectionWaived { section, reason },
        });
    }

    fn find_upload(&self, number: u32) -> Result<Upload, Refusal> {
        let upload = self.after.release.record.upload_of(&self.actor.id);
        let upload = upload.filter(|upload| upload.number == number);
        upload.cloned().ok_or(Refusal::NothingHandedIn)
    }
}

/// The confirmation that is all a current step of this person still asks for.
fn find_only_confirmation(release: &Release, actor: &Actor) -> Option<At<Place>> {
    let mut mine = release
        .current()
        .filter(|(_, step, _)| actor.roles.contains(&step.owner));
    mine.find_map(|(_, step, state)| {
        let missing: Vec<_> = release.missing(step, state).collect();
        let [only] = missing.as_slice() else { return None };
        (only.kind == AskKind::Confirmation).then(|| At {
            round: state.round,
            what: Place {
                step: step.name.clone(),
                ask: only.name.clone(),
            },
        })
    })
}
