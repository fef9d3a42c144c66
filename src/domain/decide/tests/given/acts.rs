//! What people do at the desk, as sentences; and the right next act, for whoever wants to get further.

use super::*;
use crate::domain::command::SectionEdit;
use crate::domain::process::{Ask, SignOffRule, Step};
use crate::domain::record::{Content, ExpectedOutage};
use crate::domain::release::Board;

impl Desk {
    pub(crate) fn does(&mut self, who: &str, command: &Command) -> Said {
        self.asks(&person(who), command)
    }

    pub(crate) fn confirms(&mut self, who: &str, step: &str) -> Said {
        let ask = self.ask_of(step, |k| *k == AskKind::Confirmation);
        self.does(who, &Command::Confirm(self.at_ask(step, &ask)))
    }

    pub(crate) fn gives(&mut self, who: &str, step: &str, ask: &str, value: &str) -> Said {
        self.does(who, &Command::Give(self.at_ask(step, ask), value.to_owned()))
    }

    pub(crate) fn ticks(&mut self, who: &str, step: &str, item: &str) -> Said {
        self.does(who, &Command::PassItem(self.at_item(step, item)))
    }

    pub(crate) fn fails(&mut self, who: &str, step: &str, item: &str, note: &str) -> Said {
        self.does(who, &Command::FailItem(self.at_item(step, item), note.to_owned()))
    }

    pub(crate) fn waives(&mut self, who: &str, step: &str, item: &str, reason: &str) -> Said {
        self.does(
            who,
            &Command::WaiveItem(self.at_item(step, item), reason.to_owned()),
        )
    }

    pub(crate) fn reopens(&mut self, who: &str, step: &str, item: &str) -> Said {
        self.does(who, &Command::ReopenItem(self.at_item(step, item)))
    }

    pub(crate) fn takes_step_back(&mut self, who: &str, step: &str) -> Said {
        self.does(who, &Command::ReopenStep(self.at_step(step)))
    }

    pub(crate) fn passes_the_rest(&mut self, who: &str, step: &str) -> Said {
        let ask = self.ask_of(step, |k| matches!(k, AskKind::Checklist { .. }));
        let command = self.pass_the_rest(step, &ask);
        self.does(who, &command)
    }

    fn pass_the_rest(&self, step: &str, ask: &str) -> Command {
        let (_, found, _) = self.release().find_step(&step.into()).expect("it is there");
        let asked = found.find_ask(&ask.into()).expect("it is there");
        let list = self.release().find_checklist(asked);
        let items = list
            .expect("a checklist has a list")
            .items()
            .map(|(_, i)| i.name.clone());
        Command::PassItems(self.at_ask(step, ask), items.collect())
    }

    pub(crate) fn says_go(&mut self, who: &str, step: &str, on: Option<&str>) -> Said {
        let ask = self.ask_of(step, |k| matches!(k, AskKind::SignOff(_)));
        let on = on.map(|day| day.parse().unwrap());
        self.does(who, &Command::SayGo(self.at_ask(step, &ask), on, None))
    }

    pub(crate) fn says_no_go(&mut self, who: &str, step: &str, reason: &str) -> Said {
        let ask = self.ask_of(step, |k| matches!(k, AskKind::SignOff(_)));
        self.does(who, &Command::SayNoGo(self.at_ask(step, &ask), reason.to_owned()))
    }

    pub(crate) fn takes_word_back(&mut self, who: &str, step: &str) -> Said {
        let ask = self.ask_of(step, |k| matches!(k, AskKind::SignOff(_)));
        self.does(who, &Command::RevokeSignOff(self.at_ask(step, &ask)))
    }

    fn outage_ask(&self) -> At<Place> {
        let asks_outage = |k: &AskKind| matches!(k, AskKind::Outage { .. });
        let process = &self.release().process;
        let mut steps = process.steps.iter();
        let step = steps.find(|s| s.asks.iter().any(|a| asks_outage(&a.kind)));
        let step = step.expect("the process has an outage").name.to_string();
        let ask = self.ask_of(&step, asks_outage);
        self.at_ask(&step, &ask)
    }

    pub(crate) fn proposes(&mut self, who: &str, window: Window) -> Said {
        self.does(who, &Command::ProposeWindow(self.outage_ask(), window.into()))
    }

