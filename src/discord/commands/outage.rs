//! `/outage …`, `!outage …`: schedule, list, show, move, extend, shorten, cancel, reword, start, end, subscribe,
//! feed.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serenity::{AutocompleteChoice, CreateAutocompleteResponse};

use crate::discord::Desk;
use crate::discord::answer::Reply;
use crate::discord::orders::outage::schedule::Schedule;
use crate::discord::text::nearest;
use crate::wording::answers::did_you_mean;
use crate::wording::help::help as help_message;
use crate::wording::modals::outage::Typed;
use crate::wording::outage_desk::lists::{choice, is_listed};
use crate::wording::outage_desk::preview::Step;
use crate::wording::text::cut;

use super::answered::answer;
use super::complete::{
    complete_environment, complete_release, complete_service, has, named_option, offer, person_of,
};
use super::{Context, Outcome};

/// An outage: announce it, keep it, close it.
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    subcommands(
        "schedule",
        "list",
        "show",
        "move_",
        "extend",
        "shorten",
        "cancel",
        "reword",
        "start",
        "end",
        "subscribe",
        "unsubscribe",
        "feed"
    )
)]
pub(super) async fn outage(ctx: Context<'_>, #[rest] rest: Option<String>) -> Outcome {
    let known: Vec<String> = outage().subcommands.iter().map(|c| c.name.to_string()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    answer(ctx, |_, _| async move {
        match rest.as_deref().and_then(|r| r.split_whitespace().next()) {
            None => Ok(Reply::Private(help_message())),
            Some(word) => Err(did_you_mean(
                word,
                "command of `outage`",
                nearest(word, known.iter().copied()),
                &known,
            )),
        }
    })
    .await
}

/// Plan an outage; you see what each audience will read before anybody is told
#[poise::command(prefix_command, slash_command, guild_only)]
#[expect(clippy::too_many_arguments, reason = "each is an option of the command")]
async fn schedule(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "When it begins, such as tue 7pm"] when: Option<String>,
    #[description = "How long it lasts, such as 2h"] length: Option<String>,
    #[description = "Where; the whole service when left out"]
    #[autocomplete = "complete_environment"]
    environment: Option<String>,
    #[description = "Why; its audiences read this"] why: Option<String>,
    #[description = "What people notice"] impact: Option<String>,
    #[description = "What still works"] still_works: Option<String>,
    #[description = "Who is told, with commas between; the usual ones when left out"]
    #[autocomplete = "complete_audiences"]
    audiences: Option<String>,
    #[description = "Why it must be so although something stands against it"] reason: Option<String>,
    #[description = "The release that it is for: its own step is opened"]
    #[autocomplete = "complete_release"]
    #[rest]
    release: Option<String>,
) -> Outcome {
    let text = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
    answer(ctx, |desk, order| async move {
        if !order.is_alone() {
            let words = [
                service,
                when,
                length,
                environment,
                why,
                impact,
                still_works,
                audiences,
                reason,
                release,
            ];
            let words: Vec<String> = words.into_iter().flatten().collect();
            return desk.schedule_by_message(&order, &words.join(" ")).await;
        }
        let said = Schedule {
            service: service.as_deref(),
            environment: environment.as_deref(),
            audiences: audiences.as_deref(),
            release: release.as_deref(),
            typed: Typed {
                start: text(when),
                length: text(length),
                why: text(why),
                impact: text(impact),
                works: text(still_works),
                reason: text(reason),
            },
        };
        desk.schedule_outage(&order, said).await
    })
    .await
}

/// The outages to come, under way and lately over
#[poise::command(prefix_command, slash_command, guild_only)]
async fn list(
    ctx: Context<'_>,
    #[description = "The service; all when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.list_outages(&order, service.as_deref()).await
    })
    .await
}

