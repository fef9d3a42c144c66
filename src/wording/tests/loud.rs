//! A playbook and people as loud as they can be: every text as long as is taken, full of Markdown and emoji.

use chrono::TimeDelta;

use super::limits::{assert_fits, assert_form_fits};
use crate::domain::card::{CardKey, cards};
use crate::domain::decide::LONGEST_TEXT;
use crate::domain::decide::tests::given::*;
use crate::domain::notice::{Notice, Recipient, Word};
use crate::wording::checklist_card::checklist_card;
use crate::wording::modals::{find_modal, version};
use crate::wording::notices::{RoleIds, notice};
use crate::wording::press::{Press, Verb};
use crate::wording::record_card::record_card;
use crate::wording::release_card::release_card;
use crate::wording::side_card::side_card;
use crate::wording::sign_off_card::sign_off_card;
use crate::wording::{answers, environments, message, refusals, todo};

/// Texts that are long in one way or another: characters, bytes, escapes, piles.
const VOICES: [&str; 7] = [
    "😀",
    "x",
    "👩‍👩‍👧‍👦",
    "*_~`|[]<>#-",
    "漢",
    "a\u{0301}\u{0323}\u{0302}\u{031b}",
    "@everyone ",
];

/// So many code points of a voice.
fn loud(voice: &str, most: usize) -> String {
    voice
        .chars()
        .cycle()
        .take(most)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// 40 steps: a list of 200 items, a board, an outage, 36 that are open at once, and the end.
fn playbook(voice: &str) -> String {
    let line = |most| toml::Value::String(loud(voice, most)).to_string();
    let item = |n: usize| {
        format!(
            "    {{ name = \"item-{n}\", text = {} }},\n",
            toml::Value::String(format!("{n:03}{}", loud(voice, 177)))
        )
    };
    let items: String = (0..200).map(item).collect();
    let beside = |n: usize| {
        format!(
            "[[process.step]]\nname = \"beside-{n}\"\ntitle = {title}\nowner = \"SRE team\"\nafter = [\"plan\"]\nhint = {hint}\non_fail = \"look\"\nmay_roll_back = true\nenvironment = \"prod\"\nasks = [{{ value = {label}, name = \"v\" }}, {{ confirmation = {label}, name = \"c\" }}]\nlinks = [{{ title = {title}, url = \"https://example.org/{n}\" }}]\n",
            title = line(80),
            hint = line(300),
            label = line(45),
        )
    };
    let besides: String = (0..36).map(beside).collect();
    let after: Vec<String> = (0..36).map(|n| format!("\"beside-{n}\"")).collect();
    format!(
        r#"
[service]
name = "loud"
title = {title}
zone = "America/Argentina/ComodRivadavia"
environments = [{{ name = "prod" }}]
roles = ["SRE team", "VLE Services", "LT"]

[audience.all]
title = {title}
channel = "all"
impact = {sentence}
questions = {sentence}

[[process]]
name = "loud"
title = {title}
purpose = {sentence}
override_by = ["VLE Services"]
started_by = ["SRE team"]

[[process.step]]
name = "look"
title = {line}
owner = "SRE team"
asks = [{{ checklist = "all" }}]
hint = {sentence}

[[process.step]]
name = "board"
title = {line}
owner = "VLE Services"
asks = [{{ sign_off = {label}, from = ["VLE Services", "SRE team", "LT"] }}]
on_fail = "look"

[[process.step]]
name = "plan"
title = {line}
owner = "SRE team"
asks = [{{ outage = "all", title = {label} }}]

{besides}

[[process.step]]
name = "end"
title = {line}
owner = "SRE team"
after = [{after}]
asks = [{{ confirmation = {label}, name = "end" }}]
closes_outage = true

[checklist.all]
title = {label}

[[checklist.all.section]]
title = {line}
items = [
{items}]
"#,
        title = line(60),
        sentence = line(300),
        line = line(80),
        label = line(45),
        after = after.join(", "),
    )
}

fn desk(voice: &str) -> Desk {
    Desk::reading(&playbook(voice)).and_a("loud", &voice.replace(' ', "").repeat(40))
}

/// Everything that can be seen of a release now.
fn look_at_everything(desk: &Desk, what: &str) {
    let situation = desk.situation();
    let release = &situation.release;
    for key in cards(release) {
        let card = match &key {
            CardKey::Release(_) => release_card(&situation, desk.now, Some(u64::MAX)),
            CardKey::Checklist(part) => checklist_card(release, part),
            CardKey::SignOff(part) => sign_off_card(release, part),
            CardKey::Tickets(_, page) => crate::wording::tickets::tickets_card(release, *page, None),
            CardKey::SideTickets(_, side, page) => {
                crate::wording::tickets::tickets_card(release, *page, Some(side))
            }
            CardKey::Record(_, page) => record_card(release, *page),
            CardKey::Side(_, side) => side_card(&situation, desk.now, side),
            CardKey::Outage(..) | CardKey::OutageEvent(_) | CardKey::OutageDesk(_) | CardKey::Day(..) => {
                unreachable!("these are no cards of a release")
            }
        };
        assert_fits(&card, &format!("{what}: {key}"));
    }
    for who in PEOPLE {
        assert_fits(
            &todo::todo(desk.now, &person(who), &vec![situation.clone(); 20]),
            &format!("{what}: todo of {who}"),
        );
        assert_fits(
            &answers::list(&vec![situation.clone(); 50], &person(who)),
            &format!("{what}: list of {who}"),
        );
    }
    assert_fits(
        &answers::started(release, Some(u64::MAX), true),
        &format!("{what}: started"),
    );
    assert_fits(
        &environments::matrix(&release.process, &situation.service),
        &format!("{what}: environments"),
    );
    assert_fits(
        &answers::which_process(&release.process.service.title, &[&release.process]),
        &format!("{what}: which"),
    );
    look_at_forms(desk, what);
}

fn look_at_forms(desk: &Desk, what: &str) {
    let release = desk.release();
    for (position, step) in release.process.steps.iter().enumerate() {
        for ask in 0..step.asks.len() {
            for verb in [
                Verb::Fail,
                Verb::Waive,
                Verb::NoGo,
                Verb::Go,
                Verb::Give,
                Verb::Window,
                Verb::SendBack,
                Verb::Override,
                Verb::Abort,
            ] {
                let press = Press::on_ask(verb, release, position, ask);
                if let Some(form) = find_modal(press, release) {
                    assert_form_fits(&form, &format!("{what}: {verb:?} of {}", step.name));
                }
            }
        }
    }
    assert_form_fits(&version(Press::plain(Verb::StartVersion), &release.process), what);
}

#[test]
fn the_loudest_release_fits_into_discord_all_the_way() {
    for voice in VOICES {
        let note = voice.repeat(LONGEST_TEXT / voice.chars().count());
        let mut desk = desk(voice);
        look_at_everything(&desk, "at the start");
        for n in 0..200 {
            let item = format!("item-{n}");
            match if n < 10 { 0 } else { n % 4 } {
                0 => desk.fails(BEN, "look", &item, &note).unwrap(),
                1 => desk.waives(BEN, "look", &item, &note).unwrap(),
                2 => desk.ticks(BEN, "look", &item).unwrap(),
                _ => Vec::new(),
            };
        }
        look_at_everything(&desk, "with every item judged");
        desk.overrides(VAL, "look", &note).unwrap();
        for who in [VAL, VIC, ANA, BEN, MAX, LOU] {
            desk.says_no_go(who, "board", &note).unwrap();
        }
        look_at_everything(&desk, "with everybody against it");
        for _ in 0..8 {
            desk.sends_back(VAL, "board", &note).unwrap();
            desk.overrides(VAL, "look", &note).unwrap();
        }
        desk.overrides(VAL, "board", &note).unwrap();
        let window = desk.window(60, 300);
        desk.proposes(BEN, window).unwrap();
        let press = Press::on_ask(Verb::Window, desk.release(), 2, 0);
        assert_fits(
            &answers::outage_preview(&desk.situation(), press, window, desk.now),
            "preview",
        );
        desk.publishes(BEN, window).unwrap();
        look_at_everything(&desk, "with 36 steps open at once");
        assert_fits(&answers::extend_by(desk.release(), press), "extend");
        for n in 0..30 {
            desk.gives(BEN, &format!("beside-{n}"), "v", &note).unwrap();
            desk.confirms(BEN, &format!("beside-{n}")).unwrap();
        }
        look_at_everything(&desk, "with most steps done");
        desk.holds(BEN, &note).unwrap();
        look_at_everything(&desk, "on hold");
        desk.aborts(BEN, &note).unwrap();
        look_at_everything(&desk, "aborted");
    }
}

#[test]
fn the_loudest_notices_fit() {
    for voice in VOICES {
        let note = voice.repeat(LONGEST_TEXT / voice.chars().count());
        let mut desk = desk(voice);
        let release = desk.release().clone();
        let window = desk.window(60, 300);
        let roles: RoleIds = [("SRE team".into(), u64::MAX), ("LT".into(), 1)].into();
        let to_team = Notice {
            to: Recipient::Thread,
            word: Word::OutageOverran(window),
            not_after: None,
        };
        assert_fits(&notice(&to_team, &release, &roles), "an overrun");
        let said = Notice {
            to: Recipient::Thread,
            word: Word::TestFailed {
                step: "look".into(),
                item: "item-7".into(),
                note,
                by: ANA.into(),
                role: "SRE team".into(),
            },
            not_after: None,
        };
        let told = notice(&said, &release, &roles);
        assert_fits(&told, "a failed item");
        let json = serde_json::to_string(&told).unwrap();
        assert!(
            json.contains("release card"),
            "the way out is not cut off: {json}"
        );
        desk.passes(TimeDelta::zero());
    }
}

/// A refusal quotes what was typed: as long as it may be, and longer.
#[test]
fn the_loudest_refusals_fit() {
    for voice in VOICES {
        let mut desk = desk(voice);
        let step = desk.release().process.steps[3].name.to_string();
        let note = voice.repeat(500);
        let mut said = vec![
            desk.confirms(BEN, &step),
            desk.aborts(BEN, &note),
            desk.holds(BEN, &voice.repeat(100 / voice.chars().count())),
        ];
        said.push(desk.ticks(ZOE, "look", "item-1"));
        for no in said.into_iter().filter_map(Result::err) {
            let words = refusals::refusal(&no, &desk.release().process, Some(&desk.situation()));
            assert_fits(&message::Message::plain(words), &format!("{no:?}"));
        }
        let typed = answers::did_you_mean(&note, "process", Some("loud"), &["loud", "quiet"]);
        assert_fits(&message::Message::plain(typed), "a mistyped word");
    }
}
