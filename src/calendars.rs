//! Reads sets of holidays from the addresses that playbooks name: at the start, and once a day.
//!
//! What is new becomes a fact of the service; what cannot be read keeps the last good days, and the team is told once,
//! and once when it works again. Started by the wiring. It must not know what holidays are used for.

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::app::{App, AppError};
use crate::clock::{Clock, Worker};
use crate::domain::calendar::CalendarCommand;
use crate::domain::command::ServiceCommand;
use crate::domain::decide::heard_of_calendar;
use crate::domain::name::{HolidaySetName, ServiceName};
use crate::domain::person::Actor;
use crate::playbook::{HolidayAddress, Playbook};

mod fetch;

use fetch::{Fetcher, Unread};

/// How long what was read is good.
const A_DAY: TimeDelta = TimeDelta::hours(24);
/// How long to wait after what fails again and again.
const AN_HOUR: TimeDelta = TimeDelta::hours(1);
/// How long to wait after the first times that something failed which may pass by itself. Nobody is told of these.
const SOON: [TimeDelta; 2] = [TimeDelta::minutes(5), TimeDelta::minutes(15)];

/// A set of holidays of a service, and where it is read.
#[derive(Clone, Debug)]
pub struct Wanted {
    service: ServiceName,
    address: HolidayAddress,
}

/// What playbooks want to be read from addresses.
pub fn wanted_by(playbooks: &[Playbook]) -> Vec<Wanted> {
    let of = |playbook: &Playbook| {
        let service = playbook.service.name.clone();
        let addresses = playbook.holiday_addresses.clone().into_iter();
        addresses.map(move |address| Wanted {
            service: service.clone(),
            address,
        })
    };
    playbooks.iter().flat_map(of).collect()
}

/// A set, and when it is read next.
struct Due {
    wanted: Wanted,
    fetcher: Fetcher,
    next_at: DateTime<Utc>,
    /// How often it failed since it was last read.
    failed: usize,
}

/// Reads what is wanted until `stop`.
pub async fn run(app: App, clock: Clock, wanted: Vec<Wanted>, mut worker: Worker, stop: CancellationToken) {
    forget_unwanted(&app, &clock, &wanted).await;
    let mut sets: Vec<Due> = wanted
        .into_iter()
        .filter_map(|wanted| prepare(wanted, clock.now()))
        .collect();
    while !sets.is_empty() {
        for set in &mut sets {
            if set.next_at > clock.now() {
                continue;
            }
            tokio::select! {
                read = set.fetcher.fetch() => set.hear(&app, &clock, read).await,
                () = stop.cancelled() => return,
            }
        }
        let next = sets.iter().map(|set| set.next_at).min();
        tokio::select! {
            () = worker.rest(next) => {}
            () = stop.cancelled() => return,
        }
    }
}

fn prepare(wanted: Wanted, now: DateTime<Utc>) -> Option<Due> {
    match Fetcher::new(&wanted.address) {
        Ok(fetcher) => Some(Due {
            wanted,
            fetcher,
            next_at: now,
            failed: 0,
        }),
        Err(problem) => {
            error!(service = %wanted.service, set = %wanted.address.set, %problem, "holidays cannot be read");
            None
        }
    }
}

impl Due {
    async fn hear(
        &mut self,
        app: &App,
        clock: &Clock,
        read: Result<std::collections::BTreeMap<chrono::NaiveDate, String>, Unread>,
    ) {
        let (service, set) = (&self.wanted.service, &self.wanted.address.set);
        let (command, wait) = match read {
            Ok(days) => {
                self.failed = 0;
                info!(%service, %set, days = days.len(), "holidays were read");
                (Some(CalendarCommand::Take(days)), A_DAY)
            }
            Err(unread) => {
                warn!(%service, %set, problem = unread.problem, "holidays could not be read");
                let soon = SOON.get(self.failed).filter(|_| unread.may_pass);
                self.failed += 1;
                let command = soon.is_none().then_some(CalendarCommand::Fail {
                    problem: unread.problem,
                    fix: unread.fix,
                });
                (command, soon.copied().unwrap_or(AN_HOUR))
            }
        };
        self.next_at = clock.now() + wait;
        if let Some(command) = command
            && let Err(fault) = tell(app, clock, service, set, &command).await
        {
            error!(%service, %set, %fault, "what was read of holidays could not be kept; it is read again");
            self.next_at = clock.now() + SOON[0];
        }
    }
}

/// Sets that no playbook names any more are dropped with their days.
async fn forget_unwanted(app: &App, clock: &Clock, wanted: &[Wanted]) {
    for (name, _) in app.library().services() {
        let service = ServiceName::from(name);
        let known = match app.find_service(&service).await {
            Ok(state) => state.read_sets.keys().cloned().collect::<Vec<_>>(),
            Err(fault) => {
                error!(%service, %fault, "the holidays of a service could not be looked at");
                continue;
            }
        };
        let is_wanted = |set: &HolidaySetName| {
            wanted
                .iter()
                .any(|w| w.service == service && w.address.set == *set)
        };
        for set in known.iter().filter(|set| !is_wanted(set)) {
            if let Err(fault) = tell(app, clock, &service, set, &CalendarCommand::Drop).await {
                error!(%service, %set, %fault, "holidays that are wanted no more could not be dropped");
            }
        }
    }
}

/// Tells the service, when it does not know it yet.
async fn tell(
    app: &App,
    clock: &Clock,
    service: &ServiceName,
    set: &HolidaySetName,
    command: &CalendarCommand,
) -> Result<(), AppError> {
    let state = app.find_service(service).await?;
    if heard_of_calendar(&state, set, command).is_empty() {
        return Ok(());
    }
    let key = format!("calendar/{service}/{set}/{}", clock.now().timestamp_millis());
    let command = ServiceCommand::Calendar(set.clone(), command.clone());
    app.handle_for_service(&key, &Actor::clock(), service, &command)
        .await
}
