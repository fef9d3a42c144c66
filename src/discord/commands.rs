//! The commands, each defined once: `/release start`, `!release start` and `@gonogo release start` are the same.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serenity::{AutocompleteChoice, CreateAutocompleteResponse};
use tracing::warn;

use crate::domain::person::Actor;
use crate::wording::answers::{broke, did_you_mean};
use crate::wording::evidence::targets;
use crate::wording::help::help as help_message;
use crate::wording::message::Message;
use crate::wording::press::Verb;

use super::answer::{Question, Reply, actor};
use super::attached::Attached;
use super::orders::environment::Copied;
use super::orders::evidence::Shown;
use super::orders::record::sections_like;
use super::orders::{Answered, Order};
use super::text::nearest;
use super::{Desk, reference};

mod ticket;

type Context<'a> = poise::Context<'a, Arc<Desk>, Failure>;
type Outcome = Result<(), Failure>;

/// Commands answer for themselves; what is left for the library is nothing.
#[derive(Debug, thiserror::Error)]
#[error("a command failed")]
pub(super) struct Failure;

/// Every command.
pub(super) fn all() -> Vec<poise::Command<Arc<Desk>, Failure>> {
    vec![release(), ticket::ticket(), todo(), env(), report()]
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
        "evidence",
        "move_",
        "slots",
        "help"
    )
)]
async fn release(ctx: Context<'_>, #[rest] rest: Option<String>) -> Outcome {
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

/// The planned days of a service, with what became of each
#[poise::command(prefix_command, slash_command, guild_only)]
async fn slots(
    ctx: Context<'_>,
    #[description = "The service; the only one when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    answer(ctx, |desk, _| async move { desk.slots(service.as_deref()).await }).await
}

/// What is counted over time
#[poise::command(prefix_command, slash_command, guild_only, subcommands("short_circuits"))]
async fn report(ctx: Context<'_>, #[rest] rest: Option<String>) -> Outcome {
    answer(ctx, |_, _| async move {
        let known = ["short-circuits"];
        match rest.as_deref().and_then(|r| r.split_whitespace().next()) {
            None => Ok(Reply::Private(help_message())),
            Some(word) => {
                let near = nearest(word, known.iter().copied());
                Err(did_you_mean(word, "report", near, &known))
            }
        }
    })
    .await
}

/// How often the planned releases were short-circuited, and why
#[poise::command(prefix_command, slash_command, guild_only, rename = "short-circuits")]
async fn short_circuits(
    ctx: Context<'_>,
    #[description = "The service; the only one when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "For how many months, this one included; 6 when left out"] months: Option<String>,
) -> Outcome {
    answer(ctx, |desk, _| async move {
        desk.short_circuits(service.as_deref(), months.as_deref()).await
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

/// Where a release stands, with its buttons
#[poise::command(prefix_command, slash_command, guild_only)]
async fn status(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.status(&order, release.as_deref()).await
    })
    .await
}

/// The open releases
#[poise::command(prefix_command, slash_command, guild_only)]
async fn list(ctx: Context<'_>) -> Outcome {
    answer(ctx, |desk, order| async move { desk.list(&order.actor).await }).await
}

/// Let nothing go on until it is resumed
#[poise::command(prefix_command, slash_command, guild_only)]
async fn hold(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Hold, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// Object: steps that ask for no blockers are shut until it is cleared
#[poise::command(prefix_command, slash_command, guild_only)]
async fn block(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "What is wrong, or a link to it"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Block, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// Clear a blocker, with why
#[poise::command(prefix_command, slash_command, guild_only)]
async fn unblock(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "The number of the blocker; the only one when left out"] blocker: Option<String>,
    #[description = "Why it stands no more"]
    #[rest]
    how: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.unblock(&order, release.as_deref(), blocker.as_deref(), how.as_deref())
            .await
    })
    .await
}

/// Note a bug that stops nothing, with a link to it
#[poise::command(prefix_command, slash_command, guild_only)]
async fn bug(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "What is wrong, or a link to it"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Bug, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// One release on paper: who did what, when, on which version; as Markdown and as JSON
#[poise::command(prefix_command, slash_command, guild_only, rename = "report")]
async fn report_release(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
) -> Outcome {
    answer(
        ctx,
        |desk, _| async move { desk.report(release.as_deref()).await },
    )
    .await
}

/// Let a release go on
#[poise::command(prefix_command, slash_command, guild_only)]
async fn resume(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.resume(&order, release.as_deref()).await
    })
    .await
}

/// Give a release up; the audience of its outage is told
#[poise::command(prefix_command, slash_command, guild_only)]
async fn abort(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Abort, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// Pass a gate by authority; the reason is shown for ever
#[poise::command(prefix_command, slash_command, guild_only, rename = "override")]
async fn override_(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Override, release.as_deref(), reason.as_deref())
            .await
    })
    .await
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

