//! A part of a checklist as a card: a button a line, to pass, undo or test again.

use crate::domain::card::{Page, Part, pages};
use crate::domain::fact::Place;
use crate::domain::process::{Checklist, Item, Step};
use crate::domain::release::{Answer, Course, ItemState, Release, StepState, Tally};

use super::evidence;
use super::message::{
    Choice, Control, Message, Part as Shown, Style, button, container, rows, section, select, text,
};
use super::press::{Press, Verb};
use super::release_card::tally_words;
use super::text::{moment, person, quote, time_of_day};

const BLUE: u32 = 0x0058_65F2;
const GREEN: u32 = 0x0023_A55A;
const GREY: u32 = 0x0080_848E;
const RED: u32 = 0x00DA_373C;

/// What is chosen to see all evidence.
pub const SHOW_ALL: &str = "all";

/// The most characters of all texts on one card; Discord takes 4,000.
const MOST_CHARACTERS: usize = 3_600;

/// The most bytes of all texts on one card; Discord answers with an error past 10,170 less 12 a text.
const MOST_BYTES: usize = 9_600;

/// How long item and note may be, from generous to frugal: the first pair with which the card fits is taken.
const LENGTHS: [(usize, usize); 6] = [(180, 200), (180, 80), (120, 40), (80, 20), (40, 10), (20, 5)];

/// The card of one part of a checklist.
pub fn checklist_card(release: &Release, part: &Part) -> Message {
    let Some(view) = View::find(release, part) else {
        return gone(release);
    };
    for lengths in LENGTHS {
        let message = view.draw(lengths);
        let (characters, bytes) = size(&message.components);
        if characters <= MOST_CHARACTERS && bytes <= MOST_BYTES {
            return message;
        }
    }
    view.draw(LENGTHS[LENGTHS.len() - 1])
}

/// What stands in the place of a card whose round is over.
fn gone(release: &Release) -> Message {
    let why = "This list belongs to an earlier round and was replaced. The ticks stay in the record.";
    let now = format!(
        "`/release status release:{}` shows where it stands now.",
        release.number
    );
    Message::new(vec![container(GREY, vec![text(format!("-# {why} {now}"))])])
}

struct View<'a> {
    release: &'a Release,
    step: &'a Step,
    state: &'a StepState,
    list: &'a Checklist,
    items: &'a [ItemState],
    page: Page,
    press: Press,
    place: Place,
}

impl<'a> View<'a> {
    fn find(release: &'a Release, part: &Part) -> Option<Self> {
        let (position, step, state) = release.find_step(&part.step)?;
        let index = step.asks.iter().position(|a| a.name == part.ask)?;
        let list = release.find_checklist(&step.asks[index])?;
        let Answer::Checklist(items) = state.answers.get(index)? else {
            return None;
        };
        let page = *pages(list).get(part.page)?;
        let press = Press::on_ask(Verb::Pass, release, position, index);
        (state.round == part.round).then_some(Self {
            release,
            step,
            state,
            list,
            items,
            page,
            press,
            place: Place {
                step: part.step.clone(),
                ask: part.ask.clone(),
            },
        })
    }

    fn draw(&self, lengths: (usize, usize)) -> Message {
        let mut parts = vec![text(self.head())];
        for (index, item, state) in self.lines() {
            parts.push(self.line(index, item, state, lengths));
        }
        if self.is_live() {
            parts.extend(self.rows());
        }
        Message::new(vec![container(self.colour(), parts)])
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &'a Item, &'a ItemState)> {
        let shown = self.page.first..self.page.first + self.page.len;
        let items = self
            .list
            .items()
            .map(|(_, item)| item)
            .zip(self.items)
            .enumerate();
        items
            .filter(move |(n, _)| shown.contains(n))
            .map(|(n, (item, state))| (n, item, state))
    }

    fn head(&self) -> String {
        let section = &self.list.sections[self.page.section].title;
        let (page, of) = self.page.of_section;
        let page = if of > 1 {
            format!(" ({page} of {of})")
        } else {
            String::new()
        };
        let tally = tally_words(Tally::of(self.lines().map(|(_, _, s)| s)));
        let below = match (&self.release.course, &self.state.completed) {
            (_, Some(stamp)) => format!("Complete since {}", moment(stamp.at)),
            (Course::Held(_), None) => "The release is on hold; ticks wait until it is resumed.".to_owned(),
            (Course::Running, None) => format!("{} ticks these", self.step.owner),
            (Course::Finished(_) | Course::Aborted(_) | Course::RolledBack(_), None) => {
                "The release is over.".to_owned()
            }
        };
        format!("**{} · {section}{page}** · {tally}\n-# {below}", self.step.title)
    }

