// The composer while a slash command is filled in: a field for each option, one after the other.
//
// Made by `composer.js`, which shows it instead of the text field. Sends through the session alone; what is offered
// for an option stands in `offers.js`, what an option is in `option.js`.

import { h } from "./dom.js";
import { withIds } from "./mentions.js";
import { Offers } from "./offers.js";
import { FileField, TextField, takesFile } from "./option.js";
import { OPTION } from "./slash.js";

export class CommandForm {
  /**
   * `run(leaf, options, files)` sends; `leave(text)` goes back to the text field with that text in it; `putAside(text,
   * files)` too, where the reader may still want the command.
   */
  constructor({ run, leave, putAside }) {
    this.putAside = putAside;
    Object.assign(this, { run, leave, fields: [], picks: new Map() });
    this.node = document.getElementById("command");
    this.hint = document.getElementById("command-hint");
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.offers = new Offers({
      say: (field, words, wrong) => this.say(field, words, wrong),
      taken: (field) => this.goOn(field),
      suggest: (options) => this.session.suggest(this.channel, this.leaf, options),
      given: (field) => this.given(field),
    });
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
    const first = this.fields.find((field) => field.empty) ?? this.fields.at(-1);
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
      const option = this.left().find((one) => !takesFile(one));
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
    this.offers.close();
    this.node.hidden = true;
    this.hint.hidden = true;
    this.leaf = null;
  }

  /** The command as it would be typed in one line. */
  text() {
    const named = this.fields.filter((field) => field.text.trim()).map((field) => `${field.option.name}:${field.text.trim()}`);
    return [`/${this.leaf.path}`, ...named].join(" ");
  }

  addField(option, text) {
    const field = takesFile(option)
      ? new FileField(option, {
          changed: (one) => this.say(one),
          refused: (one, why) => this.refuse(one, why),
          entered: (one) => this.entered(one),
        })
      : new TextField(option, text, {
          typed: (one) => this.typed(one),
          entered: (one) => this.entered(one),
          pressed: (one) => this.offers.openAt(one.input) || this.offer(one),
          left: (one) => this.offers.openAt(one.input) && this.offers.close(),
        });
    field.picked = this.picks.get(this.pickOf(field)) ?? null;
    this.fields.push(field);
    this.node.querySelector(".bare")?.remove();
    this.more.before(field.node);
    return field;
  }

  /** What stands in a field, to know by what was picked for it when the command is taken up again. */
  pickOf(field) {
    return `${this.leaf.path} ${field.option.name}:${field.text}`;
  }

  /** Escape throws nothing away: what was filled in is kept as the line it stands for. */
  escape() {
    const files = this.fields.flatMap((field) => field.choice?.file ?? []);
    if (this.fields.some((field) => !field.empty)) this.putAside(this.text(), files);
    else this.leave("");
  }

  /** Files dropped or pasted: one for each option that takes one and has none; gives back the rest. */
  dropped(files) {
    const rest = [...files];
    while (rest.length) {
      const open = this.fields.find((field) => field.choice && field.empty);
      const option = this.left().find(takesFile);
      const field = open ?? (option && this.addField(option, ""));
      if (!field) break;
      field.choice.take(rest.shift());
      if (field.empty) break;
    }
    this.drawMore();
    return rest;
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
    const items = this.left().map((option) => ({ value: option.name, label: option.name, hint: option.description }));
    this.offers.hang(this.more, "Options", items, (item) => {
      const field = this.addField(this.leaf.options.find((option) => option.name === item.value), "");
      this.drawMore();
      field.input.focus();
    });
    // Some browsers leave a pressed button without the focus, which the list's keys need.
    this.more.focus();
  }

  offer(field) {
    this.offers.offer(field, this.session.world);
  }

  entered(field) {
    this.say(field);
    this.offer(field);
  }

  typed(field) {
    field.wrong(false);
    if (this.turned(field)) return;
    field.fit();
    this.say(field);
    this.offer(field);
  }

  /** Typing `name:` of an option turns to that option, as commands are written in text; true when it did. */
  turned(field) {
    const [, rest, name] = /^([^]*?)(?:^|\s)([-_\p{L}\p{N}]+):$/u.exec(field.input.value) ?? [];
    const option = this.leaf.options.find((one) => one.name === name);
    if (!option) return false;
    field.input.value = rest.trim();
    field.fit();
    const target = this.fields.find((one) => one.option === option) ?? this.addField(option, "");
    this.drawMore();
    target.input.focus();
    if (target === field) this.offer(field);
    return true;
  }

  /** Says what a field is for, or what is the matter with it; without a field, what the command does. */
  say(field, words = null, wrong = true) {
    const [name, what] = field
      ? [field.option.name, field.option.description ?? ""]
      : [`/${this.leaf.path}`, this.leaf.description];
    const more = words && h("span", { class: wrong ? "error" : "aside", role: wrong ? "alert" : "status" }, ` ${words}`);
    this.hint.replaceChildren(h("b", {}, name), ` ${what}`, more ?? "");
    this.hint.hidden = false;
  }

  /** After a choice: on to the next option that is needed, or ready to be sent by Enter. */
  goOn(field) {
    if (field.picked) this.picks.set(this.pickOf(field), field.picked);
    const next = this.fields.find((one) => one.option.required && one.empty);
    (next ?? field).input.focus();
    this.say(next ?? field);
    if (!next) this.offers.close();
  }

  /** What stands in the options while one of them is being typed, for the app to suggest by. */
  given(focused) {
    const told = this.fields.filter((one) => !one.choice && (!one.empty || one === focused));
    return told.map((one) => ({
      type: one.option.type,
      name: one.option.name,
      value: one === focused ? one.input.value : (one.read(this.session.world).value ?? one.input.value),
      ...(one === focused ? { focused: true } : {}),
    }));
  }

  key(event) {
    const field = this.fields.find((one) => one.input === event.target);
    if (this.offers.key(event)) return;
    const bare = event.target !== this.more;
    if (event.key === "Escape") this.escape();
    else if (event.key === "Enter" && field?.choice && field.empty) return;
    else if (event.key === "Enter" && bare) this.submit();
    else if (event.key === "Backspace" && field?.choice && !field.empty) {
      field.choice.clear();
      this.say(field);
    } else if (event.key === "Backspace" && !event.target.value && bare) this.back(field);
    else if (event.key === "ArrowDown" && field) this.offer(field);
    else return;
    event.preventDefault();
  }

  /** Backspace in an empty field takes an optional one away, and leaves the command from a required one. */
  back(field) {
    const at = this.fields.indexOf(field);
    if (!field || field.option.required) return this.leave(`/${this.leaf.path}`);
    this.offers.close();
    field.node.remove();
    this.fields.splice(at, 1);
    this.drawMore();
    if (this.fields.length) this.fields[Math.max(0, at - 1)].input.focus();
    else this.bare().focus();
  }

  /** Sends the command, unless an option will not do: that is said at its field, and nothing is lost. */
  submit() {
    const { world } = this.session;
    const [filled, files] = [[], []];
    for (const field of this.fields) {
      const { value, error } = field.read(world, files);
      if (error) return this.refuse(field, error);
      const { type, name } = field.option;
      const own = type === OPTION.string && !field.picked;
      if (value !== undefined) filled.push({ type, name, value: own ? withIds(world, value) : value });
    }
    const { leaf } = this;
    this.leave("");
    this.run(leaf, filled, files);
  }

  refuse(field, error) {
    field.wrong(true);
    field.input.focus();
    this.offers.close();
    this.say(field, error);
  }
}
