// The stops of the guided tour: one minor release of MyPortfolio, from its start to its end.
//
// Called by `tour.js`. A stop says what to do in a sentence, finds the real control for it, and knows from what the
// page shows whether it is done. Nothing here presses anything.

import { releaseCards, wordsOf } from "./cards.js";

const START = "!release start myportfolio mahara-minor 22.04.2";
const onPage = (selector) => document.querySelector(selector);

/** The last enabled button or list in the messages that reads so; the first of several readings that there is. */
function control(...readings) {
  const all = [...document.querySelectorAll("#messages [data-press]:not(:disabled), #messages [data-pick]:not(:disabled)")];
  for (const words of readings) {
    const found = all.filter((one) => one.textContent.trim() === words);
    if (found.length) return found.at(-1);
  }
  return null;
}

const said = ({ page }, place, pattern) =>
  place ? page.session.world.talkOf(place).list.some((message) => pattern.test(wordsOf(message))) : false;
const placeNamed = ({ page }, name) => [...page.session.world.channels.values()].find((one) => one.name === name)?.id;

/** The release of this tour: the newest card with a number above those that were there when it began. */
export function cardOf({ page, base }) {
  const card = releaseCards(page.session.world)[0];
  return card && card.number > base ? card : null;
}

/** The thread of a message has the message's id. */
const threadOf = (tour) => cardOf(tour)?.message.id;
const past = (stage) => (tour) => {
  const card = cardOf(tour);
  return Boolean(card) && !stage.test(card.stage ?? "");
};
const formOpen = () => Boolean(onPage("dialog.modal"));

/** A press on the release card that ends a stage. */
const press = (words, label, stage) => ({
  words,
  place: "releases",
  at: () => control(label),
  done: past(stage),
});

/** A form that is open: what to type into its fields, and how it is seen that it went well. */
const form = (words, texts, done) => ({ words, texts, at: () => onPage("dialog.modal .primary"), done });

const lists = (words, stage) => ({
  words,
  place: "thread",
  at: () => control("Pass the rest", "Pass all", "Pass"),
  done: past(stage),
});

export const STOPS = [
  {
    words: "A release begins with one line. Let it be typed, then press the arrow to send it.",
    place: "releases",
    type: START,
    at: () => onPage("#send"),
    done: (tour) => Boolean(cardOf(tour)),
  },
  {
    words: "This card is the whole release: which step, who is awaited, and the button for the next thing. Press it.",
    place: "releases",
    at: () => control("Image tag…"),
    done: (tour) => formOpen() || past(/Docker image/)(tour),
  },
  form("A step asks for what it needs. Let it be typed, then submit.", ["22.04.2-r1"], past(/Docker image/)),
  {
    words: "Only those whose step it is may do it. To see that, become sam, a stakeholder.",
    person: "sam",
    done: () => true,
  },
  {
    words: "As sam, press this.",
    person: "sam",
    place: "releases",
    at: () => control("Deployed on pre-prod"),
    done: (tour) => said(tour, placeNamed(tour, "releases"), /This takes the role/),
  },
  {
    words: "No: sam alone reads why, and who could. Become ben, who is of the SRE team.",
    person: "ben",
    done: () => true,
  },
  press("As ben it goes. Press it.", "Deployed on pre-prod", /Deploy on pre-prod/),
  {
    words: "The smoke test is a list in the release's own thread. Open it.",
    place: "thread",
    done: () => true,
  },
  {
    words: "Each item is passed by whoever tried it. Pass one.",
    place: "thread",
    at: () => control("Pass"),
    done: (tour) => said(tour, threadOf(tour), /passed by/),
  },
  {
    words: "Things fail. Choose an item here.",
    place: "thread",
    at: () => control("Something failed…"),
    done: (tour) => formOpen() || said(tour, threadOf(tour), /^✕/m),
  },
  form("Say what you saw: it stays on the card.", ["500 on a PDF over 2 MB"], (tour) => said(tour, threadOf(tour), /^✕/m)),
  {
    words: "It is fixed: open the failed item for another try.",
    place: "thread",
    at: () => control("Re-test"),
    done: (tour) => !said(tour, threadOf(tour), /^✕/m),
  },
  lists("Pass the rest, list by list: the smoke test, then the testing script.", /Smoke test on pre-prod|Manual testing script on pre-prod/),
  {
    words: "Now the outage. Users are told only what you have seen first. Press this.",
    place: "releases",
    at: () => control("Plan the outage…"),
    done: (tour) => formOpen() || said(tour, placeNamed(tour, "releases"), /nobody was told yet/),
  },
  form("When, and how long? Let it be typed, then submit.", ["in 1h", "2h"], (tour) =>
    said(tour, placeNamed(tour, "releases"), /nobody was told yet/),
  ),
  {
    words: "Exactly this will be read in #outages, and when. Publish it.",
    place: "releases",
    at: () => control("Publish"),
    done: (tour) => said(tour, placeNamed(tour, "outages"), /will be unavailable/),
  },
  lists("What else belongs to an outage is a list too. Pass it.", /Schedule outage/),
  {
    words: "Prod is shut until the outage begins. Time is yours here: press + 1 h.",
    clock: true,
    at: () => onPage('[data-advance="1h"]'),
    done: (tour) => !/\*\*Shut\*\*/.test(cardOf(tour)?.words ?? "**Shut**"),
  },
  press("The outage has begun, #outages says so, and prod is open. Press this.", "Prod is upgraded", /Upgrade prod/),
  lists("The same smoke test on prod, with fresh lists. Pass them.", /Smoke test on prod/),
  press("Let the users in: #outages hears that it is over, and that you were early.", "The site is open to users", /Release site/),
  lists("The last list ends the release.", /Manual testing script in prod/),
  {
    words: "Finished. The card keeps who did what and when, and every button you pressed is on record. That is gonogo.",
    place: "releases",
    last: true,
    at: () => null,
    done: () => false,
  },
];
