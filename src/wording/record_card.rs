//! The change record as a card, a section in full, and what a file would write.

use crate::domain::card::ITEMS_PER_CARD;
use crate::domain::decide::Situation;
use crate::domain::name::SectionName;
use crate::domain::process::AskKind;
use crate::domain::record::markdown::Reading;
use crate::domain::record::{Content, Entry, ExpectedOutage, SectionRule, changelog};
use crate::domain::release::{Course, Release};

use super::files::File;
use super::message::{Choice, Control, Message, Part, Style, button, container, rows, section, select, text};
use super::press::{Press, Verb};
use super::release_card::name;
use super::text::{Room, count, duration, one_line, person, quote, time_of_day};

mod pages;

use pages::pages;

const BLUE: u32 = 0x0058_65F2;
const GREEN: u32 = 0x0023_A55A;
const GREY: u32 = 0x0080_848E;

/// The most characters that a form of Discord's takes in one field.
pub const LONGEST_IN_A_FORM: usize = 4_000;

/// One page of the record: a line a section, with the button that writes it.
pub fn record_card(release: &Release, page: usize) -> Message {
    let rules = &release.process.record;
    let first = page * ITEMS_PER_CARD;
    let shown: Vec<(usize, &SectionRule)> = rules
        .iter()
        .enumerate()
        .skip(first)
        .take(ITEMS_PER_CARD)
        .collect();
    let missing = release.record.missing(rules).count();
    let mut parts = vec![text(head(release, missing, page))];
    for (index, rule) in &shown {
        parts.push(line(release, *index, rule));
    }
    parts.extend(controls(release, &shown));
    let colour = if release.is_over() {
        GREY
    } else if missing == 0 {
        GREEN
    } else {
        BLUE
    };
    Message::new(vec![container(colour, parts)])
}

fn head(release: &Release, missing: usize, page: usize) -> String {
    let total = release.process.record.len();
    let page = match total.div_ceil(ITEMS_PER_CARD) {
        0 | 1 => String::new(),
        of => format!(" ({} of {of})", page + 1),
    };
    let below = match missing {
        0 => "Every section is there.".to_owned(),
        n => format!(
            "{} to write, or to mark as not applicable. A file works too: `!release record {}` with a Markdown file.",
            count(i64::try_from(n).unwrap_or(i64::MAX), "section"),
            release.number
        ),
    };
    format!(
        "**Change record{page}** · {} of {total} sections\n-# {below}",
        total - missing
    )
}

fn line(release: &Release, index: usize, rule: &SectionRule) -> Part {
    let entry = release.record.find(&rule.name);
    let number = index + 1;
    let title = quote(&rule.title, 60);
    let signed = |e: &Entry| format!("{}, {}", person(&e.stamp.by), time_of_day(e.stamp.at));
    let words = match entry.map(|e| (e, &e.content)) {
        None => {
            let hint = rule.hint.as_ref().map(|hint| format!("\n-# {hint}"));
            format!("· {number}. **{title}**{}", hint.unwrap_or_default())
        }
        Some((e, Content::Written { text, outage })) => {
            let outage = outage.map(|outage| format!("{} ", outage_words(outage)));
            let first = quote(text, 120);
            format!(
                "✓ {number}. **{title}** · {}\n{}{first}",
                signed(e),
                outage.unwrap_or_default()
            )
        }
        Some((e, Content::Waived { reason })) => {
            format!(
                "– {number}. {title} · n/a by {}: “{}”",
                signed(e),
                quote(reason, 120)
            )
        }
    };
    match write_button(release, index, rule, entry.is_some()) {
        Some(button) => section(words, button),
        None => text(words),
    }
}

/// Whether an outage is expected, as a sentence.
pub fn outage_words(outage: ExpectedOutage) -> String {
    match outage {
        ExpectedOutage::No => "No outage.".to_owned(),
        ExpectedOutage::Minutes(minutes) => {
            format!("Outage of {}.", duration(chrono::TimeDelta::minutes(minutes)))
        }
    }
}

