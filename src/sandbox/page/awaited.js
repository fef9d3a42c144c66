// Who is awaited, by the release cards in sight: the list in the panel, and on narrow screens a line below the header.
//
// Made by `page.js`. One press goes to the card, as somebody whose turn it is.

import { h, icon, patch } from "./dom.js";
import { releaseCards, waitsFor } from "./cards.js";
import { fromNow } from "./when.js";

export class Awaited {
  /** `people` is `/sandbox/people`; `go(name, channel, message)` becomes somebody and opens a place. */
  constructor(people, { go }) {
    Object.assign(this, { people, cards: [] });
    this.list = document.getElementById("awaited-list");
    this.line = document.getElementById("awaited-line");
    for (const host of [this.list, this.line])
      host.addEventListener("click", (event) => {
        const entry = event.target.closest("[data-go]");
        if (entry) go(entry.dataset.as, entry.dataset.go, entry.dataset.message);
      });
  }

  /** Reads the cards that this person sees. */
  show(session, open) {
    this.session = session;
    this.cards = releaseCards(session.world).filter((card) => card.open);
    document.getElementById("awaited").hidden = this.cards.length === 0;
    patch(this.list, this.cards.map((card) => h("li", { "data-key": card.message.id }, this.entry(card))));
    const here = this.cards.find((card) => [card.message.channel_id, card.message.id].includes(open)) ?? this.cards[0];
    this.line.hidden = !here;
    patch(this.line, here ? [this.short(here)] : []);
  }

  /** Tells whether a person is awaited anywhere. */
  waitFor(person) {
    return this.cards.some((card) => waitsFor(card, person));
  }

  /** Whose turn it is on a card: the reader if they can, else the first who can; the reader where nobody is awaited. */
  whoFor(card) {
    const { person } = this.session;
    return waitsFor(card, person) ? person : (this.people.find((one) => waitsFor(card, one)) ?? person);
  }

  names(card) {
    const named = card.awaited?.replace(/<@(\d+)>/g, (_, id) => this.session.world.nameOf(id) ?? "somebody");
    return named ?? "nobody now";
  }

  entry(card) {
    const who = this.whoFor(card);
    return h(
      "button",
      this.way(card, who),
      h("b", {}, this.names(card)),
      card.since ? h("span", { class: "person-roles" }, ` since ${fromNow(card.since * 1000)}`) : null,
      " ",
      h("span", { class: "awaited-where" }, `#${card.number} ${card.stage}, step ${card.step} of ${card.of}`),
      " ",
      h("span", { class: "awaited-as" }, this.invitation(who)),
    );
  }

  short(card) {
    const who = this.whoFor(card);
    const mine = waitsFor(card, this.session.person);
    return h(
      "button",
      this.way(card, who),
      icon("right"),
      h("span", { class: "awaited-words" }, mine ? "Your turn: " : `${this.names(card)}: `, h("b", {}, card.stage)),
      mine ? null : [" ", h("span", { class: "awaited-as" }, this.invitation(who))],
    );
  }

  invitation(who) {
    return who === this.session.person ? "go there" : `go as ${who.name}`;
  }

  way(card, who) {
    return { type: "button", "data-as": who.name, "data-go": card.message.channel_id, "data-message": card.message.id };
  }
}
