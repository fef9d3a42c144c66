// The composer while a slash command is filled in: a field for each option, with what may be chosen.
//
// Made by `composer.js`, which shows it instead of the text field. Sends through the session alone.

import { h } from "./dom.js";
import { Menu } from "./menu.js";
import { TYPE, selectItems } from "./components.js";
import { OPTION, readValue } from "./slash.js";
import { FileChoice, refusal } from "./tray.js";

/** How long typing must pause before the app is asked for suggestions. */
const PAUSE_MS = 220;
const PICKERS = {
  [OPTION.user]: TYPE.userSelect,
  [OPTION.role]: TYPE.roleSelect,
  [OPTION.mentionable]: TYPE.mentionableSelect,
  [OPTION.channel]: TYPE.channelSelect,
};

export class CommandForm {
  /** `run(leaf, options, files)` sends; `leave(text)` goes back to the text field with that text in it. */
  constructor({ run, leave }) {
    Object.assign(this, { run, leave });
    this.node = document.getElementById("command");
    this.hint = document.getElementById("command-hint");
    this.node.addEventListener("keydown", (event) => this.key(event));
  }

  /** Begins a command of `leaf`; `values` holds texts for options that were typed already. */
  open(session, channel, leaf, values = {}) {
    Object.assign(this, { session, channel, leaf, fields: [] });
    this.node.hidden = false;
    this.node.setAttribute("aria-label", `Command /${leaf.path}`);
    this.more = h("button", { type: "button", class: "more", on: { click: () => this.offerMore() } });
    this.node.replaceChildren(h("span", { class: "command-path" }, `/${leaf.path}`), this.more);
    for (const option of leaf.options)
      if (option.required || option.name in values) this.addField(option, values[option.name] ?? "");
    this.drawMore();
    this.say(null);
    const first = this.fields.find((field) => !field.input.value) ?? this.fields.at(-1);
    (first?.input ?? this.bare()).focus();
  }

  /** Where Enter is heard while no option is open; what is typed there begins the first option. */
  bare() {
    const input = h("input", {
      class: "bare",
      autocomplete: "off",
      "aria-label": `/${this.leaf.path}: press Enter to send`,
    });
    input.addEventListener("input", () => {
      const text = input.value;
      const option = this.left().find((one) => one.type !== OPTION.attachment);
      input.value = "";
      if (!option || !text.trim()) return;
      this.turnTo(this.addField(option, text));
    });
    this.more.before(input);
    return input;
  }

  /** Turns to a field that has just been added, behind what it holds. */
  turnTo(field) {
    this.drawMore();
    field.input.focus();
    this.typed(field);
  }

  close() {
    this.menu?.close();
    clearTimeout(this.wait);
    this.node.hidden = true;
    this.hint.hidden = true;
    this.leaf = null;
  }

  addField(option, text) {
    return option.type === OPTION.attachment ? this.addFileField(option) : this.addTextField(option, text);
  }

  addFileField(option) {
    const label = `${option.name}${option.required ? ", required" : ""}: ${option.description ?? ""}`;
    const choice = new FileChoice(label, {
      changed: () => {
        field.node.classList.remove("wrong");
        this.say(field);
      },
      refuse: (why) => this.refuse(field, why),
    });
    const field = { option, choice, input: choice.input, picked: null };
    field.node = h("div", { class: "field" }, h("span", {}, option.name), choice.input);
    choice.input.addEventListener("focus", () => this.entered(field));
    return this.place(field);
  }

  /** Files dropped or pasted: one for each option that takes one and has none; gives back the rest. */
  dropped(files) {
    const rest = [...files];
    while (rest.length) {
      const open = this.fields.find((field) => field.choice && !field.choice.file);
      const option = this.left().find((one) => one.type === OPTION.attachment);
      const field = open ?? (option && this.addField(option, ""));
      if (!field) break;
      const file = rest.shift();
      field.choice.take(file);
      if (!field.choice.file) break;
    }
    this.drawMore();
    return rest;
  }

