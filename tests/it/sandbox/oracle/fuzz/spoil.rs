//! A good body, spoilt in one place or in two: the wrong type, nothing, too much, something unknown.

use serde_json::{Value, json};

/// How a body was spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    NotAtAll,
    WrongType,
    Missing,
    Null,
    Unknown,
    Size,
}

impl Way {
    /// Whether a body that still fits the description says the same as before, or less.
    pub(super) fn stays_good(self) -> bool {
        matches!(self, Self::NotAtAll | Self::Missing | Self::Null | Self::Unknown)
    }
}

/// One thing that is done to a body.
#[derive(Clone)]
struct Change {
    way: Way,
    /// Where, as a JSON pointer.
    place: String,
    /// What stands there then; nothing when it is taken away.
    value: Option<Value>,
    what: String,
}

impl Change {
    /// Does it; `None` when there is nothing at the place.
    fn of(&self, body: &Value) -> Option<Value> {
        let mut body = body.clone();
        match &self.value {
            Some(value) => *body.pointer_mut(&self.place)? = value.clone(),
            None => {
                let (parent, name) = self.place.rsplit_once('/')?;
                body.pointer_mut(parent)?.as_object_mut()?.remove(name)?;
            }
        }
        Some(body)
    }

    fn is_apart_from(&self, other: &Self) -> bool {
        let within = |one: &str, other: &str| one == other || one.starts_with(&format!("{other}/"));
        !within(&self.place, &other.place) && !within(&other.place, &self.place)
    }
}

/// A body and what was done to it.
pub(super) struct Spoilt {
    pub(super) body: Value,
    changes: Vec<Change>,
}

impl Spoilt {
    pub(super) fn not_at_all(body: &Value) -> Self {
        let change = Change {
            way: Way::NotAtAll,
            place: String::new(),
            value: Some(body.clone()),
            what: "the good body".to_owned(),
        };
        Self {
            body: body.clone(),
            changes: vec![change],
        }
    }

    fn by(good: &Value, change: Change) -> Option<Self> {
        Some(Self {
            body: change.of(good)?,
            changes: vec![change],
        })
    }

    /// Whether nothing was done but this.
    pub(super) fn is_only(&self, way: Way) -> bool {
        matches!(self.changes.as_slice(), [change] if change.way == way)
    }

    /// Whether a body that still fits the description says the same as before, or less.
    pub(super) fn stays_good(&self) -> bool {
        self.changes.iter().all(|change| change.way.stays_good())
    }

    /// Where something was done.
    pub(super) fn places(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(|change| change.place.as_str())
    }

    pub(super) fn what(&self) -> String {
        let told = self
            .changes
            .iter()
            .map(|change| format!("{} at {}", change.what, change.place));
        told.collect::<Vec<_>>().join(", and ")
    }
}

/// Some pairs of what was done to a good body, each in places of their own, as the seed picks them.
pub(super) fn pairs(good: &Value, singles: &[Spoilt], most: usize, seed: usize) -> Vec<Spoilt> {
    let mut numbers = Numbers::from(seed);
    let mut found = Vec::new();
    if singles.is_empty() {
        return found;
    }
    // Some picks are of one place; they are not replaced for ever.
    for _ in 0..most * 2 {
        let [one, other] = [0; 2].map(|_| &singles[numbers.below(singles.len())].changes[0]);
        let pair = one
            .is_apart_from(other)
            .then(|| other.of(&one.of(good)?))
            .flatten();
        found.extend(pair.map(|body| Spoilt {
            body,
            changes: vec![one.clone(), other.clone()],
        }));
        if found.len() == most {
            break;
        }
    }
    found
}

/// Knuth's numbers.
struct Numbers {
    state: u64,
}

impl Numbers {
    fn from(seed: usize) -> Self {
        Self {
            state: seed as u64 * 2 + 1,
        }
    }

    fn below(&mut self, most: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).expect("31 bits") % most
    }
}

