//! Who must be told something once, because of what happened. Data without sentences; `wording` says it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::agenda::{OutageMoment, step_of_the_day};
use super::diary::{Replacement, Slot};
use super::fact::{ItemPlace, Place, ReleaseFact, ServiceFact};
use super::instance::InstancePlan;
use super::name::{
    AudienceName, EnvironmentName, ItemName, PersonId, RoleName, SideName, StateName, StepName, TicketName,
    Version,
};
use super::outage::Window;
use super::process::{Process, Service, Step};
use super::release::Release;
use super::report::Change;
use super::service::ServiceState;

mod sign_off;

/// Something to be said once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Who reads it.
    pub to: Recipient,
    /// What it says.
    pub word: Word,
    /// After this it is better unsaid.
    pub not_after: Option<DateTime<Utc>>,
}

/// Who reads a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The audience of an outage, in its channel.
    Audience(AudienceName),
    /// The team, in the thread of the release.
    Thread,
    /// The team, where releases are announced.
    Releases,
    /// A side that has a part in the release, in its channel.
    Side(SideName),
    /// The team, in the thread of the release of that number, of whose service something is said.
    ThreadOf(i64),
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// An outage is planned.
    OutagePlanned(Window),
    /// A planned outage was moved.
    OutageMoved {
        /// The new window.
        window: Window,
        /// The window that was announced.
        was: Window,
    },
    /// The end of an outage was moved.
    OutageExtended {
        /// The new window.
        window: Window,
        /// The window that was announced.
        was: Window,
    },
    /// The service is back.
    OutageEnded {
        /// The announced window.
        window: Window,
        /// When it ended in fact.
        at: DateTime<Utc>,
    },
    /// The outage was called off.
    OutageCancelled(Window),
    /// The outage takes longer than announced.
    OutageOverran(Window),
    /// The window is open: the step that waited for it may begin.
    OutageBegan(Window),
    /// The window closes soon and steps are open.
    OutageEndsSoon(Window),
    /// It is a role's turn.
    YourTurn {
        /// The step.
        step: StepName,
        /// Who owes it.
        roles: Vec<RoleName>,
    },
    /// An item failed where users are waiting.
    TestFailed {
        /// The step.
        step: StepName,
        /// The item.
        item: ItemName,
        /// What was seen.
        note: String,
        /// Who saw it.
        by: PersonId,
        /// Who must act.
        role: RoleName,
    },
    /// A version waits to be deployed.
    VersionWaits {
        /// The version.
        version: Version,
        /// For how many days.
        days: u32,
        /// Who could deploy it.
        role: RoleName,
        /// The process by which.
        process: super::name::ProcessName,
        /// The service.
        service: super::name::ServiceName,
    },
    /// Users cannot work from now on.
    OutageStarted {
        /// The announced window, when one is.
        window: Option<Window>,
        /// When it started in fact.
        at: DateTime<Utc>,
    },
    /// Users can work again after an outage of which no window was announced.
    OutageOver {
        /// When it ended.
        at: DateTime<Utc>,
    },
    /// A step tells an audience something.
    Told {
        /// What.
        text: String,
    },
    /// A paired state is on and has to be turned off.
    StateIsOn {
        /// Which.
        name: StateName,
        /// What is said of it while it is on.
        on: String,
        /// Where it is.
        environment: EnvironmentName,
        /// The release that turned it on.
        release: i64,
        /// Since when.
        since: DateTime<Utc>,
        /// Who turned it on.
        by: PersonId,
        /// Who is called.
        roles: Vec<RoleName>,
        /// Whether that release is over.
        is_left: bool,
        /// Whether users cannot work meanwhile.
        outage: bool,
    },
    /// Somebody calls those to mind who are awaited.
    Awaited {
        /// The step.
        step: StepName,
        /// Who owes it.
        roles: Vec<RoleName>,
        /// Since when it waits.
        since: DateTime<Utc>,
        /// Who calls them.
        by: PersonId,
    },
    /// What was approved has changed, or a go has run out: it has to be said again.
    ApproveAgain {
        /// The step.
        step: StepName,
        /// Who can renew it.
        roles: Vec<RoleName>,
        /// Whose go ran out; nothing when what was approved has changed.
        ran_out: Option<PersonId>,
    },
    /// Another system says that what a step asks for failed.
    ReportFailed {
        /// The step.
        step: StepName,
        /// The system.
        system: PersonId,
        /// Why.
        why: String,
        /// Where it can be seen.
        link: Option<String>,
        /// Who must act.
        role: RoleName,
    },
    /// Whoever started the release: it came so far.
    AuthorTold {
        /// The step.
        step: StepName,
        /// Where it can be seen.
        link: Option<String>,
    },
    /// The release came so far, in the playbook's words.
    Announced {
        /// The words.
        text: String,
        /// The version.
        version: Version,
        /// The environment of the step.
        environment: Option<EnvironmentName>,
    },
    /// Changes run on an environment.
    WentLive {
        /// Where.
        environment: EnvironmentName,
        /// The changes, as far as they are named, oldest first.
        changes: Vec<Change>,
        /// How many more there are.
        more: usize,
        /// Where the deployment can be seen.
        link: Option<String>,
    },
    /// A deployment failed that no release waited for.
    DeploymentFailed {
        /// Where.
        environment: EnvironmentName,
        /// The system.
        system: PersonId,
        /// Why.
        why: String,
        /// The changes that wait to be deployed there, as far as they are named.
        changes: Vec<Change>,
        /// Where it can be seen.
        link: Option<String>,
    },
    /// A slot of a cadence is due.
    SlotDue {
        /// Which.
        slot: Slot,
        /// The day on which it is due.
        day: NaiveDate,
        /// What replaces a part of it.
        replaced: Vec<(EnvironmentName, Replacement)>,
        /// The slot before, when a part of it was replaced and is left for this one.
        left: Option<(NaiveDate, Vec<(EnvironmentName, Replacement)>)>,
    },
    /// A slot was moved.
    SlotMoved {
        /// Which.
        slot: Slot,
        /// The day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// A slot was due and there is nothing to release.
    NothingToRelease {
        /// Which.
        slot: Slot,
        /// The version since which nothing was merged.
        since: Version,
    },
    /// A slot was skipped.
    SlotSkipped {
        /// Which.
        slot: Slot,
        /// Why.
        reason: String,
    },
    /// The end of a throw-away instance has come, and it is up.
    InstanceEnds {
        /// The release that made it.
        release: i64,
        /// Its name.
        name: Version,
        /// Its purpose, owner and end.
        plan: InstancePlan,
        /// For how many days its end is past.
        after_days: u32,
    },
    /// A step moved tickets.
    TicketsMoved {
        /// Which.
        tickets: Vec<TicketName>,
        /// The title of the status they have now.
        status: String,
        /// Who is awaited in it.
        awaited: Vec<RoleName>,
        /// Whether those are called; not when they are called for the next step anyway.
        call: bool,
    },
    /// What testing found is to be discussed by these.
    DiscussionOpened {
        /// Those who are called here.
        roles: Vec<RoleName>,
        /// The side that reads it; the team when nothing is said.
        side: Option<SideName>,
    },
    /// A ticket waits for somebody.
    TicketSpoke {
        /// Which.
        ticket: TicketName,
        /// What it is about.
        title: String,
        /// The title of its status.
        status: String,
        /// Who is awaited.
        awaited: Option<RoleName>,
        /// What was said with it.
        comment: Option<String>,
        /// By whom.
        by: PersonId,
    },
}

