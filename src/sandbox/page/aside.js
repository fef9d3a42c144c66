// A command that was left half filled in: its line stays in the text field, and a word below says what comes of it.
//
// Made by `composer.js`, which hears the keys.

export class Aside {
  constructor(input, hint) {
    Object.assign(this, { input, hint, text: null });
  }

  /** What was put aside stands in the field as it was. */
  get untouched() {
    return this.text !== null && this.text === this.input.value;
  }

  keep(text) {
    this.text = text;
    this.input.value = text;
    this.hint.textContent = "Kept. Enter goes on with it, Escape throws it away.";
    this.hint.hidden = false;
  }

  /** It is taken up, has become something else, or is thrown away. */
  end() {
    if (this.text === null) return;
    this.text = null;
    this.hint.hidden = true;
  }
}
