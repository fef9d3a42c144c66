//! Every no: the rule and a way out, in a sentence.

use chrono::TimeDelta;

use super::limits::assert_fits;
use crate::domain::audience::Lead;
use crate::domain::decide::tests::given::*;
use crate::domain::outage::{Objection, Window};
use crate::domain::paired::{PairedState, TurnedOn};
use crate::domain::person::Stamp;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Course, Ending, ItemState};
use crate::domain::service::Holder;
use crate::domain::status::{IllegalMove, LegalMove, Status};
use crate::wording::message::Message;
use crate::wording::refusals::refusal;

/// How a refusal is called in the code.
fn kind(refusal: &Refusal) -> String {
    let debug = format!("{refusal:?}");
    let name = debug.split(|c: char| !c.is_alphanumeric()).next();
    name.unwrap_or_default().to_owned()
}

/// Every refusal there is, by the text of the room that declares them.
fn kinds() -> Vec<&'static str> {
    let text = include_str!("../../domain/refusal.rs");
    let (_, body) = text
        .split_once("pub enum Refusal {")
        .expect("it is declared there");
    let (body, _) = body.split_once("\n}").expect("it ends");
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(|line| line.starts_with(char::is_uppercase));
    names
        .map(|line| line.split(|c: char| !c.is_alphanumeric()).next().expect("a name"))
        .collect()
}

/// Each refusal at least once.
fn samples(desk: &Desk) -> Vec<Refusal> {
    let stamp = Stamp {
        by: BEN.into(),
        at: desk.now,
    };
    let ending = Ending {
        stamp: stamp.clone(),
        reason: "a fix is coming".to_owned(),
    };
    let holder = Holder {
        release: 15,
        process: "Infrastructure update".to_owned(),
        version: "patching".into(),
        by: BEN.into(),
        since: desk.now,
    };
    let window = desk.window(60, 120);
    let step = || "upgrade-prod".into();
    let mut samples = course_samples(&stamp, &ending);
    samples.extend([
        Refusal::NotHeld,
        Refusal::OutOfDate("smoke-pre-prod".into()),
        Refusal::StepComplete("smoke-pre-prod".into(), stamp.clone()),
        Refusal::StepShut {
            step: step(),
            waiting_for: vec!["schedule-outage".into()],
        },
        Refusal::OutageNotBegun {
            step: step(),
            start: Some(window.start),
        },
        Refusal::OutageNotBegun {
            step: step(),
            start: None,
        },
        Refusal::EnvironmentBusy("prod".into(), holder),
        Refusal::RoleMissing {
            needed: vec!["SRE team".into(), "VLE Services".into()],
            have: vec!["LT".into()],
        },
        Refusal::RoleMissing {
            needed: vec!["SRE team".into()],
            have: vec![],
        },
        Refusal::RoleMissing {
            needed: vec![],
            have: vec!["LT".into()],
        },
        Refusal::AuthorMaySignNot,
        Refusal::SignedAlready(stamp.clone()),
        Refusal::SignOffFull(vec!["VLE Services".into()]),
        Refusal::DayMissing,
        Refusal::NothingToRevoke,
        Refusal::ItemAlready("home".into(), ItemState::Open),
        Refusal::ItemAlready("home".into(), ItemState::Passed(stamp.clone())),
        Refusal::ItemAlready("home".into(), ItemState::Failed(stamp.clone(), "500".into())),
        Refusal::ItemAlready("home".into(), ItemState::Waived(stamp.clone(), "off".into())),
        Refusal::NothingOpen,
    ]);
    samples.extend(input_samples());
    samples.extend([
        Refusal::WindowInThePast(window),
        Refusal::WindowBackwards(window),
        Refusal::WindowTooLong(TimeDelta::days(7)),
        Refusal::NoOutage,
        Refusal::OutageBegun(window),
        Refusal::PreviewOutOfDate,
        Refusal::OutageObjected {
            objections: objections(window),
            override_by: vec!["VLE Services".into()],
        },
        Refusal::OutageObjected {
            objections: vec![Objection::Holiday {
                date: "2026-12-25".parse().unwrap(),
                name: "Christmas Day".to_owned(),
            }],
            override_by: Vec::new(),
        },
        Refusal::OutageOfRelease(17),
        Refusal::NoSuchOutage(18),
        Refusal::OutageNotAnnounced(18),
        Refusal::ApprovalMissing(vec!["VLE Services".into()]),
        Refusal::OwnOutage,
        Refusal::WindowUnchanged(window),
        Refusal::OutageHasBegun(window),
        Refusal::OutageStartedAlready,
        Refusal::OutageYetToBegin(window),
        Refusal::NoAudience("usrs".into(), vec!["users".into(), "staff".into()]),
        Refusal::NoSubscribers("MyPortfolio users".to_owned()),
        Refusal::NobodyTold,
        Refusal::NoWayBack(step()),
        Refusal::NoRollBack(step()),
        Refusal::CannotReopen(step()),
        Refusal::NothingToOverride(step()),
        Refusal::NotDue,
        Refusal::ApprovesSomethingElse("greenlight".into()),
        Refusal::OthersSpeakFirst(vec!["QA".into(), "Peer".into()]),
        Refusal::NoEvidence(3),
        Refusal::EvidenceNotYours(BEN.into()),
        Refusal::CalledAlready {
            next_at: stamp.at + TimeDelta::hours(1),
            by: stamp,
        },
        Refusal::NotAwaited,
        Refusal::OnlyByReport(step()),
    ]);
    samples.extend(record_samples(&Stamp {
        by: BEN.into(),
        at: desk.now,
    }));
    samples.extend(environment_samples(&window));
    samples.extend(super::plan::refusals());
    samples
}

