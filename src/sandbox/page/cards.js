// Reads from the app's own cards which releases are open and who is awaited, and which message names a moment.
//
// Called by `people.js`, `clock.js` and the tour. Nothing is asked of the app for it: what stands on no message this
// page does not know.

import { atNine } from "./when.js";
import { byAge } from "./world.js";

/** All that a message says: its text, and the texts of its components in their order. */
export function wordsOf(message) {
  const inner = (components) =>
    (components ?? []).flatMap((one) => [
      ...(one.content ? [one.content] : []),
      ...inner(one.components),
      ...(one.accessory ? inner([one.accessory]) : []),
    ]);
  return [message.content, ...inner(message.components)].filter(Boolean).join("\n");
}

/** Every release that has a card, the newest first: `{message, number, title, step, of, stage, awaited, since, open}`. */
export function releaseCards(world) {
  const cards = [...world.messages.values()].flatMap((talk) => talk.list).map(readCard);
  return cards.filter(Boolean).sort((a, b) => byAge(b.message.id, a.message.id));
}

function readCard(message) {
  if (!message.author?.bot) return null;
  const words = wordsOf(message);
  const [, title, number] = /^### (.+)\n-# Release #(\d+)/m.exec(words) ?? [];
  if (!number) return null;
  const [, stage, step, of] = /^\*\*(.+?)\*\* · step (\d+) of (\d+)/m.exec(words) ?? [];
  const [, awaited, since] = /waiting for (.+?) since <t:(\d+)/.exec(words) ?? [];
  return {
    message,
    number: Number(number),
    title,
    stage,
    step: Number(step ?? 0),
    of: Number(of ?? 0),
    awaited: awaited ?? null,
    since: since ? Number(since) : null,
    open: Boolean(step),
    words,
  };
}

/** Tells whether a card waits for this person, by name or by one of their roles. */
export const waitsFor = (card, person) =>
  card.open &&
  card.awaited !== null &&
  (card.awaited.includes(`<@${person.user_id}>`) ||
    card.awaited.split(/, | and | or /).some((name) => person.roles.includes(name)));

/** The newest message that names this moment (Unix seconds) in a timestamp, or null. */
export function naming(world, unix) {
  const all = [...world.messages.values()].flatMap((talk) => talk.list);
  const found = all.filter((message) => wordsOf(message).includes(`<t:${unix}`));
  return found.sort((a, b) => byAge(b.id, a.id))[0] ?? null;
}

/** Where release days are named: the head of a day's card, the notice before it, and whoever's turn begins. */
const NAMES_DAYS = /^### .+ · \w{3} \d{1,2} \w{3} \d{4}$|^.*\*\* is on .*$|^Planned days: .*$/gm;
const DAY = /\w{3} (\d{1,2} \w{3} \d{4})/g;

/**
 * The earliest planned release day that a message of the app names and that has not begun: `{title, ms}`, at nine where
 * the team of that service lives. `zones` are the zones by the titles of the services.
 */
export function nextReleaseDay(world, now, zones) {
  const all = [...world.messages.values()].flatMap((talk) => talk.list).filter((message) => message.author?.bot);
  const titles = Object.keys(zones).sort((a, b) => b.length - a.length);
  const days = all.flatMap((message) => {
    const lines = wordsOf(message).match(NAMES_DAYS) ?? [];
    const title = titles.find((one) => wordsOf(message).includes(one));
    const dates = title ? lines.flatMap((line) => [...line.matchAll(DAY)]) : [];
    return dates.map(([, date]) => ({ title, ms: atNine(date, zones[title]) }));
  });
  return days.filter((day) => day.ms > now).sort((a, b) => a.ms - b.ms)[0] ?? null;
}
