//! Statuses and the moves between them, as a playbook declares them: who may move what, who is awaited, what a
//! comment moves by itself.
//!
//! Made by the playbook room, kept inside the process, read by `decide` and by the cards. It decides nothing; it says
//! which moves there are from here and whose they are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::name::{RoleName, SectionName, StatusName};
use super::process::{Condition, Rule};

/// The statuses that a ticket can have, and the moves between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workflow {
    /// What a ticket is called, such as `ESD-123`.
    pub name: Option<Rule>,
    /// Where a ticket is found, with `{ticket}` in the place of its name.
    pub link: Option<String>,
    /// The statuses; a new ticket has the first.
    pub statuses: Vec<Status>,
    /// The moves that people can make.
    pub moves: Vec<Move>,
    /// The status in which a ticket can be attached to a release.
    pub attach_at: StatusName,
    /// Who attaches and detaches.
    pub attached_by: Vec<RoleName>,
    /// Where a ticket that is under test returns to when its release ends without it.
    pub back_to: StatusName,
}

/// A status of a workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The name people type, such as `in-testing`.
    pub name: StatusName,
    /// The name people read, such as `In Testing`.
    pub title: String,
    /// Whose turn it is in this status; nobody's when it rests.
    pub awaits: Option<RoleName>,
    /// Where a comment by somebody with that role moves it.
    pub comment_by: BTreeMap<RoleName, StatusName>,
    /// Whether it ends here.
    pub done: bool,
    /// Whether it leaves its release here.
    pub detaches: bool,
}

/// A move that people can make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// From any of these.
    pub from: Vec<StatusName>,
    /// To this one.
    pub to: StatusName,
    /// Who may, each alone; nobody when only a step of a release does.
    pub by: Vec<RoleName>,
    /// Who must agree, all of them, by different people.
    pub agreed_by: Vec<RoleName>,
    /// Whether it takes a comment.
    pub needs_comment: bool,
}

/// The workflow as a process uses it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketRules {
    /// The statuses and moves.
    pub workflow: Workflow,
    /// Who is awaited instead, and makes those moves instead, in releases of which something else was said.
    #[serde(default)]
    pub instead: Vec<Instead>,
    /// The section of the change record that says how to roll back; a discussion quotes it.
    #[serde(default)]
    pub rollback: Option<SectionName>,
}

/// Another role is awaited in a status when a step was answered so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instead {
    /// In this status.
    pub status: StatusName,
    /// This role.
    pub role: RoleName,
    /// When this was answered.
    pub when: Condition,
}

/// A move that there is from a status, and who may make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalMove {
    /// To this status.
    pub to: StatusName,
    /// Its title.
    pub title: String,
    /// Who may, each alone.
    pub by: Vec<RoleName>,
    /// Who must agree, all of them.
    pub agreed_by: Vec<RoleName>,
    /// Whether it takes a comment.
    pub needs_comment: bool,
}

/// A move that there is not, or that is somebody else's; what there is instead, and whose that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoMove {
    /// What was to move, as people call it.
    pub what: String,
    /// The title of its status.
    pub from: String,
    /// The title of the one that was asked for.
    pub to: String,
    /// The moves that there are.
    pub legal: Vec<LegalMove>,
    /// The roles of the person.
    pub have: Vec<RoleName>,
}

impl TicketRules {
    /// Every role that they name.
    pub fn roles(&self) -> Vec<RoleName> {
        let mut roles = self.workflow.roles();
        roles.extend(self.instead.iter().map(|i| i.role.clone()));
        roles
    }
}

impl Workflow {
    /// The status of that name, with its position.
    pub fn find(&self, name: &StatusName) -> Option<(usize, &Status)> {
        self.statuses.iter().enumerate().find(|(_, s)| s.name == *name)
    }

    /// What people read for a status.
    pub fn title<'a>(&'a self, name: &'a StatusName) -> &'a str {
        self.find(name).map_or(name.as_str(), |(_, s)| s.title.as_str())
    }

    /// The status of a new ticket.
    pub fn first(&self) -> Option<&Status> {
        self.statuses.first()
    }

    /// Whether a ticket ends in that status.
    pub fn is_done(&self, name: &StatusName) -> bool {
        self.find(name).is_some_and(|(_, s)| s.done)
    }

    /// Every role that it names, once each, in reading order.
    pub fn roles(&self) -> Vec<RoleName> {
        let of_statuses = self
            .statuses
            .iter()
            .flat_map(|s| s.awaits.iter().chain(s.comment_by.keys()));
        let of_moves = self.moves.iter().flat_map(|m| m.by.iter().chain(&m.agreed_by));
        let mut roles: Vec<RoleName> = Vec::new();
        for role in of_statuses.chain(of_moves).chain(&self.attached_by) {
            if !roles.contains(role) {
                roles.push(role.clone());
            }
        }
        roles
    }

    /// Whether some move leads from one status to the other, whoever makes it.
    pub fn leads(&self, from: &StatusName, to: &StatusName) -> bool {
        self.moves.iter().any(|m| m.to == *to && m.from.contains(from))
    }

    /// The moves from a status: by people, and by what a comment does.
    pub fn legal(&self, from: &StatusName) -> Vec<LegalMove> {
        let title = |to: &StatusName| self.title(to).to_owned();
        let declared = self.moves.iter().filter(|m| m.from.contains(from));
        let mut legal: Vec<LegalMove> = declared
            .map(|m| LegalMove {
                to: m.to.clone(),
                title: title(&m.to),
                by: m.by.clone(),
                agreed_by: m.agreed_by.clone(),
                needs_comment: m.needs_comment,
            })
            .collect();
        let comments = self.find(from).into_iter().flat_map(|(_, s)| &s.comment_by);
        legal.extend(comments.map(|(role, to)| LegalMove {
            to: to.clone(),
            title: title(to),
            by: vec![role.clone()],
            agreed_by: Vec::new(),
            needs_comment: true,
        }));
        legal
    }
}

/// The rules for tickets where they are: in a release another role may be awaited than elsewhere.
#[derive(Clone, Debug)]
pub struct Rules<'a> {
    /// The statuses and moves.
    pub workflow: &'a Workflow,
    /// Who is awaited instead.
    pub instead: BTreeMap<&'a StatusName, &'a RoleName>,
}

impl<'a> Rules<'a> {
    /// The rules for a ticket that is in no release.
    pub fn outside(rules: &'a TicketRules) -> Self {
        Self {
            workflow: &rules.workflow,
            instead: BTreeMap::new(),
        }
    }

    /// Whose turn it is in a status.
    pub fn awaited(&self, status: &StatusName) -> Option<&'a RoleName> {
        let usual = || self.workflow.find(status)?.1.awaits.as_ref();
        self.instead.get(status).copied().or_else(usual)
    }

    /// The moves from a status. Where another role is awaited than usual, it makes the moves of the usual one.
    pub fn legal(&self, from: &StatusName) -> Vec<LegalMove> {
        let mut legal = self.workflow.legal(from);
        let usual = self.workflow.find(from).and_then(|(_, s)| s.awaits.as_ref());
        if let Some((usual, instead)) = usual.zip(self.instead.get(from)) {
            for role in legal.iter_mut().flat_map(|m| &mut m.by).filter(|r| *r == usual) {
                *role = (*instead).clone();
            }
        }
        legal
    }
}
