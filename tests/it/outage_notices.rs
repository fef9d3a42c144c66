//! Every delivery of an outage on Discord: below its announcement, in order, once; and what the team reads when one
//! cannot be made (issue 4, item 6).

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use gonogo::app::App;
use gonogo::domain::command::ServiceCommand;
use gonogo::domain::name::{AudienceName, PersonId, ServiceName};
use gonogo::domain::outage::{Change, OutageAbout, OutageCommand, OutageWords, Plan, Window};
use gonogo::domain::person::Actor;
use gonogo::playbook::{self, Source};
use gonogo::store::NoticeState;
use serde_json::{Value, json};

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};

/// MyPortfolio with two audiences in two channels, one of which calls a role and takes subscribers.
fn sources() -> Vec<Source> {
    let mut sources: Vec<_> = playbook::find_shipped("myportfolio").into_iter().collect();
    let source = &mut sources[0];
    let (from, to) = (
        "[audience.users]\ntitle = \"MyPortfolio users\"\nchannel = \"outages\"\n",
        "[audience.staff]\ntitle = \"Library staff\"\nchannel = \"staff-news\"\n\n[audience.users]\ntitle = \"MyPortfolio users\"\n\
         channel = \"outages\"\ncalls = [\"LT\"]\nsubscribers = true\n",
    );
    assert!(source.text.contains(from));
    source.text = source.text.replace(from, to);
    sources
}

/// Keeps outages through the bot, past its commands.
struct Keeper {
    app: App,
    actor: Actor,
    count: u32,
}

impl Keeper {
    fn new(story: &Story) -> Self {
        let playbooks = playbook::read_all(&sources()).unwrap();
        let roles: BTreeSet<_> = playbooks.iter().flat_map(|p| p.roles.iter().cloned()).collect();
        Self {
            app: story.app(),
            actor: Actor {
                id: PersonId::from("1"),
                roles,
            },
            count: 0,
        }
    }

    fn key(&mut self) -> String {
        self.count += 1;
        format!("keeper-{}", self.count)
    }

    /// Announces an outage that begins so much later and takes two hours; gives its number and window.
    async fn announces(&mut self, story: &Story, begins_in: TimeDelta) -> (i64, Window) {
        let window = self.window(begins_in);
        let plan = Plan {
            about: OutageAbout {
                audiences: vec!["users".into(), "staff".into()],
                words: OutageWords {
                    why: Some("The database moves".into()),
                    ..OutageWords::default()
                },
                ..OutageAbout::default()
            },
            window,
            reason: None,
        };
        let key = self.key();
        let service = ServiceName::from("myportfolio");
        let drafted = self.app.draft_outage(&key, &self.actor, &service, &plan).await;
        let found = drafted.expect("it can be entered");
        let entered = found.outage().and_then(|o| o.draft.as_ref()).map(|d| d.window);
        let window = entered.expect("it is entered");
        self.does(story, found.number, OutageCommand::Publish(window))
            .await;
        (found.number, window)
    }

    fn window(&self, begins_in: TimeDelta) -> Window {
        let start = self.app.now() + begins_in;
        Window {
            start,
            end: start + TimeDelta::hours(2),
        }
    }

    async fn does(&mut self, story: &Story, number: i64, command: OutageCommand) {
        let key = self.key();
        let kept = self.app.keep_outage(&key, &self.actor, number, &command).await;
        assert!(kept.is_ok(), "{command:?} is refused");
        story.passes("1s").await;
    }

    async fn ends(&mut self, story: &Story, number: i64) {
        let found = self.app.find_outage(number).await.unwrap().unwrap();
        let seen = found.outage().unwrap().revision;
        self.does(story, number, OutageCommand::End { seen }).await;
    }

    async fn subscribes(&mut self, person: &str) {
        let (key, actor) = (
            self.key(),
            Actor {
                id: PersonId::from(person),
                roles: BTreeSet::new(),
            },
        );
        let command = ServiceCommand::Subscribe(AudienceName::from("users"));
        let service = ServiceName::from("myportfolio");
        self.app
            .handle_for_service(&key, &actor, &service, &command)
            .await
            .unwrap();
    }
}

