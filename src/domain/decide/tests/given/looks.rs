//! What can be seen at the desk, and where a press is meant.

use super::*;
use crate::domain::release::Course;

impl Desk {
    pub(crate) fn numbers(&self) -> Vec<i64> {
        self.journals.keys().copied().collect()
    }

    pub(crate) fn facts(&self, number: i64) -> &[Recorded<ReleaseFact>] {
        &self.journals[&number].facts
    }

    pub(crate) fn release(&self) -> &Arc<Release> {
        &self.journals[&self.number].release
    }

    /// What happened to the service, in order.
    pub(crate) fn facts_of_service(&self) -> &[Recorded<ServiceFact>] {
        &self.of_service
    }

    /// The process that a release keeps.
    pub(crate) fn process_of(&self, number: i64) -> Arc<Process> {
        self.journals[&number].release.process.clone()
    }

    /// Whether a release has reached its end.
    pub(crate) fn is_finished(&self, number: i64) -> bool {
        matches!(self.journals[&number].release.course, Course::Finished(_))
    }

    pub(crate) fn situation(&self) -> Situation {
        Situation {
            release: self.release().clone(),
            service: self.service.clone(),
        }
    }

    pub(crate) fn step(&self, name: &str) -> &StepState {
        let (_, _, state) = self
            .release()
            .find_step(&name.into())
            .unwrap_or_else(|| panic!("no step {name}"));
        state
    }

    pub(crate) fn is_complete(&self, step: &str) -> bool {
        self.step(step).completed.is_some()
    }

    /// The names of the steps whose turn it is.
    pub(crate) fn current(&self) -> Vec<&str> {
        self.release()
            .current()
            .map(|(_, s, _)| s.name.as_str())
            .collect()
    }

    pub(crate) fn item(&self, step: &str, item: &str) -> ItemState {
        let place = self.at_item(step, item).what;
        let state = self.release().find_item_state(&place);
        state.unwrap_or_else(|| panic!("no item {item}")).clone()
    }

    /// The version an environment runs.
    pub(crate) fn runs(&self, environment: &str) -> Option<&str> {
        let running = self.service.versions.get(&EnvironmentName::from(environment));
        running.map(|r| r.version.as_str())
    }

    /// The number of the release that holds an environment.
    pub(crate) fn holder(&self, environment: &str) -> Option<i64> {
        let holder = self.service.holders.get(&EnvironmentName::from(environment));
        holder.map(|h| h.release)
    }

    pub(crate) fn due(&self) -> Vec<Timer> {
        agenda(self.release(), &self.service)
    }

    /// What was to be said because of what happened to the service, with the service as it then was.
    pub(crate) fn said_of_service(&self) -> &[(Notice, ServiceState)] {
        &self.said_of_service
    }

    /// What is due for the service, by the process that keeps its waiting versions.
    pub(crate) fn due_for_service(&self) -> Vec<Timer> {
        service_agenda(&self.service, &self.processes)
    }

    pub(crate) fn at_step(&self, step: &str) -> At<StepName> {
        At {
            round: self.step(step).round,
            what: step.into(),
        }
    }

    pub(crate) fn at_ask(&self, step: &str, ask: &str) -> At<Place> {
        let place = Place {
            step: step.into(),
            ask: ask.into(),
        };
        At {
            round: self.step(step).round,
            what: place,
        }
    }

    /// An item of the only checklist of a step.
    pub(crate) fn at_item(&self, step: &str, item: &str) -> At<ItemPlace> {
        let ask = self.ask_of(step, |kind| matches!(kind, AskKind::Checklist { .. }));
        let At { round, what } = self.at_ask(step, &ask);
        let what = ItemPlace {
            step: what.step,
            ask: what.ask,
            item: item.into(),
        };
        At { round, what }
    }

    /// The first ask of a step that is of a kind.
    pub(crate) fn ask_of(&self, step: &str, is_meant: impl Fn(&AskKind) -> bool) -> String {
        let (_, found, _) = self.release().find_step(&step.into()).expect("the step is there");
        let ask = found.asks.iter().find(|a| is_meant(&a.kind));
        ask.unwrap_or_else(|| panic!("{step} asks for no such thing"))
            .name
            .to_string()
    }
}
