//! What changes the course of a release: hold, resume, abort, override, blockers and bugs, each with its reason.

use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::discord::text::release_number;
use crate::domain::command::{At, Command};
use crate::domain::name::StepName;
use crate::wording::message::Message;
use crate::wording::modals::find_modal;
use crate::wording::press::{Press, Verb};

impl Desk {
    /// Hold, abort, override: a release and a reason. What is left out is asked by a form, or with an example.
    pub(in crate::discord) async fn with_reason(
        &self,
        order: &Order,
        verb: Verb,
        release: Option<&str>,
        reason: Option<&str>,
    ) -> Answered {
        let (release, reason) = split_reason(release, reason);
        let situation = self.choose_release(release.as_deref()).await?;
        let position = situation.release.current().next().map_or(0, |(n, _, _)| n);
        let press = Press::on_step(verb, &situation.release, position);
        let Some(reason) = reason.filter(|r| !r.trim().is_empty()) else {
            return match find_modal(press, &situation.release).filter(|_| order.may_open_forms) {
                Some(modal) => Ok(Reply::Form(modal)),
                None => {
                    Err("Please add a few words, such as `!release hold 17 waiting for a fix`.".to_owned())
                }
            };
        };
        let step: Option<At<StepName>> = press.at_step(&situation.release);
        let command = match (verb, step) {
            (Verb::Hold, _) => Command::Hold(reason),
            (Verb::Abort, _) => Command::Abort(reason),
            (Verb::Block, _) => Command::RaiseBlocker(reason),
            (Verb::Bug, _) => Command::NoteBug(reason),
            (Verb::Override, Some(step)) => Command::Override(step, reason),
            _ => return Err("That takes no reason.".to_owned()),
        };
        self.carry_out(order, situation.release.number, &command).await
    }

    /// Clears a blocker: the one of that number, or the only one that stands.
    pub(in crate::discord) async fn unblock(
        &self,
        order: &Order,
        release: Option<&str>,
        blocker: Option<&str>,
        how: Option<&str>,
    ) -> Answered {
        let (release, blocker, how) = if order.may_open_forms {
            (
                release.map(str::to_owned),
                blocker.map(str::to_owned),
                how.map(str::to_owned),
            )
        } else {
            read_unblock(release, blocker, how)
        };
        let situation = self.choose_release(release.as_deref()).await?;
        let standing: Vec<u32> = situation.release.standing_blockers().map(|(n, _)| n).collect();
        let named = blocker.as_deref().map(blocker_number).transpose()?;
        let number = match (named, standing.as_slice()) {
            (Some(number), _) => number,
            (None, [only]) => *only,
            (None, []) => return Err("No blocker stands against this release.".to_owned()),
            (None, many) => {
                let many: Vec<String> = many.iter().map(u32::to_string).collect();
                return Err(format!("Which blocker? Add its number: {}.", many.join(", ")));
            }
        };
        let press = Press::on_release(Verb::Unblock, &situation.release).with_item(number as usize);
        match how.as_deref().map(str::trim).filter(|h| !h.is_empty()) {
            Some(how) => {
                let command = Command::ClearBlocker(number, how.to_owned());
                self.carry_out(order, situation.release.number, &command).await
            }
            None => match find_modal(press, &situation.release).filter(|_| order.may_open_forms) {
                Some(modal) => Ok(Reply::Form(modal)),
                None => Err(format!(
                    "Please add why, such as `!release unblock {} {number} fixed in r2`.",
                    situation.release.number
                )),
            },
        }
    }

    pub(in crate::discord) async fn resume(&self, order: &Order, release: Option<&str>) -> Answered {
        let situation = self.choose_release(release).await?;
        self.carry_out(order, situation.release.number, &Command::Resume)
            .await
    }

    async fn carry_out(&self, order: &Order, number: i64, command: &Command) -> Answered {
        let outcome = self
            .app
            .handle(&order.key, &order.actor, number, command)
            .await
            .map_err(|e| words_for(&e))?;
        let name = crate::wording::release_card::name(&outcome.situation.release);
        let what = match command {
            Command::Hold(_) => "is on hold. It goes on with `/release resume`.",
            Command::Resume => "goes on.",
            Command::Abort(_) => "is aborted.",
            Command::RaiseBlocker(_) => {
                "has a blocker: steps that ask for none are shut until it is cleared."
            }
            Command::ClearBlocker(..) => "has one blocker less.",
            Command::NoteBug(_) => "has the bug on its card.",
            Command::Override(..) => "was passed by authority; the reason stays on its card.",
            _ => "is changed.",
        };
        Ok(Reply::Private(Message::plain(format!("{name} {what}"))))
    }
}

/// `!release hold waiting for a fix`: the first word is a number, or already the reason.
fn split_reason(release: Option<&str>, reason: Option<&str>) -> (Option<String>, Option<String>) {
    match (release, reason) {
        (Some(word), rest) if release_number(word).is_none() && !word.trim_start().starts_with('#') => {
            let whole = [Some(word), rest]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
            (None, Some(whole))
        }
        (release, reason) => (release.map(str::to_owned), reason.map(str::to_owned)),
    }
}

/// `!release unblock 4 fixed and tested`: of the first words only numbers name something, the others are the reason.
fn read_unblock(
    release: Option<&str>,
    blocker: Option<&str>,
    how: Option<&str>,
) -> (Option<String>, Option<String>, Option<String>) {
    let mut words: Vec<&str> = [release, blocker, how].into_iter().flatten().collect();
    let mut number = || {
        let is_number = words.first().is_some_and(|word| release_number(word).is_some());
        is_number.then(|| words.remove(0).to_owned())
    };
    let release = number();
    let blocker = release.as_ref().and_then(|_| number());
    (release, blocker, Some(words.join(" ")))
}

fn blocker_number(typed: &str) -> Result<u32, String> {
    let number = release_number(typed).and_then(|n| u32::try_from(n).ok());
    number.ok_or_else(|| {
        let typed = crate::wording::text::quote(typed, 40);
        format!(
            "{typed} is no number of a blocker. Write it like `1`; the card of the release has the numbers."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_words_of_unblock_only_numbers_name_something() {
        let table = [
            (
                ["4", "1", "fixed and tested"],
                (Some("4"), Some("1"), "fixed and tested"),
            ),
            (
                ["4", "fixed", "and tested"],
                (Some("4"), None, "fixed and tested"),
            ),
            (["#4", "2nd", "try works"], (Some("#4"), None, "2nd try works")),
            (["fixed", "in", "r2"], (None, None, "fixed in r2")),
        ];
        for ([release, blocker, how], expected) in table {
            let (release, blocker, how) = read_unblock(Some(release), Some(blocker), Some(how));
            let read = (
                release.as_deref(),
                blocker.as_deref(),
                how.as_deref().unwrap_or_default(),
            );
            assert_eq!(read, expected);
        }
    }

    #[test]
    fn a_number_too_large_names_no_blocker() {
        assert_eq!(blocker_number(" 3 "), Ok(3));
        assert!(blocker_number("99999999999").is_err() && blocker_number("fixed").is_err());
    }
}
