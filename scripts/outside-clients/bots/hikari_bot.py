"""A bot with hikari and miru; what it has to do stands in person.py. Miru knows no forms of labels."""

import datetime
import json
import sys
import urllib.request

import hikari
import miru

BASE = sys.argv[1]
# hikari reads the bot's id out of its token.
TOKEN = json.load(urllib.request.urlopen(f"{BASE}/sandbox/world"))["bot_token_with_id"]

bot = hikari.GatewayBot(TOKEN, intents=hikari.Intents.ALL, banner=None, rest_url=f"{BASE}/api/v10", logs="WARNING")
client = miru.Client(bot)


class Why(miru.Modal, title="Why"):
    reason = miru.TextInput(label="Reason", custom_id="reason")

    async def callback(self, context):
        await context.respond(f"thanks {self.reason.value}", flags=hikari.MessageFlag.EPHEMERAL)


async def tell(context, select):
    values = select.values
    if isinstance(values, hikari.ResolvedOptionData):
        values = [*values.users.values(), *values.roles.values()]
    names = " ".join(getattr(value, "username", None) or getattr(value, "name", value) for value in values)
    await context.respond(f"{select.custom_id}: {names}", flags=hikari.MessageFlag.EPHEMERAL)


class Card(miru.View):
    @miru.button(label="Pass", custom_id="pass")
    async def passes(self, context, _):
        await context.edit_response("passed")
        await context.respond("noted", flags=hikari.MessageFlag.EPHEMERAL)

    @miru.button(label="Why", custom_id="why")
    async def why(self, context, _):
        await context.respond_with_modal(Why())


class Selects(miru.View):
    @miru.text_select(custom_id="text", options=[miru.SelectOption("one"), miru.SelectOption("two")])
    async def text(self, context, select):
        await tell(context, select)

    @miru.user_select(custom_id="people")
    async def people(self, context, select):
        await tell(context, select)

    @miru.role_select(custom_id="roles")
    async def roles(self, context, select):
        await tell(context, select)

    @miru.mentionable_select(custom_id="both")
    async def both(self, context, select):
        await tell(context, select)

    @miru.channel_select(custom_id="places")
    async def places(self, context, select):
        await tell(context, select)


@bot.listen()
async def asked(event: hikari.InteractionCreateEvent):
    interaction = event.interaction
    if isinstance(interaction, hikari.AutocompleteInteraction):
        typed = next(option.value for option in interaction.options if option.is_focused)
        words = [word for word in ("now", "later") if word.startswith(typed)]
        await interaction.create_response([hikari.impl.AutocompleteChoiceBuilder(word, word) for word in words])
    elif isinstance(interaction, hikari.CommandInteraction):
        await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
        given = {option.name: option.value for option in interaction.options}
        who, where = interaction.resolved.users[given["who"]], interaction.resolved.channels[given["where"]]
        await interaction.edit_initial_response(f"done {who.username} {where.name}")


@bot.listen()
async def said(event: hikari.MessageCreateEvent):
    if event.content == "ping":
        await event.message.respond("pong")


async def uses_channels(event, releases):
    before = await bot.rest.create_message(releases, "before")
    thread = await bot.rest.create_message_thread(releases, before, "thread")
    await bot.rest.create_message(thread, "in the thread")
    await bot.rest.pin_message(releases, before)
    assert await bot.rest.fetch_pins(releases)
    await bot.rest.add_reaction(releases, before, "✅")
    forum = next(channel for channel in event.channels.values() if channel.name == "questions")
    await bot.rest.create_forum_post(forum, "post", "first")
    sent = await bot.rest.create_message(releases, attachment=hikari.Bytes(b"hello", "notes.txt"))
    assert await sent.attachments[0].read() == b"hello"
    await bot.rest.edit_message(releases, sent, "a file")
    await bot.rest.delete_message(releases, before)


async def meets_people(event):
    ana = next(member for member in event.members.values() if member.username == "ana")
    reviewer = next(role for role in event.roles.values() if role.name == "Reviewer")
    await bot.rest.add_role_to_member(event.guild_id, ana, reviewer, reason="her turn")
    await bot.rest.edit_my_member(event.guild_id, nickname="robot")
    await ana.user.send("psst")
    begins = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    planned = await bot.rest.create_external_event(
        event.guild_id, "Outage", "elsewhere", begins, begins + datetime.timedelta(hours=1))
    await bot.rest.edit_scheduled_event(event.guild_id, planned, name="Planned outage")
    await bot.rest.delete_scheduled_event(event.guild_id, planned)


@bot.listen()
async def ready(event: hikari.GuildAvailableEvent):
    command = bot.rest.slash_command_builder("go", "go")
    kinds = {"what": hikari.OptionType.STRING, "who": hikari.OptionType.USER, "where": hikari.OptionType.CHANNEL}
    for name, kind in kinds.items():
        option = hikari.CommandOption(
            type=kind, name=name, description=name, is_required=True, autocomplete=name == "what")
        command.add_option(option)
    await bot.rest.set_application_commands(bot.get_me().id, [command], guild=event.guild_id)
    releases = next(channel for channel in event.channels.values() if channel.name == "releases")
    await uses_channels(event, releases)
    await meets_people(event)
    # Known before they are sent: a press may come sooner than the answer to the request.
    for view in (Card(timeout=None), Selects(timeout=None)):
        client.start_view(view, bind_to=None)
        await bot.rest.create_message(releases, "card", components=view)


bot.run()