fn write_button(release: &Release, index: usize, rule: &SectionRule, written: bool) -> Option<Control> {
    if release.course != Course::Running {
        return None;
    }
    let press = |verb| on_section(verb, release, index).to_string();
    Some(match (written, rule.changelog) {
        (false, true) => button(Style::Primary, "See the draft", press(Verb::ReadSection)),
        (false, false) => button(Style::Primary, "Write…", press(Verb::WriteSection)),
        (true, _) => button(Style::Secondary, "Edit…", press(Verb::WriteSection)),
    })
}

/// A press about a section, which carries the revision that the person sees.
pub fn on_section(verb: Verb, release: &Release, index: usize) -> Press {
    let revision = release.process.record.get(index);
    let revision = revision.map_or(0, |rule| release.record.revision(&rule.name));
    Press {
        extra: i64::from(revision),
        ..Press::on_release(verb, release).with_item(index)
    }
}

fn controls(release: &Release, shown: &[(usize, &SectionRule)]) -> Vec<Part> {
    let mut parts = Vec::new();
    let choice = |(index, rule): &(usize, &SectionRule)| {
        let text = format!("{}. {}", index + 1, rule.title);
        Choice::new(&text, index.to_string(), None)
    };
    let press = |verb| Press::on_release(verb, release).to_string();
    let written = |(_, rule): &&(usize, &SectionRule)| release.record.find(&rule.name).is_some();
    let readable: Vec<Choice> = shown.iter().filter(written).map(choice).collect();
    if release.course == Course::Running {
        let waivable: Vec<Choice> = shown
            .iter()
            .filter(|(_, rule)| !rule.required)
            .map(choice)
            .collect();
        if !waivable.is_empty() {
            parts.push(select(
                press(Verb::WaiveSectionWhich),
                "Does not apply…",
                waivable,
            ));
        }
        parts.extend(rows(request_button(release).into_iter().collect()));
    }
    if !readable.is_empty() {
        parts.insert(
            0,
            select(press(Verb::ReadSectionWhich), "Read in full…", readable),
        );
    }
    parts
}

/// The button that asks for approval, while it is the turn of the step that wants it.
fn request_button(release: &Release) -> Option<Control> {
    release.current().find_map(|(position, step, state)| {
        let (index, (ask, _)) = state
            .answered(step)
            .enumerate()
            .find(|(_, (ask, answer))| ask.kind == AskKind::Record && !release.is_answered(ask, answer))?;
        let press = Press::on_ask(Verb::RequestApproval, release, position, index);
        Some(button(Style::Success, &ask.title, press.to_string()))
    })
}

/// A section in full, a page at a time; the computed draft where nothing is written yet.
pub fn section_view(situation: &Situation, index: usize, page: usize) -> Option<Message> {
    let release = &situation.release;
    let rule = release.process.record.get(index)?;
    let title = format!(
        "**{}. {}** · {}",
        index + 1,
        quote(&rule.title, 60),
        name(release)
    );
    let Some(entry) = release.record.find(&rule.name) else {
        return Some(draft_view(situation, index, rule, &title));
    };
    let by = format!("{}, {}", person(&entry.stamp.by), time_of_day(entry.stamp.at));
    let body = match &entry.content {
        Content::Waived { reason } => format!("Not applicable: {}", one_line(reason)),
        Content::Written { text, outage } => match outage {
            Some(outage) => format!("{}\n{text}", outage_words(*outage)),
            None => text.clone(),
        },
    };
    let pages = pages(&body);
    let shown = pages.get(page)?;
    let mut parts = vec![
        text(format!(
            "{title}\n-# Revision {} by {by}{}",
            entry.revision,
            of(page, pages.len())
        )),
        text(shown.clone()),
    ];
    let turn = |label, page: usize| {
        let press = Press {
            extra: i64::try_from(page).unwrap_or(0),
            ..Press::on_release(Verb::TurnSection, release).with_item(index)
        };
        button(Style::Secondary, label, press.to_string())
    };
    let mut turns = Vec::new();
    if page > 0 {
        turns.push(turn("Back", page - 1));
    }
    if page + 1 < pages.len() {
        turns.push(turn("Next page", page + 1));
    }
    parts.extend(rows(turns));
    Some(Message::new(parts))
}

