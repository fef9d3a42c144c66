// What is offered while an option is typed: its choices, people and places, or what the app suggests.
//
// Made by `command.js`. Asks the app when typing pauses; an answer to what is no longer typed is dropped.

import { Menu } from "./menu.js";
import { begunName, completeName, namesFor } from "./names.js";
import { itemsOf } from "./option.js";
import { OPTION } from "./slash.js";

/** How long typing must pause before the app is asked for suggestions. */
const PAUSE_MS = 220;

export class Offers {
  /**
   * `say(field, words, wrong)` speaks at the field; `taken(field)` is called when one of what was offered was chosen;
   * `suggest(options)` asks the app; `given()` is what the other options hold.
   */
  constructor({ say, taken, suggest, given }) {
    Object.assign(this, { say, taken, suggest, given });
    this.over = document.getElementById("command-hint");
  }

  /** Offers for a field what fits what is typed in it. */
  offer(field, world) {
    clearTimeout(this.wait);
    if (field.choice) return this.close();
    const items = itemsOf(field.option, world);
    if (items) return this.offerItems(field, items);
    if (field.option.autocomplete) {
      this.wait = setTimeout(() => this.ask(field), field.input.value ? PAUSE_MS : 0);
      return;
    }
    this.offerNames(field, world);
  }

  offerItems(field, items) {
    const text = field.input.value.trim().toLowerCase();
    const all = !text || field.picked?.label === field.input.value;
    const fit = all ? items : items.filter((item) => item.label.toLowerCase().includes(text));
    if (!fit.length) this.say(field, "Nothing is called so.", true);
    this.show(field, fit);
  }

  /** In a text of their own words people may name others. */
  offerNames(field, world) {
    const begun = field.option.type === OPTION.string ? begunName(field.input) : null;
    if (!begun) return this.close();
    this.show(field, namesFor(world, begun), (item) => {
      completeName(field.input, begun.sign, item.value);
      field.fit();
    });
  }

  async ask(field) {
    const asked = field.input.value;
    const mine = (this.asking = Symbol("asked"));
    const stale = () => this.asking !== mine || field.input.value !== asked || document.activeElement !== field.input;
    const slow = setTimeout(() => stale() || this.say(field, "Looking…", false), PAUSE_MS);
    const choices = await this.suggest(this.given(field)).catch(() => null);
    clearTimeout(slow);
    if (stale()) return;
    this.say(field, null);
    if (choices === null) {
      this.close();
      return this.say(field, "The suggestions could not be loaded. What you type is sent as it is.", true);
    }
    if (!choices.length && asked.trim()) this.say(field, "The app suggests nothing for this.", false);
    this.show(field, choices.map((choice) => ({ value: choice.value, label: choice.name })));
  }

  show(field, items, take = (item) => field.take(item)) {
    if (!items.length) return this.close();
    if (!this.menu?.node || this.menu.anchor !== field.input) {
      this.close();
      this.menu = new Menu(field.input, {
        label: field.option.name,
        pick: (item) => this.pick(field, item),
        close: () => {},
        over: this.over,
      });
    }
    this.take = take;
    const text = field.input.value.toLowerCase();
    const same = (item) => item.label.toLowerCase() === text || String(item.value).toLowerCase() === text;
    this.menu.show(items, Math.max(0, items.findIndex(same)));
  }

  pick(field, item) {
    this.take(item);
    this.taken(field);
  }

  /** Offers other things than a field's values, hung on a control of the form. */
  hang(anchor, label, items, pick) {
    this.close();
    this.menu = new Menu(anchor, { label, pick, close: () => {}, over: this.over });
    this.menu.show(items);
  }

  /** The list hung on this control is open. */
  openAt(input) {
    return Boolean(this.menu?.node) && this.menu.anchor === input;
  }

  key(event) {
    return this.openAt(event.target) && this.menu.key(event);
  }

  close() {
    clearTimeout(this.wait);
    this.asking = null;
    this.menu?.close();
  }
}
