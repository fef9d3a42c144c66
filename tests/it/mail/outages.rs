//! An outage as its audience reads it by mail, and what the team reads when a letter does not arrive.

use std::net::SocketAddr;
use std::time::Duration;

use gonogo::config::mail::Security;
use gonogo::domain::address::Mailbox;
use gonogo::outbound;
use gonogo::outbound::mail::{CONNECT_WITHIN, Settings};
use gonogo::playbook::Source;

use super::post_office::{Mishap, PostOffice};
use super::{as_read, calendar_of, thread_of};
use crate::database::{Database, on_both_databases};
use crate::outages::announce_and_change;
use crate::story::{Person, Story, assert_snapshot, shown_text};

const BOOK: &str = r##"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["prod"]
roles = ["SRE team"]

[audience.users]
title = "Shop users"
channel = "outages"
mail = ["ana@example.com", "ben@example.net"]
impact = "You cannot order. What is in your basket stays there."
questions = "help@example.org"

[[process]]
name = "upgrade"
title = "Upgrade"
purpose = "A new version of the shop."
override_by = ["SRE team"]

[[process.step]]
name = "plan"
title = "Plan"
owner = "SRE team"
asks = [{ outage = "users" }]

[[process.step]]
name = "rehearse"
title = "Rehearse"
owner = "SRE team"
asks = [{ checklist = "rehearsal" }]
on_fail = "plan"

[[process.step]]
name = "upgrade"
title = "Upgrade"
owner = "SRE team"
gates = ["outage-begun"]
asks = [{ confirmation = "It is upgraded", name = "upgraded" }]
may_roll_back = true

[[process.step]]
name = "open"
title = "Open"
owner = "SRE team"
asks = [{ confirmation = "It is open", name = "opened" }]
closes_outage = true

[checklist.rehearsal]
title = "Rehearsal"
items = [{ name = "copy", text = "The copy of the shop comes up" }]
"##;

fn book() -> Vec<Source> {
    vec![Source {
        name: "shop.toml".to_owned(),
        text: BOOK.to_owned(),
    }]
}

/// By mail, through a server at that address.
pub(crate) fn by_mail(at: SocketAddr) -> outbound::Settings {
    let settings = Settings {
        host: at.ip().to_string(),
        port: at.port(),
        security: Security::None,
        login: None,
        from: Mailbox::parse("Shop team <shop@example.org>").unwrap(),
        reply_to: None,
        authority: None,
        connect_within: CONNECT_WITHIN,
        answer_within: Duration::from_secs(5),
    };
    outbound::Settings {
        mail: Some(settings),
        ..Default::default()
    }
}

/// A story with a mail server, and a release that is about to plan its outage.
async fn begin(db: Database) -> (Story, PostOffice, std::sync::Arc<Person>) {
    let office = PostOffice::open().await;
    let mut story = Story::with_playbooks(db, book()).await;
    let at = office.address;
    story.leaves_by(move |_| by_mail(at)).await;
    let ana = story.person("ana").await;
    ana.says("!release start shop upgrade 2.0").await;
    (story, office, ana)
}

/// The text without the marks that keep it from calling anybody.
fn visible(text: &str) -> String {
    text.replace('\u{2060}', "")
}

async fn plan(story: &Story, ana: &Person, start: &str) {
    ana.presses("Plan the outage…").await;
    ana.fills(&[("start", start), ("length", "2h")]).await;
    ana.presses("Publish").await;
    story.settle().await;
}

/// What the team was told of letters that did not arrive, oldest first.
async fn told(story: &Story) -> Vec<String> {
    let thread = story.messages("#1").await;
    let texts = thread
        .iter()
        .map(|message| visible(&story.reader.name_all(&shown_text(message))));
    let is_it = |text: &String| {
        let heads = ["**Not told yet:**", "Told now, late:", "**Never told:**"];
        heads.iter().any(|head| text.contains(head)) && text.contains("by mail")
    };
    texts.filter(is_it).collect()
}

