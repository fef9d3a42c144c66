// Writes times as Discord does, and keeps the words of the relative ones true.
//
// Called by what draws. "Now" is the sandbox's clock, told by `clock.js` through `setNow`: never the browser's.

let now = () => Date.now();

/** Sets who is asked for the present, in Unix milliseconds. */
export function setNow(source) {
  now = source;
}

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
const made = new Map();

function format(style, ms) {
  if (!made.has(style)) made.set(style, new Intl.DateTimeFormat(navigator.languages, STYLES[style]));
  return made.get(style).format(ms);
}

const UNITS = [
  ["year", 365.25 * 86400],
  ["month", 30.44 * 86400],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** "in 2 hours", "20 minutes ago", against the sandbox's clock. `ms` is Unix milliseconds. */
export function fromNow(ms) {
  const seconds = (ms - now()) / 1000;
  const size = Math.abs(seconds);
  // Judged after rounding to the smaller unit, so that 59.6 minutes read "1 hour", not "60 minutes".
  const fits = ([, span], index) => roundTo(size, UNITS[index + 1]?.[1] ?? 1) >= span;
  const [unit, span] = UNITS.find(fits) ?? UNITS.at(-1);
  const count = Math.round(size / span);
  if (count === 0) return "now";
  return relative.format(seconds < 0 ? -count : count, unit);
}

const roundTo = (value, step) => Math.round(value / step) * step;

/** Discord's timestamp `<t:unix:style>` in the reader's zone. `unix` is seconds; an unknown style reads as `f`. */
export function stamp(unix, style) {
  const ms = unix * 1000;
  if (style === "R") return fromNow(ms);
  return format(STYLES[style] ? style : "f", ms);
}

/** The time on a message: "Today at 10:12", "Yesterday at 10:12", or the date and time. */
export function messageTime(ms) {
  const days = dayNumber(now()) - dayNumber(ms);
  if (days === 0) return `Today at ${format("t", ms)}`;
  if (days === 1) return `Yesterday at ${format("t", ms)}`;
  return format("s", ms);
}

/** The time alone, as it stands beside the second and later messages of a group. */
export const shortTime = (ms) => format("t", ms);

/** The date a day's line shows. */
export const dayTitle = (ms) => format("D", ms);

/** The whole date and time, for tooltips. */
export const fullTime = (ms) => format("F", ms);

/** A number that is the same for two moments of one civil day in the reader's zone. */
export function dayNumber(ms) {
  const date = new Date(ms);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86400000);
}

/** Nine in the morning of a day such as "24 Nov 2026" in a time zone, in Unix milliseconds. */
export function atNine(date, zone) {
  const wanted = Date.parse(`${date} 09:00 UTC`);
  const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
  const clock = new Intl.DateTimeFormat("en", { timeZone: zone, hourCycle: "h23", calendar: "gregory", ...fields });
  const ahead = (ms) => {
    const at = Object.fromEntries(clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute) - ms;
  };
  // Summer time may begin or end between the two moments.
  return wanted - ahead(wanted - ahead(wanted));
}

/** Writes every relative time on the page anew; called each second and after the clock was moved. */
export function retell(root = document) {
  for (const node of root.querySelectorAll("time[data-style]")) {
    const text = stamp(Number(node.dataset.unix), node.dataset.style);
    if (node.textContent !== text) node.textContent = text;
  }
  for (const node of root.querySelectorAll("time[data-sent]")) {
    const text = messageTime(Number(node.dataset.sent));
    if (node.textContent !== text) node.textContent = text;
  }
}
