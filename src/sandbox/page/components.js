// Draws the components of a message: rows of buttons and selects, and the newer layout ones (container, section, …).
//
// Called by `message.js`. Pressing is not done here: each control carries `data-press` or `data-pick`, and the pane
// hears it. Field names and numbers are Discord's component reference.

import { h, icon } from "./dom.js";
import { markup } from "./markup.js";
import { drawFilePart, drawGallery, drawMedia } from "./media.js";
import { veil } from "./veil.js";
import { hex } from "./world.js";

/** Discord's component types. */
export const TYPE = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  fileUpload: 19,
  radioGroup: 21,
  checkboxGroup: 22,
  checkbox: 23,
};
const STYLE = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const [LINK, PREMIUM] = [5, 6];
export const SELECTS = [
  TYPE.stringSelect,
  TYPE.userSelect,
  TYPE.roleSelect,
  TYPE.mentionableSelect,
  TYPE.channelSelect,
];

/** Draws a list of components. `seen` is `{message, world, names}`. */
export function drawComponents(components, seen) {
  return (components ?? []).map((component) => draw(component, seen));
}

/** Finds the component with this `custom_id` anywhere in a message. */
export function findComponent(components, customId) {
  for (const component of components ?? []) {
    if (component.custom_id === customId) return component;
    const found = findComponent([...(component.components ?? []), component.accessory].filter(Boolean), customId);
    if (found) return found;
  }
  return null;
}

function draw(component, seen) {
  if (SELECTS.includes(component.type)) return drawSelect(component, seen);
  switch (component.type) {
    case TYPE.row:
      return h("div", { class: "row", "data-key": keyOf(component) }, drawComponents(component.components, seen));
    case TYPE.button:
      return drawButton(component, seen);
    case TYPE.text:
      return h("div", { class: "text" }, markup(component.content, seen.names));
    case TYPE.section:
      return drawSection(component, seen);
    case TYPE.separator:
      return drawSeparator(component);
    case TYPE.container:
      return drawContainer(component, seen);
    case TYPE.thumbnail:
      return drawMedia(component, "thumbnail");
    case TYPE.gallery:
      return drawGallery(component.items ?? []);
    case TYPE.file:
      return drawFilePart(component);
    default:
      return h("p", { class: "unknown" }, `(a component of type ${component.type}, which this page does not draw)`);
  }
}

const keyOf = (component) =>
  component.custom_id ?? component.accessory?.custom_id ?? component.components?.[0]?.custom_id ?? null;

function drawContainer(component, seen) {
  const accent = component.accent_color;
  const colour = accent === null || accent === undefined ? {} : { "--accent": hex(accent) };
  const drawn = h("div", { class: "container", style: colour }, drawComponents(component.components, seen));
  return component.spoiler ? veil(drawn, "message") : drawn;
}

/** A line, or only room where no line is wanted. */
function drawSeparator({ spacing, divider }) {
  const wide = spacing === 2 ? " wide" : "";
  return divider === false ? h("div", { class: `space bare${wide}` }) : h("hr", { class: `space${wide}` });
}

function drawSection(component, seen) {
  return h(
    "div",
    { class: "section", "data-key": keyOf(component) },
    h("div", { class: "section-text" }, drawComponents(component.components, seen)),
    h("div", { class: "accessory" }, draw(component.accessory, seen)),
  );
}

const emojiOf = (emoji) => (emoji ? h("span", { class: "emoji", "aria-hidden": "true" }, emojiWords(emoji)) : null);
// A server's own emoji is a picture from Discord's hosts, which this page does not load: its name stands for it.
const emojiWords = (emoji) => (emoji?.id ? `:${emoji.name}:` : emoji?.name);

