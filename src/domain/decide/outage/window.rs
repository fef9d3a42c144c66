//! Which windows can be announced, and which can take the place of one that is.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::outage::{LONGEST, Window};
use crate::domain::refusal::Refusal;

/// How long a window that begins at once may wait for its announcement: somebody has to read the preview.
const TIME_TO_PUBLISH: TimeDelta = TimeDelta::minutes(15);

/// A window that can be announced.
pub(super) fn require_sound(now: DateTime<Utc>, window: Window) -> Result<(), Refusal> {
    if window.end <= window.start {
        return Err(Refusal::WindowBackwards(window));
    }
    if window.start < now - TIME_TO_PUBLISH || window.end <= now {
        return Err(Refusal::WindowInThePast(window));
    }
    require_length(window)
}

/// A window that can take the place of the announced one.
pub(super) fn require_change(
    now: DateTime<Utc>,
    was: Window,
    window: Window,
    begun: bool,
) -> Result<(), Refusal> {
    if window == was {
        return Err(Refusal::WindowUnchanged(was));
    }
    if !begun {
        return require_sound(now, window);
    }
    if window.start != was.start {
        return Err(Refusal::OutageHasBegun(was));
    }
    if window.end <= now {
        return Err(Refusal::WindowInThePast(window));
    }
    require_length(window)
}

/// The window so many minutes longer; once its end has passed they are counted from now.
pub(super) fn longer(was: Window, now: DateTime<Utc>, minutes: i64) -> Result<Window, Refusal> {
    let longer = TimeDelta::minutes(minutes.clamp(0, LONGEST.num_minutes() + 1));
    let window = Window {
        end: was.end.max(now) + longer,
        ..was
    };
    let window = window.in_whole_minutes();
    if minutes <= 0 {
        return Err(Refusal::WindowBackwards(window));
    }
    require_length(window)?;
    Ok(window)
}

fn require_length(window: Window) -> Result<(), Refusal> {
    if window.end - window.start > LONGEST {
        Err(Refusal::WindowTooLong(LONGEST))
    } else {
        Ok(())
    }
}
