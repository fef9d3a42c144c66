"""A bot with hikari and miru; what it has to do stands in person.py."""

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


class Card(miru.View):
    @miru.button(label="Pass", custom_id="pass")
    async def passes(self, context, _):
        await context.edit_response("passed")
        await context.respond("noted", flags=hikari.MessageFlag.EPHEMERAL)

    @miru.button(label="Why", custom_id="why")
    async def why(self, context, _):
        await context.respond_with_modal(Why())


@bot.listen()
async def go(event: hikari.InteractionCreateEvent):
    interaction = event.interaction
    if isinstance(interaction, hikari.CommandInteraction):
        await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
        await interaction.edit_initial_response("done" if interaction.options[0].value == "now" else "what?")


@bot.listen()
async def ready(event: hikari.GuildAvailableEvent):
    me = bot.get_me()
    option = hikari.CommandOption(type=hikari.OptionType.STRING, name="what", description="what", is_required=True)
    command = bot.rest.slash_command_builder("go", "go").add_option(option)
    await bot.rest.set_application_commands(me.id, [command], guild=event.guild_id)
    releases = next(channel for channel in event.channels.values() if channel.name == "releases")
    before = await bot.rest.create_message(releases, "before")
    thread = await bot.rest.create_message_thread(releases, before, "thread")
    await bot.rest.create_message(thread, "in the thread")
    await bot.rest.pin_message(releases, before)
    assert await bot.rest.fetch_pins(releases)
    await bot.rest.add_reaction(releases, before, "✅")
    card = Card(timeout=None)
    client.start_view(card, bind_to=await bot.rest.create_message(releases, "card", components=card))


bot.run()
