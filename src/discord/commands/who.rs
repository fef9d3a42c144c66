//! A person as an option of a command: chosen from the server's people with `/`, mentioned with `!`.

use poise::serenity_prelude as serenity;
use serenity::async_trait;

use crate::discord::orders::rotation::mention;
use crate::domain::name::PersonId;

/// Somebody who was named.
pub(super) struct Who(pub(super) PersonId);

#[async_trait]
impl poise::SlashArgument for Who {
    async fn extract(
        _ctx: &serenity::Context,
        _interaction: &serenity::CommandInteraction,
        value: &serenity::ResolvedValue<'_>,
    ) -> Result<Self, poise::SlashArgError> {
        match value {
            serenity::ResolvedValue::User(user, _) => Ok(Self(PersonId::from(user.id.to_string()))),
            _ => Err(poise::SlashArgError::new_command_structure_mismatch(
                "expected a user",
            )),
        }
    }

    fn create(builder: serenity::CreateCommandOption) -> serenity::CreateCommandOption {
        builder.kind(serenity::CommandOptionType::User)
    }
}

#[async_trait]
impl<'a> poise::PopArgument<'a> for Who {
    async fn pop_from(
        args: &'a str,
        attachment_index: usize,
        _ctx: &serenity::Context,
        _msg: &serenity::Message,
    ) -> Result<(&'a str, usize, Self), (Box<dyn std::error::Error + Send + Sync>, Option<String>)> {
        // What a text leaves over begins with the space behind it.
        let args = args.trim_start();
        let word = args.split_whitespace().next().unwrap_or_default();
        match mention(word) {
            Some(person) => Ok((args[word.len()..].trim_start(), attachment_index, Self(person))),
            None => Err(("a mention is missing".into(), Some(word.to_owned()))),
        }
    }
}
