//! Who serves when somebody is away, gone, or takes over.

use crate::domain::cadence::tests::day;
use crate::domain::command::{Command, ServiceCommand, Wish};
use crate::domain::decide::tests::rotations::{Team, developer, id, refused, shown, slot};
use crate::domain::decide::{decide, decide_for_service};
use crate::domain::person::Actor;
use crate::domain::process::AskKind;
use crate::domain::refusal::Refusal;
use crate::domain::rotation::{Begun, RotationCommand, RotationRefusal};
use crate::playbook;

#[test]
fn somebody_away_is_passed_over_and_does_not_lose_their_place() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    team.does(
        "ben",
        RotationCommand::Away(
            id("ben"),
            day("2026-12-01"),
            day("2026-12-31"),
            Some("sailing".to_owned()),
        ),
    )
    .unwrap();
    let months = [
        "ana until 2026-11-30",
        "cleo until 2026-12-31",
        "ben until 2027-01-31",
        "ana until 2027-02-28",
    ];
    assert_eq!(team.turns("2026-11-01", 4), months);
    // A few days without a release in them pass nothing on.
    team.does(
        "cleo",
        RotationCommand::Away(id("cleo"), day("2026-12-23"), day("2026-12-31"), None),
    )
    .unwrap();
    assert_eq!(team.serves("2026-12-08"), "cleo");
    team.does("ben", RotationCommand::Back(id("ben"))).unwrap();
    assert_eq!(
        team.serves("2026-12-08"),
        "ben",
        "he is back before his turn began"
    );
}

#[test]
fn leave_in_a_turn_that_began_is_covered_by_the_backup() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    team.does(
        "ana",
        RotationCommand::Away(id("ana"), day("2026-11-20"), day("2026-11-26"), None),
    )
    .unwrap();
    assert_eq!([team.duty("2026-11-10"), team.duty("2026-11-24")], ["ana", "ben"]);
    team.lead(RotationCommand::NameBackup(id("cleo"), day("2026-11-24")))
        .unwrap();
    assert_eq!(team.duty("2026-11-24"), "cleo");
    let no = refused(team.does(
        "dora",
        RotationCommand::Away(id("dora"), day("2026-11-20"), day("2026-11-26"), None),
    ));
    assert_eq!(no, RotationRefusal::NotInPool(id("dora")));
    let no = refused(team.does(
        "ben",
        RotationCommand::Away(id("ben"), day("2026-10-20"), day("2026-10-26"), None),
    ));
    assert_eq!(
        no,
        RotationRefusal::NoSuchLeave(day("2026-10-20"), day("2026-10-26"))
    );
}

/// Row 51: who takes over serves from that day on; the turn stays whose it is.
#[test]
fn somebody_takes_over_from_today() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    team.it_is("2026-11-12");
    team.does("cleo", RotationCommand::TakeOver("ana is ill".to_owned()))
        .unwrap();
    assert_eq!(
        [team.duty("2026-11-10"), team.duty("2026-11-24")],
        ["ana", "cleo"]
    );
    let no = refused(team.does("cleo", RotationCommand::TakeOver("again".to_owned())));
    assert_eq!(no, RotationRefusal::ServesAlready(id("cleo")));
    assert_eq!(
        team.turns("2026-12-01", 2),
        ["ben until 2026-12-31", "cleo until 2027-01-31"]
    );
}

/// Row 49: one release is somebody else's.
#[test]
fn one_planned_day_is_given_to_somebody_else() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    let give = |date: &str| RotationCommand::GiveSlot(slot(date), id("cleo"), "she wrote it".to_owned());
    team.lead(give("2026-11-24")).unwrap();
    assert_eq!(team.duty("2026-11-24"), "cleo");
    assert_eq!(
        [team.serves("2026-11-24"), team.duty("2026-11-10")],
        ["ana", "ana"]
    );
    assert_eq!(
        refused(team.lead(give("2026-11-25"))),
        RotationRefusal::NoSlot(slot("2026-11-25"))
    );
}

fn gives(team: &mut Team, date: &str, to: &str) {
    let give = RotationCommand::GiveSlot(slot(date), id(to), "she wrote it".to_owned());
    team.lead(give).unwrap();
}

/// Whether a developer may start a release now and, as a second question, confirm a step of one that runs.
fn may(team: &Team, who: &str) -> [bool; 2] {
    let (desk, process) = (&team.desk, team.desk.process("regular"));
    let start = ServiceCommand::Start {
        process: process.name.clone(),
        number: 2,
        version: "v0.0.6".to_owned(),
        digest: playbook::digest(&process),
        reason: None,
        wish: Wish::default(),
    };
    let who = developer(who);
    let started = decide_for_service(desk.now, &desk.service, desk.processes(), &who, &start).map(drop);
    let ask = desk.ask_of("release", |kind| *kind == AskKind::Confirmation);
    let confirm = Command::Confirm(desk.at_ask("release", &ask));
    let confirmed = decide(desk.now, &desk.situation(), &who, &confirm).map(drop);
    [started, confirmed].map(|answer| match answer {
        Ok(()) => true,
        Err(Refusal::RoleMissing { .. }) => false,
        Err(other) => panic!("refused for something else: {other:?}"),
    })
}

