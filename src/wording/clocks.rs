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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(by: TimeDelta) -> String {
        let at = "2026-11-24T08:00:00Z".parse().unwrap();
        serde_json::to_value(apart(by, at)).unwrap()["components"][0]["content"]
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
}
