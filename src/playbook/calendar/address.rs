//! Reads `holiday_urls`: sets of holidays that the running bot reads from addresses.

use reqwest::Url;

use crate::domain::name::HolidaySetName;
use crate::playbook::words::{check_name, check_unique};
use crate::reach::{Reach, find_reach, find_written_address};
use crate::toml_reader::{Findings, Table, Text, Value};

/// More addresses no calendar has.
const MOST: usize = 20;

/// Where a set of holidays is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayAddress {
    /// The set.
    pub set: HolidaySetName,
    /// The address. It may hold a key, so it is not shown.
    pub url: Url,
    /// How far the call may reach.
    pub reach: Reach,
}

/// Reads every address; `gonogo check` fetches none, and says so.
pub(super) fn read_addresses(table: &mut Table<'_>, found: &mut Findings) -> Vec<HolidayAddress> {
    let (mut names, mut addresses) = (Vec::new(), Vec::new());
    for value in table.values("holiday_urls", found) {
        let (name, address) = read_address(value, found);
        if let Some(address) = &address {
            let what = format!("the holidays `{}` are not fetched by this check", address.set);
            found.note(&value.span(), what, "the running bot reads them once a day");
        }
        names.push(name);
        addresses.extend(address);
        if names.len() > MOST {
            found.error(&value.span(), format!("at most {MOST} addresses"), "one too many");
            break;
        }
    }
    check_unique(&names, "sets of holidays", found);
    addresses
}

fn read_address(value: &Value<'_>, found: &mut Findings) -> (Text, Option<HolidayAddress>) {
    let mut table = Table::of(value, "an address of holidays", found);
    let name = table.text("name", found);
    check_name(&name, found);
    let url = table.text("url", found);
    let allow_private = table.flag("allow_private", found).is_some();
    table.finish(found);
    let address = read_url(&url, allow_private, found).map(|(url, reach)| HolidayAddress {
        set: HolidaySetName::from(name.value.as_str()),
        url,
        reach,
    });
    (name, address)
}

fn read_url(words: &Text, allow_private: bool, found: &mut Findings) -> Option<(Url, Reach)> {
    if !words.is_there {
        return None;
    }
    let text = words.value.trim();
    // Calendars hand out their addresses as webcal:, which is https.
    let text = match text.split_once("://") {
        Some(("webcal" | "webcals", rest)) => format!("https://{rest}"),
        _ => text.to_owned(),
    };
    let url = Url::parse(&text).ok().filter(|url| url.host_str().is_some());
    let Some(url) = url else {
        let what = "this is no address of a calendar";
        let fix = "a whole one belongs here, such as `https://calendar.example.org/holidays.ics`";
        found.error(&words.span, what, "cannot be read").fix(fix);
        return None;
    };
    if !url.username().is_empty() || url.password().is_some() {
        let what = "a name and a password do not belong into an address";
        let fix = "most calendars have a secret address that needs none";
        found
            .error(&words.span, what, "whoever reads this file has them")
            .fix(fix);
        return None;
    }
    let Some(reach) = find_reach(&url, allow_private) else {
        let what = "holidays are read by https";
        let fix = "write https:// or webcal://; on this very machine http:// will do together with `allow_private = true`";
        found
            .error(&words.span, what, "this travels in the open")
            .fix(fix);
        return None;
    };
    let objection =
        find_written_address(&url).and_then(|address| Some((address, reach.find_objection(address)?)));
    if let Some((address, objection)) = objection {
        let fix = match reach {
            Reach::ThisMachine => "write https://: without TLS only this machine is called",
            Reach::Public | Reach::Anywhere => "if it is meant, write `allow_private = true` beside it",
        };
        found
            .error(&words.span, format!("{address} is {objection}"), "out of reach")
            .fix(fix);
        return None;
    }
    Some((url, reach))
}
