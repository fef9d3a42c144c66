// Begins the page and ties its parts together: who the reader is, which place is open, what is redrawn when.
//
// The only module that knows all the others. Loaded by index.html.

import { h, icon } from "./dom.js";
import { askSandbox } from "./wire.js";
import { Acts } from "./acts.js";
import { Session } from "./session.js";
import { Awaited } from "./awaited.js";
import { naming, nextReleaseDay } from "./cards.js";
import { Clock } from "./clock.js";
import { beginAnew, closeDrawers, setUpDrawers, setUpTheme, setUpTouch, tellLink } from "./frame.js";
import { Jump } from "./jump.js";
import { gist, plain } from "./message.js";
import { Channels } from "./channels.js";
import { Composer } from "./composer.js";
import { Forum } from "./forum.js";
import { Messages } from "./messages.js";
import { openModal } from "./modal.js";
import { placeLabel } from "./names.js";
import { Panel } from "./panel.js";
import { People } from "./people.js";
import { mayModerate } from "./rights.js";
import { Tour } from "./tour.js";
import { Typists } from "./typists.js";
import { CHANNEL, isThread } from "./world.js";

const byId = (id) => document.getElementById(id);

class Page {
  constructor(people, place) {
    Object.assign(this, { people, place, sessions: new Map(), dirty: new Set() });
    this.jump = new Jump({ go: (channel, message) => this.go(channel, message) });
    this.clock = new Clock({
      moving: () => this.jump.begin(),
      moved: () => this.redraw("talk", "people"),
      naming: (unix) => this.naming(unix),
      day: (now) => (this.session?.ready ? nextReleaseDay(this.session.world, now, place.service_zones ?? {}) : null),
    });
    this.clock.zones = place.zones ?? [];
    this.panel = new Panel({
      go: (channel, message) => this.go(channel, message),
      place: () => ({ session: this.session, channel: this.channel }),
    });
    this.forum = new Forum({ go: (channel) => this.go(channel) });
    this.channels = new Channels({ go: (channel) => this.go(channel), panel: (tab) => this.panel.open(tab) });
    const go = (channel) => this.go(channel);
    this.composer = new Composer({ erase: (message) => acts.ask(message), go });
    const acts = new Acts({ composer: this.composer, session: () => this.session, go });
    this.messages = new Messages({
      go: (channel, message) => this.go(channel, message),
      act: (kind, message) => acts.act(kind, message),
      command: (text) => this.composer.put(text),
    });
    this.persons = new People(people, {
      become: (name) => this.become(name),
      awaits: (person) => this.awaited.waitFor(person),
    });
    this.awaited = new Awaited(people, { go: (name, channel, message) => this.goAs(name, channel, message) });
    this.typists = new Typists();
    this.tour = new Tour(this);
    setUpDrawers();
    setUpTheme();
    setUpTouch();
    document.addEventListener("keydown", (event) => this.key(event));
    for (const sign of ["click", "keydown"]) document.addEventListener(sign, (event) => this.acted(event), true);
    document.addEventListener("visibilitychange", () => this.messages.stuck && this.messages.seenAll());
    // Back and forward, and an address that was changed by hand.
    window.addEventListener("popstate", () => this.follow());
  }

  /** Goes where the address points: `#/person/channel/message`; person and channel survive a reload. */
  follow() {
    const [, name, channel, message] = location.hash.split("/").map(decodeURIComponent);
    const wanted = name ?? sessionStorage.getItem("gonogo person") ?? "ana";
    const person = this.people.find((one) => one.name === wanted) ?? this.people[0];
    if (this.session?.person === person && (!channel || channel === this.channel) && !message) return;
    this.goAs(person.name, channel, message);
  }

  /** Opens a place as somebody, and brings a message of it into view. */
  goAs(name, channel, message) {
    if (name === this.session?.person.name) this.go(channel, message);
    else this.become(name, channel, message);
  }

