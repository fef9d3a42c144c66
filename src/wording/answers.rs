//! Answers to one person: what was done, what can be chosen, what will be said to others.

use chrono::{DateTime, Utc};

use crate::domain::decide::Situation;
use crate::domain::outage::Window;
use crate::domain::person::Actor;
use crate::domain::process::Process;
use crate::domain::release::{Course, Release};

use super::message::{Choice, Message, Style, button, rows, select, text};
use super::outages;
use super::press::{Press, Verb};
use super::release_card::name;
use super::text::{duration, person, quote, relative, window};

/// The minutes by which an outage can be extended with one press.
const EXTENSIONS: [i64; 4] = [15, 30, 60, 120];

/// A release was started; `channel` is where its card is.
pub fn started(release: &Release, channel: Option<u64>, repeated: bool) -> Message {
    let place = channel
        .map(|id| format!(" Its card is in <#{id}>."))
        .unwrap_or_default();
    let verb = if repeated {
        "was started already"
    } else {
        "is started"
    };
    let first = release
        .current()
        .next()
        .map(|(_, s, _)| format!(" First: **{}**, by {}.", s.title, s.owner));
    Message::plain(format!(
        "{} {verb}: {}.{place}{}",
        name(release),
        release.process.title,
        first.unwrap_or_default()
    ))
}

/// Something was done.
pub fn done(words: &str) -> Message {
    Message::plain(words)
}

/// Which service to release, when there are several.
pub fn which_service(services: &[(&str, &str)]) -> Message {
    let options = services
        .iter()
        .take(25)
        .map(|(name, title)| Choice::new(title, *name, None))
        .collect();
    let press = Press::plain(Verb::StartService).to_string();
    Message::new(vec![
        text("Which service do you want to release?"),
        select(press, "Choose a service", options),
    ])
}

/// Which kind of change to start.
pub fn which_process(service: &str, processes: &[&Process]) -> Message {
    let option = |p: &&Process| {
        let value = format!("{}/{}", p.service.name, p.name);
        Choice::new(&p.title, value, Some(p.not_yet.as_deref().unwrap_or(&p.purpose)))
    };
    let options = processes.iter().take(25).map(option).collect();
    let press = Press::plain(Verb::StartProcess).to_string();
    Message::new(vec![
        text(format!("Which kind of change to {service}?")),
        select(press, "Choose a process", options),
    ])
}

/// What the audience will read, with the choice to publish it.
pub fn outage_preview(situation: &Situation, press: Press, window_: Window, now: DateTime<Utc>) -> Message {
    let release = &situation.release;
    let Some(outage) = &release.outage else {
        return Message::plain("This release has no outage.");
    };
    // What is published is what was kept, and that has no seconds.
    let window_ = outage.proposed.unwrap_or(window_);
    let minutes = (window_.end - window_.start).num_minutes();
    let publish = Press {
        item: window_.start.timestamp(),
        extra: minutes,
        ..press.with_verb(Verb::Publish)
    };
    let head = format!(
        "**Preview**: nobody was told yet. When you publish, this is what they read.\n-# {} · {}",
        window(window_),
        duration(window_.end - window_.start)
    );
    let controls = rows(vec![
        button(Style::Primary, "Publish", publish.to_string()),
        button(
            Style::Secondary,
            "Edit…",
            press.with_verb(Verb::Window).to_string(),
        ),
        button(
            Style::Secondary,
            "Cancel",
            press.with_verb(Verb::Dismiss).to_string(),
        ),
    ]);
    let planned = outages::preview_of_release(situation, window_, now);
    outages::preview_message(&planned, &head, controls)
}

