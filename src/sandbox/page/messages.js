// The message pane: draws a channel's messages, keeps the reader's place, and hears presses inside them.
//
// Made by `page.js`. Redraws by patching, so that an edited card neither jumps nor loses the focus.

import { announce, h, patch } from "./dom.js";
import { findComponent, givenValues, selectItems, selectName } from "./components.js";
import { drawBeginning, drawEnding, drawNote } from "./edges.js";
import { drawMessage, follows, gist, namesOf } from "./message.js";
import { Menu } from "./menu.js";
import { vote } from "./poll.js";
import { react } from "./reactions.js";
import { LONG } from "./sift.js";
import { reveal } from "./veil.js";
import { FLAG, bornAt, byAge } from "./world.js";
import { dayNumber, dayTitle } from "./when.js";

const NEAR_PX = 80;

export class Messages {
  /** `go(channel, message?)` opens a place; `act(kind, message)` does what a tool says; `command(text)` fills the composer. */
  constructor({ go, act, command }) {
    Object.assign(this, { go, act, command });
    this.scroller = document.getElementById("scroller");
    this.list = document.getElementById("messages");
    this.jump = document.getElementById("jump");
    this.top = document.getElementById("beginning");
    this.scroller.addEventListener("scroll", () => this.scrolled());
    this.scroller.addEventListener("click", (event) => this.clicked(event));
    this.scroller.addEventListener("keydown", (event) => this.pressed(event));
    this.jump.addEventListener("click", () => this.toEnd());
    // A picture has its height only when it is there; who reads the newest goes on reading it.
    this.list.addEventListener("load", () => this.stuck && this.toEnd(), true);
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.scroller);
  }

  /** Shows a channel of a session from its newest message; the line of new messages stays where it was on opening. */
  open(session, channel) {
    this.menu?.close();
    this.session = session;
    this.channel = channel;
    this.fresh = 0;
    this.stuck = true;
    this.line = session.world.unread(channel).unread ? (session.world.marks.get(channel) ?? "0") : null;
    this.list.replaceChildren();
    this.forget();
    this.draw();
    this.toEnd();
    if (!session.world.talkOf(channel).loaded && session.ready) session.load(channel).catch(() => {});
  }

  /** Shows nothing until a place is opened again. */
  leave() {
    this.menu?.close();
    this.session = null;
  }

  /** Names may be others now: everything is drawn again. */
  forget() {
    this.kept = new Map();
  }

  draw() {
    if (!this.session) return;
    const held = this.hold();
    patch(this.list, this.rows());
    // Whose node was taken apart to mend another is drawn anew.
    for (const [id, { node }] of this.kept) if (!node.isConnected) this.kept.delete(id);
    patch(this.top, drawBeginning(this.session, this.channel));
    this.lead();
    if (this.stuck && !(held.pressed && held.last === this.list.lastElementChild)) this.toEnd();
    else if (held.node?.isConnected) this.scroller.scrollTop += held.node.getBoundingClientRect().top - held.top;
    this.drawJump();
  }

  /**
   * What must not move under the reader while the list is redrawn: the control they just used, else the first message
   * in view (older ones may be put in above it).
   */
  hold() {
    const pressed = this.list.contains(document.activeElement) ? document.activeElement : null;
    const edge = this.scroller.getBoundingClientRect().top;
    // A day's line stays where it is while older messages of that day come in below it.
    const rows = [...this.list.children].filter((row) => row.dataset.id);
    const node = pressed ?? rows.find((row) => row.getBoundingClientRect().bottom > edge);
    return { pressed, node, top: node?.getBoundingClientRect().top, last: this.list.lastElementChild };
  }

  /** The Tab key comes to one message, the newest or the one it left; arrows go on from there, Tab to its tools. */
  lead(to = this.list.querySelector(":scope > .message:focus-within") ?? this.newest()) {
    for (const row of this.list.querySelectorAll(':scope > [tabindex="0"]')) row.tabIndex = -1;
    if (to) to.tabIndex = 0;
  }

  newest() {
    return [...this.list.querySelectorAll(":scope > .message")].at(-1);
  }

  /** Goes from a message that has the focus to the one above or below; false where there is none. */
  step(row, up) {
    const rows = [...this.list.querySelectorAll(":scope > .message")];
    const next = rows[rows.indexOf(row) + (up ? -1 : 1)];
    if (!next) return false;
    this.lead(next);
    next.focus();
    return true;
  }

  rows() {
    const { session, channel } = this;
    const { world } = session;
    const seen = { session, world, names: namesOf(session) };
    const rows = [];
    let before = null;
    const notes = [...(world.notes.get(channel) ?? new Map())];
    const all = world.talkOf(channel).list;
    // Where everything is new, a line would divide nothing.
    let lined = this.line === null || !all.length || byAge(all[0].id, this.line) > 0;
    for (const message of all) {
      while (notes.length && byAge(notes[0][1].after, message.id) < 0) rows.push(drawNote(seen, ...notes.shift()));
      const day = dayNumber(bornAt(message.id));
      const newDay = !before || dayNumber(bornAt(before.id)) !== day;
      const newLine = !lined && byAge(message.id, this.line) > 0 && message.author?.id !== world.me;
      if (newDay)
        rows.push(h("li", { class: "divider", "data-key": `day-${day}` }, h("span", {}, dayTitle(bornAt(message.id)))));
      if (newLine) rows.push(h("li", { class: "divider fresh", "data-key": "fresh" }, h("span", {}, "New")));
      lined ||= newLine;
      rows.push(this.row(message, seen, !newDay && !newLine && follows(message, before)));
      before = message;
    }
    return [...rows, ...notes.map(([key, note]) => drawNote(seen, key, note)), ...drawEnding(session, channel)];
  }

  /**
   * A message as it is drawn: where thousands are loaded, what cannot have changed is not drawn again. What has
   * controls or a thread also shows what is not in the message.
   */
  row(message, seen, joined) {
    const kept = this.kept.get(message.id);
    if (kept && kept.message === message && kept.joined === joined) return kept.node;
    const node = drawMessage(message, seen, joined);
    const alone = !message.components?.length && !seen.world.channels.has(message.id);
    if (alone) this.kept.set(message.id, { message, joined, node });
    return node;
  }

  scrolled() {
    const { scroller } = this;
    this.stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
    if (this.stuck) this.fresh = 0;
    if (scroller.scrollTop < 200 && this.session?.ready) this.session.loadOlder(this.channel).catch(() => {});
    if (this.stuck) this.seenAll();
    this.drawJump();
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.stuck = true;
    this.fresh = 0;
    this.drawJump();
    this.seenAll();
  }

  seenAll() {
    if (this.session && !document.hidden) this.session.world.read(this.channel);
  }

  drawJump() {
    this.jump.hidden = this.stuck;
    const count = this.fresh === 1 ? "1 new message" : `${this.fresh} new messages`;
    this.jump.textContent = this.fresh
      ? `${count} · Jump to present ↓`
      : "You're viewing older messages · Jump to present ↓";
  }

  /** A message came to the open channel: counted when the reader is further up, told to screen readers. */
  arrived(message) {
    // What one says, and what answers one alone, is brought into view.
    if (message.author?.id === this.session.world.me || message.flags & FLAG.ephemeral) this.stuck = true;
    else if (!this.stuck) this.fresh += 1;
    announce(`${this.session.world.nameOf(message.author?.id) ?? "somebody"}: ${gist(message, this.session)}`);
  }

  /** Brings one message into view and lets it glow. */
  spot(id) {
    const node = this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
    if (!node) return;
    this.stuck = false;
    // Of a card that is longer than the screen its buttons are wanted, which stand at its end.
    const long = node.offsetHeight > this.scroller.clientHeight;
    const block = !long ? "center" : node.querySelector("[data-press]") ? "end" : "start";
    node.scrollIntoView({ block });
    node.classList.add("spotted");
    node.focus({ preventScroll: true });
    setTimeout(() => node.classList.remove("spotted"), 2000);
  }

  clicked(event) {
    const on = (name) => event.target.closest(`[data-${name}]`);
    this.tap(event.target.closest("#messages > .message"));
    if (reveal(event.target)) return;
    const message = this.session.world.find(this.channel, event.target.closest("[data-id]")?.dataset.id);
    if (on("press")) this.press(message, on("press").dataset.press);
    else if (on("pick")) this.pick(message, on("pick"));
    else if (on("go")) this.go(on("go").dataset.go, on("go").dataset.message);
    else if (on("react")) react(this.session, message, Number(on("react").dataset.react));
    else if (on("vote")) vote(this.session, message, Number(on("vote").dataset.vote));
    else if (on("command")) this.command(`/${on("command").dataset.command} `);
    else if (on("type")) this.command(on("type").dataset.type);
    else if (on("act")) this.act(on("act").dataset.act, message);
    else if (on("dismiss")) this.session.world.drop(this.channel, on("dismiss").dataset.dismiss);
    else if (on("forget")) this.session.world.note(this.channel, on("forget").dataset.forget, null);
  }

  /** What can be done with a message shows when it was tapped. */
  tap(row) {
    for (const before of this.list.querySelectorAll("[data-tapped]")) before.removeAttribute("data-tapped");
    row?.setAttribute("data-tapped", "");
  }

  press(message, customId) {
    const component = message && findComponent(message.components, customId);
    if (component) this.session.press(message, component);
  }

  pressed(event) {
    const row = event.target.matches("#messages > .message") ? event.target : null;
    const arrow = ["ArrowUp", "ArrowDown"].includes(event.key);
    if (row && arrow && this.step(row, event.key === "ArrowUp")) return event.preventDefault();
    if (this.menu?.node && this.menu.anchor === event.target && this.menu.key(event)) return;
    const opens =
      event.target.closest("[data-pick]") && ["ArrowDown", "ArrowUp"].includes(event.key) && !this.menu?.node;
    if (opens) {
      event.preventDefault();
      event.target.click();
    }
  }

  /** Opens a select. One value is sent at once; several are sent when the list closes, as on Discord. */
  pick(message, anchor) {
    if (this.menu?.node) {
      const same = this.menu.anchor === anchor;
      this.menu.close();
      if (same) return;
    }
    const component = message && findComponent(message.components, anchor.dataset.pick);
    if (!component || anchor.getAttribute("aria-busy")) return;
    const { session } = this;
    const items = selectItems(component, session.world);
    const before = givenValues(component);
    const [min, max] = [component.min_values ?? 1, component.max_values ?? 1];
    const several = max > 1 || min === 0;
    const send = (values) => session.press(message, component, values);
    const finish = (values) => {
      const changed = values.length !== before.length || values.some((value) => !before.includes(value));
      if (changed && values.length >= min) send(values);
    };
    this.menu = new Menu(anchor, {
      label: several ? `${selectName(component)} (${min === max ? max : `${min} to ${max}`})` : selectName(component),
      pick: (item) => send([item.value]),
      close: (values) => several && finish(values),
      multi: several ? { values: before, max } : null,
      search: items.length > LONG,
    });
    this.menu.show(
      items,
      Math.max(
        0,
        items.findIndex((item) => before.includes(item.value)),
      ),
    );
  }
}
