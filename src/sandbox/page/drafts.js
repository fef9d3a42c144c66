// What was begun and not sent, kept for each person and place; survives a reload of the page.
//
// Made by `composer.js`. Knows texts alone: files that wait are kept by `tray.js`, and go with the page.

const KEY = "gonogo drafts";

export class Drafts {
  constructor() {
    this.kept = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
  }

  get(place) {
    return this.kept.get(place) ?? "";
  }

  keep(place, text) {
    if (text) this.kept.set(place, text);
    else if (!this.kept.delete(place)) return;
    sessionStorage.setItem(KEY, JSON.stringify([...this.kept]));
  }
}
