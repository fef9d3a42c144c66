//! `/release …`, `!release …`: start it, write its record, move it. What is only read of it and what stops it have rooms
//! of their own.

use poise::serenity_prelude as serenity;

use crate::discord::answer::Reply;
use crate::discord::attached::Attached;
use crate::discord::text::nearest;
use crate::wording::answers::did_you_mean;
use crate::wording::help::help as help_message;

use super::answered::answer;
use super::complete::{
    complete_process, complete_release, complete_section, complete_service, complete_status,
};
use super::course::{abort, block, bug, hold, override_, resume, unblock};
use super::look::{list, report_release, slots, status};
use super::{Context, Outcome};

/// A release: start it, look at it, steer it.
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    subcommands(
        "start",
        "status",
        "list",
        "hold",
        "resume",
        "abort",
        "override_",
        "block",
        "unblock",
        "bug",
        "available",
        "report_release",
        "record",
        "move_",
        "slots",
        "help"
    )
)]
pub(super) async fn release(ctx: Context<'_>, #[rest] rest: Option<String>) -> Outcome {
    let known: Vec<String> = release_names();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    answer(ctx, |_, _| async move {
        match rest.as_deref().and_then(|r| r.split_whitespace().next()) {
            None => Ok(Reply::Private(help_message())),
            Some(word) => Err(did_you_mean(
                word,
                "command of `release`",
                nearest(word, known.iter().copied()),
                &known,
            )),
        }
    })
    .await
}

fn release_names() -> Vec<String> {
    release().subcommands.iter().map(|c| c.name.to_string()).collect()
}

/// Start a release; what you leave out is asked
#[poise::command(prefix_command, slash_command, guild_only)]
async fn start(
    ctx: Context<'_>,
    #[description = "What is released"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "The kind of change"]
    #[autocomplete = "complete_process"]
    process: Option<String>,
    #[description = "The version, such as 22.04.2"] version: Option<String>,
    #[description = "Why, where a rule asks for it or is passed by authority"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    let (version, reason) = match ctx {
        Context::Prefix(_) => version_and_reason(version, reason),
        Context::Application(_) => (version, reason),
    };
    answer(ctx, |desk, order| async move {
        let (service, process) = (service.as_deref(), process.as_deref());
        desk.start(&order, service, process, version.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// What is typed in one go: `22.04.3 because of a bug` holds a reason, `22.04.2 and 22.04.3` does not.
fn version_and_reason(version: Option<String>, rest: Option<String>) -> (Option<String>, Option<String>) {
    let Some(rest) = rest else {
        return (version, None);
    };
    match rest.strip_prefix("because ") {
        Some(reason) => (version, Some(reason.to_owned())),
        None => (version.map(|version| format!("{version} {rest}")), None),
    }
}

/// Note that a version can be had, and be reminded until it is deployed
#[poise::command(prefix_command, slash_command, guild_only)]
async fn available(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "The version"] version: Option<String>,
    #[description = "Since which day, such as 2026-11-24; today when left out"] on: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.available(&order, service.as_deref(), version.as_deref(), on.as_deref())
            .await
    })
    .await
}

/// The change record: read it, write a section, hand in a Markdown file
#[poise::command(prefix_command, slash_command, guild_only)]
async fn record(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "The section; the whole record when left out"]
    #[autocomplete = "complete_section"]
    section: Option<String>,
    #[description = "A Markdown file whose headings name the sections"] file: Option<serenity::Attachment>,
    #[description = "What the section is to say; a form opens when left out"]
    #[rest]
    text: Option<String>,
) -> Outcome {
    let file = file.as_ref().map(Attached::from);
    answer(ctx, |desk, order| async move {
        desk.record(
            &order,
            release.as_deref(),
            section.as_deref(),
            text.as_deref(),
            file.as_ref(),
        )
        .await
    })
    .await
}

/// Move a release to its next status
#[poise::command(prefix_command, slash_command, guild_only, rename = "move")]
async fn move_(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "The status"]
    #[autocomplete = "complete_status"]
    #[rest]
    status: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.move_release(&order, release.as_deref(), status.as_deref())
            .await
    })
    .await
}

/// Every command, with an example
#[poise::command(prefix_command, slash_command)]
async fn help(ctx: Context<'_>) -> Outcome {
    answer(ctx, |_, _| async move { Ok(Reply::Private(help_message())) }).await
}
