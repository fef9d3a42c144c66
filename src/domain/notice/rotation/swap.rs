//! Who is told of a swap: whoever is asked, and both once it is settled.

use super::{RotationSaid, SwapEnd};
use crate::domain::notice::Notice;
use crate::domain::notice::rotation::Desk;
use crate::domain::rotation::{Swap, Turn};

impl Desk<'_> {
    pub(super) fn swap_asked(&self, number: u32, swap: &Swap, reason: Option<String>) -> Vec<Notice> {
        let [gives, takes] = self.turns_of(swap);
        let (Some(gives), Some(takes)) = (gives, takes) else {
            return Vec::new();
        };
        let said = RotationSaid::SwapAsked {
            number,
            swap: swap.clone(),
            gives,
            takes,
            reason,
        };
        self.to_all(said, [Some(swap.other.clone())])
    }

    pub(super) fn settled(&self, number: u32, end: SwapEnd) -> Vec<Notice> {
        let open = self.before.rota(&self.rotation.name).open_swaps.get(&number);
        open.map_or_else(Vec::new, |open| self.swapped(&open.swap, end, None))
    }

    pub(super) fn swapped(&self, swap: &Swap, end: SwapEnd, reason: Option<String>) -> Vec<Notice> {
        let mut turns: Vec<Turn> = self.turns_of(swap).into_iter().flatten().collect();
        turns.sort_by_key(|turn| turn.from);
        let said = RotationSaid::SwapSettled {
            swap: swap.clone(),
            end,
            turns,
            reason,
        };
        let both = [swap.asker.clone(), swap.other.clone()];
        match end {
            SwapEnd::Declined => self.to_all(said, [Some(swap.asker.clone())]),
            SwapEnd::Withdrawn => self.to_all(said, [Some(swap.other.clone())]),
            SwapEnd::Agreed | SwapEnd::Expired | SwapEnd::Made => self.to_all(said, both.map(Some)),
            // Also to whoever agreed to the other swap: that this one falls is not what they pressed for.
            SwapEnd::Overruled => self.to_these(said, both),
        }
    }

    fn turns_of(&self, swap: &Swap) -> [Option<Turn>; 2] {
        [&swap.gives, &swap.takes].map(|id| {
            let mut planned = self.after.planned_turns(self.service, self.rotation).take(120);
            let found = planned.find(|planned| planned.id.as_ref() == Some(id));
            found.map(|found| found.turn)
        })
    }
}
