// What the text in the message field is about: the message that is answered, with or without a call, or edited.
//
// Made by `composer.js`, shown above its field. Sends nothing.

import { h } from "./dom.js";
import { gist } from "./message.js";

export class Answering {
  /** `stop()` ends it; `back()` gives the focus back to the field. */
  constructor({ stop, back }) {
    Object.assign(this, { to: null, edited: null, ping: true, stop, back });
    this.node = document.getElementById("answering");
    this.node.addEventListener("click", (event) => this.clicked(event.target.closest("button")?.dataset.about));
  }

  /** Turns to a message, which is answered (`to`) or `edited`; nothing is neither. */
  turn(session, { to = null, edited = null }) {
    Object.assign(this, { session, to, edited, ping: true });
    this.draw();
  }

  clicked(what) {
    if (what === "stop") this.stop();
    if (what !== "ping") return;
    this.ping = !this.ping;
    this.draw();
    this.back();
  }

  draw() {
    const { to, edited, session, ping } = this;
    const message = to ?? edited;
    this.node.hidden = !message;
    if (!message) return;
    const name = session.world.nameOf(message.author.id);
    const words = to ? ["Replying to ", h("b", {}, name), " "] : ["Editing your message: "];
    const button = (what, label, sign, pressed = null) =>
      h("button", { type: "button", class: "plain", "data-about": what, "aria-label": label, title: label, "aria-pressed": pressed }, sign);
    const calls = to && to.author.id !== session.world.me;
    this.node.replaceChildren(
      h("span", {}, words, h("span", { class: "quoted" }, gist(message, session))),
      calls ? button("ping", `Call ${name} by this reply`, ping ? "@ on" : "@ off", String(ping)) : "",
      button("stop", to ? "Stop replying" : "Leave it as it is", "✕"),
    );
  }
}
