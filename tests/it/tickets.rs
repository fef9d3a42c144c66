//! Tickets of a support desk and the changes that release them (document "Change and release process", part 4).

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story, assert_snapshot};

/// The ticket workflow of the document, with a change of three steps around it.
const DESK: &str = r#"
[service]
name = "desk"
title = "Desk"
zone = "Australia/Sydney"
environments = ["uat"]
roles = ["Support Team", "Enterprise Customer"]

[ticket]
pattern = 'ESD-\d+'
because = "the key of the support desk, such as ESD-123"
example = "ESD-123"
link = "https://jira.example.org/browse/{ticket}"
attach_at = "to-be-released"
attached_by = ["Support Team"]
back_to = "waiting-for-support"

[[ticket.status]]
name = "waiting-for-support"
title = "Waiting for Support"
awaits = "Support Team"
comment_by = { "Support Team" = "waiting-for-customer" }

[[ticket.status]]
name = "waiting-for-customer"
title = "Waiting for Customer"
awaits = "Enterprise Customer"
comment_by = { "Enterprise Customer" = "waiting-for-support" }

[[ticket.status]]
name = "to-do"
title = "To Do"
awaits = "Support Team"

[[ticket.status]]
name = "in-progress"
title = "In Progress"
awaits = "Support Team"

[[ticket.status]]
name = "to-be-released"
title = "To be Released"
awaits = "Support Team"

[[ticket.status]]
name = "in-testing"
title = "In Testing"
awaits = "Enterprise Customer"
comment_by = { "Enterprise Customer" = "waiting-for-support" }

[[ticket.status]]
name = "on-hold"
title = "On Hold"
detaches = true

[[ticket.status]]
name = "done"
title = "Done"
done = true

[[ticket.move]]
from = ["waiting-for-support"]
to = "to-do"
by = ["Support Team"]

[[ticket.move]]
from = ["to-do"]
to = "in-progress"
by = ["Support Team"]

[[ticket.move]]
from = ["in-progress"]
to = "to-be-released"
by = ["Support Team"]

[[ticket.move]]
from = ["to-be-released"]
to = "in-testing"
by = ["Support Team"]

[[ticket.move]]
from = ["waiting-for-customer", "in-testing"]
to = "done"
by = ["Enterprise Customer"]

[[ticket.move]]
from = ["waiting-for-support", "waiting-for-customer", "to-do", "in-progress", "to-be-released"]
to = "on-hold"
agreed_by = ["Support Team", "Enterprise Customer"]

[[ticket.move]]
from = ["on-hold"]
to = "waiting-for-support"
by = ["Support Team", "Enterprise Customer"]

[checklist.scenarios]
title = "Test scenarios"
items = ["Progression: the export opens", "Regression: log in and out"]

[[process]]
name = "change"
title = "Change"
purpose = "A product release or an infrastructure change."
started_by = ["Support Team"]
tickets = { awaits = [{ status = "to-be-released", role = "Enterprise Customer", only_if = { ask = "raise/performer", is = "The customer" } }] }

[[process.step]]
name = "raise"
title = "Raise the change"
owner = "Support Team"
asks = [{ choice = "Who performs it?", name = "performer", options = ["Maestrano", "The customer"] }]

[[process.step]]
name = "perform"
title = "Perform the change"
owner = "Support Team"
asks = ["The change is performed"]
moves_tickets = "in-testing"

[[process.step]]
name = "test"
title = "Test on UAT"
owner = "Enterprise Customer"
asks = [
    { checklist = "scenarios" },
    { choice = "Outcome", options = ["Accepted", "Rolled back", "Superseded"] },
    { tickets = "done", excused_by = { ask = "test/outcome", is_any_of = ["Rolled back", "Superseded"] } },
]
"#;

/// The playbook of the desk.
pub(crate) fn desk() -> Vec<Source> {
    vec![Source {
        name: "desk.toml".to_owned(),
        text: DESK.to_owned(),
    }]
}

/// Brings new tickets to where they can be attached.
async fn prepare(sue: &Person, tickets: &[&str]) {
    for ticket in tickets {
        sue.says(&format!("!ticket raise {ticket} Fault of {ticket}"))
            .await;
        for status in ["to-do", "in-progress", "to-be-released"] {
            sue.says(&format!("!ticket move {ticket} {status}")).await;
        }
    }
}

