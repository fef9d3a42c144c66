//! Swaps: with consent, of people and not of days, and what ends them.

use crate::domain::cadence::tests::day;
use crate::domain::decide::tests::rotations::{Team, id, refused};
use crate::domain::refusal::Refusal;
use crate::domain::rotation::{RotationCommand, RotationRefusal};

/// Row 50, ask 3.8: a swap needs the other's consent.
#[test]
fn a_swap_changes_nothing_before_the_other_agrees() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    let swap = RotationCommand::AskSwap(day("2026-12-01"), day("2027-01-01"), Some("wedding".to_owned()));
    let no = refused(team.does("ana", swap.clone()));
    assert_eq!(
        no,
        RotationRefusal::NotYourTurn(day("2026-12-01"), Some(id("ben")))
    );
    team.does("ben", swap).unwrap();
    assert_eq!(team.serves("2026-12-08"), "ben");
    let no = refused(team.does("ana", RotationCommand::AgreeSwap(1)));
    assert_eq!(no, RotationRefusal::SwapOfOthers(1, id("cleo")));
    team.does("cleo", RotationCommand::AgreeSwap(1)).unwrap();
    assert_eq!(
        [team.serves("2026-12-08"), team.serves("2027-01-05")],
        ["cleo", "ben"]
    );
    // The order behind stays: it is paid back by the swap itself.
    team.it_is("2027-01-10");
    let after = [
        "ben until 2027-01-31",
        "ana until 2027-02-28",
        "ben until 2027-03-31",
        "cleo until 2027-04-30",
    ];
    assert_eq!(team.turns("2027-01-10", 4), after);
    let no = refused(team.does("cleo", RotationCommand::DeclineSwap(1)));
    assert_eq!(no, RotationRefusal::SwapSettled(1));
}

#[test]
fn a_swap_goes_with_the_people_when_the_days_of_their_turns_change() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo", "dora"]);
    let swap = RotationCommand::AskSwap(day("2027-01-01"), day("2027-02-01"), None);
    team.does("cleo", swap).unwrap();
    team.does("dora", RotationCommand::AgreeSwap(1)).unwrap();
    team.lead(RotationCommand::Remove(id("ben"))).unwrap();
    let months = [
        "dora until 2026-12-31",
        "cleo until 2027-01-31",
        "ana until 2027-02-28",
    ];
    assert_eq!(team.turns("2026-12-01", 3), months);
}

#[test]
fn a_swap_is_declined_withdrawn_or_runs_out_when_the_earlier_turn_begins() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    let ask = || RotationCommand::AskSwap(day("2026-12-01"), day("2027-01-01"), None);
    team.does("ben", ask()).unwrap();
    team.does("cleo", RotationCommand::DeclineSwap(1)).unwrap();
    team.does("ben", ask()).unwrap();
    team.does("ben", RotationCommand::WithdrawSwap(2)).unwrap();
    team.does("ben", ask()).unwrap();
    assert!(team.rota().open_swaps.contains_key(&3));
    team.it_is("2026-12-01");
    assert!(team.rota().open_swaps.is_empty(), "it asks nobody any more");
    assert_eq!(
        [team.serves("2026-12-08"), team.serves("2027-01-05")],
        ["ben", "cleo"]
    );
}

/// Fault 25: two swaps of the same turn at once: one wins, the other is told.
#[test]
fn two_swaps_of_the_same_turn_one_wins() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo", "dora"]);
    let swap = |with| RotationCommand::AskSwap(day("2026-12-01"), day(with), None);
    team.does("ben", swap("2027-01-01")).unwrap();
    team.does("ben", swap("2027-02-01")).unwrap();
    team.does("dora", RotationCommand::AgreeSwap(2)).unwrap();
    let no = refused(team.does("cleo", RotationCommand::AgreeSwap(1)));
    assert_eq!(no, RotationRefusal::SwapSettled(1));
    let months = [
        "dora until 2026-12-31",
        "cleo until 2027-01-31",
        "ben until 2027-02-28",
    ];
    assert_eq!(team.turns("2026-12-01", 3), months);
}

/// Row 51, ask 3.7: a lead swaps on behalf, with a reason and without consent.
#[test]
fn a_lead_swaps_and_assigns_with_a_reason() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    let make =
        |reason: &str| RotationCommand::MakeSwap(day("2026-12-01"), day("2027-01-01"), reason.to_owned());
    let no = team.does("ben", make("because"));
    assert!(matches!(no, Err(Refusal::RoleMissing { .. })), "{no:?}");
    assert_eq!(team.lead(make(" ")), Err(Refusal::TextMissing));
    team.lead(make("ben is ill")).unwrap();
    assert_eq!(
        [team.serves("2026-12-08"), team.serves("2027-01-05")],
        ["cleo", "ben"]
    );
    let assign = RotationCommand::Assign(id("ana"), day("2026-12-24"), "cleo is ill too".to_owned());
    team.lead(assign).unwrap();
    assert_eq!(team.serves("2026-12-08"), "ana");
    let now = RotationCommand::Assign(id("ben"), day("2026-11-20"), "he knows this one".to_owned());
    team.lead(now).unwrap();
    assert_eq!(
        [team.serves("2026-11-19"), team.serves("2026-11-20")],
        ["ana", "ben"]
    );
}
