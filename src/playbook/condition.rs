//! Reads what depends on an answer given above: `only_if`, and gates that wait for a day.

use crate::domain::name::{AskName, StepName};
use crate::domain::process::{Ask, AskKind, Condition, Step};
use crate::domain::record::ExpectedOutage;
use crate::toml_reader::{Findings, Span, Table, Text, did_you_mean, list};

/// A place as it is written: `STEP/ASK`.
pub(super) struct Reference {
    step: StepName,
    ask: AskName,
    text: Text,
}

/// A condition whose place was not looked up yet.
pub(super) struct ReadCondition {
    place: Reference,
    is: Vec<Text>,
    span: Span,
}

impl Reference {
    /// Takes a text apart; what is no reference is noted when it is looked up.
    pub(super) fn new(text: Text) -> Self {
        let (step, ask) = text.value.split_once('/').unwrap_or((&text.value, ""));
        let (step, ask) = (StepName::from(step), AskName::from(ask));
        Self { step, ask, text }
    }

    /// What is asked there; `above` are the steps above, `beside` what the same step asks before.
    fn find<'s>(
        &self,
        above: &[&'s Step],
        beside: Option<(&StepName, &'s [Ask])>,
        found: &mut Findings,
    ) -> Option<&'s Ask> {
        let of_step = above
            .iter()
            .find(|s| s.name == self.step)
            .map(|s| s.asks.as_slice());
        let beside = beside
            .filter(|(name, _)| **name == self.step)
            .map(|(_, asks)| asks);
        let asks = of_step.or(beside);
        let ask = asks.and_then(|asks| asks.iter().find(|a| a.name == self.ask));
        if ask.is_none() && self.text.is_there {
            let known: Vec<String> = above
                .iter()
                .flat_map(|s| s.asks.iter().map(move |a| format!("{}/{}", s.name, a.name)))
                .collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let what = format!("`{}` is nothing that a step above asks for", self.text.value);
            let fix =
                did_you_mean(&self.text.value, known.iter().copied()).unwrap_or_else(|| match known.len() {
                    0 => "no step above asks for anything".to_owned(),
                    1..=12 => format!("the steps above ask for {}", list(known.iter().copied())),
                    _ => "write the name of the step, a slash, and the name of what it asks for".to_owned(),
                });
            found
                .error(
                    &self.text.span,
                    what,
                    "a step above and what it asks for, as STEP/ASK",
                )
                .fix(fix);
        }
        ask
    }

    /// The place where a day is given: a value, or a sign-off that decides the day.
    pub(super) fn find_day(&self, above: &[&Step], found: &mut Findings) -> Option<(StepName, AskName)> {
        let ask = self.find(above, None, found)?;
        let gives_a_day = match &ask.kind {
            AskKind::Value { .. } => true,
            AskKind::SignOff(rule) => rule.with_date,
            _ => false,
        };
        if !gives_a_day {
            let what = format!("`{}` gives no day", self.text.value);
            found
                .error(&self.text.span, what, "neither a value nor a sign-off with_date")
                .fix("name a value that holds a date, or a sign-off with with_date = true");
            return None;
        }
        Some((self.step.clone(), self.ask.clone()))
    }
}

/// Reads `only_if = { ask = "STEP/ASK", is = "ANSWER" }`, when it is there.
pub(super) fn find_condition(table: &mut Table<'_>, found: &mut Findings) -> Option<ReadCondition> {
    let value = table.find("only_if")?;
    let mut table = Table::of(value, "`only_if`", found);
    let place = Reference::new(table.text("ask", found));
    let is = if table.has("is_any_of") {
        table.texts("is_any_of", found)
    } else {
        vec![table.text("is", found)]
    };
    table.find("is");
    table.find("is_any_of");
    table.finish(found);
    let span = value.span();
    Some(ReadCondition { place, is, span })
}

impl ReadCondition {
    /// Looks the place up, and holds the answers against those that can be given there.
    pub(super) fn resolve(
        &self,
        above: &[&Step],
        beside: Option<(&StepName, &[Ask])>,
        found: &mut Findings,
    ) -> Option<Condition> {
        let ask = self.place.find(above, beside, found)?;
        let of_record: Vec<String> = ExpectedOutage::WORDS.map(str::to_owned).to_vec();
        let options = match ask.kind {
            AskKind::Record => of_record.as_slice(),
            _ => ask.kind.options(),
        };
        if options.is_empty() {
            let what = format!("`{}` is no choice", self.place.text.value);
            found
                .error(&self.span, what, "only a choice can be depended on")
                .fix("make it { choice = \"…\", options = [\"yes\", \"no\"] }");
            return None;
        }
        for is in self
            .is
            .iter()
            .filter(|is| is.is_there && !options.contains(&is.value))
        {
            let what = format!("`{}` is no answer of `{}`", is.value, self.place.text.value);
            let known = options.iter().map(String::as_str);
            found
                .error(&is.span, what, "nobody can answer this")
                .fix(format!("its answers are {}", list(known)));
        }
        Some(Condition {
            step: self.place.step.clone(),
            ask: self.place.ask.clone(),
            is: self.is.iter().map(|is| is.value.clone()).collect(),
        })
    }
}
