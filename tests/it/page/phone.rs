//! Whole processes on a phone, from their start to their end, by taps alone: nothing that is tapped is far away.
//!
//! What other systems say comes from them; what people say for want of it is said by hand.

use gonogo::playbook;
use serde_json::json;

use super::visitor::Visitor;
use crate::browser::Screen;
use crate::sync::circleci;

/// Nobody scrolls further than this to press something, in screens.
const WAY: f64 = 0.5;

impl Visitor {
    async fn comes_by_phone(playbook: &str, name: &str) -> Option<Self> {
        let playbook = playbook::find_shipped(playbook);
        let mut visitor = Self::comes_for(Screen::PHONE, &format!("/#/{name}"), playbook).await?;
        visitor.tab.waits_for("textbox", "Message #releases").await;
        Some(visitor)
    }

    /// What another system would have said, in a person's words.
    async fn says_by_hand(&mut self, what: &str) {
        self.answers(&format!("{what}, by hand…"), "I have seen it").await;
    }

    /// Passes the lists of a thread, and comes back by the line.
    async fn ticks_off(&mut self, thread: &str, then: &str) {
        self.goes_to_the_thread(thread).await;
        self.passes_all_lists().await;
        self.follows_the_line(then).await;
    }

    async fn was_never_far_away(self) {
        assert_eq!(self.tab.far_away(WAY), [] as [&(f64, String); 0]);
        self.leaves().await;
    }

    /// Field portal: by Dev and UAT, each step by either of two people.
    async fn pulls_to_dev_and_uat(&mut self, thread: &str) {
        let plan = "https://wiki.example.org/migration";
        self.presses(&["generic", "Merged into Trunk", "Merged into the Haiti branch"])
            .await;
        self.follows_the_line("Sync data from Production to Dev").await;
        self.answers("Sync database from prod to dev…", "").await;
        self.presses(&["Pulled to Dev"]).await;
        self.answers("Web2Py on Dev…", "r1600").await;
        self.ticks_off(thread, "first draft").await;
        self.answers("Data migration plan: first draft…", plan).await;
        self.answers("Tell Testers…", "By mail to the testers' list")
            .await;
        self.answers("Sync database from prod to uat…", "").await;
        self.presses(&["Pulled to UAT"]).await;
        self.answers("Web2Py on UAT…", "r1544").await;
        self.ticks_off(thread, "more detailed").await;
        self.answers("Data migration plan: detailed…", plan).await;
        self.follows_the_line("careful").await;
        self.answers("Data migration plan: careful…", plan).await;
    }

    /// Field portal: three people say go, each as themselves, and the outage is announced.
    async fn is_decided_by_three(&mut self) {
        for name in ["fran", "tess", "sam"] {
            if name != "fran" {
                self.becomes(name).await;
            }
            self.follows_the_line("Decide as a group").await;
            self.presses(&["Go"]).await;
        }
        self.follows_the_line("Announce the outage").await;
        self.tab.press("button", "Plan the outage…").await;
        let window = [
            ("When does it begin?*", "in 1h"),
            ("How long does it last?*", "2h"),
        ];
        self.fills(&window).await;
        self.tab.press("button", "Publish").await;
        self.tab.sees("The audience reads it now").await;
    }

    /// Field portal: the run-book, when the outage has begun.
    async fn does_the_run_book(&mut self, thread: &str) {
        self.follows_the_line("Backup: disable the system crontab").await;
        self.presses(&["The crontab is disabled"]).await;
        self.moves_the_clock("+1 h").await;
        self.follows_the_line("Backup: put the website").await;
        self.presses(&[
            "Maintenance mode is on",
            "db.csv is there and not empty",
            "Pulled to Production",
        ])
        .await;
        self.answers("Web2Py on Production…", "r1544").await;
        self.presses(&[
            "migrate is True",
            "The migration ran without an error",
            "migrate is False",
        ])
        .await;
        self.ticks_off(thread, "Restore service: re-enable the website")
            .await;
        self.presses(&["Maintenance mode is off", "The crontab is enabled"])
            .await;
    }
}

/// New code comes to the Field portal: by Dev and UAT, a group's word, an outage and the run-book of the night.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_code_comes_to_the_field_portal_by_taps_alone() {
    let Some(mut visitor) = Visitor::comes_by_phone("field-portal", "fran").await else {
        return;
    };
    let thread = "#1 Field portal r548";
    visitor.starts("New code", &[("*", "r548")]).await;
    visitor.tab.sees("step 1 of 23").await;
    visitor.pulls_to_dev_and_uat(thread).await;
    visitor.is_decided_by_three().await;
    visitor.does_the_run_book(thread).await;
    visitor.tab.sees("Finished").await;
    let users = visitor.story.read("outages").await;
    assert!(users.contains("**Field portal is back**"), "{users}");
    visitor.was_never_far_away().await;
}

