// The sandbox's clock on the page: what time it is there, and the buttons that move it.
//
// Made by `page.js`. Talks to `/sandbox/clock`. All that is relative on the page follows `Clock.now`.

import { askSandbox } from "./wire.js";
import { h, icon, patch } from "./dom.js";
import { fromNow, retell, setNow } from "./when.js";

/** How often another hand (a test, a second page) may have moved the clock unseen. */
const ASK_MS = 5_000;
const WONDER_MS = 250;

export class Clock {
  /**
   * `moving()` is called before this page moves the time, `moved()` whenever it jumped; `naming(unix)` tells what names
   * a moment, as `{words, open()}`, or null; `day()` is the next planned release day, as `{title, ms}`, or null.
   */
  constructor({ moving, moved, naming, day }) {
    Object.assign(this, { moving, moved, naming, day, next: null, zones: [] });
    this.ms = Date.now();
    this.asked = performance.now();
    this.paused = true;
    setNow(() => this.now());
    this.panel = document.getElementById("clock");
    this.panel.addEventListener("click", (event) => this.clicked(event));
    document.getElementById("clock-set").addEventListener("submit", (event) => {
      event.preventDefault();
      this.set(document.getElementById("clock-at").value);
    });
    setInterval(() => this.tick(), 1000);
    setInterval(() => document.hidden || this.ask(), ASK_MS);
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  /** The sandbox's time in Unix milliseconds. */
  now() {
    return this.paused ? this.ms : this.ms + performance.now() - this.asked;
  }

  /** Something happened that may have made other things due; asked once for all that comes together. */
  wonder() {
    clearTimeout(this.wondering);
    this.wondering = setTimeout(() => this.ask(), WONDER_MS);
  }

  async ask() {
    await this.take(() => askSandbox("GET", "/sandbox/clock"));
  }

  /** Moves or halts the clock; `request` is the body of `POST /sandbox/clock`. */
  async move(request, said) {
    // One move at a time: what a second press would add is not what its button says.
    if (this.panel.getAttribute("aria-busy")) return;
    this.moving();
    this.tell(said ?? "Moving the clock…");
    this.panel.setAttribute("aria-busy", "true");
    const answer = await this.take(() => askSandbox("POST", "/sandbox/clock", request));
    this.panel.removeAttribute("aria-busy");
    if (answer) this.tell(answer.settled === false ? "Moved. Something that was due is still under way." : "");
  }

  async take(call) {
    try {
      const answer = await call();
      const before = this.now();
      const next = answer.next ? Date.parse(answer.next) : null;
      Object.assign(this, { ms: Date.parse(answer.now), paused: answer.paused, next, asked: performance.now() });
      this.tick();
      if (Math.abs(this.now() - before) > 2000) this.moved();
      return answer;
    } catch (error) {
      this.tell(error.message);
      return null;
    }
  }

  tell(text) {
    document.getElementById("clock-said").textContent = text;
  }

  clicked(event) {
    const button = event.target.closest("button[data-advance], button[data-pause], button[data-next], button[data-day]");
    if (!button) return;
    if (button.dataset.next !== undefined) this.next && this.move({ set: new Date(this.next).toISOString() });
    else if (button.dataset.day !== undefined) this.planned && this.move({ set: new Date(this.planned.ms).toISOString() });
    else if (button.dataset.advance) this.move({ advance: button.dataset.advance });
    else this.move({ pause: !this.paused }, this.paused ? "Letting it flow…" : "Halting…");
  }

  set(local) {
    const ms = Date.parse(local);
    if (Number.isNaN(ms)) return this.tell("Choose a date and a time first.");
    this.move({ set: new Date(ms).toISOString() });
  }

  tick() {
    const date = new Date(this.now());
    const say = (options) => new Intl.DateTimeFormat(navigator.languages, options).format(date);
    const time = say({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    write("clock-date", say({ weekday: "long", day: "numeric", month: "long", year: "numeric" }));
    write("clock-time", time);
    write(
      "clock-zone",
      `${say({ timeZoneName: "short" }).split(", ").pop()} · ${date.toISOString().slice(11, 16)} UTC`,
    );
    write("clock-chip-date", say({ weekday: "short", day: "numeric", month: "short" }));
    write("clock-chip-time", time.slice(0, 5));
    this.drawPause();
    this.drawNext();
    this.drawZones(date);
    retell();
  }

  /** When something is due next, and what, as far as a message says. */
  drawNext() {
    const due = this.next !== null && this.next > this.now();
    const button = document.getElementById("clock-next");
    button.disabled = !due;
    write("clock-next-when", due ? `${nearby(this.next, this.now())}, ${fromNow(this.next)}` : "Nothing is due");
    const named = due ? this.naming(Math.floor(this.next / 1000)) : null;
    const what = document.getElementById("clock-next-what");
    what.hidden = !named;
    if (named) write("clock-next-what", named.words);
    what.onclick = () => named?.open();
    this.drawDay();
  }

  /** The next planned release day, where a card in sight names one. */
  drawDay() {
    this.planned = this.day(this.now());
    const button = document.getElementById("clock-day");
    button.hidden = !this.planned;
    if (this.planned) write("clock-day", `Next release day: ${this.planned.title}, ${nearby(this.planned.ms, this.now())}`);
  }

  /** What time it is where the teams live; the reader's own zone stands above. */
  drawZones(date) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const lines = this.zones.filter((zone) => zone !== own).map((zone) => {
      const say = (options) => new Intl.DateTimeFormat(navigator.languages, { timeZone: zone, ...options }).format(date);
      const day = say({ weekday: "short", day: "numeric", month: "short" });
      const time = say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      return h("li", { "data-key": zone }, h("span", {}, zone.split("/").pop().replaceAll("_", " ")), h("span", {}, `${day}, ${time}`));
    });
    patch(document.getElementById("clock-zones"), lines);
  }

  drawPause() {
    const button = document.getElementById("clock-pause");
    const word = this.paused ? "Resume" : "Pause";
    if (button.dataset.word === word) return;
    button.dataset.word = word;
    button.replaceChildren(icon(this.paused ? "play" : "pause"), word);
    document.getElementById("clock-chip").classList.toggle("paused", this.paused);
    write("clock-state", this.paused ? "paused" : "flowing");
  }
}

/** A time on the day of `now`, else with its day. */
function nearby(ms, now) {
  const sameDay = new Date(ms).toDateString() === new Date(now).toDateString();
  const day = sameDay ? {} : { weekday: "short", day: "numeric", month: "short" };
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(navigator.languages, { ...day, ...time }).format(ms);
}

function write(id, text) {
  const node = document.getElementById(id);
  if (node.textContent !== text) node.textContent = text;
}
