//! An outage that stands alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::decide::{require_role_of, require_text};
use crate::domain::fact::ServiceFact;
use crate::domain::name::{AudienceName, RoleName};
use crate::domain::outage::{
    Change, Objection, Outage, OutageCommand, OutageDraft, OutageFact, OutageWords, Plan, Window, objections,
};
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service};
use crate::domain::refusal::Refusal;
use crate::domain::service::ServiceState;

use super::{longer, newly, objected, require_change, require_passable, require_seen, require_sound};

/// What is known when something is asked of an outage that stands alone.
pub(in crate::domain::decide) struct Scene<'a> {
    /// The time.
    pub(in crate::domain::decide) now: DateTime<Utc>,
    /// The service.
    pub(in crate::domain::decide) state: &'a ServiceState,
    /// Its processes, as they are today.
    pub(in crate::domain::decide) processes: &'a [Arc<Process>],
    /// Who asks.
    pub(in crate::domain::decide) actor: &'a Actor,
}

impl Scene<'_> {
    /// What a command about the outage of that number brings about.
    pub(in crate::domain::decide) fn decide(
        &self,
        number: i64,
        command: &OutageCommand,
    ) -> Result<Vec<ServiceFact>, Refusal> {
        let outage = self.state.outages.get(&number).map(|outage| &**outage);
        if let Some(release) = outage.and_then(|o| o.about.release) {
            return Err(Refusal::OutageOfRelease(release));
        }
        let what = match (command, outage) {
            (OutageCommand::Draft(plan), outage) => self.draft(number, plan, outage)?,
            (_, None) => return Err(Refusal::NoSuchOutage(number)),
            (OutageCommand::Approve(window), Some(outage)) => self.approve(outage, *window)?,
            (command, Some(outage)) => {
                require_role_of(self.actor, &keepers(self.processes))?;
                self.keep(number, outage, command)?
            }
        };
        Ok(vec![ServiceFact::Outage { number, what }])
    }

    fn keep(&self, number: i64, outage: &Outage, command: &OutageCommand) -> Result<OutageFact, Refusal> {
        match command {
            OutageCommand::Publish(window) => self.publish(number, outage, *window),
            OutageCommand::Withdraw => match outage.draft {
                Some(_) => Ok(OutageFact::Withdrawn),
                None => Err(Refusal::NoOutage),
            },
            OutageCommand::Change(change) => self.change(number, outage, change),
            OutageCommand::Extend(minutes) => {
                let was = open_window(number, outage)?;
                let window = longer(was, self.now, *minutes)?;
                Ok(changed(window, was, Vec::new(), None))
            }
            OutageCommand::Reword { seen, words } => {
                open_as_seen(number, outage, *seen)?;
                Ok(OutageFact::Reworded { words: tidy(words)? })
            }
            OutageCommand::Start { seen } => {
                open_window(number, outage)?;
                if outage.started.is_some() {
                    return Err(Refusal::OutageStartedAlready);
                }
                require_seen(outage, *seen)?;
                Ok(OutageFact::Started { about: None })
            }
            OutageCommand::End { seen } => {
                let window = open_as_seen(number, outage, *seen)?;
                if self.has_begun(outage, window) {
                    Ok(OutageFact::Ended)
                } else {
                    Err(Refusal::OutageYetToBegin(window))
                }
            }
            OutageCommand::Cancel { seen, reason } => {
                let window = open_as_seen(number, outage, *seen)?;
                if self.has_begun(outage, window) {
                    return Err(Refusal::OutageHasBegun(window));
                }
                let reason = reason.as_deref().map(require_text).transpose()?;
                Ok(OutageFact::Cancelled { reason })
            }
            OutageCommand::Draft(_) | OutageCommand::Approve(_) => unreachable!("`decide` takes these"),
        }
    }

    fn draft(&self, number: i64, plan: &Plan, outage: Option<&Outage>) -> Result<OutageFact, Refusal> {
        require_role_of(self.actor, &keepers(self.processes))?;
        if let Some(window) = outage.and_then(Outage::find_open_window) {
            return Err(Refusal::OutageBegun(window));
        }
        let service = self.service()?;
        let window = plan.window.in_whole_minutes();
        require_sound(self.now, window)?;
        let mut about = plan.about.clone();
        about.release = None;
        about.words = tidy(&about.words)?;
        if about.audiences.is_empty() {
            about.audiences = usual_audiences(service);
        }
        require_audiences(service, &about.audiences)?;
        if let Some(environment) = &about.environment
            && service.find_environment(environment).is_none()
        {
            return Err(Refusal::NoEnvironment(environment.clone()));
        }
        let reason = plan.reason.as_deref().map(require_text).transpose()?;
        let objections = objections(self.now, self.state, service, (number, &about), window);
        self.require_passable(&objections, reason.as_deref())?;
        Ok(OutageFact::Drafted {
            about,
            window,
            reason: reason.filter(|_| !objections.is_empty()),
            objections,
        })
    }

    fn approve(&self, outage: &Outage, window: Window) -> Result<OutageFact, Refusal> {
        let draft = find_draft(outage, window)?;
        require_role_of(self.actor, &self.service()?.outages.approve_by)?;
        if draft.entered.by == self.actor.id {
            return Err(Refusal::OwnOutage);
        }
        Ok(OutageFact::Approved)
    }

    fn publish(&self, number: i64, outage: &Outage, window: Window) -> Result<OutageFact, Refusal> {
        let draft = find_draft(outage, window)?;
        let service = self.service()?;
        let approvers = &service.outages.approve_by;
        if !approvers.is_empty() && draft.approved.is_none() {
            return Err(Refusal::ApprovalMissing(approvers.clone()));
        }
        require_sound(self.now, window)?;
        let now = objections(self.now, self.state, service, (number, &draft.about), window);
        let news = newly(&now, &draft.objections);
        if !news.is_empty() {
            return Err(objected(news, &passers(self.processes)));
        }
        Ok(OutageFact::Announced {
            about: draft.about.clone(),
            window,
            objections: draft.objections.clone(),
            reason: draft.reason.clone(),
        })
    }

    fn change(&self, number: i64, outage: &Outage, change: &Change) -> Result<OutageFact, Refusal> {
        let was = open_as_seen(number, outage, change.seen)?;
        let window = change.window.in_whole_minutes();
        let begun = self.has_begun(outage, was);
        require_change(self.now, was, window, begun)?;
        let reason = change.reason.as_deref().map(require_text).transpose()?;
        let about = (number, &outage.about);
        let objections = if begun {
            Vec::new()
        } else {
            objections(self.now, self.state, self.service()?, about, window)
        };
        self.require_passable(&objections, reason.as_deref())?;
        Ok(changed(window, was, objections, reason))
    }

    fn has_begun(&self, outage: &Outage, window: Window) -> bool {
        outage.started.is_some() || window.start <= self.now
    }

    fn service(&self) -> Result<&Service, Refusal> {
        let first = self.processes.first();
        first.map(|p| &p.service).ok_or(Refusal::NobodyTold)
    }

    fn require_passable(&self, objections: &[Objection], reason: Option<&str>) -> Result<(), Refusal> {
        require_passable(self.actor, objections, reason, &passers(self.processes))
    }
}

