//! `gonogo playbook show`: an outline on the terminal, Mermaid text, or a drawing in a file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::process::Process;
use crate::playbook::{self, Playbook, Source};

use super::super::Ended;
use super::print;

/// What is shown, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// A playbook that comes with gonogo, such as myportfolio, or a file
    name: String,
    /// Only this process
    #[arg(long, value_name = "NAME")]
    process: Option<String>,
    /// The diagram as Mermaid text, which many wikis draw
    #[arg(long, conflicts_with = "svg")]
    mermaid: bool,
    /// The diagram as a drawing, written to this file; - for the terminal. Takes one process
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

pub(super) fn show(options: &Options) -> Ended {
    let Some(source) = find_source(&options.name) else {
        return Ended::Misconfigured;
    };
    let playbook = match playbook::read_beside(&source, &|path| std::fs::read_to_string(path)) {
        Ok(playbook) => playbook,
        Err(problems) => {
            super::super::show(&problems);
            return Ended::Misconfigured;
        }
    };
    let Some(processes) = find_processes(&playbook, options.process.as_deref()) else {
        return Ended::Misconfigured;
    };
    if options.mermaid {
        let parts: Vec<String> = processes
            .iter()
            .map(|process| playbook::mermaid::diagram(process))
            .collect();
        return print(&parts.join("\n"));
    }
    match &options.svg {
        Some(file) => draw(&processes, file),
        None => print(&playbook::outline::outline(&playbook, &processes)),
    }
}

fn find_source(name: &str) -> Option<Source> {
    if let Some(source) = playbook::find_shipped(name) {
        return Some(source);
    }
    match fs::read_to_string(name) {
        Ok(text) => Some(Source {
            name: name.to_owned(),
            text,
        }),
        Err(error) => {
            let known: Vec<String> = playbook::shipped().iter().map(playbook::short_name).collect();
            eprintln!(
                "No playbook `{name}` comes with gonogo, and as a file it cannot be read: {error}. There are: {}.",
                known.join(", ")
            );
            None
        }
    }
}

fn find_processes<'p>(playbook: &'p Playbook, name: Option<&str>) -> Option<Vec<&'p Process>> {
    let Some(name) = name else {
        return Some(playbook.processes.iter().collect());
    };
    let fits = |process: &&Process| {
        process.name.as_str().eq_ignore_ascii_case(name) || process.title.eq_ignore_ascii_case(name)
    };
    let found: Vec<&Process> = playbook.processes.iter().filter(fits).collect();
    if found.is_empty() {
        let known: Vec<&str> = playbook
            .processes
            .iter()
            .map(|process| process.name.as_str())
            .collect();
        eprintln!(
            "{} has no process `{name}`. There are: {}.",
            playbook.service.title,
            known.join(", ")
        );
        return None;
    }
    Some(found)
}

fn draw(processes: &[&Process], file: &Path) -> Ended {
    let [process] = processes else {
        let known: Vec<&str> = processes.iter().map(|process| process.name.as_str()).collect();
        eprintln!(
            "A drawing shows one process. Choose with --process: {}.",
            known.join(", ")
        );
        return Ended::Misconfigured;
    };
    let drawing = playbook::svg::drawing(process);
    if file == Path::new("-") {
        return print(&drawing);
    }
    // A drawing is made anew whenever the playbook changed.
    match fs::write(file, drawing) {
        Ok(()) => {
            println!("{} is written.", file.display());
            Ended::Well
        }
        Err(error) => {
            eprintln!("{} cannot be written: {error}", file.display());
            Ended::Failed
        }
    }
}
