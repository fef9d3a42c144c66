//! Presses that start a release: which service, which process, the version.

use crate::discord::Desk;
use crate::discord::answer::Reply;
use crate::discord::buttons::Pressed;
use crate::discord::orders::Answered;
use crate::domain::command::Wish;
use crate::wording::answers::{unknown_button, which_process};
use crate::wording::press::Verb;

impl Desk {
    pub(super) async fn start_by_press(&self, pressed: &Pressed) -> Answered {
        let chosen = pressed
            .given
            .values
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        match pressed.press.verb {
            Verb::StartService => {
                let processes: Vec<_> = self
                    .app
                    .library()
                    .processes_of(chosen)
                    .map(|s| &*s.process)
                    .collect();
                let title = processes.first().map_or(chosen, |p| p.service.title.as_str());
                Ok(Reply::Private(which_process(title, &processes)))
            }
            Verb::StartProcess => {
                let (service, process) = chosen.split_once('/').unwrap_or_default();
                let shelved = self
                    .app
                    .library()
                    .find(service, process)
                    .ok_or_else(unknown_button)?;
                self.ask_start(&pressed.order, shelved, None).await
            }
            _ => {
                let shelved = self.find_process(pressed.press).ok_or_else(unknown_button)?;
                let (text, reason) = (&pressed.given.text, &pressed.given.reason);
                let reason = Some(reason.as_str()).filter(|reason| !reason.is_empty());
                match self
                    .start_release(&pressed.order, shelved, text, reason, &Wish::default())
                    .await?
                {
                    // The question was asked in the open; its answer is for whoever asked.
                    Reply::Private(words) if pressed.is_private => Ok(Reply::Redraw(words)),
                    other => Ok(other),
                }
            }
        }
    }
}
