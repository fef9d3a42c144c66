"""A bot with disnake; what it has to do stands in person.py."""

import datetime
import io
import sys

import disnake
from disnake import ui
from disnake.ext import commands

BASE = sys.argv[1]
disnake.http.Route.BASE = f"{BASE}/api/v10"

bot = commands.InteractionBot(intents=disnake.Intents.all())
one_or_two = [disnake.SelectOption(label="one"), disnake.SelectOption(label="two")]


class Why(ui.Modal):
    def __init__(self):
        super().__init__(title="Why", components=[ui.TextInput(label="Reason", custom_id="reason")])

    async def callback(self, asked):
        await asked.response.send_message(f"thanks {asked.text_values['reason']}", ephemeral=True)


class Form(ui.Modal):
    def __init__(self):
        fields = [
            ui.Label("Reason", ui.TextInput(custom_id="reason")),
            ui.Label("Choice", ui.StringSelect(custom_id="choice", options=one_or_two)),
        ]
        super().__init__(title="Form", components=fields)

    async def callback(self, asked):
        words = f"thanks {asked.text_values['reason']} {asked.values['choice'][0]}"
        await asked.response.send_message(words, ephemeral=True)


async def tell(asked, select):
    names = " ".join(value if isinstance(value, str) else value.name for value in select.values)
    await asked.response.send_message(f"{select.custom_id}: {names}", ephemeral=True)


class Card(ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @ui.button(label="Pass", custom_id="pass")
    async def passes(self, _, asked):
        await asked.response.edit_message(content="passed", view=self)
        await asked.followup.send("noted", ephemeral=True)

    @ui.button(label="Why", custom_id="why")
    async def why(self, _, asked):
        await asked.response.send_modal(Why())

    @ui.button(label="Form", custom_id="form")
    async def form(self, _, asked):
        await asked.response.send_modal(Form())


class Selects(ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @ui.string_select(custom_id="text", options=one_or_two)
    async def text(self, select, asked):
        await tell(asked, select)

    @ui.user_select(custom_id="people")
    async def people(self, select, asked):
        await tell(asked, select)

    @ui.role_select(custom_id="roles")
    async def roles(self, select, asked):
        await tell(asked, select)

    @ui.mentionable_select(custom_id="both")
    async def both(self, select, asked):
        await tell(asked, select)

    @ui.channel_select(custom_id="places")
    async def places(self, select, asked):
        await tell(asked, select)


@bot.slash_command(name="go", description="go")
async def go(asked, what: str, who: disnake.Member, where: disnake.TextChannel):
    await asked.response.defer(ephemeral=True)
    await asked.followup.send(f"done {who.name} {where.name}")


@go.autocomplete("what")
async def complete(_, typed):
    return [word for word in ("now", "later") if word.startswith(typed)]


@bot.event
async def on_message(message):
    if message.content == "ping":
        await message.channel.send("pong")


async def uses_channels(guild, releases):
    before = await releases.send("before")
    thread = await before.create_thread(name="thread")
    await thread.send("in the thread")
    await before.pin()
    assert [message async for message in releases.pins()]
    await before.add_reaction("✅")
    forum = disnake.utils.get(guild.forum_channels, name="questions")
    await forum.create_thread(name="post", content="first")
    sent = await releases.send(file=disnake.File(io.BytesIO(b"hello"), "notes.txt"))
    assert await sent.attachments[0].read() == b"hello"
    await sent.edit(content="a file")
    await before.delete()


async def meets_people(guild):
    ana = disnake.utils.get(guild.members, name="ana")
    await ana.add_roles(disnake.utils.get(guild.roles, name="Reviewer"), reason="her turn")
    await guild.me.edit(nick="robot")
    await ana.send("psst")
    begins = disnake.utils.utcnow() + datetime.timedelta(days=1)
    event = await guild.create_scheduled_event(
        name="Outage", scheduled_start_time=begins, scheduled_end_time=begins + datetime.timedelta(hours=1),
        entity_type=disnake.GuildScheduledEventEntityType.external,
        entity_metadata=disnake.GuildScheduledEventMetadata(location="elsewhere"))
    await event.edit(name="Planned outage")
    await event.delete()


@bot.event
async def on_ready():
    guild = bot.guilds[0]
    releases = disnake.utils.get(guild.text_channels, name="releases")
    await uses_channels(guild, releases)
    await meets_people(guild)
    # Known before they are sent: a press may come sooner than the answer to the request.
    for view in (Card(), Selects()):
        bot.add_view(view)
        await releases.send("card", view=view)


bot.run("sandbox.bot.token")
