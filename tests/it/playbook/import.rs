//! Wiki pages become drafts: short pages of the shapes that process pages have, odd ones, and any a folder holds.

use std::fmt::Write;

use gonogo::domain::process::AskKind;
use gonogo::playbook::import::{Draft, import};
use gonogo::playbook::{Playbook, Source, read};
use proptest::prelude::*;

/// The variable that names a folder of further pages.
const SAMPLES: &str = "GONOGO_IMPORT_SAMPLES";

fn page(name: &str, text: &str) -> Source {
    Source {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// The draft of a page, and the playbook it is.
fn drafted(page: &Source) -> (Draft, Playbook) {
    let draft = import(page, None);
    let source = Source {
        name: "draft.toml".to_owned(),
        text: draft.text.clone(),
    };
    match read(&source) {
        Ok(playbook) => (draft, playbook),
        Err(problems) => panic!("{} gives no playbook:\n{problems}\n{}", page.name, draft.text),
    }
}

/// Processes and steps, with who does each and what it asks for.
fn told(playbook: &Playbook) -> String {
    let mut out = String::new();
    for process in &playbook.processes {
        writeln!(out, "{}", process.title).unwrap();
        for step in &process.steps {
            let place = step
                .environment
                .as_ref()
                .map(|e| format!(" on {e}"))
                .unwrap_or_default();
            writeln!(out, "  {} ({}{place})", step.title, step.owner).unwrap();
            for ask in &step.asks {
                match &ask.kind {
                    AskKind::Checklist { list } => {
                        for (_, item) in process.checklists[list].items() {
                            writeln!(out, "    - {}", item.text).unwrap();
                        }
                    }
                    AskKind::SignOff(rule) => {
                        let roles: Vec<&str> = rule.roles().map(|role| role.as_str()).collect();
                        writeln!(out, "    go from {}", roles.join(", ")).unwrap();
                    }
                    _ => writeln!(out, "    [{}]", ask.title).unwrap(),
                }
            }
        }
    }
    out
}

fn findings(draft: &Draft) -> String {
    let lines = draft.findings.iter().map(|f| format!("{}: {}\n", f.line, f.what));
    lines.collect()
}

/// S0.1, S0.43: kinds of change, each a list of what one team should do, with remarks between.
#[test]
fn a_page_with_kinds_of_change() {
    let (draft, playbook) = drafted(&page("kinds.md", include_str!("import/kinds.md")));
    insta::assert_snapshot!(told(&playbook), @"
    Atlas Minor Release
      Prepare minor release Docker image (Platform team)
        [Prepare minor release Docker image]
      Deploy it on pre-prod (Platform team on pre-prod)
        [Deploy it on pre-prod]
      Complete manual testing script (Platform team)
        [Complete manual testing script]
      Schedule outage with CR, news, etc as per Deployment plan (Platform team)
        [Schedule outage with CR, news, etc as per…]
      Complete the upgrade in prod (Platform team on prod)
        [Complete the upgrade in prod]
      Release site (Platform team)
        [Release site]
    Atlas Major Release
      Prepare major release image once its first minor update is available e.g. 2.1… (Platform team)
        [Prepare major release image once its first…]
      Deploy it on uat with a copy of prod data (Platform team on uat)
        [Deploy it on uat with a copy of prod data]
      Deploy it on pre-prod (Platform team on pre-prod)
        [Deploy it on pre-prod]
      Release site (Platform team)
        [Release site]
    ");
    insta::assert_snapshot!(findings(&draft), @"
    5: not a step: Atlas Minor Release
    6: not a step: Infrastructure update (container rebuilds, etc)
    7: not a step: New Atlas plugin
    9: not read: Keep changes small - so only one of these at a time.
    17: a link without an address: [manual testing script] leads to Atlas_manual_testing_script
    33: not a step: we are comfortable with major versions twice a year
    34: not a step: Platform prepares it but Learning Services decides when to go live
    41: no steps were read under this heading: New Atlas plugin
    43: not read: The review checklist can probably be used for this.
    ");
}

/// S1.1: stages that go in order, each a section.
#[test]
fn a_page_with_stages() {
    let (draft, playbook) = drafted(&page("stages.txt", include_str!("import/stages.txt")));
    insta::assert_snapshot!(told(&playbook), @"
    Delivery Flow
      Local Development (Team)
        - Developers build features on their own machine.
        - Once testing is complete, make a PR to the development branch.
      Staging Deployment (Team on staging)
        - At a set interval (approx bi-weekly), what is on development is frozen and merged via PR.
        - The purpose is early feedback: Power users try it.
        - The purpose is early feedback: The owner tries it.
      Production Deployment (Team on prod)
        - The staging server is tested by the product owner, and bug reports filed.
        - Once approved and merged, a release is made.
    ");
    insta::assert_snapshot!(findings(&draft), @"
    1: left out, since it belongs to the wiki: Skip to content
    5: left out, since it belongs to the wiki: pat edited this page May 3, 2024 · 1 revision
    28: no steps were read under this heading: Other: Demo Releases
    30: not a step: A demo release is a throwaway instance.
    ");
}

/// S2.3, S2.8: approvals and agreements become sign-offs of the roles they name. S2.52: the numbering jumps from 2.3 to
/// 4; no section 3, and no step of it, is made up.
#[test]
fn a_page_with_approvals() {
    let (draft, playbook) = drafted(&page("change.txt", include_str!("import/change.txt")));
    assert!(!draft.text.contains("# 3"), "{}", draft.text);
    insta::assert_snapshot!(told(&playbook), @"
    Change process
      Change ticket raised in the tracker (Desk) (Team)
        [Change ticket raised in the tracker (Desk)]
      Agreement on a deployment date between Acme Support Team and our customers… (Acme Support Team)
        go from Acme Support Team, Customers
      Approval from Acme Quality Assurance, from an Acme Peer, from Acme Operations… (Team)
        go from Acme Quality Assurance, Acme Peer, Acme Operations Management
      Change performed, based on deployment procedure (Team)
        [Change performed, based on deployment…]
      Testing performed by the Enterprise Customer (+ Acme QA if needed) (Enterprise Customer)
        [Testing performed by the Enterprise…]
    ");
    insta::assert_snapshot!(findings(&draft), @"
    1: left out, since it belongs to the wiki: Image result for change
    7: no steps were read under this heading: Some examples of changes
    9: not a step: New component release
    10: not a step: Anything with SSH access
    22: not read: If the change is not performed by the customer himself, a validation is required from him.
    27: no steps were read under this heading: Change ticket workflow
    32: not a step: To be Reviewed by Business
    33: not a step: In Testing
    37: not a step: To be released
    39: no steps were read under this heading: Change ticket structure
    41: not a step: high level summary of the change
    43: not a step: components impacted
    47: not a step: Scenarios described in the ticket
    51: no steps were read under this heading: Process followed by the team
    53: not read: This diagram describes the different statuses of a ticket.
    ");
}

/// S3.1, S3.3, S3.4: lists that are gone, people by name, either of two people. S3.41: what looks like a secret.
#[test]
fn a_page_with_people_and_lost_lists() {
    let (draft, playbook) = drafted(&page("people.txt", include_str!("import/people.txt")));
    insta::assert_snapshot!(told(&playbook), @"
    Release Process
      Where generic, new code is merged 1st into Trunk by Kim (Kim)
        [Where generic, new code is merged 1st into…]
      Code is then merged into the Relief branch by Kim (Kim)
        - SMS is Relief-specific so is merged directly
        [Done]
      Code is pulled from the Relief branch to Dev by lee or chandra (lee or chandra on dev)
        - Data is 1st synced from Prod
        [Done]
      Code is pulled from the Relief branch to Prod by Kim (Volunteers welcomed!) (Kim on prod)
        - A careful migration plan is made
        go from Group
        [Done]
      Backup (Kim)
        - Disable system crontab: vim /etc/crontab
        - cd /srv/relief ; ./dump.sh Ctrl+D
    ");
    insta::assert_snapshot!(findings(&draft), @"
    1: left out, since it belongs to the wiki: wiki:Releases
    3: left out, since it belongs to the wiki: Version 7 (modified by Kim, 12 years ago) ( diff )
    10: no steps were read under this heading: Release Management for the Relief Portal
    12: a list is announced here and does not follow: We have 3 running instances:
    14: a list is announced here and does not follow: We have several Code branches:
    36: no steps were read under this heading: Production
    38: not a step: relief.example.org VM: 192.0.2.4
    39: not a step: db = DAL('mysql://relief:REDACTED@localhost/relief', pool_size=10)
    39: something that looks like a password or token was covered; the page should not show it
    41: left out, since it belongs to the wiki: Note: See TracWiki for help on using the wiki.
    ");
    assert!(!draft.text.contains("hunter22"), "{}", draft.text);
}

/// S4.50: a paragraph that was pasted twice, with a broken link.
#[test]
fn a_page_with_a_paragraph_pasted_twice() {
    let (draft, playbook) = drafted(&page("cycle.txt", include_str!("import/cycle.txt")));
    insta::assert_snapshot!(told(&playbook), @"
    Creating Releases
      Checks for changes to the functional tests (Release manager)
        [Checks for changes to the functional tests]
      Files a new deployment request (Release manager)
        [Files a new deployment request]
    For regular releases
      Staging (Team)
        - If new changes have merged, the release manager creates a new release.
      Production (Team)
        - If the versions differ, then the release manager files a request for Ops.
    ");
    insta::assert_snapshot!(findings(&draft), @"
    1: left out, since it belongs to the wiki: Skip to content
    5: left out, since it belongs to the wiki: Pat Doe edited this page Dec 7, 2020 · 16 revisions
    22: a rhythm, not a step: Releases happen every other Tuesday.
    23: not read: The calendar is here (internal link).
    29: no steps were read under this heading: Here's an example
    31: not read: Staging Production Week 1 v0.0.4 v0.0.3 Week 2 v0.0.4 v0.0.3
    35: no steps were read under this heading: For urgent releases
    37: not read: Waiting two weeks to roll out a change to production is fine for nearly everybody here. Sometimes it is not.
    39: a broken link: [here] leads to no address but to the words “Waiting two weeks to roll out a change to production is fine for nearly everybody here. Sometimes it is not.”
    39: not read: We track these requests [here](Waiting two weeks to roll out a change to production is fine for nearly…
    39: pasted twice (first in line 37): Waiting two weeks to roll out a change to production is fine for nearly everybody here
    41: not read: We track these requests here.
    43: a table, not read: | Week | Staging | Production |
    ");
}

#[test]
fn a_draft_reads_as_a_file_that_somebody_goes_on_from() {
    let text = "# Deploy guide\n\n## Roles\n\n- Release captain: Kim\n- QA\n\n## How to deploy\n\nOnly on weekdays.\n\n\
                1. The release captain builds the image\n2. QA tests it on staging, see [the list](https://wiki.example.org/t)\n\
                3. Approval from QA\n4. Deploy to production\n";
    let (draft, _) = drafted(&page("guide.md", text));
    insta::assert_snapshot!(draft.text, @r#"
    # A draft, read by `gonogo playbook import` from guide.md.
    # Nothing in it is agreed yet: read each step beside the line of the page it names, then run
    # `gonogo check` on this file. What could not be read is listed at the end.

    [service]
    name = "deploy-guide"
    title = "Deploy guide"
    zone = "UTC" # not in the page: your team's, such as "Pacific/Auckland"
    # From the least to the most trusted, as far as the page names them.
    environments = ["staging", "prod"]
    roles = ["Release captain", "QA", "Team"]

    # line 8
    [[process]]
    name = "how-to-deploy"
    title = "How to deploy"
    purpose = "Only on weekdays."

    # line 12: The release captain builds the image
    [[process.step]]
    name = "the-release-captain-builds"
    title = "The release captain builds the image"
    owner = "Release captain"
    asks = [
        { confirmation = "The release captain builds the image", name = "done" },
    ]

    # line 13: QA tests it on staging, see the list
    [[process.step]]
    name = "qa-tests-it-on-staging-see"
    title = "QA tests it on staging, see the list"
    owner = "QA"
    environment = "staging"
    asks = [
        { confirmation = "QA tests it on staging, see the list", name = "done" },
    ]
    links = [{ title = "the list", url = "https://wiki.example.org/t" }]

    # line 14: Approval from QA
    [[process.step]]
    name = "approval-from-qa"
    title = "Approval from QA"
    owner = "Team" # not said in the page: who does it?
    asks = [
        { sign_off = "Approval from QA", name = "go", from = ["QA"] },
    ]

    # line 15: Deploy to production
    [[process.step]]
    name = "deploy-to-production"
    title = "Deploy to production"
    owner = "Team" # not said in the page: who does it?
    environment = "prod"
    asks = [
        { confirmation = "Deploy to production", name = "done" },
    ]
    "#);
}

#[test]
fn a_page_without_steps_gives_a_draft_that_cannot_be_started() {
    for text in [
        "",
        "\n\n",
        "Just words. Nothing to do here.",
        "| a | b |\n|---|---|\n",
        "```\nx\n```\n",
        "# \u{1F600}\n",
    ] {
        let (draft, playbook) = drafted(&page("empty.md", text));
        assert_eq!(draft.steps, 0, "{text:?}");
        assert!(playbook.processes[0].not_yet.is_some(), "{text:?}");
    }
}

#[test]
fn line_ends_byte_order_marks_and_numbers_of_another_system_change_nothing() {
    let unix = include_str!("import/kinds.md");
    let windows = format!("\u{FEFF}{}", unix.replace('\n', "\r\n"));
    let (here, there) = (
        drafted(&page("kinds.md", unix)).0,
        drafted(&page("kinds.md", &windows)).0,
    );
    assert_eq!(here.text, there.text);
}

#[test]
fn a_page_of_a_million_letters_is_read_within_seconds() {
    let step =
        "1. Deploy the service to production and look at the dashboards, as [here](broken link with words\n";
    let mut text = String::from("# Large\n\n## Steps\n\n");
    while text.len() < 1_000_000 {
        text.push_str(step);
        text.push_str("    - look at ünïcödé 日本語 \u{202E} things\n");
    }
    let begun = std::time::Instant::now();
    let (draft, playbook) = drafted(&page("large.md", &text));
    assert_eq!(
        playbook.processes[0].steps.len(),
        40,
        "as many as a process takes"
    );
    assert!(draft.findings.len() > 1000, "the others are named");
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// Further pages, such as those of a team that tries the import out.
#[test]
fn every_page_of_the_folder_of_samples_gives_a_playbook() {
    let Some(folder) = std::env::var_os(SAMPLES) else {
        eprintln!("skipped: {SAMPLES} names no folder of further pages");
        return;
    };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let (draft, playbook) = drafted(&page(&path.file_name().unwrap().to_string_lossy(), &text));
        eprintln!(
            "{}: {} steps, {} remarks\n{}",
            path.display(),
            draft.steps,
            draft.findings.len(),
            told(&playbook)
        );
        assert!(draft.steps > 0, "{}", path.display());
        count += 1;
    }
    assert!(count > 0, "the folder holds pages");
}

/// A line of a page, of any kind.
fn line() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        "[A-Za-z ]{0,30}",
        "\\PC{0,40}",
        Just("Deploy it on staging by the QA team".to_owned()),
        Just("Approval from A, from B and the C team".to_owned()),
        Just("[a](https://x.example/\\\"b) \"quotes\" \\ and '''".to_owned()),
        Just("The SRE team should:".to_owned()),
        Just("x".repeat(400)),
    ];
    let marks = prop::sample::select(vec![
        "", "# ", "## ", "### 1. ", "- ", "  - ", "      * ", "1. ", "2) ", "• ", "> ", "| a | ", "```",
        "---", "\t- ", "**", "I\\] ", "2.1 - ", "- [ ] ",
    ]);
    (marks, words).prop_map(|(mark, words)| format!("{mark}{words}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_page_gives_a_playbook(lines in prop::collection::vec(line(), 0..40), gap in prop::bool::ANY) {
        let text = lines.join(if gap { "\n\n" } else { "\n" });
        drafted(&page("any.md", &text));
    }

    #[test]
    fn any_text_gives_a_playbook(text in "(?s).{0,300}", name in "\\PC{0,20}") {
        drafted(&page(&name, &text));
    }
}
