//! What processes refer to, by name: roles, environments, audiences, checklists and shared steps.

use super::audience::{read_audience, read_outages};
use super::paired::{read_document, read_state};
use super::plan::{ReadCadence, ReadTrack, read_cadence, read_track};
use super::record::{ReadSide, read_side};
use super::rotation::{ReadRotation, read_rotation};
use super::service::{read_checklist, read_service};
use super::ticket::read_workflow;
use super::words::{Kind, check_known, check_name, check_unique};
use crate::domain::audience::Audience;
use crate::domain::environment::part_of;
use crate::domain::name::{
    AudienceName, ChecklistName, ComponentName, DocumentName, EnvironmentName, RoleName, SideName, StateName,
    StatusName, TrackName,
};
use crate::domain::process::{Checklist, Document, Process, Service};
use crate::domain::side::Side;
use crate::domain::workflow::Workflow;
use crate::toml_reader::{Findings, Table, Text, Value};
use std::collections::BTreeMap;

/// What processes refer to.
pub(super) struct Shelf<'a> {
    pub(super) service: Service,
    pub(super) roles: Vec<RoleName>,
    pub(super) tickets: Option<Workflow>,
    audiences: BTreeMap<AudienceName, Audience>,
    checklists: BTreeMap<ChecklistName, Checklist>,
    sides: BTreeMap<SideName, Side>,
    steps: BTreeMap<String, Table<'a>>,
    declared: Vec<(Kind, Text)>,
    documents: BTreeMap<DocumentName, Document>,
    /// The processes that cadences name.
    planned: Vec<Text>,
}

/// Reads everything but the processes.
pub(super) fn read_shelf<'a>(root: &mut Table<'a>, found: &mut Findings) -> Shelf<'a> {
    let (mut service, roles) = read_service(root, found);
    let mut declared: Vec<(Kind, Text)> = roles.into_iter().map(|role| (Kind::Role, role)).collect();
    let roles: Vec<RoleName> = declared
        .iter()
        .map(|(_, role)| RoleName::from(role.value.as_str()))
        .collect();
    let mut tables = |key: &'static str, kind: Kind, found: &mut Findings| -> Vec<(String, &'a Value<'a>)> {
        let mut tables = Vec::new();
        for (name, value) in root.named(key, found) {
            check_name(&name, found);
            tables.push((name.value.clone(), value));
            declared.push((kind, name));
        }
        tables
    };
    let audiences = tables("audience", Kind::Audience, found);
    let checklists = tables("checklist", Kind::Checklist, found);
    let steps = tables("step", Kind::SharedStep, found);
    let states = tables("state", Kind::State, found);
    let documents = tables("document", Kind::Document, found);
    let tracks = tables("track", Kind::Track, found);
    let rotations = tables("rotation", Kind::Rotation, found);
    let sides = read_sides(root, &roles, found);
    let mut cadences = Vec::new();
    for (name, value) in root.named("cadence", found) {
        check_name(&name, found);
        cadences.push(read_cadence(&name.value, value, found));
    }
    let tracks: Vec<ReadTrack> = tracks
        .into_iter()
        .map(|(name, value)| read_track(&name, value, found))
        .collect();
    let rotations: Vec<ReadRotation> = rotations
        .into_iter()
        .map(|(name, value)| read_rotation(&name, value, found))
        .collect();
    service.rotations = rotations.iter().map(|read| read.rotation.clone()).collect();
    service.cadences = cadences.iter().map(|read| read.cadence.clone()).collect();
    service.tracks = tracks.iter().map(|read| read.track.clone()).collect();
    let documents = documents
        .into_iter()
        .map(|(name, value)| (name.into(), read_document(value, found)))
        .collect();
    let tickets = read_workflow(root, &roles, found);
    let audiences: BTreeMap<AudienceName, Audience> = audiences
        .into_iter()
        .map(|(name, value)| (name.into(), read_audience(value, &roles, found)))
        .collect();
    if let Some(value) = root.find("outages") {
        service.outages = read_outages(value, &roles, &audiences, found);
    }
    service.audiences = audiences.clone();
    let mut shelf = Shelf {
        service,
        roles,
        tickets,
        planned: cadences.iter().map(|read| read.process.clone()).collect(),
        audiences,
        checklists: checklists
            .into_iter()
            .map(|(name, value)| (name.into(), read_checklist(value, found)))
            .collect(),
        sides,
        steps: steps
            .into_iter()
            .map(|(name, value)| (name, shared_step(value, found)))
            .collect(),
        declared,
        documents,
    };
    let states = states.into_iter();
    shelf.service.states = states
        .map(|(name, value)| (name.into(), read_state(value, &shelf, found)))
        .collect();
    shelf.check_plan(&cadences, &tracks, found);
    for role in rotations.iter().flat_map(|read| &read.roles) {
        shelf.role(role, found);
    }
    shelf
}

