//! The processes that can be started.

use std::sync::Arc;

use crate::domain::name::ServiceName;
use crate::domain::process::Process;

/// Every process of every playbook, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Library {
    processes: Vec<ShelvedProcess>,
}

/// A process and the digest of its text.
#[derive(Clone, Debug)]
pub struct ShelvedProcess {
    /// The process.
    pub process: Arc<Process>,
    /// Its digest, by which running releases find the process they started with.
    pub digest: String,
}

impl Library {
    /// A library of these processes.
    pub fn new(processes: Vec<ShelvedProcess>) -> Self {
        Self { processes }
    }

    /// Every process.
    pub fn processes(&self) -> &[ShelvedProcess] {
        &self.processes
    }

    /// The services, as people type and as people read them, once each.
    pub fn services(&self) -> Vec<(&str, &str)> {
        let mut services: Vec<(&str, &str)> = Vec::new();
        for shelved in &self.processes {
            let service = &shelved.process.service;
            if !services.iter().any(|(name, _)| *name == service.name.as_str()) {
                services.push((service.name.as_str(), &service.title));
            }
        }
        services
    }

    /// The processes of a service, which may be named as people type or as people read it.
    pub fn processes_of<'a, 'n>(
        &'a self,
        service: &'n str,
    ) -> impl Iterator<Item = &'a ShelvedProcess> + use<'a, 'n> {
        self.processes.iter().filter(move |s| {
            let known = &s.process.service;
            known.name.as_str().eq_ignore_ascii_case(service) || known.title.eq_ignore_ascii_case(service)
        })
    }

    /// The process of the same service and name as it is now, when there is one.
    pub fn find_same(&self, process: &Process) -> Option<&Process> {
        let same = self
            .processes
            .iter()
            .find(|s| s.process.service.name == process.service.name && s.process.name == process.name);
        same.map(|shelved| &*shelved.process)
    }

    /// The process of that name.
    pub fn find(&self, service: &str, process: &str) -> Option<&ShelvedProcess> {
        let mut processes = self.processes_of(service);
        processes.find(|s| {
            s.process.name.as_str().eq_ignore_ascii_case(process)
                || s.process.title.eq_ignore_ascii_case(process)
        })
    }

    /// The processes of a service as they are today; none when no playbook has it.
    pub fn of_service(&self, service: &ServiceName) -> Vec<Arc<Process>> {
        let all = self.processes.iter().map(|s| &s.process);
        all.filter(|p| p.service.name == *service).cloned().collect()
    }
}
