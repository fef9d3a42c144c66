// The form for a new thread: from a message, or in a channel with a first message of its own.
//
// Called by `acts.js`, `adding.js` and `panel.js`. Field names are Discord's "Start Thread from Message" and "Start
// Thread without Message".

import { openForm, textField } from "./dialog.js";
import { h } from "./dom.js";
import { gist } from "./message.js";
import { placeLabel } from "./names.js";
import { CHANNEL } from "./world.js";

/** Discord's limits: letters of a thread's name, and of a message. */
const MOST = { name: 100, text: 2000 };
/** So many letters of a message are offered as a name. */
const OFFERED = 40;

/** Opens the form in a channel; with `message` the thread begins there. `go(channel)` opens what was made. */
export function openThread({ session, channel, message = null, go, back }) {
  const offered = message ? gist(message, session).slice(0, OFFERED).trim() : "";
  const line = h("input", { type: "text", autocomplete: "off", maxlength: MOST.name });
  const name = textField("Name of the thread", "name", line, offered, "A thread needs a name.");
  const first = textField("First message", "text", h("textarea", { rows: 3, maxlength: MOST.text }), "", null);
  let made = null;
  const send = async () => {
    // What was made is not made twice when only its first message was refused.
    made ??= await begin(session, channel, message, name.value().trim());
    if (!message && first.value().trim())
      await session.rest.post(`/channels/${made.id}/messages`, { content: first.value() });
    session.world.keepChannel(made);
    go(made.id);
  };
  const fields = message ? [name] : [name, first];
  openForm({ title: "New thread", note: noteOn(session, channel, message), fields, label: "Begin the thread", send, back });
  line.select();
}

function noteOn(session, channel, message) {
  const where = `In ${placeLabel(session.world, channel)}`;
  const words = message ? `${where}, from what ${session.world.nameOf(message.author.id)} said.` : `${where}.`;
  return h("p", { class: "modal-note" }, words);
}

function begin(session, channel, message, name) {
  if (message) return session.rest.post(`/channels/${channel}/messages/${message.id}/threads`, { name });
  const news = session.world.channels.get(channel)?.type === CHANNEL.news;
  return session.rest.post(`/channels/${channel}/threads`, { name, type: news ? CHANNEL.newsThread : CHANNEL.thread });
}
