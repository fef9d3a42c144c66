// Where a person types: plain messages, `!` commands, and the way into slash commands.
//
// Made by `page.js`. Enter sends, Shift+Enter makes a line, "/" opens the menu of commands, "@" and "#" offer names,
// the arrow up in an empty field edits one's last message.

import { Adding } from "./adding.js";
import { Answering } from "./answering.js";
import { Aside } from "./aside.js";
import { Menu } from "./menu.js";
import { CommandForm } from "./command.js";
import { Drafts } from "./drafts.js";
import { withIds, withNames } from "./mentions.js";
import { begunName, completeName, namesFor } from "./names.js";
import { commandItems, remember } from "./recent.js";
import { leavesOf, readTyped } from "./slash.js";
import { lastOwn } from "./tools.js";
import { Tray, hearDrops } from "./tray.js";
import { Unsent } from "./unsent.js";
import { nonce } from "./wire.js";

/** Discord's limit for a message of a person, and from where on the page counts along. */
const MOST = 2000;
const NEARLY = 1800;

export class Composer {
  /** `erase(message)` asks whether a message is to be deleted; `go(channel)` opens a place. */
  constructor({ erase, go }) {
    this.erase = erase;
    this.input = document.getElementById("say");
    this.error = document.getElementById("say-error");
    this.count = document.getElementById("say-count");
    this.answering = new Answering({ stop: () => this.reply(null), back: () => this.input.focus() });
    this.drafts = new Drafts();
    this.form = new CommandForm({
      run: (leaf, options, files) => this.session.run(this.channel, leaf, options, files),
      leave: (text) => this.leaveCommand(text),
      putAside: (text, files) => this.putAside(text, files),
    });
    this.aside = new Aside(this.input, this.form.hint);
    this.tray = new Tray({ tell: (text) => this.tell(text), back: () => this.focus() });
    this.unsent = new Unsent({
      send: (letter, progress) => this.session.say(letter, progress),
      take: (letter) => this.takeBack(letter),
    });
    this.adding = new Adding({ composer: this, go });
    hearDrops(document.querySelector("main"), (files) => this.dropped(files));
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.menu?.close());
    document.getElementById("send").addEventListener("click", () => this.submit());
    document.getElementById("open-commands").addEventListener("click", () => this.put("/"));
    window.addEventListener("pagehide", () => this.keepDraft());
  }

  /** Turns to a channel of a session, with what was begun there. */
  open(session, channel, name, closed) {
    this.keepDraft();
    this.menu?.close();
    this.form.close();
    this.aside.end();
    this.answering.turn(session, {});
    Object.assign(this, { session, channel, place: `${session.person.user_id} ${channel}` });
    this.input.hidden = false;
    this.input.disabled = closed;
    this.tray.open(this.place);
    this.unsent.open(this.place);
    this.adding.button.disabled = closed;
    this.input.placeholder = closed ? "This thread is locked" : `Message ${name}`;
    this.input.setAttribute("aria-label", `Message ${name}`);
    this.input.value = this.drafts.get(this.place);
    this.reply(null);
    this.tell(null);
    this.commands().catch(() => {});
  }

  get edited() { return this.answering.edited; }

  keepDraft() {
    if (!this.place || this.edited) return;
    this.drafts.keep(this.place, this.form.leaf ? this.form.text() : this.input.value);
  }

  /** Files chosen, dropped or pasted go to the command that is being filled in, else with the message. */
  dropped(files) {
    if (this.input.disabled) return;
    this.attach(this.form.leaf ? this.form.dropped(files) : files);
  }

  attach(files) {
    if (files.length) this.tray.take(files);
  }

  focus() {
    (this.form.leaf ? this.form.fields[0]?.input : this.input)?.focus();
  }

  /** Puts a text into the field as if it had been typed. */
  put(text) {
    this.form.close();
    this.input.hidden = false;
    this.input.value = text;
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.typed();
  }

  /** Begins an answer to a message; null ends it, and an edit too. */
  reply(message) {
    if (this.edited) this.input.value = this.drafts.get(this.place);
    this.answering.turn(this.session, { to: message });
    this.fit();
    if (message) this.input.focus();
  }

  /** Takes up one's own message, to be sent in its place; what was begun waits until then. */
  edit(message) {
    this.reply(null);
    this.keepDraft();
    this.answering.turn(this.session, { edited: message });
    this.put(withNames(this.session.world, message.content));
  }

  /** A message is gone: what is written is no longer about it. */
  forget({ id }) {
    const { to, edited } = this.answering;
    if ([to?.id, edited?.id].includes(id)) this.reply(null);
  }

  tell(text) {
    this.error.textContent = text ?? "";
    this.error.hidden = !text;
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
  }

  fit() {
    this.input.style.setProperty("height", "auto");
    this.input.style.setProperty("height", `${Math.min(this.input.scrollHeight, window.innerHeight / 3)}px`);
    const length = [...this.input.value].length;
    this.count.hidden = length < NEARLY;
    this.count.textContent = String(MOST - length);
    this.count.classList.toggle("over", length > MOST);
  }

  async commands() {
    const index = await this.session.commands();
    if (this.index !== index) this.leaves = leavesOf((this.index = index));
    const direct = this.session.world.channels.get(this.channel)?.type === 1;
    return direct
      ? this.leaves.filter((leaf) => !leaf.command.guild_id && leaf.command.dm_permission !== false)
      : this.leaves;
  }

  async typed() {
    this.aside.end();
    this.fit();
    this.tell(null);
    this.keepDraft();
    const text = this.input.value;
    if (/^\/[^\n]*$/.test(text)) return this.offerCommands(text);
    if (text && !this.edited) this.session.writes(this.channel);
    const begun = begunName(this.input);
    if (!begun) return this.menu?.close();
    this.offer("Names", namesFor(this.session.world, begun), (item) => {
      completeName(this.input, begun.sign, item.value);
      this.input.focus();
      this.typed();
    });
  }

  async offerCommands(text) {
    const leaves = await this.commands().catch((error) => {
      this.tell(error.message);
      return [];
    });
    if (this.input.value !== text) return;
    const whole = readTyped(leaves, text);
    const unique = whole && !leaves.some((leaf) => leaf !== whole.leaf && leaf.path.startsWith(text.slice(1)));
    if (whole && unique && text.length > whole.leaf.path.length + 1) return this.begin(whole.leaf, whole.values);
    const items = commandItems(leaves, text.slice(1));
    if (!items.length) this.tell("No command is called so. A message that begins with / is not sent.");
    this.offer("Commands", items, (item) => this.begin(item.value));
  }

  offer(label, items, pick) {
    if (!items.length || document.activeElement !== this.input) return this.menu?.close();
    if (!this.menu?.node || this.menu.label !== label) {
      this.menu?.close();
      this.menu = new Menu(this.input, {
        label,
        pick: (item) => this.menu.taken(item),
        close: () => {},
        over: this.input.parentElement,
      });
    }
    this.menu.label = label;
    this.menu.taken = pick;
    this.menu.show(items);
  }

  begin(leaf, values) {
    this.menu?.close();
    this.tell(null);
    this.aside.end();
    remember(leaf);
    this.input.hidden = true;
    this.form.open(this.session, this.channel, leaf, values);
    // What was attached before the command was chosen belongs to it.
    this.attach(this.form.dropped(this.tray.empty()));
  }

  leaveCommand(text) {
    this.aside.end();
    this.form.close();
    this.input.hidden = false;
    this.write(text);
    this.input.focus();
    if (text) this.typed();
  }

  /** A command that was left half filled in stays as its line: Enter goes on with it, Escape throws it away. */
  putAside(text, files) {
    this.leaveCommand("");
    this.aside.keep(text);
    this.write(text);
    this.attach(files);
  }

  /** Sets what stands in the field. */
  write(text) {
    this.input.value = text;
    this.keepDraft();
    this.fit();
  }

  key(event) {
    if (this.menu?.node && this.menu.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit();
    else if (event.key === "Escape" && this.aside.untouched) this.leaveCommand("");
    else if (event.key === "Escape" && (this.answering.to || this.edited)) this.reply(null);
    else if (event.key === "ArrowUp" && this.input.value === "") this.editLast();
    else return;
    event.preventDefault();
  }

  /** Takes up the last message that this person wrote here. */
  editLast() {
    const last = lastOwn(this.session.world, this.channel);
    if (last) this.edit(last);
  }

  async submit() {
    if (this.form.leaf) return this.form.submit();
    const text = this.input.value.trim();
    if (this.edited) return this.change(text);
    if (!text && !this.tray.files.length) return;
    if (text.startsWith("/")) {
      const whole = readTyped(await this.commands().catch(() => []), text);
      if (whole) return this.begin(whole.leaf, whole.values);
      return this.tell("No command is called so. A message that begins with / is not sent.");
    }
    if (this.refuses(text)) return;
    this.send(text);
  }

  /** Says at the field what Discord would refuse. */
  refuses(text) {
    const length = [...withIds(this.session.world, text)].length;
    if (length > MOST) this.tell(`This has ${length} characters; a message takes ${MOST}.`);
    return length > MOST;
  }

  send(text) {
    const { channel, place } = this;
    const { to, ping } = this.answering;
    const files = this.tray.empty();
    this.reply(null);
    this.tell(null);
    this.write("");
    const content = withIds(this.session.world, text);
    return this.unsent.post({ place, channel, text: content, to: to?.id ?? null, ping, files, nonce: nonce() });
  }

  takeBack({ text, files }) {
    this.put(withNames(this.session.world, text));
    this.attach(files);
  }

  /** Writes the taken up message anew; an empty one is to be deleted. */
  async change(text) {
    const { edited } = this;
    if (!text && !edited.attachments?.length) return this.erase(edited);
    if (this.refuses(text)) return;
    try {
      await this.session.edit(edited, withIds(this.session.world, text));
      if (this.edited === edited) this.reply(null);
    } catch (error) {
      this.tell(`Not changed: ${error.message}`);
    }
  }
}