/// Who may keep an outage that stands alone: those whom the playbook names, or whoever owns a step.
pub fn keepers(processes: &[Arc<Process>]) -> Vec<RoleName> {
    let first = processes.first();
    let named = first.map(|p| p.service.outages.by.clone()).unwrap_or_default();
    if !named.is_empty() {
        return named;
    }
    let steps = processes.iter().flat_map(|p| &p.steps);
    let owners: BTreeSet<RoleName> = steps.map(|step| step.owner.clone()).collect();
    owners.into_iter().collect()
}

/// Who may pass what stands against one: those whom the playbook names, those who override steps, or, where nobody is
/// named at all, whoever keeps outages.
fn passers(processes: &[Arc<Process>]) -> Vec<RoleName> {
    let first = processes.first();
    let named = first.map(|p| p.service.outages.override_by.clone());
    let named = named.unwrap_or_default();
    if !named.is_empty() {
        return named;
    }
    let all: BTreeSet<RoleName> = processes.iter().flat_map(|p| &p.override_by).cloned().collect();
    if all.is_empty() {
        return keepers(processes);
    }
    all.into_iter().collect()
}

fn usual_audiences(service: &Service) -> Vec<AudienceName> {
    let named = &service.outages.audiences;
    if !named.is_empty() {
        return named.clone();
    }
    let reached = service.audiences.iter().filter(|(_, a)| a.is_reached());
    reached.map(|(name, _)| name.clone()).collect()
}

