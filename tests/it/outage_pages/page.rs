//! `/outages`: what anybody reads, and what nobody does.

use super::*;

/// S0.17, S0.20: what the team announces, moves and ends is on the page, and a plan that nobody published is not.
async fn the_page_says_what_was_announced(db: Database) {
    let story = Story::with_playbooks(db, shop()).await;
    let ana = story.person("ana").await;
    assert_snapshot!(seen(&page_of(&story).await), @"
    On now
    No planned outage is under way.
    Coming
    No outage is planned.
    The last 30 days
    There was no planned outage.
    ");
    ana.says("!release start shop hotfix 4.2.1").await;
    ana.presses("Plan the outage…").await;
    ana.fills(&[("start", "today 18:00"), ("length", "2h")]).await;
    assert!(
        seen(&page_of(&story).await).contains("No outage is planned."),
        "a preview is nobody's business"
    );
    ana.presses("Publish").await;
    assert_snapshot!(seen(&page_of(&story).await), @"
    On now
    No planned outage is under way.
    Coming
    Shop
    Planned Shop will be unavailable.
    When
    Tuesday 24 November 2026, 18:00 to 20:00 (2 hours)
    Time zone: Pacific/Auckland, UTC+13:00
    Why
    A repair that cannot wait.
    What you notice
    You cannot order.
    Questions
    help@example.org
    The last 30 days
    There was no planned outage.
    ");
    story.time_is("2026-11-24T05:00:00Z").await;
    let now = seen(&page_of(&story).await);
    assert!(
        now.starts_with(
            "On now\nShop\nOn now Shop is unavailable since Tuesday 24 November 2026, 18:00; it is expected back \
             Tuesday 24 November 2026, 20:00."
        ),
        "{now}"
    );
    story.time_is("2026-11-24T07:10:00Z").await;
    let late = seen(&page_of(&story).await);
    assert!(late.contains("Not back yet Shop was expected back "), "{late}");
    ana.presses("It runs").await;
    assert_snapshot!(seen(&page_of(&story).await), @"
    On now
    No planned outage is under way.
    Coming
    No outage is planned.
    The last 30 days
    Shop
    Over Shop is back.
    It was
    Tuesday 24 November 2026, 18:00 to 20:10 (2 hours 10 minutes)
    Time zone: Pacific/Auckland, UTC+13:00
    Why
    A repair that cannot wait.
    Impact
    You cannot order.
    ");
    let page = page_of(&story).await;
    for internal in ["4.2.1", "ana", "Hotfix", "It runs"] {
        assert!(!page.contains(internal), "{internal} is shown: {page}");
    }
    story.time_is("2026-12-24T08:00:00Z").await;
    assert!(seen(&page_of(&story).await).contains("There was no planned outage."));
    story.end().await;
}
on_both_databases!(the_page_says_what_was_announced);

/// Nothing on the page can act: a browser is told so, and keeps what it has for as long as it is right.
async fn a_browser_is_told_what_it_may_do(db: Database) {
    let story = Story::with_playbooks(db, shop()).await;
    let url = format!("{}/outages/shop", story.web());
    let first = get(&story, &url, &[]).await;
    let policy = first.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert_eq!(first.header("x-content-type-options"), "nosniff");
    assert_eq!(first.header("referrer-policy"), "no-referrer");
    assert_eq!(first.header("cache-control"), "public, max-age=30");
    assert_eq!(first.header("content-type"), "text/html; charset=utf-8");
    assert!(!first.headers.contains_key("set-cookie"));
    assert!(first.body.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(!first.body.contains("<script") && !first.body.contains("src="));

    let tag = first.header("etag").to_owned();
    let again = get(&story, &url, &[(reqwest::header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(again.header("etag"), tag);
    story.passes("1 min").await;
    let later = get(&story, &url, &[]).await;
    assert_eq!(later.header("etag"), tag, "time alone changes nothing");
    let since = later.header("last-modified").to_owned();
    let same = get(&story, &url, &[(reqwest::header::IF_MODIFIED_SINCE, &since)]).await;
    assert_eq!(same.status, 304);

    let mut elsewhere = Elsewhere::begin(&story, &shop()).await;
    elsewhere
        .announces("customers", window("05:00", "07:00"), OutageWords::default())
        .await;
    let changed = get(&story, &url, &[(reqwest::header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(changed.status, 200);
    let changed = get(&story, &url, &[(reqwest::header::IF_MODIFIED_SINCE, &since)]).await;
    assert_eq!(changed.status, 200);
    let mut story = story;
    story.restart_bot().await;
    story.end().await;
}
on_both_databases!(a_browser_is_told_what_it_may_do);

/// The page is read and nothing else; where there is nothing the answer is the same, whatever was looked for.
async fn there_is_nothing_else(db: Database) {
    let story = Story::with_playbooks(db, shop()).await;
    let web = story.web();
    let nowhere = get(&story, &format!("{web}/nowhere"), &[]).await;
    assert_eq!(nowhere.status, 404);
    assert_eq!(nowhere.header("cache-control"), "no-store");
    assert_eq!(nowhere.header("x-content-type-options"), "nosniff");
    for path in [
        "outages/other",
        "outages/shop/1",
        "feeds",
        "feeds/x/outages.ics",
        "",
    ] {
        let got = get(&story, &format!("{web}/{path}"), &[]).await;
        assert_eq!((got.status, &got.body), (404, &nowhere.body), "{path}");
    }
    let posted = story.http.post(format!("{web}/outages")).body("x=1").send().await;
    assert_eq!(posted.unwrap().status(), 405);
    let head = story.http.head(format!("{web}/outages")).send().await.unwrap();
    assert_eq!(head.status(), 200);
    story.end().await;
}
on_both_databases!(there_is_nothing_else);

/// Only what a public audience is told is public; a team without one has an empty page.
async fn what_is_not_public_is_not_there(db: Database) {
    let mut story = Story::with_playbooks(db, shop()).await;
    let mut elsewhere = Elsewhere::begin(&story, &shop()).await;
    let words = OutageWords {
        why: Some("Stock-taking in the cellar.".to_owned()),
        ..OutageWords::default()
    };
    elsewhere
        .announces("staff", window("05:00", "07:00"), words)
        .await;
    let page = page_of(&story).await;
    assert!(!page.contains("cellar") && !page.contains("parcel"), "{page}");
    story
        .restart_bot_with(shop_with(&[("public = true\n", "")]))
        .await;
    assert_snapshot!(seen(&page_of(&story).await), @"There is nothing to show here: no service of this team has a public page.");
    let one = get(&story, &format!("{}/outages/shop", story.web()), &[]).await;
    assert_eq!(one.status, 404, "not even that there is a shop");
    story.end().await;
}
on_both_databases!(what_is_not_public_is_not_there);
