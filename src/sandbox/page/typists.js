// Who writes just now in the open place: the line below the message field.
//
// Made by `page.js`. Somebody writes until they said it, or for ten seconds after the last sign, as on Discord.

const LASTS_MS = 10_000;

export class Typists {
  constructor() {
    this.line = document.getElementById("typing");
    this.names = new Map();
  }

  /** Turns to another place, where nobody is known to write. */
  turn(world, channel) {
    for (const { wait } of this.names.values()) clearTimeout(wait);
    Object.assign(this, { world, channel, names: new Map() });
    this.draw();
  }

  hear(world, { channel, user }) {
    if (world !== this.world || channel !== this.channel) return;
    clearTimeout(this.names.get(user)?.wait);
    this.names.set(user, { name: world.nameOf(user) ?? "somebody", wait: setTimeout(() => this.drop(user), LASTS_MS) });
    this.draw();
  }

  said(world, message) {
    if (world === this.world && message.channel_id === this.channel) this.drop(message.author?.id);
  }

  drop(user) {
    clearTimeout(this.names.get(user)?.wait);
    if (this.names.delete(user)) this.draw();
  }

  draw() {
    const names = [...this.names.values()].map(({ name }) => name);
    const words = [
      "",
      `${names[0]} is typing…`,
      `${names[0]} and ${names[1]} are typing…`,
      "Several people are typing…",
    ];
    this.line.textContent = words[Math.min(names.length, 3)];
  }
}
