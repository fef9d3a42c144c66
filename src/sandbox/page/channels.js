// The list of places at the left: channels with their threads below them, and direct messages.
//
// Made by `page.js`. Redraws by patching whenever the open session's places change.

import { avatar, h, icon, patch } from "./dom.js";
import { drawEvents } from "./events.js";
import { CHANNEL, byAge, isThread } from "./world.js";

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0])
    .join("")
    .slice(0, 3);

export class Channels {
  /** `go(channel)` opens a place; `panel(tab)` shows threads, pins or events. */
  constructor({ go, panel }) {
    this.go = go;
    this.list = document.getElementById("places");
    this.rail = document.getElementById("rail");
    this.showsDirect = false;
    this.list.addEventListener("click", (event) => {
      const entry = event.target.closest("[data-go]");
      if (entry) go(entry.dataset.go);
      else if (event.target.closest("[data-event]")) panel("events");
      else if (event.target.closest("[data-panel]")) panel("threads");
    });
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.rail.addEventListener("click", (event) => this.turn(event.target.closest("button")?.dataset.view));
  }

  /** Shows the places of a session, `open` being the one on screen. */
  show(session, open) {
    // The list turns to where the reader went, and else stays where they turned it.
    if (open !== this.open || session !== this.session)
      this.showsDirect = session.world.channels.get(open)?.type === CHANNEL.dm;
    Object.assign(this, { session, open });
    this.draw();
  }

  turn(view) {
    if (!view) return;
    this.showsDirect = view === "direct";
    this.draw();
  }

  draw() {
    if (!this.session) return;
    const all = [...this.session.world.channels.values()];
    const direct = all.filter((one) => one.type === CHANNEL.dm);
    const channels = all
      .filter((one) => [CHANNEL.text, CHANNEL.news, CHANNEL.forum].includes(one.type))
      .sort((a, b) => (a.position ?? 0) - (b.position ?? 0) || byAge(a.id, b.id));
    const shown = this.showsDirect ? this.drawDirect(direct) : this.drawChannels(channels, all.filter(isThread));
    patch(this.list, shown);
    document.getElementById("guild-name").textContent = this.showsDirect
      ? "Direct messages"
      : (this.session.world.guild?.name ?? "…");
    this.drawRail(direct, [...channels, ...all.filter(isThread)]);
  }

  drawDirect(direct) {
    if (!direct.length)
      return [
        h(
          "li",
          { class: "places-empty" },
          "No direct messages yet. The app writes here when something is for you alone.",
        ),
      ];
    return direct.map((one) => this.entry(one, avatar(this.session.world.placeName(one.id), true), "direct"));
  }

  /** Channels of no category first, then each category with its own, as on Discord. */
  drawChannels(channels, threads) {
    const { world } = this.session;
    const categories = [...world.channels.values()]
      .filter((one) => one.type === CHANNEL.category)
      .sort((a, b) => (a.position ?? 0) - (b.position ?? 0) || byAge(a.id, b.id));
    const known = new Set(categories.map((one) => one.id));
    const group = (key, title, some) =>
      some.length
        ? [
            h("li", { class: "places-title", "data-key": key }, title),
            ...some.flatMap((one) => this.drawChannel(one, threads)),
          ]
        : [];
    const panel = h(
      "li",
      { class: "place panel-way", "data-key": "panel" },
      h(
        "button",
        { type: "button", "data-panel": true, "aria-haspopup": "dialog" },
        icon("thread"),
        "Threads, pins and events",
      ),
    );
    return [
      panel,
      ...drawEvents(world),
      ...group(
        "title",
        "Text channels",
        channels.filter((one) => !known.has(one.parent_id)),
      ),
      ...categories.flatMap(({ id, name }) =>
        group(
          id,
          name,
          channels.filter((one) => one.parent_id === id),
        ),
      ),
    ];
  }

  /** A channel with its threads below it; archived ones only while they are open or unread. */
  drawChannel(channel, threads) {
    const isForum = channel.type === CHANNEL.forum;
    const sign = isForum ? icon("posts") : channel.type === CHANNEL.news ? icon("news") : "#";
    const wanted = (one) =>
      one.id === this.open || this.session.world.unread(one.id).unread || (!isForum && !this.archived(one));
    return [
      this.entry(channel, h("span", { class: "hash", "aria-hidden": "true" }, sign), isForum ? "forum" : "channel"),
      ...threads
        .filter((thread) => thread.parent_id === channel.id && wanted(thread))
        .sort((a, b) => Number(this.archived(a)) - Number(this.archived(b)) || byAge(b.id, a.id))
        .map((thread) => this.entry(thread, h("span", { class: "branch", "aria-hidden": "true" }), "thread")),
    ];
  }

  archived(channel) {
    return Boolean(channel.thread_metadata?.archived);
  }

  entry(channel, sign, kind) {
    const { unread, calls } =
      channel.id === this.open ? { unread: false, calls: 0 } : this.session.world.unread(channel.id);
    const archived = this.archived(channel);
    const words = [
      kind === "thread" || kind === "forum" ? kind : "",
      archived ? "archived" : "",
      unread ? "unread" : "",
      calls ? `${calls} ${calls === 1 ? "mention" : "mentions"}` : "",
    ]
      .filter(Boolean)
      .join(", ");
    return h(
      "li",
      { class: `place ${kind}${unread ? " unread" : ""}${archived ? " archived" : ""}`, "data-key": channel.id },
      h(
        "button",
        { type: "button", "data-go": channel.id, "aria-current": channel.id === this.open ? "page" : null },
        sign,
        h("span", { class: "place-name" }, this.session.world.placeName(channel.id)),
        archived ? h("span", { class: "place-note", "aria-hidden": "true" }, "archived") : null,
        calls ? h("span", { class: "badge", "aria-hidden": "true" }, String(calls)) : null,
        words ? h("span", { class: "sr" }, ` (${words})`) : null,
      ),
    );
  }

  drawRail(direct, guild) {
    const count = (places) =>
      places.reduce((sum, one) => sum + (one.id === this.open ? 0 : this.session.world.unread(one.id).calls), 0);
    const unreadDirect = direct.filter(
      (one) => one.id !== this.open && this.session.world.unread(one.id).unread,
    ).length;
    const button = (view, label, face, badge) =>
      h(
        "button",
        {
          type: "button",
          class: "rail-entry",
          "data-view": view,
          "data-key": view,
          "aria-label": badge ? `${label}, ${badge} new` : label,
          title: label,
          "aria-pressed": String(this.showsDirect === (view === "direct")),
        },
        face,
        badge ? h("span", { class: "badge", "aria-hidden": "true" }, String(badge)) : null,
      );
    patch(this.rail, [
      button("direct", "Direct messages", icon("chat"), unreadDirect),
      h("hr", { class: "rail-line" }),
      button(
        "guild",
        this.session.world.guild?.name ?? "Server",
        h("span", { "aria-hidden": "true", class: "initials", "data-initials": initials(this.session.world.guild?.name ?? "") }),
        count(guild),
      ),
    ]);
  }

  /** Arrow keys walk the list. */
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...this.list.querySelectorAll("button[data-go]")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
    event.preventDefault();
  }
}
