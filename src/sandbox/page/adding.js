// What the plus beside the message field offers: files, a poll, a thread.
//
// Made by `composer.js`. Offers only what the reader may do in this place; the server decides.

import { Menu } from "./menu.js";
import { openPoll } from "./newpoll.js";
import { openThread } from "./newthread.js";
import { mayAsk, mayBegin } from "./rights.js";
import { choose } from "./tray.js";

export class Adding {
  /** `composer` says where it is, and takes files; `go(channel)` opens a place. */
  constructor({ composer, go }) {
    Object.assign(this, { composer, go });
    this.button = document.getElementById("attach");
    this.button.addEventListener("click", () => this.offer());
    this.button.addEventListener("keydown", (event) => this.menu?.node && this.menu.key(event));
    this.button.addEventListener("blur", () => this.menu?.close());
  }

  offer() {
    if (this.menu?.node) return this.menu.close();
    const { session, channel } = this.composer;
    const about = { session, channel, go: this.go, back: () => this.composer.focus() };
    const files = () => choose((chosen) => this.composer.dropped(chosen), true);
    const items = [
      { value: files, label: "Attach files", hint: "They can be dropped or pasted, too" },
      mayAsk(session.world) && { value: () => openPoll(about), label: "Ask by a poll" },
      mayBegin(session.world, channel) && { value: () => openThread(about), label: "Begin a thread" },
    ];
    const pick = (item) => item.value();
    this.menu = new Menu(this.button, { label: "Add to the chat", pick, close: () => {}, over: this.button.parentElement });
    this.menu.show(items.filter(Boolean));
  }
}