/// A change with these tickets, performed.
async fn perform(sue: &Person, tickets: &[&str]) {
    prepare(sue, tickets).await;
    sue.says("!release start desk change 1.4").await;
    for ticket in tickets {
        sue.says(&format!("!ticket attach {ticket}")).await;
    }
    sue.presses("Maestrano").await;
    sue.presses("The change is performed").await;
}

/// The messages of a channel that say so.
async fn count_of(story: &Story, channel: &str, words: &str) -> usize {
    story
        .messages(channel)
        .await
        .iter()
        .filter(|m| crate::story::shown_text(m).contains(words))
        .count()
}

/// S2.38 to S2.40, S2.48 to S2.50: a ticket's way with no release around it.
async fn a_ticket_goes_its_way_between_the_sides(db: Database) {
    let story = Story::with_playbooks(db, desk()).await;
    let (sue, eve, ana) = (
        story.person("sue").await,
        story.person("eve").await,
        story.person("ana").await,
    );
    // S2.38: it waits for support.
    let raised = eve.says("!ticket raise esd-7 Export fails on Safari").await;
    assert_snapshot!(story.reader.name_all(&raised), @"**[ESD-7](<https://jira.example.org/browse/ESD-7>)** Export fails on Safari: Waiting for Support · waiting for Support Team since ….");
    let no = ana.says("!ticket raise ESD-8 Me too").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role Support Team or Enterprise Customer; you have: none of the team's roles. Ask somebody who has it.");

    // S2.39: the last comment hands it over, and the other side is called.
    let asked = sue
        .commands(
            "ticket comment",
            &[("ticket", "ESD-7"), ("text", "which version?")],
        )
        .await;
    assert_snapshot!(story.reader.name_all(&asked), @"**[ESD-7](<https://jira.example.org/browse/ESD-7>)** Export fails on Safari: Waiting for Customer · waiting for Enterprise Customer since ….");
    eve.says("!ticket comment ESD-7 the newest, 17.1").await;
    // The bot's answers stand between the notices, sooner or later: each notice is looked for by itself.
    let read = story.read("releases").await;
    for notice in [
        "gonogo: @Support Team: **ESD-7** (Export fails on Safari) is **Waiting for Support**.\n-# Answer with `!ticket comment ESD-7 …`",
        "gonogo: @Enterprise Customer: **ESD-7** (Export fails on Safari) is **Waiting for Customer**.\n@sue: “which version?”\n-# Answer with `!ticket comment ESD-7 …`",
        "gonogo: @Support Team: **ESD-7** (Export fails on Safari) is **Waiting for Support**.\n@eve: “the newest, 17.1”\n-# Answer with `!ticket comment ESD-7 …`",
    ] {
        let said = read.split("\n\n").filter(|message| message.trim() == notice);
        assert_eq!(said.count(), 1, "{notice}\nin\n{read}");
    }

    // S2.50: what is refused names what there is, and whose that is.
    let skipped = sue.says("!ticket move ESD-7 to-be-released").await;
    assert_snapshot!(story.reader.name_all(&skipped), @"ESD-7 cannot go from **Waiting for Support** to **To be Released**. From there: **To Do** by Support Team, **On Hold** by Support Team and Enterprise Customer together, **Waiting for Customer** by Support Team with a comment.");
    let not_hers = eve
        .commands("ticket move", &[("ticket", "ESD-7"), ("to", "to-do")])
        .await;
    assert_snapshot!(story.reader.name_all(&not_hers), @"ESD-7 goes from **Waiting for Support** to **To Do** by Support Team; you have: Enterprise Customer. From there: **To Do** by Support Team, **On Hold** by Support Team and Enterprise Customer together, **Waiting for Customer** by Support Team with a comment.");
    let offered = sue
        .completes("ticket move", &[("ticket", "ESD-7"), ("to", "")])
        .await;
    assert_eq!(
        offered,
        [
            "To Do",
            "On Hold (takes both sides)",
            "Waiting for Customer (with a comment)"
        ]
    );
    assert_eq!(
        eve.completes("ticket move", &[("ticket", "ESD-7"), ("to", "")])
            .await,
        ["On Hold (takes both sides)"]
    );

    // S2.48, S2.49: on hold by both sides, and left by either.
    let first = sue.says("!ticket hold ESD-7 not before spring").await;
    assert_snapshot!(story.reader.name_all(&first), @"**[ESD-7](<https://jira.example.org/browse/ESD-7>)** Export fails on Safari: Waiting for Support · waiting for Support Team since … · On Hold: Support Team agreed, Enterprise Customer not yet.");
    let twice = sue.says("!ticket hold ESD-7").await;
    assert_snapshot!(story.reader.name_all(&twice), @"@sue agreed to this …, and one person speaks for one side. Still missing: Enterprise Customer.");
    let second = eve.says("!ticket hold ESD-7").await;
    assert_snapshot!(story.reader.name_all(&second), @"**[ESD-7](<https://jira.example.org/browse/ESD-7>)** Export fails on Safari: On Hold since ….");
    let listed = eve.says("!ticket list").await;
    assert_snapshot!(story.reader.name_all(&listed), @"
    **Desk: open tickets**
    **[ESD-7](<https://jira.example.org/browse/ESD-7>)** Export fails on Safari
    -# On Hold since …
    ");
    eve.says("!ticket move ESD-7 waiting-for-support").await;

    // S2.40: work goes in its order.
    for status in ["to-do", "in-progress", "to-be-released"] {
        sue.says(&format!("!ticket move ESD-7 {status}")).await;
    }
    let shown = sue.commands("ticket show", &[("ticket", "ESD-7")]).await;
    assert_snapshot!(story.reader.name_all(&shown), @"
    **[ESD-7](<https://jira.example.org/browse/ESD-7>)** Export fails on Safari
    -# To be Released · waiting for Support Team since … · @sue: “not before spring”
    It can go to:
    · **In Testing**, by Support Team: `!ticket move ESD-7 in-testing`
    · **On Hold**, by Support Team and Enterprise Customer together: `!ticket move ESD-7 on-hold`
    ");
    story.end().await;
}
on_both_databases!(a_ticket_goes_its_way_between_the_sides);

/// S2.20, S2.29, S2.41, S2.43 to S2.46, S2.51: tickets in a change, all moved at once and judged one by one.
async fn a_change_brings_its_tickets_to_their_end(db: Database) {
    let story = Story::with_playbooks(db, desk()).await;
    let (sue, eve) = (story.person("sue").await, story.person("eve").await);
    sue.says("!release start desk change 1.4").await;
    // S2.44: only what is to be released can be attached.
    sue.says("!ticket raise ESD-1 Export fails").await;
    let early = sue.says("!ticket attach ESD-1").await;
    assert_snapshot!(story.reader.name_all(&early), @"ESD-1 is **Waiting for Support**, and only a ticket that is **To be Released** can become part of a release. Move it there first, with `/ticket move ticket:ESD-1`.");
    for status in ["to-do", "in-progress", "to-be-released"] {
        sue.says(&format!("!ticket move ESD-1 {status}")).await;
    }
    prepare(&sue, &["ESD-2", "ESD-3"]).await;
    // S2.29, S2.43: the change shows the tickets to be tested with it.
    for ticket in ["ESD-1", "ESD-2", "ESD-3"] {
        sue.commands("ticket attach", &[("ticket", ticket), ("release", "1")])
            .await;
    }
    sue.presses("Maestrano").await;
    assert_snapshot!(story.read("#1").await, @"
    gonogo: **Tickets of #1 Desk 1.4** · 0 of 3 tickets done
    **[ESD-1](<https://jira.example.org/browse/ESD-1>)** Export fails
    -# To be Released · waiting for Support Team since …
    **[ESD-2](<https://jira.example.org/browse/ESD-2>)** Fault of ESD-2
    -# To be Released · waiting for Support Team since …
    **[ESD-3](<https://jira.example.org/browse/ESD-3>)** Fault of ESD-3
    -# To be Released · waiting for Support Team since …
    (Comment… ▾)
    (Another status… ▾)
    ");

    // S2.45: all in one go, by the authority of the step, and said once.
    sue.presses("The change is performed").await;
    assert_eq!(count_of(&story, "#1", "are **In Testing**").await, 1);
    assert_snapshot!(story.read("#1").await, @"
    gonogo: **Tickets of #1 Desk 1.4** · 0 of 3 tickets done
    **[ESD-1](<https://jira.example.org/browse/ESD-1>)** Export fails  [Done]
    -# In Testing · waiting for Enterprise Customer since …
    **[ESD-2](<https://jira.example.org/browse/ESD-2>)** Fault of ESD-2  [Done]
    -# In Testing · waiting for Enterprise Customer since …
    **[ESD-3](<https://jira.example.org/browse/ESD-3>)** Fault of ESD-3  [Done]
    -# In Testing · waiting for Enterprise Customer since …
    (Comment, or send back… ▾)
    (Another status… ▾)

    gonogo: **Test on UAT · Test scenarios** · 0 of 2 passed
    -# Enterprise Customer ticks these
    · Progression: the export opens  [Pass]
    · Regression: log in and out  [Pass]
    [Pass all]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)

    gonogo: @Enterprise Customer: **Test on UAT** of #1 Desk 1.4 waits for you.

    gonogo: ESD-1, ESD-2 and ESD-3 of #1 Desk 1.4 are **In Testing**. They wait for Enterprise Customer. The card of the tickets is above.
    ");

    // S2.20, S2.46: scenarios and tickets, each judged by the customer.
    let not_hers = sue.presses_beside("ESD-1", "Done").await;
    assert_snapshot!(story.reader.name_all(&not_hers), @"ESD-1 goes from **In Testing** to **Done** by Enterprise Customer; you have: Support Team. From there: **Done** by Enterprise Customer, **Waiting for Support** by Enterprise Customer with a comment.");
    eve.presses("Pass all").await;
    eve.presses_beside("ESD-1", "Done").await;
    eve.presses("Accepted").await;
    // S2.51: not before each is done.
    assert!(story.read("releases").await.contains("1 of 3 tickets done"));
    let past = sue.says("!ticket detach ESD-2 in a hurry").await;
    assert_snapshot!(story.reader.name_all(&past), @"ESD-2 is under test, and stays in this release until it is judged: Enterprise Customer moves it on, or comments to send it back.");
    eve.presses_beside("ESD-2", "Done").await;
    assert!(!story.read("releases").await.contains("**Finished**"));
    eve.presses_beside("ESD-3", "Done").await;
    assert!(story.read("releases").await.contains("**Finished**"));
    story.end().await;
}
on_both_databases!(a_change_brings_its_tickets_to_their_end);

/// S2.21, S2.47, S2.51, with S2.22: what testing finds is discussed, and an outcome ends it.
async fn what_testing_finds_is_discussed_once(db: Database) {
    let story = Story::with_playbooks(db, desk()).await;
    let (sue, eve) = (story.person("sue").await, story.person("eve").await);
    perform(&sue, &["ESD-1", "ESD-2", "ESD-3"]).await;
    // S2.47: a comment sends it back.
    assert_eq!(
        eve.chooses("Comment, or send back…", "ESD-1").await,
        "form: Comment on ESD-1"
    );
    eve.fills(&[("text", "it still fails on Safari")]).await;
    // S2.21: the discussion is opened with the facts, for both sides, and once.
    let opened = story.messages("#1").await;
    let opened = crate::story::shown_text(opened.last().unwrap());
    assert_snapshot!(story.reader.name_all(&opened), @"
    @Enterprise Customer and @Support Team: testing of #1 Desk 1.4 found something, and it is to be discussed.
    · **ESD-1** came back: “it still fails on Safari” (@eve, …)
    Two ways lead on: **roll back**, by the rollback plan of the change, or **another release on top** of this one before production. Either way the release is then moved to its end with that outcome.
    ");
    eve.says("!ticket comment ESD-2 and this one too").await;
    eve.says("!ticket raise ESD-9 #1 The menu is gone").await;
    assert_eq!(count_of(&story, "#1", "to be discussed").await, 1);
    assert_snapshot!(story.read("#1").await.split("\n\n").next().unwrap().to_owned(), @"
    gonogo: **Tickets of #1 Desk 1.4** · 0 of 3 tickets done
    **Discussion** open since …: 3 findings. Roll the change back, or plan another release on top of it.
    **[ESD-1](<https://jira.example.org/browse/ESD-1>)** Fault of ESD-1  [To Do]
    -# Waiting for Support · waiting for Support Team since … · @eve: “it still fails on Safari”
    **[ESD-2](<https://jira.example.org/browse/ESD-2>)** Fault of ESD-2  [To Do]
    -# Waiting for Support · waiting for Support Team since … · @eve: “and this one too”
    **[ESD-3](<https://jira.example.org/browse/ESD-3>)** Fault of ESD-3  [Done]
    -# In Testing · waiting for Enterprise Customer since …
    **ESD-9** is new: “The menu is gone” (@eve, …)
    (Comment, or send back… ▾)
    (Another status… ▾)
    ");
    assert_snapshot!(story.read("releases").await.rsplit("\n\n").next().unwrap().to_owned(), @"gonogo: **[ESD-9](<https://jira.example.org/browse/ESD-9>)** The menu is gone: Waiting for Support · waiting for Support Team since ….");

    // S2.22, S2.51: the outcome lets the change end; what was under test returns to support.
    eve.presses("Pass all").await;
    eve.presses("Rolled back").await;
    assert!(story.read("releases").await.contains("**Finished**"));
    let listed = sue.says("!ticket list").await;
    assert_snapshot!(story.reader.name_all(&listed), @"
    **Desk: open tickets**
    **[ESD-1](<https://jira.example.org/browse/ESD-1>)** Fault of ESD-1
    -# Waiting for Support · waiting for Support Team since …
    **[ESD-2](<https://jira.example.org/browse/ESD-2>)** Fault of ESD-2
    -# Waiting for Support · waiting for Support Team since …
    **[ESD-3](<https://jira.example.org/browse/ESD-3>)** Fault of ESD-3
    -# Waiting for Support · waiting for Support Team since …
    **[ESD-9](<https://jira.example.org/browse/ESD-9>)** The menu is gone
    -# Waiting for Support · waiting for Support Team since …
    ");
    story.end().await;
}
on_both_databases!(what_testing_finds_is_discussed_once);

/// S2.42: where the customer performs, the customer is awaited when tickets are to be released.
async fn the_customer_is_awaited_when_the_customer_performs(db: Database) {
    let story = Story::with_playbooks(db, desk()).await;
    let (sue, eve) = (story.person("sue").await, story.person("eve").await);
    prepare(&sue, &["ESD-1"]).await;
    sue.says("!release start desk change 1.4").await;
    sue.says("!ticket attach ESD-1").await;
    assert!(
        story
            .read("#1")
            .await
            .contains("To be Released · waiting for Support Team")
    );
    sue.presses("The customer").await;
    assert!(
        story
            .read("#1")
            .await
            .contains("To be Released · waiting for Enterprise Customer")
    );
    let no = sue.says("!ticket move ESD-1 in-testing").await;
    assert_snapshot!(story.reader.name_all(&no), @"ESD-1 goes from **To be Released** to **In Testing** by Enterprise Customer; you have: Support Team. From there: **In Testing** by Enterprise Customer, **On Hold** by Support Team and Enterprise Customer together.");
    let moved = eve
        .commands("ticket move", &[("ticket", "ESD-1"), ("to", "in-testing")])
        .await;
    assert_snapshot!(story.reader.name_all(&moved), @"
    **[ESD-1](<https://jira.example.org/browse/ESD-1>)** Fault of ESD-1: In Testing · waiting for Enterprise Customer since ….
    -# Part of release #1
    ");
    story.end().await;
}
on_both_databases!(the_customer_is_awaited_when_the_customer_performs);

/// A press on a card that is older than the ticket's status moves nothing, and twenty tickets fit on their cards.
async fn many_tickets_have_pages_and_old_buttons_say_so(db: Database) {
    let story = Story::with_playbooks(db, desk()).await;
    let (sue, eve) = (story.person("sue").await, story.person("eve").await);
    let names: Vec<String> = (1..=12).map(|n| format!("ESD-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    perform(&sue, &names).await;
    let cards = story.read("#1").await;
    assert!(
        cards.contains("(1 of 2)") && cards.contains("(2 of 2)"),
        "{cards}"
    );
    assert_eq!(
        count_of(&story, "#1", "are **In Testing**").await,
        1,
        "one notice, not twelve"
    );
    let old = eve
        .find_control(|c: &Control| c.component["label"] == "Done" && c.beside.contains("ESD-12"))
        .await
        .unwrap();
    eve.says("!ticket comment ESD-12 still wrong").await;
    let no = eve.forges(old.component["custom_id"].as_str().unwrap()).await;
    assert_snapshot!(story.reader.name_all(&no), @"ESD-12 has moved since you looked: it is **Waiting for Support**, by @eve …. The card shows what can be done now.");
    let refused: Vec<_> = story
        .history()
        .await
        .into_iter()
        .filter(|l| l["status"].as_u64().is_some_and(|s| s >= 400))
        .collect();
    assert!(refused.is_empty(), "Discord refused: {refused:?}");
    story.end().await;
}
on_both_databases!(many_tickets_have_pages_and_old_buttons_say_so);
