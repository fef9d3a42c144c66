"""A bot with nextcord; what it has to do stands in person.py."""

import sys

import nextcord
from nextcord.ext import commands

BASE = sys.argv[1]
nextcord.http.Route.BASE = f"{BASE}/api/v10"

bot = commands.Bot(command_prefix="!", intents=nextcord.Intents.all())


class Why(nextcord.ui.Modal):
    def __init__(self):
        super().__init__("Why", custom_id="form")
        self.reason = nextcord.ui.TextInput(label="Reason", custom_id="reason")
        self.add_item(self.reason)

    async def callback(self, interaction):
        await interaction.response.send_message(f"thanks {self.reason.value}", ephemeral=True)


class Card(nextcord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @nextcord.ui.button(label="Pass", custom_id="pass")
    async def passes(self, _, interaction):
        await interaction.response.edit_message(content="passed", view=self)
        await interaction.followup.send("noted", ephemeral=True)

    @nextcord.ui.button(label="Why", custom_id="why")
    async def why(self, _, interaction):
        await interaction.response.send_modal(Why())


@bot.slash_command(name="go", description="go")
async def go(interaction: nextcord.Interaction, what: str):
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("done" if what == "now" else "what?")


@bot.event
async def on_ready():
    releases = nextcord.utils.get(bot.guilds[0].text_channels, name="releases")
    card = await releases.send("before")
    thread = await card.create_thread(name="thread")
    await thread.send("in the thread")
    await card.pin()
    assert await releases.pins()
    await card.add_reaction("✅")
    await releases.send("card", view=Card())


bot.run("sandbox.bot.token")