  addTextField(option, text) {
    const input = h("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-label": `${option.name}${option.required ? ", required" : ""}: ${option.description ?? ""}`,
      "aria-describedby": "command-hint",
      inputmode: option.type === OPTION.integer ? "numeric" : null,
    });
    input.value = text;
    const field = {
      option,
      input,
      picked: null,
      node: h("label", { class: "field" }, h("span", {}, option.name), input),
    };
    input.addEventListener("input", () => this.typed(field));
    input.addEventListener("focus", () => this.entered(field));
    input.addEventListener("click", () => this.menu?.node || this.offer(field));
    input.addEventListener("blur", () => this.menu?.anchor === input && this.menu.close());
    return this.place(field);
  }

  place(field) {
    this.fields.push(field);
    this.node.querySelector(".bare")?.remove();
    this.more.before(field.node);
    this.fit(field);
    return field;
  }

  fit({ input, choice }) {
    if (choice) return;
    input.style.setProperty("width", `${Math.min(Math.max(input.value.length + 1, 4), 44)}ch`);
  }

  left() {
    return this.leaf.options.filter((option) => !this.fields.some((field) => field.option === option));
  }

  drawMore() {
    const count = this.left().length;
    this.more.hidden = count === 0;
    this.more.textContent = `+${count} optional`;
  }

  offerMore() {
    const add = (item) => {
      const field = this.addField(
        this.leaf.options.find((option) => option.name === item.value),
        "",
      );
      this.drawMore();
      field.input.focus();
    };
    this.menu?.close();
    this.menu = new Menu(this.more, { label: "Options", pick: add, close: () => {}, over: this.hint });
    this.menu.show(this.left().map((option) => ({ value: option.name, label: option.name, hint: option.description })));
  }

  entered(field) {
    this.say(field);
    this.offer(field);
  }

  typed(field) {
    field.node.classList.remove("wrong");
    if (this.turned(field)) return;
    this.fit(field);
    this.say(field);
    this.offer(field);
  }

  /** Typing `name:` of an option turns to that option, as commands are written in text; true when it did. */
  turned(field) {
    const [, rest, name] = /^([^]*?)(?:^|\s)([-_\p{L}\p{N}]+):$/u.exec(field.input.value) ?? [];
    const option = this.leaf.options.find((one) => one.name === name);
    if (!option) return false;
    field.input.value = rest.trim();
    this.fit(field);
    const target = this.fields.find((one) => one.option === option) ?? this.addField(option, "");
    this.drawMore();
    target.input.focus();
    if (target === field) this.offer(field);
    return true;
  }

  say(field, error = null) {
    const words = field
      ? [h("b", {}, field.option.name), ` ${field.option.description ?? ""}`]
      : [h("b", {}, `/${this.leaf.path}`), ` ${this.leaf.description}`];
    this.hint.replaceChildren(...words, error ? h("span", { class: "error" }, ` ${error}`) : "");
    this.hint.hidden = false;
  }

  /** What an option that takes nothing else offers; null for a free one. */
  itemsOf(option) {
    if (option.choices?.length) return option.choices.map((choice) => ({ value: choice.value, label: choice.name }));
    if (option.type === OPTION.boolean)
      return [
        { value: true, label: "True" },
        { value: false, label: "False" },
      ];
    if (PICKERS[option.type])
      return selectItems({ type: PICKERS[option.type], channel_types: option.channel_types }, this.session.world);
    return null;
  }

  offer(field) {
    clearTimeout(this.wait);
    if (field.choice) return this.menu?.close();
    const items = this.itemsOf(field.option);
    const text = field.input.value.trim().toLowerCase();
    if (items)
      return this.show(
        field,
        items.filter(
          (item) => !text || field.picked?.label === field.input.value || item.label.toLowerCase().includes(text),
        ),
      );
    if (!field.option.autocomplete) return this.menu?.close();
    this.wait = setTimeout(() => this.suggest(field), field.input.value ? PAUSE_MS : 0);
  }

  async suggest(field) {
    const { leaf } = this;
    const asked = field.input.value;
    const options = this.fields
      .filter((one) => !one.choice && (one.input.value.trim() || one === field))
      .map((one) => ({
        type: one.option.type,
        name: one.option.name,
        value: this.valueOf(one).value ?? one.input.value,
        ...(one === field ? { value: asked, focused: true } : {}),
      }));
    const choices = await this.session.suggest(this.channel, leaf, options).catch(() => null);
    if (this.leaf !== leaf || field.input.value !== asked || document.activeElement !== field.input) return;
    if (choices === null) return this.say(field, "The suggestions could not be loaded.");
    this.show(
      field,
      choices.map((choice) => ({ value: choice.value, label: choice.name })),
    );
  }

  show(field, items) {
    if (!items.length) return this.menu?.close();
    if (!this.menu?.node || this.menu.anchor !== field.input) {
      this.menu?.close();
      this.menu = new Menu(field.input, {
        label: field.option.name,
        pick: (item) => this.take(field, item),
        close: () => {},
        over: this.hint,
      });
    }
    const text = field.input.value.toLowerCase();
    this.menu.show(
      items,
      Math.max(
        0,
        items.findIndex((item) => item.label.toLowerCase() === text || String(item.value).toLowerCase() === text),
      ),
    );
  }

  take(field, item) {
    field.input.value = item.label;
    field.picked = item;
    field.node.classList.remove("wrong");
    this.fit(field);
    const next = this.fields.find((one) => one.option.required && !one.input.value.trim());
    (next ?? field).input.focus();
    this.say(next ?? field);
    // An option that stays in focus must let the next Enter send the command.
    if (!next) this.menu?.close();
  }

  valueOf(field) {
    return readValue(field.option, field.input.value, field.picked, this.itemsOf(field.option));
  }

  key(event) {
    const field = this.fields.find((one) => one.input === event.target);
    if (this.menu?.node && this.menu.anchor === event.target && this.menu.key(event)) return;
    if (event.key === "Escape") this.leave("");
    else if (event.key === "Enter" && field?.choice && !field.choice.file) return;
    else if (event.key === "Enter" && event.target !== this.more) this.submit();
    else if (event.key === "Backspace" && field?.choice?.file) {
      field.choice.clear();
      this.say(field);
    }
    else if (event.key === "Backspace" && !event.target.value && event.target !== this.more) this.back(field);
    else if (event.key === "ArrowDown" && field) this.offer(field);
    else return;
    event.preventDefault();
  }

  /** Backspace in an empty field takes an optional one away, and leaves the command from a required one. */
  back(field) {
    const at = this.fields.indexOf(field);
    if (!field || field.option.required) return this.leave(`/${this.leaf.path}`);
    this.menu?.close();
    field.node.remove();
    this.fields.splice(at, 1);
    this.drawMore();
    if (this.fields.length) this.fields[Math.max(0, at - 1)].input.focus();
    else this.bare().focus();
  }

  submit() {
    const [filled, files] = [[], []];
    for (const field of this.fields) {
      const { value, error } = field.choice ? this.fileOf(field, files) : this.valueOf(field);
      if (error) return this.refuse(field, error);
      if (value !== undefined) filled.push({ type: field.option.type, name: field.option.name, value });
    }
    const { leaf } = this;
    this.leave("");
    this.run(leaf, filled, files);
  }

  /** An option that takes a file names it by its place among those that are sent. */
  fileOf({ option, choice }, files) {
    if (!choice.file) return option.required ? { error: "This option is required. Choose a file." } : {};
    const why = refusal([...files, choice.file]);
    return why ? { error: why } : { value: files.push(choice.file) - 1 };
  }

  refuse(field, error) {
    field.node.classList.add("wrong");
    field.input.focus();
    this.menu?.close();
    this.say(field, error);
  }
}
