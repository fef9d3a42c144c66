//! What is said of a rotation: in the channel where releases are announced, and to each who is concerned.

use chrono::NaiveDate;

use crate::domain::decide::Situation;
use crate::domain::name::{PersonId, Version};
use crate::domain::notice::{Coming, Handover, Notice, Recipient, RotationNews, RotationSaid, SwapEnd};
use crate::domain::process::Service;
use crate::domain::rotation::{Swap, Turn};
use crate::wording::answers::place;
use crate::wording::message::{Control, Message, Style, button, rows, text};
use crate::wording::plan::day;
use crate::wording::press::{Press, RotationVerb};
use crate::wording::text::{all_of, person, quote};

/// The message of a notice about a rotation; `open` are the releases that a handover names, as they are now.
pub fn message(notice: &Notice, news: &RotationNews, service: &Service, open: &[Situation]) -> Message {
    let title = service
        .find_rotation(&news.rotation)
        .map_or(news.rotation.as_str(), |rotation| rotation.title.as_str());
    let scene = Scene {
        service,
        news,
        title: title.to_lowercase(),
        open,
    };
    let (words, buttons) = scene.words();
    let mut parts = vec![text(words)];
    parts.extend(rows(buttons));
    let called = match &notice.to {
        Recipient::Person(_) => Vec::new(),
        _ => scene.called(),
    };
    Message::new(parts).calling_people(called)
}

struct Scene<'a> {
    service: &'a Service,
    news: &'a RotationNews,
    /// The title of the rotation, within a sentence.
    title: String,
    /// The releases that are open at a handover, as they are now.
    open: &'a [Situation],
}