/// By how much to extend an outage.
pub fn extend_by(release: &Release, press: Press) -> Message {
    let Some(open) = release.outage.as_ref().and_then(|o| o.find_open_window()) else {
        return Message::plain("This release has no outage that is planned or under way.");
    };
    let buttons = EXTENSIONS.map(|minutes| {
        let press = Press {
            item: minutes,
            ..press.with_verb(Verb::Extend)
        };
        button(Style::Primary, &format!("+{minutes} min"), press.to_string())
    });
    let words = format!(
        "The outage is announced for {}. Its audience is told of the new end at once. Extend by:",
        window(open)
    );
    let mut parts = vec![text(words)];
    parts.extend(rows(buttons.to_vec()));
    Message::new(parts)
}

/// The releases that are open, newest first; whoever belongs to a side only reads their status, not their steps.
pub fn list(releases: &[Situation], reader: &Actor) -> Message {
    if releases.is_empty() {
        return Message::plain(
            "No release is open. Start one with `!release start`, or see `/release help`.",
        );
    }
    let line = |situation: &Situation| match situation.release.process.only_side_of(reader) {
        Some(_) => outside_line(&situation.release),
        None => line(situation),
    };
    let lines: Vec<String> = releases.iter().map(line).collect();
    Message::plain(lines.join("\n"))
}

/// One release in the words that outsiders know.
fn outside_line(release: &Release) -> String {
    let status = release.status().map(|status| status.title);
    let status = match &release.course {
        Course::Held(_) => "on hold".to_owned(),
        _ => status.unwrap_or_else(|| "in work".to_owned()),
    };
    let since = release.status_since().unwrap_or(release.started.at);
    let (name, title) = (name(release), &release.process.title);
    format!("**{name}** · {title}\n{status}, since {}", relative(since))
}

/// Where one release stands, with the way to its card once that is posted.
pub fn stands(release: &Situation, link: Option<&str>) -> Message {
    let card = link.map(|url| format!("\nIts card: {url}")).unwrap_or_default();
    Message::plain(format!("{}{card}", line(release)))
}

fn line(situation: &Situation) -> String {
    let release = &situation.release;
    let place = place(release);
    let (_, total) = release.count_of(0);
    let done = release.completed_steps();
    let (title, manager) = (&release.process.title, person(&release.started.by));
    let (name, since) = (name(release), relative(release.started.at));
    format!("**{name}** · {title}\n{place} · {done} of {total} steps done · {manager}, {since}")
}

/// Where a release stands, in a few words: the steps whose turn it is, or how its course is.
pub(super) fn place(release: &Release) -> String {
    let steps = || release.current().map(|(_, step, _)| step.title.as_str());
    match &release.course {
        Course::Running => steps().collect::<Vec<_>>().join(", "),
        Course::Held(ending) => format!("on hold: “{}”", quote(&ending.reason, 80)),
        Course::Finished(stamp) => format!("finished {}", relative(stamp.at)),
        Course::Aborted(ending) => format!("aborted: “{}”", quote(&ending.reason, 80)),
        Course::RolledBack(ending) => format!("rolled back: “{}”", quote(&ending.reason, 80)),
    }
}

/// A way that was typed wrong, with the nearest right one.
pub fn did_you_mean(what: &str, known: &str, nearest: Option<&str>, all: &[&str]) -> String {
    let typed = super::text::cut(what, 60).replace('`', "ˋ");
    let all: Vec<String> = all.iter().map(|a| format!("`{a}`")).collect();
    let way_out = nearest.map_or_else(
        || format!("There are: {}.", all.join(", ")),
        |near| format!("Did you mean `{near}`?"),
    );
    format!("`{typed}` is no {known}. {way_out}")
}

/// Something broke on our side.
pub fn broke(reference: &str, kept: bool) -> String {
    let kept = if kept {
        "What you did was kept"
    } else {
        "Nothing was changed"
    };
    format!("Something broke on my side (reference {reference}). {kept}; please try again in a moment.")
}

/// A button that is none of ours, or of a layout long gone.
pub fn unknown_button() -> String {
    "This button is out of date. `/release list` shows what is open now, with today's buttons.".to_owned()
}
