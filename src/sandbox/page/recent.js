// The menu of slash commands: what was used lately first, then by app and command.
//
// Called by `composer.js`. Remembers in the browser which commands were used, by their paths.

import { matching } from "./slash.js";

const KEY = "gonogo commands";
const KEPT = 12;
const SHOWN = 4;

const used = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");

/** Remembers that a command was chosen. */
export function remember(leaf) {
  const all = [leaf.path, ...used().filter((path) => path !== leaf.path)].slice(0, KEPT);
  localStorage.setItem(KEY, JSON.stringify(all));
}

/** The lines of the menu for what stands after the slash. */
export function commandItems(leaves, typed) {
  const fit = matching(leaves, typed);
  const lately = typed.trim() ? [] : used().map((path) => fit.find((leaf) => leaf.path === path)).filter(Boolean).slice(0, SHOWN);
  const rest = fit.filter((leaf) => !lately.includes(leaf));
  const apps = new Set(leaves.map((leaf) => leaf.app));
  const item = (leaf, group) => ({
    value: leaf,
    label: `/${leaf.path}`,
    hint: leaf.description,
    // Where there is one app alone its name on every line says nothing.
    note: apps.size > 1 ? leaf.app : null,
    group,
  });
  const whose = (leaf) => (leaf.path.includes(" ") ? `${leaf.app} · ${leaf.path.split(" ")[0]}` : leaf.app);
  return [...lately.map((leaf) => item(leaf, "Used lately")), ...rest.map((leaf) => item(leaf, typed.trim() ? leaf.app : whose(leaf)))];
}
