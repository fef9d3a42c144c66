//! The change record by command: to read it, to write a section, to hand in a Markdown file; and moves by status.

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::attached::Attached;
use crate::domain::card::CardKey;
use crate::domain::command::{Command, SectionEdit};
use crate::domain::decide::Situation;
use crate::domain::name::SectionName;
use crate::domain::record::{Content, ExpectedOutage, LONGEST_SECTION, SectionRule, find_section, markdown};
use crate::wording::files::not_read;
use crate::wording::message::Message;
use crate::wording::press::Verb;
use crate::wording::record_card::{on_section, record_card, remarks, section_view, upload_preview};
use crate::wording::record_form::{NoForm, section_form};
use crate::wording::release_card::name;

use super::{Answered, Order};

/// The largest file that is read as a record: every section at its longest, in letters of four bytes.
const LARGEST_FILE: usize = 1_000_000;

impl Desk {
    /// Reads or writes the record, by what was given: a file, a section with a text, a section, or nothing.
    pub(in crate::discord) async fn record(
        &self,
        order: &Order,
        release: Option<&str>,
        section: Option<&str>,
        text: Option<&str>,
        file: Option<&Attached>,
    ) -> Answered {
        let situation = self.choose_release(release).await?;
        if let Some(file) = file {
            return self.hand_in_record(order, &situation, file).await;
        }
        let rules = &situation.release.process.record;
        if rules.is_empty() {
            return Err(self.no_record(&situation));
        }
        let Some(section) = section.map(str::trim).filter(|s| !s.is_empty()) else {
            return Ok(Reply::Private(record_card(&situation.release, 0)));
        };
        // `!release record 17 test scenarios …`: a title of several words stands before its text.
        let (rule, text) = read_section(rules, section, text).ok_or_else(|| no_section(rules, section))?;
        let index = rules.iter().position(|r| r.name == rule.name).unwrap_or_default();
        match text.filter(|text| !text.trim().is_empty()) {
            Some(text) => self.write_section(order, &situation, rule, &text).await,
            None if order.may_open_forms => {
                match section_form(
                    &situation,
                    on_section(Verb::WriteSection, &situation.release, index),
                ) {
                    Ok(form) => Ok(Reply::Form(form)),
                    Err(NoForm::TooLong(words)) => Err(words),
                    Err(NoForm::NoSection) => Err(no_section(rules, section)),
                }
            }
            None => section_view(&situation, index, 0)
                .map(Reply::Private)
                .ok_or_else(|| no_section(rules, section)),
        }
    }

    fn no_record(&self, situation: &Situation) -> String {
        words_for(&AppError::refused(
            crate::domain::refusal::Refusal::NoRecord,
            situation,
        ))
    }

    async fn write_section(
        &self,
        order: &Order,
        situation: &Situation,
        rule: &SectionRule,
        text: &str,
    ) -> Answered {
        let edit = SectionEdit {
            section: rule.name.clone(),
            content: read_content(rule, text),
            seen: None,
        };
        let number = situation.release.number;
        let handled = self
            .app
            .handle(&order.key, &order.actor, number, &Command::WriteSection(edit))
            .await;
        let outcome = handled.map_err(|e| words_for(&e))?;
        let missing = outcome
            .situation
            .release
            .record
            .missing(&outcome.situation.release.process.record);
        let missing: Vec<&str> = missing.map(|rule| rule.title.as_str()).collect();
        let left = match missing.as_slice() {
            [] => "Every section is there.".to_owned(),
            left => format!("Still empty: {}.", left.join(", ")),
        };
        let said = format!(
            "**{}** of {} is written. {left}",
            rule.title,
            name(&outcome.situation.release)
        );
        Ok(Reply::Private(Message::plain(said)))
    }

    /// Reads a file and shows what it would write; nothing is written until that person applies it.
    async fn hand_in_record(&self, order: &Order, situation: &Situation, file: &Attached) -> Answered {
        let rules = &situation.release.process.record;
        if rules.is_empty() {
            return Err(self.no_record(situation));
        }
        let text = self.fetch_text(file, LARGEST_FILE).await;
        let text = text.map_err(|why| not_read(&file.filename, &why))?;
        let reading = markdown::read(&text, rules);
        if let Some((name, _)) = reading.sections.iter().find(|(_, content)| is_too_long(content)) {
            return Err(format!(
                "The section `{name}` is longer than {LONGEST_SECTION} characters; please put part of it behind a link. Nothing was written."
            ));
        }
        if reading.sections.is_empty() {
            return Err(nothing_found(rules, &reading));
        }
        let command = Command::HandInRecord(reading.sections.clone());
        let number = situation.release.number;
        let handled = self.app.handle(&order.key, &order.actor, number, &command).await;
        let outcome = handled.map_err(|e| words_for(&e))?;
        let release = &outcome.situation.release;
        let upload = release.record.upload_of(&order.actor.id);
        let upload = upload.map_or(0, |upload| upload.number);
        Ok(Reply::Private(upload_preview(release, &reading, upload)))
    }

