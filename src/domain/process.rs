//! What a process is: the steps of one kind of change, what each asks for, and who may do what.
//!
//! Made by the playbook room from TOML, kept whole in the store by the digest of its text (a running release
//! keeps the process it started with), read by `decide`. Plain values; it decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::cadence::Cadence;
use super::environment::{Component, KnownFact};
use super::fact::Place;
use super::instance::InstanceRule;
use super::name::{
    AskName, AudienceName, CadenceName, ChecklistName, ComponentName, DocumentName, EnvironmentName,
    ItemName, ProcessName, RoleName, SectionName, ServiceName, SideName, StateName, StatusName, StepName,
    TrackName,
};
use super::paired::PairedState;
use super::record::SectionRule;
use super::report::{Awaited, System};
use super::side::Side;
use super::status::Status;
use super::track::Track;
use super::workflow::TicketRules;

mod sign_off;

pub use sign_off::{SignOffRule, SignOffSet};

/// One kind of change to a service: an ordered set of steps, with everything they refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// The service that is changed.
    pub service: Service,
    /// The name people type, such as `mahara-minor`.
    pub name: ProcessName,
    /// The name people read, such as `Mahara minor release`.
    pub title: String,
    /// One sentence: when this process is the right one.
    pub purpose: String,
    /// Why this process cannot be started yet, when the team has not agreed on it.
    pub not_yet: Option<String>,
    /// Who may start a release by this process; nobody named means any role that owns a step.
    pub started_by: Vec<RoleName>,
    /// Who may pass a gate by authority.
    pub override_by: Vec<RoleName>,
    /// What a version must look like.
    pub version: Option<Rule>,
    /// Environments that a release holds from its start to its end, so that no other release of the service uses them.
    pub occupies: Vec<EnvironmentName>,
    /// The steps, in reading order.
    pub steps: Vec<Step>,
    /// The checklists that the steps name.
    pub checklists: BTreeMap<ChecklistName, Checklist>,
    /// The audiences that the steps name.
    pub audiences: BTreeMap<AudienceName, Audience>,
    /// How an available version that nobody deploys is called to mind.
    pub availability: Option<AvailabilityReminder>,
    /// The sections of the change record; none when the process has no record.
    #[serde(default)]
    pub record: Vec<SectionRule>,
    /// Who else looks at a release, from a channel of their own.
    #[serde(default)]
    pub sides: BTreeMap<SideName, Side>,
    /// The choice whose answer is the outcome of a finished release.
    #[serde(default)]
    pub outcome: Option<Place>,
    /// The documents that the steps name.
    #[serde(default)]
    pub documents: BTreeMap<DocumentName, Document>,
    /// The statuses of its tickets, where releases have tickets.
    #[serde(default)]
    pub tickets: Option<TicketRules>,
    /// What the card of a release shows of its contents.
    #[serde(default)]
    pub contents: Option<Contents>,
    /// How many may be started in one year of the team's zone; those that were aborted or rolled back do not count.
    #[serde(default)]
    pub most_per_year: Option<u32>,
    /// The track by which its releases go around the planned ones.
    #[serde(default)]
    pub track: Option<TrackName>,
    /// How it makes throw-away instances, when it does.
    #[serde(default)]
    pub instance: Option<InstanceRule>,
}

/// What is released.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// The name people type, such as `myportfolio`.
    pub name: ServiceName,
    /// The name people read, such as `MyPortfolio`.
    pub title: String,
    /// The team's zone: wall-clock rules and typed times are read in it.
    pub zone: Tz,
    /// From the least to the most trusted.
    pub environments: Vec<Environment>,
    /// The parts that have versions of their own, the service itself first; nothing when it is the only one.
    #[serde(default)]
    pub components: Vec<Component>,
    /// States that are turned on and must be turned off again.
    #[serde(default)]
    pub states: BTreeMap<StateName, PairedState>,
    /// Facts that are to be alike on every environment, such as the database engine.
    #[serde(default)]
    pub alike: Vec<String>,
    /// Who may keep facts and data syncs of environments.
    #[serde(default)]
    pub kept_by: Vec<RoleName>,
    /// What the reports of other systems mean, and who is told of them.
    #[serde(default)]
    pub reports: Reports,
    /// When releases are planned.
    #[serde(default)]
    pub cadences: Vec<Cadence>,
    /// The ways around the planned releases.
    #[serde(default)]
    pub tracks: Vec<Track>,
}

