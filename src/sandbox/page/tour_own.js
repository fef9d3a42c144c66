// The tour where the sandbox has other playbooks than those that come with it: along a release of the team's own.
//
// Taken by `tour.js` where the bot does not know the mug shop. It knows no step by name, so it shows the ways.

import { cardOf, formOpen } from "./stops.js";

const onPage = (selector) => document.querySelector(selector);

/** The next button on the newest card: the first that is not grey. */
const next = (tour) =>
  onPage(`#messages [data-id="${cardOf(tour)?.message.id}"] .button:is(.primary, .success):not(:disabled)`);

/** A stop that is done when something differs from what it was when the stop was reached. */
const changes = (read) => (tour) => {
  const now = read(tour);
  tour.seen ??= now;
  return now !== tour.seen;
};

export const OWN = [
  {
    words: "This tour follows a release of your own playbook. Choose /release start, and answer what it asks.",
    place: "releases",
    type: "/release start",
    at: () =>
      onPage('.menu [role="option"]') ?? onPage(onPage("#command").hidden ? "#open-commands" : "#send"),
    done: (tour) => Boolean(cardOf(tour)),
  },
  {
    words: "Here stands who is awaited. One press goes there, as that person.",
    place: "releases",
    at: () => ["#awaited-list button", "#awaited-line button"].map(onPage).find((one) => one?.getClientRects().length),
    skip: 1,
    done: changes(({ page }) => page.session.person.name),
  },
  {
    words: "This card is the release. The coloured button is the next thing: press it, and fill in what it asks.",
    place: "releases",
    at: (tour) => (formOpen() ? onPage("dialog.modal .primary") : next(tour)),
    skip: 1,
    done: changes((tour) => cardOf(tour)?.words),
  },
  {
    words: "Time is yours too: jump to whatever is due next.",
    clock: true,
    at: () => onPage("#clock-next"),
    skip: 1,
    done: changes(({ page }) => Math.round(page.clock.now() / 600_000)),
  },
  {
    words: "That is the way to the end: who is awaited, the coloured button, the clock.",
    place: "releases",
    last: true,
    at: () => null,
    done: () => false,
  },
];
