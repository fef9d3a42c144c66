// What came of moving the clock: everything that was said since, each a way to it.
//
// Made by `page.js`; told of every message and edit. Shown in the clock's panel, below what moved it.

import { h, patch } from "./dom.js";
import { gist } from "./message.js";

/** So many lines are shown; the rest is counted. */
const SHOWN = 6;
const LONGEST = 90;

export class Jump {
  /** `go(channel, message)` opens a place. */
  constructor({ go }) {
    this.node = document.getElementById("clock-came");
    this.lines = null;
    this.node.addEventListener("click", (event) => {
      const line = event.target.closest("[data-go]");
      if (line) go(line.dataset.go, line.dataset.message);
    });
  }

  /** The clock is about to move: what is heard from now on came of it. */
  begin() {
    this.lines = new Map();
    this.draw();
  }

  /** The reader did something else: what comes now is no longer the clock's doing. */
  end() {
    this.lines = null;
  }

  /** Something was said, or said anew, in a place. */
  heard(session, message) {
    const { world } = session;
    if (!this.lines || message.author?.id === world.me) return;
    const whole = world.find(message.channel_id, message.id) ?? message;
    const place = world.placeName(message.channel_id) ?? "?";
    const words = gist(whole, session).slice(0, LONGEST);
    this.lines.delete(message.id);
    this.lines.set(message.id, { place: place.startsWith("#") ? place : `#${place}`, words, message: whole });
    this.draw();
  }

  draw() {
    const all = [...this.lines.values()].reverse();
    const line = ({ place, words, message }) =>
      h(
        "button",
        { type: "button", class: "came", "data-go": message.channel_id, "data-message": message.id, "data-key": message.id },
        h("b", {}, place),
        ` ${words}`,
      );
    const more = all.length - SHOWN;
    this.node.hidden = all.length === 0;
    patch(this.node, [
      h("span", { "data-key": "head" }, "Something came:"),
      ...all.slice(0, SHOWN).map(line),
      more > 0 ? h("span", { "data-key": "more" }, `and ${more} more`) : null,
    ].filter(Boolean));
  }
}
