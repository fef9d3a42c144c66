// The guided tour: leads somebody new through one release, pointing at the real controls.
//
// Made by `page.js`. A stop (`stops.js`) is left when the page shows that it is done, however that came about. It can
// be left and resumed; where one stands survives a reload. Which release it walks depends on what the bot can release.

import { h, icon, patch } from "./dom.js";
import { releaseCards } from "./cards.js";
import { OPTION } from "./slash.js";
import { cardOf, visible, wayAs } from "./stops.js";
import { MUGS } from "./tour_mugs.js";
import { OWN } from "./tour_own.js";

const TOURS = { mugs: MUGS, own: OWN };

const KEY = "gonogo tour";
/** How often it is looked whether a stop is done: what it waits for may be anything on the page. */
const LOOK_MS = 250;
/** How long somebody who scrolls is left alone. */
const READING_MS = 5000;
const GAP = 10;

const drawer = (id) => document.getElementById(id).classList.contains("open");

export class Tour {
  constructor(page) {
    this.page = page;
    this.ring = h("div", { id: "tour-ring", hidden: true });
    this.node = h("section", { id: "tour", "aria-label": "Guided tour", hidden: true });
    this.words = h("p", { id: "tour-words", "aria-live": "polite" });
    this.count = h("span", { class: "tour-count" });
    this.acts = h("div", { class: "tour-acts" });
    const leave = h("button", { type: "button", class: "tool", "aria-label": "Leave the tour" }, icon("close"));
    leave.addEventListener("click", () => this.leave());
    this.node.append(h("div", { class: "tour-head" }, h("b", {}, "Tour"), this.count, leave), this.words, this.acts);
    document.body.append(this.ring, this.node);
    document.addEventListener("click", (event) => event.target.closest("[data-tour]") && this.begin());
    // What a press changes may move or hide what is pointed at.
    document.addEventListener("click", () => requestAnimationFrame(() => this.look()));
    for (const sign of ["wheel", "touchmove", "keydown"])
      document.addEventListener(sign, () => (this.handled = performance.now()), { passive: true });
    window.addEventListener("resize", () => this.look());
    document.addEventListener("scroll", () => this.point(), true);
    if (new URLSearchParams(location.search).has("tour")) this.wanted = true;
  }

  /** The page has something to show: goes on where a reload interrupted, or begins if the address asks for it. */
  ready() {
    if (this.timer || (!this.wanted && !this.kept()?.running)) return;
    this.wanted = false;
    if (this.page.session.ready) this.begin();
  }

  kept() {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return kept?.guild === this.page.place.guild_id ? kept : null;
  }

  keep(running) {
    const { at, base, page, name } = this;
    sessionStorage.setItem(KEY, JSON.stringify({ at, base, name, running, guild: page.place.guild_id }));
  }

  /** Which tour there is to take: that of the mug shop where the bot knows it, else one along the team's own. */
  async choose() {
    const { composer, session, channel } = this.page;
    const start = (await composer.commands()).find((leaf) => leaf.path === "release start");
    const asked = { type: OPTION.string, name: "service", value: "mugs", focused: true };
    const known = start ? await session.suggest(channel, start, [asked]) : [];
    return known.some((choice) => choice.value === "mugs") ? "mugs" : "own";
  }

  /** Begins, or goes on where it was left. */
  async begin() {
    const kept = this.kept();
    const name = kept?.name ?? (await this.choose().catch(() => "own"));
    const newest = releaseCards(this.page.session.world)[0]?.number ?? 0;
    Object.assign(this, { name, stops: TOURS[name], seen: null }, kept ? { at: kept.at, base: kept.base } : { at: 0, base: newest });
    clearInterval(this.timer);
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.node.hidden = false;
    this.shown = null;
    this.keep(true);
    this.look();
  }

  leave() {
    clearInterval(this.timer);
    this.timer = null;
    this.node.hidden = this.ring.hidden = true;
    if (this.stops[this.at].last) sessionStorage.removeItem(KEY);
    else this.keep(false);
    this.page.composer.focus();
  }

  /** Moves on past what is done, and shows where to press now. */
  look() {
    if (!this.timer || !this.page.session?.ready) return;
    const before = this.at;
    while (this.at < this.stops.length - 1 && !this.detour(this.stops[this.at]) && this.stops[this.at].done(this)) this.step();
    // A form that was closed unsent is opened again by the stop before it.
    const unsent = this.stops[this.at].texts && !this.stops[this.at].done(this) && !document.querySelector("dialog.modal");
    if (unsent && !this.stops[this.at - 1].done(this)) this.at -= 1;
    if (before !== this.at) this.keep(true);
    this.draw(this.stops[this.at]);
    this.bring();
    this.point();
  }

  step(by = 1) {
    this.at = Math.min(this.at + by, this.stops.length - 1);
    this.seen = null;
  }

  /** Brings into view what is pointed at, unless the reader is just looking elsewhere. */
  bring() {
    const target = this.target?.(this);
    if (!visible(target)) return;
    const at = target.getBoundingClientRect();
    const edge = target.closest("#scroller")?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
    const inView = at.top >= edge.top && at.bottom <= edge.bottom;
    const reading = performance.now() - (this.handled ?? -READING_MS) < READING_MS;
    if (!inView && (target !== this.spotted || !reading)) target.scrollIntoView({ block: "center" });
  }