impl Service {
    /// The cadence of that name.
    pub fn find_cadence(&self, name: &CadenceName) -> Option<&Cadence> {
        self.cadences.iter().find(|c| c.name == *name)
    }

    /// The cadence on whose slots releases by that process are planned.
    pub fn find_cadence_of(&self, process: &ProcessName) -> Option<&Cadence> {
        self.cadences.iter().find(|c| c.process == *process)
    }

    /// The track of that name.
    pub fn find_track(&self, name: &TrackName) -> Option<&Track> {
        self.tracks.iter().find(|t| t.name == *name)
    }
}

/// A place where a version of the service runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// Its name, such as `pre-prod`.
    pub name: EnvironmentName,
    /// The machine behind it, when the team names one.
    pub host: Option<String>,
    /// Where its data are copied from, and from nowhere else.
    #[serde(default)]
    pub data_from: Option<EnvironmentName>,
    /// What the playbook says of it, in its order; kept current by the service's facts.
    #[serde(default)]
    pub facts: Vec<KnownFact>,
}

/// A text that must match, with the reason people read when it does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// A regular expression that the whole text must match.
    pub pattern: String,
    /// The rule in words, such as "three numbers, such as 22.04.2".
    pub because: String,
}

/// One thing that must become true before the next may start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name, unique in the process.
    pub name: StepName,
    /// What people read, as an imperative: "Deploy on pre-prod".
    pub title: String,
    /// Who does it.
    pub owner: RoleName,
    /// Where it happens.
    pub environment: Option<EnvironmentName>,
    /// Steps that must be complete before this one; the playbook room fills in the step above when nothing is said.
    pub after: Vec<StepName>,
    /// Environments that this step takes for the release when it begins; shut while another release holds one.
    pub takes: Vec<EnvironmentName>,
    /// Further conditions that hold it shut.
    pub gates: Vec<Gate>,
    /// What it asks for; complete when all is there.
    pub asks: Vec<Ask>,
    /// What its completion brings about.
    pub effects: Vec<Effect>,
    /// The step to return to when it fails.
    pub on_fail: Option<StepName>,
    /// Whether a failure may end in a rollback.
    pub may_roll_back: bool,
    /// Pages a person needs for it.
    pub links: Vec<Link>,
    /// A hint to whoever does it.
    pub hint: Option<String>,
    /// The word by which outsiders know a release that is at this step.
    #[serde(default)]
    pub status: Option<Status>,
    /// Sections of the change record that whoever does it needs.
    #[serde(default)]
    pub shows: Vec<SectionName>,
    /// Commands that whoever does it copies; shown exactly as they stand here, never run by the bot.
    #[serde(default)]
    pub commands: Vec<String>,
    /// The answer above on which it depends whether this step applies at all.
    #[serde(default)]
    pub only_if: Option<Condition>,
    /// Whether it may be waived with a reason.
    #[serde(default)]
    pub optional: bool,
}

/// An answer that must have been given for something to apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The step that asked.
    pub step: StepName,
    /// What it asked.
    pub ask: AskName,
    /// The answers with which the thing applies; any of them.
    pub is: Vec<String>,
}

