//! What people typed into forms that were not taken, or whose confirmation is still to come: kept in memory, for a while.
//!
//! A custom id has no room for it. Everything works without it: what was forgotten, as after a restart, is typed again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use crate::domain::name::PersonId;
use crate::wording::modals::outage::Typed;
use crate::wording::press::Press;

/// The most forms that are remembered; the oldest are forgotten first.
const MOST: usize = 256;

/// What was typed, by whom, for which press.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedBefore {
    kept: Arc<Mutex<VecDeque<(PersonId, String, Typed)>>>,
}

impl TypedBefore {
    /// Remembers what that person typed, until that press.
    pub(super) fn keep(&self, person: &PersonId, press: Press, typed: Typed) {
        let press = press.to_string();
        let mut kept = self.kept.lock().expect("no code panics while it holds them");
        kept.retain(|(who, what, _)| (who, what) != (person, &press));
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back((person.clone(), press, typed));
    }

    /// What that person typed for that press.
    pub(super) fn find(&self, person: &PersonId, press: Press) -> Option<Typed> {
        let press = press.to_string();
        let kept = self.kept.lock().expect("no code panics while it holds them");
        let found = kept.iter().find(|(who, what, _)| (who, what) == (person, &press));
        found.map(|(_, _, typed)| typed.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::press::OutageVerb;

    #[test]
    fn it_is_of_one_person_and_one_press_and_the_oldest_is_forgotten() {
        let (kept, ana, ben) = (TypedBefore::default(), PersonId::from("1"), PersonId::from("2"));
        let press = |n: usize| Press::on_outage(OutageVerb::Change, i64::try_from(n).unwrap());
        let typed = |reason: &str| Typed {
            reason: reason.to_owned(),
            ..Typed::default()
        };
        kept.keep(&ana, press(0), typed("first"));
        kept.keep(&ana, press(0), typed("again"));
        assert_eq!(kept.find(&ana, press(0)), Some(typed("again")));
        assert_eq!(
            (kept.find(&ben, press(0)), kept.find(&ana, press(1))),
            (None, None)
        );
        (1..=MOST).for_each(|n| kept.keep(&ana, press(n), typed("more")));
        assert_eq!(kept.find(&ana, press(0)), None);
    }
}
