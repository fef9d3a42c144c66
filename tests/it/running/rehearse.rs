//! `gonogo rehearse`, as somebody at a terminal meets it.

use super::process::Folder;

#[tokio::test]
async fn a_shipped_playbook_is_rehearsed_by_its_name_and_one_of_ones_own_by_its_file() {
    let folder = Folder::new();
    let arguments = [
        "rehearse",
        "sync",
        "--from",
        "2026-11-24",
        "--for",
        "1d",
        "--only",
        "reminders",
    ];
    let ended = folder.ends(&arguments, "").await;
    assert_eq!(
        (ended.code, ended.err.as_str()),
        (Some(0), ""),
        "no bar where there is no terminal"
    );
    assert!(
        ended.out.contains("Tuesday 24 November 2026\n  09:00  reminder"),
        "{}",
        ended.out
    );
    assert!(!ended.out.contains("is started by"), "{}", ended.out);
    let written = folder.ends(&["playbook", "new", "shop"], "").await;
    assert_eq!(written.code, Some(0));
    let own = [
        "rehearse",
        "shop.toml",
        "--from",
        "2026-11-24",
        "--for",
        "3 weeks",
    ];
    let ended = folder.ends(&own, "").await;
    assert_eq!(ended.code, Some(0), "{}{}", ended.err, ended.out);
    assert!(ended.out.contains("is finished"), "{}", ended.out);
}

#[tokio::test]
async fn what_cannot_be_meant_is_said_with_a_way_out() {
    let folder = Folder::new();
    let mut said = Vec::new();
    for arguments in [
        &["rehearse", "snyc"][..],
        &["rehearse", "nothing-like-it"],
        &["rehearse", "sync", "--from", "12/11/2026"],
        &["rehearse", "sync", "--for", "0w"],
        &["rehearse", "sync", "--for", "6y"],
        &["rehearse", "sync", "--for", "soon"],
        &["rehearse", "sync", "--zone", "Europe/Berlim"],
        &["rehearse", "sync", "--also", "sync-hotfx"],
    ] {
        let ended = folder.ends(arguments, "").await;
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}");
        said.push(ended.err.trim().to_owned());
    }
    insta::assert_snapshot!(said.join("\n\n"), @"
    There is no file `snyc`, and no playbook of that name comes with gonogo. Did you mean `sync`? Shipped are: myportfolio, fmtm, field-portal, sync, change-ticket.

    There is no file `nothing-like-it`, and no playbook of that name comes with gonogo. Shipped are: myportfolio, fmtm, field-portal, sync, change-ticket.

    --from: `12/11/2026` is no day. Write it like 2026-12-01, `today`, `tomorrow`, `tuesday` or `24 dec`.

    --for: Nothing happens in no time. Rehearse a day at least, such as 1d or 8w.

    --for: A rehearsal takes 5 years at most. Try 1y; what comes later repeats itself.

    --for: `soon` is no span of time. Write it like 8w, `30 days`, `3 months` or 1y.

    --zone: `Europe/Berlim` is no zone. Did you mean Europe/Berlin? Write it like Europe/Berlin or Pacific/Auckland.

    --also: Sync has no process `sync-hotfx`. Did you mean `sync-hotfix`? It has: sync-release, sync-warmfix, sync-hotfix.
    ");
}

#[tokio::test]
async fn a_playbook_that_a_willing_team_cannot_finish_ends_with_a_code_of_its_own() {
    let folder = Folder::new();
    folder.write(
        "odd.toml",
        "[service]\nname = \"odd\"\ntitle = \"Odd\"\nzone = \"UTC\"\nenvironments = [\"prod\"]\nroles = [\"Team\"]\n\
         [[process]]\nname = \"run\"\ntitle = \"Run\"\npurpose = \"A release.\"\n\
         [[process.step]]\nname = \"ask\"\ntitle = \"Ask\"\nowner = \"Team\"\n\
         asks = [{ value = \"Number\", pattern = 'Q[A-Z]{3}-\\d{9}', because = \"the number of the desk\" }]\n",
    );
    let ended = folder
        .ends(
            &["rehearse", "odd.toml", "--from", "2026-11-24", "--for", "1w"],
            "",
        )
        .await;
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    assert!(
        ended
            .out
            .contains("Could not be done: #1 Odd 1.0.0: nobody may, or can, do Number"),
        "{}",
        ended.out
    );
    let broken = folder
        .ends(&["rehearse", "odd.toml", "--team", "absent", "--for", "1w"], "")
        .await;
    assert_eq!(broken.code, Some(0), "an absent team is not to blame");
}