/// A condition that holds a step shut, beside the order of steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// The outage of this release has begun (its window's start has passed).
    OutageBegun,
    /// Nobody's blocker stands against this release.
    NoBlockers,
    /// This version has run on that environment.
    RanOn(EnvironmentName),
    /// The day that was given there has come, in the team's zone.
    NotBefore {
        /// The step that asked for the day.
        step: StepName,
        /// What it asked: a value, or a sign-off that decides the day.
        ask: AskName,
    },
    /// The slot after the one for which the release was started has come: the next planned day for that environment.
    NextSlot(EnvironmentName),
}

/// Something a step asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Its name, unique in the step.
    pub name: AskName,
    /// What people read.
    pub title: String,
    /// The kind of answer.
    pub kind: AskKind,
    /// The answer on which it depends whether this is asked at all.
    #[serde(default)]
    pub only_if: Option<Condition>,
}

/// The kinds of answer that a step can ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskKind {
    /// Somebody says that it is done.
    Confirmation,
    /// A text, such as an image tag, a link or a date.
    Value {
        /// What the text must look like.
        rule: Option<Rule>,
        /// An example, shown as a placeholder.
        example: Option<String>,
    },
    /// A checklist with every item passed or waived.
    Checklist {
        /// Which one; every step and every round gets a fresh copy.
        list: ChecklistName,
    },
    /// Recorded goes, enough of them and from the right people.
    SignOff(SignOffRule),
    /// An outage with a window, announced to an audience.
    Outage {
        /// Who is told.
        audience: AudienceName,
    },
    /// A change record without a gap: whoever asks for approval with it says that it is ready.
    Record,
    /// Data were copied from one environment to another; the answer is the day.
    Sync {
        /// Where they come from.
        from: EnvironmentName,
        /// Where they go.
        to: EnvironmentName,
        /// What was copied, such as "database".
        what: String,
    },
    /// A document at some level of maturity; the answer is its link.
    Document {
        /// Which.
        document: DocumentName,
        /// How far it must be, one of its levels.
        level: String,
    },
    /// An audience was told; the answer is what it was told, or, where no channel is set, how.
    Tell {
        /// Who is told.
        audience: AudienceName,
        /// What is proposed to be said.
        words: String,
    },
    /// Every attached ticket has come to its end.
    Tickets {
        /// The answer that excuses those that have not.
        excused_by: Option<Condition>,
    },
    /// Another system says that it is done.
    Report(ReportRule),
    /// One of these answers; others may depend on it.
    Choice {
        /// The answers, from two to [`MOST_OPTIONS`].
        options: Vec<String>,
    },
}

/// The most answers of a choice: each is a button.
pub const MOST_OPTIONS: usize = 5;

impl AskKind {
    /// What another system must say, where a report is asked for.
    pub fn report(&self) -> Option<&ReportRule> {
        match self {
            Self::Report(rule) => Some(rule),
            _ => None,
        }
    }

    /// The checklist that is asked for.
    pub fn checklist(&self) -> Option<&ChecklistName> {
        match self {
            Self::Checklist { list } => Some(list),
            _ => None,
        }
    }

    /// Who must say go, where a sign-off is asked for.
    pub fn sign_off(&self) -> Option<&SignOffRule> {
        match self {
            Self::SignOff(rule) => Some(rule),
            _ => None,
        }
    }

    /// The audience that is told something by the step itself, and what is proposed to be said.
    pub fn tell(&self) -> Option<(&AudienceName, &str)> {
        match self {
            Self::Tell { audience, words } => Some((audience, words)),
            _ => None,
        }
    }

    /// The document that is asked for, and how far it must be.
    pub fn document(&self) -> Option<(&DocumentName, &str)> {
        match self {
            Self::Document { document, level } => Some((document, level)),
            _ => None,
        }
    }
    /// The answers of a choice.
    pub fn options(&self) -> &[String] {
        match self {
            Self::Choice { options } => options,
            _ => &[],
        }
    }

    /// Who is told of the outage that is asked for.
    pub fn outage(&self) -> Option<&AudienceName> {
        match self {
            Self::Outage { audience } => Some(audience),
            _ => None,
        }
    }
}

