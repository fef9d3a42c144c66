// A list of things to choose from, hung on a control that keeps the focus.
//
// Used by selects in messages, by the slash menu and by the options of a command. Follows the combobox pattern: the
// control, or the field in which a long list is searched, keeps the focus and names the active line by
// `aria-activedescendant`. Knows nothing of what is chosen.

import { h, icon } from "./dom.js";
import { drawWays, searchField } from "./menu_ways.js";

/** How many lines the keys for a page go. */
const PAGE = { PageDown: 7, PageUp: -7 };

let serial = 0;

export class Menu {
  /**
   * `anchor` is the control; `pick(item)` is called for one choice; with `multi: {max, values}` lines are
   * ticked and `close(values)` gets them at the end; `close()` is always called once. With `over`, the list stands
   * above that element instead of beside the control. With `search` it is searched by what is typed.
   */
  constructor(anchor, { label, pick, close, multi = null, over = null, search = false }) {
    Object.assign(this, { anchor, pick, closed: close, multi, over, all: [] });
    this.items = [];
    this.at = 0;
    this.name = `menu-${(serial += 1)}`;
    this.list = h("ul", {
      class: "menu-list",
      role: "listbox",
      id: this.name,
      "aria-label": label,
      "aria-multiselectable": multi ? "true" : null,
      // What scrolls can be reached by keys; those of the control move the line as well.
      tabindex: "0",
    });
    this.search = search ? searchField(label, this.name, (event) => this.searched(event)) : null;
    this.ways = h("div", { class: "menu-ways", role: "group", "aria-label": "Go to", hidden: true });
    this.none = h("p", { class: "menu-none", role: "status" });
    this.node = h("div", { class: "menu" }, this.search ?? "", this.ways, this.none, this.list);
    // What has the focus must keep it while a line is pressed.
    this.node.addEventListener("pointerdown", (event) => event.target === this.search || event.preventDefault());
    this.ways.addEventListener("click", (event) => this.goTo(event.target.closest("[data-way]")?.dataset.way));
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.onAway = (event) => !this.node.contains(event.target) && !anchor.contains(event.target) && this.close();
    this.onMove = () => this.place();
    document.addEventListener("pointerdown", this.onAway);
    window.addEventListener("resize", this.onMove);
    document.addEventListener("scroll", this.onMove, true);
    // Inside the page's main part, so that who goes by landmarks finds it.
    document.querySelector("main").append(this.node);
    // A field of several lines cannot be a combobox: that its list is open is told by what the list names.
    this.expands = !anchor.matches("textarea");
    if (this.expands) anchor.setAttribute("aria-expanded", "true");
    anchor.setAttribute("aria-controls", this.name);
  }

  /** Shows `items`: `{value, label, hint, emoji, group}`; `active` is the line to begin on. */
  show(items, active = 0) {
    Object.assign(this, { all: items, items });
    this.at = Math.min(active, Math.max(items.length - 1, 0));
    this.draw();
    // Where fingers point, the focus would bring up a keyboard over what most people only tap.
    if (this.search && !matchMedia("(pointer: coarse)").matches) this.search.focus();
  }

  /** Something was typed, or a key pressed, in the field above a long list. */
  searched(event) {
    if (event.type === "keydown") return this.key(event);
    const typed = this.search.value.trim().toLocaleLowerCase();
    const fits = ({ label, hint }) => [label, hint ?? ""].some((words) => words.toLocaleLowerCase().includes(typed));
    this.items = this.all.filter(fits);
    this.none.textContent = this.items.length ? "" : "Nothing is called so.";
    this.at = 0;
    this.draw();
  }

  /** Goes to the first line of a group. */
  goTo(group) {
    const at = this.items.findIndex((item) => item.group === group);
    if (at < 0) return;
    this.move(at);
    this.list.querySelector(`[data-index="${at}"]`).previousElementSibling.scrollIntoView({ block: "start" });
  }

  draw() {
    let group = null;
    const lines = this.items.flatMap((item, index) => {
      const title =
        item.group && item.group !== group ? [h("li", { class: "menu-group", role: "presentation" }, item.group)] : [];
      group = item.group ?? group;
      return [...title, this.line(item, index)];
    });
    this.list.replaceChildren(...lines);
    // A list beside its control is soon gone through; one over the composer holds whatever can be typed.
    drawWays(this.ways, this.over ? this.items : []);
    this.list.hidden = this.items.length === 0;
    this.node.hidden = this.list.hidden && !this.search;
    this.mark();
    this.place();
  }

