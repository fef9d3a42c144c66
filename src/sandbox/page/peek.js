// A look into a text file without saving it, as Discord's client offers one.
//
// Called by `components.js`. What was read is kept by its address, which never changes what it leads to, so that a
// message drawn anew still shows it. Text stays text: nothing of a file becomes a part of the page.

import { h } from "./dom.js";

/** Files that are read as text, by the end of their names; larger ones are only saved. */
const TEXTS = /\.(md|txt|log|json|csv|toml|ya?ml|xml|svg|sql|sh|html?)$/i;
const MOST_BYTES = 128 * 1024;

const read = new Map();

/** A part that opens to show what is in the file; null for what is no short text of this sandbox. */
export function peek(url, name, size) {
  const own = URL.canParse(url, location.origin) && new URL(url, location.origin).origin === location.origin;
  if (!own || !TEXTS.test(name) || !(size <= MOST_BYTES)) return null;
  const inside = h("pre", { class: "inside", tabindex: "0", "aria-label": `What is in ${name}` }, read.get(url) ?? "…");
  const node = h("details", { class: "peek", "data-key": `peek ${url}`, "aria-label": name }, h("summary", {}, `Show ${name}`), inside);
  node.addEventListener("toggle", () => node.open && !read.has(url) && fill(url, node));
  return node;
}

async function fill(url, node) {
  const answer = await fetch(url).catch(() => null);
  // The node may have become another drawing of the same file meanwhile; its place in the page stays.
  const inside = node.querySelector(".inside");
  if (!answer?.ok) return (inside.textContent = "The file is no longer there.");
  const text = await answer.text();
  read.set(url, text);
  inside.textContent = text;
}
