//! The commands, each defined once: `/release start`, `!release start` and `@gonogo release start` are the same.

use std::sync::Arc;

use poise::serenity_prelude as serenity;

use super::Desk;
use answered::{answer, on_error};

mod answered;
mod complete;
mod course;
mod env;
mod look;
mod release;
mod report;
mod ticket;

type Context<'a> = poise::Context<'a, Arc<Desk>, Failure>;
type Outcome = Result<(), Failure>;

/// Commands answer for themselves; what is left for the library is nothing.
#[derive(Debug, thiserror::Error)]
#[error("a command failed")]
pub(super) struct Failure;

/// Every command.
pub(super) fn all() -> Vec<poise::Command<Arc<Desk>, Failure>> {
    vec![
        release::release(),
        ticket::ticket(),
        todo(),
        env::env(),
        report::report(),
    ]
}

/// How commands are read.
pub(super) fn options() -> poise::FrameworkOptions<Arc<Desk>, Failure> {
    poise::FrameworkOptions {
        commands: all(),
        prefix_options: poise::PrefixFrameworkOptions {
            prefix: Some("!".into()),
            mention_as_prefix: true,
            case_insensitive_commands: true,
            ..Default::default()
        },
        on_error: |error| Box::pin(on_error(error)),
        allowed_mentions: Some(serenity::CreateAllowedMentions::new()),
        ..Default::default()
    }
}

/// What you have to do now
#[poise::command(prefix_command, slash_command, guild_only)]
async fn todo(ctx: Context<'_>) -> Outcome {
    answer(ctx, |desk, order| async move { desk.todo(&order.actor).await }).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;
    use crate::wording::help::GROUPS;

    #[test]
    fn the_help_names_every_command_and_no_other() {
        let mut known = BTreeSet::new();
        for command in all() {
            if command.subcommands.is_empty() {
                known.insert(command.name.to_string());
            }
            let names = command
                .subcommands
                .iter()
                .map(|sub| format!("{} {}", command.name, sub.name));
            known.extend(names);
        }
        known.remove("release help");
        let named = GROUPS.iter().flat_map(|group| group.commands);
        let named: BTreeSet<String> = named.map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(named, known);
    }
}
