//! What audiences read in the words of their playbook.

use crate::domain::audience::NewsKind;
use crate::domain::process::Service;
use crate::wording::tests::outages::{EVENING, Story, announced, hours, service, whole_life};

/// Templates for every kind of news.
pub(super) fn own_words() -> Service {
    let mut service = service();
    let users = service.audiences.get_mut(&"users".into()).unwrap();
    let plan = "**{{ service }} rests** {{ window }} for {{ duration }}.\n{% if why %}It gets {{ why }}.{% endif %}\n{% if release %}{{ release }}{% endif %}\nAsk in {{ questions }}.";
    let news = [
        (NewsKind::Announced, plan),
        (NewsKind::Reminder, plan),
        (
            NewsKind::Moved,
            "{{ service }} rests {{ window }} and not {{ was }}.",
        ),
        (
            NewsKind::Extended,
            "{{ service }} rests until {{ end }}, longer than {{ was }}.",
        ),
        (
            NewsKind::Started,
            "{{ service }} rests since {{ start }} ({{ number }}).",
        ),
        (NewsKind::Ended, "{{ service }} woke up {{ end }}."),
    ];
    users.words = news.map(|(kind, words)| (kind, words.to_owned())).into();
    service
}

#[test]
fn an_audience_reads_its_own_words_where_it_has_some() {
    let story = whole_life(own_words());
    insta::assert_snapshot!(format!("{}\n=====\n{}", story.in_chat(), story.by_mail()), @"
    **MyPortfolio rests** <t:1796101200:F> to <t:1796108400:t> for 2 hours.
    It gets a security update.
    Ask in #general.
    =====
    MyPortfolio rests <t:1796187600:F> to <t:1796194800:t> and not <t:1796101200:F> to <t:1796108400:t>.
    =====
    MyPortfolio rests <t:1796187600:F> to <t:1796198400:t> and not <t:1796187600:F> to <t:1796194800:t>.
    =====
    MyPortfolio rests since <t:1796187600:F> (<t:1796187600:R>) (18).
    =====
    MyPortfolio rests until <t:1796205600:F> (<t:1796205600:R>), longer than <t:1796187600:F> to <t:1796198400:t>.
    =====
    **MyPortfolio will be back sooner**: it is expected <t:1796202000:F> (<t:1796202000:R>), not <t:1796205600:t>.
    Questions: #general
    =====
    **MyPortfolio is not back yet.** It was expected <t:1796202000:F> (<t:1796202000:R>). We are working on it and will tell you here.
    Questions: #general
    =====
    MyPortfolio woke up <t:1796203200:F> (<t:1796203200:R>).
    =====
    Subject: MyPortfolio will be unavailable on Tuesday 1 December, 18:00 to 20:00

    MyPortfolio rests on Tuesday 1 December 2026, 18:00 to 20:00 (UTC+13:00) for 2 hours.

    It gets a security update.
    Ask in #general.

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: Moved: MyPortfolio will be unavailable on Wednesday 2 December, 18:00 to 20:00

    MyPortfolio rests on Wednesday 2 December 2026, 18:00 to 20:00 (UTC+13:00) and not on Tuesday 1 December 2026, 18:00 to 20:00 (UTC+13:00).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: Changed: MyPortfolio will be unavailable on Wednesday 2 December, 18:00 to 21:00

    MyPortfolio rests on Wednesday 2 December 2026, 18:00 to 21:00 (UTC+13:00) and not on Wednesday 2 December 2026, 18:00 to 20:00 (UTC+13:00).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is unavailable until Wednesday 2 December, 21:00

    MyPortfolio rests since Wednesday 2 December 2026, 18:00 (UTC+13:00) (18).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio needs longer: until Wednesday 2 December, 23:00

    MyPortfolio rests until Wednesday 2 December 2026, 23:00 (UTC+13:00), longer than on Wednesday 2 December 2026, 18:00 to 21:00 (UTC+13:00).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio will be back sooner: Wednesday 2 December, 22:00

    MyPortfolio will be back sooner: it is expected on Wednesday 2 December 2026 at 22:00 (UTC+13:00), not at 23:00 (UTC+13:00).

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is not back yet

    MyPortfolio is not back yet. It was expected on Wednesday 2 December 2026 at 22:00 (UTC+13:00). We are working on it and will tell you when it is back.

    Questions: #general

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    =====
    Subject: MyPortfolio is back

    MyPortfolio woke up Wednesday 2 December 2026, 22:20 (UTC+13:00).

    -- 
    Times are those of Pacific/Auckland.
    Outage 18, told to: MyPortfolio users.
    ");
}

/// A template that cannot be used gives way: nothing stays unsaid because of it.
#[test]
fn a_template_that_cannot_be_used_gives_way_to_our_own_words() {
    let usual = |service: Service| {
        let story = Story::of(service).then(
            "2026-11-24T08:00:00Z",
            "ben",
            &announced(&["users"], hours(EVENING, 2)),
        );
        (story.in_chat(), story.by_mail())
    };
    let expected = usual(service());
    let too_long = "{{ why }}".repeat(400);
    for template in [
        "{{ service",
        "{% if release %}only of a release{% endif %}",
        "  \n ",
        &too_long,
    ] {
        let mut service = service();
        let users = service.audiences.get_mut(&"users".into()).unwrap();
        users.words = [(NewsKind::Announced, template.to_owned())].into();
        assert_eq!(usual(service).0, expected.0, "{template}");
    }
}
