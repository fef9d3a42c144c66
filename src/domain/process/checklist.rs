//! Checklists: what is to be looked at, in parts and items.

use serde::{Deserialize, Serialize};

use crate::domain::name::ItemName;

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
