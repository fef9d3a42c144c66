// Who is here and who the reader is: the list at the right, and the switch of person.
//
// Made by `page.js`. Pressing a person in the list, or in the menu at the lower left, is to become them.

import { avatar, h, icon, patch } from "./dom.js";
import { Menu } from "./menu.js";

export class People {
  /** `people` is `/sandbox/people`; `become(name)` switches; `awaits(person)` tells whether somebody waits for them. */
  constructor(people, { become, awaits }) {
    Object.assign(this, { people, become, awaits });
    this.list = document.getElementById("people");
    this.switches = [document.getElementById("me"), document.getElementById("me-chip")];
    this.list.addEventListener("click", (event) => {
      const entry = event.target.closest("[data-become]");
      if (entry) become(entry.dataset.become);
    });
    for (const button of this.switches) {
      button.addEventListener("click", () => this.choose(button));
      button.addEventListener(
        "keydown",
        (event) => this.menu?.anchor === button && this.menu.node && this.menu.key(event),
      );
      button.addEventListener("blur", () => this.menu?.anchor === button && this.menu.close());
    }
  }

  show(session, calls) {
    Object.assign(this, { session, calls });
    this.draw();
  }

  draw() {
    const { person, world } = this.session;
    const roles = person.roles.join(", ") || "no role";
    const face = () => [
      avatar(person.name),
      h(
        "span",
        { class: "me-words" },
        h("span", { class: "me-name" }, person.name),
        h("span", { class: "me-roles" }, roles),
      ),
    ];
    patch(this.switches[0], [...face(), icon("down")]);
    patch(this.switches[1], face());
    for (const button of this.switches) {
      button.setAttribute("aria-label", `You are ${person.name}, ${roles}. Switch person`);
      button.title = `You are ${person.name} (${roles}). Switch person`;
    }
    const bots = [...world.members.values()].filter(({ user }) => user.bot);
    patch(this.list, [
      h("li", { class: "places-title", "data-key": "apps" }, `Apps — ${bots.length}`),
      ...bots.map(({ user }) =>
        h(
          "li",
          { class: "person app", "data-key": user.id },
          avatar(world.nameOf(user.id), true),
          h(
            "span",
            { class: "person-words" },
            h("span", { class: "person-name" }, world.nameOf(user.id), " ", h("span", { class: "tag" }, "APP")),
          ),
        ),
      ),
      ...this.groups().flatMap(({ key, name, people }) => [
        h("li", { class: "places-title", "data-key": `group ${key}` }, `${name} — ${people.length}`),
        ...people.map((one) => this.entry(one)),
      ]),
    ]);
  }

  /** People below the highest of their roles that stands apart in the list, as on Discord; the others last. */
  groups() {
    const { world } = this.session;
    const apart = [...world.roles.values()].filter((role) => role.hoist).sort((a, b) => b.position - a.position);
    const holds = (one, role) => world.members.get(one.user_id)?.roles?.includes(role.id);
    const roleOf = (one) => apart.find((role) => holds(one, role));
    const groups = apart.map((role) => ({ key: role.id, name: role.name, role }));
    return [...groups, { key: "people", name: "People", role: undefined }]
      .map((group) => ({ ...group, people: this.people.filter((one) => roleOf(one) === group.role) }))
      .filter(({ people }) => people.length);
  }

  entry(one) {
    const awaited = this.awaits(one);
    const me = one.name === this.session.person.name;
    const calls = me ? 0 : this.calls(one.name);
    const colour = this.session.world.colourOf(one.user_id);
    return h(
      "li",
      { class: "person", "data-key": one.user_id },
      h(
        "button",
        {
          type: "button",
          "data-become": one.name,
          "aria-current": me ? "true" : null,
          title: me ? "This is you" : `Become ${one.name}`,
        },
        avatar(one.name),
        h(
          "span",
          { class: "person-words" },
          h("span", { class: "person-name tinted", style: colour ? { "--tint": colour } : {} },
            one.name,
            awaited ? h("span", { class: "place-note" }, "awaited") : null,
          ),
          h("span", { class: "person-roles" }, one.roles.join(", ") || "no role"),
        ),
        me ? h("span", { class: "you" }, "you") : h("span", { class: "become" }, "switch"),
        calls ? h("span", { class: "badge", title: "mentions" }, String(calls)) : null,
      ),
    );
  }

  choose(anchor) {
    if (this.menu?.node) return this.menu.close();
    this.menu = new Menu(anchor, {
      label: "Who are you now?",
      pick: (item) => this.become(item.value),
      close: () => {},
    });
    const awaited = this.people.filter((one) => this.awaits(one));
    const others = this.people.filter((one) => !awaited.includes(one));
    const item = (one) => ({ value: one.name, label: one.name, hint: one.roles.join(", ") || "no role" });
    const group = (some, title) => some.map((one) => ({ ...item(one), group: awaited.length ? title : null }));
    // Whoever is awaited is most often who one wants to be.
    const items = [...group(awaited, "Awaited"), ...group(others, "The others")];
    this.menu.show(
      items,
      items.findIndex((item) => item.value === this.session.person.name),
    );
    // Some browsers leave a pressed button without the focus, which the menu's keys need.
    anchor.focus();
  }
}