/// Keep a link, a note or a file with what it shows: an item or a sign-off
#[poise::command(prefix_command, slash_command, guild_only)]
async fn evidence(
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

/// What you have to do now
#[poise::command(prefix_command, slash_command, guild_only)]
async fn todo(ctx: Context<'_>) -> Outcome {
    answer(ctx, |desk, order| async move { desk.todo(&order.actor).await }).await
}

/// Environments: what runs where, what is known of them, what is on
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    subcommands("env_show", "env_fact", "env_sync", "env_off")
)]
async fn env(ctx: Context<'_>, #[rest] service: Option<String>) -> Outcome {
    answer(
        ctx,
        |desk, _| async move { desk.env(service.as_deref(), None).await },
    )
    .await
}

/// What runs where; or all that is known of one environment
#[poise::command(prefix_command, slash_command, guild_only, rename = "show")]
async fn env_show(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "One environment, with its facts; all of them when left out"]
    #[autocomplete = "complete_environment"]
    environment: Option<String>,
) -> Outcome {
    answer(ctx, |desk, _| async move {
        desk.env(service.as_deref(), environment.as_deref()).await
    })
    .await
}

/// Say something of an environment anew, such as its database
#[poise::command(prefix_command, slash_command, guild_only, rename = "fact")]
async fn env_fact(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "The environment"]
    #[autocomplete = "complete_environment"]
    environment: Option<String>,
    #[description = "What it is about, such as database"] about: Option<String>,
    #[description = "What is so; add \", unconfirmed\" when nobody looked yet; empty takes it off"]
    #[rest]
    text: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        let (service, environment) = (service.as_deref(), environment.as_deref());
        desk.set_fact(&order, service, environment, about.as_deref(), text.as_deref())
            .await
    })
    .await
}

/// Note that data were copied to an environment
#[poise::command(prefix_command, slash_command, guild_only, rename = "sync")]
async fn env_sync(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "The environment that got the data"]
    #[autocomplete = "complete_environment"]
    environment: Option<String>,
    #[description = "What was copied, such as database"] what: Option<String>,
    #[description = "On which day, such as 2026-11-24; today when left out"] on: Option<String>,
    #[description = "Where the data came from; the usual place when left out"]
    #[autocomplete = "complete_environment"]
    from: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        let copied = Copied {
            environment: environment.as_deref(),
            what: what.as_deref(),
            on: on.as_deref(),
            from: from.as_deref(),
        };
        desk.sync(&order, service.as_deref(), copied).await
    })
    .await
}

/// Say that something that stayed on is off, such as maintenance mode
#[poise::command(prefix_command, slash_command, guild_only, rename = "off")]
async fn env_off(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "What is off, such as maintenance"]
    #[autocomplete = "complete_state"]
    state: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.turn_off(&order, service.as_deref(), state.as_deref()).await
    })
    .await
}

