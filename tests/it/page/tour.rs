//! The guided tour, followed by somebody who does nothing but what it says.

use super::visitor::Visitor;
use crate::browser::Screen;

/// More presses than any tour takes.
const MOST: usize = 200;

impl Visitor {
    /// Presses where the tour points until it says that the release is finished.
    async fn follows_the_tour(&mut self) {
        for _ in 0..MOST {
            let shown = self.tab.shown().await;
            if shown.contains("Finished. The card keeps") {
                return;
            }
            if self.tab.count("button", "Type it for me").await > 0 {
                self.tab.press("button", "Type it for me").await;
            }
            let shown = self.tab.shown().await;
            self.tab.press_within("#tour-ring").await;
            if shown.contains("Things fail. Choose an item") {
                self.tab.press("option", "Upload a picture*").await;
            }
            self.comes_to_rest().await;
            self.tab.waits_for_change(&shown).await;
        }
        panic!("the tour does not end: {}", self.tab.shown().await);
    }
}

async fn the_tour_leads_through_a_release(screen: Screen) {
    let Some(mut visitor) = Visitor::comes_to(screen, "/?tour").await else {
        return;
    };
    visitor.tab.sees("Tour").await;
    visitor.tab.waits_for("button", "Type it for me").await;
    visitor.picture("tour").await;

    // It can be left, and taken up again where it was.
    visitor.tab.press("button", "Later").await;
    visitor.tab.sees_no("A release begins with one line").await;
    visitor.tab.press("button", "Tour").await;
    visitor.follows_the_tour().await;
    visitor.tab.press("button", "End the tour").await;
    assert!(visitor.story.read("releases").await.contains("**Finished**"));
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
