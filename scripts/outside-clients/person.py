"""The person: waits for a bot's card in #releases, presses, fills in a form, gives a command, and judges what came of it.

What the bot has to be: a card with the buttons `pass` (edits the card to "passed", and says something to that person
alone) and `why` (opens a form with one text), and a command `/go what:TEXT` that is answered later with "done".
"""

import asyncio
import json
import sys

import aiohttp

BASE = sys.argv[1]
API = f"{BASE}/api/v10"
PATIENCE = 20


class Person:
    def __init__(self, http, world, name):
        self.http, self.world, self.name = http, world, name
        self.channel = next(c["id"] for c in world["channels"] if c["name"] == "releases")
        self.events, self.news = [], asyncio.Condition()

    async def listen(self):
        socket = await self.http.ws_connect(BASE.replace("http", "ws") + "/?v=10&encoding=json")
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": f"person-{self.name}", "properties": {}}})
        async for frame in socket:
            async with self.news:
                self.events.append(json.loads(frame.data))
                self.news.notify_all()

    async def hears(self, wanted, what):
        async def found():
            async with self.news:
                while True:
                    for event in self.events:
                        if wanted(event):
                            return event["d"]
                    await self.news.wait()

        try:
            return await asyncio.wait_for(found(), PATIENCE)
        except asyncio.TimeoutError:
            sys.exit(f"in vain: {what}; heard {[e['t'] for e in self.events]}")

    async def acts(self, kind, nonce, data, **more):
        body = {
            "type": kind, "application_id": self.world["application_id"], "guild_id": self.world["guild_id"],
            "channel_id": self.channel, "session_id": "outside", "nonce": nonce, "data": data, **more,
        }
        async with self.http.post(f"{API}/interactions", json=body) as answer:
            if answer.status != 204:
                sys.exit(f"refused: {nonce} {answer.status} {await answer.text()}")

    async def answered(self, nonce):
        ended = lambda e: e["t"] in ("INTERACTION_SUCCESS", "INTERACTION_FAILURE") and e["d"].get("nonce") == nonce
        await self.hears(ended, f"an answer to {nonce}")
        if any(e["t"] == "INTERACTION_FAILURE" for e in self.events):
            sys.exit(f"{nonce}: this interaction failed")


def says(text):
    return lambda e: e["t"] in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and e["d"].get("content") == text


async def commands(person):
    path = f"{API}/guilds/{person.world['guild_id']}/application-command-index"
    while True:
        async with person.http.get(path) as answer:
            for command in (await answer.json())["application_commands"]:
                if command["name"] == "go":
                    return command
        await asyncio.sleep(0.1)


async def judge(http):
    async with http.get(f"{BASE}/sandbox/history") as answer:
        lines = [json.loads(line) for line in (await answer.text()).splitlines()]
    for line in lines:
        if line.get("unknown_route") or line.get("status", 200) >= 400:
            sys.exit(f"refused: {line['method']} {line['path']} {line['status']} {line['response']}")


async def main():
    async with aiohttp.ClientSession(headers={"Authorization": "person-ana"}) as http:
        async with http.get(f"{BASE}/sandbox/world") as answer:
            person = Person(http, await answer.json(), "ana")
        listening = asyncio.create_task(person.listen())
        has_buttons = lambda e: e["t"] == "MESSAGE_CREATE" and "pass" in json.dumps(e["d"].get("components", []))
        card = await person.hears(has_buttons, "a card with buttons")
        at_card = {"message_id": card["id"], "message_flags": card.get("flags", 0)}
        await person.acts(3, "pass", {"component_type": 2, "custom_id": "pass"}, **at_card)
        await person.answered("pass")
        await person.hears(says("passed"), "the card as it is passed")
        await person.hears(lambda e: e["t"] == "MESSAGE_CREATE" and e["d"].get("flags", 0) & 64, "a word to me alone")
        await person.acts(3, "why", {"component_type": 2, "custom_id": "why"}, **at_card)
        form = await person.hears(lambda e: e["t"] == "INTERACTION_MODAL_CREATE", "a form")
        field = form["components"][0]["components"][0]["custom_id"]
        typed = {"type": 1, "components": [{"type": 4, "custom_id": field, "value": "because"}]}
        await person.acts(5, "form", {"id": form["id"], "custom_id": form["custom_id"], "components": [typed]})
        await person.answered("form")
        await person.hears(says("thanks because"), "an answer to the form")
        command = await asyncio.wait_for(commands(person), PATIENCE)
        options = [{"type": 3, "name": "what", "value": "now"}]
        data = {"id": command["id"], "version": command["version"], "name": "go", "type": 1, "options": options}
        await person.acts(2, "go", data)
        await person.answered("go")
        await person.hears(says("done"), "an answer to the command")
        await judge(http)
        listening.cancel()


asyncio.run(main())