/// Runs an order and answers it: an interaction privately, a message where it was written; a "no" to that person.
async fn answer<F, W>(ctx: Context<'_>, work: W) -> Outcome
where
    F: Future<Output = Answered> + Send,
    W: FnOnce(Arc<Desk>, Order) -> F + Send,
{
    let desk: Arc<Desk> = ctx.data().clone();
    match ctx {
        Context::Application(app) => {
            let interaction = app.interaction;
            let roles = interaction.member.as_ref().map_or(&[][..], |m| &m.roles);
            let actor = actor(&desk, interaction.user.id, roles);
            let order = Order {
                actor,
                key: format!("interaction/{}", interaction.id),
                may_open_forms: true,
            };
            let question = Question {
                id: interaction.id.get(),
                token: interaction.token.clone(),
                application: interaction.application_id.get(),
                from_message: false,
            };
            let work = work(desk.clone(), order);
            desk.answer(&question, async {
                work.await.unwrap_or_else(|no| Reply::Private(Message::plain(no)))
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

async fn on_error(error: poise::FrameworkError<'_, Arc<Desk>, Failure>) {
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

async fn complete_service(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let services = desk.app.library().services();
    let fits = services
        .into_iter()
        .filter(|(name, title)| has(name, partial) || has(title, partial));
    offer(fits.map(|(name, title)| AutocompleteChoice::new(title, name)))
}

async fn complete_environment(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let service = named_option(ctx, "service").unwrap_or_default();
    let process = desk.app.library().processes_of(&service).next();
    let known = process.into_iter().flat_map(|s| &s.process.service.environments);
    let fits = known.filter(|e| has(e.name.as_str(), partial));
    offer(fits.map(|e| AutocompleteChoice::new(e.name.to_string(), e.name.as_str())))
}

async fn complete_state(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let service = named_option(ctx, "service").unwrap_or_default();
    let process = desk.app.library().processes_of(&service).next();
    let known = process.into_iter().flat_map(|s| &s.process.service.states);
    let fits = known.filter(|(name, state)| has(name.as_str(), partial) || has(&state.title, partial));
    offer(fits.map(|(name, state)| {
        let label = crate::wording::text::cut(&state.title, 100);
        AutocompleteChoice::new(label, name.as_str())
    }))
}

async fn complete_process(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let service = named_option(ctx, "service");
    let processes = desk.app.library().processes().iter().map(|s| &s.process);
    let fits = processes.filter(|p| {
        let of_service = service
            .as_deref()
            .is_none_or(|s| p.service.name.as_str() == s || p.service.title == s);
        of_service && (has(p.name.as_str(), partial) || has(&p.title, partial))
    });
    offer(fits.map(|p| AutocompleteChoice::new(crate::wording::text::cut(&p.title, 100), p.name.as_str())))
}

async fn complete_release(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    // Nothing to offer is the best answer to somebody who is typing while the store fails; the order will say so.
    let open = desk.app.open_releases(25).await.unwrap_or_default();
    let person = person_of(ctx);
    let line = |s: &crate::domain::decide::Situation| {
        let release = &s.release;
        let is_outside = |person: &Actor| release.process.only_side_of(person).is_some();
        let place = if person.as_ref().is_some_and(is_outside) {
            release.status().map(|status| status.title)
        } else {
            release.current().next().map(|(_, step, _)| step.title.clone())
        };
        let step = place.map(|place| format!(" · {place}")).unwrap_or_default();
        let label = format!(
            "#{} {} {}{step}",
            release.number, release.process.service.title, release.version
        );
        (crate::wording::text::cut(&label, 100), release.number.to_string())
    };
    let lines = open.iter().map(line).filter(|(label, _)| has(label, partial));
    offer(lines.map(|(label, number)| AutocompleteChoice::new(label, number)))
}

async fn complete_section(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let chosen = named_option(ctx, "release");
    let Ok(situation) = desk.choose_release(chosen.as_deref()).await else {
        return offer(std::iter::empty());
    };
    let fits = sections_like(&situation, partial);
    offer(
        fits.into_iter()
            .map(|(title, name)| AutocompleteChoice::new(title, name.as_str())),
    )
}

async fn complete_target(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let chosen = named_option(ctx, "release");
    let (Some(person), Ok(situation)) = (person_of(ctx), desk.choose_release(chosen.as_deref()).await) else {
        return offer(std::iter::empty());
    };
    let targets = targets(&situation.release, &person);
    let fits = targets
        .iter()
        .filter(|t| has(&t.label(), partial) || has(&t.name, partial));
    offer(fits.map(|t| AutocompleteChoice::new(t.label(), t.name.as_str())))
}

/// Who is typing.
fn person_of(ctx: Context<'_>) -> Option<Actor> {
    let Context::Application(app) = ctx else {
        return None;
    };
    let roles = app.interaction.member.as_ref().map_or(&[][..], |m| &m.roles);
    Some(actor(ctx.data(), app.interaction.user.id, roles))
}

async fn complete_status(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let chosen = named_option(ctx, "release");
    let Ok(situation) = desk.choose_release(chosen.as_deref()).await else {
        return offer(std::iter::empty());
    };
    let legal = situation.release.legal_moves().into_iter().map(|legal| legal.to);
    let fits: Vec<_> = legal.filter(|status| has(&status.title, partial)).collect();
    offer(
        fits.into_iter()
            .map(|status| AutocompleteChoice::new(status.title, status.name.as_str())),
    )
}

/// What is offered while somebody types: 25 at most.
fn offer(choices: impl Iterator<Item = AutocompleteChoice>) -> CreateAutocompleteResponse {
    CreateAutocompleteResponse::new().set_choices(choices.take(25).collect())
}

fn has(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.trim().to_lowercase())
}

/// What was typed into another option of the same command.
fn named_option(ctx: Context<'_>, name: &str) -> Option<String> {
    let Context::Application(app) = ctx else {
        return None;
    };
    let option = app.args.iter().find(|o| o.name == name)?;
    match &option.value {
        serenity::ResolvedValue::String(text) => Some((*text).to_owned()),
        _ => None,
    }
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

    /// Every `/command` that a sentence, a page or a playbook names is one that Discord knows: with subcommands there
    /// is none of the bare name.
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
                    _ if path.is_dir() => places.push(path),
                    "rs" | "md" | "toml" => files.push(path),
                    _ => {}
                }
            }
        }
        let commands = all();
        let named =
            regex::Regex::new(r"`/(release|ticket|todo|env|report)\b(?:\s+(?://!\s+)?([a-z][a-z-]*|…))?")
                .unwrap();
        let mut seen = 0;
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for found in named.captures_iter(&text) {
                let command = commands.iter().find(|c| c.name == found[1]).unwrap();
                let word = found.get(2).map_or("", |word| word.as_str());
                let is_known = command.subcommands.iter().any(|sub| sub.name == word);
                // A name alone may stand for all of its commands; `/env` alone was a command once, and reads as one.
                let is_name = &found[1] != "env" && text[found.get(0).unwrap().end()..].starts_with('`');
                let is_whole = command.subcommands.is_empty() || word == "…" || is_name;
                assert!(is_known || is_whole, "{}: {}", file.display(), &found[0]);
                seen += 1;
            }
        }
        assert!(seen > 50, "the sentences were not read: {seen}");
    }
}
