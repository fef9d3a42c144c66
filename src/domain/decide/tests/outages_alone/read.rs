//! Whoever acts on an outage means what they read: when it changed meanwhile nothing is done.

use crate::domain::command::Command;
use crate::domain::decide::tests::given::*;
use crate::domain::decide::tests::outages_alone::{in_days, shop};
use crate::domain::outage::{Change, OutageCommand, OutageWords};
use crate::domain::refusal::Refusal;

#[test]
fn a_preview_that_is_out_of_date_publishes_nothing() {
    let mut desk = shop();
    let (first, second) = (in_days(&desk, 3), in_days(&desk, 4));
    desk.drafts(BEN, first, &[], None).unwrap();
    desk.drafts(ANA, second, &[], None).unwrap();
    assert_eq!(
        desk.of_outage(BEN, OutageCommand::Publish(first)),
        Err(Refusal::PreviewOutOfDate)
    );
    desk.of_outage(BEN, OutageCommand::Publish(second)).unwrap();
    let change = |desk: &Desk, seen| {
        OutageCommand::Change(Change {
            window: in_days(desk, 5),
            seen,
            reason: None,
        })
    };
    let stale = change(&desk, 3);
    assert_eq!(desk.of_outage(BEN, stale), Err(Refusal::PreviewOutOfDate));
    let fresh = change(&desk, 0);
    desk.of_outage(BEN, fresh).unwrap();
    assert_eq!(
        (desk.outage().revision, desk.outage().windows_before.as_slice()),
        (1, [second].as_slice())
    );
}

/// Whoever pressed a button of a preview meant what it showed: when another change came between, nothing is done.
#[test]
fn what_was_read_before_another_change_is_not_acted_on() {
    let desk = shop();
    let window = in_days(&desk, 1);
    let mut desk = desk.has_announced(window, &["users"]);
    let read = desk.outage().revision;
    desk.of_outage(ANA, OutageCommand::Extend(30)).unwrap();
    let words = OutageWords::default();
    for command in acts_on(read, words.clone()) {
        let refused = desk.of_outage(BEN, command.clone());
        assert_eq!(refused, Err(Refusal::PreviewOutOfDate), "{command:?}");
    }
    let read_again = desk.outage().revision;
    for command in acts_on(read_again, words) {
        desk.clone().of_outage(BEN, command).unwrap();
    }
    desk.now = window.start;
    desk.clock_sees_to_the_service();
    let end = |seen| OutageCommand::End { seen };
    assert_eq!(
        desk.of_outage(BEN, end(read_again)),
        Err(Refusal::PreviewOutOfDate)
    );
    let seen = desk.outage().revision;
    desk.of_outage(BEN, end(seen)).unwrap();
}

fn acts_on(seen: u32, words: OutageWords) -> [OutageCommand; 3] {
    [
        OutageCommand::Reword { seen, words },
        OutageCommand::Start { seen },
        OutageCommand::Cancel { seen, reason: None },
    ]
}

#[test]
fn the_outage_of_a_release_is_not_acted_on_either_once_it_is_another() {
    let mut desk = shop();
    desk.starts(BEN, "update", "1.0").unwrap();
    let window = in_days(&desk, 1);
    desk.announces(BEN, window).unwrap();
    desk.extends(ANA, 30).unwrap();
    let words = OutageWords::default();
    let asked = |seen| {
        [
            Command::RewordOutage {
                seen,
                words: words.clone(),
            },
            Command::StartOutage { seen },
            Command::CallOutageOff { seen, reason: None },
        ]
    };
    for command in asked(0) {
        let refused = desk.does(BEN, &command);
        assert_eq!(refused, Err(Refusal::PreviewOutOfDate), "{command:?}");
    }
    for command in asked(1) {
        desk.clone().does(BEN, &command).unwrap();
    }
    desk.now = window.start;
    let end = Command::EndOutage { seen: 0 };
    assert_eq!(desk.does(BEN, &end), Err(Refusal::PreviewOutOfDate));
}
