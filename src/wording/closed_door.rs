//! What somebody reads who asked for direct messages and takes none: why they were not told, and the way out.

use serde_json::Value;

use super::message::Message;
use super::text::Room;

/// The most parts of a message, those inside of others counted (Discord's limit).
const MOST_PARTS: usize = 40;

/// What they read.
const WORDS: &str = "**I cannot reach you:** you are told of outages by direct message, and Discord does not let me send you one. \
                     Press this server's name, then **Privacy Settings**, and switch **Direct Messages** on; if you blocked me, \
                     unblock me. I try again every ten minutes and send you what still matters. Or `/outage unsubscribe`.";

/// The answer with that below it; nothing when it has no room for it.
pub fn beside(answer: &Message) -> Option<Message> {
    let whole = answer.clone().and(Some(WORDS.to_owned()));
    let shown = serde_json::to_value(&whole.components).ok()?;
    let (mut parts, mut texts) = (0, Vec::new());
    measure(&shown, &mut parts, &mut texts);
    let room = texts.iter().try_fold(Room::whole(), |left, text| {
        left.takes(text).then(|| left.after(text))
    });
    (parts <= MOST_PARTS && room.is_some()).then_some(whole)
}

/// Counts the parts and collects their texts.
fn measure<'a>(shown: &'a Value, parts: &mut usize, texts: &mut Vec<&'a str>) {
    match shown {
        Value::Array(several) => several.iter().for_each(|one| measure(one, parts, texts)),
        Value::Object(part) => {
            *parts += usize::from(part.contains_key("type"));
            texts.extend(part.get("content").and_then(Value::as_str));
            let inner = ["components", "accessory"];
            let inner = inner.iter().filter_map(|name| part.get(*name));
            inner.for_each(|inner| measure(inner, parts, texts));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_PARTS, beside};
    use crate::wording::message::{Message, separator, text};

    #[test]
    fn it_stands_below_the_answer_where_there_is_room() {
        let full = beside(&Message::new(vec![separator(); MOST_PARTS - 1]));
        assert_eq!(full.map(|m| m.components.len()), Some(MOST_PARTS));
        assert_eq!(beside(&Message::new(vec![separator(); MOST_PARTS])), None);
        let within = crate::wording::message::container(0, vec![separator(); MOST_PARTS - 1]);
        assert_eq!(
            beside(&Message::new(vec![within])),
            None,
            "parts inside of others count"
        );
        assert_eq!(beside(&Message::new(vec![text("x".repeat(3_800))])), None);
        assert!(beside(&Message::new(vec![text("x".repeat(3_300))])).is_some());
    }
}
