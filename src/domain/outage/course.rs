//! What happens to an outage, and the state it leads to.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::audience::Lead;
use crate::domain::name::AudienceName;
use crate::domain::person::Stamp;

use super::{Objection, OutageAbout, OutageWords, Passed, Told, Window};

/// Something that happened to an outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutageFact {
    /// Somebody entered it; nobody was told yet.
    Drafted {
        /// What it is about.
        about: OutageAbout,
        /// When.
        window: Window,
        /// What stands against it and was passed.
        #[serde(default)]
        objections: Vec<Objection>,
        /// Why it was passed.
        #[serde(default)]
        reason: Option<String>,
    },
    /// A second person approved the text.
    Approved,
    /// It was given up before anybody was told.
    Withdrawn,
    /// Its audiences are told.
    Announced {
        /// What it is about.
        about: OutageAbout,
        /// When.
        window: Window,
        /// What stands against it and was passed.
        #[serde(default)]
        objections: Vec<Objection>,
        /// Why it was passed.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Its window changed: it was moved, extended or shortened.
    Changed {
        /// The window now.
        window: Window,
        /// The window that was announced.
        was: Window,
        /// What stands against it and was passed.
        #[serde(default)]
        objections: Vec<Objection>,
        /// Why, where somebody says it.
        #[serde(default)]
        reason: Option<String>,
    },
    /// What is said of it changed.
    Reworded {
        /// The words now.
        words: OutageWords,
    },
    /// It was called to mind, or it was too late for that.
    Reminded {
        /// The timer that was due.
        timer: String,
        /// What was called to mind; nothing when it was passed over.
        #[serde(default)]
        tell: Option<LeadDue>,
    },
    /// Users cannot work from now on.
    Started {
        /// What it is about, where it was not announced.
        #[serde(default)]
        about: Option<OutageAbout>,
    },
    /// Its end has passed and it is not over.
    Overran,
    /// Users can work again.
    Ended,
    /// It will not happen.
    Cancelled {
        /// Why, where somebody says it.
        #[serde(default)]
        reason: Option<String>,
    },
}

/// An audience to which an outage is called to mind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadDue {
    /// Which.
    pub audience: AudienceName,
    /// How long before.
    pub lead: Lead,
    /// When that was.
    pub due_at: DateTime<Utc>,
}

/// An outage of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outage {
    /// What it is about, as its audiences know it; as it was entered while they know nothing.
    pub about: OutageAbout,
    /// What somebody entered and nobody published yet.
    pub draft: Option<OutageDraft>,
    /// The window that its audiences know.
    pub window: Option<Window>,
    /// The windows that they knew before, oldest first.
    pub windows_before: Vec<Window>,
    /// How often what they know has changed; 0 is the first announcement.
    pub revision: u32,
    /// Who announced it first, and when.
    pub announced: Option<Stamp>,
    /// Who changed last what they know, and when.
    pub changed: Option<Stamp>,
    /// Since when users cannot work.
    pub started: Option<Stamp>,
    /// When it was found that its end had passed.
    pub overran: Option<Stamp>,
    /// Since when users can work again.
    pub ended: Option<Stamp>,
    /// Who called it off, and why.
    pub cancelled: Option<(Stamp, Option<String>)>,
    /// What stood against it and was passed by authority.
    pub passed: Vec<Passed>,
    /// The timers that were seen to.
    pub reminded: BTreeSet<String>,
    /// What was said of it, in order.
    pub told: Vec<Told>,
}

/// What somebody entered and nobody published yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutageDraft {
    /// What it is about.
    pub about: OutageAbout,
    /// When.
    pub window: Window,
    /// Who entered it, and when.
    pub entered: Stamp,
    /// What stands against it and was passed.
    pub objections: Vec<Objection>,
    /// Why.
    pub reason: Option<String>,
    /// Who approved it.
    pub approved: Option<Stamp>,
}

/// Where an outage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutageCourse {
    /// Nobody was told yet.
    Draft,
    /// It is announced and has not begun.
    Scheduled,
    /// Users cannot work.
    UnderWay,
    /// Users cannot work, and its end has passed.
    Overrun,
    /// It is over.
    Completed,
    /// It was called off.
    Cancelled,
}

impl Outage {
    /// Where it stands at that time.
    pub fn course(&self, now: DateTime<Utc>) -> OutageCourse {
        let is_past = self.window.is_some_and(|w| w.end <= now);
        let has_begun = self.started.is_some() || self.window.is_some_and(|w| w.start <= now);
        if self.cancelled.is_some() {
            OutageCourse::Cancelled
        } else if self.ended.is_some() {
            OutageCourse::Completed
        } else if has_begun && is_past {
            OutageCourse::Overrun
        } else if has_begun {
            OutageCourse::UnderWay
        } else if self.window.is_some() {
            OutageCourse::Scheduled
        } else {
            OutageCourse::Draft
        }
    }

