//! Presses on the change record: sections to read, to write, to waive, and files to apply.

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::Answered;
use crate::domain::command::{Command, SectionEdit};
use crate::domain::decide::Situation;
use crate::domain::record::{Content, ExpectedOutage, changelog};
use crate::domain::refusal::Refusal;
use crate::wording::answers::unknown_button;
use crate::wording::message::Message;
use crate::wording::press::{Press, Verb};
use crate::wording::record_card::{fingerprint, keep_typed, on_section, section_view};
use crate::wording::record_form::{NoForm, find_rule, section_form, waive_form};

use super::Pressed;

impl Desk {
    /// Answers a press about the record; nothing when it is about something else.
    pub(super) async fn press_on_record(
        &self,
        pressed: &Pressed,
        situation: &Situation,
        is_form: bool,
    ) -> Option<Answered> {
        let press = pressed.press;
        Some(match press.verb {
            Verb::ReadSection => view(situation, press.item, 0).map(Reply::Private),
            Verb::ReadSectionWhich => view(situation, chosen(pressed), 0).map(Reply::Private),
            Verb::TurnSection => view(situation, press.item, press.extra).map(Reply::Redraw),
            Verb::WriteSection if !is_form => self.open_section(pressed, situation),
            Verb::WaiveSectionWhich => self.open_waiver(pressed, situation),
            Verb::WriteSection | Verb::WaiveSection => self.write_by_form(pressed, situation).await,
            Verb::TakeDraft => self.take_draft(pressed, situation).await,
            Verb::ApplyUpload | Verb::WithdrawUpload => self.settle_upload(pressed, situation).await,
            _ => return None,
        })
    }

    fn open_section(&self, pressed: &Pressed, situation: &Situation) -> Answered {
        let press = pressed.press;
        let sample = Content::Written {
            text: "-".to_owned(),
            outage: Some(ExpectedOutage::No),
        };
        let edit = section_edit(press, situation, sample).ok_or_else(unknown_button)?;
        let trial = Command::WriteSection(SectionEdit { seen: None, ..edit });
        if let Some(no) = self.refuses(situation, &pressed.order.actor, &trial) {
            return Err(words_for(&no));
        }
        // The form holds what is there now, whatever the card showed that was pressed.
        let index = usize::try_from(press.item).unwrap_or(usize::MAX);
        let now = on_section(Verb::WriteSection, &situation.release, index);
        match section_form(situation, now) {
            Ok(form) => Ok(Reply::Form(form)),
            Err(NoForm::TooLong(words)) => Err(words),
            Err(NoForm::NoSection) => Err(unknown_button()),
        }
    }

    fn open_waiver(&self, pressed: &Pressed, situation: &Situation) -> Answered {
        let index = usize::try_from(chosen(pressed)).unwrap_or(usize::MAX);
        let press = on_section(Verb::WaiveSection, &situation.release, index);
        let reason = "-".to_owned();
        let edit = section_edit(press, situation, Content::Waived { reason }).ok_or_else(unknown_button)?;
        if let Some(no) = self.refuses(situation, &pressed.order.actor, &Command::WriteSection(edit)) {
            return Err(words_for(&no));
        }
        waive_form(situation, press)
            .map(Reply::Form)
            .ok_or_else(unknown_button)
    }

    /// What was typed is given back when it could not be kept: nobody types it twice.
    async fn write_by_form(&self, pressed: &Pressed, situation: &Situation) -> Answered {
        let press = pressed.press;
        let rule = find_rule(press, situation).ok_or_else(unknown_button)?;
        let given = &pressed.given;
        let text = given.text.clone();
        let content = match press.verb {
            Verb::WaiveSection => Content::Waived { reason: text },
            _ => Content::Written {
                text,
                outage: ExpectedOutage::read(&given.outage).filter(|_| rule.outage),
            },
        };
        let edit = section_edit(press, situation, content).ok_or_else(unknown_button)?;
        let written = self.carry_out_section(pressed, Command::WriteSection(edit)).await;
        written.or_else(|words| Ok(Reply::Private(keep_typed(&words, &given.text))))
    }

