// Reactions below a message: how many, whether one's own is among them, and the way to add or take it.
//
// Drawn by `message.js`, pressed through `messages.js`; `HEARD` is what the world makes of the gateway's events.

import { h } from "./dom.js";

const sameEmoji = (a, b) => (a.id ? a.id === b.id : a.name === b.name);

/** An emoji as a path names it. */
const inPath = (emoji) => encodeURIComponent(emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name);

/** The reactions of a message, each a button. */
export function drawReactions(message) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    message.reactions.map(({ emoji, count, me }, at) =>
      h(
        "button",
        {
          type: "button",
          class: "reaction",
          "data-react": at,
          "data-key": `${emoji.id ?? ""}${emoji.name}`,
          "aria-pressed": String(Boolean(me)),
          "aria-label": `${emoji.name}, ${count} ${count === 1 ? "reaction" : "reactions"}`,
        },
        h("span", { "aria-hidden": "true" }, emoji.id ? `:${emoji.name}:` : emoji.name, " ", count),
      ),
    ),
  );
}

/** Adds one's own reaction, or takes it away; what becomes of it comes back by the gateway. */
export async function react(session, message, at) {
  const { emoji, me } = message.reactions[at];
  const path = `/channels/${message.channel_id}/messages/${message.id}/reactions/${inPath(emoji)}/@me`;
  await (me ? session.rest.delete(path) : session.rest.put(path)).catch((refused) => {
    session.world.failures.set(message.id, { title: "This reaction failed", detail: refused.message });
    change(session.world, message, (all) => all);
  });
}

function change(world, { channel_id: channel, message_id, id = message_id }, make) {
  world.alter(channel, id, (one) => ({ ...one, reactions: make(one.reactions ?? []) }));
}

const counted = (step) =>
  function ({ emoji, user_id: user, ...event }) {
    change(this, event, (all) => {
      const known = all.some((one) => sameEmoji(one.emoji, emoji)) ? all : [...all, { emoji, count: 0, me: false }];
      const next = (one) => ({ ...one, count: one.count + step, me: user === this.me ? step > 0 : one.me });
      return known.map((one) => (sameEmoji(one.emoji, emoji) ? next(one) : one)).filter((one) => one.count > 0);
    });
  };

/** What the gateway tells of reactions; each is called on the world. */
export const HEARD = {
  MESSAGE_REACTION_ADD: counted(1),
  MESSAGE_REACTION_REMOVE: counted(-1),
  MESSAGE_REACTION_REMOVE_ALL(event) {
    change(this, event, () => []);
  },
  MESSAGE_REACTION_REMOVE_EMOJI({ emoji, ...event }) {
    change(this, event, (all) => all.filter((one) => !sameEmoji(one.emoji, emoji)));
  },
};
