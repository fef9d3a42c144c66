//! The playbook of MyPortfolio, held against the document it comes from.

use gonogo::domain::process::{AskKind, Checklist, Effect, Gate, Process, Step};
use gonogo::playbook::{Playbook, Source, digest, find_shipped, read};

fn myportfolio() -> Playbook {
    let source = find_shipped("myportfolio").expect("it is shipped");
    let playbook = read(&source).unwrap();
    assert!(playbook.notes.is_empty(), "{}", playbook.notes);
    playbook
}

fn process(name: &str) -> Process {
    myportfolio()
        .processes
        .into_iter()
        .find(|p| p.name.as_str() == name)
        .unwrap()
}

fn titles(process: &Process) -> Vec<&str> {
    process.steps.iter().map(|step| step.title.as_str()).collect()
}

fn step<'p>(process: &'p Process, name: &str) -> &'p Step {
    process.find_step(&name.into()).unwrap().1
}

fn names<T: ToString>(names: &[T]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// The eight steps from pre-prod to prod.
const TO_PROD: [&str; 8] = [
    "Deploy on pre-prod",
    "Smoke test on pre-prod",
    "Manual testing script on pre-prod",
    "Schedule outage",
    "Upgrade prod",
    "Smoke test on prod",
    "Release site",
    "Manual testing script in prod",
];

#[test]
fn s0_1_there_are_four_kinds_of_change_and_a_shorter_way_for_one() {
    let playbook = myportfolio();
    let told: Vec<_> = playbook.processes.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(
        told,
        [
            "Mahara minor release",
            "Infrastructure update",
            "Infrastructure update: monthly patching",
            "Mahara major release",
            "New Mahara plugin"
        ]
    );
    assert_eq!(playbook.service.title, "MyPortfolio");
}

#[test]
fn s0_6_and_s0_7_roles_and_environments_are_those_of_the_document() {
    let playbook = myportfolio();
    assert_eq!(names(&playbook.roles), ["SRE team", "VLE Services", "LT"]);
    let environments: Vec<_> = playbook
        .service
        .environments
        .iter()
        .map(|e| (e.name.as_str(), e.host.as_deref()))
        .collect();
    assert_eq!(
        environments,
        [("uat", Some("wiki-app01u")), ("pre-prod", None), ("prod", None)]
    );
}

#[test]
fn s0_9_a_minor_release_has_nine_steps_in_this_order() {
    let minor = process("mahara-minor");
    let mut expected = vec!["Prepare minor release Docker image"];
    expected.extend(TO_PROD);
    assert_eq!(titles(&minor), expected);
    let after: Vec<String> = minor.steps.iter().flat_map(|step| names(&step.after)).collect();
    let above: Vec<String> = minor
        .steps
        .iter()
        .map(|step| step.name.to_string())
        .take(8)
        .collect();
    assert_eq!(after, above, "each waits for the one above");
}

#[test]
fn s0_8_steps_link_to_the_pages_they_need() {
    let minor = process("mahara-minor");
    for (name, page) in [
        ("manual-pre-prod", "Manual testing script"),
        ("schedule-outage", "Change Deployment plan for Learning Apps"),
        ("manual-prod", "Manual testing script"),
    ] {
        assert_eq!(step(&minor, name).links[0].title, page);
    }
    assert_eq!(
        step(&process("mahara-plugin"), "review").links[0].title,
        "Plugins review checklist"
    );
}

#[test]
fn s0_3_the_first_two_kinds_hold_pre_prod_and_prod() {
    for name in ["mahara-minor", "infrastructure"] {
        assert_eq!(names(&process(name).occupies), ["pre-prod", "prod"]);
    }
}

#[test]
fn s0_11_and_s0_12_the_image_is_asked_for_and_versions_are_set() {
    let minor = process("mahara-minor");
    let image = &step(&minor, "prepare-image").asks[0];
    assert!(image.title == "Image tag" && matches!(&image.kind, AskKind::Value { rule: Some(_), .. }));
    let sets = |name: &str| {
        step(&minor, name).effects.iter().any(
            |e| matches!(e, Effect::SetVersion { environment, .. } if name.ends_with(environment.as_str())),
        )
    };
    assert!(sets("deploy-pre-prod") && sets("upgrade-prod"));
}

#[test]
fn s0_13_to_s0_16_each_list_is_asked_for_where_it_belongs() {
    let minor = process("mahara-minor");
    let lists: Vec<(&str, &str)> = minor
        .steps
        .iter()
        .flat_map(|step| step.asks.iter().map(move |ask| (step, ask)))
        .filter_map(|(step, ask)| match &ask.kind {
            AskKind::Checklist { list } => Some((step.name.as_str(), list.as_str())),
            _ => None,
        })
        .collect();
    let expected = [
        ("smoke-pre-prod", "smoke"),
        ("manual-pre-prod", "manual"),
        ("schedule-outage", "outage-plan"),
        ("smoke-prod", "smoke"),
        ("manual-prod", "manual"),
    ];
    assert_eq!(lists, expected);
    let plan: Vec<&str> = minor.checklists[&"outage-plan".into()]
        .items()
        .map(|(_, i)| i.name.as_str())
        .collect();
    assert!(plan.starts_with(&["change-request", "isd-news"]) && plan.len() > 2);
}

#[test]
fn s0_17_to_s0_21_prod_waits_for_the_outage_and_the_site_for_the_smoke_test() {
    let minor = process("mahara-minor");
    let outage = &step(&minor, "schedule-outage").asks[1].kind;
    assert!(matches!(outage, AskKind::Outage { audience } if audience.as_str() == "users"));
    assert_eq!(step(&minor, "upgrade-prod").gates, [Gate::OutageBegun]);
    assert_eq!(names(&step(&minor, "release-site").after), ["smoke-prod"]);
    assert_eq!(step(&minor, "release-site").effects, [Effect::CloseOutage]);
}

#[test]
fn s0_22_nobody_outside_the_sre_team_approves_a_minor_release() {
    let minor = process("mahara-minor");
    assert!(minor.steps.iter().all(|step| step.owner.as_str() == "SRE team"));
    let asks = minor.steps.iter().flat_map(|step| &step.asks);
    assert_eq!(
        asks.filter(|ask| matches!(ask.kind, AskKind::SignOff(_))).count(),
        0
    );
}

#[test]
fn s0_24_an_available_minor_version_is_called_to_mind() {
    let reminder = process("mahara-minor").availability.unwrap();
    assert_eq!(
        (reminder.role.as_str(), reminder.environment.as_str()),
        ("SRE team", "prod")
    );
}

#[test]
fn s0_26_and_s0_27_a_failed_test_leads_back() {
    let minor = process("mahara-minor");
    for name in ["smoke-pre-prod", "manual-pre-prod"] {
        assert_eq!(step(&minor, name).on_fail, Some("prepare-image".into()));
    }
    let smoke = step(&minor, "smoke-prod");
    assert_eq!(
        (smoke.on_fail.clone(), smoke.may_roll_back),
        (Some("upgrade-prod".into()), true)
    );
}

#[test]
fn s0_28_an_infrastructure_update_has_nine_steps_in_this_order() {
    let mut expected = vec!["Prepare updated Docker image"];
    expected.extend(TO_PROD);
    assert_eq!(titles(&process("infrastructure")), expected);
}

#[test]
fn s0_34_a_major_release_begins_with_the_first_minor_update() {
    let rule = process("mahara-major").version.unwrap();
    let pattern = regex::Regex::new(&format!("^(?:{})$", rule.pattern)).unwrap();
    assert!(pattern.is_match("22.04.1") && pattern.is_match("22.04.10"));
    assert!(!pattern.is_match("22.04.0") && !pattern.is_match("22.04"));
    assert!(rule.because.contains("first minor update") && rule.because.contains("not 22.04.0"));
}

#[test]
fn s0_35_to_s0_46_a_major_release_is_tried_on_uat_then_goes_the_usual_way() {
    let major = process("mahara-major");
    let mut expected = vec![
        "Prepare major release Docker image",
        "Ensure Mahara plugins are updated and fixed",
        "Deploy on uat with a copy of prod database and data",
        "Smoke test on uat",
        "Manual testing script on uat",
        "Add a story to the “VLE Services Operational” epic",
        "Try the new features on uat",
        "Decide whether and when to go live",
    ];
    expected.extend(TO_PROD);
    assert_eq!(titles(&major), expected);
}

#[test]
fn s0_37_and_s0_38_the_copies_are_dated_and_the_story_is_a_link() {
    let major = process("mahara-major");
    let patterns = |name: &str| -> Vec<String> {
        let kinds = step(&major, name).asks.iter().map(|ask| &ask.kind);
        kinds
            .filter_map(|k| match k {
                AskKind::Value { rule, .. } => rule.as_ref().map(|r| r.pattern.clone()),
                _ => None,
            })
            .collect()
    };
    assert_eq!(
        patterns("deploy-uat"),
        [r"\d{4}-\d{2}-\d{2}", r"\d{4}-\d{2}-\d{2}"]
    );
    assert_eq!(patterns("add-story"), [r"https://\S+"]);
}

#[test]
fn s0_40_and_s0_44_a_major_release_takes_pre_prod_only_after_the_greenlight() {
    let major = process("mahara-major");
    assert_eq!(names(&major.occupies), [] as [String; 0]);
    let taken: Vec<_> = major
        .steps
        .iter()
        .filter(|s| !s.takes.is_empty())
        .map(|s| (s.name.as_str(), names(&s.takes)))
        .collect();
    let expected = [
        ("deploy-uat", vec!["uat".to_owned()]),
        ("deploy-pre-prod", vec!["pre-prod".to_owned(), "prod".to_owned()]),
    ];
    assert_eq!(taken, expected);
    assert_eq!(names(&step(&major, "deploy-pre-prod").after), ["greenlight"]);
}

#[test]
fn s0_42_and_s0_43_lt_try_it_and_vle_services_decide_whether_and_when() {
    let major = process("mahara-major");
    assert_eq!(step(&major, "lt-testing").owner.as_str(), "LT");
    let AskKind::SignOff(rule) = &step(&major, "greenlight").asks[0].kind else {
        panic!("a sign-off")
    };
    assert!(rule.with_date);
    let sets: Vec<_> = rule
        .sets
        .iter()
        .map(|set| (set.roles[0].as_str(), set.quorum))
        .collect();
    assert_eq!(sets, [("VLE Services", 1)]);
}

#[test]
fn s0_48_to_s0_50_a_plugin_is_a_request_a_decision_a_review_and_whatever_it_takes() {
    let plugin = process("mahara-plugin");
    assert_eq!(plugin.not_yet, None);
    assert!(step(&plugin, "try").optional && step(&plugin, "further-work").optional);
    for free in ["try", "further-work"] {
        assert_eq!(names(&step(&plugin, free).after), ["review"], "in any order");
    }
    assert!(plugin.checklists[&"plugin-review".into()].items().count() >= 10);
}

#[test]
fn s0_33_patching_has_fewer_steps_and_fewer_looks_by_hand() {
    let (patching, whole) = (process("patching"), process("infrastructure"));
    assert!(patching.steps.len() <= 5 && whole.steps.len() == 9);
    assert!(!patching.checklists.contains_key(&"manual".into()));
    assert_eq!(patching.occupies, whole.occupies);
}

fn fits_a_phone(list: &Checklist) {
    for (_, item) in list.items() {
        assert!(item.text.chars().count() <= 95, "{}", item.text);
    }
}

#[test]
fn the_lists_are_long_enough_to_be_of_use_and_each_item_short_enough_for_a_phone() {
    let minor = process("mahara-minor");
    let (smoke, manual) = (
        &minor.checklists[&"smoke".into()],
        &minor.checklists[&"manual".into()],
    );
    assert_eq!((smoke.items().count(), smoke.sections.len()), (13, 3));
    assert_eq!((manual.items().count(), manual.sections.len()), (44, 9));
    fits_a_phone(smoke);
    fits_a_phone(manual);
}

#[test]
fn a_digest_names_one_process_and_follows_every_change() {
    let [minor, again] = [process("mahara-minor"), process("mahara-minor")];
    assert_eq!(digest(&minor), digest(&again));
    assert_eq!(digest(&minor).len(), 64);
    let mut changed = minor.clone();
    changed.steps[0].hint = None;
    assert_ne!(digest(&minor), digest(&changed));
    let kept: Process = serde_json::from_str(&serde_json::to_string(&minor).unwrap()).unwrap();
    assert_eq!(
        digest(&kept),
        digest(&minor),
        "what the store keeps has the same digest"
    );
}

/// `docs/playbooks.md` shows a whole playbook: what people copy from there must be right.
#[test]
fn the_playbook_in_the_documentation_is_right() {
    let page = include_str!("../../../docs/playbooks.md");
    let text = page
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    let playbook = read(&Source {
        name: "docs/playbooks.md".to_owned(),
        text: text.to_owned(),
    });
    let playbook = playbook.unwrap_or_else(|problems| panic!("{problems}"));
    assert!(playbook.notes.is_empty(), "{}", playbook.notes);
}