impl Visitor {
    /// FMTM: frozen, tested, patched, merged with approval, and on staging.
    async fn does_a_staging_round(&mut self) {
        self.starts("Staging round", &[("*", "2026.6.0")]).await;
        self.tab.sees("step 1 of 7").await;
        self.presses(&["Development is frozen", "The frozen updates are tested"])
            .await;
        self.answers(
            "Pull requests of the patches…",
            "https://github.com/hotosm/fmtm/pull/1502",
        )
        .await;
        self.says_by_hand("Pull request to staging").await;
        self.follows_the_line("Approve the pull request").await;
        self.says_by_hand("Pull request approved").await;
        self.follows_the_line("Merge to staging").await;
        self.says_by_hand("Merged to staging").await;
        self.says_by_hand("Deployed on staging").await;
        self.tab.sees("Finished").await;
    }

    /// FMTM: what staging had goes to production, when the product owner has tested it.
    async fn releases_to_production(&mut self) {
        self.starts("Production release", &[("*", "2026.6.0")]).await;
        self.tab.sees("step 1 of 6").await;
        self.follows_the_line("Test the staging server").await;
        self.ticks_off("#2 FMTM 2026.6.0", "Make a pull request to main")
            .await;
        self.says_by_hand("Pull request to main").await;
        self.follows_the_line("Approve the pull request").await;
        self.says_by_hand("Pull request approved").await;
        self.follows_the_line("Merge to main").await;
        self.says_by_hand("Merged to main").await;
        // Nobody says this by hand: the release on GitHub has notes.
        self.tab.sees("Make the GitHub release · step 5 of 6").await;
        self.story
            .publishes("published", "2026.6.0", "Offline maps")
            .await;
        self.follows_the_line("Deploy on production").await;
        self.says_by_hand("Deployed on production").await;
        self.tab.sees_no("step 6 of 6").await;
    }

    /// FMTM: a throw-away instance is installed, shown, and shut down.
    async fn shows_a_demo(&mut self) {
        self.chooses_to_start("Feature demo").await;
        self.tab
            .choose("Choose what it is for", "Specific updates*")
            .await;
        let form = [
            ("What is it called?*", "mapping-day"),
            ("Until which day is it needed?*", "2026-11-30"),
        ];
        self.fills(&form).await;
        self.tab.sees("step 1 of").await;
        self.presses(&[
            "By hand",
            "Created and logged in to a server",
            "Ran the bundled feature-demo.sh",
        ])
        .await;
        self.answers("Address…", "https://mapping-day.example.org").await;
        self.tab.sees("Up: every step is done").await;
        self.presses(&["Shut down"]).await;
        self.tab.sees_no("Up: every step is done").await;
    }
}

/// FMTM: a staging round, its production release, and a demo that is shut down.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fmtm_goes_to_staging_and_to_production_by_taps_alone() {
    let Some(mut visitor) = Visitor::comes_by_phone("fmtm", "dev").await else {
        return;
    };
    visitor.does_a_staging_round().await;
    visitor.releases_to_production().await;
    visitor.shows_a_demo().await;
    let told = visitor.story.read("general").await;
    for said in ["is on staging", "is on production"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    visitor.was_never_far_away().await;
}

impl Visitor {
    /// Sync: what is created on a release day runs on staging, when CircleCI says so.
    async fn creates_a_release(&mut self) {
        self.moves_the_clock("Next release day*").await;
        self.picture("release-day").await;
        self.answers("Start…", "v0.0.4").await;
        self.follows_the_line("Check the functional tests").await;
        self.presses(&["no"]).await;
        self.says_by_hand("Unit and integration tests pass").await;
        self.presses(&["Go", "Released in the codebase"]).await;
        self.says_by_hand("Official GitHub release").await;
        let deployed = json!({"event": "deployed", "environment": "staging", "version": "v0.0.4"});
        circleci(&self.story, "deployed", deployed).await;
        self.tab.sees("Requirements for production · step 5 of 9").await;
    }

    /// Sync: two weeks later it goes on to production, by Ops and before the dashboards.
    async fn goes_on_to_production(&mut self) {
        for _ in 0..2 {
            self.moves_the_clock("+1 w").await;
        }
        self.follows_the_line("Requirements for production").await;
        self.says_by_hand("Unit and integration tests pass").await;
        self.presses(&["Go"]).await;
        self.answers("Required config changes…", "none").await;
        self.answers("Deployment request…", "https://bugs.example.org/1678901")
            .await;
        self.presses(&["Errors watched during", "Load watched during"])
            .await;
        self.follows_the_line("Deploy on production").await;
        self.presses(&["Deployed on production"]).await;
        self.follows_the_line("Watch the dashboards after").await;
        self.presses(&["Errors watched after", "Load watched after"])
            .await;
        self.tab.sees("Finished").await;
    }
}

/// Sync: a version is created on one release day, and goes to production on the next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sync_takes_two_release_days_by_taps_alone() {
    let Some(mut visitor) = Visitor::comes_by_phone("sync", "ana").await else {
        return;
    };
    visitor.creates_a_release().await;
    visitor.goes_on_to_production().await;
    visitor.was_never_far_away().await;
}
