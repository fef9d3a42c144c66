//! What is said once of what other systems report.

use crate::domain::name::PersonId;
use crate::domain::notice::Word;
use crate::domain::process::Process;
use crate::domain::release::Release;
use crate::domain::report::Change;
use crate::wording::message::Message;
use crate::wording::release_card::name;
use crate::wording::text::{count, person, quote, value};

/// To an audience: the release came so far, in the playbook's words.
pub(super) fn announced(word: &Word, service: &str) -> String {
    let Word::Announced {
        text,
        version,
        environment,
    } = word
    else {
        return String::new();
    };
    let place = environment
        .as_ref()
        .map(|e| format!(" is on {e}"))
        .unwrap_or_default();
    format!("**{service} {}{place}.** {text}", quote(version.as_str(), 40))
}

/// To the owner of a step: what failed, where to look, what to do.
pub(super) fn failed(word: &Word, release: &Release, who: &str) -> String {
    let Word::ReportFailed {
        step,
        system,
        why,
        link,
        ..
    } = word
    else {
        return String::new();
    };
    let title = release
        .process
        .find_step(step)
        .map_or_else(|| step.to_string(), |(_, s)| s.title.clone());
    format!(
        "{who}: **{title}** of {} failed, says {}: “{}”.{}\nThe step stays open: mend it and run it again; what then is \
         reported counts.",
        name(release),
        person(system),
        quote(why, 300),
        at(link.as_deref())
    )
}

/// To whoever started the release: it came so far.
pub(super) fn author_told(release: &Release, title: &str, link: Option<&str>) -> Message {
    let author = &release.started.by;
    let words = format!(
        "{}: **{title}** of {} is done.{}",
        person(author),
        name(release),
        at(link)
    );
    Message::plain(words).calling_people(vec![author.to_string()])
}

/// What a deployment brought, or did not bring, to those who made it.
pub(super) fn of_service(word: &Word, process: &Process) -> Message {
    let service = &process.service.title;
    let (head, changes, more, link) = match word {
        Word::WentLive {
            environment,
            changes,
            more,
            link,
        } => (
            format!("**Live on {environment}** of {service}"),
            changes,
            *more,
            link,
        ),
        Word::DeploymentFailed {
            environment,
            system,
            why,
            changes,
            link,
        } => {
            let (why, system) = (quote(why, 300), person(system));
            let head = format!(
                "**The deployment to {environment}** of {service} failed, says {system}: “{why}”. It runs what it ran."
            );
            let head = if changes.is_empty() {
                head
            } else {
                format!("{head} These wait")
            };
            (head, changes, 0, link)
        }
        _ => return Message::plain(""),
    };
    let mut lines = vec![if changes.is_empty() {
        head
    } else {
        format!("{head}:")
    }];
    lines.extend(changes.iter().map(line));
    if more > 0 {
        lines.push(format!(
            "and {}",
            count(i64::try_from(more).unwrap_or(i64::MAX), "more change")
        ));
    }
    lines.extend(link.as_ref().map(|link| value(link, 60)));
    let people: Vec<&PersonId> = changes.iter().filter_map(|c| c.person.as_ref()).collect();
    let mut people: Vec<String> = people.into_iter().map(PersonId::to_string).collect();
    people.sort();
    people.dedup();
    Message::plain(lines.join("\n")).calling_people(people)
}

/// A change in a line, with who made it.
fn line(change: &Change) -> String {
    let author = match &change.person {
        Some(id) => person(id),
        None => quote(&change.author, 40),
    };
    format!(
        "· {} {} ({author})",
        quote(&change.id, 20),
        quote(&change.title, 100)
    )
}

fn at(link: Option<&str>) -> String {
    link.map(|link| format!(" {}", value(link, 60)))
        .unwrap_or_default()
}