/// Every `[side.name]`; each speaks for another role.
fn read_sides(root: &mut Table<'_>, roles: &[RoleName], found: &mut Findings) -> BTreeMap<SideName, Side> {
    let known: Vec<&str> = roles.iter().map(RoleName::as_str).collect();
    let mut sides = BTreeMap::new();
    let mut speaking = Vec::new();
    for (name, value) in root.named("side", found) {
        check_name(&name, found);
        let ReadSide { side, role } = read_side(value, found);
        check_known(&role, &known, Kind::Role, found);
        speaking.push(role);
        sides.insert(SideName::from(name.value), side);
    }
    check_unique(&speaking, "sides of the role", found);
    sides
}

/// A step without a name of its own: its header names it.
fn shared_step<'a>(value: &'a Value<'a>, found: &mut Findings) -> Table<'a> {
    let mut table = Table::of(value, "a shared step", found);
    for key in ["name", "use"] {
        if let Some(value) = table.find(key) {
            let what = format!("a shared step has no `{key}`: the header above names it");
            found
                .error(&value.span(), what, "not here")
                .fix(format!("write `{key}` in the step that uses it"));
        }
    }
    table
}

impl<'a> Shelf<'a> {
    /// The role of that name, noted when the service has none.
    pub(super) fn role(&self, name: &Text, found: &mut Findings) -> RoleName {
        let known: Vec<&str> = self.roles.iter().map(RoleName::as_str).collect();
        check_known(name, &known, Kind::Role, found);
        RoleName::from(name.value.as_str())
    }

    /// The environment of that name, noted when the service has none.
    pub(super) fn environment(&self, name: &Text, found: &mut Findings) -> EnvironmentName {
        let known: Vec<&str> = self
            .service
            .environments
            .iter()
            .map(|e| e.name.as_str())
            .collect();
        check_known(name, &known, Kind::Environment, found);
        EnvironmentName::from(name.value.as_str())
    }

    /// The status of that name, noted when tickets have none such.
    pub(super) fn status(&self, name: &Text, found: &mut Findings) -> StatusName {
        let statuses = self.tickets.iter().flat_map(|w| &w.statuses);
        let known: Vec<&str> = statuses.map(|s| s.name.as_str()).collect();
        check_known(name, &known, Kind::Status, found);
        StatusName::from(name.value.as_str())
    }

    /// The audience of that name, noted when there is none.
    pub(super) fn audience(&self, name: &Text, found: &mut Findings) -> AudienceName {
        let known: Vec<&str> = self.audiences.keys().map(AudienceName::as_str).collect();
        check_known(name, &known, Kind::Audience, found);
        AudienceName::from(name.value.as_str())
    }

    /// The checklist of that name and its title, noted when there is none.
    pub(super) fn checklist(&self, name: &Text, found: &mut Findings) -> (ChecklistName, Option<&str>) {
        let known: Vec<&str> = self.checklists.keys().map(ChecklistName::as_str).collect();
        check_known(name, &known, Kind::Checklist, found);
        let list = ChecklistName::from(name.value.as_str());
        let title = self.checklists.get(&list).map(|list| list.title.as_str());
        (list, title)
    }