    async fn take_draft(&self, pressed: &Pressed, situation: &Situation) -> Answered {
        let press = pressed.press;
        let text = changelog::draft(&situation.release, &situation.service);
        if fingerprint(&text) != press.extra {
            // Something was merged since: they read it first.
            return view(situation, press.item, 0).map(Reply::Redraw);
        }
        let content = Content::Written { text, outage: None };
        let edit = section_edit(press, situation, content).ok_or_else(unknown_button)?;
        let command = Command::WriteSection(SectionEdit {
            seen: Some(0),
            ..edit
        });
        self.carry_out_section(pressed, command).await
    }

    /// Writes a section, and shows it where it was read, or the card where that was pressed.
    async fn carry_out_section(&self, pressed: &Pressed, command: Command) -> Answered {
        let Pressed { press, order, .. } = pressed;
        let held = self.hold(pressed).await;
        let handled = self
            .app
            .handle(&order.key, &order.actor, press.release, &command)
            .await;
        let outcome = handled.map_err(|e| words_for(&e))?;
        if pressed.is_private || pressed.message.is_none() {
            return view(&outcome.situation, press.item, 0).map(Reply::Redraw);
        }
        Ok(self.redraw(pressed, &outcome, held).await)
    }

    async fn settle_upload(&self, pressed: &Pressed, situation: &Situation) -> Answered {
        let Pressed { press, order, .. } = pressed;
        let number = u32::try_from(press.item).map_err(|_| unknown_button())?;
        let upload = situation.release.record.upload_of(&order.actor.id);
        let count = upload.map_or(0, |upload| upload.sections.len());
        let applies = press.verb == Verb::ApplyUpload;
        let command = match applies {
            true => Command::ApplyUpload(number),
            false => Command::WithdrawUpload(number),
        };
        let handled = self
            .app
            .handle(&order.key, &order.actor, press.release, &command)
            .await;
        handled.map_err(|e| words_for(&e))?;
        let sections = crate::wording::text::count(i64::try_from(count).unwrap_or(0), "section");
        Ok(Reply::Redraw(Message::plain(match applies {
            true => format!("Applied: {sections} written."),
            false => "Not applied; nothing was written.".to_owned(),
        })))
    }
}

impl Desk {
    /// Why the command would be refused, apart from what is still to be typed.
    pub(in crate::discord) fn refuses(
        &self,
        situation: &Situation,
        actor: &crate::domain::person::Actor,
        command: &Command,
    ) -> Option<AppError> {
        let decided = crate::domain::decide::decide(self.app.now(), situation, actor, command);
        match decided {
            Ok(_) | Err(Refusal::ValueDoesNotFit { .. } | Refusal::TextMissing | Refusal::DayMissing) => None,
            Err(refusal) => Some(AppError::Refused {
                refusal: Box::new(refusal),
                process: situation.release.process.clone(),
                situation: Some(Box::new(situation.clone())),
            }),
        }
    }
}

fn chosen(pressed: &Pressed) -> i64 {
    let chosen = pressed.given.values.first().and_then(|value| value.parse().ok());
    chosen.unwrap_or(i64::MAX)
}

fn view(situation: &Situation, index: i64, page: i64) -> Result<Message, String> {
    let (index, page) = (usize::try_from(index), usize::try_from(page));
    let found = index
        .ok()
        .zip(page.ok())
        .and_then(|(index, page)| section_view(situation, index, page));
    found.ok_or_else(unknown_button)
}

/// The section that a press is about, as it is to be, in the revision that the person saw.
fn section_edit(press: Press, situation: &Situation, content: Content) -> Option<SectionEdit> {
    Some(SectionEdit {
        section: find_rule(press, situation)?.name.clone(),
        content,
        seen: u32::try_from(press.extra).ok(),
    })
}
