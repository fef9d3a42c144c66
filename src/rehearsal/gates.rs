//! Gates that shut and open: what the card of a release shows is compared with what it showed before.

use std::collections::BTreeMap;

use super::Play;
use super::entry::Kind;
use crate::app::Fault;
use crate::domain::decide::{Situation, shut_gates};
use crate::domain::name::StepName;
use crate::domain::release::Course;
use crate::wording::release_card::{name, why_shut};

/// What holds which step of which release shut, in words.
#[derive(Debug, Default)]
pub(super) struct Gates {
    shut: BTreeMap<(i64, StepName), Vec<String>>,
    /// The steps of each release that are done.
    done: BTreeMap<i64, usize>,
}

impl Play {
    /// Writes down which gates shut or opened, which steps are done and which releases are over since the last look.
    pub(super) async fn look_at_releases(&mut self) -> Result<(), Fault> {
        for number in self.open.clone() {
            let Some(situation) = self.stage.app.glance(number).await? else {
                continue;
            };
            self.look_at_steps(&situation);
            self.look_at_gates(&situation);
            if situation.release.is_over() {
                self.is_over(&situation);
            }
        }
        Ok(())
    }

    fn look_at_gates(&mut self, situation: &Situation) {
        let (release, now) = (&situation.release, self.stage.now());
        let mut before: BTreeMap<StepName, Vec<String>> = BTreeMap::new();
        self.gates.shut.retain(|(of, step), why| {
            let is_of_this = *of == release.number;
            if is_of_this {
                before.insert(step.clone(), std::mem::take(why));
            }
            !is_of_this
        });
        if release.is_over() {
            return;
        }
        for (_, step, _) in release.current() {
            let why: Vec<String> = shut_gates(now, situation, step).iter().map(why_shut).collect();
            let was = before.remove(&step.name).unwrap_or_default();
            if why != was {
                let words = if why.is_empty() {
                    "It is open.".to_owned()
                } else {
                    why.join("\n")
                };
                self.write_gate(format!("{}: **{}**. {words}", name(release), step.title));
            }
            if !why.is_empty() {
                self.gates.shut.insert((release.number, step.name.clone()), why);
            }
        }
    }

    fn write_gate(&mut self, text: String) {
        let text = self.stage.names.put_into(&text, self.stage.now());
        self.stage.write(Kind::Gate, None, text);
    }

    fn look_at_steps(&mut self, situation: &Situation) {
        let release = &situation.release;
        let mut done: Vec<_> = release
            .process
            .steps
            .iter()
            .zip(&release.steps)
            .filter_map(|(step, state)| Some((step, state.completed.as_ref()?)))
            .collect();
        done.sort_by_key(|(_, stamp)| stamp.at);
        let known = self
            .gates
            .done
            .insert(release.number, done.len())
            .unwrap_or_default();
        let news: Vec<String> = done
            .iter()
            .skip(known)
            .map(|(step, stamp)| {
                let who = crate::wording::text::person(&stamp.by);
                format!("{}: **{}** is done ({who}).", name(release), step.title)
            })
            .collect();
        for text in news {
            let text = self.stage.names.put_into(&text, self.stage.now());
            self.stage.write(Kind::Step, None, text);
        }
    }

    /// The release came to its end.
    fn is_over(&mut self, situation: &Situation) {
        let release = &situation.release;
        let how = match &release.course {
            Course::Finished(_) => "is finished",
            Course::Aborted(_) => "is given up",
            Course::RolledBack(_) => "is rolled back",
            Course::Running | Course::Held(_) => return,
        };
        self.open.retain(|number| *number != release.number);
        self.gates.done.remove(&release.number);
        if matches!(release.course, Course::Finished(_)) {
            self.finished += 1;
            self.finished_by.insert(release.process.name.clone());
        }
        let (name, process) = (name(release), &release.process.title);
        self.stage
            .write(Kind::Release, None, format!("**{name}** ({process}) {how}."));
    }

    /// What holds the current steps of a release shut, in words.
    pub(super) fn waits_for(&self, number: i64) -> Vec<String> {
        let of_release = self.gates.shut.iter().filter(|((of, _), _)| *of == number);
        of_release.flat_map(|(_, why)| why.iter().cloned()).collect()
    }
}
