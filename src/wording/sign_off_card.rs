//! Go or no-go, as a card: what, who is awaited, what a go approves, and what became different.

use crate::domain::card::Part;
use crate::domain::fact::Place;
use crate::domain::process::{AskKind, SignOffRule, Step};
use crate::domain::release::basis::Basis;
use crate::domain::release::{Answer, Board, Course, Release, StepState, Tally, Verdict, Voice};

use super::evidence;
use super::message::{Control, Message, Style, button, container, rows, text};
use super::press::{Press, Verb};
use super::release_card::tally_words;
use super::text::{Room, all_of, any_of, count, moment, person, quote, relative, time_of_day, value};

mod difference;

pub use difference::what_changed;
use difference::{earlier, older_text};

const BLUE: u32 = 0x0058_65F2;
const AMBER: u32 = 0x00F0_B232;
const GREEN: u32 = 0x0023_A55A;
const GREY: u32 = 0x0080_848E;
const RED: u32 = 0x00DA_373C;

/// The card of a sign-off.
pub fn sign_off_card(release: &Release, part: &Part) -> Message {
    match View::find(release, part) {
        Some(view) => view.draw(),
        None => {
            let why = "This sign-off belongs to an earlier round and was replaced.";
            Message::new(vec![container(GREY, vec![text(format!("-# {why}"))])])
        }
    }
}

/// A sign-off and where it is.
struct View<'a> {
    release: &'a Release,
    position: usize,
    index: usize,
    step: &'a Step,
    state: &'a StepState,
    board: Board<'a>,
}

impl<'a> View<'a> {
    fn find(release: &'a Release, part: &Part) -> Option<Self> {
        let (position, step, state) = release.find_step(&part.step)?;
        let index = step.asks.iter().position(|a| a.name == part.ask)?;
        let view = Self::at(release, position, index)?;
        (state.round == part.round).then_some(view)
    }

    fn at(release: &'a Release, position: usize, index: usize) -> Option<Self> {
        let (step, state) = release.find_step_at(position)?;
        let (AskKind::SignOff(rule), Answer::SignOff(voices)) =
            (&step.asks.get(index)?.kind, state.answers.get(index)?)
        else {
            return None;
        };
        let board = Board::of(rule, voices);
        Some(Self {
            release,
            position,
            index,
            step,
            state,
            board,
        })
    }

    fn now(&self) -> Basis {
        Basis::of(self.release, self.position, &self.step.asks[self.index].name)
    }

    fn draw(&self) -> Message {
        let now = self.now();
        let process = &self.release.process;
        let version = quote(self.release.version.as_str(), 40);
        let mut lines = vec![format!("### Go or no-go · {} {version}", process.service.title)];
        lines.push(format!(
            "**{}** · {}",
            self.step.asks[self.index].title,
            self.standing()
        ));
        lines.extend(self.sets());
        lines.push(format!("What you approve: {}", self.approved()));
        if self.state.completed.is_none() {
            lines.extend(self.board.earlier().map(|v| earlier(self.release, v, &now)));
        }
        lines.extend(self.board.standing().map(said));
        let goes = self.board.standing().filter(|v| v.is_go());
        lines.extend(goes.filter_map(|v| older_text(self.release, v, &now)));
        let days = self.board.days();
        if days.len() > 1 {
            lines.push(format!(
                "**The days differ**: {}. All have to name the same one; say go again with another day.",
                all_of(&days)
            ));
        }
        let place = Place {
            step: self.step.name.clone(),
            ask: self.step.asks[self.index].name.clone(),
        };
        lines.extend(evidence::line(self.release, &place, None, 60));
        lines.extend(rules(self.board.rule));
        let mut parts = vec![text(Room::whole().clip(&lines.join("\n")))];
        if self.is_live() {
            parts.extend(rows(self.buttons(&now)));
        }
        if !self.release.is_over() {
            parts.extend(rows(self.evidence(&place)));
        }
        Message::new(vec![container(self.colour(), parts)])
    }

