//! A card offers nothing that would be refused to whoever has the right role.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use crate::domain::command::Command;
use crate::domain::decide::decide;
use crate::domain::decide::tests::given::chance::a_life;
use crate::domain::decide::tests::given::*;
use crate::domain::name::RoleName;
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::release::Release;
use crate::wording::press::{Press, Verb};
use crate::wording::release_card::release_card;

/// Somebody with every role, who did not start the release.
fn everybody() -> Actor {
    let roles: BTreeSet<RoleName> = ["SRE team", "VLE Services", "LT"].map(RoleName::from).into();
    Actor {
        id: "eva".into(),
        roles,
    }
}

/// Everything that can be pressed or chosen.
fn offered(json: &Value, found: &mut Vec<Press>) {
    match json {
        Value::Array(parts) => parts.iter().for_each(|p| offered(p, found)),
        Value::Object(fields) => {
            let texts = [&json["custom_id"], &json["value"]];
            found.extend(texts.iter().filter_map(|t| t.as_str()?.parse::<Press>().ok()));
            fields.values().for_each(|part| offered(part, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The command for which a press stands; nothing for one that only asks or shows.
fn command(press: Press, release: &Release, desk: &Desk) -> Option<Command> {
    let text = "fine".to_owned();
    let (ask, step) = (press.at_ask(release), press.at_step(release));
    Some(match press.verb {
        Verb::Confirm => Command::Confirm(ask?),
        Verb::Give => Command::Give(ask?, text),
        Verb::Go => Command::SayGo(ask?, Some(desk.now.date_naive().succ_opt()?), Some(press.item)),
        Verb::CallRoles => Command::CallRoles(step?),
        Verb::NoGo => Command::SayNoGo(ask?, text),
        Verb::Window => Command::ProposeWindow(ask?, desk.window(60, 60).into()),
        Verb::Extend => Command::ExtendOutage(15),
        Verb::ReopenStep => Command::ReopenStep(step?),
        Verb::SendBack => Command::SendBack(step?, text),
        Verb::RollBack => Command::RollBack(step?, text),
        Verb::Override => Command::Override(step?, text),
        Verb::Hold => Command::Hold(text),
        Verb::Resume => Command::Resume,
        Verb::Abort => Command::Abort(text),
        _ => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn nothing_on_the_release_card_is_pressed_in_vain(life in a_life(100), process in 0..2_usize) {
        let process = ["mahara-minor", "mahara-major"][process];
        let mut desk = Desk::shipped().and_a(process, "22.04.2");
        for turn in &life {
            desk.lives(turn);
            let situation = desk.situation();
            let card = serde_json::to_value(release_card(&situation, desk.now, None)).unwrap();
            let mut presses = Vec::new();
            offered(&card["components"], &mut presses);
            prop_assert_eq!(presses.is_empty(), situation.release.is_over());
            for press in presses {
                let Some(command) = command(press, &situation.release, &desk) else { continue };
                match decide(desk.now, &situation, &everybody(), &command) {
                    // What is typed may be wrong; a week is the most that an outage takes; and where enough have
                    // said go, the button is there for whoever said no-go. Who was called is left in peace for a while.
                    Ok(_)
                    | Err(
                        Refusal::ValueDoesNotFit { .. }
                        | Refusal::WindowTooLong(_)
                        | Refusal::SignOffFull(_)
                        | Refusal::CalledAlready { .. },
                    ) => {}
                    Err(refusal) => prop_assert!(false, "{command:?} is offered and refused: {refusal:?}"),
                }
            }
        }
    }
}
