// One option of a slash command while it is filled in: its field, what stands in it, and whether that will do.
//
// Made by `command.js`. Sends nothing and offers nothing: that is for `offers.js`.

import { h } from "./dom.js";
import { TYPE, selectItems } from "./components.js";
import { OPTION, readValue } from "./slash.js";
import { FileChoice, refusal } from "./tray.js";

const PICKERS = {
  [OPTION.user]: TYPE.userSelect,
  [OPTION.role]: TYPE.roleSelect,
  [OPTION.mentionable]: TYPE.mentionableSelect,
  [OPTION.channel]: TYPE.channelSelect,
};
const WIDEST = 44;

const labelOf = (option) => `${option.name}${option.required ? ", required" : ""}: ${option.description ?? ""}`;
const title = (option) =>
  h("span", {}, option.name, option.required ? h("span", { class: "star", "aria-hidden": "true" }, " *") : null);

/** Tells whether an option takes a file. */
export const takesFile = (option) => option.type === OPTION.attachment;

/** What an option that takes nothing else offers; null for a free one. */
export function itemsOf(option, world) {
  if (option.choices?.length) return option.choices.map((choice) => ({ value: choice.value, label: choice.name }));
  if (option.type === OPTION.boolean)
    return [
      { value: true, label: "True" },
      { value: false, label: "False" },
    ];
  if (PICKERS[option.type]) return selectItems({ type: PICKERS[option.type], channel_types: option.channel_types }, world);
  return null;
}

/** A field for a text or for one of several things; `typed` and `entered` are called with it. */
export class TextField {
  constructor(option, text, { typed, entered, pressed, left }) {
    this.option = option;
    this.picked = null;
    this.input = h("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-label": labelOf(option),
      "aria-describedby": "command-hint",
      "aria-required": String(Boolean(option.required)),
      inputmode: { [OPTION.integer]: "numeric", [OPTION.number]: "decimal" }[option.type],
    });
    this.input.value = text;
    this.node = h("label", { class: "field" }, title(option), this.input);
    this.input.addEventListener("input", () => typed(this));
    this.input.addEventListener("focus", () => entered(this));
    this.input.addEventListener("click", () => pressed(this));
    this.input.addEventListener("blur", () => left(this));
    this.fit();
  }

  /** Holds nothing yet. */
  get empty() {
    return !this.input.value.trim();
  }

  fit() {
    this.input.style.setProperty("width", `${Math.min(Math.max(this.input.value.length + 1, 4), WIDEST)}ch`);
  }

  /** Takes one of the things that were offered. */
  take(item) {
    this.input.value = item.label;
    this.picked = item;
    this.wrong(false);
    this.fit();
  }

  wrong(is) {
    this.node.classList.toggle("wrong", is);
    this.input.setAttribute("aria-invalid", String(is));
  }

  /** `{value}` to be sent, or `{error}` with a sentence. */
  read(world) {
    return readValue(this.option, this.input.value, this.picked, itemsOf(this.option, world));
  }

  /** What the field holds, as it is typed in one line. */
  get text() {
    return this.input.value;
  }
}

/** A field for a file. */
export class FileField {
  constructor(option, { changed, refused, entered }) {
    this.option = option;
    this.choice = new FileChoice(labelOf(option), {
      changed: () => {
        this.wrong(false);
        changed(this);
      },
      refuse: (why) => refused(this, why),
    });
    this.input = this.choice.input;
    this.node = h("div", { class: "field" }, title(option), this.input);
    this.input.addEventListener("focus", () => entered(this));
  }

  get empty() {
    return !this.choice.file;
  }

  fit() {}

  wrong(is) {
    this.node.classList.toggle("wrong", is);
  }

  /** A file is named by its place among those that are sent, to which it is added. */
  read(_world, files) {
    const { file } = this.choice;
    if (!file) return this.option.required ? { error: "This option is required. Choose a file." } : {};
    const why = refusal([...files, file]);
    return why ? { error: why } : { value: files.push(file) - 1 };
  }

  get text() {
    return "";
  }
}
