// What the guided tour points at: the kinds of stops there are, and how the page shows that one is done.
//
// Called by the tours (`tour_mugs.js`, `tour_own.js`) and by `tour.js`. A stop says what to do in a sentence, finds the
// real control for it, and knows from what the page shows whether it is done. Nothing here presses anything.

import { releaseCards, wordsOf } from "./cards.js";

const onPage = (selector) => document.querySelector(selector);

/** Tells whether something is shown at all. */
export const visible = (node) => Boolean(node?.getClientRects().length) && getComputedStyle(node).visibility === "visible";

/** The last enabled button or list in the messages that reads so; the first of several readings that there is. */
export function control(...readings) {
  const all = [...document.querySelectorAll("#messages [data-press]:not(:disabled), #messages [data-pick]:not(:disabled)")];
  for (const words of readings) {
    const found = all.filter((one) => one.textContent.trim() === words);
    if (found.length) return found.at(-1);
  }
  return null;
}

/** The release of this tour: the newest card with a number above those that were there when it began. */
export function cardOf({ page, base }) {
  const card = releaseCards(page.session.world)[0];
  return card && card.number > base ? card : null;
}

/** The way to whoever is awaited, as that person. */
export const wayAs = (name) =>
  [...document.querySelectorAll(`#awaited-list [data-as="${name}"], #awaited-line [data-as="${name}"]`)].find(visible) ?? null;

/** A form of the app is open. */
export const formOpen = () => Boolean(onPage("dialog.modal"));

/** Something in a place, or in the release's thread, says this. */
export function said(tour, place, pattern) {
  const { world } = tour.page.session;
  const id = place === "thread" ? cardOf(tour)?.message.id : [...world.channels.values()].find((one) => one.name === place)?.id;
  return id ? world.talkOf(id).list.some((message) => pattern.test(wordsOf(message))) : false;
}

/** The release has gone past a stage. */
export const past = (stage) => (tour) => {
  const card = cardOf(tour);
  return Boolean(card) && card.stage !== stage;
};

/** A press on the release card, by somebody of a role, that ends a stage. */
export const press = (words, label, stage, role) => ({
  words,
  role,
  place: "releases",
  at: () => control(label),
  done: past(stage),
});

/** A form that is open: what to type into its fields, and how it is seen that it went well. */
export const form = (words, texts, done) => ({ words, texts, at: () => onPage("dialog.modal .primary"), done });
