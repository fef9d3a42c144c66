//! The commands, each defined once: `/release start`, `!release start` and `@gonogo release start` are the same.

use std::sync::Arc;

use poise::serenity_prelude as serenity;

use super::Desk;
use answered::{answer, on_error};

mod answered;
mod complete;
mod course;
mod env;
mod evidence;
mod look;
mod outage;
mod plan;
mod release;
mod report;
mod rotation;
mod ticket;
mod who;

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
        outage::outage(),
        rotation::rotation(),
        todo(),
        plan::plan(),
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
        // A connection of the library may outlive the bot.
        command_check: Some(|ctx| Box::pin(async move { Ok(!ctx.data().courier.is_stopped()) })),
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

    /// Every `/command` that a sentence, a page or a playbook names is one that Discord knows.
    #[test]
    fn what_is_named_as_a_command_is_one() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let (mut places, mut files) = (
            vec![root.join("src"), root.join("docs"), root.join("playbooks")],
            Vec::new(),
        );
        files.extend(["README.md", "bot.toml.example"].map(|name| root.join(name)));
        while let Some(place) = places.pop() {
            for entry in std::fs::read_dir(place).unwrap() {
                let path = entry.unwrap().path();
                let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
                match kind {
                    // The sentences of the tests are those of the rooms.
                    _ if path.ends_with("wording/tests") => {}
                    _ if path.is_dir() => places.push(path),
                    "rs" | "md" | "toml" => files.push(path),
                    _ => {}
                }
            }
        }
        let commands = all();
        let named = regex::Regex::new(
            r"`/(release|ticket|outage|rotation|todo|env|report|plan)\b(?:\s+(?://!\s+)?([a-z][a-z-]*|…))?",
        )
        .unwrap();
        let mut seen = 0;
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for found in named.captures_iter(&text) {
                let command = commands.iter().find(|c| c.name == found[1]).unwrap();
                let word = found.get(2).map_or("", |word| word.as_str());
                let is_known = command.subcommands.iter().any(|sub| sub.name == word);
                // A name alone may stand for all of its commands, but that of `env` was a command once and reads as one.
                let is_name = &found[1] != "env" && text[found.get(0).unwrap().end()..].starts_with('`');
                let is_whole = command.subcommands.is_empty() || word == "…" || is_name;
                assert!(is_known || is_whole, "{}: {}", file.display(), &found[0]);
                seen += 1;
            }
        }
        assert!(seen > 50, "the sentences were not read: {seen}");
    }
}