    /// The shared step of that name, noted when there is none.
    pub(super) fn step(&self, name: &Text, found: &mut Findings) -> Option<Table<'a>> {
        let known: Vec<&str> = self.steps.keys().map(String::as_str).collect();
        check_known(name, &known, Kind::SharedStep, found);
        self.steps.get(&name.value).cloned()
    }

    /// The paired state of that name, noted when there is none.
    pub(super) fn state(&self, name: &Text, found: &mut Findings) -> StateName {
        let known: Vec<&str> = self.service.states.keys().map(StateName::as_str).collect();
        check_known(name, &known, Kind::State, found);
        StateName::from(name.value.as_str())
    }

    /// The part of the service of that name as its versions are kept, noted when there is none.
    pub(super) fn component(&self, name: &Text, found: &mut Findings) -> Option<ComponentName> {
        let known: Vec<&str> = self.service.components.iter().map(|c| c.name.as_str()).collect();
        check_known(name, &known, Kind::Component, found);
        part_of(&self.service, &ComponentName::from(name.value.as_str()))
    }

    /// The document of that name with its title and levels, noted when there is none.
    pub(super) fn document(&self, name: &Text, found: &mut Findings) -> (DocumentName, Option<&Document>) {
        let known: Vec<&str> = self.documents.keys().map(DocumentName::as_str).collect();
        check_known(name, &known, Kind::Document, found);
        let document = DocumentName::from(name.value.as_str());
        let known = self.documents.get(&document);
        (document, known)
    }

    /// Every document.
    pub(super) fn documents(&self) -> &BTreeMap<DocumentName, Document> {
        &self.documents
    }

    /// The audience of that name.
    pub(super) fn find_audience(&self, name: &AudienceName) -> Option<&Audience> {
        self.audiences.get(name)
    }

    /// The checklists of these names.
    pub(super) fn checklists_of(&self, names: &[&ChecklistName]) -> BTreeMap<ChecklistName, Checklist> {
        let named = self.checklists.iter().filter(|(name, _)| names.contains(name));
        named.map(|(name, list)| (name.clone(), list.clone())).collect()
    }

    /// The audiences of these names.
    pub(super) fn audiences_of(&self, names: &[&AudienceName]) -> BTreeMap<AudienceName, Audience> {
        let named = self.audiences.iter().filter(|(name, _)| names.contains(name));
        named
            .map(|(name, audience)| (name.clone(), audience.clone()))
            .collect()
    }

    /// The sides whose role is among these.
    pub(super) fn sides_of(&self, roles: &[RoleName]) -> BTreeMap<SideName, Side> {
        let looking = self.sides.iter().filter(|(_, side)| roles.contains(&side.role));
        looking.map(|(name, side)| (name.clone(), side.clone())).collect()
    }

    /// The track of that name, noted when there is none.
    pub(super) fn track(&self, name: &Text, found: &mut Findings) -> TrackName {
        let known: Vec<&str> = self.service.tracks.iter().map(|t| t.name.as_str()).collect();
        check_known(name, &known, Kind::Track, found);
        TrackName::from(name.value.as_str())
    }

    /// Notes names in cadences and tracks that the service does not have.
    fn check_plan(&self, cadences: &[ReadCadence], tracks: &[ReadTrack], found: &mut Findings) {
        for read in cadences {
            self.role(&read.role, found);
            for role in &read.tells {
                self.role(role, found);
            }
            for environment in read.environment.iter().chain(&read.promotes_to) {
                self.environment(environment, found);
            }
            if let Some(rotation) = &read.rotation {
                let known: Vec<&str> = self.service.rotations.iter().map(|r| r.name.as_str()).collect();
                check_known(rotation, &known, Kind::Rotation, found);
            }
        }
        let known: Vec<&str> = cadences.iter().map(|read| read.cadence.name.as_str()).collect();
        for read in tracks {
            check_known(&read.cadence, &known, Kind::Cadence, found);
            for environment in &read.environments {
                self.environment(environment, found);
            }
        }
    }

    /// Notes cadences of processes that the playbook does not have, once these were read.
    pub(super) fn check_planned(&self, processes: &[Process], found: &mut Findings) {
        let known: Vec<&str> = processes.iter().map(|p| p.name.as_str()).collect();
        for name in &self.planned {
            check_known(name, &known, Kind::Process, found);
        }
    }

    /// Notes what was declared and never named, once everything was read.
    pub(super) fn note_unused(&self, found: &mut Findings) {
        for (kind, name) in &self.declared {
            if name.is_there && !found.has_mention(kind.what(), &name.value) {
                let what = format!("nothing uses `{}`, {}", name.value, kind.what());
                found.note(&name.span, what, "declared here");
            }
        }
    }
}