impl Scene<'_> {
    fn words(&self) -> (String, Vec<Control>) {
        let service = &self.service.title;
        let plain = |words: String| (words, Vec::new());
        match &self.news.said {
            RotationSaid::Handover(handover) => self.handover(handover),
            RotationSaid::TurnComes { turn, days } => plain(format!(
                "**{service}**: your turn as {} begins on **{}** and ends on {}.{}\nAre you away then? `/rotation away service:{}` passes it on; `/rotation swap service:{}` asks somebody to swap.",
                self.title,
                day(turn.from),
                day(turn.until),
                planned(days),
                self.service.name,
                self.service.name
            )),
            RotationSaid::NobodyServes { turn, days } => (
                format!(
                    "**{service}: no {} for {}** (until {}): everybody of the rotation is away, or nobody is in it.{}",
                    self.title,
                    day(turn.from),
                    day(turn.until),
                    planned(days)
                ),
                vec![self.press(
                    Style::Primary,
                    "I take it",
                    RotationVerb::TakeIt,
                    days_of(turn.from),
                )],
            ),
            RotationSaid::Given {
                from,
                until,
                person: who,
                before,
                reason,
            } => {
                let instead = before
                    .as_ref()
                    .map(|before| format!(" instead of {}", person(before)));
                plain(format!(
                    "**{service}**: {} is {} from **{}** to {}{}.{}",
                    person(who),
                    self.title,
                    day(*from),
                    day(*until),
                    instead.unwrap_or_default(),
                    self.because(who, reason.as_deref())
                ))
            }
            RotationSaid::DayGiven {
                day: on,
                person: who,
                before,
                reason,
            } => {
                let instead = before
                    .as_ref()
                    .map(|before| format!(" instead of {}", person(before)));
                plain(format!(
                    "**{service}**: {} releases on **{}**{}; the turn stays whose it is.{}",
                    person(who),
                    day(*on),
                    instead.unwrap_or_default(),
                    self.because(who, Some(reason))
                ))
            }
            RotationSaid::Changed {
                person: who,
                what,
                turns,
                covered,
            } => plain(self.changed(who, what, turns, covered)),
            RotationSaid::SwapAsked {
                number,
                swap,
                gives,
                takes,
                reason,
            } => self.swap_asked(*number, swap, (gives, takes), reason.as_deref()),
            RotationSaid::SwapSettled {
                swap,
                end,
                turns,
                reason,
            } => plain(self.settled(swap, *end, turns, reason.as_deref())),
            RotationSaid::RoleMoves { role, .. } => plain(format!("{service}: the role {role} moves.")),
        }
    }

    /// An open release, with where it stands.
    fn open(&self, (number, version): &(i64, Version)) -> String {
        let named = format!("#{number} {}", quote(version.as_str(), 40));
        let known = self.open.iter().find(|s| s.release.number == *number);
        known.map_or(named.clone(), |s| format!("{named} ({})", place(&s.release)))
    }

    fn handover(&self, handover: &Handover) -> (String, Vec<Control>) {
        let service = &self.service.title;
        let turn = &handover.turn;
        let who = turn.serves.as_ref().map_or("nobody".to_owned(), person);
        let mut lines = vec![match (handover.has_begun, &handover.before) {
            (true, Some(before)) => format!(
                "**{service}: {who} is {}** from today to {}. {} hands over.",
                self.title,
                day(turn.until),
                person(before)
            ),
            (true, None) => format!(
                "**{service}: {who} is {}** from today to {}.",
                self.title,
                day(turn.until)
            ),
            (false, Some(before)) => format!(
                "**{service}**: on **{}** {} hands over to {who}, who is {} to {}.",
                day(turn.from),
                person(before),
                self.title,
                day(turn.until)
            ),
            (false, None) => format!(
                "**{service}**: on **{}** {who} goes on as {} to {}.",
                day(turn.from),
                self.title,
                day(turn.until)
            ),
        }];
        lines.extend(
            handover
                .note
                .as_ref()
                .map(|note| format!("To the next: “{}”", quote(note, 800))),
        );
        lines.extend(Some(planned(&handover.days).trim().to_owned()).filter(|line| !line.is_empty()));
        let open: Vec<String> = handover.open.iter().map(|open| self.open(open)).collect();
        if !open.is_empty() {
            lines.push(format!("Open: {}.", all_of(&open)));
        }
        lines.extend(
            turn.backup
                .as_ref()
                .map(|backup| format!("Backup: {}.", person(backup))),
        );
        let write = self.press(Style::Secondary, "Write a note…", RotationVerb::Note, 0);
        let is_useful = !handover.has_begun && handover.before.is_some();
        (
            lines.join("\n"),
            Some(write).filter(|_| is_useful).into_iter().collect(),
        )
    }

    fn changed(
        &self,
        who: &PersonId,
        what: &Coming,
        turns: &[(Turn, Option<PersonId>)],
        covered: &[(NaiveDate, Option<PersonId>)],
    ) -> String {
        let service = &self.service.title;
        let name = person(who);
        let head = match what {
            Coming::Joined => format!("**{service}**: {name} is in the rotation ({}).", self.title),
            Coming::Left => format!(
                "**{service}**: {name} is in the rotation ({}) no more.",
                self.title
            ),
            Coming::Departed => format!(
                "**{service}**: {name} is not on this server any more and is passed over in the rotation ({}).",
                self.title
            ),
            Coming::Away(from, until, reason) => {
                let reason = reason
                    .as_ref()
                    .map(|reason| format!(" (“{}”)", quote(reason, 200)));
                format!(
                    "**{service}**: {name} is away from **{}** to {}{}.",
                    day(*from),
                    day(*until),
                    reason.unwrap_or_default()
                )
            }
            Coming::Back => format!("**{service}**: {name} is back."),
        };
        let covered = covered.iter().map(|(on, by)| match by {
            Some(by) => format!("{}: {} releases.", day(*on), person(by)),
            None => format!("{}: **nobody is there to release**.", day(*on)),
        });
        let passed = turns
            .iter()
            .filter(|_| *what != Coming::Joined)
            .map(|(turn, before)| {
                let before = before
                    .as_ref()
                    .map(|before| format!(" (before: {})", person(before)));
                let serves = turn.serves.as_ref();
                let serves = serves.map_or("**nobody is there**".to_owned(), person);
                format!(
                    "{} to {}: {serves}{}.",
                    day(turn.from),
                    day(turn.until),
                    before.unwrap_or_default()
                )
            });
        let by = (self.news.by != *who && *what != Coming::Departed)
            .then(|| format!("-# Said by {}.", person(&self.news.by)));
        let lines: Vec<String> = std::iter::once(head)
            .chain(covered)
            .chain(passed)
            .chain(by)
            .collect();
        lines.join("\n")
    }

    fn swap_asked(
        &self,
        number: u32,
        swap: &Swap,
        (gives, takes): (&Turn, &Turn),
        reason: Option<&str>,
    ) -> (String, Vec<Control>) {
        let because = reason.map(|reason| format!(" “{}”", quote(reason, 300)));
        let words = format!(
            "**{}**: {} asks {} to swap turns as {}.{}\n{} would serve from **{}** to {}, and {} from **{}** to {}. Nothing changes before {} agrees.",
            self.service.title,
            person(&swap.asker),
            person(&swap.other),
            self.title,
            because.unwrap_or_default(),
            person(&swap.other),
            day(gives.from),
            day(gives.until),
            person(&swap.asker),
            day(takes.from),
            day(takes.until),
            person(&swap.other)
        );
        let press = |style, label, verb| self.press(style, label, verb, number.into());
        let buttons = vec![
            press(Style::Primary, "Agree", RotationVerb::Agree),
            press(Style::Secondary, "Decline", RotationVerb::Decline),
            press(Style::Secondary, "Withdraw", RotationVerb::Withdraw),
        ];
        (words, buttons)
    }

    fn settled(&self, swap: &Swap, end: SwapEnd, turns: &[Turn], reason: Option<&str>) -> String {
        let (asker, other) = (person(&swap.asker), person(&swap.other));
        let head = match end {
            SwapEnd::Agreed => format!("{asker} and {other} swap their turns as {}.", self.title),
            SwapEnd::Made => format!(
                "{} lets {asker} and {other} swap their turns as {}: “{}”.",
                person(&self.news.by),
                self.title,
                quote(reason.unwrap_or_default(), 300)
            ),
            SwapEnd::Declined => format!("{other} cannot swap with {asker}; the turns stay as they are."),
            SwapEnd::Withdrawn => {
                format!("{asker} withdrew the swap with {other}; the turns stay as they are.")
            }
            SwapEnd::Expired => format!(
                "The swap that {asker} asked {other} for has run out: one of the turns began or changed hands. The turns stay as they are."
            ),
            SwapEnd::Overruled => format!(
                "The swap that {asker} asked {other} for is off: another swap of the same turn was agreed first."
            ),
        };
        let is_done = matches!(end, SwapEnd::Agreed | SwapEnd::Made);
        let turns = turns.iter().filter(|_| is_done).map(|turn| {
            let serves = turn.serves.as_ref().map_or("nobody".to_owned(), person);
            format!("{} to {}: {serves}.", day(turn.from), day(turn.until))
        });
        let head = format!("**{}**: {head}", self.service.title);
        let lines: Vec<String> = std::iter::once(head).chain(turns).collect();
        lines.join("\n")
    }

    /// Who said so and why, where it was somebody else or there is a reason.
    fn because(&self, who: &PersonId, reason: Option<&str>) -> String {
        let reason = reason.map(|reason| format!(" “{}”", quote(reason, 300)));
        let by = (self.news.by != *who).then(|| format!(" ({})", person(&self.news.by)));
        format!("{}{}", reason.unwrap_or_default(), by.unwrap_or_default())
    }

    /// Who must look, in the channel.
    fn called(&self) -> Vec<String> {
        let people = |people: &[Option<&PersonId>]| -> Vec<String> {
            people.iter().flatten().map(ToString::to_string).collect()
        };
        match &self.news.said {
            RotationSaid::Handover(handover) => {
                people(&[handover.turn.serves.as_ref(), handover.before.as_ref()])
            }
            RotationSaid::Given { person, before, .. } | RotationSaid::DayGiven { person, before, .. } => {
                people(&[Some(person), before.as_ref()])
            }
            RotationSaid::SwapAsked { swap, .. } => people(&[Some(&swap.other)]),
            RotationSaid::SwapSettled { swap, end, .. } => match end {
                SwapEnd::Agreed | SwapEnd::Made | SwapEnd::Expired | SwapEnd::Overruled => {
                    people(&[Some(&swap.asker), Some(&swap.other)])
                }
                SwapEnd::Declined => people(&[Some(&swap.asker)]),
                SwapEnd::Withdrawn => people(&[Some(&swap.other)]),
            },
            RotationSaid::Changed { turns, covered, .. } => {
                let serves = turns.iter().filter_map(|(turn, _)| turn.serves.as_ref());
                let covers = covered.iter().filter_map(|(_, by)| by.as_ref());
                let mut called: Vec<String> = serves.chain(covers).map(ToString::to_string).collect();
                called.sort();
                called.dedup();
                called
            }
            RotationSaid::TurnComes { .. }
            | RotationSaid::NobodyServes { .. }
            | RotationSaid::RoleMoves { .. } => Vec::new(),
        }
    }

    fn press(&self, style: Style, label: &str, verb: RotationVerb, item: i64) -> Control {
        let press = Press::on_rotation(verb, &self.service.name, &self.news.rotation, item);
        button(style, label, press.to_string())
    }
}

/// A day as a number.
pub(super) fn days_of(date: NaiveDate) -> i64 {
    use chrono::Datelike;
    date.num_days_from_ce().into()
}

/// The planned days, in a sentence of its own.
pub(super) fn planned(days: &[NaiveDate]) -> String {
    let shown: Vec<String> = days.iter().take(6).map(|on| day(*on)).collect();
    match days.len() {
        0 => String::new(),
        1 => format!("\nPlanned day: {}.", all_of(&shown)),
        _ => format!("\nPlanned days: {}.", all_of(&shown)),
    }
}