mod reported;
mod tickets;

/// The notices that a fact about a release calls for.
pub fn notices(
    fact: &ReleaseFact,
    at: DateTime<Utc>,
    by: &PersonId,
    before: &Release,
    after: &Release,
) -> Vec<Notice> {
    match fact {
        ReleaseFact::OutagePublished { window, was: None } => {
            vec![to_audience(after, Word::OutagePlanned(*window), Some(window.end))]
        }
        ReleaseFact::OutagePublished {
            window,
            was: Some(was),
        } => {
            vec![to_audience(
                after,
                Word::OutageMoved {
                    window: *window,
                    was: *was,
                },
                Some(window.end),
            )]
        }
        ReleaseFact::OutageExtended { window, was } => {
            vec![to_audience(
                after,
                Word::OutageExtended {
                    window: *window,
                    was: *was,
                },
                Some(window.end),
            )]
        }
        ReleaseFact::OutageStarted => {
            let window = open_window(after);
            vec![to_audience(after, Word::OutageStarted { window, at }, None)]
        }
        ReleaseFact::OutageEnded => {
            let word = match open_window(before) {
                Some(window) => Word::OutageEnded { window, at },
                None => Word::OutageOver { at },
            };
            vec![to_audience(after, word, None)]
        }
        ReleaseFact::ValueGiven { place, value } => told(after, place, value).into_iter().collect(),
        ReleaseFact::OutageCancelled => {
            let window = open_window(before);
            window
                .map(|w| to_audience(after, Word::OutageCancelled(w), Some(w.end)))
                .into_iter()
                .collect()
        }
        ReleaseFact::ItemFailed { place, note } => alarm(after, place, note, by).into_iter().collect(),
        ReleaseFact::Reminded { timer } => due(after, timer),
        ReleaseFact::RolesCalled { step } => sign_off::awaited(after, step, by).into_iter().collect(),
        ReleaseFact::GoExpired { place, set, whose } => {
            sign_off::ran_out(after, place, *set, whose).into_iter().collect()
        }
        ReleaseFact::StepReopened { step } => sign_off::changed(before, after, step).into_iter().collect(),
        ReleaseFact::WentGo { place, .. } => sign_off::next_in_order(before, after, place)
            .into_iter()
            .collect(),
        ReleaseFact::StepCompleted { step } | ReleaseFact::StepOverridden { step, .. } => {
            let mut told = reported::told(step, after);
            told.extend(turns(before, after));
            told
        }
        ReleaseFact::WentBack { .. } => turns(before, after),
        ReleaseFact::ReportFailed {
            place,
            system,
            why,
            link,
        } => reported::failed(after, &place.step, system, why, link.as_ref())
            .into_iter()
            .collect(),
        ReleaseFact::TicketsMoved { tickets, to } => tickets::moved(after, tickets, to),
        ReleaseFact::DiscussionOpened => tickets::discussed(after),
        ReleaseFact::Ticket { ticket, what } => tickets::handed_over(before, after, ticket, what, by),
        _ => Vec::new(),
    }
}