  line(item, index) {
    const ticked = this.multi?.values.includes(item.value);
    return h(
      "li",
      {
        id: `${this.name}-${index}`,
        role: "option",
        class: "menu-line",
        "data-index": index,
        "aria-selected": this.multi ? String(Boolean(ticked)) : "false",
      },
      item.emoji ? h("span", { class: "emoji", "aria-hidden": "true" }, item.emoji) : null,
      h(
        "span",
        { class: "menu-words" },
        h("span", { class: "menu-label" }, item.label),
        item.hint ? h("span", { class: "menu-hint" }, item.hint) : null,
      ),
      item.note ? h("span", { class: "menu-note" }, item.note) : null,
      this.multi ? h("span", { class: "menu-tick" }, ticked ? icon("tick") : "") : null,
    );
  }

  mark() {
    for (const line of this.list.querySelectorAll(".menu-line")) {
      const active = Number(line.dataset.index) === this.at;
      line.classList.toggle("active", active);
      if (active) line.scrollIntoView({ block: "nearest" });
      if (active && !this.multi) line.setAttribute("aria-selected", "true");
      else if (!this.multi) line.setAttribute("aria-selected", "false");
    }
    for (const control of [this.anchor, this.search])
      if (this.items.length) control?.setAttribute("aria-activedescendant", `${this.name}-${this.at}`);
      else control?.removeAttribute("aria-activedescendant");
  }

  place() {
    if (!this.anchor.isConnected) return this.close();
    const at = this.anchor.getBoundingClientRect();
    const top = (this.over ?? this.anchor).getBoundingClientRect().top;
    const below = window.innerHeight - at.bottom;
    const upwards = this.over || (below < 260 && top > below);
    const style = this.node.style;
    // Over the composer it has the composer's width, as on Discord; beside a control it is no wider than it needs.
    const whole = (this.over ?? this.anchor).closest(".composer-box, #composer")?.getBoundingClientRect();
    const width = Math.min(whole ? whole.width : Math.max(at.width, 240), window.innerWidth - 16);
    style.setProperty("width", `${width}px`);
    style.setProperty("left", `${Math.max(8, Math.min(whole?.left ?? at.left, window.innerWidth - width - 8))}px`);
    style.setProperty("max-height", `${Math.max(120, Math.min(360, (upwards ? top : below) - 12))}px`);
    style.setProperty("top", upwards ? "auto" : `${at.bottom + 4}px`);
    style.setProperty("bottom", upwards ? `${window.innerHeight - top + 6}px` : "auto");
  }

  /** Takes a key pressed on the control; true when the menu used it. */
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || (!this.items.length && event.key !== "Escape")) return false;
    if (step) this.move((this.at + step + this.items.length) % this.items.length);
    else if (PAGE[event.key]) this.move(Math.min(Math.max(this.at + PAGE[event.key], 0), this.items.length - 1));
    else if (event.key === "Home" && this.multi && !this.search) this.move(0);
    else if (event.key === "End" && this.multi && !this.search) this.move(this.items.length - 1);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && !this.multi)) this.choose(this.at);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  move(to) {
    this.at = to;
    this.mark();
  }

  clicked(event) {
    const line = event.target.closest(".menu-line");
    if (line) this.choose(Number(line.dataset.index));
  }

  choose(index) {
    const item = this.items[index];
    if (!item) return;
    if (!this.multi) {
      this.close();
      this.pick(item);
      return;
    }
    const { values, max } = this.multi;
    if (values.includes(item.value)) this.multi.values = values.filter((value) => value !== item.value);
    else if (values.length < max) this.multi.values = [...values, item.value];
    this.at = index;
    this.draw();
  }

  close() {
    if (!this.node) return;
    if (this.search && document.activeElement === this.search) this.anchor.focus();
    this.node.remove();
    this.node = null;
    document.removeEventListener("pointerdown", this.onAway);
    window.removeEventListener("resize", this.onMove);
    document.removeEventListener("scroll", this.onMove, true);
    if (this.expands) this.anchor.setAttribute("aria-expanded", "false");
    this.anchor.removeAttribute("aria-activedescendant");
    this.anchor.removeAttribute("aria-controls");
    this.closed?.(this.multi?.values);
  }
}
