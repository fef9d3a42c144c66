//! What scripts strike, how often, and which make no sense.

use super::*;

const MESSAGES: [&str; 3] = ["channels", "7", "messages"];

fn faults(given: Value) -> Faults {
    let mut faults = Faults::default();
    faults.add(&given).unwrap();
    faults
}

fn by_bot<'a>(method: &'a str, path: &'a [&'a str]) -> Target<'a> {
    Target {
        who: "gonogo",
        bot: true,
        method,
        path,
        channel: Some("outages"),
    }
}

#[test]
fn a_fault_strikes_as_often_as_it_says_and_only_its_route() {
    let mut faults = faults(json!({"route": "POST /channels/{id}/messages", "times": 2, "status": 503}));
    assert_eq!(faults.strike(&by_bot("GET", &MESSAGES)), None);
    assert_eq!(faults.strike(&by_bot("POST", &["channels", "7", "typing"])), None);
    for _ in 0..2 {
        assert_eq!(
            faults.strike(&by_bot("POST", &MESSAGES)).unwrap().status,
            Some(503)
        );
    }
    assert_eq!(faults.strike(&by_bot("POST", &MESSAGES)), None);
}

#[test]
fn people_are_spared_unless_named() {
    let by_ana = Target {
        who: "ana",
        bot: false,
        ..by_bot("POST", &MESSAGES)
    };
    let mut for_bot = faults(json!({"contains": "messages", "hang": true}));
    assert_eq!(for_bot.strike(&by_ana), None);
    let mut for_ana = faults(json!({"regex": "^POST", "hang": true, "who": "ana"}));
    assert!(for_ana.strike(&by_ana).is_some());
}

#[test]
fn a_fault_can_be_for_one_channel() {
    let script = json!({"contains": "messages", "status": 500, "channel": "releases"});
    let mut faults = faults(script);
    assert_eq!(faults.strike(&by_bot("POST", &MESSAGES)), None);
    let elsewhere = Target {
        channel: Some("releases"),
        ..by_bot("POST", &MESSAGES)
    };
    assert!(faults.strike(&elsewhere).is_some());
}

#[test]
fn the_same_seed_throws_the_same_dice() {
    let throws = |seed: u64| {
        let script =
            json!({"contains": "messages", "status": 500, "times": 1000, "probability": 0.25, "seed": seed});
        let mut faults = faults(script);
        (0..1000)
            .map(|_| faults.strike(&by_bot("POST", &MESSAGES)).is_some())
            .collect::<Vec<bool>>()
    };
    assert_eq!(throws(1), throws(1));
    assert_ne!(throws(1), throws(2));
    let struck = throws(1).iter().filter(|struck| **struck).count();
    assert!(
        (200..300).contains(&struck),
        "a quarter of a thousand, not {struck}"
    );
}

#[test]
fn an_event_can_come_twice_late_or_not_at_all() {
    let mut faults = faults(json!({"deliver": "INTERACTION_CREATE", "copies": 2}));
    faults
        .add(&json!({"deliver": "INTERACTION_CREATE", "copies": 0}))
        .unwrap();
    faults
        .add(&json!({"deliver": "INTERACTION_CREATE", "delay_ms": 40}))
        .unwrap();
    let seen: Vec<_> = (0..4)
        .map(|_| {
            faults
                .twist("INTERACTION_CREATE")
                .map(|twist| (twist.copies, twist.delay.as_millis()))
        })
        .collect();
    assert_eq!(seen, [Some((2, 0)), Some((0, 0)), Some((1, 40)), None]);
    assert_eq!(faults.twist("MESSAGE_CREATE"), None);
}

#[test]
fn a_script_can_be_taken_back() {
    let mut faults = faults(json!({"refuse": "resume", "times": 2}));
    assert_eq!(faults.refuses_resume(), Some(1));
    assert!(faults.remove(1) && !faults.remove(1));
    assert_eq!(faults.refuses_resume(), None);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_sentence() {
    for bad in [
        json!({}),
        json!({"route": "x"}),
        json!({"route": "x", "status": 42}),
        json!({"regex": "("}),
        json!({"deliver": "READY"}),
        json!({"deliver": "READY", "copies": "two"}),
        json!({"refuse": "identify"}),
        json!({"contains": "x", "hang": true, "times": -1}),
        json!({"contains": "x", "hang": true, "probability": 2}),
        json!({"contains": "x", "hang": true, "seed": "lucky"}),
    ] {
        let sentence = Faults::default().add(&bad).unwrap_err();
        assert!(sentence.ends_with('.'), "{bad}: {sentence}");
    }
}