pub(crate) async fn asks(story: &Story, path: &str, wish: Value) {
    let url = format!("{}/sandbox/{path}", story.sandbox.url());
    let answer = story.http.post(url).json(&wish).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    story.passes("1s").await;
}

/// What the team reads in #releases beside the cards.
async fn told_to_team(story: &Story) -> String {
    let messages = story.messages("releases").await;
    let told = messages
        .iter()
        .filter(|m| m["author"]["bot"] == true && m["components"][0]["type"] == 10)
        .map(|m| story.reader.name_all(&crate::story::shown_text(m)));
    told.collect::<Vec<_>>().join("\n\n")
}

/// The messages that the bot sent to a person, oldest first.
pub(crate) async fn direct(person: &crate::story::Person) -> Vec<String> {
    let conversations = person.get("/users/@me/channels").await;
    let Some(id) = conversations[0]["id"].as_str() else {
        return Vec::new();
    };
    let messages = person.get(&format!("/channels/{id}/messages")).await;
    let texts = messages
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(crate::story::shown_text);
    texts.collect()
}

/// Which message each message of a channel replies to, by place.
async fn below(story: &Story, channel: &str) -> Vec<Option<usize>> {
    let messages = story.messages(channel).await;
    let place = |id: &Value| messages.iter().position(|m| m["id"] == *id);
    messages
        .iter()
        .map(|m| place(&m["message_reference"]["message_id"]))
        .collect()
}

