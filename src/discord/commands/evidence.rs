//! `/release evidence`, `!release evidence`: a link, a note or a file for an item or a sign-off.

use poise::serenity_prelude as serenity;

use crate::discord::attached::Attached;
use crate::discord::orders::evidence::Shown;

use super::answered::answer;
use super::complete::{complete_release, complete_target};
use super::{Context, Outcome};

/// Keep a link, a note or a file with what it shows: an item or a sign-off
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn evidence(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "What it shows something of: an item, or a sign-off"]
    #[autocomplete = "complete_target"]
    on: Option<String>,
    #[description = "A file, up to 10 MiB; its digest is kept"] file: Option<serenity::Attachment>,
    #[description = "A link, or a note; a form opens when that and the file are left out"]
    #[rest]
    note: Option<String>,
) -> Outcome {
    let file = file.as_ref().map(Attached::from);
    let message = match ctx {
        Context::Prefix(prefix) => Some(prefix.msg.link()),
        Context::Application(_) => None,
    };
    answer(ctx, |desk, order| async move {
        let shown = Shown {
            on: on.as_deref(),
            note: note.as_deref(),
            file: file.as_ref(),
            message: message.as_deref(),
        };
        desk.give_evidence(&order, release.as_deref(), shown).await
    })
    .await
}
