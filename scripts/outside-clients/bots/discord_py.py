"""A bot with discord.py; what it has to do stands in person.py."""

import datetime
import sys

import discord
import yarl
from discord import app_commands

BASE = sys.argv[1]
discord.http.Route.BASE = f"{BASE}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(BASE.replace("http", "ws") + "/")

bot = discord.Client(intents=discord.Intents.all())
tree = app_commands.CommandTree(bot)


class Why(discord.ui.Modal, title="Why"):
    reason = discord.ui.TextInput(label="Reason")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"thanks {self.reason.value}", ephemeral=True)


class Card(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Pass", custom_id="pass")
    async def passes(self, interaction, _):
        await interaction.response.edit_message(content="passed", view=self)
        await interaction.followup.send("noted", ephemeral=True)

    @discord.ui.button(label="Why", custom_id="why")
    async def why(self, interaction, _):
        await interaction.response.send_modal(Why())


class Layout(discord.ui.LayoutView):
    def __init__(self):
        super().__init__(timeout=None)
        section = discord.ui.Section("text", accessory=discord.ui.Button(label="b", custom_id="in-section"))
        self.add_item(discord.ui.Container(discord.ui.TextDisplay("# title"), section))


@tree.command(name="go", description="go")
async def go(interaction, what: str):
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("done" if what == "now" else "what?")


@bot.event
async def on_ready():
    guild = bot.guilds[0]
    tree.copy_global_to(guild=guild)
    await tree.sync(guild=guild)
    releases = discord.utils.get(guild.text_channels, name="releases")
    layout = await releases.send(view=Layout())
    assert layout.flags.components_v2 and layout.components
    await layout.pin()
    assert [message async for message in releases.pins()]
    thread = await layout.create_thread(name="thread")
    await thread.send("in the thread")
    await layout.add_reaction("✅")
    poll = discord.Poll(question="Go?", duration=datetime.timedelta(hours=1))
    poll.add_answer(text="go", emoji="✅")
    poll.add_answer(text="no-go")
    asked = await releases.send(poll=poll)
    assert asked.poll and not asked.poll.is_finalized()
    ended = await asked.end_poll()
    assert ended.poll.is_finalized()
    await thread.edit(archived=True)
    said = await releases.send("pass it on")
    passed = await said.forward(releases)
    assert passed.message_snapshots[0].content == "pass it on"
    role = discord.utils.get(guild.roles, name="Reviewer")
    ana = await guild.fetch_member(next(m.id for m in guild.members if m.name == "ana"))
    await ana.add_roles(role, reason="her turn ✅")
    await ana.edit(roles=ana.roles)
    await guild.me.edit(nick="robot")
    # Known before it is sent: a press may come sooner than the answer to the request.
    bot.add_view(Card())
    await releases.send("card", view=Card())


bot.run("sandbox.bot.token")
