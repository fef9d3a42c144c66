//! A card that is not named as touched looks as it did: so that no edit is missed, and no card grows old.

use proptest::prelude::*;

use super::limits::assert_fits;
use crate::domain::card::{CardKey, cards, touched};
use crate::domain::decide::Situation;
use crate::domain::decide::tests::given::chance::a_life;
use crate::domain::decide::tests::given::*;
use crate::wording::checklist_card::checklist_card;
use crate::wording::message::Message;
use crate::wording::record_card::record_card;
use crate::wording::release_card::release_card;
use crate::wording::side_card::side_card;
use crate::wording::sign_off_card::sign_off_card;

fn draw(key: &CardKey, situation: &Situation, desk: &Desk) -> Message {
    match key {
        CardKey::Release(_) => release_card(situation, desk.now, None),
        CardKey::Checklist(part) => checklist_card(&situation.release, part),
        CardKey::SignOff(part) => sign_off_card(&situation.release, part),
        CardKey::Tickets(_, page) => crate::wording::tickets::tickets_card(&situation.release, *page, None),
        CardKey::SideTickets(_, side, page) => {
            crate::wording::tickets::tickets_card(&situation.release, *page, Some(side))
        }
        CardKey::Record(_, page) => record_card(&situation.release, *page),
        CardKey::Side(_, side) => side_card(situation, desk.now, side),
        CardKey::Outage(..) | CardKey::OutageEvent(_) | CardKey::OutageDesk(_) | CardKey::Day(..) => {
            unreachable!("these are no cards of a release")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_not_touched_looks_the_same_and_everything_fits(life in a_life(100), process in 0..2_usize) {
        let process = ["mahara-minor", "mahara-major"][process];
        let mut desk = Desk::shipped().and_a(process, "22.04.2");
        let mut ever = cards(desk.release());
        for turn in &life {
            let number = desk.number;
            let Some(happened) = desk.lives(turn) else { continue };
            if number != 1 {
                continue;
            }
            let after = desk.situation();
            let touched = touched(Some(&happened.before.release), &after.release);
            for key in ever.iter().filter(|key| !touched.contains(key)) {
                let (then, now) = (draw(key, &happened.before, &desk), draw(key, &after, &desk));
                prop_assert_eq!(then, now, "{} grew old after {:?}", key, happened.command);
            }
            for key in &touched {
                assert_fits(&draw(key, &after, &desk), &key.to_string());
            }
            let new = touched.into_iter().filter(|key| !ever.contains(key));
            let new: Vec<_> = new.collect();
            ever.extend(new);
        }
    }
}