    /// Moves a release to a status, where that is all that is missing and this person may.
    pub(in crate::discord) async fn move_release(
        &self,
        order: &Order,
        release: Option<&str>,
        status: Option<&str>,
    ) -> Answered {
        let (release, status) = match (release, status) {
            (Some(word), rest) if super::release_number(word).is_none() => {
                let words = [Some(word), rest].into_iter().flatten().collect::<Vec<_>>();
                (None, Some(words.join(" ")))
            }
            (release, status) => (release, status.map(str::to_owned)),
        };
        let situation = self.choose_release(release).await?;
        let status = status.unwrap_or_default();
        let command = Command::MoveTo(status);
        let number = situation.release.number;
        let handled = self.app.handle(&order.key, &order.actor, number, &command).await;
        let outcome = handled.map_err(|e| words_for(&e))?;
        let release = &outcome.situation.release;
        let now = release.status().map(|status| status.title).unwrap_or_default();
        Ok(Reply::Private(Message::plain(format!(
            "{} is **{now}** now.",
            name(release)
        ))))
    }

    /// The release as this person may see it: whoever belongs to a side only, sees what that side sees.
    pub(in crate::discord) fn card_for(&self, order: &Order, situation: &Situation) -> CardKey {
        let release = &situation.release;
        match release.process.only_side_of(&order.actor) {
            Some(side) => CardKey::Side(release.number, side.clone()),
            None => CardKey::Release(release.number),
        }
    }
}

/// The section that the first words name, and the text behind them.
fn read_section<'r>(
    rules: &'r [SectionRule],
    section: &str,
    text: Option<&str>,
) -> Option<(&'r SectionRule, Option<String>)> {
    if let Some(rule) = find_section(rules, section) {
        return Some((rule, text.map(str::to_owned)));
    }
    let whole = format!("{section} {}", text.unwrap_or_default());
    let mut titled = rules.iter().filter_map(|rule| {
        let start = whole.get(..rule.title.len())?;
        start
            .eq_ignore_ascii_case(&rule.title)
            .then(|| (rule, whole[rule.title.len()..].trim().to_owned()))
    });
    titled.next().map(|(rule, text)| (rule, Some(text)))
}

/// What a typed text says: "n/a: why" waives the section, "Outage: …" on the first line says whether there is one.
fn read_content(rule: &SectionRule, text: &str) -> Content {
    if let Some(reason) = markdown::find_waiver(text).filter(|reason| !reason.is_empty()) {
        let reason = reason.to_owned();
        return Content::Waived { reason };
    }
    match ExpectedOutage::split(text).filter(|_| rule.outage) {
        Some((outage, text)) => Content::Written {
            text,
            outage: Some(outage),
        },
        None => Content::Written {
            text: text.to_owned(),
            outage: None,
        },
    }
}

fn is_too_long(content: &Content) -> bool {
    match content {
        Content::Written { text, .. } => text.chars().count() > LONGEST_SECTION,
        Content::Waived { .. } => false,
    }
}

fn no_section(rules: &[SectionRule], typed: &str) -> String {
    let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
    let nearest = super::nearest(typed, names.iter().copied());
    crate::wording::answers::did_you_mean(typed, "section of the change record", nearest, &names)
}

fn nothing_found(rules: &[SectionRule], reading: &markdown::Reading) -> String {
    let titles: Vec<String> = rules.iter().map(|rule| format!("`# {}`", rule.title)).collect();
    let mut lines = vec![format!(
        "That file has no section that can be written; nothing was changed. Each section stands below its heading: {}.",
        titles.join(", ")
    )];
    lines.extend(
        remarks(reading)
            .into_iter()
            .filter(|line| !line.starts_with("Not in the file")),
    );
    lines.join("\n")
}

/// The sections that fit what is being typed, with their titles.
pub(in crate::discord) fn sections_like(situation: &Situation, partial: &str) -> Vec<(String, SectionName)> {
    let rules = &situation.release.process.record;
    let has = |text: &str| text.to_lowercase().contains(&partial.trim().to_lowercase());
    let fits = rules
        .iter()
        .filter(|rule| has(&rule.title) || has(rule.name.as_str()));
    fits.map(|rule| (rule.title.clone(), rule.name.clone())).collect()
}
