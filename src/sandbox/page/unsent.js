// Messages on their way: how far their files are, and those that could not be sent, which are kept until the reader
// sends them again, takes them back or throws them away.
//
// Made by `composer.js`, shown above its field. Texts survive a reload; files do not, and it says so.

import { h, patch } from "./dom.js";

const KEY = "gonogo unsent";
/** A message that is there sooner needs no line of its own. */
const SOON_MS = 400;

export class Unsent {
  /** `send(letter, progress)` sends one, and throws what was wrong; `take(letter)` puts it back into the field. */
  constructor({ send, take }) {
    Object.assign(this, { send, take, letters: read() });
    this.node = document.getElementById("unsent");
    this.node.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-letter]");
      const letter = button && this.letters.find((one) => one.nonce === button.dataset.letter);
      if (letter) this[button.dataset.way](letter);
    });
  }

  /** Shows what is on its way from one place. */
  open(place) {
    this.place = place;
    this.draw();
  }

  /** Takes a letter, `{place, channel, text, to, ping, files, nonce}`, and sends it; true when it arrived. */
  async post(letter) {
    Object.assign(letter, { state: "new", done: 0 });
    this.letters = [...this.letters.filter((one) => one.nonce !== letter.nonce), letter];
    this.keep();
    this.draw();
    const slow = setTimeout(() => this.turn(letter, "sending"), letter.files.length ? 0 : SOON_MS);
    try {
      await this.send(letter, (done) => {
        letter.done = done;
        this.draw();
      });
      this.drop(letter);
      return true;
    } catch (error) {
      this.turn(letter, "failed", error.message);
      return false;
    } finally {
      clearTimeout(slow);
    }
  }

  turn(letter, state, why = null) {
    Object.assign(letter, { state, why });
    this.keep();
    this.draw();
  }

  again(letter) {
    this.post(letter);
  }

  back(letter) {
    this.drop(letter);
    this.take(letter);
  }

  drop(letter) {
    this.letters = this.letters.filter((one) => one !== letter);
    this.keep();
    this.draw();
  }

  keep() {
    const kept = this.letters.map(({ files, ...rest }) => ({ ...rest, lost: rest.lost || files.length > 0 }));
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  }

  draw() {
    const shown = this.letters.filter((one) => one.place === this.place && one.state !== "new");
    this.node.hidden = shown.length === 0;
    patch(this.node, shown.map((letter) => this.line(letter)));
  }

  line(letter) {
    const { text, files, state, why, done, nonce } = letter;
    const names = files.map((file) => file.name).join(", ");
    const button = (way, words) =>
      h("button", { type: "button", class: "plain", "data-way": way, "data-letter": nonce, "data-key": way }, words);
    const said = h("span", { class: "quoted" }, [text, names].filter(Boolean).join(" · "));
    if (state === "sending")
      return h(
        "li",
        { class: "letter", "data-key": nonce },
        h("b", {}, files.length ? `Sending, ${Math.round(done * 100)} %` : "Sending…"),
        said,
        files.length ? h("progress", { max: "1", value: String(done), "aria-label": `How far ${names} is` }) : null,
      );
    return h(
      "li",
      { class: "letter failed", "data-key": nonce, role: "alert" },
      h("b", {}, `Not sent: ${why}`),
      said,
      letter.lost && !files.length ? h("span", {}, "Its files went with the reload.") : null,
      h("span", { class: "letter-acts" }, button("again", "Send again"), button("back", "Change it"), button("drop", "Throw away")),
    );
  }
}

/** What an earlier life of this page could not send. */
function read() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  return kept.map((one) => ({ ...one, files: [], state: "failed", why: one.why ?? "the page was left meanwhile." }));
}
