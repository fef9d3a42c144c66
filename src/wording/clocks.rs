//! What the team reads when this machine's clock is not Discord's.

use chrono::{DateTime, TimeDelta, Utc};

use super::message::Message;
use super::text::{duration, moment};

/// That the clock of the machine is off by so much, positive when it is ahead, while Discord's said `theirs`.
pub fn apart(by: TimeDelta, theirs: DateTime<Utc>) -> Message {
    let (how, comes) = if by > TimeDelta::zero() {
        ("ahead of", "too early")
    } else {
        ("behind", "too late")
    };
    let span = duration(by.abs());
    Message::plain(format!(
        "**My clock is {span} {how} Discord's**, which says {}. Whatever I remind you of or announce comes {span} {comes}.\n\
         Whoever runs me can set the machine's clock right, for example with `timedatectl set-ntp true`. I tell you when \
         this happens again, and not before.",
        moment(theirs)
    ))
}

/// As [`apart`], when that Discord is a sandbox: there the clock is for people to move, and nothing is to be mended.
pub fn apart_from_sandbox(by: TimeDelta, theirs: DateTime<Utc>) -> Message {
    let how = if by > TimeDelta::zero() {
        "ahead of"
    } else {
        "behind"
    };
    Message::plain(format!(
        "**My clock is {} {how} this sandbox's**, which says {}. I run by myself and go by my machine's clock, so what \
         is due does not come when the sandbox's is moved.\n`gonogo sandbox` without `--no-bot` runs a bot that goes by \
         the sandbox's.",
        duration(by.abs()),
        moment(theirs)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(by: TimeDelta) -> String {
        words_of(&apart(by, "2026-11-24T08:00:00Z".parse().unwrap()))
    }

    fn words_of(message: &Message) -> String {
        serde_json::to_value(message).unwrap()["components"][0]["content"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn it_says_which_way_and_what_that_means() {
        let ahead = said(TimeDelta::hours(23));
        assert!(
            ahead.starts_with("**My clock is 23 hours ahead of Discord's**"),
            "{ahead}"
        );
        assert!(ahead.contains("comes 23 hours too early"), "{ahead}");
        let behind = said(TimeDelta::minutes(-5));
        assert!(
            behind.contains("5 minutes behind Discord's") && behind.contains("5 minutes too late"),
            "{behind}"
        );
    }

    #[test]
    fn a_sandbox_is_called_one_and_nobody_is_sent_to_mend_anything() {
        let at = "2026-11-24T08:00:00Z".parse().unwrap();
        let behind = words_of(&apart_from_sandbox(TimeDelta::hours(-2), at));
        assert!(
            behind.starts_with("**My clock is 2 hours behind this sandbox's**, which says"),
            "{behind}"
        );
        assert!(!behind.contains("timedatectl"), "{behind}");
    }
}
