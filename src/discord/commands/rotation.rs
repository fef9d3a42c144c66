//! `/rotation …`, `!rotation …`: whose turn it is, leave, swaps, taking over, the pool.

use std::sync::Arc;

use crate::discord::Desk;
use crate::discord::answer::Reply;
use crate::discord::orders::rotation::Said;
use crate::discord::orders::{Answered, Order};
use crate::discord::text::nearest;
use crate::wording::answers::did_you_mean;
use crate::wording::help::help as help_message;

use super::answered::answer;
use super::complete::complete_service;
use super::who::Who;
use super::{Context, Outcome};

/// What was given in the options of `/`.
#[derive(Default)]
struct Options {
    service: Option<String>,
    person: Option<Who>,
    days: [Option<String>; 2],
    text: Option<String>,
}

/// Runs an order with what was said: in the options of `/`, or as the words of a message.
async fn run<F, W>(ctx: Context<'_>, options: Options, work: W) -> Outcome
where
    F: Future<Output = Answered> + Send,
    W: FnOnce(Arc<Desk>, Order, Said) -> F + Send,
{
    answer(ctx, |desk, order| async move {
        let said = if order.is_alone() {
            Said {
                service: options.service,
                people: options.person.map(|who| who.0).into_iter().collect(),
                days: options.days.into_iter().flatten().collect(),
                text: options.text.unwrap_or_default(),
            }
        } else {
            let person = options.person.map(|who| format!("<@{}>", who.0));
            let [first, second] = options.days;
            let words = [options.service, person, first, second, options.text];
            let words: Vec<String> = words.into_iter().flatten().collect();
            Said::read(&words.join(" "), &desk.app.library().services())
        };
        work(desk, order, said).await
    })
    .await
}

/// The people who serve as release manager in turn.
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    subcommands(
        "show", "next", "fair", "away", "back", "swap", "exchange", "take", "assign", "day", "backup",
        "note", "join", "leave", "add", "remove", "order"
    )
)]
pub(super) async fn rotation(ctx: Context<'_>, #[rest] rest: Option<String>) -> Outcome {
    let known: Vec<String> = rotation()
        .subcommands
        .iter()
        .map(|c| c.name.to_string())
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    answer(ctx, |_, _| async move {
        match rest.as_deref().and_then(|r| r.split_whitespace().next()) {
            None => Ok(Reply::Private(help_message())),
            Some(word) => Err(did_you_mean(
                word,
                "command of `rotation`",
                nearest(word, known.iter().copied()),
                &known,
            )),
        }
    })
    .await
}

/// Whose turn it is, whose is next, who is away
#[poise::command(prefix_command, slash_command, guild_only)]
async fn show(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        ..Options::default()
    };
    run(ctx, options, |desk, _, said| async move {
        desk.show_rotation(&said).await
    })
    .await
}

/// The next turns, with the planned days in them
#[poise::command(prefix_command, slash_command, guild_only)]
async fn next(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        ..Options::default()
    };
    run(ctx, options, |desk, _, said| async move {
        desk.next_turns(&said).await
    })
    .await
}

/// How the turns were spread: turns, releases, swaps, covers
#[poise::command(prefix_command, slash_command, guild_only)]
async fn fair(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "For how many months; 12 when left out"] months: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        text: months,
        ..Options::default()
    };
    run(
        ctx,
        options,
        |desk, _, said| async move { desk.fairness(&said).await },
    )
    .await
}

/// Be away: turns that fall into it are passed on, and everybody concerned is told
#[poise::command(prefix_command, slash_command, guild_only)]
async fn away(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who; yourself when left out"] person: Option<Who>,
    #[description = "The first day, such as 2026-12-24"] from: Option<String>,
    #[description = "The last day; the same when left out"] to: Option<String>,
    #[description = "Why, if you like"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        person,
        days: [from, to],
        text: reason,
    };
    run(ctx, options, |desk, order, said| async move {
        desk.be_away(&order, &said).await
    })
    .await
}