/// The notices that a fact about a service calls for.
pub fn service_notices(fact: &ServiceFact, processes: &[Arc<Process>], after: &ServiceState) -> Vec<Notice> {
    match fact {
        ServiceFact::StateLeftOn { name } | ServiceFact::StateReminded { name, .. } => {
            still_on(name, fact, after)
        }
        ServiceFact::AvailabilityReminded { version, after_days } => {
            waiting(version, *after_days, processes).into_iter().collect()
        }
        ServiceFact::WentLive {
            environment,
            branch,
            changes,
            link,
        } => reported::went_live(processes, after, (environment, branch), changes, link.as_ref())
            .into_iter()
            .collect(),
        ServiceFact::Reported { report, taken_by } if taken_by.is_empty() => {
            reported::deployment_failed(processes, after, report)
                .into_iter()
                .collect()
        }
        ServiceFact::SlotProposed { slot, day } => {
            let service = processes.first().map(|p| &p.service);
            slot_due(service, slot, *day, after).into_iter().collect()
        }
        ServiceFact::SlotMoved { slot, to, reason } => {
            vec![to_releases(Word::SlotMoved {
                slot: slot.clone(),
                to: *to,
                reason: reason.clone(),
            })]
        }
        ServiceFact::NothingToRelease { slot, since } => {
            vec![to_releases(Word::NothingToRelease {
                slot: slot.clone(),
                since: since.clone(),
            })]
        }
        ServiceFact::SlotSkipped { slot, reason } => {
            vec![to_releases(Word::SlotSkipped {
                slot: slot.clone(),
                reason: reason.clone(),
            })]
        }
        ServiceFact::InstanceReminded { release, after_days } => {
            let instance = after.find_instance(*release);
            let word = instance.map(|instance| Word::InstanceEnds {
                release: *release,
                name: instance.name.clone(),
                plan: instance.plan.clone(),
                after_days: *after_days,
            });
            word.map(to_releases).into_iter().collect()
        }
        ServiceFact::Ticket { ticket, what } => tickets::outside(processes, after, ticket, what),
        _ => Vec::new(),
    }
}