    fn is_live(&self) -> bool {
        self.release.course == Course::Running && self.state.completed.is_none()
    }

    /// Whether a slip in a completed list can still be taken back is for `decide` to say; the card offers it.
    fn may_undo(&self) -> bool {
        self.release.course == Course::Running
    }

    fn line(
        &self,
        index: usize,
        item: &Item,
        state: &ItemState,
        (item_most, note_most): (usize, usize),
    ) -> Shown {
        let press = |verb| self.press.with_verb(verb).with_item(index).to_string();
        let what = quote(&item.text, item_most);
        let shown = evidence::line(self.release, &self.place, Some(&item.name), note_most.min(60));
        let shown = shown.map(|line| format!("\n{line}")).unwrap_or_default();
        let signed = |s: &crate::domain::person::Stamp| format!("{}, {}", person(&s.by), time_of_day(s.at));
        let (line, control) = match state {
            ItemState::Open => (
                format!("· {what}"),
                Some(button(Style::Success, "Pass", press(Verb::Pass))),
            ),
            ItemState::Passed(stamp) => (
                format!("✓ {what}\n-# passed by {}", signed(stamp)),
                Some(undo("Undo", press(Verb::Reopen))),
            ),
            ItemState::Failed(stamp, note) => {
                let note = quote(note, note_most);
                let line = format!("✕ **{what}**\n-# failed, {}: “{note}”", signed(stamp));
                (line, Some(undo("Re-test", press(Verb::Reopen))))
            }
            ItemState::Waived(stamp, reason) => {
                let reason = quote(reason, note_most);
                let line = format!("– {what}\n-# waived by {}: “{reason}”", signed(stamp));
                (line, Some(undo("Undo", press(Verb::Reopen))))
            }
        };
        let line = line + &shown;
        let pressable = self.is_live() || (self.may_undo() && *state != ItemState::Open);
        match control.filter(|_| pressable) {
            Some(control) => section(line, control),
            None => text(line),
        }
    }

    fn rows(&self) -> Vec<Shown> {
        let press = |verb| self.press.with_verb(verb).with_item(self.page.first).to_string();
        let choice = |index: usize, item: &Item| Choice::new(&item.text, index.to_string(), None);
        let open = self.lines().filter(|(_, _, s)| **s == ItemState::Open).count();
        let mut parts = Vec::new();
        if open > 1 {
            let label = if open == self.page.len {
                "Pass all"
            } else {
                "Pass the rest"
            };
            parts.extend(rows(vec![button(Style::Secondary, label, press(Verb::PassRest))]));
        }
        let judged: Vec<Choice> = self.lines().map(|(n, item, _)| choice(n, item)).collect();
        parts.push(select(
            press(Verb::FailWhich),
            "Something failed…",
            judged.clone(),
        ));
        parts.push(select(press(Verb::WaiveWhich), "Does not apply…", judged.clone()));
        parts.push(self.evidence(judged));
        parts
    }

    /// Evidence is given for one of these, and all of it is shown where there is some.
    fn evidence(&self, items: Vec<Choice>) -> Shown {
        let press = self
            .press
            .with_verb(Verb::EvidenceWhich)
            .with_item(self.page.first);
        let number = self.release.evidence_for(&self.place).count();
        let all = (number > 0).then(|| {
            let label = format!("Show all evidence ({number})");
            Choice::new(&label, SHOW_ALL, None)
        });
        select(
            press.to_string(),
            "Evidence…",
            all.into_iter().chain(items).collect(),
        )
    }

    fn colour(&self) -> u32 {
        let tally = Tally::of(self.lines().map(|(_, _, s)| s));
        if tally.failed > 0 {
            RED
        } else if tally.is_clear() {
            GREEN
        } else {
            BLUE
        }
    }
}

fn undo(label: &str, custom_id: String) -> Control {
    button(Style::Secondary, label, custom_id)
}

/// The characters and bytes of all texts, as Discord counts them (bytes with twelve for each text).
fn size(parts: &[Shown]) -> (usize, usize) {
    parts.iter().fold((0, 0), |(characters, bytes), part| {
        let (c, b) = match part {
            Shown::Container { components, .. } => size(components),
            Shown::Text { content, .. } => (content.chars().count(), content.len() + 12),
            Shown::Section { components, .. } => size(std::slice::from_ref(&*components[0])),
            Shown::Separator { .. } | Shown::Row { .. } | Shown::File { .. } | Shown::Gallery { .. } => {
                (0, 0)
            }
        };
        (characters + c, bytes + b)
    })
}
