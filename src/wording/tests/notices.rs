//! What is told once, because of what happened at the desk.

use chrono::TimeDelta;

use super::reading::read;
use crate::domain::decide::tests::given::*;
use crate::domain::fact::{Recorded, ReleaseFact, ServiceFact};
use crate::domain::notice::{Notice, Recipient, Word, notices, service_notices};
use crate::domain::release::Release;
use crate::wording::notices::{RoleIds, notice, service_notice};
use crate::wording::outages;

fn minor() -> Desk {
    Desk::shipped().and_a("mahara-minor", "22.04.2")
}

fn roles() -> RoleIds {
    [("SRE team".into(), 11), ("VLE Services".into(), 12)].into()
}

/// What is told from the fact at `from` on, by whom it is read.
fn told(desk: &Desk, from: usize) -> Vec<(Recipient, String)> {
    let facts: &[Recorded<ReleaseFact>] = desk.facts(desk.number);
    let process = desk.release().process.clone();
    let mut release = Release::begin(process, &facts[0]).unwrap();
    let mut told = Vec::new();
    for (n, recorded) in facts.iter().enumerate().skip(1) {
        let before = release.clone();
        release.apply(recorded);
        let said = notices(&recorded.fact, &recorded.by, &before, &release);
        let said = said.iter().filter(|_| n >= from);
        told.extend(said.map(|s: &Notice| (s.to.clone(), read(&notice(s, &release, &roles())))));
    }
    told
}

/// What was told since `before`, as lines.
fn since(desk: &Desk, before: usize) -> String {
    let lines = told(desk, before).into_iter().map(|(to, words)| match to {
        Recipient::Audience(name)
        | Recipient::Channel { audience: name, .. }
        | Recipient::Subscriber { audience: name, .. }
        | Recipient::Mail { audience: name, .. }
        | Recipient::Endpoint { audience: name, .. } => format!("to {name}: {words}"),
        Recipient::Thread => format!("in the thread: {words}"),
        Recipient::Releases => format!("in releases: {words}"),
        Recipient::Side(side) => format!("to the side {side}: {words}"),
        Recipient::ThreadOf(number) => format!("in the thread of #{number}: {words}"),
        Recipient::Person(who) => format!("to <@{who}> alone: {words}"),
    });
    lines.chain(to_audiences(desk)).collect::<Vec<_>>().join("\n")
}

/// What the audiences of outages were told.
fn to_audiences(desk: &Desk) -> Vec<String> {
    let service = &desk.release().process.service;
    let said = desk.said_of_service().iter().filter_map(|(notice, then)| {
        let (Word::Outage(news), Recipient::Audience(name)) = (&notice.word, &notice.to) else {
            return None;
        };
        let outage = then.outages.get(&news.number)?;
        let audience = service.audiences.get(name)?;
        let words = outages::words(news, outage, service, audience, news.due_at);
        Some(format!("to {name}: {words}"))
    });
    said.collect()
}

