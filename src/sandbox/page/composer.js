// Where a person types: plain messages, `!` commands, and the way into slash commands.
//
// Made by `page.js`. Enter sends, Shift+Enter makes a line, "/" opens the menu of commands, "@" and "#" offer names,
// the arrow up in an empty field brings back what was sent.

import { h } from "./dom.js";
import { Menu } from "./menu.js";
import { CommandForm } from "./command.js";
import { gist } from "./message.js";
import { withIds, withNames } from "./mentions.js";
import { leavesOf, matching, readTyped } from "./slash.js";
import { Tray, choose, hearDrops } from "./tray.js";

const HISTORY = 50;

export class Composer {
  constructor() {
    this.input = document.getElementById("say");
    this.error = document.getElementById("say-error");
    this.answering = document.getElementById("answering");
    this.drafts = new Map();
    this.said = JSON.parse(sessionStorage.getItem("gonogo said") ?? "[]");
    this.back = -1;
    this.form = new CommandForm({
      run: (leaf, options, files) => this.session.run(this.channel, leaf, options, files),
      leave: (text) => this.leaveCommand(text),
    });
    this.tray = new Tray({ tell: (text) => this.tell(text), back: () => this.focus() });
    const attach = document.getElementById("attach");
    attach.addEventListener("click", () => choose((files) => this.dropped(files), true));
    hearDrops(document.querySelector("main"), (files) => this.dropped(files));
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.menu?.close());
    document.getElementById("send").addEventListener("click", () => this.submit());
    document.getElementById("open-commands").addEventListener("click", () => this.put("/"));
    this.answering.addEventListener("click", (event) => event.target.closest("button") && this.reply(null));
  }

  /** Turns to a channel of a session, with what was begun there. */
  open(session, channel, name, closed) {
    if (this.session) this.drafts.set(`${this.session.person.user_id} ${this.channel}`, this.input.value);
    this.menu?.close();
    this.form.close();
    Object.assign(this, { session, channel, back: -1 });
    this.input.hidden = false;
    this.input.disabled = closed;
    this.tray.open(`${session.person.user_id} ${channel}`);
    document.getElementById("attach").disabled = closed;
    this.input.placeholder = closed ? "This thread is locked" : `Message ${name}`;
    this.input.setAttribute("aria-label", `Message ${name}`);
    this.input.value = this.drafts.get(`${session.person.user_id} ${channel}`) ?? "";
    this.reply(null);
    this.tell(null);
    this.fit();
    this.commands().catch(() => {});
  }

  /** Files chosen, dropped or pasted go to the command that is being filled in, else with the message. */
  dropped(files) {
    if (this.input.disabled) return;
    const left = this.form.leaf ? this.form.dropped(files) : files;
    if (left.length) this.tray.take(left);
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
    this.to = message;
    if (this.edited) this.input.value = "";
    this.edited = null;
    const who = message && h("b", {}, this.session.world.nameOf(message.author.id));
    this.about(message, ["Replying to ", who, " "], "Stop replying");
  }

  /** Takes up one's own message, to be sent in its place. */
  edit(message) {
    this.reply(null);
    this.edited = message;
    this.about(message, ["Editing your message: "], "Leave it as it is");
    this.put(withNames(this.session.world, message.content));
  }

  about(message, words, stop) {
    this.answering.hidden = !message;
    if (!message) return;
    this.answering.replaceChildren(
      h("span", {}, words, h("span", { class: "quoted" }, gist(message, this.session))),
      h("button", { type: "button", class: "plain", "aria-label": stop }, "✕"),
    );
    this.input.focus();
  }

  tell(text) {
    this.error.textContent = text ?? "";
    this.error.hidden = !text;
  }

  fit() {
    this.input.style.setProperty("height", "auto");
    this.input.style.setProperty("height", `${Math.min(this.input.scrollHeight, window.innerHeight / 3)}px`);
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
    this.fit();
    this.tell(null);
    const text = this.input.value;
    if (/^\/[^\n]*$/.test(text)) return this.offerCommands(text);
    const word = /(?:^|\s)([@#])([^\s@#]*)$/.exec(text.slice(0, this.input.selectionStart));
    if (word) this.offerNames(word[1], word[2].toLowerCase());
    else this.menu?.close();
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
    const items = matching(leaves, text.slice(1)).map((leaf) => ({
      value: leaf,
      label: `/${leaf.path}`,
      hint: leaf.description,
      note: leaf.app,
      group: leaf.app,
    }));
    this.offer("Commands", items, (item) => this.begin(item.value));
  }

  offerNames(sign, typed) {
    const { world } = this.session;
    const fits = (name) => name?.toLowerCase().startsWith(typed);
    const people = [...world.members.keys()]
      .filter((id) => fits(world.nameOf(id)))
      .map((id) => ({ value: world.nameOf(id), label: `@${world.nameOf(id)}` }));
    const roles = [...world.roles.values()]
      .filter((role) => role.id !== world.guild.id && fits(role.name))
      .map((role) => ({ value: role.name, label: `@${role.name}`, hint: "role" }));
    const channels = [...world.channels.values()]
      .filter((one) => one.name && fits(one.name))
      .map((one) => ({ value: one.name, label: `#${one.name}` }));
    const items = sign === "@" ? [...people, ...roles] : channels;
    // A name written in full needs no completing, so that Enter sends.
    const done = items.length === 1 && items[0].value.toLowerCase() === typed;
    this.offer("Names", done ? [] : items, (item) => this.complete(sign, item.value));
  }

  complete(sign, name) {
    const at = this.input.selectionStart;
    const head = this.input.value.slice(0, at).replace(/[@#][^\s@#]*$/, `${sign}${name} `);
    this.input.value = head + this.input.value.slice(at);
    this.input.setSelectionRange(head.length, head.length);
    this.input.focus();
    this.fit();
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
    this.input.hidden = true;
    this.form.open(this.session, this.channel, leaf, values);
    // What was attached before the command was chosen belongs to it.
    const left = this.form.dropped(this.tray.empty());
    if (left.length) this.tray.take(left);
  }

  leaveCommand(text) {
    this.form.close();
    this.input.hidden = false;
    this.input.value = text;
    this.fit();
    this.input.focus();
    if (text) this.typed();
  }

  key(event) {
    if (this.menu?.node && this.menu.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit();
    else if (event.key === "Escape" && (this.to || this.edited)) this.reply(null);
    else if (event.key === "ArrowUp" && this.recalls()) this.recall(this.back + 1);
    else if (event.key === "ArrowDown" && this.recalls() && this.back >= 0) this.recall(this.back - 1);
    else return;
    event.preventDefault();
  }

  recalls() {
    return this.input.value === "" || (this.back >= 0 && this.input.value === this.said[this.back]);
  }

  recall(to) {
    if (to >= this.said.length) return;
    this.back = Math.max(to, -1);
    this.input.value = this.said[this.back] ?? "";
    this.fit();
  }

  async submit() {
    if (this.form.leaf) return this.form.submit();
    const text = this.input.value.trim();
    if (!text && !this.tray.files.length) return;
    if (text.startsWith("/")) {
      const whole = readTyped(await this.commands().catch(() => []), text);
      if (whole) return this.begin(whole.leaf, whole.values);
    }
    await this.send(text);
  }

  async send(text) {
    const { to, edited, channel } = this;
    const files = this.tray.empty();
    this.input.value = "";
    this.reply(null);
    this.fit();
    try {
      if (edited) await this.session.edit(edited, withIds(this.session.world, text));
      else await this.session.say(channel, withIds(this.session.world, text), to?.id, files);
      this.said = [text, ...this.said.filter((one) => one !== text)].filter(Boolean).slice(0, HISTORY);
      this.back = -1;
      sessionStorage.setItem("gonogo said", JSON.stringify(this.said));
    } catch (error) {
      // What was typed must not be lost because the sandbox refused it.
      if (this.channel === channel && !this.input.value) this.input.value = text;
      if (this.channel === channel && files.length) this.tray.take(files);
      this.fit();
      this.tell(`Not sent: ${error.message}`);
    }
  }
}
