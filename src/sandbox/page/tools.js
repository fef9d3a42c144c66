// What can be done with a message: reply; edit or delete one's own.
//
// `drawTools` is called by `message.js`; `OwnMessages` is made by `page.js` and does what was pressed.

import { announce, h, icon } from "./dom.js";
import { FLAG } from "./world.js";

/** Kinds of messages that people write: a plain one and a reply. */
const WRITTEN = [0, 19];

/** The last message that this person wrote in a channel, if any. */
export const lastOwn = (world, channel) =>
  world.talkOf(channel).list.findLast((one) => one.author?.id === world.me && WRITTEN.includes(one.type ?? 0));

/** The buttons that show on a message under the pointer or the focus; none on what only this person sees. */
export function drawTools(message, { world, names }) {
  if (message.flags & FLAG.ephemeral) return null;
  const mine = message.author?.id === world.me && WRITTEN.includes(message.type);
  const button = (act, words, sign, label) =>
    h("button", { type: "button", class: "tool", "data-act": act, "data-key": act, "aria-label": label, title: words }, icon(sign));
  return h(
    "div",
    { class: "tools" },
    mine ? button("edit", "Edit", "pen", "Edit your message") : null,
    mine ? button("delete", "Delete", "bin", "Delete your message") : null,
    button("link", "Copy link", "chain", "Copy a link to this message"),
    button("reply", "Reply", "reply", `Reply to ${names.user(message.author.id)}`),
  );
}

export class OwnMessages {
  /** `composer` takes a text to be edited or answered; `session()` is who the reader is now. */
  constructor({ composer, session }) {
    Object.assign(this, { composer, session });
  }

  act(kind, message) {
    if (!message) return;
    if (kind === "reply") this.composer.reply(message);
    else if (kind === "edit") this.composer.edit(message);
    else if (kind === "delete") this.ask(message);
    else if (kind === "link") this.copy(message);
  }

  /** Copies the address of a message, as this person sees it. */
  async copy(message) {
    const who = encodeURIComponent(this.session().person.name);
    const address = `${location.origin}/#/${who}/${message.channel_id}/${message.id}`;
    const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
    announce(copied ? "The link is copied." : "");
    this.composer.tell(copied ? null : `The browser does not let it be copied. The link is ${address}`);
  }

  /** Deleting cannot be undone, so it is asked for once more. */
  ask(message) {
    const session = this.session();
    const error = h("p", { class: "failure", role: "alert" });
    const remove = h("button", { class: "button danger", type: "button" }, "Delete");
    const cancel = h("button", { class: "button secondary", type: "button" }, "Cancel");
    const dialog = h(
      "dialog",
      { class: "modal", "aria-labelledby": "delete-title" },
      h("h2", { id: "delete-title" }, "Delete this message?"),
      h("p", { class: "modal-note" }, "It is gone for everybody, and cannot be brought back."),
      h("blockquote", { class: "text" }, message.content || "a message"),
      error,
      h("div", { class: "dialog-foot" }, cancel, remove),
    );
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.composer.focus();
    });
    remove.addEventListener("click", async () => {
      const why = await session.remove(message).then(() => null, (refused) => refused.message);
      if (why) error.textContent = why;
      else {
        this.composer.forget(message);
        dialog.close();
      }
    });
    document.body.append(dialog);
    dialog.showModal();
    remove.focus();
  }
}