/// What another system must say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRule {
    /// What happened.
    pub awaits: Awaited,
    /// Whose word counts; nobody named means any system whose signature the bot knows.
    pub from: Vec<System>,
    /// Who may say it by hand when the system cannot.
    pub by: Vec<RoleName>,
    /// Where it was deployed.
    pub environment: Option<EnvironmentName>,
    /// The branch into which the change goes.
    pub branch: Option<String>,
    /// The branch from which it comes.
    pub from_branch: Option<FromBranch>,
    /// Which tests.
    pub suite: Option<String>,
    /// Whether a version is released only with notes.
    pub needs_notes: bool,
    /// Whether the release takes the version that was released as its own.
    pub learns_version: bool,
}

/// The branch from which a change comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FromBranch {
    /// The one of that name.
    Named(String),
    /// The one that is called like the release's version.
    Version,
}

/// What the card of a release shows of its contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The changes since the version that this environment had before the release.
    pub since: EnvironmentName,
    /// The versions that came to this environment since then.
    pub of: Option<EnvironmentName>,
}

/// What the reports of other systems mean, and who is told of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reports {
    /// What GitHub reports of.
    pub github: Option<Forge>,
    /// What GitLab reports of.
    pub gitlab: Option<Forge>,
    /// Further systems that report in gonogo's own form.
    pub systems: Vec<System>,
    /// Who reads what is new on an environment, and that a deployment to it failed.
    pub tell: BTreeMap<EnvironmentName, AudienceName>,
}

/// A repository, and what the names that it uses mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forge {
    /// Its path, such as `hotosm/fmtm`.
    pub repository: String,
    /// The branches that lead to an environment, least trusted first; merges into others are nobody's business, and
    /// one from a branch of these into another brings no change of its own.
    pub branches: Vec<String>,
    /// Workflows that deploy, with the environment to which.
    pub workflows: BTreeMap<String, EnvironmentName>,
    /// Workflows that test.
    pub tests: Vec<String>,
    /// Environments that are called otherwise there, with our name.
    pub environments: BTreeMap<String, EnvironmentName>,
}

/// What the completion of a step brings about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The environment now runs this release's version.
    SetVersion {
        /// Which environment.
        environment: EnvironmentName,
        /// Which part of the service; the service itself when nothing is said.
        #[serde(default)]
        component: Option<ComponentName>,
        /// The answer that is the version; this release's version when nothing is said.
        #[serde(default)]
        from: Option<Place>,
    },
    /// The service is open again: the outage is over, and its audience is told.
    CloseOutage,
    /// Whoever completes the step is the reporter of the release from then on.
    HandOver,
    /// A paired state is on from now on, and must be turned off again.
    TurnOn {
        /// Which.
        state: StateName,
    },
    /// A paired state is off again.
    TurnOff {
        /// Which.
        state: StateName,
    },
    /// The contents of this release's version are fixed: what is merged from now on is not in it.
    CutVersion {
        /// A repair: only what was merged into this branch counts, beside what the version had that it repairs.
        only: Option<String>,
    },
    /// The freeze that began when the contents were fixed is over.
    EndFreeze,
    /// An audience reads that the release came so far.
    Announce {
        /// Who is told.
        audience: AudienceName,
        /// What they are told, in the playbook's words.
        text: String,
    },
    /// Whoever started the release is told that it came so far.
    TellAuthor,
    /// Every attached ticket moves to that status, where a move leads there.
    MoveTickets {
        /// Which status.
        to: StatusName,
    },
}

/// A document that matures while a release goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What people read, such as "Data migration plan".
    pub title: String,
    /// How far it can be, from the first to the last.
    pub levels: Vec<String>,
}

