//! Reads who must say go: the sets of a sign-off and its conditions.

use toml::de::DeValue;

use crate::domain::process::{AskKind, SignOffRule, SignOffSet};
use crate::toml_reader::{Findings, Table, Text, Value, text};

use super::ask::titled;
use super::shelf::Shelf;
use super::words::check_unique;

/// More people than this cannot be meant.
const LARGEST_QUORUM: i64 = 10;
/// A go that is good for longer than this need not run out.
const LONGEST_VALID: i64 = 365;

pub(super) fn read_sign_off(
    table: &mut Table<'_>,
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> (Text, AskKind) {
    let title = titled(table, "sign_off", found);
    let mut named = Vec::new();
    let mut sets = Vec::new();
    for value in table.some_values("from", found) {
        let (roles, quorum) = read_set(value, found);
        sets.push(SignOffSet {
            roles: roles.iter().map(|role| shelf.role(role, found)).collect(),
            quorum,
        });
        named.extend(roles);
    }
    check_unique(&named, "sets of goes from", found);
    let distinct = table.flag("distinct", found).is_some();
    let not_the_author = table.flag("not_the_author", found).is_some();
    let with_date = table.flag("with_date", found).is_some();
    let majority = table.flag("majority", found);
    let in_order = table.flag("in_order", found);
    let valid_days = read_days(table, found);
    if let Some(span) = in_order.clone().filter(|_| sets.len() == 1) {
        let what = "`in_order` is about several sets, and there is one".to_owned();
        found.error(&span, what, "nothing to put in order");
    }
    let decides_alone = sets.iter().all(|set| set.quorum == 1);
    if let Some(span) = majority.clone().filter(|_| decides_alone && !sets.is_empty()) {
        let what = "a majority takes more than one voice".to_owned();
        found
            .error(&span, what, "every set here is one person")
            .fix("give a set a quorum, such as { role = \"QA\", quorum = 3 }");
    }
    let rule = SignOffRule {
        sets,
        distinct,
        not_the_author,
        with_date,
        majority: majority.is_some(),
        in_order: in_order.is_some(),
        valid_days,
    };
    (title, AskKind::SignOff(rule))
}

fn read_days(table: &mut Table<'_>, found: &mut Findings) -> Option<u32> {
    let (days, span) = table.find_number("valid_days", found)?;
    let read = u32::try_from(days)
        .ok()
        .filter(|_| (1..=LONGEST_VALID).contains(&days));
    if read.is_none() {
        let what = format!("a go that is good for {days} days cannot be meant");
        found.error(&span, what, format!("from 1 to {LONGEST_VALID} days"));
    }
    read
}

/// A role, of which one person is enough; or a role, or several of which any will do, and how many people.
fn read_set(value: &Value<'_>, found: &mut Findings) -> (Vec<Text>, usize) {
    if let DeValue::String(_) = value.get_ref() {
        return (vec![text(value, "from", found)], 1);
    }
    let mut table = Table::of(value, "a set of goes", found);
    let roles = if table.has("any_of") {
        if let Some(role) = table.find_text("role", found) {
            let what = "a set is from one `role` or from `any_of` several".to_owned();
            found
                .error(&role.span, what, "one too many")
                .fix("keep one of the two");
        }
        let roles = table.some_values("any_of", found);
        roles
            .into_iter()
            .map(|role| text(role, "any_of", found))
            .collect()
    } else {
        let role = table.text("role", found);
        // Asked for even when absent, so that a mistyped key is told of it.
        table.find("any_of");
        vec![role]
    };
    let quorum = match table.find_number("quorum", found) {
        None => 1,
        Some((quorum, span)) if !(1..=LARGEST_QUORUM).contains(&quorum) => {
            let here = format!("from 1 to {LARGEST_QUORUM} people");
            found.error(&span, format!("a quorum of {quorum} cannot be meant"), here);
            1
        }
        Some((quorum, _)) => usize::try_from(quorum).expect("it was just seen to be small"),
    };
    table.finish(found);
    (roles, quorum)
}
