//! A whole minor release by pressing alone: at a desk and on a phone.

use super::visitor::Visitor;
use crate::browser::Screen;

const THREAD: &str = "#1 MyPortfolio 22.04.2";

impl Visitor {
    /// From nothing to a card that asks for the image.
    async fn starts_the_release(&mut self) {
        self.tab.sees("Welcome to #releases").await;
        let form = [("Which version?*", "22.04.2")];
        self.starts("Mahara minor release", &form).await;
        self.tab.sees("step 1 of 9").await;
    }

    /// Pre-prod: the image, the deployment, and every list up to the outage.
    async fn takes_it_through_pre_prod(&mut self) {
        self.tab.press("button", "Image tag…").await;
        self.fills(&[("Image tag*", "22.04.2-r1")]).await;
        self.becomes("ben").await;
        self.tab.press("button", "Deployed on pre-prod").await;
        self.tab.sees("step 3 of 9").await;
        self.goes_to_the_thread(THREAD).await;
        self.passes_one_item().await;
        self.picture("release").await;
        self.passes_all_lists().await;
    }

    /// What the stakeholders read is seen before they read it; then the hour passes.
    async fn announces_the_outage(&mut self) {
        self.becomes("ana").await;
        self.goes_to("releases").await;
        self.tab.sees("outage not planned yet").await;
        self.tab.press("button", "Plan the outage…").await;
        let form = [
            ("When does it begin?*", "in 1h"),
            ("How long does it last?*", "2h"),
        ];
        self.fills(&form).await;
        self.tab.sees("nobody was told yet").await;
        self.picture("preview").await;
        self.tab.press("button", "Publish").await;
        self.tab.sees("The audience reads it now").await;
        self.tab.sees("until the outage begins").await;
        self.moves_the_clock("+1 h").await;
        self.goes_to("outages").await;
        self.tab.sees("MyPortfolio is unavailable").await;
    }

    /// Prod: the upgrade, the smoke test, the users, the script.
    async fn takes_it_through_prod(&mut self) {
        self.becomes("ben").await;
        self.goes_to("releases").await;
        self.tab.press("button", "Prod is upgraded").await;
        self.tab.sees("step 7 of 9").await;
        self.goes_to_the_thread(THREAD).await;
        self.passes_all_lists().await;
        self.goes_to("releases").await;
        self.tab.press("button", "The site is open to users").await;
        self.tab.sees("step 9 of 9").await;
        self.goes_to_the_thread(THREAD).await;
        self.passes_all_lists().await;
        self.goes_to("releases").await;
        self.tab.sees("Finished").await;
        self.goes_to("outages").await;
        self.tab.sees("MyPortfolio is back").await;
    }
}

async fn a_minor_release_by_pressing_alone(screen: Screen) {
    let Some(mut visitor) = Visitor::comes(screen).await else {
        return;
    };
    visitor.starts_the_release().await;
    visitor.takes_it_through_pre_prod().await;
    visitor.announces_the_outage().await;
    visitor.takes_it_through_prod().await;
    visitor.leaves().await;
}

/// The page at a desk carries a minor release from its start to its end, by mouse and keys.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_minor_release_is_done_by_pressing_alone_at_a_desk() {
    a_minor_release_by_pressing_alone(Screen::DESK).await;
}

/// So it does on a phone, by finger: every control is on the screen and nothing lies over it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_minor_release_is_done_by_pressing_alone_on_a_phone() {
    a_minor_release_by_pressing_alone(Screen::PHONE).await;
}
