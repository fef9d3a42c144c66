// Draws the server's scheduled events: short ones above its channels, whole ones in the panel.
//
// Called by `channels.js` and `panel.js`. Knows of an event only what Discord's resource says.

import { h, icon } from "./dom.js";
import { markup } from "./markup.js";
import { fullTime, stamp } from "./when.js";

const STATUS = { scheduled: 1, active: 2 };

/** The events that are not over, the next one first. */
export const openEvents = (world) =>
  [...world.events.values()]
    .filter((event) => Object.values(STATUS).includes(event.status))
    .sort((a, b) => startOf(a) - startOf(b));

const startOf = (event) => Date.parse(event.scheduled_start_time);
const endOf = (event) => Date.parse(event.scheduled_end_time);
const placeOf = (event) => event.entity_metadata?.location;

/** A moment in the reader's zone; relative ones are kept true by the clock. */
const moment = (ms, style) =>
  h(
    "time",
    { datetime: new Date(ms).toISOString(), title: fullTime(ms), "data-unix": ms / 1000, "data-style": style },
    stamp(ms / 1000, style),
  );

/** Entries for the list of places; none when nothing is planned. */
export function drawEvents(world) {
  const events = openEvents(world);
  if (!events.length) return [];
  return [h("li", { class: "places-title", "data-key": "events" }, "Events"), ...events.map(entry)];
}

function entry(event) {
  const running = event.status === STATUS.active;
  return h(
    "li",
    { class: "event", "data-key": `event ${event.id}` },
    h(
      "button",
      { type: "button", "data-event": event.id, "aria-haspopup": "dialog" },
      h("b", { class: "event-name" }, event.name),
      h(
        "span",
        { class: "event-note" },
        running ? "Now, until " : "",
        moment(running ? endOf(event) : startOf(event), "s"),
        placeOf(event) ? ` · ${placeOf(event)}` : "",
      ),
    ),
  );
}

/** A whole event; `interested` are the ids of those who said so, if they are known yet. */
export function drawEvent(event, { names, me, interested, who }) {
  const running = event.status === STATUS.active;
  const count = interested?.length ?? event.user_count ?? 0;
  const mine = Boolean(interested?.includes(me));
  return h(
    "li",
    { class: "event-whole", "data-key": event.id },
    h(
      "p",
      { class: "event-when" },
      icon("date"),
      running ? "Happening now, ends " : "",
      moment(running ? endOf(event) : startOf(event), "R"),
    ),
    h("h3", {}, event.name),
    h(
      "p",
      { class: "event-note" },
      moment(startOf(event), "F"),
      endOf(event) ? [" to ", moment(endOf(event), "F")] : "",
    ),
    placeOf(event) ? h("p", { class: "event-note" }, `Where: ${placeOf(event)}`) : null,
    event.description ? h("div", { class: "text" }, markup(event.description, names)) : null,
    h(
      "p",
      { class: "event-foot" },
      h(
        "button",
        {
          type: "button",
          class: `button ${mine ? "success" : "secondary"}`,
          "data-interest": event.id,
          "aria-pressed": String(mine),
        },
        mine ? icon("tick") : null,
        "Interested",
      ),
      h(
        "span",
        { class: "event-note" },
        `${count} ${count === 1 ? "person is" : "people are"} interested${who ? `. Planned by ${who}` : ""}`,
      ),
    ),
  );
}
