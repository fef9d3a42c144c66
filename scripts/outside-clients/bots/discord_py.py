"""A bot with discord.py; what it has to do stands in person.py."""

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
    await releases.send("card", view=Card())


bot.run("sandbox.bot.token")
