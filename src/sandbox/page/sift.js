// A long list of things to tick, searched by what is typed above it.
//
// Called by `passon.js` and `fields.js`. Knows nothing of what is ticked.

import { h } from "./dom.js";

/** Lists longer than this are searched. */
export const LONG = 8;

/**
 * The field that searches `lines`, each the label around one of `boxes`, and the words for when nothing fits. What is
 * ticked stays in sight: it is what will be done.
 */
export function sift(lines, boxes, label) {
  const search = h("input", { type: "search", autocomplete: "off", placeholder: "Search", "aria-label": label });
  const none = h("p", { class: "modal-hint", role: "status" });
  search.addEventListener("input", () => {
    const typed = search.value.trim().toLocaleLowerCase();
    lines.forEach((line, at) => {
      line.hidden = !boxes[at].checked && !line.textContent.toLocaleLowerCase().includes(typed);
    });
    none.textContent = lines.every((line) => line.hidden) ? "Nothing is called so." : "";
  });
  // Enter looks for what is typed; it does not send the form.
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return { search, none };
}