  become(name, channel = this.channel, message = null) {
    const person = this.people.find((one) => one.name === name);
    sessionStorage.setItem("gonogo person", name);
    if (!this.sessions.has(name)) this.sessions.set(name, this.begin(person));
    this.session = this.sessions.get(name);
    this.channel = null;
    this.link();
    this.redraw("people");
    closeDrawers();
    if (this.session.ready) this.go(this.reachable(channel), message);
    else this.wanted = { channel, message };
  }

  begin(person) {
    const session = new Session(person, this.place);
    const open = () => session === this.session;
    const { world } = session;
    session.addEventListener("ready", () => open() && this.arrive());
    session.addEventListener("replaced", beginAnew);
    session.addEventListener("link", () => open() && this.link());
    session.addEventListener("modal", ({ detail }) => open() && openModal(session, detail));
    world.addEventListener("places", () => this.redraw("places", open() ? null : "people"));
    world.addEventListener("people", () => {
      if (!open()) return;
      this.messages.forget();
      this.redraw("people", "talk");
    });
    world.addEventListener("talk", ({ detail }) => open() && detail === this.channel && this.redraw("talk"));
    for (const topic of ["said", "edited"])
      world.addEventListener(topic, ({ detail }) => open() && this.heard(detail));
    world.addEventListener("typing", ({ detail }) => open() && this.typists.hear(world, detail));
    world.addEventListener(
      "said",
      ({ detail }) => open() && detail.channel_id === this.channel && this.messages.arrived(detail),
    );
    return session;
  }

  /** The session knows its places: goes to the one that waited for that. */
  arrive() {
    if (this.channel) return this.turnTo(this.reachable(this.channel));
    this.turnTo(this.reachable(this.wanted.channel), this.wanted.message);
  }

  /** What comes after the reader did something is no longer the clock's doing. */
  acted({ type, key, target }) {
    const does = "#messages [data-press], #messages [data-pick], #send, dialog .primary";
    if (type === "click" ? target.closest(does) : key === "Enter" && target.closest("#composer")) this.jump.end();
  }

  /** A message came or changed, anywhere this person sees. */
  heard(message) {
    this.jump.heard(this.session, message);
    this.typists.said(this.session.world, message);
    this.clock.wonder();
    this.redraw("people");
  }

  /** Which message names a moment: what it says first, and the way to it. */
  naming(unix) {
    const message = this.session?.ready ? naming(this.session.world, unix) : null;
    if (!message) return null;
    const place = this.session.world.placeName(message.channel_id);
    return {
      words: `${gist(message, this.session).split(" · ")[0].slice(0, 80)} (${place})`,
      open: () => this.go(message.channel_id, message.id),
    };
  }

  /** The channel asked for if this person sees it, else the first of the guild. */
  reachable(channel) {
    const { channels } = this.session.world;
    if (channels.has(channel)) return channel;
    const texts = [...channels.values()]
      .filter((one) => one.type === CHANNEL.text)
      .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
    return (texts.find((one) => one.name === "releases") ?? texts[0])?.id;
  }

  go(channel, message) {
    closeDrawers();
    this.turnTo(channel, message);
  }

  /** As `go`, where the reader did not ask for it: a drawer they opened meanwhile stays. */
  turnTo(channel, message) {
    const { world } = this.session;
    if (!channel || !world.channels.has(channel)) return;
    const same = this.channel === channel && (this.forum.session ?? this.messages.session) === this.session;
    this.channel = channel;
    this.note(`#/${encodeURIComponent(this.session.person.name)}/${channel}`);
    if (!same) {
      this.typists.turn(world, channel);
      const at = world.channels.get(channel);
      const forum = this.forum.open(this.session, channel);
      if (forum) this.messages.leave();
      else this.messages.open(this.session, channel);
      this.composer.open(this.session, channel, placeLabel(world, channel), Boolean(at.thread_metadata?.locked) && !mayModerate(world));
      if (!forum && matchMedia("(min-width: 601px)").matches) this.composer.focus();
    }
    this.redraw("places", "talk", "people");
    this.tour.ready();
    if (message) this.spot(channel, message);
  }

