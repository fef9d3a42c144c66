//! Reads who is told, where, how long before and in which words; and how outages are scheduled.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::address::MailAddress;
use crate::domain::audience::{Audience, Blank, Lead, NewsKind};
use crate::domain::name::{AudienceName, RoleName};
use crate::domain::outage::OutageRules;
use crate::toml_reader::{Findings, Table, Text, Value, text};

use super::words::{
    Kind, LONGEST_LABEL, LONGEST_SENTENCE, LONGEST_TITLE, check_known, check_line, check_name, check_unique,
};

mod own_words;

/// The longest an audience is told before an outage.
const LONGEST_LEAD_DAYS: u32 = 90;

/// Reads `[audience.name]`.
pub(super) fn read_audience(value: &Value<'_>, roles: &[RoleName], found: &mut Findings) -> Audience {
    let mut table = Table::of(value, "an audience", found);
    let title = table.text("title", found);
    check_line(&title, "the title of an audience", LONGEST_TITLE, found);
    let channel = table.find_text("channel", found);
    let channels = table.texts("channels", found);
    for channel in channel.iter().chain(&channels) {
        check_name(channel, found);
    }
    check_unique(channel.iter().chain(&channels), "channels", found);
    let mut sentence = |key: &'static str, found: &mut Findings| {
        let text = table.find_text(key, found)?;
        check_line(&text, &format!("`{key}`"), LONGEST_SENTENCE, found);
        Some(text.value)
    };
    let impact = sentence("impact", found);
    let questions = sentence("questions", found);
    let given: Vec<Blank> = [
        impact.as_ref().map(|_| Blank::Impact),
        questions.as_ref().map(|_| Blank::Questions),
    ]
    .into_iter()
    .flatten()
    .collect();
    let audience = Audience {
        title: title.value,
        channel: channel.map(|channel| channel.value),
        impact,
        questions,
        channels: channels.into_iter().map(|channel| channel.value).collect(),
        calls: read_roles(&mut table, "calls", roles, found),
        subscribers: table.flag("subscribers", found).is_some(),
        mail: read_addresses(&mut table, found),
        endpoints: read_names(&mut table, "endpoints", found),
        leads: read_leads(&mut table, found),
        least_notice: table
            .find_text("least_notice", found)
            .and_then(|text| lead(&text, found)),
        spared: read_spared(&mut table, found),
        words: table
            .find("words")
            .map(|value| own_words::read_words(value, &given, found))
            .unwrap_or_default(),
        public: table.flag("public", found).is_some(),
    };
    table.finish(found);
    audience
}

/// Reads `[outages]`.
pub(super) fn read_outages(
    value: &Value<'_>,
    roles: &[RoleName],
    audiences: &BTreeMap<AudienceName, Audience>,
    found: &mut Findings,
) -> OutageRules {
    let mut table = Table::of(value, "[outages]", found);
    let named = table.texts("audiences", found);
    let known: Vec<&str> = audiences.keys().map(AudienceName::as_str).collect();
    for name in &named {
        check_known(name, &known, Kind::Audience, found);
    }
    let rules = OutageRules {
        by: read_roles(&mut table, "by", roles, found),
        override_by: read_roles(&mut table, "override_by", roles, found),
        approve_by: read_roles(&mut table, "approve_by", roles, found),
        audiences: named
            .into_iter()
            .map(|name| AudienceName::from(name.value))
            .collect(),
    };
    table.finish(found);
    rules
}

fn read_roles(
    table: &mut Table<'_>,
    key: &'static str,
    roles: &[RoleName],
    found: &mut Findings,
) -> Vec<RoleName> {
    let named = table.texts(key, found);
    let known: Vec<&str> = roles.iter().map(RoleName::as_str).collect();
    check_unique(&named, key, found);
    for role in &named {
        check_known(role, &known, Kind::Role, found);
    }
    named.into_iter().map(|role| RoleName::from(role.value)).collect()
}

fn read_names(table: &mut Table<'_>, key: &'static str, found: &mut Findings) -> Vec<String> {
    let named = table.texts(key, found);
    check_unique(&named, key, found);
    for name in &named {
        check_name(name, found);
    }
    named.into_iter().map(|name| name.value).collect()
}

/// Addresses of mail: one `@`, a name before it, a domain after it, and nothing that could end a line.
fn read_addresses(table: &mut Table<'_>, found: &mut Findings) -> Vec<String> {
    let named = table.texts("mail", found);
    check_unique(&named, "addresses", found);
    for address in named.iter().filter(|a| a.is_there) {
        check_line(address, "an address", LONGEST_LABEL, found);
        if let Err(odd) = MailAddress::parse(&address.value) {
            let what = format!("`{}` is no mail address", address.value);
            let fix = "write it as it-news@example.org, without a name";
            found.error(&address.span, what, odd.what()).fix(fix);
        }
    }
    named.into_iter().map(|address| address.value).collect()
}

fn read_leads(table: &mut Table<'_>, found: &mut Findings) -> Option<Vec<Lead>> {
    let is_said = table.has("leads");
    let named = table.texts("leads", found);
    if !is_said {
        return None;
    }
    check_unique(&named, "leads", found);
    let mut leads: Vec<Lead> = named.iter().filter_map(|text| lead(text, found)).collect();
    leads.sort();
    leads.dedup();
    Some(leads)
}

/// How long before: `7d`, `24h`, `30min`.
fn lead(text: &Text, found: &mut Findings) -> Option<Lead> {
    let compact: String = text.value.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = compact.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = compact.split_at(digits);
    let lead = number
        .parse::<u32>()
        .ok()
        .filter(|n| *n > 0)
        .and_then(|n| match unit {
            "d" | "day" | "days" => Some(Lead::Days(n)),
            "h" | "hour" | "hours" => n.checked_mul(60).map(Lead::Minutes),
            "min" | "minute" | "minutes" => Some(Lead::Minutes(n)),
            _ => None,
        });
    let most = LONGEST_LEAD_DAYS;
    let fits = lead.filter(|lead| match lead {
        Lead::Days(days) => *days <= most,
        Lead::Minutes(minutes) => *minutes <= most * 24 * 60,
    });
    if fits.is_none() && text.is_there {
        let what = format!("`{}` does not say how long before", text.value);
        let fix = format!("write it as `7d`, `24h` or `30min`, {most} days at most");
        found
            .error(&text.span, what, "days are days of the calendar")
            .fix(fix);
    }
    fits
}

fn read_spared(table: &mut Table<'_>, found: &mut Findings) -> BTreeSet<NewsKind> {
    let values = table.values("spared", found);
    let named = values
        .into_iter()
        .map(|value| text(value, "spared", found))
        .collect::<Vec<_>>();
    let known = NewsKind::ALL.map(NewsKind::as_str);
    for kind in &named {
        check_known(kind, &known, Kind::News, found);
    }
    named
        .iter()
        .filter_map(|kind| NewsKind::find(&kind.value))
        .collect()
}
