// The ways through a long list: a field that searches it, and a button for each of its groups.
//
// Called by `menu.js`, which knows what is shown.

import { h } from "./dom.js";

/** Lists longer than this have a button for each group, where there are more groups than that. */
const LONG = { lines: 16, groups: 2 };

/** The field above a list; `heard(event)` gets what is typed and pressed in it. */
export function searchField(label, list, heard) {
  const input = h("input", {
    type: "text",
    class: "menu-search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "Search",
    "aria-label": `Search: ${label}`,
    "aria-autocomplete": "list",
    "aria-expanded": "true",
    "aria-controls": list,
    on: { input: heard, keydown: heard },
  });
  return input;
}

/** What a group is called where all of them stand beside each other: without the app before it. */
const shortName = (group) => group.split(" · ").at(-1);

/** Draws a button for each group of a long list into `host`; none where it is short. Keys search instead. */
export function drawWays(host, items) {
  const groups = [...new Set(items.map((item) => item.group).filter(Boolean))];
  host.hidden = items.length <= LONG.lines || groups.length <= LONG.groups;
  const way = (group) =>
    h("button", { type: "button", class: "menu-way", tabindex: "-1", "data-way": group }, shortName(group));
  host.replaceChildren(...(host.hidden ? [] : groups.map(way)));
}