/// S0.18, S0.19, S0.20: one announcement that is kept current and calls once; everything later replies to it.
async fn what_is_said_later_hangs_below_the_announcement(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let (number, window) = keeper.announces(&story, TimeDelta::hours(30)).await;
    story.passes("6h").await;
    let moved = Window {
        start: window.start + TimeDelta::hours(2),
        end: window.end + TimeDelta::hours(2),
    };
    let change = Change {
        window: moved,
        seen: 0,
        reason: None,
    };
    keeper.does(&story, number, OutageCommand::Change(change)).await;
    story.time_is(&moved.start.to_rfc3339()).await;
    keeper.ends(&story, number).await;
    assert_snapshot!(story.read("outages").await, @"
        gonogo: **MyPortfolio is back.** It was unavailable Wed 25 Nov 17:00 to 17:00.
        -# @LT
        -# Outage 1

        gonogo: **Reminder: MyPortfolio will be unavailable** Wed 25 Nov 15:00 to 17:00 (…)
        Why: The database moves
        What you notice: You cannot log in or view portfolios. Nothing is lost.
        Questions: #general

        gonogo: **Moved: MyPortfolio will be unavailable** Wed 25 Nov 17:00 to 19:00 (…), not Wed 25 Nov 15:00 to 17:00
        Why: The database moves
        What you notice: You cannot log in or view portfolios. Nothing is lost.
        Questions: #general

        gonogo: **MyPortfolio is unavailable** since 17:00; it is expected back Wed 25 Nov 19:00 (…).
        Questions: #general

        gonogo: **MyPortfolio is back** since 17:00, 2 hours early. Thank you for your patience.
        ");
    for channel in ["outages", "staff-news"] {
        let references = below(&story, channel).await;
        assert_eq!(references[0], None, "the announcement itself");
        assert!(references[1..].iter().all(|r| *r == Some(0)), "{references:?}");
    }
    let calling = story.history().await;
    let calling = calling.iter().filter(|line| {
        let body = line["request"].to_string() + &line["body"].to_string();
        line["who"] == "gonogo" && body.contains("\"roles\":[\"")
    });
    assert_eq!(calling.count(), 1, "called once, when it was announced");
    story.end().await;
}
on_both_databases!(what_is_said_later_hangs_below_the_announcement);

/// Issue 4, item 6: a permission is missing in one channel; the other hears in time, and everything is said at last.
async fn a_missing_permission_is_told_with_its_fix_and_nothing_is_lost(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    asks(
        &story,
        "channels",
        json!({ "name": "outages", "bot_may_not": ["SEND_MESSAGES"] }),
    )
    .await;
    keeper.announces(&story, TimeDelta::hours(2)).await;
    story.passes("61m").await;
    assert_eq!(story.read("outages").await, "");
    assert_eq!(
        below(&story, "staff-news").await,
        [None, Some(0)],
        "others are not held up"
    );
    assert_snapshot!(told_to_team(&story).await, @"
    @SRE team: **Not told yet:** MyPortfolio users in #outages (outage 1). I may not write in #outages.
    Edit that channel, open Permissions, and allow **Send Messages** for me or for my role.
    -# It is kept. I try again every ten minutes, and say so when it is done.
    ");
    asks(
        &story,
        "channels",
        json!({ "name": "outages", "bot_may_not": [] }),
    )
    .await;
    fills(&story, "outages", 2).await;
    assert_eq!(
        below(&story, "outages").await,
        [None, Some(0)],
        "nothing is lost, and in order"
    );
    let told = told_to_team(&story).await;
    assert_eq!(told.matches("Not told yet").count(), 1, "{told}");
    assert_snapshot!(told.lines().last().unwrap_or_default(), @"Told now, late: MyPortfolio users in #outages (outage 1). What was in the way was found ….");
    story.end().await;
}
on_both_databases!(a_missing_permission_is_told_with_its_fix_and_nothing_is_lost);

/// The same when nobody tells the bot that it was mended: it tries again every ten minutes.
async fn what_is_mended_in_silence_is_found_within_ten_minutes(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let (number, _) = keeper.announces(&story, TimeDelta::hours(2)).await;
    let refusal = json!({
        "route": "POST /channels/{id}/messages", "status": 403, "times": 3,
        "body": { "code": 50013, "message": "Missing Permissions" },
    });
    asks(&story, "faults", refusal).await;
    keeper.does(&story, number, OutageCommand::Extend(30)).await;
    let before = story.read("staff-news").await;
    story.passes("9m").await;
    assert_eq!(story.read("staff-news").await, before);
    story.passes("2m").await;
    story.passes("11m").await;
    for channel in ["outages", "staff-news"] {
        assert_eq!(below(&story, channel).await, [None, Some(0)]);
    }
    story.end().await;
}
on_both_databases!(what_is_mended_in_silence_is_found_within_ten_minutes);

/// Issue 4, item 6: the channel is deleted, and made anew: the announcement is posted again, and what was missing.
async fn a_deleted_channel_is_told_and_served_when_it_is_back(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let (number, _) = keeper.announces(&story, TimeDelta::hours(3)).await;
    asks(&story, "channels", json!({ "name": "outages", "deleted": true })).await;
    keeper.does(&story, number, OutageCommand::Extend(30)).await;
    assert_eq!(below(&story, "staff-news").await, [None, Some(0)]);
    assert_snapshot!(told_to_team(&story).await, @r#"
    @SRE team: **Not told yet:** MyPortfolio users in #outages (outage 1). The server shows me no channel #outages.
    Create it, let me see it (**View Channel** in its permissions), or name another in bot.toml under `[channels]`: `outages = "…"`.
    -# It is kept. I try again every ten minutes, and say so when it is done.
    "#);
    asks(&story, "channels", json!({ "name": "outages", "type": "text" })).await;
    fills(&story, "outages", 2).await;
    assert_eq!(below(&story, "outages").await, [None, Some(0)]);
    assert!(told_to_team(&story).await.contains("Told now, late"));
    story.end().await;
}
on_both_databases!(a_deleted_channel_is_told_and_served_when_it_is_back);

/// A moderator deletes the announcement, the bot does not hear of it, and the outage ends: whoever read that it begins reads
/// that it is over.
async fn a_deleted_announcement_keeps_nobody_from_hearing_the_end(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let (number, window) = keeper.announces(&story, TimeDelta::hours(2)).await;
    story.time_is(&window.start.to_rfc3339()).await;
    asks(
        &story,
        "faults",
        json!({ "deliver": "MESSAGE_DELETE", "copies": 0 }),
    )
    .await;
    let announcement = story.messages("outages").await.swap_remove(0);
    let id = |key: &str| announcement[key].as_str().unwrap().to_owned();
    let root = story.person("root").await;
    root.deletes(&id("channel_id"), &id("id")).await;
    keeper.ends(&story, number).await;
    let read = story.read("outages").await;
    assert_eq!(read.matches("**MyPortfolio is back** since").count(), 1, "{read}");
    story.end().await;
}
on_both_databases!(a_deleted_announcement_keeps_nobody_from_hearing_the_end);

/// Issue 4, item 6: somebody takes no direct messages; the others get theirs, and the team is not bothered.
async fn a_closed_door_holds_up_nobody_else(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    let mut ids = Vec::new();
    for person in [&ana, &ben] {
        let id = person.get("/users/@me").await["id"].as_str().unwrap().to_owned();
        keeper.subscribes(&id).await;
        ids.push(id);
    }
    asks(&story, "people", json!({ "name": "ana", "dms": "closed" })).await;
    let (number, _) = keeper.announces(&story, TimeDelta::hours(3)).await;
    assert_eq!(direct(&ana).await, [] as [String; 0]);
    assert_snapshot!(story.reader.name_all(&direct(&ben).await.join("\n\n")), @"
    **MyPortfolio will be unavailable** Tue 24 Nov 12:00 to 14:00 (…)
    Why: The database moves
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    ");
    let store = story.store().await;
    let blocked = async |id: &str| store.read().await.unwrap().blocked_for(id).await.unwrap();
    assert_eq!((blocked(&ids[0]).await, blocked(&ids[1]).await), (1, 0));
    assert!(!told_to_team(&story).await.contains("Not told"));
    asks(&story, "people", json!({ "name": "ana", "dms": "open" })).await;
    keeper.does(&story, number, OutageCommand::Extend(30)).await;
    story.passes("10m").await;
    assert_eq!(direct(&ana).await.len(), 2, "in order, and once each");
    let late = direct(&ana).await[0].ends_with("-# This comes 10 minutes late.");
    assert!(late, "{:?}", direct(&ana).await);
    assert_eq!(blocked(&ids[0]).await, 0);
    store.close().await;
    story.end().await;
}
on_both_databases!(a_closed_door_holds_up_nobody_else);

/// What could not be said in its time is never said after the fact, and the team reads that it was not.
async fn what_is_no_longer_true_is_never_said_and_the_team_knows(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let (number, window) = keeper.announces(&story, TimeDelta::hours(3)).await;
    asks(
        &story,
        "channels",
        json!({ "name": "outages", "bot_may_not": ["SEND_MESSAGES"] }),
    )
    .await;
    story
        .time_is(&(window.start - TimeDelta::minutes(59)).to_rfc3339())
        .await;
    story
        .time_is(&(window.end + TimeDelta::minutes(1)).to_rfc3339())
        .await;
    keeper.ends(&story, number).await;
    asks(
        &story,
        "channels",
        json!({ "name": "outages", "bot_may_not": [] }),
    )
    .await;
    story.passes("11m").await;
    assert_snapshot!(story.read("outages").await, @"
    gonogo: **MyPortfolio is back.** It was unavailable Tue 24 Nov 12:00 to 14:01.
    -# @LT
    -# Outage 1

    gonogo: **MyPortfolio is not back yet.** It was expected Tue 24 Nov 14:00 (…). We are working on it and will tell you here.
    Questions: #general

    gonogo: **MyPortfolio is back** since 14:01, 1 minute later than announced. Thank you for your patience.
    ");
    // Two channels go at their own pace: what is told of them may come in any order.
    let told = told_to_team(&story).await;
    let mut told: Vec<&str> = told.split("\n\n").collect();
    told.sort_unstable();
    assert_snapshot!(told.join("\n\n"), @"
    @LT, @SRE team and @VLE Services: the outage of MyPortfolio was to end Tue 24 Nov 14:00 (…) and goes on; its audiences were told. Say how much longer it takes, or that it is back. See `/outage show 1`.
    [It is back…] [+15 min…] [+30 min…] [+60 min…]

    @SRE team: **Never told:** Library staff in #staff-news (outage 1): that it has begun. I do not say it any more, because its time had passed.

    @SRE team: **Never told:** MyPortfolio users in #outages (outage 1): that it has begun. I do not say it any more, because its time had passed.

    @SRE team: **Never told:** MyPortfolio users in #outages (outage 1): the reminder that it comes. I do not say it any more, because its time had passed. What was in the way: I may not write in #outages.

    @SRE team: **Not told yet:** MyPortfolio users in #outages (outage 1). I may not write in #outages.
    Edit that channel, open Permissions, and allow **Send Messages** for me or for my role.
    -# It is kept. I try again every ten minutes, and say so when it is done.

    @SRE team: **Not told yet:** MyPortfolio users in #outages (outage 1). I may not write in #outages.
    Edit that channel, open Permissions, and allow **Send Messages** for me or for my role.
    -# It is kept. I try again every ten minutes, and say so when it is done.

    Told now, late: MyPortfolio users in #outages (outage 1). What was in the way was found ….
    ");
    story.end().await;
}
on_both_databases!(what_is_no_longer_true_is_never_said_and_the_team_knows);

/// The events of the server, those that are over as well, as the bot's requests left them.
pub(crate) async fn events(story: &Story) -> Vec<String> {
    let root = story.person("root").await;
    let world: Value = reqwest::get(format!("{}/sandbox/world", story.sandbox.url()))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let guild = world["guild_id"].as_str().unwrap().to_owned();
    let listed = root.get(&format!("/guilds/{guild}/scheduled-events")).await;
    let shown = |e: &Value| {
        let time = |key: &str| {
            let at: DateTime<Utc> = e[key].as_str().unwrap().parse().unwrap();
            at.format("%d %H:%M").to_string()
        };
        format!(
            "{} ({}) {} to {}: {} at {}",
            e["name"].as_str().unwrap(),
            e["status"],
            time("scheduled_start_time"),
            time("scheduled_end_time"),
            e["description"].as_str().unwrap().replace('\n', " | "),
            e["entity_metadata"]["location"].as_str().unwrap()
        )
    };
    listed.as_array().unwrap().iter().map(shown).collect()
}

/// The event on Discord is planned, moved, begun and ended with its outage; one that somebody removed is made anew.
async fn the_event_is_kept_in_step(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let (number, window) = keeper.announces(&story, TimeDelta::hours(30)).await;
    assert_snapshot!(events(&story).await.join("\n"), @"MyPortfolio unavailable (1) 25 02:00 to 25 04:00: Why: The database moves |  | Outage 1 (gonogo) at MyPortfolio");
    let moved = Window {
        start: window.start + TimeDelta::hours(1),
        end: window.end + TimeDelta::hours(1),
    };
    let change = Change {
        window: moved,
        seen: 0,
        reason: None,
    };
    keeper.does(&story, number, OutageCommand::Change(change)).await;
    assert_snapshot!(events(&story).await.join("\n"), @"MyPortfolio unavailable (1) 25 03:00 to 25 05:00: Why: The database moves |  | Outage 1 (gonogo) at MyPortfolio");
    story.time_is(&moved.start.to_rfc3339()).await;
    keeper.does(&story, number, OutageCommand::Extend(30)).await;
    assert_snapshot!(events(&story).await.join("\n"), @"MyPortfolio unavailable (2) 25 03:00 to 25 05:30: Why: The database moves |  | Outage 1 (gonogo) at MyPortfolio");
    keeper.ends(&story, number).await;
    assert_eq!(events(&story).await, [] as [String; 0], "over");
    story.end().await;
}
on_both_databases!(the_event_is_kept_in_step);

/// An answer that never came does not make a second event; and without the permission the outage goes on.
async fn an_event_is_planned_once_and_never_in_the_way(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let route = "POST /guilds/{id}/scheduled-events";
    let unheard = json!({ "route": route, "do_it_but_drop_answer": true });
    asks(&story, "faults", unheard).await;
    keeper.announces(&story, TimeDelta::hours(30)).await;
    assert_eq!(events(&story).await.len(), 1);
    let refusal = json!({
        "route": route, "status": 403, "times": 2, "body": { "code": 50013, "message": "Missing Permissions" },
    });
    asks(&story, "faults", refusal).await;
    keeper.announces(&story, TimeDelta::hours(40)).await;
    assert_eq!(story.messages("outages").await.len(), 2, "announced all the same");
    assert_snapshot!(told_to_team(&story).await, @"
    @SRE team: **Not in the event list yet:** outage 2. I may not keep the server's events.
    Open Server Settings, Roles, and allow **Create Events** for my role.
    -# It is kept. I try again every ten minutes, and say so when it is done.
    ");
    story.passes("11m").await;
    story.passes("11m").await;
    assert_eq!(events(&story).await.len(), 2);
    let told = told_to_team(&story).await;
    assert_eq!(told.matches("event list yet").count(), 1, "{told}");
    assert!(told.contains("In the event list now"), "{told}");
    story.end().await;
}
on_both_databases!(an_event_is_planned_once_and_never_in_the_way);

/// A notice whose time comes is tried by the clock although nobody else moves.
async fn nothing_is_left_to_say(db: Database) {
    let story = Story::with_playbooks(db, sources()).await;
    let mut keeper = Keeper::new(&story);
    let (number, _) = keeper.announces(&story, TimeDelta::hours(3)).await;
    let store = story.store().await;
    let mut tx = store.read().await.unwrap();
    let told = tx.notices_of_outage("service/myportfolio", number).await.unwrap();
    assert!(told.iter().all(|n| n.state == NoticeState::Sent), "{told:?}");
    drop(tx);
    store.close().await;
    story.end().await;
}
on_both_databases!(nothing_is_left_to_say);

/// An announcement channel: what is said there is published; where Discord says to wait for long it is published later,
/// and nothing else waits with it.
async fn what_discord_does_not_publish_yet_is_published_later(db: Database) {
    let mut sources = sources();
    sources[0].text = sources[0].text.replace("\"staff-news\"", "\"announcements\"");
    let story = Story::with_playbooks(db, sources).await;
    let mut keeper = Keeper::new(&story);
    let wait = json!({
        "route": "POST /channels/{id}/messages/{id}/crosspost", "status": 429, "headers": { "retry-after": "1" },
        "body": { "message": "You are being rate limited.", "retry_after": 1800.0, "global": false },
    });
    asks(&story, "faults", wait).await;
    let (number, _) = keeper.announces(&story, TimeDelta::hours(30)).await;
    keeper.does(&story, number, OutageCommand::Extend(5)).await;
    let published = async || {
        let messages = story.messages("announcements").await;
        let published = messages.iter().map(|m| m["flags"].as_u64().unwrap_or(0) & 1 == 1);
        published.collect::<Vec<bool>>()
    };
    assert_eq!(published().await, [false, true], "everything is said at once");
    assert_snapshot!(told_to_team(&story).await, @"
    @SRE team: **Not passed on yet** to the servers that follow #announcements of Library staff. Discord publishes ten messages of a channel in an hour.
    Nothing has to be done: whoever reads that channel here has read it, and the other servers follow when Discord takes more.
    -# It is kept. I try again every ten minutes, and say so when it is done.
    ");
    story.passes("31m").await;
    assert_eq!(published().await, [true, true]);
    let told = told_to_team(&story).await;
    assert_eq!(told.matches("Not passed on yet").count(), 1, "{told}");
    assert!(told.contains("Passed on now, late"), "{told}");
    story.end().await;
}
on_both_databases!(what_discord_does_not_publish_yet_is_published_later);

/// Waits until so many messages are in a channel: what an admin did there reaches the bot by the gateway.
async fn fills(story: &Story, channel: &str, count: usize) {
    let filled = async {
        while story.messages(channel).await.len() < count {
            story.settle().await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(30), filled).await;
    waited.expect("it is said");
    story.settle().await;
}
