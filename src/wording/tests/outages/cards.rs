//! The announcement as a card, which says how things stand.

use super::own_words::own_words;
use crate::domain::process::Service;
use crate::wording::message::Message;
use crate::wording::notices::RoleIds;
use crate::wording::outages::card;
use crate::wording::tests::limits::assert_fits;
use crate::wording::tests::outages::{service, whole_life};
use crate::wording::tests::reading::read;

/// The announcement in a channel says how things stand, by own words or gonogo's.
#[test]
fn the_card_says_how_things_stand() {
    let roles: RoleIds = [("SRE team".into(), 11)].into();
    let stands = |service: &Service| {
        let lives = whole_life(service.clone());
        let cards = lives.told.iter().map(|(_, outage, now)| {
            let message = card(18, outage, service, lives.audience(), &roles, *now);
            assert_fits(&message, "the card");
            read(&message)
        });
        let mut cards: Vec<String> = cards.collect();
        cards.dedup();
        cards.join("\n=====\n")
    };
    insta::assert_snapshot!(format!("{}\n=====\n=====\n{}", stands(&service()), stands(&own_words())), @"
    **MyPortfolio will be unavailable** <t:1796101200:F> to <t:1796108400:t> (<t:1796101200:R>)
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio will be unavailable** <t:1796187600:F> to <t:1796194800:t> (<t:1796187600:R>), not <t:1796101200:F> to <t:1796108400:t>
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio will be unavailable** <t:1796187600:F> to <t:1796198400:t> (<t:1796187600:R>), not <t:1796187600:F> to <t:1796194800:t>
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is unavailable** since <t:1796187600:t>; it is expected back <t:1796198400:F> (<t:1796198400:R>).
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is unavailable** since <t:1796187600:t>; it is expected back <t:1796205600:F> (<t:1796205600:R>).
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is unavailable** since <t:1796187600:t>; it is expected back <t:1796202000:F> (<t:1796202000:R>).
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is not back yet.** It was expected <t:1796202000:F> (<t:1796202000:R>). We are working on it.
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is back.** It was unavailable <t:1796187600:F> to <t:1796203200:t>.
    -# <@&11>
    -# Outage 18
    =====
    =====
    **MyPortfolio rests** <t:1796101200:F> to <t:1796108400:t> for 2 hours.
    It gets a security update.
    Ask in #general.
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio rests** <t:1796187600:F> to <t:1796194800:t> for 2 hours.
    It gets a security update.
    Ask in #general.
    It was announced for <t:1796101200:F> to <t:1796108400:t> before.
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio rests** <t:1796187600:F> to <t:1796198400:t> for 3 hours.
    It gets a security update.
    Ask in #general.
    It was announced for <t:1796187600:F> to <t:1796194800:t> before.
    -# <@&11>
    -# Outage 18
    =====
    MyPortfolio rests since <t:1796187600:F> (<t:1796187600:R>) (18).
    -# <@&11>
    -# Outage 18
    =====
    **MyPortfolio is not back yet.** It was expected <t:1796202000:F> (<t:1796202000:R>). We are working on it.
    Why: a security update
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    What still works: Moodle
    Questions: #general
    -# <@&11>
    -# Outage 18
    =====
    MyPortfolio woke up <t:1796203200:F> (<t:1796203200:R>).
    -# <@&11>
    -# Outage 18
    ");
}

/// A message as it looks: the joiner that keeps an address from looking like a call is not seen.
pub(super) fn looks(message: &Message) -> String {
    read(message).replace('\u{2060}', "")
}
