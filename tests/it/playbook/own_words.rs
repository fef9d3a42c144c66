//! An audience's own words: what `gonogo check` says of a template, and where.

use gonogo::domain::audience::NewsKind;

use super::{changed, refusal};

/// The good playbook with these words of its audience.
fn with(words: &str) -> [(&'static str, String); 1] {
    let table = format!("channel = \"outages\"\n\n[audience.users.words]\n{words}\n");
    [("channel = \"outages\"\n", table)]
}

fn refused(words: &str) -> String {
    let [(from, to)] = with(words);
    refusal(from, &to)
}

#[test]
fn words_are_kept_as_they_are_written() {
    let [(from, to)] = with("announced = \"{{ service }} rests {{ window }}.\"");
    let playbook = changed(&[(from, &to)]).unwrap();
    let users = &playbook.processes[0].service.audiences[&"users".into()];
    assert_eq!(
        users.words[&NewsKind::Announced],
        "{{ service }} rests {{ window }}."
    );
    assert_eq!(users.words.len(), 1);
}

/// Each mistake is pointed at where it stands, also on the second line of a long text.
#[test]
fn what_is_wrong_with_a_template_is_pointed_at() {
    let wrong = [
        "announced = \"{{ servce }} rests {{ window }}.\"",
        "announced = \"\"\"\n{{ service }} rests.\n{% if why %}Because of {{ why }}.\n\"\"\"",
        "ended = \"{{ service }} is back, not {{ was }}.\"",
        "reminder = \"{{ service | upper }} rests {{ window }}.\"",
        "moved = \"{% if release %}Of {{ release }}{% endif %}\"",
        "finished = \"{{ service }} is back.\"",
        "cancelled = \"\"",
    ];
    let said: Vec<String> = wrong.iter().map(|words| refused(words)).collect();
    insta::assert_snapshot!(said.join("\n=====\n"), @r#"
    error: `servce` is not known in `announced`
      --> shop.toml:13:17
       |
    13 | announced = "{{ servce }} rests {{ window }}."
       |                 ^^^^^^ nothing fills this
       |
       = help: did you mean `service`?
    =====
    error: this is not closed
      --> shop.toml:15:1
       |
    15 | {% if why %}Because of {{ why }}.
       | ^^^^^^^^^^^^ gonogo cannot read this
       |
       = help: write `{% endif %}` where it ends
    =====
    error: `was` is not known in `ended`
      --> shop.toml:13:40
       |
    13 | ended = "{{ service }} is back, not {{ was }}."
       |                                        ^^^ nothing fills this
       |
       = help: only `moved`, `extended` and `shortened` know the window before
    =====
    error: a blank holds one name and nothing else
      --> shop.toml:13:16
       |
    13 | reminder = "{{ service | upper }} rests {{ window }}."
       |                ^^^^^^^^^^^^^^^ gonogo cannot read this
       |
       = help: write it as `{{ NAME }}`
    =====
    error: these words may say nothing
      --> shop.toml:13:9
       |
    13 | moved = "{% if release %}Of {{ release }}{% endif %}"
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ empty for some outages
       |
       = help: say at least `{{ service }}` and `{{ window }}` in any case
    =====
    error: `finished` is no key of a table of words
      --> shop.toml:13:1
       |
    13 | finished = "{{ service }} is back."
       | ^^^^^^^^ nobody reads this
       |
       = help: a table of words has the keys `announced`, `reminder`, `moved`, `extended`, `shortened`, `started`, `overran`, `ended` and `cancelled`
    =====
    error: these words may say nothing
      --> shop.toml:13:13
       |
    13 | cancelled = ""
       |             ^^ empty for some outages
       |
       = help: say at least `{{ service }}` and `{{ window }}` in any case
    "#);
}

#[test]
fn what_does_not_fit_a_message_is_refused() {
    let long = format!("announced = \"{}\"", "x".repeat(1_501));
    assert!(refused(&long).contains("these words have 1501 characters; 1500 are read"));
    let said_often = format!(
        "announced = \"{{{{ service }}}}{}\"",
        "{% if why %}{{ why }}{% endif %}".repeat(8)
    );
    let refusal = refused(&said_often);
    assert!(
        refusal.contains("filled in, these words may have 4890 characters; 3800 fit on Discord"),
        "{refusal}"
    );
}
