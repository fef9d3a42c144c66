//! The fairness report: turns, releases, free days, favours.

use super::*;

#[test]
fn the_report_counts_what_each_served_gave_and_took() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    let swap = RotationCommand::AskSwap(day("2026-12-01"), day("2027-01-01"), None);
    team.does("ben", swap).unwrap();
    team.does("cleo", RotationCommand::AgreeSwap(1)).unwrap();
    team.it_is("2027-02-10");
    team.does("cleo", RotationCommand::TakeOver("ana is ill".to_owned()))
        .unwrap();
    team.it_is("2027-02-28");
    let fairness = team
        .desk
        .service
        .fairness(&team.service(), &team.rotation(), team.desk.now, 12);
    let share = |name| fairness.shares[&id(name)];
    assert_eq!(
        [share("ana").turns, share("ben").turns, share("cleo").turns],
        [2, 1, 2]
    );
    assert_eq!([share("ben").swaps, share("cleo").swaps], [1, 1]);
    assert_eq!((share("cleo").covers_given, share("ana").covers_taken), (1, 1));
    assert_eq!(share("cleo").covers_taken, 0);
    // December 2026 has four Saturdays and four Sundays, and cleo has three weekends of February.
    assert_eq!(share("cleo").free_days, 8 + 6);
    assert_eq!(fairness.spread(), Some((1, 2)));
}