    fn is_live(&self) -> bool {
        let is_open = self.state.completed.is_none() && self.unmet().is_none();
        self.release.course == Course::Running && is_open
    }

    /// The step that is to be done before it, when one was opened again.
    fn unmet(&self) -> Option<&'a str> {
        let first = self.release.unmet(self.position).next();
        first.map(|step| step.title.as_str())
    }

    /// Where it stands, in a few words.
    fn standing(&self) -> String {
        if let Some(stamp) = &self.state.completed {
            let day = self.board.day().map(|day| format!(" for {day}"));
            let what = if self.state.by_authority {
                "passed by authority"
            } else {
                "go"
            };
            return format!("**{what}**{} since {}", day.unwrap_or_default(), moment(stamp.at));
        }
        if let Some(before) = self.unmet() {
            return format!("shut until **{before}** is done again");
        }
        if let Some(no) = self.board.blocking() {
            let who = person(&no.stamp.by);
            return format!("**no-go**, until {who} takes it back or says go");
        }
        let awaited: Vec<String> = self.board.awaited().map(|set| any_of(&set.roles)).collect();
        let since = self.state.open_since.map(relative).unwrap_or_default();
        match awaited.as_slice() {
            [] => "waiting for one day that all name".to_owned(),
            roles => format!("waiting for {} since {since}", all_of(roles)),
        }
    }

    /// How many goes each set has; nothing to say when one go is all that is needed.
    fn sets(&self) -> Option<String> {
        let rule = self.board.rule;
        let is_plain = rule.sets.len() == 1 && rule.sets[0].quorum == 1;
        let line = |(n, set): (usize, &crate::domain::process::SignOffSet)| {
            let (roles, goes) = (any_of(&set.roles), self.board.goes_in(n));
            if rule.majority {
                let no_goes = self.board.no_goes_in(n);
                return format!("{roles}: {goes} go, {no_goes} no-go of {} voices", set.quorum);
            }
            format!("{roles}: {} of {} go", goes.min(set.quorum), set.quorum)
        };
        (!is_plain).then(|| {
            rule.sets
                .iter()
                .enumerate()
                .map(line)
                .collect::<Vec<_>>()
                .join(" · ")
        })
    }

    /// What a go is for: the version, and what was given and tested in the steps above; what comes later was not
    /// approved.
    fn approved(&self) -> String {
        let release = self.release;
        let mut parts = vec![format!("version {}", quote(release.version.as_str(), 40))];
        let steps = release
            .process
            .steps
            .iter()
            .zip(&release.steps)
            .take(self.position);
        for (step, state) in steps.filter(|(_, state)| state.completed.is_some()) {
            for (ask, answer) in state.answered(step) {
                match answer {
                    Answer::Value(Some((given, _))) => {
                        parts.push(format!("{} {}", ask.title.to_lowercase(), value(given, 60)));
                    }
                    Answer::Checklist(items) => {
                        parts.push(format!("{} {}", step.title, short_tally(Tally::of(items))));
                    }
                    _ => {}
                }
            }
        }
        let written = release.process.record.iter();
        let written = written
            .filter(|rule| release.record.find(&rule.name).is_some())
            .count();
        if written > 0 {
            let number = i64::try_from(written).unwrap_or(i64::MAX);
            parts.push(format!("change record, {}", count(number, "section")));
        }
        parts.join(" · ")
    }

    fn buttons(&self, now: &Basis) -> Vec<Control> {
        let on_ask = |verb| Press::on_ask(verb, self.release, self.position, self.index);
        let with_date = self.board.rule.with_date;
        let earlier: Vec<&Voice> = self.board.earlier().collect();
        let mut buttons = Vec::new();
        if earlier.iter().any(|v| v.is_go()) {
            let still = on_ask(Verb::StillGo).with_mark(now.mark());
            let (label, still) = match one_day(&earlier) {
                Some(day) => (format!("Still go on {day}"), still.with_day(day)),
                None => ("Still go".to_owned(), still),
            };
            buttons.push(button(Style::Success, &label, still.to_string()));
        }
        let label = if with_date {
            "Go, and choose the day…"
        } else {
            "Go"
        };
        buttons.push(button(
            Style::Success,
            label,
            on_ask(Verb::Go).with_mark(now.mark()).to_string(),
        ));
        buttons.push(button(Style::Danger, "No-go…", on_ask(Verb::NoGo).to_string()));
        if !self.board.voices.is_empty() {
            let revoke = on_ask(Verb::Revoke).to_string();
            buttons.push(button(Style::Secondary, "Take my word back", revoke));
        }
        if !earlier.is_empty() {
            let changed = on_ask(Verb::WhatChanged).to_string();
            buttons.push(button(Style::Secondary, "Show what changed", changed));
        }
        // A "no" is a decision too: what becomes of the release is for its manager.
        if self.board.standing().any(|v| !v.is_go()) {
            let on_release = |verb| Press::on_release(verb, self.release).to_string();
            buttons.push(button(Style::Secondary, "Hold…", on_release(Verb::Hold)));
            buttons.push(button(Style::Secondary, "Abort…", on_release(Verb::Abort)));
        }
        buttons
    }

    fn evidence(&self, place: &Place) -> Vec<Control> {
        let press = Press::on_ask(Verb::AddEvidence, self.release, self.position, self.index);
        let add = Press { item: -1, ..press };
        let mut buttons = vec![button(Style::Secondary, "Add evidence…", add.to_string())];
        if self.release.evidence_for(place).next().is_some() {
            let show = press.with_verb(Verb::ShowEvidence).to_string();
            buttons.push(button(Style::Secondary, "Show evidence", show));
        }
        buttons
    }

    fn colour(&self) -> u32 {
        match (&self.release.course, &self.state.completed) {
            (_, Some(_)) => GREEN,
            (Course::Held(_), None) => AMBER,
            (Course::Running, None) if self.board.blocking().is_some() => RED,
            (Course::Running, None) => BLUE,
            (Course::Finished(_) | Course::Aborted(_) | Course::RolledBack(_), None) => GREY,
        }
    }
}