  /** Writes down where the reader is, so that the browser's way back leads there. */
  note(address) {
    if (location.hash === address) return;
    const same = !location.hash || location.hash.startsWith(`${address}/`);
    history[same ? "replaceState" : "pushState"](null, "", address);
  }

  /** Brings a message into view, however old it is. */
  async spot(channel, message) {
    await this.session.reach(channel, message).catch(() => {});
    requestAnimationFrame(() => this.channel === channel && this.messages.spot(message));
  }

  /** Marks parts as out of date; they are drawn together before the next frame. */
  redraw(...parts) {
    for (const part of parts) if (part) this.dirty.add(part);
    // A microtask, not a frame: a page in the background gets no frames, and its unread marks must still be true.
    this.drawing ??= Promise.resolve().then(() => this.draw());
  }

  draw() {
    this.drawing = null;
    const parts = new Set(this.dirty);
    this.dirty.clear();
    if (!this.session) return;
    if (parts.has("people")) {
      this.awaited.show(this.session, this.channel);
      this.persons.show(this.session, (name) => this.callsOf(name));
    }
    if (parts.has("places")) {
      this.channels.show(this.session, this.channel);
      this.drawHeader();
    }
    if (parts.has("talk") && this.messages.session === this.session) this.messages.draw();
    if (parts.has("talk") || parts.has("places")) {
      this.forum.draw();
      this.panel.draw();
    }
    this.tour.look();
  }

  /** How often a person who is not shown was called since they looked last. */
  callsOf(name) {
    const world = this.sessions.get(name)?.world;
    return world ? [...world.channels.keys()].reduce((sum, id) => sum + world.unread(id).calls, 0) : 0;
  }

  drawHeader() {
    const { world } = this.session;
    const channel = world.channels.get(this.channel);
    if (!channel) return;
    const parent = isThread(channel) ? world.channels.get(channel.parent_id) : null;
    byId("place-name").replaceChildren(
      ...(parent
        ? [
            h(
              "button",
              { type: "button", class: "parent", on: { click: () => this.go(parent.id) }, title: `Back to #${parent.name}` },
              icon("left"),
              h("span", { class: "parent-name" }, `# ${parent.name}`),
            ),
            h("span", { class: "sep", "aria-hidden": "true" }, "›"),
          ]
        : [h("span", { class: "hash", "aria-hidden": "true" }, channel.type === CHANNEL.dm ? "@" : "#")]),
      h("span", { class: "place-title" }, world.placeName(this.channel)),
      channel.thread_metadata?.archived ? h("span", { class: "place-note" }, "archived") : "",
    );
    document.body.classList.toggle("in-thread", Boolean(parent));
    byId("topic").textContent = channel.topic ? plain(channel.topic, this.session) : "";
    document.title = `${placeLabel(world, this.channel)} · ${this.session.person.name} · gonogo sandbox`;
  }

  link() {
    const { gateway, link } = this.session;
    tellLink(link === "lost", () => gateway.hurry());
  }

  /** Escape closes a drawer; a letter typed anywhere goes to the composer, as on Discord. */
  key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) closeDrawers();
    const free = document.activeElement === document.body || document.activeElement?.closest("#scroller li");
    const pressable = document.activeElement?.matches("button, a, input, textarea, select, [role=button], pre");
    const plain = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (free && !pressable && plain) this.composer.focus();
  }
}

async function begin() {
  try {
    const [people, place] = await Promise.all([
      askSandbox("GET", "/sandbox/people"),
      askSandbox("GET", "/sandbox/world"),
    ]);
    const page = new Page(people, place);
    await page.clock.ask();
    page.follow();
  } catch (error) {
    byId("beginning").replaceChildren(
      h("p", { class: "failure", role: "alert" }, `The page could not begin: ${error.message}`),
    );
    throw error;
  }
}

begin();