/// Be back: leave that you entered ends
#[poise::command(prefix_command, slash_command, guild_only)]
async fn back(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who; yourself when left out"] person: Option<Who>,
) -> Outcome {
    let options = Options {
        service,
        person,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.be_back(&order, &said).await
    })
    .await
}

/// Ask somebody to swap turns; nothing changes before they agree
#[poise::command(prefix_command, slash_command, guild_only)]
async fn swap(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "With whom: your next turn for theirs"] with: Option<Who>,
    #[description = "The first day of your turn, when it is not your next one"] mine: Option<String>,
    #[description = "The first day of theirs, when it is not their next one"] theirs: Option<String>,
    #[description = "Why, if you like"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        person: with,
        days: [mine, theirs],
        text: reason,
    };
    run(ctx, options, |desk, order, said| async move {
        desk.ask_swap(&order, &said).await
    })
    .await
}

/// For leads: let two turns change hands
#[poise::command(prefix_command, slash_command, guild_only)]
async fn exchange(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "The first day of one turn"] one: Option<String>,
    #[description = "The first day of the other"] other: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        days: [one, other],
        text: reason,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.exchange(&order, &said).await
    })
    .await
}

/// Serve from today on; whoever served is told
#[poise::command(prefix_command, slash_command, guild_only)]
async fn take(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        text: reason,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.take_over(&order, &said).await
    })
    .await
}

/// For leads: let somebody serve a turn
#[poise::command(prefix_command, slash_command, guild_only)]
async fn assign(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who serves it"] person: Option<Who>,
    #[description = "A day of the turn; today when left out"] day: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        person,
        days: [day, None],
        text: reason,
    };
    run(ctx, options, |desk, order, said| async move {
        desk.assign_turn(&order, &said).await
    })
    .await
}

/// For leads: let somebody release on one planned day
#[poise::command(prefix_command, slash_command, guild_only)]
async fn day(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who releases"] person: Option<Who>,
    #[description = "The planned day, such as 2026-12-08"] date: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        person,
        days: [date, None],
        text: reason,
    };
    run(ctx, options, |desk, order, said| async move {
        desk.give_day(&order, &said).await
    })
    .await
}

/// Name who is asked when whoever serves does not react
#[poise::command(prefix_command, slash_command, guild_only)]
async fn backup(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who"] person: Option<Who>,
    #[description = "A day of the turn; today when left out"] day: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        person,
        days: [day, None],
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.name_backup(&order, &said).await
    })
    .await
}

/// Write to whoever comes next; they read it when their turn begins
#[poise::command(prefix_command, slash_command, guild_only)]
async fn note(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "What they should know"]
    #[rest]
    text: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        text,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.write_note(&order, &said).await
    })
    .await
}

/// Be in the rotation from now on
#[poise::command(prefix_command, slash_command, guild_only)]
async fn join(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.change_pool(&order, &said, true).await
    })
    .await
}

/// Be in the rotation no more
#[poise::command(prefix_command, slash_command, guild_only)]
async fn leave(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.change_pool(&order, &said, false).await
    })
    .await
}

/// For leads: put somebody into the rotation
#[poise::command(prefix_command, slash_command, guild_only)]
async fn add(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who"] person: Option<Who>,
) -> Outcome {
    let options = Options {
        service,
        person,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.change_pool(&order, &said, true).await
    })
    .await
}

/// For leads: take somebody out of the rotation
#[poise::command(prefix_command, slash_command, guild_only)]
async fn remove(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who"] person: Option<Who>,
) -> Outcome {
    let options = Options {
        service,
        person,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.change_pool(&order, &said, false).await
    })
    .await
}

/// For leads: say in which order those who wait have their turns
#[poise::command(prefix_command, slash_command, guild_only)]
async fn order(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Everybody in order: @ana @ben @cleo"]
    #[rest]
    people: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        text: people,
        ..Options::default()
    };
    run(ctx, options, |desk, order, mut said| async move {
        let named = Said::read(&said.text, &[]);
        said.people.extend(named.people);
        desk.reorder(&order, &said).await
    })
    .await
}
