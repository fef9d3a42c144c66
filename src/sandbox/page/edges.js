// What stands around the messages of a place: its beginning, its end, and what this page itself has to say.
//
// Called by `messages.js`, which draws them with the messages.

import { avatar, h, icon } from "./dom.js";
import { dots } from "./components.js";
import { CHANNEL, isThread } from "./world.js";

const whereOf = (channel, name) =>
  channel.type === CHANNEL.dm ? "your direct messages" : isThread(channel) ? "this thread" : `#${name}`;

/** A command under way, or one that failed. */
export function drawNote({ world, names }, key, note) {
  const me = names.user(world.me) ?? "?";
  const said =
    note.state === "sending"
      ? h("p", { class: "thinking" }, dots(), "Sending command…")
      : [
          h(
            "p",
            { class: "failure", role: "alert" },
            h("b", {}, note.failure.title),
            note.failure.detail ? ` · ${note.failure.detail}` : "",
          ),
          h(
            "p",
            { class: "private" },
            "Only you can see this · ",
            h("button", { type: "button", class: "plain", "data-forget": key }, "Dismiss message"),
          ),
        ];
  return h(
    "li",
    { class: "message ephemeral", "data-key": `note-${key}` },
    h("div", { class: "above" }, avatar(me), h("b", {}, me), " used ", h("span", { class: "used" }, note.words)),
    h("div", { class: "gutter" }, avatar(note.app, true)),
    h(
      "div",
      { class: "body" },
      h("div", { class: "head" }, h("span", { class: "author" }, note.app), h("span", { class: "tag" }, "APP")),
      said,
    ),
  );
}

/** What stands above the first message: where this is, and what to do in a place where nothing was said yet. */
export function drawBeginning(session, place) {
  const { world, person } = session;
  const talk = world.talkOf(place);
  const channel = world.channels.get(place);
  if (!channel || !talk.loaded) return [h("p", { class: "beginning-words" }, "Loading…")];
  if (!talk.whole) return [h("p", { class: "beginning-words" }, "Scroll up for older messages")];
  const name = world.placeName(place);
  const [sign, title] =
    channel.type === CHANNEL.dm
      ? [avatar(name, true), name]
      : [icon(isThread(channel) ? "thread" : "chat"), isThread(channel) ? name : `Welcome to #${name}`];
  const empty = talk.list.length === 0;
  return [
    h("span", { class: "beginning-sign" }, sign),
    h("h2", {}, title),
    h(
      "p",
      { class: "beginning-words" },
      channel.topic || (empty ? "Nothing was said here yet." : `This is the beginning of ${whereOf(channel, name)}.`),
    ),
    empty
      ? h(
          "p",
          { class: "hint" },
          "You are ",
          h("b", {}, person.name),
          person.roles.length ? ` (${person.roles.join(", ")})` : "",
          ". ",
          ...invitation(channel),
        )
      : null,
  ].filter(Boolean);
}

function invitation(channel) {
  if (channel.type === CHANNEL.dm) return ["Messages of the app to you alone arrive here."];
  return [
    "Type ",
    h("button", { type: "button", class: "mention", "data-type": "!release start " }, "!release start"),
    ", or ",
    h("button", { type: "button", class: "mention", "data-type": "/" }, "/"),
    " to see the commands. New here? ",
    h("button", { type: "button", class: "mention tour", "data-tour": true }, "Take the tour"),
    " of five minutes.",
  ];
}

/** What is to be known of an archived or a locked thread, below its last message. */
export function drawEnding(session, place) {
  const { archived, locked } = session.world.channels.get(place)?.thread_metadata ?? {};
  if (!archived && !locked) return [];
  const words = !locked
    ? "This thread is archived. Whoever writes here opens it again."
    : `This thread is ${archived ? "archived and " : ""}locked. Only moderators write here.`;
  return [h("li", { class: "ending", "data-key": "ending" }, icon("thread"), words)];
}
