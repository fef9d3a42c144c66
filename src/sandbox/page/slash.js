// Slash commands as data: which there are, which match what was typed, and what is sent for them.
//
// Called by `composer.js` and `command.js`. Pure: no page and no network. Numbers are Discord's option types.

/** Discord's limit for a text in an option that names none. */
const LONGEST = 6000;

/** Discord's types of command options. */
export const OPTION = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
};

/**
 * Every command a person can run, from an application-command index: each `{path, description, options, app,
 * command, data(options, files)}`, where `path` is "release start" and `data` makes the body's `data` as Discord's client does.
 * Commands stand by their names, what is within one in the order that its app gave.
 */
export function leavesOf(index) {
  const apps = new Map((index.applications ?? []).map((app) => [app.id, app.name ?? app.bot?.username]));
  return (index.application_commands ?? [])
    .filter((command) => (command.type ?? 1) === 1)
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
    .flatMap((command) => grow(command, command, [], apps.get(command.application_id) ?? "app"));
}

function grow(node, command, parents, app) {
  const inner = (node.options ?? []).filter(
    (option) => option.type === OPTION.subcommand || option.type === OPTION.group,
  );
  const names = [...parents, node];
  if (inner.length) return inner.flatMap((option) => grow(option, command, names, app));
  const ordered = [...(node.options ?? [])].sort((a, b) => Number(Boolean(b.required)) - Number(Boolean(a.required)));
  return [
    {
      path: names.map((one) => one.name).join(" "),
      description: node.description ?? "",
      options: ordered,
      app,
      command,
      data: (options, files) => body(command, names.slice(1), options, files),
    },
  ];
}

function body(command, inner, options, files = []) {
  const nested = inner.reduceRight((within, one) => [{ type: one.type, name: one.name, options: within }], options);
  return {
    version: command.version,
    id: command.id,
    guild_id: command.guild_id,
    name: command.name,
    type: 1,
    options: nested,
    application_command: command,
    attachments: files.map((file, at) => ({ id: `${at}`, filename: file.name })),
  };
}

/** The commands that match what stands after the slash, best first. */
export function matching(leaves, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return leaves;
  const whole = words.join(" ");
  const rank = (leaf) => (leaf.path.startsWith(whole) ? 0 : leaf.path.includes(whole) ? 1 : 2);
  const fits = (leaf) =>
    words.every((word) => leaf.path.includes(word)) || leaf.description.toLowerCase().includes(whole);
  return leaves.filter(fits).sort((a, b) => rank(a) - rank(b));
}

/**
 * Reads a typed or pasted command such as `/release status 17` or `/outage schedule release:17`: `{leaf, values}`
 * with the options as texts by name, or null when no command is named in full. A text without a name goes to the
 * first option that has none yet.
 */
export function readTyped(leaves, text) {
  const typed = /^\/([^]*)$/.exec(text)?.[1] ?? "";
  const leaf = leaves
    .filter((one) => typed === one.path || typed.startsWith(`${one.path} `))
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (!leaf) return null;
  const values = {};
  const names = leaf.options.map((option) => option.name);
  const rest = typed.slice(leaf.path.length).trim();
  const marker = new RegExp(`(?:^|\\s)(${names.map(escape).join("|") || "(?!)"}):\\s*`, "gu");
  const found = [...rest.matchAll(marker)];
  const loose = rest.slice(0, found[0]?.index ?? rest.length).trim();
  found.forEach(
    (hit, index) =>
      (values[hit[1]] = rest.slice(hit.index + hit[0].length, found[index + 1]?.index ?? rest.length).trim()),
  );
  const open = names.find((name) => !(name in values));
  if (loose && open) values[open] = loose;
  return { leaf, values };
}

const escape = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Turns what was typed for an option into the value that is sent: `{value}`, or `{error}` with a sentence. `picked` is
 * the menu item chosen for it, if any; `items` are what the menu offers for types that take nothing else.
 */
export function readValue(option, typed, picked, items) {
  const text = typed.trim();
  if (!text) return option.required ? { error: "This option is required. Specify a value." } : { value: undefined };
  if (picked && picked.label === typed) return { value: picked.value };
  if (items) return fromItems(items, text);
  if (option.type === OPTION.integer || option.type === OPTION.number) return readNumber(option, text);
  const count = [...text].length;
  const most = option.max_length ?? LONGEST;
  if (count < (option.min_length ?? 0))
    return { error: `At least ${option.min_length} characters are needed; this has ${count}.` };
  if (count > most) return { error: `At most ${most} characters fit; this has ${count}.` };
  return { value: text };
}

function fromItems(items, text) {
  const same = (a) => String(a).toLowerCase() === text.toLowerCase();
  const item = items.find(
    (one) =>
      same(one.label) ||
      same(one.value) ||
      same(one.label.replace(/^[@#]/, "")) ||
      one.label.toLowerCase() === text.slice(1).toLowerCase(),
  );
  return item ? { value: item.value } : { error: "Choose one of the options that are offered." };
}

function readNumber(option, text) {
  const value = Number(text);
  const whole = option.type === OPTION.integer;
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value)))
    return { error: whole ? "A whole number is needed." : "A number is needed." };
  if (value < (option.min_value ?? -Infinity)) return { error: `It must be ${option.min_value} or more.` };
  if (value > (option.max_value ?? Infinity)) return { error: `It must be ${option.max_value} or less.` };
  return { value };
}