/// The day that all had named.
fn one_day(earlier: &[&Voice]) -> Option<chrono::NaiveDate> {
    let mut days = earlier.iter().filter_map(|v| v.day());
    let first = days.next()?;
    days.all(|day| day == first).then_some(first)
}

/// "12 of 12", and what was not passed.
fn short_tally(tally: Tally) -> String {
    let words = tally_words(tally);
    words.replacen(" passed", "", 1).replace(" · ", ", ")
}

/// A voice that counts.
fn said(voice: &Voice) -> String {
    let who = format!("{}, {}", person(&voice.stamp.by), time_of_day(voice.stamp.at));
    match &voice.verdict {
        Verdict::Go(None) => format!("✓ **Go** by {who}"),
        Verdict::Go(Some(day)) => format!("✓ **Go on {day}** by {who}"),
        Verdict::NoGo(reason) => format!("✕ **No-go** by {who}: “{}”", quote(reason, 300)),
    }
}

/// The rules that are not plain from the rest of the card.
fn rules(rule: &SignOffRule) -> Option<String> {
    let days = rule.valid_days.map(i64::from);
    let rules = [
        rule.majority
            .then(|| "the group decides: more go than no-go".to_owned()),
        (rule.in_order && rule.sets.len() > 1).then(|| "in this order".to_owned()),
        (rule.distinct && rule.sets.len() > 1).then(|| "one person counts once".to_owned()),
        rule.not_the_author
            .then(|| "not by whoever started the release".to_owned()),
        days.map(|days| format!("a go is good for {}", count(days, "day"))),
    ];
    let rules: Vec<String> = rules.into_iter().flatten().collect();
    (!rules.is_empty()).then(|| format!("-# Rules: {}", rules.join(" · ")))
}
