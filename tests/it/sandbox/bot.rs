//! A bot made with serenity, unchanged: it answers commands, buttons, selects and modals, and tells what it heard.

use std::sync::{Arc, Mutex};

use gonogo::sandbox::Sandbox;
use serenity::all::{
    ActionRowComponent, AutocompleteChoice, ButtonStyle, CommandOptionType, Context, CreateActionRow,
    CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    CreateMessage, CreateModal, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, CreateThread,
    Event, EventHandler, GatewayIntents, GuildId, Http, InputTextStyle, Interaction, Message,
    RawEventHandler, Ready,
};
use serenity::async_trait;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// A connected bot. It goes when dropped.
pub(crate) struct Bot {
    heard: mpsc::UnboundedReceiver<String>,
    pub(crate) unknown: Arc<Mutex<Vec<String>>>,
    _running: JoinSet<()>,
}

impl Bot {
    pub(crate) async fn connects(sandbox: &Sandbox) -> Self {
        let http = serenity::http::HttpBuilder::new(sandbox.bot_token());
        let http = http.proxy(sandbox.url()).ratelimiter_disabled(true).build();
        let (sender, heard) = mpsc::unbounded_channel();
        let unknown = Arc::new(Mutex::new(Vec::new()));
        let intents = GatewayIntents::GUILDS
            | GatewayIntents::GUILD_MESSAGES
            | GatewayIntents::MESSAGE_CONTENT
            | GatewayIntents::DIRECT_MESSAGES
            | GatewayIntents::GUILD_MESSAGE_REACTIONS;
        let ears = Ears {
            sender,
            guild: GuildId::new(sandbox.guild_id()),
        };
        let mut client = serenity::client::ClientBuilder::new_with_http(http, intents)
            .event_handler(ears)
            .raw_event_handler(Strict {
                unknown: unknown.clone(),
            })
            .await
            .unwrap();
        assert!(
            client.ws_url.lock().await.starts_with("ws://127."),
            "the sandbox's gateway, not Discord's"
        );
        let mut running = JoinSet::new();
        running.spawn(async move {
            client.start().await.unwrap();
        });
        let mut bot = Self {
            heard,
            unknown,
            _running: running,
        };
        bot.hears("ready").await;
        bot
    }

    /// Waits until the bot heard this; what it heard before is passed over.
    pub(crate) async fn hears(&mut self, wanted: &str) -> String {
        let patience = std::time::Duration::from_secs(10);
        let found = tokio::time::timeout(patience, async {
            loop {
                let heard = self.heard.recv().await.unwrap();
                if heard.starts_with(wanted) {
                    return heard;
                }
            }
        });
        found
            .await
            .unwrap_or_else(|_| panic!("the bot never heard {wanted:?}"))
    }
}

/// Notes what the library could not read: it drops such events without a word.
struct Strict {
    unknown: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl RawEventHandler for Strict {
    async fn raw_event(&self, _: Context, event: Event) {
        if let Event::Unknown(event) = event {
            self.unknown.lock().unwrap().push(format!("{event:?}"));
        }
    }
}

struct Ears {
    sender: mpsc::UnboundedSender<String>,
    guild: GuildId,
}

impl Ears {
    fn note(&self, what: impl Into<String>) {
        // The test may be over already.
        let _ = self.sender.send(what.into());
    }

    async fn register(&self, http: &Http) {
        let step = CreateCommandOption::new(CommandOptionType::String, "process", "Which process")
            .required(true)
            .set_autocomplete(true);
        let start = CreateCommandOption::new(CommandOptionType::SubCommand, "start", "Starts a release")
            .add_sub_option(step)
            .add_sub_option(CreateCommandOption::new(
                CommandOptionType::User,
                "manager",
                "Who is responsible",
            ));
        let release = CreateCommand::new("release")
            .description("Releases")
            .add_option(start);
        self.guild.set_commands(http, vec![release]).await.unwrap();
    }
}

/// The card with a button that ticks, one that asks why, one that waits, and a select.
fn card(text: &str) -> CreateMessage {
    CreateMessage::new().content(text).components(vec![
        CreateActionRow::Buttons(vec![
            CreateButton::new("tick")
                .label("Pass")
                .style(ButtonStyle::Success),
            CreateButton::new("why").label("No-go").style(ButtonStyle::Danger),
            CreateButton::new("whisper").label("What do I owe?"),
            CreateButton::new("later").label("Later"),
            CreateButton::new("silence").label("Silence"),
        ]),
        CreateActionRow::SelectMenu(CreateSelectMenu::new(
            "pick",
            CreateSelectMenuKind::String {
                options: vec![
                    CreateSelectMenuOption::new("Staging", "staging"),
                    CreateSelectMenuOption::new("Production", "prod"),
                ],
            },
        )),
    ])
}

#[async_trait]
impl EventHandler for Ears {
    async fn ready(&self, context: Context, _: Ready) {
        self.register(&context.http).await;
        self.note("ready");
    }

