//! How long the calendar takes: the plan of eight weeks after a long past, and rehearsed years of many timers on SQLite.
//!
//! `cargo bench --bench calendar`; the figures and what they were measured on are in docs/figures.md.

use std::time::Instant;

use chrono::NaiveDate;
use gonogo::domain::diary::HolidayAnswer;
use gonogo::playbook::{self, Playbook, Source};
use gonogo::rehearsal::{Plan, Rehearsal, Temper, rehearse, span};
use tokio_util::sync::CancellationToken;

#[path = "calendar/plan.rs"]
mod plan;

/// Cadences of every week: each gives a timer a week.
const CADENCES: usize = 135;

/// How often users are told of an outage before it begins.
const LEADS: usize = 26;

/// How often each is measured.
const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    let five = read(five_cadences());
    let many = read(many_cadences(CADENCES));
    let sync = read(playbook::find_shipped("sync").expect("it is shipped"));
    for run in 1..=RUNS {
        println!("run {run}");
        plan::measure();
        year(
            "a year of five cadences with outages, a willing team",
            five.clone(),
            Temper::Willing,
        )
        .await;
        year(
            "a year of 135 cadences, nobody acts",
            many.clone(),
            Temper::Absent,
        )
        .await;
        year("a year of sync, a willing team", sync.clone(), Temper::Willing).await;
        year("a year of sync, nobody acts", sync.clone(), Temper::Absent).await;
    }
}

fn read(source: Source) -> Playbook {
    playbook::read(&source).expect("the playbook of the bench is sound")
}

async fn year(what: &str, playbook: Playbook, team: Temper) {
    let from = NaiveDate::from_ymd_opt(2026, 12, 1).expect("it is a day");
    let plan = Plan {
        playbook,
        from,
        until: span::end("1y", from).expect("a year is a span"),
        zone: None,
        team,
        on_holiday: HolidayAnswer::Later,
        also: vec![],
    };
    let began = Instant::now();
    let played = rehearse(&plan, |_| {}, &CancellationToken::new()).await;
    let took = began.elapsed();
    let Rehearsal { entries, summary, .. } = played.expect("it can be played");
    println!(
        "{what}: {} timers, {} things said or shown, {} releases: {:.2} s",
        summary.timers,
        entries.len(),
        summary.started,
        took.as_secs_f64()
    );
}

/// A service with a release of each of five kinds every week, each with an outage that its users are told of again and
/// again in the day before.
fn five_cadences() -> Source {
    let leads: Vec<String> = (1..=LEADS).map(|hours| format!("\"{hours}h\"")).collect();
    let mut text = format!(
        "[service]\nname = \"five\"\ntitle = \"Five\"\nzone = \"Europe/Berlin\"\nenvironments = [\"prod\"]\nroles = [\"Team\"]\n\
         [audience.users]\ntitle = \"Users\"\nchannel = \"outages\"\nleast_notice = \"2 days\"\nleads = [{}]\n",
        leads.join(", ")
    );
    let first = NaiveDate::from_ymd_opt(2026, 11, 30).expect("it is a day");
    for n in 0..5_usize {
        let anchor = first + chrono::Days::new(n as u64);
        text += &format!(
            "[cadence.c{n}]\ntitle = \"Cadence {n}\"\nanchor = \"{anchor}\"\nevery = \"1 week\"\nat = \"09:00\"\n\
             process = \"run{n}\"\nrole = \"Team\"\n\
             [[process]]\nname = \"run{n}\"\ntitle = \"Run {n}\"\npurpose = \"A bench.\"\noverride_by = [\"Team\"]\n\
             [[process.step]]\nname = \"announce\"\ntitle = \"Announce\"\nowner = \"Team\"\nasks = [{{ outage = \"users\" }}]\n\
             [[process.step]]\nname = \"do\"\ntitle = \"Do\"\nowner = \"Team\"\nasks = [\"Done\"]\n\
             gates = [\"outage-begun\"]\nsets_version = \"prod\"\ncloses_outage = true\n"
        );
    }
    Source {
        name: "five.toml".to_owned(),
        text,
    }
}

/// A service that plans a release of each of so many kinds every week.
fn many_cadences(n: usize) -> Source {
    let mut text = String::from(
        "[service]\nname = \"many\"\ntitle = \"Many\"\nzone = \"Europe/Berlin\"\nenvironments = [\"prod\"]\nroles = [\"Team\"]\n",
    );
    let first = NaiveDate::from_ymd_opt(2026, 11, 30).expect("it is a day");
    for n in 0..n {
        let anchor = first + chrono::Days::new((n % 5) as u64);
        let (hour, minute) = (8 + n % 9, n % 60);
        text += &format!(
            "[cadence.c{n}]\ntitle = \"Cadence {n}\"\nanchor = \"{anchor}\"\nevery = \"1 week\"\nat = \"{hour:02}:{minute:02}\"\n\
             process = \"run\"\nrole = \"Team\"\n"
        );
    }
    text += "[[process]]\nname = \"run\"\ntitle = \"Run\"\npurpose = \"A bench.\"\n\
             [[process.step]]\nname = \"do\"\ntitle = \"Do\"\nowner = \"Team\"\nasks = [\"Done\"]\n";
    Source {
        name: "many.toml".to_owned(),
        text,
    }
}
