//! What a step asks for: the kinds of answer.

use serde::{Deserialize, Serialize};

use crate::domain::name::{AskName, AudienceName, ChecklistName, DocumentName, EnvironmentName};

use super::{Condition, ReportRule, Rule, SignOffRule};

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