  /** Where to go before a stop can be done at all: `{words, at}`; null when one is there. */
  detour(stop) {
    const { page } = this;
    if (document.querySelector("dialog.modal")) return null;
    if (stop.done !== undefined && stop.at && stop.done(this)) return null;
    if (stop.role && !page.session.person.roles.includes(stop.role)) return this.wayToRole(stop);
    const place = this.placeOf(stop);
    if (place && page.channel !== place) return { words: this.wayTo(stop), at: () => this.entry(place) };
    if (stop.clock && !visible(stop.at(this))) return { words: stop.words, at: () => document.getElementById("clock-chip") };
    if (!stop.clock && place && (drawer("side") || drawer("sidebar")))
      return { words: "Close this.", at: () => document.querySelector(".open .drawer-close"), low: true };
    return null;
  }

  /** Somebody else's turn: by the way to whoever is awaited, else by the switch of person. */
  wayToRole({ role, place, words }) {
    const { name } = this.page.people.find((one) => one.roles.includes(role));
    const at = () => wayAs(name) ?? this.switcher(name);
    return { words: place ? `This is for the ${role}. Become ${name}.` : words, at };
  }

  wayTo(stop) {
    if (!stop.at) return stop.words;
    return stop.place === "thread" ? "The lists are in the release's thread. Go there." : `Go back to #${stop.place}.`;
  }

  placeOf({ place }) {
    if (!place) return null;
    if (place === "thread") return cardOf(this)?.message.id ?? null;
    return [...this.page.session.world.channels.values()].find((one) => one.name === place)?.id ?? null;
  }

  switcher(name) {
    const line = [...document.querySelectorAll('[role="option"]')].find(
      (one) => one.querySelector(".menu-label")?.textContent === name,
    );
    return line ?? ["me", "me-chip"].map((id) => document.getElementById(id)).find(visible);
  }

  entry(place) {
    const ways = [`#messages .thread-link[data-go="${place}"]`, `#places [data-go="${place}"]`];
    const found = ways.map((way) => document.querySelector(way)).find(visible);
    if (found) return found;
    // The list may show direct messages instead.
    return drawer("sidebar") ? document.querySelector('[data-view="guild"]') : document.getElementById("open-places");
  }

  draw(stop) {
    const detour = this.detour(stop);
    const words = (detour ?? stop).words;
    this.target = (detour ?? stop).at;
    // Who opened a drawer may want what is in it: the words stay out of the way.
    this.low = Boolean(detour?.low);
    this.count.textContent = `${this.at + 1} of ${this.stops.length}`;
    if (this.words.textContent !== words) this.words.textContent = words;
    const acts = [];
    if (!detour && (stop.type || stop.texts))
      acts.push(this.act("type", "Type it for me", "primary", () => this.type(stop)));
    if (!detour && stop.skip) acts.push(this.act("skip", "Skip this", "secondary", () => this.skip(stop.skip)));
    acts.push(this.act("end", stop.last ? "End the tour" : "Later", "secondary", () => this.leave()));
    // Drawn once for each change: a listener belongs to the button it was made with.
    const drawn = `${this.at} ${Boolean(detour)}`;
    if (drawn !== this.shown) this.acts.replaceChildren(...acts);
    this.shown = drawn;
  }

  skip(by) {
    this.step(by);
    this.keep(true);
    this.look();
  }

  act(key, words, style, run) {
    return h("button", { type: "button", class: `button ${style}`, "data-key": key, on: { click: run } }, words);
  }

  type(stop) {
    if (stop.type) return this.page.composer.put(stop.type);
    const fields = [...document.querySelectorAll("dialog.modal input, dialog.modal textarea")];
    stop.texts.forEach((text, at) => fields[at] && (fields[at].value = text));
    fields[0]?.focus();
  }

  /** Puts the ring around the control and the words beside it; over a form they belong to the form. */
  point() {
    if (!this.timer) return;
    const host = document.querySelector("dialog.modal") ?? document.body;
    if (this.node.parentElement !== host) host.append(this.ring, this.node);
    const found = this.target?.(this);
    const target = visible(found) ? found : null;
    this.spotted = target;
    this.ring.hidden = !target;
    const at = target?.getBoundingClientRect();
    if (at) for (const [side, px] of Object.entries({ left: at.left - 4, top: at.top - 4, width: at.width + 8, height: at.height + 8 }))
      this.ring.style.setProperty(side, `${px}px`);
    this.place(this.low ? null : at);
  }

  place(at) {
    const { width, height } = this.node.getBoundingClientRect();
    const [right, bottom] = [window.innerWidth - width - 12, window.innerHeight - height - 12];
    const below = at && at.bottom + GAP + height < window.innerHeight - 12;
    const above = at && at.top - GAP - height > 12;
    const y = below ? at.bottom + GAP : above ? at.top - GAP - height : bottom;
    // Where it fits neither below nor above, it stands beside.
    const beside = at && !below && !above && at.left - GAP - width > 12 ? at.left - GAP - width : null;
    const x = beside ?? (at ? Math.min(Math.max(12, at.left), right) : right);
    this.node.style.setProperty("left", `${Math.max(12, x)}px`);
    this.node.style.setProperty("top", `${Math.max(12, y)}px`);
  }
}