/// Lengths and numbers on the edges of what Discord takes of anything.
const LENGTHS: [usize; 21] = [
    0, 1, 2, 20, 21, 25, 26, 32, 33, 45, 46, 80, 81, 100, 101, 513, 1025, 2049, 4001, 4097, 6001,
];
const NUMBERS: [i64; 12] = [-1, 0, 1, 2, 3, 11, 26, 101, 769, 21_601, 16_777_216, 1 << 40];

/// The good body, spoilt in every way that is known.
pub(super) fn every_way(good: &Value, fits: impl Fn(&Value) -> bool) -> Vec<Spoilt> {
    let mut all = Vec::new();
    for place in places(good, "") {
        let there = good.pointer(&place).expect("it was just found").clone();
        let mut add = |way: Way, what: String, value: Value| {
            let change = Change {
                way,
                place: place.clone(),
                value: Some(value),
                what,
            };
            all.extend(Spoilt::by(good, change));
        };
        for wrong in wrong_types(&there) {
            let what = format!("{there:.60} became {wrong}");
            add(Way::WrongType, what, wrong);
        }
        if !place.is_empty() {
            add(Way::Null, format!("{there:.60} became null"), Value::Null);
        }
        match &there {
            Value::String(_) => {
                for (length, value) in edges(LENGTHS.map(|n| (n, json!("x".repeat(n)))), |value| {
                    let mut body = good.clone();
                    *body.pointer_mut(&place).expect("it is the same body") = value.clone();
                    fits(&body)
                }) {
                    add(Way::Size, format!("a text of {length}"), value);
                }
            }
            Value::Number(_) => {
                for n in NUMBERS {
                    add(Way::Size, format!("{n}"), json!(n));
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for n in [0, 2, 4, 6, 11, 26, 101] {
                    add(Way::Size, format!("{n} items"), json!(vec![items[0].clone(); n]));
                }
            }
            Value::Object(_) => {
                let mut more = there.clone();
                more["gonogo_knows_not"] = json!({"x": [1]});
                add(Way::Unknown, "an unknown field".to_owned(), more);
            }
            Value::Array(_) | Value::Null | Value::Bool(_) => {}
        }
        all.extend(without(good, &place));
    }
    all
}

/// The body without a field.
fn without(good: &Value, place: &str) -> Option<Spoilt> {
    let change = Change {
        way: Way::Missing,
        place: place.to_owned(),
        value: None,
        what: "it is missing".to_owned(),
    };
    Spoilt::by(good, change)
}

/// The largest that fits and the smallest that is too large; the smallest of all as well.
fn edges<const N: usize>(all: [(usize, Value); N], fits: impl Fn(&Value) -> bool) -> Vec<(usize, Value)> {
    let judged: Vec<bool> = all.iter().map(|(_, value)| fits(value)).collect();
    let changes = |at: usize| {
        at == 0 || judged[at] != judged[at - 1] || judged.get(at + 1).is_some_and(|next| *next != judged[at])
    };
    let kept = all.into_iter().enumerate().filter(|(at, _)| changes(*at));
    kept.map(|(_, one)| one).collect()
}

fn wrong_types(there: &Value) -> Vec<Value> {
    let object = json!({"x": 1});
    match there {
        Value::Object(_) => vec![json!("x"), json!([]), json!(7)],
        Value::Array(_) => vec![json!("x"), object],
        Value::String(_) => vec![json!(["x"]), object, json!(true)],
        Value::Number(_) => vec![json!("x"), json!([1]), json!(1.5)],
        Value::Bool(_) => vec![json!("x"), json!([]), object],
        Value::Null => vec![],
    }
}

/// Every place of a body.
fn places(value: &Value, at: &str) -> Vec<String> {
    let mut found = vec![at.to_owned()];
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                found.extend(places(value, &format!("{at}/{name}")));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                found.extend(places(item, &format!("{at}/{index}")));
            }
        }
        _ => {}
    }
    found
}

/// The first, and some of the others as the seed picks them.
pub(super) fn some(mut all: Vec<Spoilt>, most: usize, seed: usize) -> Vec<Spoilt> {
    let mut numbers = Numbers::from(seed);
    for at in (2..all.len()).rev() {
        // The first stays where it is.
        let other = 1 + numbers.below(at);
        all.swap(at, other);
    }
    all.truncate(most);
    all
}
