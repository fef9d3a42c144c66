//! Evidence: given by the team, kept with what it is about, taken back by whoever gave it.

use super::given::*;
use crate::domain::command::{At, Command};
use crate::domain::evidence::{About, Evidence};
use crate::domain::refusal::Refusal;

fn smoke() -> Desk {
    Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("smoke-pre-prod")
}

fn about(desk: &Desk, step: &str, ask: &str, item: Option<&str>) -> At<About> {
    let At { round, what: place } = desk.at_ask(step, ask);
    let item = item.map(Into::into);
    At {
        round,
        what: About { place, item },
    }
}

fn add(desk: &mut Desk, who: &str, item: Option<&str>, text: &str) -> Said {
    let at = about(desk, "smoke-pre-prod", "smoke", item);
    desk.asks(
        &person(who),
        &Command::AddEvidence(at, Evidence::Note(text.to_owned())),
    )
}

#[test]
fn evidence_is_a_link_or_a_note_for_an_item_or_for_all_of_a_list() {
    let mut desk = smoke();
    add(&mut desk, BEN, Some("home"), "https://ci.example.org/42").unwrap();
    add(&mut desk, VAL, None, "seen on a phone too").unwrap();
    let place = desk.at_ask("smoke-pre-prod", "smoke").what;
    let kept: Vec<_> = desk
        .release()
        .evidence_for(&place)
        .map(|(n, p)| (n, p.evidence.clone()))
        .collect();
    let expected = [
        (1, Evidence::Link("https://ci.example.org/42".to_owned())),
        (2, Evidence::Note("seen on a phone too".to_owned())),
    ];
    assert_eq!(kept, expected);
}

#[test]
fn evidence_needs_words_a_place_and_the_team() {
    let mut desk = smoke();
    assert_eq!(add(&mut desk, BEN, Some("home"), " "), Err(Refusal::TextMissing));
    let unknown = add(&mut desk, BEN, Some("nothing"), "x").unwrap_err();
    assert_eq!(unknown, Refusal::OutOfDate("smoke-pre-prod".into()));
    let stranger = add(&mut desk, ZOE, Some("home"), "x").unwrap_err();
    assert!(matches!(stranger, Refusal::RoleMissing { .. }), "{stranger:?}");
    let at = about(&desk, "smoke-prod", "smoke", None);
    let early = desk.asks(
        &person(BEN),
        &Command::AddEvidence(at, Evidence::Note("x".into())),
    );
    assert_eq!(
        early,
        Err(Refusal::OutOfDate("smoke-prod".into())),
        "nobody has come to it yet"
    );
}

#[test]
fn evidence_is_taken_back_by_whoever_gave_it_and_its_number_is_not_used_again() {
    let mut desk = smoke();
    add(&mut desk, BEN, Some("home"), "one").unwrap();
    let others = desk
        .asks(&person(ANA), &Command::TakeEvidenceBack(1))
        .unwrap_err();
    assert_eq!(others, Refusal::EvidenceNotYours(BEN.into()));
    desk.asks(&person(BEN), &Command::TakeEvidenceBack(1)).unwrap();
    let again = desk
        .asks(&person(BEN), &Command::TakeEvidenceBack(1))
        .unwrap_err();
    assert_eq!(again, Refusal::NoEvidence(1));
    add(&mut desk, BEN, Some("home"), "two").unwrap();
    let place = desk.at_ask("smoke-pre-prod", "smoke").what;
    let numbers: Vec<u32> = desk.release().evidence_for(&place).map(|(n, _)| n).collect();
    assert_eq!(numbers, [2]);
}

/// Evidence changes nothing of what was approved, and stays with the round for which it was given.
#[test]
fn evidence_of_an_earlier_round_is_not_shown_for_the_next() {
    let mut desk = smoke();
    add(&mut desk, BEN, Some("home"), "one").unwrap();
    desk.sends_back(BEN, "smoke-pre-prod", "wrong image").unwrap();
    let desk = desk.reaches("smoke-pre-prod");
    let place = desk.at_ask("smoke-pre-prod", "smoke").what;
    assert_eq!(desk.release().evidence_for(&place).count(), 0);
    assert_eq!(desk.release().evidence.len(), 1, "the record keeps it");
}
