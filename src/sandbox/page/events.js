// Draws the server's scheduled events, above its channels: what, when, where.
//
// Called by `channels.js`. Knows of an event only what Discord's resource says.

import { h } from "./dom.js";
import { fullTime, stamp } from "./when.js";

const STATUS = { scheduled: 1, active: 2 };

/** The events that are not over, the next one first. */
const open = (world) =>
  [...world.events.values()]
    .filter((event) => Object.values(STATUS).includes(event.status))
    .sort((a, b) => startOf(a) - startOf(b));

const startOf = (event) => Date.parse(event.scheduled_start_time);
const endOf = (event) => Date.parse(event.scheduled_end_time);

/** Entries for the list of places; none when nothing is planned. */
export function drawEvents(world) {
  const events = open(world);
  if (!events.length) return [];
  return [h("li", { class: "places-title", "data-key": "events" }, "Events"), ...events.map(entry)];
}

function entry(event) {
  const running = event.status === STATUS.active;
  const at = running ? endOf(event) : startOf(event);
  const whole = `${fullTime(startOf(event))} to ${fullTime(endOf(event))}`;
  return h(
    "li",
    { class: "event", "data-key": `event ${event.id}`, title: event.description ?? whole },
    h("b", { class: "event-name" }, event.name),
    h(
      "span",
      { class: "event-note" },
      running ? "Now, until " : "",
      h("time", { datetime: new Date(at).toISOString(), title: whole }, stamp(at / 1000, "s")),
      event.entity_metadata?.location ? ` · ${event.entity_metadata.location}` : "",
    ),
  );
}