/// Everything about an outage: when, how far, who was told
#[poise::command(prefix_command, slash_command, guild_only)]
async fn show(
    ctx: Context<'_>,
    #[description = "The outage; the only one when left out"]
    #[autocomplete = "complete_outage"]
    outage: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.show_outage(&order, outage.as_deref()).await
    })
    .await
}

/// Move an outage to another time; everybody who heard of it is told
#[poise::command(prefix_command, slash_command, guild_only, rename = "move")]
async fn move_(
    ctx: Context<'_>,
    #[description = "The outage; the only one when left out"]
    #[autocomplete = "complete_outage"]
    outage: Option<String>,
    #[description = "When it begins, such as wed 7pm"] when: Option<String>,
    #[description = "How long it lasts; as before when left out"] length: Option<String>,
    #[description = "Why it must be so although something stands against it"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    let text = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
    answer(ctx, |desk, order| async move {
        if !order.is_alone() {
            let words: Vec<String> = [outage, when, length, reason].into_iter().flatten().collect();
            return desk.move_by_message(&order, &words.join(" ")).await;
        }
        let typed = Typed {
            start: text(when),
            length: text(length),
            reason: text(reason),
            ..Typed::default()
        };
        desk.move_outage(&order, outage.as_deref(), typed).await
    })
    .await
}

/// Let an outage end later
#[poise::command(prefix_command, slash_command, guild_only)]
async fn extend(
    ctx: Context<'_>,
    #[description = "The outage; the only one when left out"]
    #[autocomplete = "complete_outage"]
    outage: Option<String>,
    #[description = "By how much, or until when: 30, 1h, 21:30"]
    #[rest]
    by: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.end_outage_at(&order, outage.as_deref(), by.as_deref(), 1)
            .await
    })
    .await
}

/// Let an outage end earlier
#[poise::command(prefix_command, slash_command, guild_only)]
async fn shorten(
    ctx: Context<'_>,
    #[description = "The outage; the only one when left out"]
    #[autocomplete = "complete_outage"]
    outage: Option<String>,
    #[description = "By how much, or until when: 30, 1h, 19:30"]
    #[rest]
    to: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.end_outage_at(&order, outage.as_deref(), to.as_deref(), -1)
            .await
    })
    .await
}

/// Call an outage off; everybody who heard of it is told
#[poise::command(prefix_command, slash_command, guild_only)]
async fn cancel(
    ctx: Context<'_>,
    #[description = "The outage; the only one when left out"]
    #[autocomplete = "complete_outage"]
    outage: Option<String>,
    #[description = "Why; for the team"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.step_by_command(&order, outage.as_deref(), &Step::Cancel, reason.as_deref())
            .await
    })
    .await
}

/// Say an outage in other words; nobody is called for that
#[poise::command(prefix_command, slash_command, guild_only)]
async fn reword(
    ctx: Context<'_>,
    #[description = "The outage; the only one when left out"]
    #[autocomplete = "complete_outage"]
    outage: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.reword_outage(&order, outage.as_deref()).await
    })
    .await
}

/// Say that an outage has begun
#[poise::command(prefix_command, slash_command, guild_only)]
async fn start(
    ctx: Context<'_>,
    #[description = "The outage; the only one when left out"]
    #[autocomplete = "complete_outage"]
    outage: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.step_by_command(&order, outage.as_deref(), &Step::Start, None)
            .await
    })
    .await
}

/// Say that the service is back
#[poise::command(prefix_command, slash_command, guild_only)]
async fn end(
    ctx: Context<'_>,
    #[description = "The outage; the only one when left out"]
    #[autocomplete = "complete_outage"]
    outage: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.step_by_command(&order, outage.as_deref(), &Step::End, None)
            .await
    })
    .await
}

/// Be told of outages by direct message
#[poise::command(prefix_command, slash_command, guild_only)]
async fn subscribe(
    ctx: Context<'_>,
    #[description = "As which audience; the only one when left out"]
    #[autocomplete = "complete_audience"]
    #[rest]
    audience: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.subscribe(&order, audience.as_deref(), true).await
    })
    .await
}

