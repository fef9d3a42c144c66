// The frame around the chat: its drawers on narrow screens, the theme, the finger, and the line that tells of the connection.
//
// Called by `page.js`. Knows nothing of who is there or what is said.

import { h } from "./dom.js";

const byId = (id) => document.getElementById(id);
const DRAWERS = { "open-places": "sidebar", "open-people": "side", "clock-chip": "side" };
const ANEW = "gonogo anew";

/** Lets the drawers open and close. */
export function setUpDrawers() {
  for (const [button, drawer] of Object.entries(DRAWERS)) {
    byId(button).addEventListener("click", () => {
      // Where there is room the right column is no drawer: the button hides it.
      if (drawer === "side" && matchMedia("(min-width: 1001px)").matches)
        return document.body.classList.toggle("no-side");
      const open = byId(drawer).classList.contains("open");
      closeDrawers();
      byId(drawer).classList.toggle("open", !open);
      byId("shade").hidden = open;
      byId(button).setAttribute("aria-expanded", String(!open));
      if (!open) byId(drawer).querySelector("button:not([disabled])")?.focus({ preventScroll: true });
    });
  }
  byId("shade").addEventListener("click", closeDrawers);
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", closeDrawers);
}

/** Closes whichever drawer is open, and gives the focus back to what opened it. */
export function closeDrawers() {
  for (const [button, drawer] of Object.entries(DRAWERS)) {
    const open = byId(drawer).classList.contains("open");
    const left = open && byId(drawer).contains(document.activeElement);
    byId(drawer).classList.remove("open");
    byId(button).setAttribute("aria-expanded", "false");
    if (left && byId(button).getClientRects().length) byId(button).focus();
  }
  byId("shade").hidden = true;
}

/** Tells the styles whether a finger is at work, on machines too that have a mouse beside it. */
export function setUpTouch() {
  const told = ({ pointerType }) => document.body.classList.toggle("by-touch", pointerType === "touch");
  for (const sign of ["pointerdown", "pointermove"]) document.addEventListener(sign, told, { capture: true, passive: true });
}

/** The theme follows the system until the reader chooses; the choice is kept. */
export function setUpTheme() {
  const kept = localStorage.getItem("gonogo theme");
  if (kept) document.documentElement.dataset.theme = kept;
  byId("theme").addEventListener("click", () => {
    const chosen = document.documentElement.dataset.theme;
    const light = chosen ? chosen === "light" : matchMedia("(prefers-color-scheme: light)").matches;
    document.documentElement.dataset.theme = light ? "dark" : "light";
    localStorage.setItem("gonogo theme", light ? "dark" : "light");
  });
}

/** Another sandbox answers at this address: begins again with it, and says so then. */
export function beginAnew() {
  sessionStorage.setItem(ANEW, "yes");
  location.reload();
}

/** Tells of the connection, or that the sandbox is another one now; `again()` tries at once. */
export function tellLink(lost, again) {
  const anew = !lost && sessionStorage.getItem(ANEW);
  const node = byId("link");
  node.hidden = !lost && !anew;
  if (lost)
    node.replaceChildren(
      "Connection lost. Trying again… ",
      h("button", { type: "button", class: "plain", on: { click: again } }, "Try now"),
    );
  else if (anew) {
    const close = () => {
      sessionStorage.removeItem(ANEW);
      node.hidden = true;
    };
    node.replaceChildren(
      "The sandbox was started anew: what was said before is gone. ",
      h("button", { type: "button", class: "plain", on: { click: close } }, "All right"),
    );
  }
}
