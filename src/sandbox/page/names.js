// Names: of places, with the sign that Discord gives them; and those that are completed while one types, people and
// roles after "@", channels and threads after "#".
//
// Called by the page's header, forms and fields. Pure, but for what the world knows of names.

import { CHANNEL, isThread } from "./world.js";

/** What a place is called: "#releases", the name of a thread, "@gonogo". */
export function placeLabel(world, id) {
  const channel = world.channels.get(id);
  return `${channel?.type === CHANNEL.dm ? "@" : isThread(channel) ? "" : "#"}${world.placeName(id)}`;
}

/** The name that is being typed before the cursor, as `{sign, typed}`; null where none is. */
export function begunName(input) {
  const [, sign, typed] = /(?:^|\s)([@#])([^\s@#]*)$/.exec(input.value.slice(0, input.selectionStart)) ?? [];
  return sign ? { sign, typed: typed.toLowerCase() } : null;
}

/** What fits a begun name, for a menu; none where a name is written in full, so that Enter sends. */
export function namesFor(world, { sign, typed }) {
  const items = sign === "@" ? [...people(world), ...roles(world)] : channels(world);
  const fit = items.filter((item) => item.value.toLowerCase().includes(typed));
  const begins = (item) => Number(!item.value.toLowerCase().startsWith(typed));
  fit.sort((a, b) => begins(a) - begins(b));
  return fit.length === 1 && fit[0].value.toLowerCase() === typed ? [] : fit;
}

const people = (world) =>
  [...world.members.keys()]
    .filter((id) => world.nameOf(id))
    .map((id) => ({
      value: world.nameOf(id),
      label: `@${world.nameOf(id)}`,
      hint: (world.members.get(id).roles ?? []).map((role) => world.roles.get(role)?.name).filter(Boolean).join(", "),
      group: "People",
    }));

const roles = (world) =>
  [...world.roles.values()]
    .filter((role) => role.id !== world.guild?.id)
    .map((role) => ({ value: role.name, label: `@${role.name}`, hint: "everybody with this role", group: "Roles" }));

const channels = (world) =>
  [...world.channels.values()]
    .filter((one) => one.name)
    .map((one) => ({ value: one.name, label: `#${one.name}`, hint: one.topic ?? "" }));

/** Writes a chosen name in the place of the begun one. */
export function completeName(input, sign, name) {
  const at = input.selectionStart;
  const head = input.value.slice(0, at).replace(/[@#][^\s@#]*$/, () => `${sign}${name} `);
  input.value = head + input.value.slice(at);
  input.setSelectionRange(head.length, head.length);
}
