//! Playbooks: TOML to processes, or every reason why not, each with its place and a way out.
//!
//! Read at the start of the bot and by `gonogo check`. A playbook describes one service; [`Process`] values come
//! out whole, so that nothing later looks back at the file. It does no IO: whoever calls has read the files.
//!
//! The text is read twice over: first into a tree that knows the place of every key and value, then by readers of
//! our own that collect what they find. serde alone would stop at the first error.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::name::RoleName;
use crate::domain::process::{Process, Service};
use crate::toml_reader::{Findings, Table, parse};
use crate::veil;

mod ask;
mod audience;
mod calendar;
mod condition;
mod environment;
pub mod import;
pub mod mermaid;
mod month;
pub mod outline;
mod paired;
mod plan;
mod process;
mod reading;
mod record;
mod release_day;
mod reports;
mod rotation;
mod service;
mod shelf;
mod sign_off;
mod start;
mod step;
pub mod svg;
mod ticket;
mod words;

pub use crate::toml_reader::{Problems, Source};
pub use start::{name_of, start};

use calendar::{Beside, read_calendar};
pub use calendar::{HolidayAddress, LARGEST_CALENDAR, read_holiday_text};
use process::read_processes;
use shelf::read_shelf;

/// The processes of one service.
#[derive(Clone, Debug)]
pub struct Playbook {
    /// What is released.
    pub service: Service,
    /// The kinds of change, in the order of the file.
    pub processes: Vec<Process>,
    /// The roles of the team, in the order of the file.
    pub roles: Vec<RoleName>,
    /// Where further holidays are read while the bot runs.
    pub holiday_addresses: Vec<HolidayAddress>,
    /// What is worth knowing and stops nobody, such as a checklist that no step uses.
    pub notes: Problems,
}

/// The places that every playbook posts to.
const PLACES: [&str; 2] = ["releases", "outages"];

impl Playbook {
    /// The places that it posts to, each of which is a channel on Discord.
    pub fn places(&self) -> BTreeSet<String> {
        let audiences = self.processes.iter().flat_map(|process| {
            process
                .audiences
                .values()
                .chain(process.service.audiences.values())
        });
        let sides = self.processes.iter().flat_map(|process| process.sides.values());
        let named = audiences.flat_map(|audience| audience.all_channels().map(str::to_owned));
        let named = named.chain(sides.map(|side| side.channel.clone()));
        named.chain(PLACES.map(str::to_owned)).collect()
    }
}

/// Reads a file beside a playbook; `fs::read_to_string` outside of tests.
pub type ReadFile<'f> = &'f dyn Fn(&Path) -> io::Result<String>;

/// Reads a playbook that stands alone, or says everything that is wrong with it.
pub fn read(source: &Source) -> Result<Playbook, Problems> {
    read_beside(source, &nothing_beside)
}

fn nothing_beside(_: &Path) -> io::Result<String> {
    Err(io::Error::new(
        io::ErrorKind::NotFound,
        "no file is beside this playbook",
    ))
}

/// Reads a playbook and the files that it names, whose paths begin at its folder.
pub fn read_beside(source: &Source, file: ReadFile<'_>) -> Result<Playbook, Problems> {
    let mut found = Findings::default();
    let Some(tree) = parse(&source.text, &mut found) else {
        return Err(found.into_problems(&shown(source)));
    };
    let mut root = Table::new(tree.get_ref(), 0..0, "a playbook");
    let mut shelf = read_shelf(&mut root, &mut found);
    shelf.service.reports = reports::read_reports(&mut root, &shelf, &mut found);
    let folder = Path::new(&source.name).parent().unwrap_or(Path::new(""));
    let beside = Beside { folder, file };
    let (calendar, holiday_addresses) = read_calendar(&mut root, &shelf, beside, &mut found);
    shelf.service.calendar = Arc::new(calendar);
    let processes = read_processes(&mut root, &shelf, &mut found);
    shelf.check_planned(&processes, &mut found);
    root.finish(&mut found);
    if found.hold_errors() {
        return Err(found.into_problems(&shown(source)));
    }
    // Not beside errors, of which it may be no more than a consequence.
    shelf.note_unused(&mut found);
    let notes = found.into_problems(&shown(source));
    Ok(Playbook {
        service: shelf.service,
        processes,
        roles: shelf.roles,
        holiday_addresses,
        notes,
    })
}

