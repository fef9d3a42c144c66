//! When the report of a month is said by itself: on the first working day of the month after it.
//!
//! After a long silence it is said late while it is still that month; what is older is passed over. Asked by `agenda` for
//! the timer and by `decide` when the timer is due.

use chrono::{DateTime, NaiveTime, Utc};

use super::YearMonth;
use crate::domain::fact::ServiceFact;
use crate::domain::process::Service;
use crate::domain::service::ServiceState;
use crate::domain::wall_clock::instant;

/// The word with which the timer's key begins.
const REPORTS: &str = "month";

/// The next month to be reported, and when; nothing where the playbook does not ask for it, or nothing happened yet.
pub fn due(service: &Service, state: &ServiceState) -> Option<(YearMonth, DateTime<Utc>)> {
    let at = service.monthly_report.as_ref()?.at;
    let began = state.began?.with_timezone(&service.zone).date_naive();
    let month = state.reported.map_or(YearMonth::of(began), YearMonth::next);
    Some((month, said_at(service, state, month, at)))
}

/// The moment at which a month is reported: on the first working day after it; on the first day when nobody ever works.
fn said_at(service: &Service, state: &ServiceState, month: YearMonth, at: NaiveTime) -> DateTime<Utc> {
    let day = state.calendar(service).next_working_day(month.last());
    let day = day.unwrap_or(month.next().first());
    instant(service.zone, day.and_time(at))
}

/// What the timer brings about: the newest month whose time has come is reported, older ones are passed over.
pub(in crate::domain) fn see_to(
    now: DateTime<Utc>,
    service: &Service,
    state: &ServiceState,
    timer: &str,
) -> Option<Vec<ServiceFact>> {
    let (month, due_at) = due(service, state)?;
    if due_at > now || key(month) != timer {
        return None;
    }
    let at = service.monthly_report.as_ref()?.at;
    let last_whole = YearMonth::of(now.with_timezone(&service.zone).date_naive()).before();
    let fact = if month < last_whole && said_at(service, state, last_whole, at) > now {
        // The first working day of this month is still to come: that report has a timer of its own.
        ServiceFact::MonthReported {
            month: last_whole.before(),
            is_said: false,
        }
    } else {
        ServiceFact::MonthReported {
            month: last_whole.max(month),
            is_said: true,
        }
    };
    Some(vec![fact])
}

/// The key of the timer of a month's report.
pub(in crate::domain) fn key(month: YearMonth) -> String {
    format!("{REPORTS}@{month}")
}
