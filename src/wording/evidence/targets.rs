//! What evidence can be given for, as it is typed and as it is read.
//!
//! Called by `discord` for `/release evidence`, which takes the items and sign-offs by these names and texts.

use std::collections::HashMap;

use crate::domain::command::At;
use crate::domain::evidence::About;
use crate::domain::person::Actor;
use crate::domain::process::{Ask, AskKind, Step};
use crate::domain::release::Release;
use crate::wording::answers::did_you_mean;
use crate::wording::press::{Press, Verb};
use crate::wording::text::{cut, quote};

/// How many are named where somebody has to choose.
const NAMED: usize = 8;

/// An item or a sign-off.
#[derive(Clone, Debug)]
pub struct Target {
    /// As it is typed: the shortest name that nothing else has.
    pub name: String,
    /// What people read on its card.
    pub text: String,
    /// The step it belongs to.
    pub step: String,
    /// Whether that step is worked on; otherwise it is done, or waits for another to be done again.
    pub is_current: bool,
    /// What it is about, as a command names it.
    pub at: At<About>,
    /// The press that opens its form.
    pub press: Press,
    path: String,
}

impl Target {
    /// The line of an autocomplete, at most 100 characters.
    pub fn label(&self) -> String {
        cut(&format!("{} · {}", self.text, self.step), 100)
    }

    /// How many characters of what was typed name it, when it stands at the beginning.
    fn named_by(&self, typed: &str) -> Option<usize> {
        let names = [&self.name, &self.path, &self.text].into_iter();
        let named = names.filter_map(|name| {
            let (head, tail) = typed.split_at_checked(name.len())?;
            let is_whole = tail.is_empty() || tail.starts_with(char::is_whitespace);
            (is_whole && head.eq_ignore_ascii_case(name)).then_some(name.len())
        });
        named.max()
    }
}

/// What this person can give evidence for: items and sign-offs of steps that somebody has come to, the current first.
/// Whoever belongs to a side only is shown the sign-offs that ask for their word.
pub fn targets(release: &Release, actor: &Actor) -> Vec<Target> {
    let current: Vec<usize> = release.current().map(|(n, _, _)| n).collect();
    let is_outside = release.process.only_side_of(actor).is_some();
    let steps = release.process.steps.iter().zip(&release.steps).enumerate();
    let mut found = Vec::new();
    for (position, (step, state)) in steps.filter(|(_, (_, state))| state.open_since.is_some()) {
        for (index, ask, _) in release.asked(step, state) {
            let press = Press::on_ask(Verb::AddEvidence, release, position, index);
            let mut of_ask = of_ask(release, press, step, ask, actor, is_outside);
            of_ask
                .iter_mut()
                .for_each(|t| t.is_current = current.contains(&position));
            found.extend(of_ask);
        }
    }
    found.sort_by_key(|target| !target.is_current);
    shorten(&mut found);
    found
}

fn of_ask(
    release: &Release,
    press: Press,
    step: &Step,
    ask: &Ask,
    actor: &Actor,
    is_outside: bool,
) -> Vec<Target> {
    let target = |press: Press, text: &str| {
        let at = press.about(release)?;
        let path = match &at.what.item {
            Some(item) => format!("{}/{}/{item}", step.name, ask.name),
            None => format!("{}/{}", step.name, ask.name),
        };
        Some(Target {
            name: String::new(),
            text: text.to_owned(),
            step: step.title.clone(),
            is_current: false,
            at,
            press,
            path,
        })
    };
    match &ask.kind {
        AskKind::SignOff(rule) if !is_outside || rule.sets.iter().any(|set| actor.has_any(&set.roles)) => {
            target(Press { item: -1, ..press }, &ask.title)
                .into_iter()
                .collect()
        }
        AskKind::Checklist { .. } if !is_outside => {
            let list = release.find_checklist(ask);
            let items = list.into_iter().flat_map(|list| list.items()).enumerate();
            items
                .filter_map(|(n, (_, item))| target(press.with_item(n), &item.text))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Gives each the last part of its path as a name, where no other has the same and it is no number.
fn shorten(targets: &mut [Target]) {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let mut count: HashMap<String, usize> = HashMap::new();
    for target in targets.iter() {
        *count.entry(last(&target.path)).or_default() += 1;
    }
    for target in targets {
        let short = last(&target.path);
        let is_own = count[&short] == 1 && short.parse::<i64>().is_err();
        target.name = if is_own { short } else { target.path.clone() };
    }
}

/// The one that the first words name, and what stands behind them; a current one before others of the same text.
///
/// # Errors
/// The words for that person: which there are, or which of several was meant.
pub fn find_target<'t>(
    targets: &'t [Target],
    typed: &str,
    nearest: impl Fn(&str, &[&str]) -> Option<String>,
) -> Result<(&'t Target, String), String> {
    let typed = typed.trim();
    if targets.is_empty() {
        return Err(
            "No item and no sign-off of this release is open for evidence. `/release status` shows where it stands."
                .to_owned(),
        );
    }
    if typed.is_empty() {
        return Err(format!("What does it show? Choose one: {}.", names(targets)));
    }
    let named: Vec<(usize, &Target)> = targets
        .iter()
        .filter_map(|t| Some((t.named_by(typed)?, t)))
        .collect();
    let longest = named.iter().map(|(length, _)| *length).max();
    let Some(longest) = longest else {
        let word = typed.split_whitespace().next().unwrap_or_default();
        let all: Vec<&str> = targets.iter().map(|t| t.name.as_str()).collect();
        let near = nearest(word, &all);
        let shown = &all[..all.len().min(NAMED)];
        return Err(did_you_mean(
            word,
            "item or sign-off that is open",
            near.as_deref(),
            shown,
        ));
    };
    let meant: Vec<&Target> = named
        .iter()
        .filter(|(length, _)| *length == longest)
        .map(|(_, t)| *t)
        .collect();
    let current: Vec<&Target> = meant.iter().copied().filter(|t| t.is_current).collect();
    match (current.as_slice(), meant.as_slice()) {
        ([only], _) | ([], [only]) => Ok((*only, typed[longest..].trim().to_owned())),
        _ => {
            let several: Vec<Target> = meant.into_iter().cloned().collect();
            let typed = quote(&typed[..longest], 60);
            Err(format!(
                "There are several of {typed}. Choose one: {}.",
                names(&several)
            ))
        }
    }
}

fn names(targets: &[Target]) -> String {
    let shown = targets.iter().take(NAMED);
    let mut names: Vec<String> = shown
        .map(|t| format!("`{}` ({})", t.name, quote(&t.text, 60)))
        .collect();
    if targets.len() > NAMED {
        names.push(format!(
            "and {} more, which `/release evidence` offers as you type",
            targets.len() - NAMED
        ));
    }
    names.join(", ")
}