/// The source as it may be shown: a secret on a line that is pointed at is covered, letter by letter.
fn shown(source: &Source) -> Source {
    Source {
        name: source.name.clone(),
        text: veil::cover_by_letter(&source.text),
    }
}

/// Reads several playbooks that stand alone; a service may have only one.
pub fn read_all(sources: &[Source]) -> Result<Vec<Playbook>, Problems> {
    read_all_beside(sources, &nothing_beside)
}

/// Reads several playbooks and the files that they name; a service may have only one.
pub fn read_all_beside(sources: &[Source], file: ReadFile<'_>) -> Result<Vec<Playbook>, Problems> {
    let mut playbooks: Vec<Playbook> = Vec::new();
    let mut problems = Problems::default();
    for source in sources {
        match read_beside(source, file) {
            Ok(playbook) if playbooks.iter().any(|p| p.service.name == playbook.service.name) => {
                problems.extend(second_playbook(source, &playbook.service));
            }
            Ok(playbook) => playbooks.push(playbook),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() {
        Ok(playbooks)
    } else {
        Err(problems)
    }
}

fn second_playbook(source: &Source, service: &Service) -> Problems {
    let mut found = Findings::default();
    let start = source.text.find("[service]").unwrap_or_default();
    let what = format!("the service `{}` has a playbook already", service.name);
    found
        .error(&(start..start + "[service]".len()), what, "the second one")
        .fix("put all its processes into one file");
    found.into_problems(source)
}

/// What `gonogo check` says, and whether everything is well.
pub fn check(sources: &[Source], file: ReadFile<'_>) -> (String, bool) {
    match read_all_beside(sources, file) {
        Ok(playbooks) => {
            let parts: Vec<String> = playbooks.iter().map(summary).collect();
            (parts.join("\n"), true)
        }
        Err(problems) => {
            let count = problems.count();
            let ending = if count == 1 {
                "1 thing must be changed."
            } else {
                &format!("{count} things must be changed.")
            };
            (format!("{problems}\n\n{ending}\n"), false)
        }
    }
}

fn summary(playbook: &Playbook) -> String {
    let mut lines = vec![format!(
        "{}: {} is ready.",
        playbook.service.name, playbook.service.title
    )];
    for process in &playbook.processes {
        let steps = match process.steps.len() {
            1 => "1 step".to_owned(),
            n => format!("{n} steps"),
        };
        let not_yet = if process.not_yet.is_some() {
            ", cannot be started yet"
        } else {
            ""
        };
        lines.push(format!("  {}: {}, {steps}{not_yet}", process.name, process.title));
    }
    if !playbook.notes.is_empty() {
        lines.push(format!("\n{}", playbook.notes));
    }
    lines.join("\n") + "\n"
}

/// The playbook that the sandbox's guided tour goes through; nobody else's release is made by it.
pub fn tour() -> Source {
    come_along("tour", include_str!("../playbooks/tour.toml"))
}

fn come_along(name: &str, text: &str) -> Source {
    Source {
        name: format!("playbooks/{name}.toml"),
        text: text.to_owned(),
    }
}

/// The playbooks that come with gonogo.
pub fn shipped() -> Vec<Source> {
    let source = come_along;
    vec![
        source("myportfolio", include_str!("../playbooks/myportfolio.toml")),
        source("fmtm", include_str!("../playbooks/fmtm.toml")),
        source("field-portal", include_str!("../playbooks/field-portal.toml")),
        source("sync", include_str!("../playbooks/sync.toml")),
        source("change-ticket", include_str!("../playbooks/change-ticket.toml")),
    ]
}

/// The name of a shipped playbook: that of its file, without folder and ending.
pub fn short_name(source: &Source) -> String {
    let stem = Path::new(&source.name).file_stem();
    stem.map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The shipped playbook of that name.
pub fn find_shipped(name: &str) -> Option<Source> {
    shipped().into_iter().find(|source| short_name(source) == name)
}

/// The digest of a process: SHA-256 in hex of its JSON, in which every key has its fixed place.
pub fn digest(process: &Process) -> String {
    hex::encode(Sha256::digest(json(process)))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("a process has only texts as keys, and no numbers that JSON lacks")
}
