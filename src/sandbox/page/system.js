// Draws the lines that Discord itself writes into a channel: pinned, a thread begun, somebody joined.
//
// Called by `message.js`. Numbers are Discord's "Message Types".

import { h, icon } from "./dom.js";
import { messageTime } from "./when.js";
import { bornAt } from "./world.js";

const place = (message, { world }) => {
  const id = message.message_reference?.channel_id;
  return h("button", { type: "button", class: "plain", "data-go": id }, world.placeName(id) ?? message.content);
};

/** The way to the message that a line is about. */
const original = (message, words) =>
  h(
    "button",
    {
      type: "button",
      class: "plain",
      "data-go": message.channel_id,
      "data-message": message.message_reference?.message_id,
    },
    words,
  );

function pollResult(message) {
  const found = Object.fromEntries((message.embeds?.[0]?.fields ?? []).map(({ name, value }) => [name, value]));
  const { victor_answer_text: best, victor_answer_votes: most, total_votes: total } = found;
  const counts = `${most} of ${total} ${total === "1" ? "vote" : "votes"}`;
  const none = total === "0" ? "Nobody voted." : "It was a draw.";
  return [
    "'s poll ",
    original(message, found.poll_question_text ?? "a question"),
    " has closed. ",
    best ? `${best} won with ${counts}.` : none,
  ];
}

/** A message's number: its sign, and what is said after the name of who did it. */
const LINES = {
  4: ["pen", (message) => ` changed the channel name: ${message.content}`],
  6: ["pin", (message) => [" pinned ", original(message, "a message"), " to this channel."]],
  7: ["right", () => " joined the server."],
  8: ["tick", () => " boosted the server."],
  12: ["news", (message) => ` follows ${message.content} here: what is published there comes to this channel.`],
  18: ["thread", (message, seen) => [" started a thread: ", place(message, seen)]],
  46: ["tick", (message) => pollResult(message)],
};

/** Tells whether a message is Discord's own line. */
export const isSystem = (message) => message.type in LINES;

/** Draws such a line. */
export function drawSystem(message, seen) {
  const [sign, words] = LINES[message.type];
  const ms = bornAt(message.id);
  return h(
    "li",
    { class: "message system", "data-key": message.id, "data-id": message.id, tabindex: "-1" },
    h("div", { class: "gutter" }, icon(sign)),
    h(
      "div",
      { class: "body" },
      h("b", {}, seen.names.user(message.author.id) ?? message.author.username),
      words(message, seen),
      " ",
      h("time", { class: "sent", datetime: new Date(ms).toISOString(), "data-sent": ms }, messageTime(ms)),
    ),
  );
}