/// Be told of outages by direct message no more
#[poise::command(prefix_command, slash_command, guild_only)]
async fn unsubscribe(
    ctx: Context<'_>,
    #[description = "As which audience; the only one when left out"]
    #[autocomplete = "complete_audience"]
    #[rest]
    audience: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.subscribe(&order, audience.as_deref(), false).await
    })
    .await
}

/// The outages in your calendar or feed reader, under an address of your own
#[poise::command(prefix_command, slash_command, guild_only)]
async fn feed(
    ctx: Context<'_>,
    #[description = "The service; the only one when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "revoke: close the addresses that you were given"]
    #[autocomplete = "complete_feed_action"]
    #[rest]
    action: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.feed(&order, service.as_deref(), action.as_deref()).await
    })
    .await
}

async fn complete_feed_action(_: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let all = [
        ("A new address", "new"),
        ("Close the addresses that I was given", "revoke"),
    ];
    let fits = all
        .into_iter()
        .filter(|(label, value)| has(label, partial) || has(value, partial));
    offer(fits.map(|(label, value)| AutocompleteChoice::new(label, value)))
}

async fn complete_outage(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    // Nothing to offer is the best answer to somebody who is typing while the store fails; the order will say so.
    let keepers = desk.outage_keepers().await.unwrap_or_default();
    let (now, person) = (desk.app.now(), person_of(ctx));
    let lines = keepers.iter().flat_map(|keeper| {
        let keeps = person.as_ref().is_some_and(|person| keeper.is_kept_by(person));
        let listed = keeper
            .seen()
            .filter(move |seen| is_listed(seen.outage, keeps, now));
        listed.map(|seen| (choice(&seen), seen.number.to_string()))
    });
    let fits = lines.filter(|(label, _)| has(label, partial));
    offer(fits.map(|(label, number)| AutocompleteChoice::new(label, number)))
}

/// The audiences of the service that was named; after a comma, one more.
async fn complete_audiences(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let service = named_option(ctx, "service");
    let services = desk.app.library().services();
    let only = match services.as_slice() {
        [(only, _)] => Some((*only).to_owned()),
        _ => None,
    };
    let process = service
        .or(only)
        .and_then(|service| desk.app.library().processes_of(&service).next());
    let (before, part) = partial
        .rsplit_once(',')
        .map_or(("", partial), |(b, p)| (b.trim(), p));
    let taken: Vec<&str> = before.split(',').map(str::trim).collect();
    let known = process.into_iter().flat_map(|s| &s.process.service.audiences);
    let fits = known.filter(|(name, audience)| {
        let fits = has(name.as_str(), part) || has(&audience.title, part);
        fits && !taken.contains(&name.as_str())
    });
    offer(fits.filter_map(|(name, audience)| {
        let value = if before.is_empty() {
            name.to_string()
        } else {
            format!("{before}, {name}")
        };
        let label = if before.is_empty() {
            audience.title.clone()
        } else {
            format!("{before}, and {}", audience.title)
        };
        (value.chars().count() <= 100).then(|| AutocompleteChoice::new(cut(&label, 100), value))
    }))
}

/// The audiences that take subscribers.
async fn complete_audience(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let mut seen = Vec::new();
    let mut lines = Vec::new();
    for shelved in desk.app.library().processes() {
        let service = &shelved.process.service;
        if seen.contains(&&service.name) {
            continue;
        }
        seen.push(&service.name);
        let open = service
            .audiences
            .iter()
            .filter(|(_, audience)| audience.subscribers);
        lines.extend(open.map(|(name, audience)| {
            let label = format!("{} · {}", audience.title, service.title);
            (cut(&label, 100), format!("{}/{name}", service.name))
        }));
    }
    let fits = lines.into_iter().filter(|(label, _)| has(label, partial));
    offer(fits.map(|(label, value)| AutocompleteChoice::new(label, value)))
}