/// S0.20, S0.30, S0.31
#[test]
fn an_outage_from_its_announcement_to_its_end() {
    let mut desk = minor().reaches("schedule-outage");
    let from = desk.facts(1).len();
    let first = desk.window(60, 120);
    desk.announces(BEN, first).unwrap();
    let second = desk.window(90, 120);
    desk.announces(BEN, second).unwrap();
    desk.passes_the_rest(BEN, "schedule-outage").unwrap();
    for minutes in [90, 105, 15] {
        desk.passes(TimeDelta::minutes(minutes));
        desk.clock_sees_to_what_is_due();
        desk.clock_sees_to_the_service();
    }
    desk.extends(BEN, 60).unwrap();
    let mut desk = desk.reaches("release-site");
    desk.passes(TimeDelta::minutes(35));
    desk.confirms(BEN, "release-site").unwrap();
    insta::assert_snapshot!(since(&desk, from), @"
    in the thread: <@&11>: the outage of #1 MyPortfolio 22.04.2 has begun and ends <t:1795519800:F> (<t:1795519800:R>). **Upgrade prod** may start.
    in the thread: <@&11>: the outage of #1 MyPortfolio 22.04.2 ends <t:1795519800:F> (<t:1795519800:R>), and **Upgrade prod** is open. Is there time enough?
    [+15 min…] [+30 min…] [+60 min…] [Roll back…]
    in the thread: <@&11>: the outage of #1 MyPortfolio 22.04.2 was to end <t:1795519800:F> (<t:1795519800:R>) and goes on; its audience was told. Extend it, or finish with **Upgrade prod**.
    [+15 min…] [+30 min…] [+60 min…] [Roll back…]
    to users: **MyPortfolio will be unavailable** <t:1795510800:F> to <t:1795518000:t> (<t:1795510800:R>)
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    to users: **Moved: MyPortfolio will be unavailable** <t:1795512600:F> to <t:1795519800:t> (<t:1795512600:R>), not <t:1795510800:F> to <t:1795518000:t>
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    to users: **MyPortfolio is unavailable** since <t:1795512600:t>; it is expected back <t:1795519800:F> (<t:1795519800:R>).
    Questions: #general
    to users: **MyPortfolio is not back yet.** It was expected <t:1795519800:F> (<t:1795519800:R>). We are working on it and will tell you here.
    Questions: #general
    to users: **MyPortfolio needs longer**: it is expected back <t:1795523400:F> (<t:1795523400:R>), not <t:1795519800:t>. We are sorry for the delay.
    Questions: #general
    to users: **MyPortfolio is back** since <t:1795521900:t>, 25 minutes early. Thank you for your patience.
    ");
}

#[test]
fn an_outage_that_is_called_off() {
    let mut desk = minor().reaches("upgrade-prod");
    let from = desk.facts(1).len();
    desk.aborts(BEN, "superseded").unwrap();
    insta::assert_snapshot!(since(&desk, from), @"
    to users: **MyPortfolio will be unavailable** <t:1795510800:F> to <t:1795518000:t> (<t:1795510800:R>)
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    to users: **Cancelled:** MyPortfolio stays available; the outage <t:1795510800:F> to <t:1795518000:t> will not happen.
    ");
}

/// S0.27: whoever works in the outage is told of a failure, with what can be done now.
#[test]
fn a_failure_in_the_outage_and_after_it() {
    let mut desk = minor().reaches("smoke-prod");
    let from = desk.facts(1).len();
    desk.fails(BEN, "smoke-prod", "log-out", "Back shows the inbox")
        .unwrap();
    let in_the_outage = since(&desk, from);
    let mut desk = desk.reaches("manual-prod");
    let from = desk.facts(1).len();
    desk.fails(BEN, "manual-prod", "log-out", "Back shows the inbox")
        .unwrap();
    insta::assert_snapshot!(format!("{in_the_outage}\n=====\n{}", since(&desk, from)), @"
    in the thread: <@&11>: **Smoke test on prod** of #1 MyPortfolio 22.04.2 failed: Log out, then press Back: no page with personal content shows (<@ben>: “Back shows the inbox”).
    The service stays closed. Test again after a fix, extend the outage, or roll back: on the release card.
    to users: **MyPortfolio will be unavailable** <t:1795510800:F> to <t:1795518000:t> (<t:1795510800:R>)
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    =====
    in the thread: <@&11>: **Manual testing script in prod** of #1 MyPortfolio 22.04.2 failed: Log out: you see the public home page, and Back shows nothing personal (<@ben>: “Back shows the inbox”).
    The service is open to its users. Test again after a fix, send it back, or roll back: on the release card.
    to users: **MyPortfolio will be unavailable** <t:1795510800:F> to <t:1795518000:t> (<t:1795510800:R>)
    Why: A security or bug-fix release of Mahara.
    What you notice: You cannot log in or view portfolios. Nothing is lost.
    Questions: #general
    to users: **MyPortfolio is back** since <t:1795510800:t>, 2 hours early. Thank you for your patience.
    ");
}

#[test]
fn a_failure_where_nobody_waits_is_on_the_card_and_not_a_call() {
    let mut desk = minor().reaches("smoke-pre-prod");
    let from = desk.facts(1).len();
    desk.fails(BEN, "smoke-pre-prod", "home", "404").unwrap();
    assert_eq!(since(&desk, from), "");
}

/// S0.42: a role is called when it becomes its turn, and not while it is at work.
#[test]
fn a_role_is_called_when_it_becomes_its_turn() {
    let desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("deploy-pre-prod");
    insta::assert_snapshot!(since(&desk, 0), @"
    in the thread: LT: **Try the new features on uat** of #1 MyPortfolio 22.10.1 waits for you.
    in the thread: <@&12>: **Decide whether and when to go live** of #1 MyPortfolio 22.10.1 waits for you.
    in the thread: <@&11>: **Deploy on pre-prod** of #1 MyPortfolio 22.10.1 waits for you.
    ");
}

/// S0.24
#[test]
fn a_version_that_waits() {
    let desk = minor();
    let fact = ServiceFact::AvailabilityReminded {
        version: "22.04.3".into(),
        after_days: 3,
    };
    let process = desk.process("mahara-minor");
    let said = service_notices(&fact, desk.now, std::slice::from_ref(&process), &desk.service);
    let words: Vec<String> = said
        .iter()
        .map(|n| read(&service_notice(n, &process, &roles(), &[])))
        .collect();
    insta::assert_snapshot!(words.join("\n"), @"<@&11>: MyPortfolio 22.04.3 can be had for 3 days and is not deployed. Start it with `!release start myportfolio mahara-minor 22.04.3`.");
}
