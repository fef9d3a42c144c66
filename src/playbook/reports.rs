//! Reads what the reports of other systems mean: `[reports]`, and what a step asks of them and brings about.

use std::collections::BTreeMap;

use crate::domain::name::{EnvironmentName, RoleName};
use crate::domain::process::{AskKind, Effect, Forge, FromBranch, ReportRule, Reports};
use crate::domain::report::{Awaited, System};
use crate::toml_reader::{Findings, Table, Text, Value, did_you_mean, list, text};

use super::shelf::Shelf;
use super::words::{
    Kind, LONGEST_LABEL, LONGEST_SENTENCE, check_known, check_line, check_name, check_unique,
};

/// Stands for the branch that is called like the release's version.
const VERSION: &str = "{version}";

/// Reads `[reports]`.
pub(super) fn read_reports(root: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Reports {
    let Some(value) = root.find("reports") else {
        return Reports::default();
    };
    let mut table = Table::of(value, "[reports]", found);
    let systems = table.texts("systems", found);
    for system in &systems {
        check_name(system, found);
        if is_forge(&system.value) {
            let what = format!("`{}` has a form of its own", system.value);
            let fix = format!("write [reports.{}] with its repository", system.value);
            found.error(&system.span, what, "not here").fix(fix);
        }
    }
    check_unique(&systems, "systems", found);
    let mut forge = |key: &'static str, found: &mut Findings| {
        let value = table.find(key)?;
        Some(read_forge(value, shelf, found))
    };
    let (github, gitlab) = (forge("github", found), forge("gitlab", found));
    let mut tell = BTreeMap::new();
    for (environment, audience) in table.named("tell", found) {
        let audience = text(audience, "tell", found);
        tell.insert(
            shelf.environment(&environment, found),
            shelf.audience(&audience, found),
        );
    }
    table.finish(found);
    Reports {
        github,
        gitlab,
        systems: systems.iter().map(|s| System::new(&s.value)).collect(),
        tell,
    }
}

fn is_forge(name: &str) -> bool {
    ["github", "gitlab"].contains(&name)
}

fn read_forge(value: &Value<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Forge {
    let mut table = Table::of(value, "a repository", found);
    let repository = table.text("repository", found);
    check_repository(&repository, found);
    let branches = table.texts("branches", found);
    check_unique(&branches, "branches", found);
    let tests = table.texts("tests", found);
    check_unique(&tests, "workflows that test", found);
    let mut environments = |key: &'static str, found: &mut Findings| -> BTreeMap<String, EnvironmentName> {
        let named = table.named(key, found);
        let ours = named.into_iter().map(|(theirs, ours)| {
            let ours = text(ours, key, found);
            (theirs.value, shelf.environment(&ours, found))
        });
        ours.collect()
    };
    let (workflows, environments) = (
        environments("workflows", found),
        environments("environments", found),
    );
    table.finish(found);
    for test in tests.iter().filter(|test| workflows.contains_key(&test.value)) {
        let what = format!("the workflow `{}` both deploys and tests", test.value);
        found.error(&test.span, what, "it stands under `workflows` too");
    }
    Forge {
        repository: repository.value,
        branches: branches.into_iter().map(|b| b.value).collect(),
        workflows,
        tests: tests.into_iter().map(|t| t.value).collect(),
        environments,
    }
}

fn check_repository(repository: &Text, found: &mut Findings) {
    let parts: Vec<&str> = repository.value.split('/').collect();
    let is_path = parts.len() >= 2 && parts.iter().all(|p| !p.is_empty() && !p.contains([' ', ':']));
    if repository.is_there && !is_path {
        let what = format!("`{}` is no path of a repository", repository.value);
        found
            .error(&repository.span, what, "reports of another one are refused")
            .fix("write its owner and its name, such as `hotosm/fmtm`");
    }
}

/// The word that a playbook has for what is awaited.
pub(super) fn word(awaits: Awaited) -> &'static str {
    let known = Awaited::ALL.iter().find(|(known, _)| *known == awaits);
    known.map_or("report", |(_, word)| word)
}

/// Reads `{ report = "deployed", … }`.
pub(super) fn read_report(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, AskKind) {
    let awaited = table.text("report", found);
    let awaits = find_awaited(&awaited, found).unwrap_or(Awaited::Deployed);
    let rule = ReportRule {
        awaits,
        from: read_systems(table, shelf, found),
        by: read_stand_ins(table, shelf, found),
        environment: only_for(
            table,
            "environment",
            awaits == Awaited::Deployed,
            "deployed",
            found,
        )
        .map(|name| shelf.environment(&name, found)),
        branch: only_for(
            table,
            "branch",
            awaits.is_of_change(),
            "opened, approved or merged",
            found,
        )
        .map(|name| known_branch(&name, shelf, found)),
        from_branch: only_for(
            table,
            "from_branch",
            awaits.is_of_change(),
            "opened, approved or merged",
            found,
        )
        .map(|name| from_branch(&name, shelf, found)),
        suite: only_for(
            table,
            "suite",
            awaits == Awaited::TestsPassed,
            "tests-passed",
            found,
        )
        .map(|s| s.value),
        needs_notes: read_flag(table, "needs_notes", awaits, found),
        learns_version: read_flag(table, "learns_version", awaits, found),
    };
    if awaits == Awaited::Deployed && rule.environment.is_none() {
        table.miss("environment", found);
    }
    let title = match table.find_text("title", found) {
        Some(title) => {
            check_line(&title, "what is asked", LONGEST_LABEL, found);
            title
        }
        None => Text {
            value: made_title(&rule),
            ..awaited
        },
    };
    (title, AskKind::Report(rule))
}