fn record_samples(stamp: &Stamp) -> Vec<Refusal> {
    let legal = LegalMove {
        to: Status::named("in-testing"),
        by: vec!["SRE team".into()],
        needs: vec!["Deployed on uat".to_owned()],
    };
    let illegal = |legal| {
        Refusal::IllegalMove(IllegalMove {
            wanted: "done".to_owned(),
            now: Some(Status::named("to-be-released")),
            legal,
        })
    };
    vec![
        Refusal::NoRecord,
        Refusal::NoSection("summry".into()),
        Refusal::SectionsMissing(vec!["rollback".into()]),
        Refusal::SectionsMissing(vec!["rollback".into(), "tests".into()]),
        Refusal::SectionRequired("summary".into()),
        Refusal::OutageUnsaid("impact".into()),
        Refusal::SectionChanged("impact".into(), stamp.clone()),
        Refusal::NothingHandedIn,
        illegal(vec![legal]),
        illegal(vec![]),
    ]
}

fn environment_samples(window: &Window) -> Vec<Refusal> {
    let on = TurnedOn {
        state: PairedState {
            title: "Maintenance mode".to_owned(),
            environment: "prod".into(),
            on: "Maintenance mode is on".to_owned(),
            off: "Maintenance mode is off".to_owned(),
            remind_minutes: 30,
            outage: true,
        },
        release: 1,
        roles: vec!["SRE team".into()],
        stamp: Stamp {
            by: "ben".into(),
            at: window.start,
        },
        reminded_after: 0,
        left_at: None,
    };
    let backwards = |from: Option<&str>, to: &str, data_from: Option<&str>| Refusal::SyncBackwards {
        from: from.map(Into::into),
        to: to.into(),
        data_from: data_from.map(Into::into),
    };
    vec![
        Refusal::StateStillOn("maintenance".into(), Box::new(on)),
        Refusal::StateNotOn("maintenance".into()),
        Refusal::NoEnvironment("moon".into()),
        backwards(Some("uat"), "prod", None),
        backwards(None, "prod", None),
        backwards(Some("pre-prod"), "uat", Some("prod")),
    ]
}

/// Those whose sentences are read in rooms of their own as well.
fn all_samples(desk: &Desk) -> Vec<Refusal> {
    let mut samples = samples(desk);
    samples.extend(super::tickets::refusals(desk));
    samples
}

fn course_samples(stamp: &Stamp, ending: &Ending) -> Vec<Refusal> {
    vec![
        Refusal::ReleaseOver(Course::Finished(stamp.clone())),
        Refusal::ReleaseOver(Course::Aborted(ending.clone())),
        Refusal::ReleaseOver(Course::RolledBack(ending.clone())),
        Refusal::ReleaseHeld(Course::Held(ending.clone())),
    ]
}

