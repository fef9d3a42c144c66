// What came of moving the clock: which places heard something since, each a way there.
//
// Made by `page.js`; told of every message and edit. Shown in the clock's panel, below what moved it.

import { h, patch } from "./dom.js";

export class Jump {
  /** `go(channel)` opens a place. */
  constructor({ go }) {
    this.node = document.getElementById("clock-came");
    this.places = null;
    this.node.addEventListener("click", (event) => {
      const place = event.target.closest("[data-go]");
      if (place) go(place.dataset.go);
    });
  }

  /** The clock is about to move: what is heard from now on came of it. */
  begin() {
    this.places = new Map();
    this.draw();
  }

  /** The reader did something else: what comes now is no longer the clock's doing. */
  end() {
    this.places = null;
  }

  /** Something was said, or said anew, in a place. */
  heard(world, message) {
    if (!this.places || message.author?.id === world.me) return;
    this.places.set(message.channel_id, world.placeName(message.channel_id) ?? "?");
    this.draw();
  }

  draw() {
    const places = [...this.places].map(([id, name]) =>
      h("button", { type: "button", class: "mention", "data-go": id, "data-key": id }, name.startsWith("#") ? name : `# ${name}`),
    );
    this.node.hidden = places.length === 0;
    patch(this.node, places.length ? [h("span", { "data-key": "head" }, "Something came: "), ...places] : []);
  }
}
