// Spoilers: what stays covered until the reader asks for it, in a text, over a picture, over a whole container.
//
// Called by what draws. Whoever hears presses calls `reveal`; that something was revealed belongs to the reader and
// survives another drawing of it.

import { h } from "./dom.js";

/** Covers words inside a text. */
export const veilWords = (inner) =>
  h(
    "span",
    { class: "spoiler", "data-spoiler": true },
    h("button", { type: "button", class: "sr spoiler-cover" }, "Show spoiler"),
    h("span", { class: "spoiler-words" }, inner),
  );

/** Covers a part of a message; `what` names it, such as "picture". */
export const veil = (node, what) =>
  h(
    "div",
    { class: "veil", "data-spoiler": true },
    h(
      "button",
      { type: "button", class: "veil-cover", "aria-label": `Spoiler: show the ${what}` },
      h("span", {}, "Spoiler"),
    ),
    h("div", { class: "veiled", tabindex: "-1" }, node),
  );

/** Reveals what `target` covers; tells whether there was something to reveal. */
export function reveal(target) {
  const cover = target.closest("[data-spoiler]:not([data-revealed])");
  if (!cover) return false;
  const had = cover.contains(document.activeElement);
  cover.setAttribute("data-revealed", "");
  // The pressed cover is gone; the focus goes to what it covered.
  if (had) cover.querySelector(".veiled")?.focus();
  return true;
}
