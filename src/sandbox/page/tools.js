// What can be done with a message, as buttons: reply, pass on, begin a thread, pin; edit or delete one's own.
//
// Called by `message.js`. What was pressed is done by `acts.js`.

import { h, icon } from "./dom.js";
import { mayBegin, mayPin } from "./rights.js";
import { CHANNEL, FLAG } from "./world.js";

/** Kinds of messages that people write: a plain one and a reply. */
const WRITTEN = [0, 19];

/** The last message that this person wrote in a channel, if any. */
export const lastOwn = (world, channel) =>
  world.talkOf(channel).list.findLast((one) => one.author?.id === world.me && WRITTEN.includes(one.type ?? 0));

/** The buttons that show on a message under the pointer or the focus; none on what only this person sees. */
export function drawTools(message, { world, names }) {
  if (message.flags & FLAG.ephemeral) return null;
  const mine = message.author?.id === world.me && WRITTEN.includes(message.type);
  const pins = mayPin(world) || world.channels.get(message.channel_id)?.type === CHANNEL.dm;
  const begins = mayBegin(world, message.channel_id) && !world.channels.has(message.id);
  const button = (act, words, sign, label) =>
    h("button", { type: "button", class: "tool", "data-act": act, "data-key": act, "aria-label": label, title: words }, icon(sign));
  return h(
    "div",
    { class: "tools" },
    mine ? button("edit", "Edit", "pen", "Edit your message") : null,
    mine ? button("delete", "Delete", "bin", "Delete your message") : null,
    button("link", "Copy link", "chain", "Copy a link to this message"),
    pins ? button("pin", message.pinned ? "Unpin" : "Pin", "pin", `${message.pinned ? "Unpin" : "Pin"} this message`) : null,
    begins ? button("thread", "Begin a thread", "thread", "Begin a thread from this message") : null,
    message.poll ? null : button("forward", "Forward", "forward", "Forward this message"),
    button("reply", "Reply", "reply", `Reply to ${names.user(message.author.id)}`),
  );
}
