//! Environments: data that are copied to them, and what is said of them.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::environment::{KnownFact, may_sync};
use super::super::fact::{Place, ReleaseFact, ServiceFact};
use super::super::name::{EnvironmentName, RoleName};
use super::super::person::Actor;
use super::super::process::{AskKind, Service, Step};
use super::super::refusal::Refusal;
use super::{Draft, require_text};

/// The longest text of a fact, in characters: a sheet is read on a phone.
const LONGEST_FACT: usize = 300;

/// The longest name of what a fact or a copy is about.
const LONGEST_KEY: usize = 40;

impl Draft<'_> {
    /// The day on which data were copied; today when nothing is typed.
    pub(super) fn give_sync(&mut self, place: &Place, kind: &AskKind, text: &str) -> Result<(), Refusal> {
        let AskKind::Sync { from, to, what } = kind else {
            return Err(Refusal::OutOfDate(place.step.clone()));
        };
        let service = &self.process().service;
        require_direction(service, from, to)?;
        let on = require_day(self.now, service, text)?;
        self.happened(ReleaseFact::ValueGiven {
            place: place.clone(),
            value: on.to_string(),
        });
        let release = Some(self.after.release.number);
        let (from, to, what) = (from.clone(), to.clone(), what.clone());
        self.happened_to_service(ServiceFact::DataSynced {
            from,
            to,
            what,
            on,
            release,
        });
        Ok(())
    }

    /// What a step said of copied data is taken back with its answer.
    pub(super) fn take_syncs_back(&mut self, step: &Step) {
        let release = self.after.release.number;
        for ask in &step.asks {
            if let AskKind::Sync { to, what, .. } = &ask.kind {
                let said = self.after.service.syncs.get(to).into_iter().flatten();
                if said
                    .clone()
                    .any(|s| s.what == *what && s.release == Some(release))
                {
                    let (to, what) = (to.clone(), what.clone());
                    self.happened_to_service(ServiceFact::DataSyncTakenBack { to, what, release });
                }
            }
        }
    }
}

/// Data were copied outside a release.
pub(super) fn sync_data(
    now: DateTime<Utc>,
    service: &Service,
    actor: &Actor,
    from: Option<&EnvironmentName>,
    to: &EnvironmentName,
    what: &str,
    on: &str,
) -> Result<Vec<ServiceFact>, Refusal> {
    require_keeper(service, actor)?;
    require_environment(service, to)?;
    let usual = service.find_environment(to).and_then(|e| e.data_from.as_ref());
    let from = from.or(usual).ok_or_else(|| Refusal::SyncBackwards {
        from: None,
        to: to.clone(),
        data_from: None,
    })?;
    require_environment(service, from)?;
    require_direction(service, from, to)?;
    let what = require_short(what, LONGEST_KEY)?.to_lowercase();
    let on = require_day(now, service, on)?;
    let (from, to) = (from.clone(), to.clone());
    Ok(vec![ServiceFact::DataSynced {
        from,
        to,
        what,
        on,
        release: None,
    }])
}

/// Something of a fact sheet is said anew; an empty text takes it from the sheet.
pub(super) fn set_fact(
    service: &Service,
    actor: &Actor,
    environment: &EnvironmentName,
    key: &str,
    text: &str,
) -> Result<Vec<ServiceFact>, Refusal> {
    require_keeper(service, actor)?;
    require_environment(service, environment)?;
    let key = require_short(key, LONGEST_KEY)?;
    let fact = match text.trim() {
        "" => KnownFact::written(&key, ""),
        text => KnownFact::written(&key, &require_short(text, LONGEST_FACT)?),
    };
    Ok(vec![ServiceFact::EnvironmentFactSet {
        environment: environment.clone(),
        key: fact.key,
        value: fact.value,
        unconfirmed: fact.unconfirmed,
    }])
}

fn require_short(text: &str, most: usize) -> Result<String, Refusal> {
    let text = require_text(text)?;
    if text.chars().count() > most {
        return Err(Refusal::TextTooLong { most });
    }
    Ok(text)
}

fn require_keeper(service: &Service, actor: &Actor) -> Result<(), Refusal> {
    if actor.has_any(&service.kept_by) {
        return Ok(());
    }
    let have: Vec<RoleName> = actor.roles.iter().cloned().collect();
    Err(Refusal::RoleMissing {
        needed: service.kept_by.clone(),
        have,
    })
}

fn require_environment(service: &Service, name: &EnvironmentName) -> Result<(), Refusal> {
    match service.find_environment(name) {
        Some(_) => Ok(()),
        None => Err(Refusal::NoEnvironment(name.clone())),
    }
}

/// Data go from where the playbook says, and never back.
fn require_direction(service: &Service, from: &EnvironmentName, to: &EnvironmentName) -> Result<(), Refusal> {
    if may_sync(service, from, to) {
        return Ok(());
    }
    let data_from = service.find_environment(to).and_then(|e| e.data_from.clone());
    Err(Refusal::SyncBackwards {
        from: Some(from.clone()),
        to: to.clone(),
        data_from,
    })
}

fn require_day(now: DateTime<Utc>, service: &Service, text: &str) -> Result<NaiveDate, Refusal> {
    let today = now.with_timezone(&service.zone).date_naive();
    let day = match text.trim().to_lowercase().as_str() {
        "" | "today" => Ok(today),
        "yesterday" => Ok(today.pred_opt().unwrap_or(today)),
        written => written.parse::<NaiveDate>(),
    };
    let misfit = |because: &str| Refusal::ValueDoesNotFit {
        value: text.trim().to_owned(),
        because: because.to_owned(),
    };
    match day {
        Err(_) => Err(misfit(
            "a day is written as year, month and day, such as 2026-11-24; or leave it empty for today",
        )),
        Ok(day) if day > today => Err(misfit("data were copied today or before, not on a day to come")),
        Ok(day) => Ok(day),
    }
}