/// Everything that can stand against an outage.
fn objections(window: Window) -> Vec<Objection> {
    vec![
        Objection::Overlaps { number: 12, window },
        Objection::ShortNotice {
            audience: "MyPortfolio users".to_owned(),
            least: Lead::Minutes(48 * 60),
            earliest: window.end,
        },
        Objection::Holiday {
            date: "2026-12-25".parse().unwrap(),
            name: "Christmas Day".to_owned(),
        },
        Objection::Freeze {
            title: "Exams".to_owned(),
            hard: true,
            until: window.end,
            override_by: vec!["LT".into()],
        },
    ]
}

fn input_samples() -> Vec<Refusal> {
    let version = "22.04.0".to_owned();
    vec![
        Refusal::TextMissing,
        Refusal::TextTooLong { most: 1000 },
        Refusal::ValueDoesNotFit {
            value: "two `words`".to_owned(),
            because: "an image tag is one word, such as 22.04.2-r1".to_owned(),
        },
        Refusal::VersionDoesNotFit {
            version,
            because: "a major release starts with its first minor update, such as 22.04.1".to_owned(),
        },
        Refusal::SeveralChanges(vec!["22.04.2".to_owned(), "22.04.3".to_owned()]),
        Refusal::NotAgreedYet("mahara-plugin".into(), "ask the SRE team.".to_owned()),
        Refusal::AvailableAlready("22.04.2".into()),
        Refusal::AvailabilityNotKept,
        Refusal::NoProcess("mahara-minr".into()),
        Refusal::TooManyThisYear {
            most: 2,
            year: 2026,
            started: vec![4, 9],
        },
        Refusal::NotOptional("smoke-pre-prod".into()),
        Refusal::NotApplicable("smoke-pre-prod".into()),
        Refusal::NoSuchOption {
            value: "maybe".to_owned(),
            options: vec!["yes".to_owned(), "no".to_owned()],
        },
        Refusal::Blocked {
            step: "upgrade-prod".into(),
            blockers: vec![(1, "log-in fails".to_owned())],
        },
        Refusal::NoBlocker(3),
        Refusal::NoWorkToday {
            step: "upgrade-prod".into(),
            day: "2026-12-25".parse().unwrap(),
            holiday: Some("Christmas Day".to_owned()),
            opens: Some("2026-12-29".parse().unwrap()),
        },
        Refusal::FreezeActive {
            step: "upgrade-prod".into(),
            title: "Exams".to_owned(),
            until: "2026-12-04T11:00:00Z".parse().unwrap(),
            override_by: vec!["LT".into()],
        },
        Refusal::NeverRanOn {
            step: "upgrade-prod".into(),
            version: "22.04.2".into(),
            environment: "uat".into(),
        },
        Refusal::TooEarly {
            step: "upgrade-prod".into(),
            on: Some("2026-12-01".parse().unwrap()),
        },
        Refusal::TooEarly {
            step: "upgrade-prod".into(),
            on: None,
        },
    ]
}

fn desk() -> Desk {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("smoke-pre-prod");
    desk.sends_back(BEN, "smoke-pre-prod", "the image must be rebuilt")
        .unwrap();
    desk
}

#[test]
fn every_refusal_has_a_sample() {
    let sampled: Vec<String> = all_samples(&desk()).iter().map(kind).collect();
    assert!(kinds().len() > 30, "the declaration was not read");
    for kind in kinds() {
        assert!(sampled.iter().any(|s| s == kind), "no sample of {kind}");
    }
}

#[test]
fn every_no_has_a_way_out_and_no_names_of_the_code() {
    let ways = [
        "`/release ",
        "`!release ",
        "`/env ",
        "`!env ",
        "press **",
        "Ask ",
        "ask ",
        "hoose ",
        "rite ",
        "such as ",
        "put the rest ",
        "See **More**",
        "Press the button",
        "press the button",
        "`/outage ",
        "`/rotation ",
        "`subscribers = true`",
        "`availability`",
        "`override_by`",
        "`record`",
        "`/ticket ",
        "From there: ",
        "Still missing: ",
        "lease try again",
        "with [ticket]",
        "The card shows",
        "comments to send it back",
    ];
    let desk = desk();
    for sample in all_samples(&desk) {
        let words = refusal(&sample, &desk.release().process, Some(&desk.situation()));
        assert!(ways.iter().any(|w| words.contains(w)), "no way out: {words}");
        let debug = format!("{sample:?}");
        let name = debug.split(['(', ' ']).next().unwrap();
        for code in [name, "Some(", "None", "Name(", " {", "StepName", "\"", "  "] {
            assert!(!words.contains(code), "{code:?} is code: {words}");
        }
        assert!(
            !words.contains('!') || words.contains("`!"),
            "no exclamation: {words}"
        );
        assert_fits(&Message::plain(&words), &words);
    }
}

