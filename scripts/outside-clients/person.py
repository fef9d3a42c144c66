"""The person: waits for a bot's card in #releases, does with it what people do, and judges what came of it.

What a bot has to do by itself when it is ready: begin a thread and write there, post in the forum #questions, send a
file and read it back, react, write to ana directly ("psst"), give ana the role Reviewer, plan an event. Then it posts
its cards; a message has room for four selects beside the buttons.

What its cards and commands have to do:

    button `pass`               edits the card to "passed", and says "noted" to that person alone
    button `why`                opens a form with one text, and answers it with "thanks " and what was typed
    button `form`, if it has it opens a form of labels with a text and a select, answered in the same way
    selects `text`, `people`,
    `roles`, `both`, `places`   are answered with the custom id and the names of what was chosen, such as "people: ana"
    /go what:TEXT who:USER where:CHANNEL
                                completes `what` with "now", and is answered later with "done ana general"
    a message "ping"            is answered with "pong"
"""

import asyncio
import json
import sys

import aiohttp

BASE = sys.argv[1]
API = f"{BASE}/api/v10"
PATIENCE = 30
BUTTON, TEXT, PEOPLE, ROLES, BOTH, PLACES = 2, 3, 5, 6, 7, 8


class Person:
    def __init__(self, http, world, people, name):
        self.http, self.world, self.name = http, world, name
        self.people = {person["name"]: person["user_id"] for person in people}
        self.roles = {role["name"]: role["id"] for role in world["roles"]}
        self.places = {channel["name"]: channel["id"] for channel in world["channels"]}
        self.channel = self.places["releases"]
        self.events, self.news = [], asyncio.Condition()
        self.acted = 0

    async def listen(self):
        socket = await self.http.ws_connect(BASE.replace("http", "ws") + "/?v=10&encoding=json")
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": f"person-{self.name}", "properties": {}}})
        async for frame in socket:
            async with self.news:
                self.events.append(json.loads(frame.data))
                self.news.notify_all()

    async def hears(self, wanted, what, after=0):
        async def found():
            async with self.news:
                while True:
                    for event in self.events[after:]:
                        if wanted(event):
                            return event["d"]
                    await self.news.wait()

        try:
            return await asyncio.wait_for(found(), PATIENCE)
        except asyncio.TimeoutError:
            sys.exit(f"in vain: {what}; heard {[event['t'] for event in self.events[after:]]}")

    async def post(self, path, body):
        async with self.http.post(f"{API}{path}", json=body) as answer:
            if answer.status not in (200, 204):
                sys.exit(f"refused: {path} {body} {answer.status} {await answer.text()}")

    async def asks(self, kind, data, what, **more):
        """Sends an interaction, as Discord's own client does; returns its nonce."""
        self.acted += 1
        nonce = f"{self.acted} {what}"
        body = {
            "type": kind, "application_id": self.world["application_id"], "guild_id": self.world["guild_id"],
            "channel_id": self.channel, "session_id": "outside", "nonce": nonce, "data": data, **more,
        }
        await self.post("/interactions", body)
        return nonce

    async def acts(self, kind, data, what, **more):
        """As `asks`, and waits until the bot has answered. Returns how many events there were before."""
        before = len(self.events)
        nonce = await self.asks(kind, data, what, **more)
        ended = lambda e: e["t"] in ("INTERACTION_SUCCESS", "INTERACTION_FAILURE") and e["d"].get("nonce") == nonce
        await self.hears(ended, f"an answer to {what}", before)
        if any(event["t"] == "INTERACTION_FAILURE" for event in self.events):
            sys.exit(f"{what}: this interaction failed")
        return before

    async def uses(self, kind, custom_id, values=None):
        """Presses a button of a card, or chooses from a select."""
        card = await self.hears(has(custom_id), f"a card with {custom_id}")
        data = {"component_type": kind, "custom_id": custom_id}
        if values is not None:
            data["values"] = values
        at_card = {"message_id": card["id"], "message_flags": card.get("flags", 0)}
        return await self.acts(3, data, custom_id, **at_card)


def says(text):
    return lambda e: e["t"] in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and e["d"].get("content") == text


def has(custom_id):
    return lambda e: e["t"] == "MESSAGE_CREATE" and f'"custom_id": "{custom_id}"' in json.dumps(e["d"]["components"])


def opened(event):
    return event["t"] == "INTERACTION_MODAL_CREATE"


async def presses(ana):
    before = await ana.uses(BUTTON, "pass")
    await ana.hears(says("passed"), "the card as it is passed", before)
    alone = lambda e: says("noted")(e) and e["d"].get("flags", 0) & 64
    await ana.hears(alone, "a word to me alone", before)


