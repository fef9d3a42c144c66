//! What a storm does: faults by chance on every request and event, and gusts between what people do.
//!
//! Everything is thrown by dice with a seed, so that a storm can be told again. Nothing of it lies: what Discord says is
//! gone is gone, and what it says it refuses it refuses. (What a lie would do cannot be asked of anybody.)

use serde_json::{Value, json};

/// Of a thousand requests or events that fit, how many a script strikes.
const STRIKES: u64 = 15;

/// Of a hundred things that people do, how many come in a gust.
const GUSTS: u64 = 35;

/// Dice with a seed (splitmix64).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xA076_1D64_78BD_642F).wrapping_add(1))
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % n
    }
}

/// The scripts of a storm: every kind of fault there is, each at a small chance.
pub(super) fn scripts(dice: &mut Dice) -> Value {
    let to_requests = [
        json!({"status": 500, "body": "no JSON as one knows it"}),
        json!({"status": 500, "body": null}),
        json!({"status": 502, "body": "<html>Bad Gateway</html>"}),
        json!({"status": 503}),
        json!({"status": 504}),
        json!({"status": 429, "headers": {"retry-after": "0.1"},
            "body": {"message": "You are being rate limited.", "retry_after": 0.1, "global": false}}),
        json!({"status": 429, "headers": {"retry-after": "0.1", "x-ratelimit-global": "true"},
            "body": {"message": "You are being rate limited.", "retry_after": 0.1, "global": true}}),
        json!({"cut_body": true}),
        json!({"do_it_but_drop_answer": true}),
        json!({"delay_ms": 200}),
    ];
    let mut all: Vec<Value> = to_requests
        .into_iter()
        .map(|mut fault| {
            // The addresses of the gateway are asked for by a library that knows of no second try.
            fault["regex"] = json!("^[A-Z]+ /(channels|interactions|webhooks|users|guilds)/");
            fault
        })
        .collect();
    let mut hang = json!({"regex": "^(POST|PATCH) /(channels|interactions)/", "hang": true});
    hang["times"] = json!(1);
    all.push(hang);
    for event in [
        "INTERACTION_CREATE",
        "MESSAGE_CREATE",
        "CHANNEL_UPDATE",
        "THREAD_CREATE",
    ] {
        all.push(json!({"deliver": event, "copies": 2}));
        all.push(json!({"deliver": event, "copies": 0}));
        all.push(json!({"deliver": event, "delay_ms": 150}));
    }
    all.push(json!({"deliver": "INTERACTION_CREATE", "delay_ms": 3200}));
    all.push(json!({"deliver": "MESSAGE_DELETE", "copies": 3}));
    for fault in &mut all {
        fault["probability"] = json!(STRIKES as f64 / 1000.0);
        fault["seed"] = json!(dice.below(u64::from(u32::MAX)));
        if fault.get("times").is_none() {
            fault["times"] = json!(1_000_000);
        }
    }
    Value::Array(all)
}

/// What comes between two things that people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gust {
    /// The gateway drops, closes or refuses, by these scripts.
    Gateway(&'static str),
    /// The bot is told to stop, and starts again.
    Restart,
    /// Somebody deletes a card of the bot's.
    Deletion,
    /// An admin takes the right to write from the bot, in this channel, and gives it back after the next thing is done.
    Shut(&'static str),
    /// An admin deletes #outages with everything in it, and makes it anew.
    Emptied,
}

/// The next gust, if there is one.
pub(super) fn gust(dice: &mut Dice) -> Option<Gust> {
    const ALL: [Gust; 16] = [
        Gust::Gateway(r#"[{"gateway": "drop"}]"#),
        Gust::Gateway(r#"[{"gateway": "drop"}]"#),
        Gust::Gateway(r#"[{"gateway": "reconnect"}]"#),
        Gust::Gateway(r#"[{"gateway": "invalid_session"}]"#),
        Gust::Gateway(r#"[{"gateway": "close", "code": 4000}]"#),
        Gust::Gateway(r#"[{"gateway": "close", "code": 4007}]"#),
        Gust::Gateway(r#"[{"gateway": "close", "code": 4009}]"#),
        Gust::Gateway(r#"[{"refuse": "resume"}, {"gateway": "drop"}]"#),
        Gust::Gateway(r#"[{"gateway": "outage"}]"#),
        Gust::Restart,
        Gust::Deletion,
        Gust::Deletion,
        Gust::Deletion,
        Gust::Shut("releases"),
        Gust::Shut("outages"),
        Gust::Emptied,
    ];
    let comes = dice.below(100) < GUSTS;
    comes.then(|| ALL[dice.below(ALL.len() as u64) as usize])
}
