//! Turns and days that change hands: two swaps at once, and one release that somebody else does.

use std::sync::Arc;

use super::{id_of, playbook, set_up, told};
use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story};

/// Dev asks emi to swap December for January, and ana asks dev for the same December and her February.
struct Asked {
    story: Story,
    ana: Arc<Person>,
    dev: Arc<Person>,
    emi: Arc<Person>,
    /// What emi presses to agree with dev.
    wedding: Control,
    /// What dev presses to agree with ana.
    exams: Control,
}

const AGREED: &str = "Agreed: the two turns are swapped.";

const SETTLED: &str = "That swap is settled already.";

impl Asked {
    async fn twice(db: Database) -> Self {
        let story = Story::with_playbooks(db, playbook(false)).await;
        set_up(&story).await;
        let (ana, dev, emi) = (
            story.person("ana").await,
            story.person("dev").await,
            story.person("emi").await,
        );
        // December is dev's, January emi's, February ana's.
        let (to_emi, to_dev) = (id_of(&emi).await, id_of(&dev).await);
        dev.says(&format!("!rotation swap sync <@{to_emi}> wedding"))
            .await;
        ana.says(&format!(
            "!rotation swap sync <@{to_dev}> 2027-02-01 2026-12-01 exams"
        ))
        .await;
        let agree = async |person: &Person, reason: &str| {
            let fits = |c: &Control| c.component["label"] == "Agree" && c.shown.contains(reason);
            person.find_control(fits).await.unwrap()
        };
        let (wedding, exams) = (agree(&emi, "wedding").await, agree(&dev, "exams").await);
        Self {
            story,
            ana,
            dev,
            emi,
            wedding,
            exams,
        }
    }

    /// One swap is made, the other is off: it is said where releases are, and to both whom the other concerned.
    async fn is_settled(&self, emi_won: bool) {
        let (made, off, told_of_it, december) = if emi_won {
            ("@dev and @emi", "@ana asked @dev", [&self.ana, &self.dev], "@emi")
        } else {
            ("@ana and @dev", "@dev asked @emi", [&self.dev, &self.emi], "@ana")
        };
        let made = format!("{made} swap their turns as release manager.");
        let off = format!("The swap that {off} for is off: another swap of the same turn was agreed first.");
        let releases = self.story.read("releases").await;
        assert_eq!(releases.matches("swap their turns").count(), 1, "{releases}");
        assert!(releases.contains(&made) && releases.contains(&off), "{releases}");
        for person in told_of_it {
            let direct = told(&self.story, person).await;
            assert_eq!(direct.matches(&off).count(), 1, "{direct}");
        }
        let shown = self.ana.commands("rotation show", &[("service", "sync")]).await;
        let shown = self.story.reader.name_all(&shown);
        let line = format!("Tue 1 Dec 2026 to Thu 31 Dec 2026: {december}");
        assert!(shown.contains(&line), "{line}\n{shown}");
    }
}

/// Two swaps of one turn, agreed in the same moment: one of them is made, the other is off.
async fn of_two_swaps_at_once_one_is_made(db: Database) {
    let asked = Asked::twice(db).await;
    let (of_emi, of_dev) = tokio::join!(asked.emi.press(&asked.wedding), asked.dev.press(&asked.exams));
    let emi_won = of_emi.contains(AGREED);
    let (won, lost) = if emi_won {
        (of_emi, of_dev)
    } else {
        (of_dev, of_emi)
    };
    assert!(won.contains(AGREED), "{won}");
    assert!(lost.contains(SETTLED), "{lost}");
    asked.is_settled(emi_won).await;
    asked.story.end().await;
}
on_both_databases!(of_two_swaps_at_once_one_is_made);

/// Dev agrees to ana's swap while their own is open: that one falls by their own press, and they are told.
async fn who_agrees_to_one_swap_reads_that_their_own_is_off(db: Database) {
    let asked = Asked::twice(db).await;
    let won = asked.dev.press(&asked.exams).await;
    assert!(won.contains(AGREED), "{won}");
    let lost = asked.emi.press(&asked.wedding).await;
    assert!(lost.contains(SETTLED), "{lost}");
    asked.is_settled(false).await;
    asked.story.end().await;
}
on_both_databases!(who_agrees_to_one_swap_reads_that_their_own_is_off);

/// Somebody does one release, in a turn that stays whose it is.
async fn one_release_is_taken_over(db: Database) {
    let story = Story::with_playbooks(db, playbook(false)).await;
    set_up(&story).await;
    let (dev, emi) = (story.person("dev").await, story.person("emi").await);
    let id = id_of(&emi).await;
    let given = format!("!rotation day sync <@{id}> 2026-12-08 she wrote it");
    let not_theirs = dev.says(&given).await;
    assert!(not_theirs.contains("Engineering manager"), "{not_theirs}");
    let done = emi.says(&given).await;
    assert!(done.contains("Done, for that day only."), "{done}");
    let word =
        "@emi releases on **Tue 8 Dec 2026** instead of @dev; the turn stays whose it is. “she wrote it”";
    assert!(told(&story, &dev).await.contains(word), "directly");
    assert!(story.read("releases").await.contains(word), "and for all");

    story.time_is("2026-12-08T18:00:00Z").await;
    let yes = emi.says("!release start sync sync-release v0.0.5").await;
    assert!(yes.contains("is started"), "{yes}");
    let card = crate::sync::card(&story, "### Sync v0.0.5").await;
    assert!(card.contains("release manager @emi"), "{card}");
    let owed = emi.says("!todo").await;
    assert!(owed.contains("**#1 Sync v0.0.5**"), "{owed}");
    let shown = dev.commands("rotation show", &[("service", "sync")]).await;
    let shown = story.reader.name_all(&shown);
    assert!(shown.contains("**Now: @dev** until Thu 31 Dec 2026"), "{shown}");
    story.end().await;
}
on_both_databases!(one_release_is_taken_over);
