//! `gonogo playbook`: new, list, show, import, as somebody at a terminal meets them.

use super::process::Folder;

/// A process that branches, with a way back.
const BRANCHES: &str = r#"
[service]
name = "shop"
title = "Shop & Co"
zone = "Europe/Berlin"
environments = ["staging", "prod"]
roles = ["Developers", "QA"]

[[process]]
name = "release"
title = "Release"
purpose = "Features and fixes."

[[process.step]]
name = "build"
title = "Build <the> image"
owner = "Developers"
asks = ["Built"]

[[process.step]]
name = "notes"
title = "Write the notes"
owner = "Developers"
asks = ["Written"]

[[process.step]]
name = "test"
title = "Test on staging"
owner = "QA"
environment = "staging"
after = ["build"]
asks = [{ sign_off = "Go for prod", from = [{ role = "QA", quorum = 2 }, "Developers"], distinct = true }]
on_fail = "build"

[[process.step]]
name = "deploy"
title = "Deploy on prod"
owner = "Developers"
environment = "prod"
after = ["notes", "test"]
asks = [{ value = "Log", example = "https://ci.example.org/42" }]
sets_version = "prod"
may_roll_back = true
"#;

#[tokio::test]
async fn new_writes_a_playbook_that_check_is_content_with() {
    let folder = Folder::new();
    let ended = folder.ends(&["playbook", "new", "Web Shop"], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.out, @"
    web-shop.toml is written. What is left:
    - Put your own steps in it; docs/playbooks.md explains every key.
    - gonogo check web-shop.toml
    - gonogo playbook show web-shop.toml
    ");
    let checked = folder.ends(&["check", "web-shop.toml"], "").await;
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    insta::assert_snapshot!(checked.out, @"
    web-shop: Web Shop is ready.
      release: Release, 5 steps
    ");
    let comments = folder
        .read("web-shop.toml")
        .lines()
        .filter(|line| line.contains('#'))
        .count();
    assert!(comments > 20, "it explains itself");

    let again = folder.ends(&["playbook", "new", "web-shop"], "").await;
    assert_eq!(again.code, Some(1));
    insta::assert_snapshot!(again.err, @"web-shop.toml is there already; nothing was written. Name another with --to FILE.");
    let nameless = folder.ends(&["playbook", "new", "!!"], "").await;
    assert_eq!(nameless.code, Some(2));
}

#[tokio::test]
async fn list_names_what_comes_with_gonogo_or_what_a_configuration_has() {
    let folder = Folder::new();
    let ended = folder.ends(&["playbook", "list"], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    for words in [
        "myportfolio · MyPortfolio",
        "mahara-minor",
        "A security or bug-fix release of Mahara.",
    ] {
        assert!(ended.out.contains(words), "{words}:\n{}", ended.out);
    }
    folder.write("shop.toml", BRANCHES);
    folder.write("bot.toml", "playbooks = [\"shop.toml\"]\n");
    let ended = folder
        .ends(&["playbook", "list", "--config", "bot.toml"], "")
        .await;
    insta::assert_snapshot!(ended.out, @"
    shop · Shop & Co
      release  Release: Features and fixes.

    gonogo playbook show NAME shows one; gonogo playbook new NAME begins your own.
    ");
}

#[tokio::test]
async fn show_gives_an_outline() {
    let folder = Folder::new();
    folder.write("shop.toml", BRANCHES);
    let ended = folder.ends(&["playbook", "show", "shop.toml"], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.out, @"
    Shop & Co (shop)
      environments  staging, prod
      roles         Developers and QA
      zone          Europe/Berlin

    Release (release)
      Features and fixes.
      4 steps

       1. Build <the> image
          Developers
          [ ] Built

       2. Write the notes
          Developers
          [ ] Written

       3. Test on staging
          QA · on staging
          [ ] Go for prod: from 2 of QA and Developers, different people
          - after 1
          - when it fails: back to 1

       4. Deploy on prod
          Developers · on prod
          [ ] Log: a text
          - prod then has the new version
          - may roll back
          - after 2 and 3
    ");
    let minor = folder
        .ends(
            &["playbook", "show", "myportfolio", "--process", "mahara-minor"],
            "",
        )
        .await;
    for words in [
        "   6. Upgrade prod\n      SRE team · on prod\n      [ ] Prod is upgraded\n      - shut until the outage begins",
        "- when it fails: back to 5",
        "holds         pre-prod and prod",
    ] {
        assert!(minor.out.contains(words), "{words}:\n{}", minor.out);
    }
    assert!(
        !minor.out.contains("Mahara major release"),
        "only the one that was asked for"
    );
}

#[tokio::test]
async fn show_gives_mermaid_text() {
    let folder = Folder::new();
    folder.write("shop.toml", BRANCHES);
    let ended = folder
        .ends(&["playbook", "show", "shop.toml", "--mermaid"], "")
        .await;
    insta::assert_snapshot!(ended.out, @r#"
    ---
    title: "Shop & Co: Release"
    ---
    flowchart TD
        s1["1. Build #60;the#62; image<br/><i>Developers</i>"]
        s2["2. Write the notes<br/><i>Developers</i>"]
        s3["3. Test on staging<br/><i>QA · on staging</i>"]
        s4["4. Deploy on prod<br/><i>Developers · on prod</i>"]
        s1 --> s2
        s1 --> s3
        s2 --> s4
        s3 --> s4
        s3 -. fails .-> s1
    "#);
}

#[tokio::test]
async fn show_draws_a_process() {
    let folder = Folder::new();
    folder.write("shop.toml", BRANCHES);
    let ended = folder
        .ends(&["playbook", "show", "shop.toml", "--svg", "shop.svg"], "")
        .await;
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(0), "shop.svg is written.\n"),
        "{}",
        ended.err
    );
    let drawing = folder.read("shop.svg");
    for words in [
        "<title id=\"t\">Shop &amp; Co: Release</title>",
        "Step 3: Test on staging, by QA · on staging. If it fails, back to step 1.",
        "Build &lt;the&gt; image",
        "prefers-color-scheme:dark",
        "role=\"img\"",
        "stroke-dasharray",
    ] {
        assert!(drawing.contains(words), "{words}:\n{drawing}");
    }
    assert_eq!(drawing.matches("class=\"box\"").count(), 4, "a box for each step");
    assert_eq!(
        drawing.matches("class=\"way\"").count(),
        4,
        "a way into each step but the first, two into the last"
    );
    assert_eq!(
        drawing.matches("marker-end=\"url(#b)\"").count(),
        1,
        "one way back"
    );

    let several = folder
        .ends(&["playbook", "show", "myportfolio", "--svg", "x.svg"], "")
        .await;
    assert_eq!(several.code, Some(2));
    assert!(
        several.err.contains("Choose with --process: mahara-minor"),
        "{}",
        several.err
    );
}

#[tokio::test]
async fn show_of_what_is_not_there_names_what_is() {
    let folder = Folder::new();
    let ended = folder.ends(&["playbook", "show", "none"], "").await;
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.err.contains("No playbook `none` comes with gonogo") && ended.err.contains("myportfolio"),
        "{}",
        ended.err
    );
    let ended = folder
        .ends(&["playbook", "show", "myportfolio", "--process", "major"], "")
        .await;
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("mahara-major"), "{}", ended.err);
}

/// S3.41: a draft, its remarks and the exit code; what looks like a password is in neither.
#[tokio::test]
async fn import_writes_a_draft_and_says_what_it_could_not_read() {
    let folder = Folder::new();
    folder.write("page.txt", include_str!("../playbook/import/people.txt"));
    let ended = folder
        .ends(
            &[
                "playbook",
                "import",
                "page.txt",
                "--to",
                "draft.toml",
                "--service",
                "relief",
            ],
            "",
        )
        .await;
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.err, @"
    page.txt:1: left out, since it belongs to the wiki: wiki:Releases
    page.txt:3: left out, since it belongs to the wiki: Version 7 (modified by Kim, 12 years ago) ( diff )
    page.txt:10: no steps were read under this heading: Release Management for the Relief Portal
    page.txt:12: a list is announced here and does not follow: We have 3 running instances:
    page.txt:14: a list is announced here and does not follow: We have several Code branches:
    page.txt:36: no steps were read under this heading: Production
    page.txt:38: not a step: relief.example.org VM: 192.0.2.4
    page.txt:39: not a step: db = DAL('mysql://relief:REDACTED@localhost/relief', pool_size=10)
    page.txt:39: something that looks like a password or token was covered; the page should not show it
    page.txt:41: left out, since it belongs to the wiki: Note: See TracWiki for help on using the wiki.
    5 steps read; 10 remarks above. Read the draft beside the page, then: gonogo check FILE
    ");
    let draft = folder.read("draft.toml");
    assert!(
        draft.contains("name = \"relief\"") && !draft.contains("hunter22"),
        "{draft}"
    );
    assert_eq!(folder.ends(&["check", "draft.toml"], "").await.code, Some(0));
    let shown = folder.ends(&["playbook", "show", "draft.toml"], "").await;
    assert!(shown.out.contains("lee or chandra · on dev"), "{}", shown.out);

    let piped = folder
        .ends(
            &["playbook", "import", "-"],
            "# Guide\n\n## Steps\n\n1. Deploy to prod\n",
        )
        .await;
    assert_eq!(piped.code, Some(0));
    assert!(piped.out.contains("title = \"Deploy to prod\""), "{}", piped.out);
    let missing = folder.ends(&["playbook", "import", "none.md"], "").await;
    assert_eq!(missing.code, Some(2));
}

/// S4.50: a page with a paragraph pasted twice and a broken link becomes a playbook all the same; what was wrong with the
/// page is told with its line.
#[tokio::test]
async fn import_survives_a_page_with_a_paragraph_pasted_twice() {
    let folder = Folder::new();
    folder.write("cycle.txt", include_str!("../playbook/import/cycle.txt"));
    let arguments = ["playbook", "import", "cycle.txt", "--to", "cycle.toml"];
    let ended = folder.ends(&arguments, "").await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for told in [
        ":39: pasted twice (first in line 37)",
        ":39: a broken link: [here] leads to no address",
    ] {
        assert!(ended.err.contains(told), "{told} in: {}", ended.err);
    }
    let checked = folder.ends(&["check", "cycle.toml"], "").await;
    assert_eq!(checked.code, Some(0), "{}", checked.err);
}