/// Before a release is there, no number is made up for it.
#[test]
fn a_no_without_a_release_names_no_release() {
    let desk = desk();
    for sample in samples(&desk) {
        let words = refusal(&sample, &desk.release().process, None);
        let may_start = matches!(
            sample,
            Refusal::EnvironmentBusy(..)
                | Refusal::RoleMissing { .. }
                | Refusal::TextMissing
                | Refusal::TextTooLong { .. }
                | Refusal::ValueDoesNotFit { .. }
                | Refusal::VersionDoesNotFit { .. }
                | Refusal::SeveralChanges(_)
                | Refusal::NotAgreedYet(..)
                | Refusal::AvailableAlready(_)
                | Refusal::AvailabilityNotKept
                | Refusal::NoProcess(_)
                | Refusal::NotDue
        );
        assert!(!may_start || !words.contains("release:0"), "{words}");
    }
}

#[test]
fn all_refusals_read_well() {
    let desk = desk();
    let say = |r: &Refusal| refusal(r, &desk.release().process, Some(&desk.situation()));
    let all: Vec<String> = samples(&desk).iter().map(say).collect();
    insta::assert_snapshot!(all.join("\n"), @"
    #1 MyPortfolio 22.04.2 was finished <t:1795507200:R> and can only be read now. A new one begins with `!release start myportfolio mahara-minor`.
    #1 MyPortfolio 22.04.2 was aborted by <@ben> <t:1795507200:R> (“a fix is coming”) and can only be read now. A new one begins with `!release start myportfolio mahara-minor`.
    #1 MyPortfolio 22.04.2 was rolled back by <@ben> <t:1795507200:R> and can only be read now. A new one begins with `!release start myportfolio mahara-minor`.
    This release was put on hold by <@ben> <t:1795507200:R> (“a fix is coming”). It goes on with `/release resume release:1`.
    This release is not on hold, so there is nothing to resume: see `/release status release:1`.
    This button of **Smoke test on pre-prod** is out of date: the release was sent back to **Prepare minor release Docker image** <t:1795507200:R>, with fresh lists. The current step is **Prepare minor release Docker image**: see `/release status release:1`.
    **Smoke test on pre-prod** was completed by <@ben> <t:1795507200:R>. The current step is **Prepare minor release Docker image**: see `/release status release:1`.
    **Upgrade prod** comes after **Schedule outage**. The current step is **Prepare minor release Docker image**: see `/release status release:1`.
    **Upgrade prod** is shut until the outage begins: <t:1795510800:F> (<t:1795510800:R>). To begin earlier, plan it anew; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut: no outage is announced. Plan it on the release card first; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    MyPortfolio prod is taken by #15 (Infrastructure update patching, <@ben>, <t:1795507200:R>): only one change at a time. It is free when #15 is finished, or aborted with `/release abort release:15`.
    This takes the role SRE team or VLE Services; you have: LT. Ask somebody who has it, or see `/release status release:1`.
    This takes the role SRE team; you have: none of the team's roles. Ask somebody who has it, or see `/release status release:1`.
    Nobody can do this here: the playbook of the process names no role in `override_by`.
    You started this release, so somebody else has to say go for it: four eyes see more than two. Ask a colleague with the role to press **Go**.
    You said go <t:1795507200:R>, and one person counts once. To change your mind, press **Take my word back**.
    VLE Services has all the goes it needs already. A no-go that stands is for whoever said it to change; to object too, press **No-go…**.
    This go also decides the day: write it as 2026-12-01.
    You have said neither go nor no-go here, so there is nothing to take back. To speak, press **Go** or **No-go…**.
    This item is open already: press **Pass**, or choose below what failed.
    This item was passed by <@ben> <t:1795507200:R>. To take that back, press the button beside it.
    This item was failed by <@ben> <t:1795507200:R>. To take that back, press the button beside it.
    This item was waived by <@ben> <t:1795507200:R>. To take that back, press the button beside it.
    Every item of this part is judged already. To judge one anew, press **Undo** or **Re-test** beside it.
    Please write a few words: others will read why.
    That is longer than 1000 characters; please put the rest behind a link.
    `two ˋwordsˋ` does not fit: an image tag is one word, such as 22.04.2-r1.
    22.04.0 is not accepted: a major release starts with its first minor update, such as 22.04.1.
    One change at a time: you named 22.04.2 and 22.04.3. Small changes regularly, not many big ones at once: choose one to start, and start the next when it is finished.
    `mahara-plugin` cannot be started: ask the SRE team.
    22.04.2 is noted, or runs, already: see `/env show service:myportfolio`.
    MyPortfolio keeps no list of available versions: its playbook would say so with `availability`.
    `mahara-minr` is no process of MyPortfolio any more: see `/release start`.
    Mahara minor release: at most 2 releases a year, and #4 and #9 began in 2026 already. VLE Services can start one more with a reason: `/release start`, with `reason`.
    **Smoke test on pre-prod** is needed in every release. The current step is **Prepare minor release Docker image**: see `/release status release:1`.
    **Smoke test on pre-prod** does not apply to this release, by an answer above. The current step is **Prepare minor release Docker image**: see `/release status release:1`.
    `maybe` is none of the answers. Choose one: yes, no.
    **Upgrade prod** is shut while a blocker stands (1: “log-in fails”). Whoever raised it clears it with `/release unblock release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    No blocker 3 stands against this release: see `/release status release:1`.
    **Upgrade prod** is shut today: Fri 25 Dec 2026 is a holiday, Christmas Day. The calendar says so, and nobody ticks it. It opens on Tue 29 Dec 2026: see `/release status release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut by a freeze, “Exams”, until <t:1796382000:F> (<t:1796382000:R>). It opens then by itself: see `/release status release:1`; or LT can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut: 22.04.2 has not run on uat yet, and comes there first. `/env show service:myportfolio` shows what runs where; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is agreed for 2026-12-01, and shut until then: see `/release status release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut: no day is agreed yet. See `/release status release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    <t:1795510800:F> to <t:1795518000:t> has begun already. Please choose a time to come.
    An outage must end after it begins, and after now: choose a later end.
    An outage can last 7 days at most: choose an earlier end. It can be extended while it lasts.
    This release has no outage that is planned or under way. It is planned in its own step: press **Plan the outage…** on the release card.
    The outage <t:1795510800:F> to <t:1795518000:t> has begun: it can be extended, not moved. See **More** on the release card.
    Another window was entered since this preview, or it was published already. Press the button of the outage on the release card again.
    Outage 12 of this service is planned <t:1795510800:F> to <t:1795518000:t>.
    MyPortfolio users need to know 48 hours before: the earliest start is <t:1795518000:F> (<t:1795518000:R>).
    25 December 2026 is a holiday: Christmas Day.
    It is in a freeze: Exams, until <t:1795518000:F> (<t:1795518000:R>).
    Choose another time. If it must be then, VLE Services can pass this with a reason.
    25 December 2026 is a holiday: Christmas Day.
    Choose another time, or give a reason why it must be then.
    This outage is of release #17: plan and publish it on the release card, see `/release status 17`.
    There is no outage 18: `/outage list` shows those there are.
    Outage 18 was not announced yet: `/outage show 18` has its preview, to publish or to change it.
    Somebody else has to approve the text first. Ask VLE Services to press **Approve** on its card.
    You entered this outage yourself. Ask somebody else to press **Approve** on its card.
    That is what was announced already: <t:1795510800:F> to <t:1795518000:t>. Choose another time.
    The outage <t:1795510800:F> to <t:1795518000:t> has begun: `/outage extend` moves its end, `/outage end` says that the service is back.
    That was said already: users cannot work now. `/outage end` says that they can again.
    The outage <t:1795510800:F> to <t:1795518000:t> has not begun: `/outage cancel` calls it off, `/outage start` says that it begins early.
    MyPortfolio has no audience `usrs`; choose one of users and staff.
    MyPortfolio users are told in their channels, not by direct message: the playbook would say so with `subscribers = true`.
    Nobody would be told: write an [audience.…] with a channel, a mail address or an endpoint into the playbook of MyPortfolio.
    **Upgrade prod** names no step to return to. Put it right and go on, or give the release up with `/release abort release:1`.
    **Upgrade prod** is no step to roll back from. The current step is **Prepare minor release Docker image**: see `/release status release:1`.
    **Upgrade prod** cannot be undone: later work was built on it, people were told, or its list is undone item by item. If it was wrong, send the release back on its card, or give it up with `/release abort release:1`.
    **Upgrade prod** is open; there is nothing to override. The current step is **Prepare minor release Docker image**: see `/release status release:1`.
    That is not due, or was seen to: `/release status release:1` shows what is.
    What a go in **greenlight** approves has changed since your card was drawn, so nothing was counted. The card shows it now: look again, then press **Go**.
    It is the turn of QA or Peer first; after their go it is yours. To object already, press **No-go…**.
    There is no evidence 3 here, or it was taken back: `/release status release:1` shows what is.
    <@ben> gave this evidence, so it is theirs to take back. Ask them, or add evidence of your own.
    <@ben> reminded them <t:1795507200:R>. They can be reminded again <t:1795510800:R>; until then, see `/release status release:1`.
    No open step waits for that report: `/release status release:1` shows what is awaited.
    **Upgrade prod** is done when a system reports it, and nobody says so by hand. With a reason somebody may pass it by authority: `/release status release:1` shows who.
    This process keeps no change record: its playbook would say so with `record`.
    This process keeps no change record: its playbook would say so with `record`.
    Approval cannot be asked for yet, since a section is empty: **rollback**. Write with `!release record 1 rollback …`, hand in a Markdown file, or mark what does not apply on the record's card.
    Approval cannot be asked for yet, since sections are empty: **rollback** and **tests**. Write with `!release record 1 rollback …`, hand in a Markdown file, or mark what does not apply on the record's card.
    **summary** must be written in every change and cannot be n/a. Write it with `!release record 1 summary …`.
    **impact** must say whether an outage is expected. Begin with `Outage: no` or `Outage: yes, 30 min`, such as `!release record 1 impact Outage: no`.
    **impact** was written by <@ben> <t:1795507200:R>, after you opened it; nothing of theirs was replaced. Read it, and press **Edit…** again.
    There is no file of yours to apply, or you handed in another since. Hand it in with `!release record 1` and the file.
    This release cannot be moved from **To be released** to `done` by you now. It can go: to **In testing** by SRE team, with Deployed on uat. See `/release status release:1`.
    This release cannot be moved from **To be released** to `done` by you now. From there it goes nowhere. See `/release status release:1`.
    **Maintenance mode is on** on prod since <t:1795510800:R> (<@ben>), and this would leave it so. Turn it off first: complete the step that does, or say that it is off with `!env off myportfolio maintenance` (SRE team can).
    `maintenance` is off already: nothing is to be done. `!env myportfolio` shows what is on.
    `moon` is no environment of MyPortfolio. There are: `uat`, `pre-prod`, `prod`; `!env myportfolio` shows them.
    Data never go from uat to prod: a copy would overwrite what prod alone has. A copy is noted with `!env sync myportfolio uat WHAT` (from prod).
    prod takes no data from elsewhere. A copy is noted with `!env sync myportfolio uat WHAT` (from prod).
    Data of uat come from prod, not from pre-prod: they go one way only. Note a copy with `!env sync myportfolio ENVIRONMENT WHAT`.
    **Upgrade prod** is shut until the next planned day, Tue 8 Dec 2026: `/release slots service:myportfolio` shows the days. VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut, since no next day is planned: `/release slots service:myportfolio` shows the days. VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut: staging does not run v0.0.4 any more; v0.0.5 goes on from there on Tue 8 Dec 2026, with #2. End this release with `/release abort release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut: staging does not run v0.0.4, so nothing goes on from there. End this release with `/release abort release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    That looks like a private key, so I kept nothing of it. Take your message back, put the key where it belongs (into the secrets of the pipeline), and count it as known to others. Here, write only that it is done.
    MyPortfolio has no rotation: its playbook would say so with [rotation.…]. `/release slots service:myportfolio` shows its planned days.
    <@ana> is in the rotation already: `/rotation show service:myportfolio` shows whose turn is when.
    <@ana> is not in the rotation: `/rotation show service:myportfolio` shows who is.
    From Thu 24 Dec 2026 to Sun 20 Dec 2026 is no time that somebody can be away: the last day comes after the first and is not over. `/rotation away from:2026-12-24 to:2027-01-04`.
    <@ana> is not away: `/rotation show service:myportfolio` shows who is.
    No turn that somebody has begins on Wed 2 Dec 2026: `/rotation show service:myportfolio` lists those to come.
    The turn from Tue 1 Dec 2026 is served by <@ben>, so it is not yours to give. `/rotation show service:myportfolio` shows yours.
    Nobody has the turn from Tue 1 Dec 2026. `/rotation show service:myportfolio` offers **I take it**.
    <@ana> serves both turns, so there is nothing to swap: `/rotation show service:myportfolio` shows those of others.
    That swap is settled already. `/rotation show service:myportfolio` shows who serves when; a new one is asked for with `/rotation swap`.
    Only <@ben> can answer that. `/rotation show service:myportfolio` shows who serves when.
    One of the two turns has changed hands since you were asked, so nothing was swapped. `/rotation show service:myportfolio` shows how it stands.
    <@ana> serves then already: `/rotation show service:myportfolio` shows it.
    <@ana> is away then. `/rotation show service:myportfolio` shows who is there; `/rotation back` ends a leave.
    <@ben> has the turn from Tue 1 Dec 2026 by now. `/rotation show service:myportfolio` shows the next ones.
    Nobody serves today, so there is no turn to hand over. `/rotation show service:myportfolio` offers **I take it**.
    Tue 8 Dec 2026 is no planned day to come on which this rotation releases. `/release slots service:myportfolio` shows them.
    `sync-hotfix` goes around the planned releases, and that is counted with its reason. Add why it cannot wait: `!release start myportfolio sync-hotfix VERSION because log-in fails for everybody`.
    Monthly container patching has no slot on Tue 8 Dec 2026 that this process could take: `/release slots service:myportfolio` shows the days.
    Monthly container patching of Tue 8 Dec 2026 is settled: somebody started, skipped or replaced it. `/release slots service:myportfolio` shows what became of it.
    Monthly container patching of Tue 8 Dec 2026 can be moved to a day from Wed 25 Nov 2026 to Mon 21 Dec 2026, so that it stays between its neighbours. Choose one of these, or skip it.
    Monthly container patching of Tue 8 Dec 2026 is on no holiday any more: the calendar was changed. `/release slots service:myportfolio` shows the days and can move or skip it.
    Somebody has said already what becomes of Monthly container patching of Tue 8 Dec 2026. `/release slots service:myportfolio` shows it, and can move or skip it.
    No working day is left before Monthly container patching of Tue 8 Dec 2026, up to the one before it. Keep it or skip it, or choose a day with **Move…** in `/release slots service:myportfolio`.
    No working day is left after Monthly container patching of Tue 8 Dec 2026, up to the one after it. Keep it or skip it, or choose a day with **Move…** in `/release slots service:myportfolio`.
    **Upgrade prod** is shut today: Fri 25 Dec 2026 is a holiday, Christmas Day. The calendar says so, and nobody ticks it. It opens on Sat 26 Dec 2026: see `/release status release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut today: Sat 26 Dec 2026 is no working day. The calendar says so, and nobody ticks it. The calendar knows no day on which it opens: see `/release status release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut by a freeze, “Year-end freeze”, until <t:1799146800:F> (<t:1799146800:R>). It opens then by itself: see `/release status release:1`; or Ops can pass this gate with `/release override release:1`, giving a reason.
    **Upgrade prod** is shut by a freeze, “Year-end freeze”, until <t:1799146800:F> (<t:1799146800:R>). It opens then by itself: see `/release status release:1`; or VLE Services can pass this gate with `/release override release:1`, giving a reason.
    `feature-demo` makes an instance to be thrown away: it needs a purpose, an owner and an end. `/release start myportfolio feature-demo` asks for them.
    “for fun” is no purpose for which an instance is made. Choose one of these:
    - A single project
    Mon 23 Nov 2026 has passed: give the last day on which the instance is needed, such as 2026-12-24.
    This release has no instance that is up, so there is nothing to shut down: `/env show service:myportfolio` shows what is.
    This instance is <@ben>'s: ask them to say that it is shut down, or somebody who owns its steps.
    There is nothing left to do for Tue 8 Dec 2026: `/release slots service:myportfolio` shows what became of it and which day is next.
    Tue 8 Dec 2026 has not come yet. If it does not suit, move it or hand it over: `/release slots service:myportfolio`.
    <@ana> is on it already: the card says so. What is open has its button there; `/release slots service:myportfolio` shows the days to come.
    It is past one o'clock in Pacific/Auckland. Choose another time, such as **In 1 hour**.
    This is for <@ana> or SRE team. Ask them; `/release slots service:myportfolio` shows whose day it is.
    ");
}
