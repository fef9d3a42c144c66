//! How a command is answered, and what is said when it could not be read. The commands call it; it knows none of them.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use tracing::warn;

use crate::discord::answer::{Question, Reply, actor};
use crate::discord::orders::{Answered, Order};
use crate::discord::text::nearest;
use crate::discord::{Desk, reference};
use crate::wording::answers::{broke, did_you_mean};
use crate::wording::message::Message;

use super::{Context, Failure, Outcome, all};

/// Runs an order and answers it: an interaction privately, a message where it was written; a "no" to that person.
pub(super) async fn answer<F, W>(ctx: Context<'_>, work: W) -> Outcome
where
    F: Future<Output = Answered> + Send,
    W: FnOnce(Arc<Desk>, Order) -> F + Send,
{
    let desk: Arc<Desk> = ctx.data().clone();
    // Until the person has the answer: a word that it takes longer is none.
    let _busy = desk.app.busy();
    match ctx {
        Context::Application(app) => {
            let interaction = app.interaction;
            let roles = interaction.member.as_ref().map_or(&[][..], |m| &m.roles);
            let actor = actor(&desk, interaction.user.id, roles);
            let person = actor.id.clone();
            let order = Order {
                actor,
                key: format!("interaction/{}", interaction.id),
                may_open_forms: true,
                read_in: None,
            };
            let question = Question {
                id: interaction.id.get(),
                token: interaction.token.clone(),
                application: interaction.application_id.get(),
                from_message: false,
            };
            let work = work(desk.clone(), order);
            desk.answer(&question, async {
                let reply = work.await.unwrap_or_else(|no| Reply::Private(Message::plain(no)));
                desk.with_word_of_closed_door(&person, reply).await
            })
            .await;
        }
        Context::Prefix(prefix) => {
            let message = prefix.msg;
            let roles = message.member.as_ref().map_or(&[][..], |m| &m.roles);
            let actor = actor(&desk, message.author.id, roles);
            let order = Order {
                actor,
                key: format!("message/{}", message.id),
                may_open_forms: false,
                read_in: Some(message.channel_id.get()),
            };
            let outcome = work(desk.clone(), order).await;
            reply_to_message(&desk, message, outcome).await;
        }
    }
    Ok(())
}

async fn reply_to_message(desk: &Desk, message: &serenity::Message, outcome: Answered) {
    let (channel, id, person) = (
        message.channel_id.get(),
        message.id.get(),
        message.author.id.get(),
    );
    let sent = match outcome {
        Ok(Reply::Private(words) | Reply::Redraw(words)) => desk.reply_to(channel, id, &words).await,
        Ok(Reply::Heard | Reply::RedrawCard { .. } | Reply::Form(_)) => Ok(()),
        Err(no) => desk.tell_alone(person, channel, id, &Message::plain(no)).await,
    };
    if let Err(error) = sent {
        warn!(%error, "an answer did not reach the person");
    }
}

pub(super) async fn on_error(error: poise::FrameworkError<'_, Arc<Desk>, Failure>) {
    use poise::FrameworkError;
    match error {
        FrameworkError::UnknownCommand {
            msg,
            content_start,
            framework,
            ..
        } => {
            let desk: Arc<Desk> = framework.user_data().await.clone();
            let typed = msg.content.get(usize::from(content_start)..).unwrap_or_default();
            unknown_command(&desk, msg, typed).await;
        }
        FrameworkError::GuildOnly { ctx, .. } => {
            say(
                ctx,
                "Use this in a server: a release belongs to a team.".to_owned(),
            )
            .await;
        }
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            let what = payload.unwrap_or_else(|| "no words".to_owned());
            say(ctx, broke(&reference("a command (it panicked)", &what), false)).await;
        }
        FrameworkError::ArgumentParse { ctx, .. } => {
            say(
                ctx,
                "I could not read that. `/release help` shows each command with an example.".to_owned(),
            )
            .await;
        }
        FrameworkError::CommandStructureMismatch { description, .. } => {
            warn!(
                description,
                "Discord's copy of the commands is older than ours; it is replaced at the next start"
            );
        }
        // The bot was told to stop; whoever asks again is answered by the next one.
        FrameworkError::CommandCheckFailed { error: None, .. } => {}
        _ => warn!("a command could not be read"),
    }
}

async fn say(ctx: Context<'_>, words: String) {
    // `answer` cannot fail: it has nobody to tell but the log.
    let _ = answer(ctx, |_, _| async move { Err(words) }).await;
}

/// Other bots listen to `!` too: only what is close to one of ours is answered.
async fn unknown_command(desk: &Desk, message: &serenity::Message, content: &str) {
    let word = content.split_whitespace().next().unwrap_or_default();
    let known: Vec<String> = all().iter().map(|c| c.name.to_string()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let Some(near) = nearest(word, known.iter().copied()) else {
        return;
    };
    let words = Message::plain(did_you_mean(word, "command of mine", Some(near), &known));
    let told = desk
        .tell_alone(
            message.author.id.get(),
            message.channel_id.get(),
            message.id.get(),
            &words,
        )
        .await;
    if let Err(error) = told {
        warn!(%error, "an answer did not reach the person");
    }
}
