"""A bot with discord.py; what it has to do stands in person.py."""

import datetime
import io
import sys

import discord
import yarl
from discord import app_commands, ui

BASE = sys.argv[1]
discord.http.Route.BASE = f"{BASE}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(BASE.replace("http", "ws") + "/")

bot = discord.Client(intents=discord.Intents.all())
tree = app_commands.CommandTree(bot)
one_or_two = [discord.SelectOption(label="one"), discord.SelectOption(label="two")]


class Why(ui.Modal, title="Why"):
    reason = ui.TextInput(label="Reason")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"thanks {self.reason.value}", ephemeral=True)


class Form(ui.Modal, title="Form"):
    reason = ui.Label(text="Reason", component=ui.TextInput())
    choice = ui.Label(text="Choice", component=ui.Select(options=one_or_two))

    async def on_submit(self, interaction):
        words = f"thanks {self.reason.component.value} {self.choice.component.values[0]}"
        await interaction.response.send_message(words, ephemeral=True)


async def tell(interaction, select):
    names = " ".join(value if isinstance(value, str) else value.name for value in select.values)
    await interaction.response.send_message(f"{select.custom_id}: {names}", ephemeral=True)


class Card(ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @ui.button(label="Pass", custom_id="pass")
    async def passes(self, interaction, _):
        await interaction.response.edit_message(content="passed", view=self)
        await interaction.followup.send("noted", ephemeral=True)

    @ui.button(label="Why", custom_id="why")
    async def why(self, interaction, _):
        await interaction.response.send_modal(Why())

    @ui.button(label="Form", custom_id="form")
    async def form(self, interaction, _):
        await interaction.response.send_modal(Form())


class Selects(ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @ui.select(custom_id="text", options=one_or_two)
    async def text(self, interaction, select):
        await tell(interaction, select)

    @ui.select(cls=ui.UserSelect, custom_id="people")
    async def people(self, interaction, select):
        await tell(interaction, select)

    @ui.select(cls=ui.RoleSelect, custom_id="roles")
    async def roles(self, interaction, select):
        await tell(interaction, select)

    @ui.select(cls=ui.MentionableSelect, custom_id="both")
    async def both(self, interaction, select):
        await tell(interaction, select)

    @ui.select(cls=ui.ChannelSelect, custom_id="places")
    async def places(self, interaction, select):
        await tell(interaction, select)


class Layout(ui.LayoutView):
    def __init__(self):
        super().__init__(timeout=None)
        section = ui.Section("text", accessory=ui.Button(label="b", custom_id="in-section"))
        self.add_item(ui.Container(ui.TextDisplay("# title"), section))


@tree.command(name="go", description="go")
async def go(interaction, what: str, who: discord.Member, where: discord.TextChannel):
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send(f"done {who.name} {where.name}")


@go.autocomplete("what")
async def complete(_, typed):
    return [app_commands.Choice(name=word, value=word) for word in ("now", "later") if word.startswith(typed)]


@bot.event
async def on_message(message):
    if message.content == "ping":
        await message.channel.send("pong")


async def uses_channels(guild, releases):
    layout = await releases.send(view=Layout())
    assert layout.flags.components_v2 and layout.components
    await layout.pin()
    assert [message async for message in releases.pins()]
    thread = await layout.create_thread(name="thread")
    await thread.send("in the thread")
    await layout.add_reaction("✅")
    await thread.edit(archived=True)
    forum = discord.utils.get(guild.forums, name="questions")
    post, first = await forum.create_thread(name="post", content="first")
    assert first.id == post.id
    sent = await releases.send(file=discord.File(io.BytesIO(b"hello"), "notes.txt"))
    assert await sent.attachments[0].read() == b"hello"
    assert (await sent.edit(content="a file", attachments=sent.attachments)).attachments
    said = await releases.send("pass it on")
    passed = await said.forward(releases)
    assert passed.message_snapshots[0].content == "pass it on"
    await passed.delete()


async def asks_in_a_poll(releases):
    poll = discord.Poll(question="Go?", duration=datetime.timedelta(hours=1))
    poll.add_answer(text="go", emoji="✅")
    poll.add_answer(text="no-go")
    asked = await releases.send(poll=poll)
    assert asked.poll and not asked.poll.is_finalized()
    ended = await asked.end_poll()
    assert ended.poll.is_finalized()


async def meets_people(guild):
    role = discord.utils.get(guild.roles, name="Reviewer")
    ana = await guild.fetch_member(next(m.id for m in guild.members if m.name == "ana"))
    await ana.add_roles(role, reason="her turn ✅")
    await ana.edit(roles=ana.roles)
    await guild.me.edit(nick="robot")
    await ana.send("psst")
    begins = discord.utils.utcnow() + datetime.timedelta(days=1)
    event = await guild.create_scheduled_event(
        name="Outage", start_time=begins, end_time=begins + datetime.timedelta(hours=1), location="elsewhere",
        entity_type=discord.EntityType.external, privacy_level=discord.PrivacyLevel.guild_only)
    await event.edit(name="Planned outage")
    await event.cancel()


@bot.event
async def on_ready():
    guild = bot.guilds[0]
    tree.copy_global_to(guild=guild)
    await tree.sync(guild=guild)
    releases = discord.utils.get(guild.text_channels, name="releases")
    await uses_channels(guild, releases)
    await asks_in_a_poll(releases)
    await meets_people(guild)
    # Known before they are sent: a press may come sooner than the answer to the request.
    for view in (Card(), Selects()):
        bot.add_view(view)
        await releases.send("card", view=view)


bot.run("sandbox.bot.token")