function drawButton(component, { message, world }) {
  const label = [emojiOf(component.emoji), component.label ? h("span", {}, component.label) : null];
  const style = `button ${STYLE[component.style] ?? "secondary"}`;
  const name = component.label ? null : component.emoji?.name;
  if (component.style === PREMIUM) return drawPremium(component);
  if (component.style === LINK) {
    const safe = /^https?:\/\//i.test(component.url ?? "");
    return h(
      "a",
      {
        class: style,
        href: safe ? component.url : null,
        target: "_blank",
        rel: "noopener noreferrer",
        title: component.url,
        "aria-label": name,
      },
      label,
      h("span", { class: "leaves", "aria-label": "opens in a new tab" }, "↗"),
    );
  }
  const pending = world.pending.has(`${message.id} ${component.custom_id}`);
  return h(
    "button",
    {
      type: "button",
      class: `${style}${pending ? " pending" : ""}`,
      disabled: component.disabled,
      "aria-busy": pending ? "true" : null,
      "aria-label": name,
      "data-key": component.custom_id,
      "data-press": component.custom_id,
    },
    h("span", { class: "face" }, label),
    pending ? dots() : null,
  );
}

/** What Discord would sell: it writes the words itself, and a sandbox has no shop. */
const drawPremium = ({ sku_id: sku, disabled }) =>
  h(
    "button",
    {
      type: "button",
      class: "button premium",
      "aria-disabled": "true",
      disabled,
      title: `There is no shop here for ${sku}`,
    },
    icon("tick"),
    h("span", {}, "Unlock"),
  );

/** Three dots that breathe: something is under way. */
export const dots = () => h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));

function drawSelect(component, { message, world }) {
  const key = `${message.id} ${component.custom_id}`;
  const pending = world.pending.has(key);
  const values = world.chosen.get(key) ?? givenValues(component);
  const chosen = selectItems(component, world).filter((item) => values.includes(item.value));
  const words = chosen.length
    ? chosen.map((item) => item.label).join(", ")
    : (component.placeholder ?? "Make a selection");
  return h(
    "button",
    {
      type: "button",
      role: "combobox",
      class: `select${chosen.length ? "" : " empty"}${pending ? " pending" : ""}`,
      disabled: component.disabled,
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-busy": pending ? "true" : null,
      "aria-label": chosen.length ? `${selectName(component)}: ${words}` : selectName(component),
      "data-key": component.custom_id,
      "data-pick": component.custom_id,
    },
    h("span", { class: "select-words" }, words),
    pending ? dots() : icon("down"),
  );
}

/** What a select is called: what it asks for. */
export const selectName = (component) => component.placeholder ?? "Make a selection";

/** The values a select shows before anybody touches it. */
export function givenValues(component) {
  if (component.type === TYPE.stringSelect)
    return (component.options ?? []).filter((option) => option.default).map((option) => option.value);
  return (component.default_values ?? []).map((value) => value.id);
}

/** What a select offers, as menu items `{value, label, hint, emoji}`. */
export function selectItems(component, world) {
  const users = () =>
    [...world.members.values()].map(({ user }) => ({
      value: user.id,
      label: world.nameOf(user.id),
      hint: user.bot ? "app" : user.username === world.nameOf(user.id) ? null : user.username,
    }));
  const roles = () =>
    [...world.roles.values()]
      .filter((role) => role.id !== world.guild?.id)
      .map((role) => ({ value: role.id, label: `@${role.name}` }));
  const wanted = component.channel_types;
  const channels = () =>
    [...world.channels.values()]
      .filter((one) => one.guild_id !== undefined && (!wanted?.length || wanted.includes(one.type)))
      .map((one) => ({ value: one.id, label: `#${one.name}` }));
  switch (component.type) {
    case TYPE.userSelect:
      return users();
    case TYPE.roleSelect:
      return roles();
    case TYPE.mentionableSelect:
      return [...users(), ...roles()];
    case TYPE.channelSelect:
      return channels();
    default:
      return (component.options ?? []).map((option) => ({
        value: option.value,
        label: option.label,
        hint: option.description,
        emoji: emojiWords(option.emoji),
      }));
  }
}
