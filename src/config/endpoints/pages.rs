//! Reads what status pages need beside an address: Statuspage and Cachet.

use chrono_tz::Tz;

use crate::config::endpoints::{Cachet, CachetVersion, IMPACTS, Statuspage, VERSIONS};
use crate::config::keys::{filled, name_or_id};
use crate::toml_reader::{Findings, Span, Table, list};

pub(super) fn read_statuspage(table: &mut Table<'_>, found: &mut Findings) -> Option<Statuspage> {
    let page = table.text("page", found);
    let is_page = filled(&page, "page", found) && is_id(&page.value, &page.span, "page", found);
    let components = table.texts("components", found);
    let mut ids = Vec::new();
    for component in components {
        if component.is_there && is_id(&component.value, &component.span, "component", found) {
            ids.push(component.value);
        }
    }
    let impact = table.find_text("impact", found).filter(|word| word.is_there);
    let impact = impact.and_then(|word| {
        if IMPACTS.contains(&word.value.as_str()) {
            return Some(word.value);
        }
        let what = format!("`{}` is no impact that Statuspage knows", word.value);
        found
            .error(&word.span, what, "not known")
            .fix(format!("one of {}", list(IMPACTS.iter().copied())));
        None
    });
    let notify = read_notify(table, found);
    is_page.then_some(Statuspage {
        page: page.value,
        components: ids,
        impact,
        notify,
    })
}

/// Ids stand in addresses: nothing else than letters and digits belongs there.
fn is_id(id: &str, span: &Span, what: &str, found: &mut Findings) -> bool {
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
    if !is_id {
        found
            .error(
                span,
                format!("`{id}` is not the id of a {what}"),
                "letters and digits belong here",
            )
            .fix("Statuspage shows the ids of the page and its components under Your profile, API info");
    }
    is_id
}

pub(super) fn read_cachet(table: &mut Table<'_>, found: &mut Findings) -> Option<Cachet> {
    let version = match table.find_number("version", found) {
        None => Some(CachetVersion::Three),
        Some((number, span)) => {
            let known = VERSIONS.iter().find(|(known, _)| *known == number);
            if known.is_none() {
                found
                    .error(
                        &span,
                        format!("Cachet {number} is not known here"),
                        "2 or 3 belongs here",
                    )
                    .fix("leave it out for Cachet 3, write `version = 2` for 2.4");
            }
            known.map(|(_, version)| *version)
        }
    };
    let components = read_numbers(table, version, found);
    let timezone = match table.find_text("timezone", found) {
        None => Tz::UTC,
        Some(zone) => zone.value.parse().unwrap_or_else(|_| {
            if zone.is_there {
                let what = format!("`{}` is no time zone", zone.value);
                found
                    .error(&zone.span, what, "not known")
                    .fix("write the zone that Cachet is set to, such as `Europe/Berlin`; without it, UTC");
            }
            Tz::UTC
        }),
    };
    Some(Cachet {
        version: version?,
        components,
        timezone,
        notify: read_notify(table, found),
    })
}

fn read_numbers(table: &mut Table<'_>, version: Option<CachetVersion>, found: &mut Findings) -> Vec<i64> {
    let mut ids = Vec::new();
    for value in table.values("components", found) {
        let Some(words) = name_or_id(value, "components", found) else {
            continue;
        };
        match words.parse() {
            Ok(id) if id > 0 => ids.push(id),
            _ => {
                let what = format!("`{words}` is not the id of a component");
                found
                    .error(&value.span(), what, "a whole number belongs here")
                    .fix("Cachet shows it in the address of the component's page");
            }
        }
        if version == Some(CachetVersion::Two) {
            found
                .error(
                    &value.span(),
                    "schedules of Cachet 2 have no components",
                    "nobody would see it",
                )
                .fix("leave `components` out");
            break;
        }
    }
    ids
}

fn read_notify(table: &mut Table<'_>, found: &mut Findings) -> bool {
    let is_said = table.has("notify");
    let is_true = table.flag("notify", found).is_some();
    !is_said || is_true
}
