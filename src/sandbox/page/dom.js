// Builds nodes and patches them in place.
//
// Everything that draws calls `h` to build and `patch` to bring what is on the page to what should be there, so
// that focus, scroll and an open menu survive an edited card. Text from people only ever becomes text nodes here:
// nothing on this page parses HTML. Knows nothing of Discord.

const SVG = "http://www.w3.org/2000/svg";
/** How long what went well is told. */
const TOAST_MS = 4_000;

/** Attributes that belong to the reader (a revealed spoiler, a tapped message, an open menu), not to what is drawn. */
const KEPT = new Set(["data-revealed", "data-tapped", "open", "aria-activedescendant", "aria-controls", "aria-expanded"]);

/**
 * Builds an element. `attributes` may hold `class`, `on: {event: listener}`, `style: {property: value}`; `true` sets
 * an empty attribute, `false`, `null` and `undefined` leave it out. Children are nodes, texts or nested lists.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) dress(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function dress(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (name === "style")
    for (const [property, text] of Object.entries(value)) node.style.setProperty(property, text);
  else node.setAttribute(name, value === true ? "" : value);
}

/** A drawing of the set below, 20 by 20, in the colour of the text around it; hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const ICONS = {
  menu: "M3 5h14M3 10h14M3 15h14",
  people:
    "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2 16.5c0-3 2.3-4.8 5.5-4.8s5.5 1.8 5.5 4.8M13 9.4a2.7 2.7 0 0 0 0-5.3M15 12.2c2 .6 3 2 3 4.3",
  clock: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M10 5.8V10l2.8 2",
  theme: "M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3",
  close: "M5 5l10 10M15 5L5 15",
  down: "M5 8l5 5 5-5",
  right: "M8 5l5 5-5 5",
  left: "M12 5l-5 5 5 5",
  chain: "M8.5 11.5l3-3M7 9L4.8 11.2a2.8 2.8 0 0 0 4 4L11 13M9 7l2.2-2.2a2.8 2.8 0 0 1 4 4L13 11",
  reply: "M8 4.5L3.5 9 8 13.5M3.5 9H11c3.5 0 5.5 2 5.5 6.5",
  send: "M3 4l14 6-14 6 2.5-6L3 4M5.5 10H11",
  thread: "M3 4h14v9.5H9L5.5 16.5v-3H3V4M6.5 7.5h7M6.5 10.3h4.5",
  forward: "M12 4.5L16.5 9 12 13.5M16.5 9H9c-3.5 0-5.5 2-5.5 6.5",
  play: "M6 4l10 6-10 6V4",
  pause: "M7 4v12M13 4v12",
  tick: "M4 10.5l4 4 8-9",
  file: "M6 2.5h5.5L15 6v11.5H6V2.5M11.5 2.5V6H15",
  pen: "M4 16l.8-3.6L13.6 3.6a1.6 1.6 0 0 1 2.3 0l.5.5a1.6 1.6 0 0 1 0 2.3L7.6 15.2 4 16",
  bin: "M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5",
  posts: "M3 4h14v5H3V4M3 12h14v4H3v-4",
  news: "M3 8v4h3l7 4V4L6 8H3M16 8v4",
  pin: "M7 3h6l-1 5 3 3H5l3-3-1-5M10 11v6",
  date: "M3 5h14v12H3V5M3 9h14M7 3v4M13 3v4",
  chat: "M3 4h14v9.5H9L5.5 16.5v-3H3V4",
};

/**
 * Brings the children of `host` to `wanted`, keeping nodes that stand for the same thing. The same thing is first
 * the same `data-key`, then the next leftover of the same tag: a button that changed its meaning in place stays
 * the same node, so that the focus stays on it.
 */
export function patch(host, wanted) {
  const twins = pairUp([...host.childNodes], wanted);
  const kept = new Set(twins.values());
  for (const child of [...host.childNodes]) if (!kept.has(child)) child.remove();
  let place = host.firstChild;
  for (const next of wanted) {
    const twin = twins.get(next);
    if (twin && twin !== next) become(twin, next);
    const node = twin ?? next;
    if (node === place) place = place.nextSibling;
    else host.insertBefore(node, place);
  }
}

function pairUp(present, wanted) {
  const twins = new Map();
  const free = new Set(present);
  const claim = (next, found) => {
    if (!found) return;
    twins.set(next, found);
    free.delete(found);
  };
  const byKey = new Map(present.filter(keyOf).map((node) => [keyOf(node), node]));
  for (const next of wanted) {
    const found = keyOf(next) && byKey.get(keyOf(next));
    claim(next, found && free.has(found) && found.nodeName === next.nodeName ? found : null);
  }
  for (const next of wanted) {
    if (twins.has(next) || next.dataset?.whole !== undefined) continue;
    claim(
      next,
      [...free].find((node) => node.nodeName === next.nodeName && node.dataset?.whole === undefined),
    );
  }
  return twins;
}

const keyOf = (node) => node.dataset?.key;

function become(node, next) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== next.data) node.data = next.data;
    return;
  }
  for (const { name } of [...node.attributes])
    if (!next.hasAttribute(name) && !KEPT.has(name)) node.removeAttribute(name);
  for (const { name, value } of next.attributes) {
    if (KEPT.has(name) || node.getAttribute(name) === value) continue;
    // The page's content policy refuses a style attribute; the style object may be set.
    if (name === "style") node.style.cssText = next.style.cssText;
    else node.setAttribute(name, value);
  }
  patch(node, [...next.childNodes]);
}

/** Says `text` to screen readers without moving the focus. */
export function announce(text) {
  const region = document.getElementById("said");
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = text));
}

/** Shows a few words at the lower edge for a while; screen readers hear them too. */
export function toast(text) {
  const line = document.getElementById("toast");
  line.textContent = text;
  line.hidden = false;
  clearTimeout(line.wait);
  line.wait = setTimeout(() => (line.hidden = true), TOAST_MS);
}

/** A colour from a name, the same one every time, dark enough for white letters. */
export function colourOf(name) {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return `hsl(${sum} 55% 38%)`;
}

/** A round picture with the first letter of `name`: there are no uploaded pictures here. */
export function avatar(name, robot = false) {
  const letter = [...name][0]?.toUpperCase() ?? "?";
  const colour = robot ? "var(--brand)" : colourOf(name);
  return h("span", { class: "avatar", "aria-hidden": "true", style: { "background-color": colour } }, letter);
}
