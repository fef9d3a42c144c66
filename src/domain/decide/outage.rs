//! The outage of a release: its window, its announcement, its end. Its service is told of all of it in the same
//! decision: there it is said to its audiences.

use super::super::agenda;
use super::super::command::{At, Proposal};
use super::super::fact::{Place, ReleaseFact, ServiceFact};
use super::super::name::RoleName;
use super::super::outage::{
    Change, Objection, Outage, OutageAbout, OutageFact, OutageWords, ReleaseOutage, Window, objections,
};
use super::super::refusal::Refusal;
use super::{Draft, require_text};

pub(super) mod alone;
pub(super) mod due;
mod objected;
mod window;

use objected::{newly, objected, require_passable};
use window::{longer, require_change, require_sound};

impl Draft<'_> {
    pub(super) fn propose_window(&mut self, at: &At<Place>, proposal: &Proposal) -> Result<(), Refusal> {
        self.enter_outage(at)?;
        let window = proposal.window.in_whole_minutes();
        require_sound(self.now, window)?;
        let reason = proposal.reason.as_deref().map(require_text).transpose()?;
        let objections = self.objections(window);
        self.require_passable(&objections, reason.as_deref())?;
        self.happened(ReleaseFact::WindowProposed {
            place: at.what.clone(),
            window,
            words: proposal.words.clone(),
            reason: reason.filter(|_| !objections.is_empty()),
            objections,
        });
        Ok(())
    }

    pub(super) fn publish_outage(&mut self, at: &At<Place>, window: Window) -> Result<(), Refusal> {
        let outage = self.enter_outage(at)?;
        if outage.proposed != Some(window) {
            return Err(Refusal::PreviewOutOfDate);
        }
        require_sound(self.now, window)?;
        let to_pass = outage.to_pass.clone();
        let objections = self.objections(window);
        self.require_nothing_new(&objections, to_pass.as_ref().map(|p| p.objections.as_slice()))?;
        let was = outage.announced;
        let about = self.about_outage(&outage);
        self.happened(ReleaseFact::OutagePublished { window, was });
        let (objections, reason) = to_pass.map_or_else(Default::default, |p| (p.objections, Some(p.reason)));
        self.tell_of_outage(match was {
            None => OutageFact::Announced {
                about,
                window,
                objections,
                reason,
            },
            Some(was) => OutageFact::Changed {
                window,
                was,
                objections,
                reason,
            },
        });
        self.complete_when_answered(&at.what.step);
        Ok(())
    }

    /// Moves the end of an announced outage by so many minutes.
    pub(super) fn extend_outage(&mut self, minutes: i64) -> Result<(), Refusal> {
        let was = self.enter_announced()?;
        let window = longer(was, self.now, minutes)?;
        self.happened(ReleaseFact::OutageExtended { window, was });
        self.tell_of_change(window, was, Vec::new(), None);
        Ok(())
    }

    /// Another window for an announced outage; once it has begun, another end.
    pub(super) fn change_outage(&mut self, change: &Change) -> Result<(), Refusal> {
        let was = self.enter_as_seen(change.seen)?;
        let window = change.window.in_whole_minutes();
        let begun = self.is_outage_under_way();
        require_change(self.now, was, window, begun)?;
        let reason = change.reason.as_deref().map(require_text).transpose()?;
        let objections = if begun {
            Vec::new()
        } else {
            self.objections(window)
        };
        self.require_passable(&objections, reason.as_deref())?;
        self.happened(if begun {
            ReleaseFact::OutageExtended { window, was }
        } else {
            let was = Some(was);
            ReleaseFact::OutagePublished { window, was }
        });
        self.tell_of_change(window, was, objections, reason);
        Ok(())
    }

    /// What is said of the outage changes; its announcement says it, and nobody is called for it.
    pub(super) fn reword_outage(&mut self, seen: u32, words: &OutageWords) -> Result<(), Refusal> {
        self.enter_as_seen(seen)?;
        let words = alone::tidy(words)?;
        self.tell_of_outage(OutageFact::Reworded { words });
        Ok(())
    }

    /// Somebody says that users cannot work from now on.
    pub(super) fn start_outage(&mut self, seen: u32) -> Result<(), Refusal> {
        self.enter_announced()?;
        let outage = self.after.release.outage.as_ref();
        if outage.is_some_and(ReleaseOutage::is_on) {
            return Err(Refusal::OutageStartedAlready);
        }
        self.require_outage_as_seen(seen)?;
        self.outage_started();
        Ok(())
    }

    /// Somebody says that users can work again.
    pub(super) fn end_outage(&mut self, seen: u32) -> Result<(), Refusal> {
        let window = self.enter_as_seen(seen)?;
        if !self.is_outage_under_way() {
            return Err(Refusal::OutageYetToBegin(window));
        }
        self.require_states_off()?;
        self.close_outage();
        Ok(())
    }

    /// The outage will not happen; the release may plan another.
    pub(super) fn call_outage_off(&mut self, seen: u32, reason: Option<&str>) -> Result<(), Refusal> {
        let window = self.enter_as_seen(seen)?;
        if self.is_outage_under_way() {
            return Err(Refusal::OutageHasBegun(window));
        }
        let reason = reason.map(require_text).transpose()?;
        self.happened(ReleaseFact::OutageCalledOff {
            reason: reason.clone(),
        });
        self.tell_of_outage(OutageFact::Cancelled { reason });
        Ok(())
    }

    /// Users cannot work from now on, as a state or a person says.
    pub(super) fn outage_started(&mut self) {
        self.happened(ReleaseFact::OutageStarted);
        let number = self.after.release.number;
        let is_known = self
            .after
            .service
            .outages
            .get(&number)
            .is_some_and(|outage| outage.is_open());
        let outage = self.after.release.outage.clone();
        let about = outage
            .filter(|_| !is_known)
            .map(|outage| self.about_outage(&outage));
        self.tell_of_outage(OutageFact::Started { about });
    }

    /// Ends an outage that has begun and calls off one that has not; nothing when none is announced, it is over, or a
    /// state that keeps users out is on.
    pub(super) fn close_outage(&mut self) {
        if self.keeps_users_out() {
            return;
        }
        let Some(outage) = &self.after.release.outage else {
            return;
        };
        if outage.is_under_way(self.now) {
            self.happened(ReleaseFact::OutageEnded);
            self.tell_of_outage(OutageFact::Ended);
        } else if outage.find_open_window().is_some() {
            self.happened(ReleaseFact::OutageCancelled);
            self.tell_of_outage(OutageFact::Cancelled { reason: None });
        }
    }

    pub(super) fn see_to(&mut self, timer: &str) -> Result<(), Refusal> {
        let due = agenda::agenda(&self.after.release, &self.after.service)
            .into_iter()
            .any(|t| t.key == timer && t.due_at <= self.now);
        if !due {
            return Err(Refusal::NotDue);
        }
        if let Some(expiry) = agenda::find_expiry(&self.after.release, timer) {
            self.expire(&expiry);
            return Ok(());
        }
        self.happened(ReleaseFact::Reminded {
            timer: timer.to_owned(),
        });
        Ok(())
    }

    fn tell_of_outage(&mut self, what: OutageFact) {
        let number = self.after.release.number;
        self.happened_to_service(ServiceFact::Outage { number, what });
    }

    fn tell_of_change(
        &mut self,
        window: Window,
        was: Window,
        objections: Vec<Objection>,
        reason: Option<String>,
    ) {
        self.tell_of_outage(OutageFact::Changed {
            window,
            was,
            objections,
            reason,
        });
    }

    /// What the service knows of the outage of this release.
    fn about_outage(&self, outage: &ReleaseOutage) -> OutageAbout {
        outage.about(self.after.release.number, &self.process())
    }

    fn objections(&self, window: Window) -> Vec<Objection> {
        let release = &self.after.release;
        let Some(outage) = &release.outage else {
            return Vec::new();
        };
        let about = (release.number, &self.about_outage(outage));
        objections(
            self.now,
            &self.after.service,
            &self.process().service,
            about,
            window,
        )
    }

    /// What stands against it is passed by authority, with a reason; otherwise it is refused.
    fn require_passable(&self, objections: &[Objection], reason: Option<&str>) -> Result<(), Refusal> {
        require_passable(self.actor, objections, reason, &self.passers())
    }

    /// What has come up since the preview is not published unseen; that time goes by is no news.
    fn require_nothing_new(&self, now: &[Objection], seen: Option<&[Objection]>) -> Result<(), Refusal> {
        let news: Vec<Objection> = newly(now, seen.unwrap_or_default());
        if news.is_empty() {
            return Ok(());
        }
        Err(objected(news, &self.passers()))
    }

    /// Who may pass what stands against the outage: whoever overrides steps, or, where nobody does, whoever plans it.
    fn passers(&self) -> Vec<RoleName> {
        let process = self.process();
        if !process.override_by.is_empty() {
            return process.override_by.clone();
        }
        let steps = process.steps.iter();
        let asking = steps.filter(|step| step.asks.iter().any(|a| a.kind.outage().is_some()));
        asking.map(|step| step.owner.clone()).collect()
    }

    /// The announced window, when this person may change it.
    fn enter_announced(&self) -> Result<Window, Refusal> {
        let outage = self.after.release.outage.as_ref();
        // An aborted release may have left its service closed: its audience still waits.
        if self.after.release.is_over() && !outage.is_some_and(ReleaseOutage::is_on) {
            return Err(Refusal::ReleaseOver(self.after.release.course.clone()));
        }
        let outage = outage.ok_or(Refusal::NoOutage)?;
        let window = outage.find_open_window().ok_or(Refusal::NoOutage)?;
        let owners: Vec<_> = self.process().steps.iter().map(|s| s.owner.clone()).collect();
        self.require_role(&owners)?;
        Ok(window)
    }

    /// The same, while the outage is as the person read it.
    fn enter_as_seen(&self, seen: u32) -> Result<Window, Refusal> {
        let window = self.enter_announced()?;
        self.require_outage_as_seen(seen)?;
        Ok(window)
    }

    fn require_outage_as_seen(&self, seen: u32) -> Result<(), Refusal> {
        let known = self.after.service.outages.get(&self.after.release.number);
        known.map_or(Ok(()), |known| require_seen(known, seen))
    }

    fn is_outage_under_way(&self) -> bool {
        let outage = self.after.release.outage.as_ref();
        outage.is_some_and(|outage| outage.is_under_way(self.now))
    }

    /// The outage, when its window may be entered: in its step, or, once announced, until it begins.
    fn enter_outage(&mut self, at: &At<Place>) -> Result<ReleaseOutage, Refusal> {
        let (_, step, state) = self.find_step(at, &at.what.step)?;
        let is_asked = step
            .find_ask(&at.what.ask)
            .is_some_and(|a| a.kind.outage().is_some());
        let outage = self.after.release.outage.clone().filter(|_| is_asked);
        let outage = outage.ok_or_else(|| Refusal::OutOfDate(step.name.clone()))?;
        if let Some(window) = outage
            .find_open_window()
            .filter(|_| outage.is_under_way(self.now))
        {
            return Err(Refusal::OutageBegun(window));
        }
        if outage.ended.is_some() {
            return Err(Refusal::NoOutage);
        }
        if state.completed.is_some() {
            self.require_role([&step.owner])?;
        } else {
            self.enter(at, &at.what.step)?;
        }
        Ok(outage)
    }
}

/// What was read has to be true still when somebody acts on it.
fn require_seen(outage: &Outage, seen: u32) -> Result<(), Refusal> {
    if outage.revision == seen {
        Ok(())
    } else {
        Err(Refusal::PreviewOutOfDate)
    }
}