fn require_audiences(service: &Service, named: &[AudienceName]) -> Result<(), Refusal> {
    if named.is_empty() {
        return Err(Refusal::NobodyTold);
    }
    let unknown = named.iter().find(|name| !service.audiences.contains_key(name));
    unknown.map_or(Ok(()), |name| Err(no_audience(service, name)))
}

fn no_audience(service: &Service, name: &AudienceName) -> Refusal {
    Refusal::NoAudience(name.clone(), service.audiences.keys().cloned().collect())
}

fn find_draft(outage: &Outage, window: Window) -> Result<&OutageDraft, Refusal> {
    let draft = outage.draft.as_ref().ok_or(Refusal::NoOutage)?;
    if draft.window == window {
        Ok(draft)
    } else {
        Err(Refusal::PreviewOutOfDate)
    }
}

fn open_window(number: i64, outage: &Outage) -> Result<Window, Refusal> {
    if outage.announced.is_none() {
        return Err(Refusal::OutageNotAnnounced(number));
    }
    outage.find_open_window().ok_or(Refusal::NoOutage)
}

/// The same, while it is as the person read it.
fn open_as_seen(number: i64, outage: &Outage, seen: u32) -> Result<Window, Refusal> {
    let window = open_window(number, outage)?;
    require_seen(outage, seen)?;
    Ok(window)
}

fn changed(window: Window, was: Window, objections: Vec<Objection>, reason: Option<String>) -> OutageFact {
    OutageFact::Changed {
        window,
        was,
        objections,
        reason,
    }
}

/// The words without surrounding space; what is empty is not said.
pub(super) fn tidy(words: &OutageWords) -> Result<OutageWords, Refusal> {
    let tidy = |text: &Option<String>| {
        let text = text.as_deref().filter(|text| !text.trim().is_empty());
        text.map(require_text).transpose()
    };
    Ok(OutageWords {
        why: tidy(&words.why)?,
        impact: tidy(&words.impact)?,
        still_works: tidy(&words.still_works)?,
    })
}

/// Somebody wants to be told by direct message, or no more; nothing when that is so already.
pub(in crate::domain::decide) fn subscribe(
    state: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    audience: &AudienceName,
    wanted: bool,
) -> Result<Vec<ServiceFact>, Refusal> {
    let service = &processes.first().ok_or(Refusal::NobodyTold)?.service;
    let known = service.audiences.get(audience);
    let found = known.ok_or_else(|| no_audience(service, audience))?;
    let theirs = state.subscribers.get(audience);
    let is_subscribed = theirs.is_some_and(|all| all.contains(&actor.id));
    let audience = audience.clone();
    match (wanted, is_subscribed) {
        (true, false) if !found.subscribers => Err(Refusal::NoSubscribers(found.title.clone())),
        (true, false) => Ok(vec![ServiceFact::Subscribed { audience }]),
        (false, true) => Ok(vec![ServiceFact::Unsubscribed { audience }]),
        (true, true) | (false, false) => Ok(Vec::new()),
    }
}

/// Closes every feed that this person was given.
pub(in crate::domain::decide) fn close_feeds(state: &ServiceState, actor: &Actor) -> Vec<ServiceFact> {
    let theirs = state.feeds.iter().filter(|(_, stamp)| stamp.by == actor.id);
    let closed = theirs.map(|(digest, _)| ServiceFact::FeedClosed {
        digest: digest.clone(),
    });
    closed.collect()
}