    /// Whether it was announced, or users cannot work, and it is not over.
    pub fn is_open(&self) -> bool {
        (self.window.is_some() || self.started.is_some()) && self.ended.is_none() && self.cancelled.is_none()
    }

    /// The announced window, while it is not over.
    pub fn find_open_window(&self) -> Option<Window> {
        self.window.filter(|_| self.is_open())
    }

    /// From when to when users could not work, once that is over; nothing when it was called off.
    pub fn find_actual(&self) -> Option<Window> {
        let end = self.ended.as_ref()?.at;
        let planned = self.window.map(|w| w.start).filter(|start| *start <= end);
        let start = self.started_at().or(planned)?;
        Some(Window { start, end })
    }

    /// Since when users cannot work: what somebody said, or the window's start where it began by the clock.
    pub fn started_at(&self) -> Option<DateTime<Utc>> {
        let started = self.started.as_ref()?;
        let planned = self.window.map(|w| w.start).filter(|start| *start <= started.at);
        let by_clock = !self.about.starts_by_hand && started.is_by_clock();
        Some(planned.filter(|_| by_clock).unwrap_or(started.at))
    }

    /// The outage after `fact`.
    pub fn apply(&mut self, fact: &OutageFact, stamp: Stamp) {
        let at = stamp.at;
        match fact {
            OutageFact::Drafted {
                about,
                window,
                objections,
                reason,
            } => {
                if self.announced.is_none() {
                    self.about = about.clone();
                }
                self.draft = Some(OutageDraft {
                    about: about.clone(),
                    window: *window,
                    entered: stamp,
                    objections: objections.clone(),
                    reason: reason.clone(),
                    approved: None,
                });
            }
            OutageFact::Approved => {
                if let Some(draft) = &mut self.draft {
                    draft.approved = Some(stamp);
                }
            }
            OutageFact::Withdrawn => self.draft = None,
            OutageFact::Announced {
                about,
                window,
                objections,
                reason,
            } => self.announce(about, *window, (objections, reason.as_ref()), stamp),
            OutageFact::Changed {
                window,
                was,
                objections,
                reason,
            } => {
                self.windows_before.push(*was);
                self.window = Some(*window);
                self.overran = None;
                self.pass(objections, reason.as_ref(), &stamp);
                self.touch(stamp);
            }
            OutageFact::Reworded { words } => {
                self.about.words = words.clone();
                self.touch(stamp);
            }
            OutageFact::Reminded { timer, .. } => drop(self.reminded.insert(timer.clone())),
            OutageFact::Started { about } => {
                if let Some(about) = about {
                    self.about = about.clone();
                }
                (self.ended, self.cancelled) = (None, None);
                self.started = Some(stamp.clone());
                self.touch(stamp);
            }
            OutageFact::Overran => self.overran = Some(stamp),
            OutageFact::Ended => {
                self.ended = Some(stamp.clone());
                self.touch(stamp);
            }
            OutageFact::Cancelled { reason } => {
                self.cancelled = Some((stamp.clone(), reason.clone()));
                self.touch(stamp);
            }
        }
        self.told.extend(Told::after(self, fact, at));
    }

    fn announce(
        &mut self,
        about: &OutageAbout,
        window: Window,
        (objections, reason): (&[Objection], Option<&String>),
        stamp: Stamp,
    ) {
        self.about = about.clone();
        self.draft = None;
        // After it was called off, or was over, it is announced as a new one under its old number.
        (self.started, self.overran, self.ended, self.cancelled) = (None, None, None, None);
        self.windows_before.extend(self.window);
        self.window = Some(window);
        self.pass(objections, reason, &stamp);
        if self.announced.is_none() {
            self.announced = Some(stamp.clone());
            self.changed = Some(stamp);
        } else {
            self.touch(stamp);
        }
    }

    /// What its audiences know has changed.
    fn touch(&mut self, stamp: Stamp) {
        self.revision += u32::from(self.changed.is_some());
        self.changed = Some(stamp);
    }

    fn pass(&mut self, objections: &[Objection], reason: Option<&String>, stamp: &Stamp) {
        if !objections.is_empty() {
            self.passed.push(Passed {
                objections: objections.to_vec(),
                reason: reason.cloned().unwrap_or_default(),
                stamp: stamp.clone(),
            });
        }
    }
}
