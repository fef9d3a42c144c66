//! `gonogo playbook`: a new one, those there are, one to look at, one from a wiki page.
//!
//! Called by `main`. It reads and writes files; what a playbook is and how it is drawn is the playbook room's.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::playbook::{self, Source};

use super::Ended;

mod show;

/// What is to be done with playbooks.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Writes a commented playbook to start from
    New(New),
    /// Lists the playbooks that come with gonogo, or those of a bot.toml
    List(List),
    /// Shows the processes of a playbook: as an outline, as Mermaid text or as a drawing
    Show(show::Options),
    /// Makes a draft of a wiki page: headings, lists and role words become processes, steps and sign-offs
    Import(Import),
}

/// A playbook to start from.
#[derive(Debug, clap::Args)]
struct New {
    /// The name of the service, such as shop
    name: String,
    /// Where to write it; NAME.toml when not said, - for the terminal
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// Which playbooks.
#[derive(Debug, clap::Args)]
struct List {
    /// The playbooks that this bot.toml names
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// A page to read.
#[derive(Debug, clap::Args)]
struct Import {
    /// The page: Markdown, or the text of a wiki page; - for standard input
    page: PathBuf,
    /// Where to write the draft; the terminal when not said
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// The name of the service; the title of the page when not said
    #[arg(long)]
    service: Option<String>,
}

/// Does what is asked.
pub fn playbook(options: &Options) -> Ended {
    match &options.command {
        Command::New(new) => write_new(new),
        Command::List(list) => show_list(list),
        Command::Show(options) => show::show(options),
        Command::Import(import) => read_page(import),
    }
}

fn write_new(new: &New) -> Ended {
    let Some(text) = playbook::start(&new.name) else {
        eprintln!(
            "`{}` gives no name: use letters, digits and hyphens, such as shop.",
            new.name
        );
        return Ended::Misconfigured;
    };
    let file = match &new.to {
        Some(file) if file == Path::new("-") => return print(&text),
        Some(file) => file.clone(),
        None => PathBuf::from(format!("{}.toml", playbook::name_of(&new.name))),
    };
    let ended = write_file(&file, &text);
    if ended == Ended::Well {
        println!("{} is written. What is left:", file.display());
        println!("- Put your own steps in it; docs/playbooks.md explains every key.");
        println!("- gonogo check {}", file.display());
        println!("- gonogo playbook show {}", file.display());
    }
    ended
}

fn show_list(list: &List) -> Ended {
    let playbooks = match &list.config {
        None => playbook::read_all(&playbook::shipped()).map_err(|problems| super::show(&problems)),
        Some(file) => match crate::config::load(file) {
            Ok(config) => Ok(config.playbooks),
            Err(error) => return super::misconfigured(&error),
        },
    };
    let Ok(playbooks) = playbooks else {
        return Ended::Misconfigured;
    };
    print(&playbook::outline::list(&playbooks))
}

fn read_page(import: &Import) -> Ended {
    let page = match read_text(&import.page) {
        Ok(page) => page,
        Err(error) => {
            eprintln!("{} cannot be read: {error}", import.page.display());
            return Ended::Misconfigured;
        }
    };
    let draft = playbook::import::import(&page, import.service.as_deref());
    for finding in &draft.findings {
        eprintln!("{}:{}: {}", page.name, finding.line, finding.what);
    }
    let ended = match &import.to {
        Some(file) => write_file(file, &draft.text),
        None => print(&draft.text),
    };
    if ended == Ended::Well {
        let steps = match draft.steps {
            0 => "no step".to_owned(),
            1 => "1 step".to_owned(),
            n => format!("{n} steps"),
        };
        let left = match draft.findings.len() {
            0 => "nothing was left out".to_owned(),
            1 => "1 remark above".to_owned(),
            n => format!("{n} remarks above"),
        };
        eprintln!("{steps} read; {left}. Read the draft beside the page, then: gonogo check FILE");
    }
    ended
}

/// A page as it is: bytes that are no UTF-8 are shown as such.
fn read_text(path: &Path) -> io::Result<Source> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes)?;
        bytes
    } else {
        fs::read(path)?
    };
    let name = match path.file_name() {
        Some(name) if path != Path::new("-") => name.to_string_lossy().into_owned(),
        _ => "page".to_owned(),
    };
    Ok(Source {
        name,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// Writes a file that is not there yet.
fn write_file(file: &Path, text: &str) -> Ended {
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .and_then(|mut open| open.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ended::Well,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            eprintln!(
                "{} is there already; nothing was written. Name another with --to FILE.",
                file.display()
            );
            Ended::Failed
        }
        Err(error) => {
            eprintln!("{} cannot be written: {error}", file.display());
            Ended::Failed
        }
    }
}

/// Prints a text; a reader that has seen enough and left is no failure.
fn print(text: &str) -> Ended {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => Ended::Well,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ended::Well,
        Err(error) => {
            eprintln!("the terminal takes no text: {error}");
            Ended::Failed
        }
    }
}