/// A state that is on: called to mind where releases are announced, and, when its release ends, in its thread too.
fn still_on(name: &StateName, fact: &ServiceFact, after: &ServiceState) -> Vec<Notice> {
    let Some(on) = after.states.get(name) else {
        return Vec::new();
    };
    let word = Word::StateIsOn {
        name: name.clone(),
        on: on.state.on.clone(),
        environment: on.state.environment.clone(),
        release: on.release,
        since: on.stamp.at,
        by: on.stamp.by.clone(),
        roles: on.roles.clone(),
        is_left: on.left_at.is_some(),
        outage: on.state.outage,
    };
    let say = |to| Notice {
        to,
        word: word.clone(),
        not_after: None,
    };
    match fact {
        ServiceFact::StateLeftOn { .. } => {
            vec![say(Recipient::ThreadOf(on.release)), say(Recipient::Releases)]
        }
        _ => vec![say(Recipient::Releases)],
    }
}

fn to_releases(word: Word) -> Notice {
    Notice {
        to: Recipient::Releases,
        word,
        not_after: None,
    }
}

/// A slot is due: with what replaces a part of it, and what earlier ones left for it.
fn slot_due(service: Option<&Service>, slot: &Slot, day: NaiveDate, after: &ServiceState) -> Option<Notice> {
    let service = service?;
    let cadence = service.find_cadence(&slot.cadence)?;
    let diary = after.diary(cadence);
    let replaced = |date: NaiveDate| {
        let state = diary.find(date).into_iter();
        let replaced = state.flat_map(|state| &state.replaced);
        replaced
            .map(|(e, by)| (e.clone(), by.clone()))
            .collect::<Vec<_>>()
    };
    let before = cadence.before(slot.date);
    Some(to_releases(Word::SlotDue {
        slot: slot.clone(),
        day,
        replaced: replaced(slot.date),
        left: before
            .map(|date| (date, replaced(date)))
            .filter(|(_, left)| !left.is_empty()),
    }))
}

/// A version that nobody deploys is called to mind by the first process that keeps a list of them.
fn waiting(version: &Version, after_days: u32, processes: &[Arc<Process>]) -> Option<Notice> {
    let (process, reminder) = processes
        .iter()
        .find_map(|p| p.availability.as_ref().map(|reminder| (p, reminder)))?;
    let word = Word::VersionWaits {
        version: version.clone(),
        days: after_days,
        role: reminder.role.clone(),
        process: process.name.clone(),
        service: process.service.name.clone(),
    };
    Some(Notice {
        to: Recipient::Releases,
        word,
        not_after: None,
    })
}

/// What a step tells an audience; nothing where the team has not agreed on a channel, and a person told it.
fn told(release: &Release, place: &Place, text: &str) -> Option<Notice> {
    let (_, step, _) = release.find_step(&place.step)?;
    let (audience, _) = step.find_ask(&place.ask)?.kind.tell()?;
    let channel = release.process.audiences.get(audience)?.channel.as_ref();
    channel.map(|_| Notice {
        to: Recipient::Audience(audience.clone()),
        word: Word::Told {
            text: text.to_owned(),
        },
        not_after: None,
    })
}

fn open_window(release: &Release) -> Option<Window> {
    release.outage.as_ref().and_then(|o| o.find_open_window())
}

fn to_audience(release: &Release, word: Word, not_after: Option<DateTime<Utc>>) -> Notice {
    let audience = release.outage.as_ref().map(|o| o.audience.clone());
    let to = audience.map_or(Recipient::Thread, Recipient::Audience);
    Notice { to, word, not_after }
}

fn to_thread(word: Word) -> Notice {
    Notice {
        to: Recipient::Thread,
        word,
        not_after: None,
    }
}