/// What one of them has read, oldest first.
pub(crate) fn letters_to(office: &PostOffice, address: &str) -> Vec<String> {
    let taken = office.taken().into_iter();
    let theirs = taken.filter(|letter| letter.to == [address]);
    theirs.map(|letter| as_read(&letter.bytes)).collect()
}

/// The events that went along with what one of them was told, oldest first: version, state and time of the start. All are
/// of the one outage, and nobody is asked whether they come.
fn events_to(office: &PostOffice, address: &str) -> Vec<String> {
    let taken = office.taken().into_iter();
    let theirs = taken.filter(|letter| letter.to == [address]);
    let files = theirs.filter_map(|letter| calendar_of(&letter.bytes));
    files
        .map(|file| {
            let value = |name: &str| {
                let mut lines = file.lines().filter_map(|line| line.split_once(':'));
                let found = lines.find(|(key, _)| *key == name);
                found
                    .unwrap_or_else(|| panic!("no {name} in {file}"))
                    .1
                    .to_owned()
            };
            assert_eq!(
                (value("METHOD"), value("UID")),
                ("PUBLISH".into(), "outage-1@shop.gonogo".into())
            );
            let start = value("DTSTART");
            format!("{} {} {}", value("SEQUENCE"), value("STATUS"), &start[9..13])
        })
        .collect()
}

