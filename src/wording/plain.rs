//! A message as plain text: what somebody reads who has no Discord in front of them.
//!
//! Called by a rehearsal, and by tests that look at what people read. It knows no place and sends nothing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use regex::{Captures, Regex};

use super::message::{Control, Message, Part};
use super::text::count;
use crate::domain::name::PersonId;

/// A mention of a person, a role or a channel, or a moment, as Discord writes them.
static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<(@&|@|#|t:)([0-9A-Za-z-]+)(?::([tTdDfFR]))?>").expect("it is a pattern"));

/// Markdown that only changes how a text looks, and a link whose page is not shown beside its words.
static LOOKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)\\([\\*_~`|\[\]<>#+-])|\*\*|__|^-# |^#{1,3} |\u{2060}|\[([^\]\\]+)\]\(<?[^)>]+>?\)|<(https?://[^>]+)>")
        .expect("it is a pattern")
});

/// The texts of a message, its buttons in brackets, the options of its selects behind a triangle.
pub fn read(message: &Message) -> String {
    let mut lines = Vec::new();
    message
        .components
        .iter()
        .for_each(|part| read_part(part, &mut lines));
    lines.join("\n")
}

fn read_part(part: &Part, lines: &mut Vec<String>) {
    match part {
        Part::Container { components, .. } => components.iter().for_each(|p| read_part(p, lines)),
        Part::Text { content, .. } => lines.push(content.clone()),
        Part::Section {
            components,
            accessory,
            ..
        } => {
            read_part(&components[0], lines);
            lines.push(format!("    {}", read_control(accessory)));
        }
        Part::Separator { .. } => lines.push("---".to_owned()),
        Part::Row { components, .. } => {
            lines.push(components.iter().map(read_control).collect::<Vec<_>>().join(" "));
        }
        Part::File { file, .. } => lines.push(format!("[{}]", file.url)),
        Part::Gallery { items, .. } => lines.push(format!("[{}]", items[0].media.url)),
    }
}

fn read_control(control: &Control) -> String {
    match control {
        Control::Button { label, .. } => format!("[{label}]"),
        Control::Link { label, url, .. } => format!("[{label}: {url}]"),
        Control::Select {
            placeholder, options, ..
        } => {
            let labels: Vec<&str> = options.iter().map(|o| o.label.as_str()).collect();
            format!("[{placeholder} ▾ {}]", labels.join(" | "))
        }
    }
}

/// The text without the marks of Discord's Markdown.
pub fn without_looks(text: &str) -> String {
    let plain = |found: &Captures<'_>| {
        let kept = [1, 2, 3].into_iter().find_map(|n| found.get(n));
        kept.map_or("", |kept| kept.as_str()).to_owned()
    };
    LOOKS.replace_all(text, plain).into_owned()
}

/// Names for the numbers in a message, and a zone for its moments.
#[derive(Clone, Debug)]
pub struct Names {
    /// The zone of whoever reads.
    pub zone: Tz,
    /// People by what Discord would call them.
    pub people: BTreeMap<PersonId, String>,
    /// Roles by their number on Discord.
    pub roles: BTreeMap<u64, String>,
}

impl Names {
    /// The text with names for numbers, and moments on the wall clock of the zone; `now` for how far away they are.
    pub fn put_into(&self, text: &str, now: DateTime<Utc>) -> String {
        let name = |found: &Captures<'_>| {
            let id = &found[2];
            match &found[1] {
                "@" => {
                    let known = self.people.get(&PersonId::from(id));
                    format!("@{}", known.map_or(id, String::as_str))
                }
                "@&" => {
                    let known = id.parse().ok().and_then(|id: u64| self.roles.get(&id));
                    format!("@{}", known.map_or(id, String::as_str))
                }
                "#" => format!("#{id}"),
                _ => self.moment(&found[0], id, found.get(3).map_or("f", |s| s.as_str()), now),
            }
        };
        MARK.replace_all(text, name).into_owned()
    }

    fn moment(&self, whole: &str, unix: &str, style: &str, now: DateTime<Utc>) -> String {
        let Some(at) = unix
            .parse()
            .ok()
            .and_then(|unix| DateTime::from_timestamp(unix, 0))
        else {
            return whole.to_owned();
        };
        let local = at.with_timezone(&self.zone);
        match style {
            "t" | "T" => local.format("%H:%M").to_string(),
            "d" | "D" => local.format("%-d %b %Y").to_string(),
            "R" => how_far(at - now),
            _ => local.format("%a %-d %b %Y %H:%M").to_string(),
        }
    }
}

/// How far away something is, by its largest unit, as Discord rounds it.
fn how_far(away: TimeDelta) -> String {
    let seconds = away.num_seconds().abs();
    let round = |unit: i64| (seconds + unit / 2) / unit;
    let (n, unit) = match seconds {
        0..45 => (seconds, "second"),
        45..2_700 => (round(60).max(1), "minute"),
        2_700..79_200 => (round(3_600).max(1), "hour"),
        79_200..2_246_400 => (round(86_400).max(1), "day"),
        2_246_400..27_648_000 => (round(2_629_800).max(1), "month"),
        _ => (round(31_557_600).max(1), "year"),
    };
    match (n, away < TimeDelta::zero()) {
        (0, _) => "now".to_owned(),
        (n, true) => format!("{} ago", count(n, unit)),
        (n, false) => format!("in {}", count(n, unit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            zone: chrono_tz::Pacific::Auckland,
            people: [(PersonId::from("17"), "Ana".to_owned())].into(),
            roles: [(3, "SRE team".to_owned())].into(),
        }
    }

    #[test]
    fn numbers_become_names_and_moments_the_wall_clock() {
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        let read = |text: &str| names().put_into(text, now);
        assert_eq!(read("<@17>, <@&3> and <@18>"), "@Ana, @SRE team and @18");
        let unix = now.timestamp();
        let text = format!("<t:{unix}:F> (<t:{unix}:R>), <t:{}:t> (<t:{0}:R>)", unix + 7200);
        assert_eq!(read(&text), "Tue 24 Nov 2026 21:00 (now), 23:00 (in 2 hours)");
        let days = format!("<t:{}:R>, <t:{}:R>", unix + 3 * 86_400, unix - 86_400);
        assert_eq!(read(&days), "in 3 days, 1 day ago");
    }

    #[test]
    fn looks_are_left_out_and_what_people_typed_stays() {
        assert_eq!(
            without_looks("**Sync** \\*really\\* \\[x\\] @\u{2060}everyone"),
            "Sync *really* [x] @everyone"
        );
        assert_eq!(
            without_looks("-# [the runbook](<https://wiki.example.org/x>) · <https://ci.example.org/1>"),
            "the runbook · https://ci.example.org/1"
        );
        assert_eq!(without_looks("[Start…] [Skip…]"), "[Start…] [Skip…]");
    }
}