    pub(crate) fn publishes(&mut self, who: &str, window: Window) -> Said {
        self.does(who, &Command::PublishOutage(self.outage_ask(), window))
    }

    /// Enters a window and publishes it.
    pub(crate) fn announces(&mut self, who: &str, window: Window) -> Said {
        self.proposes(who, window)?;
        self.publishes(who, window)
    }

    pub(crate) fn extends(&mut self, who: &str, minutes: i64) -> Said {
        self.does(who, &Command::ExtendOutage(minutes))
    }

    pub(crate) fn sends_back(&mut self, who: &str, step: &str, reason: &str) -> Said {
        self.does(who, &Command::SendBack(self.at_step(step), reason.to_owned()))
    }

    pub(crate) fn rolls_back(&mut self, who: &str, step: &str, reason: &str) -> Said {
        self.does(who, &Command::RollBack(self.at_step(step), reason.to_owned()))
    }

    pub(crate) fn overrides(&mut self, who: &str, step: &str, reason: &str) -> Said {
        self.does(who, &Command::Override(self.at_step(step), reason.to_owned()))
    }

    pub(crate) fn holds(&mut self, who: &str, reason: &str) -> Said {
        self.does(who, &Command::Hold(reason.to_owned()))
    }

    pub(crate) fn resumes(&mut self, who: &str) -> Said {
        self.does(who, &Command::Resume)
    }

    pub(crate) fn aborts(&mut self, who: &str, reason: &str) -> Said {
        self.does(who, &Command::Abort(reason.to_owned()))
    }

    /// The clock sees to everything of the release that is due by now; gives the keys.
    pub(crate) fn clock_sees_to_what_is_due(&mut self) -> Vec<String> {
        let due: Vec<String> = self
            .due()
            .into_iter()
            .filter(|t| t.due_at <= self.now)
            .map(|t| t.key)
            .collect();
        for key in &due {
            self.asks(&Actor::clock(), &Command::SeeTo(key.clone())).unwrap();
        }
        due
    }

    /// Sees to everything that is due for the service; gives the keys.
    pub(crate) fn clock_sees_to_the_service(&mut self) -> Vec<String> {
        let due = self.due_for_service().into_iter();
        let due: Vec<String> = due.filter(|t| t.due_at <= self.now).map(|t| t.key).collect();
        for key in &due {
            let command = ServiceCommand::SeeTo(key.clone());
            match self.asks_service(&Actor::clock(), &command) {
                // What is due may be seen to with something else that was due.
                Ok(_) | Err(Refusal::NotDue) => {}
                Err(refusal) => panic!("{key}: {refusal:?}"),
            }
        }
        due
    }

    /// Walks on, by the right people, until it is the turn of `step`.
    pub(crate) fn reaches(mut self, step: &str) -> Self {
        for _ in 0..100 {
            if self.current().contains(&step) {
                return self;
            }
            self.goes_on();
        }
        panic!("never reached {step}; at {:?}", self.current());
    }

    /// Walks on, by the right people, to the end.
    pub(crate) fn finishes(mut self) -> Self {
        for _ in 0..100 {
            if self.release().is_over() {
                return self;
            }
            self.goes_on();
        }
        panic!("never finished; at {:?}", self.current());
    }

    /// The right next act, by the right person; or time passes until it can be done.
    pub(crate) fn goes_on(&mut self) {
        if let Some(window) = self.release().outage.as_ref().and_then(|o| o.find_open_window()) {
            self.now = self.now.max(window.start);
        }
        let (who, command) = self.right_next().expect("it is somebody's turn");
        self.asks(&who, &command).unwrap();
    }