/// S0.20: the audience reads by mail that it is planned, called off, planned anew, near, begun and over, in
/// one conversation.
async fn an_outage_is_told_by_mail_from_its_announcement_to_its_end(db: Database) {
    let (story, office, ana) = begin(db).await;
    plan(&story, &ana, "in 3h").await;
    ana.chooses("Something failed…", "The copy of the shop").await;
    ana.fills(&[("text", "it does not start")]).await;
    ana.presses("Back to: Plan").await;
    ana.fills(&[("text", "we need an hour more")]).await;
    plan(&story, &ana, "in 4h").await;
    ana.ticks("The copy of the shop").await;
    story.passes("3h").await;
    story.passes("1h").await;
    ana.presses("It is upgraded").await;
    story.passes("90m").await;
    ana.presses("It is open").await;
    story.settle().await;

    assert_snapshot!(letters_to(&office, "ana@example.com").join("\n========\n"), @"
    From: Shop team <shop@example.org>
    To: ana@example.com
    Subject: Shop will be unavailable on Tuesday 24 November, 12:00 to 14:00
    Date: 2026-11-23T20:00:00Z
    Auto-Submitted: auto-generated

    Shop will be unavailable on Tuesday 24 November 2026, 12:00 to 14:00 (UTC+13:00).

    Why: A new version of the shop.
    What you notice: You cannot order. What is in your basket stays there.
    Questions: help@example.org

    -- 
    Times are those of Pacific/Auckland.
    Outage 1, told to: Shop users.
    [outage.ics text/calendar]
    ========
    From: Shop team <shop@example.org>
    To: ana@example.com
    Subject: Cancelled: Shop stays available on Tuesday 24 November, 12:00 to 14:00
    Date: 2026-11-23T20:00:00Z
    Auto-Submitted: auto-generated

    Cancelled: Shop stays available; the outage on Tuesday 24 November 2026, 12:00 to 14:00 (UTC+13:00) will not happen.

    -- 
    Times are those of Pacific/Auckland.
    Outage 1, told to: Shop users.
    [outage.ics text/calendar]
    ========
    From: Shop team <shop@example.org>
    To: ana@example.com
    Subject: Shop will be unavailable on Tuesday 24 November, 13:00 to 15:00
    Date: 2026-11-23T20:00:00Z
    Auto-Submitted: auto-generated

    Shop will be unavailable on Tuesday 24 November 2026, 13:00 to 15:00 (UTC+13:00).

    Why: A new version of the shop.
    What you notice: You cannot order. What is in your basket stays there.
    Questions: help@example.org

    -- 
    Times are those of Pacific/Auckland.
    Outage 1, told to: Shop users.
    [outage.ics text/calendar]
    ========
    From: Shop team <shop@example.org>
    To: ana@example.com
    Subject: Reminder: Shop will be unavailable on Tuesday 24 November, 13:00 to 15:00
    Date: 2026-11-23T23:00:00Z
    Auto-Submitted: auto-generated

    Reminder: Shop will be unavailable on Tuesday 24 November 2026, 13:00 to 15:00 (UTC+13:00).

    Why: A new version of the shop.
    What you notice: You cannot order. What is in your basket stays there.
    Questions: help@example.org

    -- 
    Times are those of Pacific/Auckland.
    Outage 1, told to: Shop users.
    ========
    From: Shop team <shop@example.org>
    To: ana@example.com
    Subject: Shop is unavailable until Tuesday 24 November, 15:00
    Date: 2026-11-24T00:00:00Z
    Auto-Submitted: auto-generated

    Shop is unavailable since Tuesday 24 November 2026, 13:00 (UTC+13:00); it is expected back on Tuesday 24 November 2026 at 15:00 (UTC+13:00).

    Questions: help@example.org

    -- 
    Times are those of Pacific/Auckland.
    Outage 1, told to: Shop users.
    ========
    From: Shop team <shop@example.org>
    To: ana@example.com
    Subject: Shop is back
    Date: 2026-11-24T01:30:00Z
    Auto-Submitted: auto-generated

    Shop is back since Tuesday 24 November 2026, 14:30 (UTC+13:00), 30 minutes early. Thank you for your patience.

    -- 
    Times are those of Pacific/Auckland.
    Outage 1, told to: Shop users.
    ");
    assert_eq!(
        events_to(&office, "ana@example.com"),
        ["0 CONFIRMED 2300", "1 CANCELLED 2300", "2 CONFIRMED 0000"],
        "the plan goes along as an event, each time as the next version of the same"
    );
    let theirs = letters_to(&office, "ben@example.net");
    assert_eq!(theirs.len(), letters_to(&office, "ana@example.com").len());
    for address in ["ana@example.com", "ben@example.net"] {
        let taken = office.taken().into_iter();
        let threads: Vec<_> = taken
            .filter(|letter| letter.to == [address])
            .map(|letter| thread_of(&letter.bytes))
            .collect();
        let (first, above) = &threads[0];
        assert!(above.is_empty(), "the first is below nothing");
        for (id, above) in &threads[1..] {
            assert_ne!(id, first);
            assert_eq!(above, std::slice::from_ref(first), "each hangs below the first");
        }
    }
    story.end().await;
}
on_both_databases!(an_outage_is_told_by_mail_from_its_announcement_to_its_end);

/// S0.20: moved, made longer and called off by command, each in one letter that names the old and the new time.
async fn each_change_by_command_is_one_letter(db: Database) {
    let (mut story, office, ana) = begin(db).await;
    announce_and_change(&ana).await;
    story.settle().await;
    story.restart_bot().await;
    let letters = letters_to(&office, "ana@example.com");
    let said = letters.iter().map(|letter| {
        let lines = letter.lines().skip_while(|line| !line.starts_with("Subject: "));
        let lines = lines.filter(|line| !line.starts_with("Date: ") && !line.starts_with("Auto-"));
        lines
            .take_while(|line| *line != "-- ")
            .collect::<Vec<_>>()
            .join("\n")
    });
    assert_snapshot!(said.collect::<Vec<_>>().join("\n========\n"), @"
    Subject: Shop will be unavailable on Thursday 26 November, 18:00 to 20:00

    Shop will be unavailable on Thursday 26 November 2026, 18:00 to 20:00 (UTC+13:00).

    What you notice: You cannot order. What is in your basket stays there.
    Questions: help@example.org

    ========
    Subject: Moved: Shop will be unavailable on Friday 27 November, 19:00 to 21:00

    Moved: Shop will be unavailable on Friday 27 November 2026, 19:00 to 21:00 (UTC+13:00), not on Thursday 26 November 2026, 18:00 to 20:00 (UTC+13:00).

    What you notice: You cannot order. What is in your basket stays there.
    Questions: help@example.org

    ========
    Subject: Changed: Shop will be unavailable on Friday 27 November, 19:00 to 21:30

    Changed: Shop will be unavailable on Friday 27 November 2026, 19:00 to 21:30 (UTC+13:00), not on Friday 27 November 2026, 19:00 to 21:00 (UTC+13:00).

    What you notice: You cannot order. What is in your basket stays there.
    Questions: help@example.org

    ========
    Subject: Cancelled: Shop stays available on Friday 27 November, 19:00 to 21:30

    Cancelled: Shop stays available; the outage on Friday 27 November 2026, 19:00 to 21:30 (UTC+13:00) will not happen.
    ");
    assert_eq!(letters_to(&office, "ben@example.net").len(), letters.len());
    story.end().await;
}
on_both_databases!(each_change_by_command_is_one_letter);

/// A mail server that is down loses nothing; the team hears of it once, and once that the letters arrived.
async fn a_mail_server_that_was_down_loses_nothing(db: Database) {
    let (story, mut office, ana) = begin(db).await;
    office.close().await;
    plan(&story, &ana, "in 30h").await;
    for _ in 0..10 {
        story.passes("1m").await;
    }
    assert!(
        !story.read("#1").await.contains("Not told yet"),
        "ten minutes are nobody's business"
    );
    for _ in 0..6 {
        story.passes("10m").await;
    }
    let port = office.address.port().to_string();
    let said = told(&story).await.join("\n\n").replace(&port, "PORT");
    assert_snapshot!(said, @"
    @SRE team: **Not told yet:** Shop users by mail to ana@example.com and ben@example.net (outage 1): that it is planned.
    Why: the mail server 127.0.0.1:PORT cannot be reached: Connection refused (os error 111).
    -# It is kept. I try again until it arrives or its time has passed, and say so then.
    ");
    assert!(office.taken().is_empty());

    // The reminder of 24 hours before comes behind the announcement, not before it.
    story.passes("5h").await;
    office.reopen().await;
    story.passes("10m").await;
    let read = letters_to(&office, "ana@example.com");
    let order: Vec<bool> = read.iter().map(|letter| letter.contains("Reminder:")).collect();
    assert_eq!(order, [false, true], "{read:#?}");
    assert_eq!(letters_to(&office, "ben@example.net").len(), 2);
    assert!(read[0].contains("This comes 6 hours"), "{}", read[0]);
    let said = told(&story).await.join("\n\n").replace(&port, "PORT");
    assert_snapshot!(said, @"
    @SRE team: **Not told yet:** Shop users by mail to ana@example.com and ben@example.net (outage 1): that it is planned.
    Why: the mail server 127.0.0.1:PORT cannot be reached: Connection refused (os error 111).
    -# It is kept. I try again until it arrives or its time has passed, and say so then.

    Told now, late: Shop users by mail to ana@example.com and ben@example.net (outage 1). What was in the way was found ….
    ");
    story.end().await;
}
on_both_databases!(a_mail_server_that_was_down_loses_nothing);

/// One address that is refused holds up nobody else; the team reads which, why and the way out, once.
async fn a_refused_address_holds_up_nobody_else(db: Database) {
    let (story, office, ana) = begin(db).await;
    office.refuses("ana@example.com", 550, "5.1.1 no such user");
    plan(&story, &ana, "in 30h").await;
    assert_eq!(letters_to(&office, "ben@example.net").len(), 1);
    assert!(letters_to(&office, "ana@example.com").is_empty());
    assert_snapshot!(told(&story).await.join("\n\n"), @r#"
    @SRE team: **Not told yet:** Shop users by mail to ana@example.com (outage 1): that it is planned.
    Why: the mail server 127.0.0.1 takes no mail for ana@example.com: "550 5.1.1 no such user".
    To mend it: ask whoever runs the mail server; or correct the address in the playbook, start gonogo again, and tell them of this by hand.
    -# It is kept. I try again every ten minutes, and say so when it is done.
    "#);

    story.passes("1h").await;
    assert_eq!(told(&story).await.len(), 1, "it is said once");
    office.knows("ana@example.com");
    story.passes("10m").await;
    assert_eq!(letters_to(&office, "ana@example.com").len(), 1);
    assert_snapshot!(told(&story).await[1..].join("\n\n"), @"Told now, late: Shop users by mail to ana@example.com (outage 1). What was in the way was found ….");
    story.end().await;
}
on_both_databases!(a_refused_address_holds_up_nobody_else);

/// Whatever is unsaid at a stop is said by the next bot; what was said is not said again.
async fn a_restart_in_between_says_each_letter_once(db: Database) {
    let (mut story, office, ana) = begin(db).await;
    office.mishaps(&[Mishap::ComeAgain]);
    plan(&story, &ana, "in 3h").await;
    assert_eq!(office.taken().len(), 1, "the other comes later");
    story.stop_bot().await;
    story.clock.advance(chrono::TimeDelta::minutes(1)).unwrap();
    story.start_bot().await;
    assert_eq!(office.taken().len(), 2);
    story.restart_bot().await;
    story.passes("10m").await;
    assert_eq!(office.taken().len(), 2);
    story.end().await;
}
on_both_databases!(a_restart_in_between_says_each_letter_once);

/// A letter that was taken without gonogo hearing of it is the same letter when it is sent again.
async fn a_letter_whose_answer_was_lost_comes_again_under_the_same_id(db: Database) {
    let (story, office, ana) = begin(db).await;
    office.mishaps(&[Mishap::CutAfterTaking]);
    plan(&story, &ana, "in 3h").await;
    story.passes("1m").await;
    let ids: Vec<(Vec<String>, String)> = office
        .taken()
        .into_iter()
        .map(|letter| (letter.to, thread_of(&letter.bytes).0))
        .collect();
    assert_eq!(ids.len(), 3, "one of two came twice");
    let mut different = ids.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 2, "{ids:?}");
    story.end().await;
}
on_both_databases!(a_letter_whose_answer_was_lost_comes_again_under_the_same_id);

/// Nobody is told by mail of what is over: what could not be said in time is given up.
async fn what_is_over_is_not_announced_any_more(db: Database) {
    let (story, mut office, ana) = begin(db).await;
    office.close().await;
    plan(&story, &ana, "in 1h").await;
    ana.ticks("The copy of the shop").await;
    for _ in 0..8 {
        story.passes("10m").await;
    }
    ana.presses("It is upgraded").await;
    ana.presses("It is open").await;
    office.reopen().await;
    for _ in 0..3 {
        story.passes("10m").await;
    }
    assert!(
        office.taken().is_empty(),
        "{:?}",
        letters_to(&office, "ana@example.com")
    );
    let thread = story.read("#1").await;
    assert_eq!(thread.matches("Not told yet").count(), 1, "{thread}");
    assert_eq!(thread.matches("Never told").count(), 1, "{thread}");
    story.end().await;
}
on_both_databases!(what_is_over_is_not_announced_any_more);

/// Addresses without a mail server: the team reads what to do, the channel is told all the same.
async fn addresses_without_a_mail_server_are_said_to_be_missing(db: Database) {
    let mut story = Story::with_playbooks(db, book()).await;
    let ana = story.person("ana").await;
    ana.says("!release start shop upgrade 2.0").await;
    plan(&story, &ana, "in 30h").await;
    assert!(story.read("outages").await.contains("will be unavailable"));
    assert_snapshot!(told(&story).await.join("\n\n"), @r"
    @SRE team: **Not told yet:** Shop users by mail to ana@example.com and ben@example.net (outage 1): that it is planned.
    Why: bot.toml has no \[mail\].
    To mend it: add \[mail\] to bot.toml as docs/running.md says, then start gonogo again.
    -# It is kept. I try again every ten minutes, and say so when it is done.
    ");
    let office = PostOffice::open().await;
    let at = office.address;
    story.leaves_by(move |_| by_mail(at)).await;
    story.passes("10m").await;
    assert_eq!(office.taken().len(), 2);
    story.end().await;
}
on_both_databases!(addresses_without_a_mail_server_are_said_to_be_missing);
