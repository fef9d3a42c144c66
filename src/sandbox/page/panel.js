// The panel of a place: its threads, what is pinned in it, and the server's scheduled events.
//
// Made by `page.js`; opened by the buttons in the header and by an event in the list of places. Reads anew each time it
// is opened, and draws again when what it shows changes.

import { avatar, h, icon, patch } from "./dom.js";
import { drawBody, namesOf } from "./message.js";
import { drawEvent, openEvents } from "./events.js";
import { openThread } from "./newthread.js";
import { mayBegin, mayPin } from "./rights.js";
import { reveal } from "./veil.js";
import { fromNow, fullTime, messageTime } from "./when.js";
import { bornAt, byAge, isThread } from "./world.js";

const TABS = { threads: ["Threads", "thread"], pins: ["Pinned messages", "pin"], events: ["Events", "date"] };

export class Panel {
  /** `go(channel, message?)` opens a place; `place()` is `{session, channel}` of what is on screen. */
  constructor({ go, place }) {
    Object.assign(this, { go, place });
    const tools = Object.entries(TABS).map(([tab, [name, sign]]) =>
      h(
        "button",
        { type: "button", class: "tool", "data-tab": tab, "aria-haspopup": "dialog", "aria-label": name, title: name },
        icon(sign),
      ),
    );
    this.tools = h("div", { id: "place-tools" }, tools);
    this.tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tab]");
      if (button) this.open(button.dataset.tab);
    });
    document.getElementById("open-tour").before(this.tools);
  }

  open(tab) {
    if (this.dialog || !this.place().channel) return;
    Object.assign(this, { ...this.place(), tab, said: null, pins: null, interested: new Map() });
    this.body = h("div", { class: "panel-body", id: "panel-body", role: "tabpanel" });
    this.tabs = h("div", { class: "panel-tabs", role: "tablist", "aria-label": "What to see" });
    const close = h("button", { type: "button", class: "tool", "aria-label": "Close", title: "Close" }, icon("close"));
    this.dialog = h(
      "dialog",
      { class: "modal panel", "aria-label": "Threads, pinned messages and events" },
      h("div", { class: "panel-head" }, this.tabs, close),
      this.body,
    );
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (event) => this.clicked(event));
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => {
      this.dialog.remove();
      this.dialog = null;
    });
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.turn(tab);
    this.tabs.querySelector("[aria-selected=true]").focus();
  }

  /** Shows one of the three, and reads what this page does not hold. */
  turn(tab) {
    Object.assign(this, { tab, said: null });
    this.draw();
    if (tab === "pins") this.read(this.readPins());
    if (tab === "events") this.read(this.readInterest());
  }

  read(reading) {
    reading.catch((error) => (this.said = error.message)).then(() => this.draw());
  }

  async readPins() {
    const page = await this.session.rest.get(`/channels/${this.channel}/messages/pins`);
    this.pins = page.items;
    for (const { message } of page.items) this.session.world.learnFrom(message);
  }

  async readInterest() {
    const { guild_id: guild } = this.session.place;
    const lists = openEvents(this.session.world).map(async ({ id }) => {
      const users = await this.session.rest.get(`/guilds/${guild}/scheduled-events/${id}/users`);
      this.interested.set(
        id,
        users.map(({ user }) => user.id),
      );
    });
    await Promise.all(lists);
  }

  /** Draws what is open, again when the world has changed. */
  draw() {
    if (!this.dialog) return;
    patch(
      this.tabs,
      Object.entries(TABS).map(([tab, [name]]) =>
        h(
          "button",
          {
            type: "button",
            role: "tab",
            class: "panel-tab",
            "data-turn": tab,
            "data-key": tab,
            "aria-selected": String(tab === this.tab),
            "aria-controls": "panel-body",
            tabindex: tab === this.tab ? "0" : "-1",
          },
          name,
        ),
      ),
    );
    this.body.setAttribute("aria-label", TABS[this.tab][0]);
    const drawn = { threads: () => this.threads(), pins: () => this.pinned(), events: () => this.events() }[this.tab]();
    const said = this.said ? [h("p", { class: "failure", role: "alert", "data-key": "said" }, this.said)] : [];
    patch(this.body, [...said, ...drawn]);
  }

  nothing = (words) => [h("p", { class: "panel-empty", "data-key": "nothing" }, words)];

  /** The threads of the channel, or of the one that a thread belongs to: open ones, then archived ones. */
  threads() {
    const { world } = this.session;
    const here = world.channels.get(this.channel);
    const parent = isThread(here) ? here.parent_id : this.channel;
    const last = (one) => one.last_message_id ?? one.id;
    const known = [...world.channels.values()]
      .filter((one) => isThread(one) && one.parent_id === parent)
      .sort((a, b) => byAge(last(b), last(a)));
    const part = (title, some) =>
      some.length
        ? [
            h("h2", { class: "forum-part", "data-key": title }, `${title} (${some.length})`),
            h(
              "ul",
              { class: "panel-list", "data-key": `list ${title}` },
              some.map((one) => this.thread(one)),
            ),
          ]
        : [];
    const shown = [
      ...part(
        "Active",
        known.filter((one) => !one.thread_metadata?.archived),
      ),
      ...part(
        "Archived",
        known.filter((one) => one.thread_metadata?.archived),
      ),
    ];
    const all = shown.length ? shown : this.nothing("There are no threads here yet.");
    const way = { type: "button", class: "button primary panel-new", "data-new": parent, "data-key": "new" };
    return mayBegin(world, parent) ? [h("button", way, "New thread"), ...all] : all;
  }

  thread(one) {
    const { world } = this.session;
    const count = one.message_count ?? 0;
    const last = fromNow(bornAt(one.last_message_id ?? one.id));
    const who = world.nameOf(one.owner_id) ?? "somebody";
    return h(
      "li",
      { "data-key": one.id },
      h(
        "button",
        {
          type: "button",
          class: "panel-entry",
          "data-go": one.id,
          "aria-current": one.id === this.channel ? "page" : null,
        },
        h(
          "span",
          { class: "thread-name" },
          icon("thread"),
          one.name,
          one.thread_metadata?.locked ? h("span", { class: "place-note" }, "locked") : null,
        ),
        h(
          "span",
          { class: "thread-note" },
          count
            ? `${count} ${count === 1 ? "message" : "messages"}, last ${last}, begun by ${who}`
            : `Nothing was said yet, begun ${last} by ${who}`,
        ),
      ),
    );
  }

  pinned() {
    if (!this.pins) return this.said ? [] : this.nothing("Loading…");
    if (!this.pins.length) return this.nothing("Nothing is pinned here.");
    const { session } = this;
    const { world } = session;
    const seen = { session, world, names: namesOf(session) };
    const button = (name, data, words) =>
      h("button", { type: "button", class: "plain", ...data, "aria-label": name }, words);
    return [
      h(
        "ul",
        { class: "panel-list", "data-key": "pins" },
        this.pins.map(({ message, pinned_at: at }) => {
          const who = world.nameOf(message.author.id) ?? message.author.username;
          const sent = bornAt(message.id);
          return h(
            "li",
            { class: "pinned", "data-key": message.id, "data-id": message.id },
            h(
              "div",
              { class: "head" },
              avatar(who, message.author.bot),
              h("b", { class: "author" }, who),
              h(
                "time",
                { class: "sent", datetime: new Date(sent).toISOString(), title: fullTime(sent) },
                messageTime(sent),
              ),
            ),
            h("div", { class: "pinned-body", inert: true }, drawBody(message, seen)),
            h(
              "p",
              { class: "private" },
              `Pinned ${fromNow(Date.parse(at))} · `,
              button(`Jump to the message of ${who}`, { "data-jump": message.id }, "Jump"),
              mayPin(world)
                ? [" · ", button(`Unpin the message of ${who}`, { "data-unpin": message.id }, "Unpin")]
                : null,
            ),
          );
        }),
      ),
    ];
  }

  events() {
    const { world } = this.session;
    const events = openEvents(world);
    if (!events.length) return this.nothing("No event is planned.");
    const names = namesOf(this.session);
    const list = events.map((event) =>
      drawEvent(event, {
        names,
        me: world.me,
        interested: this.interested.get(event.id),
        who: world.nameOf(event.creator_id),
      }),
    );
    return [h("ul", { class: "panel-list", "data-key": "events" }, list)];
  }

  clicked(event) {
    // A press beside the panel closes it, as it closes a menu.
    if (event.target === this.dialog) return this.dialog.close();
    const on = (name) => event.target.closest(`[data-${name}]`);
    if (reveal(event.target)) return;
    if (on("turn")) this.turn(on("turn").dataset.turn);
    else if (on("go")) this.leave(on("go").dataset.go);
    else if (on("new")) this.begin(on("new").dataset.new);
    else if (on("jump")) this.leave(this.channel, on("jump").dataset.jump);
    else if (on("unpin")) this.read(this.unpin(on("unpin").dataset.unpin));
    else if (on("interest")) this.read(this.turnInterest(on("interest").dataset.interest));
  }

  leave(channel, message) {
    this.dialog.close();
    this.go(channel, message);
  }

  begin(channel) {
    const { session, go } = this;
    this.dialog.close();
    openThread({ session, channel, go, back: () => document.getElementById("say").focus() });
  }

  async unpin(message) {
    await this.session.rest.delete(`/channels/${this.channel}/messages/pins/${message}`);
    await this.readPins();
  }

  async turnInterest(event) {
    const path = `/guilds/${this.session.place.guild_id}/scheduled-events/${event}/users/@me`;
    const { rest, world } = this.session;
    if (this.interested.get(event)?.includes(world.me)) await rest.delete(path);
    else await rest.put(path);
    await this.readInterest();
  }

  /** Arrows walk the tabs. */
  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches("[role=tab]")) return;
    const names = Object.keys(TABS);
    this.turn(names[(names.indexOf(this.tab) + step + names.length) % names.length]);
    this.tabs.querySelector("[aria-selected=true]").focus();
    event.preventDefault();
  }
}
