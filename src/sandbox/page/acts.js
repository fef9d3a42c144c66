// Does what was pressed on a message: answers, edits, deletes, passes on, pins, begins a thread, copies a link.
//
// Made by `page.js`. What there is to press is drawn by `tools.js`.

import { openForm } from "./dialog.js";
import { h, toast } from "./dom.js";
import { openThread } from "./newthread.js";
import { passOn } from "./passon.js";

export class Acts {
  /** `composer` takes a text to be edited or answered; `session()` is who the reader is now; `go(channel)` opens a place. */
  constructor({ composer, session, go }) {
    Object.assign(this, { composer, session, go });
  }

  act(kind, message) {
    if (message) this[DOES[kind]]?.(message);
  }

  reply(message) {
    this.composer.reply(message);
  }

  edit(message) {
    this.composer.edit(message);
  }

  begin(message) {
    const { channel_id: channel } = message;
    openThread({ session: this.session(), channel, message, go: this.go, back: () => this.back(message) });
  }

  passOn(message) {
    passOn({ session: this.session(), message, back: () => this.back(message) });
  }

  /** The focus goes to the message where its buttons are not shown any more. */
  back({ id }) {
    document.querySelector(`#messages [data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }

  async pin({ id, channel_id: channel, pinned }) {
    const { rest } = this.session();
    const path = `/channels/${channel}/messages/pins/${id}`;
    const why = await (pinned ? rest.delete(path) : rest.put(path)).then(() => null, (refused) => refused.message);
    if (why) this.composer.tell(why);
    else toast(pinned ? "No longer pinned." : "Pinned.");
  }

  /** Copies the address of a message, as this person sees it. */
  async copy(message) {
    const who = encodeURIComponent(this.session().person.name);
    const address = `${location.origin}/#/${who}/${message.channel_id}/${message.id}`;
    const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
    if (copied) toast("The link is copied.");
    this.composer.tell(copied ? null : `The browser does not let it be copied. The link is ${address}`);
  }

  /** Deleting cannot be undone, so it is asked for once more. */
  ask(message) {
    const session = this.session();
    openForm({
      title: "Delete this message?",
      note: h("p", { class: "modal-note" }, "It is gone for everybody, and cannot be brought back."),
      parts: [h("blockquote", { class: "text" }, message.content || "a message")],
      label: "Delete",
      danger: true,
      send: () => session.remove(message).then(() => this.composer.forget(message)),
      back: () => this.composer.focus(),
    });
  }
}

/** What each button of `tools.js` calls. */
const DOES = { reply: "reply", edit: "edit", delete: "ask", link: "copy", pin: "pin", thread: "begin", forward: "passOn" };
