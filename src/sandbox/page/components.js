// Draws the components of a message: rows of buttons and selects, and the newer layout ones (container, section, …).
//
// Called by `message.js`. Pressing is not done here: each control carries `data-press` or `data-pick`, and the pane
// hears it. Field names and numbers are Discord's component reference.

import { h, icon } from "./dom.js";
import { markup } from "./markup.js";
import { peek } from "./peek.js";
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
const LINK = 5;
export const SELECTS = [TYPE.stringSelect, TYPE.userSelect, TYPE.roleSelect, TYPE.mentionableSelect, TYPE.channelSelect];

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
      return h("hr", {
        class: `space${component.spacing === 2 ? " wide" : ""}${component.divider === false ? " bare" : ""}`,
      });
    case TYPE.container:
      return drawContainer(component, seen);
    case TYPE.thumbnail:
      return drawMedia(component, "thumbnail");
    case TYPE.gallery:
      return h(
        "div",
        { class: "gallery" },
        (component.items ?? []).map((item) => drawMedia(item, "picture")),
      );
    case TYPE.file:
      return drawFile(component.file?.url ?? "", component.name ?? component.file?.url ?? "file", component.size);
    default:
      return h("p", { class: "unknown" }, `(a component of type ${component.type}, which this page does not draw)`);
  }
}

const keyOf = (component) =>
  component.custom_id ?? component.accessory?.custom_id ?? component.components?.[0]?.custom_id ?? null;

function drawContainer(component, seen) {
  const accent = component.accent_color;
  const colour = accent === null || accent === undefined ? {} : { "--accent": hex(accent) };
  return h(
    "div",
    { class: `container${component.spoiler ? " spoiler" : ""}`, style: colour },
    drawComponents(component.components, seen),
  );
}

function drawSection(component, seen) {
  return h(
    "div",
    { class: "section", "data-key": keyOf(component) },
    h("div", { class: "section-text" }, drawComponents(component.components, seen)),
    h("div", { class: "accessory" }, draw(component.accessory, seen)),
  );
}

const emojiOf = (emoji) =>
  emoji ? h("span", { class: "emoji", "aria-hidden": "true" }, emoji.id ? `:${emoji.name}:` : emoji.name) : null;

function drawButton(component, { message, world }) {
  const label = [emojiOf(component.emoji), component.label ? h("span", {}, component.label) : null];
  const style = `button ${STYLE[component.style] ?? "secondary"}`;
  const name = component.label ? null : component.emoji?.name;
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
      "aria-label": component.placeholder ?? "Make a selection",
      "data-key": component.custom_id,
      "data-pick": component.custom_id,
    },
    h("span", { class: "select-words" }, words),
    pending ? dots() : icon("down"),
  );
}

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
      hint: user.bot ? "app" : user.username,
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
        emoji: option.emoji?.name,
      }));
  }
}

/** A picture that this sandbox itself serves is shown; any other is a link, since the page loads nothing from outside. */
export function drawMedia(item, kind) {
  const url = item.media?.url ?? item.url ?? "";
  const words = item.description ?? "picture";
  const own = URL.canParse(url, location.origin) && new URL(url, location.origin).origin === location.origin;
  if (own) return h("img", { class: kind, src: url, alt: words, loading: "lazy" });
  return h(
    "a",
    {
      class: `elsewhere ${kind}`,
      href: /^https?:/.test(url) ? url : null,
      target: "_blank",
      rel: "noopener noreferrer",
    },
    words,
  );
}

/** A number of bytes, for people. */
export function weightOf(bytes) {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const [size, unit] = bytes < 2 ** 20 ? [bytes / 1024, "KiB"] : [bytes / 2 ** 20, "MiB"];
  return `${Number(size.toFixed(1))} ${unit}`;
}

/** A file as a line with its name and size, to be saved. `size` is in bytes. */
export function drawFile(url, name, size) {
  const own = /^https?:/.test(url) || url.startsWith("/");
  const weight = size === undefined || size === null ? null : h("span", { class: "weight" }, weightOf(size));
  const link = h(
    "a",
    { class: "file", href: own ? url : null, target: "_blank", rel: "noopener noreferrer" },
    icon("file"),
    h("span", {}, name),
    weight,
  );
  return [link, peek(url, name, size)];
}