async def fills_in(ana, button):
    """Opens a form and types and chooses whatever it asks for."""
    form = await ana.hears(opened, f"the form of {button}", await ana.uses(BUTTON, button))
    rows, typed = [], []
    for row in form["components"]:
        field = row["component"] if row["type"] == 18 else row["components"][0]
        filled = {"type": field["type"], "custom_id": field["custom_id"]}
        if field["type"] == 4:
            filled["value"] = "because"
            typed.append("because")
        else:
            filled["values"] = [field["options"][0]["value"]]
            typed.append(filled["values"][0])
        rows.append({"type": 18, "component": filled} if row["type"] == 18 else {"type": 1, "components": [filled]})
    data = {"id": form["id"], "custom_id": form["custom_id"], "components": rows}
    before = await ana.acts(5, data, f"the form of {button}")
    await ana.hears(says("thanks " + " ".join(typed)), "an answer to the form", before)


async def chooses(ana):
    wishes = [
        (TEXT, "text", ["one"], "one"), (PEOPLE, "people", [ana.people["ben"]], "ben"),
        (ROLES, "roles", [ana.roles["Reviewer"]], "Reviewer"), (BOTH, "both", [ana.people["ben"]], "ben"),
        (BOTH, "both", [ana.roles["Reviewer"]], "Reviewer"), (PLACES, "places", [ana.places["general"]], "general"),
    ]
    for kind, custom_id, values, shown in wishes:
        before = await ana.uses(kind, custom_id, values)
        await ana.hears(says(f"{custom_id}: {shown}"), f"an answer to the select {custom_id}", before)


async def find_command(ana):
    path = f"{API}/guilds/{ana.world['guild_id']}/application-command-index"
    while True:
        async with ana.http.get(path) as answer:
            for command in (await answer.json())["application_commands"]:
                if command["name"] == "go":
                    return command
        await asyncio.sleep(0.1)


async def commands(ana):
    command = await asyncio.wait_for(find_command(ana), PATIENCE)
    data = {"id": command["id"], "version": command["version"], "name": "go", "type": 1}
    half = [{"type": 3, "name": "what", "value": "n", "focused": True}]
    before = len(ana.events)
    await ana.asks(4, {**data, "options": half}, "completions")
    completed = lambda e: e["t"] == "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE"
    offered = await ana.hears(completed, "completions", before)
    if [choice["value"] for choice in offered["choices"]] != ["now"]:
        sys.exit(f"completions: {offered}")
    options = [
        {"type": 3, "name": "what", "value": "now"}, {"type": 6, "name": "who", "value": ana.people["ana"]},
        {"type": 7, "name": "where", "value": ana.places["general"]},
    ]
    before = await ana.acts(2, {**data, "options": options}, "go")
    await ana.hears(says("done ana general"), "an answer to the command", before)


async def history(http):
    async with http.get(f"{BASE}/sandbox/history") as answer:
        return [json.loads(line) for line in (await answer.text()).splitlines()]


async def is_cut_off(ana):
    """The bot's socket is cut; what was said meanwhile is answered once, and the card works on."""
    pongs = lambda: sum(says("pong")(event) for event in ana.events)
    await ana.post(f"/channels/{ana.channel}/messages", {"content": "ping"})
    await ana.hears(says("pong"), "pong")
    before, lines = len(ana.events), len(await history(ana.http))
    async with ana.http.post(f"{BASE}/sandbox/faults", json={"gateway": "drop"}) as answer:
        answer.raise_for_status()
    await ana.post(f"/channels/{ana.channel}/messages", {"content": "ping"})
    await ana.hears(says("pong"), "pong after the socket was cut", before)
    await presses(ana)
    sent = [line["op"] for line in (await history(ana.http))[lines:] if line["kind"] == "gateway" and "op" in line]
    if 6 not in sent or 2 in sent or pongs() != 2:
        sys.exit(f"after the cut: sent {sent}, {pongs()} pongs")


async def judge(http):
    for line in await history(http):
        if line.get("unknown_route") or line.get("status", 200) >= 400:
            sys.exit(f"refused: {line['method']} {line['path']} {line['status']} {line['request']} {line['response']}")


async def read(http, path):
    async with http.get(f"{BASE}{path}") as answer:
        return await answer.json()


async def main():
    async with aiohttp.ClientSession(headers={"Authorization": "person-ana"}) as http:
        ana = Person(http, await read(http, "/sandbox/world"), await read(http, "/sandbox/people"), "ana")
        listening = asyncio.create_task(ana.listen())
        await ana.hears(says("psst"), "a direct message")
        await ana.hears(has("places"), "the last of the cards")
        await presses(ana)
        await fills_in(ana, "why")
        if any(has("form")(event) for event in ana.events):
            await fills_in(ana, "form")
        await chooses(ana)
        await commands(ana)
        await is_cut_off(ana)
        await judge(http)
        listening.cancel()


asyncio.run(main())
