//! Turns and days that change hands: two swaps at once, and one release that somebody else does.

use super::{id_of, playbook, set_up, told};
use crate::database::{Database, on_both_databases};
use crate::story::Story;

/// Two swaps of one turn, agreed in the same moment: one of them is made, the other is off, and both are told.
async fn of_two_swaps_at_once_one_is_made(db: Database) {
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
    let agree = async |person: &crate::story::Person, reason: &str| {
        let fits = |c: &crate::story::Control| c.component["label"] == "Agree" && c.shown.contains(reason);
        person.find_control(fits).await.unwrap()
    };
    let (wedding, exams) = (agree(&emi, "wedding").await, agree(&dev, "exams").await);
    let (of_emi, of_dev) = tokio::join!(emi.press(&wedding), dev.press(&exams));
    let emi_won = of_emi.contains("Agreed: the two turns are swapped.");
    let (won, lost) = if emi_won {
        (of_emi, of_dev)
    } else {
        (of_dev, of_emi)
    };
    assert!(won.contains("Agreed: the two turns are swapped."), "{won}");
    assert!(lost.contains("That swap is settled already."), "{lost}");

    let (made, off, asker, december) = if emi_won {
        ("@dev and @emi", "@ana asked @dev", &ana, "@emi")
    } else {
        ("@ana and @dev", "@dev asked @emi", &dev, "@ana")
    };
    let made = format!("{made} swap their turns as release manager.");
    let off = format!("The swap that {off} for is off: another swap of the same turn was agreed first.");
    let releases = story.read("releases").await;
    assert_eq!(releases.matches("swap their turns").count(), 1, "{releases}");
    assert!(releases.contains(&made) && releases.contains(&off), "{releases}");
    // Dev, who asked for the one, may be who agreed to the other first: nobody is told directly of what they did.
    let direct = told(&story, asker).await;
    assert_eq!(
        direct.contains(&off),
        emi_won,
        "whoever asked is told directly: {direct}"
    );
    let shown = ana.commands("rotation show", &[("service", "sync")]).await;
    let shown = story.reader.name_all(&shown);
    let line = format!("Tue 1 Dec 2026 to Thu 31 Dec 2026: {december}");
    assert!(shown.contains(&line), "{line}\n{shown}");
    story.end().await;
}
on_both_databases!(of_two_swaps_at_once_one_is_made);

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
