// The form that passes a message on: to which places, and with which words of one's own.
//
// Called by `acts.js`. Field names are Discord's "Message Reference"; what becomes of it is drawn by `forward.js`.

import { field, openForm, textField } from "./dialog.js";
import { h, toast } from "./dom.js";
import { gist } from "./message.js";
import { placeLabel } from "./names.js";
import { sift } from "./sift.js";
import { byAge, CHANNEL, isThread } from "./world.js";

/** A message is passed on to so many places at once, as in Discord's client; a message has so many letters. */
const MOST = { places: 5, text: 2000 };
const FORWARD = 1;

/** Opens the form for a message. */
export function passOn({ session, message, back }) {
  const places = placeField(session.world);
  const own = h("textarea", { rows: 2, maxlength: MOST.text });
  const words = textField("Your own message", "text", own, "", null);
  const note = h("blockquote", { class: "text modal-quote" }, gist(message, session));
  const send = async () => {
    const names = [];
    for (const place of places.value()) {
      await forward(session, message, place, words.value().trim());
      // Where it is already it does not go again, should the next place refuse it.
      names.push(places.settle(place));
    }
    toast(`Forwarded to ${names.join(", ")}.`);
  };
  openForm({ title: "Forward this message", note, fields: [places, words], label: "Forward", send, back });
}

async function forward({ rest, place }, message, channel, words) {
  const reference = { type: FORWARD, guild_id: place.guild_id, channel_id: message.channel_id, message_id: message.id };
  await rest.post(`/channels/${channel}/messages`, { message_reference: reference });
  if (words) await rest.post(`/channels/${channel}/messages`, { content: words });
}

/** Where something can be said: channels in their order, then threads, the newest first, then people. */
function placesOf(world) {
  const rank = (one) => (one.type === CHANNEL.dm ? 2 : isThread(one) ? 1 : 0);
  const order = (a, b) => (rank(a) ? byAge(b.id, a.id) : (a.position ?? 0) - (b.position ?? 0));
  const closed = (one) => one.thread_metadata?.archived || one.thread_metadata?.locked;
  return [...world.channels.values()]
    .filter((one) => ![CHANNEL.category, CHANNEL.forum].includes(one.type) && !closed(one))
    .sort((a, b) => rank(a) - rank(b) || order(a, b));
}

/** The places to tick, below a field that searches them. */
function placeField(world) {
  const places = placesOf(world);
  const boxes = places.map((one) => h("input", { type: "checkbox", value: one.id }));
  const lines = places.map((one, at) => h("label", { class: "modal-option" }, boxes[at], h("span", {}, placeLabel(world, one.id))));
  const { search, none } = sift(lines, boxes, "Search places");
  const node = h(
    "fieldset",
    { class: "modal-field" },
    h("legend", { class: "modal-label" }, "Where to", h("span", { class: "modal-hint" }, ` (up to ${MOST.places})`)),
    search,
    none,
    h("div", { class: "modal-options" }, lines),
  );
  const value = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const made = field(node, search, value, "Choose where it goes.", "places");
  made.fault = () => (value().length > MOST.places ? `Choose ${MOST.places} places at most.` : null);
  made.settle = (id) => {
    const at = boxes.findIndex((box) => box.value === id);
    boxes[at].checked = false;
    return placeLabel(world, id);
  };
  return made;
}
