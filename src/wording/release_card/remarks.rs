//! What stays on the card for ever: authority used, returns, blockers, bugs, the outage as it was.

use crate::domain::outage::{Passed, ReleaseOutage};
use crate::domain::release::{Blocker, Release};
use crate::wording::refusals::outages::objection;
use crate::wording::text::{count, duration, person, quote, time_of_day, window};

/// What stays on the card for ever: authority used, returns, the end of the outage.
pub(super) fn remarks(release: &Release) -> Option<String> {
    let title = |name| {
        release
            .process
            .find_step(name)
            .map_or_else(|| name.to_string(), |(_, s)| s.title.clone())
    };
    let overrides = release.overrides.iter().map(|o| {
        let (who, at) = (person(&o.stamp.by), time_of_day(o.stamp.at));
        format!(
            "**Override** of {} by {who}, {at}: “{}”",
            title(&o.step),
            quote(&o.reason, 120)
        )
    });
    let setbacks = release.setbacks.iter().map(|s| {
        let (who, at) = (person(&s.stamp.by), time_of_day(s.stamp.at));
        format!(
            "**Sent back** from {} to {} by {who}, {at}: “{}”",
            title(&s.from),
            title(&s.to),
            quote(&s.reason, 120)
        )
    });
    let passed = release
        .outage
        .iter()
        .flat_map(|outage| &outage.passed)
        .map(passed);
    let blockers = (1..).zip(&release.blockers).map(blocker);
    let bugs = release
        .bugs
        .iter()
        .map(|(what, stamp)| format!("**Bug** noted by {}: “{}”", person(&stamp.by), quote(what, 160)));
    let outage = release.outage.as_ref().and_then(actual_outage);
    let remarks = overrides
        .chain(passed)
        .chain(setbacks)
        .chain(bugs)
        .chain(blockers);
    let remarks: Vec<String> = remarks.chain(outage).collect();
    let shown = remarks
        .iter()
        .rev()
        .take(5)
        .rev()
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    let hidden = remarks.len().saturating_sub(5);
    let earlier = (hidden > 0).then(|| {
        format!(
            "-# and {} before\n",
            count(i64::try_from(hidden).unwrap_or(i64::MAX), "remark")
        )
    });
    (!remarks.is_empty()).then(|| format!("{}{shown}", earlier.unwrap_or_default()))
}

/// What stood against the outage and was passed by authority.
fn passed(passed: &Passed) -> String {
    let (who, at) = (person(&passed.stamp.by), time_of_day(passed.stamp.at));
    let objections: Vec<String> = passed.objections.iter().map(objection).collect();
    format!(
        "**Outage** planned by {who}, {at}, although: {} “{}”",
        objections.join(" "),
        quote(&passed.reason, 120)
    )
}

fn blocker((number, blocker): (u32, &Blocker)) -> String {
    let (who, what) = (person(&blocker.raised.by), quote(&blocker.what, 160));
    match &blocker.cleared {
        None => format!("**Blocker {number}** stands, raised by {who}: “{what}”"),
        Some(cleared) => {
            let how = quote(&cleared.reason, 120);
            let by = person(&cleared.stamp.by);
            format!("~~Blocker {number}~~ of {who}: “{what}”, cleared by {by}: “{how}”")
        }
    }
}

/// From when to when users could not work in fact, beside what was announced; where somebody said so.
fn actual_outage(outage: &ReleaseOutage) -> Option<String> {
    outage.started.as_ref()?;
    let actual = outage.find_actual()?;
    let took = duration(actual.end - actual.start);
    let planned = outage
        .announced
        .map(|w| format!("; announced {} ({})", window(w), duration(w.end - w.start)));
    Some(format!(
        "**Outage** in fact {} ({took}){}",
        window(actual),
        planned.unwrap_or_default()
    ))
}