    /// What the first step that is open still asks for, by somebody who may; nothing where nobody's turn it is.
    pub(crate) fn right_next(&self) -> Option<(Actor, Command)> {
        let release = self.release();
        let (step, ask) = release
            .current()
            .find_map(|(_, step, state)| Some((step, release.missing(step, state).next()?)))?;
        let at = self.at_ask(step.name.as_str(), ask.name.as_str());
        let command = match &ask.kind {
            AskKind::Confirmation => Command::Confirm(at),
            AskKind::Report(rule) if rule.by.is_empty() => {
                let report = self.right_report(rule);
                return Some((
                    Actor::system(&report.source),
                    Command::TakeReport(Box::new(report)),
                ));
            }
            AskKind::Report(rule) => {
                let who = self.somebody_of(rule.by.first());
                return Some((who, Command::Give(at, "seen by myself".to_owned())));
            }
            AskKind::Value { example, .. } => Command::Give(at, example.clone().unwrap_or("fine".to_owned())),
            AskKind::Sync { .. } => Command::Give(at, String::new()),
            AskKind::Document { .. } => Command::Give(at, "https://wiki.example.org/plan".to_owned()),
            AskKind::Tell { words, .. } => Command::Give(at, words.clone()),
            AskKind::Choice { options } => Command::Give(at, options[0].clone()),
            AskKind::Checklist { .. } => self.pass_or_test_again(step.name.as_str(), ask.name.as_str()),
            AskKind::Record => self.fill_or_request(at),
            AskKind::SignOff(rule) => {
                let day = (self.now + TimeDelta::days(7)).date_naive();
                return Some((
                    self.next_signer(step, ask, rule),
                    Command::SayGo(at, Some(day), None),
                ));
            }
            AskKind::Outage { .. } => match release.outage.as_ref().and_then(|o| o.proposed) {
                Some(window) if window.start > self.now => Command::PublishOutage(at, window),
                _ => Command::ProposeWindow(at, self.window(60, 120).into()),
            },
            AskKind::Tickets { .. } => return self.judge_a_ticket(),
        };
        Some((self.somebody_of(Some(&step.owner)), command))
    }

    /// Somebody who has the role.
    fn somebody_of(&self, role: Option<&RoleName>) -> Actor {
        match role.map(RoleName::as_str) {
            Some("LT") => person(LOU),
            Some("VLE Services") => person(VAL),
            Some("SRE team") => person(BEN),
            Some(other) => person(&format!("1 of {other}")),
            None => person(ZOE),
        }
    }

    /// Somebody whose go is still awaited; anybody of the first role where nobody here is.
    fn next_signer(&self, step: &Step, ask: &Ask, rule: &SignOffRule) -> Actor {
        let release = self.release();
        let (_, _, state) = release.find_step(&step.name).expect("it is there");
        let answer = state.answered(step).find(|(known, _)| known.name == ask.name);
        let board = Board::of(rule, answer.map_or(&[], |(_, answer)| answer.voices()));
        let author = &release.started.by;
        let mut cast = self.cast.iter().map(|name| person(name));
        let awaited = cast.find(|who| board.waits_for(who) && !(rule.not_the_author && who.id == *author));
        awaited.unwrap_or_else(|| self.somebody_of(rule.roles().next()))
    }

    /// Writes the next empty section of the record, or asks for approval when there is none.
    fn fill_or_request(&self, at: At<Place>) -> Command {
        let release = self.release();
        match release.record.missing(&release.process.record).next() {
            Some(rule) => Command::WriteSection(SectionEdit {
                section: rule.name.clone(),
                content: Content::Written {
                    text: format!("all about {}", rule.name),
                    outage: rule.outage.then_some(ExpectedOutage::No),
                },
                seen: Some(0),
            }),
            None => Command::RequestApproval(at),
        }
    }

    /// The first ticket that is open is done.
    fn judge_a_ticket(&self) -> Option<(Actor, Command)> {
        let release = self.release();
        let (_, open) = release.open_tickets().next()?;
        let act = TicketAct::Move {
            to: "done".into(),
            comment: None,
            seen: None,
        };
        let ticket = open.name.clone();
        Some((person(EVE), Command::Ticket(TicketCommand { ticket, act })))
    }

    fn pass_or_test_again(&self, step: &str, ask: &str) -> Command {
        let (_, found, state) = self.release().find_step(&step.into()).expect("it is there");
        let failed = state.failed_items(self.release(), found).next();
        let At { round, what } = self.at_ask(step, ask);
        match failed {
            Some((item, ..)) => Command::PassItem(At {
                round,
                what: ItemPlace {
                    step: what.step,
                    ask: what.ask,
                    item: item.clone(),
                },
            }),
            None => self.pass_the_rest(step, ask),
        }
    }
}