fn of(page: usize, pages: usize) -> String {
    if pages > 1 {
        format!(" · page {} of {pages}", page + 1)
    } else {
        String::new()
    }
}

fn draft_view(situation: &Situation, index: usize, rule: &SectionRule, title: &str) -> Message {
    let release = &situation.release;
    let write = on_section(Verb::WriteSection, release, index).to_string();
    if !rule.changelog {
        let mut parts = vec![text(format!("{title}\nNothing is written yet."))];
        parts.extend(rows(vec![button(Style::Primary, "Write…", write)]));
        return Message::new(parts);
    }
    let draft = changelog::draft(release, &situation.service);
    let take = Press {
        extra: fingerprint(&draft),
        ..Press::on_release(Verb::TakeDraft, release).with_item(index)
    };
    let room = Room::whole().at_most(3_400);
    let mut parts = vec![
        text(format!(
            "{title}\n-# A draft, from what was reported. It is not written yet."
        )),
        text(room.clip(&draft)),
    ];
    parts.extend(rows(vec![
        button(Style::Success, "Take the draft", take.to_string()),
        button(Style::Secondary, "Edit…", write),
    ]));
    Message::new(parts)
}

/// A number by which a draft is known again, so that nobody takes another than they read.
pub fn fingerprint(text: &str) -> i64 {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    let head: [u8; 6] = digest[..6].try_into().expect("a digest has 32 bytes");
    head.iter().fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// What a file would write, with the choice to apply it.
pub fn upload_preview(release: &Release, reading: &Reading, upload: u32) -> Message {
    let rules = &release.process.record;
    let title = |section: &SectionName| {
        rules
            .iter()
            .find(|r| r.name == *section)
            .map_or("", |r| r.title.as_str())
    };
    let replaced: Vec<&str> = reading
        .sections
        .iter()
        .filter(|(name, content)| release.record.find(name).is_some_and(|e| e.content != *content))
        .map(|(name, _)| title(name))
        .collect();
    let found: Vec<&str> = reading.sections.iter().map(|(name, _)| title(name)).collect();
    let replaces = match replaced.len() {
        0 => "replaces nothing".to_owned(),
        n => format!("replaces {n}"),
    };
    let mut lines = vec![
        format!(
            "**{} of {} sections found; {replaces}.** Nothing is written yet.",
            found.len(),
            rules.len()
        ),
        format!("Found: {}", found.join(", ")),
    ];
    if !replaced.is_empty() {
        lines.push(format!(
            "Replaces what is written in: **{}**",
            replaced.join(", ")
        ));
    }
    lines.extend(remarks(reading));
    let press = |verb| Press {
        item: i64::from(upload),
        ..Press::on_release(verb, release)
    };
    let mut parts = vec![text(Room::whole().clip(&lines.join("\n")))];
    parts.extend(rows(vec![
        button(Style::Primary, "Apply", press(Verb::ApplyUpload).to_string()),
        button(
            Style::Secondary,
            "Cancel",
            press(Verb::WithdrawUpload).to_string(),
        ),
    ]));
    Message::new(parts)
}

/// A "no" to a section that was typed in a form: the text is given back, so that nobody types it twice.
pub fn keep_typed(no: &str, typed: &str) -> Message {
    let words = format!("{no}\n-# What you typed is in the file, so that it is not lost.");
    let message = Message::plain(words);
    if typed.trim().is_empty() {
        return Message::plain(no);
    }
    message.with_file(File::markdown("what-you-typed.md", typed))
}

/// What a file has and the record has no place for, or the other way round.
pub fn remarks(reading: &Reading) -> Vec<String> {
    let unknown: Vec<String> = reading.unknown.iter().map(|heading| quote(heading, 60)).collect();
    let lines = [
        ("Not in the file", reading.absent.clone()),
        ("Empty in the file", reading.empty.clone()),
        ("Headings that name no section", unknown),
        (
            "Left out, since it must begin with `Outage: no` or `Outage: yes, 30 min`",
            reading.outage_unsaid.clone(),
        ),
        (
            "Left out, since it must be written and cannot be n/a",
            reading.not_waivable.clone(),
        ),
    ];
    lines
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| format!("{what}: {}", names.join(", ")))
        .collect()
}
