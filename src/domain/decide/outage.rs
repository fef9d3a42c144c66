//! The outage of a release: its window, its announcement, its end.

use chrono::TimeDelta;

use super::super::agenda;
use super::super::command::At;
use super::super::fact::{Place, ReleaseFact};
use super::super::outage::{LONGEST, Outage, Window};
use super::super::refusal::Refusal;
use super::Draft;

/// How long a window that begins at once may wait for its announcement: somebody has to read the preview.
const TIME_TO_PUBLISH: TimeDelta = TimeDelta::minutes(15);

impl Draft<'_> {
    pub(super) fn propose_window(&mut self, at: &At<Place>, window: Window) -> Result<(), Refusal> {
        self.enter_outage(at)?;
        let window = window.in_whole_minutes();
        self.require_sound(window)?;
        self.happened(ReleaseFact::WindowProposed {
            place: at.what.clone(),
            window,
        });
        Ok(())
    }

    pub(super) fn publish_outage(&mut self, at: &At<Place>, window: Window) -> Result<(), Refusal> {
        let outage = self.enter_outage(at)?;
        if outage.proposed != Some(window) {
            return Err(Refusal::PreviewOutOfDate);
        }
        self.require_sound(window)?;
        self.happened(ReleaseFact::OutagePublished {
            window,
            was: outage.announced,
        });
        self.complete_when_answered(&at.what.step);
        Ok(())
    }

    /// Moves the end of an announced outage by so many minutes.
    pub(super) fn extend_outage(&mut self, minutes: i64) -> Result<(), Refusal> {
        let outage = self.after.release.outage.clone();
        // An aborted release may have left its service closed: its audience still waits.
        if self.after.release.is_over() && !outage.as_ref().is_some_and(Outage::is_on) {
            return Err(Refusal::ReleaseOver(self.after.release.course.clone()));
        }
        let outage = outage.ok_or(Refusal::NoOutage)?;
        let was = outage.find_open_window().ok_or(Refusal::NoOutage)?;
        let owners: Vec<_> = self.process().steps.iter().map(|s| s.owner.clone()).collect();
        self.require_role(&owners)?;
        let longer = TimeDelta::minutes(minutes.clamp(0, LONGEST.num_minutes() + 1));
        // Once the announced end has passed, so many minutes more are counted from now.
        let window = Window {
            end: was.end.max(self.now) + longer,
            ..was
        };
        let window = window.in_whole_minutes();
        if minutes <= 0 {
            return Err(Refusal::WindowBackwards(window));
        }
        require_length(window)?;
        self.happened(ReleaseFact::OutageExtended { window, was });
        Ok(())
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
        } else if outage.find_open_window().is_some() {
            self.happened(ReleaseFact::OutageCancelled);
        }
    }

    pub(super) fn see_to(&mut self, timer: &str) -> Result<(), Refusal> {
        let due = agenda::agenda(&self.after.release)
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

    /// The outage, when its window may be entered: in its step, or, once announced, until it begins.
    fn enter_outage(&mut self, at: &At<Place>) -> Result<Outage, Refusal> {
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

    fn require_sound(&self, window: Window) -> Result<(), Refusal> {
        if window.end <= window.start {
            return Err(Refusal::WindowBackwards(window));
        }
        if window.start < self.now - TIME_TO_PUBLISH || window.end <= self.now {
            return Err(Refusal::WindowInThePast(window));
        }
        require_length(window)
    }
}

fn require_length(window: Window) -> Result<(), Refusal> {
    if window.end - window.start > LONGEST {
        Err(Refusal::WindowTooLong(LONGEST))
    } else {
        Ok(())
    }
}
