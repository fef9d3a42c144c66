//! What a month was like, as people read it: on a card, as files, and posted by itself. S4.29

use gonogo::playbook::Source;

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot, shown_text};
use crate::tracks::sync;

/// The shipped playbook of the sync servers, which tells every month in a channel.
fn reporting(channel: &str) -> Vec<Source> {
    let mut sources = sync();
    let zone = "zone = \"America/Los_Angeles\"";
    let rule = format!("{zone}\nmonthly_report = {{ at = \"09:00\", channel = \"{channel}\" }}");
    sources[0].text = sources[0].text.replace(zone, &rule);
    sources
}

/// A hotfix on Monday; on release day the day is moved; the day after it is started, and skipped is the one after.
async fn a_november(story: &Story) {
    let ana = story.person("ana").await;
    ana.says("!release start sync sync-hotfix v0.0.4 =log-in fails, for everybody")
        .await;
    ana.presses("Unit and integration tests pass, by hand…").await;
    ana.fills(&[("text", "seen in CircleCI")]).await;
    ana.presses("No-go…").await;
    ana.fills(&[("text", "the schema is missing")]).await;
    ana.says("!release override 1 the team agreed by phone").await;
    ana.says("!release abort 1 not needed any more").await;
    story.time_is("2026-11-24T17:00:00Z").await;
    ana.presses("Move…").await;
    ana.fills(&[("day", "2026-12-01"), ("text", "half the team is away")])
        .await;
}

/// What people read, with the numbers of messages left out of the links.
fn named(story: &Story, text: &str) -> String {
    let link = regex::Regex::new(r"https://discord\.com/channels/\d+/\d+/\d+").unwrap();
    link.replace_all(&story.reader.name_all(text), "link")
        .into_owned()
}