fn find_awaited(word: &Text, found: &mut Findings) -> Option<Awaited> {
    let known = Awaited::ALL.iter().find(|(_, known)| *known == word.value);
    if known.is_none() && word.is_there {
        let words = || Awaited::ALL.iter().map(|(_, word)| *word);
        let fix = did_you_mean(&word.value, words()).unwrap_or_else(|| format!("one of {}", list(words())));
        let what = format!("`{}` is nothing that a system reports", word.value);
        found.error(&word.span, what, "not known").fix(fix);
    }
    known.map(|(awaits, _)| *awaits)
}

fn made_title(rule: &ReportRule) -> String {
    let on = || {
        rule.environment
            .as_ref()
            .map(|e| format!(" on {e}"))
            .unwrap_or_default()
    };
    let into = || {
        rule.branch
            .as_ref()
            .map(|b| format!(" into {b}"))
            .unwrap_or_default()
    };
    match rule.awaits {
        Awaited::Opened => format!("Pull request{} opened", into()),
        Awaited::Approved => format!("Pull request{} approved", into()),
        Awaited::Merged => format!("Merged{}", into()),
        Awaited::Released => "Released".to_owned(),
        Awaited::Deployed => format!("Deployed{}", on()),
        Awaited::TestsPassed => "Tests passed".to_owned(),
    }
}

fn read_systems(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Vec<System> {
    let names = table.texts("from", found);
    check_unique(&names, "mentions of", found);
    let reports = &shelf.service.reports;
    let forges = [("github", &reports.github), ("gitlab", &reports.gitlab)];
    let forges = forges.into_iter().filter(|(_, forge)| forge.is_some());
    let mut known: Vec<&str> = forges.map(|(name, _)| name).collect();
    known.extend(reports.systems.iter().map(System::as_str));
    for name in &names {
        check_known(name, &known, Kind::System, found);
    }
    names.iter().map(|name| System::new(&name.value)).collect()
}

fn read_stand_ins(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Vec<RoleName> {
    let names = table.texts("by", found);
    check_unique(&names, "mentions of", found);
    names.iter().map(|name| shelf.role(name, found)).collect()
}

/// A key that makes sense with some reports only.
fn only_for(
    table: &mut Table<'_>,
    key: &'static str,
    is_meant: bool,
    with: &str,
    found: &mut Findings,
) -> Option<Text> {
    let value = table.find_text(key, found)?;
    if !is_meant {
        let what = format!("`{key}` belongs to a report that is {with}");
        found.error(&value.span, what, "it means nothing here");
    }
    Some(value)
}

fn read_flag(table: &mut Table<'_>, key: &'static str, awaits: Awaited, found: &mut Findings) -> bool {
    let Some(span) = table.flag(key, found) else {
        return false;
    };
    if awaits != Awaited::Released {
        let what = format!("`{key}` belongs to a report that is released");
        found.error(&span, what, "it means nothing here");
    }
    true
}

fn known_branch(name: &Text, shelf: &Shelf<'_>, found: &mut Findings) -> String {
    let reports = &shelf.service.reports;
    let forges = [&reports.github, &reports.gitlab].into_iter().flatten();
    let known: Vec<&str> = forges.flat_map(|f| &f.branches).map(String::as_str).collect();
    // A playbook that lists no branches hears of all.
    if !known.is_empty() {
        check_known(name, &known, Kind::Branch, found);
    }
    name.value.clone()
}

fn from_branch(name: &Text, shelf: &Shelf<'_>, found: &mut Findings) -> FromBranch {
    if name.value == VERSION {
        FromBranch::Version
    } else {
        FromBranch::Named(known_branch(name, shelf, found))
    }
}

/// Reads what a step brings about of contents and of news: `cuts_version`, `ends_freeze`, `announces`, `tells_author`.
pub(super) fn read_effects(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Vec<Effect> {
    let mut effects = Vec::new();
    if table.flag("cuts_version", found).is_some() {
        effects.push(Effect::CutVersion { only: None });
    }
    if let Some(branch) = table.find_text("cuts_version_of", found) {
        let only = Some(known_branch(&branch, shelf, found));
        effects.push(Effect::CutVersion { only });
    }
    if table.flag("ends_freeze", found).is_some() {
        effects.push(Effect::EndFreeze);
    }
    effects.extend(read_announcement(table, shelf, found));
    if table.flag("tells_author", found).is_some() {
        effects.push(Effect::TellAuthor);
    }
    effects
}

fn read_announcement(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Option<Effect> {
    let mut table = Table::of(table.find("announces")?, "`announces`", found);
    let audience = table.text("audience", found);
    let words = table.text("text", found);
    check_line(&words, "the text of an announcement", LONGEST_SENTENCE, found);
    table.finish(found);
    Some(Effect::Announce {
        audience: shelf.audience(&audience, found),
        text: words.value,
    })
}
