//! The guided tour, followed by somebody who does nothing but what it says.

use std::collections::BTreeSet;

use gonogo::playbook;

use super::visitor::Visitor;
use crate::browser::Screen;

/// More presses than any tour takes.
const MOST: usize = 120;
/// The words that somebody has to read on the way, all together, and in one sentence or two at a stop.
const MOST_WORDS: usize = 210;
const LONGEST: usize = 22;

impl Visitor {
    /// What the tour says now.
    async fn told(&mut self) -> String {
        let words = self
            .tab
            .evaluate("document.querySelector('#tour-words')?.innerText ?? ''")
            .await;
        words.as_str().unwrap_or_default().to_owned()
    }

    /// Presses where the tour points until it says this, or that the release is finished; gives what it said on the way.
    async fn follows_the_tour(&mut self, until: &str) -> BTreeSet<String> {
        let mut told = BTreeSet::new();
        for _ in 0..MOST {
            let words = self.told().await;
            told.insert(words.clone());
            if words.starts_with(until) {
                return told;
            }
            if self.tab.count("button", "Type it for me").await > 0 {
                self.tab.press("button", "Type it for me").await;
            }
            let shown = self.tab.shown().await;
            self.tab.press_within("#tour-ring").await;
            if words.starts_with("Things fail") {
                self.tab.press("option", "Order a mug*").await;
            }
            self.comes_to_rest().await;
            self.tab.waits_for_change(&shown).await;
        }
        panic!("the tour does not come to {until:?}: {}", self.tab.shown().await);
    }
}

async fn the_tour_leads_through_a_release(screen: Screen) {
    let mugs = [playbook::tour()];
    let Some(mut visitor) = Visitor::comes_for(screen, "/?tour", mugs).await else {
        return;
    };
    visitor.tab.sees("A mug shop gets version 1.4.2").await;
    visitor.tab.waits_for("button", "Type it for me").await;

    // It can be left, and taken up again where it was.
    visitor.tab.press("button", "Later").await;
    visitor.tab.sees_no("A mug shop gets").await;
    visitor.tab.press("button", "Tour").await;
    let mut told = visitor.follows_the_tour("This card is").await;
    visitor.picture("tour").await;
    told.extend(visitor.follows_the_tour("Things fail").await);

    // Who strays is led back, and a reload loses nothing.
    visitor.goes_to("general").await;
    visitor
        .tab
        .sees("The lists are in the release's thread. Go there.")
        .await;
    visitor.tab.reloads().await;
    visitor.tab.sees("5 of 18").await;
    told.extend(visitor.follows_the_tour("Finished").await);
    visitor.tab.press("button", "End the tour").await;

    let card = visitor.story.read("releases").await;
    assert!(card.contains("**Finished**"), "{card}");
    assert!(
        card.contains("Go or no-go · @pat"),
        "the sign-off is somebody else's: {card}"
    );
    let outages = visitor.story.read("outages").await;
    assert!(
        outages.contains("is back"),
        "the audience heard of the end: {outages}"
    );
    let lengths: Vec<usize> = told
        .iter()
        .map(|words| words.split_whitespace().count())
        .collect();
    assert!(
        lengths.iter().sum::<usize>() <= MOST_WORDS,
        "{lengths:?} {told:?}"
    );
    assert!(lengths.iter().all(|&words| words <= LONGEST), "{told:?}");
    visitor.leaves().await;
}

/// Nothing but the tour's words and its ring are needed to bring a release to its end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_leads_through_a_release_at_a_desk() {
    the_tour_leads_through_a_release(Screen::DESK).await;
}

/// On a phone it finds the way through the drawers too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_leads_through_a_release_on_a_phone() {
    the_tour_leads_through_a_release(Screen::PHONE).await;
}

/// Where the sandbox has other playbooks the tour says so, and goes along a release of theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_goes_along_a_release_of_ones_own() {
    let Some(mut visitor) = Visitor::comes_to(Screen::DESK, "/?tour").await else {
        return;
    };
    visitor
        .tab
        .sees("This tour follows a release of your own playbook")
        .await;
    let ana = visitor.story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    visitor.tab.sees("Here stands who is awaited").await;
    visitor.tab.press("button", "Skip this").await;
    visitor.tab.sees("The coloured button is the next thing").await;
    visitor.tab.press_within("#tour-ring").await;
    visitor.fills(&[("Image tag*", "22.04.2-r1")]).await;
    visitor.follows_the_tour("That is the way to the end").await;
    visitor.tab.press("button", "End the tour").await;
    visitor.leaves().await;
}
