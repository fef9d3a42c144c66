//! Resolves what a step says of others: each names steps that stand above it.

use crate::domain::name::StepName;
use crate::playbook::words::check_unique;
use crate::toml_reader::{Findings, Text, did_you_mean, list};

use super::ReadStep;

/// Where a step stands among the others of its process.
pub(super) struct Position<'n> {
    pub(super) process: &'n str,
    pub(super) names: &'n [String],
    pub(super) at: usize,
}

impl Position<'_> {
    fn above(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.names[..self.at].iter().map(String::as_str)
    }

    /// Resolves what a step says of others; without a word it comes after the one above.
    pub(super) fn place(&self, step: &mut ReadStep, found: &mut Findings) {
        step.step.after = match &step.after {
            None => self.above().next_back().map(StepName::from).into_iter().collect(),
            Some(after) => {
                check_unique(after, "mentions of", found);
                after
                    .iter()
                    .filter_map(|name| self.earlier(name, "after", found))
                    .collect()
            }
        };
        step.step.on_fail = step
            .on_fail
            .as_ref()
            .and_then(|name| self.earlier(name, "on_fail", found));
    }

    /// The step of that name, when it stands above.
    fn earlier(&self, name: &Text, key: &str, found: &mut Findings) -> Option<StepName> {
        if !name.is_there {
            return None;
        }
        let process = self.process;
        let what = match self.names.iter().position(|known| *known == name.value) {
            Some(at) if at < self.at => return Some(StepName::from(name.value.as_str())),
            Some(at) if at == self.at => format!("`{key}` names its own step in the process `{process}`"),
            Some(_) => format!(
                "`{key}` names `{}`, which comes later in the process `{process}`",
                name.value
            ),
            None => format!("`{}` is no step of the process `{process}`", name.value),
        };
        let fix = match (did_you_mean(&name.value, self.above()), self.at) {
            (Some(meant), _) => meant,
            (None, 0) => "no step stands above this one".to_owned(),
            (None, _) => format!("the steps above are: {}", list(self.above())),
        };
        found
            .error(&name.span, what, "a step above belongs here")
            .fix(fix);
        None
    }
}