/// A failed item calls the owners when the service is closed to its users meanwhile.
fn alarm(release: &Release, place: &ItemPlace, note: &str, by: &PersonId) -> Option<Notice> {
    let (_, step, _) = release.find_step(&place.step)?;
    let (item, note, role) = (place.item.clone(), note.to_owned(), step.owner.clone());
    let word = Word::TestFailed {
        step: step.name.clone(),
        item,
        note,
        by: by.clone(),
        role,
    };
    step.may_roll_back.then(|| to_thread(word))
}

fn due(release: &Release, timer: &str) -> Vec<Notice> {
    let Some((moment, window)) = OutageMoment::find(timer).zip(open_window(release)) else {
        return day_begins(release, timer).into_iter().collect();
    };
    match moment {
        OutageMoment::Begins => {
            vec![Notice {
                not_after: Some(window.end),
                ..to_thread(Word::OutageBegan(window))
            }]
        }
        OutageMoment::EndsSoon => {
            vec![Notice {
                not_after: Some(window.end),
                ..to_thread(Word::OutageEndsSoon(window))
            }]
        }
        OutageMoment::Overruns => {
            let word = Word::OutageOverran(window);
            vec![to_audience(release, word.clone(), None), to_thread(word)]
        }
    }
}

/// The day that was agreed for a step: its owner reads that it is time.
fn day_begins(release: &Release, timer: &str) -> Option<Notice> {
    let (_, step, _) = release.find_step(&step_of_the_day(timer)?)?;
    Some(to_thread(Word::YourTurn {
        step: step.name.clone(),
        roles: owed_by(step),
    }))
}

/// Those whose turn it becomes, when it was somebody else's before: a ping to whoever is at work already is noise.
fn turns(before: &Release, after: &Release) -> Vec<Notice> {
    let waiting_before: Vec<RoleName> = before.current().flat_map(|(_, step, _)| owed_by(step)).collect();
    let open_before: Vec<&StepName> = before.current().map(|(_, step, _)| &step.name).collect();
    let newly = after
        .current()
        .filter(|(_, step, _)| !open_before.contains(&&step.name));
    let status_moved = before.status() != after.status();
    let turn = |step: &Step| {
        let is_side = |role: &RoleName| after.process.side_of(role).is_some();
        let (sides, team): (Vec<RoleName>, Vec<RoleName>) = owed_by(step)
            .into_iter()
            .filter(|role| !waiting_before.contains(role) || (status_moved && is_side(role)))
            .partition(is_side);
        let word = |roles: Vec<RoleName>| Word::YourTurn {
            step: step.name.clone(),
            roles,
        };
        let sides = sides.into_iter().filter_map(|role| {
            let (side, _) = after.process.side_of(&role)?;
            Some(Notice {
                to: Recipient::Side(side.clone()),
                word: word(vec![role]),
                not_after: None,
            })
        });
        let team = (!team.is_empty()).then(|| to_thread(word(team)));
        sides.chain(team).collect::<Vec<_>>()
    };
    // Several steps may open for a side at once: one call is enough, its card shows them all.
    let mut called: Vec<Recipient> = Vec::new();
    let mut notices: Vec<Notice> = newly.flat_map(|(_, step, _)| turn(step)).collect();
    notices.retain(|notice| {
        let again = called.contains(&notice.to);
        if matches!(notice.to, Recipient::Side(_)) {
            called.push(notice.to.clone());
        }
        !again
    });
    notices
}

/// The roles that owe something to a step; of sets in order only the first.
pub fn owed_by(step: &Step) -> Vec<RoleName> {
    let mut roles = Vec::new();
    for ask in &step.asks {
        match (ask.kind.sign_off(), ask.kind.report()) {
            (Some(rule), _) if rule.in_order => {
                roles.extend(rule.sets.iter().take(1).flat_map(|s| s.roles.clone()));
            }
            (Some(rule), _) => roles.extend(rule.roles().cloned()),
            // What a machine does by itself is owed by nobody.
            (None, Some(rule)) if !rule.awaits.is_by_people() => {}
            (None, _) => roles.push(step.owner.clone()),
        }
    }
    roles.sort();
    roles.dedup();
    roles
}

/// Whether a step waits for others than the team that begins the release.
pub fn is_another_team(release: &Release, step: &Step) -> bool {
    let first = release.process.steps.first().map(|s| &s.owner);
    !owed_by(step).iter().any(|role| Some(role) == first)
}