impl Effect {
    /// Whether people are told of it, so that it cannot be taken back in silence.
    pub fn is_told(&self) -> bool {
        match self {
            Self::CloseOutage | Self::Announce { .. } | Self::TellAuthor | Self::MoveTickets { .. } => true,
            Self::SetVersion { .. }
            | Self::CutVersion { .. }
            | Self::EndFreeze
            | Self::TurnOn { .. }
            | Self::TurnOff { .. }
            | Self::HandOver => false,
        }
    }
}

/// A page that a person needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is called.
    pub title: String,
    /// Where it is; http or https.
    pub url: String,
}

/// A named list of things to look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checklist {
    /// What people read.
    pub title: String,
    /// Its parts, in order; none is empty.
    pub sections: Vec<Section>,
}

impl Checklist {
    /// Every item, in order, with the index of its section.
    pub fn items(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.sections
            .iter()
            .enumerate()
            .flat_map(|(n, s)| s.items.iter().map(move |i| (n, i)))
    }

    /// The item of that name.
    pub fn find_item(&self, name: &ItemName) -> Option<&Item> {
        self.items().map(|(_, i)| i).find(|i| i.name == *name)
    }
}

/// A part of a checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// What people read.
    pub title: String,
    /// What to look at.
    pub items: Vec<Item>,
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its name, unique in the checklist, made from its text when the playbook gives none.
    pub name: ItemName,
    /// What to do and what must be seen.
    pub text: String,
}

/// Who is told of an outage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Audience {
    /// What people read, such as "MyPortfolio users".
    pub title: String,
    /// The channel, by its name in bot.toml; nothing while the team has not agreed on one.
    pub channel: Option<String>,
    /// What the outage means for them, in their words.
    pub impact: Option<String>,
    /// Where they can ask.
    pub questions: Option<String>,
}

/// When somebody is reminded that an available version is not deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AvailabilityReminder {
    /// Who is reminded.
    pub role: RoleName,
    /// Days after it became available, and again every so many days.
    pub every_days: u32,
    /// The environment whose version tells that it was deployed.
    pub environment: EnvironmentName,
}

impl Process {
    /// The position and the step of that name.
    pub fn find_step(&self, name: &StepName) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, s)| s.name == *name)
    }

    /// The positions of the steps before the one at `position`, near and far, in reading order.
    pub fn steps_before(&self, position: usize) -> Vec<usize> {
        let mut before = BTreeSet::new();
        let mut open = vec![position];
        while let Some(step) = open.pop().and_then(|n| self.steps.get(n)) {
            for (earlier, _) in step.after.iter().filter_map(|name| self.find_step(name)) {
                if before.insert(earlier) {
                    open.push(earlier);
                }
            }
        }
        before.into_iter().collect()
    }

    /// Every role that the process names, once each, in reading order.
    pub fn roles(&self) -> Vec<RoleName> {
        let mut roles: Vec<RoleName> = Vec::new();
        let signers = self
            .steps
            .iter()
            .flat_map(|s| &s.asks)
            .filter_map(|a| a.kind.sign_off())
            .flat_map(SignOffRule::roles);
        let asks = self.steps.iter().flat_map(|s| &s.asks);
        let stand_ins = asks.filter_map(|a| a.kind.report()).flat_map(|rule| &rule.by);
        let named = self
            .steps
            .iter()
            .map(|s| &s.owner)
            .chain(signers)
            .chain(stand_ins);
        for role in named.chain(&self.started_by).chain(&self.override_by) {
            if !roles.contains(role) {
                roles.push(role.clone());
            }
        }
        roles
    }
}

impl Service {
    /// The environment of that name.
    pub fn find_environment(&self, name: &EnvironmentName) -> Option<&Environment> {
        self.environments.iter().find(|e| e.name == *name)
    }
}

impl Step {
    /// The ask of that name.
    pub fn find_ask(&self, name: &AskName) -> Option<&Ask> {
        self.asks.iter().find(|a| a.name == *name)
    }
}