    async fn resume(&self, _: Context, _: serenity::all::ResumedEvent) {
        self.note("resumed");
    }

    async fn message(&self, context: Context, message: Message) {
        if message.author.bot {
            return;
        }
        self.note(format!("message {}", message.content));
        match message.content.as_str() {
            "!card" => {
                message
                    .channel_id
                    .send_message(&context.http, card("A card"))
                    .await
                    .unwrap();
            }
            "!thread" => {
                let card = message
                    .channel_id
                    .send_message(&context.http, card("A card"))
                    .await
                    .unwrap();
                let thread = CreateThread::new("#17 MyPortfolio");
                let thread = message
                    .channel_id
                    .create_thread_from_message(&context.http, card.id, thread);
                let thread = thread.await.unwrap();
                thread.id.say(&context.http, "The checklist").await.unwrap();
            }
            _ => {}
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(command) => {
                self.note(format!("command {} by {}", command.data.name, command.user.name));
                let answer = CreateInteractionResponseMessage::new()
                    .content("Started.")
                    .ephemeral(true);
                let answer = CreateInteractionResponse::Message(answer);
                command.create_response(&context.http, answer).await.unwrap();
            }
            Interaction::Autocomplete(typing) => {
                let option = typing.data.autocomplete().unwrap();
                self.note(format!("typing {}={}", option.name, option.value));
                let choice = AutocompleteChoice::new("Mahara minor release", "mahara-minor");
                let choices = CreateAutocompleteResponse::new().set_choices(vec![choice]);
                typing
                    .create_response(&context.http, CreateInteractionResponse::Autocomplete(choices))
                    .await
                    .unwrap();
            }
            Interaction::Component(press) => self.pressed(&context, press).await,
            Interaction::Modal(submit) => {
                let row = &submit.data.components[0];
                let ActionRowComponent::InputText(input) = &row.components[0] else {
                    panic!("a text input")
                };
                let typed = input.value.clone().unwrap_or_default();
                self.note(format!("modal {typed}"));
                let text = format!("No-go: {typed}");
                let answer = CreateInteractionResponseMessage::new().content(text);
                submit
                    .create_response(&context.http, CreateInteractionResponse::UpdateMessage(answer))
                    .await
                    .unwrap();
            }
            _ => {}
        }
    }
}

impl Ears {
    async fn pressed(&self, context: &Context, press: serenity::all::ComponentInteraction) {
        self.note(format!("press {} by {}", press.data.custom_id, press.user.name));
        let message = CreateInteractionResponseMessage::new();
        let answer = match press.data.custom_id.as_str() {
            "tick" => CreateInteractionResponse::UpdateMessage(
                message.content(format!("Ticked by {}", press.user.name)),
            ),
            "whisper" => {
                CreateInteractionResponse::Message(message.content("You owe nothing.").ephemeral(true))
            }
            "pick" => {
                let serenity::all::ComponentInteractionDataKind::StringSelect { values } = &press.data.kind
                else {
                    panic!("a string select")
                };
                CreateInteractionResponse::UpdateMessage(
                    message.content(format!("Picked {}", values.join(","))),
                )
            }
            "why" => {
                let input = CreateInputText::new(InputTextStyle::Paragraph, "Reason", "reason").min_length(3);
                let modal =
                    CreateModal::new("no-go", "No-go").components(vec![CreateActionRow::InputText(input)]);
                CreateInteractionResponse::Modal(modal)
            }
            "later" => {
                press.defer_ephemeral(&context.http).await.unwrap();
                let text = CreateInteractionResponseFollowup::new().content("Now.");
                press.create_followup(&context.http, text).await.unwrap();
                let text = CreateInteractionResponseFollowup::new().content("And then.");
                press.create_followup(&context.http, text).await.unwrap();
                return;
            }
            _ => return,
        };
        press.create_response(&context.http, answer).await.unwrap();
    }
}
