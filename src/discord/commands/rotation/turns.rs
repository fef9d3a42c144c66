//! Commands about turns: whose, leave, swaps, taking over.

use crate::discord::commands::complete::complete_service;
use crate::discord::commands::rotation::{Options, run};
use crate::discord::commands::who::Who;
use crate::discord::commands::{Context, Outcome};

/// Whose turn it is, whose is next, who is away
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn show(
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
pub(super) async fn next(
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
pub(super) async fn fair(
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
pub(super) async fn away(
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
pub(super) async fn back(
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
pub(super) async fn swap(
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
pub(super) async fn exchange(
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
pub(super) async fn take(
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
pub(super) async fn assign(
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
pub(super) async fn day(
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