/// Whoever is given a day acts in the role from that day until the next planned day, and whose turn it is goes on to.
#[test]
fn whoever_is_given_a_day_has_the_role_until_the_next() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    team.desk.starts("ana", "regular", "v0.0.5").unwrap();
    gives(&mut team, "2026-11-24", "cleo");
    let days = [
        "2026-11-10",
        "2026-11-23",
        "2026-11-24",
        "2026-12-07",
        "2026-12-08",
    ];
    let of_cleo = days.map(|date| {
        team.it_is(date);
        may(&team, "cleo")
    });
    assert_eq!(
        of_cleo,
        [[false; 2], [false; 2], [true; 2], [true; 2], [false; 2]]
    );

    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    team.desk.starts("ana", "regular", "v0.0.5").unwrap();
    gives(&mut team, "2026-11-24", "cleo");
    team.it_is("2026-11-24");
    let of_all = ["ana", "ben", "cleo"].map(|who| may(&team, who));
    assert_eq!(of_all, [[true; 2], [false; 2], [true; 2]]);
}

#[test]
fn a_day_that_is_taken_back_or_on_which_they_are_away_gives_no_role() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    team.desk.starts("ana", "regular", "v0.0.5").unwrap();
    gives(&mut team, "2026-11-24", "cleo");
    team.it_is("2026-11-24");
    assert_eq!(may(&team, "cleo"), [true; 2]);
    gives(&mut team, "2026-11-24", "ana");
    assert_eq!(may(&team, "cleo"), [false; 2], "taken back on the day itself");

    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    team.desk.starts("ana", "regular", "v0.0.5").unwrap();
    gives(&mut team, "2026-11-24", "cleo");
    let away = RotationCommand::Away(id("cleo"), day("2026-11-24"), day("2026-11-25"), None);
    team.does("cleo", away).unwrap();
    for date in ["2026-11-24", "2026-11-26"] {
        team.it_is(date);
        assert_eq!(may(&team, "cleo"), [false; 2], "{date}: ana releases on it");
        assert_eq!(team.duty("2026-11-24"), "ana");
    }
}

/// Fault 24: the list is empty, or all are on leave: the channel is asked three working days ahead, and somebody takes it.
#[test]
fn nobody_is_there_and_somebody_takes_it() {
    let mut team = Team::of("1 month", &["ana", "ben"]);
    for name in ["ana", "ben"] {
        team.does(
            name,
            RotationCommand::Away(id(name), day("2026-12-01"), day("2026-12-31"), None),
        )
        .unwrap();
    }
    assert_eq!(team.serves("2026-12-08"), "nobody");
    team.it_is("2026-11-25");
    assert!(
        team.rota().foretold.is_empty(),
        "three working days before is Thursday"
    );
    team.it_is("2026-11-26");
    assert_eq!(team.rota().foretold.len(), 1);
    let no = refused(team.does("dora", RotationCommand::Volunteer(day("2026-12-02"))));
    assert_eq!(no, RotationRefusal::NoTurn(day("2026-12-02")));
    team.does("dora", RotationCommand::Volunteer(day("2026-12-01")))
        .unwrap();
    let no = refused(team.does("emil", RotationCommand::Volunteer(day("2026-12-01"))));
    assert_eq!(no, RotationRefusal::IsServed(day("2026-12-01"), id("dora")));
    team.it_is("2027-01-01");
    assert_eq!(
        [team.serves("2026-12-08"), team.serves("2027-01-05")],
        ["dora", "ben"]
    );
}

/// Fault 24: whoever left the server is passed over.
#[test]
fn somebody_who_left_the_server_is_passed_over() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    let by_hand = team.lead(RotationCommand::Depart(id("ben")));
    assert_eq!(by_hand, Err(Refusal::NotDue), "only the bot finds that");
    team.asks(&Actor::clock(), RotationCommand::Depart(id("ben")))
        .unwrap();
    assert_eq!(team.serves("2026-12-08"), "cleo");
    team.asks(&Actor::clock(), RotationCommand::Depart(id("ana")))
        .unwrap();
    assert_eq!(
        [team.serves("2026-11-24"), team.duty("2026-11-24")],
        ["ana", "cleo"]
    );
}

#[test]
fn a_long_silence_is_made_good_in_the_order_that_everybody_saw_coming() {
    let mut team = Team::of("1 month", &["ana", "ben", "cleo"]);
    let foreseen = team.turns("2026-11-01", 5);
    team.it_is("2027-03-15");
    assert_eq!(team.rota().begun.len(), 5);
    let lived: Vec<String> = team
        .rota()
        .begun
        .iter()
        .map(|begun: &Begun| shown(&begun.turn))
        .collect();
    assert_eq!(lived, foreseen);
}
