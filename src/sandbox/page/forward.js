// A message that was passed on: what it said then, and where it is from.
//
// Called by `message.js`, which gives the way to draw what a message says. Field names are Discord's "Message Snapshot
// Object".

import { h, icon } from "./dom.js";
import { messageTime } from "./when.js";

/** What was passed on with a message, as it was then; nothing where it is no forward. */
export const snapshotOf = (message) => message.message_snapshots?.[0]?.message ?? null;

/** Draws what was passed on; `content` draws what a message says. */
export function drawForward(message, seen, content) {
  const snapshot = snapshotOf(message);
  if (!snapshot) return null;
  // Only the original has controls that somebody answers.
  const words = { ...snapshot, components: (snapshot.components ?? []).filter(({ type }) => type !== 1) };
  return h(
    "blockquote",
    { class: "forward", "aria-label": "Forwarded message" },
    h("p", { class: "small forward-title" }, icon("right"), "Forwarded"),
    content(words, seen),
    drawOrigin(message.message_reference, Date.parse(snapshot.timestamp), seen),
  );
}

/** Where it is from is told to those who see that place. */
function drawOrigin({ channel_id: channel, message_id: message }, sent, { names }) {
  const when = h("time", { datetime: new Date(sent).toISOString(), "data-sent": sent }, messageTime(sent));
  const name = names.channel(channel);
  if (!name) return h("p", { class: "small" }, when);
  const label = `Go to the message in #${name}`;
  const way = { type: "button", class: "plain", "data-go": channel, "data-message": message, "aria-label": label };
  return h("p", { class: "small" }, h("button", way, `#${name}`), " · ", when);
}
