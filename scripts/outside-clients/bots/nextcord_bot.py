"""A bot with nextcord; what it has to do stands in person.py. It knows no forms of labels."""

import datetime
import io
import sys

import nextcord
from nextcord import ui
from nextcord.ext import commands

BASE = sys.argv[1]
nextcord.http.Route.BASE = f"{BASE}/api/v10"

bot = commands.Bot(command_prefix="!", intents=nextcord.Intents.all())
one_or_two = [nextcord.SelectOption(label="one"), nextcord.SelectOption(label="two")]


class Why(ui.Modal):
    def __init__(self):
        super().__init__("Why", custom_id="why")
        self.reason = ui.TextInput(label="Reason", custom_id="reason")
        self.add_item(self.reason)

    async def callback(self, interaction):
        await interaction.response.send_message(f"thanks {self.reason.value}", ephemeral=True)


async def tell(interaction, select, chosen):
    names = " ".join(value if isinstance(value, str) else value.name for value in chosen)
    await interaction.response.send_message(f"{select.custom_id}: {names}", ephemeral=True)


class Card(ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @ui.button(label="Pass", custom_id="pass")
    async def passes(self, _, interaction):
        await interaction.response.edit_message(content="passed", view=self)
        await interaction.followup.send("noted", ephemeral=True)

    @ui.button(label="Why", custom_id="why")
    async def why(self, _, interaction):
        await interaction.response.send_modal(Why())


class Selects(ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @ui.select(custom_id="text", options=one_or_two)
    async def text(self, select, interaction):
        await tell(interaction, select, select.values)

    @ui.user_select(custom_id="people")
    async def people(self, select, interaction):
        await tell(interaction, select, select.values.members)

    @ui.role_select(custom_id="roles")
    async def roles(self, select, interaction):
        await tell(interaction, select, select.values.roles)

    @ui.mentionable_select(custom_id="both")
    async def both(self, select, interaction):
        await tell(interaction, select, [*select.values.members, *select.values.roles])

    @ui.channel_select(custom_id="places")
    async def places(self, select, interaction):
        await tell(interaction, select, select.values.channels)


@bot.slash_command(name="go", description="go")
async def go(interaction: nextcord.Interaction, what: str, who: nextcord.Member, where: nextcord.TextChannel):
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send(f"done {who.name} {where.name}")


@go.on_autocomplete("what")
async def complete(interaction, typed):
    await interaction.response.send_autocomplete([word for word in ("now", "later") if word.startswith(typed)])


@bot.event
async def on_message(message):
    if message.content == "ping":
        await message.channel.send("pong")


async def uses_channels(guild, releases):
    before = await releases.send("before")
    thread = await before.create_thread(name="thread")
    await thread.send("in the thread")
    await before.pin()
    assert await releases.pins()
    await before.add_reaction("✅")
    forum = nextcord.utils.get(guild.channels, name="questions")
    await forum.create_thread(name="post", content="first")
    sent = await releases.send(file=nextcord.File(io.BytesIO(b"hello"), "notes.txt"))
    assert await sent.attachments[0].read() == b"hello"
    await sent.edit(content="a file")
    await before.delete()


async def meets_people(guild):
    ana = nextcord.utils.get(guild.members, name="ana")
    await ana.add_roles(nextcord.utils.get(guild.roles, name="Reviewer"), reason="her turn")
    await guild.me.edit(nick="robot")
    await ana.send("psst")
    begins = nextcord.utils.utcnow() + datetime.timedelta(days=1)
    event = await guild.create_scheduled_event(
        name="Outage", start_time=begins, end_time=begins + datetime.timedelta(hours=1),
        metadata=nextcord.EntityMetadata(location="elsewhere"),
        entity_type=nextcord.ScheduledEventEntityType.external)
    await event.delete()


@bot.event
async def on_ready():
    guild = bot.guilds[0]
    releases = nextcord.utils.get(guild.text_channels, name="releases")
    await uses_channels(guild, releases)
    await meets_people(guild)
    # Known before they are sent: a press may come sooner than the answer to the request.
    for view in (Card(), Selects()):
        bot.add_view(view)
        await releases.send("card", view=view)


bot.run("sandbox.bot.token")
