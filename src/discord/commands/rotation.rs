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
use super::who::Who;
use super::{Context, Outcome};

mod people;
mod turns;

use people::{add, backup, join, leave, note, order, remove};
use turns::{assign, away, back, day, exchange, fair, next, show, swap, take};

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
