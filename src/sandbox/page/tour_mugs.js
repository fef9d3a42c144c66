// The tour through a release of the mug shop, which comes with the sandbox: `playbooks/tour.toml`.
//
// Taken by `tour.js` where the bot knows that shop. Each stop is a sentence.

import { cardOf, control, form, formOpen, past, press, said, wayAs } from "./stops.js";

const TEAM = "SRE team";
const OWNER = "Product owner";
const onPage = (selector) => document.querySelector(selector);
const failed = (tour) => said(tour, "thread", /^✕/m);

export const MUGS = [
  {
    words: "A mug shop gets version 1.4.2. It begins with one line: let it be typed, then send it.",
    role: TEAM,
    place: "releases",
    type: "!release start mugs update 1.4.2",
    at: () => onPage("#send"),
    done: (tour) => Boolean(cardOf(tour)),
  },
  press(
    "This card is the release: which step, who is awaited, and the next button. Press it.",
    "Deployed on staging",
    "Deploy on staging",
    TEAM,
  ),
  { words: "Its lists are in its thread. Open it.", place: "thread", done: () => true },
  {
    words: "Try it, then pass it: your name goes with it.",
    role: TEAM,
    place: "thread",
    at: () => control("Pass"),
    done: (tour) => said(tour, "thread", /passed by/) || past("Try it on staging")(tour),
  },
  {
    words: "Things fail. Choose an item here.",
    role: TEAM,
    place: "thread",
    skip: 3,
    at: () => control("Something failed…"),
    done: (tour) => formOpen() || failed(tour) || past("Try it on staging")(tour),
  },
  form("Say what you saw: it stays on record.", ["No mail after ten minutes"], (tour) => failed(tour) || past("Try it on staging")(tour)),
  {
    words: "It is mended: try again.",
    role: TEAM,
    place: "thread",
    at: () => control("Re-test"),
    done: (tour) => !failed(tour),
  },
  {
    words: "Now all is well: pass the rest.",
    role: TEAM,
    place: "thread",
    at: () => control("Pass the rest", "Pass all", "Pass"),
    done: past("Try it on staging"),
  },
  {
    words: "Go or no-go? Press Go.",
    role: TEAM,
    place: "releases",
    at: () => control("Go"),
    done: (tour) => said(tour, "releases", /This takes the role/) || past("Go or no-go")(tour),
  },
  {
    words: "No: it is not yours to say. Go to whoever is awaited, as pat.",
    at: () => wayAs("pat"),
    done: ({ page }) => page.session.person.roles.includes(OWNER),
    role: OWNER,
  },
  press("As pat it counts, and is on record. Press Go.", "Go", "Go or no-go", OWNER),
  {
    words: "Customers must hear of the outage. Press this.",
    role: TEAM,
    place: "releases",
    at: () => control("Plan the outage…"),
    done: (tour) => formOpen() || said(tour, "releases", /nobody was told yet/) || past("Announce the outage")(tour),
  },
  form("When, and how long? Let it be typed, then submit.", ["in 1h", "2h"], (tour) =>
    said(tour, "releases", /nobody was told yet/) || past("Announce the outage")(tour),
  ),
  {
    words: "They will read exactly this. Publish it.",
    role: TEAM,
    place: "releases",
    at: () => control("Publish"),
    done: past("Announce the outage"),
  },
  {
    words: "Prod is shut until the outage begins. Time is yours: press + 1 h.",
    clock: true,
    at: () => onPage('[data-advance="1h"]'),
    done: (tour) => !/\*\*Shut\*\*/.test(cardOf(tour)?.words ?? "**Shut**"),
  },
  press("The hour has come. Press this.", "Prod is upgraded", "Upgrade prod", TEAM),
  press("Let the customers in: #outages hears of it.", "The shop is open", "Open the shop", TEAM),
  {
    words: "Finished: who did what and when stays on the card. Your own process is one file like this.",
    place: "releases",
    last: true,
    at: () => null,
    done: () => false,
  },
];
