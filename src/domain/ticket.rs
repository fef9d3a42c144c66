//! Tickets: outside work items, each with a status of its own, and what a release knows of those attached to it.
//!
//! A ticket lives in the service; while it is attached to a release, the release keeps the same state by the same
//! facts. Applying a fact never fails.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::{PersonId, RoleName, StatusName, TicketName};
use super::person::Stamp;

/// What happened to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TicketFact {
    /// It is known from now on.
    Raised {
        /// What it is about.
        title: String,
        /// Where it is.
        link: Option<String>,
        /// Its first status.
        status: StatusName,
        /// The release in whose test it was found.
        against: Option<i64>,
    },
    /// Somebody commented, and it stays where it is.
    Commented {
        /// What they wrote.
        text: String,
    },
    /// It has another status.
    Moved {
        /// The status it had.
        from: StatusName,
        /// The status it has.
        to: StatusName,
        /// What was written with it.
        comment: Option<String>,
    },
    /// One side agrees to a move that takes more than one.
    MoveAgreed {
        /// The status it would have.
        to: StatusName,
        /// The side that agrees.
        role: RoleName,
        /// What was written with it.
        comment: Option<String>,
    },
    /// It is part of a release.
    Attached {
        /// The release's number.
        release: i64,
        /// What it is about.
        title: String,
        /// Where it is.
        link: Option<String>,
        /// The status it has.
        status: StatusName,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// It is part of the release no more.
    Detached {
        /// The release's number.
        release: i64,
        /// Why, when somebody took it out.
        reason: Option<String>,
    },
}

/// An outside work item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// What it is about.
    pub title: String,
    /// Where it is.
    pub link: Option<String>,
    /// Its status.
    pub status: StatusName,
    /// Since when it has that status, and who moved it there.
    pub since: Stamp,
    /// What was written last, and by whom.
    pub comment: Option<(String, Stamp)>,
    /// Who has agreed to which move.
    pub agreed: Vec<Consent>,
    /// The release of which it is a part.
    pub release: Option<i64>,
}

/// One side's word that a ticket may move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// To this status.
    pub to: StatusName,
    /// The side.
    pub role: RoleName,
    /// Who, and when.
    pub stamp: Stamp,
}

/// A ticket as a release knows it. It stays when the ticket leaves: a button names it by its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its name.
    pub name: TicketName,
    /// Its state; `release` is empty when it left.
    pub ticket: Ticket,
}

/// Something that testing found: a ticket that came back, or a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The ticket.
    pub ticket: TicketName,
    /// What it is about, when it is new.
    pub new: Option<String>,
    /// What was seen.
    pub seen: Option<String>,
    /// Who, and when.
    pub stamp: Stamp,
}

/// Something somebody asks of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketCommand {
    /// Which.
    pub ticket: TicketName,
    /// What.
    pub act: TicketAct,
}

/// What can be asked of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TicketAct {
    /// Make it known.
    Raise {
        /// What it is about.
        title: String,
        /// Where it is; made by the playbook when nothing is said.
        link: Option<String>,
        /// The release in whose test it was found.
        against: Option<i64>,
    },
    /// Say something about it; where its status says so, this moves it.
    Comment(String),
    /// Give it another status, or agree to that.
    Move {
        /// Which status.
        to: StatusName,
        /// What is to be said with it.
        comment: Option<String>,
        /// The status that the person saw, when they pressed a button.
        seen: Option<StatusName>,
    },
    /// Take it into the release.
    Attach,
    /// Take it out of its release, with a reason.
    Detach(String),
}

impl Ticket {
    /// The ticket that a fact begins: where it was raised, or where it was attached.
    pub fn begin(fact: &TicketFact, by: &PersonId, at: DateTime<Utc>) -> Option<Self> {
        let (title, link, status, since, release) = match fact {
            TicketFact::Raised {
                title, link, status, ..
            } => (title, link, status, at, None),
            TicketFact::Attached {
                release,
                title,
                link,
                status,
                since,
            } => (title, link, status, *since, Some(*release)),
            TicketFact::Commented { .. }
            | TicketFact::Moved { .. }
            | TicketFact::MoveAgreed { .. }
            | TicketFact::Detached { .. } => return None,
        };
        Some(Self {
            title: title.clone(),
            link: link.clone(),
            status: status.clone(),
            since: Stamp {
                by: by.clone(),
                at: since,
            },
            comment: None,
            agreed: Vec::new(),
            release,
        })
    }

    /// The state after `fact`.
    pub fn apply(&mut self, fact: &TicketFact, stamp: &Stamp) {
        match fact {
            TicketFact::Raised { .. } => {}
            TicketFact::Commented { text } => self.comment = Some((text.clone(), stamp.clone())),
            TicketFact::Moved { to, comment, .. } => {
                self.move_to(to, stamp);
                if let Some(text) = comment {
                    self.comment = Some((text.clone(), stamp.clone()));
                }
            }
            TicketFact::MoveAgreed { to, role, comment } => {
                self.agreed.push(Consent {
                    to: to.clone(),
                    role: role.clone(),
                    stamp: stamp.clone(),
                });
                if let Some(text) = comment {
                    self.comment = Some((text.clone(), stamp.clone()));
                }
            }
            TicketFact::Attached { release, .. } => self.release = Some(*release),
            TicketFact::Detached { .. } => self.release = None,
        }
    }

    /// It has another status; what was agreed of the one before counts no more.
    pub fn move_to(&mut self, to: &StatusName, stamp: &Stamp) {
        self.status = to.clone();
        self.since = stamp.clone();
        self.agreed.clear();
    }

    /// Who has agreed to a move to that status.
    pub fn consents(&self, to: &StatusName) -> impl Iterator<Item = &Consent> {
        self.agreed.iter().filter(move |c| c.to == *to)
    }
}