async fn the_month_is_read_in_chat_and_as_files(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let ana = story.person("ana").await;
    let early = ana.says("!report month sync").await;
    assert_snapshot!(early, @"
    ### Sync: November 2026, so far
    **Planned days** 1: 1 to come
    <file sync-2026-11.md>
    <file sync-2026-11.csv>
    ");
    a_november(&story).await;
    story.time_is("2026-12-02T18:00:00Z").await;
    let card = ana.commands("report month", &[("service", "sync")]).await;
    assert_snapshot!(named(&story, &card), @"
    ### Sync: November 2026
    **Releases** 1 started, 1 aborted
    -# Mon 23 Nov: Production fix (hotfix) aborted: “not needed any more” (@ana, [#1](<link>))
    **Planned days** 1: 1 on which nobody started; 1 of them moved; 1 replaced in part
    -# Tue 24 Nov: Regular release, production: Production fix (hotfix) instead of what was planned ([#1](<link>))
    -# Tue 24 Nov: Regular release: nobody started
    -# Tue 24 Nov: Regular release moved to Tue 1 Dec: “half the team is away” (@ana, [see](<link>))
    **Around the plan** 1 release
    -# Mon 23 Nov: Production fix (hotfix): “=log-in fails, for everybody” (@ana, [#1](<link>))
    **Passed by authority** 1 time
    -# Mon 23 Nov: Requirements for staging (Safe to release to staging): “the team agreed by phone” (@ana, [#1](<link>))
    **Waited for** Release manager 0 min (1 step), in working hours
    **Go or no-go** 1 no-go
    -# Mon 23 Nov: Requirements for staging: “the schema is missing” (@ana, [#1](<link>))
    <file sync-2026-11.md>
    <file sync-2026-11.csv>
    ");
    let markdown = ana.opens("sync-2026-11.md").await;
    assert_snapshot!(named(&story, &markdown), @r"
    # Sync: November 2026

    Times are those of America/Los_Angeles. Waiting is counted in working hours, from 09:00 to 17:00 on working days.

    | | November 2026 | compared with October |
    | --- | --- | --- |
    | Releases | 1 started, 1 aborted |  |
    | Planned days | 1: 1 on which nobody started; 1 of them moved; 1 replaced in part |  |
    | Around the plan | 1 release |  |
    | Passed by authority | 1 time |  |
    | Outages | none |  |
    | Notices | all told in time |  |
    | Waited for | Release manager 0 min (1 step), in working hours |  |
    | Tests | none |  |
    | Go or no-go | 1 no-go |  |
    | Served | none |  |

    ## Releases

    - Mon 23 Nov: Production fix (hotfix) started (ana, [#1](link))
    - Mon 23 Nov: Production fix (hotfix) aborted: “not needed any more” (ana, [#1](link))

    ## Planned days

    - Tue 24 Nov: Regular release, production: Production fix (hotfix) instead of what was planned ([#1](link))
    - Tue 24 Nov: Regular release: nobody started (service/sync fact 12)
    - Tue 24 Nov: Regular release moved to Tue 1 Dec: “half the team is away” (ana, [message](link))

    ## Around the plan

    - Mon 23 Nov: Production fix (hotfix): “\=log-in fails, for everybody” (ana, [#1](link))

    ## Passed by authority

    - Mon 23 Nov: Requirements for staging (Safe to release to staging): “the team agreed by phone” (ana, [#1](link))

    ## Waited for

    - Mon 23 Nov: Requirements for staging waited 0 min for Release manager (ana, [#1](link))

    ## Go or no-go

    - Mon 23 Nov: Requirements for staging: “the schema is missing” (ana, [#1](link))
    ");
    let csv = ana.opens("sync-2026-11.csv").await;
    assert_snapshot!(named(&story, &csv), @r#"
    "kind","day","time","about","release","version","who","roles","minutes","announced_minutes","until","reason","evidence"
    "release-started","2026-11-23","2026-11-23T20:00:00+00:00","Production fix (hotfix)","1","v0.0.4","ana","","","","","","link"
    "release-aborted","2026-11-23","2026-11-23T20:00:00+00:00","Production fix (hotfix)","1","v0.0.4","ana","","","","","not needed any more","link"
    "short-circuit","2026-11-23","2026-11-23T20:00:00+00:00","Production fix (hotfix)","1","v0.0.4","ana","","","","","'=log-in fails, for everybody","link"
    "override","2026-11-23","2026-11-23T20:00:00+00:00","Requirements for staging (Safe to release to staging)","1","v0.0.4","ana","","","","","the team agreed by phone","link"
    "waited","2026-11-23","2026-11-23T20:00:00+00:00","Requirements for staging","1","v0.0.4","ana","Release manager","0","","","","link"
    "no-go","2026-11-23","2026-11-23T20:00:00+00:00","Requirements for staging","1","v0.0.4","ana","","","","","the schema is missing","link"
    "day-replaced","2026-11-24","","Regular release, production: Production fix (hotfix)","1","v0.0.4","","","","","","","link"
    "day-unused","2026-11-24","","Regular release","","","","","","","","","service/sync fact 12"
    "day-moved","2026-11-24","2026-11-24T17:00:00+00:00","Regular release","","","ana","","","","2026-12-01","half the team is away","link"
    "#);
    let months = ana
        .completes("report month", &[("service", "sync"), ("month", "")])
        .await;
    assert_snapshot!(months.join("\n"), @"
    December 2026
    November 2026
    ");
    let mut no = Vec::new();
    for wrong in ["2026-13", "2026-10", "2027-01"] {
        no.push(ana.says(&format!("!report month sync {wrong}")).await);
    }
    assert_snapshot!(story.reader.name_all(&no.join("\n")), @"
    “2026-13” is no month. Write it as year and month, such as `!report month 2026-11`.
    Nothing is known of Sync before November 2026. Ask for that month or a later one: `!report month sync 2026-11`.
    January 2027 has not come. The latest is this month: `!report month sync 2026-12`.
    ");
    story.end().await;
}
on_both_databases!(the_month_is_read_in_chat_and_as_files);

/// A reader of RFC 4180 that knows nothing of how it was written.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut is_quoted, mut letters) = (false, text.chars().peekable());
    while let Some(c) = letters.next() {
        match c {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted => {
                assert_eq!(letters.next(), Some('\n'), "a row ends with both");
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(
        !is_quoted && row.is_empty() && cell.is_empty(),
        "the last row is whole"
    );
    rows
}

/// The columns stay as they are, every row has each of them, and no cell is a formula.
async fn the_table_can_be_read_by_any_program(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let ana = story.person("ana").await;
    a_november(&story).await;
    ana.says("!report month sync 2026-11").await;
    let rows = read_csv(&ana.opens("sync-2026-11.csv").await);
    let header =
        "kind day time about release version who roles minutes announced_minutes until reason evidence";
    assert_eq!(rows[0].join(" "), header);
    let column = |name: &str| rows[0].iter().position(|c| c == name).unwrap();
    for row in &rows {
        assert_eq!(row.len(), rows[0].len(), "{row:?}");
        let formula = row.iter().find(|cell| cell.starts_with(['=', '+', '-', '@']));
        assert_eq!(formula, None, "{row:?}");
    }
    let around: Vec<&Vec<String>> = rows.iter().filter(|row| row[0] == "short-circuit").collect();
    assert_eq!(around.len(), 1);
    assert_eq!(around[0][column("reason")], "'=log-in fails, for everybody");
    assert_eq!(around[0][column("day")], "2026-11-23");
    assert_eq!(around[0][column("release")], "1");
    let card = story.messages("releases").await;
    let card = card
        .iter()
        .find(|m| shown_text(m).contains("### Sync v0.0.4"))
        .unwrap();
    let link = &around[0][column("evidence")];
    assert!(
        link.ends_with(&format!("/{}", card["id"].as_str().unwrap())),
        "the evidence is the card: {link}"
    );
    story.end().await;
}
on_both_databases!(the_table_can_be_read_by_any_program);

/// Posted by itself on the first working day, once, in the channel that the playbook names; and after a downtime.
async fn the_month_is_posted_on_the_first_working_day(db: Database) {
    let mut story = Story::with_playbooks(db, reporting("general")).await;
    a_november(&story).await;
    story.time_is("2026-12-01T16:59:00Z").await;
    assert_eq!(
        story.messages("general").await.len(),
        0,
        "not before nine in California"
    );
    story.time_is("2026-12-01T17:00:00Z").await;
    let posted = story.read("general").await;
    assert_snapshot!(named(&story, &posted), @"
    gonogo: ### Sync: November 2026
    **Releases** 1 started, 1 aborted
    -# Mon 23 Nov: Production fix (hotfix) aborted: “not needed any more” (@ana, [#1](<link>))
    **Planned days** 1: 1 to come; 1 of them moved; 1 replaced in part
    -# Tue 24 Nov: Regular release, production: Production fix (hotfix) instead of what was planned ([#1](<link>))
    -# Tue 24 Nov: Regular release moved to Tue 1 Dec: “half the team is away” (@ana, [see](<link>))
    **Around the plan** 1 release
    -# Mon 23 Nov: Production fix (hotfix): “=log-in fails, for everybody” (@ana, [#1](<link>))
    **Passed by authority** 1 time
    -# Mon 23 Nov: Requirements for staging (Safe to release to staging): “the team agreed by phone” (@ana, [#1](<link>))
    **Waited for** Release manager 0 min (1 step), in working hours
    **Go or no-go** 1 no-go
    -# Mon 23 Nov: Requirements for staging: “the schema is missing” (@ana, [#1](<link>))
    <file sync-2026-11.md>
    <file sync-2026-11.csv>
    ");
    story.restart_bot().await;
    story.passes("3 days").await;
    assert_eq!(story.messages("general").await.len(), 1, "once");
    // Down from before the end of December to the middle of February: January alone is told, late.
    story.stop_bot().await;
    story.clock.set("2027-02-15T20:00:00Z".parse().unwrap()).unwrap();
    story.start_bot().await;
    let posted = story.messages("general").await;
    assert_eq!(posted.len(), 2, "never a burst");
    assert!(shown_text(&posted[1]).contains("January 2027"), "{}", posted[1]);
    story.end().await;
}
on_both_databases!(the_month_is_posted_on_the_first_working_day);

/// Two months of turns: each names who served, and the later one is held against the one before.
async fn a_month_names_who_served_and_is_held_against_the_one_before(db: Database) {
    let story = Story::with_playbooks(db, crate::rotations::playbook(false)).await;
    crate::rotations::set_up(&story).await;
    let (ana, dev) = (story.person("ana").await, story.person("dev").await);
    story.time_is("2026-11-24T18:00:00Z").await;
    ana.says("!release start sync sync-release v0.0.4").await;
    story.time_is("2026-12-08T18:00:00Z").await;
    dev.says("!release start sync sync-hotfix v0.0.5 log-in fails")
        .await;
    dev.says("!release abort 2 it was the network").await;
    story.time_is("2027-01-04T18:00:00Z").await;
    let card = ana.says("!report month sync 2026-12").await;
    assert_snapshot!(named(&story, &card), @"
    ### Sync: December 2026
    **Releases** 1 started, 1 aborted · as many as in November
    -# Tue 8 Dec: Production fix (hotfix) aborted: “it was the network” (@dev, [#2](<link>))
    **Planned days** 2: 2 on which nobody started; 1 replaced in part · held: 1 fewer than in November
    -# Tue 8 Dec: Regular release, production: Production fix (hotfix) instead of what was planned ([#2](<link>))
    -# Tue 8 Dec: Regular release: nobody started
    -# Tue 22 Dec: Regular release: nobody started
    **Around the plan** 1 release · 1 more than in November
    -# Tue 8 Dec: Production fix (hotfix): “log-in fails” (@dev, [#2](<link>))
    **Served** @dev 1 turn
    <file sync-2026-12.md>
    <file sync-2026-12.csv>
    ");
    let markdown = ana.opens("sync-2026-12.md").await;
    let table: Vec<&str> = markdown.lines().filter(|line| line.starts_with('|')).collect();
    assert_snapshot!(named(&story, &table.join("\n")), @"
    | | December 2026 | compared with November |
    | --- | --- | --- |
    | Releases | 1 started, 1 aborted | as many as in November |
    | Planned days | 2: 2 on which nobody started; 1 replaced in part | held: 1 fewer than in November |
    | Around the plan | 1 release | 1 more than in November |
    | Passed by authority | none |  |
    | Outages | none |  |
    | Notices | all told in time |  |
    | Waited for | none |  |
    | Tests | none |  |
    | Go or no-go | none |  |
    | Served | dev 1 turn |  |
    ");
    story.end().await;
}
on_both_databases!(a_month_names_who_served_and_is_held_against_the_one_before);
